//! Figures of how well a ranking does.

use serde::Serialize;
use std::time::Duration;

/// Bins of the calibration table.
const BINS: usize = 10;

/// One bin of the calibration table.
#[derive(Debug, Serialize)]
pub struct Bin {
    /// The lowest score in it.
    pub from: f64,
    /// Questions with such a score.
    pub questions: usize,
    /// Their mean score.
    pub told: f64,
    /// The share of them whose first candidate is right.
    pub right: f64,
}

/// A part of a whole in percent, to a tenth.
pub fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { (1000.0 * part as f64 / whole as f64).round() / 10.0 }
}

/// The probability that a question of the first kind scores above one of the second.
pub fn auroc(inside: &[f32], outside: &[f32]) -> f64 {
    let mut sorted = outside.to_vec();
    sorted.sort_by(f32::total_cmp);
    let wins = |score: &f32| {
        let below = sorted.partition_point(|other| other < score);
        let equal = sorted.partition_point(|other| other <= score) - below;
        below as f64 + equal as f64 / 2.0
    };
    let pairs = (inside.len() * outside.len()).max(1) as f64;
    (1000.0 * inside.iter().map(wins).sum::<f64>() / pairs).round() / 1000.0
}

/// How often questions of a score, each with whether its first candidate is right, are right.
pub fn calibration(ranked: &[(bool, f32)]) -> Vec<Bin> {
    let mut bins: Vec<(usize, f64, usize)> = vec![(0, 0.0, 0); BINS];
    for (right, score) in ranked {
        let bin = &mut bins[((f64::from(*score) * BINS as f64) as usize).min(BINS - 1)];
        *bin = (bin.0 + 1, bin.1 + f64::from(*score), bin.2 + usize::from(*right));
    }
    let bin = |(at, (questions, told, right)): (usize, (usize, f64, usize))| Bin {
        from: at as f64 / BINS as f64,
        questions,
        told: (100.0 * told / questions.max(1) as f64).round() / 100.0,
        right: (100.0 * right as f64 / questions.max(1) as f64).round() / 100.0,
    };
    bins.into_iter().enumerate().map(bin).collect()
}

/// The mean distance between score and share of right ones, over questions (expected calibration error).
pub fn calibration_error(bins: &[Bin]) -> f64 {
    let questions: usize = bins.iter().map(|bin| bin.questions).sum();
    let off: f64 = bins.iter().map(|bin| bin.questions as f64 * (bin.told - bin.right).abs()).sum();
    (1000.0 * off / questions.max(1) as f64).round() / 1000.0
}

/// The time within which this share of the work was done, in microseconds.
pub fn quantile(times: &mut [Duration], share: f64) -> f64 {
    times.sort();
    let at = ((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1));
    times.get(at).map_or(0.0, |time| (time.as_secs_f64() * 1e7).round() / 10.0)
}
