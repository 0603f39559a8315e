//! What to say: one pure function from an event and a memory to replies and a memory.
//!
//! ```text
//! step         the door: a turn is sorted, handled and finished
//!   commands   what begins with `/`
//!   press      what is pressed by typing; choose: what pressing does
//!   answer     the reply to everything else; follow_up: what leans on the talk
//! compose      putting a reply together from approved text
//! context      what every part of a turn goes by
//! ```

mod answer;
mod choose;
mod commands;
mod compose;
mod context;
mod draft;
mod effect;
mod emergency;
mod event;
mod follow_up;
mod language;
mod menu;
mod plain_words;
mod press;
mod promise;
mod redact;
mod reply;
mod sources;
mod state;
mod step;
mod strip_markup;
mod theme_word;
mod view;
mod why;

pub use commands::NAMES;
pub use effect::{Effect, KeptQuestion};
pub use emergency::is_of_danger;
pub use event::Event;
pub use promise::{not_known, promise_kept};
pub use redact::redact;
pub use reply::{
    Action, Choice, LAST_KEPT, MAX_UNITS, Outcome, Reply, Scored, ShownPassage, Source, THUMB_DOWN, THUMB_UP,
};
pub use state::{Rateable, Spoken, State};
pub use step::{Step, alone, step};
pub use view::View;
