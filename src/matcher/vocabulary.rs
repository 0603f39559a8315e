//! The words that the base knows, by language: what a repair may turn a word into, and how likely each is.

use crate::text::Lang;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// One known word.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KnownWord {
    /// As compared.
    pub text: Box<str>,
    /// As people write it, with its marks.
    pub shown: Box<str>,
    /// Whether people write it without any mark as well.
    pub bare: bool,
    /// How often each language has it, in the order of [`Lang::ALL`].
    pub counts: [u32; 3],
    /// Its letters as a set of 32, for a first look at likeness.
    pub signature: u32,
    /// Its length in characters.
    pub len: u8,
}

/// All words of the base. Frozen once built.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Vocabulary {
    words: Vec<KnownWord>,
    totals: [u32; 3],
    #[serde(skip)]
    by_text: HashMap<Box<str>, u32>,
}

/// Gathers words, then freezes them.
#[derive(Default)]
pub struct VocabularyBuilder {
    counts: HashMap<Box<str>, ([u32; 3], HashMap<Box<str>, u32>)>,
}

impl VocabularyBuilder {
    /// Counts the words of a text of this language.
    pub fn add(&mut self, text: &str, lang: Lang) {
        for word in crate::text::words(text) {
            let (counts, shown) = self.counts.entry(word.text.into()).or_default();
            counts[lang as usize] += 1;
            *shown.entry(word.raw.replace('İ', "i").to_lowercase().into()).or_default() += 1;
        }
    }

    /// The frozen vocabulary. Words are in alphabetical order, so that equal bases make equal ones.
    pub fn build(self) -> Vocabulary {
        let mut words: Vec<KnownWord> = self
            .counts
            .into_iter()
            .map(|(text, (counts, shown))| {
                let bare = shown.contains_key(&text);
                let commonest = shown.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
                KnownWord {
                    shown: commonest.map_or_else(|| text.clone(), |(shown, _)| shown),
                    signature: signature(&text),
                    len: text.chars().count().min(u8::MAX.into()) as u8,
                    text,
                    bare,
                    counts,
                }
            })
            .collect();
        words.sort_by(|a, b| a.text.cmp(&b.text));
        let mut totals = [1; 3];
        for word in &words {
            for (total, count) in totals.iter_mut().zip(word.counts) {
                *total += count;
            }
        }
        let mut vocabulary = Vocabulary { words, totals, by_text: HashMap::new() };
        vocabulary.index();
        vocabulary
    }
}

impl Vocabulary {
    /// Makes the look-up table; needed once after a vocabulary was read back from storage.
    pub fn index(&mut self) {
        self.by_text = self.words.iter().enumerate().map(|(at, word)| (word.text.clone(), at as u32)).collect();
    }

    /// The word of exactly this folded text.
    pub fn get(&self, folded: &str) -> Option<&KnownWord> {
        self.by_text.get(folded).map(|at| &self.words[*at as usize])
    }

    /// Every word.
    pub fn words(&self) -> &[KnownWord] {
        &self.words
    }

    /// The natural logarithm of the word's share of all words of the language, below 0; `None` when the language does
    /// not have it.
    pub fn log_share(&self, word: &KnownWord, lang: Lang) -> Option<f32> {
        let count = word.counts[lang as usize];
        (count > 0).then(|| (count as f32 / self.totals[lang as usize] as f32).ln())
    }
}

/// The letters of a folded word as a set: two words at edit distance `d` differ in at most `2 d` of its bits.
pub fn signature(folded: &str) -> u32 {
    folded.chars().fold(0, |set, c| set | 1 << (c as u32 % 32))
}
