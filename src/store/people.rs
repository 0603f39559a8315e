//! People's records, sealed: the memory of each chat, questions kept for volunteers, what is under way. One process at a
//! time. When the disk fails, changes wait for it to come back; when the records cannot be opened at all, memory serves.

use super::error::StoreError;
use super::generation::number;
use super::home::Home;
use super::keeper::{self, Kept};
use super::opening::Opened;
use super::records::{COMMITS, Cause, ERASURE, Fate, META, Record, Records, Trouble, Write};
use super::seal::{Encoded, Seal, Stored, Unopened, encoded, of_day};
use super::state::{States, StoreState};
use super::table::Table;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant};

/// Records that are read at a time.
const PAGE: usize = 256;
/// In [`META`]: the latest day that was told, as four bytes, the highest first.
const DAY: &[u8] = b"day";
/// In [`META`]: starts in a row that did not come far, as eight bytes.
const STARTS: &[u8] = b"starts";
/// How long a change waits for a disk that failed, when nobody says otherwise.
const PATIENCE: Duration = Duration::from_secs(3);
/// Waits between two attempts, the first and the longest.
const SHORT: Duration = Duration::from_millis(20);
const LONG: Duration = Duration::from_secs(1);

/// The records of people in one folder. Clones are the same records.
#[derive(Clone)]
pub struct People {
    pub(super) inner: Arc<Inner>,
}

/// What all clones share.
pub(super) struct Inner {
    home: Home,
    key_file: PathBuf,
    /// The key's seal; another one after the records were opened late.
    seal: RwLock<Arc<Seal>>,
    records: RwLock<Arc<dyn Records>>,
    /// Keeps others out of the folder.
    lock: Mutex<Option<File>>,
    pub(super) states: States,
    /// Held by who writes.
    turn: Mutex<()>,
    /// Changes whose makers wait for the turn.
    waiting: Mutex<Vec<Waiting>>,
    commits: AtomicU64,
    day: AtomicU32,
    patience: Mutex<Duration>,
    /// Set when the process ends: nobody waits for the disk any more.
    closing: AtomicBool,
    /// Whether removed records still have to be made unreadable.
    pub(super) owes: AtomicBool,
}

/// Changes to be made together, and where their maker looks for how that went.
type Waiting = (Batch, Arc<Mutex<Option<Result<(), StoreError>>>>);

/// Changes that are made together or not at all. They are sealed when they are made: keys of days change in between.
#[derive(Default)]
pub struct Batch {
    changes: Vec<Change>,
    /// Whether something could not be written down.
    spoilt: bool,
    erases: bool,
}

/// A change of one record; without a value it goes.
struct Change {
    table: Table,
    key: Vec<u8>,
    value: Option<Encoded>,
}

impl Batch {
    /// Whether there is nothing to change.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && !self.spoilt
    }

    /// What it removes is to be made unreadable soon, also if the process dies before that.
    pub fn erase(&mut self) {
        self.erases = true;
    }
}

impl People {
    /// Opens the records in `folder` with the key in `key_file`; makes both when they are not there. `day` is today, in
    /// days since 1970.
    ///
    /// # Errors
    /// When another process has them open, they are damaged or newer, the disk refuses, or the key does not fit. Then
    /// nothing in the folder was changed.
    pub fn open(folder: &Path, key_file: &Path, day: u32) -> Result<People, StoreError> {
        let opened = Opened::open(&Home::new(folder), key_file, day)?;
        Ok(People::start(folder, key_file, day, opened, StoreState::Open))
    }

    /// The same; when the disk is at fault, memory serves, and what is on the disk is left alone and tried again.
    ///
    /// # Errors
    /// When the records are in use, newer, or the key does not fit.
    pub fn open_or_without(folder: &Path, key_file: &Path, day: u32) -> Result<People, StoreError> {
        match Opened::open(&Home::new(folder), key_file, day) {
            Ok(opened) => Ok(People::start(folder, key_file, day, opened, StoreState::Open)),
            Err(error) if error.is_the_disks() => {
                let state = StoreState::WithoutMemory(error.to_string());
                Ok(People::start(folder, key_file, day, Opened::in_memory(&Home::new(folder), key_file)?, state))
            }
            Err(error) => Err(error),
        }
    }

