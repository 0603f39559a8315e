//! The names of the world that an entry holds, and how it holds them: a name in its answer is told of, a place that many
//! phrasings name is asked about, one in a title may be where everything begins.

use crate::knowledge::{Base, Directions, Entry};
use crate::matcher::read::directions::Bearing;
use crate::matcher::read::names::{NameKind, NamedAt, WorldName, is_member, names_in, within, world_name};
use crate::text::words;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Phrasings of an entry that must name a place before the entry counts as asked about it, or a third of them where it has
/// few: one may do so in passing.
const SPEAKING: usize = 3;
/// So many phrasings of an entry must go to a place before the entry leads there.
const LEADING: usize = 2;

/// The names of one entry, by their ids.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct EntryNames {
    /// In any of its texts; a money in its answer and facts, for a question may name any beside the one that it is about.
    pub said: BTreeSet<String>,
    /// In its title, or in a third of its phrasings: it is about them, and about what lies within.
    subject: BTreeSet<String>,
    /// Places in its title from which everything in it comes.
    origins: BTreeSet<String>,
    /// Countries to which somebody goes in it.
    ahead: BTreeSet<String>,
}

impl EntryNames {
    /// Reads the texts of an entry.
    pub fn of(base: &Base, entry: &Entry, directions: &Directions) -> EntryNames {
        let (mut asked, mut ahead) = (BTreeMap::<String, usize>::new(), BTreeMap::<String, usize>::new());
        let mut phrasings = 0;
        for ask in entry.ask.iter().flat_map(|(_, asks)| asks) {
            let text = Text::of(&ask.text);
            phrasings += 1;
            text.ids().into_iter().for_each(|id| *asked.entry(id).or_default() += 1);
            text.countries_ahead(directions).into_iter().for_each(|id| *ahead.entry(id).or_default() += 1);
        }
        let often = |counts: &BTreeMap<String, usize>, least: usize| -> BTreeSet<String> {
            counts.iter().filter(|(_, count)| **count >= least).map(|(id, _)| id.clone()).collect()
        };
        let titles: Vec<Text> = entry.title.iter().map(|(_, title)| Text::of(title)).collect();
        let facts = entry.facts.iter().filter_map(|id| base.fact(id)).flat_map(|(_, fact)| fact.text.iter());
        let told: Vec<Text> = entry.answer.iter().chain(facts).map(|(_, text)| Text::of(text)).collect();
        let mut names = EntryNames {
            said: often(&asked, SPEAKING.min(phrasings / 3).max(1)).into_iter().filter(|id| !is_money(id)).collect(),
            subject: often(&asked, phrasings.div_ceil(3).max(1)),
            origins: titles.iter().flat_map(|title| title.origins(directions)).collect(),
            ahead: often(&ahead, LEADING.min(phrasings / 3).max(1)),
        };
        names.subject.extend(titles.iter().flat_map(Text::ids));
        names.said.extend(names.subject.iter().cloned().chain(told.iter().flat_map(Text::ids)).collect::<Vec<_>>());
        names.ahead.extend(titles.iter().chain(&told).flat_map(|text| text.countries_ahead(directions)));
        names
    }

    /// Whether it holds a name: itself, a place within it, or, where the entry is about it, one around it.
    pub fn holds(&self, name: &NamedAt) -> bool {
        name.senses().any(|sense| {
            let people = sense.kind == NameKind::Nationality;
            self.said.contains(sense.id)
                || self.said.iter().filter_map(|id| world_name(id)).any(|own| {
                    let same_kind = people == (own.kind == NameKind::Nationality);
                    same_kind && within(&own, sense) || own.kind == NameKind::Country && !people && within(sense, &own)
                })
                || self.subject.iter().filter_map(|id| world_name(id)).any(|own| within(sense, &own))
        })
    }

    /// Whether it is about money of some kind.
    pub fn is_about_money(&self) -> bool {
        self.subject.iter().any(|id| is_money(id))
    }

    /// Whether it is about a money itself.
    pub fn is_about(&self, money: &NamedAt) -> bool {
        money.senses().any(|sense| self.subject.contains(sense.id))
    }

    /// Whether it speaks of the people of a place.
    pub fn speaks_of_people(&self, name: &NamedAt) -> bool {
        let of = |country: &str| {
            self.said
                .iter()
                .filter_map(|id| id.strip_prefix("people:"))
                .any(|own| own == country || is_member(country, own))
        };
        name.senses().filter_map(|sense| sense.country).any(of)
    }

    /// Whether everything in it comes from a place, and the names of an utterance hold others and not that one.
    pub fn begins_elsewhere(&self, named: &[(NamedAt, Bearing)]) -> bool {
        let origins = || self.origins.iter().filter_map(|id| world_name(id));
        let own = |name: &NamedAt| name.senses().any(|sense| origins().any(|own| within(sense, &own)));
        !self.origins.is_empty() && !named.iter().any(|(name, _)| own(name))
    }

    /// Whether somebody goes to the country of a place in it.
    pub fn leads_to(&self, name: &NamedAt) -> bool {
        name.senses().filter_map(|sense| sense.country).any(|country| self.ahead.contains(country))
    }
}

fn is_money(id: &str) -> bool {
    world_name(id).is_some_and(|name| name.kind == NameKind::Money)
}

/// A text with the names in it.
pub(super) struct Text {
    pub folded: Vec<String>,
    pub names: Vec<NamedAt>,
}

impl Text {
    pub fn of(text: &str) -> Text {
        let (folded, raw): (Vec<String>, Vec<String>) =
            words(text).into_iter().map(|word| (word.text, word.raw)).unzip();
        Text { names: names_in(&folded, &raw), folded }
    }

    fn ids(&self) -> BTreeSet<String> {
        self.names.iter().flat_map(NamedAt::senses).map(|sense| sense.id.to_owned()).collect()
    }

    /// The names that stand so to the person.
    fn of_bearing(&self, bearing: Bearing, directions: &Directions) -> impl Iterator<Item = &WorldName> {
        let so = move |name: &&NamedAt| Bearing::of(&self.folded, name, directions) == bearing;
        self.names.iter().filter(so).flat_map(NamedAt::senses)
    }

    fn origins(&self, directions: &Directions) -> Vec<String> {
        self.of_bearing(Bearing::Behind, directions).map(|sense| sense.id.to_owned()).collect()
    }

    fn countries_ahead(&self, directions: &Directions) -> BTreeSet<String> {
        self.of_bearing(Bearing::Ahead, directions).filter_map(|sense| sense.country).map(str::to_owned).collect()
    }
}

/// The ids of everything of the world that a text names.
pub(super) fn ids_in(text: &str) -> BTreeSet<String> {
    Text::of(text).ids()
}
