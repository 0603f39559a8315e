//! What to say: one pure function from an event and a memory to replies and a memory.
//!
//! ```text
//! step         the door: a turn is sorted, handled and finished
//!   commands   what begins with `/`
//!   press      what is pressed by typing; choose: what pressing does
//!   parts      a message that asks for several things, one of them of what the talk is about
//!   answer     the reply to everything else, by what was found and by what the talk makes of it:
//!              aside, correction, person, reference, leaning (belonging, follow_up: aspect, holding, telling, said, naming), theme_word, small_talk; tell says it
//! compose      putting a reply together from approved text
//! context      what every part of a turn goes by
//! ```

mod answer;
mod aside;
mod aspect;
mod belonging;
mod choose;
mod commands;
mod compose;
mod context;
mod correction;
mod draft;
mod effect;
mod emergency;
mod event;
mod follow_up;
mod forget;
mod holding;
mod language;
mod leaning;
mod menu;
mod naming;
mod parts;
mod pass_on;
mod person;
mod plain_words;
mod press;
mod promise;
mod redact;
mod reference;
mod reply;
mod said;
mod small_talk;
mod sources;
mod state;
mod step;
mod strip_markup;
mod tell;
mod telling;
mod theme_word;
mod tongue;
mod view;
mod why;

pub use commands::NAMES;
pub use effect::{Effect, KeptQuestion};
pub use emergency::is_of_danger;
pub use event::Event;
pub use leaning::tellings;
pub use pass_on::{for_volunteers, offer_person};
pub use promise::{not_known, promise_kept};
pub use redact::redact;
pub use reply::{
    Action, Choice, LAST_KEPT, MAX_UNITS, Outcome, Reply, Scored, ShownPassage, Source, THUMB_DOWN, THUMB_UP,
};
pub use state::{Question, Rateable, Rule, Spoken, State, Thread, Who};
pub use step::{Step, alone, step};
pub use telling::Tellings;
pub use view::View;
