//! Which texts of a base are encoded. Each costs some hundredths of a second once, so of many phrasings that say the same
//! a part does: what these leave over the lexical signals know.

use super::large_base::MANY;
use crate::knowledge::{Base, Localized, Phrasing, markup, plain_text};
use crate::matcher::decide::passages::texts_of_passages;
use crate::matcher::hash::text_hash;
use crate::matcher::score::encoder::LONGEST_TEXT;
use crate::matcher::score::text_vectors::{TextVectors, shipped};
use crate::text::beginning;
use std::collections::BTreeSet;

/// Most phrasings in one language that are encoded of an entry, a kind of smalltalk, a gap.
const MOST_OF_ENTRY: usize = 16;
const MOST_OF_SMALLTALK: usize = 8;
const MOST_OF_GAP: usize = 3;
/// Most phrasings in one language of an entry whose vectors are shipped: what costs nobody any time may be more.
const MOST_SHIPPED_OF_ENTRY: usize = 40;
/// Subjects of the background that begin so lie beside an entry of the shipped base: all their vectors are shipped.
pub(super) const BESIDE: &str = "beside-";
/// Background questions of other subjects whose vectors are shipped: those with the least hashes, as bases take them in
/// that order.
const MOST_OF_BACKGROUND: usize = 1_500;

/// The vectors of a base that are shipped, and the texts whose vectors are still to be made.
pub fn vectors_for(base: &Base) -> (TextVectors, Vec<String>) {
    let mut vectors = TextVectors::default();
    let mut missing = Vec::new();
    for text in texts_to_encode(base) {
        let key = text_hash(&text);
        match shipped(key) {
            Some(row) => vectors.insert(key, row),
            None => missing.push(text),
        }
    }
    // Of questions about other things, and of further phrasings, those are taken that cost nothing.
    if base.entries.len() <= MANY {
        let phrasings = base.entries.iter().flat_map(|entry| entry.ask.iter()).flat_map(|(_, asks)| asks);
        let further = phrasings.map(|ask| &ask.text).chain(base.background.iter().map(|question| &question.text));
        let keys = further.map(|text| text_hash(text));
        keys.for_each(|key| shipped(key).into_iter().for_each(|row| vectors.insert(key, row)));
    }
    (vectors, missing)
}

/// The texts of a base whose vectors are shipped: its own, and a part of the background.
pub fn texts_to_ship(base: &Base) -> BTreeSet<String> {
    let mut texts = texts_to_encode(base);
    base.entries.iter().for_each(|entry| some(&entry.ask, MOST_SHIPPED_OF_ENTRY, &mut texts));
    let (beside, others): (Vec<_>, Vec<_>) =
        base.background.iter().partition(|question| question.subject.starts_with(BESIDE));
    texts.extend(beside.into_iter().map(|question| question.text.clone()));
    texts.extend(chosen(others.into_iter().map(|question| question.text.as_str()), MOST_OF_BACKGROUND));
    texts
}

/// Every text of a base that is encoded, each once, in alphabetical order.
fn texts_to_encode(base: &Base) -> BTreeSet<String> {
    let mut texts: BTreeSet<String> = texts_of_passages(base).into_iter().collect();
    // A large base would take an hour.
    if base.entries.is_empty() || base.entries.len() > MANY {
        return texts;
    }
    for entry in &base.entries {
        some(&entry.ask, MOST_OF_ENTRY, &mut texts);
        some(&entry.not, MOST_OF_ENTRY, &mut texts);
        texts.extend(entry.title.iter().map(|(_, title)| title.clone()));
    }
    for gap in &base.gaps {
        some(&gap.ask, MOST_OF_GAP, &mut texts);
        texts.extend(gap.title.iter().map(|(_, title)| title.clone()));
    }
    for (_, file) in base.languages.iter() {
        for small in &file.smalltalk {
            texts.extend(chosen(small.ask.iter().map(|(text, _)| text.as_str()), MOST_OF_SMALLTALK));
        }
    }
    texts.extend(entry_texts(base).map(|(_, text)| text));
    texts
}

/// Every entry as a text of question and answer, in each language that has an answer; with the entry's position.
pub fn entry_texts(base: &Base) -> impl Iterator<Item = (usize, String)> {
    base.entries.iter().enumerate().flat_map(|(at, entry)| {
        entry.answer.iter().map(move |(lang, answer)| {
            let phrasing = entry.ask.get(lang).and_then(|asks| asks.first()).map(|ask| ask.text.as_str());
            let title = entry.title.get(lang).map(String::as_str);
            // A title may stand for nothing: "-".
            let title = title.filter(|title| title.chars().any(char::is_alphabetic));
            let question = title.or(phrasing).unwrap_or_default();
            let text = format!("{question} {}", plain_text(&markup(answer)).replace('\n', " "));
            (at, beginning(&text, LONGEST_TEXT).to_owned())
        })
    })
}

fn some(asks: &Localized<Vec<Phrasing>>, most: usize, texts: &mut BTreeSet<String>) {
    for (_, asks) in asks.iter() {
        texts.extend(chosen(asks.iter().map(|ask| ask.text.as_str()), most));
    }
}

/// At most so many of the texts: those with the least hashes, so that an edit changes little of the choice.
fn chosen<'a>(texts: impl Iterator<Item = &'a str>, most: usize) -> impl Iterator<Item = String> {
    let mut keyed: Vec<(u64, &str)> = texts.map(|text| (text_hash(text), text)).collect();
    keyed.sort_unstable();
    keyed.into_iter().take(most).map(|(_, text)| text.to_owned())
}
