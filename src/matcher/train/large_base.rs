//! Learning a base of very many entries, as a large base.

use crate::knowledge::{Base, Entry};
use crate::matcher::model::{Learnt, each};
use crate::matcher::parallel::parallel;
use crate::matcher::score::features::Ngrams;
use crate::matcher::score::retrieval::{Member, Retrieval};
use crate::matcher::score::signals::{QueryFeatures, Scorer};
use crate::matcher::train::folds::calibrate_large_base;
use crate::text::{Lang, folded_words};

/// A base with more entries than this is a large base: a classifier for each would cost more than it is worth, in memory first.
pub const MANY: usize = 600;
/// Entries of a large base on which the probability is fitted.
const TRIED: usize = 1_000;
/// Of ten of them so many are left out whole, and stand for questions that nothing answers.
const LEFT_OUT: usize = 3;

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
        self.calibrations.cheap = calibrate_large_base(&tried, &held);
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

fn words_of(phrasings: &[(Lang, Vec<String>)]) -> Vec<Vec<String>> {
    phrasings.iter().map(|(_, words)| words.clone()).collect()
}
