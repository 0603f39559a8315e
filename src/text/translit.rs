//! Words of another alphabet typed in Latin letters: `zhil'yo`.
//!
//! A language file knows which of its letters a piece of Latin text may stand for; which reading is meant is decided by
//! the matcher, which knows words.

use super::Lang;
use super::languages::language;

/// One way to read the beginning of a Latin text: how many characters it takes, and the letters for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spelling {
    /// Length of the Latin piece, in characters.
    pub len: usize,
    /// What it may stand for; empty for a sign that is merely written.
    pub letters: &'static str,
    /// How unusual the reading is, 0 for the common one.
    pub cost: u8,
}

/// The languages that people type in Latin letters and that have others.
pub fn romanised() -> impl Iterator<Item = Lang> {
    Lang::ALL.into_iter().filter(|lang| !language(*lang).spellings.is_empty())
}

/// Every way to read the beginning of `latin`, a text folded to plain lower-case Latin, in a language.
pub fn spellings(latin: &str, lang: Lang) -> impl Iterator<Item = Spelling> + '_ {
    let rows = language(lang).spellings.iter().filter(|row| latin.starts_with(row.0));
    rows.map(|row| Spelling { len: row.0.len(), letters: row.1, cost: row.2 })
}
