//! From a posterior to a verdict: the action of least expected cost.

use crate::matcher::decide::asides::{Aside, says_enough};
use crate::matcher::decide::costs::{self, Action, COSTS, COSTS_OF_ONE_WORD, Costs};
use crate::matcher::decide::finding::{Candidate, Prepared, Rule, Verdict};
use crate::matcher::decide::passages::{FoundPassage, WORDS};
use crate::matcher::index::Index;
use crate::matcher::model::Learnt;
use crate::matcher::read::reading::Reading;
use crate::matcher::score::kind_model::KindModel;
use crate::matcher::score::signals::argmax;

impl Index {
    /// What an utterance calls for.
    pub(in crate::matcher) fn verdict(
        &self,
        reading: &Reading,
        prepared: &Prepared,
        candidates: &[Candidate],
        aside: Option<&Aside>,
    ) -> (Verdict, Rule) {
        let learnt = &self.learnt;
        let posterior: Vec<f32> = candidates.iter().map(|candidate| candidate.score).collect();
        let costs = costs_of(reading, prepared);
        let action = costs.decide(&posterior);
        // Of what is settled the encoder was not asked whether it claims it.
        let claimed = learnt.is_settled(candidates) || learnt.claims(prepared, candidates);
        let best = posterior.first().copied().unwrap_or_default();
        let is_meant = |aside: &&Aside| aside.is_meant(action == Action::Answer, best, self.has_few_phrasings());
        let meant = aside.filter(is_meant).map(|aside| aside.kind.clone());
        let sounds = || learnt.smalltalk_of(reading, prepared).or_else(|| learnt.sounds_like_smalltalk(prepared));
        // What is learnt from many examples knows its kinds better than a few phrasings do.
        let knows = |kind: &String| KindModel::asides().is_some_and(|model| model.kinds.contains(kind));
        let doubted = |kind: &String| aside.is_none() && says_enough(reading) && knows(kind);
        let sounds = || sounds().filter(|kind| !doubted(kind));
        let small = meant.or_else(|| sounds().filter(|_| action != Action::Answer || !claimed));
        // Who names a place asks about it.
        if let Some(kind) = small.filter(|_| prepared.named.away.is_empty()) {
            let asked = learnt.last_sentence(reading).map(|asked| Verdict::Answer(vec![asked.entry]));
            return match asked {
                Some(asked) => (asked, Rule::Story),
                None => (Verdict::Smalltalk(kind), Rule::Smalltalk),
            };
        }
        if let Some(both) = learnt.double(reading, candidates) {
            return (Verdict::Answer(both), Rule::SeveralQuestions);
        }
        let expected = costs.expected(&posterior);
        let least = expected.answer.min(expected.choices).min(expected.unknown);
        let off = !claimed && learnt.covered(prepared, candidates) < costs::HALF_COVERED;
        if (off || costs.passage < least || learnt.is_outshone(prepared, candidates))
            && let Some(said) = learnt.well_said(prepared).and_then(|found| self.of_the_place(prepared, found))
        {
            return (Verdict::Passage(said), Rule::Passage);
        }
        if action == Action::Answer {
            return (Verdict::Answer(vec![candidates[0].entry]), Rule::LeastCost);
        }
        if let Some(entry) = self.within_story(reading, prepared, candidates) {
            return (Verdict::Answer(vec![entry]), Rule::Story);
        }
        let gap = learnt.gap_of(prepared);
        // One word is as near to a gap that is named after it as to an entry: that tells nothing.
        let several = prepared.query.stems.len() > 1;
        let doubtful = posterior.first().is_none_or(|best| *best < costs::DOUBTFUL);
        let named = several
            && gap.is_some_and(|gap| (doubtful || gap < self.base.gaps.len()) && learnt.is_clear(prepared, gap));
        let subject = prepared.query.stems.iter().any(|stem| stem.chars().nth(1).is_some());
        if action == Action::Choices && subject && !named {
            let offered = candidates.iter().filter(|candidate| candidate.score >= costs::CHOICE);
            return (Verdict::Choices(offered.map(|candidate| candidate.entry).collect()), Rule::LeastCost);
        }
        // The background lies near to anything on a base that holds little.
        let likely = gap.is_some_and(|gap| {
            gap < self.base.gaps.len() || !self.base.entries.is_empty() && learnt.is_clear(prepared, gap)
        });
        let passages = self.of_the_place(prepared, learnt.passages_for(prepared, likely));
        (passages.map_or(Verdict::Unknown(gap), Verdict::Passage), Rule::LeastCost)
    }

