//! What is found for an utterance, and what that rests on.

use crate::matcher::decide::asides::{Aside, Asides};
use crate::matcher::decide::columns::Row;
use crate::matcher::decide::costs;
use crate::matcher::decide::danger::Danger;
use crate::matcher::decide::passages::FoundPassage;
use crate::matcher::read::reading::Reading;
use crate::matcher::score::lacking::Named;
use crate::matcher::score::signals::{QueryFeatures, Scores};
use crate::text::Lang;

/// An entry that might be meant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// Its position in the base.
    pub entry: usize,
    /// The probability that it answers the question, from 0 to 1.
    pub score: f32,
}

/// What a question calls for.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// These entries answer it: one, or one for each question of an utterance that asks up to three.
    Answer(Vec<usize>),
    /// One of these may answer it, best first, at most three.
    Choices(Vec<usize>),
    /// No entry answers it, but these passages speak of it.
    Passage(Vec<FoundPassage>),
    /// It is smalltalk of this kind.
    Smalltalk(String),
    /// Nothing answers it; the gap that it seems to be about, by position, where one fits.
    Unknown(Option<usize>),
}

/// What was found for an utterance.
#[derive(Clone, Debug)]
pub struct Finding {
    /// How it was read.
    pub reading: Reading,
    /// The three best entries, whatever the verdict.
    pub candidates: Vec<Candidate>,
    /// What it calls for.
    pub verdict: Verdict,
    /// By what that was reached.
    pub rule: Rule,
    /// What it names.
    pub named: Named,
    /// What it names that the first candidate does not hold, as typed; then it is never answered.
    pub lacking: Vec<String>,
    /// Entries that would be likely if they held that: what lies near to it.
    pub near: Vec<usize>,
    /// Whether the gap that is named is plainly meant, and not just the nearest.
    pub gap_is_clear: bool,
    /// Languages in which it is smalltalk word for word.
    pub said_in: Vec<Lang>,
    /// The danger that it tells of.
    pub danger: Danger,
    /// What it says beside a question.
    pub asides: Asides,
}

/// Words that "yes" and "no" have at most, in words that nobody wrote down.
const MOST_WORDS_THAT_SETTLE: usize = 3;

impl Finding {
    /// What it says in confidence.
    pub fn private(&self) -> Option<&Aside> {
        self.asides.private.as_ref()
    }

    /// Whether it says so by heart, or so briefly that it settles what was asked back: "fine", and not "fine, then I wait".
    pub fn is_brief(&self) -> bool {
        !self.said_in.is_empty() || self.reading.words.len() <= MOST_WORDS_THAT_SETTLE
    }

    /// Whether it is plainly said beside a question, in words that nobody wrote down.
    pub fn is_plain_aside(&self) -> bool {
        let Verdict::Smalltalk(kind) = &self.verdict else { return false };
        let plain = |aside: &Aside| aside.score >= costs::PLAIN_ASIDE && aside.kind == *kind;
        self.said_in.is_empty() && self.asides.whole.as_ref().is_some_and(plain)
    }
}

/// By what a verdict was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The words are a phrasing of an entry, of a gap or of smalltalk.
    ByHeart,
    /// It sounds like smalltalk and like no entry.
    Smalltalk,
    /// It falls into several questions, each answered by an entry.
    SeveralQuestions,
    /// One sentence of a story asks.
    Story,
    /// A passage has nearly all of its words, and what entries are likely costs more.
    Passage,
    /// The action of least expected cost.
    LeastCost,
}

impl Rule {
    /// Its name, for people.
    pub fn name(self) -> &'static str {
        match self {
            Rule::ByHeart => "by heart",
            Rule::Smalltalk => "smalltalk",
            Rule::SeveralQuestions => "several questions",
            Rule::Story => "a question within a story",
            Rule::Passage => "a passage",
            Rule::LeastCost => "least expected cost",
        }
    }
}

/// A text, prepared for the signals.
pub(in crate::matcher) struct Prepared {
    pub query: QueryFeatures,
    pub scores: Scores,
    pub named: Named,
}

/// Candidates with what is known of each, and their probabilities, best first by the order of the signals.
#[derive(Clone, Debug, Default)]
pub(in crate::matcher) struct Weighed {
    pub rows: Vec<Row>,
    pub probabilities: Vec<f32>,
}

impl Weighed {
    /// The three most probable entries, best first; among equals the order of the signals stands.
    pub fn candidates(&self) -> Vec<Candidate> {
        let pairs = self.rows.iter().zip(&self.probabilities);
        let mut all: Vec<Candidate> = pairs.map(|(row, score)| Candidate { entry: row.entry, score: *score }).collect();
        all.sort_by(|a, b| b.score.total_cmp(&a.score));
        all.truncate(3);
        all
    }
}
