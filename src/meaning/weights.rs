//! `encoder.bin` as it lies in memory: checked once, then only pointed into. `model/encoder/FORMAT.md` has the layout.

use std::fmt;

/// Inputs that share a scale, and outputs that lie side by side.
pub(super) const BLOCK: usize = 32;
/// Bytes of [`BLOCK`] weights with their scale.
pub(super) const BLOCK_BYTES: usize = 18;

const MAGIC: &[u8] = b"PRENCOD1";

/// Why bytes are no encoder of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrokenModel {
    /// They do not begin as `encoder.bin` does.
    Unknown,
    /// They end (or go on) where the part named should (or should not).
    Length {
        /// The part of the file.
        part: &'static str,
        /// Byte at which the part begins.
        at: usize,
    },
    /// A number makes no sense.
    Number {
        /// What the number counts.
        part: &'static str,
        /// The number found.
        found: u32,
    },
}

impl fmt::Display for BrokenModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BrokenModel::Unknown => f.write_str("`encoder.bin` has another format")?,
            BrokenModel::Length { part, at } => write!(f, "`encoder.bin`: {part} at byte {at} has the wrong length")?,
            BrokenModel::Number { part, found } => write!(f, "`encoder.bin`: {part} cannot be {found}")?,
        }
        f.write_str("; make it anew with `model/encoder/recipe.py`")
    }
}

impl std::error::Error for BrokenModel {}

/// How large the encoder is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub width: usize,
    pub heads: usize,
    pub inner: usize,
    pub positions: usize,
    pub bos: u32,
    pub eos: u32,
    pub unk: u32,
    pub epsilon: f32,
    pub unk_score: f32,
}

/// A matrix of 4-bit weights in panels of [`BLOCK`] outputs, and what is added to its products.
pub(super) struct Linear {
    pub inputs: usize,
    pub panels: &'static [u8],
    pub bias: Vec<f32>,
}

/// Scale and shift of a layer norm.
pub(super) struct Norm {
    pub scale: Vec<f32>,
    pub shift: Vec<f32>,
}

/// One layer of the transformer.
pub(super) struct Layer {
    pub query: Linear,
    pub key: Linear,
    pub value: Linear,
    pub attended: Linear,
    pub widen: Linear,
    pub narrow: Linear,
    pub after_attention: Norm,
    pub after_widening: Norm,
}

/// The parts of the tokenizer, as they lie in the file.
pub(super) struct Vocabulary {
    /// Bytes of each piece.
    pub lengths: &'static [u8],
    /// f32 each.
    pub scores: &'static [u8],
    /// The pieces one after another, in ascending order of their bytes.
    pub pieces: &'static [u8],
    /// Characters (u32) that are replaced, ascending.
    pub replaced: &'static [u8],
    /// How many characters stand in for each.
    pub counts: &'static [u8],
    /// The characters (u32) that do, one after another.
    pub replacements: &'static [u8],
}

/// The whole file.
pub(super) struct Weights {
    pub hash: [u8; 32],
    pub shape: Shape,
    /// A row of 4-bit weights a piece.
    pub rows: &'static [u8],
    /// A row of f32 a position.
    pub positions: &'static [u8],
    pub embedded: Norm,
    pub layers: Vec<Layer>,
}

