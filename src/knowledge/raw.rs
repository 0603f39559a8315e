//! Raw documents: telling an article from the furniture of its page, and cutting it into passages.
//!
//! Furniture is what a page carries beside its text: log-in and subscription, newsletters, captions, credits, teasers
//! of other stories. The signs used here are those of newspaper pages saved as text.

use crate::text::folded_words;

/// A document as it was saved.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct RawText {
    /// The first line that is no furniture and short enough to be a title, of those that do not end as a sentence does.
    pub title: Option<String>,
    /// The text, in pieces that fit a reply.
    pub passages: Vec<String>,
}

/// The longest title, in characters.
const MAX_TITLE: usize = 120;
/// A passage longer than this, in characters, is cut at the end of a sentence.
const MAX_PASSAGE: usize = 480;
/// A block of the page is part of the article when it has at least this share of the words of the longest block.
const MIN_BLOCK_SHARE: f64 = 0.3;

/// Words on a line that belong to the shop, not to the story. A line that has one *parts* the page into blocks.
const PARTING: &[&str] = &[
    "subscribe to",
    "subscriber",
    "free trial",
    "start your free",
    "unlimited access",
    "free article",
    "cancel anytime",
    "monthly billing",
    "per year",
    "per month",
    "log in",
    "sign in",
    "sign up",
    "newsletter",
    "ad free experience",
    "read the full story",
    "keep reading",
    "show less",
    "read more",
    "related articles",
    "most popular",
    "all rights reserved",
    "cookie policy",
    "privacy policy",
    "exit mobile version",
    "follow us",
    "share this",
    "подпишитесь",
    "подписаться на",
    "читайте также",
    "все права защищены",
    "abone ol",
    "üye girişi",
];

/// Beginnings of lines that are furniture without parting the page.
const LEADING: &[&str] = &[">>", "cover image", "photo:", "image:", "credit:", "follow ", "to listen", "фото:", "foto"];

/// Picture agencies, as they stand in credits.
const AGENCIES: &[&str] = &["zuma", "reuters", "afp", "getty", "ap photo", "epa", "tass", "anadolu", "bloomberg"];

/// Reads a raw document. Total: a page of nothing but furniture has no passages.
pub fn read_raw(text: &str) -> RawText {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let story = story(&lines);
    let short = |at: &usize| {
        let line = story[*at];
        !is_small(line, &lines) && line.chars().count() < MAX_TITLE && !is_attribution(&story, *at)
    };
    // A line that ends as a sentence does is a title only where no other line could be.
    let titles: Vec<&str> = (0..story.len()).filter(short).map(|at| story[at]).collect();
    let title = titles.iter().find(|line| is_label(line)).or(titles.first()).map(|line| (*line).to_owned());
    let mut passages: Vec<String> = Vec::new();
    for (at, line) in story.iter().enumerate() {
        let heading = Some(*line) == title.as_deref();
        if heading
            || is_small(line, &lines)
            || is_caption(&story, at, title.as_deref())
            || is_repeated(line, &lines)
            || is_label(line)
        {
            continue;
        }
        passages.extend(cut(line));
    }
    RawText { title, passages }
}

/// The lines of the article: the page parted at shop lines, without the blocks that are short beside the longest.
fn story<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let blocks: Vec<&[&str]> = lines.split(|line| parts_page(line)).collect();
    let words = |block: &[&str]| block.iter().map(|line| line.split_whitespace().count()).sum::<usize>();
    let longest = blocks.iter().map(|block| words(block)).max().unwrap_or(0);
    let least = (longest as f64 * MIN_BLOCK_SHARE) as usize;
    blocks.into_iter().filter(|block| words(block) >= least.max(1)).flatten().copied().collect()
}

fn parts_page(line: &str) -> bool {
    let folded = folded_words(line).join(" ");
    let short = line.chars().count() < MAX_TITLE;
    short && PARTING.iter().any(|sign| folded.contains(&folded_words(sign).join(" ")))
}

/// Furniture by its own looks: a lead sign, a credit, a section label such as `FOCUS: …`.
fn is_small(line: &str, page: &[&str]) -> bool {
    let lower = line.to_lowercase();
    let kicker =
        line.split_once(':').is_some_and(|(head, _)| head.len() > 2 && head.bytes().all(|b| b.is_ascii_uppercase()));
    LEADING.iter().any(|lead| lower.starts_with(lead))
        || kicker
        || is_credit(line)
        || page.iter().filter(|other| **other == line).count() > 1
}

fn is_credit(line: &str) -> bool {
    let lower = line.to_lowercase();
    is_label(line) && (line.contains('/') || line.contains('©') || AGENCIES.iter().any(|name| lower.contains(name)))
}

