//! A change of a base, as it is proposed: what it does to the text of one file. Everything else in the file stays as it is,
//! byte for byte.

use crate::knowledge::AsOf;
use crate::knowledge::imported::{Change, edited};
use crate::text::Lang;
use serde::{Deserialize, Serialize};
use toml_edit::DocumentMut;

/// A change of a base.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Edit {
    /// A new entry at the end of a theme.
    Entry {
        /// The theme: the name of its file without ending.
        theme: String,
        /// The entry's id.
        id: String,
        /// Its keys and values as TOML.
        toml: String,
    },
    /// A new gap.
    Gap {
        /// The gap's id.
        id: String,
        /// Its keys and values as TOML.
        toml: String,
    },
    /// More ways to ask for an entry.
    Phrasings {
        /// The entry.
        entry: String,
        /// The ways, each in its language.
        asked: Vec<(Lang, String)>,
    },
    /// Somebody looked, and an entry is still true.
    Confirmed {
        /// The entry.
        entry: String,
        /// Who says so, or where it stands.
        source: String,
        /// The time that the source speaks of.
        as_of: AsOf,
    },
    /// Another text for an entry.
    Changed {
        /// The entry.
        entry: String,
        /// Its keys and values as TOML.
        toml: String,
    },
    /// An entry goes; others name it no longer.
    Withdrawn {
        /// The entry.
        entry: String,
    },
}

/// Where a change is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// In the file of this theme, which is made when it is not there.
    Theme(&'a str),
    /// In the gaps, which are made when they are not there.
    Gaps,
    /// In the file that has this entry.
    Of(&'a str),
}

impl Edit {
    /// Where it is made.
    pub fn place(&self) -> Place<'_> {
        match self {
            Edit::Entry { theme, .. } => Place::Theme(theme),
            Edit::Gap { .. } => Place::Gaps,
            Edit::Phrasings { entry, .. }
            | Edit::Confirmed { entry, .. }
            | Edit::Changed { entry, .. }
            | Edit::Withdrawn { entry } => Place::Of(entry),
        }
    }

    /// The entry or gap that it is about.
    pub fn subject(&self) -> &str {
        match self {
            Edit::Entry { id, .. } | Edit::Gap { id, .. } => id,
            Edit::Phrasings { entry, .. }
            | Edit::Confirmed { entry, .. }
            | Edit::Changed { entry, .. }
            | Edit::Withdrawn { entry } => entry,
        }
    }

    /// What it does, in a word.
    pub fn name(&self) -> &'static str {
        match self {
            Edit::Entry { .. } => "entry",
            Edit::Gap { .. } => "gap",
            Edit::Phrasings { .. } => "phrasings",
            Edit::Confirmed { .. } => "confirmed",
            Edit::Changed { .. } => "changed",
            Edit::Withdrawn { .. } => "withdrawn",
        }
    }

    /// The text of its file with the change.
    ///
    /// # Errors
    /// When the file is no TOML, or what is to change is not there.
    pub fn applied(&self, text: &str) -> Result<String, String> {
        // A mark of the encoding at the beginning is no TOML, and stays.
        let (mark, text) = match text.strip_prefix(MARK) {
            Some(rest) => (MARK, rest),
            None => ("", text),
        };
        Ok(format!("{mark}{}", self.made(text)?))
    }

    fn made(&self, text: &str) -> Result<String, String> {
        match self {
            Edit::Entry { toml, .. } => Ok(appended(text, "entry", toml)),
            Edit::Gap { toml, .. } => Ok(appended(text, "gap", toml)),
            Edit::Phrasings { entry, asked } => {
                within(text, entry, asked.iter().map(|(lang, text)| Change::Ask(*lang, text.clone())).collect())
            }
            Edit::Confirmed { entry, source, as_of } => {
                let source = Change::Set("source", None, source.clone());
                within(text, entry, vec![source, Change::Set("as_of", None, as_of.to_string())])
            }
            Edit::Changed { entry, toml } => {
                let (from, to) = block(text, entry)?;
                Ok([&text[..from], &section(text, "entry", toml), &text[to..]].concat())
            }
            Edit::Withdrawn { entry } => {
                let (from, to) = block(text, entry)?;
                let rest = text[to..].trim_start_matches(['\r', '\n']);
                let before = text[..from].trim_end_matches(['\r', '\n']);
                let end = if rest.is_empty() { line_end(text) } else { &text[before.len()..from] };
                Ok([before, end, rest].concat())
            }
        }
    }
}

/// The mark with which some editors begin a file.
const MARK: &str = "\u{feff}";

