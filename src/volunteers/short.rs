//! An entry as it is written on a phone: the answer, and lines such as `source: the harbour` in any language of ours.

use super::draft::{entry_of, gap_of, phrasings};
use super::edit::Edit;
use super::inbox::Group;
use crate::knowledge::{AsOf, Base, LanguageFile, Phrases, ShelfLife, Unit, loose_date};
use crate::matcher::Index;
use crate::text::{Lang, fold, slug};
use crate::turn::{Draft, Lines, Wish};
use std::collections::BTreeMap;

/// The longest id that is made, in characters.
const LONGEST_ID: usize = 32;
/// The theme of a base that has none.
const FIRST_THEME: &str = "answers";

/// A line that is led by a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// What people would call it.
    Title,
    /// The theme.
    Theme,
    /// Where the answer comes from.
    Source,
    /// The time that the source speaks of.
    Date,
    /// How long the answer keeps.
    Keeps,
    /// The answer itself, which no word leads.
    Answer,
}

impl Field {
    const LED: [Field; 5] = [Field::Title, Field::Theme, Field::Source, Field::Date, Field::Keeps];

    /// The word that leads it, in a language.
    pub fn word(self, phrases: &Phrases) -> &str {
        match self {
            Field::Title => &phrases.desk_title,
            Field::Theme => &phrases.desk_theme,
            Field::Source => &phrases.desk_source,
            Field::Date => &phrases.desk_date,
            Field::Keeps => &phrases.desk_keeps,
            Field::Answer => &phrases.desk_answer,
        }
    }

    fn of(self, lines: &mut Lines) -> &mut String {
        match self {
            Field::Title => &mut lines.title,
            Field::Theme => &mut lines.theme,
            Field::Source => &mut lines.source,
            Field::Date => &mut lines.date,
            Field::Keeps => &mut lines.keeps,
            Field::Answer => &mut lines.answer,
        }
    }
}

fn files(base: &Base) -> impl Iterator<Item = (Lang, &LanguageFile)> {
    base.languages.iter()
}

/// The language that a line names: `language: ru`, or as it is called where it is spoken.
fn language(base: &Base, line: &str) -> Option<Lang> {
    let (word, value) = line.split_once(':')?;
    let (word, value) = (fold(word.trim()), fold(value.trim()));
    let leads = files(base).any(|(_, file)| fold(&file.phrases.desk_language) == word);
    let is = |lang: &Lang| lang.code() == value || fold(lang.own_name()) == value;
    Lang::ALL.into_iter().find(is).filter(|_| leads && !word.is_empty())
}

/// The language that a text says it is in.
pub fn language_of(base: &Base, text: &str) -> Option<Lang> {
    text.lines().rev().find_map(|line| language(base, line))
}

/// The field that a line names, and what it says of it.
fn led<'a>(base: &Base, line: &'a str) -> Option<(Field, &'a str)> {
    let (word, value) = line.split_once(':')?;
    let word = fold(word.trim());
    let names = |field: &Field| files(base).any(|(_, file)| fold(field.word(&file.phrases)) == word);
    let field = Field::LED.into_iter().find(names).filter(|_| !word.is_empty())?;
    Some((field, value.trim()))
}

/// What a text says line by line; what no word leads is the answer.
pub fn lines_of(base: &Base, text: &str) -> Lines {
    let mut lines = Lines::default();
    let mut answer: Vec<&str> = Vec::new();
    for line in text.lines() {
        match led(base, line) {
            Some((field, value)) => *field.of(&mut lines) = value.to_owned(),
            None if language(base, line).is_some() => {}
            // A line that begins so is a comment where entries are written, and lost.
            None => answer.push(line.trim_end().trim_start_matches('#')),
        }
    }
    lines.answer = answer.join("\n").trim().to_owned();
    lines
}

/// Lines over earlier ones: what is said anew stands.
pub fn merged(mut earlier: Lines, mut later: Lines) -> Lines {
    for field in Field::LED.into_iter().chain([Field::Answer]) {
        let said = std::mem::take(field.of(&mut later));
        if !said.is_empty() {
            *field.of(&mut earlier) = said;
        }
    }
    earlier
}

/// The time that a date line speaks of, as people write dates.
pub fn as_of(lines: &Lines) -> Option<AsOf> {
    loose_date(&lines.date, Some(true))
}

/// How long an answer keeps, as a base writes it: `3 months`, or `never`.
pub fn keeps(base: &Base, lines: &Lines) -> Option<String> {
    const UNITS: [(Unit, &str); 4] =
        [(Unit::Days, "days"), (Unit::Weeks, "weeks"), (Unit::Months, "months"), (Unit::Years, "years")];
    let said = fold(&lines.keeps);
    let said = said.trim();
    if said == "never" || files(base).any(|(_, file)| fold(&file.phrases.desk_never) == said) {
        return Some("never".to_owned());
    }
    let count: i32 = said.split(' ').next()?.parse().ok()?;
    let is = |unit: Unit| files(base).any(|(lang, file)| fold(&file.age((count, unit), lang)) == said);
    let found = UNITS.into_iter().find(|(unit, _)| is(*unit)).map(|(_, name)| format!("{count} {name}"));
    let found = found.unwrap_or_else(|| said.to_owned());
    found.parse::<ShelfLife>().is_ok().then_some(found)
}

