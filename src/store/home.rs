//! The folder of people's records: its lock, its marker, and which of its databases is the one that counts.
//!
//! ```text
//! people/pristan-people     the marker: which generation counts, how many commits it knows of
//! people/db conf blobs …    generation 0, as every folder begins
//! people/7/db conf blobs …  generation 7, made by the seventh erasure; while one is made two lie there
//! people/epoch-20301        a seed of the key for what is under way on a day, see `epochs`
//! people.lock               held as long as a process has the records
//! .people.looking           a copy that is looked at before anything is opened, with a file that says so
//! ```
//! A start that is refused has changed nothing in `people/`.

use super::error::StoreError;
use super::open::{ATTEMPTS, ROOM, WAIT, files_in, free_bytes, restrict};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::thread::sleep;

/// The marker's name. sled opens a log that was cut short without a word; the marker then knows of more commits.
const MARKER: &str = "pristan-people";
/// A file in copies of ours, which says that they may be deleted.
const OURS: &str = "made-by-pristan-and-safe-to-delete";
/// The files of generation 0, which lie in the folder itself.
const FIRST: [&str; 3] = ["db", "conf", "blobs"];

/// What the marker says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// The generation that counts.
    pub generation: u64,
    /// Commits that it knows of, or a few fewer: the marker is not brought to the disk at each.
    pub commits: u64,
}

/// The folder.
#[derive(Clone, Debug)]
pub struct Home {
    folder: PathBuf,
}

impl Home {
    /// The folder of this name, whether it is there or not.
    pub fn new(folder: &Path) -> Home {
        Home { folder: folder.to_owned() }
    }

    /// Its path.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The path of a file beside the folder, named after it.
    pub fn beside(&self, before: &str, after: &str) -> PathBuf {
        let name = self.folder.file_name().unwrap_or_default().to_string_lossy();
        self.folder.with_file_name(format!("{before}{name}{after}"))
    }

    /// Whether there are records.
    pub fn is_there(&self) -> bool {
        self.folder.join(MARKER).exists() || !self.generations().is_empty()
    }

