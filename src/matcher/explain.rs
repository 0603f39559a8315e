//! Why a finding came out as it did: figures of the views and the words that spoke.

use super::features::Traits;
use super::index::Index;
use super::thresholds;
use super::views::Views;

/// What spoke for one candidate.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Its position in the base.
    pub entry: usize,
    /// The probability.
    pub score: f32,
    /// What each view says: its name and its figure.
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
}

/// Words that speak less than this are not worth telling.
const FAINT: f32 = 0.02;

impl Index {
    /// Explains what [`Index::find`] finds for an utterance.
    pub fn explain(&self, utterance: &str) -> Explanation {
        let learnt = &self.learnt;
        let finding = self.find(utterance);
        let prepared = learnt.prepare(&finding.reading.words, &finding.reading);
        let evidence = finding.candidates.iter().map(|candidate| {
            let inputs = Views::inputs(&prepared.sight, &prepared.look, candidate.entry, learnt.kinds);
            let views = vec![
                ("classifier", inputs[0]),
                ("likeness", inputs[2]),
                ("coverage", inputs[5]),
                ("nearest gap", inputs[4]),
                ("unknown words", inputs[6]),
                ("meaning", inputs[9]),
            ];
            let mut words: Vec<(String, f32)> = Vec::new();
            for word in finding.reading.words.iter().filter(|word| learnt.lexicon.knows(word)) {
                let own = learnt.features.vector(&Traits::of(std::slice::from_ref(word)));
                let weight = |feature: u32| {
                    let place = prepared.look.vector.binary_search_by_key(&feature, |(id, _)| *id);
                    place.map_or(0.0, |place| prepared.look.vector[place].1)
                };
                let share = |feature: u32| learnt.views.classifier.share(feature, weight(feature), candidate.entry);
                let sum: f32 = own.iter().map(|(feature, _)| share(*feature)).sum();
                if sum > FAINT && words.iter().all(|(known, _)| known != word) {
                    words.push((word.clone(), sum));
                }
            }
            words.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            Evidence { entry: candidate.entry, score: candidate.score, views, words }
        });
        Explanation { evidence: evidence.collect(), threshold: thresholds::ANSWER }
    }
}
