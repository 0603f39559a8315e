//! `pristan build`: learns the base and keeps what was learnt.

use super::{CommandError, Outcome, library};
use crate::settings::{Settings, Talk};
use serde::Serialize;
use std::time::Instant;

/// What a base holds.
#[derive(Debug, Serialize)]
struct Counts {
    entries: usize,
    gaps: usize,
    documents: usize,
    facts: usize,
    passages: usize,
    words: usize,
    features: usize,
    seconds: f64,
}

/// Learns the base, unless it is learnt already, and says what is in it.
pub fn run(settings: &Settings, json: bool) -> Result<Outcome, CommandError> {
    let begun = Instant::now();
    let index = library(settings)?.index();
    let base = &index.base;
    let counts = Counts {
        entries: base.entries.len(),
        gaps: base.gaps.len(),
        documents: base.documents.len(),
        facts: base.documents.iter().map(|document| document.facts.len()).sum(),
        passages: base.documents.iter().map(|document| document.passages.len()).sum(),
        words: index.learnt.lexicon.dictionary.len(),
        features: index.learnt.features.len(),
        seconds: (begun.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
    };
    if json {
        say!("{}", serde_json::to_string(&counts).map_err(std::io::Error::from)?);
    } else if settings.talk != Talk::Quiet {
        let Counts { entries, gaps, documents, facts, passages, words, features, seconds } = counts;
        say!("{entries} entries, {gaps} gaps, {documents} documents with {facts} facts and {passages} passages");
        say!("{words} words, {features} features; ready in {seconds} s");
        say!("kept in `{}`", settings.data.join("knowledge").display());
    }
    Ok(Outcome::Done)
}
