//! Candidates first: for a base with so many entries that nothing can be reckoned for each of them.
//!
//! Words and pairs of words point at entries; the rarest are followed first, as far as a budget goes (BM25, as in
//! [`terms`](crate::matcher::score::bm25)). The entries that gather most are then looked at phrasing by phrasing.

use crate::matcher::hash::{hash, word_hash};
use crate::matcher::parallel::parallel;
use crate::matcher::score::embeddings::{DIM, word_vectors};
use serde::{Deserialize, Serialize};

/// How soon more of the same word stops counting.
const SATURATION: f32 = 1.2;
/// Pointers that are followed for one question. Words that every tenth entry has tell little, and cost most.
const BUDGET: usize = 30_000;
/// Entries that are looked at more closely.
const CLOSER: usize = 48;
/// What a pair of words counts beside a word of the same rarity: it says the same words once more.
const PAIR: f32 = 0.5;
/// Steps into which the weight of a pointer, and a number of a meaning, is cut.
const STEPS: f32 = 127.0;
/// The upper bits of a term by which its place is looked up.
const HIGH: u32 = 16;

/// Many entries, by their words. Frozen once built.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Retrieval {
    /// Terms in rising order: hashes of words and of pairs.
    #[serde(with = "crate::matcher::flat")]
    terms: Vec<u32>,
    /// For each value of a term's upper bits the first such term.
    #[serde(with = "crate::matcher::flat")]
    high: Vec<u32>,
    /// Where the pointers of each term begin; one more than there are terms.
    #[serde(with = "crate::matcher::flat")]
    starts: Vec<u32>,
    #[serde(with = "crate::matcher::flat")]
    entries: Vec<u32>,
    #[serde(with = "crate::matcher::flat")]
    weights: Vec<u8>,
    /// Where the phrasings of each entry begin, and where the words of each phrasing do; each one more than there are.
    #[serde(with = "crate::matcher::flat")]
    phrasings: Vec<u32>,
    #[serde(with = "crate::matcher::flat")]
    words_at: Vec<u32>,
    #[serde(with = "crate::matcher::flat")]
    words: Vec<u32>,
    /// The mean meaning of each entry, [`DIM`] numbers.
    #[serde(with = "crate::matcher::flat")]
    meanings: Vec<i8>,
}

/// The phrasings of one entry, as hashes of their words, and its mean meaning in whole numbers.
pub struct Member {
    phrasings: Vec<Vec<u32>>,
    meaning: Vec<i8>,
}

/// An entry that was looked at; figures as in [`Scores`](crate::matcher::score::signals::Sight).
#[derive(Clone, Copy, Debug)]
pub struct Retrieved {
    /// Its position in the base.
    pub entry: usize,
    /// How much its nearest phrasing and the question are the same, by rarity, from -1 to 1.
    pub score: f32,
    /// How much of what the question could gather it did gather, from 0 to 1.
    pub likeness: f32,
    /// The share of the question's words, by rarity, that it has, from 0 to 1.
    pub coverage: f32,
    /// Nearness in meaning, from -1 to 1.
    pub meaning: f32,
}

fn pairs(words: &[u32]) -> impl Iterator<Item = u32> {
    words.windows(2).map(|pair| hash(pair[0], &pair[1].to_le_bytes()))
}

impl Member {
    /// Reads an entry from its phrasings, given as folded words.
    pub fn of(phrasings: &[Vec<String>]) -> Member {
        let mut sum = [0f32; DIM];
        for words in phrasings {
            sum.iter_mut().zip(word_vectors().vector(words)).for_each(|(sum, value)| *sum += value);
        }
        let length = sum.iter().map(|value| value * value).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        Member {
            phrasings: phrasings.iter().map(|words| words.iter().map(|word| word_hash(word)).collect()).collect(),
            meaning: sum.iter().map(|value| (value / length * STEPS).round() as i8).collect(),
        }
    }
}

