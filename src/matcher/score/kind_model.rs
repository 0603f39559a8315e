//! Whether a text is a cry of one of some kinds, and of which: by its words and pieces of words, and by its vector.
//!
//! There are two such models: of danger, and of what people say beside their questions (thanks, doubts, fear, "forget me"). What
//! they go by was learnt beforehand from examples, against everything else that people write to a bot, and is shipped as
//! `model/danger.bin` and `model/asides.bin` (`pristan build --danger model`). So they serve every base.

use super::dense::Quantised;
use super::embeddings::{DIM, word_vectors};
use super::encoder::ENCODED;
use super::features::Ngrams;
use crate::matcher::flat::Number;
use std::sync::LazyLock;

static DANGER: &[u8] = include_bytes!("../../../model/danger.bin");
static ASIDES: &[u8] = include_bytes!("../../../model/asides.bin");

/// What stands at the beginning of the file; another number for another form.
pub const FORM: u32 = 1;
/// The column of any kind against everything else; those of the kinds follow it.
pub const ANY: usize = 0;
/// Weight of the block of words against the block of pieces.
pub const WORDS: f32 = 0.7;
/// Steps into which the rarity of a feature is cut, for 1.
pub const RARITY: f32 = 20.0;

/// What is known of a text before a probability is made of it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hints {
    /// The score of any kind by words, the highest of the text and its clauses.
    pub words: f32,
    /// The highest score of one kind by words.
    pub kind: f32,
    /// What the vector tells.
    pub encoded: Option<Encoded>,
}

/// What the vector of a text tells.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Encoded {
    /// The score of any kind.
    pub any: f32,
    /// The highest score of one kind.
    pub kind: f32,
    /// How near the nearest examples are.
    pub example: f32,
    /// How near the nearest look-alikes are.
    pub look_alike: f32,
    /// How near the nearest phrasing of the base is that is no example.
    pub other: f32,
}

impl Hints {
    /// The hints of columns of scores.
    pub fn of(words: &[f32], encoded: Option<&Nearness>) -> Hints {
        let encoded = encoded.map(|Nearness { columns, example, look_alike, other }| Encoded {
            any: any(columns),
            kind: highest(columns),
            example: *example,
            look_alike: *look_alike,
            other: *other,
        });
        Hints { words: any(words), kind: highest(words), encoded }
    }

    /// The hints as what the probability follows from, the last for the bias.
    pub fn inputs(&self) -> Vec<f32> {
        let mut inputs = vec![self.words, self.kind];
        if let Some(Encoded { any, kind, example, look_alike, other }) = self.encoded {
            inputs.extend([any, kind, example, look_alike, other]);
        }
        inputs.push(1.0);
        inputs
    }
}

/// What the vector of a text tells, column by column.
#[derive(Clone, Debug, Default)]
pub struct Nearness {
    /// Scores of any kind and of each.
    pub columns: Columns,
    /// See [`Encoded`].
    pub example: f32,
    /// See [`Encoded`].
    pub look_alike: f32,
    /// See [`Encoded`].
    pub other: f32,
}

fn any(scores: &[f32]) -> f32 {
    scores.get(ANY).copied().unwrap_or_default()
}

fn highest(scores: &[f32]) -> f32 {
    scores.iter().skip(ANY + 1).fold(-1.0, |best: f32, score| best.max(*score))
}

/// The product of each row of whole numbers with a vector.
fn products<'a>(
    rows: &'a [i8],
    width: usize,
    scales: &'a [f32],
    vector: &[f32],
) -> impl Iterator<Item = f32> + use<'a> {
    let query = Quantised::of(vector);
    rows.chunks_exact(width).zip(scales).map(move |(row, scale)| query.product_with_bytes(row) * scale)
}

/// How near the nearest rows are to a vector, on the average of a few.
pub fn near(rows: &[i8], vector: &[f32]) -> f32 {
    let query = Quantised::of(vector);
    let mut best = [0f32; NEAREST];
    for row in rows.chunks_exact(ENCODED) {
        let cosine = query.product_with_bytes(row) / ONE;
        // The least of the best gives way.
        if cosine > best[NEAREST - 1] {
            best[NEAREST - 1] = cosine;
            best.sort_unstable_by(|a, b| b.total_cmp(a));
        }
    }
    best.iter().sum::<f32>() / NEAREST as f32
}

