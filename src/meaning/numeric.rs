//! The functions between the matrices. Written as plain loops that the compiler turns into wide instructions, in an order of
//! summation that depends on no processor.

use super::weights::Norm;

const LANES: usize = 16;

/// e to the power of `x`, for `x` of at most 0 (less than -87 counts as -87); relative error about 1e-7. The polynomial is
/// Cephes' (Moshier 1989).
#[inline(always)]
fn exp(x: f32) -> f32 {
    // Added and taken away, this rounds to a whole number, which then also stands in the low bits.
    const ROUND: f32 = 12_582_912.0;
    let x = x.max(-87.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let whole = shifted - ROUND;
    let rest = x - whole * 0.693_359_4 + whole * 2.121_944_4e-4;
    let mut sum = 1.987_569_1e-4;
    for factor in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5, 1.0, 1.0] {
        sum = sum * rest + factor;
    }
    let power = shifted.to_bits().wrapping_sub(ROUND.to_bits()).wrapping_add(127) << 23;
    sum * f32::from_bits(power)
}

/// x Φ(x), by the error function of Abramowitz and Stegun 7.1.26 (absolute error 1.5e-7).
#[inline(always)]
fn gelu(x: f32) -> f32 {
    let z = (x * std::f32::consts::FRAC_1_SQRT_2).abs();
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let mut sum = 1.061_405_4;
    for factor in [-1.453_152_1, 1.421_413_8, -0.284_496_74, 0.254_829_6] {
        sum = sum * t + factor;
    }
    let error = 1.0 - sum * t * exp(-z * z);
    0.5 * (x + x.abs() * error)
}

/// [`gelu`] of every number.
#[inline(always)]
pub(super) fn gelu_all(values: &mut [f32]) {
    for value in values {
        *value = gelu(*value);
    }
}

/// Brings a row to positive numbers with the sum 1 (softmax).
#[inline(always)]
pub(super) fn softmax(row: &mut [f32]) {
    let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for value in row.iter_mut() {
        *value = exp(*value - most);
    }
    let share = 1.0 / sum(row, |value| value);
    for value in row {
        *value *= share;
    }
}

/// Layer norm of one row (Ba et al. 2016, arXiv:1607.06450).
#[inline(always)]
pub(super) fn normalize(row: &mut [f32], norm: &Norm, epsilon: f32) {
    let count = row.len() as f32;
    let mean = sum(row, |value| value) / count;
    let variance = sum(row, |value| (value - mean) * (value - mean)) / count;
    let factor = 1.0 / (variance + epsilon).sqrt();
    for ((value, scale), shift) in row.iter_mut().zip(&norm.scale).zip(&norm.shift) {
        *value = (*value - mean) * factor * scale + shift;
    }
}

/// The sum of `of` over a row, in lanes.
#[inline(always)]
pub(super) fn sum(row: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let (chunks, rest) = row.as_chunks::<LANES>();
    let mut lanes = [0.0; LANES];
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += of(*value);
        }
    }
    lanes.iter().sum::<f32>() + rest.iter().map(|value| of(*value)).sum::<f32>()
}