impl Retrieval {
    /// Indexes entries, in their order.
    pub fn learn(members: &[Member]) -> Retrieval {
        let mut retrieval =
            Retrieval { phrasings: vec![0], words_at: vec![0], starts: vec![0], ..Retrieval::default() };
        for member in members {
            for words in &member.phrasings {
                retrieval.words.extend(words);
                retrieval.words_at.push(retrieval.words.len() as u32);
            }
            retrieval.phrasings.push(retrieval.words_at.len() as u32 - 1);
            retrieval.meanings.extend(&member.meaning);
        }
        retrieval.point(members);
        retrieval
    }

    /// Makes the pointers from terms to entries.
    fn point(&mut self, members: &[Member]) {
        let numbered: Vec<(u32, &Member)> = (0..).zip(members).collect();
        let own = parallel(&numbered, |(entry, member)| {
            let all = member.phrasings.iter().flat_map(|words| words.iter().copied().chain(pairs(words)));
            all.map(|term| u64::from(term) << 32 | u64::from(*entry)).collect::<Vec<u64>>()
        });
        let mut pointers = own.concat();
        drop(own);
        pointers.sort_unstable();
        for same in pointers.chunk_by(|a, b| a == b) {
            let (term, entry) = ((same[0] >> 32) as u32, same[0] as u32);
            if self.terms.last() != Some(&term) {
                self.terms.push(term);
                self.starts.push(self.entries.len() as u32);
            }
            let count = same.len() as f32;
            self.entries.push(entry);
            self.weights.push((count / (count + SATURATION) * STEPS).round() as u8);
            if let Some(end) = self.starts.last_mut() {
                *end = self.entries.len() as u32;
            }
        }
        let before = |high: u32| self.terms.partition_point(|term| *term >> (32 - HIGH) < high) as u32;
        self.high = (0..=1 << HIGH).map(before).collect();
    }

    /// How many entries there are.
    fn len(&self) -> usize {
        self.phrasings.len().saturating_sub(1)
    }

    /// Where the pointers of a term stand.
    fn span(&self, term: u32) -> std::ops::Range<usize> {
        let high = (term >> (32 - HIGH)) as usize;
        let from = self.high[high] as usize;
        let near = &self.terms[from..self.high[high + 1] as usize];
        near.binary_search(&term)
            .map_or(0..0, |at| self.starts[from + at] as usize..self.starts[from + at + 1] as usize)
    }

    /// How rare a term that so many entries have is, above 0.
    fn rarity(&self, having: usize) -> f32 {
        (1.0 + (self.len() as f32 - having as f32 + 0.5) / (having as f32 + 0.5)).ln()
    }

    /// The entries that a question may mean, and what is seen of them, in the order of entries. The question comes as
    /// hashes of its words and as its meaning.
    pub fn find(&self, words: &[u32], meaning: &[f32]) -> Vec<Retrieved> {
        let rarities: Vec<(u32, f32)> = words.iter().map(|word| (*word, self.rarity(self.span(*word).len()))).collect();
        let (gathered, most) = self.gather(words);
        let mut seen: Vec<Retrieved> = gathered
            .into_iter()
            .map(|(entry, score)| Retrieved {
                entry: entry as usize,
                score: 2.0 * self.nearest(entry as usize, &rarities) - 1.0,
                likeness: (score / most.max(f32::MIN_POSITIVE)).min(1.0),
                coverage: self.covered(entry as usize, &rarities),
                meaning: self.near_meaning(entry as usize, meaning),
            })
            .collect();
        seen.sort_unstable_by_key(|seen| seen.entry);
        seen
    }

    /// The entries that gather most, and the most that could be gathered.
    fn gather(&self, words: &[u32]) -> (Vec<(u32, f32)>, f32) {
        let terms = words.iter().map(|word| (*word, 1.0)).chain(pairs(words).map(|pair| (pair, PAIR)));
        let mut spans: Vec<_> = terms.map(|(term, weight)| (self.span(term), weight)).collect();
        spans.sort_by_key(|(span, _)| span.len());
        let mut sums = vec![0f32; self.len()];
        let mut touched: Vec<u32> = Vec::new();
        let (mut followed, mut most) = (0, 0.0);
        for (span, weight) in spans {
            let worth = weight * self.rarity(span.len());
            most += worth;
            followed += span.len();
            if followed > BUDGET && !touched.is_empty() {
                continue;
            }
            for (entry, times) in self.entries[span.clone()].iter().zip(&self.weights[span]) {
                let sum = &mut sums[*entry as usize];
                if *sum == 0.0 {
                    touched.push(*entry);
                }
                *sum += worth * f32::from(*times) / STEPS;
            }
        }
        let mut best: Vec<(u32, f32)> = touched.into_iter().map(|entry| (entry, sums[entry as usize])).collect();
        let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if best.len() > CLOSER {
            best.select_nth_unstable_by(CLOSER, order);
            best.truncate(CLOSER);
        }
        (best, most)
    }

