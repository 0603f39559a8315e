//! Learning what danger sounds like, and what people say beside their questions: examples against what only looks like them,
//! and against everything that the base knows people ask.
//!
//! Nobody writes down what else may be a cry for help, and a few phrasings of a base are some. Such as the others find
//! likely to be one do not count against it.

use super::svm::{DualVariables, Example, TrainConfig, train};
use crate::knowledge::{Base, Smalltalk};
use crate::matcher::hash::words_hash;
use crate::matcher::model::each;
use crate::matcher::parallel::parallel;
use crate::matcher::score::dense::Quantised;
use crate::matcher::score::embeddings::DIM;
use crate::matcher::score::encoder::{ENCODED, bytes_of};
use crate::matcher::score::features::{Ngrams, Vector};
use crate::matcher::score::kind_model::{
    ANY, Hints, KindModel, LOGISTIC, Nearness, ONE, RARITY, Wording, block_weights, clauses, logistic, raise, value,
    whole_numbers,
};
use crate::matcher::score::text_vectors::TextVectors;
use crate::text::{Pause, words};
use std::collections::{BTreeMap, BTreeSet};

/// Parts of the cross-validation. Neighbours in a list stay together: they, and their like in the other languages, say
/// nearly the same.
const FOLDS: usize = 5;
const PASSES: usize = 15;
/// See `ENCODER_SCALE` of the entries' classifiers.
const VECTOR_SCALE: f32 = 2.0;
/// How often each example and each look-alike counts, by words and by the vector: of danger there are few examples, of asides
/// a third as many as of everything else.
const DANGER_TIMES: Times = [[10, 4], [4, 2]];
const ASIDES_TIMES: Times = [[3, 2], [2, 1]];
/// A piece or pair of words that fewer texts have is forgotten.
const FEWEST: u32 = 3;
/// A feature whose weights all round to less than this is kept only when it is common.
const LEAST: i8 = 2;
const COMMON: u32 = 12;
/// From this held-out probability a phrasing of the base is no evidence against the kinds.
const PERHAPS_OF_A_KIND: f32 = 0.8;
/// What look-alikes, and everything else that is no danger, count together when the probability is fitted, beside the
/// examples.
const LOOK_ALIKES: f32 = 0.7;
const OTHERS: f32 = 1.5;
const STEPS: usize = 4_000;
const RATE: f32 = 1.0;

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    Example(usize),
    LookAlike,
    Other,
}

struct Sample {
    label: Label,
    fold: usize,
    key: u64,
    wording: Wording,
    /// Those of its clauses, where it has several and each may tell.
    parts: Vec<Wording>,
    vector: Option<Vec<f32>>,
    text: String,
}

/// How well held-out texts were told apart.
#[derive(Clone, Debug)]
pub struct KindFigures {
    /// The shares of examples, look-alikes and others that were taken for one of the kinds: by words alone, then by all.
    pub taken: [[f32; 3]; 2],
    /// Phrasings of the base that did not count against the kinds.
    pub dropped: Vec<String>,
    /// Held-out texts on the wrong side, with their probability.
    pub wrong: Vec<(f32, String)>,
}

/// How often an example and a look-alike count: by words, then by the vector.
type Times = [[usize; 2]; 2];

/// What a model learns from.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    times: Times,
    /// Whether one clause of a text makes the whole one of a kind.
    by_clauses: bool,
    /// The kinds.
    pub kinds: Vec<String>,
    /// Lists of examples, each of a kind by position.
    pub examples: Vec<(usize, Vec<String>)>,
    /// Lists of look-alikes.
    pub look_alikes: Vec<Vec<String>>,
    /// What else people write.
    pub others: Vec<String>,
}

impl Corpus {
    /// What danger sounds like.
    pub fn of_danger(base: &Base) -> Corpus {
        let mut corpus = Corpus { times: DANGER_TIMES, by_clauses: true, others: phrasings(base), ..Corpus::default() };
        for (_, file) in base.languages.iter() {
            for one in &file.emergencies {
                corpus.add(&one.id, one.examples.clone(), one.not.clone());
            }
            corpus.others.extend(file.smalltalk.iter().flat_map(said));
        }
        corpus
    }

