//! `pristan import`: questions and answers that are kept elsewhere become themes of a base, and stay what volunteers
//! made of them when the file is imported again.

use super::{CommandError, Outcome};
use crate::faces::library_of;
use crate::files::{Origin, Snapshot, decode, is_workbook, read_bytes, sheets};
use crate::knowledge::imported::{Draft, Imported, Merged, Remark, Unit, drafts, merge, of_grid, pairs, phrasing_key};
use crate::knowledge::{Base, Problem, Problems, Role, Severity, SourceFile, lint, read};
use crate::matcher::{Index, collisions};
use crate::settings::{Settings, Talk};
use crate::text::slug;
use serde_json::json;
use std::collections::{HashMap, HashSet};
use std::path::{Component, Path, PathBuf};

/// The longest name of a theme's file, in characters.
const LONGEST_NAME: usize = 40;
/// Folder inside `faq/` for what was imported last; nothing else reads it.
const RECORDS: &str = ".imported";

/// Imports a file into a base, checks the base with it, and learns it.
pub fn run(settings: &Settings, file: &Path, to: &Path, json: bool) -> Result<Outcome, CommandError> {
    let told = |what: String| CommandError::Other(format!("`{}` {what}", file.display()));
    let imported = read_file(file).map_err(told)?;
    let (mut drafts, repeated) = drafts(&imported.pairs);
    let unit = imported.unit;
    let repeated = repeated.into_iter().map(|remark| Remark {
        what: remark.what.replace("already, in ", &format!("already, in {} ", unit.name())),
        ..remark
    });
    let mut remarks: Vec<Remark> = imported.remarks.into_iter().chain(repeated).collect();
    let target = Target::of(file, &plain(to))?;
    let (merged, problems) = target.settled(&mut drafts, &mut remarks)?;
    target.write(&merged)?;
    remarks.extend(merged.remarks.iter().cloned());
    remarks.sort_by_key(|remark| remark.row);
    remarks.dedup();
    // Learnt now, so that the first question need not wait.
    if problems.is_empty() {
        library_of(settings, Origin::Folders(vec![target.base.clone()]))?;
    }
    let told = Told { target: &target, file, unit, rows: imported.pairs.len(), merged: &merged, remarks: &remarks };
    told.tell(&problems, settings.talk == Talk::Verbose, json);
    Ok(if problems.is_empty() { Outcome::Done } else { Outcome::NotGood })
}

/// A path as it is compared: `./mb` and `mb/` are `mb`.
fn plain(path: &Path) -> PathBuf {
    let plain: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
    if plain.as_os_str().is_empty() { PathBuf::from(".") } else { plain }
}

/// The pairs of a file, of all sheets where it is a workbook.
fn read_file(file: &Path) -> Result<Imported, String> {
    let bytes = read_bytes(file).map_err(|what| format!("{what}; name a table or a page of questions and answers"))?;
    if is_workbook(file) || bytes.starts_with(b"PK\x03\x04") {
        return workbook(sheets(bytes)?);
    }
    let (text, encoding) = decode(&bytes)?;
    let mut imported = pairs(&file.to_string_lossy(), &text)?;
    if encoding != "UTF-8" {
        imported.remarks.insert(0, Remark { row: 0, what: format!("read as {encoding}") });
    }
    Ok(imported)
}

/// Sheets of a workbook; where several hold pairs, each is a theme by its name.
fn workbook(sheets: Vec<(String, crate::knowledge::imported::Grid)>) -> Result<Imported, String> {
    let read: Vec<(String, Result<Imported, String>)> =
        sheets.into_iter().map(|(name, grid)| (name, of_grid(&grid))).collect();
    let good = read.iter().filter(|(_, read)| read.is_ok()).count();
    let mut all = Imported { unit: Unit::Row, pairs: Vec::new(), remarks: Vec::new(), named: true };
    for (name, read) in read {
        match read {
            Ok(mut sheet) if good > 1 => {
                sheet.pairs.iter_mut().for_each(|pair| pair.theme = pair.theme.take().or(Some(name.clone())));
                let remarks = sheet.remarks.into_iter();
                all.remarks.extend(
                    remarks.map(|remark| Remark { what: format!("sheet `{name}`: {}", remark.what), ..remark }),
                );
                all.pairs.append(&mut sheet.pairs);
            }
            Ok(mut sheet) => {
                all.remarks.append(&mut sheet.remarks);
                all.pairs.append(&mut sheet.pairs);
            }
            Err(what) => all.remarks.push(Remark { row: 0, what: format!("sheet `{name}` is left out: it {what}") }),
        }
    }
    match all.pairs.is_empty() {
        true => Err(all.remarks.first().map_or("is an empty workbook".to_owned(), |remark| remark.what.clone())),
        false => Ok(all),
    }
}