    fn start(folder: &Path, key_file: &Path, day: u32, opened: Opened, state: StoreState) -> People {
        let inner = Inner {
            home: Home::new(folder),
            key_file: key_file.to_owned(),
            seal: RwLock::new(Arc::new(opened.seal)),
            records: RwLock::new(opened.records),
            lock: Mutex::new(opened.lock),
            states: States::new(state),
            turn: Mutex::new(()),
            waiting: Mutex::default(),
            commits: AtomicU64::new(opened.commits),
            day: AtomicU32::new(day),
            patience: Mutex::new(PATIENCE),
            closing: AtomicBool::new(false),
            owes: AtomicBool::new(opened.owes),
        };
        let people = People { inner: Arc::new(inner) };
        if let Some(what) = opened.notice {
            people.inner.states.notice(what);
        }
        if opened.is_older {
            // What an older version left under way goes under a key that lives for a day; else it does so tomorrow.
            let _turn = people.inner.turn.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = people.seal_anew(day);
        }
        let weak = Arc::downgrade(&people.inner);
        keeper::start(move || weak.upgrade().map(|inner| People { inner }));
        people
    }

    /// How the records are.
    pub fn state(&self) -> StoreState {
        self.inner.states.now()
    }

    /// Calls `hear` with the state as it is, and whenever it changes.
    pub fn on_state(&self, hear: impl Fn(&StoreState) + Send + 'static) {
        self.inner.states.hear(Box::new(hear));
    }

    /// How long a change waits for a disk that failed before it is given up.
    pub fn set_patience(&self, patience: Duration) {
        *self.inner.patience.lock().unwrap_or_else(PoisonError::into_inner) = patience;
    }

    /// Nobody waits for the disk any more: the process is about to end.
    pub fn close(&self) {
        self.inner.closing.store(true, Ordering::Relaxed);
    }

    /// Something that the operator should hear once.
    pub fn take_notice(&self) -> Option<String> {
        self.inner.states.take_notice()
    }

    /// Whether removed records still have to be made unreadable on the disk.
    pub fn owes_erasure(&self) -> bool {
        self.inner.owes.load(Ordering::Relaxed)
    }

