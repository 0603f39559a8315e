//! Learning a base of very many entries, as a large base.

use crate::knowledge::{Base, Entry};
use crate::matcher::decide::calibration::{Calibration, USUAL};
use crate::matcher::model::{Learnt, each};
use crate::matcher::parallel::parallel;
use crate::matcher::score::features::Ngrams;
use crate::matcher::score::retrieval::{Member, Retrieval};
use crate::matcher::score::signals::{INPUTS, QueryFeatures, Scorer, argmax};
use crate::text::{Lang, folded_words};

/// A base with more entries than this is a large base: a classifier for each would cost more than it is worth, in memory first.
pub const MANY: usize = 600;
/// Entries of a large base on which the probability is fitted.
const TRIED: usize = 1_000;
/// Of ten of them so many are left out whole, and stand for questions that nothing answers.
const LEFT_OUT: usize = 3;
/// The share of questions for which an entry exists, as the probability assumes it. About one question in six that
/// people ask such a bot is about something else.
const IN_SCOPE: f32 = 0.83;

impl Learnt {
    /// Learns the entries of a base; `views` know everything but them.
    pub(in crate::matcher) fn learn_large_base(&mut self, base: &Base, views: Scorer, progress: &mut dyn FnMut(usize)) {
        let mut members = parallel(&base.entries, |entry| Member::of(&words_of(&self.phrasings_of(entry))));
        progress(4);
        let every = base.entries.len().div_ceil(TRIED).max(1);
        let mut held: Vec<(QueryFeatures, Option<usize>)> = Vec::new();
        let mut whole: Vec<(usize, Member)> = Vec::new();
        for (number, at) in (0..base.entries.len()).step_by(every).enumerate() {
            let mut phrasings = self.phrasings_of(&base.entries[at]);
            let left_out = number % 10 < LEFT_OUT;
            let Some((lang, words)) = (!phrasings.is_empty()).then(|| phrasings.remove(number % phrasings.len()))
            else {
                continue;
            };
            let query = QueryFeatures {
                unknown: self.rare_share(&words),
                ..self.features_of(&words, &Ngrams::of(&words), lang)
            };
            held.push((query, (!left_out).then_some(at)));
            let rest = if left_out { Vec::new() } else { words_of(&phrasings) };
            whole.push((at, std::mem::replace(&mut members[at], Member::of(&rest))));
        }
        let tried = views.beside(Retrieval::learn(&members));
        progress(5);
        self.calibration = calibrated(&tried, &held);
        whole.into_iter().for_each(|(at, member)| members[at] = member);
        self.views = tried.beside(Retrieval::learn(&members));
        progress(6);
    }

    /// Every phrasing of an entry, its titles among them, as folded words with slang explained.
    fn phrasings_of(&self, entry: &Entry) -> Vec<(Lang, Vec<String>)> {
        let mut found = Vec::new();
        each(&entry.ask, |lang, text| found.push((lang, self.explained(folded_words(text), lang))));
        found.extend(entry.title.iter().map(|(lang, title)| (lang, self.explained(folded_words(title), lang))));
        found.retain(|(_, words)| !words.is_empty());
        found
    }
}

/// Fits the probability on texts that the base has not seen, each with its entry, or none where the base has not seen
/// anything of that entry.
fn calibrated(views: &Scorer, held: &[(QueryFeatures, Option<usize>)]) -> Calibration {
    let told = parallel(held, |(query, entry)| {
        let (inputs, lead) = lead(views, query)?;
        Some((inputs, *entry == Some(lead), entry.is_some()))
    });
    let judged: Vec<([f32; INPUTS], bool, bool)> = told.into_iter().flatten().collect();
    let inside = judged.iter().filter(|sample| sample.2).count().max(1) as f32;
    let outside = (judged.len() as f32 - inside).max(1.0);
    let count = |in_scope| if in_scope { IN_SCOPE / inside } else { (1.0 - IN_SCOPE) / outside };
    let weight = judged.len() as f32;
    let samples: Vec<_> = judged.into_iter().map(|(inputs, right, is)| (inputs, right, count(is) * weight)).collect();
    Calibration::fit(&samples, &USUAL)
}

/// The figures of the entry that leads, and which it is.
fn lead(views: &Scorer, query: &QueryFeatures) -> Option<([f32; INPUTS], usize)> {
    let scores = views.see(query);
    let ranks = views.ranks(&scores);
    let seat = argmax(&ranks)?;
    Some((Scorer::inputs(&scores, query, (&ranks, Scorer::beyond(&scores)), seat), scores.entries[seat]))
}

fn words_of(phrasings: &[(Lang, Vec<String>)]) -> Vec<Vec<String>> {
    phrasings.iter().map(|(_, words)| words.clone()).collect()
}
