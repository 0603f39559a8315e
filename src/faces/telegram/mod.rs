//! Telegram: our own long poll, webhook and delivery over teloxide's requests.
//!
//! The stock dispatcher acknowledges an update before it is handled, loses it when the process dies, and lets one chat
//! hold up the others. Here an update walks through three places, each on disk before the next begins:
//!
//! 1. `receive` takes updates that were polled, `webhook` those that Telegram brings; `take` writes what they say into the
//!    inbox, and only then the next offset or the answer acknowledges them.
//! 2. `worker` takes a chat's messages in order, one turn each: the memory, the replies (outbox) and the emptied inbox are
//!    one commit.
//! 3. `deliver` delivers a chat's replies in order, waits when it is told to, and strikes out what was delivered.
//!
//! What is said and pressed in the volunteers' chat goes to `desk` instead of the talk.
//!
//! A process that dies goes on where it was: what is in the inbox is handled, what is in the outbox is sent. Whatever
//! comes after an update was taken knows nothing of polling.

mod addressed;
mod api;
mod batch;
mod bot;
mod boxes;
mod button;
mod check;
mod config;
mod context;
mod deliver;
mod desk;
mod desk_place;
mod edits;
mod groups;
mod handle;
mod http;
mod incoming;
mod inline;
mod json;
mod log;
mod me;
mod metrics;
mod monitor;
mod outgoing;
mod profile;
mod queue;
mod receive;
mod recent;
mod render;
mod seen;
mod take;
mod typing;
mod update;
mod upkeep;
mod webhook;
mod worker;

pub use bot::Running;
pub use check::check;
pub use config::{Config, StartError};
