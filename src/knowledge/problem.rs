//! What is wrong with a base, where, and what to do about it.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// A line of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The file, as the person who edits it knows it: `faq/money.toml`.
    pub file: Arc<str>,
    /// Counted from 1; 0 for a file as a whole.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.file),
            line => write!(f, "{}:{line}", self.file),
        }
    }
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A base with an error is not taken into service.
    Error,
    /// Works, but a person is served worse than they could be.
    Warning,
    /// Worth knowing; never counted.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        })
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// Where it stands.
    #[serde(flatten)]
    pub place: Place,
    /// What is wrong, one sentence without a full stop.
    pub what: String,
    /// What to do about it, one sentence without a full stop.
    pub remedy: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}; {}", self.place, self.severity, self.what, self.remedy)
    }
}

/// The problems of a base, gathered while it is read.
#[derive(Clone, Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Adds an error.
    pub fn error(&mut self, place: Place, what: impl Into<String>, remedy: impl Into<String>) {
        self.add(Severity::Error, place, what, remedy);
    }

    /// Adds a warning.
    pub fn warning(&mut self, place: Place, what: impl Into<String>, remedy: impl Into<String>) {
        self.add(Severity::Warning, place, what, remedy);
    }

    /// Adds a note.
    pub fn note(&mut self, place: Place, what: impl Into<String>, remedy: impl Into<String>) {
        self.add(Severity::Note, place, what, remedy);
    }

    fn add(&mut self, severity: Severity, place: Place, what: impl Into<String>, remedy: impl Into<String>) {
        self.0.push(Problem { severity, place, what: what.into(), remedy: remedy.into() });
    }

    /// Whether the base must not be taken into service.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// All of them in the order of the files, errors before warnings before notes within a line.
    pub fn into_sorted(mut self) -> Vec<Problem> {
        self.0.sort_by(|a, b| (&a.place, a.severity, &a.what).cmp(&(&b.place, b.severity, &b.what)));
        self.0.dedup();
        self.0
    }
}

impl Extend<Problem> for Problems {
    fn extend<I: IntoIterator<Item = Problem>>(&mut self, problems: I) {
        self.0.extend(problems);
    }
}
