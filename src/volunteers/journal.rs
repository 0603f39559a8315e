//! What was published, in a folder beside the records: one file a publication, written before the base is touched, so that
//! one that was interrupted is finished, and every one can be taken back byte for byte.

use super::edit::Edit;
use crate::store::restrict;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Bytes around a change by which its place is found again, at most; and fewer, where those were edited.
const AROUND: usize = 200;
const NEARER: [usize; 3] = [AROUND, 80, 30];

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// It waits for a second person.
    Proposed,
    /// It is being made.
    Underway,
    /// It stands in the base.
    Published,
    /// It is being taken back.
    Leaving,
    /// It was taken back.
    Undone,
}

impl Fate {
    /// Its name.
    pub fn name(self) -> &'static str {
        ["proposed", "under way", "published", "leaving", "undone"][self as usize]
    }
}

/// A piece of a file that gave way to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Splice {
    /// The file.
    pub file: PathBuf,
    /// Whether it was made.
    pub is_new: bool,
    /// Hash of the whole text before.
    pub before: String,
    /// Hash of the whole text after.
    pub after: String,
    /// What stands before the piece.
    pub lead: String,
    /// What was there.
    pub old: String,
    /// What is there now.
    pub new: String,
    /// What stands behind the piece.
    pub tail: String,
    /// Where the piece begins, in bytes.
    pub at: usize,
}

/// The hash by which a text is known again.
pub fn hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

impl Splice {
    /// What turns one text of a file into another.
    pub fn between(file: &Path, old: Option<&str>, new: &str) -> Splice {
        let (is_new, old) = (old.is_none(), old.unwrap_or_default());
        let common = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
        let lead = (0..=common).rev().find(|at| old.is_char_boundary(*at) && new.is_char_boundary(*at)).unwrap_or(0);
        let rest = old.len().min(new.len()) - lead;
        let alike = old.bytes().rev().zip(new.bytes().rev()).take(rest).take_while(|(a, b)| a == b).count();
        let fits = |tail: &usize| old.is_char_boundary(old.len() - tail) && new.is_char_boundary(new.len() - tail);
        let tail = (0..=alike).rev().find(fits).unwrap_or(0);
        let from = (lead.saturating_sub(AROUND)..=lead).find(|at| old.is_char_boundary(*at)).unwrap_or(lead);
        let end = old.len() - tail;
        let to = (end..=old.len().min(end + AROUND)).rev().find(|at| old.is_char_boundary(*at)).unwrap_or(end);
        Splice {
            file: file.to_owned(),
            is_new,
            before: hash(old),
            after: hash(new),
            lead: old[from..lead].to_owned(),
            old: old[lead..end].to_owned(),
            new: new[lead..new.len() - tail].to_owned(),
            tail: old[end..to].to_owned(),
            at: lead,
        }
    }

    /// The text with the piece; none when it is another text than the one that the change was made for.
    pub fn made(&self, text: &str) -> Option<String> {
        let whole = [text.get(..self.at)?, &self.new, text.get(self.at + self.old.len()..)?].concat();
        (hash(&whole) == self.after).then_some(whole)
    }

    /// The text without the piece, also when it was edited elsewhere since; none when its place is not found.
    pub fn taken_back(&self, text: &str) -> Option<String> {
        let exact = || Some([text.get(..self.at)?, &self.old, text.get(self.at + self.new.len()..)?].concat());
        if hash(text) == self.after {
            return exact();
        }
        let near = NEARER.into_iter().find_map(|around| {
            let (lead, tail) = (end_of(&self.lead, around), beginning(&self.tail, around));
            once(text, &[lead, &self.new, tail].concat()).map(|at| at + lead.len())
        });
        let alone = || once(text, &self.new).filter(|_| !self.new.is_empty());
        // What stood at the end goes back there.
        let last = || (self.new.is_empty() && self.tail.is_empty()).then_some(text.len());
        let at = near.or_else(alone).or_else(last)?;
        Some([&text[..at], &self.old, &text[at + self.new.len()..]].concat())
    }
}

fn end_of(text: &str, most: usize) -> &str {
    let from = text.len().saturating_sub(most);
    (from..=text.len()).find_map(|at| text.get(at..)).unwrap_or_default()
}

