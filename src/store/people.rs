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
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// A kind of record, each in a tree of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// The memory of each chat, by the chat's id.
    Chats,
    /// Questions kept for volunteers, by a number of their own.
    Questions,
    /// How often an answer helped and did not, by the entry's id.
    Ratings,
    /// What was taken from a face and not handled yet, in order.
    Inbox,
    /// What is to be sent, in order.
    Outbox,
    /// Ids of updates that were taken, each with when.
    Seen,
}

impl Table {
    const ALL: [Table; 6] = [Table::Chats, Table::Questions, Table::Ratings, Table::Inbox, Table::Outbox, Table::Seen];

    fn name(self) -> &'static str {
        match self {
            Table::Chats => "chats",
            Table::Questions => "questions",
            Table::Ratings => "ratings",
            Table::Inbox => "inbox",
            Table::Outbox => "outbox",
            Table::Seen => "seen",
        }
    }

    /// Whether ids are replaced by keyed hashes: those that tell of people or of what they read.
    fn hides_ids(self) -> bool {
        matches!(self, Table::Chats | Table::Ratings)
    }
}

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
    /// None only while a rewrite swaps it, or when that failed half-way.
    db: RwLock<Option<sled::Db>>,
    seal: Seal,
    /// Held by who writes.
    turn: Mutex<()>,
    /// Changes whose makers wait for the turn.
    waiting: Mutex<Vec<Waiting>>,
}

/// A change of one record: its value, or none to remove it.
type Write = (Table, Vec<u8>, Option<Vec<u8>>);
/// Changes to be made together, and where their maker looks for how that went.
type Waiting = (Vec<Write>, Arc<Mutex<Option<Result<(), StoreError>>>>);

/// Changes that are made together or not at all.
#[derive(Default)]
pub struct Batch {
    writes: Vec<Write>,
    unsealed: bool,
}

