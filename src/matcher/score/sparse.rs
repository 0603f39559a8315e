//! Two frozen linear maps from features to classes, most of whose weights are nothing, side by side: what costs time is
//! going to memory, and so one way there serves both.

use serde::{Deserialize, Serialize};

/// What the two maps say of one class: its classifier, and its centroid.
pub type Two = [f32; 2];

/// Weights of every class for every feature, kept as small whole numbers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SparseMap {
    /// What the first map says of a text without features.
    #[serde(with = "crate::matcher::flat")]
    bias: Vec<f32>,
    /// Where the weights of a feature begin; one more than there are features.
    #[serde(with = "crate::matcher::flat")]
    starts: Vec<u32>,
    /// For each class that a feature speaks of: the class in the upper half, in the lower half what it weighs in the first
    /// map and in the second, whole numbers of one byte each.
    #[serde(with = "crate::matcher::flat")]
    weights: Vec<u32>,
    /// The weight that 1 stands for in each map.
    scales: Two,
}

/// The largest weight, as it is kept.
const LARGEST: f32 = 127.0;

fn packed(class: u16, [first, second]: [i8; 2]) -> u32 {
    u32::from(class) << 16 | u32::from(first.cast_unsigned()) << 8 | u32::from(second.cast_unsigned())
}

fn class_of(packed: u32) -> usize {
    (packed >> 16) as usize
}

fn weights_of(packed: u32) -> Two {
    [(packed >> 8) as u8, packed as u8].map(|weight| f32::from(weight.cast_signed()))
}

/// How weights of a map are kept.
#[derive(Clone, Copy)]
pub struct Quantisation {
    /// The size of the largest weight.
    pub largest: f32,
    /// What rounds to less than so many steps of 127 beside it is dropped.
    pub least: u8,
}

impl Quantisation {
    fn scale(self) -> f32 {
        if self.largest > 0.0 { self.largest / LARGEST } else { 1.0 }
    }

    fn whole(self, weight: f32) -> i8 {
        let step = (weight / self.scale()).round() as i8;
        if step.unsigned_abs() >= self.least { step } else { 0 }
    }
}

impl SparseMap {
    /// Packs weights that are given feature by feature: `row` appends classes in rising order, each with its weights.
    pub fn pack(
        bias: Vec<f32>,
        steps: [Quantisation; 2],
        features: usize,
        row: impl Fn(usize, &mut Vec<(u16, Two)>),
    ) -> SparseMap {
        let (mut starts, mut weights) = (vec![0], Vec::new());
        let mut given = Vec::new();
        for feature in 0..features {
            row(feature, &mut given);
            for (class, [first, second]) in given.drain(..) {
                let whole = [steps[0].whole(first), steps[1].whole(second)];
                if whole != [0, 0] {
                    weights.push(packed(class, whole));
                }
            }
            starts.push(weights.len() as u32);
        }
        SparseMap { bias, starts, weights, scales: steps.map(Quantisation::scale) }
    }

    /// What both maps say of every class.
    pub fn scores(&self, vector: &[(u32, f32)]) -> Vec<Two> {
        let mut sums = vec![[0f32; 2]; self.bias.len()];
        // All places first: the processor then waits for many of them at once.
        let rows: Vec<_> = vector.iter().map(|(feature, value)| (self.row(*feature), *value)).collect();
        for (row, value) in rows {
            for packed in &self.weights[row] {
                let [first, second] = weights_of(*packed);
                let sum = &mut sums[class_of(*packed)];
                *sum = [sum[0] + value * first, sum[1] + value * second];
            }
        }
        let [first, second] = self.scales;
        sums.iter_mut().zip(&self.bias).for_each(|(sum, bias)| *sum = [sum[0] * first + bias, sum[1] * second]);
        sums
    }

    /// What the first map says of a text without features, class by class.
    pub fn biases(&self) -> &[f32] {
        &self.bias
    }

    /// The classes of which the first map says something by a feature, and what that weighs.
    pub fn first(&self, feature: u32) -> impl Iterator<Item = (usize, f32)> {
        let row = &self.weights[self.row(feature)];
        row.iter().map(|packed| (class_of(*packed), weights_of(*packed)[0] * self.scales[0]))
    }

    /// What one feature of this value adds to what the first map says of a class.
    pub fn share(&self, feature: u32, value: f32, class: usize) -> f32 {
        let found = self.weights[self.row(feature)].iter().find(|packed| class_of(**packed) == class);
        found.map_or(0.0, |packed| value * weights_of(*packed)[0] * self.scales[0])
    }

    fn row(&self, feature: u32) -> std::ops::Range<usize> {
        self.starts[feature as usize] as usize..self.starts[feature as usize + 1] as usize
    }
}
