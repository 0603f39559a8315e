//! Scripted conversations: `*.convo.txt`, what people say and what must come back, as volunteers write it.
//!
//! A small, strict subset of BotiumScript; `pristan test --help` lists it. Three steps: `parse` reads a script, `run` talks it through
//! a [`Talk`] of any face, `bless` rewrites the lines that no longer hold.

mod assertion;
mod bless;
mod gather;
mod local;
mod parse;
mod record;
mod run;

pub use assertion::{Assertion, Heard, contains};
pub use bless::bless;
pub use gather::{ENDING, SCRIPTS, gather};
pub use local::{Bases, Local, newest};
pub use parse::{Expected, Input, Line, Place, Script, ScriptError, Turn, parse};
pub use record::Record;
pub use run::{Fault, Talk, Told, run};
