//! How near two texts lie by what their words mean, whatever their languages.

use super::index::Index;
use super::score::embeddings::word_vectors;

impl Index {
    /// The cosine between the meanings of two texts of folded words, by the words that carry a subject; 0 where one has none.
    pub fn likeness(&self, one: &[String], other: &[String]) -> f32 {
        let vector = |words: &[String]| {
            let content: Vec<String> = words.iter().filter(|word| !self.learnt.stop.contains(*word)).cloned().collect();
            word_vectors().vector(&content)
        };
        vector(one).iter().zip(vector(other)).map(|(one, other)| one * other).sum()
    }
}
