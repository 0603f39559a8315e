//! Telegram: our own long poll and delivery over teloxide's types and requests.
//!
//! The stock dispatcher acknowledges an update before it is handled, loses it when the process dies, and lets one chat
//! hold up the others. Here an update walks through four places, each on disk before the next begins:
//!
//! 1. `poll` takes updates and writes what they say into the inbox; only then the next offset acknowledges them.
//! 2. `work` takes a chat's messages in order, one turn each: the memory, the replies (outbox) and the emptied inbox are
//!    one commit.
//! 3. `send` delivers a chat's replies in order, waits when it is told to, and strikes out what was delivered.
//!
//! A process that dies goes on where it was: what is in the inbox is handled, what is in the outbox is sent. Whatever
//! comes after an update was taken knows nothing of polling.

mod button;
mod call;
mod check;
mod context;
mod error;
mod incoming;
mod inline;
mod outgoing;
mod pace;
mod poll;
mod profile;
mod queues;
mod render;
mod run;
mod seen;
mod send;
mod stages;
mod turn;
mod typing;
mod upkeep;
mod work;

pub use check::check;
pub use run::{Place, Probe, RunError, Running};
