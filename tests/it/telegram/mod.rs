//! The bot as a process, against a Bot API server of our own.

pub mod canaries;
#[cfg(unix)]
mod check;
#[cfg(unix)]
mod disk;
mod groups;
mod load;
mod process;
mod talks;
mod updates;
mod webhook;

use crate::fake::{Fake, Fault, user};
pub use process::{Bot, figure, place};
use serde_json::{Value, json};

/// What people send beside words.
pub fn wordless() -> Vec<Value> {
    let file =
        json!({"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1, "duration": 1, "mime_type": "x/y"});
    vec![
        json!({"photo": [file]}),
        json!({"voice": file}),
        json!({"contact": {"phone_number": "+79990001122", "first_name": "Canarina"}}),
        json!({"location": {"latitude": 41.01, "longitude": 28.97}}),
    ]
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
    assert!(
        buttons.iter().any(|(label, data)| label.contains("Мир") && data.starts_with("r:cards-mir~")),
        "{buttons:?}"
    );
    assert!(fake.press(7, "👍"));
    assert!(fake.until(|fake| fake.toasts(7).iter().any(|words| words.contains("Спасибо"))), "a thumb is thanked for");
    let answer = fake.shown(7)[0].message;
    fake.presses(7, answer, "e:no-such-entry");
    fake.presses(7, answer, "💥 forged");
    fake.presses(8, answer, &buttons[0].1);
    assert!(fake.until(|fake| fake.calls("answerCallbackQuery").len() == 4));
    let told = |call: &crate::fake::Call| call.body["text"].as_str().is_some_and(|text| text.contains("не действует"));
    assert_eq!(fake.calls("answerCallbackQuery").iter().filter(|call| told(call)).count(), 3, "forged, and another's");
    fake.says(7, "/topics");
    assert!(fake.until(|fake| fake.shown(7).len() == 2));
    for label in ["Деньги", "← Все темы", "Жильё"] {
        let before = fake.shown(7);
        assert!(fake.press(7, label));
        assert!(fake.until(|fake| fake.shown(7).len() == before.len() + 1));
        let last = fake.shown(7).pop().unwrap();
        assert!(last.edited && last.message == before[1].message, "a choice changes its message in place");
    }
    fake.edits(7, "где переночевать");
    assert!(fake.until(|fake| fake.shown(7).len() == 6), "an edited message is answered anew");
    fake.says(8, "/start sim-card");
    assert!(fake.until(|fake| fake.sent(8).len() == 1));
    assert!(fake.sent(8)[0].body["text"].as_str().unwrap().contains("Гаро"), "in the language of the person's app");
    for (at, wordless) in wordless().into_iter().enumerate() {
        fake.sends(9, wordless);
        assert!(fake.until(|fake| fake.sent(9).len() == at + 1));
        assert!(fake.sent(9)[at].body["text"].as_str().unwrap().contains("только текст"));
    }
    let inline = json!({"id": "i1", "from": user(7), "query": "where to change rubles", "offset": ""});
    fake.update("inline_query", inline);
    assert!(fake.until(|fake| fake.calls("answerInlineQuery").len() == 1));
    let results = fake.calls("answerInlineQuery")[0].body["results"].to_string();
    assert!(results.contains("exchange-rubles") && results.contains("The Dispatch"), "{results}");
    assert_eq!(
        fake.calls("answerInlineQuery")[0].body["is_personal"],
        json!(true),
        "titles are in a person's language"
    );
    assert_eq!(fake.broken(), Vec::<String>::new());
}

#[test]
fn whoever_blocks_the_bot_is_forgotten_and_a_lost_message_is_sent_anew() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let _bot = Bot::start(&fake, &data);
    fake.says(1, "/lang en");
    assert!(fake.until(|fake| fake.shown(1).len() == 1));
    fake.faults("sendMessage", [Fault::Refuse(403, "Forbidden: bot was blocked by the user")]);
    fake.says(1, "спасибо");
    assert!(fake.until(|fake| fake.waiting() == 0));
    fake.says(1, "/help");
    assert!(fake.until(|fake| fake.shown(1).len() == 2));
    assert!(fake.shown(1)[1].text.contains("/topics — о чём"), "the language that was chosen is forgotten");
    fake.says(2, "/topics");
    assert!(fake.until(|fake| fake.shown(2).len() == 1));
    fake.faults("editMessageText", [Fault::Refuse(400, "Bad Request: message to edit not found")]);
    assert!(fake.press(2, "Деньги"));
    assert!(fake.until(|fake| fake.shown(2).len() == 2));
    assert!(!fake.shown(2)[1].edited);
}

#[test]
fn telegram_may_be_away_at_the_start_and_later() {
    let fake = Fake::start();
    let (_folder, data) = place();
    fake.faults("getMe", vec![Fault::BreakBefore; 2]);
    let mut bot = Bot::start(&fake, &data);
    fake.says(1, "спасибо");
    assert!(fake.until(|fake| fake.shown(1).len() == 1));
    fake.faults("getUpdates", vec![Fault::Sick; 3]);
    fake.says(2, "спасибо");
    assert!(fake.until(|fake| fake.shown(2).len() == 1));
    let log = std::fs::read_to_string(data.with_extension("log")).unwrap();
    assert!(log.contains("event=start_failed attempt=1") && log.contains("event=poll_failed"), "{log}");
    assert!(bot.asked_to_end());
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
    killed(&fake, &data, || Bot::start(&fake, &data));
}

#[test]
fn killed_at_any_time_it_answers_everything_that_telegram_brings() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let addresses = process::free_addresses();
    let _way = fake.brings_to(addresses[0]);
    killed(&fake, &data, || Bot::start_called(&fake, &data, addresses));
}

