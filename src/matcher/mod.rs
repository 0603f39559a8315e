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

pub use decide::asides::{Aside, Asides};
pub use decide::belonging;
pub use decide::belonging::{OF_SUBJECT, SubjectColumns};
pub use decide::collisions::{collisions, judged};
pub use decide::columns::{NAMES as COLUMN_NAMES, Row};
pub use decide::costs;
pub use decide::costs::{
    ALTERNATIVE_TO_ANSWER, CLEAR_LANGUAGE, DANGER, FOREIGN, PLAINLY_ANOTHER, SAYS_AS_MUCH, SURELY_ANOTHER,
    SURELY_ANOTHER_IF_BRIEF,
};
pub use decide::danger::Danger;
pub use decide::finding::{Candidate, Finding, Rule, Verdict};
pub use decide::passages::{FoundPassage, Passage};
pub use decide::telling::{OF_QUESTION, OF_SENTENCE, QuestionColumns, SentenceColumns, chances};
pub use decide::trace::{Evidence, Explanation};
pub use hash::text_hash;
pub use index::Index;
pub use model::Learnt;
pub use read::directions::Bearing;
pub use read::names::{NameKind, NamedAt, WorldName, is_member, names_in, within, world_name};
pub use read::reading::{Joint, Reading};
pub use read::repair::Repair;
pub use score::encoder::{ENCODED, Encoder, SharedEncoder};
pub use score::kind_model::KindModel;
pub use score::lacking::{Lacking, Named};
pub use score::signals::Signal;
pub use score::text_vectors::{ROW, TextVectors, encode, files_to_ship};
pub use train::encoded_texts::{texts_to_ship, vectors_for};
pub use train::kind_model::{Corpus, KindFigures, learn_kinds};
pub use train::pipeline::Setup;
