//! What is kept, where, and what becomes of it: through the command line, the desk and the bot.

use crate::cli::{Pristan, data_of_shipped};
use crate::fake::Fake;
use crate::telegram::{Bot, place};
use pristan::files::Origin;
use pristan::store::{Home, People, Records, SledRecords, Table, Write, inventory};
use pristan::talk::{Event, redact};
use pristan::turn::{Asked, Clock, Desk, Library, RELEASED, Ratings, Remembered};
use std::fs;
use std::path::Path;
use std::time::Instant;

/// 2022-10-01, in days since 1970.
const DAY: u32 = 19_266;

fn desk(data: &Path, day: u32) -> Desk {
    let library = Library::open(Origin::Embedded, data_of_shipped(), &mut |_| {}).unwrap();
    let people = People::open(&data.join("people"), &data.with_extension("key"), day).unwrap();
    Desk::new(library, people, Clock::new(Some(Clock::day(day))), None)
}

fn said(desk: &Desk, chat: &[u8], text: &str) -> String {
    desk.turn(chat, Event::Said(text.to_owned())).unwrap().replies.iter().map(|reply| reply.text()).collect()
}

/// Tidies until everything is done.
fn tidied(desk: &Desk) {
    while !desk.tidy(false).unwrap() {}
}

#[test]
fn memories_end_thirty_days_after_the_last_message_and_questions_after_ninety() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let first = desk(&data, DAY);
    said(&first, b"old", "/lang en");
    said(&first, b"faithful", "/lang en");
    said(&first, b"old", "which dentist treats cats");
    drop(first);
    let later = desk(&data, DAY + 20);
    said(&later, b"faithful", "where can i change rubles");
    drop(later);
    for (days, chats, questions) in [(30, 2, 1), (31, 1, 1), (50, 1, 1), (51, 0, 1), (90, 0, 1), (91, 0, 0)] {
        let desk = desk(&data, DAY + days);
        tidied(&desk);
        let kept = |table| desk.people().all::<Remembered>(table).unwrap().len();
        assert_eq!(kept(Table::Chats), chats, "after {days} days");
        assert_eq!(desk.people().all::<Asked>(Table::Questions).unwrap().len(), questions, "after {days} days");
    }
}

#[test]
fn forgetting_in_plain_words_leaves_nothing_in_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let desk = desk(&data, DAY);
    for (chat, wish, no, yes) in [
        ("en", "delete everything you know about me", "no", "yes"),
        ("ru", "сотри всё обо мне", "нет", "да"),
        ("tr", "hakkımda bildiğin her şeyi sil", "hayır", "evet"),
    ] {
        let kept = || desk.people().get::<Remembered>(Table::Chats, chat.as_bytes()).unwrap().is_some();
        said(&desk, chat.as_bytes(), &format!("/lang {chat}"));
        said(&desk, chat.as_bytes(), "где поменять рубли");
        assert!(kept());
        said(&desk, chat.as_bytes(), wish);
        said(&desk, chat.as_bytes(), no);
        assert!(kept(), "{chat}: nobody confirmed");
        said(&desk, chat.as_bytes(), wish);
        let done = said(&desk, chat.as_bytes(), yes);
        assert!(!kept(), "{chat}: {done}");
    }
    tidied(&desk);
    assert!(desk.people().all::<Remembered>(Table::Chats).unwrap().is_empty());
}

#[test]
fn nothing_of_danger_fear_grief_and_secrets_is_kept_for_volunteers() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(&folder.path().join("data"), DAY);
    for text in [
        "my husband beats me and i have nowhere to go",
        "мне очень страшно, что за мной придут",
        "умер мой папа, я не успела попрощаться",
        "ağlıyorum, artık dayanamıyorum",
        "i am afraid that somebody reads what i write here",
        "пожалуйста, никому не показывай, что я пишу",
        "beni kimse bulmasın, yazdıklarımı sakla",
        "i want to die",
    ] {
        said(&desk, b"me", text);
        let kept = desk.people().all::<Asked>(Table::Questions).unwrap();
        assert!(kept.is_empty(), "{text}: {kept:?}");
    }
}