    pub(super) fn records(&self) -> Arc<dyn Records> {
        self.inner.records.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn seal(&self) -> Arc<Seal> {
        self.inner.seal.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The latest day that was told in any process, in days since 1970; none when that is not known.
    pub fn latest_day(&self) -> Option<u32> {
        let bytes = self.records().get(META, DAY).ok()??;
        bytes.try_into().ok().map(u32::from_be_bytes)
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.inner.home.folder()
    }

    /// Today, in days since 1970, as it was told last.
    pub fn day(&self) -> u32 {
        self.inner.day.load(Ordering::Relaxed)
    }

    /// The key under which the record of an id stands.
    fn key(&self, table: Table, id: &[u8]) -> Vec<u8> {
        if table.hides_ids() { self.seal().name(table.name(), id).to_vec() } else { id.to_vec() }
    }

    /// A keyed hash of something about a person, for where it must be told from others and must not be known.
    pub fn sign(&self, id: &[u8]) -> [u8; 32] {
        self.seal().name("signs", id)
    }

    fn opened<T: Stored>(&self, table: Table, key: &[u8], sealed: &[u8]) -> Result<T, StoreError> {
        self.seal().open(table.name(), key, sealed).map_err(|why| unopened(self.folder(), why))
    }

    /// A record.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn get<T: Stored>(&self, table: Table, id: &[u8]) -> Result<Option<T>, StoreError> {
        let key = self.key(table, id);
        let sealed = self.patiently(|records| records.get(table.name(), &key))?;
        sealed.map(|sealed| self.opened(table, &key, &sealed)).transpose()
    }

    /// The first `most` records of a table after a key, each with its key. Where ids are hidden the keys are hashes.
    ///
    /// # Errors
    /// When a record cannot be read.
    pub fn page<T: Stored>(
        &self,
        table: Table,
        after: Option<&[u8]>,
        most: usize,
    ) -> Result<Vec<(Vec<u8>, T)>, StoreError> {
        let page = self.patiently(|records| records.scan(table.name(), after, most))?;
        let open = |(key, sealed): Record| Ok((key.clone(), self.opened(table, &key, &sealed)?));
        page.into_iter().map(open).collect()
    }

    /// All records of a table, in the order of their keys.
    ///
    /// # Errors
    /// When a record cannot be read.
    pub fn all<T: Stored>(&self, table: Table) -> Result<Vec<(Vec<u8>, T)>, StoreError> {
        let mut all: Vec<(Vec<u8>, T)> = Vec::new();
        loop {
            let page = self.page(table, all.last().map(|(key, _)| key.as_slice()), PAGE)?;
            if page.is_empty() {
                return Ok(all);
            }
            all.extend(page);
        }
    }

    /// Adds to a batch that a record gets this value.
    pub fn put<T: Stored>(&self, batch: &mut Batch, table: Table, id: &[u8], value: &T) {
        self.put_under(batch, table, self.key(table, id), value);
    }

    /// The same for a record whose key is known, as [`People::page`] gives it.
    pub fn put_under<T: Stored>(&self, batch: &mut Batch, table: Table, key: Vec<u8>, value: &T) {
        let value = encoded(value);
        batch.spoilt |= value.is_none();
        batch.changes.push(Change { table, key, value });
    }

    /// Adds to a batch that a value is kept under a number of its own, higher than those before; gives its key.
    pub fn append<T: Stored>(&self, batch: &mut Batch, table: Table, value: &T) -> Vec<u8> {
        match self.patiently(|records| records.sequence()) {
            Ok(id) => {
                let key = id.to_be_bytes().to_vec();
                self.put_under(batch, table, key.clone(), value);
                key
            }
            Err(_) => {
                batch.spoilt = true;
                Vec::new()
            }
        }
    }

    /// Adds to a batch that a record goes.
    pub fn remove(&self, batch: &mut Batch, table: Table, id: &[u8]) {
        self.remove_under(batch, table, self.key(table, id));
    }

    /// The same for a record whose key is known.
    pub fn remove_under(&self, batch: &mut Batch, table: Table, key: Vec<u8>) {
        batch.changes.push(Change { table, key, value: None });
    }

    /// Makes the changes, all of them or none; returns when they are on the disk. Changes that come at the same time share
    /// one way to the disk. While the disk refuses, they wait as long as [`People::set_patience`] says.
    ///
    /// # Errors
    /// When the disk refuses for longer: the trouble says whether nothing was changed, or that this is not known.
    pub fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        if batch.spoilt {
            let what = "a record could not be written down";
            return Err(StoreError::Failed(Trouble::before(Cause::Other, what)));
        }
        let done = Arc::new(Mutex::new(None));
        let taken = || done.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.inner.waiting.lock().unwrap_or_else(PoisonError::into_inner).push((batch, done.clone()));
        let turn = self.inner.turn.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever had the turn before may have taken this along.
        if let Some(result) = taken() {
            return result;
        }
        let all = std::mem::take(&mut *self.inner.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        let (batches, waiting): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        let result = self.sealed(batches).and_then(|writes| self.write(writes));
        for other in waiting {
            *other.lock().unwrap_or_else(PoisonError::into_inner) = Some(result.clone());
        }
        drop(turn);
        taken().unwrap_or(result)
    }

    /// Makes changes that are sealed already.
    pub(super) fn commit_sealed(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        let _turn = self.inner.turn.lock().unwrap_or_else(PoisonError::into_inner);
        if writes.is_empty() { Ok(()) } else { self.write(writes) }
    }

    /// Changes as they lie on the disk.
    fn sealed(&self, batches: Vec<Batch>) -> Result<Vec<Write>, StoreError> {
        let (seal, day) = (self.seal(), self.day());
        let mut writes = Vec::new();
        let erases = batches.iter().any(|batch| batch.erases);
        for Change { table, key, value } in batches.into_iter().flat_map(|batch| batch.changes) {
            let day = table.is_short_lived().then_some(day);
            let close = |value: Encoded| {
                // The seed of a new day has to come to the disk, which may refuse for a while.
                let closed = |_: &dyn Records| seal.close(table.name(), &key, &value, day).ok_or_else(unsealable);
                self.patiently(closed)
            };
            let value = value.map(close).transpose()?;
            writes.push(Write { table: table.name(), key, value });
        }
        if erases {
            writes.push(Write { table: META, key: ERASURE.to_vec(), value: Some(vec![1]) });
        }
        Ok(writes)
    }

    /// Makes changes in one transaction. Only who has the turn may.
    fn write(&self, mut writes: Vec<Write>) -> Result<(), StoreError> {
        let number = self.inner.commits.load(Ordering::Relaxed) + 1;
        let erases = writes.iter().any(|write| write.table == META && write.key == ERASURE);
        writes.push(Write { table: META, key: COMMITS.to_vec(), value: Some(number.to_be_bytes().to_vec()) });
        let mut unknown = false;
        self.patiently(|records| {
            // A change whose outcome is not known is not made twice.
            if unknown && records.get(META, COMMITS)?.is_some_and(|made| made >= number.to_be_bytes().to_vec()) {
                return Ok(());
            }
            let done = records.commit(&writes);
            unknown |= done.as_ref().is_err_and(|trouble| trouble.fate == Fate::Unknown);
            done.map_err(|trouble| if unknown { trouble.perhaps() } else { trouble })
        })?;
        self.inner.commits.store(number, Ordering::Relaxed);
        if erases {
            self.inner.owes.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Works with the records; while they refuse, again and again, as long as there is patience. Whoever waits says so.
    fn patiently<T>(&self, mut work: impl FnMut(&dyn Records) -> Result<T, Trouble>) -> Result<T, StoreError> {
        let begun = Instant::now();
        let mut wait = SHORT;
        loop {
            let records = self.records();
            match work(&*records) {
                Ok(done) => {
                    self.inner.states.well();
                    return Ok(done);
                }
                Err(trouble) => {
                    self.inner.states.failed(&trouble);
                    let patience = *self.inner.patience.lock().unwrap_or_else(PoisonError::into_inner);
                    if begun.elapsed() >= patience || self.inner.closing.load(Ordering::Relaxed) {
                        return Err(StoreError::Failed(trouble));
                    }
                }
            }
            thread::sleep(wait);
            wait = (wait * 2).min(LONG);
        }
    }

    /// Tells which day it is. What is under way is sealed anew under the day's key, and the keys of other days go.
    ///
    /// # Errors
    /// When the disk refuses; then the old keys stay, and it is tried again when the day is told next.
    pub fn set_day(&self, day: u32) -> Result<(), StoreError> {
        let seal = self.seal();
        if self.day() == day && seal.epochs.before(day).is_empty() {
            return Ok(());
        }
        // Nobody writes under an old key meanwhile, and nothing is struck out that is then written again.
        let _turn = self.inner.turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.inner.day.store(day, Ordering::Relaxed);
        self.seal_anew(day)?;
        let disk = |error: std::io::Error| StoreError::Failed(Trouble::of_disk(&error));
        seal.epochs.before(day).into_iter().try_for_each(|day| seal.epochs.forget(day).map_err(disk))
    }

    /// Keeps that this day has been, so that a clock that is set back is noticed.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn note_day(&self, day: u32) -> Result<(), StoreError> {
        self.commit_own(DAY, Some(day.to_be_bytes().to_vec()))
    }

    /// How many times in a row the process began and did not come far, as [`People::set_starts`] kept it.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn starts(&self) -> Result<u64, StoreError> {
        Ok(self.patiently(|records| records.get(META, STARTS))?.map_or(0, |bytes| number(&bytes)))
    }

    /// Keeps how many times in a row the process began and did not come far.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn set_starts(&self, starts: u64) -> Result<(), StoreError> {
        self.commit_own(STARTS, Some(starts.to_be_bytes().to_vec()))
    }

