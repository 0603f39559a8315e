//! How near texts lie by what they mean, whatever their languages.

use super::index::Index;
use super::score::embeddings::word_vectors;

impl Index {
    /// The cosine between the meanings of two texts of folded words, by the words that carry a subject; 0 where one has none.
    pub fn likeness(&self, one: &[String], other: &[String]) -> f32 {
        let vector = |words: &[String]| {
            let content: Vec<String> = words.iter().filter(|word| !self.learnt.stop.contains(*word)).cloned().collect();
            word_vectors().vector(&content)
        };
        cosine(&vector(one), &vector(other))
    }

    /// The meaning of a question as a vector, by the sentence encoder; none without one.
    pub fn vector(&self, question: &str) -> Option<Vec<f32>> {
        self.encoder.map(|encoder| encoder.vector(question))
    }

    /// The cosine between such a vector and that of each sentence of an answer; none without an encoder.
    pub fn nearness(&self, question: &[f32], sentences: &[String]) -> Option<Vec<f32>> {
        let encoder = self.encoder?;
        Some(sentences.iter().map(|sentence| cosine(question, &self.sentences.vector(encoder, sentence))).collect())
    }

    /// The kinds of smalltalk with their nearness to a text in meaning, nearest first, and the nearness of the nearest entry;
    /// none without an encoder.
    pub fn nearest_kinds(&self, text: &str) -> Option<(Vec<(&str, f32)>, f32)> {
        let (encoder, columns) = (self.encoder?, self.learnt.views.encoder.as_ref()?);
        let layout = self.learnt.kinds;
        let nearest = columns.see(&encoder.vector(text), layout.judged(), layout.judged()).nearest;
        let small = self.learnt.smalltalk.iter().map(String::as_str).zip(nearest[layout.entries..].iter().copied());
        let mut small: Vec<(&str, f32)> = small.collect();
        small.sort_by(|a, b| b.1.total_cmp(&a.1));
        Some((small, nearest[..layout.entries].iter().copied().fold(0.0, f32::max)))
    }
}

fn cosine(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}
