//! How well each class answers to a text, seen from several sides; and what the sides say of one candidate together.

use super::calibration::INPUTS;
use super::centroid::{centroids, mean_meanings};
use super::classifier::{Classifier, Course, Example, Multipliers, train};
use super::dense::{Dense, Whole};
use super::features::Vector;
use super::linear::Linear;
use super::parallel::parallel;
use super::terms::{Terms, TermsBuilder};
use serde::{Deserialize, Serialize};

/// What the views look at in a text.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// Its words, pairs of words and pieces of words.
    pub vector: Vector,
    /// What it means, in [`DIM`](super::sense::DIM) numbers, of length 1; or all nothing.
    pub meaning: Vec<f32>,
    /// The stems of its content words.
    pub stems: Vec<String>,
    /// The share of its letters in words that nobody else uses; see [`Views::inputs`].
    pub unknown: f32,
}

impl Look {
    /// Whether there is nothing that a view could go by.
    pub fn is_empty(&self) -> bool {
        self.vector.is_empty() && self.meaning.iter().all(|value| *value == 0.0)
    }
}

/// A text to learn from, prepared.
pub struct Sample {
    /// Its class; `None` for a look-alike that belongs to none.
    pub class: Option<usize>,
    /// A hash of its words, by which the order of training goes.
    pub key: u64,
    /// What it looks like.
    pub look: Look,
}

/// The views over a set of classes. The first `judged` classes (entries, then smalltalk) have a classifier each; all
/// have a centroid and a bag of terms.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Views {
    /// One classifier a judged class.
    pub classifier: Classifier,
    /// The centroid of every class.
    pub centroids: Linear,
    /// The mean meaning of every class.
    pub meanings: Dense,
    /// The terms of every class.
    pub terms: Terms,
    /// What a meaning weighs beside words in the classifiers.
    sense_weight: f32,
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

/// What a set of views is learnt over.
#[derive(Clone, Copy)]
pub struct Plan {
    /// Features of words and pieces of words.
    pub features: usize,
    /// Classes.
    pub kinds: Kinds,
    /// What a meaning weighs beside words in the classifiers.
    pub sense_weight: f32,
}

impl Views {
    /// Learns from samples, with a classifier for each of the first `judged` classes, in `passes` passes that go on from
    /// these multipliers. Tells the multipliers that it reached, too.
    pub fn learn(
        samples: &[&Sample],
        plan: Plan,
        (judged, passes): (usize, usize),
        from: &Multipliers,
    ) -> (Views, Multipliers) {
        let weighed: Vec<Vec<f32>> = parallel(samples, |sample| {
            let meaning = sample.look.meaning.iter();
            if plan.sense_weight > 0.0 { meaning.map(|value| value * plan.sense_weight).collect() } else { Vec::new() }
        });
        let pairs = samples.iter().zip(&weighed);
        let examples: Vec<Example<'_>> = pairs
            .map(|(sample, meaning)| Example {
                key: sample.key,
                vector: &sample.look.vector,
                meaning,
                class: sample.class.filter(|class| *class < judged),
            })
            .collect();
        let classed = || samples.iter().filter_map(|sample| Some((&sample.look, sample.class?)));
        let mut terms = TermsBuilder::default();
        classed().for_each(|(look, class)| terms.add(class as u32, &look.stems, 1.0));
        let all = plan.kinds.all();
        let course = Course { features: plan.features, classes: judged, passes, from };
        let (classifier, reached) = train(&examples, course);
        let views = Views {
            classifier,
            centroids: centroids(classed().map(|(look, class)| (&look.vector[..], class)), plan.features, all),
            meanings: mean_meanings(classed().map(|(look, class)| (&look.meaning[..], class)), all),
            terms: terms.build(),
            sense_weight: plan.sense_weight,
        };
        (views, reached)
    }

    /// Looks at a text.
    pub fn see(&self, look: &Look) -> Sight {
        let likeness = self.centroids.scores(&look.vector);
        let coverage = self.terms.coverage(&look.stems, likeness.len());
        let meaning = self.meanings.scores(&Whole::of(&look.meaning));
        let weighed: Vec<f32> = look.meaning.iter().map(|value| value * self.sense_weight).collect();
        Sight { scores: self.classifier.scores(&look.vector, &Whole::of(&weighed)), likeness, coverage, meaning }
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
    pub fn inputs(sight: &Sight, look: &Look, candidate: usize, kinds: Kinds) -> [f32; INPUTS] {
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
            look.unknown,
            (1.0 + look.stems.len() as f32).ln() / 3.0,
            f32::from(u8::from(coverage < 0.05)),
            sight.meaning[candidate],
            best(&sight.meaning, 0, entries).max(0.0),
            best(&sight.meaning, entries, kinds.all()).max(0.0),
        ]
    }
}