/// A short line that does not end as a sentence does: a heading, a byline, the name of a picture.
fn is_label(line: &str) -> bool {
    line.chars().count() < MAX_TITLE && !line.ends_with(['.', '!', '?', '…', '"', '”', '»', '’', ':'])
}

/// Who said what stands quoted on the line before.
fn is_attribution(story: &[&str], at: usize) -> bool {
    let quoted = |line: &str| line.starts_with(['“', '"', '«', '„']) && line.ends_with(['”', '"', '»', '“']);
    is_label(story[at]) && at > 0 && quoted(story[at - 1])
}

/// One sentence alone between two labels, or before a credit: the words under a picture.
fn is_caption(story: &[&str], at: usize, title: Option<&str>) -> bool {
    let label = |at: Option<usize>| {
        let line = at.and_then(|at| Some((at, *story.get(at)?)));
        line.is_some_and(|(at, line)| is_label(line) && !is_attribution(story, at) && Some(line) != title)
    };
    let one_sentence = sentences(story[at]).len() == 1 && story[at].chars().count() < 2 * MAX_TITLE;
    let credited = story.get(at + 1).is_some_and(|line| is_credit(line));
    one_sentence && (credited || label(at.checked_sub(1)) && label(Some(at + 1)))
}

/// A line whose words stand in another, longer line too: a quote pulled out of the text.
fn is_repeated(line: &str, page: &[&str]) -> bool {
    let bare = folded_words(line).join(" ");
    page.iter().any(|other| other.len() > line.len() && folded_words(other).join(" ").contains(&bare))
}

/// A paragraph in pieces of at most [`MAX_PASSAGE`] characters where its sentences allow.
fn cut(paragraph: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for sentence in sentences(paragraph) {
        match pieces.last_mut() {
            Some(piece) if piece.chars().count() + sentence.chars().count() < MAX_PASSAGE => {
                piece.push(' ');
                piece.push_str(sentence);
            }
            _ => pieces.push(sentence.to_owned()),
        }
    }
    pieces
}

/// The sentences of a paragraph. A full stop ends one when white space and a capital, a digit or a quote follow, and
/// when it does not close an abbreviation of one or two letters or one of the common longer ones.
fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        if !matches!(c, '.' | '!' | '?' | '…') {
            continue;
        }
        let after = &text[at + c.len_utf8()..];
        let closed = after.trim_start_matches(['"', '”', '»', '’', ')']);
        let Some(next) = closed.trim_start().chars().next() else { continue };
        let parted = closed.starts_with(char::is_whitespace);
        let word = text[start..at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        let abbreviated =
            c == '.' && (word.chars().count() < 2 || matches!(word, "Sept" | "Oct" | "Feb" | "St" | "Mr" | "Dr"));
        if parted && !abbreviated && (next.is_uppercase() || next.is_ascii_digit() || "\"“«‘".contains(next)) {
            let end = text.len() - closed.len();
            found.push(text[start..end].trim());
            start = end;
        }
    }
    found.push(text[start..].trim());
    found.retain(|sentence| !sentence.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_gives_its_story_and_nothing_else() {
        let page = "Our motto stands here.\nSubscribe to The Paper\nNEWS: Harbours\nThe ferry comes at seven\nA boat at the pier\n\
            A boat lies at the pier in the morning.\nAnn Author\nThe first ferry of the day arrives at seven. It carries \
            bread and letters, and \"nobody is late,\" says the captain.\nNobody is late\nA second paragraph tells of the \
            return, which begins at nine in the evening when the lamps are lit along the water.\nFree trial, then $3 per \
            month.\nAnother story entirely\nThis teaser speaks of a goat.\n";
        let raw = read_raw(page);
        assert_eq!(raw.title.as_deref(), Some("The ferry comes at seven"));
        assert_eq!(raw.passages.len(), 2, "{:#?}", raw.passages);
        assert!(raw.passages[0].starts_with("The first ferry") && raw.passages[1].starts_with("A second"));
    }

    #[test]
    fn sentences_end_where_people_end_them() {
        assert_eq!(
            sentences("He left on Sept. 21 from St. Petersburg. \"Why?\" she asked. It cost 3.5 euros."),
            ["He left on Sept. 21 from St. Petersburg.", "\"Why?\" she asked.", "It cost 3.5 euros."]
        );
        assert_eq!(sentences(""), Vec::<&str>::new());
    }

    #[test]
    fn long_paragraphs_are_cut_between_sentences() {
        let long = "This sentence has exactly some words in it. ".repeat(30);
        let pieces = cut(&long);
        assert!(
            pieces.len() > 1 && pieces.iter().all(|piece| piece.chars().count() <= MAX_PASSAGE && piece.ends_with('.'))
        );
    }
}
