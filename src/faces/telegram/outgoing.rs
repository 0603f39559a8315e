//! What is to be sent, as it lies in the outbox.

use super::incoming::Incoming;
use super::render::Message;
use crate::store::{Stored, Ticket};
use serde::{Deserialize, Serialize};

/// A call to be made for a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// The chat.
    pub chat: i64,
    /// The thread of a forum.
    pub thread: Option<i32>,
    /// The call.
    pub call: Call,
}

/// What is to be sent, each with its ticket of the outbox.
pub type Sent = Vec<(Ticket, Outgoing)>;

/// Addresses a call to where something came from.
pub fn to(incoming: &Incoming, call: Call) -> Outgoing {
    Outgoing { chat: incoming.chat, thread: incoming.thread, call }
}

impl Stored for Outgoing {
    const SCHEMA: u8 = 1;
}

/// A call of the Bot API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Call {
    /// A message.
    Send(Message),
    /// A message in the place of another one.
    Edit(i32, Message),
    /// A pressed button stops spinning; with words, they are shown for a moment.
    Answer(String, Option<String>),
    /// Results for somebody who types our name.
    Inline(String, Vec<Found>),
    /// We leave a group.
    Leave,
}

/// One result of an inline query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The entry.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its first words, with source and date.
    pub about: String,
    /// The answer, ready to paste.
    pub html: String,
}
