//! Records over sled 0.34.
//!
//! sled keeps what was removed in its log; [`Records::erase`] therefore copies what lives into a new database, the next
//! generation, while others go on, and then lets the marker name that one. A database that met trouble once refuses for
//! ever; it is let go and opened anew.

use super::error::StoreError;
use super::generation::{Generation, number};
use super::home::{Home, Mark, Marker};
use super::open::{ROOM, free_bytes};
use super::records::{COMMITS, Cause, ERASURE, META, Record, Records, Trouble, Write};
use std::collections::BTreeSet;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread;

/// Records that are read or copied at a time.
const PAGE: usize = 256;
/// Times that what was changed meanwhile is copied before everybody has to wait for the last of it.
const ROUNDS: usize = 20;
/// A log that is this many times as large as what lived in it when it was new, and [`MUCH`] bytes more, is wasteful.
const WASTEFUL: u64 = 2;
const MUCH: u64 = 12 << 20;

/// Records in sled databases below one folder.
pub struct SledRecords {
    home: Home,
    tables: &'static [&'static str],
    /// None after trouble, until it is opened anew.
    current: RwLock<Option<Arc<Generation>>>,
    writing: Mutex<Writing>,
    /// The highest number that was given.
    given: AtomicU64,
    /// The size that the current log had when it was new, in bytes.
    fresh: AtomicU64,
    erasing: Mutex<()>,
}

/// Held by who writes.
struct Writing {
    mark: Mark,
    marker: Marker,
    /// What was changed since an erasure began to copy.
    touched: Option<Touched>,
    /// Whether another erasure came to be owed since then.
    owed: bool,
}

/// Tables and keys.
type Touched = BTreeSet<(&'static str, Vec<u8>)>;

/// What stands under keys now.
fn current_values(from: &Generation, keys: Touched) -> Result<Vec<Write>, Trouble> {
    let current = |(table, key): (&'static str, Vec<u8>)| Ok(Write { value: from.get(table, &key)?, table, key });
    keys.into_iter().map(current).collect()
}

impl SledRecords {
    /// Opens the records, or makes them. Who calls holds the folder's lock, and has looked at a copy.
    ///
    /// # Errors
    /// When they are damaged, or the disk refuses.
    pub fn open(home: Home, tables: &'static [&'static str]) -> Result<SledRecords, StoreError> {
        let number = home.current()?;
        let marked = home.mark();
        let (generation, _) = Generation::open(&home.of(number), tables)?;
        let wrong = |trouble: Trouble| StoreError::of(home.folder(), trouble);
        let known = generation.commits().map_err(wrong)?;
        if known < marked.map_or(0, |mark| mark.commits) {
            return Err(StoreError::Damaged(home.folder().to_owned(), "commits are missing".to_owned()));
        }
        let given = generation.highest().map_err(wrong)?;
        let mark = Mark { generation: number, commits: known };
        let disk = |error: io::Error| wrong(Trouble::of_disk(&error));
        generation.sync().map_err(wrong)?;
        let marker = home.set_mark(mark).map_err(disk)?;
        home.keep_only(number).map_err(disk)?;
        let fresh = AtomicU64::new(generation.size());
        Ok(SledRecords {
            home,
            tables,
            current: RwLock::new(Some(Arc::new(generation))),
            writing: Mutex::new(Writing { mark, marker, touched: None, owed: false }),
            given: AtomicU64::new(given),
            fresh,
            erasing: Mutex::new(()),
        })
    }

    fn writing(&self) -> MutexGuard<'_, Writing> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The database that is open, or opened anew after trouble.
    fn current(&self) -> Result<Arc<Generation>, Trouble> {
        if let Some(generation) = &*self.current.read().unwrap_or_else(PoisonError::into_inner) {
            return Ok(generation.clone());
        }
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(generation) = &*current {
            return Ok(generation.clone());
        }
        let mark = self.home.mark().unwrap_or_default();
        let (generation, _) =
            Generation::open(&self.home.of(mark.generation), self.tables).map_err(|error| error.trouble())?;
        if generation.commits()? < mark.commits {
            return Err(Trouble::before(Cause::Damaged, "commits are missing after the disk failed"));
        }
        Ok(current.insert(Arc::new(generation)).clone())
    }

    /// Works with the database; one that met trouble is let go.
    fn with<T>(&self, work: impl FnOnce(&Generation) -> Result<T, Trouble>) -> Result<T, Trouble> {
        let generation = self.current()?;
        let done = work(&generation);
        if done.is_err() {
            let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
            if current.as_ref().is_some_and(|current| Arc::ptr_eq(current, &generation)) {
                *current = None;
            }
            // Letting go flushes, which may hang where the disk does.
            thread::spawn(move || drop(generation));
        }
        done
    }

    fn has_room(&self) -> Result<(), Trouble> {
        let free = free_bytes(self.home.folder()).unwrap_or(u64::MAX);
        // Half of what opening needs: whoever is open may use some.
        if free >= ROOM / 2 {
            return Ok(());
        }
        Err(Trouble::before(Cause::NoRoom, format!("only {} KB are free on the disk", free >> 10)))
    }

    /// Copies all that lives into the next generation, page by page, and what was changed meanwhile, until that is little.
    fn copy(&self, from: &Generation, to: &Generation, breathe: &dyn Fn() -> bool) -> Result<(), Trouble> {
        for table in self.tables.iter().chain([&META]) {
            let mut after: Option<Vec<u8>> = None;
            loop {
                let page = from.scan(table, after.as_deref(), PAGE)?;
                let Some((last, _)) = page.last() else { break };
                after = Some(last.clone());
                let writes = page.into_iter().map(|(key, value)| Write { table, key, value: Some(value) });
                to.fill(&writes.collect::<Vec<_>>())?;
                self.go_on(breathe)?;
            }
        }
        for _ in 0..ROUNDS {
            to.sync()?;
            let touched = self.writing().touched.replace(BTreeSet::new()).unwrap_or_default();
            let few = touched.len() < PAGE;
            let writes = current_values(from, touched)?;
            for slice in writes.chunks(PAGE) {
                to.fill(slice)?;
                self.go_on(breathe)?;
            }
            if few {
                break;
            }
        }
        to.sync()
    }

    fn go_on(&self, breathe: &dyn Fn() -> bool) -> Result<(), Trouble> {
        self.has_room()?;
        if breathe() { Ok(()) } else { Err(Trouble::before(Cause::Other, "it was told to stop")) }
    }

    /// What was touched meanwhile is copied once more, then the marker names the next generation. Nobody writes meanwhile.
    fn swap(&self, from: &Arc<Generation>, to: Generation, next: u64) -> Result<(), Trouble> {
        let mut writing = self.writing();
        let touched = writing.touched.take().unwrap_or_default();
        let mut writes = current_values(from, touched)?;
        if !writing.owed {
            writes.push(Write { table: META, key: ERASURE.to_vec(), value: None });
        }
        to.commit(&writes, self.given.load(Ordering::Relaxed))?;
        let mark = Mark { generation: next, commits: to.commits()? };
        // Up to here the old one counts, from here on the new one.
        writing.marker = self.home.set_mark(mark).map_err(|error| Trouble::of_disk(&error))?;
        writing.mark = mark;
        self.fresh.store(to.size(), Ordering::Relaxed);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(to));
        Ok(())
    }
}

