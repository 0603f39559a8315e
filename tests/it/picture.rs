//! The picture in the README: a talk that was really had, drawn for light pages and for dark ones.
//!
//! `docs/talk.txt` holds what is said. `PRISTAN_BLESS=1 cargo test --release --test it picture` draws anew what is
//! replied now.

use crate::cli::Pristan;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Letters in a line, and the measures of one in hundredths of a point.
const COLUMNS: usize = 86;
const LETTER: usize = 843;
const LINE: usize = 19;
const MARGIN: usize = 22;
const HEAD: usize = 44;

/// The colours of a page: its name, ground, edge, text, and what the person says.
const PAGES: [(&str, &str, &str, &str, &str); 2] =
    [("light", "#f6f8fa", "#d1d9e0", "#1f2328", "#0550ae"), ("dark", "#151b23", "#3d444d", "#e6edf3", "#79c0ff")];

/// What is said and what comes back, line by line; what the person says begins with `›`.
fn talk(root: &Path) -> Vec<String> {
    let said = fs::read_to_string(root.join("docs/talk.txt")).unwrap();
    let data = tempfile::tempdir().unwrap();
    let mut talk = Pristan::bare(&data.path().join("d")).args(["chat", "--now", "2022-10-01"]).talk();
    let mut lines = Vec::new();
    for text in said.lines() {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(format!("› {text}"));
        talk.say(text).lines().for_each(|line| lines.extend(wrapped(line)));
    }
    talk.child.kill().unwrap();
    lines
}

fn wrapped(line: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in line.split(' ') {
        let last = lines.last_mut().unwrap();
        if !last.is_empty() && last.chars().count() + 1 + word.chars().count() > COLUMNS {
            lines.push(word.to_owned());
        } else {
            *last = if last.is_empty() { word.to_owned() } else { format!("{last} {word}") };
        }
    }
    lines
}

fn drawn(lines: &[String], (name, ground, edge, text, said): (&str, &str, &str, &str, &str)) -> String {
    let (width, height) = (COLUMNS * LETTER / 100 + 2 * MARGIN, HEAD + lines.len() * LINE + MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         role=\"img\" aria-label=\"A talk with Pristan in a terminal\">\n<!-- A {name} page; drawn by tests/it/picture.rs. -->\n\
         <rect x=\"1\" y=\"1\" width=\"{}\" height=\"{}\" rx=\"10\" fill=\"{ground}\" stroke=\"{edge}\"/>\n\
         <g fill=\"{edge}\"><circle cx=\"24\" cy=\"22\" r=\"6\"/><circle cx=\"44\" cy=\"22\" r=\"6\"/>\
         <circle cx=\"64\" cy=\"22\" r=\"6\"/></g>\n\
         <g font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"14\" fill=\"{text}\" \
         xml:space=\"preserve\">\n",
        width - 2,
        height - 2
    );
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
        let escaped = line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let look =
            if line.starts_with('›') { format!(" fill=\"{said}\" font-weight=\"bold\"") } else { String::new() };
        writeln!(svg, "<text x=\"{MARGIN}\" y=\"{}\"{look}>{escaped}</text>", HEAD + at * LINE + 14).unwrap();
    }
    svg + "</g>\n</svg>\n"
}

#[test]
fn the_picture_shows_a_talk_that_was_had() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let lines = talk(root);
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    for page in PAGES {
        let path = format!("docs/talk-{}.svg", page.0);
        let now = drawn(&lines, page);
        if std::env::var_os("PRISTAN_BLESS").is_some() {
            fs::write(root.join(&path), &now).unwrap();
        }
        assert!(readme.contains(&path), "help: the README shows `{path}`");
        let kept = fs::read_to_string(root.join(&path)).unwrap_or_default();
        assert!(kept == now, "help: `{path}` shows another talk; draw it with PRISTAN_BLESS=1 and look at it");
    }
}
