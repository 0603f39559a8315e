//! A reply on a terminal: wrapped by display width, bold and small print as the terminal can.

use crate::knowledge::{Block, Span};
use crate::talk::Reply;
use crate::text::printable;
use anstyle::{AnsiColor, Style};
use textwrap::core::Fragment;
use textwrap::wrap_algorithms::wrap_first_fit;
use unicode_width::UnicodeWidthStr;

/// How replies are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Columns to fill at most.
    pub width: usize,
    /// Whether to use styles at all.
    pub styled: bool,
}

/// A word with its style, as wrapping sees it.
#[derive(Debug)]
struct Styled<'a> {
    text: &'a str,
    style: Style,
    space: bool,
}

impl Fragment for Styled<'_> {
    fn width(&self) -> f64 {
        self.text.width() as f64
    }

    fn whitespace_width(&self) -> f64 {
        f64::from(u8::from(self.space))
    }

    fn penalty_width(&self) -> f64 {
        0.0
    }
}

const BOLD: Style = Style::new().bold();
const SMALL: Style = Style::new().dimmed();
const NUMBER: Style = AnsiColor::Cyan.on_default().bold();
const LINK: Style = AnsiColor::Blue.on_default().underline();

/// A reply as text for a terminal, without a line feed at its end.
pub fn render(reply: &Reply, look: Look) -> String {
    let mut out = String::new();
    let mut listed = false;
    for block in &reply.blocks {
        let item = matches!(block, Block::Item(_));
        if !out.is_empty() {
            out.push_str(if item && listed { "\n" } else { "\n\n" });
        }
        listed = item;
        let (first, base) = match block {
            Block::Item(_) => ("• ", Style::new()),
            Block::Paragraph(_) => ("", Style::new()),
            Block::Note(_) => ("", SMALL),
        };
        put(&mut out, first, Style::new(), block.spans(), base, look);
    }
    for (at, choice) in reply.choices.iter().chain(&reply.related).enumerate() {
        out.push_str(if at == 0 { "\n\n" } else { "\n" });
        if let Some(lead) = reply.see_also.as_ref().filter(|_| at == reply.choices.len()) {
            put(&mut out, "", Style::new(), &[Span::Plain(lead.clone())], SMALL, look);
            out.push('\n');
        }
        let number = format!("{:>2}  ", at + 1);
        put(&mut out, &number, NUMBER, &[Span::Plain(choice.label.clone())], Style::new(), look);
    }
    if let Some(hint) = &reply.hint {
        out.push_str("\n\n");
        put(&mut out, "", Style::new(), &[Span::Plain(hint.clone())], SMALL, look);
    }
    out
}

/// A sentence as text for a terminal.
pub fn render_text(text: &str, look: Look) -> String {
    let mut out = String::new();
    put(&mut out, "", Style::new(), &[Span::Plain(text.to_owned())], Style::new(), look);
    out
}

/// Puts one block, its later lines indented by the width of its opening.
fn put(out: &mut String, first: &str, first_style: Style, spans: &[Span], base: Style, look: Look) {
    let indent = first.width();
    let width = look.width.saturating_sub(indent).max(8) as f64;
    paint(out, first, first_style, look);
    let pieces: Vec<(String, Style)> = spans.iter().map(|span| piece(span, base)).collect();
    let shown = |(text, style): (String, Style)| (printable(&text).into_owned(), style);
    let pieces: Vec<(String, Style)> = pieces.into_iter().map(shown).collect();
    let mut line_number = 0;
    for part in lines(&pieces) {
        for line in wrap_first_fit(&part, &[width]) {
            if line_number > 0 {
                out.push('\n');
                out.push_str(&" ".repeat(indent));
            }
            line_number += 1;
            for (at, word) in line.iter().enumerate() {
                paint(out, word.text, word.style, look);
                if word.space && at + 1 < line.len() {
                    out.push(' ');
                }
            }
        }
    }
}

/// A span's words and style. A link shows where it leads.
fn piece(span: &Span, base: Style) -> (String, Style) {
    match span {
        Span::Plain(text) => (text.clone(), base),
        Span::Bold(text) => (text.clone(), BOLD | base.get_effects()),
        Span::Link(text, address) => (format!("{text} ({address})"), LINK),
    }
}

/// The words of a block, line by line as its author broke them.
fn lines(pieces: &[(String, Style)]) -> Vec<Vec<Styled<'_>>> {
    let mut lines = vec![Vec::new()];
    for (text, style) in pieces {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                lines.push(Vec::new());
            }
            let Some(words) = lines.last_mut() else { continue };
            for (at, text) in line.split(' ').enumerate() {
                if at > 0 {
                    words.last_mut().into_iter().for_each(|word: &mut Styled<'_>| word.space = true);
                }
                if !text.is_empty() {
                    words.push(Styled { text, style: *style, space: false });
                }
            }
        }
    }
    lines
}

fn paint(out: &mut String, text: &str, style: Style, look: Look) {
    if look.styled && style != Style::new() && !text.is_empty() {
        out.push_str(&format!("{style}{text}{style:#}"));
    } else {
        out.push_str(text);
    }
}
