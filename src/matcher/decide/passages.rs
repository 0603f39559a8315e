//! The second tier: facts and passages of documents, found by their words and, where they have vectors, by their meaning
//! when no entry answers.

use crate::knowledge::{Base, Document};
use crate::matcher::score::bm25::{Bm25, Bm25Builder};
use crate::matcher::score::encoder::{LONGEST_TEXT, VectorRows};
use crate::matcher::score::text_vectors::TextVectors;
use crate::text::{Lang, beginning, folded_words, stem};
use serde::{Deserialize, Serialize};

/// What a word of the passage before or behind counts: who "he" is often stands there.
const NEAR: f32 = 0.25;

/// What a word of the headings above counts.
const ABOVE: f32 = 0.75;

/// What all the words of a question count beside the nearness in meaning: with half of it or twice as much, of 135 questions
/// to fifteen documents as many find their passage.
pub(super) const WORDS: f32 = 0.3;

/// Passages of a base with more than this have no vectors: each costs some hundredths of a second once.
const MOST_ENCODED: usize = 1_000;

/// A piece of a document that may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Position of its document in the base.
    pub document: usize,
    /// Position of the fact in its document, or of the passage in a raw text.
    pub part: usize,
    /// Whether it is a fact of a sheet.
    pub fact: bool,
    /// The language of its text, where that is known.
    pub lang: Option<Lang>,
}

/// An index over passages. Frozen once built.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Passages {
    passages: Vec<Passage>,
    terms: Bm25,
    /// The vectors of the passages that have one.
    vectors: VectorRows,
}

/// A passage that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundPassage {
    /// Which one.
    pub passage: Passage,
    /// The share of the question's content words, weighted by rarity, that it has, from 0 to 1.
    pub coverage: f32,
    /// Its BM25 score.
    pub score: f32,
    /// How near it is in meaning, and its words beside that; `None` where no vector tells.
    pub nearness: Option<f32>,
}

/// The text of each passage as it is encoded: the headings above it, and its beginning.
pub fn texts_of_passages(base: &Base) -> Vec<String> {
    let each = |document: &Document| -> Vec<String> {
        let passages = document.headings.iter().zip(&document.passages);
        passages.map(|(heading, text)| encoded_text(heading, text)).collect()
    };
    let many = base.documents.iter().map(|document| document.passages.len()).sum::<usize>() > MOST_ENCODED;
    if many { Vec::new() } else { base.documents.iter().flat_map(each).collect() }
}

fn encoded_text(heading: &str, text: &str) -> String {
    beginning(&format!("{heading} {text}").replace('\n', " "), LONGEST_TEXT).to_owned()
}

impl Passages {
    /// Indexes the documents of a base, with the vectors of their passages where there are some.
    pub fn learn(base: &Base, vectors: Option<&TextVectors>) -> Passages {
        let mut passages = Vec::new();
        let mut terms = Bm25Builder::default();
        let mut encoded: Vec<(Vec<f32>, usize)> = Vec::new();
        for (document, source) in base.documents.iter().enumerate() {
            for (part, fact) in source.facts.iter().enumerate() {
                for (lang, text) in fact.text.iter() {
                    terms.add(passages.len() as u32, &stems(text, lang), 1.0);
                    passages.push(Passage { document, part, fact: true, lang: Some(lang) });
                }
            }
            let lang = source.language;
            let texts: Vec<Vec<String>> =
                source.passages.iter().map(|text| stems(text, lang.unwrap_or_default())).collect();
            for part in 0..texts.len() {
                let number = passages.len() as u32;
                terms.add(number, &texts[part], 1.0);
                let above = source.above(part);
                if !above.is_empty() {
                    terms.add(number, &stems(&above, lang.unwrap_or_default()), ABOVE);
                }
                for near in [part.wrapping_sub(1), part + 1].into_iter().filter_map(|near| texts.get(near)) {
                    terms.add(number, near, NEAR);
                }
                let heading = source.headings.get(part).map_or("", String::as_str);
                let vector = vectors.and_then(|vectors| vectors.get(&encoded_text(heading, &source.passages[part])));
                encoded.extend(vector.map(|vector| (vector, passages.len())));
                passages.push(Passage { document, part, fact: false, lang });
            }
        }
        let vectors = VectorRows::pack(encoded.iter().map(|(vector, at)| (&vector[..], *at)));
        Passages { passages, terms: terms.build(), vectors }
    }

    /// Whether meaning tells anything.
    pub fn have_vectors(&self) -> bool {
        !self.vectors.is_empty()
    }

    /// The passages that have words of the question, or that have a vector where the question has one; those of which the
    /// meaning is known first, best first.
    pub fn find(&self, stems: &[String], question: Option<&[f32]>) -> Vec<FoundPassage> {
        let mut words = vec![(0.0, 0.0); self.passages.len()];
        let hits = self.terms.hits(stems);
        hits.iter().for_each(|hit| words[hit.document as usize] = (hit.coverage, hit.score));
        let mut found: Vec<FoundPassage> = Vec::new();
        let mut told = vec![false; self.passages.len()];
        for (at, cosine) in question.map(|vector| self.vectors.cosines(vector)).unwrap_or_default() {
            let (coverage, score) = words[at];
            let nearness = Some(cosine + WORDS * coverage);
            told[at] = true;
            found.push(FoundPassage { passage: self.passages[at].clone(), coverage, score, nearness });
        }
        found.sort_by(|a, b| b.nearness.unwrap_or_default().total_cmp(&a.nearness.unwrap_or_default()));
        let others = hits.iter().filter(|hit| !told[hit.document as usize]);
        found.extend(others.map(|hit| FoundPassage {
            passage: self.passages[hit.document as usize].clone(),
            coverage: hit.coverage,
            score: hit.score,
            nearness: None,
        }));
        found
    }
}

fn stems(text: &str, lang: Lang) -> Vec<String> {
    folded_words(text).iter().map(|word| stem(word, lang)).collect()
}
