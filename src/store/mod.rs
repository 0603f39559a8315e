//! What outlives the process: a cache of what was learnt from bases, and sealed records of people. The only room that
//! turns values into stored bytes.
//!
//! From the bottom up: [`Records`] keeps bytes under keys, made good by a backend ([`SledRecords`] on disk,
//! [`MemoryRecords`] where there is none); [`People`] seals values into it, shares the way to the disk among those who wait,
//! and goes on by itself when a disk comes back; [`Queue`] is what is under way, in order.
//!
//! sled's own `flush` is no barrier against power loss on Linux (it calls `sync_file_range` only), so a commit also syncs
//! the file; what was removed stays in its log, so an erasure copies what lives; a damaged file makes it panic and is cut
//! short when it is opened, so a copy is opened first, behind `catch_unwind`.

mod backup;
mod epochs;
mod error;
mod generation;
mod home;
mod keeper;
mod key;
mod knowledge;
mod memory_records;
mod open;
mod opening;
mod people;
mod queue;
mod records;
mod seal;
mod sled_records;
mod state;
mod table;

pub use backup::{Contents, backup, restore};
pub use error::StoreError;
pub use home::Home;
pub use key::Key;
pub use knowledge::KnowledgeCache;
pub use memory_records::MemoryRecords;
pub use open::{OPENING, free_bytes, restrict};
pub use people::{Batch, People};
pub use queue::{Queue, Ticket};
pub use records::{COMMITS, Cause, ERASURE, Fate, META, Record, Records, Trouble, Write};
pub use seal::{Stored, decoded};
pub use sled_records::SledRecords;
pub use state::StoreState;
pub use table::{CHAT_DAYS, Field, QUESTION_DAYS, Table, inventory, unlisted};
