//! A frozen linear map from meanings to classes. Meanings have few numbers, none of which is nothing, so rows are whole.

use crate::matcher::score::embeddings::DIM;
use serde::{Deserialize, Serialize};

/// One row of weights a class, kept as whole numbers of two bytes: the shape that the processor multiplies fastest.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Dense {
    #[serde(with = "crate::matcher::flat")]
    rows: Vec<i16>,
    /// What 1 stands for in each row, divided by [`STEPS`].
    #[serde(with = "crate::matcher::flat")]
    scales: Vec<f32>,
}

/// A meaning in whole numbers, as [`Dense::scores`] takes it.
pub struct Quantised([i16; DIM]);

/// Steps into which the largest number of a row is cut, and 1 in a meaning. The sum of their products over [`DIM`] numbers
/// stays within four bytes.
const STEPS: f32 = 2047.0;

impl Quantised {
    /// Rounds a meaning, whose numbers lie between -1 and 1.
    pub fn of(meaning: &[f32]) -> Quantised {
        let mut whole = [0; DIM];
        // To the nearest by cutting off what follows the point: rounding is a call for each number.
        let nearest = |value: &f32| (value * STEPS + STEPS + 0.5) as i16 - STEPS as i16;
        whole.iter_mut().zip(meaning).for_each(|(whole, value)| *whole = nearest(value));
        Quantised(whole)
    }
}

impl Dense {
    /// Packs rows of [`DIM`] weights, one a class.
    pub fn pack(rows: impl Iterator<Item = Vec<f32>>) -> Dense {
        let mut dense = Dense::default();
        for row in rows {
            let largest = row.iter().fold(f32::MIN_POSITIVE, |most, weight| most.max(weight.abs()));
            dense.rows.extend(row.iter().map(|weight| (weight / largest * STEPS).round() as i16));
            dense.scales.push(largest / (STEPS * STEPS));
        }
        dense
    }

    /// The score of every class.
    pub fn scores(&self, meaning: &Quantised) -> Vec<f32> {
        let rows = self.rows.as_chunks::<DIM>().0.iter().zip(&self.scales);
        rows.map(|(row, scale)| product(row, &meaning.0) as f32 * scale).collect()
    }
}

fn product(a: &[i16; DIM], b: &[i16; DIM]) -> i32 {
    a.iter().zip(b).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum()
}
