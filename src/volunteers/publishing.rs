//! From a change to the base, and back: applied to the text, checked as `pristan check` would, written down, written, and
//! then only the questions are told that they are answered. Whatever is interrupted is finished by who comes next.

use super::edit::{Edit, Place};
use super::journal::{Fate, Journal, Publication, Splice, hash, remove, replace};
use super::records::Records;
use crate::files::{FilesError, Origin};
use crate::knowledge::{Base, Problem, Role, Severity, SourceFile, lint, read};
use crate::matcher::{Index, collisions};
use crate::turn::Handling;
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A change cannot be made.
#[derive(Debug)]
pub enum PublishError {
    /// The base cannot be read.
    Files(FilesError),
    /// The base with the change has these errors.
    Check(Vec<Problem>),
    /// The disk refuses.
    Io(io::Error),
    /// Something else, in words.
    Other(String),
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PublishError::Files(error) => error.fmt(f),
            PublishError::Check(problems) => {
                problems.iter().try_for_each(|problem| writeln!(f, "{problem}"))?;
                f.write_str("the base with this change has errors; nothing was written")
            }
            PublishError::Io(error) => write!(f, "the change cannot be written: {error}"),
            PublishError::Other(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for PublishError {}

impl From<FilesError> for PublishError {
    fn from(error: FilesError) -> PublishError {
        PublishError::Files(error)
    }
}

impl From<io::Error> for PublishError {
    fn from(error: io::Error) -> PublishError {
        PublishError::Io(error)
    }
}

fn other<T>(what: impl Into<String>) -> Result<T, PublishError> {
    Err(PublishError::Other(what.into()))
}

/// A change with who makes it, when and why.
pub struct Proposal {
    /// The change.
    pub edit: Edit,
    /// Who, by the name of their role.
    pub by: String,
    /// The day.
    pub day: String,
    /// Why.
    pub why: String,
    /// The questions that it answers.
    pub questions: Vec<u64>,
    /// What it is made of, where it may be proposed once more by who was interrupted.
    pub key: Option<String>,
}

/// Tells what is wrong with the layers of a base.
pub type Check<'a> = dyn Fn(Vec<Vec<SourceFile>>) -> Result<Vec<Problem>, FilesError> + 'a;

/// Where changes are made.
pub struct Publisher<'a> {
    /// The base.
    pub origin: &'a Origin,
    /// The folder of the journal.
    pub journal: &'a Path,
    /// The questions; what is published answers some.
    pub records: &'a Records,
    /// Persons that a change needs.
    pub approvals: usize,
    /// Checks what the base will be before it is written, where it is served: what was learnt for that then serves.
    pub check: Option<&'a Check<'a>>,
}

/// The layers of the base, and the folder of the last.
struct Files {
    layers: Vec<Vec<SourceFile>>,
    folder: PathBuf,
}

impl Publisher<'_> {
    /// Makes a change, or keeps it for the approval of others. Gives it as it is written down.
    ///
    /// # Errors
    /// When the base with it would not pass the check, or the disk refuses; then nothing was changed.
    pub fn propose(&self, proposal: Proposal) -> Result<Publication, PublishError> {
        let journal = self.settled()?;
        let all = journal.all()?;
        let stands = |one: &&Publication| one.key.is_some() && one.key == proposal.key && one.fate != Fate::Undone;
        if let Some(made) = all.iter().find(stands) {
            return Ok(made.clone());
        }
        let number = all.last().map_or(0, |last| last.number) + 1;
        let Proposal { edit, by, day, why, questions, key } = proposal;
        let mut made = Publication {
            number,
            fate: Fate::Proposed,
            day,
            by,
            approved: Vec::new(),
            undone: None,
            why,
            edit,
            questions,
            splices: Vec::new(),
            key,
        };
        let splices = self.checked(&made.edit)?;
        if self.approvals > 1 {
            journal.put(&made)?;
            self.tell(&made, Handling::Taken)?;
            return Ok(made);
        }
        made.splices = splices;
        self.make(&journal, made)
    }

