//! From an utterance to a finding: who might be meant, how surely, and what that calls for.

use crate::matcher::decide::costs;
use crate::matcher::decide::passages::FoundPassage;
use crate::matcher::hash::words_hash;
use crate::matcher::index::Index;
use crate::matcher::model::Learnt;
use crate::matcher::read::reading::{Reading, read};
use crate::matcher::score::features::Ngrams;
use crate::matcher::score::places::Named;
use crate::matcher::score::signals::{QueryFeatures, Scorer, Scores, UNCOVERED, argmax};
use crate::text::Lang;

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
    /// These entries answer it: one, or one for each question of an utterance that asks up to three.
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
    /// Whether the gap that is named is plainly meant, and not just the nearest.
    pub gap_is_clear: bool,
    /// Languages in which it is smalltalk word for word.
    pub said_in: Vec<Lang>,
}

/// Entries, best by their classifiers, whose probability is weighed.
const CONSIDERED: usize = 6;

/// An utterance longer than this is no smalltalk word for word.
const MOST_SMALL_WORDS: usize = 8;

/// A text, prepared for the signals.
pub(in crate::matcher) struct Prepared {
    pub query: QueryFeatures,
    pub scores: Scores,
    pub named: Named,
}

impl Prepared {
    /// Whether the classifier of the best candidate claims the text.
    fn claims(&self, candidates: &[Candidate]) -> bool {
        self.seat(candidates).is_some_and(|seat| {
            let encoded = self.scores.encoder.as_ref().is_some_and(|encoded| encoded.linear[seat] > 0.0);
            encoded || self.scores.classifier[seat] >= 0.0
        })
    }

    /// The share of the content words that the best candidate has.
    fn covered(&self, candidates: &[Candidate]) -> f32 {
        self.seat(candidates).map_or(0.0, |seat| self.scores.coverage[seat])
    }

    fn seat(&self, candidates: &[Candidate]) -> Option<usize> {
        self.scores.entries.binary_search(&candidates.first()?.entry).ok()
    }
}

impl Index {
    /// Finds what an utterance is about. Total, and the same for the same index and utterance.
    pub fn find(&self, utterance: &str) -> Finding {
        self.find_by(utterance, true)
    }

    /// The same; without `by_heart` phrasings are judged as if they were somebody else's words.
    pub(in crate::matcher) fn find_by(&self, utterance: &str, by_heart: bool) -> Finding {
        self.judge(utterance, by_heart).0
    }

    /// Whether the encoder is asked about an utterance.
    pub fn needs_encoder(&self, utterance: &str) -> bool {
        self.judge(utterance, true).1.query.encoded.is_some()
    }

    /// The finding, and what it rests on.
    pub(in crate::matcher) fn judge(&self, utterance: &str, by_heart: bool) -> (Finding, Prepared) {
        let reading = read(&self.learnt.lexicon, utterance);
        let known = by_heart.then(|| self.learnt.by_heart(&reading)).flatten();
        let verbatim = self.learnt.verbatim(&reading);
        let mut prepared = self.learnt.prepare(&reading.words, &reading);
        let mut likely = self.learnt.candidates(&prepared);
        let by_words = known.is_some() || verbatim.is_some();
        if let Some(encoder) =
            self.encoder.filter(|_| !by_words && self.learnt.wants_encoder(&reading, &prepared, &likely))
        {
            let meant = reading.understood.as_deref().unwrap_or(utterance);
            prepared.query.encoded = Some(encoder.vector(meant));
            prepared.scores = self.learnt.views.see(&prepared.query);
            likely = self.learnt.candidates(&prepared);
        }
        let candidates = self.learnt.with_known(known, likely);
        let verdict = match verbatim {
            Some((kind, _)) => Verdict::Smalltalk(self.learnt.smalltalk[*kind].clone()),
            None => match known.and_then(|class| class.checked_sub(self.learnt.kinds.judged())) {
                Some(gap) => Verdict::Unknown(Some(gap)),
                None => match self.verdict(&reading, &prepared, &candidates) {
                    Verdict::Unknown(gap) => Verdict::Unknown(gap.filter(|gap| self.is_named(&prepared, *gap))),
                    verdict => verdict,
                },
            },
        };
        let gap_is_clear = match verdict {
            Verdict::Unknown(Some(gap)) => self.learnt.is_clear(&prepared, gap),
            _ => false,
        };
        let said_in = verbatim.map(|(_, langs)| langs.clone()).unwrap_or_default();
        let named = prepared.named.clone();
        (Finding { reading, candidates, verdict, named, gap_is_clear, said_in }, prepared)
    }

