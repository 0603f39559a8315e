//! Several questions in one utterance, and a question within a story.

use crate::matcher::decide::costs;
use crate::matcher::decide::finding::{Candidate, Prepared};
use crate::matcher::index::Index;
use crate::matcher::model::Learnt;
use crate::matcher::read::reading::{Joint, Reading};
use crate::text::Pause;
use std::ops::Range;

/// Questions in one utterance that are answered together; more is a list to go through one by one.
const MOST_QUESTIONS: usize = 3;
/// Words that a sentence of a story has at least which the encoder is asked about.
const SHORTEST_SENTENCE: usize = 4;

impl Learnt {
    /// Two entries or three, when the utterance falls into questions that are all answered surely.
    pub(in crate::matcher) fn double(&self, reading: &Reading, candidates: &[Candidate]) -> Option<Vec<usize>> {
        if let Some(all) = self.each_question(reading) {
            return Some(all);
        }
        let halves = reading.joints.iter().filter_map(|joint| self.halves(reading, joint, candidates));
        halves.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, both)| both.to_vec())
    }

    /// The entries before and behind a joint that parts two questions, and the probability of the lesser one.
    fn halves(&self, reading: &Reading, joint: &Joint, candidates: &[Candidate]) -> Option<(f32, [usize; 2])> {
        // A statement before a question is its story, not another question.
        if joint.pause == Pause::Sentence && reading.asks {
            return None;
        }
        // In a story a comma parts anything, and an "and" nearly so.
        let story = reading.words.len() >= costs::STORY;
        if story && !(joint.joined && reading.words.len() <= costs::LONG_STORY) {
            return None;
        }
        // What asks for nothing is the story of what does; "and" may share a verb: "I need a job and a flat", or one at
        // the end.
        let (before, behind) = reading.words.split_at(joint.at);
        let both_ask = self.asks(before) && self.asks(behind);
        let last = behind.len().saturating_sub(1);
        let shared = joint.joined && (self.asks(before) || self.asks(&behind[last..]));
        if !(both_ask || shared && !story) {
            return None;
        }
        let first = self.sure(reading, 0, joint.at, costs::LESSER_HALF)?;
        let second = self.sure(reading, joint.at, reading.words.len(), costs::LESSER_HALF)?;
        let (least, most) = (first.score.min(second.score), first.score.max(second.score));
        let whole = |one: &Candidate| {
            let found = candidates.iter().find(|candidate| candidate.entry == one.entry);
            found.map_or(0.0, |candidate| candidate.score)
        };
        let rest = whole(&first).min(whole(&second));
        let enough = match joint.pause {
            _ if story => least >= costs::GREATER_HALF && rest > 0.0,
            Pause::Sentence | Pause::Question => least >= costs::HALF,
            _ if shared && both_ask => (least >= costs::HALF || most >= costs::GREATER_HALF) && rest > 0.0,
            _ if shared => most >= costs::GREATER_HALF && rest >= costs::REST,
            _ => least >= costs::HALF && rest >= costs::REST,
        };
        (enough && first.entry != second.entry).then_some((least, [first.entry, second.entry]))
    }

    /// The entries of several questions, each with its own question mark or line.
    fn each_question(&self, reading: &Reading) -> Option<Vec<usize>> {
        let ends = reading.joints.iter().filter(|joint| joint.pause == Pause::Question).map(|joint| joint.at);
        let ends: Vec<usize> = ends.chain([reading.words.len()]).collect();
        if ends.len() < 2 || ends.len() > MOST_QUESTIONS {
            return None;
        }
        // "Am I a refugee? If I ran from the draft.": what follows the question is a part of it.
        if !reading.asks && !self.asks(&reading.words[ends[ends.len() - 2]..]) {
            return None;
        }
        let mut found = Vec::new();
        for (at, to) in ends.iter().enumerate() {
            let from = if at == 0 { 0 } else { ends[at - 1] };
            let entry = self.sure(reading, from, *to, costs::HALF)?.entry;
            if !found.contains(&entry) {
                found.push(entry);
            }
        }
        (found.len() > 1).then_some(found)
    }

    /// Whether a story is one of other people than those for whom an entry is written; who is named beside these may be a
    /// companion.
    fn is_of_others(&self, prepared: &Prepared, entry: usize) -> bool {
        let named = &prepared.named;
        !self.names.names_askers(named) && self.names.lack(named, entry, &self.held).figures.people > 0.0
    }

    /// Whether words ask or beg for something.
    fn asks(&self, words: &[String]) -> bool {
        self.lexicon.joints.asking.find(words).is_some()
    }

    /// The entry that the last sentence surely asks for, when there are several: "Sorry. Is there a visa for artists".
    pub(in crate::matcher) fn last_sentence(&self, reading: &Reading) -> Option<Candidate> {
        let begins = reading.joints.iter().rev().find(|joint| joint.pause >= Pause::Sentence)?.at;
        self.sure(reading, begins, reading.words.len(), costs::HALF)
    }

    /// The entry that part of an utterance surely asks for.
    fn sure(&self, reading: &Reading, from: usize, to: usize, least: f32) -> Option<Candidate> {
        let prepared = self.prepare(reading, from..to);
        let lead = self.candidates(&prepared).first().copied()?;
        // A single word is hardly a question, unless it names the thing: "where is Garo".
        let enough = match prepared.query.stems.len() {
            0 => return None,
            1 => least.max(costs::GREATER_HALF),
            _ => least,
        };
        (lead.score >= enough).then_some(lead)
    }
}

