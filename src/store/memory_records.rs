//! Records in memory: what serves while the disk cannot.

use super::records::{ERASURE, META, Record, Records, Trouble, Write};
use std::collections::BTreeMap;
use std::io;
use std::ops::Bound;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Numbers begin here: they never meet those of a store on disk, so that the records may be carried over.
const FIRST: u64 = 1 << 62;

/// The records of each table.
type Tables = BTreeMap<&'static str, BTreeMap<Vec<u8>, Vec<u8>>>;

/// Records that are gone with the process.
#[derive(Default)]
pub struct MemoryRecords {
    tables: Mutex<Tables>,
    given: AtomicU64,
}

impl MemoryRecords {
    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Records for MemoryRecords {
    fn get(&self, table: &'static str, key: &[u8]) -> Result<Option<Vec<u8>>, Trouble> {
        Ok(self.tables().get(table).and_then(|table| table.get(key)).cloned())
    }

    fn scan(&self, table: &'static str, after: Option<&[u8]>, most: usize) -> Result<Vec<Record>, Trouble> {
        let tables = self.tables();
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let found = tables.get(table).into_iter().flat_map(|table| table.range::<[u8], _>((from, Bound::Unbounded)));
        Ok(found.take(most).map(|(key, value)| (key.clone(), value.clone())).collect())
    }

    fn commit(&self, writes: &[Write]) -> Result<(), Trouble> {
        let mut tables = self.tables();
        for write in writes {
            let table = tables.entry(write.table).or_default();
            match &write.value {
                Some(value) => table.insert(write.key.clone(), value.clone()),
                None => table.remove(&write.key),
            };
        }
        Ok(())
    }

    fn sequence(&self) -> Result<u64, Trouble> {
        Ok(FIRST + self.given.fetch_add(1, Ordering::Relaxed))
    }

    fn erase(&self, _: &dyn Fn() -> bool) -> Result<(), Trouble> {
        self.commit(&[Write { table: META, key: ERASURE.to_vec(), value: None }])
    }

    fn snapshot(&self, visit: &mut dyn FnMut(&'static str, Record) -> io::Result<()>) -> Result<(), Trouble> {
        let tables = self.tables().clone();
        for (table, records) in tables {
            for record in records {
                visit(table, record).map_err(|error| Trouble::of_disk(&error))?;
            }
        }
        Ok(())
    }
}
