//! The TOML of imported entries: new ones as a volunteer would write them, edits that leave the rest of a file alone.

use super::Draft;
use crate::text::{Lang, beginning};
use std::fmt::Write;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value, value};

/// The longest title, in characters.
const LONGEST_TITLE: usize = 90;

/// One change of one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// `key = "text"`, or `key.lang = "text"`.
    Set(&'static str, Option<Lang>, String),
    /// A phrasing more.
    Ask(Lang, String),
    /// A phrasing less.
    Unask(Lang, String),
    /// An entry less among those to read next.
    Unrelate(String),
}

/// The head of a new theme.
pub(super) fn head(title: &str, origin: &str, langs: &[Lang]) -> String {
    let mut out = format!(
        "# Imported from `{origin}`. Cite facts, add phrasings, correct what is wrong: the file is yours now.\n"
    );
    for lang in langs {
        let _ = writeln!(out, "title.{lang} = {}", quoted(title));
    }
    out
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A draft as an entry.
pub(super) fn entry(id: &str, draft: &Draft, related: &[String]) -> String {
    let mut out = format!("\n[[entry]]\nid = {}\n", quoted(id));
    for (lang, asked) in &draft.ask {
        let first = asked.first().map_or("", |(_, question)| question);
        let title = beginning(first, LONGEST_TITLE);
        let title = if title.len() < first.len() { format!("{title}…") } else { title.to_owned() };
        let _ = writeln!(out, "title.{lang} = {}", quoted(&title));
    }
    for (lang, asked) in &draft.ask {
        let _ = writeln!(out, "ask.{lang} = [");
        asked.iter().for_each(|(_, question)| {
            let _ = writeln!(out, "  {},", quoted(question));
        });
        out.push_str("]\n");
    }
    for (lang, answer) in &draft.answer {
        let _ = writeln!(out, "answer.{lang} = {}", quoted(answer));
    }
    if let Some(source) = &draft.source {
        let _ = writeln!(out, "source = {}", quoted(source));
    }
    if let Some(as_of) = draft.as_of {
        let _ = writeln!(out, "as_of = \"{as_of}\"");
    }
    if !related.is_empty() {
        let related: Vec<String> = related.iter().map(|id| quoted(id)).collect();
        let _ = writeln!(out, "related = [{}]", related.join(", "));
    }
    out
}

/// The text of a file with changes to some of its entries; comments and everything else stay as they are.
///
/// # Errors
/// When the file is no TOML, or an entry is not where it was read.
pub fn edited(text: &str, changes: &[(String, Vec<Change>)]) -> Result<String, String> {
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.message().to_owned())?;
    for (id, changes) in changes {
        let entries = document.get_mut("entry").and_then(Item::as_array_of_tables_mut);
        let Some(table) = entries.and_then(|entries| table_of(entries, id)) else {
            return Err(format!("`{id}` is not written as `[[entry]]`; write it so"));
        };
        changes.iter().for_each(|change| apply(table, change));
    }
    Ok(document.to_string())
}

fn table_of<'a>(entries: &'a mut ArrayOfTables, id: &str) -> Option<&'a mut Table> {
    entries.iter_mut().find(|table| table.get("id").and_then(Item::as_str) == Some(id))
}

fn apply(table: &mut Table, change: &Change) {
    match change {
        Change::Set(key, None, text) => put(table, key, text),
        Change::Set(key, Some(lang), text) => {
            if let Some(inner) = inner(table, key) {
                put(inner, lang.code(), text);
            }
        }
        Change::Ask(lang, text) => {
            let Some(inner) = inner(table, "ask") else { return };
            if inner.get(lang.code()).is_none() {
                inner.insert(lang.code(), value(Array::new()));
            }
            if let Some(array) = inner.get_mut(lang.code()).and_then(Item::as_array_mut) {
                push(array, text);
            }
        }
        Change::Unask(lang, text) => {
            let array = inner(table, "ask").and_then(|inner| inner.get_mut(lang.code())).and_then(Item::as_array_mut);
            array.into_iter().for_each(|array| remove(array, text));
        }
        Change::Unrelate(id) => {
            let array = table.get_mut("related").and_then(Item::as_array_mut);
            array.into_iter().for_each(|array| remove(array, id));
        }
    }
}

/// A new value in the place and with the surroundings of the old one.
fn put(table: &mut Table, key: &str, text: &str) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            let decor = old.decor().clone();
            *old = Value::from(text);
            *old.decor_mut() = decor;
        }
        None => {
            table.insert(key, value(text));
        }
    }
}

/// `key.…` of an entry, made when it is not there.
fn inner<'a>(table: &'a mut Table, key: &str) -> Option<&'a mut Table> {
    if table.get(key).is_none() {
        let mut inner = Table::new();
        inner.set_dotted(true);
        table.insert(key, Item::Table(inner));
    }
    let item = table.get_mut(key)?;
    if let Some(inline) = item.as_inline_table().cloned() {
        let mut made = inline.into_table();
        made.set_dotted(true);
        *item = Item::Table(made);
    }
    item.as_table_mut()
}

/// One string less; the one behind it stands where it stood.
fn remove(array: &mut Array, text: &str) {
    let Some(at) = array.iter().position(|value| value.as_str().map(str::trim) == Some(text)) else { return };
    let removed = array.remove(at);
    let prefix = removed.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default();
    if let Some(next) = array.get_mut(at).filter(|_| at == 0 || prefix.contains('\n')) {
        next.decor_mut().set_prefix(prefix);
    }
}

/// One string more, on a line of its own where the others stand so. A comment behind the last one stays behind it.
fn push(array: &mut Array, text: &str) {
    let lead = array.iter().next().and_then(|value| value.decor().prefix()?.as_str()).map(str::to_owned);
    let lead = lead.filter(|lead| lead.contains('\n'));
    let behind = array.trailing().as_str().unwrap_or_default().trim_end().to_owned();
    let lines = lead.is_some() || array.is_empty() || behind.contains('#');
    let indent = lead.as_deref().and_then(|lead| lead.rsplit('\n').next()).unwrap_or("  ");
    let mut added = Value::from(text);
    added.decor_mut().set_prefix(if lines { format!("{behind}\n{indent}") } else { " ".to_owned() });
    array.push_formatted(added);
    if lines {
        array.set_trailing_comma(true);
        array.set_trailing("\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_touches_nothing_else() {
        let text = "# ours\ntitle.en = \"a\" # b\n\n[[entry]] # first\nid = \"x\"\nask.en = [\n  \"one\", \"two\", # short\n]\n\
            answer.en = \"old\" # checked\nfacts = [ \"a/b\" ]\n\n# the end\n";
        let changes = vec![
            Change::Ask(Lang::EN, "three".to_owned()),
            Change::Ask(Lang::RU, "раз".to_owned()),
            Change::Set("answer", Some(Lang::EN), "new".to_owned()),
            Change::Set("source", None, "https://a.example".to_owned()),
            Change::Unask(Lang::EN, "one".to_owned()),
        ];
        let edited = edited(text, &[("x".to_owned(), changes)]).expect("it is TOML");
        assert_eq!(
            edited,
            "# ours\ntitle.en = \"a\" # b\n\n[[entry]] # first\nid = \"x\"\nask.en = [\n  \"two\", # short\n  \"three\",\n]\n\
            ask.ru = [\n  \"раз\",\n]\nanswer.en = \"new\" # checked\nfacts = [ \"a/b\" ]\nsource = \"https://a.example\"\n\n\
            # the end\n"
        );
    }
}