#[test]
fn a_clock_that_is_set_back_makes_nothing_look_fresh() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let library = || Library::open(Origin::Embedded, data_of_shipped(), &mut |_| {}).unwrap();
    let future = Clock::number(RELEASED) + 4_000;
    let people = People::open(&data.join("people"), &data.with_extension("key"), future).unwrap();
    people.note_day(future).unwrap();
    let desk = Desk::new(library(), people, Clock::default(), None);
    assert_eq!(desk.today(), Clock::day(future), "today is no earlier than a day that has been");
    assert!(desk.clock_is_behind().is_some());
    assert!(Clock::default().today() >= RELEASED);
    let changelog = include_str!("../../CHANGELOG.md");
    assert!(changelog.contains(&format!("## {} ({RELEASED})", env!("CARGO_PKG_VERSION"))), "CHANGELOG.md says the day");
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
}

/// Puts what an earlier version stored into a folder.
fn older(data: &Path, folder: &str) {
    let text = include_str!("../stores/layout-1.tsv");
    let key = text.lines().next().unwrap().rsplit(' ').next().unwrap().trim_end_matches('.');
    let key_file = data.with_extension("key");
    fs::create_dir_all(data.join(folder)).unwrap();
    fs::write(&key_file, bytes(key)).unwrap();
    #[cfg(unix)]
    fs::set_permissions(&key_file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let records = SledRecords::open(Home::new(&data.join(folder)), &Table::NAMES).unwrap();
    for line in text.lines().filter(|line| line.starts_with(&format!("{folder}\t"))) {
        let parts: Vec<&str> = line.split('\t').collect();
        let table = Table::NAMES.into_iter().chain(["meta"]).find(|name| *name == parts[1]).unwrap();
        records.commit(&[Write { table, key: bytes(parts[2]), value: Some(bytes(parts[3])) }]).unwrap();
    }
}

#[test]
fn what_an_earlier_version_stored_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    older(&data, "people-chat");
    let people = People::open(&data.join("people-chat"), &data.with_extension("key"), DAY).unwrap();
    let chat = people.get::<Remembered>(Table::Chats, b"terminal").unwrap().unwrap();
    assert_eq!(chat.state.lang.unwrap().code(), "en");
    let questions = people.all::<Asked>(Table::Questions).unwrap();
    assert!(questions[0].1.question.text.contains("зубной врач"), "{questions:?}");
    let ratings: Vec<Ratings> = people.all(Table::Ratings).unwrap().into_iter().map(|(_, ratings)| ratings).collect();
    assert_eq!(ratings, [Ratings(1, 0)]);
    assert_eq!((chat.day, questions[0].1.day), (0, 0), "it did not tell when");
    drop(people);
    // What bears no day gets the day on which it is found.
    let library = Library::open(Origin::Embedded, data_of_shipped(), &mut |_| {}).unwrap();
    let people = People::open(&data.join("people-chat"), &data.with_extension("key"), DAY).unwrap();
    let desk = Desk::new(library, people, Clock::new(Some(Clock::day(DAY))), None);
    tidied(&desk);
    assert_eq!(desk.people().get::<Remembered>(Table::Chats, b"terminal").unwrap().unwrap().day, DAY);
}

#[test]
fn what_an_earlier_version_left_under_way_is_delivered() {
    let fake = Fake::start();
    let (_folder, data) = place();
    older(&data, "people");
    let mut bot = Bot::start(&fake, &data);
    assert!(fake.until(|fake| fake.sent(5).len() == 1));
    assert!(fake.sent(5)[0].body["text"].as_str().unwrap().contains("руб"), "{:?}", fake.sent(5)[0].body);
    assert!(bot.asked_to_end());
}

