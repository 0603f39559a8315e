//! Whether what somebody says behind an answer is asked of it, or stands for itself: a logistic regression over what is known
//! of both, whose weights were learnt from questions that people ask on and from such as change the subject
//! (`model/belonging/`).

use super::telling::{OF_QUESTION, QuestionColumns, product, weights};
use std::sync::OnceLock;

/// The weights as they are shipped; `model/belonging/fit.py` writes them.
static SHIPPED: &str = include_str!("../../../model/belonging/weights.toml");

/// What is known of an utterance beside the answer before it and what it comes to by itself; besides [`OF_QUESTION`].
pub const OF_SUBJECT: [&str; 22] = [
    "told",          // log-odds that some sentence of the answer tells it
    "best",          // the probability of the likeliest sentence
    "cosine",        // between it and the nearest sentence, by the encoder; 0 without one
    "shared",        // share of its stems that stand anywhere in the entry at hand
    "shared_other",  // share of them that stand in the likeliest other entry
    "own_odds",      // log-odds of the entry at hand
    "other_odds",    // log-odds of the likeliest other entry
    "names_own",     // it has a word of the title at hand
    "names_other",   // it has a word of the title of the likeliest other entry
    "other_is_near", // that one was shown beside the answer
    "answers_own",   // the verdict is the answer at hand
    "answers_named", // the verdict is another answer, of whose title it has a word
    "choices",       // the verdict is choices
    "choices_own",   // and the entry at hand comes first
    "choices_named", // and one of whose title it has a word
    "ahead",         // logarithm of how much likelier that other entry is than the next one
    "passage",       // the verdict is a passage
    "clear_gap",     // the verdict is a gap that is clearly meant
    "by_heart",      // it is a wording of smalltalk
    "leads_only",    // it opens as what leans on the talk, and names another entry
    "person",        // it tells of the one who says it
    "private",       // it is about danger, fear or privacy
];

/// One row.
pub type SubjectColumns = [f32; OF_SUBJECT.len()];

/// Weights of one kind.
struct Table {
    of_question: QuestionColumns,
    of_subject: SubjectColumns,
}

/// The shipped weights: without and with an encoder.
fn tables() -> &'static [Table; 2] {
    static READ: OnceLock<[Table; 2]> = OnceLock::new();
    READ.get_or_init(|| {
        weights(SHIPPED, |weight| Table { of_question: OF_QUESTION.map(&weight), of_subject: OF_SUBJECT.map(&weight) })
    })
}

/// Log-odds are counted up to this, either way.
const MOST_ODDS: f32 = 6.0;
/// A probability below this is as good as none.
const LEAST: f32 = 0.01;

/// The log-odds of a probability, within bounds.
pub fn odds(chance: f32) -> f32 {
    let chance = chance.clamp(0.0, 1.0);
    (chance / (1.0 - chance)).ln().clamp(-MOST_ODDS, MOST_ODDS)
}

/// How much likelier the first is than the next, as a logarithm, within bounds.
pub fn lead(first: f32, next: f32) -> f32 {
    (first.max(LEAST) / next.max(LEAST)).ln().clamp(0.0, MOST_ODDS)
}

/// The probability that an utterance is asked of the answer before it.
pub fn belonging(question: &QuestionColumns, subject: &SubjectColumns, encoded: bool) -> f32 {
    let table = &tables()[usize::from(encoded)];
    let odds = product(&table.of_question, question) + product(&table.of_subject, subject);
    1.0 / (1.0 + (-odds).exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn every_line_of_the_shipped_weights_has_a_column() {
        let tables: HashMap<String, HashMap<String, f32>> = toml::from_str(SHIPPED).unwrap();
        assert_eq!(tables.len(), 2);
        let columns = || OF_QUESTION.iter().chain(&OF_SUBJECT);
        for rows in tables.values() {
            assert!(rows.keys().all(|row| columns().any(|column| column == row)), "{rows:?}");
        }
    }

    #[test]
    fn odds_and_leads_are_bounded() {
        assert_eq!([odds(0.0), odds(0.5), odds(1.0)], [-MOST_ODDS, 0.0, MOST_ODDS]);
        assert_eq!(odds(1.0 + f32::EPSILON), MOST_ODDS, "chances that add up to a little more");
        assert_eq!([lead(0.5, 0.5), lead(0.0, 0.9), lead(1.0, 0.0)], [0.0, 0.0, (1.0 / LEAST).ln()]);
    }

    #[test]
    fn it_is_a_probability() {
        for value in [-1e6, 0.0, 1e6] {
            let chance = belonging(&[value; OF_QUESTION.len()], &[value; OF_SUBJECT.len()], true);
            assert!((0.0..=1.0).contains(&chance), "{chance}");
        }
    }
}
