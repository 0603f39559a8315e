//! Words by their stems: which documents have them, how rare they are, and the score that follows (BM25).
//!
//! Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009.

use crate::matcher::string_table::StringTable;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

/// How soon more of the same word stops counting.
const SATURATION: f32 = 1.2;
/// How much a long document is held against it, from 0 to 1.
const LENGTH: f32 = 0.6;

/// An inverted index. Frozen once built.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Bm25 {
    terms: StringTable,
    /// Where the documents of a term begin; one more than there are terms.
    #[serde(with = "crate::matcher::flat")]
    starts: Vec<u32>,
    /// Documents, rising within a term, and what each is worth there.
    #[serde(with = "crate::matcher::flat")]
    documents: Vec<u32>,
    #[serde(with = "crate::matcher::flat")]
    weights: Vec<f32>,
    /// How many documents there are.
    number: u32,
}

/// Gathers documents.
#[derive(Default)]
pub struct Bm25Builder {
    counts: HashMap<Box<str>, BTreeMap<u32, f32>>,
    lengths: Vec<f32>,
}

/// How well a document answers to the words of a question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Its number.
    pub document: u32,
    /// Its BM25 score.
    pub score: f32,
    /// The share of the question's words that it has, weighted by their rarity, from 0 to 1.
    pub coverage: f32,
}

impl Bm25Builder {
    /// Counts the stems of a text for a document, each as `weight` of one.
    pub fn add(&mut self, document: u32, stems: &[String], weight: f32) {
        let at = document as usize;
        if self.lengths.len() <= at {
            self.lengths.resize(at + 1, 0.0);
        }
        self.lengths[at] += stems.len() as f32 * weight;
        for stem in stems {
            *self.counts.entry(stem.as_str().into()).or_default().entry(document).or_default() += weight;
        }
    }

    /// The frozen index.
    pub fn build(self) -> Bm25 {
        let mean = self.lengths.iter().sum::<f32>() / self.lengths.len().max(1) as f32;
        let weight = |document: u32, count: f32| {
            let length = self.lengths[document as usize] / mean.max(1.0);
            count * (SATURATION + 1.0) / (count + SATURATION * (1.0 - LENGTH + LENGTH * length))
        };
        let mut counts: Vec<_> = self.counts.into_iter().collect();
        counts.sort_by(|a, b| a.0.cmp(&b.0));
        let mut terms = Bm25 { number: self.lengths.len() as u32, starts: vec![0], ..Bm25::default() };
        terms.terms = StringTable::gather(counts.iter().map(|(term, _)| &**term));
        for (_, counts) in counts {
            for (document, count) in counts {
                terms.documents.push(document);
                terms.weights.push(weight(document, count));
            }
            terms.starts.push(terms.documents.len() as u32);
        }
        terms
    }
}

impl Bm25 {
    /// The place of a stem's documents.
    fn span(&self, stem: &str) -> Range<usize> {
        let at = self.terms.find(stem);
        at.map_or(0..0, |at| self.starts[at] as usize..self.starts[at + 1] as usize)
    }

    /// How rare a stem is, above 0; for one that no document has, as rare as can be.
    pub fn rarity(&self, stem: &str) -> f32 {
        let having = self.span(stem).len() as f32;
        (1.0 + (self.number as f32 - having + 0.5) / (having + 0.5)).ln()
    }

    /// For each of `documents` documents the share of the stems, by rarity, that it has, from 0 to 1.
    pub fn coverage(&self, stems: &[String], documents: usize) -> Vec<f32> {
        let mut shares = vec![0f32; documents];
        let mut whole = 0.0;
        for stem in stems {
            let rarity = self.rarity(stem);
            whole += rarity;
            for document in &self.documents[self.span(stem)] {
                shares[*document as usize] += rarity;
            }
        }
        shares.iter_mut().for_each(|share| *share /= f32::max(whole, f32::MIN_POSITIVE));
        shares
    }

    /// Every document that has one of the stems, best first; among equals the earlier one.
    pub fn hits(&self, stems: &[String]) -> Vec<Hit> {
        let stems: HashSet<&str> = stems.iter().map(String::as_str).collect();
        let mut stems: Vec<&str> = stems.into_iter().collect();
        stems.sort_unstable();
        let whole: f32 = stems.iter().map(|stem| self.rarity(stem)).sum();
        let mut found: HashMap<u32, Hit> = HashMap::new();
        for stem in stems {
            let rarity = self.rarity(stem);
            let span = self.span(stem);
            for (document, weight) in self.documents[span.clone()].iter().zip(&self.weights[span]) {
                let hit = found.entry(*document).or_insert(Hit { document: *document, score: 0.0, coverage: 0.0 });
                hit.score += rarity * weight;
                // A word that is merely near by, or one of very many, covers less than one that stands in the middle.
                hit.coverage += rarity / whole * weight.min(1.0);
            }
        }
        let mut hits: Vec<Hit> = found.into_values().collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.document.cmp(&b.document)));
        hits
    }
}
