//! What a question names and an entry does not hold: places and peoples of the world, names that the base writes, numbers,
//! aspects. An answer for one country must not reach somebody who asks about another.

use super::aspects::{AskedAspect, Aspects};
use super::entry_names::{EntryNames, ids_in};
use super::held::Held;
use super::own_names::OwnNames;
use crate::knowledge::{Base, Directions, Entry};
use crate::matcher::hash::word_hash;
use crate::matcher::parallel::parallel;
use crate::matcher::read::directions::Bearing;
use crate::matcher::read::names::{NameKind, NamedAt, WorldName, names_in, within, world_name};
use crate::text::{Lang, folded_words, stem, words};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A name that this share of the entries holds, and at least [`FAMILIAR_ENTRIES`] of them, tells none of them apart: the
/// base is at home there.
const FAMILIAR: f32 = 0.15;
const FAMILIAR_ENTRIES: usize = 3;

/// Words of the shortest answer that says anything.
const SHORTEST_ANSWER: usize = 3;
/// An utterance of more words tells a story.
const STORY: usize = 10;

/// What the entries of a base hold of names and aspects. Frozen once built.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Lacking {
    pub(super) aspects: Aspects,
    own: OwnNames,
    /// The names of the world that each entry holds.
    pub(super) entries: Vec<EntryNames>,
    /// Whether each entry has an answer in words: of one that has none nobody can tell what it lacks.
    tells: Vec<bool>,
    /// Names that so many entries hold that they tell none apart.
    familiar: BTreeSet<String>,
    /// Where the base is at home, and for whom its answers are written.
    home: BTreeSet<String>,
    askers: BTreeSet<String>,
    pub(super) directions: Directions,
}

/// What an utterance names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Whether the home of the base is among the places.
    pub home: bool,
    /// Places that are asked about and are not home, by their ids.
    pub away: Vec<String>,
    /// Everything of the world that it names, and how it stands to the person.
    pub(super) world: Vec<(NamedAt, Bearing)>,
    aspects: Vec<AskedAspect>,
    /// Words with figures, and names of the base or of nobody: as typed, and hashes of their stems and of them.
    figures: Vec<(String, u32)>,
    own: Vec<(String, u32)>,
    /// Its folded words.
    words: Vec<String>,
}

impl Named {
    /// Whether it names a place that somebody comes from.
    pub(in crate::matcher) fn leaves(&self) -> bool {
        self.world.iter().any(|(_, bearing)| *bearing == Bearing::Behind)
    }
}

/// What the question names that an entry does not hold, by kind: how many of each.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LackingFigures {
    /// Places of the world.
    pub place: f32,
    /// Nationalities.
    pub people: f32,
    /// Places that lie behind somebody, or are named beside one that is held.
    pub passing: f32,
    /// Numbers and codes.
    pub figure: f32,
    /// Names that the base writes, and words in capitals that nobody knows.
    pub name: f32,
    /// Aspects: a fee, a refusal, a renewal.
    pub aspect: f32,
}

/// What one entry lacks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lack {
    /// How many of each kind.
    pub figures: LackingFigures,
    /// As typed.
    pub typed: Vec<String>,
}

/// How a name of the world is lacking.
#[derive(Clone, Copy, PartialEq)]
enum WorldLack {
    /// The place that is asked about.
    Place,
    /// Whose citizen somebody is.
    People,
    /// A place that is named in passing.
    Passing,
}

impl Lacking {
    /// Learns what the entries of a base hold. Where an entry says the same as one before an edit, its names are known.
    pub fn learn(base: &Base, former: Option<&Lacking>, unedited: &[Option<usize>]) -> Lacking {
        let mut directions = Directions::default();
        base.languages.iter().for_each(|(_, file)| directions.extend(&file.directions));
        let places: Vec<usize> = (0..base.entries.len()).collect();
        let entries = parallel(&places, |at| {
            let former = former.zip(unedited.get(*at).copied().flatten());
            let known = former.and_then(|(former, place)| former.entries.get(place).cloned());
            known.unwrap_or_else(|| EntryNames::of(base, &base.entries[*at], &directions))
        });
        let mut having: BTreeMap<String, usize> = BTreeMap::new();
        entries.iter().flat_map(|names| &names.said).for_each(|id| *having.entry(id.clone()).or_default() += 1);
        let enough = (FAMILIAR * entries.len() as f32).ceil().max(FAMILIAR_ENTRIES as f32) as usize;
        let ids = |texts: &[String]| texts.iter().filter_map(|text| Some(world_name(text)?.id.to_owned())).collect();
        let tells = |entry: &Entry| entry.answer.iter().any(|(_, text)| words(text).len() >= SHORTEST_ANSWER);
        Lacking {
            tells: base.entries.iter().map(tells).collect(),
            aspects: Aspects::learn(base),
            own: OwnNames::learn(base),
            entries,
            familiar: having.into_iter().filter(|(_, count)| *count >= enough).map(|(id, _)| id).collect(),
            home: ids(&base.about.home),
            askers: ids(&base.about.askers),
            directions,
        }
    }