    /// The passages that speak of the place that the question names, when there are any.
    fn of_the_place(&self, prepared: &Prepared, found: Vec<FoundPassage>) -> Option<Vec<FoundPassage>> {
        let nearest = prepared.named.leaves().then(|| self.learnt.near(prepared).first().copied()).flatten();
        let fits = |found: &FoundPassage| {
            let document = &self.base.documents[found.passage.document];
            let part = found.passage.part;
            if found.passage.fact {
                let mut texts = document.facts[part].text.iter();
                texts.any(|(_, text)| self.learnt.names.fits(&prepared.named, nearest, text))
            } else {
                self.learnt.names.fits(&prepared.named, nearest, &document.passages[part])
            }
        };
        let found: Vec<FoundPassage> = found.into_iter().filter(fits).collect();
        (!found.is_empty()).then_some(found)
    }
}

/// The prices for an utterance.
pub(in crate::matcher) fn costs_of(reading: &Reading, prepared: &Prepared) -> &'static Costs {
    let bare = prepared.query.stems.len() == 1 && reading.words.len() == 1;
    if bare { &COSTS_OF_ONE_WORD } else { &COSTS }
}

impl Learnt {
    fn seat(prepared: &Prepared, candidates: &[Candidate]) -> Option<usize> {
        prepared.scores.entries.binary_search(&candidates.first()?.entry).ok()
    }

    /// Whether a classifier of the best candidate claims the text.
    fn claims(&self, prepared: &Prepared, candidates: &[Candidate]) -> bool {
        Self::seat(prepared, candidates).is_some_and(|seat| {
            let encoded = prepared.scores.encoder.as_ref().is_some_and(|encoded| encoded.linear[seat] > 0.0);
            encoded || prepared.scores.classifier[seat] >= 0.0
        })
    }

    /// The share of the content words that the best candidate has.
    fn covered(&self, prepared: &Prepared, candidates: &[Candidate]) -> f32 {
        Self::seat(prepared, candidates).map_or(0.0, |seat| prepared.scores.coverage[seat])
    }

    /// The kind of smalltalk, when that fits better than any entry and any gap and the words are those of smalltalk.
    pub(in crate::matcher) fn smalltalk_of(&self, reading: &Reading, prepared: &Prepared) -> Option<String> {
        let scores = &prepared.scores;
        let entries = scores.kinds.entries;
        let kind = argmax(&scores.classifier[entries..scores.kinds.judged()])?;
        let score = scores.classifier[entries + kind];
        let entry = argmax(&scores.classifier[..entries]).map_or(f32::MIN, |entry| scores.classifier[entry]);
        let likeness = scores.likeness[entries + kind];
        let gap = scores.gaps().map(|gap| scores.likeness[gap]).fold(0.0, f32::max);
        let words = self.small_share(&reading.words);
        let fits = score >= costs::SMALLTALK && score > entry && likeness > gap && words >= costs::SMALL_WORDS;
        (fits && !prepared.query.is_empty()).then(|| self.smalltalk[kind].clone())
    }

    /// The gap to which the encoder finds the text near, and nearer than to any entry.
    fn encoded_gap(&self, prepared: &Prepared) -> Option<usize> {
        let encoder = prepared.scores.encoder.as_ref()?;
        let gap = argmax(&encoder.nearest[prepared.scores.gaps()])?;
        let nearest = encoder.nearest[prepared.scores.kinds.judged() + gap];
        let entry = encoder.nearest[..prepared.scores.kinds.entries].iter().copied().fold(0.0, f32::max);
        (nearest >= costs::NEAR_GAP && nearest >= entry).then_some(gap)
    }

