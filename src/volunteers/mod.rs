//! The volunteers' desk: what nobody could answer, like questions together, and how it becomes knowledge.
//!
//! ```text
//! likeness     how likely two questions ask the same
//! grouping     like questions together
//! records      the way to the questions, also while a bot has them
//! inbox        groups as volunteers see them
//! ```

mod grouping;
mod inbox;
mod likeness;
mod records;

pub use grouping::grouped;
pub use inbox::{Group, Wording, groups};
pub use records::{Records, RecordsError};
