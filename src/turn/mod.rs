//! Where the pure rooms meet the world: the clock, the knowledge in service, one whole turn.

mod clock;
mod desk;
mod encoder;
mod library;

pub use clock::Clock;
pub use desk::Desk;
pub use encoder::encoder;
pub use library::{Library, LoadError, Progress, Refreshed, understand, vectors};
