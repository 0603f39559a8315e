//! Every shape of update that clients and groups send: `tests/telegram/updates.jsonl`, with what is to be done beside each.

use super::process::{Bot, free_addresses, place};
use crate::fake::{Fake, Fault, user};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

const TABLE: &str = include_str!("../../telegram/updates.jsonl");
/// What is said of pictures, in Russian.
const TEXT_ONLY: &str = "только текст";

/// A row, with a person, a group and a query of its own.
fn row(line: &str, person: i64, group: i64, query: &str) -> Value {
    let line = line.replace("\"PERSON\"", &person.to_string()).replace("\"GROUP\"", &group.to_string());
    serde_json::from_str(&line.replace("QUERY", query)).unwrap()
}

fn rows() -> Vec<(i64, i64, String, Value)> {
    let rows = TABLE.lines().zip(1..).map(|(line, number)| {
        let (person, group, query) = (10_000 + number, -(1_000_000 + number), format!("query{number}"));
        (person, group, query.clone(), row(line, person, group, &query))
    });
    rows.collect()
}

/// Rows of the table to which nothing is to be said.
pub fn rows_that_ask_nothing() -> Vec<&'static str> {
    TABLE.lines().filter(|line| row(line, 1, -1, "q")["then"] == "nothing").collect()
}

/// The updates of a row.
pub fn updates_of(line: &str, person: i64, group: i64) -> Vec<Value> {
    row(line, person, group, &format!("query{person}"))["updates"].as_array().unwrap().clone()
}

/// What was done for a row, in the table's words.
fn done(fake: &Fake, person: i64, group: i64, query: &str) -> String {
    let sent: Vec<_> = [person, group].into_iter().flat_map(|chat| fake.sent(chat)).collect();
    let told = sent.iter().filter(|call| call.body["text"].as_str().unwrap_or_default().contains(TEXT_ONLY)).count();
    let of_query = |method: &str, field: &str| fake.calls(method).iter().any(|call| call.body[field] == json!(query));
    match (sent.len(), told) {
        (1, 1) => "told".to_owned(),
        (1, 0) => "answered".to_owned(),
        (2, 0) => "answered twice".to_owned(),
        (0, _) if of_query("answerCallbackQuery", "callback_query_id") => "pressed".to_owned(),
        (0, _) if of_query("answerInlineQuery", "inline_query_id") => "inline".to_owned(),
        (0, _) => "nothing".to_owned(),
        (all, told) => format!("{all} messages, {told} of them that we read text only"),
    }
}

#[test]
fn every_shape_of_update_has_its_answer() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let _bot = Bot::start(&fake, &data);
    let rows = rows();
    let newer = rows.iter().filter(|(.., row)| row["newer"] == true).count();
    assert!(rows.len() >= 60 && newer >= 10, "{} shapes, {newer} newer", rows.len());
    for (.., row) in &rows {
        row["updates"].as_array().unwrap().iter().for_each(|update| fake.push(update.clone()));
    }
    fake.says(1, "спасибо");
    let expected = |row: &Value| row["then"].as_str().unwrap().to_owned();
    let wrong = |fake: &Fake| -> Vec<String> {
        let told = rows.iter().map(|(person, group, query, row)| (row, done(fake, *person, *group, query)));
        let wrong = told.filter(|(row, done)| expected(row) != *done);
        wrong.map(|(row, done)| format!("{}: {done}, not {}", row["is"], row["then"])).collect()
    };
    fake.within(Duration::from_secs(20), |fake| {
        fake.waiting() == 0 && fake.sent(1).len() == 1 && wrong(fake).is_empty()
    });
    // What is said too much may come later.
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(wrong(&fake), Vec::<String>::new());
    assert_eq!(fake.waiting(), 0, "all are acknowledged");
    for (person, group, _, row) in rows.iter().filter(|(.., row)| !row["thread"].is_null()) {
        let sent = [person, group].into_iter().flat_map(|chat| fake.sent(*chat)).next().unwrap();
        let thread = if row["thread"] == false { &Value::Null } else { &row["thread"] };
        assert_eq!(&sent.body["message_thread_id"], thread, "{}", row["is"]);
    }
    println!("{} shapes, {newer} of them newer than the types", rows.len());
}

