//! Matrix products in single precision, six rows of the left side by a panel of 32 columns of the right side at a time: that
//! many sums fit into the registers of a processor, so each number fetched is used several times (Goto and van de Geijn
//! 2008). The instructions are those of the processor at hand.

use super::weights::{BLOCK, BLOCK_BYTES, Linear, half};
use pulp::Simd;

/// Columns of a panel.
pub(super) const PANEL: usize = BLOCK;
/// Rows that are multiplied at a time.
const TILE: usize = 6;
/// Blocks of inputs whose weights are unpacked at a time: 192 × 32 numbers, 24 kB, half of a first-level cache.
const CHUNK: usize = 6;

/// The left side: rows cut into tiles, and in a tile the numbers of one column side by side.
#[derive(Default)]
pub(super) struct Packed {
    rows: usize,
    columns: usize,
    values: Vec<f32>,
}

impl Packed {
    /// Takes `columns` numbers from the start of every `stride` numbers of `from`.
    #[inline(always)]
    pub(super) fn fill(&mut self, from: &[f32], stride: usize, columns: usize, factor: f32) {
        self.rows = from.len().div_ceil(stride);
        self.columns = columns;
        self.values.clear();
        self.values.resize(self.rows * columns, 0.0);
        let tiles = self.values.chunks_mut(TILE * columns).zip(from.chunks(TILE * stride));
        for (tile, rows) in tiles {
            let width = tile.len() / columns;
            for (at, row) in rows.chunks(stride).enumerate() {
                for (column, value) in tile.chunks_exact_mut(width).zip(row) {
                    column[at] = value * factor;
                }
            }
        }
    }
}

/// Adds `left[.., from..from + panel.len()]` × `panel` to 32 columns of `to` that begin at `column`; `to` has `stride` numbers
/// a row.
#[inline(always)]
pub(super) fn multiply<S: Simd>(
    simd: S,
    left: &Packed,
    from: usize,
    panel: &[[f32; PANEL]],
    to: &mut [f32],
    stride: usize,
    column: usize,
) {
    let tiles = left.values.chunks(TILE * left.columns).zip(to.chunks_mut(TILE * stride));
    for (tile, to) in tiles {
        let rows = tile.len() / left.columns;
        let tile = &tile[from * rows..(from + panel.len()) * rows];
        let to = &mut to[column..];
        match rows {
            1 => tile_by_panel::<S, 1>(simd, tile, panel, to, stride),
            2 => tile_by_panel::<S, 2>(simd, tile, panel, to, stride),
            3 => tile_by_panel::<S, 3>(simd, tile, panel, to, stride),
            4 => tile_by_panel::<S, 4>(simd, tile, panel, to, stride),
            5 => tile_by_panel::<S, 5>(simd, tile, panel, to, stride),
            _ => tile_by_panel::<S, TILE>(simd, tile, panel, to, stride),
        }
    }
}

#[inline(always)]
fn tile_by_panel<S: Simd, const ROWS: usize>(
    simd: S,
    tile: &[f32],
    panel: &[[f32; PANEL]],
    to: &mut [f32],
    stride: usize,
) {
    let (tile, _) = tile.as_chunks::<ROWS>();
    if S::F32_LANES == 1 {
        return narrow(tile, panel, to, stride);
    }
    // Two registers a row: with six rows twelve sums, of sixteen registers (AVX2) or thirty-two.
    let width = 2 * S::F32_LANES;
    for at in (0..PANEL).step_by(width) {
        let mut sums = [[simd.splat_f32s(0.0); 2]; ROWS];
        for (row, sums) in sums.iter_mut().enumerate() {
            let (wide, _) = S::as_simd_f32s(&to[row * stride + at..][..width]);
            *sums = [wide[0], wide[1]];
        }
        for (lefts, rights) in tile.iter().zip(panel) {
            let (wide, _) = S::as_simd_f32s(&rights[at..at + width]);
            for (sums, left) in sums.iter_mut().zip(lefts) {
                let left = simd.splat_f32s(*left);
                sums[0] = simd.mul_add_e_f32s(left, wide[0], sums[0]);
                sums[1] = simd.mul_add_e_f32s(left, wide[1], sums[1]);
            }
        }
        for (row, sums) in sums.iter().enumerate() {
            let (wide, _) = S::as_mut_simd_f32s(&mut to[row * stride + at..][..width]);
            wide.copy_from_slice(sums);
        }
    }
}

/// For a processor of which nothing is known: what the compiler makes of a plain loop.
#[inline(always)]
fn narrow<const ROWS: usize>(tile: &[[f32; ROWS]], panel: &[[f32; PANEL]], to: &mut [f32], stride: usize) {
    const WIDTH: usize = 8;
    for at in (0..PANEL).step_by(WIDTH) {
        let mut sums = [[0.0; WIDTH]; ROWS];
        for (lefts, rights) in tile.iter().zip(panel) {
            let rights = &rights[at..at + WIDTH];
            for (sums, left) in sums.iter_mut().zip(lefts) {
                for (sum, right) in sums.iter_mut().zip(rights) {
                    *sum += left * right;
                }
            }
        }
        for (row, sums) in sums.iter().enumerate() {
            for (to, sum) in to[row * stride + at..][..WIDTH].iter_mut().zip(sums) {
                *to += sum;
            }
        }
    }
}

/// Puts `left` × `linear` and its bias into columns of `to` that begin at `column`. Weights are unpacked a piece at a time, used
/// by all rows while they lie in the first-level cache, and forgotten.
#[inline(always)]
pub(super) fn apply<S: Simd>(simd: S, left: &Packed, linear: &Linear, to: &mut [f32], stride: usize, column: usize) {
    for row in to.chunks_mut(stride) {
        row[column..column + linear.bias.len()].copy_from_slice(&linear.bias);
    }
    let mut unpacked = [[0.0; PANEL]; CHUNK * BLOCK];
    let block = PANEL * BLOCK_BYTES;
    let panels = linear.panels.chunks_exact(linear.inputs / BLOCK * block).enumerate();
    for (at, panel) in panels {
        for (chunk, blocks) in panel.chunks(CHUNK * block).enumerate() {
            let count = blocks.len() / block * BLOCK;
            for (block, to) in blocks.chunks_exact(block).zip(unpacked.as_chunks_mut::<BLOCK>().0) {
                unpack(block, to);
            }
            let from = chunk * CHUNK * BLOCK;
            multiply(simd, left, from, &unpacked[..count], to, stride, column + at * PANEL);
        }
    }
}

/// The weights of 32 inputs to 32 outputs: a scale an output, then a row of 4-bit numbers an input.
#[inline(always)]
fn unpack(block: &[u8], to: &mut [[f32; PANEL]; BLOCK]) {
    let (scales, packed) = block.split_at(2 * PANEL);
    let mut factors = [0.0; PANEL];
    for (factor, scale) in factors.iter_mut().zip(scales.as_chunks::<2>().0) {
        *factor = half(*scale);
    }
    for (row, packed) in to.iter_mut().zip(packed.as_chunks::<{ PANEL / 2 }>().0) {
        for at in 0..PANEL / 2 {
            row[at] = (f32::from(packed[at] & 15) - 8.0) * factors[at];
            row[at + PANEL / 2] = (f32::from(packed[at] >> 4) - 8.0) * factors[at + PANEL / 2];
        }
    }
}