#[test]
fn forgetting_goes_by_what_was_done_not_by_how_it_was_written() {
    for (how, arguments) in
        [("/forget", vec![]), ("/FORGET", vec![]), ("/forget now", vec!["--no-history"]), ("/Forget@pristan", vec![])]
    {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        fs::create_dir_all(&data).unwrap();
        // Another test may have the folder open: a file that is gone by the time it is read is copied with its successor.
        let copied = || {
            std::process::Command::new("cp")
                .args(["-r".as_ref(), data_of_shipped().join("knowledge").as_os_str(), data.as_os_str()])
                .status()
                .unwrap()
                .success()
        };
        assert!((0..20).any(|_| {
            fs::remove_dir_all(data.join("knowledge")).ok();
            copied()
        }));
        let history = data.join("chat-history");
        fs::write(&history, "where can i sleep tonight\n").unwrap();
        let talk = format!("/lang en\nwhere can i change rubles\n{how}\n/save after\n");
        let done = Pristan::bare(&data)
            .args(["chat", "--now", "2022-10-01"])
            .args(arguments)
            .within(folder.path())
            .piped(talk.as_bytes());
        assert_eq!(done.code, 0, "{}", done.err);
        assert!(done.out.contains("no longer remember"), "{how}: {}", done.out);
        assert!(!history.exists(), "{how}: the typed lines are still there");
        assert!(!folder.path().join("after.convo.txt").exists(), "{how}: a forgotten talk was saved");
    }
}

#[test]
fn what_tells_who_asked_is_taken_out() {
    let index = Library::open(Origin::Embedded, data_of_shipped(), &mut |_| {}).unwrap().index();
    for (asked, secrets) in [
        ("меня зовут надежда, где лечить зубы кошке", &["надежда"][..]),
        ("my name is hope where do i get my cat vaccinated", &["hope"]),
        ("benim adım deniz kedime nerede aşı yaptırırım", &["deniz"]),
        ("перезвоните на восемь девятьсот двенадцать три пять семь насчет кошки", &["девятьсот", "двенадцать"]),
        ("call me at five three two one two three four about the cat", &["three two one"]),
        ("пишите на ivanov собака почта точка ру насчет кошки", &["ivanov", "почта"]),
        ("write to zyablikov at mail dot ru about my cat", &["zyablikov", "mail"]),
        ("где найти ветеринара, пишите zyablik_77", &["zyablik"]),
        ("где найти ветеринара, я Зябликов", &["Зябликов"]),
        ("где найти ветеринара, спросите zyablikov", &["zyablikov"]),
    ] {
        let kept = redact(&index, asked);
        for secret in secrets {
            assert!(!kept.contains(secret), "`{secret}` is left in `{kept}`");
        }
        assert!(kept.contains("…"), "{kept}");
    }
    for harmless in ["где вылечить зуб коту", "where do i buy a winter coat", "two rooms or three for a family"]
    {
        assert_eq!(redact(&index, harmless), harmless);
    }
}

#[test]
fn the_seized_machine_is_described_field_by_field() {
    let done = Pristan::new().args(["privacy", "--seized"]).run();
    assert_eq!(done.code, 0, "{}", done.err);
    for field in inventory() {
        assert!(done.out.contains(field.name) && done.out.contains(field.why), "{field:?} in {}", done.out);
    }
    let lines = Pristan::new().args(["privacy", "--seized", "--json"]).run().out;
    assert_eq!(lines.lines().count(), inventory().len());
    let plain = Pristan::new().args(["privacy", "--lang", "en"]).run().out;
    assert!(plain.contains("30 days after your last message") && plain.contains("90 days"), "{plain}");
}