    /// What is said beside questions, in confidence or not; a cry is none of it, however sad.
    pub fn of_asides(base: &Base, danger: &Corpus) -> Corpus {
        let cries = danger.examples.iter().map(|(_, texts)| texts.clone()).collect();
        let mut corpus =
            Corpus { times: ASIDES_TIMES, others: phrasings(base), look_alikes: cries, ..Corpus::default() };
        for (_, file) in base.languages.iter() {
            for small in &file.smalltalk {
                corpus.add(&small.id, said(small).collect(), small.not.clone());
            }
            corpus.look_alikes.extend(file.emergencies.iter().map(|one| one.not.clone()));
        }
        corpus
    }

    /// Adds lines of a kind that the corpus knows, or `-` for what only looks like one, a tab, and what was written.
    ///
    /// # Errors
    /// The first line that is none of these, with its number.
    pub fn extend(&mut self, lines: &str) -> Result<(), String> {
        let mut added: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (number, line) in lines.lines().enumerate() {
            let (kind, text) = line.split_once('\t').ok_or_else(|| format!("{}: no tab in `{line}`", number + 1))?;
            if kind != "-" && !self.kinds.iter().any(|known| known == kind) {
                return Err(format!(
                    "{}: `{kind}` is none of the kinds; use one of {}",
                    number + 1,
                    self.kinds.join(", ")
                ));
            }
            added.entry(kind).or_default().push(text.to_owned());
        }
        let look_alikes = added.remove("-").unwrap_or_default();
        self.look_alikes.push(look_alikes);
        added.into_iter().for_each(|(kind, examples)| self.add(kind, examples, Vec::new()));
        Ok(())
    }

    fn add(&mut self, kind: &str, examples: Vec<String>, look_alikes: Vec<String>) {
        let at = self.kinds.iter().position(|known| known == kind).unwrap_or(self.kinds.len());
        if at == self.kinds.len() {
            self.kinds.push(kind.to_owned());
        }
        self.examples.push((at, examples));
        self.look_alikes.push(look_alikes);
    }

    /// The texts whose vectors are needed beside those of the base's phrasings.
    pub fn own_texts(&self) -> Vec<String> {
        let examples = self.examples.iter().flat_map(|(_, texts)| texts);
        let texts: BTreeSet<&String> = examples.chain(self.look_alikes.iter().flatten()).collect();
        texts.into_iter().cloned().collect()
    }
}

fn said(small: &Smalltalk) -> impl Iterator<Item = String> {
    small.ask.iter().map(|(text, _)| text.clone())
}

/// What the base knows people ask, and what the binary knows besides.
fn phrasings(base: &Base) -> Vec<String> {
    let mut texts = Vec::new();
    base.entries.iter().for_each(|entry| each(&entry.ask, |_, text| texts.push(text.to_owned())));
    base.gaps.iter().for_each(|gap| each(&gap.ask, |_, text| texts.push(text.to_owned())));
    texts.extend(base.background.iter().map(|question| question.text.clone()));
    texts
}

/// Learns from a corpus, given the vectors of its texts. `threshold` is what the figures are told at.
pub fn learn_kinds(corpus: &Corpus, vectors: &TextVectors, threshold: f32) -> (KindModel, KindFigures) {
    let mut samples = samples(corpus, vectors);
    let first = held_out(&samples, corpus);
    let fitted = fit_both(&samples, &first);
    let unsure = |(sample, hints): &(&Sample, &Hints)| {
        sample.label == Label::Other && probability(&fitted, hints) >= PERHAPS_OF_A_KIND
    };
    let dropped: BTreeSet<String> =
        samples.iter().zip(&first).filter(unsure).map(|(sample, _)| sample.text.clone()).collect();
    samples.retain(|sample| sample.label != Label::Other || !dropped.contains(&sample.text));
    let hints = held_out(&samples, corpus);
    let logistic = fit_both(&samples, &hints);
    let usual = samples.iter().zip(&hints).filter(|(sample, _)| sample.label == Label::Other);
    let usual: Vec<f32> = usual.filter_map(|(_, hints)| Some(hints.encoded?.other)).collect();
    let usual = usual.iter().sum::<f32>() / usual.len().max(1) as f32;
    let figures = figures(&samples, &hints, &logistic, threshold, dropped.into_iter().collect());
    let all: Vec<&Sample> = samples.iter().collect();
    let mut model = KindModel { logistic, usual, ..learn(&all, corpus) };
    model.index();
    (model, figures)
}

