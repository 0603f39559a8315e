//! Opening a sled database so that what went wrong before does not keep it shut, within a time, and never where the disk
//! is too full: sled waits for ever there.

use super::error::StoreError;
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread::{self, sleep};
use std::time::Duration;

/// Attempts to get a lock that this very process may still be letting go of, and the wait between them.
pub const ATTEMPTS: u32 = 50;
/// See [`ATTEMPTS`].
pub const WAIT: Duration = Duration::from_millis(4);
/// sled's cache, in bytes. Our databases are small; its default of a gigabyte is not.
const CACHE: u64 = 8 << 20;
/// Free bytes below which nothing is opened or written: sled takes its room in pieces of half a megabyte, and a full disk
/// in the middle of its work leaves it useless until it is opened anew.
pub const ROOM: u64 = 16 << 20;
/// The time for opening, and as much more for each [`SLICE`] bytes of log.
const PATIENCE: Duration = Duration::from_secs(20);
const SLICE: u64 = 16 << 20;
/// The name of threads whose panics are answers to us, and nothing to print.
pub const OPENING: &str = "pristan-opening";

/// Opens or makes the database in a folder.
///
/// # Errors
/// When it is in use, damaged, or the disk refuses or has no room.
pub fn open(folder: &Path) -> Result<sled::Db, StoreError> {
    let failed = |error: io::Error| StoreError::Io(folder.to_owned(), error.to_string());
    if !folder.is_dir() {
        fs::create_dir_all(folder).map_err(failed)?;
        restrict(folder, 0o700).map_err(failed)?;
    }
    let free = free_bytes(folder).unwrap_or(u64::MAX);
    if free < ROOM {
        return Err(StoreError::NoRoom { folder: folder.to_owned(), free, needed: ROOM });
    }
    remove_unfinished_snapshots(folder).map_err(failed)?;
    let size = fs::metadata(folder.join("db")).map_or(0, |log| log.len());
    let patience = PATIENCE * (1 + u32::try_from(size / SLICE).unwrap_or(u32::MAX).min(1_000));
    let (tell, told) = mpsc::channel();
    let own = folder.to_owned();
    let opening = thread::Builder::new().name(OPENING.to_owned());
    let begun = opening.spawn(move || {
        let opened = catch_unwind(AssertUnwindSafe(|| attempts(&own)));
        let _ = tell.send(opened.unwrap_or_else(|_| Err(unreadable(&own))));
    });
    begun.map_err(failed)?;
    told.recv_timeout(patience).unwrap_or_else(|_| Err(StoreError::Stuck(folder.to_owned(), patience.as_secs())))
}

fn unreadable(folder: &Path) -> StoreError {
    StoreError::Damaged(folder.to_owned(), "its log cannot be read".to_owned())
}

fn attempts(folder: &Path) -> Result<sled::Db, StoreError> {
    for attempt in 1.. {
        let config = sled::Config::new().path(folder).cache_capacity(CACHE).flush_every_ms(Some(200));
        match config.open() {
            Ok(db) => return Ok(db),
            Err(error) if is_locked(&error) && attempt < ATTEMPTS => sleep(WAIT),
            Err(error) if is_locked(&error) => return Err(StoreError::InUse(folder.to_owned())),
            Err(sled::Error::Io(error)) if error.kind() == io::ErrorKind::InvalidData => {
                return Err(unreadable(folder));
            }
            Err(sled::Error::Io(error)) => return Err(StoreError::Io(folder.to_owned(), error.to_string())),
            Err(sled::Error::Corruption { .. }) => return Err(unreadable(folder)),
            Err(error) => return Err(StoreError::Damaged(folder.to_owned(), error.to_string())),
        }
    }
    Err(StoreError::InUse(folder.to_owned()))
}

fn is_locked(error: &sled::Error) -> bool {
    // sled gives the lock's refusal as an error of kind `Other`; only its text tells.
    matches!(error, sled::Error::Io(error) if error.to_string().contains("could not acquire lock"))
}

/// sled writes `snap.….generating` and renames it; one left by a killed process keeps the database from opening.
///
/// # Errors
/// When the folder cannot be read or the leftover not be removed.
pub fn remove_unfinished_snapshots(folder: &Path) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for path in files_in(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with("snap.") && name.ends_with(".generating") {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// What lies in a folder.
///
/// # Errors
/// When it cannot be read.
pub fn files_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
}

/// Bytes that may still be written to the disk of a folder, or of the nearest one above it that exists; none where that
/// cannot be told.
pub fn free_bytes(folder: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let there = folder.ancestors().find(|path| path.is_dir()).unwrap_or(Path::new("."));
        let disk = rustix::fs::statvfs(there).ok()?;
        Some(disk.f_bavail.saturating_mul(disk.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}

/// Brings everything written so far to the disk itself, not only to the kernel.
///
/// # Errors
/// When the disk refuses.
pub fn sync(db: &sled::Db, folder: &Path) -> Result<(), StoreError> {
    let failed = |what: String| StoreError::Io(folder.to_owned(), what);
    db.flush().map_err(|error| failed(error.to_string()))?;
    let file = fs::File::open(folder.join("db")).map_err(|error| failed(error.to_string()))?;
    file.sync_all().map_err(|error| failed(error.to_string()))
}

/// Takes a file or folder from everybody but its owner.
///
/// # Errors
/// When the disk refuses.
pub fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    }
    let _ = (path, mode);
    Ok(())
}