impl Weights {
    /// The file, and apart from it what the tokenizer takes.
    pub(super) fn read(bytes: &'static [u8]) -> Result<(Weights, Vocabulary), BrokenModel> {
        let mut cursor = Cursor { bytes, at: 0 };
        if cursor.take(MAGIC.len(), "the magic").ok() != Some(MAGIC) {
            return Err(BrokenModel::Unknown);
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(cursor.take(32, "the hash")?);
        let width = cursor.number("the width", super::WIDTH, super::WIDTH)?;
        let layers = cursor.number("the count of layers", 1, 1 << 7)?;
        let heads = cursor.number("the count of heads", 1, 1 << 7)?;
        let inner = cursor.number("the inner width", 1, 1 << 14)?;
        if width != heads * BLOCK || inner % BLOCK != 0 {
            return Err(BrokenModel::Number { part: "the width a head", found: (width / heads) as u32 });
        }
        // Room for the marks of start and end and one piece.
        let positions = cursor.number("the count of positions", 3, 1 << 12)?;
        let pieces = cursor.number("the count of pieces", 1, 1 << 22)?;
        let [bos, eos, unk] = ["the piece of the start", "the piece of the end", "the unknown piece"]
            .map(|part| cursor.number(part, 0, pieces - 1).map(|id| id as u32));
        let letters = cursor.number("the bytes of the pieces", 1, 1 << 28)?;
        let rules = cursor.number("the count of replaced characters", 0, 1 << 21)?;
        let outs = cursor.number("the count of replacements", 0, 1 << 24)?;
        let [epsilon, unk_score] = [cursor.float()?, cursor.float()?];
        let shape = Shape { width, heads, inner, positions, bos: bos?, eos: eos?, unk: unk?, epsilon, unk_score };
        let vocabulary = Vocabulary {
            lengths: cursor.take(pieces, "the lengths of the pieces")?,
            scores: cursor.take(4 * pieces, "the scores of the pieces")?,
            pieces: cursor.take(letters, "the pieces")?,
            replaced: cursor.take(4 * rules, "the replaced characters")?,
            counts: cursor.take(rules, "the counts of replacements")?,
            replacements: cursor.take(4 * outs, "the replacements")?,
        };
        let weights = Weights {
            hash,
            shape,
            rows: cursor.take(pieces * width / BLOCK * BLOCK_BYTES, "the rows of the pieces")?,
            positions: cursor.take(4 * positions * width, "the positions")?,
            embedded: cursor.norm(width)?,
            layers: (0..layers).map(|_| cursor.layer(width, inner)).collect::<Result<_, _>>()?,
        };
        match cursor.at == bytes.len() {
            true => Ok((weights, vocabulary)),
            false => Err(BrokenModel::Length { part: "the end", at: cursor.at }),
        }
    }
}

struct Cursor {
    bytes: &'static [u8],
    at: usize,
}

impl Cursor {
    fn take(&mut self, length: usize, part: &'static str) -> Result<&'static [u8], BrokenModel> {
        let found = self.bytes.get(self.at..).and_then(|rest| rest.get(..length));
        let found = found.ok_or(BrokenModel::Length { part, at: self.at })?;
        self.at += length;
        Ok(found)
    }

    fn number(&mut self, part: &'static str, least: usize, most: usize) -> Result<usize, BrokenModel> {
        let found = word(self.take(4, part)?, 0);
        match (least..=most).contains(&(found as usize)) {
            true => Ok(found as usize),
            false => Err(BrokenModel::Number { part, found }),
        }
    }

    fn float(&mut self) -> Result<f32, BrokenModel> {
        let part = "a small number of the head";
        let found = word(self.take(4, part)?, 0);
        let float = f32::from_bits(found);
        if float.is_finite() { Ok(float) } else { Err(BrokenModel::Number { part, found }) }
    }

    fn floats(&mut self, count: usize, part: &'static str) -> Result<Vec<f32>, BrokenModel> {
        Ok(floats(self.take(4 * count, part)?).collect())
    }

    fn norm(&mut self, width: usize) -> Result<Norm, BrokenModel> {
        let part = "a layer norm";
        Ok(Norm { scale: self.floats(width, part)?, shift: self.floats(width, part)? })
    }

    fn linear(&mut self, inputs: usize, outputs: usize) -> Result<Linear, BrokenModel> {
        let panels = self.take(inputs / BLOCK * BLOCK_BYTES * outputs, "a matrix")?;
        Ok(Linear { inputs, panels, bias: self.floats(outputs, "a bias")? })
    }

    fn layer(&mut self, width: usize, inner: usize) -> Result<Layer, BrokenModel> {
        Ok(Layer {
            query: self.linear(width, width)?,
            key: self.linear(width, width)?,
            value: self.linear(width, width)?,
            attended: self.linear(width, width)?,
            widen: self.linear(width, inner)?,
            narrow: self.linear(inner, width)?,
            after_attention: self.norm(width)?,
            after_widening: self.norm(width)?,
        })
    }
}

/// The `index`th little-endian u32; 0 where there is none.
pub(super) fn word(bytes: &[u8], index: usize) -> u32 {
    bytes.as_chunks::<4>().0.get(index).map_or(0, |four| u32::from_le_bytes(*four))
}

/// Little-endian f32 one after another.
pub(super) fn floats(bytes: &[u8]) -> impl Iterator<Item = f32> {
    bytes.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four))
}

/// IEEE half precision to single. Without branches, so that a loop over it becomes wide instructions; infinities, which no
/// weight is, come out as 65536.
#[inline(always)]
pub(super) fn half(bits: [u8; 2]) -> f32 {
    let bits = u32::from(u16::from_le_bytes(bits));
    let magnitude = f32::from_bits((bits & 0x7fff) << 13) * f32::from_bits(0x7780_0000);
    f32::from_bits(magnitude.to_bits() | (bits & 0x8000) << 16)
}