fn samples(corpus: &Corpus, vectors: &TextVectors) -> Vec<Sample> {
    let examples = corpus.examples.iter().map(|(kind, texts)| (Label::Example(*kind), texts));
    let lists = examples.chain(corpus.look_alikes.iter().map(|texts| (Label::LookAlike, texts)));
    let mut raw: Vec<(Label, usize, &str)> = Vec::new();
    for (label, texts) in lists {
        raw.extend(texts.iter().enumerate().map(|(at, text)| (label, at * FOLDS / texts.len(), text.as_str())));
    }
    raw.extend(corpus.others.iter().enumerate().map(|(at, text)| (Label::Other, at % FOLDS, text.as_str())));
    let parted = |words: &[String], starts: Vec<usize>| match corpus.by_clauses {
        true => clauses(words, starts.into_iter()).into_iter().map(Wording::of).collect(),
        false => Vec::new(),
    };
    let read = |(label, fold, text): &(Label, usize, &str)| {
        let cut = words(text);
        let begins = |at: &usize| *at > 0 && cut[*at].pause > Pause::None;
        let starts: Vec<usize> = (0..cut.len()).filter(begins).collect();
        let words: Vec<String> = cut.into_iter().map(|word| word.text).collect();
        let (key, wording) = (words_hash(&words), Wording::of(&words));
        let parts = parted(&words, starts);
        Sample { label: *label, fold: *fold, key, wording, parts, vector: vectors.get(text), text: (*text).to_owned() }
    };
    parallel(&raw, read)
}

/// The hints of every sample by a model that has not seen its part.
fn held_out(samples: &[Sample], corpus: &Corpus) -> Vec<Hints> {
    let mut hints = vec![Hints::default(); samples.len()];
    let others = samples.iter().filter(|sample| sample.label == Label::Other);
    let others: Vec<(u64, Vec<i8>)> =
        others.filter_map(|sample| Some((sample.key, whole_numbers(sample.vector.as_ref()?).collect()))).collect();
    for fold in 0..FOLDS {
        let kept: Vec<&Sample> = samples.iter().filter(|sample| sample.fold != fold).collect();
        let mut model = learn(&kept, corpus);
        model.index();
        let held: Vec<usize> = (0..samples.len()).filter(|at| samples[*at].fold == fold).collect();
        let told = parallel(&held, |at| hints_of(&model, &others, &samples[*at]));
        held.into_iter().zip(told).for_each(|(at, told)| hints[at] = told);
    }
    hints
}

fn hints_of(model: &KindModel, others: &[(u64, Vec<i8>)], sample: &Sample) -> Hints {
    let mut words = model.by_words(&sample.wording);
    sample.parts.iter().for_each(|part| raise(&mut words, &model.by_words(part)));
    let encoded = sample.vector.as_ref().map(|vector| {
        let [example, look_alike] = model.nearest(vector);
        Nearness { columns: model.by_vector(vector), example, look_alike, other: nearest_other(others, sample, vector) }
    });
    Hints::of(&words, encoded.as_ref())
}

/// How near the nearest other text is, itself aside: what a base's own phrasing is to a new question.
fn nearest_other(others: &[(u64, Vec<i8>)], sample: &Sample, vector: &[f32]) -> f32 {
    let query = Quantised::of(vector);
    let foreign = others.iter().filter(|(key, _)| *key != sample.key);
    foreign.map(|(_, row)| query.product_with_bytes(row)).fold(0.0, f32::max) / ONE
}

