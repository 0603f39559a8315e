//! A text to a vector: texts that mean the same lie near each other, in whatever language and words they are written.
//!
//! The encoder is multilingual-e5-small (Wang et al. 2024, arXiv:2402.05672), twelve layers of 384 numbers, with weights of four
//! bits and a vocabulary for Russian, English, Turkish and Ukrainian. `model/encoder/` holds the recipe, the layout of the
//! file, where it comes from and what it reaches.
//!
//! One call uses one thread; whoever has many texts shares them out. The result does not depend on that.

mod forward;
mod multiply;
mod numeric;
mod tokenizer;
mod weights;

pub use weights::BrokenModel;

use std::sync::OnceLock;
use tokenizer::Tokenizer;
use weights::{Shape, Weights};

/// Numbers in a vector.
pub const WIDTH: usize = 384;

/// What the encoder was trained to see before a text whose like is sought.
const PREFIX: &str = "query: ";

#[cfg(feature = "encoder")]
static SHIPPED: Option<&[u8]> = Some(include_bytes!("../../model/encoder/encoder.bin"));
#[cfg(not(feature = "encoder"))]
static SHIPPED: Option<&[u8]> = None;

/// A sentence encoder, ready for use.
pub struct Embedder {
    weights: Weights,
    tokenizer: Tokenizer,
}

impl Embedder {
    /// The encoder inside the binary, looked through on first use (about a millisecond); none in a build without the
    /// feature `encoder`.
    pub fn shipped() -> Option<&'static Embedder> {
        static READ: OnceLock<Option<Embedder>> = OnceLock::new();
        READ.get_or_init(|| SHIPPED.and_then(|bytes| Embedder::read(bytes).ok())).as_ref()
    }

    /// An encoder in the layout of `model/encoder/FORMAT.md`. Nothing large is copied.
    ///
    /// # Errors
    ///
    /// When the bytes are something else, or cut off.
    pub fn read(bytes: &'static [u8]) -> Result<Embedder, BrokenModel> {
        let (weights, vocabulary) = Weights::read(bytes)?;
        let tokenizer = Tokenizer::new(vocabulary, &weights.shape)?;
        Ok(Embedder { weights, tokenizer })
    }

    /// What the text means: [`WIDTH`] numbers of length 1. The inner product of two texts is their cosine; for unrelated ones
    /// it is about 0.8, for the same question in other words 0.9 and more.
    ///
    /// Looks at the first 256 pieces (with `query: ` and the marks of start and end), some 800 characters of Russian and 1,000
    /// of English; what follows is not seen. Any text gives a vector, the empty one too.
    pub fn vector(&self, text: &str) -> Vec<f32> {
        let Shape { bos, eos, positions, .. } = self.weights.shape;
        let mut pieces = self.pieces(text);
        pieces.truncate(positions - 2);
        pieces.insert(0, bos);
        pieces.push(eos);
        forward::forward(&self.weights, &pieces)
    }

    /// The ids of the text's pieces with `query: ` before it: places in the sorted vocabulary of the file.
    pub fn pieces(&self, text: &str) -> Vec<u32> {
        self.tokenizer.pieces(&format!("{PREFIX}{text}"))
    }

    /// Hash (BLAKE3) of the weights: vectors of another version are not comparable.
    pub fn version(&self) -> [u8; 32] {
        self.weights.hash
    }
}
