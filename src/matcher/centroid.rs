//! The mean of each class: a view that also places texts of subjects with few phrasings, such as gaps.

use super::linear::Linear;

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
    let mut rows: Vec<Vec<(u16, f32)>> = vec![Vec::new(); features];
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
            rows[feature as usize].push((class as u16, weight));
        }
    }
    Linear::pack(vec![0.0; classes], largest, rows.into_iter())
}
