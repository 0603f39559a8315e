//! Light markup: `**bold**`, `[text](https://…)`, lines starting with `- `. Read into spans, rendered by each face.

use serde::{Deserialize, Serialize};

/// A piece of text with one look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Span {
    /// As it is.
    Plain(String),
    /// Stressed.
    Bold(String),
    /// Words that lead to an address.
    Link(String, String),
}

impl Span {
    /// The words without their look.
    pub fn text(&self) -> &str {
        match self {
            Span::Plain(text) | Span::Bold(text) | Span::Link(text, _) => text,
        }
    }
}

/// A paragraph or an item of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// Lines that belong together.
    Paragraph(Vec<Span>),
    /// One item of a list.
    Item(Vec<Span>),
    /// What the bot adds in small print: how it understood, sources, remarks.
    Note(Vec<Span>),
}

impl Block {
    /// A paragraph of plain text.
    pub fn plain(text: impl Into<String>) -> Block {
        Block::Paragraph(vec![Span::Plain(text.into())])
    }

    /// Small print of plain text.
    pub fn note(text: impl Into<String>) -> Block {
        Block::Note(vec![Span::Plain(text.into())])
    }

    /// The spans.
    pub fn spans(&self) -> &[Span] {
        match self {
            Block::Paragraph(spans) | Block::Item(spans) | Block::Note(spans) => spans,
        }
    }

    /// The length of its text in UTF-16 units, as Telegram counts.
    pub fn units(&self) -> usize {
        self.spans().iter().map(|span| span.text().encode_utf16().count()).sum()
    }

    /// Cuts at least this many UTF-16 units off its end, and marks the cut with `…`. Looks of the spans are lost.
    pub fn shorten(&mut self, units: usize) {
        let text: String = self.spans().iter().map(Span::text).collect();
        let keep = self.units().saturating_sub(units + 1);
        let mut kept = String::new();
        let mut length = 0;
        for c in text.chars().take_while(|c| {
            length += c.len_utf16();
            length <= keep
        }) {
            kept.push(c);
        }
        kept.push('…');
        let (Block::Paragraph(spans) | Block::Item(spans) | Block::Note(spans)) = self;
        *spans = vec![Span::Plain(kept)];
    }
}

/// Reads light markup. Total: signs that do not pair are text.
pub fn markup(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut paragraph: Vec<&str> = Vec::new();
    let flush = |paragraph: &mut Vec<&str>, blocks: &mut Vec<Block>| {
        if !paragraph.is_empty() {
            blocks.push(Block::Paragraph(spans(&paragraph.join("\n"))));
            paragraph.clear();
        }
    };
    for line in text.lines().map(str::trim) {
        if let Some(item) = line.strip_prefix("- ") {
            flush(&mut paragraph, &mut blocks);
            blocks.push(Block::Item(spans(item.trim())));
        } else if line.is_empty() {
            flush(&mut paragraph, &mut blocks);
        } else {
            paragraph.push(line);
        }
    }
    flush(&mut paragraph, &mut blocks);
    blocks
}

fn spans(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((span, tail)) = bold(rest).or_else(|| link(rest)) {
            if !plain.is_empty() {
                found.push(Span::Plain(std::mem::take(&mut plain)));
            }
            found.push(span);
            rest = tail;
        } else {
            plain.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    if !plain.is_empty() {
        found.push(Span::Plain(plain));
    }
    found
}

fn bold(text: &str) -> Option<(Span, &str)> {
    let (inside, tail) = text.strip_prefix("**")?.split_once("**")?;
    (!inside.is_empty()).then(|| (Span::Bold(inside.to_owned()), tail))
}

/// Only `https` addresses make links: what a volunteer pastes must not lead a person anywhere unseen.
fn link(text: &str) -> Option<(Span, &str)> {
    let (words, tail) = text.strip_prefix('[')?.split_once("](")?;
    let (address, tail) = tail.split_once(')')?;
    // `https://good@evil/` leads to evil: what stands before the host is for nobody here.
    let host = address.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let plain = !host.is_empty() && !host.contains(['@', '\\']);
    let good = plain && !address.contains(|c: char| c.is_whitespace() || c.is_control()) && !words.is_empty();
    (good && !words.contains(['[', '\n'])).then(|| (Span::Link(words.to_owned(), address.to_owned()), tail))
}

/// The text of blocks without any look: paragraphs parted by an empty line, items with a dash.
pub fn plain_text(blocks: &[Block]) -> String {
    let mut out = String::new();
    for (at, block) in blocks.iter().enumerate() {
        let listed = |block: &Block| matches!(block, Block::Item(_));
        if at > 0 {
            out.push_str(if listed(block) && listed(&blocks[at - 1]) { "\n" } else { "\n\n" });
        }
        if listed(block) {
            out.push_str("- ");
        }
        for span in block.spans() {
            out.push_str(span.text());
            if let Span::Link(_, address) = span {
                out.push_str(" (");
                out.push_str(address);
                out.push(')');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_spans_and_stray_ones_stay_text() {
        let blocks =
            markup("**Yes**: see [the list](https://example.org/a).\nSame paragraph\n\n- one\n- **two\n* three");
        assert_eq!(blocks.len(), 4);
        assert_eq!(
            plain_text(&blocks),
            "Yes: see the list (https://example.org/a).\nSame paragraph\n\n- one\n- **two\n\n* three"
        );
        for bad in
            ["http://plain.example", "https://good.example@evil.example/", "https://good.example\\@evil.example/"]
        {
            let text = format!("[x]({bad})");
            assert_eq!(markup(&text), [Block::plain(&text)]);
        }
        assert_eq!(markup("[x](tg://user?id=1) ****"), [Block::plain("[x](tg://user?id=1) ****")]);
    }
}
