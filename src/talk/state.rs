//! What is remembered of a talk between two turns.

use super::reply::{Choice, Outcome};
use crate::text::Lang;
use serde::{Deserialize, Serialize};

/// The memory of one chat. Bounded: it holds no history, only the turn before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The language that the person fixed.
    pub lang: Option<Lang>,
    /// The language that was spoken last.
    pub spoken: Option<Lang>,
    /// What may be chosen by number.
    pub choices: Vec<Choice>,
    /// The entries that the talk is about: those of the last answer.
    pub focus: Vec<String>,
    /// The entry whose answer a thumb may still rate.
    pub rateable: Option<Rateable>,
    /// Questions that nothing answered, one after the other.
    pub lost: u8,
    /// The turn before, for `/why`. Holds words of the person and is therefore never kept on disk.
    #[serde(skip)]
    pub last: Option<Spoken>,
}

/// An answer that may be rated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rateable {
    /// Its entry.
    pub entry: String,
    /// Whether it helped, once the person has said so.
    pub rated: Option<bool>,
}

/// What was said and what it came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// The person's words.
    pub utterance: String,
    /// The outcome.
    pub outcome: Outcome,
}

impl State {
    /// What is kept on disk of the memory, and survives the process.
    pub fn kept(&self) -> State {
        State { last: None, ..self.clone() }
    }
}