#[test]
fn a_backup_is_put_back_on_another_disk_and_beside_a_bot_at_work() {
    let fake = Fake::start();
    let (folder, data) = place();
    let mut bot = Bot::start(&fake, &data);
    fake.all_say(1..=20, |_| "/lang en");
    fake.says(21, "which dentist treats zebras");
    assert!(fake.until(|fake| (1..=21).all(|person| !fake.shown(person).is_empty())));
    let file = folder.path().join("people.backup");
    let backed = Pristan::bare(&data).args(["backup"]).args([&file]).run();
    assert_eq!(backed.code, 0, "{}{}", backed.out, backed.err);
    let again = Pristan::bare(&data).args(["backup"]).args([&file]).run();
    assert!(again.code == 2 && again.err.contains("never written over another"), "{}", again.err);
    let all = fs::read(&file).unwrap();
    assert!(!all.windows(6).any(|window| window == b"zebras"), "it says nothing to who has no key");
    // The disk is gone; the key was kept elsewhere.
    bot.kill();
    fs::remove_dir_all(data.join("people")).unwrap();
    let mut bot = Bot::start(&fake, &data);
    fake.says(30, "спасибо");
    assert!(fake.until(|fake| fake.shown(30).len() == 1));
    let log = fs::read_to_string(data.with_extension("log")).unwrap();
    assert!(log.contains("they are gone"), "a folder that is gone is told: {log}");
    let restored = Pristan::bare(&data).args(["restore"]).args([&file]).run();
    assert_eq!(restored.code, 0, "{}{}", restored.out, restored.err);
    assert!(restored.out.contains("records were put back"), "{}", restored.out);
    fake.all_say(1..=20, |_| "/help");
    assert!(fake.until(|fake| (1..=20).all(|person| fake.shown(person).len() == 2)));
    assert!((1..=20).all(|person| fake.shown(person)[1].text.contains("what I know about")), "their language is known");
    assert!(bot.asked_to_end());
    // The same without a bot, and with a backup that was changed, cut short, or of another key.
    let restored = Pristan::bare(&data).args(["restore", "--json"]).args([&file]).run();
    assert!(restored.out.contains("\"restored\":0"), "what is there stays: {}{}", restored.out, restored.err);
    let spoilt = folder.path().join("spoilt.backup");
    let mut changed = all.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    for (bytes, words) in
        [(changed, "was changed"), (all[..all.len() - 9].to_vec(), "cut short"), (b"rubbish".to_vec(), "cut short")]
    {
        fs::write(&spoilt, bytes).unwrap();
        let refused = Pristan::bare(&data).args(["restore"]).args([&spoilt]).run();
        assert!(refused.code == 2 && refused.err.contains(words), "{words}: {}", refused.err);
    }
    let other = folder.path().join("other");
    let copied = std::process::Command::new("cp").arg("-r").arg(data_of_shipped()).arg(&other).status();
    assert!(copied.unwrap().success());
    Pristan::bare(&other).args(["chat"]).piped(b"/lang en\n");
    let refused = Pristan::bare(&other).args(["restore", "--chat"]).args([&file]).run();
    assert!(refused.err.contains("another key"), "{}", refused.err);
}

#[test]
fn old_ids_of_updates_are_dropped_in_slices() {
    let (count, begun) = (crate::telegram::figure("PRISTAN_SEEN", 20_000, 250_000), Instant::now());
    let fake = Fake::start();
    let (_folder, data) = place();
    let people = People::open(&data.join("people"), &data.with_extension("key"), DAY).unwrap();
    let mut batch = pristan::store::Batch::default();
    for id in 0..u32::try_from(count).unwrap() {
        // As an earlier version kept them: each under its own key, with the second at which it came.
        people.put(&mut batch, Table::Seen, &(2_000_000_000 + id).to_be_bytes(), &Second(1_000_000_000));
        if id % 2_000 == 1_999 {
            people.commit(std::mem::take(&mut batch)).unwrap();
        }
    }
    people.commit(batch).unwrap();
    drop(people);
    println!("{count} ids after {:?}", begun.elapsed());
    let mut bot = Bot::start(&fake, &data);
    let asked = Instant::now();
    for person in 1..=200 {
        fake.says(person, "спасибо");
        let log = || fs::read_to_string(data.with_extension("log")).unwrap();
        assert!(fake.until(|fake| fake.shown(person).len() == 1), "{person}: {}", log());
        if person == 1 {
            println!("the first is answered after {:?}", asked.elapsed());
        }
    }
    println!("memory {} KiB", bot.memory());
    assert!(bot.memory() < 512 << 10);
    assert!(bot.asked_to_end());
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Second(u64);

impl pristan::store::Stored for Second {
    const SCHEMA: u8 = 1;
}