    /// Approves a change that waits; the last approval makes it.
    ///
    /// # Errors
    /// As [`Publisher::propose`], and when somebody approves twice, or their own.
    pub fn approve(&self, number: u32, by: &str) -> Result<Publication, PublishError> {
        let journal = self.settled()?;
        let Some(mut waiting) = journal.all()?.into_iter().find(|one| one.number == number) else {
            return other(format!("there is no change {number}; `pristan log` lists them"));
        };
        if waiting.fate != Fate::Proposed {
            return other(format!("change {number} waits for nobody: it is {}", waiting.fate.name()));
        }
        if waiting.by == by || waiting.approved.iter().any(|name| name == by) {
            return other(format!("`{by}` has agreed to change {number} already; somebody else has to"));
        }
        waiting.approved.push(by.to_owned());
        if waiting.approved.len() + 1 < self.approvals {
            journal.put(&waiting)?;
            return Ok(waiting);
        }
        waiting.splices = self.checked(&waiting.edit)?;
        self.make(&journal, waiting)
    }

    /// Takes a change back; one that still waits is dropped.
    ///
    /// # Errors
    /// When its place is not found any more, the base without it would not pass the check, or the disk refuses.
    pub fn undo(&self, number: Option<u32>, by: &str) -> Result<Publication, PublishError> {
        let journal = self.settled()?;
        let undoable = |one: &Publication| matches!(one.fate, Fate::Published | Fate::Proposed);
        let wanted = |one: &Publication| number.map_or(one.fate == Fate::Published, |number| one.number == number);
        let Some(mut gone) = journal.all()?.into_iter().rev().find(wanted) else {
            return other("there is nothing to undo; `pristan log` lists what was published");
        };
        if !undoable(&gone) {
            return other(format!("change {} is {} already", gone.number, gone.fate.name()));
        }
        gone.undone = Some(by.to_owned());
        if gone.fate == Fate::Published {
            let taken: Result<Vec<Splice>, PublishError> = gone.splices.iter().map(backward).collect();
            let taken = taken?;
            self.good(&taken)?;
            gone = Publication { fate: Fate::Leaving, splices: taken, ..gone };
            journal.put(&gone)?;
            write(&gone.splices)?;
        }
        self.tell(&gone, Handling::New)?;
        gone.fate = Fate::Undone;
        journal.put(&gone)?;
        Ok(gone)
    }