/// A vector in whole numbers.
pub fn whole_numbers(vector: &[f32]) -> impl Iterator<Item = i8> {
    vector.iter().map(|value| (value * ONE).round().clamp(-127.0, 127.0) as i8)
}

/// A text as the words of it are judged.
pub struct Wording {
    /// Its words, pairs of words and pieces of words.
    pub ngrams: Ngrams,
    /// What its words mean together.
    pub meaning: Vec<f32>,
}

impl Wording {
    /// That of folded words.
    pub fn of(words: &[String]) -> Wording {
        Wording { ngrams: Ngrams::of(words), meaning: word_vectors().vector(words) }
    }
}

/// Clauses of an utterance that are looked at; an essay is no cry for help.
const MOST_CLAUSES: usize = 12;
/// Words of a clause that says anything.
const SHORTEST_CLAUSE: usize = 2;

/// The parts of words that begin at these positions, where there are several.
pub fn clauses(words: &[String], starts: impl Iterator<Item = usize>) -> Vec<&[String]> {
    let mut cuts: Vec<usize> = [0].into_iter().chain(starts).collect();
    cuts.push(words.len());
    if cuts.len() < 3 {
        return Vec::new();
    }
    let parts = cuts.windows(2).map(|cut| &words[cut[0]..cut[1]]);
    parts.filter(|part| part.len() >= SHORTEST_CLAUSE).take(MOST_CLAUSES).collect()
}

/// Every column as high as the higher of the two.
pub fn raise(columns: &mut Columns, other: &[f32]) {
    columns.iter_mut().zip(other).for_each(|(own, other)| *own = own.max(*other));
}

/// Scores of a text: of any kind, then of each.
pub type Columns = Vec<f32>;

/// Weights of [`Hints`], each with a bias: of words alone, and of all.
pub const LOGISTIC: usize = BY_WORDS + 8;
/// Those of words alone.
pub const BY_WORDS: usize = 3;
/// What stands for 1 in a vector of whole numbers: hardly any of its 384 numbers is above a quarter.
pub const ONE: f32 = 127.0 * 4.0;
/// So many of the nearest examples are averaged.
const NEAREST: usize = 3;

/// What was learnt.
#[derive(Clone, Debug, Default)]
pub struct KindModel {
    /// Names of the kinds.
    pub kinds: Vec<String>,
    /// Hashes of features, rising.
    pub hashes: Vec<u32>,
    /// How rare each is, in steps of [`RARITY`].
    pub rarity: Vec<u8>,
    /// The rarity of a feature that is not known.
    pub unknown: u8,
    /// For each feature what it weighs in each column.
    pub weights: Vec<i8>,
    /// What 1 stands for in them.
    pub scale: f32,
    /// For each column a row of weights for the numbers of a meaning.
    pub meant: Vec<i8>,
    /// What 1 stands for in each row.
    pub meant_scales: Vec<f32>,
    /// What each column says of a text without words.
    pub bias: Vec<f32>,
    /// For each column a row of weights for the numbers of a vector.
    pub rows: Vec<i8>,
    /// What 1 stands for in each row.
    pub scales: Vec<f32>,
    /// The score of each column for a vector of nothing.
    pub encoded_bias: Vec<f32>,
    /// Vectors of the examples in whole numbers, one after the other.
    pub examples: Vec<i8>,
    /// The same of the look-alikes.
    pub look_alikes: Vec<i8>,
    /// How near ordinary questions lie to each other, for a base whose phrasings have no vectors.
    pub usual: f32,
    /// The probability: by words alone, then by all.
    pub logistic: Vec<f32>,
    /// Where a hash stands: one more than its position, 0 in a free place.
    pub(in crate::matcher) table: Vec<u32>,
}

