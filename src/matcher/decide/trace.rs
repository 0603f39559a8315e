//! Why a finding came out as it did: figures of the signals and the words that spoke.

use crate::matcher::decide::columns::NAMES;
use crate::matcher::decide::costs::Expected;
use crate::matcher::decide::finding::{Finding, Prepared, Rule};
use crate::matcher::decide::posterior::weights;
use crate::matcher::decide::verdict::costs_of;
use crate::matcher::index::Index;
use crate::matcher::score::features::Ngrams;

/// What spoke for one candidate.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Its position in the base.
    pub entry: usize,
    /// The probability.
    pub score: f32,
    /// What each column adds to its utility, strongest first: its name and its share.
    pub views: Vec<(&'static str, f32)>,
    /// Words of the question that the base knows, and how much each speaks for the candidate; strongest first.
    pub words: Vec<(String, f32)>,
}

/// The account of a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The candidates, best first: the winner and the runners-up.
    pub evidence: Vec<Evidence>,
    /// The probability from which an answer is given.
    pub threshold: f32,
    /// What each action was expected to cost.
    pub expected: Expected,
    /// By what the verdict was reached.
    pub rule: Rule,
}

/// Words and columns that speak less than this are not worth telling.
const FAINT: f32 = 0.02;

impl Index {
    /// Explains what [`Index::find`] finds for an utterance.
    pub fn explain(&self, utterance: &str) -> Explanation {
        let learnt = &self.learnt;
        let (finding, prepared) = self.judge(utterance, true);
        let rows = learnt.weigh(&prepared).rows;
        let encoded = prepared.scores.encoder.is_some();
        let evidence = finding.candidates.iter().filter_map(|candidate| {
            let row = rows.iter().find(|row| row.entry == candidate.entry)?;
            let shares = NAMES.into_iter().zip(weights().contributions(row, encoded));
            let mut views: Vec<(&'static str, f32)> = shares.filter(|(_, share)| share.abs() >= FAINT).collect();
            views.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
            let words = self.words_for(&finding, &prepared, candidate.entry);
            Some(Evidence { entry: candidate.entry, score: candidate.score, views, words })
        });
        let costs = costs_of(&finding.reading, &prepared);
        let posterior: Vec<f32> = finding.candidates.iter().map(|candidate| candidate.score).collect();
        Explanation {
            evidence: evidence.collect(),
            threshold: costs.answer_from(),
            expected: costs.expected(&posterior),
            rule: finding.rule,
        }
    }

    /// Words of the question and how much each speaks for an entry, strongest first.
    fn words_for(&self, finding: &Finding, prepared: &Prepared, entry: usize) -> Vec<(String, f32)> {
        let learnt = &self.learnt;
        let mut words: Vec<(String, f32)> = Vec::new();
        for word in finding.reading.words.iter().filter(|word| learnt.lexicon.knows(word)) {
            let own = learnt.features.vector(&Ngrams::of(std::slice::from_ref(word)));
            let there = |feature: u32| {
                let place = prepared.query.vector.binary_search_by_key(&feature, |(id, _)| *id);
                place.map_or(0.0, |place| prepared.query.vector[place].1)
            };
            let own: Vec<(u32, f32)> = own.iter().map(|(feature, _)| (*feature, there(*feature))).collect();
            let sum = learnt.views.word_share(&prepared.query, word, &own, entry);
            if sum > FAINT && words.iter().all(|(known, _)| known != word) {
                words.push((word.clone(), sum));
            }
        }
        words.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        words
    }
}
