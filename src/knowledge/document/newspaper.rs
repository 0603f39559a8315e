//! Pages of newspapers saved as text: telling an article from the furniture of its page.
//!
//! Furniture is what a page carries beside its text: log-in and subscription, newsletters, captions, credits, teasers
//! of other stories. None of this is asked of a text that is no article: there a log-in is a part of the advice.

use super::sentence::{cut, sentences};
use crate::text::{fold, folded_words};
use std::collections::{HashMap, HashSet};

/// The longest title, in characters.
const MAX_TITLE: usize = 120;
/// A block of the page is part of the article when it has at least this share of the words of the longest block.
const MIN_BLOCK_SHARE: f64 = 0.3;

/// Words on a line that only the shop of a newspaper has.
const SHOP: &[&str] = &[
    "subscribe to",
    "subscriber",
    "free trial",
    "start your free",
    "unlimited access",
    "free article",
    "cancel anytime",
    "monthly billing",
    "newsletter",
    "ad free experience",
    "read the full story",
    "exit mobile version",
    "all rights reserved",
    "подпишитесь",
    "читайте также",
    "все права защищены",
    "abone ol",
    "üye girişi",
];

/// Words on a line that belong to the shop of a page that has one, and elsewhere may be advice.
const SHOP_OR_ADVICE: &[&str] = &[
    "per year",
    "per month",
    "log in",
    "sign in",
    "sign up",
    "keep reading",
    "show less",
    "read more",
    "related articles",
    "most popular",
    "cookie policy",
    "privacy policy",
    "follow us",
    "share this",
    "подписаться на",
];

/// So many lines of a shop make a page that of a newspaper; so do so many lines in which somebody is quoted.
const FEWEST_SHOP_LINES: usize = 2;
const FEWEST_QUOTES: usize = 3;
/// The fewest words of a quote that is what somebody said, not the name of something.
const QUOTED_WORDS: usize = 5;

/// Beginnings of lines that are furniture without parting the page.
const LEADING: &[&str] = &[">>", "cover image", "photo:", "image:", "credit:", "follow ", "to listen", "фото:", "foto"];

/// Picture agencies, as they stand in credits.
const AGENCIES: &[&str] = &["zuma", "reuters", "afp", "getty", "ap photo", "epa", "tass", "anadolu", "bloomberg"];

/// Whether a plain text is an article of a newspaper: its page has a shop, or people are quoted in it.
pub(super) fn is_one(text: &str) -> bool {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let shop = |line: &&str| line.chars().count() < MAX_TITLE && has_sign(&folded_words(line).join(" "), SHOP);
    let quotes = |line: &&str| {
        let said = line.split(['“', '«']).skip(1).filter_map(|rest| rest.split(['”', '»']).next());
        said.into_iter().any(|said| said.split_whitespace().count() >= QUOTED_WORDS)
    };
    lines().filter(shop).take(FEWEST_SHOP_LINES).count() >= FEWEST_SHOP_LINES
        || lines().filter(quotes).take(FEWEST_QUOTES).count() >= FEWEST_QUOTES
}

/// The title and the passages of an article. Total: a page of nothing but furniture has no passages.
pub(super) fn read(text: &str) -> (Option<String>, Vec<String>) {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let page = Lines::of(&lines);
    let story = story(&page);
    let short = |at: &usize| {
        let line = story[*at];
        !page.is_small(line) && line.chars().count() < MAX_TITLE && !is_attribution(&story, *at)
    };
    // A line that ends as a sentence does is a title only where no other line could be.
    let titles: Vec<&str> = (0..story.len()).filter(short).map(|at| story[at]).collect();
    let title = titles.iter().find(|line| is_label(line)).or(titles.first()).map(|line| (*line).to_owned());
    let mut passages: Vec<String> = Vec::new();
    for (at, line) in story.iter().enumerate() {
        let heading = Some(*line) == title.as_deref();
        let furniture = page.is_small(line) || is_caption(&story, at, title.as_deref()) || page.is_repeated(line);
        if !heading && !furniture && !is_label(line) {
            passages.extend(cut(line));
        }
    }
    (title, passages)
}

