//! How likely two questions ask the same: because the same entry would answer both, because they mean the same, or because
//! they share their words.

use crate::text::{folded_words, stem};
use crate::turn::Asked;
use std::collections::BTreeSet;

/// What nearness of meaning adds to the probability that one entry answers both. Fitted, as the next three are, to pairs of
/// labelled questions (`tests/it/volunteers.rs` measures it).
const MEANING: f32 = 0.3;
/// Where no entry is near to either, a nearness of meaning beyond this counts by [`ALONE`].
const CLEARLY_NEAR: f32 = 0.5;
const ALONE: f32 = 3.0;
/// What it adds that both are about a subject that is known to be missing.
const SAME_GAP: f32 = 0.3;
/// Without vectors the share of common words stands for nearness; it is this much surer.
const WORDS: f32 = 0.8;

/// A question, prepared for being compared.
pub struct Prepared<'a> {
    asked: &'a Asked,
    vector: Vec<i8>,
    scale: f32,
    stems: BTreeSet<String>,
    /// The probability that none of the entries near to it answers it.
    open: f32,
}

impl<'a> Prepared<'a> {
    /// Prepares a question.
    pub fn of(asked: &'a Asked) -> Prepared<'a> {
        let (scale, row) = asked.vector.split_first_chunk::<4>().unwrap_or((&[0; 4], &[]));
        let percent: u32 = asked.nearest.iter().map(|near| u32::from(near.percent)).sum();
        Prepared {
            asked,
            vector: row.iter().map(|byte| byte.cast_signed()).collect(),
            scale: f32::from_le_bytes(*scale),
            stems: folded_words(&asked.question.text).iter().map(|word| stem(word, asked.question.lang)).collect(),
            open: 1.0 - percent.min(100) as f32 / 100.0,
        }
    }

    /// The words, as they are compared.
    pub fn stems(&self) -> &BTreeSet<String> {
        &self.stems
    }

    /// How likely two questions ask the same; about 0 for any two, 0.4 and more for like ones.
    pub fn likeness(&self, other: &Prepared<'_>) -> f32 {
        let near = self.nearness(other);
        let gap = self.asked.question.gap.is_some() && self.asked.question.gap == other.asked.question.gap;
        let alone = self.open * other.open * ALONE * (near - CLEARLY_NEAR).max(0.0);
        self.one_answer(other) + MEANING * near + alone + if gap { SAME_GAP } else { 0.0 }
    }

    /// The probability that one entry answers both.
    fn one_answer(&self, other: &Prepared<'_>) -> f32 {
        let pairs = self.asked.nearest.iter().flat_map(|one| other.asked.nearest.iter().map(move |two| (one, two)));
        let same = pairs.filter(|(one, two)| one.entry == two.entry);
        same.map(|(one, two)| f32::from(one.percent) * f32::from(two.percent) / 10_000.0).sum()
    }

    fn nearness(&self, other: &Prepared<'_>) -> f32 {
        if self.vector.is_empty() || self.vector.len() != other.vector.len() || self.asked.model != other.asked.model {
            return WORDS * self.common_words(other);
        }
        let pairs = self.vector.iter().zip(&other.vector);
        let product: i32 = pairs.map(|(one, two)| i32::from(*one) * i32::from(*two)).sum();
        product as f32 * self.scale * other.scale
    }

    fn common_words(&self, other: &Prepared<'_>) -> f32 {
        let common = self.stems.intersection(&other.stems).count();
        2.0 * common as f32 / (self.stems.len() + other.stems.len()).max(1) as f32
    }
}
