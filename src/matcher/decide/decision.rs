//! From an utterance to a finding: who might be meant, how surely, and what that calls for.

use crate::matcher::decide::asides::{Aside, Asides};
use crate::matcher::decide::columns::Row;
use crate::matcher::decide::costs::{self, Action};
use crate::matcher::decide::danger::{Danger, Listening};
use crate::matcher::decide::finding::{Candidate, Finding, Prepared, Rule, Verdict, Weighed};
use crate::matcher::decide::heard::Heard;
use crate::matcher::decide::posterior::weights;
use crate::matcher::hash::words_hash;
use crate::matcher::index::Index;
use crate::matcher::model::Learnt;
use crate::matcher::read::lexicon::rank;
use crate::matcher::read::reading::{Reading, read};
use crate::matcher::score::features::Ngrams;
use crate::matcher::score::signals::Scorer;
use crate::text::Lang;
use std::ops::Range;

/// Entries, best by their classifiers, whose probability is weighed.
const CONSIDERED: usize = 6;

/// An utterance longer than this is no smalltalk word for word.
const MOST_SMALL_WORDS: usize = 8;

impl Index {
    /// Finds what an utterance is about. Total, and the same for the same index and utterance.
    pub fn find(&self, utterance: &str) -> Finding {
        self.find_by(utterance, true)
    }

    /// The same in a talk that goes on in a language: it stays likelier than a change of alphabet.
    pub fn find_in(&self, utterance: &str, spoken: Option<Lang>) -> Finding {
        self.judge_in(utterance, true, spoken).0
    }

    /// The same; without `by_heart` phrasings are judged as if they were somebody else's words.
    pub(in crate::matcher) fn find_by(&self, utterance: &str, by_heart: bool) -> Finding {
        self.judge(utterance, by_heart).0
    }

    /// What is meant by somebody who has just said that the reply before was not: asking back once more costs more than
    /// usual.
    pub fn find_after_correction(&self, utterance: &str) -> Finding {
        let mut finding = self.find(utterance);
        let posterior: Vec<f32> = finding.candidates.iter().map(|candidate| candidate.score).collect();
        if let (Verdict::Choices(entries), Action::Answer) =
            (&finding.verdict, costs::COSTS_AFTER_CORRECTION.decide(&posterior))
        {
            finding.verdict = Verdict::Answer(vec![entries[0]]);
            finding.lacking.clear();
        }
        finding
    }

    /// Whether a gap is named: when it is plainly meant, and no subject of the background, which stand behind the gaps.
    fn is_named(&self, prepared: &Prepared, gap: usize) -> bool {
        gap < self.base.gaps.len() && self.learnt.is_clear(prepared, gap)
    }

    /// The columns of the candidates for an utterance, without and with the encoder: what weights are learnt from. Without
    /// an encoder the second are none.
    pub fn columns(&self, utterance: &str) -> [Vec<Row>; 2] {
        let reading = read(&self.learnt.lexicon, utterance, None);
        let mut prepared = self.learnt.prepare(&reading, 0..reading.words.len());
        let cheap = self.learnt.weigh(&prepared).rows;
        let (Some(encoder), Some(_)) = (self.encoder, &self.learnt.views.encoder) else { return [cheap, Vec::new()] };
        prepared.query.encoded = Some(encoder.vector(reading.understood.as_deref().unwrap_or(utterance)));
        prepared.scores = self.learnt.views.see(&prepared.query);
        [cheap, self.learnt.weigh(&prepared).rows]
    }

    /// The danger that an utterance tells of, beside what it calls for.
    fn danger_beside(
        &self,
        heard: &mut Heard<'_>,
        (verdict, rule, by_heart): (&Verdict, Rule, bool),
        candidates: &[Candidate],
        aside: Option<&Aside>,
    ) -> Danger {
        let listening = match rule {
            _ if by_heart => Listening::ByHeart,
            Rule::Smalltalk if aside.is_none() => Listening::OnACry,
            _ => Listening::WhereOpen,
        };
        let danger = self.danger(heard, listening);
        // A question to which an entry is offered as likely is one, too; a cry without one is heard.
        let likely = candidates.first().is_some_and(|first| first.score >= costs::OFFERED_BEFORE_DANGER);
        let answered = match verdict {
            Verdict::Answer(_) | Verdict::Passage(_) => true,
            Verdict::Choices(_) => likely && heard.reading.asks,
            _ => false,
        };
        let plainly = aside.filter(|aside| aside.score >= costs::ASIDE_OVER_DANGER);
        // A cry may stand in one clause beside thanks in the others.
        let harmless = heard.parts.is_empty() && plainly.is_some_and(|aside| !aside.private);
        let quiet = (answered || harmless) && danger.score < costs::DANGER_OVER_ANSWER;
        let doubtful = danger.is_any() && danger.score < costs::CLEAR_DANGER && plainly.is_some();
        if quiet { Danger::default() } else { Danger { doubtful, ..danger } }
    }