    fn phrasing(&self, at: usize) -> &[u32] {
        &self.words[self.words_at[at] as usize..self.words_at[at + 1] as usize]
    }

    /// How much the nearest phrasing of an entry and the question are the same: words in common, by rarity, among all
    /// words of both, from 0 to 1.
    fn nearest(&self, entry: usize, question: &[(u32, f32)]) -> f32 {
        let whole: f32 = question.iter().map(|(_, rarity)| rarity).sum();
        let phrasings = self.phrasings[entry] as usize..self.phrasings[entry + 1] as usize;
        let likeness = |at: usize| {
            let words = self.phrasing(at);
            let (mut same, mut strange) = (0.0, 0);
            for word in words {
                match question.iter().find(|(own, _)| own == word) {
                    Some((_, rarity)) => same += rarity,
                    None => strange += 1,
                }
            }
            // A word that the question lacks counts as one of middling rarity: to look each up would cost more than it tells.
            let mean = whole / question.len().max(1) as f32;
            same / (whole + strange as f32 * mean).max(f32::MIN_POSITIVE)
        };
        phrasings.map(likeness).fold(0.0, f32::max).min(1.0)
    }

    /// The share of the question's words, by rarity, that any phrasing of an entry has.
    fn covered(&self, entry: usize, question: &[(u32, f32)]) -> f32 {
        let phrasings = self.phrasings[entry] as usize..self.phrasings[entry + 1] as usize;
        let all = self.words_at[phrasings.start] as usize..self.words_at[phrasings.end] as usize;
        let words = &self.words[all];
        let whole: f32 = question.iter().map(|(_, rarity)| rarity).sum();
        let had: f32 = question.iter().filter(|(word, _)| words.contains(word)).map(|(_, rarity)| rarity).sum();
        had / whole.max(f32::MIN_POSITIVE)
    }

    fn near_meaning(&self, entry: usize, meaning: &[f32]) -> f32 {
        let row = &self.meanings[entry * DIM..][..DIM];
        row.iter().zip(meaning).map(|(own, value)| f32::from(*own) * value).sum::<f32>() / STEPS
    }

    /// What a word of the question speaks for an entry: its rarity among that of all the words, when the entry has it.
    pub fn share(&self, words: &[u32], word: u32, entry: usize) -> f32 {
        let rarity = |word: u32| self.rarity(self.span(word).len());
        let whole: f32 = words.iter().map(|word| rarity(*word)).sum();
        if self.entries[self.span(word)].contains(&(entry as u32)) { rarity(word) / whole } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::folded_words;

    #[test]
    fn the_entry_with_the_words_is_found_among_many() {
        let texts: Vec<String> = (0..2000)
            .map(|at| format!("how do i reach office {} in street {}", at * 7 % 2000, at * 13 % 501))
            .collect();
        let members: Vec<Member> = texts.iter().map(|text| Member::of(&[folded_words(text)])).collect();
        let retrieval = Retrieval::learn(&members);
        for at in [0, 17, 1999] {
            let words: Vec<u32> = folded_words(&texts[at]).iter().map(|word| word_hash(word)).collect();
            let seen = retrieval.find(&words, &[]);
            let best = seen.iter().max_by(|a, b| a.score.total_cmp(&b.score)).unwrap();
            assert_eq!((best.entry, best.score > 0.9, best.coverage > 0.99), (at, true, true));
            assert!(seen.len() <= CLOSER && seen.iter().all(|other| other.likeness <= best.likeness));
        }
        assert!(retrieval.find(&[word_hash("nobody")], &[]).is_empty());
    }
}