    /// Every change.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn log(&self) -> Result<Vec<Publication>, PublishError> {
        Ok(self.settled()?.all()?)
    }

    /// The journal, after what was interrupted is finished.
    fn settled(&self) -> Result<Journal, PublishError> {
        let journal = Journal::open(self.journal)?;
        for mut one in journal.all()? {
            let (fate, handling) = match one.fate {
                Fate::Underway => (Fate::Published, Handling::Answered),
                Fate::Leaving => (Fate::Undone, Handling::New),
                _ => continue,
            };
            write(&one.splices)?;
            self.tell(&one, handling)?;
            one.fate = fate;
            journal.put(&one)?;
        }
        Ok(journal)
    }

    fn make(&self, journal: &Journal, made: Publication) -> Result<Publication, PublishError> {
        let made = Publication { fate: Fate::Underway, ..made };
        journal.put(&made)?;
        write(&made.splices)?;
        self.tell(&made, Handling::Answered)?;
        let made = Publication { fate: Fate::Published, ..made };
        journal.put(&made)?;
        Ok(made)
    }

    fn tell(&self, of: &Publication, handling: Handling) -> Result<(), PublishError> {
        if of.questions.is_empty() {
            return Ok(());
        }
        // Who was promised an answer is told of an entry; a gap is none.
        let answers = matches!(of.edit, Edit::Entry { .. } | Edit::Phrasings { .. });
        let answer = (answers && handling == Handling::Answered).then(|| of.edit.subject());
        self.records
            .mark(&of.questions, handling, answer)
            .map(drop)
            .map_err(|error| PublishError::Other(error.to_string()))
    }

    /// The files of the base, and the folder that changes go into.
    fn files(&self) -> Result<Files, PublishError> {
        let Origin::Folders(folders) = self.origin else {
            return other(
                "the base lies inside the program, where nothing can be written; `--base DIR` names one to write into \
                 (`pristan new DIR` makes one)",
            );
        };
        let Some(folder) = folders.last().cloned() else { return other("no base is named") };
        Ok(Files { layers: self.origin.snapshot()?.layers, folder })
    }

    /// What a change does to files, after the base with it was checked.
    fn checked(&self, edit: &Edit) -> Result<Vec<Splice>, PublishError> {
        let files = self.files()?;
        files.is_free(edit)?;
        let mut splices = Vec::new();
        let path = files.path(edit)?;
        let before = fs::read_to_string(&path).ok();
        let text = match (edit, &before) {
            (Edit::Entry { theme, toml, .. }, None) => edit.applied(&titles(theme, toml)),
            (_, text) => edit.applied(text.as_deref().unwrap_or_default()),
        };
        let text = text.map_err(|what| PublishError::Other(format!("`{}`: {what}", path.display())))?;
        splices.push(Splice::between(&path, before.as_deref(), &text));
        if let Edit::Withdrawn { entry } = edit {
            splices = files.without_links(entry, &path, &text, splices)?;
        }
        self.good(&splices)?;
        Ok(splices)
    }

    /// Whether the base with changed files passes the check.
    fn good(&self, splices: &[Splice]) -> Result<(), PublishError> {
        let layers = self.changed(splices)?;
        let problems = match self.check {
            Some(check) => check(layers)?,
            None => problems(&layers),
        };
        let errors: Vec<Problem> = problems.into_iter().filter(|one| one.severity == Severity::Error).collect();
        if errors.is_empty() { Ok(()) } else { Err(PublishError::Check(errors)) }
    }

    /// The layers of the base with changed files.
    fn changed(&self, splices: &[Splice]) -> Result<Vec<Vec<SourceFile>>, PublishError> {
        let Files { mut layers, .. } = self.files()?;
        for splice in splices {
            let now = fs::read_to_string(&splice.file).unwrap_or_default();
            let Some(text) = splice.made(&now) else {
                return other(format!("`{}` was edited at this moment; try again", splice.file.display()));
            };
            let shown = shown(&splice.file);
            let role =
                if splice.file.file_stem().is_some_and(|stem| stem == "gaps") { Role::Gaps } else { Role::Theme };
            let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
            let file = SourceFile::new(&shown, role, text);
            let old = layers.iter_mut().flatten().find(|file| *file.path == *shown);
            match old {
                Some(old) => *old = file,
                None => layers.last_mut().into_iter().for_each(|layer| layer.push(file.clone())),
            }
        }
        Ok(layers)
    }
}

/// The problems of a base, as `pristan check` finds them.
fn problems(layers: &[Vec<SourceFile>]) -> Vec<Problem> {
    let (base, mut problems) = read(layers);
    problems.extend(lint(&base, None).into_sorted());
    if !problems.has_errors() {
        problems.extend(collisions(&Index::build(base, &mut |_| {})));
    }
    problems.into_sorted()
}

/// The head of a new theme: its title in the languages of its first entry.
fn titles(theme: &str, toml: &str) -> String {
    let table: toml::Table = toml.parse().unwrap_or_default();
    let langs: BTreeSet<String> = table
        .get("title")
        .and_then(|title| title.as_table())
        .into_iter()
        .flat_map(|title| title.keys().cloned())
        .collect();
    let title = toml::Value::String(theme.replace('-', " "));
    langs.iter().map(|lang| format!("title.{lang} = {title}\n")).collect()
}