    fn commit_own(&self, key: &[u8], value: Option<Vec<u8>>) -> Result<(), StoreError> {
        self.commit_sealed(vec![Write { table: META, key: key.to_vec(), value }])
    }

    /// Seals everything that is under way under the key of a day. Only who has the turn may.
    fn seal_anew(&self, day: u32) -> Result<(), StoreError> {
        for table in Table::ALL.into_iter().filter(|table| table.is_short_lived()) {
            let mut after: Option<Vec<u8>> = None;
            loop {
                let page = self.patiently(|records| records.scan(table.name(), after.as_deref(), PAGE))?;
                let Some((last, _)) = page.last() else { break };
                after = Some(last.clone());
                let stale = page.into_iter().filter(|(_, sealed)| of_day(sealed) != Some(day));
                let anew = stale.map(|(key, sealed)| self.sealed_anew(table, key, &sealed, day));
                let writes = anew.collect::<Result<Vec<_>, _>>()?;
                if !writes.is_empty() {
                    self.write(writes)?;
                }
            }
        }
        Ok(())
    }

    fn sealed_anew(&self, table: Table, key: Vec<u8>, sealed: &[u8], day: u32) -> Result<Write, StoreError> {
        let seal = self.seal();
        let damaged = || unopened(self.folder(), Unopened::Damaged);
        let record = seal.unseal(table.name(), &key, sealed).ok_or_else(damaged)?;
        let value = seal.close(table.name(), &key, &record, Some(day));
        Ok(Write { table: table.name(), key, value: Some(value.ok_or_else(|| StoreError::Failed(unsealable()))?) })
    }