impl Batch {
    /// Whether there is nothing to change.
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty() && !self.unsealed
    }
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
        let seal = Seal::new(&key);
        let people = People {
            folder: folder.to_owned(),
            db: RwLock::default(),
            seal,
            turn: Mutex::new(()),
            waiting: Mutex::default(),
        };
        if marked {
            people.check(&db, &marker)?;
        } else {
            let meta = people.tree(&db, META)?;
            meta.insert("schema", &[SCHEMA]).map_err(|error| damaged(&error.to_string()))?;
            let canary = people.seal.close(META, b"canary", &()).ok_or_else(|| damaged("nothing can be sealed"))?;
            meta.insert("canary", canary).map_err(|error| damaged(&error.to_string()))?;
            sync(&db, folder)?;
            mark(&marker, 0)
                .and_then(|()| fs::File::open(folder)?.sync_all())
                .map_err(|error| StoreError::Io(marker, error.to_string()))?;
        }
        Ok(People { db: RwLock::new(Some(db)), ..people })
    }

    /// Whether the schema is ours, the key fits, no commit is missing, and every record can be read.
    fn check(&self, db: &sled::Db, marker: &Path) -> Result<(), StoreError> {
        let damaged = |what: String| StoreError::Damaged(self.folder.clone(), what);
        let meta = self.tree(db, META)?;
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
        let (made, known) = (counted.unwrap_or(0), self.commits(db)?);
        if known < made {
            return Err(damaged(format!("of {made} commits it knows {known}")));
        }
        for table in Table::ALL {
            for record in self.tree(db, table.name())?.iter() {
                record.map_err(|error| damaged(error.to_string()))?;
            }
        }
        Ok(())
    }

    /// How many commits the database knows of.
    fn commits(&self, db: &sled::Db) -> Result<u64, StoreError> {
        let kept = self.tree(db, META)?.get(COMMITS).map_err(|error| self.damaged(&error.to_string()))?;
        Ok(kept.and_then(|bytes| bytes.as_ref().try_into().ok()).map_or(0, u64::from_be_bytes))
    }

    fn damaged(&self, what: &str) -> StoreError {
        StoreError::Damaged(self.folder.clone(), what.to_owned())
    }

    fn failed(&self, what: impl ToString) -> StoreError {
        StoreError::Io(self.folder.clone(), what.to_string())
    }

    fn tree(&self, db: &sled::Db, name: &str) -> Result<sled::Tree, StoreError> {
        db.open_tree(name).map_err(|error| self.damaged(&error.to_string()))
    }

    /// Works with the database; nobody swaps it meanwhile.
    fn with<T>(&self, work: impl FnOnce(&sled::Db) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let db = self.db.read().unwrap_or_else(PoisonError::into_inner);
        work(db.as_ref().ok_or_else(|| self.failed("its database was closed by a failed rewrite"))?)
    }

    /// The key under which the record of an id stands.
    fn key(&self, table: Table, id: &[u8]) -> Vec<u8> {
        if table.hides_ids() { self.seal.name(table.name(), id).to_vec() } else { id.to_vec() }
    }

    /// A keyed hash of something about a person, for where it must be told from others and must not be known.
    pub fn sign(&self, id: &[u8]) -> [u8; 32] {
        self.seal.name("signs", id)
    }

    /// A record.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn get<T: DeserializeOwned>(&self, table: Table, id: &[u8]) -> Result<Option<T>, StoreError> {
        let key = self.key(table, id);
        let read =
            |db: &sled::Db| self.tree(db, table.name())?.get(&key).map_err(|error| self.damaged(&error.to_string()));
        let Some(sealed) = self.with(read)? else { return Ok(None) };
        let opened = self.seal.open(table.name(), &key, &sealed);
        opened.map(Some).ok_or_else(|| self.damaged("a record does not open"))
    }

    /// All records of a table with their keys, in the order of the keys. Where ids are hidden the keys are hashes.
    ///
    /// # Errors
    /// When a record cannot be read.
    pub fn all<T: DeserializeOwned>(&self, table: Table) -> Result<Vec<(Vec<u8>, T)>, StoreError> {
        self.with(|db| {
            let mut found = Vec::new();
            for record in self.tree(db, table.name())?.iter() {
                let (key, sealed) = record.map_err(|error| self.damaged(&error.to_string()))?;
                let opened = self.seal.open(table.name(), &key, &sealed);
                found.push((key.to_vec(), opened.ok_or_else(|| self.damaged("a record does not open"))?));
            }
            Ok(found)
        })
    }

    /// Adds to a batch that a record gets this value.
    pub fn put<T: Serialize>(&self, batch: &mut Batch, table: Table, id: &[u8], value: &T) {
        let key = self.key(table, id);
        let sealed = self.seal.close(table.name(), &key, value);
        batch.unsealed |= sealed.is_none();
        batch.writes.extend(sealed.map(|sealed| (table, key, Some(sealed))));
    }

    /// Adds to a batch that a value is kept under a number of its own, higher than those before; gives its key.
    pub fn append<T: Serialize>(&self, batch: &mut Batch, table: Table, value: &T) -> Vec<u8> {
        let id = self.with(|db| db.generate_id().map_err(|error| self.failed(error)));
        let key = id.as_ref().map(|id| id.to_be_bytes().to_vec()).unwrap_or_default();
        match id {
            Ok(_) => self.put(batch, table, &key, value),
            Err(_) => batch.unsealed = true,
        }
        key
    }

    /// Adds to a batch that a record goes.
    pub fn remove(&self, batch: &mut Batch, table: Table, id: &[u8]) {
        batch.writes.push((table, self.key(table, id), None));
    }

    /// Makes the changes, all of them or none; returns when they are on the disk. Changes that come at the same time share
    /// one way to the disk.
    ///
    /// # Errors
    /// When the disk refuses; then nothing was changed.
    pub fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        if batch.unsealed {
            return Err(self.failed("a record could not be sealed"));
        }
        let done = Arc::new(Mutex::new(None));
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push((batch.writes, done.clone()));
        let turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever had the turn before may have taken this along.
        if let Some(result) = done.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return result;
        }
        let all = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        let (writes, waiting): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        let result = self.write(writes.into_iter().flatten());
        for other in waiting {
            *other.lock().unwrap_or_else(PoisonError::into_inner) = Some(result.clone());
        }
        drop(turn);
        result
    }

    /// Makes changes in one transaction, in their order. Only who has the turn may.
    fn write(&self, writes: impl Iterator<Item = Write>) -> Result<(), StoreError> {
        let mut batches: Vec<(Table, sled::Batch)> = Vec::new();
        for (table, key, value) in writes {
            let at = batches.iter().position(|(known, _)| *known == table).unwrap_or(batches.len());
            if at == batches.len() {
                batches.push((table, sled::Batch::default()));
            }
            match value {
                Some(value) => batches[at].1.insert(key, value),
                None => batches[at].1.remove(key),
            }
        }
        self.with(|db| {
            let number = self.commits(db)? + 1;
            let mut trees = vec![self.tree(db, META)?];
            for (table, _) in &batches {
                trees.push(self.tree(db, table.name())?);
            }
            let done: Result<(), TransactionError<String>> = trees.as_slice().transaction(|trees| {
                trees[0].insert(COMMITS, &number.to_be_bytes())?;
                for (tree, (_, batch)) in trees[1..].iter().zip(&batches) {
                    tree.apply_batch(batch)?;
                }
                Ok::<(), ConflictableTransactionError<String>>(())
            });
            done.map_err(|error| self.failed(error))?;
            sync(db, &self.folder)?;
            // Not synced itself: a marker that lags behind tells less, never something wrong.
            mark(&self.folder.join(MARKER), number).map_err(|error| self.failed(error))
        })
    }

    /// Writes everything that lives into a new database and takes that instead: sled keeps what was removed in its log.
    /// Killed at any point, either the old or the new one opens.
    ///
    /// # Errors
    /// When the disk refuses; then the old database is as it was.
    pub fn rewrite(&self) -> Result<(), StoreError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut place = self.db.write().unwrap_or_else(PoisonError::into_inner);
        let Some(db) = place.as_ref() else { return Err(self.failed("its database was closed by a failed rewrite")) };
        let (fresh, old) = (beside(&self.folder, "new"), beside(&self.folder, "old"));
        for leftover in [&fresh, &old] {
            remove(leftover).map_err(|what| self.failed(what))?;
        }
        let copy = open(&fresh)?;
        copy.import(db.export());
        sync(&copy, &fresh)?;
        drop(copy);
        fs::copy(self.folder.join(MARKER), fresh.join(MARKER)).map_err(|error| self.failed(error))?;
        *place = None;
        fs::rename(&self.folder, &old).map_err(|error| self.failed(error))?;
        fs::rename(&fresh, &self.folder).map_err(|error| self.failed(error))?;
        remove(&old).map_err(|what| StoreError::Io(old.clone(), what))?;
        *place = Some(open(&self.folder)?);
        Ok(())
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
