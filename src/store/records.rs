//! What a store of records must do, below the seal: bytes under keys in tables, changed together and for good.
//!
//! Everything above works with any backend that keeps this contract; `tests/it/records.rs` holds a backend to it.

use std::fmt;
use std::io;

/// The table in which a store keeps what it says of itself. Every backend has it beside the tables that it is asked for.
pub const META: &str = "meta";
/// In [`META`]: how many commits were made, as eight bytes, the highest first. Who commits writes it along; after a commit
/// whose outcome is not known it tells whether it was made.
pub const COMMITS: &[u8] = b"commits";
/// In [`META`], as long as removed records still have to be made unreadable: see [`Records::erase`].
pub const ERASURE: &[u8] = b"erasure-owed";

/// A record: its key and its bytes.
pub type Record = (Vec<u8>, Vec<u8>);

/// A change of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// The table.
    pub table: &'static str,
    /// The record's key.
    pub key: Vec<u8>,
    /// Its new bytes; none to remove it.
    pub value: Option<Vec<u8>>,
}

/// Records in tables. One writer at a time; readers at any time.
pub trait Records: Send + Sync {
    /// The bytes of a record; none when it is not there.
    ///
    /// # Errors
    /// When it cannot be read.
    fn get(&self, table: &'static str, key: &[u8]) -> Result<Option<Vec<u8>>, Trouble>;

    /// The first `most` records of a table whose keys come after `after`, in the order of their keys.
    ///
    /// # Errors
    /// When one cannot be read.
    fn scan(&self, table: &'static str, after: Option<&[u8]>, most: usize) -> Result<Vec<Record>, Trouble>;

    /// Makes all changes, in their order, or none. When it returns they outlast a power cut.
    ///
    /// # Errors
    /// With [`Fate::NotDone`] nothing was changed. With [`Fate::Unknown`] all or nothing was; [`COMMITS`] tells, as soon
    /// as records can be read again. A backend whose disk failed tries by itself to open anew at the next call.
    fn commit(&self, writes: &[Write]) -> Result<(), Trouble>;

    /// A number higher than every one that was given before and than every key of eight bytes in any table.
    ///
    /// # Errors
    /// When the tables cannot be read.
    fn sequence(&self) -> Result<u64, Trouble>;

    /// Makes what was removed or overwritten unreadable, also for who has the disk and every key, and takes [`ERASURE`]
    /// away. Others read and commit meanwhile. `breathe` is called between small parts of the work and says whether to go
    /// on.
    ///
    /// # Errors
    /// When it cannot be done, or was told to stop; then the records are as they were.
    fn erase(&self, breathe: &dyn Fn() -> bool) -> Result<(), Trouble>;

    /// Shows every record of every table, as they were at one moment or later.
    ///
    /// # Errors
    /// When one cannot be read, or the visitor fails.
    fn snapshot(&self, visit: &mut dyn FnMut(&'static str, Record) -> io::Result<()>) -> Result<(), Trouble>;

    /// Whether the place that the records take is out of proportion to what lives, so that [`Records::erase`] is due.
    fn is_wasteful(&self) -> bool {
        false
    }
}

/// What became of changes that met with trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// None was made.
    NotDone,
    /// All were made, or none.
    Unknown,
}

/// Why a store cannot do what it should, as far as it decides what helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The disk is full.
    NoRoom,
    /// The disk may only be read.
    ReadOnly,
    /// The process has as many files open as it may.
    Handles,
    /// What is stored cannot be read.
    Damaged,
    /// Something else.
    Other,
}

impl Cause {
    /// What helps.
    pub fn remedy(self) -> &'static str {
        match self {
            Cause::NoRoom => "make room on the disk; it goes on by itself then",
            Cause::ReadOnly => "mount the disk for writing; it goes on by itself then",
            Cause::Handles => "raise the limit of open files (`LimitNOFILE=` or `ulimit -n`); it goes on by itself",
            Cause::Damaged => "put back a backup with `pristan restore FILE`, or move the folder aside to start anew",
            Cause::Other => {
                "look at the disk (`dmesg`, `df`, the folder's owner and mode); it goes on by itself when it can"
            }
        }
    }
}

/// A store cannot do what it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What became of the changes.
    pub fate: Fate,
    /// Why.
    pub cause: Cause,
    /// The same in words. Never a byte of a record.
    pub what: String,
}

impl Trouble {
    /// Trouble before anything was changed.
    pub fn before(cause: Cause, what: impl Into<String>) -> Trouble {
        Trouble { fate: Fate::NotDone, cause, what: what.into() }
    }

    /// Trouble with the disk, before anything was changed.
    pub fn of_disk(error: &io::Error) -> Trouble {
        Trouble::before(cause_of(error), error.to_string())
    }

    /// The same trouble, when changes may have been made already.
    pub fn perhaps(self) -> Trouble {
        Trouble { fate: Fate::Unknown, ..self }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fate = match self.fate {
            Fate::NotDone => "nothing was changed",
            Fate::Unknown => "whether the last change was made is not known yet",
        };
        write!(f, "{} ({fate}); {}", self.what, self.cause.remedy())
    }
}

impl std::error::Error for Trouble {}

/// What a refusal of the disk means. sled hands errors on in words, so these count, too.
pub fn cause_of(error: &io::Error) -> Cause {
    let words = error.to_string();
    let says = |text: &str| words.contains(text);
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Cause::NoRoom,
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Cause::ReadOnly,
        _ if says("No space left") || says("StorageFull") => Cause::NoRoom,
        _ if says("Read-only file system") || says("ReadOnlyFilesystem") => Cause::ReadOnly,
        _ if says("Too many open files") || matches!(error.raw_os_error(), Some(23 | 24)) => Cause::Handles,
        _ => Cause::Other,
    }
}