/// Changes of one entry: nothing outside of it is touched, not even the ends of lines.
fn within(text: &str, entry: &str, changes: Vec<Change>) -> Result<String, String> {
    let (from, to) = block(text, entry)?;
    let own = &text[from..to];
    let made = edited(own, &[(entry.to_owned(), changes)])?;
    let crlf = own.contains("\r\n");
    let made = if crlf { made.replace("\r\n", "\n").replace('\n', "\r\n") } else { made };
    Ok([&text[..from], &made, &text[to..]].concat())
}

/// A text in which no entry names another as related any more.
///
/// # Errors
/// As [`Edit::applied`].
pub fn unrelated(text: &str, entry: &str) -> Result<String, String> {
    let document = toml_edit::Document::parse(text).map_err(|error| error.message().to_owned())?;
    let all = document.get("entry").and_then(|item| item.as_array_of_tables()).into_iter().flatten();
    let names = |table: &&toml_edit::Table| {
        let related = table.get("related").and_then(|item| item.as_array());
        related.is_some_and(|related| related.iter().any(|id| id.as_str() == Some(entry)))
    };
    let naming = all.filter(names).filter_map(|table| table.get("id")?.as_str().map(str::to_owned));
    let mut text = text.to_owned();
    for id in naming.collect::<Vec<_>>() {
        text = within(&text, &id, vec![Change::Unrelate(entry.to_owned())])?;
    }
    Ok(text)
}

/// How lines end in a text.
fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// A table with a head, with the line ends of the text that it comes into.
fn section(text: &str, head: &str, toml: &str) -> String {
    let made = format!("[[{head}]]\n{}\n", toml.trim().replace("\r\n", "\n"));
    made.replace('\n', line_end(text))
}

fn appended(text: &str, head: &str, toml: &str) -> String {
    let end = line_end(text);
    let lead = match text {
        "" => "",
        _ if text.ends_with('\n') => end,
        _ => &end.repeat(2),
    };
    [text, lead, &section(text, head, toml)].concat()
}

/// The keys and values of an entry, as they are written.
///
/// # Errors
/// As [`Edit::applied`].
pub fn written(text: &str, entry: &str) -> Result<String, String> {
    let (from, to) = block(text, entry)?;
    Ok(text[from..to].split_once('\n').map_or("", |(_, rest)| rest).to_owned())
}

/// Where an entry stands: from its head to the end of its last value.
fn block(text: &str, entry: &str) -> Result<(usize, usize), String> {
    let document = toml_edit::Document::parse(text).map_err(|error| error.message().to_owned())?;
    let missing = || format!("`{entry}` is not written as `[[entry]]`; write it so");
    let all = document.get("entry").and_then(|item| item.as_array_of_tables()).ok_or_else(missing)?;
    let is_it = |table: &&toml_edit::Table| table.get("id").and_then(|id| id.as_str()) == Some(entry);
    let table = all.iter().find(is_it).ok_or_else(missing)?;
    let from = table.span().map(|span| span.start).ok_or_else(missing)?;
    let to = table.iter().filter_map(|(_, item)| end(item)).max().ok_or_else(missing)?;
    // What stands behind the last value in its line belongs to it.
    let to = text[to..].find('\n').map_or(text.len(), |at| to + at + 1);
    Ok((from, to))
}

fn end(item: &toml_edit::Item) -> Option<usize> {
    match item.as_table() {
        Some(table) => table.iter().filter_map(|(_, inner)| end(inner)).max(),
        None => item.span().map(|span| span.end),
    }
}

/// What a volunteer wrote, without comments of the template and without what was left empty; with the values of `taken`,
/// which are for the desk and not for the base.
///
/// # Errors
/// When it is no TOML.
pub fn cleaned(text: &str, taken: &[&str]) -> Result<(String, Vec<Option<String>>), String> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let mut document: DocumentMut = lines.join("\n").parse().map_err(|error: toml_edit::TomlError| {
        let line = error.span().map_or(0, |span| lines.join("\n")[..span.start].lines().count().max(1));
        format!("line {line} (without the comments) does not parse: {}", error.message())
    })?;
    let value = |document: &mut DocumentMut, key: &str| {
        document.remove(key).and_then(|item| Some(item.as_str()?.trim().to_owned()))
    };
    let given = taken.iter().map(|key| value(&mut document, key).filter(|text| !text.is_empty())).collect();
    let keys: Vec<String> = document.iter().map(|(key, _)| key.to_owned()).collect();
    for key in keys {
        let Some(item) = document.get_mut(&key) else { continue };
        if let Some(inner) = item.as_table_mut() {
            let empty: Vec<String> =
                inner.iter().filter(|(_, item)| is_empty(item)).map(|(name, _)| name.to_owned()).collect();
            empty.iter().for_each(|name| drop(inner.remove(name)));
        }
        if document.get(&key).is_some_and(is_empty) {
            document.remove(&key);
        }
    }
    Ok((document.to_string().trim().to_owned(), given))
}

