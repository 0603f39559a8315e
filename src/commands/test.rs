//! `pristan test`: scripted conversations.

use super::{CommandError, Outcome};
use crate::faces::script::{Bases, ENDING, Local, SCRIPTS, ScriptError, Told, bless, gather, parse, run as talk};
use crate::faces::{bar, library, target};
use crate::matcher::Index;
use crate::settings::Settings;
use serde_json::json;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// What is wished of a run.
pub struct Wish {
    /// Rewrite lines that no longer hold.
    pub bless: bool,
    /// Only scripts with this in their path or name.
    pub filter: Option<String>,
    /// One object a script.
    pub json: bool,
}

/// How a script went.
struct Result {
    name: String,
    path: PathBuf,
    turns: usize,
    /// What went wrong, for people; empty when nothing did.
    report: String,
    faults: usize,
    blessed: usize,
}

/// Talks scripts through, several at once, and reports them in their order.
pub fn run(settings: &Settings, paths: &[PathBuf], wish: &Wish) -> std::result::Result<Outcome, CommandError> {
    let default = [PathBuf::from(SCRIPTS)];
    let scripts = scripts(if paths.is_empty() { &default } else { paths })?;
    let index = library(settings)?.index();
    let bases = Bases::new(&settings.data);
    let begun = Instant::now();
    let bar = bar(settings, scripts.len() as u64, "talking");
    let results: Mutex<Vec<Option<Result>>> = Mutex::new(scripts.iter().map(|_| None).collect());
    let next = AtomicUsize::new(0);
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(path) = scripts.get(at) else { break };
            let done = one(path, &bases, index.clone(), wish);
            results.lock().unwrap_or_else(PoisonError::into_inner)[at] = done;
            // Drawn only when it takes long enough to look at.
            if begun.elapsed().as_secs() >= 1 {
                bar.set_draw_target(target(settings));
            }
            bar.inc(1);
        }
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(work))));
    bar.finish_and_clear();
    let results: Vec<Result> =
        results.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().flatten().collect();
    if results.is_empty() {
        return Err(CommandError::Other("no script fits `--filter`; leave it out to run all".to_owned()));
    }
    tell(&results, wish, begun.elapsed().as_secs_f64())?;
    let good = results.iter().all(|result| result.faults == 0);
    Ok(if good { Outcome::Done } else { Outcome::NotGood })
}

/// The scripts of files and folders, in order.
fn scripts(paths: &[PathBuf]) -> std::result::Result<Vec<PathBuf>, CommandError> {
    let mut found = Vec::new();
    for path in paths {
        let before = found.len();
        if path.is_dir() {
            found.extend(gather(path).map_err(|error| unreadable(path, &error))?);
        } else if path.is_file() {
            found.push(path.clone());
        } else {
            return Err(unreadable(path, &io::Error::from(io::ErrorKind::NotFound)));
        }
        if found.len() == before {
            return Err(CommandError::Other(format!(
                "`{}` holds no script; their names end in `{ENDING}`",
                path.display()
            )));
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn unreadable(path: &Path, error: &io::Error) -> CommandError {
    CommandError::Other(format!("`{}` cannot be read: {error}; name a script or a folder of scripts", path.display()))
}

/// Talks one script through; none when it is filtered out.
fn one(path: &Path, bases: &Bases, index: Arc<Index>, wish: &Wish) -> Option<Result> {
    let read = |path: &Path| std::fs::read_to_string(path).map_err(|error| error.to_string());
    let fits = |name: &str| {
        let asked = wish.filter.as_ref().map(|filter| filter.to_lowercase());
        asked.is_none_or(|asked| {
            name.to_lowercase().contains(&asked) || path.to_string_lossy().to_lowercase().contains(&asked)
        })
    };
    let script = match parse(path, &read) {
        Ok(script) => script,
        Err(error) => return fits("").then(|| unread(path, &error)),
    };
    if !fits(&script.name) {
        return None;
    }
    let told = talk(&script, &mut Local::new(bases, index.clone()));
    let mut faults: usize = told.iter().map(|told| told.faults.len()).sum();
    let mut blessed = 0;
    let mut report: String = told.iter().filter(|told| !told.faults.is_empty()).map(Told::report).collect();
    if wish.bless && faults > 0 {
        for (file, text) in bless(&told, &|path| read(path).ok()) {
            if let Err(error) = std::fs::write(&file, text) {
                report.push_str(&format!("  `{}` cannot be written: {error}\n", file.display()));
            } else {
                blessed += 1;
            }
        }
        let again = parse(path, &read).ok();
        if let Some(script) = again {
            let told = talk(&script, &mut Local::new(bases, index));
            faults = told.iter().map(|told| told.faults.len()).sum();
            report = told.iter().filter(|told| !told.faults.is_empty()).map(Told::report).collect();
        }
    }
    let turns = script.turns.len();
    Some(Result { name: script.name, path: path.to_owned(), turns, report, faults, blessed })
}

fn unread(path: &Path, error: &ScriptError) -> Result {
    let report = format!("  {error}\n");
    Result { name: String::new(), path: path.to_owned(), turns: 0, report, faults: 1, blessed: 0 }
}

fn tell(results: &[Result], wish: &Wish, seconds: f64) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    if wish.json {
        for result in results {
            let object = json!({
                "script": result.path.to_string_lossy(), "name": result.name, "turns": result.turns,
                "pass": result.faults == 0, "faults": result.faults, "report": result.report,
            });
            writeln!(out, "{object}")?;
        }
        return Ok(());
    }
    let (bad, good) = (anstyle::AnsiColor::Red.on_default().bold(), anstyle::AnsiColor::Green.on_default());
    for result in results.iter().filter(|result| result.faults > 0) {
        let name = if result.name.is_empty() { String::new() } else { format!(" “{}”", result.name) };
        writeln!(out, "{bad}FAIL{bad:#} {}{name}\n{}", result.path.display(), result.report)?;
    }
    let blessed: usize = results.iter().map(|result| result.blessed).sum();
    if blessed > 0 {
        writeln!(out, "rewritten: {blessed} file(s)")?;
    }
    let turns: usize = results.iter().map(|result| result.turns).sum();
    let failed = results.iter().filter(|result| result.faults > 0).count();
    let style = if failed > 0 { bad } else { good };
    let verdict = if failed > 0 { format!("{failed} failed") } else { "all pass".to_owned() };
    let pace = turns as f64 / seconds.max(1e-6);
    writeln!(
        out,
        "{style}{verdict}{style:#}: {} script{}, {turns} turn{} in {seconds:.2} s ({pace:.0} turns a second)",
        results.len(),
        several(results.len()),
        several(turns)
    )
}

fn several(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
