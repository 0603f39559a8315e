//! What a volunteer is given to fill in, and what is made of it: an entry or a gap with everything that it needs to be
//! published.

use super::edit::{Edit, cleaned};
use super::inbox::Group;
use crate::knowledge::{AsOf, Base, ShelfLife};
use crate::text::{Lang, slug};
use std::fmt::Write;

/// The longest id that is proposed, in characters.
const LONGEST_ID: usize = 32;
/// What was taken out of a question leaves this behind.
const CUT: char = '…';

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Ways in which a group was asked that may stand in a base: whole ones, each once.
pub fn phrasings(group: &Group) -> Vec<(Lang, String)> {
    let whole = group.wordings.iter().filter(|wording| !wording.text.contains(CUT));
    let mut all: Vec<(Lang, String)> = Vec::new();
    for wording in whole {
        let one = (wording.lang, wording.text.trim().to_owned());
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

/// Languages to fill in: those of the group first, then those of the base.
fn langs(group: &Group, base: &Base) -> Vec<Lang> {
    let mut langs = group.langs();
    langs.extend(base.about.languages.iter().copied());
    let mut once: Vec<Lang> = Vec::new();
    langs
        .into_iter()
        .filter(|lang| {
            !once.contains(lang) && {
                once.push(*lang);
                true
            }
        })
        .collect()
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn head(out: &mut String, group: &Group, what: &str) {
    let times = if group.count == 1 { "once".to_owned() } else { format!("{} times", group.count) };
    let _ = writeln!(out, "# Asked {times}. {what}");
    out.push_str("# Lines that begin with # go, and so does what stays empty. An empty file publishes nothing.\n");
}

fn asked(out: &mut String, group: &Group, langs: &[Lang]) {
    let all = phrasings(group);
    for lang in langs {
        let own: Vec<String> =
            all.iter().filter(|(of, _)| of == lang).map(|(_, text)| format!("  {},\n", quoted(text))).collect();
        let _ = writeln!(out, "ask.{lang} = [\n{}]", own.concat());
    }
}

fn id(group: &Group) -> String {
    let text = group.wordings.first().map_or("", |wording| wording.text.as_str());
    slug(text, LONGEST_ID).trim_matches('-').to_owned()
}

/// An entry to be filled in.
pub fn entry_template(group: &Group, base: &Base) -> String {
    let mut out = String::new();
    head(&mut out, group, "Write the answer as for somebody who has just arrived.");
    let near = group.nearest.as_ref().and_then(|(id, _)| base.entry(id));
    let theme = near.and_then(|entry| base.themes.get(entry.theme)).or(base.themes.first());
    let themes: Vec<&str> = base.themes.iter().map(|theme| theme.id.as_str()).collect();
    let _ = writeln!(out, "# Themes: {}; another name makes a new one.", themes.join(", "));
    let _ = writeln!(out, "theme = {}", quoted(theme.map_or("", |theme| theme.id.as_str())));
    let _ = writeln!(out, "id = {}", quoted(&id(group)));
    let langs = langs(group, base);
    langs.iter().for_each(|lang| line(&mut out, &format!("title.{lang} = \"\"")));
    asked(&mut out, group, &langs);
    out.push_str("# **bold**, [text](https://…), lines that begin with \"- \"\n");
    langs.iter().for_each(|lang| line(&mut out, &format!("answer.{lang} = \"\"\"\n\"\"\"")));
    out.push_str(
        "# Where the answer comes from: an address, or who says so; the time it speaks of; how long it keeps.\n",
    );
    out.push_str("# facts = [\"document/fact\"] instead of source and as_of cites what stands in seeds/.\n");
    out.push_str("# as_of: 2026, 2026-11 or 2026-11-29. shelf_life: 10 days, 3 months, 1 year; or never.\n");
    out.push_str("source = \"\"\nas_of = \"\"\nshelf_life = \"\"\n");
    out
}

/// A gap to be filled in.
pub fn gap_template(group: &Group, base: &Base) -> String {
    let mut out = String::new();
    head(&mut out, group, "A gap says honestly that there is nothing about this.");
    let _ = writeln!(out, "id = {}", quoted(&id(group)));
    out.push_str("# Completes \"I have nothing about …\".\n");
    let langs = langs(group, base);
    langs.iter().for_each(|lang| line(&mut out, &format!("title.{lang} = \"\"")));
    asked(&mut out, group, &langs);
    out.push_str("# Where else to ask, if you like.\n");
    langs.iter().for_each(|lang| line(&mut out, &format!("say.{lang} = \"\"")));
    out
}

/// Whether everything was left empty.
pub fn is_empty(text: &str) -> bool {
    text.lines().all(|line| line.trim().is_empty() || line.starts_with('#'))
}

/// Whether a table has a text under a key, in any language.
fn says(table: &toml::Table, key: &str) -> bool {
    let text = |value: &toml::Value| value.as_str().is_some_and(|text| !text.trim().is_empty());
    table.get(key).is_some_and(|value| text(value) || value.as_table().is_some_and(|inner| inner.values().any(text)))
}

fn parsed(toml: &str) -> Result<toml::Table, String> {
    toml.parse().map_err(|error: toml::de::Error| error.message().to_owned())
}

/// What an entry needs that is to be published: source, date and shelf life among it.
fn complete(table: &toml::Table) -> Result<(), String> {
    let facts = table.get("facts").and_then(toml::Value::as_array).is_some_and(|facts| !facts.is_empty());
    for (key, what) in [("title", "what people would call it"), ("answer", "the answer")] {
        if !says(table, key) {
            return Err(format!("`{key}` is empty in every language; write {what}"));
        }
    }
    if !facts && !says(table, "source") {
        return Err("`source` is empty; say where the answer comes from, or cite `facts`".to_owned());
    }
    if !facts && !says(table, "as_of") {
        return Err("`as_of` is empty; say which time the source speaks of, as `2026-11`".to_owned());
    }
    if let Some(text) = table.get("as_of").and_then(toml::Value::as_str) {
        text.parse::<AsOf>()?;
    }
    match table.get("shelf_life").and_then(toml::Value::as_str) {
        None => Err("`shelf_life` is empty; say how long the answer keeps, as `3 months`, or `never`".to_owned()),
        Some(NEVER) => Ok(()),
        Some(text) => text.parse::<ShelfLife>().map(drop),
    }
}

/// What stands for no shelf life.
const NEVER: &str = "never";

/// The lines without the one that says that an answer keeps for ever: a base says so by saying nothing.
fn without_never(toml: &str) -> String {
    let never = |line: &&str| line.starts_with("shelf_life") && line.contains(&format!("\"{NEVER}\""));
    toml.lines().filter(|line| !never(line)).collect::<Vec<_>>().join("\n")
}

/// The entry that was filled in.
///
/// # Errors
/// In words, when something is missing or wrong.
pub fn entry_of(text: &str) -> Result<Edit, String> {
    let (toml, taken) = cleaned(text, &["theme"])?;
    let table = parsed(&toml)?;
    let Some(theme) = taken.into_iter().flatten().next() else {
        return Err("`theme` is empty; name the theme that the entry belongs to".to_owned());
    };
    let id = named(&table)?;
    complete(&table)?;
    Ok(Edit::Entry { theme, id, toml: without_never(&toml) })
}

/// The gap that was filled in.
///
/// # Errors
/// In words, when something is missing or wrong.
pub fn gap_of(text: &str) -> Result<Edit, String> {
    let (toml, _) = cleaned(text, &[])?;
    let table = parsed(&toml)?;
    let id = named(&table)?;
    if !says(&table, "title") {
        return Err("`title` is empty in every language; complete \"I have nothing about …\"".to_owned());
    }
    Ok(Edit::Gap { id, toml })
}

/// The other text of an entry.
///
/// # Errors
/// In words, when something is missing or wrong.
pub fn changed_of(entry: &str, text: &str) -> Result<Edit, String> {
    let table = parsed(text)?;
    if named(&table)? != entry {
        return Err(format!("`id` must stay `{entry}`: links and tests lead to it"));
    }
    complete(&table)?;
    Ok(Edit::Changed { entry: entry.to_owned(), toml: without_never(text) })
}

fn named(table: &toml::Table) -> Result<String, String> {
    let id = table.get("id").and_then(toml::Value::as_str).map(str::trim).unwrap_or_default();
    match id.is_empty() {
        true => Err("`id` is empty; give it a short name, as `sim-card`".to_owned()),
        false => Ok(id.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::turn::{Handling, Why};
    use crate::volunteers::inbox::Wording;

    fn group() -> Group {
        let wording = |text: &str, lang| Wording { text: text.to_owned(), lang, count: 1 };
        Group {
            number: 7,
            state: Handling::New,
            count: 2,
            first: 1,
            last: 2,
            wordings: vec![wording("a \"vet\" for cats", Lang::EN), wording("ветеринар … кошки", Lang::RU)],
            nearest: None,
            lacking: Vec::new(),
            gap: None,
            why: [(Why::Unknown, 2)].into(),
            open: vec![7, 9],
            questions: vec![7, 9],
        }
    }

    #[test]
    fn a_template_asks_for_what_is_needed() {
        let template = entry_template(&group(), &Base::default());
        assert!(template.contains("ask.en = [\n  'a \"vet\" for cats',\n]"), "{template}");
        assert!(!template.contains("ветеринар"), "what was cut is no phrasing");
        let filled = |pairs: &[(&str, &str)]| {
            let mut text = template.clone();
            pairs.iter().for_each(|(from, to)| text = text.replace(from, to));
            entry_of(&text)
        };
        let title = ("title.en = \"\"", "title.en = \"Vets\"");
        let theme = ("theme = \"\"", "theme = \"animals\"");
        let answer = ("answer.en = \"\"\"\n", "answer.en = \"\"\"\nThere is one.");
        let source = ("source = \"\"", "source = \"the vet\"");
        let day = ("as_of = \"\"", "as_of = \"2026-11\"");
        let life = ("shelf_life = \"\"", "shelf_life = \"never\"");
        let all = [title, theme, answer, source, day, life];
        for (at, word) in ["title", "theme", "answer", "source", "as_of", "shelf_life"].iter().enumerate() {
            let but_one: Vec<_> = (0..all.len()).filter(|other| *other != at).map(|other| all[other]).collect();
            assert!(filled(&but_one).unwrap_err().starts_with(&format!("`{word}`")), "{word}");
        }
        let Ok(Edit::Entry { theme, id, toml }) = filled(&all) else { panic!("{:?}", filled(&all)) };
        assert_eq!((theme.as_str(), id.as_str()), ("animals", "a-vet-for-cats"));
        assert!(!toml.contains('#') && !toml.contains("shelf_life") && !toml.contains("theme"), "{toml}");
        assert!(is_empty("# only\n\n") && !is_empty(&template));
    }
}
