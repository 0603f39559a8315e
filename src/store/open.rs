//! Opening a sled database so that what went wrong before does not keep it shut.

use super::error::StoreError;
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

/// Attempts to get a lock that this very process may still be letting go of, and the wait between them.
const ATTEMPTS: u32 = 25;
const WAIT: Duration = Duration::from_millis(4);
/// sled's cache, in bytes. Our databases are small; its default of a gigabyte is not.
const CACHE: u64 = 8 << 20;

/// Opens or makes the database in a folder.
pub fn open(folder: &Path) -> Result<sled::Db, StoreError> {
    let failed = |error: io::Error| StoreError::Io(folder.to_owned(), error.to_string());
    fs::create_dir_all(folder).map_err(failed)?;
    restrict(folder, 0o700).map_err(failed)?;
    remove_unfinished_snapshots(folder).map_err(failed)?;
    for attempt in 1.. {
        let config = sled::Config::new().path(folder).cache_capacity(CACHE).flush_every_ms(Some(200));
        // sled panics on some damaged files; the hook would print a trace for what is a message to the operator.
        let opened = catch_unwind(AssertUnwindSafe(|| quietly(|| config.open())));
        match opened {
            Ok(Ok(db)) => return Ok(db),
            Ok(Err(error)) if is_locked(&error) && attempt < ATTEMPTS => sleep(WAIT),
            Ok(Err(error)) if is_locked(&error) => return Err(StoreError::InUse(folder.to_owned())),
            Ok(Err(sled::Error::Io(error))) => return Err(failed(error)),
            Ok(Err(error)) => return Err(StoreError::Damaged(folder.to_owned(), error.to_string())),
            Err(_) => return Err(StoreError::Damaged(folder.to_owned(), "its log cannot be read".to_owned())),
        }
    }
    Err(StoreError::InUse(folder.to_owned()))
}

/// Runs something whose panic is expected without printing it.
fn quietly<T>(work: impl FnOnce() -> T) -> T {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let done = catch_unwind(AssertUnwindSafe(work));
    std::panic::set_hook(hook);
    done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn is_locked(error: &sled::Error) -> bool {
    // sled gives the lock's refusal as an error of kind `Other`; only its text tells.
    matches!(error, sled::Error::Io(error) if error.to_string().contains("could not acquire lock"))
}

/// sled writes `snap.….generating` and renames it; one left by a killed process keeps the database from opening.
fn remove_unfinished_snapshots(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with("snap.") && name.ends_with(".generating") {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Brings everything written so far to the disk itself, not only to the kernel.
pub fn sync(db: &sled::Db, folder: &Path) -> Result<(), StoreError> {
    let failed = |what: String| StoreError::Io(folder.to_owned(), what);
    db.flush().map_err(|error| failed(error.to_string()))?;
    let file = fs::File::open(folder.join("db")).map_err(|error| failed(error.to_string()))?;
    file.sync_all().map_err(|error| failed(error.to_string()))
}

/// Takes a file or folder from everybody but its owner.
pub fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    }
    let _ = (path, mode);
    Ok(())
}