/// Learns classifiers: any kind against the rest, and each kind against the rest.
fn learn(samples: &[&Sample], Corpus { times, kinds, .. }: &Corpus) -> KindModel {
    let columns = kinds.len() + 1;
    let mut counts: BTreeMap<u32, (u32, bool)> = BTreeMap::new();
    for sample in samples {
        for feature in sample.wording.ngrams.each() {
            counts.entry(feature.hash).or_insert((0, feature.single)).0 += 1;
        }
    }
    counts.retain(|_, (texts, single)| *single || *texts >= FEWEST);
    let number = samples.len() as u32;
    let rarity_of = |texts: u32| ((((1 + number) as f32 / (1 + texts) as f32).ln() + 1.0) * RARITY).round() as u8;
    let unknown = rarity_of(0);
    let features: BTreeMap<u32, (u32, u8)> =
        counts.iter().zip(0..).map(|((hash, (texts, _)), id)| (*hash, (id, rarity_of(*texts)))).collect();
    let vectors = parallel(samples, |sample| vector(&sample.wording.ngrams, &features, unknown));
    let told: Vec<Told<'_>> = samples
        .iter()
        .zip(&vectors)
        .map(|(sample, vector)| Told { sample, vector, meaning: &sample.wording.meaning })
        .collect();
    let (trained, bias) = classifiers(&told, times[0], (features.len(), DIM), columns);
    let (weights, meant): (Vec<Vec<f32>>, Vec<Vec<f32>>) = trained.into_iter().unzip();
    let nothing = Vec::new();
    let meanings: Vec<Vec<f32>> = samples
        .iter()
        .map(|sample| sample.vector.iter().flatten().map(|value| value * VECTOR_SCALE).collect())
        .collect();
    let told: Vec<Told<'_>> = samples
        .iter()
        .zip(&meanings)
        .filter(|(_, meaning)| !meaning.is_empty())
        .map(|(sample, meaning)| Told { sample, vector: &nothing, meaning })
        .collect();
    let (trained, encoded_bias) = classifiers(&told, times[1], (0, ENCODED), columns);
    let rows = trained.into_iter().map(|(_, meaning)| meaning);
    let mut model = pack(&features, &counts, &weights, columns);
    for row in meant {
        let (row, scale) = bytes_of(&row);
        model.meant.extend(row);
        model.meant_scales.push(scale);
    }
    for row in rows {
        let (row, scale) = bytes_of(&row);
        model.rows.extend(row);
        model.scales.push(scale * VECTOR_SCALE);
    }
    for sample in samples {
        let vector = sample.vector.iter().flat_map(|vector| whole_numbers(vector));
        match sample.label {
            Label::Example(_) => model.examples.extend(vector),
            Label::LookAlike => model.look_alikes.extend(vector),
            Label::Other => {}
        }
    }
    KindModel { kinds: kinds.to_vec(), unknown, bias, encoded_bias, ..model }
}

/// Features worth keeping, with what they weigh.
fn pack(
    features: &BTreeMap<u32, (u32, u8)>,
    counts: &BTreeMap<u32, (u32, bool)>,
    weights: &[Vec<f32>],
    columns: usize,
) -> KindModel {
    let largest = weights.iter().flatten().fold(f32::MIN_POSITIVE, |most, weight| most.max(weight.abs()));
    let mut model = KindModel { scale: largest / 127.0, ..KindModel::default() };
    for (hash, (id, rarity)) in features {
        let row = (0..columns).map(|column| (weights[column][*id as usize] / largest * 127.0).round() as i8);
        let row: Vec<i8> = row.collect();
        let common = counts.get(hash).is_some_and(|(texts, _)| *texts >= COMMON);
        if common || row.iter().any(|weight| weight.unsigned_abs() >= LEAST.unsigned_abs()) {
            model.hashes.push(*hash);
            model.rarity.push(*rarity);
            model.weights.extend(row);
        }
    }
    model
}

/// The vector of a text, as [`KindModel::by_words`] weighs it.
fn vector(ngrams: &Ngrams, features: &BTreeMap<u32, (u32, u8)>, unknown: u8) -> Vector {
    let mut lengths = [0f32; 2];
    let mut found: Vec<(u32, f32, usize)> = Vec::new();
    for feature in ngrams.each() {
        let known = features.get(&feature.hash);
        let value = value(feature.times, known.map_or(unknown, |(_, rarity)| *rarity));
        let block = usize::from(feature.piece);
        lengths[block] += value * value;
        found.extend(known.map(|(id, _)| (*id, value, block)));
    }
    let blocks = block_weights(lengths);
    let mut vector: Vector = found.into_iter().map(|(id, value, block)| (id, value * blocks[block])).collect();
    vector.sort_unstable_by_key(|(id, _)| *id);
    vector
}

/// A sample as a classifier sees it.
#[derive(Clone, Copy)]
struct Told<'a> {
    sample: &'a Sample,
    vector: &'a Vector,
    meaning: &'a [f32],
}

/// For each column what each feature weighs, and each number of a vector; and the biases.
type Trained = (Vec<(Vec<f32>, Vec<f32>)>, Vec<f32>);

