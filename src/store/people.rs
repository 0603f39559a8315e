//! People's records: the memory of each chat, questions kept for volunteers. One process at a time.

use super::error::StoreError;
use super::key::Key;
use super::open::{open, sync};
use super::seal::{SCHEMA, Seal};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sled::Transactional;
use sled::transaction::{ConflictableTransactionError, TransactionError};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Where each kind of record stands.
const CHATS: &str = "chats";
const QUESTIONS: &str = "questions";
/// Unsealed: what a database says of itself.
const META: &str = "meta";
/// A small file beside the database that says how many commits were made: sled opens a log that was cut short without a
/// word, and then the database knows of fewer.
const MARKER: &str = "pristan-people";
/// Where the database itself counts its commits.
const COMMITS: &str = "commits";

/// The records of people in one folder, sealed.
pub struct People {
    folder: PathBuf,
    db: sled::Db,
    seal: Seal,
    /// Held by the commit that counts.
    turn: Mutex<()>,
}

/// A change of the records; several are made together or not at all.
pub enum Change<'a, T: Serialize> {
    /// The memory of a chat.
    Chat(&'a [u8], &'a T),
    /// Forgets a chat.
    ForgetChat(&'a [u8]),
}

impl People {
    /// Opens the records in `folder` with the key in `key_file`; makes both when they are not there.
    ///
    /// # Errors
    /// When another process has them open, they are damaged or newer, or the key does not fit.
    pub fn open(folder: &Path, key_file: &Path) -> Result<People, StoreError> {
        recover(folder)?;
        let marker = folder.join(MARKER);
        let marked = marker.exists();
        let data = folder.parent().unwrap_or(folder);
        let key = Key::load(key_file, data, marked)?;
        let db = open(folder)?;
        let damaged = |what: &str| StoreError::Damaged(folder.to_owned(), what.to_owned());
        if marked && !db.was_recovered() {
            return Err(damaged("its database is empty or gone"));
        }
        let people = People { folder: folder.to_owned(), db, seal: Seal::new(&key), turn: Mutex::new(()) };
        if marked {
            people.check(&marker)?;
        } else {
            people.tree(META)?.insert("schema", &[SCHEMA]).map_err(|error| damaged(&error.to_string()))?;
            let canary = people.seal.close(META, b"canary", &()).ok_or_else(|| damaged("nothing can be sealed"))?;
            people.tree(META)?.insert("canary", canary).map_err(|error| damaged(&error.to_string()))?;
            people.sync()?;
            mark(&marker, 0)
                .and_then(|()| fs::File::open(folder)?.sync_all())
                .map_err(|error| StoreError::Io(marker, error.to_string()))?;
        }
        Ok(people)
    }

    /// Whether the schema is ours, the key fits, no commit is missing, and every record can be read.
    fn check(&self, marker: &Path) -> Result<(), StoreError> {
        let damaged = |what: String| StoreError::Damaged(self.folder.clone(), what);
        let meta = self.tree(META)?;
        let schema = meta.get("schema").map_err(|error| damaged(error.to_string()))?;
        match schema.as_deref() {
            Some([schema]) if *schema > SCHEMA => {
                return Err(StoreError::Newer(self.folder.clone(), u32::from(*schema)));
            }
            Some(_) => {}
            None => return Err(damaged("it does not say its schema".to_owned())),
        }
        let canary = meta.get("canary").map_err(|error| damaged(error.to_string()))?.unwrap_or_default();
        if self.seal.open::<()>(META, b"canary", &canary).is_none() {
            return Err(damaged("the key does not fit its records".to_owned()));
        }
        let counted = fs::read_to_string(marker).ok().and_then(|text| text.split_whitespace().last()?.parse().ok());
        let (made, known) = (counted.unwrap_or(0), self.commits()?);
        if known < made {
            return Err(damaged(format!("of {made} commits it knows {known}")));
        }
        for table in [CHATS, QUESTIONS] {
            for record in self.tree(table)?.iter() {
                record.map_err(|error| damaged(error.to_string()))?;
            }
        }
        Ok(())
    }

    /// How many commits the database knows of.
    fn commits(&self) -> Result<u64, StoreError> {
        let kept = self.tree(META)?.get(COMMITS);
        let kept = kept.map_err(|error| StoreError::Damaged(self.folder.clone(), error.to_string()))?;
        Ok(kept.and_then(|bytes| bytes.as_ref().try_into().ok()).map_or(0, u64::from_be_bytes))
    }

    fn tree(&self, table: &str) -> Result<sled::Tree, StoreError> {
        self.db.open_tree(table).map_err(|error| StoreError::Damaged(self.folder.clone(), error.to_string()))
    }

    /// The memory of a chat.
    ///
    /// # Errors
    /// When the record is there and cannot be read.
    pub fn chat<T: DeserializeOwned>(&self, id: &[u8]) -> Result<Option<T>, StoreError> {
        let name = self.seal.name(CHATS, id);
        let damaged = |what: String| StoreError::Damaged(self.folder.clone(), what);
        let Some(sealed) = self.tree(CHATS)?.get(name).map_err(|error| damaged(error.to_string()))? else {
            return Ok(None);
        };
        let opened = self.seal.open(CHATS, &name, &sealed);
        opened.map(Some).ok_or_else(|| damaged("the record of a chat does not open".to_owned()))
    }