/// The lines of a page, with what it takes to tell in one look whether a line stands in it twice.
struct Lines<'a> {
    lines: &'a [&'a str],
    counts: HashMap<&'a str, usize>,
    folded: Vec<String>,
    /// Three words in a row, and the first lines that have them.
    shingles: HashMap<u64, Vec<u32>>,
}

/// Words in a row by which a repeated line is looked for, and the most lines that are looked at.
const SHINGLE: usize = 3;
const MOST_LINES: usize = 4;

impl<'a> Lines<'a> {
    fn of(lines: &'a [&'a str]) -> Lines<'a> {
        let mut counts = HashMap::new();
        lines.iter().for_each(|line| *counts.entry(*line).or_default() += 1);
        let mut shingles: HashMap<u64, Vec<u32>> = HashMap::new();
        let mut folded = Vec::with_capacity(lines.len());
        for (at, line) in lines.iter().enumerate() {
            let words = folded_words(line);
            let own: HashSet<u64> = words.windows(SHINGLE).map(hash).collect();
            for shingle in own {
                let found = shingles.entry(shingle).or_default();
                if found.len() < MOST_LINES {
                    found.push(at as u32);
                }
            }
            folded.push(words.join(" "));
        }
        Lines { lines, counts, folded, shingles }
    }

    /// Furniture by its own looks: a lead sign, a credit, a section label such as `FOCUS: …`, a line that stands twice.
    fn is_small(&self, line: &str) -> bool {
        let lower = line.to_lowercase();
        let kicker = line
            .split_once(':')
            .is_some_and(|(head, _)| head.len() > 2 && head.bytes().all(|b| b.is_ascii_uppercase()));
        LEADING.iter().any(|lead| lower.starts_with(lead))
            || kicker
            || is_credit(line)
            || self.counts.get(line).is_some_and(|count| *count > 1)
    }

    /// A line whose words stand in another, longer line too: a quote pulled out of the text.
    fn is_repeated(&self, line: &str) -> bool {
        let words = folded_words(line);
        let bare = words.join(" ");
        let rarest =
            words.windows(SHINGLE).filter_map(|three| self.shingles.get(&hash(three))).min_by_key(|at| at.len());
        let mut others = rarest.into_iter().flatten().map(|at| *at as usize);
        others.any(|at| self.lines[at].len() > line.len() && self.folded[at].contains(&bare))
    }
}

fn hash(words: &[String]) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish()
}

/// The lines of the article: the page parted at shop lines, without the blocks that are short beside the longest.
fn story<'a>(page: &Lines<'a>) -> Vec<&'a str> {
    let parting: Vec<bool> =
        page.lines.iter().zip(&page.folded).map(|(line, folded)| parts_page(line, folded)).collect();
    let numbers: Vec<usize> = (0..page.lines.len()).collect();
    let blocks: Vec<&[usize]> = numbers.split(|at| parting[*at]).collect();
    let words = |block: &[usize]| block.iter().map(|at| page.lines[*at].split_whitespace().count()).sum::<usize>();
    let longest = blocks.iter().map(|block| words(block)).max().unwrap_or(0);
    let least = (longest as f64 * MIN_BLOCK_SHARE) as usize;
    let kept = blocks.into_iter().filter(|block| words(block) >= least.max(1));
    kept.flatten().map(|at| page.lines[*at]).collect()
}

fn parts_page(line: &str, folded: &str) -> bool {
    line.chars().count() < MAX_TITLE && (has_sign(folded, SHOP) || has_sign(folded, SHOP_OR_ADVICE))
}

fn has_sign(folded: &str, signs: &[&str]) -> bool {
    signs.iter().any(|sign| folded.contains(&*fold(sign)))
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
        let (title, passages) = read(page);
        assert!(is_one(page));
        assert_eq!(title.as_deref(), Some("The ferry comes at seven"));
        assert_eq!(passages.len(), 2, "{passages:#?}");
        assert!(passages[0].starts_with("The first ferry") && passages[1].starts_with("A second"));
    }
}
