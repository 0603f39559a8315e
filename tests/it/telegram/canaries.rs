//! Fifty people whose names, ids and words must not be found anywhere but where they were sent.

use super::process::{Bot, figure, place};
use super::wordless;
use crate::fake::{Fake, Fault, TOKEN, user};
use serde_json::json;
use std::path::{Path, PathBuf};

/// The first of the people; ids as long as Telegram's are.
const FIRST: i64 = 987_654_000;

/// What is theirs, in the ways in which it could be written down.
pub fn secrets(people: i64) -> Vec<Vec<u8>> {
    let mut secrets: Vec<Vec<u8>> = Vec::new();
    let words =
        ["Canarina", "Zyablikova", "canary_zyablik", "канареечн", "Зябликов", "+79990001122", "AAcanaryToken", TOKEN];
    for word in words {
        secrets.push(word.into());
        secrets.push(word.encode_utf16().flat_map(u16::to_le_bytes).collect());
    }
    for id in FIRST..FIRST + people {
        secrets.extend([id.to_string().into_bytes(), id.to_be_bytes().into(), id.to_le_bytes().into()]);
    }
    secrets
}

/// Everything that a person may do.
fn lives(fake: &Fake, person: i64) {
    for text in [
        "где лечить канареечную лихорадку Зябликову?",
        "/why",
        "где поменять рубли",
        "/lang en",
        "я Зябликова, мой номер +79990001122, куда мне",
        "/start cards-mir",
        "/topics",
    ] {
        fake.says(person, text);
    }
    fake.edits(person, "канареечная правка");
    for what in wordless() {
        fake.sends(person, what);
    }
    fake.presses(person, 1, "канареечная подделка");
    fake.update("inline_query", json!({"id": "i", "from": user(person), "query": "канареечн", "offset": ""}));
    let group = json!({"id": -1_000_000 - person, "type": "supergroup", "title": "Canarina"});
    fake.update("message", json!({"from": user(person), "chat": group, "text": "@pristan_test_bot канареечн"}));
    fake.update("edited_channel_post", json!({"message_id": 1, "date": 1, "chat": group, "text": "канареечн"}));
    fake.update("never_heard_of", json!({"канареечн": "Зябликов"}));
}

#[test]
fn nothing_of_a_person_is_in_the_log_or_in_the_clear() {
    let fake = Fake::start();
    let (folder, data) = place();
    let people = figure("PRISTAN_CANARIES", 50, 200) as i64;
    let mut bot = Bot::start(&fake, &data);
    fake.faults("sendMessage", [Fault::Refuse(403, "Forbidden: bot was blocked by the user")]);
    fake.trouble(20, 11);
    for person in FIRST..FIRST + people {
        lives(&fake, person);
        if person % 10 == 0 {
            assert!(fake.until(|fake| fake.waiting() < 100));
        }
        if person % 20 == 0 {
            bot.kill();
            bot = Bot::start(&fake, &data);
        }
    }
    fake.trouble(0, 0);
    assert!(fake.until(|fake| fake.waiting() == 0));
    let greeted = |person: i64| move |fake: &Fake| fake.shown(person).len() >= 8;
    for person in (FIRST..FIRST + people).step_by(7).skip(1) {
        assert!(fake.until(greeted(person)), "{person} has {} replies", fake.shown(person).len());
        assert!(fake.press(person, "👍"));
        fake.says(person, "/forget");
    }
    assert!(fake.until(|fake| fake.waiting() == 0));
    assert!(bot.asked_to_end());
    let mut all = std::fs::read(data.with_extension("log")).unwrap();
    assert!(!all.is_empty());
    for entry in walk(folder.path()).into_iter().filter(|path| !path.to_string_lossy().contains("knowledge")) {
        all.extend(std::fs::read(entry).unwrap());
    }
    let secrets = secrets(people);
    for secret in &secrets {
        let found = holds(&all, secret);
        assert!(!found, "`{}` ({secret:?}) is to be read", String::from_utf8_lossy(secret));
    }
    println!("{} secrets looked for in {} bytes", secrets.len(), all.len());
}

pub fn holds(all: &[u8], secret: &[u8]) -> bool {
    let first = secret[0];
    let starts = all.iter().enumerate().filter(|(_, byte)| **byte == first);
    starts.into_iter().any(|(at, _)| all[at..].starts_with(secret))
}

pub fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        match entry.path() {
            path if path.is_dir() => found.extend(walk(&path)),
            path if path.is_file() => found.push(path),
            // A socket holds nothing.
            _ => {}
        }
    }
    found
}
