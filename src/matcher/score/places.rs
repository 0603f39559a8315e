//! Places: an answer for one country must not reach somebody who asks about another.

use crate::knowledge::{Base, Beginning, HOME, PAST, Signs};
use crate::matcher::parallel::parallel;
use crate::text::folded_words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Phrasings of an entry that must name a place before the entry counts as speaking of it: one may do so in passing.
const SPEAKING: usize = 3;

/// Which places there are, and which entries speak of them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Places {
    home: Signs,
    past: Signs,
    away: Vec<Place>,
    /// Whether the base speaks of home at all. One that does not is of no country: naming one says nothing of who answers.
    settled: bool,
}

/// A place that is not home.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Place {
    id: String,
    names: Signs,
    /// Whether each entry speaks of it.
    entries: Vec<bool>,
    /// Whether title, answer or facts of each entry name it, and not just its phrasings.
    told: Vec<bool>,
}

/// The places that an utterance names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Whether home is among them.
    pub home: bool,
    /// The others, by position.
    pub away: Vec<usize>,
}

impl Places {
    /// Learns which entries speak of which places: by title, answer and cited facts, or by several phrasings.
    pub fn learn(base: &Base) -> Places {
        let mut names: BTreeMap<&str, Signs> = BTreeMap::new();
        for (_, file) in base.languages.iter() {
            for (place, signs) in &file.places {
                names.entry(place.as_str()).or_default().extend(signs);
            }
        }
        let home = names.remove(HOME).unwrap_or_default();
        let past = names.remove(PAST).unwrap_or_default();
        let told: Vec<[Vec<Vec<String>>; 2]> = parallel(&base.entries, |entry| texts(base, entry));
        let speaks = |signs: &Signs, [said, asked]: &[Vec<Vec<String>>; 2]| {
            let names_it = |words: &&Vec<String>| signs.find(words).is_some();
            said.iter().any(|words| names_it(&words)) || asked.iter().filter(names_it).count() >= SPEAKING
        };
        let names: Vec<(&str, Signs)> = names.into_iter().collect();
        let away = parallel(&names, |(id, names)| {
            let entries = told.iter().map(|texts| speaks(names, texts)).collect();
            let named = |[said, _]: &[Vec<Vec<String>>; 2]| said.iter().any(|words| names.find(words).is_some());
            let told = told.iter().map(named).collect();
            Place { id: (*id).to_owned(), names: names.clone(), entries, told }
        });
        let settled = told.iter().any(|[said, _]| said.iter().any(|words| home.find(words).is_some()));
        Places { past, away, settled, home }
    }

    /// The places that folded words are about: named, and not as what lies behind.
    pub fn named(&self, words: &[String]) -> Named {
        let behind = |at: usize| at > 0 && self.past.at(words, at - 1).is_some();
        let begin: Vec<Beginning> = words.iter().map(|word| Beginning::of(word)).collect();
        let stands = |names: &Signs, at: usize| names.begun_at(words, at, begin[at]).is_some();
        let aims = |names: &Signs| (0..words.len()).any(|at| stands(names, at) && !behind(at));
        let away = (0..self.away.len()).filter(|at| aims(&self.away[*at].names));
        Named { home: self.home.find(words).is_some(), away: away.collect() }
    }

    /// Whether an entry may answer a question that names these places.
    pub fn allow(&self, named: &Named, entry: usize) -> bool {
        !self.settled
            || named.away.is_empty()
            || named.away.iter().any(|at| self.away[*at].entries.get(entry).is_some_and(|yes| *yes))
    }

    /// The ids of places.
    pub fn ids<'a>(&'a self, named: &'a Named) -> impl Iterator<Item = &'a str> {
        named.away.iter().map(|at| self.away[*at].id.as_str())
    }

    /// The entries whose text speaks of one of these places.
    pub fn speaking<'a>(&'a self, named: &'a Named) -> impl Iterator<Item = usize> + 'a {
        let entries = self.away.first().map_or(0, |place| place.told.len());
        (0..entries).filter(|entry| named.away.iter().any(|at| self.away[*at].told[*entry]))
    }

    /// Whether a text may be shown to a question that names these places: it names one of them, or the question names
    /// home as well.
    pub fn fits(&self, named: &Named, text: &str) -> bool {
        named.home || named.away.is_empty() || {
            let words = folded_words(text);
            named.away.iter().any(|at| self.away[*at].names.find(&words).is_some())
        }
    }

    /// The words without the names of places.
    pub fn without_names(&self, words: &[String]) -> Vec<String> {
        let mut kept = Vec::new();
        let mut at = 0;
        while at < words.len() {
            match self.away.iter().filter_map(|place| place.names.at(words, at)).max() {
                Some(length) => at += length,
                None => {
                    kept.push(words[at].clone());
                    at += 1;
                }
            }
        }
        kept
    }
}

/// What an entry says, and how it is asked for, as folded words.
fn texts(base: &Base, entry: &crate::knowledge::Entry) -> [Vec<Vec<String>>; 2] {
    let facts = entry.facts.iter().filter_map(|id| base.fact(id));
    let said = entry.title.iter().chain(entry.answer.iter()).chain(facts.flat_map(|(_, fact)| fact.text.iter()));
    let asked = entry.ask.iter().flat_map(|(_, phrasings)| phrasings);
    [said.map(|(_, text)| folded_words(text)).collect(), asked.map(|phrasing| folded_words(&phrasing.text)).collect()]
}