    /// Makes changes and keeps questions, all of it or nothing; returns when it is on the disk.
    ///
    /// # Errors
    /// When the disk refuses; then nothing was changed.
    pub fn commit<T: Serialize, Q: Serialize>(
        &self,
        changes: &[Change<'_, T>],
        questions: &[Q],
    ) -> Result<(), StoreError> {
        let failed = |what: String| StoreError::Io(self.folder.clone(), what);
        let sealed = || failed("a record could not be sealed".to_owned());
        let (mut chats, mut kept) = (sled::Batch::default(), sled::Batch::default());
        for change in changes {
            match change {
                Change::Chat(id, value) => {
                    let name = self.seal.name(CHATS, id);
                    chats.insert(&name, self.seal.close(CHATS, &name, value).ok_or_else(sealed)?);
                }
                Change::ForgetChat(id) => chats.remove(&self.seal.name(CHATS, id)),
            }
        }
        for question in questions {
            let id = self.db.generate_id().map_err(|error| failed(error.to_string()))?.to_be_bytes();
            kept.insert(&id, self.seal.close(QUESTIONS, &id, question).ok_or_else(sealed)?);
        }
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let number = self.commits()? + 1;
        let trees = [self.tree(CHATS)?, self.tree(QUESTIONS)?, self.tree(META)?];
        let done: Result<(), TransactionError<String>> = trees.as_slice().transaction(|trees| {
            trees[0].apply_batch(&chats)?;
            trees[1].apply_batch(&kept)?;
            trees[2].insert(COMMITS, &number.to_be_bytes())?;
            Ok::<(), ConflictableTransactionError<String>>(())
        });
        done.map_err(|error| failed(error.to_string()))?;
        self.sync()?;
        // Not synced itself: a marker that lags behind tells less, never something wrong.
        mark(&self.folder.join(MARKER), number).map_err(|error| failed(error.to_string()))
    }

    /// The questions kept for volunteers, oldest first.
    ///
    /// # Errors
    /// When a record cannot be read.
    pub fn questions<Q: DeserializeOwned>(&self) -> Result<Vec<Q>, StoreError> {
        let damaged = |what: String| StoreError::Damaged(self.folder.clone(), what);
        let mut questions = Vec::new();
        for record in self.tree(QUESTIONS)?.iter() {
            let (id, sealed) = record.map_err(|error| damaged(error.to_string()))?;
            let opened = self.seal.open(QUESTIONS, &id, &sealed);
            questions.push(opened.ok_or_else(|| damaged("a kept question does not open".to_owned()))?);
        }
        Ok(questions)
    }

    fn sync(&self) -> Result<(), StoreError> {
        sync(&self.db, &self.folder)
    }

    /// Writes everything that lives into a new database and takes that instead: sled keeps what was removed in its log.
    /// Killed at any point, either the old or the new one opens.
    ///
    /// # Errors
    /// When the disk refuses; then the old database is as it was.
    pub fn rewrite(self) -> Result<People, StoreError> {
        let failed = |what: String| StoreError::Io(self.folder.clone(), what);
        let (fresh, old) = (beside(&self.folder, "new"), beside(&self.folder, "old"));
        for leftover in [&fresh, &old] {
            remove(leftover).map_err(failed)?;
        }
        let db = open(&fresh)?;
        db.import(self.db.export());
        sync(&db, &fresh)?;
        drop(db);
        let io = |error: std::io::Error| StoreError::Io(self.folder.clone(), error.to_string());
        fs::copy(self.folder.join(MARKER), fresh.join(MARKER)).map_err(io)?;
        let People { folder, db, seal, turn } = self;
        drop(db);
        let io = |error: std::io::Error| StoreError::Io(folder.clone(), error.to_string());
        fs::rename(&folder, &old).map_err(io)?;
        fs::rename(&fresh, &folder).map_err(io)?;
        remove(&old).map_err(|what| StoreError::Io(old.clone(), what))?;
        let db = open(&folder)?;
        Ok(People { folder, db, seal, turn })
    }
}

/// Writes how many commits were made, over what stood there: always as many bytes, so that it is whole at any time.
fn mark(marker: &Path, commits: u64) -> std::io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(false).open(marker)?;
    file.write_all(format!("records of pristan, do not edit; commits {commits:020}\n").as_bytes())
}

fn beside(folder: &Path, ending: &str) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    folder.with_file_name(name)
}

fn remove(folder: &Path) -> Result<(), String> {
    if folder.exists() { fs::remove_dir_all(folder).map_err(|error| error.to_string()) } else { Ok(()) }
}

/// Finishes a rewrite that was interrupted: the new database is whole when the old one was moved aside.
fn recover(folder: &Path) -> Result<(), StoreError> {
    let (fresh, old) = (beside(folder, "new"), beside(folder, "old"));
    let failed = |what: String| StoreError::Io(folder.to_owned(), what);
    if !folder.exists() && old.exists() {
        let whole = if fresh.join(MARKER).exists() { &fresh } else { &old };
        fs::rename(whole, folder).map_err(|error| failed(error.to_string()))?;
    }
    remove(&fresh).and_then(|()| remove(&old)).map_err(failed)
}
