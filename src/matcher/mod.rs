//! Who might be meant, how surely, and why.
//!
//! ```text
//! read/    from what was typed to what was meant: dictionary, letters, spelling, hypotheses
//! score/   what each signal says of each candidate, one file a signal
//! decide/  from signals to a probability, and from that to what is done
//! train/   learning a base
//! model    what was learnt; index: the door
//! ```
mod decide;
mod flat;
mod hash;
mod index;
mod likeness;
mod model;
mod parallel;
mod read;
mod score;
mod string_table;
mod train;

pub use decide::collisions::collisions;
pub use decide::costs::ANSWER;
pub use decide::costs::{
    ALTERNATIVE_TO_ANSWER, CLEAR_LANGUAGE, FOREIGN, SAYS_AS_MUCH, SURELY_ANOTHER, SURELY_ANOTHER_IF_BRIEF,
};
pub use decide::decision::{Candidate, Finding, Verdict};
pub use decide::passages::{FoundPassage, Passage};
pub use decide::trace::{Evidence, Explanation};
pub use hash::text_hash;
pub use index::Index;
pub use model::Learnt;
pub use read::reading::{Joint, Reading};
pub use read::repair::Repair;
pub use score::encoder::{ENCODED, Encoder, SharedEncoder};
pub use score::places::{Named, Places};
pub use score::signals::Signal;
pub use score::text_vectors::{ROW, TextVectors, encode, files_to_ship};
pub use train::encoded_texts::{texts_to_encode, vectors_for};
pub use train::pipeline::Setup;
