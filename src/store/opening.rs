//! Opening people's records: nothing in the folder is changed before a copy of it has shown that all is well.

use super::epochs::Epochs;
use super::error::StoreError;
use super::generation::Generation;
use super::home::Home;
use super::key::Key;
use super::memory_records::MemoryRecords;
use super::open::{ROOM, free_bytes, restrict};
use super::records::{COMMITS, Cause, ERASURE, META, Records, Trouble, Write};
use super::seal::{Seal, Stored, Unopened, encoded};
use super::sled_records::SledRecords;
use super::table::Table;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// The shape of the whole: which tables there are and how records are sealed. A folder of a higher one is not for us.
const LAYOUT: u8 = 2;
/// In [`META`]: the shape, as one byte, and a record that only the right key opens.
const SCHEMA: &[u8] = b"schema";
const CANARY: &[u8] = b"canary";
/// Records that are looked at together.
const PAGE: usize = 256;

#[derive(serde::Serialize, serde::Deserialize)]
struct Canary;

impl Stored for Canary {
    const SCHEMA: u8 = 1;
}

/// Records that are open.
pub(super) struct Opened {
    pub records: Arc<dyn Records>,
    pub seal: Seal,
    pub lock: Option<File>,
    pub commits: u64,
    /// Whether an erasure was owed when the process before ended.
    pub owes: bool,
    /// Whether it was made by an older version, which sealed what is under way under the key of the installation.
    pub is_older: bool,
    /// What the operator must hear once.
    pub notice: Option<String>,
}

impl Opened {
    /// Opens the records, or makes them.
    pub fn open(home: &Home, key_file: &Path, day: u32) -> Result<Opened, StoreError> {
        let folder = home.folder();
        let data = folder.parent().unwrap_or(folder);
        let free = free_bytes(folder).unwrap_or(u64::MAX);
        if free < ROOM {
            return Err(StoreError::NoRoom { folder: folder.to_owned(), free, needed: ROOM });
        }
        let lock = home.lock()?;
        let there = home.is_there();
        let key = Key::load(key_file, data, there)?;
        let seal = Seal::new(&key, Epochs::open(folder, &key, true)?);
        let notice = if there { looked_at(home, &seal, key_file)? } else { was_there(home) };
        make_folder(folder)?;
        let records = SledRecords::open(home.clone(), &Table::NAMES)?;
        let wrong = |trouble: Trouble| StoreError::of(folder, trouble);
        let layout = records.get(META, SCHEMA).map_err(wrong)?;
        let is_older = layout.as_ref().is_some_and(|layout| *layout != [LAYOUT]);
        begin(&records, &seal, layout.is_none()).map_err(wrong)?;
        note(home);
        let commits = records.get(META, COMMITS).map_err(wrong)?.map_or(0, |bytes| super::generation::number(&bytes));
        let owes = records.get(META, ERASURE).map_err(wrong)?.is_some();
        // The seed of today, made now: sealing should not be what meets a full disk first.
        seal.epochs.key(day).map_err(|error| wrong(Trouble::of_disk(&error)))?;
        Ok(Opened { records: Arc::new(records), seal, lock: Some(lock), commits, owes, is_older, notice })
    }

    /// Memory alone. The names of chats are those that the disk has, so that they may be carried over.
    pub fn in_memory(home: &Home, key_file: &Path) -> Result<Opened, StoreError> {
        let data = home.folder().parent().unwrap_or(home.folder());
        let key = match Key::load(key_file, data, home.is_there()) {
            Ok(key) => key,
            Err(error) if home.is_there() => return Err(error),
            Err(_) => Key::passing()?,
        };
        let seal = Seal::new(&key, Epochs::open(home.folder(), &key, false)?);
        let records: Arc<dyn Records> = Arc::new(MemoryRecords::default());
        Ok(Opened { records, seal, lock: None, commits: 0, owes: false, is_older: false, notice: None })
    }
}

fn damaged(home: &Home, what: &str) -> StoreError {
    StoreError::Damaged(home.folder().to_owned(), what.to_owned())
}

