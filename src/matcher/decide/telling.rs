//! Which sentence of an answer tells what is asked of it, and whether any does: a softmax over its sentences and "none of
//! them" (a conditional logit, McFadden 1974), whose weights were learnt from questions that people ask on
//! (`model/telling/`).

use std::collections::HashMap;
use std::sync::OnceLock;

/// The weights as they are shipped; `model/telling/fit.py` writes them.
static SHIPPED: &str = include_str!("../../../model/telling/weights.toml");
/// How much each dimension of what a question means, by the encoder, speaks for "none".
static SHIPPED_MEANING: &str = include_str!("../../../model/telling/meaning.toml");

/// What is known of a sentence, beside a question.
pub const OF_SENTENCE: [&str; 14] = [
    "cosine",       // between the question and the sentence, by the encoder; 0 without one
    "lead",         // how far that is above the next best sentence, or below the best
    "likeness",     // cosine between the meanings of their words
    "shared",       // stems of the question that stand in it, up to three
    "share",        // their share of the question's stems
    "title_shared", // stems of the title that stand in it, up to three
    "tells",        // share of the asked aspects that it tells
    "speaks",       // share of the asked aspects that it only speaks of
    "denies",       // it says of something that it is not so, or not known
    "figure",       // the question names a figure that it has
    "no_figure",    // the question names a figure that it has not
    "fact",         // it is a cited fact
    "first",        // it opens the answer
    "length",       // logarithm of its words
];

/// What is known of a question beside an entry, whichever sentence may tell it; it speaks for "none".
pub const OF_QUESTION: [&str; 20] = [
    "bias",
    "leads",     // it opens as what leans on the talk
    "points",    // it points at what was said
    "firm",      // it points where nothing else can be meant
    "asks",      // it asks, by its sign or a word
    "aspects",   // it asks for an aspect
    "bare",      // and for nothing else
    "untold",    // it asks for an aspect, and no sentence tells or speaks of any
    "unspoken",  // and none tells it
    "no_stems",  // it has no stem of a subject
    "stems",     // how many, up to four
    "titled",    // how many of them stand in the title
    "words",     // logarithm of its words
    "own",       // the probability of the entry
    "other",     // that of the likeliest other entry
    "answer",    // the verdict is an answer of another entry
    "smalltalk", // the verdict is smalltalk
    "gap",       // the verdict is that nothing is known, of a subject that has a name
    "sentences", // logarithm of how many sentences there are
    "away",      // it names a place where the base is not at home
];

/// One row each.
pub type SentenceColumns = [f32; OF_SENTENCE.len()];
/// One row.
pub type QuestionColumns = [f32; OF_QUESTION.len()];

/// Weights of one kind.
struct Table {
    of_sentence: SentenceColumns,
    of_question: QuestionColumns,
}

/// The shipped weights: without and with an encoder.
fn tables() -> &'static [Table; 2] {
    static READ: OnceLock<[Table; 2]> = OnceLock::new();
    READ.get_or_init(|| {
        weights(SHIPPED, |weight| Table {
            of_sentence: OF_SENTENCE.map(&weight),
            of_question: OF_QUESTION.map(&weight),
        })
    })
}

/// Two tables of weights out of a file, without and with an encoder, each made of what a column weighs; what the file does
/// not name weighs nothing.
pub(super) fn weights<T>(shipped: &str, table: impl Fn(&dyn Fn(&str) -> f32) -> T) -> [T; 2] {
    let tables: HashMap<String, HashMap<String, f32>> = toml::from_str(shipped).unwrap_or_default();
    ["cheap", "encoded"].map(|name| {
        table(&|column: &str| tables.get(name).and_then(|rows| rows.get(column)).copied().unwrap_or_default())
    })
}

/// The weights of what a question means, a dimension each.
fn of_meaning() -> &'static [f32] {
    static READ: OnceLock<Vec<f32>> = OnceLock::new();
    READ.get_or_init(|| {
        let mut tables: HashMap<String, Vec<f32>> = toml::from_str(SHIPPED_MEANING).unwrap_or_default();
        tables.remove("none").unwrap_or_default()
    })
}

/// The probability of each sentence to tell what is asked, in their order; what is left is that of none. What the question
/// means is known where there is an encoder.
pub fn chances(sentences: &[SentenceColumns], question: &QuestionColumns, meaning: Option<&[f32]>) -> Vec<f32> {
    let table = &tables()[usize::from(meaning.is_some())];
    let none = product(&table.of_question, question) + meaning.map_or(0.0, |meaning| product(of_meaning(), meaning));
    let utilities: Vec<f32> = sentences.iter().map(|columns| product(&table.of_sentence, columns)).collect();
    let highest = utilities.iter().copied().fold(none, f32::max);
    let sum: f32 = utilities.iter().chain([&none]).map(|utility| (utility - highest).exp()).sum();
    utilities.iter().map(|utility| (utility - highest).exp() / sum).collect()
}

pub(super) fn product(weights: &[f32], columns: &[f32]) -> f32 {
    weights.iter().zip(columns).map(|(weight, column)| weight * column).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meaning::WIDTH;

    #[test]
    fn every_line_of_the_shipped_weights_has_a_column() {
        let tables: HashMap<String, HashMap<String, f32>> = toml::from_str(SHIPPED).unwrap();
        assert_eq!(tables.len(), 2);
        for (name, rows) in &tables {
            assert!(["cheap", "encoded"].contains(&name.as_str()), "{name}");
            let columns = || OF_SENTENCE.iter().chain(&OF_QUESTION);
            assert!(rows.keys().all(|row| columns().any(|column| column == row)), "{name}: {rows:?}");
            let missing: Vec<_> = columns().filter(|column| !rows.contains_key(**column)).collect();
            assert!(missing.iter().all(|column| OF_SENTENCE[..2].contains(*column)), "{name} has no {missing:?}");
        }
    }

    #[test]
    fn what_a_question_means_speaks_for_none() {
        assert_eq!(of_meaning().len(), WIDTH, "a dimension each");
        let question = QuestionColumns::default();
        let along: Vec<f32> = of_meaning().iter().map(|weight| weight.signum() * 0.05).collect();
        let against: Vec<f32> = along.iter().map(|value| -value).collect();
        let told = |meaning: &[f32]| chances(&[SentenceColumns::default()], &question, Some(meaning))[0];
        assert!(told(&along) < told(&[]) && told(&[]) < told(&against));
    }

    #[test]
    fn chances_are_probabilities_and_none_has_its_share() {
        let question: QuestionColumns = std::array::from_fn(|at| if at == 0 { 1.0 } else { 0.0 });
        let near: SentenceColumns = std::array::from_fn(|at| if at == 0 { 0.9 } else { 0.0 });
        let far = SentenceColumns::default();
        assert_eq!(chances(&[], &question, Some(&[])), Vec::<f32>::new());
        let both = chances(&[far, near], &question, Some(&[]));
        assert!(both[1] > both[0] && both.iter().sum::<f32>() < 1.0, "{both:?}");
        let huge = [f32::MAX / 1e6; OF_SENTENCE.len()];
        assert!(chances(&[huge, far], &question, None).iter().all(|chance| (0.0..=1.0).contains(chance)));
    }
}
