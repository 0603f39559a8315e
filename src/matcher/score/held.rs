//! What entries hold, word by word: whether an entry has the words of a question anywhere, and whether the question is one
//! of its phrasings with a word put in the place of another.

use crate::knowledge::{Base, Entry};
use crate::matcher::hash::word_hash;
use crate::matcher::parallel::parallel;
use crate::text::{Lang, folded_words, stem};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// Words of an entry's texts by their stems, and its phrasings by their words. Frozen once built.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Held {
    /// Hashes of the stems of everything that each entry says, rising within an entry.
    said: Rows,
    /// The phrasings and titles of all entries, as hashes of their words.
    phrasings: Rows,
    /// Where the phrasings of each entry begin among all; one more than there are entries.
    #[serde(with = "crate::matcher::flat")]
    firsts: Vec<u32>,
    /// The languages of each entry's phrasings and answer, a bit each.
    #[serde(with = "crate::matcher::flat")]
    langs: Vec<u32>,
    /// Phrasings of each entry in each language.
    #[serde(with = "crate::matcher::flat")]
    counts: Vec<u32>,
    /// How many entries have a stem.
    having: HashMap<u32, u32>,
}

/// Rows of numbers in one piece of memory.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Rows {
    #[serde(with = "crate::matcher::flat")]
    starts: Vec<u32>,
    #[serde(with = "crate::matcher::flat")]
    numbers: Vec<u32>,
}

impl Rows {
    fn push(&mut self, numbers: impl IntoIterator<Item = u32>) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        self.numbers.extend(numbers);
        self.starts.push(self.numbers.len() as u32);
    }

    fn at(&self, row: usize) -> &[u32] {
        match (self.starts.get(row), self.starts.get(row + 1)) {
            (Some(from), Some(to)) => &self.numbers[*from as usize..*to as usize],
            _ => &[],
        }
    }
}

/// A question's words, as [`Held`] looks at them.
#[derive(Clone, Debug, Default)]
pub struct HeldQuery {
    /// Hashes of its words, in their order.
    words: Vec<u32>,
    /// Hashes of the stems of its content words, and of those words.
    content: Vec<(u32, u32)>,
    /// Its language.
    pub lang: Lang,
}

impl HeldQuery {
    /// Prepares folded words; `is_stop` tells words without a subject.
    pub fn of(words: &[String], lang: Lang, is_stop: impl Fn(&String) -> bool) -> HeldQuery {
        let content: BTreeSet<(u32, u32)> = words
            .iter()
            .filter(|word| !is_stop(word))
            .map(|word| (word_hash(&stem(word, lang)), word_hash(word)))
            .collect();
        let words = words.iter().map(|word| word_hash(word)).collect();
        HeldQuery { words, content: content.into_iter().collect(), lang }
    }
}

/// What one entry holds of a question.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HeldFigures {
    /// The share of the content words, by rarity, that stand nowhere in the entry, from 0 to 1.
    pub missing: f32,
    /// The rarity of the rarest content word that stands nowhere in the entry, from 0 to 1.
    pub rarest: f32,
    /// How much of the nearest phrasing and the question is the same, word for word, from 0 to 1.
    pub same: f32,
    /// That, where a content word of the question stands nowhere in the entry; 0 elsewhere.
    pub replaced: f32,
    /// 1 where the entry has no text in the language of the question, and the other figures tell nothing.
    pub other_language: f32,
}

impl Held {
    /// Learns what the entries of a base hold.
    pub fn learn(base: &Base) -> Held {
        let mut held = Held { firsts: vec![0], ..Held::default() };
        for texts in parallel(&base.entries, |entry| Texts::of(base, entry)) {
            texts.stems.iter().for_each(|stem| *held.having.entry(*stem).or_default() += 1);
            held.said.push(texts.stems);
            texts.phrasings.into_iter().for_each(|words| held.phrasings.push(words));
            held.firsts.push(held.phrasings.starts.len().saturating_sub(1) as u32);
            held.langs.push(texts.langs);
            held.counts.extend(texts.counts);
        }
        held
    }

    /// Phrasings of an entry in a language; in one that it has none in, those of a language that it has, on the average.
    pub fn phrasings(&self, entry: usize, lang: Lang) -> f32 {
        match self.counts_of(entry).get(lang.index()) {
            Some(count) if *count > 0 => *count as f32,
            _ => self.phrasings_each(entry),
        }
    }