/// Updates that are none, of every kind: half letters, broken bytes, too deep, odd numbers, no end, no sense.
fn hostile() -> Vec<Vec<u8>> {
    let message = |text: &str| {
        format!(
            r#"{{"update_id":ID,"message":{{"message_id":1,"date":1,"chat":{{"id":1,"type":"private"}},"from":{{"id":1,"is_bot":false,"first_name":"x"}},"text":{text}}}}}"#
        )
    };
    let mut all: Vec<Vec<u8>> = Vec::new();
    for text in [
        r#""\ud83d""#,
        r#""\ude00""#,
        r#""\ud83d\ud83d""#,
        r#""\ud83dx""#,
        r#""\uZZZZ""#,
        r#""\x41""#,
        r#""\u12""#,
        "\"a\u{0}b\"",
        "\"a\nb\"",
        "1e999",
        "-",
        "01",
        "nul",
        "NaN",
        "'x'",
        r#""a" "b""#,
        "{1:2}",
        "[1,]",
        r#"{"a"}"#,
        "\u{feff}\"x\"",
    ] {
        all.push(message(text).into_bytes());
    }
    for bytes in [
        b"\xff".as_slice(),
        b"\xc3",
        b"\xed\xa0\x80",
        b"\xf8\x88\x80\x80\x80",
        b"\x80",
        b"\xc0\xaf",
        b"\xfe\xfe",
        b"\xe2\x82",
    ] {
        let broken = message("\"BYTES\"");
        let (before, after) = broken.split_once("BYTES").unwrap();
        all.push([before.as_bytes(), bytes, after.as_bytes()].concat());
    }
    for depth in [129, 200, 1_000, 20_000] {
        all.push(message(&format!("{}{}", "[".repeat(depth), "]".repeat(depth))).into_bytes());
        all.push(message(&format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth))).into_bytes());
        all.push(format!(r#"{{"message":{}{},"update_id":ID}}"#, "[".repeat(depth), "]".repeat(depth)).into_bytes());
    }
    for id in [
        "null",
        "\"ID\"",
        "-1",
        "-2147483648",
        "1.5",
        "1e3",
        "true",
        "[]",
        "{}",
        "\"\"",
        "-0.0",
        "4294967296",
        "2147483648",
        "9007199254740993",
        "99999999999999999999",
    ] {
        all.push(format!(r#"{{"update_id":{id},"message":{{"text":"x"}}}}"#).into_bytes());
    }
    for nonsense in [
        "null",
        "5",
        "\"x\"",
        "[]",
        "true",
        "{}",
        r#"{"message":{"text":"x"}}"#,
        "[[[]]]",
        "<html>",
        "{\"update_id\":ID",
    ] {
        all.push(nonsense.as_bytes().to_vec());
    }
    all
}

#[test]
fn what_cannot_be_read_stops_nobody() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let _bot = Bot::start(&fake, &data);
    hostile_beside_honest(&fake, &data);
}

#[test]
fn what_is_brought_and_cannot_be_read_stops_nobody() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let addresses = free_addresses();
    let _way = fake.brings_to(addresses[0]);
    let _bot = Bot::start_called(&fake, &data, addresses);
    hostile_beside_honest(&fake, &data);
}

/// The worst case for who polls: all of them in one batch, the one that does not end among them, and somebody behind.
#[test]
fn a_whole_batch_that_cannot_be_read_holds_up_nobody_behind_it() {
    let fake = Fake::start();
    let (_folder, data) = place();
    fake.says(1, "спасибо");
    let mut bot = Bot::start(&fake, &data);
    assert!(fake.until(|fake| fake.sent(1).len() == 1 && fake.waiting() == 0));
    bot.kill();
    let hostile = hostile();
    for (bytes, person) in hostile.iter().zip(1_000..) {
        fake.push_raw(bytes);
        fake.says(person, "спасибо");
    }
    let _bot = Bot::start(&fake, &data);
    assert!(fake.until(|fake| fake.tally().len() == hostile.len() + 1), "{} are answered", fake.tally().len());
    let at = fake.tally();
    let (first, last) = (
        at.iter().filter(|(person, _)| **person > 1).map(|(_, (_, at))| *at).min(),
        at.values().map(|(_, at)| *at).max(),
    );
    let took = last.zip(first).map(|(last, first)| last - first).unwrap_or_default();
    println!("{} updates that cannot be read in one batch; the last answer {took:?} after the first", hostile.len());
    assert!(took < Duration::from_secs(2), "the last is answered {took:?} after the first");
    assert!(fake.until(|fake| fake.waiting() == 0));
}

