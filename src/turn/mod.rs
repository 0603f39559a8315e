//! Where the pure rooms meet the world: the clock, the knowledge in service, one whole turn.

mod clock;
mod desk;
mod library;

pub use clock::Clock;
pub use desk::Desk;
pub use library::{Library, LoadError, Refreshed, understand};
