//! A cell of a table in light markup: what other bots write as HTML or Markdown, as a volunteer would write it.

use crate::knowledge::document::{Block, Kind, light_blocks, light_link};
use crate::knowledge::lint::MAX_ANSWER;

/// Elements that cells are written with; a sign of less before anything else is a sign of less.
const ELEMENTS: &str = " a abbr address article aside b blockquote body br button caption center cite code col \
    colgroup dd del \
    details div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 head header hr html i iframe img input \
    ins kbd label li link main mark meta nav ol p picture pre q s script section small source span strike strong \
    style sub summary sup svg table tbody td tfoot th thead time title tr tt u ul var video wbr ";

/// The text of a cell in light markup: tags and entities read, links kept, lists and tables as lines.
pub(super) fn light(cell: &str) -> String {
    let cell = cell.replace("\\r\\n", "\n").replace("\\n", "\n").replace("\r\n", "\n").replace('\u{a0}', " ");
    let text = if is_html(&cell) { from_blocks(&light_blocks(&with_breaks(&escaped(&cell)))) } else { cell };
    let lines = text.lines().map(line);
    let mut out: Vec<String> = Vec::new();
    for line in lines {
        if !(line.is_empty() && out.last().is_none_or(String::is_empty)) {
            out.push(line);
        }
    }
    out.join("\n").trim().to_owned()
}

/// A line of Markdown: its marks of lists and headings as we write them, links that we show.
fn line(line: &str) -> String {
    let line = line.trim();
    let line = match line.trim_start_matches('#') {
        heading if heading.len() < line.len() && heading.starts_with(' ') => heading.trim(),
        _ => line,
    };
    let item = ["* ", "• ", "– ", "— ", "· "].into_iter().find_map(|mark| line.strip_prefix(mark));
    let line = item.map_or(line.to_owned(), |item| format!("- {}", item.trim()));
    links(&line.replace("__", "**"))
}

/// Pictures by their names alone, links that are not `https` written out.
fn links(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, words, address, after)) = first_link(rest) {
        let (before, picture) = match before.strip_suffix('!') {
            Some(before) => (before, true),
            None => (before, false),
        };
        out.push_str(before);
        let address = address.split_whitespace().next().unwrap_or_default();
        out.push_str(&if picture { words.to_owned() } else { light_link(words, address) });
        rest = after;
    }
    out.push_str(rest);
    out
}

fn first_link(text: &str) -> Option<(&str, &str, &str, &str)> {
    let middle = text.find("](")?;
    let open = text[..middle].rfind('[')?;
    let close = middle + 2 + text[middle + 2..].find(')')?;
    Some((&text[..open], &text[open + 1..middle], &text[middle + 2..close], &text[close + 1..]))
}

/// Whether a text has a tag of HTML or an entity in it.
fn is_html(text: &str) -> bool {
    let entity = |at: usize| {
        let name: &str = text[at + 1..].split(';').next().unwrap_or_default();
        let known = name.strip_prefix('#').map_or(name.len() > 1, |number| !number.is_empty());
        text[at + 1..].len() > name.len()
            && name.len() < 32
            && known
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
    };
    text.match_indices('<').any(|(at, _)| is_tag(&text[at + 1..])) || text.match_indices('&').any(|(at, _)| entity(at))
}

fn is_tag(inside: &str) -> bool {
    if inside.starts_with("!--") {
        return inside.contains("-->");
    }
    let name = inside.strip_prefix('/').unwrap_or(inside);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let known = end > 0 && ELEMENTS.contains(&format!(" {} ", name[..end].to_ascii_lowercase()));
    known && name[end..].starts_with(['>', ' ', '/', '\n', '\t']) && name.contains('>')
}

/// Signs of less that open no tag, as HTML wants them.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (at, _) in text.match_indices('<').filter(|(at, _)| !is_tag(&text[at + 1..])) {
        out.push_str(&text[from..at]);
        out.push_str("&lt;");
        from = at + 1;
    }
    out.push_str(&text[from..]);
    out
}

/// Line breaks of a cell stay breaks, unless its own tags make the lines.
fn with_breaks(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let own = ["<br", "<p>", "<p ", "<div", "<li", "<tr", "<h1", "<h2", "<h3"].iter().any(|tag| lower.contains(tag));
    if own { text.to_owned() } else { text.replace('\n', "<br>") }
}

