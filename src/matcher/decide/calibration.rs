//! From the figures of the signals to one probability on a large base: a logistic model, fitted on the base itself.
//!
//! Platt, "Probabilistic outputs for support vector machines", 1999, with several inputs instead of one.

use crate::matcher::score::signals::INPUTS;
use serde::{Deserialize, Serialize};

/// A fitted logistic model.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Calibration {
    weights: [f32; INPUTS],
    bias: f32,
}

/// What the inputs are worth on a base with much to learn from, and the bias: from here a fit begins, and a small base
/// stays near it, for a few dozen phrasings cannot tell what they are worth.
pub const USUAL: Weights = [3.3, -1.2, -3.0, -0.5, -2.0, -1.5, -0.7, -0.5];
/// How strongly weights are held near the usual ones; about as many questions must speak against one to halve the pull.
/// The inputs are all of size one or so. That of unknown words is hardly fitted: phrasings of the base that were left out
/// have few words that nobody else uses, while questions about something else are made of them.
const PULL: Weights = [15.0, 15.0, 15.0, 15.0, 3000.0, 60.0, 15.0, 15.0];
/// Newton steps; the model converges in far fewer.
const STEPS: usize = 30;
/// The smallest part of a step that is tried.
const SMALLEST: f64 = 1e-4;

impl Calibration {
    /// The probability that the candidate is right, from 0 to 1.
    pub fn probability(&self, inputs: &[f32; INPUTS]) -> f32 {
        let sum: f32 = self.weights.iter().zip(inputs).map(|(weight, input)| weight * input).sum();
        1.0 / (1.0 + (-(sum + self.bias)).exp())
    }

    /// The weight of each input and the bias, for people.
    pub fn weights(&self) -> ([f32; INPUTS], f32) {
        (self.weights, self.bias)
    }

    /// The model with these weights.
    pub fn usual(w: &Weights) -> Calibration {
        Calibration { weights: std::array::from_fn(|i| w[i] as f32), bias: w[INPUTS] as f32 }
    }

    /// Fits on candidates with their inputs, whether they were right, and how much each counts (Newton's method with
    /// steps halved until they lead downhill).
    pub fn fit(samples: &[Judged], usual: &Weights) -> Calibration {
        let mut w = *usual;
        let mut cost = cost(&w, samples, usual);
        for _ in 0..STEPS {
            let (gradient, hessian) = slope(&w, samples, usual);
            let step = solve(hessian, gradient);
            let mut size = 1.0;
            let next = loop {
                let next: Weights = std::array::from_fn(|i| w[i] + size * step[i]);
                let reached = self::cost(&next, samples, usual);
                if reached <= cost || size < SMALLEST {
                    break (next, reached);
                }
                size /= 2.0;
            };
            let gained = cost - next.1;
            if gained <= 0.0 {
                break;
            }
            (w, cost) = next;
            if gained < 1e-9 * cost {
                break;
            }
        }
        Calibration::usual(&w)
    }
}

/// A candidate: its inputs, whether it was right, and how much it counts.
pub type Judged = ([f32; INPUTS], bool, f32);

const N: usize = INPUTS + 1;
/// A weight for every input, then the bias.
pub type Weights = [f64; N];

fn with_bias(inputs: &[f32; INPUTS]) -> Weights {
    std::array::from_fn(|i| inputs.get(i).map_or(1.0, |input| f64::from(*input)))
}

fn sum(w: &Weights, x: &Weights) -> f64 {
    w.iter().zip(x).map(|(w, x)| w * x).sum()
}

/// Minus the logarithm of the likelihood, and the pull towards the usual weights.
fn cost(w: &Weights, samples: &[Judged], usual: &Weights) -> f64 {
    let pull: f64 = (0..N).map(|i| PULL[i] / 2.0 * (w[i] - usual[i]).powi(2)).sum();
    let missed = samples.iter().map(|(inputs, right, count)| {
        let z = sum(w, &with_bias(inputs));
        // ln(1 + e^-z), in a form that does not overflow.
        let z = if *right { z } else { -z };
        f64::from(*count) * ((-z.abs()).exp().ln_1p() + (-z).max(0.0))
    });
    pull + missed.sum::<f64>()
}

/// Minus the gradient of the cost, and its curvature.
fn slope(w: &Weights, samples: &[Judged], usual: &Weights) -> (Weights, [Weights; N]) {
    let mut gradient: Weights = std::array::from_fn(|i| -PULL[i] * (w[i] - usual[i]));
    let mut hessian = [[0f64; N]; N];
    hessian.iter_mut().enumerate().for_each(|(i, row)| row[i] = PULL[i]);
    for (inputs, right, count) in samples {
        let x = with_bias(inputs);
        let p = 1.0 / (1.0 + (-sum(w, &x)).exp());
        let error = f64::from(*count) * (f64::from(u8::from(*right)) - p);
        let curve = f64::from(*count) * p * (1.0 - p);
        for i in 0..N {
            gradient[i] += error * x[i];
            for j in 0..N {
                hessian[i][j] += curve * x[i] * x[j];
            }
        }
    }
    (gradient, hessian)
}

/// Solves a small symmetric system (Gaussian elimination with pivots).
fn solve(mut a: [Weights; N], mut b: Weights) -> Weights {
    for column in 0..N {
        let pivot = (column..N).max_by(|i, j| a[*i][column].abs().total_cmp(&a[*j][column].abs())).unwrap_or(column);
        a.swap(column, pivot);
        b.swap(column, pivot);
        if a[column][column].abs() < 1e-12 {
            continue;
        }
        for row in column + 1..N {
            let factor = a[row][column] / a[column][column];
            let upper = a[column];
            a[row].iter_mut().zip(upper).for_each(|(value, above)| *value -= factor * above);
            b[row] -= factor * b[column];
        }
    }
    let mut x = [0f64; N];
    for row in (0..N).rev() {
        let known: f64 = (row + 1..N).map(|k| a[row][k] * x[k]).sum();
        x[row] = if a[row][row].abs() < 1e-12 { 0.0 } else { (b[row] - known) / a[row][row] };
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(x: f32, right: bool) -> Judged {
        (std::array::from_fn(|at| if at == 0 { x } else { 0.0 }), right, 1.0)
    }

    #[test]
    fn a_fitted_probability_is_a_frequency() {
        let shares = [(-2.0, 0.12), (-1.0, 0.27), (0.0, 0.5), (1.0, 0.73), (2.0, 0.88)];
        let of = |x: f32, share: f32| (0..1000).map(move |i| sample(x, (i as f32) < 1000.0 * share));
        let samples: Vec<_> = shares.into_iter().flat_map(|(x, share)| of(x, share)).collect();
        let fitted = Calibration::fit(&samples, &USUAL);
        for (x, share) in shares {
            let told = fitted.probability(&sample(x, true).0);
            assert!((share - told).abs() < 0.05, "at {x}: {share} are right, {told} is told");
        }
    }

    #[test]
    fn a_few_odd_samples_do_not_turn_it_round() {
        let fitted =
            Calibration::fit(&[sample(1.0, false), sample(-1.0, true), sample(0.9, false), sample(-0.9, true)], &USUAL);
        assert!(fitted.probability(&sample(1.0, true).0) > fitted.probability(&sample(-1.0, true).0));
    }
}