    /// What an utterance says beside a question. The encoder is asked where the words leave it open: of what an entry
    /// settles, only where they say it likelier than not.
    fn said_beside(&self, heard: &mut Heard<'_>, by_words: bool, candidates: &[Candidate]) -> Asides {
        heard.asides(match by_words {
            true => f32::INFINITY,
            false if self.learnt.is_settled(candidates) => costs::ASIDE_BESIDE_SETTLED,
            false => costs::NO_DANGER,
        })
    }

    /// Whether what was said is a phrasing of the base, word for word.
    pub fn is_a_phrasing(&self, finding: &Finding) -> bool {
        self.learnt.by_heart(&finding.reading).is_some()
    }

    /// Whether an utterance names a place, a money or a people of the world that an entry does not hold.
    pub fn lacks_what_is_named(&self, finding: &Finding, entry: usize) -> bool {
        let figures = self.learnt.names.lack(&finding.named, entry, &self.learnt.held).figures;
        figures.place + figures.people > 0.0
    }

    /// Whether the encoder is asked about an utterance.
    pub fn needs_encoder(&self, utterance: &str) -> bool {
        self.judge(utterance, true).1.query.encoded.is_some()
    }

    /// The finding, and what it rests on.
    pub(in crate::matcher) fn judge(&self, utterance: &str, by_heart: bool) -> (Finding, Prepared) {
        self.judge_in(utterance, by_heart, None)
    }

    fn judge_in(&self, utterance: &str, by_heart: bool, spoken: Option<Lang>) -> (Finding, Prepared) {
        let reading = read(&self.learnt.lexicon, utterance, spoken);
        let known = by_heart.then(|| self.learnt.by_heart(&reading)).flatten();
        let verbatim = self.learnt.verbatim(&reading);
        let mut prepared = self.learnt.prepare(&reading, 0..reading.words.len());
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
        let mut heard = Heard::of(self, utterance, &reading, prepared.query.encoded.as_deref());
        let asides = self.said_beside(&mut heard, by_words, &candidates);
        let (verdict, rule) = match verbatim {
            Some((kind, _)) => (Verdict::Smalltalk(self.learnt.smalltalk[*kind].clone()), Rule::ByHeart),
            None => match known.and_then(|class| class.checked_sub(self.learnt.kinds.judged())) {
                Some(gap) => (Verdict::Unknown(Some(gap)), Rule::ByHeart),
                None => match self.verdict(&reading, &prepared, &candidates, asides.whole.as_ref()) {
                    (Verdict::Unknown(gap), rule) => {
                        (Verdict::Unknown(gap.filter(|gap| self.is_named(&prepared, *gap))), rule)
                    }
                    decided => decided,
                },
            },
        };
        let gap_is_clear = match verdict {
            Verdict::Unknown(Some(gap)) => self.learnt.is_clear(&prepared, gap),
            _ => false,
        };
        let said_in = verbatim.map(|(_, langs)| langs.clone()).unwrap_or_default();
        let named = prepared.named.clone();
        let danger = self.danger_beside(&mut heard, (&verdict, rule, by_words), &candidates, asides.whole.as_ref());
        let (lacking, near) = match (&verdict, candidates.first()) {
            // What is named in passing is not asked for.
            (Verdict::Answer(_) | Verdict::Smalltalk(_), _) | (_, None) => (Vec::new(), Vec::new()),
            (_, Some(first)) => {
                let lacking = self.learnt.names.lack(&named, first.entry, &self.learnt.held).typed;
                let near = if lacking.is_empty() { Vec::new() } else { self.learnt.near(&prepared) };
                (lacking, near)
            }
        };
        (
            Finding { reading, candidates, verdict, rule, named, lacking, near, gap_is_clear, said_in, danger, asides },
            prepared,
        )
    }
}

