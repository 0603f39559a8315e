//! The second tier: facts and passages of documents, found by their words when no entry answers.

use crate::knowledge::Base;
use crate::matcher::score::bm25::{Bm25, Bm25Builder};
use crate::text::{Lang, folded_words, stem};
use serde::{Deserialize, Serialize};

/// What a word of the passage before or behind counts: who "he" is often stands there.
const NEAR: f32 = 0.25;

/// What a word of the headings above counts.
const ABOVE: f32 = 0.75;

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
}

impl Passages {
    /// Indexes the documents of a base.
    pub fn learn(base: &Base) -> Passages {
        let mut passages = Vec::new();
        let mut terms = Bm25Builder::default();
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
                passages.push(Passage { document, part, fact: false, lang });
            }
        }
        Passages { passages, terms: terms.build() }
    }

    /// The passages that have words of the question, best first.
    pub fn find(&self, stems: &[String]) -> Vec<FoundPassage> {
        let hits = self.terms.hits(stems).into_iter();
        hits.map(|hit| FoundPassage {
            passage: self.passages[hit.document as usize].clone(),
            coverage: hit.coverage,
            score: hit.score,
        })
        .collect()
    }
}

fn stems(text: &str, lang: Lang) -> Vec<String> {
    folded_words(text).iter().map(|word| stem(word, lang)).collect()
}