/// What a draft lacks before it can be published.
pub fn missing(base: &Base, draft: &Draft) -> Vec<Field> {
    let lines = &draft.lines;
    let mut missing = Vec::new();
    if draft.what == Wish::Entry {
        missing.extend(lines.answer.is_empty().then_some(Field::Answer));
        missing.extend(lines.source.is_empty().then_some(Field::Source));
        missing.extend(as_of(lines).is_none().then_some(Field::Date));
        missing.extend(keeps(base, lines).is_none().then_some(Field::Keeps));
    } else if draft.what == Wish::Gap {
        missing.extend(lines.answer.is_empty().then_some(Field::Answer));
    }
    missing
}

/// The title of a draft: the one that was written, else how it was asked.
pub fn title_of(draft: &Draft, group: &Group) -> String {
    if !draft.lines.title.is_empty() {
        return draft.lines.title.clone();
    }
    let own = group.wordings.iter().find(|wording| wording.lang == draft.lang);
    let text = own.or(group.wordings.first()).map_or("", |wording| wording.text.as_str());
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// The theme of a draft: the one that was named, else that of the nearest entry.
pub fn theme_of(base: &Base, draft: &Draft, group: &Group) -> String {
    let named = fold(&draft.lines.theme);
    if !named.is_empty() {
        let called = |title: &String| fold(title) == named;
        let known = base
            .themes
            .iter()
            .find(|theme| fold(&theme.id) == named || theme.title.iter().any(|(_, title)| called(title)));
        return known.map_or_else(|| slug(&draft.lines.theme, LONGEST_ID), |theme| theme.id.clone());
    }
    let near = group.nearest.as_ref().and_then(|(id, _)| base.entry(id));
    let theme = near.and_then(|entry| base.themes.get(entry.theme)).or(base.themes.first());
    theme.map_or_else(|| FIRST_THEME.to_owned(), |theme| theme.id.clone())
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// An id that nobody has.
fn free_id(base: &Base, text: &str) -> String {
    let plain = slug(text, LONGEST_ID).trim_matches('-').to_owned();
    let plain = if plain.is_empty() { "answer".to_owned() } else { plain };
    let taken = |id: &str| base.entry(id).is_some() || base.gaps.iter().any(|gap| gap.id == id);
    let numbered = (2..).map(|number| format!("{plain}-{number}"));
    std::iter::once(plain.clone()).chain(numbered).find(|id| !taken(id)).unwrap_or(plain)
}

/// How it was asked, as it is written.
fn asks(group: &Group) -> String {
    let mut asked: BTreeMap<&str, String> = BTreeMap::new();
    let all = phrasings(group);
    for (lang, text) in &all {
        asked.entry(lang.code()).or_default().push_str(&format!("  {},\n", quoted(text)));
    }
    asked.iter().map(|(lang, lines)| format!("ask.{lang} = [\n{lines}]\n")).collect()
}

/// The change that a draft asks for.
///
/// # Errors
/// In words, when something is missing or wrong.
pub fn edit_of(index: &Index, draft: &Draft, group: &Group) -> Result<Edit, String> {
    let base = &index.base;
    let (lines, lang) = (&draft.lines, draft.lang);
    match &draft.what {
        Wish::Entry => {
            let title = title_of(draft, group);
            let as_of = as_of(lines).map_or(String::new(), |as_of| as_of.to_string());
            let text = format!(
                "theme = {}\nid = {}\ntitle.{lang} = {}\n{}answer.{lang} = {}\nsource = {}\nas_of = {}\nshelf_life = {}\n",
                quoted(&theme_of(base, draft, group)),
                quoted(&free_id(base, &title)),
                quoted(&title),
                asks(group),
                quoted(&lines.answer),
                quoted(&lines.source),
                quoted(&as_of),
                quoted(&keeps(base, lines).unwrap_or_default()),
            );
            entry_of(&text)
        }
        Wish::Gap => {
            let (id, title) = (free_id(base, &lines.answer), &lines.answer);
            gap_of(&format!("id = {}\ntitle.{lang} = {}\n{}", quoted(&id), quoted(title), asks(group)))
        }
        Wish::Phrasings(entry) => {
            let at = base.entries.iter().position(|known| known.id == *entry);
            let is_new = |(_, text): &(Lang, String)| at.is_none_or(|at| !index.learnt.is_phrasing(at, text));
            let asked: Vec<_> = phrasings(group).into_iter().filter(is_new).collect();
            if asked.is_empty() {
                return Err(String::new());
            }
            Ok(Edit::Phrasings { entry: entry.clone(), asked })
        }
    }
}