    /// Makes what was removed unreadable on the disk, now. Others are served meanwhile.
    ///
    /// # Errors
    /// When the disk refuses; then the records are as they were, and it stays owed.
    pub fn erase(&self) -> Result<(), StoreError> {
        self.erase_while(&|| true)
    }

    /// The same, as long as `wanted` says so.
    fn erase_while(&self, wanted: &dyn Fn() -> bool) -> Result<(), StoreError> {
        let breathe = || {
            thread::sleep(Duration::from_micros(200));
            wanted()
        };
        self.records().erase(&breathe).map_err(StoreError::Failed)?;
        let owed = self.patiently(|records| records.get(META, ERASURE))?.is_some();
        self.inner.owes.store(owed, Ordering::Relaxed);
        Ok(())
    }

    /// Tries to open the records on disk, when memory serves; what was written meanwhile is carried over.
    fn open_late(&self) {
        let (home, key_file) = (&self.inner.home, &self.inner.key_file);
        let Ok(opened) = Opened::open(home, key_file, self.day()) else { return };
        let _turn = self.inner.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let memory = self.records();
        let (seal, before) = (Arc::new(opened.seal), self.seal());
        let mut writes = Vec::new();
        let carried = memory.snapshot(&mut |name, (key, sealed)| {
            let table = Table::ALL.into_iter().find(|table| table.name() == name);
            if let (Some(table), Some(record)) = (table, before.unseal(name, &key, &sealed)) {
                let day = table.is_short_lived().then(|| self.day());
                let value = seal.close(name, &key, &record, day);
                writes.push(Write { table: table.name(), key, value });
            }
            Ok(())
        });
        if carried.is_err() {
            return;
        }
        let number = opened.commits + 1;
        writes.push(Write { table: META, key: COMMITS.to_vec(), value: Some(number.to_be_bytes().to_vec()) });
        if opened.records.commit(&writes).is_err() {
            return;
        }
        self.inner.commits.store(number, Ordering::Relaxed);
        self.inner.owes.store(opened.owes, Ordering::Relaxed);
        *self.inner.lock.lock().unwrap_or_else(PoisonError::into_inner) = opened.lock;
        *self.inner.seal.write().unwrap_or_else(PoisonError::into_inner) = seal;
        *self.inner.records.write().unwrap_or_else(PoisonError::into_inner) = opened.records;
        self.inner.states.opened();
    }
}

impl Kept for People {
    fn is_passing(&self) -> bool {
        matches!(self.state(), StoreState::WithoutMemory(_))
    }

    fn try_again(&self) {
        self.open_late();
    }

    fn owes_erasure(&self) -> bool {
        People::owes_erasure(self)
    }

    fn is_wasteful(&self) -> bool {
        self.records().is_wasteful()
    }

    fn erase_while_wanted(&self) -> bool {
        // Stopped when nobody else has the records any more: who opens them next finds it owed.
        self.erase_while(&|| Arc::strong_count(&self.inner) > 1).is_ok()
    }
}

fn unsealable() -> Trouble {
    Trouble::before(Cause::Other, "a record could not be sealed: no randomness, or no room for the key of the day")
}

fn unopened(folder: &Path, why: Unopened) -> StoreError {
    match why {
        Unopened::Newer(schema) => StoreError::Newer(folder.to_owned(), u32::from(schema)),
        Unopened::Damaged => StoreError::Damaged(folder.to_owned(), "a record does not open".to_owned()),
    }
}
