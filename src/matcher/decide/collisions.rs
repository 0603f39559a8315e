//! The lint rule that needs the matcher: a phrasing that another entry wins.

use crate::knowledge::{Phrasing, Place, Problem, Severity};
use crate::matcher::decide::finding::Verdict;
use crate::matcher::index::Index;
use crate::matcher::parallel::parallel;

/// Phrasings to which another entry than their own would be given as the answer. Of an edited base that was learnt as such
/// those are judged for which the edit may have changed it.
pub fn collisions(index: &Index) -> Vec<Problem> {
    let mut phrasings: Vec<(usize, &Phrasing)> = Vec::new();
    for (at, entry) in index.base.entries.iter().enumerate() {
        for (lang, all) in entry.ask.iter() {
            phrasings.extend(all.iter().filter(|one| index.learnt.is_contested(&one.text, lang)).map(|one| (at, one)));
        }
    }
    let judged = parallel(&phrasings, |(own, phrasing)| {
        let finding = index.find_by(&phrasing.text, false);
        match finding.verdict {
            Verdict::Answer(won) if !won.contains(own) => Some((won[0], phrasing.text.clone(), phrasing.place.clone())),
            _ => None,
        }
    });
    judged.into_iter().flatten().map(|(winner, text, place)| problem(index, winner, &text, place)).collect()
}

/// An index with its collisions. They are judged by words alone: to ask the encoder about each phrasing would take minutes.
pub fn judged(mut index: Index) -> (Index, Vec<Problem>) {
    let encoder = index.encoder.take();
    let problems = collisions(&index);
    (Index { encoder, ..index }, problems)
}

fn problem(index: &Index, winner: usize, text: &str, place: Place) -> Problem {
    Problem {
        severity: Severity::Error,
        place,
        what: format!("\"{text}\" is answered by `{}`", index.base.entries[winner].id),
        remedy: "move it there, or put it in words that tell the two apart".to_owned(),
    }
}