/// Looks at a copy of the records, before anything is changed. Tells what the operator should hear.
fn looked_at(home: &Home, seal: &Seal, key_file: &Path) -> Result<Option<String>, StoreError> {
    let copy = home.copy(home.current()?)?;
    let opened = Generation::open(&copy.folder(), &Table::NAMES);
    let (generation, found) = opened.map_err(|error| error.meant_for(home.folder()))?;
    if !found {
        return Err(damaged(home, "its database is empty or gone"));
    }
    look(home, seal, &generation, key_file)?;
    let anew = || format!("the marker in `{}` was gone or unreadable, and was made anew", home.folder().display());
    Ok(home.mark().is_none().then(anew))
}

/// The records of a new folder's own; in an older one, its layout.
fn begin(records: &SledRecords, seal: &Seal, new: bool) -> Result<(), Trouble> {
    let own = |key: &[u8], value: Vec<u8>| Write { table: META, key: key.to_vec(), value: Some(value) };
    let mut writes = vec![own(SCHEMA, vec![LAYOUT])];
    if new {
        let canary = encoded(&Canary).and_then(|canary| seal.close(META, CANARY, &canary, None));
        writes.push(own(CANARY, canary.ok_or_else(|| Trouble::before(Cause::Other, "there is no randomness"))?));
        writes.push(own(COMMITS, 1u64.to_be_bytes().to_vec()));
    }
    records.commit(&writes)
}

/// Whether the layout is ours, the key fits, no commit is missing, and every record opens.
fn look(home: &Home, seal: &Seal, generation: &Generation, key_file: &Path) -> Result<(), StoreError> {
    let wrong = |trouble: Trouble| damaged(home, &trouble.what);
    let (made, known) = (home.mark().map_or(0, |mark| mark.commits), generation.commits().map_err(wrong)?);
    match generation.get(META, SCHEMA).map_err(wrong)?.as_deref() {
        Some([layout]) if *layout > LAYOUT => {
            return Err(StoreError::Newer(home.folder().to_owned(), u32::from(*layout)));
        }
        Some(_) => {}
        // Killed while it was made: there is nothing in it yet.
        None if made == 0 && known == 0 => return Ok(()),
        None => return Err(damaged(home, "it does not say its schema")),
    }
    let canary = generation.get(META, CANARY).map_err(wrong)?.unwrap_or_default();
    let first = generation.scan(Table::Chats.name(), None, 1).map_err(wrong)?;
    if let Err(why) = seal.open::<Canary>(META, CANARY, &canary) {
        // A canary that does not open though other records do is damage, not another key.
        let fits = first.first().is_some_and(|(key, sealed)| seal.unseal(Table::Chats.name(), key, sealed).is_some());
        return Err(match why {
            Unopened::Damaged if !fits => StoreError::WrongKey(key_file.to_owned(), home.folder().to_owned()),
            _ => damaged(home, "a record of its own does not open"),
        });
    }
    if known < made {
        return Err(damaged(home, &format!("of {made} commits it knows {known}")));
    }
    for table in Table::NAMES {
        let mut after: Option<Vec<u8>> = None;
        loop {
            let page = generation.scan(table, after.as_deref(), PAGE).map_err(wrong)?;
            let Some((last, _)) = page.last() else { break };
            if page.iter().any(|(key, sealed)| seal.unseal(table, key, sealed).is_none()) {
                return Err(damaged(home, &format!("a record of `{table}` does not open")));
            }
            after = Some(last.clone());
        }
    }
    Ok(())
}

fn make_folder(folder: &Path) -> Result<(), StoreError> {
    let failed = |error: io::Error| StoreError::Io(folder.to_owned(), error.to_string());
    fs::create_dir_all(folder).and_then(|()| restrict(folder, 0o700)).map_err(failed)
}

/// Beside the folder it is noted that there were records in it: a folder that is gone should not be gone in silence.
fn note(home: &Home) {
    let note = home.beside("", ".was-here");
    if !note.exists() {
        // A note that cannot be written only makes a later warning impossible.
        let _ = fs::write(note, "pristan has kept records in the folder of this name\n");
    }
}

fn was_there(home: &Home) -> Option<String> {
    home.beside("", ".was-here").exists().then(|| {
        format!(
            "there were records in `{0}`, and they are gone: beginning anew. If you moved them aside, all is well; if not, \
             end this process, put `{0}` back (or `pristan restore FILE`), and start again",
            home.folder().display()
        )
    })
}