fn beginning(text: &str, most: usize) -> &str {
    (0..=text.len().min(most)).rev().find_map(|at| text.get(..at)).unwrap_or_default()
}

/// Where a piece stands in a text, when it stands there once.
fn once(text: &str, piece: &str) -> Option<usize> {
    let at = text.find(piece)?;
    (text.rfind(piece) == Some(at)).then_some(at)
}

/// A change of the base, with who made it, when and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// Its number.
    pub number: u32,
    /// What became of it.
    pub fate: Fate,
    /// The day on which it was proposed, as `2026-11-29`.
    pub day: String,
    /// Who proposed it, by the name of their role.
    pub by: String,
    /// Who approved it.
    pub approved: Vec<String>,
    /// Who took it back.
    pub undone: Option<String>,
    /// Why.
    pub why: String,
    /// The change.
    pub edit: Edit,
    /// The questions that it answers, by their numbers.
    pub questions: Vec<u64>,
    /// What it does to files.
    pub splices: Vec<Splice>,
    /// What it was made of: who proposes that once more gets this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// The folder of the bot's journal in the data folder.
pub const JOURNAL: &str = "published";

/// Every publication of a base, held by one process at a time.
pub struct Journal {
    folder: PathBuf,
    _held: File,
}

impl Journal {
    /// Opens the journal in a folder; waits for whoever has it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn open(folder: &Path) -> io::Result<Journal> {
        fs::create_dir_all(folder)?;
        restrict(folder, 0o700)?;
        let held = OpenOptions::new().create(true).append(true).open(folder.join(".lock"))?;
        held.lock()?;
        Ok(Journal { folder: folder.to_owned(), _held: held })
    }

    /// Every publication, the first one first.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn all(&self) -> io::Result<Vec<Publication>> {
        let mut all = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "json") {
                let read: Result<Publication, _> = serde_json::from_slice(&fs::read(&path)?);
                all.push(read.map_err(|error| {
                    io::Error::other(format!("`{}` is damaged: {error}; put it right, or away", path.display()))
                })?);
            }
        }
        all.sort_by_key(|one| one.number);
        Ok(all)
    }

    /// Writes a publication down; when it returns, it is on the disk.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn put(&self, publication: &Publication) -> io::Result<()> {
        let text = serde_json::to_vec_pretty(publication)?;
        replace(&self.folder.join(format!("{:06}.json", publication.number)), &text)
    }
}

/// Puts a text in the place of a file's, all or nothing; its rights stay as they are.
///
/// # Errors
/// When the disk refuses; then the file is as it was.
pub fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // A link stays one: what it leads to is replaced.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().unwrap_or(folder).to_owned();
    let unfinished = folder.join(format!(".{name}.unfinished"));
    let mut file = File::create(&unfinished)?;
    file.write_all(text)?;
    if let Ok(data) = fs::metadata(&path) {
        file.set_permissions(data.permissions())?;
    }
    file.sync_all()?;
    fs::rename(&unfinished, &path)?;
    File::open(&folder)?.sync_all()
}

/// Removes a file for good.
///
/// # Errors
/// When the disk refuses.
pub fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_piece_is_found_again_when_the_rest_was_edited() {
        let path = Path::new("a.toml");
        let first = Splice::between(path, Some("один\nдва\n"), "один\nполтора\nдва\n");
        assert_eq!(first.taken_back("один\nполтора\nдва\n").unwrap(), "один\nдва\n");
        assert_eq!(first.taken_back("ноль\nодин\nполтора\nдва\nтри\n").unwrap(), "ноль\nодин\nдва\nтри\n");
        assert_eq!(first.taken_back("один\nпочти\nдва\n"), None);
        assert_eq!(first.taken_back("один\nполтора\nдва\nодин\nполтора\nдва\n"), None, "it stands twice");
    }

    proptest! {
        #[test]
        fn a_change_is_made_and_taken_back_to_the_byte(old in "[aаб\n]{0,12}", new in "[aаб\n]{0,12}") {
            let splice = Splice::between(Path::new("a"), Some(&old), &new);
            prop_assert_eq!(splice.made(&old), Some(new.clone()));
            prop_assert_eq!(splice.taken_back(&new), Some(old));
        }
    }
}
