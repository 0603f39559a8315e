//! What a turn leaves behind, as it is stored; and how long that is kept.

use crate::store::{CHAT_DAYS, QUESTION_DAYS, Stored, decoded};
use crate::talk::{KeptQuestion, State};
use serde::{Deserialize, Serialize};

/// The memory of a chat, with the day of its last message (days since 1970; 0 where an older version did not tell).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Remembered {
    /// The day.
    pub day: u32,
    /// The memory.
    pub state: State,
}

impl Stored for Remembered {
    const SCHEMA: u8 = 2;

    fn older(schema: u8, bytes: &[u8]) -> Option<Remembered> {
        (schema == 1).then(|| Some(Remembered { day: 0, state: decoded(bytes)? }))?
    }
}

/// A question that nothing answered, with the day on which it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The day, as in [`Remembered`].
    pub day: u32,
    /// The question.
    pub question: KeptQuestion,
}

impl Stored for Asked {
    const SCHEMA: u8 = 2;

    fn older(schema: u8, bytes: &[u8]) -> Option<Asked> {
        (schema == 1).then(|| Some(Asked { day: 0, question: decoded(bytes)? }))?
    }
}

/// How often an answer helped, and how often it did not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratings(pub u64, pub u64);

impl Stored for Ratings {
    const SCHEMA: u8 = 1;
}

/// A record that ends some days after the day that it bears.
pub trait Aging: Stored {
    /// Days for which it is kept.
    const DAYS: i32;
    /// Its day.
    fn day(&self) -> u32;
    /// The same record of another day.
    fn of(self, day: u32) -> Self;
}

impl Aging for Remembered {
    const DAYS: i32 = CHAT_DAYS;

    fn day(&self) -> u32 {
        self.day
    }

    fn of(self, day: u32) -> Remembered {
        Remembered { day, ..self }
    }
}

impl Aging for Asked {
    const DAYS: i32 = QUESTION_DAYS;

    fn day(&self) -> u32 {
        self.day
    }

    fn of(self, day: u32) -> Asked {
        Asked { day, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Table, unlisted};
    use crate::talk::{Action, Choice, Question, Rateable, Spoken};
    use crate::text::Lang;

    #[test]
    fn every_field_that_is_stored_stands_in_the_inventory() {
        let state = State {
            lang: Some(Lang::EN),
            spoken: Some(Lang::TR),
            choices: vec![Choice { label: "A".to_owned(), action: Action::Entry("a".to_owned()) }],
            focus: vec!["a".to_owned()],
            rateable: Some(Rateable { entry: "a".to_owned(), rated: Some(true) }),
            lost: 1,
            last: Some(Spoken {
                question: Some(Question { said: "words".to_owned(), ..Question::default() }),
                done: "words".to_owned(),
                ..Spoken::default()
            }),
        };
        let remembered = serde_json::to_value(Remembered { day: 1, state }).unwrap();
        assert_eq!(unlisted(Table::Chats, &remembered), Vec::<String>::new());
        assert!(!remembered.to_string().contains("words"), "what was said is never stored with a chat");
        let question = KeptQuestion { text: "a".to_owned(), lang: Lang::EN, gap: Some("b".to_owned()) };
        let asked = serde_json::to_value(Asked { day: 1, question }).unwrap();
        assert_eq!(unlisted(Table::Questions, &asked), Vec::<String>::new());
        assert_eq!(unlisted(Table::Ratings, &serde_json::to_value(Ratings(1, 2)).unwrap()), Vec::<String>::new());
        let more = serde_json::json!({"day": 1, "question": {"text": "a", "who": 7}});
        assert_eq!(unlisted(Table::Questions, &more), ["question.who"], "what is not listed is found");
    }
}
