//! What can go wrong with stored data, each with the way back.

use super::records::{Cause, Trouble, cause_of};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Stored data cannot be used.
#[derive(Clone, Debug)]
pub enum StoreError {
    /// Another process has the folder open.
    InUse(PathBuf),
    /// The folder holds a database that cannot be read.
    Damaged(PathBuf, String),
    /// The folder was made by a newer version.
    Newer(PathBuf, u32),
    /// The disk said no.
    Io(PathBuf, String),
    /// The disk is too full to open anything: free and needed bytes.
    NoRoom {
        /// The folder.
        folder: PathBuf,
        /// Free bytes.
        free: u64,
        /// Needed bytes.
        needed: u64,
    },
    /// Opening did not come to an end within so many seconds.
    Stuck(PathBuf, u64),
    /// The key file cannot be used.
    Key(PathBuf, String),
    /// The key file holds another key than the one that sealed the records.
    WrongKey(PathBuf, PathBuf),
    /// There are records, but the key that seals them is gone.
    KeyGone(PathBuf, PathBuf),
    /// A change was not made, or it is not known whether it was.
    Failed(Trouble),
    /// A backup cannot be read, or not be used here.
    Backup(PathBuf, String),
}

impl StoreError {
    /// Trouble with the records in a folder.
    pub fn of(folder: &Path, trouble: Trouble) -> StoreError {
        match trouble.cause {
            Cause::Damaged => StoreError::Damaged(folder.to_owned(), trouble.what),
            _ => StoreError::Io(folder.to_owned(), trouble.what),
        }
    }

    /// The same as trouble that changed nothing.
    pub fn trouble(&self) -> Trouble {
        match self {
            StoreError::Failed(trouble) => trouble.clone(),
            StoreError::Damaged(..) => Trouble::before(Cause::Damaged, self.to_string()),
            StoreError::NoRoom { free, .. } => {
                Trouble::before(Cause::NoRoom, format!("only {} KB are free on the disk", free >> 10))
            }
            StoreError::Io(_, what) => Trouble::before(cause_of(&io::Error::other(what.clone())), what.clone()),
            other => Trouble::before(Cause::Other, other.to_string()),
        }
    }

    /// The same of another folder: what was found in a copy is meant for what was copied.
    pub(super) fn meant_for(self, folder: &Path) -> StoreError {
        match self {
            StoreError::Damaged(_, what) => StoreError::Damaged(folder.to_owned(), what),
            StoreError::Stuck(_, seconds) => StoreError::Stuck(folder.to_owned(), seconds),
            other => other,
        }
    }

    /// Whether the bot may serve without memory meanwhile: the disk is at fault, not who started it.
    pub fn is_the_disks(&self) -> bool {
        matches!(self, StoreError::Damaged(..) | StoreError::Io(..) | StoreError::NoRoom { .. } | StoreError::Stuck(..))
    }
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-+,:@%".contains(c));
    if plain && !text.is_empty() { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::InUse(folder) => write!(
                f,
                "people's data in `{}` is in use by another pristan; close that one, or give this one a folder of its own \
                 with `--data DIR`",
                folder.display()
            ),
            StoreError::Damaged(folder, what) => write!(
                f,
                "people's data in `{}` is damaged: {what}; nothing was changed. Put back a backup with `pristan restore \
                 FILE`, or move it aside to start anew: `mv {1} {1}.damaged`",
                folder.display(),
                quoted(folder)
            ),
            StoreError::Newer(folder, schema) => write!(
                f,
                "`{}` was written by a newer pristan (schema {schema}); use that version, or another `--data DIR`",
                folder.display()
            ),
            StoreError::Io(path, what) => {
                write!(
                    f,
                    "`{}` cannot be used: {what}; check that it may be written and that the disk has room",
                    path.display()
                )
            }
            StoreError::NoRoom { folder, free, needed } => write!(
                f,
                "the disk of `{}` is full: {} MB are free, {} MB are needed; make room, nothing was changed",
                folder.display(),
                free >> 20,
                needed.div_ceil(1 << 20)
            ),
            StoreError::Stuck(folder, seconds) => write!(
                f,
                "`{}` could not be opened within {seconds} s; look at its disk (`dmesg`, `df`)",
                folder.display()
            ),
            StoreError::Key(path, what) => write!(
                f,
                "the key file `{}` {what}; it must hold 32 bytes, be yours alone (`chmod 600`) and lie outside the data folder; \
                 PRISTAN_KEY_FILE names another",
                path.display()
            ),
            StoreError::WrongKey(key, folder) => write!(
                f,
                "the key file `{}` holds another key than the one that sealed the records in `{}`; nothing was changed. Put \
                 the right key there, or name it with PRISTAN_KEY_FILE; without it, move the folder aside to start anew: \
                 `mv {2} {2}.sealed`",
                key.display(),
                folder.display(),
                quoted(folder)
            ),
            StoreError::KeyGone(key, folder) => write!(
                f,
                "the key file `{}` is gone, and the records in `{}` cannot be read without it; put the key back, or move the \
                 folder aside to start anew: `mv {2} {2}.sealed`",
                key.display(),
                folder.display(),
                quoted(folder)
            ),
            StoreError::Failed(trouble) => trouble.fmt(f),
            StoreError::Backup(file, what) => write!(f, "the backup `{}` {what}", file.display()),
        }
    }
}

impl std::error::Error for StoreError {}
