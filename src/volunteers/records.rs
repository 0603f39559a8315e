//! The way to the records: through the door of a bot that has them, or by opening them.

use crate::store::{People, StoreError};
use crate::turn::{Counted, Handling, Numbered, Rated, counts, mark, questions, ratings, reach};
use std::fmt;
use std::path::{Path, PathBuf};

/// The records of a bot or a chat, wherever they are.
pub enum Records {
    /// A bot has them: it is asked.
    OfBot(PathBuf),
    /// Nobody else has them.
    Own(People),
    /// There are none yet.
    None,
}

/// The records cannot be had.
#[derive(Debug)]
pub enum RecordsError {
    /// They cannot be opened, read or written.
    Store(StoreError),
    /// What the bot that has them said.
    Bot(String),
}

impl fmt::Display for RecordsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RecordsError::Store(error) => error.fmt(f),
            RecordsError::Bot(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for RecordsError {}

impl From<StoreError> for RecordsError {
    fn from(error: StoreError) -> RecordsError {
        RecordsError::Store(error)
    }
}

impl Records {
    /// Finds the records of a folder.
    ///
    /// # Errors
    /// When they are in use by somebody who has no door, or do not open.
    pub fn open(folder: &Path, key_file: &Path, day: u32) -> Result<Records, RecordsError> {
        if reach(folder).is_some() {
            return Ok(Records::OfBot(folder.to_owned()));
        }
        match folder.is_dir() {
            true => Ok(Records::Own(People::open(folder, key_file, day)?)),
            false => Ok(Records::None),
        }
    }

    /// Every question that is kept.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn questions(&self) -> Result<Vec<Numbered>, RecordsError> {
        match self {
            Records::OfBot(folder) => door(folder)?.questions().map_err(RecordsError::Bot),
            Records::Own(people) => Ok(questions(people)?),
            Records::None => Ok(Vec::new()),
        }
    }

    /// Every sum.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn counts(&self) -> Result<Vec<Counted>, RecordsError> {
        match self {
            Records::OfBot(folder) => door(folder)?.counts().map_err(RecordsError::Bot),
            Records::Own(people) => Ok(counts(people)?),
            Records::None => Ok(Vec::new()),
        }
    }

    /// How these entries were rated.
    ///
    /// # Errors
    /// When that cannot be read.
    pub fn ratings(&self, entries: &[String]) -> Result<Vec<Rated>, RecordsError> {
        match self {
            Records::OfBot(folder) => door(folder)?.ratings(entries).map_err(RecordsError::Bot),
            Records::Own(people) => Ok(ratings(people, entries)?),
            Records::None => Ok(Vec::new()),
        }
    }

    /// Notes what the volunteers made of questions; says how many of them are there.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn mark(&self, numbers: &[u64], handling: Handling, answer: Option<&str>) -> Result<usize, RecordsError> {
        match self {
            Records::OfBot(folder) => door(folder)?.mark(numbers, handling, answer).map_err(RecordsError::Bot),
            Records::Own(people) => Ok(mark(people, numbers, handling, answer)?),
            Records::None => Ok(0),
        }
    }
}

fn door(folder: &Path) -> Result<crate::turn::Door, RecordsError> {
    let gone = || RecordsError::Bot("the bot that had the records was stopped meanwhile; try again".to_owned());
    reach(folder).ok_or_else(gone)
}
