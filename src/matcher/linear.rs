//! A frozen linear map from features to classes, most of whose weights are nothing.

use serde::{Deserialize, Serialize};

/// Weights of every class for every feature, kept as small whole numbers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Linear {
    #[serde(with = "super::bytes")]
    bias: Vec<f32>,
    /// Where the weights of a feature begin; one more than there are features.
    #[serde(with = "super::bytes")]
    starts: Vec<u32>,
    /// For each weight its class in the upper bits and itself, a whole number of one byte, in the lower ones: side by side,
    /// for what costs time is going to memory.
    #[serde(with = "super::bytes")]
    weights: Vec<u32>,
    /// The weight that 1 stands for.
    scale: f32,
}

/// The largest weight, as it is kept.
const LARGEST: f32 = 127.0;
/// Bits of a weight below its class.
const WEIGHT_BITS: u32 = 8;

fn class_of(packed: u32) -> usize {
    (packed >> WEIGHT_BITS) as usize
}

fn weight_of(packed: u32) -> f32 {
    f32::from((packed as u8).cast_signed())
}

impl Linear {
    /// Packs weights that are given feature by feature: `row` appends class and weight in rising order of classes.
    /// `largest` is the size of the largest of them; what rounds to less than `least` steps of 127 beside it is dropped.
    pub fn pack(
        bias: Vec<f32>,
        (largest, least): (f32, u8),
        features: usize,
        row: impl Fn(usize, &mut Vec<(u16, f32)>),
    ) -> Linear {
        let scale = if largest > 0.0 { largest / LARGEST } else { 1.0 };
        let (mut starts, mut weights) = (vec![0], Vec::new());
        let mut given = Vec::new();
        for feature in 0..features {
            row(feature, &mut given);
            for (class, weight) in given.drain(..) {
                let step = (weight / scale).round() as i8;
                if step.unsigned_abs() >= least {
                    weights.push(u32::from(class) << WEIGHT_BITS | u32::from(step.cast_unsigned()));
                }
            }
            starts.push(weights.len() as u32);
        }
        Linear { bias, starts, weights, scale }
    }

    /// The score of every class.
    pub fn scores(&self, vector: &[(u32, f32)]) -> Vec<f32> {
        let mut sums = vec![0f32; self.bias.len()];
        // All places first: the processor then waits for many of them at once.
        let rows: Vec<_> = vector.iter().map(|(feature, value)| (self.row(*feature), *value)).collect();
        for (row, value) in rows {
            for packed in &self.weights[row] {
                sums[class_of(*packed)] += value * weight_of(*packed);
            }
        }
        sums.iter().zip(&self.bias).map(|(sum, bias)| sum * self.scale + bias).collect()
    }

    /// What one feature of this value adds to the score of a class.
    pub fn share(&self, feature: u32, value: f32, class: usize) -> f32 {
        let found = self.weights[self.row(feature)].iter().find(|packed| class_of(**packed) == class);
        found.map_or(0.0, |packed| value * weight_of(*packed) * self.scale)
    }

    fn row(&self, feature: u32) -> std::ops::Range<usize> {
        self.starts[feature as usize] as usize..self.starts[feature as usize + 1] as usize
    }
}