/// A path as the files of a base are known by.
fn shown(path: &Path) -> String {
    path.strip_prefix(".").unwrap_or(path).to_string_lossy().replace('\\', "/")
}

impl Files {
    /// The file that a change is made in.
    fn path(&self, edit: &Edit) -> Result<PathBuf, PublishError> {
        let own = |name: &str| self.folder.join("faq").join(format!("{name}.toml"));
        match edit.place() {
            Place::Gaps => Ok(own("gaps")),
            Place::Theme(theme) => {
                let plain = !theme.is_empty() && theme.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
                if plain && theme != "gaps" && theme != "base" {
                    Ok(own(theme))
                } else {
                    other(format!("`{theme}` is no name of a theme"))
                }
            }
            Place::Of(entry) => {
                let base = self.base();
                let Some(found) = base.entry(entry) else { return other(format!("there is no entry `{entry}`")) };
                let path = PathBuf::from(&*found.place.file);
                if path.is_file() { Ok(path) } else { other(format!("`{entry}` lies inside the program")) }
            }
        }
    }

    fn base(&self) -> Base {
        read(&self.layers).0
    }

    /// Whether the id of something new is not taken: in a layer beneath it would be overridden.
    fn is_free(&self, edit: &Edit) -> Result<(), PublishError> {
        let base = self.base();
        let taken = match edit {
            Edit::Entry { id, .. } => base.entry(id).map(|entry| &entry.place),
            Edit::Gap { id, .. } => base.gaps.iter().find(|gap| gap.id == *id).map(|gap| &gap.place),
            _ => None,
        };
        match taken {
            Some(place) => other(format!("`{}` is taken, at {place}; choose another id", edit.subject())),
            None => Ok(()),
        }
    }

    /// Takes an entry out of what others name as related.
    fn without_links(
        &self,
        entry: &str,
        own: &Path,
        text: &str,
        splices: Vec<Splice>,
    ) -> Result<Vec<Splice>, PublishError> {
        let base = self.base();
        let naming =
            base.entries.iter().filter(|other| other.id != entry && other.related.iter().any(|id| id == entry));
        let paths: BTreeSet<PathBuf> = naming.map(|other| PathBuf::from(&*other.place.file)).collect();
        let mut all = splices;
        for path in paths {
            let is_own = shown(&path) == shown(own);
            let before = if is_own { Some(text.to_owned()) } else { fs::read_to_string(&path).ok() };
            let Some(before) = before else { continue };
            let after = super::edit::unrelated(&before, entry).map_err(PublishError::Other)?;
            if is_own {
                let first = fs::read_to_string(own).unwrap_or_default();
                all[0] = Splice::between(own, Some(&first), &after);
            } else {
                all.push(Splice::between(&path, Some(&before), &after));
            }
        }
        Ok(all)
    }
}

/// The way back of a splice, as the file is now.
fn backward(splice: &Splice) -> Result<Splice, PublishError> {
    let now = fs::read_to_string(&splice.file).unwrap_or_default();
    let Some(before) = splice.taken_back(&now) else {
        let file = splice.file.display();
        return other(format!(
            "`{file}` was edited at the same place since; undo what came later first, or edit it by hand"
        ));
    };
    let back = Splice::between(&splice.file, Some(&now), &before);
    // A file that was made for this goes with it.
    Ok(Splice { is_new: splice.is_new && before.is_empty(), ..back })
}

/// Writes what splices make of files. What is written already stays; what somebody edited meanwhile stays, too.
fn write(splices: &[Splice]) -> io::Result<()> {
    for splice in splices {
        let now = fs::read_to_string(&splice.file).unwrap_or_default();
        if hash(&now) == splice.after && (splice.file.exists() || !splice.is_new) {
            continue;
        }
        if let Some(text) = splice.made(&now) {
            match text.is_empty() && splice.is_new && splice.file.exists() {
                true => remove(&splice.file)?,
                false => replace(&splice.file, text.as_bytes())?,
            }
        }
    }
    Ok(())
}