impl Index {
    /// The entry that the question within a long story asks for, when that is sure and fits the story.
    pub(in crate::matcher) fn within_story(
        &self,
        reading: &Reading,
        prepared: &Prepared,
        candidates: &[Candidate],
    ) -> Option<usize> {
        if reading.words.len() < costs::STORY {
            return None;
        }
        let starts = reading.joints.iter().filter(|joint| joint.pause >= Pause::Sentence).map(|joint| joint.at);
        let mut cuts: Vec<usize> = [0].into_iter().chain(starts).collect();
        cuts.push(reading.words.len());
        let asking = |cut: &&[usize]| self.learnt.asks(&reading.words[cut[0]..cut[1]]);
        let some_ask = cuts.windows(2).any(|cut| asking(&cut));
        // What asks for nothing is the story of what does.
        let last = cuts.len().saturating_sub(2);
        let parts = cuts.windows(2).enumerate();
        let parts = parts.filter(|(at, cut)| if reading.asks { *at == last } else { !some_ask || asking(cut) });
        let known = |part: &Candidate| candidates.iter().any(|candidate| candidate.entry == part.entry);
        // Whose citizen somebody is holds for every sentence: "I am Pakistani. How do I get a permit?"
        let for_them = |part: &Candidate| !self.learnt.is_of_others(prepared, part.entry);
        let mut found: Vec<Candidate> = parts
            .filter_map(|(_, cut)| self.sure_within(reading, cut[0]..cut[1]))
            .filter(known)
            .filter(for_them)
            .collect();
        found.sort_by(|a, b| b.score.total_cmp(&a.score));
        let first = found.first()?.entry;
        found.iter().all(|part| part.entry == first).then_some(first)
    }

    /// The entry that a sentence of a story surely asks for, the encoder being asked where words alone do not tell.
    fn sure_within(&self, reading: &Reading, part: Range<usize>) -> Option<Candidate> {
        let sure = self.learnt.sure(reading, part.start, part.end, costs::IN_A_STORY);
        let encoder = self.encoder.filter(|_| sure.is_none() && part.len() >= SHORTEST_SENTENCE);
        let (Some(encoder), Some(_)) = (encoder, &self.learnt.views.encoder) else { return sure };
        let mut prepared = self.learnt.prepare(reading, part.clone());
        prepared.query.encoded = Some(encoder.vector(&reading.raw[part].join(" ")));
        prepared.scores = self.learnt.views.see(&prepared.query);
        let lead = self.learnt.candidates(&prepared).first().copied()?;
        (lead.score >= costs::IN_A_STORY && prepared.query.stems.len() > 1).then_some(lead)
    }
}
