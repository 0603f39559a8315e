//! Where the pure rooms meet the world: the clock, the knowledge in service, one whole turn.

mod clock;
mod desk;
#[cfg(unix)]
mod door;
#[cfg(not(unix))]
#[path = "no_door.rs"]
mod door;
mod encoder;
mod kept;
mod library;
mod tidy;

pub use clock::{Clock, RELEASED};
pub use desk::{Desk, Turned};
pub use door::{Door, open_door, reach};
pub use encoder::encoder;
pub use kept::{Asked, Ratings, Remembered};
pub use library::{Library, LoadError, Progress, Refreshed, understand, vectors};
