//! What people do in a group: say, answer a message, press a button below one.

use super::{Fake, Shown, user};
use serde_json::{Value, json};

fn group(id: i64) -> Value {
    json!({"id": id, "type": "supergroup", "title": "G"})
}

impl Fake {
    /// Somebody says something.
    pub fn says_in(&self, chat: i64, person: i64, text: &str) -> u32 {
        self.update("message", json!({"from": user(person), "chat": group(chat), "text": text}))
    }

    /// Somebody answers a message of the bot's, as that is shown now.
    pub fn replies_in(&self, chat: i64, person: i64, message: i64, text: &str) -> u32 {
        let shown = self.now(chat, message).map_or(String::new(), |shown| shown.text);
        let bot = json!({"id": 666, "is_bot": true, "first_name": "Pristan"});
        let to = json!({"message_id": message, "date": 1_664_600_000, "chat": group(chat), "from": bot, "text": shown});
        self.update("message", json!({"from": user(person), "chat": group(chat), "text": text, "reply_to_message": to}))
    }

    /// Somebody answers a message of somebody else's.
    pub fn answers_in(&self, chat: i64, person: i64, other: i64, text: &str) -> u32 {
        let to = json!({"message_id": 1, "date": 1_664_600_000, "chat": group(chat), "from": user(other), "text": "x"});
        self.update("message", json!({"from": user(person), "chat": group(chat), "text": text, "reply_to_message": to}))
    }

    /// Somebody presses a button below a message of a group.
    pub fn presses_in(&self, chat: i64, person: i64, message: i64, data: &str) -> u32 {
        let below = json!({"message_id": message, "date": 1_664_600_000, "chat": group(chat), "text": "x"});
        let query = format!("q{}", self.state().next_update);
        self.state().pressers.insert(query.clone(), person);
        self.update(
            "callback_query",
            json!({"id": query, "from": user(person), "chat_instance": "1", "message": below, "data": data}),
        )
    }

    /// Somebody presses the newest button whose label begins so; false when there is none.
    pub fn press_in(&self, chat: i64, person: i64, label: &str) -> bool {
        let newest = self.all_now(chat).into_iter().rev().find_map(|shown| {
            let button = shown.buttons.iter().find(|(text, _)| text.starts_with(label))?;
            Some((shown.message, button.1.clone()))
        });
        newest.map(|(message, data)| self.presses_in(chat, person, message, &data)).is_some()
    }

    /// A message as it is shown now.
    pub fn now(&self, chat: i64, message: i64) -> Option<Shown> {
        self.shown(chat).into_iter().rev().find(|shown| shown.message == message)
    }

    /// Every message of a chat as it is shown now, in the order in which they came.
    pub fn all_now(&self, chat: i64) -> Vec<Shown> {
        let mut all: Vec<Shown> = Vec::new();
        for shown in self.shown(chat) {
            match all.iter_mut().find(|known| known.message == shown.message) {
                Some(known) => *known = shown,
                None => all.push(shown),
            }
        }
        all
    }

    /// The newest message of a chat whose text, as it is shown now, holds these words.
    pub fn holding(&self, chat: i64, words: &str) -> Option<Shown> {
        self.all_now(chat).into_iter().rev().find(|shown| shown.text.contains(words))
    }

    /// A group is a forum.
    pub fn is_forum(&self, chat: i64) {
        self.state().forums.insert(chat);
    }
}
