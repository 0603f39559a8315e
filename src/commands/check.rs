//! `pristan check`: lints the base.

use super::{CommandError, Outcome};
use crate::files::Origin;
use crate::knowledge::{Problem, Severity, lint, read};
use crate::matcher::{Index, collisions};
use crate::settings::{Settings, Talk};
use crate::turn::{Clock, LoadError};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// So many warnings of a kind in one file are told in one line.
const MANY: usize = 4;

/// Checks the base and shows the problems, of some files only when they are named.
pub fn run(settings: &Settings, files: &[PathBuf], json: bool) -> Result<Outcome, CommandError> {
    let snapshot = Origin::choose(&settings.base).snapshot().map_err(LoadError::from)?;
    let (base, mut problems) = read(&snapshot.layers);
    problems.extend(snapshot.problems.iter().cloned());
    problems.extend(lint(&base, Some(Clock::new(settings.now).today())).into_sorted());
    // Which entry wins a phrasing is only worth asking when the phrasings are in order.
    if !problems.has_errors() {
        problems.extend(collisions(&Index::build(base, &mut |_| {})));
    }
    let named = |problem: &Problem| files.is_empty() || files.iter().any(|file| is_of(problem, file));
    let found: Vec<Problem> = problems.into_sorted().into_iter().filter(named).collect();
    let count = |severity| found.iter().filter(|problem| problem.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    if json {
        for problem in &found {
            say!("{}", serde_json::to_string(problem).map_err(std::io::Error::from)?);
        }
    } else {
        let all = settings.talk == Talk::Verbose;
        let shown = if all { found } else { in_short(found, files.is_empty()) };
        shown.iter().for_each(|problem| say!("{problem}"));
        if settings.talk != Talk::Quiet {
            say!("{}, {}", plural(errors, "error"), plural(warnings, "warning"));
        }
    }
    Ok(if errors > 0 { Outcome::NotGood } else { Outcome::Done })
}

/// The problems without notes; where a file has many warnings of a kind, the first speaks for all when that is wished.
fn in_short(found: Vec<Problem>, grouped: bool) -> Vec<Problem> {
    let kind = |problem: &Problem| (problem.severity, problem.place.file.clone(), problem.remedy.clone());
    let mut counts: HashMap<_, usize> = HashMap::new();
    found.iter().for_each(|problem| *counts.entry(kind(problem)).or_default() += 1);
    let mut shown = Vec::new();
    for mut problem in found.into_iter().filter(|problem| problem.severity != Severity::Note) {
        let many = counts.get_mut(&kind(&problem)).filter(|_| grouped && problem.severity == Severity::Warning);
        match many {
            // Told already.
            Some(0) => continue,
            Some(count) if *count >= MANY => {
                problem.what =
                    format!("{}, and {} more of this kind in the file (`-v` names each)", problem.what, *count - 1);
                *count = 0;
            }
            _ => {}
        }
        shown.push(problem);
    }
    shown
}

fn plural(count: usize, name: &str) -> String {
    match count {
        0 => format!("no {name}s"),
        1 => format!("1 {name}"),
        _ => format!("{count} {name}s"),
    }
}

/// Whether a problem stands in a file, named as it is shown or in any other way that leads there.
fn is_of(problem: &Problem, file: &Path) -> bool {
    let shown = Path::new(&*problem.place.file);
    shown == file || shown.canonicalize().is_ok_and(|shown| file.canonicalize().is_ok_and(|file| shown == file))
}
