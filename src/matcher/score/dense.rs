//! A frozen linear map from meanings to classes. Meanings have few numbers, none of which is nothing, so rows are whole.

use serde::{Deserialize, Serialize};

/// One row of weights a class, kept as whole numbers of two bytes: the shape that the processor multiplies fastest.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Dense {
    #[serde(with = "crate::matcher::flat")]
    rows: Vec<i16>,
    /// What 1 stands for in each row, divided by [`STEPS`].
    #[serde(with = "crate::matcher::flat")]
    scales: Vec<f32>,
    /// The score of each row for a text that means nothing.
    #[serde(with = "crate::matcher::flat")]
    biases: Vec<f32>,
}

/// A meaning in whole numbers, as [`Dense::scores`] takes it.
pub struct Quantised(Vec<i16>);

/// Steps into which the largest number of a row is cut, and 1 in a meaning. The sum of their products over some
/// hundred numbers stays within four bytes.
const STEPS: f32 = 2047.0;

impl Quantised {
    /// Rounds a meaning, whose numbers lie between -1 and 1.
    pub fn of(meaning: &[f32]) -> Quantised {
        // To the nearest by cutting off what follows the point: rounding is a call for each number.
        let nearest = |value: &f32| (value * STEPS + STEPS + 0.5) as i16 - STEPS as i16;
        Quantised(meaning.iter().map(nearest).collect())
    }

    /// The product with a row of whole numbers of one byte.
    pub fn product_with_bytes(&self, row: &[i8]) -> f32 {
        let sum: i32 = self.0.iter().zip(row).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
        sum as f32 / STEPS
    }
}

impl Dense {
    /// Packs rows of weights of one length, one a class, each with its score for nothing.
    pub fn pack(rows: impl Iterator<Item = Vec<f32>>, biases: impl Iterator<Item = f32>) -> Dense {
        let mut dense = Dense::default();
        for (row, bias) in rows.zip(biases) {
            dense.biases.push(bias);
            let largest = row.iter().fold(f32::MIN_POSITIVE, |most, weight| most.max(weight.abs()));
            dense.rows.extend(row.iter().map(|weight| (weight / largest * STEPS).round() as i16));
            dense.scales.push(largest / (STEPS * STEPS));
        }
        dense
    }

    /// The rows of weights, about as they were packed, each with its score for nothing.
    pub fn rows(&self) -> impl Iterator<Item = (Vec<f32>, f32)> {
        let width = self.rows.len() / self.scales.len().max(1);
        let rows = self.rows.chunks_exact(width.max(1)).zip(&self.scales).zip(&self.biases);
        rows.map(|((row, scale), bias)| (row.iter().map(|weight| f32::from(*weight) * scale * STEPS).collect(), *bias))
    }

    /// The score of every class.
    pub fn scores(&self, meaning: &Quantised) -> Vec<f32> {
        let width = self.rows.len() / self.scales.len().max(1);
        let rows = self.rows.chunks_exact(width.max(1)).zip(&self.scales);
        rows.zip(&self.biases).map(|((row, scale), bias)| product(row, &meaning.0) as f32 * scale + bias).collect()
    }
}

fn product(a: &[i16], b: &[i16]) -> i32 {
    a.iter().zip(b).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum()
}
