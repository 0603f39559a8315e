//! What to say: one pure function from an event and a memory to replies and a memory.

mod bare;
mod commands;
mod compose;
mod effect;
mod emergency;
mod event;
mod follow;
mod menu;
mod plain_words;
mod redact;
mod reply;
mod sources;
mod state;
mod step;
mod topic;
mod why;

pub use commands::NAMES;
pub use effect::{Effect, KeptQuestion};
pub use emergency::is_of_danger;
pub use event::Event;
pub use redact::redact;
pub use reply::{Action, Choice, MAX_UNITS, Outcome, Reply, Scored, ShownPassage, Source, THUMB_DOWN, THUMB_UP};
pub use state::{Rateable, Spoken, State};
pub use step::{Step, View, alone, step};