/// Updates that cannot be read between people who ask.
fn hostile_beside_honest(fake: &Fake, data: &Path) {
    fake.says(1, "спасибо");
    assert!(fake.until(|fake| fake.sent(1).len() == 1));
    let hostile = hostile();
    assert!(hostile.len() >= 65, "{}", hostile.len());
    let mut asked = Vec::new();
    for (bytes, person) in hostile.iter().zip(1_000..) {
        fake.push_raw(bytes);
        asked.push((person, Instant::now()));
        fake.says(person, "спасибо");
        std::thread::sleep(Duration::from_millis(20));
    }
    let answered = |fake: &Fake| asked.iter().all(|(person, _)| !fake.shown(*person).is_empty());
    let all = fake.within(Duration::from_secs(20), answered);
    let log = || std::fs::read_to_string(data.with_extension("log")).unwrap();
    let missing = asked.iter().filter(|(person, _)| fake.shown(*person).is_empty()).count();
    assert!(all, "{missing} of {} are not answered\n{}", asked.len(), log());
    let waits = asked.iter().map(|(person, at)| fake.shown(*person)[0].at.saturating_duration_since(*at));
    let longest = waits.max().unwrap_or_default();
    println!("{} updates that cannot be read; the longest wait beside them {longest:?}", hostile.len());
    assert!(longest < Duration::from_secs(1), "somebody waited {longest:?}");
    assert!(asked.iter().all(|(person, _)| fake.sent(*person).len() == 1), "each once");
    assert!(fake.until(|fake| fake.waiting() == 0), "{} are not acknowledged", fake.waiting());
    let log = log();
    let count = |name: &str| -> u64 {
        let figures =
            log.split_whitespace().filter_map(|word| word.strip_prefix(name)?.strip_prefix('=')?.parse::<u64>().ok());
        figures.sum()
    };
    let counts = ["letters", "depth", "id", "syntax"].map(|name| count(&format!("unreadable_{name}")));
    assert_eq!(counts.iter().sum::<u64>(), hostile.len() as u64, "{counts:?} are counted\n{log}");
    assert!(log.contains("event=alarm what=\"updates that cannot be read"), "{log}");
}

