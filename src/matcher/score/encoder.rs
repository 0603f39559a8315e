//! Nearness of a question to what an entry holds, by a sentence encoder: vectors of whole texts, in one space for all
//! languages.
//!
//! Three figures a class: its linear classifier over vectors, its nearest phrasing or title, and its "question answer"
//! text. The last is what tells entries with one phrasing apart; with ten and more the classifier does.

use super::dense::{Dense, Quantised};
use crate::meaning::{Embedder, WIDTH};
use crate::text::tidy;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Numbers in a vector of the encoder.
pub const ENCODED: usize = WIDTH;

/// Characters of a text that are encoded: about as many tokens as a question of two sentences has, or the beginning of an
/// answer. Time grows with them.
pub const LONGEST_TEXT: usize = 280;

/// The mean vector of questions about everything, 32-bit floats, least byte first. Vectors of the encoder all lie within
/// a narrow cone; without its axis their differences show (Mu and Viswanath, "All-but-the-Top", ICLR 2018).
static MEAN: &[u8] = include_bytes!("../../../model/mean.bin");

/// What turns a text into a vector.
pub trait Encoder: Sync {
    /// The vector of a text, [`ENCODED`] numbers, of length 1.
    fn vector(&self, text: &str) -> Vec<f32>;
}

impl Encoder for Embedder {
    fn vector(&self, text: &str) -> Vec<f32> {
        Embedder::vector(self, text)
    }
}

/// An encoder that is there for as long as the process lives.
#[derive(Clone, Copy)]
pub struct SharedEncoder(pub &'static dyn Encoder);

impl std::fmt::Debug for SharedEncoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SharedEncoder")
    }
}

impl SharedEncoder {
    /// The vector of a text without the mean of all texts, of length 1.
    pub fn vector(self, text: &str) -> Vec<f32> {
        let mean = MEAN.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
        centred(self.raw_vector(text), mean)
    }

    /// The vector of a text as the encoder gives it.
    pub fn raw_vector(self, text: &str) -> Vec<f32> {
        let text = tidy(text);
        // Capitals throughout are a habit of the keyboard, and unknown words to the encoder.
        let shouted = text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase);
        let text = if shouted { text.to_lowercase() } else { text };
        let cut = text.char_indices().nth(LONGEST_TEXT).map_or(text.len(), |(at, _)| at);
        self.0.vector(&text[..cut])
    }
}

/// A vector without a mean, of length 1.
pub fn centred(mut vector: Vec<f32>, mean: impl Iterator<Item = f32>) -> Vec<f32> {
    vector.iter_mut().zip(mean).for_each(|(value, mean)| *value -= mean);
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    vector.iter_mut().for_each(|value| *value /= length);
    vector
}

/// Rows of vectors in whole numbers of one byte, each with the class that it belongs to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct VectorRows {
    #[serde(with = "crate::matcher::flat")]
    rows: Vec<i8>,
    /// What 1 stands for in each row.
    #[serde(with = "crate::matcher::flat")]
    scales: Vec<f32>,
    #[serde(with = "crate::matcher::flat")]
    classes: Vec<u32>,
}

impl VectorRows {
    /// Packs vectors that come with their classes.
    pub fn pack<'a>(vectors: impl Iterator<Item = (&'a [f32], usize)>) -> VectorRows {
        let mut packed = VectorRows::default();
        for (vector, class) in vectors {
            let (row, scale) = bytes_of(vector);
            packed.rows.extend(row);
            packed.scales.push(scale);
            packed.classes.push(class as u32);
        }
        packed
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.classes.is_empty()
    }

    /// Each class with the cosine of each of its rows.
    pub fn cosines(&self, vector: &[f32]) -> Vec<(usize, f32)> {
        let query = Quantised::of(vector);
        let rows = self.rows.chunks_exact(ENCODED).zip(&self.scales).zip(&self.classes);
        rows.map(|((row, scale), class)| (*class as usize, query.product_with_bytes(row) * scale)).collect()
    }

    /// The cosine of the nearest row of a class that is not `left_out`.
    fn nearest_of_all(&self, query: &Quantised, left_out: &Range<usize>) -> f32 {
        let rows = self.rows.chunks_exact(ENCODED).zip(&self.scales).zip(&self.classes);
        let rows = rows.filter(|(_, class)| !left_out.contains(&(**class as usize)));
        rows.map(|((row, scale), _)| query.product_with_bytes(row) * scale).fold(0.0, f32::max)
    }

    /// For each of `classes` classes the cosine of its nearest row, from -1 to 1; 0 for one that has none.
    fn nearest(&self, query: &Quantised, classes: usize) -> Vec<f32> {
        let mut best = vec![f32::NEG_INFINITY; classes];
        let rows = self.rows.chunks_exact(ENCODED).zip(&self.scales).zip(&self.classes);
        for ((row, scale), class) in rows {
            let cosine = query.product_with_bytes(row) * scale;
            if let Some(best) = best.get_mut(*class as usize) {
                *best = best.max(cosine);
            }
        }
        best.iter_mut().filter(|best| **best == f32::NEG_INFINITY).for_each(|best| *best = 0.0);
        best
    }
}

/// A vector in whole numbers of one byte, and what 1 stands for in them.
pub fn bytes_of(vector: &[f32]) -> (impl Iterator<Item = i8>, f32) {
    let largest = vector.iter().fold(f32::MIN_POSITIVE, |most, value| most.max(value.abs()));
    (vector.iter().map(move |value| (value / largest * 127.0).round() as i8), largest / 127.0)
}

/// What the encoder knows of a base.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct EncoderColumns {
    /// The classifiers: first that of all that is no entry and no smalltalk, then those of the judged classes. Empty where
    /// entries have too few phrasings to learn one from.
    pub linear: Dense,
    /// Phrasings and titles.
    pub phrasings: VectorRows,
    /// Entries as "question answer".
    pub texts: VectorRows,
}

/// What the encoder says of a text, class by class.
#[derive(Clone, Debug)]
pub struct EncoderScores {
    /// The score of the classifier of all that is no entry and no smalltalk.
    pub outside: f32,
    /// Scores of the classifiers of judged classes; 0 where there are none.
    pub linear: Vec<f32>,
    /// The cosine of the nearest phrasing of every class.
    pub nearest: Vec<f32>,
    /// The cosine of the nearest "question answer" text of every class.
    pub text: Vec<f32>,
}

impl EncoderColumns {
    /// How near the nearest phrasing of any class is to a vector, but for those `left_out`.
    pub fn nearest(&self, vector: &[f32], left_out: &Range<usize>) -> f32 {
        self.phrasings.nearest_of_all(&Quantised::of(vector), left_out)
    }

    /// What there is to say of a text, by its vector, for so many classes of which the first are judged.
    pub fn see(&self, vector: &[f32], judged: usize, all: usize) -> EncoderScores {
        let query = Quantised::of(vector);
        let mut linear = self.linear.scores(&query);
        let outside = if linear.is_empty() { -1.0 } else { linear.remove(0) };
        linear.resize(judged, 0.0);
        let (nearest, text) = (self.phrasings.nearest(&query, all), self.texts.nearest(&query, all));
        EncoderScores { outside, linear, nearest, text }
    }
}