/// Where a file is imported to.
struct Target {
    base: PathBuf,
    /// The name of the theme and of the record.
    name: String,
    /// The title of the theme: the file's name without its ending.
    title: String,
    origin: String,
    snapshot: Option<Snapshot>,
}

impl Target {
    fn of(file: &Path, base: &Path) -> Result<Target, CommandError> {
        let title = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let name = slug(&title, LONGEST_NAME);
        let name = if name.is_empty() || name == "gaps" || name == "base" { format!("imported-{name}") } else { name };
        let there = base.join("faq").is_dir() || base.join("seeds").is_dir();
        let snapshot = if there { Some(snapshot(base)?) } else { None };
        let origin = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Target { base: base.to_owned(), name: name.trim_end_matches('-').to_owned(), title, origin, snapshot })
    }

    fn theme(&self, name: &str) -> PathBuf {
        self.base.join("faq").join(format!("{name}.toml"))
    }

    fn record(&self) -> PathBuf {
        self.base.join("faq").join(RECORDS).join(format!("{}.toml", self.name))
    }

    /// The files of the base: what lies beneath it, and its own.
    fn layers(&self) -> Vec<Vec<SourceFile>> {
        self.snapshot
            .as_ref()
            .map_or_else(|| vec![crate::files::beneath(), Vec::new()], |snapshot| snapshot.layers.clone())
    }

    /// What was imported from a file of this name last time.
    fn before(&self) -> Base {
        let text = std::fs::read_to_string(self.record()).unwrap_or_default();
        read(&[vec![SourceFile::new("record", Role::Theme, text)]]).0
    }

    /// Merges, and takes out of the drafts the ways to ask that another entry would win, until none is left. Gives the
    /// errors that remain: those of other files.
    fn settled(
        &self,
        drafts: &mut Vec<Draft>,
        remarks: &mut Vec<Remark>,
    ) -> Result<(Merged, Vec<Problem>), CommandError> {
        let layers = self.layers();
        let own = layers.last().map(Vec::as_slice).unwrap_or_default();
        let themes = own.iter().filter(|file| file.role == Role::Theme);
        let texts: HashMap<String, String> = themes.map(|file| (file.stem().to_owned(), file.text.clone())).collect();
        let mut broken = Problems::default();
        own.iter().filter(|file| file.role == Role::Theme).for_each(|file| file.editable(&mut broken));
        if broken.has_errors() {
            let problems: Vec<String> = broken.into_sorted().iter().map(ToString::to_string).collect();
            return Err(CommandError::Other(format!("{}\nnothing was imported", problems.join("\n"))));
        }
        let (base, before) = (read(&layers).0, self.before());
        let merge = |drafts: &[Draft]| {
            merge(drafts, (&base, &texts), &before, (&self.name, &self.title, &self.origin))
                .map_err(CommandError::Other)
        };
        let merged = merge(drafts)?;
        let (lost, problems) = self.checked(&merged, &layers);
        if lost.is_empty() {
            return Ok((merged, problems));
        }
        for draft in drafts.iter_mut() {
            for (lang, all) in &mut draft.ask {
                all.retain(|(row, text)| {
                    let why = lost.get(&phrasing_key(*lang, text));
                    remarks.extend(why.map(|why| Remark { row: *row, what: format!("left out: {why}") }));
                    why.is_none()
                });
            }
            draft.ask.retain(|_, all| !all.is_empty());
        }
        drafts.retain(|draft| !draft.ask.is_empty());
        let merged = merge(drafts)?;
        let (_, problems) = self.checked(&merged, &layers);
        Ok((merged, problems))
    }

    /// Checks the base as it will be: new ways to ask that another entry wins, and the errors of everything else.
    fn checked(&self, merged: &Merged, layers: &[Vec<SourceFile>]) -> (HashMap<String, String>, Vec<Problem>) {
        let mut layers = layers.to_vec();
        if let Some(own) = layers.last_mut() {
            for (name, text) in &merged.texts {
                let path = self.theme(name).display().to_string();
                own.retain(|file| file.role != Role::Theme || file.stem() != name);
                own.push(SourceFile::new(path.trim_start_matches("./"), Role::Theme, text.clone()));
            }
        }
        let (base, mut problems) = read(&layers);
        problems.extend(self.snapshot.iter().flat_map(|snapshot| snapshot.problems.iter().cloned()));
        problems.extend(lint(&base, None).into_sorted());
        let errors = |problems: Vec<Problem>| problems.into_iter().filter(|p| p.severity == Severity::Error).collect();
        if problems.has_errors() {
            return (HashMap::new(), errors(problems.into_sorted()));
        }
        let mut lost = HashMap::new();
        let mut others = Vec::new();
        for problem in collisions(&Index::build(base, &mut |_| {})) {
            let new = merged.asked.iter().find(|(_, _, text, _)| problem.what.starts_with(&format!("\"{text}\"")));
            match new {
                Some((_, lang, text, _)) => _ = lost.insert(phrasing_key(*lang, text), problem.what.clone()),
                None => others.push(problem),
            }
        }
        (lost, errors(others))
    }

    /// Writes what is new, each file in one step.
    fn write(&self, merged: &Merged) -> Result<(), CommandError> {
        for (name, text) in &merged.texts {
            write(&self.theme(name), text)?;
        }
        write(&self.record(), &merged.record)
    }
}