    /// What words name, given folded, and as they were written.
    pub fn named(&self, words: &[String], raw: &[String], lang: Lang, known: impl Fn(&str) -> bool) -> Named {
        // A story names many aspects of a life, and asks about one subject.
        let aspects = if words.len() <= STORY { self.aspects.asked(words) } else { Vec::new() };
        let mut named = Named { aspects, words: words.to_vec(), ..Named::default() };
        let mut taken = vec![false; words.len()];
        for name in names_in(words, raw) {
            taken[name.from..(name.from + name.words).min(words.len())].fill(true);
            let bearing = Bearing::of(words, &name, &self.directions);
            named.world.push((name, bearing));
        }
        for (name, bearing) in &named.world {
            let place = name.name.kind.is_place();
            if place && self.is_home(name) {
                named.home = true;
            } else if place && !bearing.is_behind() && *bearing != Bearing::Whose && !self.is_familiar(name) {
                named.away.push(name.name.id.to_owned());
            }
        }
        let hashed = |at: usize| (raw.get(at).unwrap_or(&words[at]).clone(), word_hash(&stem(&words[at], lang)));
        let free = |at: &usize| !taken[*at];
        let figure = |at: &usize| words[*at].contains(|c: char| c.is_ascii_digit());
        named.figures = (0..words.len()).filter(free).filter(figure).map(hashed).collect();
        // "F-1" and "O-1" differ by their letters.
        let lettered = |at: &usize| *at > 0 && figure(&(at + 1)) && is_letter(raw.get(*at));
        let code = |at: usize| (format!("{}-{}", raw[at], raw[at + 1]), word_hash(&stem(&words[at], lang)));
        let letters = (0..words.len().min(raw.len()).saturating_sub(1)).filter(free).filter(lettered).map(code);
        named.figures.extend(letters);
        let own = self.own.among(words, raw, known);
        named.own = own.into_iter().filter(free).filter(|at| !figure(at)).map(hashed).collect();
        named
    }

    /// What an entry lacks of what is named. A place beside one that the entry holds, or beside home, counts as named in
    /// passing.
    pub fn lack(&self, named: &Named, entry: usize, held: &Held) -> Lack {
        let mut lack = Lack::default();
        if self.tells.get(entry).is_none_or(|tells| !tells) {
            return lack;
        }
        for (name, bearing) in &named.world {
            let Some(kind) = self.lack_of(named, entry, name, *bearing) else { continue };
            if kind != WorldLack::Passing || !bearing.is_behind() {
                lack.typed.push(name.typed.clone());
            }
            *match kind {
                WorldLack::Place => &mut lack.figures.place,
                WorldLack::People => &mut lack.figures.people,
                WorldLack::Passing => &mut lack.figures.passing,
            } += 1.0;
        }
        for asked in named.aspects.iter().filter(|asked| !self.aspects.holds(entry, asked)) {
            lack.figures.aspect += 1.0;
            let (from, length) = asked.at;
            lack.typed.push(named.words[from..from + length].join(" "));
        }
        for (typed, _) in named.figures.iter().filter(|(_, stem)| !held.says(entry, *stem)) {
            lack.figures.figure += 1.0;
            // A bare number is a sum or an age in a story; with a letter it is a code.
            if typed.chars().any(char::is_alphabetic) {
                lack.typed.push(typed.clone());
            }
        }
        for (typed, _) in named.own.iter().filter(|(_, stem)| !held.says(entry, *stem)) {
            lack.figures.name += 1.0;
            lack.typed.push(typed.clone());
        }
        lack
    }

    /// What an entry lacks of one name of the world.
    fn lack_of(&self, named: &Named, entry: usize, name: &NamedAt, bearing: Bearing) -> Option<WorldLack> {
        if name.name.kind == NameKind::Money {
            return self.lack_of_money(named, entry, name);
        }
        if name.name.kind.is_place() && self.asks(name) {
            return self.lack_of_origin(entry, name, bearing);
        }
        if self.is_home(name) || self.is_familiar(name) {
            return None;
        }
        let own = self.entries.get(entry)?;
        match bearing {
            Bearing::Whose if own.speaks_of_people(name) => return None,
            Bearing::Whose => return Some(WorldLack::People),
            // "How many left Ukraine" is no question for an entry about who left Russia.
            Bearing::Behind if own.begins_elsewhere(&named.world) => return Some(WorldLack::Place),
            _ if own.holds(name) => return None,
            _ if name.name.kind == NameKind::Nationality => {
                return (!self.asks(name)).then_some(WorldLack::People);
            }
            _ if bearing.is_behind() => return Some(WorldLack::Passing),
            _ => {}
        }
        let beside = !own.begins_elsewhere(&named.world)
            && named.world.iter().any(|(other, bearing)| {
                !bearing.is_behind() && other.name.kind.is_place() && (self.is_home(other) || own.holds(other))
            });
        Some(if beside { WorldLack::Passing } else { WorldLack::Place })
    }

