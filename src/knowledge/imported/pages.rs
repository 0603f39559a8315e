//! Pages of questions and answers: headings, `<details>`, `<dt>` and bold lines that ask, and what stands below them.

use super::answer::from_blocks;
use super::columns::columns;
use super::header::{Role, names_one};
use super::{Grid, Remark, Unit};
use crate::knowledge::document::{Block, Form, Front, Kind, Matter, behind_mark, blocks, parted, unnumbered, yaml};
use crate::knowledge::markup::{markup, plain_text};

/// The rank of a question that is no heading.
const LEAF: u8 = 7;
/// The most characters of a heading by which its line is found again.
const FOUND_BY: usize = 40;
/// How many lines further a heading is looked for.
const FARTHEST: usize = 2_000;

/// Reads a page; every heading that asks becomes a row, or every heading when none does.
pub(super) fn grid(text: &str, form: Form) -> (Grid, Vec<Remark>) {
    let (matter, body) = parted(text);
    let matter = match matter {
        Matter::Yaml(front) => Front::of(|key| yaml(front, key)),
        Matter::Toml(front) => {
            let table: toml::Table = front.parse().unwrap_or_default();
            Front::of(|key| table.get(key).map(|value| value.as_str().map_or(value.to_string(), str::to_owned)))
        }
        Matter::None => Front::default(),
    };
    let (blocks, head) = blocks(body, form);
    if let Some(grid) = table(&blocks, text) {
        return (grid, Vec::new());
    }
    let blocks = with_bold_questions(blocks);
    let source = matter.url.or(matter.publisher).or(head.url).unwrap_or_default();
    let date = matter.as_of.or(head.as_of).map(|date| date.to_string()).unwrap_or_default();
    let asks = blocks.iter().any(|block| is_question(block, true));
    let mut lines = LineFinder { from: text[..text.len() - body.len()].lines().count(), ..LineFinder::of(text) };
    let (mut rows, mut remarks) = (vec![(0, names())], Vec::new());
    let mut trail: Vec<(u8, String)> = Vec::new();
    let mut at = 0;
    while at < blocks.len() {
        let Kind::Heading(rank) = blocks[at].kind else {
            at += 1;
            continue;
        };
        let heading = plain(&blocks[at].text);
        let line = lines.find(&heading);
        let end =
            at + 1 + blocks[at + 1..].iter().position(|block| ends(block, rank, asks)).unwrap_or(blocks.len() - at - 1);
        trail.retain(|(other, _)| *other < rank);
        if is_question(&blocks[at], asks) {
            let answer = from_blocks(&blocks[at + 1..end]);
            let above = trail.iter().rfind(|(other, _)| *other > 1).map(|(_, text)| text.clone()).unwrap_or_default();
            let question = unnumbered(&heading).to_owned();
            rows.push((line, vec![question, answer, above, source.clone(), date.clone()]));
            at = end;
            continue;
        }
        if blocks[at + 1..end].iter().any(|block| !matches!(block.kind, Kind::Heading(_) | Kind::End | Kind::Table)) {
            let what =
                format!("left out: “{heading}” asks nothing; write it as a question to import what stands below it");
            remarks.push(Remark { row: line, what });
        }
        trail.push((rank, heading));
        at += 1;
    }
    (Grid { unit: Unit::Line, rows, ready: true, remarks: Vec::new() }, remarks)
}

fn names() -> Vec<String> {
    ["question", "answer", "theme", "source", "date"].map(str::to_owned).to_vec()
}

fn plain(text: &str) -> String {
    plain_text(&markup(text)).replace('\n', " ")
}

/// Whether a heading is asked; where none asks, each heading is what people ask for, but the title.
fn is_question(block: &Block, asks: bool) -> bool {
    match block.kind {
        Kind::Heading(rank) => block.text.trim_end().ends_with(['?', '？']) || rank == LEAF || (!asks && rank > 1),
        _ => false,
    }
}

/// Whether a block ends what stands below a heading of this rank.
fn ends(block: &Block, rank: u8, asks: bool) -> bool {
    match block.kind {
        Kind::Heading(other) => other <= rank || is_question(block, asks),
        Kind::End => rank == LEAF,
        _ => false,
    }
}

/// A table whose header names a question and an answer is a table, wherever it stands.
fn table(blocks: &[Block], text: &str) -> Option<Grid> {
    let mut lines = LineFinder::of(text);
    let rows = blocks.iter().filter(|block| matches!(block.kind, Kind::Row { .. }));
    let rows: Vec<(usize, Vec<String>)> =
        rows.map(|row| (lines.find(row.cells.first().map_or("", String::as_str)), row.cells.clone())).collect();
    let found = columns(&rows);
    (found.header.is_some() && !found.questions.is_empty() && !found.answers.is_empty() && rows.len() > 1)
        .then_some(Grid { unit: Unit::Line, rows, ready: true, remarks: Vec::new() })
}

/// Bold lines that ask are headings of what follows them, and so is what a bold word calls a question.
fn with_bold_questions(blocks: Vec<Block>) -> Vec<Block> {
    let mut out = Vec::with_capacity(blocks.len());
    for block in blocks {
        let bold = block.text.strip_prefix("**").and_then(|rest| rest.split_once("**"));
        let marked = bold.filter(|(name, rest)| name.ends_with(':') || rest.starts_with(':'));
        let calls = |role| {
            let (name, rest) = marked?;
            names_one(name.trim_end_matches(':'), role).then(|| rest.trim_start_matches(':').trim())
        };
        let running = matches!(block.kind, Kind::Paragraph | Kind::Item(_));
        if let Some(question) = calls(Role::Question).filter(|question| running && !question.is_empty()) {
            out.push(Block::of(Kind::Heading(LEAF), question));
            continue;
        }
        if let Some(answer) = calls(Role::Answer).filter(|_| running) {
            out.push(Block::of(Kind::Paragraph, answer));
            continue;
        }
        match (&block.kind, bold) {
            (Kind::Paragraph | Kind::Item(_), Some((question, rest))) if question.trim_end().ends_with('?') => {
                let question = question.trim();
                out.push(Block::of(
                    Kind::Heading(LEAF),
                    behind_mark(question, Role::Question).unwrap_or(unnumbered(question)),
                ));
                if !rest.trim().is_empty() {
                    out.push(Block::of(Kind::Paragraph, rest.trim()));
                }
            }
            _ => out.push(block),
        }
    }
    out
}

/// Finds headings again in the text that they were read from, line after line.
struct LineFinder<'a> {
    lines: Vec<&'a str>,
    from: usize,
}

impl<'a> LineFinder<'a> {
    fn of(text: &'a str) -> LineFinder<'a> {
        LineFinder { lines: text.lines().collect(), from: 0 }
    }

    /// The line of a text from the last one found on, counted from 1; the last one when it is written otherwise.
    fn find(&mut self, text: &str) -> usize {
        let words: Vec<&str> = text.split_whitespace().collect();
        let head: String = words.join(" ").chars().take(FOUND_BY).collect();
        let found =
            self.lines[self.from.min(self.lines.len())..].iter().take(FARTHEST).position(|line| line.contains(&head));
        if let Some(found) = found.filter(|_| !head.is_empty()) {
            self.from += found + 1;
        }
        self.from.max(1)
    }
}
