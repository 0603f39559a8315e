//! Names of the world in what was typed: countries, cities, regions, peoples and moneys, in any form of three languages.
//!
//! A name that is an ordinary word as well (Nice, Van, Порту) counts when it is written as a name. The name of a people
//! that stands for its language ("in English", "на русском") is no name.

use crate::matcher::read::name_endings::{goes_on, parted, peoples, places, stands_apart};
use crate::matcher::read::name_table::{Caution, Form, NameTable, Role, name_table};
use crate::text::words;

pub use crate::matcher::read::name_table::{NameKind, WorldName};

/// The most words of a name.
const MOST_WORDS: usize = 4;
/// Letters of a word that is hardly what a people's adjective belongs to: "in English or".
const SHORT_WORD: usize = 3;
/// Words before the name of a people among which "speak" or "translate" is looked for.
const TONGUE_REACH: usize = 6;

/// A name at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedAt {
    /// Its first word.
    pub from: usize,
    /// How many words it has, an ending that stands apart (`Dublin'den`) among them.
    pub words: usize,
    /// What it means, likeliest.
    pub name: WorldName,
    /// What else it may mean: Valencia in Spain, and the one in Venezuela.
    pub others: Vec<WorldName>,
    /// The Turkish ending that it has, folded; often none.
    pub ending: String,
    /// As it was typed.
    pub typed: String,
}

impl NamedAt {
    /// Everything that it may mean, the likeliest first.
    pub fn senses(&self) -> impl Iterator<Item = &WorldName> {
        std::iter::once(&self.name).chain(&self.others)
    }
}

/// Finds all names among folded words; the raw words tell which are written with a capital.
pub fn names_in(words: &[String], raw: &[String]) -> Vec<NamedAt> {
    let text = Text { words, raw, table: name_table(), capitals: Capitals::of(raw) };
    let (mut found, mut at) = (Vec::new(), 0);
    while at < words.len() {
        match text.named_at(at) {
            Some(named) => {
                at += named.words;
                found.push(named);
            }
            None => at += 1,
        }
    }
    found
}

/// The name that a text is, as settings write it: a code, or a name in any language.
pub fn world_name(text: &str) -> Option<WorldName> {
    if let Some(name) = name_table().by_id(text) {
        return Some(name);
    }
    let cut = words(text);
    let folded: Vec<String> = cut.iter().map(|word| word.text.clone()).collect();
    let form = name_table().form(&folded.join(" "))?;
    name_table().senses(form).next()
}

/// Whether one name lies within another: a city in its country, a country in its region, a people in its country; each in
/// itself.
pub fn within(inner: &WorldName, outer: &WorldName) -> bool {
    if inner.id == outer.id {
        return true;
    }
    if inner.kind == NameKind::Money {
        return false;
    }
    match outer.kind {
        NameKind::City | NameKind::Money => false,
        NameKind::Country => inner.country == outer.country,
        NameKind::Nationality => match outer.country {
            Some(country) => inner.country == Some(country),
            None => region_of(outer).is_some_and(|region| within(inner, &region)),
        },
        NameKind::Region => match inner.country {
            Some(country) => is_member(country, outer.id),
            None => {
                let inside = name_table().members(region_of(inner).map_or(inner.id, |region| region.id));
                region_of(inner).is_some_and(|region| region.id == outer.id)
                    || !inside.is_empty() && inside.iter().all(|country| is_member(country, outer.id))
            }
        },
    }
}

/// Whether a country belongs to a region: `FR` to `EU`, `Schengen`, `Europe`.
pub fn is_member(country: &str, region: &str) -> bool {
    name_table().members(region).contains(&country)
}

/// The region whose people it is: of "European" Europe.
fn region_of(people: &WorldName) -> Option<WorldName> {
    name_table().by_id(people.id.strip_prefix("people:")?)
}

/// Whether capitals in a text say anything.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Capitals {
    /// They mark names.
    Speak,
    /// Everything is written with them, or every word begins with one.
    Silent,
}

impl Capitals {
    fn of(raw: &[String]) -> Capitals {
        let small = raw.iter().filter(|word| word.chars().next().is_some_and(char::is_lowercase)).count();
        let big = raw.iter().filter(|word| is_capital(word)).count();
        if small == 0 && big > 2 { Capitals::Silent } else { Capitals::Speak }
    }
}

fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

struct Text<'a> {
    words: &'a [String],
    raw: &'a [String],
    table: &'static NameTable,
    capitals: Capitals,
}

