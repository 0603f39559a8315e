//! Markdown to blocks, by way of HTML: one reader knows the structure of both. What Hugo, Jekyll and Obsidian add is
//! taken out or made plain before.

use super::block::Block;
use super::html;
use pulldown_cmark::{Options, Parser};

/// Pairs of signs between which a site generator or a note keeper is spoken to, not the reader.
const SPOKEN_TO_PROGRAMS: [(&str, &str); 5] =
    [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"), ("{{", "}}"), ("%%", "%%")];

/// Reads Markdown without its front matter.
pub(super) fn read(text: &str) -> Vec<Block> {
    let text = prepared(text);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_WIKILINKS;
    let mut page = String::with_capacity(text.len() * 2);
    pulldown_cmark::html::push_html(&mut page, Parser::new_ext(&text, options));
    html::read(&page).0
}

/// Whether a text that does not say so is Markdown: it has headings, a table, or links as Markdown writes them.
pub(super) fn looks_so(text: &str) -> bool {
    let heading = |line: &str| {
        let rest = line.trim_start_matches('#');
        (1..=6).contains(&(line.len() - rest.len()))
            && rest.starts_with(' ')
            && rest.trim().chars().any(char::is_alphanumeric)
    };
    let parted = |line: &str| line.starts_with('|') && line.contains("---") && line.chars().all(|c| "|-: ".contains(c));
    let link = |line: &str| line.contains("](http");
    text.lines().map(str::trim).any(|line| heading(line) || parted(line) || link(line))
}

/// The text without what speaks to programs, its callouts as paragraphs, its tag lines gone.
fn prepared(text: &str) -> String {
    let mut text = text.to_owned();
    for (open, close) in SPOKEN_TO_PROGRAMS {
        if text.contains(open) {
            text = without(&text, open, close);
        }
    }
    let mut out = String::with_capacity(text.len());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let bare = line.trim();
        let tags = !bare.is_empty() && bare.split_whitespace().all(is_tag);
        // Jekyll's list that becomes a table of contents.
        let contents = lines.peek().is_some_and(|next| next.trim() == "{:toc}");
        if tags
            || contents
            || is_attributes(bare)
            || bare.eq_ignore_ascii_case("[toc]")
            || bare.eq_ignore_ascii_case("[[_toc_]]")
        {
            out.push('\n');
            continue;
        }
        match callout(line) {
            Some(title) => out.push_str(&title),
            None => out.push_str(&without_embeds(line)),
        }
        out.push('\n');
    }
    out
}

/// `#travel` of a note keeper; a heading has a space behind its sign.
fn is_tag(word: &str) -> bool {
    word.strip_prefix('#').is_some_and(|name| name.starts_with(char::is_alphabetic))
}

/// `{:toc}`, `{: .class}`: how a line before is to look.
fn is_attributes(line: &str) -> bool {
    line.starts_with("{:") && line.ends_with('}')
}

/// `> [!tip] Title`: the title alone.
fn callout(line: &str) -> Option<String> {
    let rest = line.trim_start().strip_prefix('>')?.trim_start().strip_prefix("[!")?;
    let (_, title) = rest.split_once(']')?;
    let title = title.trim_start_matches(['-', '+']).trim();
    Some(if title.is_empty() { ">".to_owned() } else { format!("> **{title}**  ") })
}

/// A line without embedded notes and pictures (`![[…]]`) and without marks of footnotes.
fn without_embeds(line: &str) -> String {
    let mut line = without(line, "![[", "]]");
    if line.contains("[^") {
        line = without(&line, "[^", "]").replace(" :", ":");
    }
    line.strip_prefix(": ").map(str::to_owned).unwrap_or(line)
}

/// A text without what stands between two signs and without the signs; one that does not close is text.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        let Some((_, behind)) = after.split_once(close) else { break };
        out.push_str(before);
        rest = behind;
    }
    out.push_str(rest);
    out
}
