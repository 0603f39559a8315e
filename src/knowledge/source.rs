//! The files of a base, as text.

use super::problem::{Place, Problems};
use std::sync::Arc;

/// What a file of a base holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// `faq/base.toml`: who and where the base is.
    About,
    /// `faq/THEME.toml`: entries.
    Theme,
    /// `faq/gaps.toml`.
    Gaps,
    /// `model/background/questions.tsv`: what the rest of the world asks, to tell a base's own questions from.
    Background,
    /// `faq/languages/xx.toml`.
    Language,
    /// `seeds/NAME.toml`: facts.
    Sheet,
    /// `seeds/*.txt`, `*.md`, `*.html`: a raw document; `*.csv`, `*.xlsx`, `*.json` …: a table of pairs.
    Raw,
}

/// The role of a file by its path inside the base; `None` for files that are none of ours.
pub fn role_of(path: &str) -> Option<Role> {
    let parts: Vec<&str> = path.split(['/', '\\']).collect();
    let (name, ending) = parts.last()?.rsplit_once('.')?;
    if name.is_empty() || name.starts_with('.') {
        return None;
    }
    match (&parts[..parts.len() - 1], ending) {
        (["faq"], "toml") if name == "base" => Some(Role::About),
        (["faq"], "toml") if name == "gaps" => Some(Role::Gaps),
        (["faq"], "toml") => Some(Role::Theme),
        (["faq", "languages"], "toml") => Some(Role::Language),
        (["seeds"], "toml") => Some(Role::Sheet),
        (["seeds"], "txt" | "md" | "markdown" | "html" | "htm") => Some(Role::Raw),
        (["seeds"], _) if is_table(path) => Some(Role::Raw),
        _ => None,
    }
}

/// Whether a file's name says that it is a table, of questions and answers where it belongs to a base.
pub fn is_table(path: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    ["csv", "tsv", "json", "jsonl", "xlsx", "ods"].contains(&ending.as_str())
}

/// One file of a base.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// As shown to people: relative to the base's folder, or with it when there are several.
    pub path: Arc<str>,
    /// What it holds.
    pub role: Role,
    /// Its text.
    pub text: String,
    /// The byte at which each line begins.
    lines: Vec<usize>,
}

impl SourceFile {
    /// A file shown as `path`.
    pub fn new(path: &str, role: Role, text: String) -> SourceFile {
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        SourceFile { path: path.into(), role, lines: [0].into_iter().chain(starts).collect(), text }
    }

    /// Reports what keeps the file from being edited by a program.
    pub fn editable(&self, problems: &mut Problems) {
        if let Err(error) = self.text.parse::<toml_edit::DocumentMut>() {
            let place = self.place(error.span().map_or(0, |span| span.start));
            let what = format!("does not parse: {}", error.message());
            problems.error(place, what, "correct the line first");
        }
    }

    /// The file's name without folder and ending.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit(['/', '\\']).next().unwrap_or(&self.path);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// The place of a byte of the file.
    pub fn place(&self, byte: usize) -> Place {
        Place { file: self.path.clone(), line: self.lines.partition_point(|start| *start <= byte) }
    }

    /// The place of the file as a whole.
    pub fn whole(&self) -> Place {
        Place { file: self.path.clone(), line: 0 }
    }
}