fn is_empty(item: &toml_edit::Item) -> bool {
    item.as_str().is_some_and(|text| text.trim().is_empty())
        || item.as_array().is_some_and(toml_edit::Array::is_empty)
        || item.as_table().is_some_and(toml_edit::Table::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEME: &str = "# ours\ntitle.en = \"Boats\"\n\n# the ferry\n[[entry]] # first\nid = \"ferry\"\nask.en = [\n  \"when\", # short\n]\n\
        answer.en = \"\"\"\nAt seven.\n\"\"\" # checked\n\n# the boat\n[[entry]]\nid = \"boat\"\nanswer.en = \"At eight.\"\n";

    #[test]
    fn a_change_touches_nothing_else() {
        let entry = Edit::Entry { theme: "a".to_owned(), id: "x".to_owned(), toml: "id = \"x\"".to_owned() };
        assert_eq!(entry.applied(THEME).unwrap(), format!("{THEME}\n[[entry]]\nid = \"x\"\n"));
        assert_eq!(entry.applied("a = 1").unwrap(), "a = 1\n\n[[entry]]\nid = \"x\"\n");
        assert_eq!(entry.applied("a = 1\r\n").unwrap(), "a = 1\r\n\r\n[[entry]]\r\nid = \"x\"\r\n");
        assert_eq!(entry.applied("").unwrap(), "[[entry]]\nid = \"x\"\n");
        let gone = |id: &str| Edit::Withdrawn { entry: id.to_owned() }.applied(THEME).unwrap();
        let (head, rest) = THEME.split_at(THEME.find("[[entry]]").unwrap());
        let boat = rest.find("# the boat").unwrap();
        assert_eq!(gone("ferry"), format!("{head}{}", &rest[boat..]));
        assert_eq!(gone("boat"), format!("{head}{}# the boat\n", &rest[..boat]));
        let other = Edit::Changed { entry: "ferry".to_owned(), toml: "id = \"ferry\"\nanswer.en = \"No.\"".to_owned() };
        let changed = other.applied(THEME).unwrap();
        assert_eq!(changed, format!("{head}[[entry]]\nid = \"ferry\"\nanswer.en = \"No.\"\n\n{}", &rest[boat..]));
        assert_eq!(written(&changed, "ferry").unwrap(), "id = \"ferry\"\nanswer.en = \"No.\"\n");
        let told = Edit::Confirmed {
            entry: "boat".to_owned(),
            source: "the harbour".to_owned(),
            as_of: "2026-11".parse().unwrap(),
        };
        let told = told.applied(THEME).unwrap();
        assert_eq!(told, format!("{THEME}source = \"the harbour\"\nas_of = \"2026-11\"\n"));
        assert!(Edit::Withdrawn { entry: "ship".to_owned() }.applied(THEME).unwrap_err().contains("`ship`"));
    }

    #[test]
    fn ends_of_lines_and_marks_stay() {
        let windows = format!("{MARK}{}", THEME.replace('\n', "\r\n"));
        let asked = vec![(Lang::EN, "when does it go".to_owned())];
        let edit = Edit::Phrasings { entry: "ferry".to_owned(), asked };
        let more = edit.applied(&windows).unwrap();
        let added = "  \"when does it go\",\r\n";
        assert_eq!(more.replace(added, ""), windows);
        assert!(more.contains(added));
    }

    #[test]
    fn nobody_names_what_is_gone() {
        let text = "[[entry]]\nid = \"a\"\nrelated = [\"b\", \"c\"] # both\n\n[[entry]]\nid = \"b\"\n";
        assert_eq!(unrelated(text, "b").unwrap(), text.replace("[\"b\", \"c\"]", "[\"c\"]"));
    }

    #[test]
    fn what_was_left_empty_goes() {
        let text = "# a template\ntheme = \" boats \"\nid = \"x\"\ntitle.en = \"X\"\ntitle.ru = \"\"\nask.tr = []\nfacts = []\n\
            answer.en = \"\"\"\n# no comment\n\"\"\"\n";
        // A line of an answer that begins with # is lost with the template's: answers have no such lines.
        let (toml, taken) = cleaned(text, &["theme", "other"]).unwrap();
        assert_eq!(taken, [Some("boats".to_owned()), None]);
        assert_eq!(toml, "id = \"x\"\ntitle.en = \"X\"");
        assert!(cleaned("id = ", &[]).unwrap_err().contains("line 1"));
    }
}
