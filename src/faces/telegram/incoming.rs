//! What an update says, and nothing else of it: no name, no picture, no place.

use crate::store::Stored;
use crate::text::Lang;
use serde::{Deserialize, Serialize};

/// Whoever speaks in the name of a group or a channel: who presses their buttons cannot be told from others.
pub const NOBODY: u64 = 0;

/// Something that happened in a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incoming {
    /// The chat.
    pub chat: i64,
    /// The thread of a forum.
    pub thread: Option<i32>,
    /// Whether it is a private chat.
    pub private: bool,
    /// Who did it; buttons in groups are theirs alone. [`NOBODY`] where an anonymous admin or a channel speaks.
    pub user: u64,
    /// The language of the person's app.
    pub lang: Option<Lang>,
    /// What happened.
    pub what: What,
    /// Processes that died with this in hand.
    pub tries: u8,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// A message; in a group, one for us.
    Said(String),
    /// A message without words: a picture, a voice, a place.
    Wordless,
    /// A button was pressed.
    Pressed {
        /// What it carries.
        data: String,
        /// The message below which it stands.
        message: i32,
        /// To be answered, or the button goes on spinning.
        query: String,
    },
    /// Somebody types our name and a question in any chat.
    Inline {
        /// To be answered.
        query: String,
        /// The question.
        text: String,
    },
    /// The person blocked us, or we were put out of a group.
    Gone,
    /// We were added to a group.
    Added,
    /// The group is another one now.
    Moved(i64),
    /// A message in a group that answers another one, or a command of the volunteers' chat.
    Replied {
        /// What it says.
        text: String,
        /// The mark with which the message of ours begins that it answers; empty where it answers somebody else.
        mark: String,
        /// That message.
        message: i32,
        /// Who wrote the message that it answers.
        of: u64,
    },
}

impl Stored for Incoming {
    const SCHEMA: u8 = 1;
}

impl Incoming {
    /// The press that is to be answered.
    pub fn query(&self) -> Option<&str> {
        match &self.what {
            What::Pressed { query, .. } => Some(query),
            _ => None,
        }
    }

    /// The message that was pressed or answered.
    pub fn below(&self) -> Option<i32> {
        match &self.what {
            What::Pressed { message, .. } | What::Replied { message, .. } => Some(*message).filter(|id| *id > 0),
            _ => None,
        }
    }

    /// The chat whose line this joins. A move joins that of the new chat: what is said there comes after it.
    pub fn line(&self) -> i64 {
        match self.what {
            What::Moved(new) => new,
            _ => self.chat,
        }
    }
}
