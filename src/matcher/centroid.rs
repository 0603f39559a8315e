//! The mean of each class: a view that also places texts of subjects with few phrasings, such as gaps.

use super::dense::Dense;
use super::linear::Linear;
use super::sense::DIM;

/// The centroid of every class, of length 1. Texts come with their class.
pub fn centroids<'a>(
    texts: impl Iterator<Item = (&'a [(u32, f32)], usize)>,
    features: usize,
    classes: usize,
) -> Linear {
    let mut members: Vec<Vec<&[(u32, f32)]>> = vec![Vec::new(); classes];
    for (vector, class) in texts {
        members[class].push(vector);
    }
    // Feature, class and weight, class by class.
    let mut weights: Vec<(u32, u16, f32)> = Vec::new();
    let mut sum = vec![0f32; features];
    let mut largest = 0f32;
    for (class, members) in members.iter().enumerate() {
        let mut touched: Vec<u32> = Vec::new();
        for (feature, value) in members.iter().copied().flatten() {
            let place = &mut sum[*feature as usize];
            if *place == 0.0 {
                touched.push(*feature);
            }
            *place += value;
        }
        let squares = touched.iter().map(|feature| sum[*feature as usize] * sum[*feature as usize]);
        let length = squares.sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        for feature in touched {
            let weight = std::mem::take(&mut sum[feature as usize]) / length;
            largest = largest.max(weight);
            weights.push((feature, class as u16, weight));
        }
    }
    weights.sort_unstable_by_key(|(feature, class, _)| (*feature, *class));
    let mut starts = vec![0; features + 1];
    weights.iter().for_each(|(feature, ..)| starts[*feature as usize + 1] += 1);
    (0..features).for_each(|feature| starts[feature + 1] += starts[feature]);
    Linear::pack(vec![0.0; classes], largest, features, |feature, row| {
        row.extend(weights[starts[feature]..starts[feature + 1]].iter().map(|(_, class, weight)| (*class, *weight)));
    })
}

/// The mean meaning of every class, of length 1.
pub fn mean_meanings<'a>(texts: impl Iterator<Item = (&'a [f32], usize)>, classes: usize) -> Dense {
    let mut sums = vec![vec![0f32; DIM]; classes];
    for (meaning, class) in texts {
        sums[class].iter_mut().zip(meaning).for_each(|(sum, value)| *sum += value);
    }
    Dense::pack(sums.into_iter().map(|mut sum| {
        let length = sum.iter().map(|value| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        sum.iter_mut().for_each(|value| *value /= length);
        sum
    }))
}
