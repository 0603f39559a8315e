//! What outlives the process: a cache of what was learnt from bases, and sealed records of people. The only room that
//! turns values into stored bytes.
//!
//! sled 0.34 behind two types. Its own `flush` is no barrier against power loss on Linux (it calls `sync_file_range`
//! only), so a commit also syncs the file; a leftover of an interrupted snapshot keeps it from opening, so that is
//! removed first; a damaged file makes it panic, so opening is done behind `catch_unwind`.

mod error;
mod key;
mod knowledge;
mod open;
mod people;
mod seal;

pub use error::StoreError;
pub use key::Key;
pub use knowledge::KnowledgeCache;
pub use open::restrict;
pub use people::{Batch, People, Table};
