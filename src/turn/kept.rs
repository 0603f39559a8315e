//! What a turn leaves behind, as it is stored; and how long that is kept.

use crate::store::{CHAT_DAYS, QUESTION_DAYS, Stored, decoded};
use crate::talk::{KeptQuestion, State};
use crate::text::Lang;
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

/// Why a question goes to the volunteers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Why {
    /// Nothing answered it.
    Unknown,
    /// Choices were offered, and something else was asked.
    Untaken,
    /// None of the choices was meant.
    NoneOfThese,
    /// The answer did not help.
    Unhelpful,
}

/// What the volunteers made of a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Handling {
    /// Nobody has looked at it.
    #[default]
    New,
    /// Somebody is at it.
    Taken,
    /// There is an answer now.
    Answered,
    /// It needs none.
    Ignored,
}

impl Handling {
    /// Every one.
    pub const ALL: [Handling; 4] = [Handling::New, Handling::Taken, Handling::Answered, Handling::Ignored];

    /// Its name.
    pub fn name(self) -> &'static str {
        ["new", "taken", "answered", "ignored"][self as usize]
    }
}

/// An entry that lay near to a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Near {
    /// Its id.
    pub entry: String,
    /// The probability that it answers the question, in percent.
    pub percent: u8,
}

/// A question for the volunteers, with the day on which it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The day, as in [`Remembered`].
    pub day: u32,
    /// The question.
    pub question: KeptQuestion,
    /// Why it is kept.
    pub why: Why,
    /// The entries that lay nearest, the likeliest first.
    pub nearest: Vec<Near>,
    /// What it names that the first of them does not hold.
    pub lacking: Vec<String>,
    /// Its vector, as the encoder of a version makes it; empty without an encoder.
    pub vector: Vec<u8>,
    /// That version.
    pub model: [u8; 4],
    /// What the volunteers made of it.
    pub handling: Handling,
    /// The entry that answers it, once there is one.
    pub answer: Option<String>,
}

/// The same as versions stored it that kept only what nothing answered.
#[derive(Deserialize)]
struct Unanswered {
    day: u32,
    question: KeptQuestion,
}

impl Asked {
    /// A question of a day, with nothing known about it yet.
    pub fn new(day: u32, question: KeptQuestion, why: Why) -> Asked {
        let (nearest, lacking, vector) = Default::default();
        Asked { day, question, why, nearest, lacking, vector, model: [0; 4], handling: Handling::New, answer: None }
    }
}

impl Stored for Asked {
    const SCHEMA: u8 = 3;

    fn older(schema: u8, bytes: &[u8]) -> Option<Asked> {
        let (day, question) = match schema {
            1 => (0, decoded(bytes)?),
            2 => decoded(bytes).map(|Unanswered { day, question }| (day, question))?,
            _ => return None,
        };
        Some(Asked::new(day, question, Why::Unknown))
    }
}

/// Where to send answers that were promised to a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promised {
    /// The day of the last promise, as in [`Remembered`].
    pub day: u32,
    /// The chat, as the face knows it.
    pub address: Vec<u8>,
    /// The language to send them in.
    pub lang: Lang,
    /// The questions, by their numbers.
    pub questions: Vec<u64>,
}

/// Days for which a promise lives.
const PROMISE_DAYS: i32 = 30;

/// How often an answer helped, and how often it did not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratings(pub u64, pub u64);

/// What is counted of turns: see [`Counted`].
pub const KINDS: usize = 6;

/// How often something happened in a week, in a theme and a language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The first day of the week, a Monday, in days since 1970.
    pub week: u32,
    /// The theme by its id; empty where no entry was near.
    pub theme: String,
    /// The language of the reply.
    pub lang: Lang,
    /// Answered, offered choices, shown a passage, missed; helped, did not help.
    pub counts: [u64; KINDS],
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

/// Records that have a day of their own, each with the days for which it is kept.
macro_rules! aging {
    ($($record:ident: $days:expr),+) => {
        $(impl Aging for $record {
            const DAYS: i32 = $days;

            fn day(&self) -> u32 {
                self.day
            }

            fn of(self, day: u32) -> $record {
                $record { day, ..self }
            }
        })+
    };
}
pub(super) use aging;

/// Records that have been stored as they are since their first version.
macro_rules! as_ever {
    ($($record:ident),+) => {
        $(impl Stored for $record {
            const SCHEMA: u8 = 1;
        })+
    };
}
pub(super) use as_ever;

aging!(Remembered: CHAT_DAYS, Asked: QUESTION_DAYS, Promised: PROMISE_DAYS);
as_ever!(Promised, Ratings, Counted);

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
        let near = Near { entry: "a".to_owned(), percent: 7 };
        let asked = Asked {
            nearest: vec![near],
            lacking: vec!["b".to_owned()],
            vector: vec![1],
            ..Asked::new(1, question, Why::Unknown)
        };
        let asked = serde_json::to_value(asked).unwrap();
        assert_eq!(unlisted(Table::Questions, &asked), Vec::<String>::new());
        assert_eq!(unlisted(Table::Ratings, &serde_json::to_value(Ratings(1, 2)).unwrap()), Vec::<String>::new());
        let counted = Counted { week: 1, theme: "a".to_owned(), lang: Lang::EN, counts: [1; KINDS] };
        assert_eq!(unlisted(Table::Counts, &serde_json::to_value(counted).unwrap()), Vec::<String>::new());
        let promised = Promised { day: 1, address: vec![1], lang: Lang::EN, questions: vec![2] };
        assert_eq!(unlisted(Table::Promises, &serde_json::to_value(promised).unwrap()), Vec::<String>::new());
        let more = serde_json::json!({"day": 1, "question": {"text": "a", "who": 7}});
        assert_eq!(unlisted(Table::Questions, &more), ["question.who"], "what is not listed is found");
    }
}
