//! Aspects: which side of a subject is asked about (a fee, a refusal, the hours), and whether an entry speaks of it. What
//! they are is data of the language files; follow-ups go by the same.

use crate::knowledge::{Base, Detail, Entry, Signs};
use crate::matcher::parallel::parallel;
use crate::text::folded_words;
use serde::{Deserialize, Serialize};

/// The aspects of a base, and which entry speaks of which. Frozen once built.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Aspects {
    all: Vec<Aspect>,
    /// A bit for each aspect that an entry speaks of.
    #[serde(with = "crate::matcher::flat")]
    held: Vec<u32>,
    /// Whether each entry has a phrasing that asks for an aspect and names no subject: "when are you open".
    bare: Vec<bool>,
}

/// One aspect, in all languages.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Aspect {
    id: String,
    /// How it is asked for.
    ask: Signs,
    /// Words by which a text is known to speak of it.
    signs: Signs,
}

/// Phrasings of an entry that must name an aspect before the entry counts as speaking of it, or a third of them where it
/// has few.
const SPEAKING: usize = 3;

/// Most aspects of a base: one bit each.
const MOST: usize = 32;

/// An aspect that a question asks about, and the words that do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedAspect {
    number: usize,
    /// Position and length of the words.
    pub at: (usize, usize),
}

impl Aspects {
    /// Learns which entry speaks of what: in its phrasings, its answer or its facts.
    pub fn learn(base: &Base) -> Aspects {
        let mut all: Vec<Aspect> = Vec::new();
        for detail in base.languages.iter().flat_map(|(_, file)| &file.details) {
            let Detail { id, ask, signs, .. } = detail;
            let at = all.iter().position(|aspect| aspect.id == *id).unwrap_or_else(|| {
                all.push(Aspect { id: id.clone(), ..Aspect::default() });
                all.len() - 1
            });
            all[at].ask.extend(ask);
            all[at].signs.extend(signs);
        }
        all.truncate(MOST);
        let held = parallel(&base.entries, |entry| {
            let (asks, said) = texts(base, entry);
            // One phrasing may name an aspect in passing.
            let enough = SPEAKING.min(asks.len() / 3).max(1);
            let names = |aspect: &Aspect, text: &Vec<String>| {
                aspect.ask.find(text).is_some() || aspect.signs.find(text).is_some()
            };
            let speaks = |aspect: &Aspect| {
                said.iter().any(|text| names(aspect, text))
                    || asks.iter().filter(|text| names(aspect, text)).count() >= enough
            };
            all.iter().enumerate().filter(|(_, aspect)| speaks(aspect)).fold(0, |bits, (at, _)| bits | 1 << at)
        });
        let bare = parallel(&base.entries, |entry| has_bare(base, entry));
        Aspects { all, held, bare }
    }

    /// The aspects that folded words ask about.
    pub fn asked(&self, words: &[String]) -> Vec<AskedAspect> {
        let asked = |(number, aspect): (usize, &Aspect)| Some(AskedAspect { number, at: aspect.ask.find(words)? });
        self.all.iter().enumerate().filter_map(asked).collect()
    }

    /// Whether an entry is asked for by an aspect alone.
    pub fn is_asked_barely(&self, entry: usize) -> bool {
        self.bare.get(entry).is_some_and(|bare| *bare)
    }

    /// Whether an entry speaks of an aspect.
    pub fn holds(&self, entry: usize, asked: &AskedAspect) -> bool {
        self.held.get(entry).is_none_or(|bits| bits >> asked.number & 1 == 1)
    }
}

/// Whether a phrasing of an entry holds nothing but words that ask for aspects and such as say nothing.
fn has_bare(base: &Base, entry: &Entry) -> bool {
    entry.ask.iter().any(|(lang, asks)| {
        let Some(file) = base.languages.get(lang) else { return false };
        asks.iter().any(|ask| {
            let words = folded_words(&ask.text);
            let mut light: Vec<bool> = words.iter().map(|word| file.stop.contains(word)).collect();
            let mut asked = false;
            for at in 0..words.len() {
                let length = file.details.iter().filter_map(|detail| detail.asked_at(&words, at)).max().unwrap_or(0);
                light[at..at + length].fill(true);
                asked |= length > 0;
            }
            asked && light.iter().all(|light| *light)
        })
    })
}

/// The phrasings of an entry, and its title, answer and facts, as folded words.
fn texts(base: &Base, entry: &Entry) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
    let asks = entry.ask.iter().flat_map(|(_, asks)| asks).map(|ask| folded_words(&ask.text)).collect();
    let facts = entry.facts.iter().filter_map(|id| base.fact(id)).flat_map(|(_, fact)| fact.text.iter());
    let said = entry.title.iter().chain(entry.answer.iter()).chain(facts);
    (asks, said.map(|(_, text)| folded_words(text)).collect())
}
