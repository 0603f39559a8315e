//! Plain text to blocks: lines that were broken for their width are joined, short lines that stand alone are headings.

use super::block::{Block, Kind};
use super::mark::{behind_mark, unnumbered};
use crate::knowledge::imported::Role;

/// Headings in plain text are shorter than this, in characters.
const LONGEST_HEADING: usize = 80;
/// Lines that were broken by hand or by a mail program end between these widths, in characters.
const WRAPPED: std::ops::RangeInclusive<usize> = 40..=100;

/// Reads plain text.
pub(super) fn read(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for group in groups(text) {
        group_of(&group, &mut blocks);
    }
    // A short line with nothing below it was no heading.
    for at in 1..blocks.len() {
        let next = blocks.get(at + 1).map(|next| &next.kind);
        if blocks[at].kind == Kind::Heading(2) && matches!(next, None | Some(Kind::Heading(2))) {
            blocks[at].kind = Kind::Paragraph;
        }
    }
    blocks
}

/// Runs of lines without an empty one between them.
fn groups(text: &str) -> Vec<Vec<&str>> {
    let mut groups: Vec<Vec<&str>> = vec![Vec::new()];
    for line in text.lines() {
        match (line.trim().is_empty(), groups.last_mut()) {
            (false, Some(group)) => group.push(line),
            _ => groups.push(Vec::new()),
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}

fn group_of(lines: &[&str], blocks: &mut Vec<Block>) {
    let mut lines = lines.to_vec();
    let first_of_all = blocks.is_empty();
    if lines.len() > 1 && is_rule(lines[1]) && is_short(lines[0]) {
        let rank = if lines[1].trim().starts_with('=') { 1 } else { 2 };
        blocks.push(Block::of(Kind::Heading(rank), lines[0].trim()));
        lines.drain(..2);
    }
    lines.retain(|line| !is_rule(line));
    if let Some(rows) = columns(&lines) {
        blocks.push(Block::of(Kind::Table, ""));
        blocks.extend(rows.into_iter().map(|cells| Block {
            kind: Kind::Row { header: false },
            text: String::new(),
            cells,
        }));
        return;
    }
    if let Some(rank) = lines.first().and_then(|first| heading(first, &lines[1..], first_of_all)) {
        let line = lines[0].trim();
        blocks.push(Block::of(Kind::Heading(rank), behind_mark(line, Role::Question).unwrap_or(unnumbered(line))));
        lines.remove(0);
    }
    running(&lines, blocks);
}

/// Lists, and the running text between them.
fn running(lines: &[&str], blocks: &mut Vec<Block>) {
    let mut text: Vec<&str> = Vec::new();
    for line in lines {
        let in_item = matches!(blocks.last(), Some(Block { kind: Kind::Item(_), .. })) && text.is_empty();
        if let Some((mark, words)) = item(line) {
            paragraphs(&std::mem::take(&mut text), blocks);
            blocks.push(Block::of(Kind::Item(mark), words));
        } else if let (true, true, Some(last)) = (in_item, line.starts_with([' ', '\t']), blocks.last_mut()) {
            last.text.push(' ');
            last.text.push_str(line.trim());
        } else {
            text.push(line.trim());
        }
    }
    paragraphs(&text, blocks);
}

/// One paragraph of lines that were broken for their width; else lines that stand together; else one a line.
fn paragraphs(lines: &[&str], blocks: &mut Vec<Block>) {
    let whole = are_wrapped(lines);
    let lines = if whole { lines.iter().map(|line| (*line).to_owned()).collect() } else { joined(lines) };
    if lines.is_empty() {
        return;
    }
    let long = lines.iter().any(|line| line.chars().count() > *WRAPPED.end());
    let mut add = |text: &str| blocks.push(Block::of(Kind::Paragraph, behind_mark(text, Role::Answer).unwrap_or(text)));
    match (whole || are_wrapped(&lines), long) {
        (true, false) => add(&lines.join(" ")),
        (_, true) => lines.iter().for_each(|line| add(line)),
        (_, false) => add(&lines.join("\n")),
    }
}

/// Whether lines were broken for their width: most are of about that width, and half of them end within a sentence.
fn are_wrapped<T: AsRef<str>>(lines: &[T]) -> bool {
    let Some((last, before)) = lines.split_last() else { return false };
    let width = |line: &T| line.as_ref().chars().count();
    let open = before.iter().filter(|line| !ends_sentence(line.as_ref())).count();
    let fitting = before.iter().filter(|line| WRAPPED.contains(&width(line))).count();
    let long = lines.iter().any(|line| width(line) > *WRAPPED.end());
    !long && width(last) > 0 && fitting * 2 > before.len() && open * 2 >= before.len()
}

/// Lines that go on with a small letter belong to the line before, however short that is.
fn joined(lines: &[&str]) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    for line in lines {
        match joined.last_mut() {
            Some(before) if line.starts_with(char::is_lowercase) && !ends_sentence(before) => {
                before.push(' ');
                before.push_str(line);
            }
            _ => joined.push((*line).to_owned()),
        }
    }
    joined
}

fn ends_sentence(line: &str) -> bool {
    line.ends_with(['.', '!', '?', '…', ':', ';', '"', '”', '»'])
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.chars().count() > 2 && ["-", "=", "*", "_", "~"].iter().any(|sign| line.replace(sign, "").trim().is_empty())
}

fn is_short(line: &str) -> bool {
    line.trim().chars().count() < LONGEST_HEADING
}

/// The rank of a line as a heading of what follows it, in its group or behind it.
fn heading(line: &str, rest: &[&str], first_of_all: bool) -> Option<u8> {
    let line = line.trim();
    let asks = line.ends_with('?') || behind_mark(line, Role::Question).is_some();
    // A numbered question is one of a list of questions, unless the answer is another item.
    let answered = rest.first().is_some_and(|next| item(next).is_none());
    if !is_short(line) || item(line).is_some() && !(asks && answered) || !line.chars().any(char::is_alphabetic) {
        return None;
    }
    if asks {
        return Some(7);
    }
    if line.ends_with(['.', '!', ',', ';', ':', '…', '"', '”', '»']) {
        return None;
    }
    let widest = rest.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let shouts = line.chars().any(char::is_alphabetic) && line.chars().all(|c| !c.is_lowercase());
    let stands_out = rest.is_empty() || shouts || widest > 60 && line.chars().count() * 5 < widest * 3;
    let goes_on = rest.first().is_some_and(|next| next.trim().starts_with(char::is_lowercase));
    (stands_out && !goes_on).then_some(if first_of_all { 1 } else { 2 })
}

/// An item of a list: its mark as we write it, and its words.
fn item(line: &str) -> Option<(String, &str)> {
    let line = line.trim_start();
    for mark in ["- ", "* ", "• ", "– ", "— ", "· ", "+ "] {
        if let Some(words) = line.strip_prefix(mark) {
            return Some(("- ".to_owned(), words.trim()));
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let words = line[digits..].strip_prefix(['.', ')'])?.strip_prefix(' ')?;
    (1..=2).contains(&digits).then(|| (format!("{}. ", &line[..digits]), words.trim()))
}

/// Lines of cells with tabs between them, as they are pasted from a spreadsheet.
fn columns(lines: &[&str]) -> Option<Vec<Vec<String>>> {
    let width = |line: &str| line.trim_end().matches('\t').count();
    let first = width(lines.first()?);
    let even = lines.len() > 1 && first > 0 && lines.iter().all(|line| !line.starts_with('\t') && width(line) == first);
    even.then(|| lines.iter().map(|line| line.split('\t').map(|cell| cell.trim().to_owned()).collect()).collect())
}