    fn verdict(&self, reading: &Reading, prepared: &Prepared, candidates: &[Candidate]) -> Verdict {
        let learnt = &self.learnt;
        let best = candidates.first().map_or(0.0, |candidate| candidate.score);
        let small = learnt.smalltalk_of(reading, prepared);
        if let Some(kind) = small.filter(|_| best < costs::ANSWER || !prepared.claims(candidates)) {
            if let Some(asked) = learnt.last_sentence(reading) {
                return Verdict::Answer(vec![asked.entry]);
            }
            return Verdict::Smalltalk(kind);
        }
        if let Some(both) = learnt.double(reading, candidates) {
            return Verdict::Answer(both);
        }
        let bare = prepared.query.stems.len() == 1 && reading.words.len() == 1;
        let enough = if bare { costs::ANSWER_TO_ONE_WORD } else { costs::ANSWER };
        let here = |found: Vec<FoundPassage>| self.of_the_place(prepared, found);
        if !prepared.claims(candidates)
            && prepared.covered(candidates) < costs::HALF_COVERED
            && let Some(said) = learnt.well_said(prepared).and_then(here)
        {
            return Verdict::Passage(said);
        }
        if best >= enough {
            return Verdict::Answer(vec![candidates[0].entry]);
        }
        if let Some(entry) = learnt.within_story(reading, candidates) {
            return Verdict::Answer(vec![entry]);
        }
        if let Some(said) = learnt.well_said(prepared).and_then(here).filter(|_| best < costs::DOUBTFUL) {
            return Verdict::Passage(said);
        }
        let gap = learnt.gap_of(prepared);
        if !bare && best < costs::DOUBTFUL && gap.is_some_and(|gap| learnt.is_clear(prepared, gap)) {
            return Verdict::Unknown(gap);
        }
        if prepared.covered(candidates) < UNCOVERED
            && let Some(said) = here(learnt.passages_for(prepared, true))
        {
            return Verdict::Passage(said);
        }
        if best >= costs::CHOICES && !prepared.query.stems.is_empty() {
            let offered = candidates.iter().filter(|candidate| candidate.score >= costs::CHOICE);
            return Verdict::Choices(offered.map(|candidate| candidate.entry).collect());
        }
        let passages = here(learnt.passages_for(prepared, gap.is_some()));
        passages.map_or(Verdict::Unknown(gap), Verdict::Passage)
    }

    /// Whether a gap is named: when it is plainly meant by its words, or nothing else is nearer by meaning. Subjects of the
    /// background, which stand behind the gaps, are named to nobody.
    fn is_named(&self, prepared: &Prepared, gap: usize) -> bool {
        let meant = prepared.scores.encoder.as_ref().and_then(|encoded| argmax(&encoded.nearest));
        let seat = prepared.scores.kinds.judged() + gap;
        gap < self.base.gaps.len() && (self.learnt.is_clear(prepared, gap) || meant == Some(seat))
    }

