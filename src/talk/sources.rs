//! The line below an answer: where it comes from, which time it speaks of, and how old that is.

use super::reply::Source;
use crate::knowledge::{AsOf, Base, Block, Document, Entry, LanguageFile, Span, age, fill};
use crate::text::{Lang, beginning};
use jiff::civil::Date;

/// The longest title of a document in the line of sources, in characters; documents with a publisher go by that.
const MAX_TITLE: usize = 40;

/// The sources of an entry, each once.
pub fn of_entry(base: &Base, entry: &Entry) -> Vec<Source> {
    let own = entry.source.iter().map(|source| Source { id: source.clone(), as_of: entry.as_of });
    entry.facts.iter().map(|id| Source { id: id.clone(), as_of: base.as_of(id) }).chain(own).collect()
}

/// How old the oldest source of an entry is, in words, when the entry is past its shelf life.
pub fn staleness(base: &Base, entry: &Entry, file: &LanguageFile, lang: Lang, now: Date) -> Option<String> {
    let from = entry.stale_from(base).filter(|from| now >= *from);
    from.and(entry.oldest(base)).map(|oldest| file.age(age(oldest.end(), now), lang))
}

/// The line of sources; `stale` is how old they are, when that must be said. Common knowledge without a date is named
/// only when nothing else is.
pub fn line(base: &Base, sources: &[Source], stale: Option<&str>, file: &LanguageFile) -> Option<Block> {
    let document = |source: &Source| {
        let id = source.id.split('/').next().unwrap_or_default();
        base.documents.iter().find(|document| document.id == id)
    };
    let dated: Vec<&Source> = sources.iter().filter(|source| source.as_of.is_some()).collect();
    let shown = if dated.is_empty() { sources.iter().collect() } else { dated };
    let mut names: Vec<String> = Vec::new();
    for name in shown.iter().map(|source| document(source).map_or_else(|| own_name(source), name)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return None;
    }
    let phrases = &file.phrases;
    let phrase = if names.len() == 1 { &phrases.source } else { &phrases.sources };
    let dates: Vec<AsOf> = shown.iter().filter_map(|source| source.as_of).collect();
    let mut text = fill(phrase, &[("names", &names.join(", ")), ("date", &period(&dates, file))]);
    if let Some(age) = stale {
        text.push(' ');
        text.push_str(&fill(&phrases.stale, &[("age", age)]));
    }
    Some(Block::note(text))
}

/// What a document is called in a line: its publisher, or the beginning of its title in quotes.
fn name(document: &Document) -> String {
    if let Some(publisher) = &document.publisher {
        return publisher.clone();
    }
    if document.title.chars().count() <= MAX_TITLE {
        return format!("«{}»", document.title);
    }
    format!("«{}…»", beginning(&document.title, MAX_TITLE))
}

/// The source of an imported answer: an address as it is, anything else in quotes.
fn own_name(source: &Source) -> String {
    if source.id.contains("://") { source.id.clone() } else { format!("«{}»", source.id) }
}

/// The times that an entry's facts speak of.
pub fn dates(base: &Base, entry: &Entry) -> Vec<AsOf> {
    entry.dates(base)
}

/// A document with everything that is known of where it comes from.
pub fn full(document: &Document, file: &LanguageFile) -> Block {
    let mut spans = match &document.url {
        Some(url) if url.starts_with("https://") => vec![Span::Link(document.title.clone(), url.clone())],
        _ => vec![Span::Plain(format!("«{}»", document.title))],
    };
    let date = period(&document.as_of.into_iter().collect::<Vec<_>>(), file);
    let publisher = document.publisher.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
    spans.push(Span::Plain(format!("{publisher}, {date}")));
    Block::Item(spans)
}

/// The months of the sources: "September 2022", "September to October 2022", or "undated".
pub fn period(dates: &[AsOf], file: &LanguageFile) -> String {
    let first = dates.iter().min_by_key(|date| date.end());
    let last = dates.iter().max_by_key(|date| date.end());
    let (Some(first), Some(last)) = (first, last) else { return file.phrases.undated.clone() };
    let month = |date: &AsOf| date.month().and_then(|month| file.months.get(month as usize - 1)).cloned();
    let whole = |date: &AsOf| month(date).map_or(date.year().to_string(), |month| format!("{month} {}", date.year()));
    if whole(first) == whole(last) {
        return whole(last);
    }
    let opening = if first.year() == last.year() { month(first).unwrap_or_else(|| whole(first)) } else { whole(first) };
    fill(&file.phrases.period, &[("first", &opening), ("last", &whole(last))])
}