impl KindModel {
    /// The shipped model of danger; none where it cannot be read.
    pub fn danger() -> Option<&'static KindModel> {
        static MODEL: LazyLock<Option<KindModel>> = LazyLock::new(|| KindModel::from_bytes(DANGER));
        MODEL.as_ref()
    }

    /// The shipped model of what people say beside their questions.
    pub fn asides() -> Option<&'static KindModel> {
        static MODEL: LazyLock<Option<KindModel>> = LazyLock::new(|| KindModel::from_bytes(ASIDES));
        MODEL.as_ref()
    }

    /// How many columns there are.
    pub fn columns(&self) -> usize {
        self.kinds.len() + 1
    }

    /// What the words of a text say.
    pub fn by_words(&self, Wording { ngrams, meaning }: &Wording) -> Columns {
        let columns = self.columns();
        // Words with pairs of words, and pieces of words.
        let mut sums = vec![0f32; 2 * columns];
        let mut lengths = [0f32; 2];
        for feature in ngrams.each() {
            let (at, block) = (self.find(feature.hash), usize::from(feature.piece));
            let rarity = at.map_or(self.unknown, |at| self.rarity[at]);
            let value = value(feature.times, rarity);
            lengths[block] += value * value;
            let weights = at.map_or(&[][..], |at| &self.weights[at * columns..][..columns]);
            let sums = &mut sums[block * columns..][..columns];
            sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += value * f32::from(*weight));
        }
        let [words, pieces] = block_weights(lengths);
        let (said, spelled) = sums.split_at(columns);
        let meant = products(&self.meant, DIM, &self.meant_scales, meaning);
        let parts = said.iter().zip(spelled).zip(meant).zip(&self.bias);
        parts
            .map(|(((said, spelled), meant), bias)| (said * words + spelled * pieces) * self.scale + meant + bias)
            .collect()
    }

    /// What the vector of a text says.
    pub fn by_vector(&self, vector: &[f32]) -> Columns {
        let products = products(&self.rows, ENCODED, &self.scales, vector);
        products.zip(&self.encoded_bias).map(|(product, bias)| product + bias).collect()
    }

    /// How near the nearest examples and the nearest look-alikes are to a vector.
    pub fn nearest(&self, vector: &[f32]) -> [f32; 2] {
        [near(&self.examples, vector), near(&self.look_alikes, vector)]
    }

    /// The probability that a text is of any of the kinds.
    pub fn probability(&self, hints: Hints) -> f32 {
        let (by_words, by_all) = self.logistic.split_at(BY_WORDS.min(self.logistic.len()));
        logistic(if hints.encoded.is_some() { by_all } else { by_words }, &hints.inputs())
    }

    fn find(&self, hash: u32) -> Option<usize> {
        let mask = self.table.len().checked_sub(1)?;
        let mut at = hash as usize & mask;
        loop {
            let place = (self.table[at] as usize).checked_sub(1)?;
            if self.hashes[place] == hash {
                return Some(place);
            }
            at = (at + 1) & mask;
        }
    }

    /// Makes the look-up table.
    pub fn index(&mut self) {
        self.table = vec![0; (self.hashes.len() * 2 + 1).next_power_of_two()];
        let mask = self.table.len() - 1;
        for (place, hash) in self.hashes.iter().enumerate() {
            let mut at = *hash as usize & mask;
            while self.table[at] != 0 {
                at = (at + 1) & mask;
            }
            self.table[at] = place as u32 + 1;
        }
    }

    /// The model as a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        FORM.put(&mut out);
        let names = self.kinds.join("\n");
        put(names.as_bytes(), &mut out);
        put(&self.hashes, &mut out);
        put(&self.rarity, &mut out);
        put(&[self.unknown], &mut out);
        put(&self.weights, &mut out);
        put(&[self.scale], &mut out);
        put(&self.meant, &mut out);
        put(&self.meant_scales, &mut out);
        put(&self.bias, &mut out);
        put(&self.rows, &mut out);
        put(&self.scales, &mut out);
        put(&self.encoded_bias, &mut out);
        put(&self.examples, &mut out);
        put(&self.look_alikes, &mut out);
        put(&[self.usual], &mut out);
        put(&self.logistic, &mut out);
        out
    }

    /// Reads a file; none of another form, or a damaged one.
    pub fn from_bytes(bytes: &[u8]) -> Option<KindModel> {
        let (form, rest) = bytes.split_first_chunk()?;
        if u32::from_le_bytes(*form) != FORM {
            return None;
        }
        let mut rest = rest;
        let names = String::from_utf8(take(&mut rest)?).ok()?;
        let mut model = KindModel {
            kinds: names.split('\n').map(str::to_owned).collect(),
            hashes: take(&mut rest)?,
            rarity: take(&mut rest)?,
            unknown: *take::<u8>(&mut rest)?.first()?,
            weights: take(&mut rest)?,
            scale: *take::<f32>(&mut rest)?.first()?,
            meant: take(&mut rest)?,
            meant_scales: take(&mut rest)?,
            bias: take(&mut rest)?,
            rows: take(&mut rest)?,
            scales: take(&mut rest)?,
            encoded_bias: take(&mut rest)?,
            examples: take(&mut rest)?,
            look_alikes: take(&mut rest)?,
            usual: *take::<f32>(&mut rest)?.first()?,
            logistic: take(&mut rest)?,
            table: Vec::new(),
        };
        let (columns, features) = (model.columns(), model.hashes.len());
        let fits = model.rarity.len() == features
            && model.weights.len() == features * columns
            && model.meant.len() == columns * DIM
            && model.meant_scales.len() == columns
            && model.bias.len() == columns
            && model.rows.len() == columns * ENCODED
            && model.scales.len() == columns
            && model.encoded_bias.len() == columns
            && model.logistic.len() == LOGISTIC
            && model.examples.len().is_multiple_of(ENCODED)
            && model.look_alikes.len().is_multiple_of(ENCODED);
        model.index();
        fits.then_some(model)
    }
}

