//! Where the pure rooms meet the world: the clock, the knowledge in service, one whole turn.

mod clock;
mod counters;
mod desk;
#[cfg(unix)]
mod door;
#[cfg(not(unix))]
#[path = "no_door.rs"]
mod door;
mod encoder;
mod handling;
mod kept;
mod kept_of_desk;
mod library;
mod missed;
mod promises;
mod relays;
mod tidy;

pub use clock::{Clock, RELEASED};
pub use counters::monday;
pub use desk::{Desk, Turned};
pub use door::{Door, open_door, reach};
pub use encoder::{encoder, encoder_version};
pub use handling::{Numbered, Rated, counts, mark, questions, ratings};
pub use kept::{Asked, Counted, Handling, KINDS, Near, Promised, Ratings, Remembered, Why};
pub use kept_of_desk::{Digested, Draft, Given, Lines, Post, Relay, Topics, Wish};
pub use library::{Library, LoadError, Progress, Refreshed, understand, vectors};
pub use missed::with_vector;
pub use relays::{Made, Passed, end, go_on, relay_named, relay_of};