/// Blocks as the text of an answer.
pub(super) fn from_blocks(blocks: &[Block]) -> String {
    let mut out = String::new();
    let mut header: Option<&[String]> = None;
    let mut before = &Kind::Table;
    for block in blocks {
        let text = match &block.kind {
            Kind::Heading(_) => format!("**{}**", block.text),
            Kind::Paragraph => block.text.clone(),
            Kind::Item(mark) => format!("{mark}{}", block.text.replace('\n', " ")),
            Kind::Row { header: true } => {
                header = Some(&block.cells);
                continue;
            }
            Kind::Row { header: false } => format!("- {}", row(&block.cells, header)),
            Kind::Table | Kind::End => {
                header = None;
                continue;
            }
        };
        let close = match (before, &block.kind) {
            (Kind::Item(_), Kind::Item(_)) | (Kind::Row { .. }, Kind::Row { .. }) => true,
            (Kind::Paragraph | Kind::Heading(_), Kind::Item(_)) => true,
            _ => out.is_empty(),
        };
        out.push_str(if out.is_empty() {
            ""
        } else if close {
            "\n"
        } else {
            "\n\n"
        });
        out.push_str(&text);
        before = &block.kind;
    }
    out
}

fn row(cells: &[String], header: Option<&[String]>) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('\n', " ")).collect();
    if let (None, [name, value]) = (header, &cells[..]) {
        return format!("{}: {value}", name.trim_end_matches(':'));
    }
    let named = cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()).map(|(at, cell)| {
        match header.and_then(|header| header.get(at)).filter(|name| !name.is_empty()) {
            Some(name) => format!("{}: {cell}", name.replace('\n', " ").trim_end_matches(':')),
            None => cell.clone(),
        }
    });
    named.collect::<Vec<_>>().join("; ")
}

/// The answer, cut at the end of a line or sentence where it is longer than one message holds.
pub(super) fn shortened(answer: String) -> (String, bool) {
    let units = |text: &str| text.encode_utf16().count();
    if units(&answer) <= MAX_ANSWER {
        return (answer, false);
    }
    let (mut length, mut sentence, mut word) = (0, 0, 0);
    for (at, c) in answer.char_indices() {
        length += c.len_utf16();
        if length >= MAX_ANSWER - 2 {
            break;
        }
        match c {
            '\n' | '.' | '!' | '?' => sentence = at + c.len_utf8(),
            ' ' => word = at,
            _ => {}
        }
    }
    let end = [sentence, word].into_iter().find(|end| *end > 0).unwrap_or_else(|| {
        let mut end = MAX_ANSWER / 2;
        while !answer.is_char_boundary(end) {
            end -= 1;
        }
        end
    });
    (format!("{} …", answer[..end].trim_end()), true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_become_light_markup() {
        for (cell, expected) in [
            ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
            ("see <a href=\"https://a.example/b\">this</a>, 1 < 2", "see [this](https://a.example/b), 1 < 2"),
            ("<a href='http://a.example'>old</a>", "old (http://a.example)"),
            ("It&rsquo;s open &ndash; daily &amp; free&nbsp;", "It’s open – daily & free"),
            ("<style>p{color:red}</style><script>x()</script><p>Yes<br/>no</p>", "Yes\nno"),
            (
                "<table><tr><th>Day</th><th>Hours</th></tr><tr><td>Monday</td><td>9–17</td></tr></table>",
                "- Day: Monday; Hours: 9–17",
            ),
            ("<table><tr><td>Phone</td><td>112</td></tr></table>", "- Phone: 112"),
            ("if x<y and z>w, write &amp;", "if x<y and z>w, write &"),
            ("<p>First.</p><p><b>Second</b> one.</p>", "First.\n\n**Second** one."),
            ("# Hours\\n* nine\\n* five", "Hours\n- nine\n- five"),
            ("AT&T; R&D; 5 < 6", "AT&T; R&D; 5 < 6"),
            ("[map](http://m.example) ![plan](https://p.example/x.png)", "map (http://m.example) plan"),
        ] {
            assert_eq!(light(cell), expected, "{cell}");
        }
        let (cut, was_cut) = shortened("A sentence. ".repeat(1_000));
        assert!(was_cut && cut.encode_utf16().count() <= MAX_ANSWER && cut.ends_with(". …"), "{}", cut.len());
    }
}
