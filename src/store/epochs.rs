//! Keys that live for a day: what is under way (inbox, outbox) is sealed under the key of its day. When the day is over,
//! what is still under way is sealed anew, and the day's key goes; what was struck out can then be opened by nobody, also
//! not by who has the disk and every key that is left.
//!
//! A day's key is made of the installation's key and of a seed in a small file of its own beside the database, since sled
//! keeps in its log what it was told to remove. Neither of the two opens anything alone.

use super::error::StoreError;
use super::key::Key;
use super::open::{files_in, restrict};
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// What the files of seeds are named after.
const NAME: &str = "epoch-";
const SEED: usize = 32;

/// A key of 32 bytes, wiped from memory when it goes.
pub type DayKey = Zeroizing<[u8; 32]>;

/// The keys of days that are still needed.
pub struct Epochs {
    folder: PathBuf,
    root: Zeroizing<[u8; 32]>,
    keys: Mutex<BTreeMap<u32, DayKey>>,
    /// Where the disk cannot be written, seeds live in memory alone.
    kept: bool,
}

impl Epochs {
    /// Reads the seeds in a folder; without `kept` nothing is read or written.
    ///
    /// # Errors
    /// When a seed cannot be read.
    pub fn open(folder: &Path, key: &Key, kept: bool) -> Result<Epochs, StoreError> {
        let root = key.derive("pristan epochs 1");
        let epochs = Epochs { folder: folder.to_owned(), root, keys: Mutex::default(), kept };
        if kept && folder.is_dir() {
            let failed = |error: io::Error| StoreError::Io(folder.to_owned(), error.to_string());
            for path in files_in(folder).map_err(failed)? {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let Some(day) = name.strip_prefix(NAME).and_then(|day| day.parse().ok()) else { continue };
                let seed = Zeroizing::new(fs::read(&path).map_err(failed)?);
                // One that was cut short by a power cut has sealed nothing yet: it is synced before it is used.
                if seed.len() == SEED {
                    epochs.keys().insert(day, epochs.made_of(&seed));
                }
            }
        }
        Ok(epochs)
    }

    fn keys(&self) -> MutexGuard<'_, BTreeMap<u32, DayKey>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn made_of(&self, seed: &[u8]) -> DayKey {
        Zeroizing::new(*blake3::keyed_hash(&self.root, seed).as_bytes())
    }

    fn path(&self, day: u32) -> PathBuf {
        self.folder.join(format!("{NAME}{day}"))
    }

    /// The key of a day, when it is still there.
    pub fn find(&self, day: u32) -> Option<DayKey> {
        self.keys().get(&day).cloned()
    }

    /// The key of a day, made when it is not there.
    ///
    /// # Errors
    /// When the disk refuses its seed.
    pub fn key(&self, day: u32) -> io::Result<DayKey> {
        let mut keys = self.keys();
        if let Some(key) = keys.get(&day) {
            return Ok(key.clone());
        }
        let mut seed = Zeroizing::new([0; SEED]);
        getrandom::fill(seed.as_mut_slice()).map_err(io::Error::other)?;
        if self.kept {
            let path = self.path(day);
            let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(&path)?;
            restrict(&path, 0o600)?;
            file.write_all(seed.as_slice())?;
            file.sync_all()?;
            fs::File::open(&self.folder)?.sync_all()?;
        }
        let key = self.made_of(seed.as_slice());
        keys.insert(day, key.clone());
        Ok(key)
    }

    /// The days before this one whose keys are still there.
    pub fn before(&self, day: u32) -> Vec<u32> {
        self.keys().keys().copied().filter(|known| *known != day).collect()
    }

    /// Lets the key of a day go: its seed is overwritten, then removed.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn forget(&self, day: u32) -> io::Result<()> {
        if self.kept {
            let path = self.path(day);
            let mut file = OpenOptions::new().write(true).open(&path)?;
            file.write_all(&[0; SEED])?;
            file.sync_all()?;
            fs::remove_file(&path)?;
            fs::File::open(&self.folder)?.sync_all()?;
        }
        self.keys().remove(&day);
        Ok(())
    }
}