fn snapshot(base: &Path) -> Result<Snapshot, CommandError> {
    let snapshot = Origin::Folders(vec![base.to_owned()]).snapshot();
    Ok(snapshot.map_err(crate::turn::LoadError::from)?)
}

fn write(target: &Path, text: &str) -> Result<(), CommandError> {
    let failed =
        |error: std::io::Error| CommandError::Other(format!("`{}` cannot be written: {error}", target.display()));
    target.parent().map_or(Ok(()), std::fs::create_dir_all).map_err(failed)?;
    let beside = target.with_extension("toml.new");
    std::fs::write(&beside, text).map_err(failed)?;
    std::fs::rename(&beside, target).map_err(failed)
}

/// What is told of an import.
struct Told<'a> {
    target: &'a Target,
    file: &'a Path,
    unit: Unit,
    rows: usize,
    merged: &'a Merged,
    remarks: &'a [Remark],
}

impl Told<'_> {
    fn tell(&self, problems: &[Problem], verbose: bool, json: bool) {
        let Merged { added, changed, kept, same, .. } = self.merged;
        let themes: Vec<String> =
            self.merged.texts.keys().map(|name| self.target.theme(name).display().to_string()).collect();
        let entries: HashSet<&String> = [added, changed, kept, same].into_iter().flatten().collect();
        if json {
            let all: Vec<&String> = [added, changed, kept, same].into_iter().flatten().collect();
            let remarks: Vec<_> =
                self.remarks.iter().map(|remark| json!({self.unit.name(): remark.row, "what": remark.what})).collect();
            say!(
                "{}",
                json!({
                    "file": self.target.theme(&self.target.name).display().to_string(),
                    "files": themes,
                    "rows": self.rows,
                    "entries": all,
                    "phrasings": self.merged.asked.len(),
                    "added": added,
                    "changed": changed,
                    "kept": kept,
                    "unchanged": same,
                    "remarks": remarks
                })
            );
            return;
        }
        problems.iter().for_each(|problem| say!("{problem}"));
        for remark in self.remarks {
            match remark.row {
                0 => say!("{}: {}", self.file.display(), remark.what),
                row => say!("{} {row}: {}", self.unit.name(), remark.what),
            }
        }
        let wheres = if themes.is_empty() { self.target.base.display().to_string() } else { themes.join(", ") };
        say!(
            "{wheres}: {} with {}, from {}",
            plural(entries.len(), "entr", "y", "ies"),
            plural(self.merged.questions, "question", "", "s"),
            plural(self.rows, self.unit.name(), "", "s")
        );
        let counts =
            [(added, "added"), (changed, "changed"), (kept, "kept as you edited them"), (same, "as they were")];
        say!("{}", counts.map(|(ids, what)| format!("{} {what}", ids.len())).join(", "));
        for (ids, what) in counts.iter().filter(|(ids, _)| verbose && !ids.is_empty()) {
            say!("{what}: {}", ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", "));
        }
        let base = self.target.base.display();
        say!("`pristan check --base {base}` says what else they want; ask with `pristan ask --base {base} …`");
    }
}

fn plural(count: usize, stem: &str, one: &str, more: &str) -> String {
    format!("{count} {stem}{}", if count == 1 { one } else { more })
}
