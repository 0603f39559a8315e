//! The words that the base knows, by language: what a repair may turn a word into, and how likely each is.

use crate::matcher::string_table::StringTable;
use crate::text::{Lang, PerLang, stem};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

/// All words of the base, numbered in alphabetical order. Frozen once built.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Dictionary {
    /// As compared.
    texts: StringTable,
    /// As people write them, with their marks; parted by line feeds where the writing differs, else empty.
    shown: String,
    facts: Vec<WordFacts>,
    totals: PerLang<u32>,
    #[serde(skip)]
    shown_at: OnceLock<Vec<u32>>,
    /// The words of each language, for a look at those that are alike; made when first asked for.
    #[serde(skip)]
    shapes: PerLang<OnceLock<Shapes>>,
    /// Word counts by stem; made when first asked for.
    #[serde(skip)]
    by_stem: PerLang<OnceLock<HashMap<String, u32>>>,
}

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct WordFacts {
    /// How often each language has it.
    counts: PerLang<u32>,
    /// Its length in characters.
    len: u8,
    /// Whether people write it without any mark as well.
    bare: bool,
}

/// The words of one language by length, and the letters of each as a set: a walk over them reads little memory.
#[derive(Debug, Default)]
struct Shapes {
    /// Where the words of each length begin; one more than the longest length.
    starts: Vec<u32>,
    signatures: Vec<u64>,
    words: Vec<u32>,
}

/// One known word.
#[derive(Clone, Copy)]
pub struct KnownWord<'a> {
    dictionary: &'a Dictionary,
    at: usize,
}

/// How often each language has a word, and how it is written.
type Gathered = (PerLang<u32>, HashMap<Box<str>, u32>);

/// Gathers words, then freezes them.
#[derive(Default)]
pub struct DictionaryBuilder {
    words: HashMap<Box<str>, Gathered>,
}

impl DictionaryBuilder {
    /// Counts the words of a text of this language.
    pub fn add(&mut self, text: &str, lang: Lang) {
        for word in crate::text::words(text) {
            let (counts, shown) = self.words.entry(word.text.into()).or_default();
            counts[lang] += 1;
            *shown.entry(word.raw.replace('İ', "i").to_lowercase().into()).or_default() += 1;
        }
    }

    /// The frozen vocabulary.
    pub fn build(self) -> Dictionary {
        let mut words: Vec<_> = self.words.into_iter().collect();
        words.sort_by(|a, b| a.0.cmp(&b.0));
        let mut dictionary = Dictionary { totals: PerLang::each(|_| 1), ..Dictionary::default() };
        dictionary.texts = StringTable::gather(words.iter().map(|(text, _)| &**text));
        for (text, (counts, shown)) in words {
            let bare = shown.contains_key(&text);
            let commonest = shown.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
            if let Some((shown, _)) = commonest.filter(|(shown, _)| *shown != text) {
                dictionary.shown.push_str(&shown);
            }
            dictionary.shown.push('\n');
            let len = text.chars().count().min(u8::MAX.into()) as u8;
            dictionary.facts.push(WordFacts { counts, len, bare });
            counts.iter().for_each(|(lang, count)| dictionary.totals[lang] += count);
        }
        dictionary
    }
}

impl Dictionary {
    fn shapes(&self, lang: Lang) -> Shapes {
        let mut words: Vec<u32> = (0..self.len() as u32).filter(|at| self.fact(*at).counts[lang] > 0).collect();
        words.sort_by_key(|at| self.fact(*at).len);
        let longest = words.last().map_or(0, |at| self.fact(*at).len);
        let shorter = |len: u8| words.partition_point(|at| self.fact(*at).len < len) as u32;
        let starts = (0..=longest).map(shorter).chain([words.len() as u32]).collect();
        let signatures = words.iter().map(|at| signature(self.texts.at(*at as usize))).collect();
        Shapes { starts, signatures, words }
    }

    fn fact(&self, at: u32) -> &WordFacts {
        &self.facts[at as usize]
    }

