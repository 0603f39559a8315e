//! Why a finding came out as it did: figures of the signals and the words that spoke.

use crate::matcher::decide::costs;
use crate::matcher::index::Index;
use crate::matcher::score::features::Ngrams;
use crate::matcher::score::signals::Scorer;

/// What spoke for one candidate.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Its position in the base.
    pub entry: usize,
    /// The probability.
    pub score: f32,
    /// What each signal says: its name and its figure.
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
        let (finding, prepared) = self.judge(utterance, true);
        let evidence = finding.candidates.iter().filter_map(|candidate| {
            let seat = prepared.scores.entries.binary_search(&candidate.entry).ok()?;
            let scores = &prepared.scores;
            let [rank, rival, gap, _, unknown, _, outside] =
                Scorer::inputs(scores, &prepared.query, (&learnt.views.ranks(scores), Scorer::beyond(scores)), seat);
            let mut views = vec![
                ("classifier", scores.classifier[seat]),
                ("likeness", scores.likeness[seat]),
                ("coverage", scores.coverage[seat]),
                ("meaning", scores.meaning[seat]),
                ("together", rank),
                ("strongest rival", rival),
                ("nearest gap", gap),
                ("unknown words", unknown),
                ("no entry", outside - 1.0),
            ];
            if let Some(encoded) = &scores.encoder {
                views.push(("encoder classifier", encoded.linear[seat]));
                views.push(("encoder nearest", encoded.nearest[seat]));
                views.push(("encoder answer", encoded.text[seat]));
            }
            let mut words: Vec<(String, f32)> = Vec::new();
            for word in finding.reading.words.iter().filter(|word| learnt.lexicon.knows(word)) {
                let own = learnt.features.vector(&Ngrams::of(std::slice::from_ref(word)));
                let there = |feature: u32| {
                    let place = prepared.query.vector.binary_search_by_key(&feature, |(id, _)| *id);
                    place.map_or(0.0, |place| prepared.query.vector[place].1)
                };
                let own: Vec<(u32, f32)> = own.iter().map(|(feature, _)| (*feature, there(*feature))).collect();
                let sum = learnt.views.word_share(&prepared.query, word, &own, candidate.entry);
                if sum > FAINT && words.iter().all(|(known, _)| known != word) {
                    words.push((word.clone(), sum));
                }
            }
            words.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            Some(Evidence { entry: candidate.entry, score: candidate.score, views, words })
        });
        Explanation { evidence: evidence.collect(), threshold: costs::ANSWER }
    }
}
