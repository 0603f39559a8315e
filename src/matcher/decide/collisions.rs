//! The lint rule that needs the matcher: a phrasing that another entry wins.

use crate::knowledge::{Phrasing, Place, Problem, Severity};
use crate::matcher::decide::finding::Verdict;
use crate::matcher::index::Index;
use crate::matcher::parallel::parallel;

/// Phrasings to which another entry than their own would be given as the answer.
pub fn collisions(index: &Index) -> Vec<Problem> {
    let entries = index.base.entries.iter().enumerate();
    let phrasings: Vec<(usize, &Phrasing)> = entries
        .flat_map(|(at, entry)| entry.ask.iter().flat_map(move |(_, all)| all.iter().map(move |one| (at, one))))
        .collect();
    let judged = parallel(&phrasings, |(own, phrasing)| {
        let finding = index.find_by(&phrasing.text, false);
        match finding.verdict {
            Verdict::Answer(won) if !won.contains(own) => Some((won[0], phrasing.text.clone(), phrasing.place.clone())),
            _ => None,
        }
    });
    judged.into_iter().flatten().map(|(winner, text, place)| problem(index, winner, &text, place)).collect()
}

fn problem(index: &Index, winner: usize, text: &str, place: Place) -> Problem {
    Problem {
        severity: Severity::Error,
        place,
        what: format!("\"{text}\" is answered by `{}`", index.base.entries[winner].id),
        remedy: "move it there, or put it in words that tell the two apart".to_owned(),
    }
}