impl Learnt {
    /// Prepares some words of a reading.
    pub(in crate::matcher) fn prepare(&self, reading: &Reading, part: Range<usize>) -> Prepared {
        let (said, raw) = (&reading.words[part.clone()], &reading.raw[part]);
        let named = self.names.named(said, raw, reading.lang, |word| {
            self.lexicon.recognises(word) || Lang::ALL.into_iter().any(|lang| rank(word, lang).is_some())
        });
        let words = self.explained(said.to_vec(), reading.lang);
        let query = self.features_of(&words, &Ngrams::of(&words), reading.lang);
        Prepared { scores: self.views.see(&query), query, named }
    }

    /// The candidates that are weighed, best first by the order of the signals. A text without a word that the base knows
    /// has none.
    pub(in crate::matcher) fn weigh(&self, prepared: &Prepared) -> Weighed {
        if prepared.query.is_empty() {
            return Weighed::default();
        }
        let scores = &prepared.scores;
        let ranks = self.views.ranks(scores);
        let mut order: Vec<usize> = (0..ranks.len()).collect();
        order.sort_by(|a, b| ranks[*b].total_cmp(&ranks[*a]).then(a.cmp(b)));
        order.truncate(CONSIDERED);
        let lacking = |entry: usize| self.names.lack(&prepared.named, entry, &self.held).figures;
        let rows = self.rows(scores, &prepared.query, &order, &ranks, lacking);
        let probabilities = match self.views.retrieval {
            Some(_) => self.by_retrieval(prepared, &order, &ranks),
            None => weights().posterior(&rows, scores.encoder.is_some()),
        };
        Weighed { rows, probabilities }
    }

    /// The probabilities on a large base, each for itself; the better ones leave the rest over.
    fn by_retrieval(&self, prepared: &Prepared, seats: &[usize], ranks: &[f32]) -> Vec<f32> {
        let beyond = Scorer::beyond(&prepared.scores);
        let mut left = 1.0;
        let one = |seat: &usize| {
            let inputs = Scorer::inputs(&prepared.scores, &prepared.query, (ranks, beyond), *seat);
            let here = self.calibration.probability(&inputs).min(left);
            left -= here;
            here
        };
        seats.iter().map(one).collect()
    }

    /// Entries that would be likely if they held everything that is named.
    pub(in crate::matcher) fn near(&self, prepared: &Prepared) -> Vec<usize> {
        let rows: Vec<Row> = self.weigh(prepared).rows.iter().map(Row::relieved).collect();
        let probabilities = weights().posterior(&rows, prepared.scores.encoder.is_some());
        let near = Weighed { rows, probabilities }.candidates().into_iter().filter(|one| one.score >= costs::NEAR);
        near.map(|one| one.entry).collect()
    }

    /// The three best entries.
    pub(in crate::matcher) fn candidates(&self, prepared: &Prepared) -> Vec<Candidate> {
        self.weigh(prepared).candidates()
    }

    /// Whether a question that is not known word for word needs the encoder. The other signals settle it where it is made
    /// of the words of smalltalk and sounds like it, or where one candidate is clearly meant on a base with so many
    /// phrasings that this has been seen often.
    fn wants_encoder(&self, reading: &Reading, prepared: &Prepared, candidates: &[Candidate]) -> bool {
        let best = candidates.first().map_or(0.0, |best| best.score);
        let clear = self.is_settled(candidates);
        let small = costs::COSTS.decide(&[best]) == Action::Unknown && self.smalltalk_of(reading, prepared).is_some();
        let passages = self.passages.have_vectors();
        (self.views.encoder.is_some() && !prepared.query.is_empty() || passages) && !clear && !small
    }

    /// Whether one candidate is clearly meant by the signals that need no encoder.
    pub(in crate::matcher) fn is_settled(&self, candidates: &[Candidate]) -> bool {
        let best = candidates.first().is_some_and(|best| best.score >= costs::SETTLED);
        best && self.phrasings_each >= costs::SETTLED_BY
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
}
