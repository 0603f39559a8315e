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
        forward::forward(&self.weights, &self.framed(text))
    }

    /// What the encoder reads: the text's pieces between the marks of start and end, as many as it has positions.
    fn framed(&self, text: &str) -> Vec<u32> {
        let Shape { bos, eos, positions, .. } = self.weights.shape;
        let mut pieces = self.pieces(text);
        pieces.truncate(positions - 2);
        pieces.insert(0, bos);
        pieces.push(eos);
        pieces
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cosine(a: &[f32], b: &[f32]) -> f32 {
        a.iter().zip(b).map(|(a, b)| a * b).sum()
    }

    fn farthest(a: &[f32], b: &[f32]) -> f32 {
        a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
    }

    /// A build without the encoder has nothing to test.
    fn with_shipped(test: impl Fn(&'static Embedder)) {
        match Embedder::shipped() {
            Some(embedder) => test(embedder),
            None => println!("skipped: no encoder in this build"),
        }
    }

    #[test]
    fn pieces_and_vectors_are_those_of_the_original() {
        with_shipped(|embedder| {
            let golden = include_str!("../../model/encoder/golden.tsv");
            let rows: Vec<&str> = golden.lines().filter(|line| !line.starts_with('#')).collect();
            assert!(rows.len() >= 55, "{}", rows.len());
            for row in rows {
                let columns: Vec<&str> = row.split('\t').collect();
                let text = columns[0].replace("\\n", "\n").replace("\\t", "\t");
                let pieces: Vec<u32> = columns[1].split(' ').map(|id| id.parse().unwrap()).collect();
                let vector: Vec<f32> = columns[2].split(' ').map(|value| value.parse().unwrap()).collect();
                assert_eq!(embedder.pieces(&text), pieces, "{text}");
                let ours = embedder.vector(&text);
                assert_eq!(ours.len(), WIDTH);
                // The original rounds what goes into a product to 8 bits; here it is not rounded.
                assert!(cosine(&ours, &vector) > 0.9995, "{text}: {}", cosine(&ours, &vector));
            }
        });
    }

    #[test]
    fn the_same_question_in_another_language_is_nearer_than_another_question() {
        with_shipped(|embedder| {
            let [asked, same, other] =
                ["Где обменять деньги?", "Where can I exchange currency?", "Where can I take the dog for a walk?"]
                    .map(|text| embedder.vector(text));
            assert!(cosine(&asked, &same) > cosine(&asked, &other) + 0.02);
        });
    }

    #[test]
    fn a_vector_depends_neither_on_the_processor_nor_on_threads() {
        with_shipped(|embedder| {
            for text in ["", "где поменять рубли на лиры", &"uzun bir hikâye, ".repeat(40)] {
                let pieces = embedder.framed(text);
                let here = embedder.vector(text);
                let plain = forward::plainly(&embedder.weights, &pieces);
                assert!(farthest(&here, &plain) < 1e-4, "{text}: {}", farthest(&here, &plain));
                std::thread::scope(|scope| {
                    let threads: Vec<_> = (0..3).map(|_| scope.spawn(|| embedder.vector(text))).collect();
                    for thread in threads {
                        assert_eq!(thread.join().unwrap(), here);
                    }
                });
            }
        });
    }

    #[test]
    fn a_text_that_is_too_long_is_cut() {
        with_shipped(|embedder| {
            let story = "мы приехали вчера, ".repeat(2000);
            assert_eq!(embedder.framed(&story).len(), 256);
            assert_eq!(embedder.vector(&story), embedder.vector(&story[..story.len() / 2]));
        });
    }

    #[test]
    fn the_version_is_the_hash_of_what_follows_it() {
        with_shipped(|embedder| {
            let content = &SHIPPED.unwrap()[40..];
            assert_eq!(embedder.version(), *blake3::hash(content).as_bytes());
        });
    }

    #[test]
    fn a_broken_file_is_an_error_and_no_panic() {
        let read = |bytes: Vec<u8>| Embedder::read(Vec::leak(bytes)).err();
        assert_eq!(read(Vec::new()), Some(BrokenModel::Unknown));
        assert_eq!(read(b"GGUF and so on, and so on, and so on, and more".to_vec()), Some(BrokenModel::Unknown));
        let Some(whole) = SHIPPED else { return };
        for length in [9, 40, 60, 95, 200, 80_000, 1_000_000, whole.len() / 2, whole.len() - 1] {
            assert!(Embedder::read(&whole[..length]).is_err(), "{length}");
        }
        let mut longer = whole.to_vec();
        longer.push(0);
        assert_eq!(read(longer), Some(BrokenModel::Length { part: "the end", at: whole.len() }));
        // Every number of the head, made nothing, huge or one more.
        for at in (40..88).step_by(4) {
            for value in [0, u32::MAX, 1 << 20] {
                let mut changed = whole[..1_000_000].to_vec();
                changed[at..at + 4].copy_from_slice(&u32::to_le_bytes(value));
                assert!(read(changed).is_some(), "{at}");
            }
        }
        let said = BrokenModel::Length { part: "a matrix", at: 7 }.to_string();
        assert!(said.contains("`encoder.bin`") && said.contains("byte 7") && said.contains("recipe.py"), "{said}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_text_gives_a_vector(text in r"(\PC|\s|[а-яё ]){0,80}") {
            with_shipped(|embedder| {
                let vector = embedder.vector(&text);
                assert!((cosine(&vector, &vector) - 1.0).abs() < 1e-4, "{text:?}");
            });
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn any_text_can_be_cut_into_pieces(text in r"(.|[а-яёıİğş ,!?]|\x{0}|\x{2581}|<s>|<unk>){0,60}") {
            with_shipped(|embedder| {
                let pieces = embedder.pieces(&text);
                assert!(!pieces.is_empty() && pieces.len() <= 8 + 20 * text.len(), "{text:?}");
            });
        }
    }
}
