//! HTML to blocks: what a page says, in which order and how it hangs together, in light markup. Tags are told from text
//! and entities read as the HTML standard says (`html5gum`); what a browser would not show as text is left out.

use super::block::{Block, Kind};
use html5gum::{DefaultEmitter, HtmlString, StartTag, Token, Tokenizer};
use std::fmt::Write;

/// Elements whose words are no part of what a page says.
const SKIPPED: &[&str] = &[
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "math",
    "canvas",
    "iframe",
    "object",
    "audio",
    "video",
    "select",
    "button",
    "textarea",
    "figcaption",
    "nav",
    "footer",
    "aside",
    "dialog",
    "head",
];
/// Elements that stand by themselves.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "ul",
    "ol",
    "dl",
    "blockquote",
    "pre",
    "address",
    "form",
    "fieldset",
    "figure",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "details",
    "hgroup",
    "hr",
    "dd",
    "body",
    "center",
];
/// The rank of a question in a list of questions: below all headings.
const LEAF: u8 = 7;

/// What the head of a page says of it.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub url: Option<String>,
    pub language: Option<String>,
    pub date: Option<String>,
}

/// Reads a page or a part of one. Of a page with a `<main>`, or else an `<article>`, only that is read.
pub(super) fn read(html: &str) -> (Vec<Block>, Head) {
    let lower = html.to_ascii_lowercase();
    let within = ["main", "article"].into_iter().find(|name| has_element(&lower, name));
    let mut page = Page { within, ..Page::default() };
    page.run(html);
    if page.blocks.iter().all(|block| matches!(block.kind, Kind::Heading(_) | Kind::End)) {
        // A page whose text lies in its furniture, or that forgets to close it.
        let head = std::mem::take(&mut page.head);
        let mut again = Page { lenient: true, head, ..Page::default() };
        again.run(html);
        page = again;
    }
    (page.blocks, page.head)
}

fn has_element(lower: &str, name: &str) -> bool {
    let open = format!("<{name}");
    lower.match_indices(&open).any(|(at, _)| lower[at + open.len()..].starts_with(['>', ' ', '\n', '\t', '\r']))
}

#[derive(Default)]
struct Page {
    blocks: Vec<Block>,
    head: Head,
    within: Option<&'static str>,
    /// How deep in the element that holds the text.
    inside: usize,
    lenient: bool,
    /// The element that is skipped, and how often it is nested in itself.
    skipped: Option<(String, usize)>,
    in_title: bool,
    text: String,
    heading: Option<u8>,
    /// The mark of an item that has no text yet.
    item: Option<String>,
    /// The next number of each open list; none for lists of dots.
    lists: Vec<Option<usize>>,
    pre: usize,
    bold: Option<usize>,
    link: Option<(usize, String)>,
    tables: usize,
    cells: Vec<String>,
    in_cell: bool,
    header_cells: usize,
}

