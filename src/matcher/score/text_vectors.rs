//! Vectors of texts that were encoded before, found by a hash of the text.

use super::encoder::{ENCODED, SharedEncoder, bytes_of, centred};
use crate::matcher::hash::text_hash;
use crate::matcher::parallel::parallel;
use std::collections::HashMap;

/// Bytes of a vector as it is kept: what 1 stands for, then [`ENCODED`] whole numbers.
pub const ROW: usize = 4 + ENCODED;

/// The vectors of the shipped base, made beforehand by `pristan build --vectors model`: key and row of each text, rising by key.
#[cfg(feature = "encoder")]
static SHIPPED: &[u8] = include_bytes!("../../../model/vectors.bin");
#[cfg(not(feature = "encoder"))]
static SHIPPED: &[u8] = &[];
const KEY: usize = 8;
/// Texts that are encoded before the progress is told.
const BATCH: usize = 64;

/// Vectors of texts. What it holds must follow from the base alone: equal bases learn equal things.
#[derive(Clone, Default)]
pub struct TextVectors {
    rows: HashMap<u64, Vec<u8>>,
}

impl TextVectors {
    /// The vector of a text, when there is one.
    pub fn get(&self, text: &str) -> Option<Vec<f32>> {
        let row = self.rows.get(&text_hash(text))?;
        let (scale, row) = row.split_first_chunk()?;
        let scale = f32::from_le_bytes(*scale);
        Some(row.iter().map(|value| f32::from(value.cast_signed()) * scale).collect())
    }

    /// Adds a vector as it was kept; one of another size is left out.
    pub fn insert(&mut self, key: u64, row: Vec<u8>) {
        if row.len() == ROW {
            self.rows.insert(key, row);
        }
    }

    /// Whether a text has a vector.
    pub fn has(&self, text: &str) -> bool {
        self.rows.contains_key(&text_hash(text))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Every key and row, rising by key.
    pub fn sorted(&self) -> Vec<(u64, &[u8])> {
        let mut rows: Vec<(u64, &[u8])> = self.rows.iter().map(|(key, row)| (*key, &row[..])).collect();
        rows.sort_unstable_by_key(|(key, _)| *key);
        rows
    }
}

/// The vector of a text among those that are shipped, as it is kept.
pub fn shipped(key: u64) -> Option<Vec<u8>> {
    let entries = SHIPPED.as_chunks::<{ KEY + ROW }>().0;
    let key_of = |entry: &[u8; KEY + ROW]| entry.first_chunk().map_or(0, |key| u64::from_le_bytes(*key));
    let at = entries.binary_search_by_key(&key, key_of).ok()?;
    Some(entries[at][KEY..].to_vec())
}

/// The rows of texts, in their order.
pub fn encode(encoder: SharedEncoder, texts: &[String]) -> Vec<Vec<u8>> {
    parallel(texts, |text| packed(&encoder.vector(text)))
}

fn packed(vector: &[f32]) -> Vec<u8> {
    let (row, scale) = bytes_of(vector);
    scale.to_le_bytes().into_iter().chain(row.map(i8::cast_unsigned)).collect()
}

/// The files that are shipped for the texts of a base: their mean, and their vectors without it. `progress` hears how many
/// are done.
pub fn files_to_ship(
    encoder: SharedEncoder,
    texts: &[String],
    mean: Option<Vec<f32>>,
    progress: &mut dyn FnMut(usize),
) -> [Vec<u8>; 2] {
    let mut raw: Vec<Vec<f32>> = Vec::new();
    for texts in texts.chunks(BATCH) {
        raw.extend(parallel(texts, |text| encoder.raw_vector(text)));
        progress(raw.len());
    }
    let sum = |at: usize| raw.iter().map(|vector| f64::from(vector[at])).sum::<f64>();
    let anew = || (0..ENCODED).map(|at| (sum(at) / raw.len().max(1) as f64) as f32).collect();
    let mean: Vec<f32> = mean.filter(|mean| mean.len() == ENCODED).unwrap_or_else(anew);
    let row = |(text, raw): (&String, Vec<f32>)| (text_hash(text), packed(&centred(raw, mean.iter().copied())));
    let mut rows: Vec<(u64, Vec<u8>)> = texts.iter().zip(raw).map(row).collect();
    rows.sort_unstable();
    let vectors = rows.into_iter().flat_map(|(key, row)| key.to_le_bytes().into_iter().chain(row)).collect();
    [mean.iter().flat_map(|value| value.to_le_bytes()).collect(), vectors]
}