impl Text<'_> {
    /// The longest name that begins at a word.
    fn named_at(&self, at: usize) -> Option<NamedAt> {
        let first = self.table.form(&self.words[at]);
        if first.is_some_and(|form| form.goes_on) {
            let mut text = self.words[at].clone();
            let mut longest = None;
            for (count, word) in (2..=MOST_WORDS).zip(&self.words[at + 1..]) {
                text.push(' ');
                text.push_str(word);
                longest = self.whole_or_parted(&text, self.table.form(&text), at, count).or(longest);
            }
            if longest.is_some() {
                return longest;
            }
        }
        self.whole_or_parted(&self.words[at], first, at, 1)
    }

    /// The name that a text of some words is: as it stands, or without an ending.
    fn whole_or_parted(&self, text: &str, whole: Option<&Form>, at: usize, count: usize) -> Option<NamedAt> {
        if let Some(form) = whole {
            return self.named(form, text, "", at, count);
        }
        let last = &self.raw.get(at + count - 1)?;
        if let Some(stem) = text.strip_suffix('s').filter(|_| last.contains('\'') || last.contains('’')) {
            return self.named(self.table.form(stem)?, stem, "", at, count);
        }
        parted(text).find_map(|(stem, ending)| {
            let form = self.table.form(stem).or_else(|| self.softened(stem))?;
            self.named(form, stem, ending, at, count)
        })
    }

    /// The form whose last letter became soft before a vowel: Zonguldağ-a, Bağdad-ı.
    fn softened(&self, stem: &str) -> Option<&'static Form> {
        let hard = match stem.as_bytes().last()? {
            b'g' => 'k',
            b'd' => 't',
            b'b' => 'p',
            _ => return None,
        };
        let text = format!("{}{hard}", &stem[..stem.len() - 1]);
        self.table.form(&text).filter(|form| form.caution == Caution::Plain)
    }

    /// The name at a place, if it is meant as one.
    fn named(&self, form: &Form, stem: &str, ending: &str, at: usize, count: usize) -> Option<NamedAt> {
        let mut senses = self.table.senses(form);
        let mut name = senses.next()?;
        let mut others: Vec<WorldName> = senses.collect();
        let mut named = count;
        let mut ending = ending;
        if ending.is_empty()
            && let Some(next) = self.words.get(at + count)
            && self.ends_apart(stem, at + count)
        {
            (named, ending) = (count + 1, next);
        }
        if goes_on(ending) && name.kind.is_place() {
            return None;
        }
        if !self.is_meant(form, &name, stem, ending, at, named) || self.is_tongue(&name, at, named) {
            return None;
        }
        if peoples(ending) && name.kind == NameKind::Country {
            let people = format!("people:{}", name.id);
            name = self.table.by_id(&people).unwrap_or(name);
            others.clear();
        }
        let typed = self.raw.get(at..at + named)?.join(" ");
        Some(NamedAt { from: at, words: named, name, others, ending: ending.to_owned(), typed })
    }

    /// Whether the word at a place is the ending of the name before it, as after an apostrophe.
    fn ends_apart(&self, stem: &str, at: usize) -> bool {
        let ending = &self.words[at];
        let small = self.raw.get(at).is_some_and(|word| !is_capital(word));
        // "In Paris ten days" is English.
        let counts = ending == "ten" && self.words.get(at + 1).is_some_and(|next| next.ends_with('s'));
        small && !counts && stem.is_ascii() && stands_apart(stem, ending)
    }

    /// Whether an ordinary word is meant as a name.
    fn is_meant(&self, form: &Form, name: &WorldName, stem: &str, ending: &str, at: usize, count: usize) -> bool {
        if form.caution == Caution::Plain {
            return true;
        }
        if name.kind == NameKind::Nationality && self.plays(at + count, Role::PeopleAfter) {
            return true;
        }
        let before = at.checked_sub(1);
        let placed = places(ending) || before.is_some_and(|before| self.plays(before, Role::Place));
        let raw = self.raw.get(at).map_or("", String::as_str);
        if form.caution == Caution::Person {
            return placed;
        }
        if self.capitals == Capitals::Speak {
            let short = stem.chars().count() <= 2;
            if short {
                return raw.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
            }
            if is_capital(raw) && (at > 0 || places(ending)) {
                return true;
            }
        }
        form.caution == Caution::Weak && placed
    }

    /// Whether the name of a people stands for its language.
    fn is_tongue(&self, name: &WorldName, at: usize, count: usize) -> bool {
        let word = self.words[at].as_str();
        let several = word.ends_with('s') && word.is_ascii() && !word.ends_with("ss");
        if name.kind != NameKind::Nationality || several || self.plays(at + count, Role::PeopleAfter) {
            return false;
        }
        if self.plays(at + count, Role::TongueAfter) || at > 0 && self.plays(at - 1, Role::TongueBefore) {
            return true;
        }
        let Some(before) = at.checked_sub(1) else { return false };
        let next = self.words.get(at + count).map_or("", String::as_str);
        let letters = next.chars().count();
        let spoken = (at.saturating_sub(TONGUE_REACH)..at).any(|before| self.plays(before, Role::TongueBefore));
        if spoken && (next.is_empty() || self.plays(before, Role::TongueBetween)) {
            return true;
        }
        if self.plays(before, Role::TongueIn) {
            return letters <= SHORT_WORD || self.plays(at + count, Role::Place);
        }
        // "На русском" is a language, "на русском корабле" a ship; "на турецкий" one when nothing follows.
        let named = word.ends_with("ом") && letters > SHORT_WORD && next.ends_with(['е', 'у', 'и', 'ю']);
        self.plays(before, Role::TongueOn)
            && (word.ends_with("ом") && !named || word.ends_with("ий") && next.is_empty())
    }

    fn plays(&self, at: usize, role: Role) -> bool {
        self.words.get(at).and_then(|word| self.table.form(word)).is_some_and(|form| form.plays(role))
    }
}
