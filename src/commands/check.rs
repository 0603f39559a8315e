//! `pristan check`: lints the base.

use super::{CommandError, Outcome};
use crate::files::Origin;
use crate::knowledge::{Problem, Severity, lint, read};
use crate::matcher::{Index, collisions};
use crate::settings::{Settings, Talk};
use crate::turn::{Clock, LoadError};
use std::path::{Path, PathBuf};

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
    let shown: Vec<Problem> = problems.into_sorted().into_iter().filter(named).collect();
    for problem in &shown {
        match json {
            true => say!("{}", serde_json::to_string(problem).map_err(std::io::Error::from)?),
            false => say!("{problem}"),
        }
    }
    let count = |severity| shown.iter().filter(|problem| problem.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    if !json && settings.talk != Talk::Quiet {
        say!("{}, {}", plural(errors, "error"), plural(warnings, "warning"));
    }
    Ok(if errors > 0 { Outcome::NotGood } else { Outcome::Done })
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