    /// Phrasings of an entry in a language, on the average over those that it has.
    pub fn phrasings_each(&self, entry: usize) -> f32 {
        let asked = self.counts_of(entry).iter().filter(|count| **count > 0);
        asked.clone().sum::<u32>() as f32 / asked.count().max(1) as f32
    }

    fn counts_of(&self, entry: usize) -> &[u32] {
        self.counts.chunks_exact(Lang::ALL.len()).nth(entry).unwrap_or_default()
    }

    /// How rare a stem is among entries, from 0 for one that all have to 1 for one that none has.
    fn rarity(&self, stem: u32) -> f32 {
        let all = self.langs.len() as f32 + 1.0;
        let having = self.having.get(&stem).map_or(0.0, |count| *count as f32);
        (all / (having + 1.0)).ln() / all.ln().max(f32::MIN_POSITIVE)
    }

    /// Whether the texts of an entry have a stem, given by its hash. An entry that is not known holds everything.
    pub fn says(&self, entry: usize, stem: u32) -> bool {
        entry >= self.langs.len() || self.said.at(entry).binary_search(&stem).is_ok()
    }

    /// What an entry holds of a question.
    pub fn figures(&self, query: &HeldQuery, entry: usize) -> HeldFigures {
        if self.langs.get(entry).is_none_or(|langs| langs & bit(query.lang) == 0) {
            return HeldFigures { other_language: 1.0, ..HeldFigures::default() };
        }
        let said = self.said.at(entry);
        let (mut missing, mut whole, mut rarest) = (0.0, 0.0, 0f32);
        for (stem, _) in &query.content {
            let rarity = self.rarity(*stem);
            whole += rarity;
            if said.binary_search(stem).is_err() {
                missing += rarity;
                rarest = rarest.max(rarity);
            }
        }
        let same = self.same(query, entry);
        HeldFigures {
            missing: missing / f32::max(whole, f32::MIN_POSITIVE),
            rarest,
            same,
            replaced: if rarest > 0.0 { same } else { 0.0 },
            other_language: 0.0,
        }
    }

    /// The share of words that the question and the nearest phrasing have in common.
    fn same(&self, query: &HeldQuery, entry: usize) -> f32 {
        let phrasings = self.firsts[entry] as usize..self.firsts[entry + 1] as usize;
        let shared = |row: usize| {
            let words = self.phrasings.at(row);
            let common = query.words.iter().filter(|word| words.contains(word)).count();
            2.0 * common as f32 / (words.len() + query.words.len()).max(1) as f32
        };
        phrasings.map(shared).fold(0.0, f32::max).min(1.0)
    }
}

/// The texts of one entry, as hashes.
struct Texts {
    stems: BTreeSet<u32>,
    phrasings: Vec<Vec<u32>>,
    langs: u32,
    counts: [u32; Lang::ALL.len()],
}

impl Texts {
    fn of(base: &Base, entry: &Entry) -> Texts {
        let mut texts = Texts { stems: BTreeSet::new(), phrasings: Vec::new(), langs: 0, counts: [0; Lang::ALL.len()] };
        let mut add = |text: &str, lang: Lang| {
            let words = folded_words(text);
            texts.stems.extend(words.iter().map(|word| word_hash(&stem(word, lang))));
            words.iter().map(|word| word_hash(word)).collect::<Vec<u32>>()
        };
        let (mut phrasings, mut langs) = (Vec::new(), 0);
        let mut counts = [0; Lang::ALL.len()];
        for (lang, asks) in entry.ask.iter() {
            phrasings.extend(asks.iter().map(|ask| add(&ask.text, lang)));
            counts[lang.index()] += asks.len() as u32;
            langs |= bit(lang);
        }
        phrasings.extend(entry.title.iter().map(|(lang, title)| add(title, lang)));
        let facts = entry.facts.iter().filter_map(|id| base.fact(id)).flat_map(|(_, fact)| fact.text.iter());
        for (lang, text) in entry.answer.iter().chain(facts) {
            add(text, lang);
            langs |= bit(lang);
        }
        Texts { phrasings, langs, counts, ..texts }
    }
}

fn bit(lang: Lang) -> u32 {
    1 << lang.index()
}