impl Page {
    fn run(&mut self, html: &str) {
        let mut emitter: DefaultEmitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        for token in Tokenizer::new_with_emitter(html, emitter) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => self.start(&tag),
                Token::EndTag(tag) => self.end(&lossy(&tag.name)),
                Token::String(text) => self.words(&lossy(&text)),
                _ => {}
            }
        }
        self.flush();
    }

    fn reads(&self) -> bool {
        self.skipped.is_none() && (self.within.is_none() || self.inside > 0)
    }

    fn words(&mut self, text: &str) {
        if self.in_title {
            self.head.title.get_or_insert_default().push_str(text);
        }
        if !self.reads() {
            return;
        }
        if self.pre > 0 {
            self.text.push_str(text);
            return;
        }
        for c in text.chars() {
            let c = if c.is_whitespace() { ' ' } else { c };
            if c != ' ' || !(self.text.is_empty() || self.text.ends_with([' ', '\n'])) {
                self.text.push(c);
            }
        }
    }

    fn start(&mut self, tag: &StartTag<()>) {
        let name = lossy(&tag.name);
        let attribute = |key: &str| {
            let found = tag.attributes.iter().find(|(name, _)| lossy(name) == key);
            found.map(|(_, value)| lossy(&value.value).trim().to_owned()).filter(|value| !value.is_empty())
        };
        self.meta(&name, &attribute);
        if let Some((skipped, depth)) = &mut self.skipped {
            *depth += usize::from(*skipped == name);
            return;
        }
        if self.within == Some(name.as_str()) {
            self.inside += 1;
        }
        let furniture = ["nav", "footer", "aside"].contains(&name.as_str());
        if SKIPPED.contains(&name.as_str()) && !tag.self_closing && !(self.lenient && furniture) {
            self.skipped = Some((name, 1));
            return;
        }
        if self.reads() {
            self.open(&name, &attribute);
        }
    }

    /// What the head, or the root, says of the page.
    fn meta(&mut self, name: &str, attribute: &dyn Fn(&str) -> Option<String>) {
        let head = &mut self.head;
        match name {
            "html" => head.language = attribute("lang"),
            "title" => self.in_title = head.title.is_none(),
            "link" if attribute("rel").as_deref() == Some("canonical") => head.url = attribute("href"),
            "time" if head.date.is_none() => head.date = attribute("datetime"),
            "meta" => {
                let key = attribute("property").or(attribute("name")).or(attribute("itemprop")).unwrap_or_default();
                let content = attribute("content");
                match key.to_lowercase().as_str() {
                    "og:site_name" => head.publisher = content,
                    "og:url" => head.url = head.url.take().or(content),
                    "article:modified_time" | "datemodified" | "last-modified" => head.date = content,
                    "article:published_time" | "date" | "datepublished" | "dc.date" => {
                        head.date = head.date.take().or(content);
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn open(&mut self, name: &str, attribute: &dyn Fn(&str) -> Option<String>) {
        match name {
            "br" => self.newline(),
            "b" | "strong" if self.heading.is_none() && self.bold.is_none() => self.bold = Some(self.text.len()),
            "a" => self.link = attribute("href").map(|address| (self.text.len(), address)),
            "table" => {
                self.flush();
                self.tables += 1;
                self.in_cell = false;
                self.blocks.push(Block::of(Kind::Table, ""));
            }
            "tr" if self.tables == 1 => self.row(),
            "td" | "th" if self.tables == 1 => {
                self.cell();
                self.in_cell = true;
                self.header_cells += usize::from(name == "th");
            }
            "tr" | "td" | "th" => self.flush(),
            _ if self.in_cell => match name {
                "li" => self.newline_with("- "),
                _ if BLOCKS.contains(&name) || rank(name).is_some() => self.newline(),
                _ => {}
            },
            "pre" => {
                self.flush();
                self.pre += 1;
            }
            "ul" | "ol" => {
                self.flush();
                self.lists.push((name == "ol").then_some(1));
            }
            "li" => {
                self.flush();
                self.item = Some(self.mark());
            }
            _ if BLOCKS.contains(&name) => self.flush(),
            _ => {
                if let Some(rank) = rank(name) {
                    self.flush();
                    self.heading = Some(rank);
                    self.bold = None;
                }
            }
        }
    }

    fn mark(&mut self) -> String {
        match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "- ".to_owned(),
        }
    }

    fn end(&mut self, name: &str) {
        self.in_title &= name != "title";
        if let Some((skipped, depth)) = &mut self.skipped {
            if *skipped == name {
                *depth -= 1;
                if *depth == 0 {
                    self.skipped = None;
                }
            }
            return;
        }
        if self.within == Some(name) {
            self.flush();
            self.inside = self.inside.saturating_sub(1);
        }
        if !self.reads() {
            return;
        }
        match name {
            "b" | "strong" => self.close_bold(),
            "a" => self.close_link(),
            "td" | "th" if self.tables == 1 => self.cell(),
            "tr" if self.tables == 1 => self.row(),
            "table" => {
                if self.tables == 1 {
                    self.row();
                }
                self.flush();
                self.tables = self.tables.saturating_sub(1);
                self.in_cell = false;
            }
            _ if self.in_cell => {}
            "pre" => {
                self.flush();
                self.pre = self.pre.saturating_sub(1);
            }
            "ul" | "ol" => {
                self.flush();
                self.lists.pop();
            }
            "details" | "dl" => {
                self.flush();
                self.blocks.push(Block::of(Kind::End, ""));
            }
            _ if BLOCKS.contains(&name) || name == "li" || rank(name).is_some() => self.flush(),
            _ => {}
        }
    }

    fn newline(&mut self) {
        self.newline_with("");
    }

    fn newline_with(&mut self, mark: &str) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        if self.text.is_empty() && !self.in_cell {
            return;
        }
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.text.push_str(mark);
    }

    fn close_bold(&mut self) {
        let Some(from) = self.bold.take().filter(|from| *from <= self.text.len()) else { return };
        let bold = self.text.split_off(from);
        let trimmed = bold.trim();
        let (before, after) = (bold.starts_with(' '), bold.ends_with(' '));
        if trimmed.is_empty() || trimmed.contains("**") || trimmed.contains('\n') {
            self.text.push_str(&bold);
            return;
        }
        let (before, after) = (if before { " " } else { "" }, if after { " " } else { "" });
        let _ = write!(self.text, "{before}**{trimmed}**{after}");
    }

    fn close_link(&mut self) {
        let Some((from, address)) = self.link.take().filter(|(from, _)| *from <= self.text.len()) else { return };
        let words = self.text.split_off(from);
        let spaced = words.ends_with(' ');
        self.text.push_str(&link(&words, &address));
        if spaced && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }

    fn cell(&mut self) {
        self.close_bold();
        let text = std::mem::take(&mut self.text).trim().to_owned();
        if self.in_cell {
            self.cells.push(text);
        } else if !text.is_empty() {
            self.blocks.push(Block::of(Kind::Paragraph, &text));
        }
        self.in_cell = false;
    }

    fn row(&mut self) {
        if self.in_cell || !self.text.trim().is_empty() {
            self.cell();
        }
        let cells = std::mem::take(&mut self.cells);
        let header = self.header_cells > 0 && self.header_cells == cells.len();
        self.header_cells = 0;
        match &cells[..] {
            [] => {}
            [one] => self.blocks.extend((!one.is_empty()).then(|| Block::of(Kind::Paragraph, one))),
            _ => self.blocks.push(Block { kind: Kind::Row { header }, text: String::new(), cells }),
        }
    }

    fn flush(&mut self) {
        if self.in_cell {
            self.newline();
            return;
        }
        self.close_bold();
        self.link = None;
        let text = tidy_lines(&std::mem::take(&mut self.text));
        let heading = self.heading.take();
        if text.is_empty() {
            self.heading = heading;
            return;
        }
        let block = match (heading, self.item.take()) {
            (Some(rank), _) => Block::of(Kind::Heading(rank), &text.replace(['\n'], " ").replace("**", "")),
            (None, Some(mark)) => Block::of(Kind::Item(mark), &text),
            (None, None) => Block::of(Kind::Paragraph, &text),
        };
        self.blocks.push(block);
    }
}

fn rank(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        b"summary" | b"dt" => Some(LEAF),
        _ => None,
    }
}

/// Words that lead somewhere, in light markup; other addresses than `https` are written out.
pub(super) fn link(words: &str, address: &str) -> String {
    let shown = words.trim();
    let bare = address.trim_start_matches("mailto:").trim_start_matches("tel:");
    let web = address.starts_with("https://") || address.starts_with("http://");
    let known = shown.contains(bare.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/'));
    if !web && bare.len() == address.len() || shown.is_empty() {
        return words.to_owned();
    }
    let (before, plain) = (if words.starts_with(' ') { " " } else { "" }, !address.contains(char::is_whitespace));
    match address.starts_with("https://") && plain && !shown.contains(['[', ']', '\n']) && !address.contains(['(', ')'])
    {
        true if known && shown.starts_with("http") => format!("{before}{shown}"),
        true => format!("{before}[{}]({address})", shown.replace("**", "")),
        false if known => format!("{before}{shown}"),
        false => format!("{before}{shown} ({bare})"),
    }
}

fn tidy_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

fn lossy(bytes: &HtmlString) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
