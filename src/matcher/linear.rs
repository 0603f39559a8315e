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
    columns: Columns,
    #[serde(with = "super::bytes")]
    weights: Vec<i8>,
    /// The weight that 1 stands for.
    scale: f32,
}

/// The class of each weight: one byte while there are few classes, two when there are more.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Columns {
    Narrow(#[serde(with = "super::bytes")] Vec<u8>),
    Wide(#[serde(with = "super::bytes")] Vec<u16>),
}

impl Default for Columns {
    fn default() -> Columns {
        Columns::Narrow(Vec::new())
    }
}

/// The largest weight, as it is kept.
const LARGEST: f32 = 127.0;

impl Linear {
    /// Packs weights that are given feature by feature: `row` appends class and weight in rising order of classes.
    /// `largest` is the size of the largest of them; what rounds to nothing beside it is dropped.
    pub fn pack(bias: Vec<f32>, largest: f32, features: usize, row: impl Fn(usize, &mut Vec<(u16, f32)>)) -> Linear {
        let scale = if largest > 0.0 { largest / LARGEST } else { 1.0 };
        let narrow = bias.len() <= 1 + usize::from(u8::MAX);
        let (mut starts, mut columns, mut weights) = (vec![0], Vec::new(), Vec::new());
        let mut given = Vec::new();
        for feature in 0..features {
            row(feature, &mut given);
            for (column, weight) in given.drain(..) {
                let step = (weight / scale).round() as i8;
                if step != 0 {
                    columns.push(column);
                    weights.push(step);
                }
            }
            starts.push(columns.len() as u32);
        }
        let columns = match narrow {
            true => Columns::Narrow(columns.into_iter().map(|column| column as u8).collect()),
            false => Columns::Wide(columns),
        };
        Linear { bias, starts, columns, weights, scale }
    }

    /// The score of every class.
    pub fn scores(&self, vector: &[(u32, f32)]) -> Vec<f32> {
        let mut sums = vec![0f32; self.bias.len()];
        match &self.columns {
            Columns::Narrow(columns) => self.add(vector, columns, &mut sums),
            Columns::Wide(columns) => self.add(vector, columns, &mut sums),
        }
        sums.iter().zip(&self.bias).map(|(sum, bias)| sum * self.scale + bias).collect()
    }

    fn add<C: Copy + Into<usize>>(&self, vector: &[(u32, f32)], columns: &[C], sums: &mut [f32]) {
        for (feature, value) in vector {
            let row = self.row(*feature);
            for (column, weight) in columns[row.clone()].iter().zip(&self.weights[row]) {
                sums[(*column).into()] += value * f32::from(*weight);
            }
        }
    }

    /// What one feature of this value adds to the score of a class.
    pub fn share(&self, feature: u32, value: f32, class: usize) -> f32 {
        let row = self.row(feature);
        let at = row.clone().find(|at| match &self.columns {
            Columns::Narrow(columns) => usize::from(columns[*at]) == class,
            Columns::Wide(columns) => usize::from(columns[*at]) == class,
        });
        at.map_or(0.0, |at| value * f32::from(self.weights[at]) * self.scale)
    }

    fn row(&self, feature: u32) -> std::ops::Range<usize> {
        self.starts[feature as usize] as usize..self.starts[feature as usize + 1] as usize
    }
}
