//! From an utterance to a finding: who might be meant, how surely, and what that calls for.

use super::features::{Traits, Vector};
use super::fit::leader;
use super::index::{Index, Learnt};
use super::passages::FoundPassage;
use super::places::Named;
use super::reading::{Reading, read};
use super::thresholds;
use super::views::{Sight, Views};

/// An entry that might be meant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// Its position in the base.
    pub entry: usize,
    /// The probability that it answers the question, from 0 to 1.
    pub score: f32,
}

/// What a question calls for.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// These entries answer it: one, or two for a double question.
    Answer(Vec<usize>),
    /// One of these may answer it, best first, at most three.
    Choices(Vec<usize>),
    /// No entry answers it, but these passages speak of it.
    Passage(Vec<FoundPassage>),
    /// It is smalltalk of this kind.
    Smalltalk(String),
    /// Nothing answers it; the gap that it seems to be about, by position, where one fits.
    Unknown(Option<usize>),
}

/// What was found for an utterance.
#[derive(Clone, Debug)]
pub struct Finding {
    /// How it was read.
    pub reading: Reading,
    /// The three best entries, whatever the verdict.
    pub candidates: Vec<Candidate>,
    /// What it calls for.
    pub verdict: Verdict,
    /// Places that it names.
    pub named: Named,
}

/// Entries, best by their classifiers, whose probability is weighed.
const CONSIDERED: usize = 6;

/// A text, prepared for the views.
pub(super) struct Prepared {
    pub vector: Vector,
    pub stems: Vec<String>,
    pub unknown: f32,
    pub sight: Sight,
    pub named: Named,
}

impl Index {
    /// Finds what an utterance is about. Total, and the same for the same index and utterance.
    pub fn find(&self, utterance: &str) -> Finding {
        let reading = read(&self.learnt.lexicon, utterance);
        let prepared = self.learnt.prepare(&reading.words, &reading);
        let candidates = self.learnt.candidates(&prepared);
        let verdict = self.verdict(&reading, &prepared, &candidates);
        Finding { reading, candidates, verdict, named: prepared.named }
    }

    fn verdict(&self, reading: &Reading, prepared: &Prepared, candidates: &[Candidate]) -> Verdict {
        let learnt = &self.learnt;
        let best = candidates.first().map_or(0.0, |candidate| candidate.score);
        if let Some(kind) = learnt.smalltalk_of(reading, prepared).filter(|_| best < thresholds::ANSWER) {
            return Verdict::Smalltalk(kind);
        }
        if let Some(both) = learnt.double(reading) {
            return Verdict::Answer(both);
        }
        let bare = prepared.stems.len() == 1 && reading.words.len() == 1;
        let enough = if bare { thresholds::ANSWER_TO_ONE_WORD } else { thresholds::ANSWER };
        if best >= enough {
            return Verdict::Answer(vec![candidates[0].entry]);
        }
        if let Some(said) = learnt.well_said(prepared).filter(|_| best < thresholds::DOUBTFUL) {
            return Verdict::Passage(said);
        }
        if best >= thresholds::CHOICES {
            let offered = candidates.iter().filter(|candidate| candidate.score >= thresholds::CHOICE);
            return Verdict::Choices(offered.map(|candidate| candidate.entry).collect());
        }
        let gap = learnt.gap_of(prepared);
        let passages = learnt.passages_for(prepared, gap.is_some());
        if passages.is_empty() { Verdict::Unknown(gap) } else { Verdict::Passage(passages) }
    }
}

impl Learnt {
    pub(super) fn prepare(&self, words: &[String], reading: &Reading) -> Prepared {
        let words = self.explained(words.to_vec(), reading.lang);
        let vector = self.features.vector(&Traits::of(&words));
        let stems = self.content_stems(&words, reading.lang);
        let sight = self.views.see(&vector, &stems);
        Prepared { stems, unknown: self.unknown_share(&words), vector, sight, named: self.places.named(&words) }
    }

