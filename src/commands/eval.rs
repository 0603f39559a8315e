//! `pristan eval`: how well labelled questions are answered, by language and kind.

use super::{CommandError, Outcome};
use crate::evaluation::{
    EvaluationError, ask_all, columns, cross_validation, follow_ups, read_all, report, robustness, sets,
};
use crate::faces::{library, view};
use crate::settings::{Eval, Settings};

/// Evaluates what is wished for: labelled questions, the same with noise, the base itself, or a benchmark.
pub fn run(settings: &Settings, wish: &Eval) -> Result<Outcome, CommandError> {
    evaluate(settings, wish)?;
    Ok(Outcome::Done)
}

fn evaluate(settings: &Settings, wish: &Eval) -> Result<(), EvaluationError> {
    if let Some(set) = &wish.set {
        return sets::run(settings, set, wish);
    }
    if let Some(file) = &wish.follow_ups {
        return follow_ups::run(settings, file, wish);
    }
    if wish.itself {
        return cross_validation::run(settings, wish.json);
    }
    let questions = read_all(&wish.files)?;
    let index = library(settings)?.index();
    if wish.columns {
        let asked = questions.into_iter().map(|one| (one.id, one.query, one.labels)).collect::<Vec<_>>();
        return columns::run(settings, &index, &asked);
    }
    let view = view(settings, &index);
    if let Some(noise) = wish.noise {
        return robustness::run(settings, view, questions, (noise, wish.seed), wish.json);
    }
    let asked = ask_all(settings, view, questions);
    if let Some(file) = &wish.plot {
        report::draw(file, &wish.files, &asked)?;
    }
    let report = report::report(&asked);
    if wish.json {
        say!("{}", serde_json::to_string(&report).map_err(std::io::Error::from)?);
    } else {
        report::print(&report);
    }
    Ok(())
}
