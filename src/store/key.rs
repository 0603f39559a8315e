//! The key that seals people's records: 32 random bytes in a file of its own, outside the data.

use super::error::StoreError;
use super::open::restrict;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use zeroize::Zeroizing;

/// The key, wiped from memory when it goes.
pub struct Key(Zeroizing<[u8; 32]>);

impl Key {
    /// Reads the key file; makes it, readable for its owner only, when there is none and nothing is sealed yet.
    ///
    /// # Errors
    /// When the file is not 32 bytes long, others may read it, it lies inside the data folder, or it is gone while
    /// sealed records exist.
    pub fn load(file: &Path, data: &Path, sealed_already: bool) -> Result<Key, StoreError> {
        let wrong = |what: &str| StoreError::Key(file.to_owned(), what.to_owned());
        let inside = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if inside(file).starts_with(inside(data)) {
            return Err(wrong("lies inside the data folder, so that a thief of one has both"));
        }
        if !file.exists() {
            if sealed_already {
                return Err(StoreError::KeyGone(file.to_owned(), data.to_owned()));
            }
            return Key::make(file).map_err(|error| wrong(&format!("cannot be made: {error}")));
        }
        check_mode(file).map_err(|what| wrong(&what))?;
        let bytes = Zeroizing::new(fs::read(file).map_err(|error| wrong(&format!("cannot be read: {error}")))?);
        let key: [u8; 32] =
            bytes.as_slice().try_into().map_err(|_| wrong(&format!("is {} bytes long", bytes.len())))?;
        Ok(Key(Zeroizing::new(key)))
    }

    /// A key that is gone with the process: for when nothing can be written down.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn passing() -> Result<Key, StoreError> {
        let mut key = Zeroizing::new([0; 32]);
        let none = |_| StoreError::Io("/dev/urandom".into(), "there is no randomness".to_owned());
        getrandom::fill(key.as_mut_slice()).map_err(none)?;
        Ok(Key(key))
    }

    fn make(file: &Path) -> std::io::Result<Key> {
        let mut key = Zeroizing::new([0; 32]);
        getrandom::fill(key.as_mut_slice()).map_err(std::io::Error::other)?;
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut made = options.open(file)?;
        restrict(file, 0o600)?;
        made.write_all(key.as_slice())?;
        made.sync_all()?;
        Ok(Key(key))
    }

    /// A key of its own for one purpose.
    pub fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(*blake3::keyed_hash(&self.0, purpose.as_bytes()).as_bytes())
    }
}

#[cfg(unix)]
fn check_mode(file: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(file).map_err(|error| format!("cannot be read: {error}"))?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(format!("may be read by others (its mode is {mode:o})")) }
}

#[cfg(not(unix))]
fn check_mode(_: &Path) -> Result<(), String> {
    Ok(())
}
