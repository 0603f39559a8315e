//! Vectors of sentences of answers, so that each is encoded once: follow-ups ask for the same sentences again and again.
//!
//! What people write never comes in here. A vector depends on its sentence alone, so whether it was known changes nothing
//! but the time.

use super::encoder::SharedEncoder;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Sentences that are remembered: more than the answers of the shipped base have in one language; 6 MB of vectors.
const MOST: usize = 4_096;

/// The vectors known so far, by sentence.
#[derive(Debug, Default)]
pub struct SentenceMemo(Mutex<HashMap<String, Arc<[f32]>>>);

impl SentenceMemo {
    /// The vector of a sentence.
    pub fn vector(&self, encoder: SharedEncoder, sentence: &str) -> Arc<[f32]> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(vector) = known().get(sentence) {
            return vector.clone();
        }
        // The lock is not held meanwhile: another talk may well encode the same, and comes to the same.
        let vector: Arc<[f32]> = encoder.vector(sentence).into();
        let mut known = known();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(sentence.to_owned(), vector.clone());
        vector
    }
}

#[cfg(test)]
mod tests {
    use super::super::encoder::Encoder;
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Counts what it encodes.
    struct Counting(AtomicUsize);

    impl Encoder for Counting {
        fn vector(&self, text: &str) -> Vec<f32> {
            self.0.fetch_add(1, Ordering::Relaxed);
            vec![text.len() as f32; super::super::encoder::ENCODED]
        }
    }

    #[test]
    fn each_sentence_is_encoded_once_and_not_too_many_are_kept() {
        static COUNTING: Counting = Counting(AtomicUsize::new(0));
        let (encoder, memo) = (SharedEncoder(&COUNTING), SentenceMemo::default());
        let first = memo.vector(encoder, "One sentence.");
        assert_eq!(memo.vector(encoder, "One sentence."), first);
        assert_eq!(first.to_vec(), encoder.vector("One sentence."), "remembered or not, it is the same");
        assert_eq!(COUNTING.0.load(Ordering::Relaxed), 2, "once for the memo, once without it");
        (0..2 * MOST).for_each(|at| drop(memo.vector(encoder, &at.to_string())));
        assert!(memo.0.lock().unwrap().len() <= MOST);
    }
}
