//! For whom an entry is written: an answer for the citizens of one country is none for those of another.

use super::entry_names::Text;
use super::lacking::{Lacking, Named};
use crate::matcher::read::directions::Bearing;
use crate::matcher::read::name_endings::leaves;
use crate::matcher::read::names::{NameKind, NamedAt, WorldName, is_member, within, world_name};

/// Where somebody is from, as words tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The country, as ISO 3166 codes it.
    pub country: String,
    /// The position behind the words that tell.
    pub end: usize,
}

impl Lacking {
    /// Where somebody is from whose nationality, country or city is named at this word; none for one of those for whom
    /// the base is written, and for nobody.
    pub fn origin(&self, named: &Named, at: usize) -> Option<Origin> {
        let of_people = |name: &NamedAt| name.from == at && name.name.kind != NameKind::Money;
        let (named, _) = named.world.iter().find(|(name, _)| of_people(name))?;
        let country = named.senses().find_map(|sense| sense.country)?;
        let own = self.asks(named) || named.name.kind.is_place() && self.is_home(named);
        (!own).then(|| Origin { country: country.to_owned(), end: at + named.words })
    }

    /// Where those are from whose citizenship is named; none of those for whom the base is written, or of where
    /// it is at home.
    pub fn citizens<'n>(&'n self, named: &'n Named) -> impl Iterator<Item = Origin> + 'n {
        // "When do I become a citizen of Turkey" tells of no citizen.
        let names = named
            .world
            .iter()
            .filter(|(name, bearing)| *bearing == Bearing::Whose && !self.asks(name) && !self.is_home(name));
        names.filter_map(|(name, _)| {
            let country = name.senses().find_map(|sense| sense.country)?;
            Some(Origin { country: country.to_owned(), end: name.from + name.words })
        })
    }

    /// Whether an entry is asked for by an aspect alone: "when are you open".
    pub fn is_asked_barely(&self, entry: usize) -> bool {
        self.aspects.is_asked_barely(entry)
    }

    /// Whether titles, or what an answer says first, are written for the people of the base: a title names them or their
    /// country, an answer the people. From where one comes tells of nobody.
    pub fn is_for_askers<'a>(&self, mut titles: impl Iterator<Item = &'a str>, first: Option<&str>) -> bool {
        let names = |text: &str, counts: &dyn Fn(&[String], &NamedAt) -> bool| {
            let Text { folded, names } = Text::of(text);
            names.iter().any(|name| name.name.kind != NameKind::Money && self.asks(name) && counts(&folded, name))
        };
        let lies_ahead = |words: &[String], name: &NamedAt| {
            !leaves(&name.ending) && !Bearing::of(words, name, &self.directions).is_behind()
        };
        titles.any(|title| names(title, &lies_ahead))
            || first.is_some_and(|first| names(first, &|_, name| name.name.kind == NameKind::Nationality))
    }

    /// Whether an entry speaks of the people of a country, or has that country in a title: that its answer names the place
    /// beside others says nothing of those who come from there.
    pub fn is_of<'a>(&self, entry: usize, mut titles: impl Iterator<Item = &'a str>, country: &str) -> bool {
        let people = |id: &String| {
            world_name(id).is_some_and(|name| name.kind == NameKind::Nationality && name.country == Some(country))
        };
        self.entries.get(entry).is_some_and(|own| own.said.iter().any(people))
            || titles.any(|title| {
                let of_it = |sense: &WorldName| sense.kind != NameKind::Money && sense.country == Some(country);
                Text::of(title).names.iter().any(|name| name.senses().any(of_it))
            })
    }

    /// Whether an entry speaks of a country or its people, by themselves or as a part of what it names.
    pub fn speaks_of(&self, entry: usize, country: &str) -> bool {
        let Some(place) = world_name(country) else { return false };
        let names = |id: &String| {
            let of_it = |name: WorldName| {
                name.kind != NameKind::Money && (within(&place, &name) || name.country == Some(country))
            };
            world_name(id).is_some_and(of_it)
                || id.strip_prefix("people:").is_some_and(|region| is_member(country, region))
        };
        self.entries.get(entry).is_some_and(|own| own.said.iter().any(names))
    }

    /// The entries that speak of a country.
    pub fn speaking_of<'a>(&'a self, country: &'a str) -> impl Iterator<Item = usize> + 'a {
        (0..self.entries.len()).filter(move |entry| self.speaks_of(*entry, country))
    }
}
