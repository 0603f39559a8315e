//! Labelled questions, and the verdict on a reply to one.

use crate::talk::{Outcome, Reply};
use std::fs;
use std::path::Path;

/// A question with the replies that are right.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// Its id.
    pub id: String,
    /// Its language, with how it is typed: `ru`, `ru-kbd`, `mix`.
    pub lang: String,
    /// Its kind: plain, typo, oos …
    pub kind: String,
    /// Its words.
    pub query: String,
    /// What is right, as the file says it.
    pub labels: String,
    /// What is right.
    pub accept: Accept,
}

/// What is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accept {
    /// No entry.
    Nothing,
    /// Smalltalk.
    Smalltalk,
    /// For each part of the question, any of these entries.
    Entries(Vec<Vec<String>>),
}

/// How a reply did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Judgement {
    /// A right answer, or smalltalk known as such.
    Right,
    /// The right entry among the choices, or half of a double question.
    Offered,
    /// A wrong answer.
    Wrong,
    /// Neither answered nor offered, though an entry exists.
    Missed,
    /// Rightly not answered.
    Quiet,
    /// Choices or a passage where nothing answers.
    Hinted,
    /// An answer where nothing answers.
    False,
}

impl Judgement {
    /// All, in the order in which tables show them.
    pub const ALL: [Judgement; 7] = [
        Judgement::Right,
        Judgement::Offered,
        Judgement::Wrong,
        Judgement::Missed,
        Judgement::Quiet,
        Judgement::Hinted,
        Judgement::False,
    ];

    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Judgement::Right => "right",
            Judgement::Offered => "offered",
            Judgement::Wrong => "wrong",
            Judgement::Missed => "missed",
            Judgement::Quiet => "quiet",
            Judgement::Hinted => "hinted",
            Judgement::False => "false",
        }
    }
}

/// Reads a file of labelled questions.
///
/// # Errors
/// In words, when it cannot be read or a line is not of the form.
pub fn read(path: &Path) -> Result<Vec<Labelled>, String> {
    let shown = path.display();
    let text = fs::read_to_string(path).map_err(|error| format!("`{shown}` cannot be read: {error}"))?;
    let mut lines = text.lines().enumerate();
    let header: Vec<&str> = lines.next().map(|(_, line)| line.split('\t').collect()).unwrap_or_default();
    let column = |name: &str| {
        let missing = || {
            format!("{shown}:1: there is no column `{name}`; the first line must name id, lang, kind, query, accept")
        };
        header.iter().position(|known| *known == name).ok_or_else(missing)
    };
    let columns = [column("id")?, column("lang")?, column("kind")?, column("query")?, column("accept")?];
    let mut found = Vec::new();
    for (at, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [id, lang, kind, query, accept] = columns.map(|column| cells.get(column).copied());
        let (Some(id), Some(lang), Some(kind), Some(query), Some(accept)) = (id, lang, kind, query, accept) else {
            return Err(format!("{shown}:{}: the line has {} columns; part them with tabs", at + 1, cells.len()));
        };
        let owned = str::to_owned;
        let labels = owned(accept);
        let accept = accepted(accept);
        let (id, lang, kind, query) = (owned(id), owned(lang), owned(kind), owned(query));
        found.push(Labelled { id, lang, kind, query, labels, accept });
    }
    Ok(found)
}

fn accepted(text: &str) -> Accept {
    match text.trim() {
        "-" => Accept::Nothing,
        "@smalltalk" => Accept::Smalltalk,
        parts => Accept::Entries(parts.split('&').map(|part| part.split('|').map(str::to_owned).collect()).collect()),
    }
}

impl Labelled {
    /// Whether the question has one part, for which an entry exists.
    pub fn single(&self) -> Option<&[String]> {
        match &self.accept {
            Accept::Entries(parts) if parts.len() == 1 => Some(&parts[0]),
            _ => None,
        }
    }

    /// The language in which a reply should be; none when any will do.
    pub fn speaks(&self) -> Option<&str> {
        match self.lang.as_str() {
            "mix" => None,
            lang => Some(lang.split('-').next().unwrap_or(lang)),
        }
    }

    /// Judges a reply.
    pub fn judge(&self, reply: &Reply) -> Judgement {
        match (&self.accept, reply.outcome) {
            (Accept::Nothing, Outcome::Answer) => Judgement::False,
            (Accept::Nothing, Outcome::Choices | Outcome::Passage) => Judgement::Hinted,
            (Accept::Nothing, _) => Judgement::Quiet,
            (Accept::Smalltalk, Outcome::Smalltalk) => Judgement::Right,
            (Accept::Smalltalk, Outcome::Answer) => Judgement::Wrong,
            (Accept::Smalltalk, _) => Judgement::Missed,
            (Accept::Entries(parts), outcome) => judge_entries(parts, outcome, &reply.entries),
        }
    }
}

fn judge_entries(parts: &[Vec<String>], outcome: Outcome, entries: &[String]) -> Judgement {
    let hits = parts.iter().filter(|part| entries.iter().any(|entry| part.contains(entry))).count();
    match outcome {
        Outcome::Answer => {
            let stray = entries.iter().any(|entry| !parts.iter().any(|part| part.contains(entry)));
            match (stray || hits == 0 || entries.len() > parts.len(), hits == parts.len()) {
                (true, _) => Judgement::Wrong,
                (false, true) => Judgement::Right,
                (false, false) => Judgement::Offered,
            }
        }
        Outcome::Choices if hits > 0 => Judgement::Offered,
        _ => Judgement::Missed,
    }
}
