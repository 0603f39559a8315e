//! `pristan import`: a table of questions and answers becomes a theme of a base.

use super::{CommandError, Outcome, library_of};
use crate::files::{Origin, Snapshot};
use crate::knowledge::imported::{Drafted, IMPORTED, Remark, drafts, pairs, phrasing_key, theme_file};
use crate::knowledge::{Base, Problem, lint, read};
use crate::matcher::{Index, collisions};
use crate::settings::Settings;
use crate::text::slug;
use serde_json::json;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The longest name of a theme's file, in characters.
const LONGEST_NAME: usize = 40;

/// Imports a table into a base, checks the base with it, and learns it.
pub fn run(settings: &Settings, file: &Path, to: &Path, json: bool) -> Result<Outcome, CommandError> {
    let other = |what: String| CommandError::Other(what);
    let text = text_of(file).map_err(other)?;
    let (pairs, mut remarks) = pairs(&text).map_err(|what| other(format!("`{}`: {what}", file.display())))?;
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let name = Some(slug(&stem, LONGEST_NAME)).filter(|name| !name.is_empty()).unwrap_or("imported".to_owned());
    let target = to.join("faq").join(format!("{name}.toml"));
    if std::fs::read_to_string(&target).is_ok_and(|there| !there.starts_with(IMPORTED)) {
        return Err(other(format!(
            "`{}` is there and was not imported; rename `{}`",
            target.display(),
            file.display()
        )));
    }
    let base = base_without(to, &target)?;
    let (drafts, repeated) = drafts(&pairs, &ids(&base), &asked(&base));
    remarks.extend(repeated);
    let mut drafts = drafts;
    write(&target, &theme_file(&stem, &file.display().to_string(), &drafts)).map_err(other)?;
    let problems = settle(to, &target, &mut drafts, &mut remarks)?;
    write(&target, &theme_file(&stem, &file.display().to_string(), &drafts)).map_err(other)?;
    remarks.sort_by_key(|remark| remark.row);
    // Learnt now, so that the first question need not wait.
    if problems.is_empty() {
        library_of(settings, Origin::Folders(vec![to.to_owned()]))?;
    }
    tell(&target, &pairs.len(), &drafts, &remarks, &problems, json);
    Ok(if problems.is_empty() { Outcome::Done } else { Outcome::NotGood })
}

/// The text of a table: UTF-8, or UTF-16 with its mark as spreadsheets save it.
fn text_of(file: &Path) -> Result<String, String> {
    let bytes = std::fs::read(file)
        .map_err(|error| format!("`{}` cannot be read: {error}; name a CSV or TSV file", file.display()))?;
    let wide = |order: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| order([pair[0], pair[1]])).collect();
        String::from_utf16(&units).ok()
    };
    let text = match bytes.get(..2) {
        Some([0xff, 0xfe]) => wide(u16::from_le_bytes),
        Some([0xfe, 0xff]) => wide(u16::from_be_bytes),
        _ => String::from_utf8(bytes.clone()).ok(),
    };
    text.ok_or_else(|| format!("`{}` is no UTF-8 text; save the table as CSV in UTF-8", file.display()))
}

/// The base as it is without the file that is about to be written.
fn base_without(to: &Path, target: &Path) -> Result<Base, CommandError> {
    if !to.join("faq").is_dir() && !to.join("seeds").is_dir() {
        return Ok(Base::default());
    }
    let mut snapshot = snapshot(to)?;
    let target = target.display().to_string();
    snapshot.layers.iter_mut().for_each(|layer| layer.retain(|file| *file.path != *target));
    Ok(read(&snapshot.layers).0)
}

fn snapshot(to: &Path) -> Result<Snapshot, CommandError> {
    let snapshot = Origin::Folders(vec![to.to_owned()]).snapshot();
    Ok(snapshot.map_err(crate::turn::LoadError::from)?)
}

fn ids(base: &Base) -> HashSet<String> {
    base.entries.iter().map(|entry| entry.id.clone()).chain(base.gaps.iter().map(|gap| gap.id.clone())).collect()
}

fn asked(base: &Base) -> HashSet<String> {
    let entries = base.entries.iter().map(|entry| &entry.ask);
    let phrasings = entries.chain(base.gaps.iter().map(|gap| &gap.ask)).flat_map(|ask| ask.iter());
    phrasings.flat_map(|(lang, all)| all.iter().map(move |one| phrasing_key(lang, &one.text))).collect()
}

/// Checks the base with the new file; phrasings that another entry wins are taken out of the drafts. Gives the errors
/// that are left: those of other files.
fn settle(
    to: &Path,
    target: &Path,
    drafts: &mut Vec<Drafted>,
    remarks: &mut Vec<Remark>,
) -> Result<Vec<Problem>, CommandError> {
    let snapshot = snapshot(to)?;
    let (base, mut problems) = read(&snapshot.layers);
    problems.extend(snapshot.problems.iter().cloned());
    problems.extend(lint(&base, None).into_sorted());
    if problems.has_errors() {
        let errors = problems.into_sorted();
        return Ok(errors.into_iter().filter(|p| p.severity == crate::knowledge::Severity::Error).collect());
    }
    let (own, others): (Vec<Problem>, Vec<Problem>) = collisions(&Index::build(base, &mut |_| {}))
        .into_iter()
        .partition(|problem| *problem.place.file == *target.display().to_string());
    for draft in drafts.iter_mut() {
        draft.ask.retain(|(row, question)| {
            let lost = own.iter().find(|problem| problem.what.starts_with(&format!("\"{question}\"")));
            let what = lost.map(|problem| format!("left out: {}", problem.what));
            remarks.extend(what.clone().map(|what| Remark { row: *row, what }));
            what.is_none()
        });
    }
    drafts.retain(|draft| !draft.ask.is_empty());
    Ok(others)
}

fn write(target: &PathBuf, text: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("`{}` cannot be written: {error}", target.display());
    target.parent().map_or(Ok(()), std::fs::create_dir_all).map_err(failed)?;
    std::fs::write(target, text).map_err(failed)
}

fn tell(target: &Path, rows: &usize, drafts: &[Drafted], remarks: &[Remark], problems: &[Problem], json: bool) {
    let phrasings: usize = drafts.iter().map(|draft| draft.ask.len()).sum();
    if json {
        let remarks: Vec<_> = remarks.iter().map(|remark| json!({"row": remark.row, "what": remark.what})).collect();
        let ids: Vec<&str> = drafts.iter().map(|draft| draft.id.as_str()).collect();
        say!(
            "{}",
            json!({"file": target.display().to_string(), "rows": rows, "entries": ids, "phrasings": phrasings, "remarks": remarks})
        );
        return;
    }
    problems.iter().for_each(|problem| say!("{problem}"));
    remarks.iter().for_each(|remark| say!("row {}: {}", remark.row, remark.what));
    say!("{}: {} entries with {phrasings} questions, from {rows} rows", target.display(), drafts.len());
    say!("`pristan check --base {0}` says what else they want; ask with `pristan ask --base {0} …`", base_of(target));
}

fn base_of(target: &Path) -> String {
    target.ancestors().nth(2).unwrap_or(target).display().to_string()
}