/// Learns any kind against the rest, and each kind against the rest. Each example counts as if it stood there so many times,
/// each look-alike, too: everything else are thousands.
fn classifiers(told: &[Told<'_>], times: [usize; 2], (features, dense): (usize, usize), columns: usize) -> Trained {
    let (mut weights, mut bias) = (Vec::new(), Vec::new());
    for classes in [1, columns - 1] {
        let mut examples: Vec<Example<'_>> = Vec::new();
        for Told { sample, vector, meaning } in told {
            let times = match sample.label {
                Label::Example(_) => times[0],
                Label::LookAlike => times[1],
                Label::Other => 1,
            };
            let class = class_of(sample.label, classes);
            examples.extend((0..times as u64).map(|at| Example { key: sample.key ^ at << 40, vector, meaning, class }));
        }
        let from = DualVariables::default();
        let (trained, _) = train(&examples, TrainConfig { features, dense, classes, passes: PASSES, from: &from });
        let mut own = vec![vec![0f32; features]; classes];
        for feature in 0..features {
            trained.row(feature).zip(&mut own).for_each(|(weight, own)| own[feature] = weight);
        }
        weights.extend(own.into_iter().zip(trained.meanings()));
        bias.extend(trained.bias());
    }
    (weights, bias)
}

/// The class of a sample: any kind as one class, or each kind as one.
fn class_of(label: Label, classes: usize) -> Option<usize> {
    match label {
        Label::Example(kind) => Some(if classes == 1 { ANY } else { kind }),
        _ => None,
    }
}

fn probability(weights: &[f32], hints: &Hints) -> f32 {
    KindModel { logistic: weights.to_vec(), ..KindModel::default() }.probability(*hints)
}

/// The weights of both probabilities: by words alone, then by all.
fn fit_both(samples: &[Sample], hints: &[Hints]) -> Vec<f32> {
    let count = |label: Label, encoded: bool| {
        let own = samples.iter().filter(|sample| !encoded || sample.vector.is_some());
        own.filter(|sample| same(sample.label, label)).count().max(1) as f32
    };
    let mut all = Vec::with_capacity(LOGISTIC);
    for encoded in [false, true] {
        let examples = count(Label::Example(0), encoded);
        let weight = |label: Label| match label {
            Label::Example(_) => 1.0,
            Label::LookAlike => LOOK_ALIKES * examples / count(label, encoded),
            Label::Other => OTHERS * examples / count(label, encoded),
        };
        let weights = [Label::Example(0), Label::LookAlike, Label::Other].map(weight);
        let weight = |label: Label| match label {
            Label::Example(_) => weights[0],
            Label::LookAlike => weights[1],
            Label::Other => weights[2],
        };
        let judged = samples.iter().zip(hints).filter_map(|(sample, hints)| {
            let known = if encoded { hints.encoded } else { None };
            let inputs = (!encoded || known.is_some()).then(|| Hints { encoded: known, ..*hints }.inputs())?;
            Some((inputs, matches!(sample.label, Label::Example(_)), weight(sample.label)))
        });
        all.extend(fit(&judged.collect::<Vec<_>>()));
    }
    all
}

fn same(a: Label, b: Label) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}

/// Logistic regression by steps down the slope: few figures, and none of them large.
fn fit(judged: &[(Vec<f32>, bool, f32)]) -> Vec<f32> {
    let size = judged.first().map_or(0, |(inputs, ..)| inputs.len());
    let whole: f32 = judged.iter().map(|(.., weight)| weight).sum::<f32>().max(f32::MIN_POSITIVE);
    let mut weights = vec![0f32; size];
    for _ in 0..STEPS {
        let mut slope = vec![0f32; size];
        for (inputs, right, weight) in judged {
            let error = weight * (f32::from(u8::from(*right)) - logistic(&weights, inputs));
            slope.iter_mut().zip(inputs).for_each(|(slope, input)| *slope += error * input);
        }
        weights.iter_mut().zip(slope).for_each(|(weight, slope)| *weight += RATE * slope / whole);
    }
    weights
}

fn figures(samples: &[Sample], hints: &[Hints], logistic: &[f32], threshold: f32, dropped: Vec<String>) -> KindFigures {
    let mut counts = [[(0usize, 0usize); 3]; 2];
    let mut wrong = Vec::new();
    for (sample, hints) in samples.iter().zip(hints) {
        let group = match sample.label {
            Label::Example(_) => 0,
            Label::LookAlike => 1,
            Label::Other => 2,
        };
        for (at, hints) in [Hints { encoded: None, ..*hints }, *hints].iter().enumerate() {
            if at == 1 && hints.encoded.is_none() {
                continue;
            }
            let told = probability(logistic, hints);
            let taken = told >= threshold;
            counts[at][group].0 += usize::from(taken);
            counts[at][group].1 += 1;
            if at == 1 && taken != (group == 0) {
                wrong.push((told, sample.text.clone()));
            }
        }
    }
    let taken = counts.map(|row| row.map(|(taken, of)| taken as f32 / of.max(1) as f32));
    KindFigures { taken, dropped, wrong }
}
