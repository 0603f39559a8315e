//! What can happen in a chat, the same for every face.

use super::reply::Action;

/// Something a person did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Wrote a message; commands begin with `/`.
    Said(String),
    /// Chose something that was offered.
    Chose(Action),
}
