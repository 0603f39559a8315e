//! How well each class answers to a text, seen from several sides; and what the sides say of one candidate together.

use super::calibration::INPUTS;
use super::centroid::centroids;
use super::classifier::{Example, train};
use super::features::Vector;
use super::linear::Linear;
use super::sense::DIM;
use super::terms::{Terms, TermsBuilder};
use serde::{Deserialize, Serialize};

/// A text to learn from, prepared.
pub struct Sample {
    /// Its class; `None` for a look-alike that belongs to none.
    pub class: Option<usize>,
    /// A hash of its words, by which the order of training goes.
    pub key: u64,
    /// Its features.
    pub vector: Vector,
    /// The stems of its content words.
    pub stems: Vec<String>,
    /// The share of its letters in words that nobody else uses; see [`Inputs`].
    pub unknown: f32,
}

/// The views over a set of classes. The first `judged` classes (entries, then smalltalk) have a classifier each; all
/// have a centroid and a bag of terms.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Views {
    /// One classifier a judged class.
    pub classifier: Linear,
    /// The centroid of every class.
    pub centroids: Linear,
    /// The mean meaning of every class.
    pub meanings: Linear,
    /// The terms of every class.
    pub terms: Terms,
    /// How many features are words and pieces of words; those after them are meanings.
    letters: u32,
}

/// What the views say of a text.
pub struct Sight {
    /// Classifier scores of the judged classes.
    pub scores: Vec<f32>,
    /// Likeness to the centroid of every class, from 0 to 1.
    pub likeness: Vec<f32>,
    /// The share of the content words, by rarity, that every class has, from 0 to 1.
    pub coverage: Vec<f32>,
    /// Nearness of its meaning to that of every class, from -1 to 1.
    pub meaning: Vec<f32>,
}

impl Sight {
    /// How near a class is by its words and as a whole. A gap has few phrasings, and one telling word may be all there is.
    pub fn nearness(&self, class: usize) -> f32 {
        self.likeness[class] + COVERED * self.coverage[class]
    }
}

/// What the other views weigh beside the classifier in the order of candidates. Tried on the public sets and on
/// `questions/dev.tsv`: half or twice as much changes a point, none of them costs two.
const RANK_LIKENESS: f32 = 0.5;
const RANK_COVERAGE: f32 = 0.5;
const RANK_MEANING: f32 = 1.0;

/// What coverage counts beside likeness.
const COVERED: f32 = 0.2;

/// How many classes there are of each kind; classes are numbered in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kinds {
    /// Entries come first.
    pub entries: usize,
    /// Then kinds of smalltalk.
    pub smalltalk: usize,
    /// Then gaps.
    pub gaps: usize,
}

impl Kinds {
    /// Classes that have a classifier.
    pub fn judged(self) -> usize {
        self.entries + self.smalltalk
    }

    /// All classes.
    pub fn all(self) -> usize {
        self.judged() + self.gaps
    }
}

/// The part of a vector that is of words and pieces of words.
fn of_words(vector: &Vector, letters: u32) -> &[(u32, f32)] {
    &vector[..vector.partition_point(|(id, _)| *id < letters)]
}

/// The part that is of meaning, numbered from 0 and of length 1.
fn of_meaning(vector: &Vector, letters: u32) -> Vector {
    let part = &vector[vector.partition_point(|(id, _)| *id < letters)..];
    let length = part.iter().map(|(_, value)| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    part.iter().map(|(id, value)| (id - letters, value / length)).collect()
}

impl Views {
    /// Learns from samples over `features` features of words and those of meaning after them, with a classifier for each
    /// of the first `judged` classes.
    pub fn learn(samples: &[&Sample], features: usize, kinds: Kinds, judged: usize, passes: usize) -> Views {
        let examples: Vec<Example<'_>> = samples
            .iter()
            .map(|s| Example { key: s.key, vector: &s.vector, class: s.class.filter(|class| *class < judged) })
            .collect();
        let letters = features as u32;
        let classed = samples.iter().filter_map(|sample| Some((of_words(&sample.vector, letters), sample.class?)));
        let mut terms = TermsBuilder::default();
        for sample in samples {
            if let Some(class) = sample.class {
                terms.add(class as u32, &sample.stems, 1.0);
            }
        }
        let meant: Vec<(Vector, usize)> =
            samples.iter().filter_map(|sample| Some((of_meaning(&sample.vector, letters), sample.class?))).collect();
        Views {
            meanings: centroids(meant.iter().map(|(vector, class)| (&vector[..], *class)), DIM, kinds.all()),
            classifier: train(&examples, features + DIM, judged, passes),
            centroids: centroids(classed, features, kinds.all()),
            terms: terms.build(),
            letters,
        }
    }

    /// Looks at a text with these content words.
    pub fn see(&self, vector: &Vector, stems: &[String]) -> Sight {
        let likeness = self.centroids.scores(of_words(vector, self.letters));
        let coverage = self.terms.coverage(stems, likeness.len());
        let meaning = self.meanings.scores(&of_meaning(vector, self.letters));
        Sight { scores: self.classifier.scores(vector), likeness, coverage, meaning }
    }

    /// By what entries are ordered: the classifier first, the other views where it hardly tells them apart.
    pub fn ranks(sight: &Sight, kinds: Kinds) -> Vec<f32> {
        let rank = |entry: usize| {
            sight.scores[entry]
                + RANK_LIKENESS * sight.likeness[entry]
                + RANK_COVERAGE * sight.coverage[entry]
                + RANK_MEANING * sight.meaning[entry]
        };
        (0..kinds.entries).map(rank).collect()
    }

    /// The figures from which the probability of a candidate follows.
    pub fn inputs(sight: &Sight, stems: &[String], unknown: f32, candidate: usize, kinds: Kinds) -> [f32; INPUTS] {
        let best = |values: &[f32], from: usize, to: usize| {
            let others = (from..to).filter(|class| *class != candidate);
            others.map(|class| values[class]).fold(-1.0, f32::max)
        };
        let entries = kinds.entries;
        let coverage = sight.coverage[candidate];
        let strange = (entries..kinds.all()).map(|class| sight.nearness(class)).fold(0.0, f32::max);
        [
            sight.scores[candidate],
            best(&sight.scores, 0, entries),
            sight.likeness[candidate],
            best(&sight.likeness, 0, entries).max(0.0),
            strange,
            coverage,
            unknown,
            (1.0 + stems.len() as f32).ln() / 3.0,
            f32::from(u8::from(coverage < 0.05)),
            sight.meaning[candidate],
            best(&sight.meaning, 0, entries).max(0.0),
            best(&sight.meaning, entries, kinds.all()).max(0.0),
        ]
    }
}