    /// Whether a gap is plainly meant, and not just the nearest.
    pub(in crate::matcher) fn is_clear(&self, prepared: &Prepared, gap: usize) -> bool {
        prepared.scores.nearness(prepared.scores.kinds.judged() + gap) >= costs::CLEAR_GAP
            || self.encoded_gap(prepared) == Some(gap)
    }

    /// The kind of smalltalk to which the encoder finds the text plainly nearer than to anything else.
    fn sounds_like_smalltalk(&self, prepared: &Prepared) -> Option<String> {
        let encoder = prepared.scores.encoder.as_ref()?;
        let kinds = prepared.scores.kinds;
        let kind = argmax(&encoder.nearest[kinds.entries..kinds.judged()])?;
        let nearest = encoder.nearest[kinds.entries + kind];
        let others = encoder.nearest[..kinds.entries].iter().chain(&encoder.nearest[kinds.judged()..]);
        let rival = others.copied().fold(0.0, f32::max);
        (nearest >= costs::SMALLTALK_NEAR && nearest >= rival + costs::SMALLTALK_AHEAD)
            .then(|| self.smalltalk[kind].clone())
    }

    /// The gap that the text is most like, when it is like one at all and less like any entry.
    fn gap_of(&self, prepared: &Prepared) -> Option<usize> {
        let scores = &prepared.scores;
        if let Some(gap) = self.encoded_gap(prepared) {
            return Some(gap);
        }
        let gaps: Vec<f32> = scores.gaps().map(|gap| scores.nearness(gap)).collect();
        let gap = argmax(&gaps)?;
        let entry = (0..scores.kinds.entries).map(|entry| scores.nearness(entry)).fold(0.0, f32::max);
        (gaps[gap] >= costs::GAP && gaps[gap] >= entry).then_some(gap)
    }

    fn passages_for(&self, prepared: &Prepared, gap: bool) -> Vec<FoundPassage> {
        let least = if gap { costs::PASSAGE_BESIDE_GAP } else { costs::PASSAGE };
        let nearest = if gap { costs::PASSAGE_NEAR_BESIDE_GAP } else { costs::PASSAGE_NEAR };
        let found = self.passages.find(&prepared.query.stems, prepared.query.encoded.as_deref());
        // What has nearly every word is meant, however long the story that it stands in.
        let fits = |one: &FoundPassage| match one.nearness {
            Some(nearness) => nearness >= nearest || one.coverage >= costs::PASSAGE_BESIDE_GAP,
            None => one.coverage >= least,
        };
        let mut fitting = found.into_iter().filter(fits);
        let Some(first) = fitting.next() else { return Vec::new() };
        let close = |one: &FoundPassage| match (first.nearness, one.nearness) {
            (Some(first), Some(nearness)) => nearness >= first * costs::PASSAGE_CLOSE,
            _ => one.score >= first.score * costs::PASSAGE_CLOSE,
        };
        let second = fitting.find(close);
        std::iter::once(first).chain(second).collect()
    }

    /// Whether a passage is plainly nearer to the question than the best candidate, by meaning and words alike.
    fn is_outshone(&self, prepared: &Prepared, candidates: &[Candidate]) -> bool {
        let (Some(encoder), Some(seat)) = (&prepared.scores.encoder, Self::seat(prepared, candidates)) else {
            return false;
        };
        let near = encoder.nearest[seat].max(encoder.text[seat]) + WORDS * prepared.scores.coverage[seat];
        let best = self.well_said(prepared).and_then(|found| found.first()?.nearness);
        best.is_some_and(|best| best >= near + costs::PASSAGE_AHEAD)
    }

    /// Passages that hold nearly every content word of a question that has several: better than a doubtful choice.
    fn well_said(&self, prepared: &Prepared) -> Option<Vec<FoundPassage>> {
        let found = self.passages_for(prepared, true);
        (prepared.query.stems.len() >= 3 && !found.is_empty()).then_some(found)
    }
}