    /// Keeps every other process out, as long as the file lives.
    ///
    /// # Errors
    /// When another process has it, or the disk refuses.
    pub fn lock(&self) -> Result<File, StoreError> {
        let path = self.beside("", ".lock");
        let failed = |error: io::Error| StoreError::Io(path.clone(), error.to_string());
        if let Some(data) = path.parent() {
            fs::create_dir_all(data).map_err(failed)?;
        }
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        for _ in 0..ATTEMPTS {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                // This process may still be letting go of it, or have passed it to a child for a moment.
                Err(fs::TryLockError::WouldBlock) => sleep(WAIT),
                Err(fs::TryLockError::Error(error)) => return Err(failed(error)),
            }
        }
        Err(StoreError::InUse(self.folder.clone()))
    }

    /// What the marker says; none when it is gone or cannot be read.
    pub fn mark(&self) -> Option<Mark> {
        let text = fs::read_to_string(self.folder.join(MARKER)).ok()?;
        let after = |name: &str| {
            let mut words = text.split([' ', ';', '\n']).skip_while(|word| *word != name).skip(1);
            words.next()?.parse::<u64>().ok()
        };
        let ends = text.starts_with("records of pristan") && text.ends_with('\n');
        ends.then_some(Mark { generation: after("generation").unwrap_or(0), commits: after("commits")? })
    }

    /// Writes the marker anew, so that either the old one or this is there, and brings it to the disk.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn set_mark(&self, mark: Mark) -> io::Result<Marker> {
        let (path, fresh) = (self.folder.join(MARKER), self.folder.join(format!("{MARKER}.new")));
        let mut file = File::create(&fresh)?;
        restrict(&fresh, 0o600)?;
        file.write_all(written(mark).as_bytes())?;
        file.sync_all()?;
        fs::rename(&fresh, &path)?;
        File::open(&self.folder)?.sync_all()?;
        Ok(Marker(file))
    }

    /// Where a generation lies.
    pub fn of(&self, generation: u64) -> PathBuf {
        match generation {
            0 => self.folder.clone(),
            number => self.folder.join(number.to_string()),
        }
    }

    /// The generations that lie there, whole or not.
    pub fn generations(&self) -> Vec<u64> {
        let files = files_in(&self.folder).unwrap_or_default();
        let numbered = files.iter().filter(|path| path.is_dir());
        let mut found: Vec<u64> =
            numbered.filter_map(|path| path.file_name()?.to_str()?.parse().ok()).filter(|number| *number > 0).collect();
        if self.folder.join("db").exists() {
            found.push(0);
        }
        found.sort_unstable();
        found
    }

    /// Which generation counts: the one that the marker names, else the only one there is.
    ///
    /// # Errors
    /// When that cannot be told.
    pub fn current(&self) -> Result<u64, StoreError> {
        match (self.mark(), self.generations().as_slice()) {
            (Some(mark), _) => Ok(mark.generation),
            (None, []) => Ok(0),
            (None, [only]) => Ok(*only),
            (None, several) => Err(StoreError::Damaged(
                self.folder.clone(),
                format!("its marker `{MARKER}` is gone, and {} databases lie there", several.len()),
            )),
        }
    }

    /// Removes all generations but one. They are ours: nobody else puts numbered folders here.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep_only(&self, generation: u64) -> io::Result<()> {
        let others = self.generations().into_iter().filter(|number| *number != generation && *number > 0);
        for number in others {
            fs::remove_dir_all(self.of(number))?;
        }
        if generation > 0 { self.remove_first() } else { Ok(()) }
    }

    fn remove_first(&self) -> io::Result<()> {
        for path in files_in(&self.folder)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let ours = FIRST.contains(&name.as_str()) || name.starts_with("snap.");
            match ours {
                true if path.is_dir() => fs::remove_dir_all(&path)?,
                true => fs::remove_file(&path)?,
                false => {}
            }
        }
        Ok(())
    }

    /// Copies a generation to a folder of ours, so that it may be looked at without being changed.
    ///
    /// # Errors
    /// When the disk refuses, or has no room for it.
    pub fn copy(&self, generation: u64) -> Result<Copied, StoreError> {
        let to = self.beside(".", ".looking");
        let failed = |error: io::Error| StoreError::Io(to.clone(), error.to_string());
        remove_ours(&to).map_err(failed)?;
        let from = self.of(generation);
        let files = database_files(&from).map_err(failed)?;
        let needed = ROOM + files.iter().filter_map(|path| Some(fs::metadata(path).ok()?.len())).sum::<u64>();
        let free = free_bytes(&self.folder).unwrap_or(u64::MAX);
        if free < needed {
            return Err(StoreError::NoRoom { folder: self.folder.clone(), free, needed });
        }
        fs::create_dir_all(&to).and_then(|()| restrict(&to, 0o700)).map_err(failed)?;
        File::create(to.join(OURS)).map_err(failed)?;
        let copied = Copied(to.clone());
        let inside = to.join("copy");
        for path in files {
            let name = path.strip_prefix(&from).unwrap_or(&path);
            let target = inside.join(name);
            target.parent().map_or(Ok(()), fs::create_dir_all).map_err(failed)?;
            fs::copy(&path, &target).map_err(failed)?;
        }
        Ok(copied)
    }
}

/// A copy of a generation; gone when it is dropped.
pub struct Copied(PathBuf);

impl Copied {
    /// The folder of the copied database.
    pub fn folder(&self) -> PathBuf {
        self.0.join("copy")
    }
}

impl Drop for Copied {
    fn drop(&mut self) {
        let _ = remove_ours(&self.0);
    }
}

/// Removes a folder when the file in it says that it is ours.
fn remove_ours(folder: &Path) -> io::Result<()> {
    match folder.exists() {
        false => Ok(()),
        true if folder.join(OURS).exists() => fs::remove_dir_all(folder),
        true => Err(io::Error::other("lies there and is not ours; move it away")),
    }
}

/// The files of the database in a folder, not those of other generations in it.
fn database_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for path in files_in(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match path.is_dir() {
            true if name == "blobs" => found.extend(files_in(&path)?),
            false if FIRST.contains(&name.as_str()) || name.starts_with("snap.") => found.push(path),
            _ => {}
        }
    }
    Ok(found)
}

/// The marker, open for writing.
pub struct Marker(File);

impl Marker {
    /// Overwrites what it says, always as many bytes, so that it is whole at any time. Not brought to the disk: a marker
    /// that lags behind tells less, never something wrong.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn set(&mut self, mark: Mark) -> io::Result<()> {
        io::Seek::rewind(&mut self.0)?;
        self.0.write_all(written(mark).as_bytes())
    }
}

fn written(mark: Mark) -> String {
    format!("records of pristan, do not edit; generation {:020}; commits {:020}\n", mark.generation, mark.commits)
}
