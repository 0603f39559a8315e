//! The mean of each class: a signal that also places texts of subjects with few phrasings, such as gaps.

use crate::matcher::score::dense::Dense;
use crate::matcher::score::embeddings::DIM;

/// Centroids, feature by feature.
pub struct Centroids {
    /// Where the weights of a feature begin; one more than there are features.
    starts: Vec<u32>,
    /// Class and weight, in rising order of classes within a feature.
    weights: Vec<(u16, f32)>,
    /// The largest of the weights.
    pub largest: f32,
}

impl Centroids {
    /// The classes that have a feature, in rising order, and what it weighs there.
    pub fn row(&self, feature: usize) -> &[(u16, f32)] {
        &self.weights[self.starts[feature] as usize..self.starts[feature + 1] as usize]
    }
}

/// The centroid of every class, of length 1. Texts come with their class.
pub fn centroids<'a>(
    texts: impl Iterator<Item = (&'a [(u32, f32)], usize)>,
    features: usize,
    classes: usize,
) -> Centroids {
    let mut members: Vec<Vec<&[(u32, f32)]>> = vec![Vec::new(); classes];
    for (vector, class) in texts {
        members[class].push(vector);
    }
    // Feature and weight, class by class; and how many weights each feature has.
    let mut weights: Vec<Vec<(u32, f32)>> = Vec::with_capacity(classes);
    let mut starts = vec![0u32; features + 1];
    let mut sum = vec![0f32; features];
    let mut largest = 0f32;
    for members in members {
        let mut touched: Vec<u32> = Vec::new();
        for (feature, value) in members.into_iter().flatten() {
            let place = &mut sum[*feature as usize];
            if *place == 0.0 {
                touched.push(*feature);
            }
            *place += value;
        }
        let squares = touched.iter().map(|feature| sum[*feature as usize] * sum[*feature as usize]);
        let length = squares.sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        let mut own = Vec::with_capacity(touched.len());
        for feature in touched {
            let weight = std::mem::take(&mut sum[feature as usize]) / length;
            largest = largest.max(weight);
            starts[feature as usize + 1] += 1;
            own.push((feature, weight));
        }
        weights.push(own);
    }
    (0..features).for_each(|feature| starts[feature + 1] += starts[feature]);
    let mut free = starts.clone();
    let mut rows = vec![(0u16, 0f32); starts[features] as usize];
    for (class, own) in weights.into_iter().enumerate() {
        for (feature, weight) in own {
            let place = &mut free[feature as usize];
            rows[*place as usize] = (class as u16, weight);
            *place += 1;
        }
    }
    Centroids { starts, weights: rows, largest }
}

/// The mean meaning of every class, of length 1.
pub fn mean_meanings<'a>(texts: impl Iterator<Item = (&'a [f32], usize)>, classes: usize) -> Dense {
    let mut sums = vec![vec![0f32; DIM]; classes];
    for (meaning, class) in texts {
        sums[class].iter_mut().zip(meaning).for_each(|(sum, value)| *sum += value);
    }
    Dense::pack(
        sums.into_iter().map(|mut sum| {
            let length = sum.iter().map(|value| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
            sum.iter_mut().for_each(|value| *value /= length);
            sum
        }),
        std::iter::repeat(0.0),
    )
}
