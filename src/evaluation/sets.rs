//! `pristan eval --set`: a public benchmark as a base of its own.

use super::figures::{auroc, calibration, calibration_error, percent, quantile};
use super::{EvaluationError, columns};
use crate::faces::{index_of, with_bar};
use crate::files::beneath;
use crate::knowledge::{Role, SourceFile, read};
use crate::matcher::Index;
use crate::settings::{Eval, Settings};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// A line of a set: an entry's number, or none for a question that no entry answers.
#[derive(Debug, Deserialize)]
struct Line {
    entry: Option<u32>,
    text: String,
}

/// What is answered to a query, for `score.py`.
#[derive(Debug, Serialize)]
struct Named {
    entry: u32,
    confidence: f32,
}

/// The figures of one file of queries; shares in percent.
#[derive(Debug, Serialize)]
struct Figures {
    set: String,
    file: String,
    queries: usize,
    top1: f64,
    auroc: Option<f64>,
    calibration_error: f64,
    p50_microseconds: f64,
    p99_microseconds: f64,
    build_seconds: f64,
}

/// Learns a set's entries, asks its queries, and reports; writes what was answered where that is wished for.
pub fn run(settings: &Settings, set: &Path, wish: &Eval) -> Result<(), EvaluationError> {
    let begun = Instant::now();
    let index = learn(settings, set)?;
    let build = (begun.elapsed().as_secs_f64() * 100.0).round() / 100.0;
    let name = set.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mut files: Vec<_> = fs::read_dir(set).map_err(|error| unreadable(set, &error))?.flatten().collect();
    files.sort_by_key(fs::DirEntry::file_name);
    for path in files.into_iter().map(|file| file.path()) {
        let stem = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        if path.extension().is_none_or(|ending| ending != "jsonl") || stem == "entries" {
            continue;
        }
        let queries = lines(&path)?;
        if wish.columns {
            let accept = |line: &Line| line.entry.map_or_else(|| "-".to_owned(), |entry| format!("e{entry}"));
            let asked: Vec<_> =
                queries.into_iter().map(|line| (stem.clone(), line.text.clone(), accept(&line))).collect();
            columns::run(settings, &index, &asked)?;
            continue;
        }
        let (named, mut times) = ask(settings, &index, &queries);
        if let Some(folder) = &wish.answers {
            write(folder, &stem, &named)?;
        }
        let figures = judge(&queries, &named, &mut times, (&name, &stem), build);
        if wish.json {
            say!("{}", serde_json::to_string(&figures).map_err(std::io::Error::from)?);
        } else {
            print(&figures);
        }
    }
    Ok(())
}

fn unreadable(path: &Path, error: &dyn std::fmt::Display) -> EvaluationError {
    let what = "a set is a folder with `entries.jsonl` and files of queries, one `{\"entry\": 12, \"text\": …}` a line";
    EvaluationError::Other(format!("`{}`: {error}; {what}", path.display()))
}

fn lines(path: &Path) -> Result<Vec<Line>, EvaluationError> {
    let text = fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
    text.lines().map(|line| serde_json::from_str(line).map_err(|error| unreadable(path, &error))).collect()
}

/// The set as a theme, over what the binary lays beneath every base.
fn learn(settings: &Settings, set: &Path) -> Result<Index, EvaluationError> {
    let lang = fs::read_to_string(set.join("lang")).map_err(|error| unreadable(set, &error))?;
    let mut entries: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for line in lines(&set.join("entries.jsonl"))? {
        entries.entry(line.entry.unwrap_or_default()).or_default().push(line.text);
    }
    let mut theme = format!("title.{} = \"set\"\n", lang.trim());
    for (number, asks) in &entries {
        // Strings of JSON are strings of TOML, too.
        let list = serde_json::to_string(asks).map_err(std::io::Error::from)?;
        let _ = writeln!(
            theme,
            "[[entry]]\nid = \"e{number}\"\ntitle.{0} = \"-\"\nask.{0} = {list}\nanswer.{0} = \"{number}\"\n",
            lang.trim()
        );
    }
    let file = SourceFile::new("faq/set.toml", Role::Theme, theme);
    let (base, problems) = read(&[beneath(), vec![file]]);
    if base.entries.is_empty() {
        let first = problems.into_sorted().into_iter().next().map(|problem| problem.to_string());
        return Err(unreadable(set, &first.unwrap_or_default()));
    }
    Ok(index_of(settings, base))
}

fn ask(settings: &Settings, index: &Index, queries: &[Line]) -> (Vec<Named>, Vec<Duration>) {
    let one = |query: &Line| {
        let begun = Instant::now();
        let finding = index.find(&query.text);
        let took = begun.elapsed();
        let lead = finding.candidates.first();
        let number = lead.and_then(|lead| index.base.entries[lead.entry].id.strip_prefix('e')?.parse().ok());
        (Named { entry: number.unwrap_or_default(), confidence: lead.map_or(0.0, |lead| lead.score) }, took)
    };
    with_bar(settings, "asking", queries.iter().collect(), one).into_iter().unzip()
}

fn write(folder: &Path, stem: &str, named: &[Named]) -> Result<(), EvaluationError> {
    let path = folder.join(format!("{stem}.jsonl"));
    let failed =
        |error: std::io::Error| EvaluationError::Other(format!("`{}` cannot be written: {error}", path.display()));
    fs::create_dir_all(folder).map_err(failed)?;
    let mut text = String::new();
    for one in named {
        text.push_str(&serde_json::to_string(one).map_err(std::io::Error::from)?);
        text.push('\n');
    }
    fs::write(&path, text).map_err(failed)
}

fn judge(queries: &[Line], named: &[Named], times: &mut [Duration], names: (&str, &str), build: f64) -> Figures {
    let pairs = || queries.iter().zip(named);
    let inside: Vec<(bool, f32)> =
        pairs().filter_map(|(query, named)| Some((query.entry? == named.entry, named.confidence))).collect();
    let outside: Vec<f32> =
        pairs().filter(|(query, _)| query.entry.is_none()).map(|(_, named)| named.confidence).collect();
    let scores: Vec<f32> = inside.iter().map(|(_, score)| *score).collect();
    Figures {
        set: names.0.to_owned(),
        file: names.1.to_owned(),
        queries: queries.len(),
        top1: percent(inside.iter().filter(|(right, _)| *right).count(), inside.len()),
        auroc: (!outside.is_empty()).then(|| auroc(&scores, &outside)),
        calibration_error: calibration_error(&calibration(&inside)),
        p50_microseconds: quantile(times, 0.5),
        p99_microseconds: quantile(times, 0.99),
        build_seconds: build,
    }
}

fn print(figures: &Figures) {
    let Figures { set, file, queries, top1, auroc, calibration_error, p50_microseconds, p99_microseconds, .. } =
        figures;
    let auroc = auroc.map_or_else(String::new, |auroc| format!("  auroc {auroc}"));
    say!(
        "{set} {file}: {queries} queries  top1 {top1}{auroc}  calibration error {calibration_error}  p50 {p50_microseconds} µs  \
         p99 {p99_microseconds} µs  learnt in {} s",
        figures.build_seconds
    );
}
