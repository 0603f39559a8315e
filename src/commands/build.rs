//! `pristan build`: learns the base and keeps what was learnt.

use super::{CommandError, Outcome};
use crate::evaluation::follow_ups::{self, FollowUp};
use crate::faces::{bar, library, target};
use crate::files::Origin;
use crate::matcher::{
    Corpus, DANGER, costs, encode, files_to_ship, learn_kinds, text_hash, texts_to_ship, vectors_for,
};
use crate::settings::{Settings, Talk};
use crate::turn::{LoadError, encoder, understand};
use serde::Serialize;
use std::path::Path;
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

/// Writes the vectors of the embedded base, and their mean, into the folder from which they are built into the program. A
/// mean that is there stays: what was learnt beside it, danger and the weights of signals, holds only with it.
pub fn ship_vectors(settings: &Settings, folder: &Path) -> Result<Outcome, CommandError> {
    let Some(encoder) = encoder() else {
        return Err(CommandError::Other("this program was built without the encoder; add `--features encoder`".into()));
    };
    let base = understand(&Origin::Embedded.snapshot().map_err(LoadError::from)?)?;
    let texts: Vec<String> = texts_to_ship(&base).into_iter().collect();
    let bar = bar(settings, texts.len() as u64, "reading the base");
    bar.set_draw_target(target(settings));
    let known = std::fs::read(folder.join("mean.bin")).ok();
    let number = |bytes: &[u8]| bytes.try_into().map_or(0.0, f32::from_le_bytes);
    let mean = known.map(|bytes| bytes.chunks_exact(4).map(number).collect());
    let files = files_to_ship(encoder, &texts, mean, &mut |done| bar.set_position(done as u64));
    bar.finish_and_clear();
    for (name, bytes) in ["mean.bin", "vectors.bin"].into_iter().zip(files) {
        let path = folder.join(name);
        let failed = |error| CommandError::Other(format!("`{}` cannot be written: {error}", path.display()));
        std::fs::write(&path, bytes).map_err(failed)?;
    }
    say!("vectors of {} texts written into `{}`", texts.len(), folder.display());
    Ok(Outcome::Done)
}

/// Writes what danger and what asides sound like, as learnt from the examples and the phrasings of the base, into the
/// folder from which it is built into the program; tells how well held-out texts were told apart.
pub fn ship_danger(settings: &Settings, folder: &Path) -> Result<Outcome, CommandError> {
    let Some(encoder) = encoder() else {
        return Err(CommandError::Other("this program was built without the encoder; add `--features encoder`".into()));
    };
    let base = understand(&Origin::choose(&settings.base).snapshot().map_err(LoadError::from)?)?;
    let (mut vectors, _) = vectors_for(&base);
    let mut of_danger = Corpus::of_danger(&base);
    add_written(&mut of_danger, &folder.join("danger"))?;
    let mut of_asides = Corpus::of_asides(&base, &of_danger);
    add_written(&mut of_asides, &folder.join("asides"))?;
    add_follow_ups(&mut of_asides, folder)?;
    let models = [("danger.bin", of_danger, DANGER), ("asides.bin", of_asides, costs::ASIDE)];
    for (name, corpus, threshold) in models {
        let mut texts = corpus.own_texts();
        texts.retain(|text| !vectors.has(text));
        let rows = encode(encoder, &texts);
        texts.iter().zip(rows).for_each(|(text, row)| vectors.insert(text_hash(text), row));
        let (model, figures) = learn_kinds(&corpus, &vectors, threshold);
        let path = folder.join(name);
        let failed = |error| CommandError::Other(format!("`{}` cannot be written: {error}", path.display()));
        std::fs::write(&path, model.to_bytes()).map_err(failed)?;
        say!("`{}` written", path.display());
        for (by, [examples, look_alikes, others]) in ["words", "all"].into_iter().zip(figures.taken) {
            say!(
                "by {by}: taken are {examples:.3} of held-out examples, {look_alikes:.3} of look-alikes, {others:.4} of others"
            );
        }
        if settings.talk == Talk::Verbose {
            figures.dropped.iter().for_each(|text| say!("no evidence: {text}"));
            figures.wrong.iter().for_each(|(score, text)| say!("{score:.2} on the wrong side: {text}"));
        }
    }
    Ok(Outcome::Done)
}

/// Adds what stands in the tables of a folder; none when there is no such folder.
fn add_written(corpus: &mut Corpus, folder: &Path) -> Result<(), CommandError> {
    let failed = |path: &Path, error: String| CommandError::Other(format!("`{}`: {error}", path.display()));
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "tsv"));
    paths.sort();
    for path in paths {
        let text = std::fs::read_to_string(&path).map_err(|error| failed(&path, error.to_string()))?;
        corpus.extend(&text).map_err(|error| failed(&path, error))?;
    }
    Ok(())
}

/// Adds what people ask behind an answer, in the tables of which follow-ups are learnt; none when there are none. What they
/// say there without asking may be of a kind. What danger sounds like was heard worse beside them.
fn add_follow_ups(corpus: &mut Corpus, folder: &Path) -> Result<(), CommandError> {
    for path in ["telling", "belonging"].map(|table| folder.join(table).join("questions.tsv")) {
        if path.exists() {
            let all = follow_ups::read(&path).map_err(CommandError::Other)?;
            corpus.look_alikes.push(all.into_iter().filter(FollowUp::asks).map(|one| one.query).collect());
        }
    }
    Ok(())
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