    /// The three best entries. A text without a word that the base knows has none.
    fn candidates(&self, prepared: &Prepared) -> Vec<Candidate> {
        if prepared.vector.is_empty() {
            return Vec::new();
        }
        let scores = &prepared.sight.scores[..self.kinds.entries];
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]).then(a.cmp(b)));
        let in_passing = prepared.named.home || prepared.stems.len() >= thresholds::LONG;
        let elsewhere = if in_passing { thresholds::PERHAPS_ELSEWHERE } else { thresholds::ELSEWHERE };
        let likely = order.into_iter().take(CONSIDERED).map(|entry| {
            let inputs = Views::inputs(&prepared.sight, &prepared.stems, prepared.unknown, entry, self.kinds);
            let here = if self.places.allow(&prepared.named, entry) { 1.0 } else { elsewhere };
            Candidate { entry, score: self.calibration.probability(&inputs) * here }
        });
        let mut candidates: Vec<Candidate> = likely.collect();
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
        candidates.truncate(3);
        // What the better ones leave over: the three together are never surer than sure.
        let mut left = 1.0;
        for candidate in &mut candidates {
            candidate.score = candidate.score.min(left);
            left -= candidate.score;
        }
        candidates
    }

    /// The kind of smalltalk, when that fits better than any entry and any gap and the words are those of smalltalk.
    fn smalltalk_of(&self, reading: &Reading, prepared: &Prepared) -> Option<String> {
        let sight = &prepared.sight;
        let entries = self.kinds.entries;
        let kind = leader(&sight.scores[entries..self.kinds.judged()])?;
        let score = sight.scores[entries + kind];
        let entry = leader(&sight.scores[..entries]).map_or(f32::MIN, |entry| sight.scores[entry]);
        let likeness = sight.likeness[entries + kind];
        let gap = sight.likeness[self.kinds.judged()..].iter().copied().fold(0.0, f32::max);
        let words = self.small_share(&reading.words);
        let fits =
            score >= thresholds::SMALLTALK && score > entry && likeness > gap && words >= thresholds::SMALL_WORDS;
        (fits && !prepared.vector.is_empty()).then(|| self.smalltalk[kind].clone())
    }

    /// The gap that the text is most like, when it is like one at all and less like any entry.
    fn gap_of(&self, prepared: &Prepared) -> Option<usize> {
        let near = |class: usize| prepared.sight.nearness(class);
        let gaps: Vec<f32> = (self.kinds.judged()..self.kinds.all()).map(near).collect();
        let gap = leader(&gaps)?;
        let entry = (0..self.kinds.entries).map(near).fold(0.0, f32::max);
        (gaps[gap] >= thresholds::GAP && gaps[gap] >= entry).then_some(gap)
    }

    fn passages_for(&self, prepared: &Prepared, gap: bool) -> Vec<FoundPassage> {
        let least = if gap { thresholds::PASSAGE_BESIDE_GAP } else { thresholds::PASSAGE };
        let found = self.passages.find(&prepared.stems);
        let Some(first) = found.first().filter(|first| first.coverage >= least) else { return Vec::new() };
        let close = first.score * thresholds::PASSAGE_CLOSE;
        found.into_iter().filter(|one| one.score >= close && one.coverage >= least).take(2).collect()
    }

    /// Passages that hold nearly every content word of a question that has several: better than a doubtful choice.
    fn well_said(&self, prepared: &Prepared) -> Option<Vec<FoundPassage>> {
        let found = self.passages_for(prepared, true);
        (prepared.stems.len() >= 3 && !found.is_empty()).then_some(found)
    }

    /// Two entries, when the utterance falls into two questions that are both answered surely.
    fn double(&self, reading: &Reading) -> Option<Vec<usize>> {
        let sure = |words: &[String]| {
            let prepared = self.prepare(words, reading);
            let lead = self.candidates(&prepared).first().copied()?;
            (lead.score >= thresholds::HALF && prepared.stems.len() >= 2).then_some(lead)
        };
        let halves = reading.joints.iter().filter_map(|at| {
            let (first, second) = (sure(&reading.words[..*at])?, sure(&reading.words[*at..])?);
            (first.entry != second.entry).then_some((first.score.min(second.score), [first.entry, second.entry]))
        });
        halves.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, both)| both.to_vec())
    }
}
