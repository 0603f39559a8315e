//! The forward pass: a BERT encoder (Devlin et al. 2019, arXiv:1810.04805; layer norm after each part) over one text.

use super::multiply::{PANEL, Packed, apply, multiply};
use super::numeric::{gelu_all, normalize, softmax, sum};
use super::weights::{BLOCK, BLOCK_BYTES, Layer, Weights, floats, half};
use pulp::{Arch, Simd, WithSimd};

/// The mean of the last layer's rows for these pieces, brought to length 1.
pub(super) fn forward(weights: &Weights, pieces: &[u32]) -> Vec<f32> {
    Arch::new().dispatch(Forward { weights, pieces })
}

struct Forward<'a> {
    weights: &'a Weights,
    pieces: &'a [u32],
}

impl WithSimd for Forward<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Vec<f32> {
        let (weights, width) = (self.weights, self.weights.shape.width);
        let mut rows = embed(weights, self.pieces);
        let mut room = Room::default();
        for layer in &weights.layers {
            run(simd, layer, weights, &mut rows, &mut room);
        }
        let mut mean = vec![0.0; width];
        for row in rows.chunks_exact(width) {
            mean.iter_mut().zip(row).for_each(|(mean, value)| *mean += value);
        }
        let length = sum(&mean, |value| value * value).sqrt();
        mean.iter_mut().for_each(|value| *value /= length.max(f32::MIN_POSITIVE));
        mean
    }
}

/// What a layer needs to write down on its way; kept from layer to layer.
#[derive(Default)]
struct Room {
    left: Packed,
    /// Queries, keys and values of a row one after another.
    threes: Vec<f32>,
    attended: Vec<f32>,
    wide: Vec<f32>,
    out: Vec<f32>,
    scores: Vec<f32>,
    panels: Vec<[f32; PANEL]>,
}

/// A row a piece: its own weights, those of its position, and a layer norm.
#[inline(always)]
fn embed(weights: &Weights, pieces: &[u32]) -> Vec<f32> {
    let width = weights.shape.width;
    let mut rows = Vec::with_capacity(pieces.len() * width);
    let mut positions = floats(weights.positions);
    let bytes = width / BLOCK * BLOCK_BYTES;
    for piece in pieces {
        let from = rows.len();
        for block in weights.rows[*piece as usize * bytes..][..bytes].chunks_exact(BLOCK_BYTES) {
            let scale = half([block[0], block[1]]);
            rows.extend(block[2..].iter().map(|two| (f32::from(two & 15) - 8.0) * scale));
            rows.extend(block[2..].iter().map(|two| (f32::from(two >> 4) - 8.0) * scale));
        }
        let row = &mut rows[from..];
        row.iter_mut().zip(&mut positions).for_each(|(value, position)| *value += position);
        normalize(row, &weights.embedded, weights.shape.epsilon);
    }
    rows
}

/// One layer: attention, then each row for itself through a wider layer; both added to what came in.
#[inline(always)]
fn run<S: Simd>(simd: S, layer: &Layer, weights: &Weights, rows: &mut [f32], room: &mut Room) {
    let (width, inner, epsilon) = (weights.shape.width, weights.shape.inner, weights.shape.epsilon);
    let count = rows.len() / width;
    room.threes.resize(count * 3 * width, 0.0);
    room.wide.resize(count * inner, 0.0);
    room.out.resize(count * width, 0.0);

    room.left.fill(rows, width, width, 1.0);
    for (at, linear) in [&layer.query, &layer.key, &layer.value].into_iter().enumerate() {
        apply(simd, &room.left, linear, &mut room.threes, 3 * width, at * width);
    }
    attend(simd, weights.shape.heads, count, room);
    room.left.fill(&room.attended, width, width, 1.0);
    apply(simd, &room.left, &layer.attended, &mut room.out, width, 0);
    rows.iter_mut().zip(&room.out).for_each(|(value, more)| *value += more);
    rows.chunks_exact_mut(width).for_each(|row| normalize(row, &layer.after_attention, epsilon));

    room.left.fill(rows, width, width, 1.0);
    apply(simd, &room.left, &layer.widen, &mut room.wide, inner, 0);
    gelu_all(&mut room.wide);
    room.left.fill(&room.wide, inner, inner, 1.0);
    apply(simd, &room.left, &layer.narrow, &mut room.out, width, 0);
    rows.iter_mut().zip(&room.out).for_each(|(value, more)| *value += more);
    rows.chunks_exact_mut(width).for_each(|row| normalize(row, &layer.after_widening, epsilon));
}

/// Scaled dot-product attention (Vaswani et al. 2017, arXiv:1706.03762) of every head; a head is as wide as a panel.
#[inline(always)]
fn attend<S: Simd>(simd: S, heads: usize, count: usize, room: &mut Room) {
    let width = heads * PANEL;
    let padded = count.next_multiple_of(PANEL);
    room.attended.clear();
    room.attended.resize(count * width, 0.0);
    for head in 0..heads {
        let (query, key, value) = (head * PANEL, width + head * PANEL, 2 * width + head * PANEL);
        room.left.fill(&room.threes[query..], 3 * width, PANEL, 1.0 / (PANEL as f32).sqrt());
        room.scores.clear();
        room.scores.resize(count * padded, 0.0);
        for from in (0..count).step_by(PANEL) {
            room.panels.clear();
            room.panels.resize(PANEL, [0.0; PANEL]);
            for at in from..count.min(from + PANEL) {
                let keys = &room.threes[at * 3 * width + key..][..PANEL];
                room.panels.iter_mut().zip(keys).for_each(|(panel, key)| panel[at - from] = *key);
            }
            multiply(simd, &room.left, 0, &room.panels, &mut room.scores, padded, from);
        }
        room.scores.chunks_exact_mut(padded).for_each(|row| softmax(&mut row[..count]));
        room.left.fill(&room.scores, padded, count, 1.0);
        room.panels.clear();
        for row in room.threes.chunks_exact(3 * width) {
            room.panels.extend(row[value..].as_chunks::<PANEL>().0.first());
        }
        multiply(simd, &room.left, 0, &room.panels, &mut room.attended, width, head * PANEL);
    }
}

/// The same without the processor's wide instructions.
#[cfg(test)]
pub(super) fn plainly(weights: &Weights, pieces: &[u32]) -> Vec<f32> {
    pulp::Scalar.vectorize(Forward { weights, pieces })
}
