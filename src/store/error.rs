//! What can go wrong with stored data, each with the way back.

use std::fmt;
use std::path::PathBuf;

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
    /// The key file cannot be used.
    Key(PathBuf, String),
    /// There are records, but the key that seals them is gone.
    KeyGone(PathBuf, PathBuf),
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
                "people's data in `{0}` is damaged: {what}; nothing was changed. Put back a copy of the folder, or move it \
                 aside to start anew: `mv {0} {0}.damaged`",
                folder.display()
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
            StoreError::Key(path, what) => write!(
                f,
                "the key file `{}` {what}; it must hold 32 bytes, be yours alone (`chmod 600`) and lie outside the data folder; \
                 PRISTAN_KEY_FILE names another",
                path.display()
            ),
            StoreError::KeyGone(key, folder) => write!(
                f,
                "the key file `{}` is gone, and the records in `{}` cannot be read without it; put the key back, or move the \
                 folder aside to start anew",
                key.display(),
                folder.display()
            ),
        }
    }
}

impl std::error::Error for StoreError {}
