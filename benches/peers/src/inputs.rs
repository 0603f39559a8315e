//! What is learnt and asked: files of the scale generator, or a set folder.

use serde::{Deserialize, Serialize};
use std::error::Error;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How many phrasings can be learnt: the questions are typos of the first thousand, and a million are made.
const SIZES: RangeInclusive<usize> = 1_000..=1_000_000;

/// Where phrasings and questions stand, small enough to be handed to another process.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Input {
    /// As shown.
    pub name: String,
    /// The language of its texts.
    pub lang: String,
    phrasings: PathBuf,
    most: usize,
    queries: PathBuf,
}

/// A text and the entry that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Labelled {
    /// The entry's number.
    pub entry: u32,
    /// The text.
    pub text: String,
}

impl Input {
    /// The first so many phrasings of the scale generator.
    pub fn of_size(size: usize, folder: &Path) -> Result<Input, Box<dyn Error>> {
        if !SIZES.contains(&size) {
            return Err(format!("{size} phrasings cannot be had: name {} to {}", SIZES.start(), SIZES.end()).into());
        }
        Ok(Input {
            name: if size < 1_000_000 { format!("{}k", size as f64 / 1e3) } else { format!("{}M", size as f64 / 1e6) },
            lang: "en".to_owned(),
            phrasings: largest(folder),
            most: size,
            queries: folder.join("queries.tsv"),
        })
    }

    /// A set folder: its entries are learnt, its test questions asked.
    pub fn of_set(name: &str, folder: &Path) -> Input {
        let lang = fs::read_to_string(folder.join("lang")).unwrap_or_else(|_| "en".to_owned());
        Input {
            name: name.to_owned(),
            lang: lang.trim().to_owned(),
            phrasings: folder.join("entries.jsonl"),
            most: usize::MAX,
            queries: folder.join("test.jsonl"),
        }
    }

    /// What is learnt.
    pub fn phrasings(&self) -> Result<Vec<Labelled>, Box<dyn Error>> {
        read(&self.phrasings, self.most)
    }

    /// What is asked.
    pub fn queries(&self) -> Result<Vec<Labelled>, Box<dyn Error>> {
        read(&self.queries, usize::MAX)
    }
}

/// The generator's files are each the beginning of the next larger one: this one holds them all.
fn largest(folder: &Path) -> PathBuf {
    folder.join("phrasings-1000000.tsv")
}

/// Line by line: a whole file held in between would hide as much of a matcher's own memory later.
fn read(path: &Path, most: usize) -> Result<Vec<Labelled>, Box<dyn Error>> {
    let within = |error: &dyn std::fmt::Display| format!("`{}`: {error}", path.display());
    let is_json = path.extension().is_some_and(|ending| ending == "jsonl");
    let mut found = Vec::new();
    for line in BufReader::new(File::open(path).map_err(|error| within(&error))?).lines().take(most) {
        let line = line.map_err(|error| within(&error))?;
        found.push(if is_json {
            serde_json::from_str(&line).map_err(|error| within(&error))?
        } else {
            let (entry, text) = line.split_once('\t').ok_or_else(|| within(&"a line has no tab"))?;
            Labelled { entry: entry.parse().map_err(|error| within(&error))?, text: text.to_owned() }
        });
    }
    Ok(found)
}

/// Makes the scale files when they are not there yet: always all sizes, because the questions depend on which are made
/// together.
pub fn make_missing(folder: &Path, generator: &Path) -> Result<(), Box<dyn Error>> {
    if largest(folder).is_file() && folder.join("queries.tsv").is_file() {
        return Ok(());
    }
    eprintln!("making phrasings in {} …", folder.display());
    let status = Command::new("python3").arg(generator).arg(folder).status();
    let status = status.map_err(|error| format!("python3 cannot be run: {error}"))?;
    if !status.success() {
        return Err(format!("`{}` failed: {status}", generator.display()).into());
    }
    Ok(())
}
