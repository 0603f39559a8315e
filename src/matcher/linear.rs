//! A frozen linear map from features to classes, most of whose weights are nothing.

use super::features::Vector;
use serde::{Deserialize, Serialize};

/// Weights of every class for every feature, kept as small whole numbers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Linear {
    #[serde(with = "super::bytes")]
    bias: Vec<f32>,
    /// Where the weights of a feature begin; one more than there are features.
    #[serde(with = "super::bytes")]
    starts: Vec<u32>,
    #[serde(with = "super::bytes")]
    columns: Vec<u16>,
    #[serde(with = "super::bytes")]
    weights: Vec<i16>,
    scale: f32,
}

/// A weight smaller than this share of the largest is taken as nothing.
const NOTHING: f32 = 1.0 / 400.0;

impl Linear {
    /// Packs weights that are given feature by feature, each a list of class and weight in rising order of classes.
    pub fn pack(bias: Vec<f32>, largest: f32, rows: impl Iterator<Item = Vec<(u16, f32)>>) -> Linear {
        let scale = if largest > 0.0 { largest / f32::from(i16::MAX) } else { 1.0 };
        let mut packed = Linear { bias, scale, starts: vec![0], ..Linear::default() };
        for row in rows {
            for (column, weight) in row {
                if weight.abs() >= largest * NOTHING && weight != 0.0 {
                    packed.columns.push(column);
                    packed.weights.push((weight / scale) as i16);
                }
            }
            packed.starts.push(packed.columns.len() as u32);
        }
        packed
    }

    /// The score of every class.
    pub fn scores(&self, vector: &Vector) -> Vec<f32> {
        let mut sums = vec![0f32; self.bias.len()];
        for (feature, value) in vector {
            for (column, weight) in self.row(*feature) {
                sums[usize::from(*column)] += value * f32::from(*weight);
            }
        }
        sums.iter().zip(&self.bias).map(|(sum, bias)| sum * self.scale + bias).collect()
    }

    /// What one feature of this value adds to the score of a class.
    pub fn share(&self, feature: u32, value: f32, class: usize) -> f32 {
        let weight = self.row(feature).find(|(column, _)| usize::from(**column) == class);
        weight.map_or(0.0, |(_, weight)| value * f32::from(*weight) * self.scale)
    }

    /// How many weights are kept.
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    fn row(&self, feature: u32) -> impl Iterator<Item = (&u16, &i16)> {
        let (from, to) = (self.starts[feature as usize] as usize, self.starts[feature as usize + 1] as usize);
        self.columns[from..to].iter().zip(&self.weights[from..to])
    }
}