/// Appends numbers, led by how many bytes they take.
fn put<N: Number>(numbers: &[N], out: &mut Vec<u8>) {
    (size_of_val(numbers) as u32).put(out);
    numbers.iter().for_each(|number| number.put(out));
}

fn take<N: Number>(rest: &mut &[u8]) -> Option<Vec<N>> {
    let (length, after) = rest.split_first_chunk()?;
    let (own, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    *rest = after;
    N::take(own)
}

/// What a feature counts in a text, before the blocks are brought to their lengths.
pub fn value(times: usize, rarity: u8) -> f32 {
    let times = if times == 1 { 1.0 } else { 1.0 + (times as f32).ln() };
    times * f32::from(rarity) / RARITY
}

/// What the blocks of words and of pieces are multiplied with, by the squares of their lengths, so that the whole has
/// length 1.
pub fn block_weights([words, pieces]: [f32; 2]) -> [f32; 2] {
    let [words, pieces] = [words, pieces].map(|square| if square > 0.0 { 1.0 / square.sqrt() } else { 0.0 });
    let whole = (WORDS * WORDS + 1.0).sqrt();
    [words * WORDS / whole, pieces / whole]
}

/// The logistic function of a weighted sum.
pub fn logistic(weights: &[f32], inputs: &[f32]) -> f32 {
    let sum: f32 = weights.iter().zip(inputs).map(|(weight, input)| weight * input).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// The score of each kind by words and by the vector together; above 0 each claims the text.
pub fn scores_of_kinds(words: &[f32], encoded: Option<&[f32]>) -> Vec<f32> {
    let score = |at: usize| words[at + 1] + encoded.map_or(0.0, |encoded| encoded[at + 1]);
    (0..words.len().saturating_sub(1)).map(score).collect()
}

/// The kinds that a text is of, as positions: the likeliest, and others whose score is at least `beside`.
pub fn kinds_of(words: &[f32], encoded: Option<&[f32]>, beside: f32) -> Vec<usize> {
    let scores = scores_of_kinds(words, encoded);
    let best = scores.iter().fold(f32::MIN, |best, score| best.max(*score));
    (0..scores.len()).filter(|at| scores[*at] >= best || scores[*at] >= beside).collect()
}