    /// The passages that speak of the place that the question names, when there are any.
    fn of_the_place(&self, prepared: &Prepared, found: Vec<FoundPassage>) -> Option<Vec<FoundPassage>> {
        let fits = |found: &FoundPassage| {
            let document = &self.base.documents[found.passage.document];
            let part = found.passage.part;
            if found.passage.fact {
                let mut texts = document.facts[part].text.iter();
                texts.any(|(_, text)| self.learnt.places.fits(&prepared.named, text))
            } else {
                self.learnt.places.fits(&prepared.named, &document.passages[part])
            }
        };
        let found: Vec<FoundPassage> = found.into_iter().filter(fits).collect();
        (!found.is_empty()).then_some(found)
    }
}

impl Learnt {
    pub(in crate::matcher) fn prepare(&self, words: &[String], reading: &Reading) -> Prepared {
        let words = self.explained(words.to_vec(), reading.lang);
        let query = self.features_of(&words, &Ngrams::of(&words), reading.lang);
        Prepared { scores: self.views.see(&query), query, named: self.places.named(&words) }
    }

    /// The three best entries. A text without a word that the base knows has none.
    pub(in crate::matcher) fn candidates(&self, prepared: &Prepared) -> Vec<Candidate> {
        if prepared.query.is_empty() {
            return Vec::new();
        }
        let scores = &prepared.scores;
        let ranks = self.views.ranks(scores);
        let calibration = match scores.encoder {
            Some(_) => &self.calibrations.encoded,
            None => &self.calibrations.cheap,
        };
        let mut order: Vec<usize> = (0..ranks.len()).collect();
        order.sort_by(|a, b| ranks[*b].total_cmp(&ranks[*a]).then(a.cmp(b)));
        let in_passing = prepared.named.home || prepared.query.stems.len() >= costs::LONG;
        let elsewhere = if in_passing { costs::PERHAPS_ELSEWHERE } else { costs::ELSEWHERE };
        let gap = scores.gaps().map(|gap| scores.nearness(gap)).fold(0.0, f32::max);
        let beyond = Scorer::beyond(scores);
        let likely = order.iter().take(CONSIDERED).map(|&seat| {
            // One word is as near to a gap that is named after it as to an entry: that tells nothing.
            let yields = scores.classifier[seat] < 0.0
                && prepared.query.stems.len() > 1
                && gap >= scores.nearness(seat) + costs::NEARER;
            let claimed = if yields { costs::GAP_IS_NEARER } else { 1.0 };
            let inputs = Scorer::inputs(scores, &prepared.query, (&ranks, beyond), seat);
            let entry = scores.entries[seat];
            let score = claimed * calibration.probability(&inputs);
            (self.places.allow(&prepared.named, entry), Candidate { entry, score })
        });
        let likely: Vec<(bool, Candidate)> = likely.collect();
        // The best of those that say nothing of the place tells what the question is about: who only speaks of the place
        // does not answer it.
        let astray = likely.iter().any(|(here, _)| !here);
        let about = likely.iter().filter(|(here, _)| !here).map(|(_, one)| one.score).fold(0.0, f32::max);
        let weighed = likely.into_iter().map(|(here, Candidate { entry, score })| {
            let besides = if here && about > score { costs::BESIDES } else { 1.0 };
            Candidate { entry, score: score * if here { besides } else { elsewhere } }
        });
        let mut candidates: Vec<Candidate> = weighed.collect();
        // Where all are of the place the order of the signals stands: it is surer than the difference of two probabilities.
        if astray {
            candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
        }
        candidates.truncate(3);
        // What the better ones leave over: the three together are never surer than sure.
        let mut left = 1.0;
        for candidate in &mut candidates {
            candidate.score = candidate.score.min(left);
            left -= candidate.score;
        }
        candidates
    }

    /// Whether a question that is not known word for word needs the encoder. The other signals settle it where it is made
    /// of the words of smalltalk and sounds like it, or where one candidate is clearly meant on a base with so many
    /// phrasings that this has been seen often.
    fn wants_encoder(&self, reading: &Reading, prepared: &Prepared, candidates: &[Candidate]) -> bool {
        let best = candidates.first().map_or(0.0, |best| best.score);
        let clear = best >= costs::SETTLED && self.phrasings_each >= costs::SETTLED_BY;
        let small = best < costs::CHOICES && self.smalltalk_of(reading, prepared).is_some();
        self.views.encoder.is_some() && !prepared.query.is_empty() && !clear && !small
    }

