//! Learning the signals of a base from its texts.

use crate::matcher::parallel::parallel;
use crate::matcher::score::bm25::Bm25Builder;
use crate::matcher::score::centroid::{Centroids, centroids, mean_meanings};
use crate::matcher::score::dense::Dense;
use crate::matcher::score::embeddings::DIM;
use crate::matcher::score::encoder::{ENCODED, EncoderColumns, VectorRows};
use crate::matcher::score::signals::{ClassLayout, OUTSIDE, QueryFeatures, RankWeights, Scorer, Signal, column};
use crate::matcher::score::sparse::{Quantisation, SparseMap};
use crate::matcher::train::svm::{Classifiers, DualVariables, Example, TrainConfig, train};
use crate::matcher::train::takeover::Takeover;
use std::collections::{BTreeSet, HashSet};

/// Weights of classifiers smaller than this many steps are dropped: on `questions/dev.tsv` and on banking77 no figure moved
/// by more than half a point.
const LEAST: u8 = 2;

/// A text to learn from, prepared.
pub struct Sample {
    /// Its class; `None` for a look-alike that belongs to none.
    pub class: Option<usize>,
    /// A hash of its words, by which the order of training goes.
    pub key: u64,
    /// What it looks like.
    pub query: QueryFeatures,
}

/// What a set of signals is learnt over.
#[derive(Clone, Copy)]
pub struct ClassSetup<'a> {
    /// Features of words and pieces of words.
    pub features: usize,
    /// Classes.
    pub kinds: ClassLayout,
    /// What a meaning weighs beside words in the classifiers.
    pub dense_weight: f32,
    /// What is left out.
    pub without: Option<Signal>,
    /// Phrasings of an entry, on the average.
    pub phrasings: f32,
    /// Vectors of the entries as "question answer", each with its class; `None` without an encoder.
    pub texts: Option<&'a [(usize, Vec<f32>)]>,
}

/// What a vector of the encoder, whose length is 1, is multiplied with before a classifier learns from it: the classes lie
/// close together, so weights must be free to grow.
const ENCODER_SCALE: f32 = 2.0;
/// Passes over the vectors, from nothing. With more than [`MANY_VECTORS`] fewer do: there the words lead, and time counts.
const ENCODER_PASSES: usize = 20;
const ENCODER_PASSES_OVER_MANY: usize = 6;
const MANY_VECTORS: usize = 4_000;
/// With fewer phrasings an entry than this on the average a classifier over vectors has nothing to learn from.
const FEWEST_PHRASINGS: f32 = 2.0;

impl Scorer {
    /// Learns from samples, with a classifier for each of the first `judged` classes and one for all that is neither entry
    /// nor smalltalk, in `passes` passes. With an index before, what an edit leaves alone is taken over from it; then the
    /// texts for which another entry may win now are told, too.
    pub fn learn(
        samples: &[&Sample],
        plan: ClassSetup<'_>,
        (judged, passes): (usize, usize),
        takeover: Option<&Takeover<'_>>,
    ) -> (Scorer, Option<HashSet<u64>>) {
        let weighed: Vec<Vec<f32>> = parallel(samples, |sample| {
            let meaning = sample.query.meaning.iter();
            let weighs = plan.dense_weight > 0.0 && plan.without != Some(Signal::Meaning);
            if weighs { meaning.map(|value| value * plan.dense_weight).collect() } else { Vec::new() }
        });
        let pairs = samples.iter().zip(&weighed);
        let examples: Vec<Example<'_>> = pairs
            .map(|(sample, meaning)| Example {
                key: sample.key,
                vector: &sample.query.vector,
                meaning,
                class: column_of(sample, plan.kinds, judged),
            })
            .collect();
        let classed = || samples.iter().filter_map(|sample| Some((&sample.query, sample.class?)));
        let mut terms = Bm25Builder::default();
        classed().for_each(|(query, class)| terms.add(class as u32, &query.stems, 1.0));
        let all = plan.kinds.all();
        let from = DualVariables::default();
        let course = TrainConfig { features: plan.features, dense: DIM, classes: column(judged), passes, from: &from };
        let classifiers = match takeover {
            Some(takeover) => takeover.of_words(&examples, course, plan.dense_weight),
            None => train(&examples, course).0,
        };
        let contested = takeover.map(|takeover| takeover.contested(&classifiers, &examples, plan.kinds.entries));
        let vectors = classed().map(|(query, class)| (&query.vector[..], column(class)));
        let centroids = centroids(vectors, plan.features, column(all));
        // A meaning comes in at its own weight: what it weighs beside words stands in the rows.
        let meant = |row: Vec<f32>| row.into_iter().map(|weight| weight * plan.dense_weight).collect();
        let views = Scorer {
            words: words(&classifiers, &centroids, plan),
            meant: Dense::pack(classifiers.meanings().map(meant), std::iter::repeat(0.0)),
            meanings: mean_meanings(classed().map(|(query, class)| (&query.meaning[..], class)), all),
            terms: terms.build(),
            kinds: plan.kinds,
            without: plan.without,
            retrieval: None,
            encoder: plan.texts.map(|texts| encoder_columns(samples, texts, (plan, judged), takeover)),
            weights: RankWeights::of(plan.phrasings),
        };
        (views, contested)
    }
}