    /// The word of exactly this folded text.
    pub fn get(&self, folded: &str) -> Option<KnownWord<'_>> {
        Some(KnownWord { dictionary: self, at: self.texts.find(folded)? })
    }

    /// The words that begin with these letters.
    pub fn starting_with<'a>(&'a self, letters: &'a str) -> impl Iterator<Item = KnownWord<'a>> {
        let words = self.texts.before(letters)..self.len();
        self.numbered(words).take_while(move |word| word.text().starts_with(letters))
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Every word, in alphabetical order.
    pub fn words(&self) -> impl Iterator<Item = KnownWord<'_>> {
        self.numbered(0..self.len())
    }

    fn numbered(&self, words: Range<usize>) -> impl Iterator<Item = KnownWord<'_>> {
        words.map(|at| KnownWord { dictionary: self, at })
    }

    /// Words of a language that a folded word may be `distance` edits away from, by their length and their letters.
    pub fn alike(&self, folded: &str, lang: Lang, distance: usize) -> impl Iterator<Item = KnownWord<'_>> {
        let (own, len) = (signature(folded), folded.chars().count());
        let shapes = self.shapes[lang].get_or_init(|| self.shapes(lang));
        let start = |len: usize| shapes.starts.get(len).or(shapes.starts.last()).map_or(0, |start| *start as usize);
        let span = start(len.saturating_sub(distance))..start(len + distance + 1);
        // Each edit takes away one letter at most, and adds one at most.
        let close = move |signature: &u64| few(own & !signature, distance) && few(signature & !own, distance);
        let found = shapes.signatures[span.clone()].iter().zip(&shapes.words[span]);
        let found = found.filter(move |(signature, _)| close(signature));
        found.map(|(_, at)| KnownWord { dictionary: self, at: *at as usize })
    }

    /// The log share of the commonest word of this language that has the same stem as an unknown one.
    pub fn log_share_of_stem(&self, folded: &str, lang: Lang) -> Option<f32> {
        let by_stem = self.by_stem[lang].get_or_init(|| self.stems(lang));
        let count = by_stem.get(&stem(folded, lang))?;
        Some((*count as f32 / self.totals[lang] as f32).ln())
    }

    fn stems(&self, lang: Lang) -> HashMap<String, u32> {
        let mut stems: HashMap<String, u32> = HashMap::new();
        for word in self.words().filter(|word| word.count(lang) > 0) {
            let most = stems.entry(stem(word.text(), lang)).or_default();
            *most = (*most).max(word.count(lang));
        }
        stems
    }

    fn shown(&self, at: usize) -> &str {
        let starts = self.shown_at.get_or_init(|| {
            let ends = self.shown.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1);
            [0].into_iter().chain(ends).collect()
        });
        &self.shown[starts[at] as usize..starts[at + 1] as usize - 1]
    }
}

impl<'a> KnownWord<'a> {
    /// As compared.
    pub fn text(self) -> &'a str {
        self.dictionary.texts.at(self.at)
    }

    /// As people write it, with its marks.
    pub fn shown(self) -> &'a str {
        match self.dictionary.shown(self.at) {
            "" => self.text(),
            shown => shown,
        }
    }

    /// Whether people write it without any mark as well.
    pub fn bare(self) -> bool {
        self.facts().bare
    }

    /// How often a language has it.
    pub fn count(self, lang: Lang) -> u32 {
        self.facts().counts[lang]
    }

    /// How often all languages have it.
    pub fn total(self) -> u32 {
        self.facts().counts.values().sum()
    }

    /// Its length in characters.
    pub fn len(self) -> usize {
        self.facts().len.into()
    }

    /// The natural logarithm of its share of all words of a language, below 0; `None` when the language does not have it.
    pub fn log_share(self, lang: Lang) -> Option<f32> {
        let count = self.count(lang);
        (count > 0).then(|| (count as f32 / self.dictionary.totals[lang] as f32).ln())
    }

    fn facts(self) -> &'a WordFacts {
        &self.dictionary.facts[self.at]
    }
}

/// The letters of a folded word as a set, and in its upper half those that it has more than once: taking one letter away
/// clears one bit at most.
fn signature(folded: &str) -> u64 {
    folded.chars().fold(0, |set, c| {
        let letter = 1 << (c as u32 % 32);
        if set & letter == 0 { set | letter } else { set | letter << 32 }
    })
}

/// Whether a set has no more than so many members. Quicker than counting them all.
fn few(mut set: u64, most: usize) -> bool {
    for _ in 0..most {
        set &= set.wrapping_sub(1);
    }
    set == 0
}
