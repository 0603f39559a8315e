//! Groups: who is answered there, which groups are left, and groups that get another id.

use super::keyboard;
use super::process::{Bot, place};
use crate::fake::{Fake, Fault, user};
use serde_json::json;
use std::path::Path;

/// A message in a group's thread.
fn in_group(fake: &Fake, group: i64, person: i64, text: &str) {
    let chat = json!({"id": group, "type": "supergroup", "title": "G", "is_forum": true});
    fake.update(
        "message",
        json!({"from": user(person), "chat": chat, "text": text, "message_thread_id": 44, "is_topic_message": true}),
    );
}

#[test]
fn in_a_group_only_who_is_called_answers() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let _bot = Bot::start(&fake, &data);
    let group = -100_500;
    in_group(&fake, group, 7, "где поменять рубли");
    in_group(&fake, group, 7, "@pristan_test_bot где поменять рубли");
    assert!(fake.until(|fake| fake.sent(group).len() == 1));
    in_group(&fake, group, 7, "/forget@pristan_test_bot");
    in_group(&fake, group, 7, "/forget@another_bot");
    assert!(fake.until(|fake| fake.sent(group).len() == 2));
    let sent = fake.sent(group);
    assert!(sent.iter().all(|call| call.body["message_thread_id"] == json!(44)), "in the thread of the question");
    assert!(sent[1].body["text"].as_str().unwrap().contains("https://t.me/pristan_test_bot"));
    // Another member presses the buttons of who asked, then who asked does.
    let (label, button) = keyboard(&sent[0].body).remove(0);
    let below = json!({"message_id": 2, "date": 1_664_600_000, "chat": {"id": group, "type": "supergroup", "title": "G"}, "text": "x"});
    for (query, person) in [("q1", 8), ("q2", 7)] {
        fake.update(
            "callback_query",
            json!({"id": query, "from": user(person), "chat_instance": "1", "message": below, "data": button}),
        );
    }
    assert!(fake.until(|fake| fake.calls("answerCallbackQuery").len() == 2));
    let toast = |query: &str| {
        let calls = fake.calls("answerCallbackQuery");
        let call = calls.iter().find(|call| call.body["callback_query_id"] == json!(query));
        call.is_some_and(|call| call.body["text"].is_string())
    };
    assert!(toast("q1") && !toast("q2"), "“{label}” refuses who did not ask, and only them");
    assert!(fake.until(|fake| fake.sent(group).len() == 3));
    // The group moves; what was said there is known on.
    fake.update(
        "message",
        json!({"from": user(7), "chat": {"id": group, "type": "group", "title": "G"}, "migrate_to_chat_id": -100_600}),
    );
    in_group(&fake, -100_600, 7, "@pristan_test_bot а это ещё верно?");
    assert!(fake.until(|fake| fake.sent(-100_600).len() == 1));
    assert!(fake.sent(-100_600)[0].body["text"].as_str().unwrap().contains("«"), "it is about the answer before");
    assert_eq!(fake.broken(), Vec::<String>::new());
}

#[test]
fn groups_that_are_not_on_the_list_are_left() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let settings = data.with_extension("toml");
    std::fs::write(&settings, "groups = [-100500]\n").unwrap();
    let _bot = Bot::start_in(&fake, &data, &[("PRISTAN_SETTINGS", settings.to_str().unwrap())]);
    for group in [-100_500, -100_501] {
        let member = |status: &str| json!({"user": {"id": 666, "is_bot": true, "first_name": "P", "username": "pristan_test_bot"}, "status": status});
        let chat = json!({"id": group, "type": "supergroup", "title": "G"});
        fake.update("my_chat_member", json!({"chat": chat, "from": user(7), "date": 1, "old_chat_member": member("left"), "new_chat_member": member("member")}));
    }
    in_group(&fake, -100_502, 7, "@pristan_test_bot где поменять рубли");
    in_group(&fake, -100_500, 7, "@pristan_test_bot где поменять рубли");
    assert!(fake.until(|fake| fake.sent(-100_500).len() == 1 && fake.calls("leaveChat").len() == 2));
    let left: Vec<i64> = fake.calls("leaveChat").iter().filter_map(|call| call.body["chat_id"].as_i64()).collect();
    assert!(left.contains(&-100_501) && left.contains(&-100_502), "{left:?}");
    assert!(fake.sent(-100_502).is_empty());
}

/// A bot that may be in these groups only.
fn listed(fake: &Fake, data: &Path, groups: &str) -> Bot {
    let settings = data.with_extension("toml");
    std::fs::write(&settings, format!("groups = [{groups}]\n")).unwrap();
    Bot::start_in(fake, data, &[("PRISTAN_UNPACED", "1"), ("PRISTAN_SETTINGS", settings.to_str().unwrap())])
}

/// How often a group is answered, after one more question in it.
fn answered(fake: &Fake, group: i64) -> bool {
    let before = fake.sent(group).len();
    in_group(fake, group, 7, "@pristan_test_bot спасибо");
    fake.until(|fake| fake.sent(group).len() == before + 1)
}

#[test]
fn a_group_that_moves_stays_allowed_also_after_a_restart() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let mut bot = listed(&fake, &data, "-500");
    assert!(answered(&fake, -500));
    // Told by a message in the old group, after a restart by one in the new, then by a refusal.
    let chat = |id: i64| json!({"id": id, "type": "supergroup", "title": "G"});
    fake.update("message", json!({"from": user(7), "chat": chat(-500), "migrate_to_chat_id": -100_600}));
    assert!(answered(&fake, -100_600));
    bot.kill();
    let mut bot = listed(&fake, &data, "-500");
    assert!(answered(&fake, -100_600), "it is known after a restart");
    fake.update("message", json!({"from": user(7), "chat": chat(-100_700), "migrate_from_chat_id": -100_600}));
    assert!(answered(&fake, -100_700));
    fake.faults("sendMessage", [Fault::Moved(-100_800)]);
    in_group(&fake, -100_700, 7, "@pristan_test_bot спасибо");
    assert!(fake.until(|fake| fake.sent(-100_800).len() == 1), "the reply goes to where the group is now");
    bot.kill();
    let mut bot = listed(&fake, &data, "-500");
    assert!(answered(&fake, -100_800));
    assert!(fake.calls("leaveChat").is_empty());
    let log = std::fs::read_to_string(data.with_extension("log")).unwrap();
    assert_eq!(log.matches("event=group_moved on_the_list=1").count(), 3, "{log}");
    // What is taken off the list is left, under whatever id.
    assert!(bot.asked_to_end());
    let _bot = listed(&fake, &data, "-501");
    in_group(&fake, -100_800, 7, "@pristan_test_bot спасибо");
    assert!(fake.until(|fake| fake.calls("leaveChat").len() == 1));
    assert_eq!(fake.sent(-100_800).len(), 2, "and is not answered");
}

#[test]
fn a_group_of_which_nothing_can_be_read_is_neither_answered_nor_left() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let mut bot = listed(&fake, &data, "-500");
    assert!(answered(&fake, -500));
    assert!(bot.asked_to_end());
    // The records are damaged: whether this group is the one of the list under a new id is not known.
    std::fs::write(data.join("people/db"), b"damaged").unwrap();
    let _bot = listed(&fake, &data, "-500");
    in_group(&fake, -100_600, 7, "@pristan_test_bot спасибо");
    assert!(answered(&fake, -500));
    assert!(fake.until(|fake| fake.waiting() == 0));
    assert!(fake.calls("leaveChat").is_empty() && fake.sent(-100_600).is_empty());
}