#[test]
fn waits_of_years_and_answers_without_a_result_are_bounded() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let _bot = Bot::start(&fake, &data);
    fake.says(1, "спасибо");
    assert!(fake.until(|fake| fake.sent(1).len() == 1));
    fake.faults("sendMessage", [Fault::Says(r#"{"ok":true}"#), Fault::Wait(1_000_000_000)]);
    fake.says(1, "спасибо");
    fake.says(2, "спасибо");
    assert!(fake.until(|fake| fake.tally().len() == 2), "both are answered");
    fake.faults("getUpdates", [Fault::Says(r#"{"ok":true}"#), Fault::Wait(4_000_000_000)]);
    for person in [3, 4] {
        fake.says(person, "спасибо");
        assert!(fake.until(|fake| fake.tally().len() as i64 == person), "the bot goes on");
    }
    for event in ["send_unclear", "send_told_to_wait seconds=30", "poll_told_to_wait seconds=30"] {
        let said =
            |_: &Fake| std::fs::read_to_string(data.with_extension("log")).unwrap().contains(&format!("event={event}"));
        assert!(fake.until(said), "{event}");
    }
}

/// A name of a person with half a letter in it comes back with every message that is sent to them.
#[test]
fn a_broken_name_in_an_answer_makes_no_reply_look_lost() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let _bot = Bot::start(&fake, &data);
    fake.faults(
        "sendMessage",
        [Fault::Says(r#"{"ok":true,"result":{"message_id":1,"chat":{"first_name":"\ud83d"}}}"#)],
    );
    fake.says(1, "спасибо");
    fake.says(1, "/help");
    assert!(fake.until(|fake| fake.sent(1).len() == 2));
    assert_ne!(fake.sent(1)[0].body["text"], fake.sent(1)[1].body["text"], "it is sent once");
}

#[test]
fn nobody_is_followed_to_another_address() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let trap = TcpListener::bind("127.0.0.1:0").unwrap();
    trap.set_nonblocking(true).unwrap();
    let address = format!("http://{}/", trap.local_addr().unwrap());
    let elsewhere = |code| Fault::Elsewhere(code, address.clone());
    fake.faults("getUpdates", [elsewhere(302)]);
    fake.faults("sendMessage", [301, 302, 303, 307, 308].map(elsewhere));
    let _bot = Bot::start(&fake, &data);
    for person in 1..=5 {
        fake.says(person, "спасибо");
    }
    assert!(fake.until(|fake| fake.tally().len() == 5), "all are answered when the way is straight again");
    assert!(trap.accept().is_err(), "nothing was sent elsewhere");
    let log = std::fs::read_to_string(data.with_extension("log")).unwrap();
    assert!(log.contains("event=alarm what=\"the Bot API server wants to send us to another address"), "{log}");
}

#[test]
fn a_reply_that_is_refused_is_sent_with_less_and_its_loss_is_told() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let _bot = Bot::start(&fake, &data);
    let group = json!({"id": -5, "type": "supergroup", "title": "G", "is_forum": true});
    let ask = |text: &str| {
        let topic =
            json!({"from": user(7), "chat": group, "text": text, "message_thread_id": 44, "is_topic_message": true});
        fake.update("message", topic);
    };
    // The words arrive without the thread, without tags and buttons.
    fake.faults(
        "sendMessage",
        [Fault::Refuse(400, "Bad Request: TOPIC_CLOSED"), Fault::Refuse(400, "Bad Request: BUTTON_DATA_INVALID")],
    );
    ask("@pristan_test_bot где поменять рубли");
    assert!(fake.until(|fake| fake.sent(-5).len() == 1));
    let body = &fake.sent(-5)[0].body;
    for field in ["message_thread_id", "parse_mode", "reply_markup"] {
        assert!(body[field].is_null(), "{field}: {body}");
    }
    // Nothing of it is taken.
    let never = "Bad Request: something that nobody has heard of";
    fake.faults("sendMessage", [Fault::Refuse(400, never), Fault::Refuse(400, never)]);
    fake.says(8, "спасибо");
    assert!(fake.until(|fake| fake.waiting() == 0));
    fake.says(8, "/help");
    assert!(fake.until(|fake| fake.sent(8).len() == 1));
    // A message that cannot be changed for an unknown reason: the words come as a new one.
    fake.says(9, "/topics");
    assert!(fake.until(|fake| fake.shown(9).len() == 1));
    fake.faults("editMessageText", [Fault::Refuse(400, never), Fault::Refuse(400, never)]);
    assert!(fake.press(9, "Деньги"));
    assert!(fake.until(|fake| fake.shown(9).len() == 2));
    assert!(!fake.shown(9)[1].edited && !fake.shown(9)[1].buttons.is_empty());
    let log = std::fs::read_to_string(data.with_extension("log")).unwrap();
    assert_eq!(log.matches("event=reply_lost code=400").count(), 1, "{log}");
    assert!(
        log.contains("event=send_without_thread") && log.contains("what=\"a reply was refused in every shape"),
        "{log}"
    );
}

/// What older servers of one's own leave out.
#[test]
fn an_older_server_starts_the_bot() {
    let fake = Fake::start();
    let (_folder, data) = place();
    fake.faults(
        "getMe",
        [Fault::Says(
            r#"{"ok":true,"result":{"id":666,"is_bot":true,"first_name":"P","username":"pristan_test_bot"}}"#,
        )],
    );
    let _bot = Bot::start(&fake, &data);
    fake.says(1, "спасибо");
    assert!(fake.until(|fake| fake.sent(1).len() == 1));
}
