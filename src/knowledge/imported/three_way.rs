//! One text three ways: as it stands in the base, as it was imported, and as the table has it now.

use super::Draft;
use super::theme_file::Change;
use crate::knowledge::base::Entry;

/// What becomes of a text.
pub(super) enum Verdict {
    /// It is what the table says.
    Same,
    /// The table says it anew.
    Set,
    /// It was edited, and the table says what it said before.
    Keep,
    /// It was edited, or comes from elsewhere, and the table says something else.
    Clash,
}

/// What becomes of one text: as it is, as it was when it was imported, and as the table has it now.
pub(super) fn three_way(is: Option<&str>, was: Option<&str>, says: &str) -> Verdict {
    match (is, was) {
        (Some(is), _) if is == says => Verdict::Same,
        (None, Some(was)) if was == says => Verdict::Keep,
        (None, _) => Verdict::Set,
        (Some(is), Some(was)) if is == was => Verdict::Set,
        (Some(_), Some(was)) if was == says => Verdict::Keep,
        _ => Verdict::Clash,
    }
}

/// Source and date, by the same rule. An entry that cites facts needs neither.
pub(super) fn origin(entry: &Entry, before: Option<&Entry>, draft: &Draft, edit: &mut Vec<Change>) -> bool {
    let mut differs = false;
    let dates = |entry: &Entry| entry.as_of.map(|as_of| as_of.to_string());
    let both = [
        ("source", entry.source.clone(), before.and_then(|before| before.source.clone()), draft.source.clone()),
        ("as_of", dates(entry), before.and_then(dates), draft.as_of.map(|as_of| as_of.to_string())),
    ];
    for (key, is, was, says) in both {
        let Some(says) = says.filter(|_| entry.facts.is_empty()) else { continue };
        match three_way(is.as_deref(), was.as_deref(), &says) {
            Verdict::Same => {}
            Verdict::Set => edit.push(Change::Set(key, None, says)),
            Verdict::Keep | Verdict::Clash => differs = true,
        }
    }
    differs
}
