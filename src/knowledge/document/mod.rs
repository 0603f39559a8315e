//! Raw documents as people have them, cut into passages: notes in Markdown, pages saved from a browser, text, articles.
//!
//! Passages follow the structure of the document: a heading belongs to what stands below it and is never an answer, a
//! table is read row by row with its header, and no markup is left. The cost is linear in the length of the text.

mod block;
mod front;
mod html;
mod mark;
mod markdown;
mod newspaper;
mod plain;
mod sentence;
mod shape;

pub(super) use block::{Block, Kind};
pub(super) use front::{Front, Matter, language, parted, yaml};
pub(super) use mark::{behind_mark, unnumbered};
pub use sentence::sentences;

use crate::knowledge::date::AsOf;
use crate::knowledge::imported::{Role, names_one};
use crate::knowledge::loose_date::{dated_heading, loose_date};
use crate::knowledge::markup::{markup, plain_text};

/// A document as it was saved.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct RawText {
    /// Its first heading, or the first line that is no furniture and short enough to be a title.
    pub title: Option<String>,
    /// The text, in pieces that fit a reply.
    pub passages: Vec<String>,
    /// For each passage the headings above it, outermost first: words by which it is found, never shown.
    pub headings: Vec<String>,
    /// What a page's head, or its first heading, says of it.
    pub(super) front: Front,
}

/// What a document is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Markdown, as files in `.md` are.
    Markdown,
    /// A page.
    Html,
    /// Anything: looked at.
    Text,
}

impl Form {
    /// By the ending of a file's name.
    pub fn of(path: &str) -> Form {
        match path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "md" | "markdown" => Form::Markdown,
            "html" | "htm" | "xhtml" => Form::Html,
            _ => Form::Text,
        }
    }
}

/// A line with the date of a document is one of its first blocks.
const DATE_WITHIN: usize = 5;
/// It has fewer words than this.
const DATE_LINE: usize = 7;

/// Signs of a page, whatever its file is called.
fn is_page(text: &str) -> bool {
    let mut at = text.len().min(2_000);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let head = text[..at].trim_start().to_ascii_lowercase();
    let closes =
        ["</p>", "</div>", "</li>", "</td>", "</h2>"].iter().map(|tag| text.matches(tag).count()).sum::<usize>();
    head.starts_with("<!doctype html") || head.starts_with("<html") || head.contains("<html") || closes > 2
}

/// The blocks of a piece of HTML.
pub(super) fn light_blocks(html: &str) -> Vec<Block> {
    html::read(html).0
}

/// Words that lead somewhere, in light markup; other addresses than `https` are written out.
pub(super) fn light_link(words: &str, address: &str) -> String {
    html::link(words, address)
}

/// The blocks of a document, and what its head says. An article of a newspaper has none.
pub(super) fn blocks(text: &str, form: Form) -> (Vec<Block>, Front) {
    // Notes in Markdown may hold pages of it; a page is a page from its first line on.
    if form == Form::Html || (form == Form::Text && is_page(text)) {
        let (blocks, head) = html::read(text);
        return (blocks, front_of(head, text));
    }
    if form == Form::Markdown || markdown::looks_so(text) {
        return (markdown::read(text), Front::default());
    }
    (plain::read(text), Front::default())
}

fn front_of(head: html::Head, page: &str) -> Front {
    let title = head.title.map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "));
    let saved = page.split_once("saved from url=(").and_then(|(_, rest)| rest.split_once(')'));
    let saved = saved.and_then(|(_, rest)| rest.split_whitespace().next()).map(str::to_owned);
    Front {
        title: title.filter(|title| !title.is_empty()),
        publisher: head.publisher,
        url: head.url.filter(|url| url.starts_with("http")).or(saved.filter(|url| url.starts_with("http"))),
        language: head.language.as_deref().and_then(language),
        as_of: head.date.as_deref().and_then(|date| loose_date(date, None)),
    }
}

/// Reads a raw document of which nothing is known but its text. Total: a page of nothing but furniture has no passages.
pub fn read_raw(text: &str) -> RawText {
    read_as(text, Form::Text)
}

/// Reads a raw document of this form.
pub fn read_as(text: &str, form: Form) -> RawText {
    let plain = form != Form::Html && !is_page(text) && !markdown::looks_so(text);
    if plain && newspaper::is_one(text) {
        let (title, passages) = newspaper::read(text);
        let headings = vec![String::new(); passages.len()];
        return RawText { title, passages, headings, front: Front::default() };
    }
    let (blocks, front) = blocks(text, form);
    let (title, alone) = title(&blocks).unzip();
    let above = title.as_deref().filter(|_| alone == Some(true));
    let (headings, passages) =
        shape::passages(&blocks, above).into_iter().map(|passage| (passage.heading, passage.text)).unzip();
    let title = title.or_else(|| front.title.clone());
    let as_of = front.as_of.or_else(|| title.as_deref().and_then(dated_heading)).or_else(|| told_date(&blocks));
    let front = Front { as_of, ..front };
    RawText { title: title.map(|title| plain_text(&markup(&title))), passages, headings, front }
}

/// A line such as `Updated: 3 May 2024`, `Обновлено в мае 2024 года` or `May 2024` near the head of a document.
fn told_date(blocks: &[Block]) -> Option<AsOf> {
    blocks.iter().take(DATE_WITHIN).find_map(|block| {
        let line = plain_text(&markup(&block.text));
        if let Some((name, date)) = line.split_once(':') {
            return (name.split_whitespace().count() < 4).then(|| loose_date(date, None))?;
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        let told = words.len() < DATE_LINE && names_one(words.first()?, Role::Date);
        let alone = words.iter().filter(|word| !word.starts_with(|c: char| c.is_ascii_digit())).count() == 1;
        (told || alone && words.len() < 4).then(|| dated_heading(&line))?
    })
}

/// The first heading of the highest rank, and whether it stands above everything as the only one of its rank.
fn title(blocks: &[Block]) -> Option<(String, bool)> {
    let headings = || {
        blocks.iter().filter_map(|block| match block.kind {
            Kind::Heading(rank) if rank < 7 => Some((rank, &block.text)),
            _ => None,
        })
    };
    let highest = headings().map(|(rank, _)| rank).min()?;
    let mut of_rank = headings().filter(|(rank, _)| *rank == highest);
    let (_, text) = of_rank.next()?;
    Some((text.clone(), of_rank.next().is_none()))
}