    /// The kind of smalltalk, when that fits better than any entry and any gap and the words are those of smalltalk.
    fn smalltalk_of(&self, reading: &Reading, prepared: &Prepared) -> Option<String> {
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

    /// The class whose phrasing an utterance is, word for word, as typed or as repaired.
    fn by_heart(&self, reading: &Reading) -> Option<usize> {
        let typed = self.phrasings.get(&words_hash(&reading.typed));
        typed.or_else(|| self.phrasings.get(&words_hash(&reading.words))).copied()
    }

    /// Candidates when the class is known by heart: what a volunteer wrote down is what was meant.
    fn with_known(&self, known: Option<usize>, mut candidates: Vec<Candidate>) -> Vec<Candidate> {
        let Some(class) = known else { return candidates };
        candidates.retain(|candidate| candidate.entry != class);
        candidates.iter_mut().for_each(|candidate| candidate.score *= 1.0 - costs::BY_HEART);
        if class < self.kinds.entries {
            candidates.insert(0, Candidate { entry: class, score: costs::BY_HEART });
        }
        candidates.truncate(3);
        candidates
    }

    /// Whether a gap is plainly meant, and not just the nearest.
    fn is_clear(&self, prepared: &Prepared, gap: usize) -> bool {
        prepared.scores.nearness(prepared.scores.kinds.judged() + gap) >= costs::CLEAR_GAP
    }

    /// Smalltalk that an utterance is word for word, as typed or as repaired: its kind, and the languages in which it is.
    fn verbatim(&self, reading: &Reading) -> Option<&(usize, Vec<Lang>)> {
        if reading.typed.len() > MOST_SMALL_WORDS {
            return None;
        }
        self.small(&reading.typed).or_else(|| self.small(&reading.words))
    }

    /// Smalltalk that words are: one phrasing, or two in a row, of which the last counts: "good evening, thank you".
    fn small(&self, words: &[String]) -> Option<&(usize, Vec<Lang>)> {
        if words.iter().any(|word| self.small_words.find(word).is_none()) {
            return None;
        }
        let said = |words: &[String]| self.verbatim.get(&words.join(" "));
        said(words)
            .or_else(|| (1..words.len()).filter(|at| said(&words[..*at]).is_some()).find_map(|at| said(&words[at..])))
    }

    /// The gap that the text is most like, when it is like one at all and less like any entry.
    fn gap_of(&self, prepared: &Prepared) -> Option<usize> {
        let scores = &prepared.scores;
        let gaps: Vec<f32> = scores.gaps().map(|gap| scores.nearness(gap)).collect();
        let gap = argmax(&gaps)?;
        let entry = (0..scores.kinds.entries).map(|entry| scores.nearness(entry)).fold(0.0, f32::max);
        (gaps[gap] >= costs::GAP && gaps[gap] >= entry).then_some(gap)
    }

    fn passages_for(&self, prepared: &Prepared, gap: bool) -> Vec<FoundPassage> {
        let least = if gap { costs::PASSAGE_BESIDE_GAP } else { costs::PASSAGE };
        let found = self.passages.find(&prepared.query.stems);
        let Some(first) = found.first().filter(|first| first.coverage >= least) else { return Vec::new() };
        let close = first.score * costs::PASSAGE_CLOSE;
        found.into_iter().filter(|one| one.score >= close && one.coverage >= least).take(2).collect()
    }

    /// Passages that hold nearly every content word of a question that has several: better than a doubtful choice.
    fn well_said(&self, prepared: &Prepared) -> Option<Vec<FoundPassage>> {
        let found = self.passages_for(prepared, true);
        (prepared.query.stems.len() >= 3 && !found.is_empty()).then_some(found)
    }
}
