//! From which texts a base was learnt: by that an edit of it is known.

use crate::knowledge::{Base, Entry};
use crate::matcher::hash::text_hash;
use crate::text::Lang;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// From which texts each classifier was learnt, and what each entry says.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Taught {
    /// The name of each column and its texts, as hashes, in the order of columns.
    pub columns: Vec<(u64, u64)>,
    /// Each text with its column, as a hash; in rising order.
    pub texts: Vec<u64>,
    /// The id of each entry and everything that it says, as hashes, in the order of entries.
    said: Vec<(u64, u64)>,
}

impl Taught {
    /// Notes from what a base is learnt: texts by hashes of their words, with their columns.
    pub fn by(base: &Base, smalltalk: &[String], texts: &[(u64, Option<usize>)]) -> Taught {
        let entries = base.entries.iter().map(|entry| text_hash(&format!("entry {}", entry.id)));
        let others = smalltalk.iter().map(|id| text_hash(&format!("smalltalk {id}")));
        let names = std::iter::once(text_hash("outside")).chain(entries).chain(others);
        let said = base.entries.iter().map(|entry| (text_hash(&entry.id), said_by(base, entry))).collect();
        let mut taught = Taught { columns: names.map(|name| (name, 0)).collect(), texts: Vec::new(), said };
        for text in texts {
            let key = taught.key(*text);
            if let Some((_, texts)) = text.1.and_then(|at| taught.columns.get_mut(at)) {
                // A sum does not mind the order.
                *texts = texts.wrapping_add(mixed(key));
            }
            taught.texts.push(key);
        }
        taught.texts.sort_unstable();
        taught
    }

    /// For each entry the one of a former base that says the same.
    pub fn unedited(&self, former: &Taught) -> Vec<Option<usize>> {
        let known: HashMap<&(u64, u64), usize> = former.said.iter().zip(0..).collect();
        self.said.iter().map(|said| known.get(said).copied()).collect()
    }

    /// A text with its column.
    pub fn key(&self, (text, column): (u64, Option<usize>)) -> u64 {
        let name = column.and_then(|at| self.columns.get(at)).map_or(0, |(name, _)| *name);
        text ^ mixed(name)
    }
}

/// A hash of all that an entry says.
fn said_by(base: &Base, entry: &Entry) -> u64 {
    let mut all = String::new();
    let mut add = |kind: &str, lang: Lang, text: &str| all.extend([kind, lang.code(), "\t", text, "\n"]);
    for (lang, asks) in entry.ask.iter() {
        asks.iter().for_each(|ask| add("ask ", lang, &ask.text));
    }
    entry.title.iter().for_each(|(lang, text)| add("title ", lang, text));
    let facts = entry.facts.iter().filter_map(|id| base.fact(id)).flat_map(|(_, fact)| fact.text.iter());
    entry.answer.iter().chain(facts).for_each(|(lang, text)| add("", lang, text));
    text_hash(&all)
}

fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number ^ (number >> 27)
}