fn killed(fake: &Fake, data: &std::path::Path, start: impl Fn() -> Bot) {
    let (mut asked, people) = (0, 6);
    let rounds = figure("PRISTAN_ROUNDS", 10, 200);
    fake.trouble(figure("PRISTAN_TROUBLE", 0, 30), 7);
    for round in 0..rounds {
        let mut bot = start();
        for _ in 0..people {
            asked += 1;
            // Deep links, and people who want to be forgotten while others wait, are among them.
            let text = match asked % people {
                0 => "/forget",
                1 => "/start sim-card",
                _ if round % 2 == 0 => "где переночевать",
                _ => "where can i change rubles",
            };
            fake.says(asked, text);
        }
        std::thread::sleep(std::time::Duration::from_millis(60 + round * 7919 % 240));
        bot.kill();
    }
    fake.trouble(0, 0);
    let _bot = start();
    let answered = |fake: &Fake| fake.tally().len();
    let log = || std::fs::read_to_string(data.with_extension("log")).unwrap_or_default();
    assert!(fake.until(|fake| answered(fake) == asked as usize), "{} of {asked}\n{}", answered(fake), log());
    let tally = fake.tally();
    let sent: usize = tally.values().map(|(count, _)| count).sum();
    // At most one answer is repeated a crash and chat.
    for (person, (count, _)) in &tally {
        let crashes = rounds as i64 - (person - 1) / people;
        assert!(*count as i64 <= 1 + crashes, "{person} was answered {count} times after {crashes} crashes");
    }
    assert!(sent * 10 <= asked as usize * 12, "{sent} answers to {asked} messages");
    println!("{asked} messages, {sent} answers, {rounds} kills");
    assert_eq!(fake.broken(), Vec::<String>::new());
}

#[test]
fn the_bot_presents_itself_in_every_language_once() {
    let fake = Fake::start();
    let (_folder, data) = place();
    for _ in 0..2 {
        let mut bot = Bot::start(&fake, &data);
        let seen = fake.calls("getMyShortDescription").len();
        assert!(fake.until(|fake| fake.calls("getMyShortDescription").len() > seen + pristan::text::Lang::COUNT));
        fake.says(1, "/help");
        assert!(fake.until(|fake| fake.waiting() == 0));
        assert!(bot.asked_to_end(), "it ends in good order");
    }
    assert_eq!(fake.calls("setMyName").len(), pristan::text::Lang::COUNT + 1, "what is as it should be is left alone");
    let names: Vec<String> = fake.calls("setMyName").iter().map(|call| call.body["name"].to_string()).collect();
    assert!(names.contains(&"\"Пристань\"".to_owned()) && names.contains(&"\"Pristan\"".to_owned()), "{names:?}");
    assert_eq!(fake.broken(), Vec::<String>::new());
}

#[test]
fn a_token_that_is_refused_is_told_and_no_busy_loop() {
    let fake = Fake::start();
    let (_folder, data) = place();
    fake.faults("getUpdates", [Fault::Refuse(401, "Unauthorized"), Fault::Refuse(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")]);
    let _bot = Bot::start(&fake, &data);
    fake.says(1, "спасибо");
    assert!(fake.until(|fake| fake.sent(1).len() == 1), "it goes on when it can");
    let log = std::fs::read_to_string(data.with_extension("log")).unwrap();
    let alarms: Vec<&str> = log.lines().filter(|line| line.contains("event=alarm")).collect();
    assert_eq!(alarms.len(), 2, "{log}");
    assert!(alarms[0].contains("@BotFather") && alarms[1].contains("deleteWebhook"), "{alarms:?}");
}
