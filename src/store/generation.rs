//! One sled database in a folder of its own: opened within a time, its panics turned into trouble.

use super::open::{open, remove_unfinished_snapshots};
use super::records::{COMMITS, Cause, META, Record, Trouble, Write, cause_of};
use sled::Transactional;
use sled::transaction::{ConflictableTransactionError, TransactionError};
use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::ops::Bound;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// In [`META`]: the highest number that was given, as eight bytes, the highest first.
const SEQUENCE: &[u8] = b"sequence";

/// A database that is open.
pub struct Generation {
    db: sled::Db,
    trees: BTreeMap<&'static str, sled::Tree>,
    /// The log itself: sled's own flush does not bring it through a power cut.
    log: File,
}

impl Generation {
    /// Opens the database in a folder, or makes it. Tells whether it was there before, too.
    ///
    /// # Errors
    /// When it is held by another process, damaged, or the disk refuses.
    pub fn open(folder: &Path, tables: &'static [&'static str]) -> Result<(Generation, bool), super::StoreError> {
        remove_unfinished_snapshots(folder)
            .map_err(|error| super::StoreError::Io(folder.to_owned(), error.to_string()))?;
        let db = open(folder)?;
        let there = db.was_recovered();
        let wrong = |trouble: Trouble| super::StoreError::of(folder, trouble);
        let mut trees = BTreeMap::new();
        for table in tables.iter().chain([&META]) {
            trees.insert(*table, guarded(|| db.open_tree(table)).map_err(wrong)?);
        }
        let log = File::open(folder.join("db")).map_err(|error| wrong(Trouble::of_disk(&error)))?;
        Ok((Generation { db, trees, log }, there))
    }

    fn tree(&self, table: &'static str) -> Result<&sled::Tree, Trouble> {
        self.trees.get(table).ok_or_else(|| Trouble::before(Cause::Other, format!("there is no table `{table}`")))
    }

    /// A record.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn get(&self, table: &'static str, key: &[u8]) -> Result<Option<Vec<u8>>, Trouble> {
        let tree = self.tree(table)?;
        Ok(guarded(|| tree.get(key))?.map(|value| value.to_vec()))
    }

    /// Records after a key, see [`super::records::Records::scan`].
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn scan(&self, table: &'static str, after: Option<&[u8]>, most: usize) -> Result<Vec<Record>, Trouble> {
        let tree = self.tree(table)?;
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let range = || -> sled::Result<Vec<Record>> {
            let found = tree.range::<&[u8], _>((from, Bound::Unbounded)).take(most);
            found.map(|record| record.map(|(key, value)| (key.to_vec(), value.to_vec()))).collect()
        };
        guarded(range)
    }

    /// How many commits it knows of.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn commits(&self) -> Result<u64, Trouble> {
        Ok(self.get(META, COMMITS)?.map_or(0, |bytes| number(&bytes)))
    }

    /// The highest number that was given, or that is the key of a record.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn highest(&self) -> Result<u64, Trouble> {
        let mut highest = self.get(META, SEQUENCE)?.map_or(0, |bytes| number(&bytes));
        // The names in META are no numbers, whatever their length.
        for tree in self.trees.iter().filter(|(table, _)| **table != META).map(|(_, tree)| tree) {
            // Keys of eight bytes may stand among longer ones: hashes. The last of them is what counts.
            let last = || -> sled::Result<Option<u64>> {
                for record in tree.iter().rev() {
                    let (key, _) = record?;
                    if key.len() == 8 {
                        return Ok(Some(number(&key)));
                    }
                    if key.len() > 8 {
                        return Ok(None);
                    }
                }
                Ok(None)
            };
            highest = highest.max(guarded(last)?.unwrap_or(0));
        }
        Ok(highest)
    }

    /// Makes changes in one transaction, in their order, notes the highest number that was given, and brings it to the
    /// disk itself.
    ///
    /// # Errors
    /// When the disk refuses; then it may have been made all the same.
    pub fn commit(&self, writes: &[Write], given: u64) -> Result<(), Trouble> {
        let mut batches = batches(writes);
        batches.entry(META).or_default().insert(SEQUENCE, &given.to_be_bytes());
        let trees = batches.keys().map(|table| self.tree(table).cloned()).collect::<Result<Vec<_>, _>>()?;
        let made = || -> Result<(), TransactionError<String>> {
            trees.as_slice().transaction(|trees| {
                for (tree, batch) in trees.iter().zip(batches.values()) {
                    tree.apply_batch(batch)?;
                }
                Ok::<(), ConflictableTransactionError<String>>(())
            })
        };
        let made = catch_unwind(AssertUnwindSafe(made)).map_err(|_| broken())?;
        made.map_err(|error| match error {
            TransactionError::Storage(error) => of_sled(&error),
            TransactionError::Abort(what) => Trouble::before(Cause::Other, what),
        })?;
        self.sync()
    }

    /// Makes changes without a transaction, and does not wait for the disk; for a database that nobody uses yet.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn fill(&self, writes: &[Write]) -> Result<(), Trouble> {
        for (table, batch) in batches(writes) {
            let tree = self.tree(table)?;
            guarded(|| tree.apply_batch(batch))?;
        }
        Ok(())
    }

    /// Brings everything to the disk itself.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn sync(&self) -> Result<(), Trouble> {
        guarded(|| self.db.flush())?;
        self.log.sync_all().map_err(|error| Trouble::of_disk(&error))
    }

    /// Bytes on disk.
    pub fn size(&self) -> u64 {
        catch_unwind(AssertUnwindSafe(|| self.db.size_on_disk().unwrap_or(0))).unwrap_or(0)
    }
}

/// Changes by table, in their order.
fn batches(writes: &[Write]) -> BTreeMap<&'static str, sled::Batch> {
    let mut batches: BTreeMap<&'static str, sled::Batch> = BTreeMap::new();
    for write in writes {
        let batch = batches.entry(write.table).or_default();
        match &write.value {
            Some(value) => batch.insert(write.key.as_slice(), value.as_slice()),
            None => batch.remove(write.key.as_slice()),
        }
    }
    batches
}

/// Eight bytes as a number; other lengths are none.
pub fn number(bytes: &[u8]) -> u64 {
    bytes.try_into().map_or(0, u64::from_be_bytes)
}

/// Works with sled, which panics on some damage instead of saying so.
fn guarded<T>(work: impl FnOnce() -> sled::Result<T>) -> Result<T, Trouble> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => done.map_err(|error| of_sled(&error)),
        Err(_) => Err(broken()),
    }
}

fn broken() -> Trouble {
    Trouble::before(Cause::Damaged, "its log cannot be read any more")
}

/// What sled's refusal means. Its texts hold offsets, no contents.
fn of_sled(error: &sled::Error) -> Trouble {
    match error {
        sled::Error::Io(error) => Trouble::of_disk(error),
        sled::Error::Corruption { .. } => Trouble::before(Cause::Damaged, "a page of its log does not check"),
        other => Trouble::before(cause_of(&io::Error::other(other.to_string())), other.to_string()),
    }
}
