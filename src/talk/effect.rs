//! What a turn asks of the world besides replying.

use crate::text::Lang;
use serde::{Deserialize, Serialize};

/// A wish, carried out by the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// Keep a question that nothing answered, for the volunteers. Names, numbers and links are out of it already.
    KeepQuestion(KeptQuestion),
    /// Count that the answer of an entry helped, or that it did not.
    Rate {
        /// The entry.
        entry: String,
        /// Whether it helped.
        helped: bool,
        /// Whether the person had said the opposite before.
        turned: bool,
    },
    /// Tell this chat when a question has an answer, by the number that the question is kept under.
    Promise(u64),
    /// Tell it of no answer any more.
    Unpromise,
    /// Erase everything that is kept of this chat, now.
    Forget,
    /// Pass these words on to the volunteers, and what is said from now on. Names, numbers and links are out of them.
    PassOn(String),
    /// Pass nothing on any more.
    BackToBot,
}

/// A question that nothing answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptQuestion {
    /// What was asked, without names, numbers and links.
    pub text: String,
    /// The language of the question.
    pub lang: Lang,
    /// The gap that it seems to be about.
    pub gap: Option<String>,
}
