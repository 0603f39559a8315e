//! `pristan eval --columns`: what is known of the candidates of each question, for `model/decision/fit.py`.

use super::EvaluationError;
use crate::faces::with_bar;
use crate::matcher::{COLUMN_NAMES, Index, Row};
use crate::settings::Settings;
use serde::Serialize;
use std::io;

/// One candidate.
#[derive(Serialize)]
struct Shown<'a> {
    entry: &'a str,
    phrasings: f32,
    columns: Vec<f32>,
}

/// A question's candidates, without and with the encoder.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    accept: &'a str,
    cheap: Vec<Shown<'a>>,
    encoded: Vec<Shown<'a>>,
}

/// Prints the names of the columns, then a line a question; questions come as id, words, and what is right.
pub fn run(settings: &Settings, index: &Index, questions: &[(String, String, String)]) -> Result<(), EvaluationError> {
    say!("{}", serde_json::to_string(&COLUMN_NAMES[..]).map_err(io::Error::from)?);
    let shown = |rows: Vec<Row>| {
        let one = |row: Row| Shown {
            entry: &index.base.entries[row.entry].id,
            phrasings: row.phrasings,
            columns: row.columns.iter().map(|value| (value * 1e4).round() / 1e4).collect(),
        };
        rows.into_iter().map(one).collect::<Vec<_>>()
    };
    let lines = with_bar(settings, "asking", questions.iter().collect(), |(id, query, accept)| {
        let [cheap, encoded] = index.columns(query);
        serde_json::to_string(&Line { id, accept, cheap: shown(cheap), encoded: shown(encoded) })
    });
    for line in lines {
        say!("{}", line.map_err(io::Error::from)?);
    }
    Ok(())
}
