//! The volunteers' desk: what nobody could answer, like questions together, and how it becomes knowledge.
//!
//! ```text
//! likeness     how likely two questions ask the same
//! grouping     like questions together
//! short        an entry as it is written on a phone
//! records      the way to the questions, also while a bot has them
//! inbox        groups as volunteers see them
//! freshness    entries that want a look, and why
//! edit         what a change does to the text of a file
//! draft        what a volunteer fills in
//! journal      what was published, so that it can be finished and taken back
//! publishing   from a change to the base, and back
//! ```

mod draft;
mod edit;
mod freshness;
mod grouping;
mod inbox;
mod journal;
mod likeness;
mod publishing;
mod records;
mod short;

pub use draft::{changed_of, entry_of, entry_template, gap_of, gap_template, is_empty, phrasings};
pub use edit::{Edit, written};
pub use freshness::{Stale, stale};
pub use grouping::grouped;
pub use inbox::{Group, Wording, groups};
pub use journal::{Fate, JOURNAL, Publication, Splice};
pub use publishing::{Proposal, PublishError, Publisher};
pub use records::{Records, RecordsError};
pub use short::{Field, as_of, edit_of, keeps, language_of, lines_of, merged, missing, theme_of, title_of};
