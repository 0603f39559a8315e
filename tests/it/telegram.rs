//! The bot as a process, against a Bot API server of our own.

use crate::cli::data_of_shipped;
use crate::fake::{Fake, Fault, TOKEN};
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Rounds of killing; the long run is `PRISTAN_ROUNDS=200`.
fn rounds() -> u64 {
    std::env::var("PRISTAN_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(15)
}

/// The bot at work; killed when the test ends.
struct Bot {
    child: Child,
}

impl Bot {
    fn start(fake: &Fake, data: &Path) -> Bot {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(data.with_extension("log")).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_pristan"))
            .args(["bot", "--now", "2022-10-01"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("PRISTAN_DATA", data)
            .env("PRISTAN_KEY_FILE", data.with_extension("key"))
            .env("PRISTAN_TOKEN", TOKEN)
            .env("PRISTAN_API_URL", &fake.address)
            .env("PRISTAN_UNPACED", "1")
            .env("RUST_LOG", "trace")
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        Bot { child }
    }

    fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A data folder in which the base is learnt already.
fn place() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir_all(&data).unwrap();
    let copied = Command::new("cp")
        .args(["-r".as_ref(), data_of_shipped().join("knowledge").as_os_str(), data.as_os_str()])
        .status();
    assert!(copied.unwrap().success());
    (folder, data)
}

fn keyboard(body: &Value) -> Vec<(String, String)> {
    let rows = body["reply_markup"]["inline_keyboard"].as_array().cloned().unwrap_or_default();
    let buttons = rows.iter().flat_map(|row| row.as_array().cloned().unwrap_or_default());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    buttons.map(|button| (text(&button["text"]), text(&button["callback_data"]))).collect()
}

#[test]
fn a_private_chat_goes_as_people_expect() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let _bot = Bot::start(&fake, &data);
    fake.says(7, "где поменять рубли");
    assert!(fake.until(|fake| fake.sent(7).len() == 1), "{:?}", fake.broken());
    let first = &fake.sent(7)[0].body;
    let text = first["text"].as_str().unwrap();
    assert!(text.contains("<b>") || text.contains("<i>Источник"), "{text}");
    assert_eq!(first["link_preview_options"]["is_disabled"], json!(true));
    let buttons = keyboard(first);
    assert!(buttons.iter().any(|(label, data)| label.contains("Мир") && data == "r:cards-mir"), "{buttons:?}");
    let thumb = buttons.iter().find(|(label, _)| label == "👍").unwrap();
    fake.presses(7, 2, &thumb.1);
    fake.presses(7, 2, "e:no-such-entry");
    fake.presses(7, 2, "💥 forged");
    assert!(fake.until(|fake| fake.calls("answerCallbackQuery").len() == 3));
    fake.says(7, "/topics");
    assert!(fake.until(|fake| {
        fake.sent(7).iter().any(|call| keyboard(&call.body).iter().any(|(_, data)| data.starts_with("t:0:")))
    }));
    fake.presses(7, 5, "t:0:1-money");
    assert!(fake.until(|fake| fake.calls("editMessageText").iter().any(|call| call.body["message_id"] == json!(5))));
    fake.says(8, "/start sim-card");
    assert!(fake.until(|fake| fake.sent(8).len() == 1));
    assert!(fake.sent(8)[0].body["text"].as_str().unwrap().contains("Гаро"), "in the language of the person's app");
    fake.update("message", json!({"from": crate::fake::user(9), "chat": {"id": 9, "type": "private", "first_name": "x"}, "photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]}));
    assert!(fake.until(|fake| fake.sent(9).len() == 1));
    assert!(fake.sent(9)[0].body["text"].as_str().unwrap().contains("только текст"));
    let inline = json!({"id": "i1", "from": crate::fake::user(7), "query": "where to change rubles", "offset": ""});
    fake.update("inline_query", inline);
    assert!(fake.until(|fake| fake.calls("answerInlineQuery").len() == 1));
    let results = fake.calls("answerInlineQuery")[0].body["results"].to_string();
    assert!(results.contains("exchange-rubles") && results.contains("The Dispatch"), "{results}");
    assert_eq!(fake.broken(), Vec::<String>::new());
}

#[test]
fn in_a_group_only_who_is_called_answers() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let _bot = Bot::start(&fake, &data);
    let says = |text: &str| {
        let chat = json!({"id": -100500, "type": "supergroup", "title": "G", "is_forum": true});
        fake.update("message", json!({"from": crate::fake::user(7), "chat": chat, "text": text, "message_thread_id": 44, "is_topic_message": true}))
    };
    says("где поменять рубли");
    says("@pristan_test_bot где поменять рубли");
    assert!(fake.until(|fake| fake.sent(-100_500).len() == 1));
    says("/forget@pristan_test_bot");
    assert!(fake.until(|fake| fake.sent(-100_500).len() == 2));
    let sent = fake.sent(-100_500);
    assert_eq!(sent[0].body["message_thread_id"], json!(44));
    assert!(keyboard(&sent[0].body).iter().filter(|(_, data)| !data.is_empty()).all(|(_, data)| data.contains('~')));
    assert!(sent[1].body["text"].as_str().unwrap().contains("https://t.me/pristan_test_bot"));
    assert_eq!(fake.broken(), Vec::<String>::new());
}

#[test]
fn faults_cost_time_and_nothing_else() {
    let fake = Fake::start();
    let (_folder, data) = place();
    fake.faults("getMe", [Fault::BreakBefore]);
    fake.faults("getUpdates", [Fault::Page, Fault::BreakBefore, Fault::Wait(1)]);
    fake.faults(
        "sendMessage",
        [
            Fault::Wait(1),
            Fault::BreakBefore,
            Fault::BreakAfter,
            Fault::Page,
            Fault::Refuse(400, "Bad Request: can't parse entities: x"),
        ],
    );
    let _bot = Bot::start(&fake, &data);
    let ids: Vec<u32> = (1..=5).map(|person| fake.says(person, "спасибо")).collect();
    for (id, person) in ids.iter().zip(1..) {
        fake.repeat(*id, "спасибо", person);
    }
    assert!(fake.until(|fake| (1..=5).all(|person| !fake.sent(person).is_empty())), "everybody is answered");
    fake.says(1, "/help");
    assert!(fake.until(|fake| fake.sent(1).len() >= 2));
    let answers: usize = (2..=5).map(|person| fake.sent(person).len()).sum();
    assert!(answers <= 5, "an update that comes twice is answered once; an answer whose delivery broke, twice at most");
    assert!(fake.until(|fake| fake.waiting() == 0), "everything is acknowledged");
}

#[test]
fn killed_at_any_time_it_answers_everything() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let (mut asked, people) = (0, 6);
    for round in 0..rounds() {
        let mut bot = Bot::start(&fake, &data);
        for person in 1..=people {
            fake.says(person, if round % 2 == 0 { "где переночевать" } else { "where can i change rubles" });
            asked += 1;
        }
        std::thread::sleep(std::time::Duration::from_millis(60 + round * 7919 % 240));
        bot.kill();
    }
    let _bot = Bot::start(&fake, &data);
    let each = rounds() as usize;
    assert!(
        fake.until(|fake| (1..=people).all(|person| fake.sent(person).len() >= each)),
        "not everybody was answered"
    );
    let sent: usize = (1..=people).map(|person| fake.sent(person).len()).sum();
    assert!(sent <= asked + rounds() as usize * people as usize, "{sent} answers to {asked} messages");
    println!("{asked} messages, {sent} answers, {} kills", rounds());
    assert_eq!(fake.broken(), Vec::<String>::new());
}

#[test]
fn a_flood_slows_nobody_else_down() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let _bot = Bot::start(&fake, &data);
    fake.says(50, "спасибо");
    assert!(fake.until(|fake| fake.sent(50).len() == 1));
    for number in 0..3_000 {
        fake.says(1, &format!("где поменять рубли {number}"));
    }
    let begun = std::time::Instant::now();
    for person in 2..=6 {
        fake.says(person, "где поменять рубли");
    }
    assert!(fake.until(|fake| (2..=6).all(|person| !fake.sent(person).is_empty())), "nobody waits for the flood");
    println!("others were answered in {:?}", begun.elapsed());
    assert!(fake.until(|fake| fake.waiting() == 0), "the flood is acknowledged");
    let flooded = fake.sent(1);
    let told = flooded.iter().filter(|call| call.body["text"].as_str().unwrap_or_default().contains("Слишком много"));
    assert!(told.count() >= 1 && flooded.len() < 3_000, "{} answers to the flood", flooded.len());
}

#[test]
fn nothing_of_a_person_is_in_the_log_or_in_the_clear() {
    let fake = Fake::start();
    let (folder, data) = place();
    fake.faults(
        "sendMessage",
        [Fault::BreakBefore, Fault::Page, Fault::Refuse(403, "Forbidden: bot was blocked by the user")],
    );
    let mut bot = Bot::start(&fake, &data);
    for person in [987_654_321, 987_654_322, 987_654_323] {
        fake.says(person, "где лечить канареечную лихорадку Зябликову?");
        fake.says(person, "/why");
    }
    // One of the six is refused: that person has blocked the bot and is forgotten.
    let sent = |fake: &Fake| (987_654_321..=987_654_323).map(|person| fake.sent(person).len()).sum::<usize>();
    assert!(fake.until(|fake| sent(fake) >= 5));
    bot.kill();
    let mut all = std::fs::read(data.with_extension("log")).unwrap();
    for entry in walk(folder.path()).into_iter().filter(|path| !path.to_string_lossy().contains("knowledge")) {
        all.extend(std::fs::read(entry).unwrap());
    }
    for secret in
        ["Canarina", "Zyablikova", "canary_zyablik", "канареечн", "Зябликов", "987654321", "AAcanaryToken", TOKEN]
    {
        assert!(!all.windows(secret.len()).any(|part| part == secret.as_bytes()), "`{secret}` is to be read");
    }
    for id in [987_654_321i64, 987_654_322] {
        assert!(!all.windows(8).any(|part| part == id.to_be_bytes() || part == id.to_le_bytes()));
    }
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        match entry.path() {
            path if path.is_dir() => found.extend(walk(&path)),
            path => found.push(path),
        }
    }
    found
}
