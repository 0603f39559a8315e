//! What is learnt from a base: the one value that training makes, the cache keeps, and a question is answered with.

use super::decide::calibration::Calibration;
use super::decide::passages::Passages;
use super::hash::{word_hash, words_hash};
use super::read::word_likelihood::WordLikelihood;
use super::score::embeddings::word_vectors;
use super::score::features::{Features, Ngrams};
use super::score::held::{Held, HeldQuery};
use super::score::lacking::Lacking;
use super::score::signals::{ClassLayout, QueryFeatures, Scorer};
use super::string_table::StringTable;
use super::train::taught::Taught;
use crate::knowledge::{Localized, Phrasing};
use crate::text::{Lang, folded_words, stem};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap, HashSet};

/// What is learnt from a base, and kept beside it so that it need not be learnt again.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Learnt {
    /// Words and letters.
    pub lexicon: WordLikelihood,
    /// Words that carry no subject, in all languages.
    pub stop: HashSet<String>,
    /// Slang by its first word.
    pub slang: HashMap<String, Vec<Slang>>,
    /// Features of texts.
    pub features: Features,
    /// The signals.
    pub views: Scorer,
    /// How many classes there are.
    pub kinds: ClassLayout,
    /// The names of the kinds of smalltalk, in the order of their classes.
    pub smalltalk: Vec<String>,
    /// Every word of smalltalk.
    pub small_words: StringTable,
    /// Smalltalk word for word: its kind, and the languages in which it is.
    pub verbatim: HashMap<String, (usize, Vec<Lang>)>,
    /// What entries hold, word by word.
    pub held: Held,
    /// From signals to probability, for a large base.
    pub calibration: Calibration,
    /// Phrasings of an entry, on the average.
    pub phrasings_each: f32,
    /// Phrasings word for word, by a hash of their words: the entry or gap as a class.
    pub phrasings: HashMap<u64, usize>,
    /// Facts and passages.
    pub passages: Passages,
    /// What entries hold of names and aspects.
    pub names: Lacking,
    /// From which texts it was learnt.
    pub taught: Taught,
    /// Where it was learnt by an edit: hashes of the words of those texts for which another entry may win now.
    #[serde(skip)]
    pub contested: Option<HashSet<u64>>,
}

/// Slang, and what it stands for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Slang {
    pub(in crate::matcher) lang: Lang,
    /// What follows its first word.
    pub(in crate::matcher) rest: Vec<String>,
    pub(in crate::matcher) plain: Vec<String>,
}

impl Learnt {
    /// What the signals look at in a text of folded words.
    pub fn features_of(&self, words: &[String], ngrams: &Ngrams, lang: Lang) -> QueryFeatures {
        QueryFeatures {
            vector: self.features.vector(ngrams),
            meaning: word_vectors().vector(words),
            encoded: None,
            stems: self.content_stems(words, lang),
            words: words.iter().map(|word| word_hash(word)).collect(),
            unknown: self.share(words, |word| !self.lexicon.knows(word)),
            held: HeldQuery::of(words, lang, |word| self.stop.contains(word)),
        }
    }

    /// Whether an entry is known to be asked for in just these words, whatever their case and signs. Known, too, where of
    /// the base itself only what is said was kept.
    pub fn is_phrasing(&self, entry: usize, text: &str) -> bool {
        self.phrasings.get(&words_hash(&folded_words(text))) == Some(&entry)
    }

    /// Whether an edit may have changed which entry wins a phrasing; of any other base every phrasing counts.
    pub(in crate::matcher) fn is_contested(&self, phrasing: &str, lang: Lang) -> bool {
        let words = || words_hash(&self.explained(folded_words(phrasing), lang));
        self.contested.as_ref().is_none_or(|contested| contested.contains(&words()))
    }

    /// The stems of the words that carry a subject, each once.
    pub fn content_stems(&self, words: &[String], lang: Lang) -> Vec<String> {
        let content = words.iter().filter(|word| !self.stop.contains(*word));
        let stems: BTreeSet<String> = content.map(|word| stem(word, lang)).collect();
        stems.into_iter().collect()
    }

    /// Words with slang explained: the plain words follow the slang.
    pub fn explained(&self, words: Vec<String>, lang: Lang) -> Vec<String> {
        let mut plain: Vec<String> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let said = |slang: &&Slang| slang.lang == lang && words[at + 1..].starts_with(&slang.rest);
            let slang = self.slang.get(word).into_iter().flatten().filter(said);
            slang.for_each(|slang| plain.extend(slang.plain.iter().cloned()));
        }
        plain.retain(|word| !words.contains(word));
        [words, plain].concat()
    }

    /// The share of letters in words that the base has no more than once: for a text that is learnt from, the words that
    /// would be unknown without it.
    pub(in crate::matcher) fn rare_share(&self, words: &[String]) -> f32 {
        let count = |word: &String| self.lexicon.dictionary.get(word).map_or(0, |word| word.total());
        self.share(words, |word| count(word) <= 1)
    }

    fn share(&self, words: &[String], counts: impl Fn(&String) -> bool) -> f32 {
        let letters = |word: &String| word.chars().count() as f32;
        let all: f32 = words.iter().map(letters).sum();
        words.iter().filter(|word| counts(word)).map(letters).sum::<f32>() / all.max(1.0)
    }

    /// The share of letters in words that smalltalk is made of. A word that the base does not know at all counts half: it
    /// may be anything, while one that the base knows from elsewhere has a subject.
    pub fn small_share(&self, words: &[String]) -> f32 {
        let (mut small, mut all) = (0.0, 0.0);
        for word in words {
            let letters = word.chars().count() as f32;
            let is_small = self.small_words.find(word).is_some();
            small += if is_small { letters } else { 0.0 };
            all += if is_small || self.lexicon.knows(word) { letters } else { letters / 2.0 };
        }
        if all > 0.0 { small / all } else { 0.0 }
    }
}

pub(in crate::matcher) fn each<'a>(phrasings: &'a Localized<Vec<Phrasing>>, mut add: impl FnMut(Lang, &'a str)) {
    for (lang, phrasings) in phrasings.iter() {
        phrasings.iter().for_each(|phrasing| add(lang, &phrasing.text));
    }
}