    /// Whether those for whom the answers are written, or where they come from, are named.
    pub(in crate::matcher) fn names_askers(&self, named: &Named) -> bool {
        let own = |(name, bearing): &(NamedAt, Bearing)| {
            let tells = name.name.kind == NameKind::Nationality || *bearing == Bearing::Whose || bearing.is_behind();
            tells && name.name.kind != NameKind::Money && self.asks(name)
        };
        named.world.iter().any(own)
    }

    /// What an entry lacks of the country that the answers are written for. Who asks comes from there, and tells of it; who
    /// wants to go there asks another thing than who comes here.
    fn lack_of_origin(&self, entry: usize, name: &NamedAt, bearing: Bearing) -> Option<WorldLack> {
        let own = self.entries.get(entry)?;
        let ahead = bearing == Bearing::Ahead && !self.is_home(name) && !self.home.is_empty();
        if ahead && !own.leads_to(name) {
            return Some(WorldLack::Place);
        }
        let silent =
            self.is_home(name) || self.is_familiar(name) || own.holds(name) || bearing != Bearing::At && !ahead;
        (!silent).then_some(WorldLack::Passing)
    }

    /// What an entry about money lacks of another one. Beside its own, the other is what that is turned into; a price in
    /// another entry may be named in any.
    fn lack_of_money(&self, named: &Named, entry: usize, money: &NamedAt) -> Option<WorldLack> {
        let own = self.entries.get(entry)?;
        let of_home = |name: &NamedAt| {
            let country = |sense: &WorldName| sense.country.and_then(world_name);
            name.senses().filter_map(country).any(|country| self.home_lies_in(&country))
        };
        if !own.is_about_money() || own.holds(money) || of_home(money) {
            return None;
        }
        let moneys = named.world.iter().map(|(name, _)| name).filter(|name| name.name.kind == NameKind::Money);
        let beside = moneys.filter(|name| !of_home(name)).any(|name| own.is_about(name));
        Some(if beside { WorldLack::Passing } else { WorldLack::Place })
    }

    /// Whether the base is at home in a country, or in a part of it.
    fn home_lies_in(&self, country: &WorldName) -> bool {
        self.home.iter().filter_map(|id| world_name(id)).any(|home| within(&home, country))
    }

    pub(super) fn is_home(&self, name: &NamedAt) -> bool {
        let home =
            |sense: &WorldName| self.home.iter().filter_map(|id| world_name(id)).any(|home| within(sense, &home));
        name.senses().any(home)
    }

    fn is_familiar(&self, name: &NamedAt) -> bool {
        name.senses().any(|sense| self.familiar.contains(sense.id))
    }

    /// Whether the answers are written for people of this country.
    pub(super) fn asks(&self, name: &NamedAt) -> bool {
        name.senses().any(|sense| sense.country.is_some_and(|country| self.askers.contains(country)))
    }

    /// The entries whose text speaks of one of the places away.
    pub fn speaking<'a>(&'a self, named: &'a Named) -> impl Iterator<Item = usize> + 'a {
        let said = |entry: &usize| &self.entries[*entry].said;
        (0..self.entries.len()).filter(move |entry| named.away.iter().any(|id| said(entry).contains(id)))
    }

    /// Whether a text may be shown to a question that names these places: it names one of them, or the question names
    /// home as well. Where the entry that lies nearest tells of those who left somewhere, those who left elsewhere are asked
    /// about.
    pub fn fits(&self, named: &Named, nearest: Option<usize>, text: &str) -> bool {
        let leaves =
            nearest.and_then(|entry| self.entries.get(entry)).is_some_and(|own| own.begins_elsewhere(&named.world));
        let asked = |(name, bearing): &&(NamedAt, Bearing)| {
            let left = leaves && *bearing == Bearing::Behind && !self.asks(name) && !self.is_familiar(name);
            left || !bearing.is_behind() && named.away.iter().any(|id| id == name.name.id)
        };
        let asked: Vec<&NamedAt> = named.world.iter().filter(asked).map(|(name, _)| name).collect();
        named.home || asked.is_empty() || {
            let ids = ids_in(text);
            // A name that is an ordinary word as well may stand there as the word.
            let words = folded_words(text);
            let typed = |name: &NamedAt| folded_words(&name.typed).first().is_some_and(|first| words.contains(first));
            asked.iter().any(|name| ids.contains(name.name.id) || typed(name))
        }
    }

    /// Folded words without the names of the world.
    pub fn without_names(&self, words: &[String]) -> Vec<String> {
        let mut kept: Vec<Option<&String>> = words.iter().map(Some).collect();
        for name in names_in(words, words).into_iter().filter(|name| name.name.kind != NameKind::Money) {
            kept[name.from..(name.from + name.words).min(words.len())].fill(None);
        }
        kept.into_iter().flatten().cloned().collect()
    }
}

/// Whether a word is one capital letter.
fn is_letter(raw: Option<&String>) -> bool {
    let mut letters = raw.into_iter().flat_map(|raw| raw.chars());
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
}