/// The classifier that a sample is for; one of a class without classifier is for none.
pub fn column_of(sample: &Sample, kinds: ClassLayout, judged: usize) -> Option<usize> {
    match sample.class {
        Some(class) if class < kinds.judged() => Some(column(class)).filter(|own| *own <= judged),
        _ => Some(OUTSIDE),
    }
}

/// What the encoder knows of the samples that have a vector, and of the entries' texts.
fn encoder_columns(
    samples: &[&Sample],
    texts: &[(usize, Vec<f32>)],
    (plan, judged): (ClassSetup<'_>, usize),
    takeover: Option<&Takeover<'_>>,
) -> EncoderColumns {
    let encoded: Vec<(&Sample, &[f32])> =
        samples.iter().filter_map(|sample| Some((*sample, sample.query.encoded.as_deref()?))).collect();
    let known: BTreeSet<usize> = samples.iter().filter_map(|sample| sample.class).collect();
    let classed = encoded.iter().filter_map(|(sample, vector)| Some((*vector, sample.class?)));
    let texts = texts.iter().filter(|(class, _)| known.contains(class)).map(|(class, vector)| (&vector[..], *class));
    let has_vector = samples.iter().map(|sample| sample.query.encoded.is_some());
    let linear = match plan.phrasings >= FEWEST_PHRASINGS {
        true => linear(&encoded, (plan, judged), takeover, has_vector),
        false => Dense::default(),
    };
    EncoderColumns { linear, phrasings: VectorRows::pack(classed), texts: VectorRows::pack(texts) }
}

/// Classifiers over vectors.
fn linear(
    encoded: &[(&Sample, &[f32])],
    (plan, judged): (ClassSetup<'_>, usize),
    takeover: Option<&Takeover<'_>>,
    has_vector: impl Iterator<Item = bool>,
) -> Dense {
    let scaled: Vec<Vec<f32>> =
        encoded.iter().map(|(_, vector)| vector.iter().map(|value| value * ENCODER_SCALE).collect()).collect();
    let nothing = Vec::new();
    let examples: Vec<Example<'_>> = encoded
        .iter()
        .zip(&scaled)
        .map(|((sample, _), meaning)| Example {
            key: sample.key,
            vector: &nothing,
            meaning,
            class: column_of(sample, plan.kinds, judged),
        })
        .collect();
    let from = DualVariables::default();
    let passes = if examples.len() > MANY_VECTORS { ENCODER_PASSES_OVER_MANY } else { ENCODER_PASSES };
    let course = TrainConfig { features: 0, dense: ENCODED, classes: column(judged), passes, from: &from };
    let known = takeover.and_then(|takeover| takeover.of_vectors(&examples, course, has_vector, ENCODER_SCALE));
    let classifiers = known.unwrap_or_else(|| train(&examples, course).0);
    let row = |row: Vec<f32>| row.into_iter().map(|weight| weight * ENCODER_SCALE).collect();
    Dense::pack(classifiers.meanings().map(row), classifiers.bias())
}

/// Classifiers and centroids as one map. The classifiers' columns are the first.
fn words(classifiers: &Classifiers, centroids: &Centroids, plan: ClassSetup<'_>) -> SparseMap {
    let steps = [
        Quantisation { largest: classifiers.largest(), least: LEAST },
        Quantisation { largest: centroids.largest, least: 1 },
    ];
    let mut bias: Vec<f32> = classifiers.bias().collect();
    let judged = bias.len();
    bias.resize(column(plan.kinds.all()), 0.0);
    SparseMap::pack(bias, steps, plan.features, |feature, row| {
        row.extend((0..).zip(classifiers.row(feature)).map(|(class, weight)| (class, [weight, 0.0])));
        for (class, weight) in centroids.row(feature) {
            match row.get_mut(usize::from(*class)).filter(|_| usize::from(*class) < judged) {
                Some((_, weights)) => weights[1] = *weight,
                None => row.push((*class, [0.0, *weight])),
            }
        }
    })
}
