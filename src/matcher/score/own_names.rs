//! Names of people, shops and products are in no list of the world: a base writes them with a capital in the middle of a
//! sentence, and so does somebody who asks.

use crate::knowledge::Base;
use crate::matcher::hash::word_hash;
use crate::text::{Pause, Word, words};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A text in which a larger share of the words begins with a capital says nothing by it.
const MANY_CAPITALS: f32 = 0.5;
/// An utterance of more words is a story.
const STORY: usize = 14;
/// The fewest letters of a name.
const SHORTEST: usize = 3;

/// The names that a base writes, as hashes of their folded words.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct OwnNames(BTreeSet<u32>);

impl OwnNames {
    /// Gathers the words that stand with a capital within sentences, and nowhere without one.
    pub fn learn(base: &Base) -> OwnNames {
        let mut seen: BTreeMap<u32, [usize; 2]> = BTreeMap::new();
        let mut read = |text: &str| {
            let words = words(text);
            if capitals(words.iter().map(|word| word.raw.as_str())) > MANY_CAPITALS {
                return;
            }
            for (at, word) in words.iter().enumerate() {
                let [small, large] = seen.entry(word_hash(&word.text)).or_default();
                match (is_capital(&word.raw), begins(&words, at)) {
                    (false, _) => *small += 1,
                    (true, false) => *large += 1,
                    (true, true) => {}
                }
            }
        };
        for entry in &base.entries {
            entry.answer.iter().chain(entry.title.iter()).for_each(|(_, text)| read(text));
            entry.ask.iter().flat_map(|(_, asks)| asks).for_each(|ask| read(&ask.text));
        }
        let facts = base.documents.iter().flat_map(|document| &document.facts);
        facts.for_each(|fact| fact.text.iter().for_each(|(_, text)| read(text)));
        OwnNames(
            seen.into_iter().filter(|(_, [small, large])| *small == 0 && *large > 0).map(|(word, _)| word).collect(),
        )
    }

    /// Where names of the base stand among words, and words that are written as names and that nobody knows.
    pub fn among(&self, folded: &[String], raw: &[String], known: impl Fn(&str) -> bool) -> Vec<usize> {
        // A story is full of names that nobody asks about.
        let speaks = capitals(raw.iter().map(String::as_str)) <= MANY_CAPITALS && raw.len() <= STORY;
        let is = |at: &usize| {
            let word = &folded[*at];
            let written = speaks && *at > 0 && raw.get(*at).is_some_and(|raw| is_capital(raw));
            word.chars().count() >= SHORTEST && (self.0.contains(&word_hash(word)) || written && !known(word))
        };
        (0..folded.len()).filter(is).collect()
    }
}

fn is_capital(raw: &str) -> bool {
    raw.chars().next().is_some_and(char::is_uppercase)
}

fn begins(words: &[Word], at: usize) -> bool {
    at == 0 || words[at].pause >= Pause::Clause
}

/// The share of words that begin with a capital.
fn capitals<'a>(raw: impl Iterator<Item = &'a str>) -> f32 {
    let (mut large, mut all) = (0, 0);
    for word in raw {
        all += 1;
        large += usize::from(is_capital(word));
    }
    if all < 3 { 0.0 } else { large as f32 / all as f32 }
}