impl Records for SledRecords {
    fn get(&self, table: &'static str, key: &[u8]) -> Result<Option<Vec<u8>>, Trouble> {
        self.with(|generation| generation.get(table, key))
    }

    fn scan(&self, table: &'static str, after: Option<&[u8]>, most: usize) -> Result<Vec<Record>, Trouble> {
        self.with(|generation| generation.scan(table, after, most))
    }

    fn commit(&self, writes: &[Write]) -> Result<(), Trouble> {
        self.has_room()?;
        // Opened anew before anything is written: trouble up to here has changed nothing.
        self.current()?;
        let mut writing = self.writing();
        let numbered = |write: &&Write| write.table != META && write.value.is_some() && write.key.len() == 8;
        let written = writes.iter().filter(numbered);
        let highest = written.map(|write| number(&write.key)).max().unwrap_or(0);
        let given = self.given.fetch_max(highest, Ordering::Relaxed).max(highest);
        let done = self.with(|generation| generation.commit(writes, given).map_err(Trouble::perhaps));
        let writing_now = &mut *writing;
        if let Some(touched) = &mut writing_now.touched {
            touched.extend(writes.iter().map(|write| (write.table, write.key.clone())));
            writing_now.owed |= writes.iter().any(|write| write.table == META && write.key == ERASURE);
        }
        done?;
        let counted = |write: &&Write| write.table == META && write.key == COMMITS;
        if let Some(value) = writes.iter().find(counted).and_then(|write| write.value.as_ref()) {
            writing.mark.commits = number(value);
            let mark = writing.mark;
            // A marker that cannot be written lags behind, and that is all.
            let _ = writing.marker.set(mark);
        }
        Ok(())
    }

    fn sequence(&self) -> Result<u64, Trouble> {
        Ok(self.given.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn erase(&self, breathe: &dyn Fn() -> bool) -> Result<(), Trouble> {
        let _alone = self.erasing.lock().unwrap_or_else(PoisonError::into_inner);
        self.has_room()?;
        let from = self.current()?;
        let disk = |error: io::Error| Trouble::of_disk(&error);
        let (old, next) = {
            let mut writing = self.writing();
            (writing.touched, writing.owed) = (Some(BTreeSet::new()), false);
            (writing.mark.generation, writing.mark.generation + 1)
        };
        let made = (|| {
            self.home.keep_only(old).map_err(disk)?;
            let folder = self.home.of(next);
            let (to, _) = Generation::open(&folder, self.tables).map_err(|error| error.trouble())?;
            self.copy(&from, &to, breathe)?;
            self.swap(&from, to, next)
        })();
        if made.is_err() {
            self.writing().touched = None;
        }
        drop(from);
        let current = self.writing().mark.generation;
        self.home.keep_only(current).map_err(disk)?;
        made
    }

    fn snapshot(&self, visit: &mut dyn FnMut(&'static str, Record) -> io::Result<()>) -> Result<(), Trouble> {
        let generation = self.current()?;
        for table in self.tables {
            let mut after: Option<Vec<u8>> = None;
            loop {
                let page = generation.scan(table, after.as_deref(), PAGE)?;
                let Some((last, _)) = page.last() else { break };
                after = Some(last.clone());
                for record in page {
                    visit(table, record).map_err(|error| Trouble::of_disk(&error))?;
                }
            }
        }
        Ok(())
    }

    fn is_wasteful(&self) -> bool {
        let size = self.current().map_or(0, |generation| generation.size());
        size > WASTEFUL * self.fresh.load(Ordering::Relaxed) + MUCH
    }
}
