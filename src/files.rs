//! The files of a base: from folders, or the copy inside the binary; and noticing that somebody edited them.

use crate::knowledge::{Place, Problem, Role, Severity, SourceFile, role_of};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

/// Folders of a base that hold its files.
const FOLDERS: [&str; 3] = ["faq", "faq/languages", "seeds"];
/// The largest file that is read, in bytes. A base written by hand has some hundred kilobytes.
const MAX_FILE: u64 = 16 << 20;

/// Where a base comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The copy inside the binary.
    Embedded,
    /// These folders; a later one adds to and overrides an earlier one.
    Folders(Vec<PathBuf>),
}

/// The files of a base as they were at one moment.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The layers, the first one lowest.
    pub layers: Vec<Vec<SourceFile>>,
    /// Files that could not be read as text.
    pub problems: Vec<Problem>,
    /// A hash of everything above and of the program's version: equal bases learn equal things.
    pub hash: [u8; 32],
    /// When the files were last changed, for noticing edits.
    stamp: Stamp,
}

/// Names, sizes and times of the files.
type Stamp = Vec<(PathBuf, u64, Option<SystemTime>)>;

/// A base cannot be read at all.
#[derive(Debug)]
pub enum FilesError {
    /// A folder that was named holds no base.
    NoBase(PathBuf),
    /// The disk said no.
    Io(PathBuf, io::Error),
}

impl fmt::Display for FilesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FilesError::NoBase(path) => write!(
                f,
                "`{}` holds no base: there is neither `faq/` nor `seeds/` in it; name a folder that has one of them",
                path.display()
            ),
            FilesError::Io(path, error) => {
                write!(f, "`{}` cannot be read: {error}; check that it exists and may be read", path.display())
            }
        }
    }
}

impl std::error::Error for FilesError {}

impl Origin {
    /// The folders that were named, else the working folder when it has both `faq/` and `seeds/`, else the binary.
    pub fn choose(named: &[PathBuf]) -> Origin {
        if !named.is_empty() {
            Origin::Folders(named.to_vec())
        } else if Path::new("faq").is_dir() && Path::new("seeds").is_dir() {
            Origin::Folders(vec![PathBuf::from(".")])
        } else {
            Origin::Embedded
        }
    }

    /// Reads all files. The languages of the binary lie beneath every base, which may override them.
    ///
    /// # Errors
    /// When a folder holds no base or cannot be listed.
    pub fn snapshot(&self) -> Result<Snapshot, FilesError> {
        let mut problems = Vec::new();
        let mut stamp = Stamp::new();
        let layers = match self {
            Origin::Embedded => vec![embedded(|_| true)],
            Origin::Folders(folders) => {
                let mut layers = vec![beneath()];
                for folder in folders {
                    layers.push(read_folder(folder, &mut problems, &mut stamp)?);
                }
                layers
            }
        };
        let hash = hash(&layers);
        Ok(Snapshot { layers, problems, hash, stamp })
    }

    /// Whether the files differ from a snapshot by name, size or time. Takes some microseconds a file.
    pub fn changed_since(&self, snapshot: &Snapshot) -> bool {
        let Origin::Folders(folders) = self else { return false };
        let mut stamp = Stamp::new();
        for (path, _) in folders.iter().filter_map(|folder| list(folder).ok()).flatten() {
            stamp.push(stamp_of(path));
        }
        stamp != snapshot.stamp
    }
}

fn embedded(wanted: impl Fn(Role) -> bool) -> Vec<SourceFile> {
    let roles = embedded::FILES.iter().filter_map(|(path, text)| Some((path, text, role_of(path)?)));
    roles
        .filter(|file| wanted(file.2))
        .map(|(path, text, role)| SourceFile::new(path, role, (*text).to_owned()))
        .collect()
}

/// What the binary lays beneath every base from elsewhere: languages, and its gaps as background.
pub fn beneath() -> Vec<SourceFile> {
    let files = embedded(|role| matches!(role, Role::Language | Role::Gaps)).into_iter();
    files.map(|file| if file.role == Role::Gaps { file.as_role(Role::Background) } else { file }).collect()
}

fn read_folder(folder: &Path, problems: &mut Vec<Problem>, stamp: &mut Stamp) -> Result<Vec<SourceFile>, FilesError> {
    if !folder.join("faq").is_dir() && !folder.join("seeds").is_dir() {
        return Err(FilesError::NoBase(folder.to_owned()));
    }
    let mut files = Vec::new();
    for (path, role) in list(folder)? {
        // The stamp is taken before the text: an edit in between is noticed, not lost.
        stamp.push(stamp_of(path.clone()));
        let shown = path.strip_prefix(".").unwrap_or(&path).to_string_lossy().replace('\\', "/");
        match read_text(&path) {
            Ok(text) => files.push(SourceFile::new(&shown, role, text)),
            Err(what) => problems.push(Problem {
                severity: Severity::Error,
                place: Place { file: shown.as_str().into(), line: 0 },
                what,
                remedy: "save it as text in UTF-8, or take it out of the base".to_owned(),
            }),
        }
    }
    Ok(files)
}

/// The files of a base that have a role, in order of their names.
fn list(folder: &Path) -> Result<Vec<(PathBuf, Role)>, FilesError> {
    let mut found = Vec::new();
    for inner in FOLDERS.iter().filter(|inner| folder.join(inner).is_dir()) {
        let path = folder.join(inner);
        let failed = |error| FilesError::Io(path.clone(), error);
        for entry in fs::read_dir(&path).map_err(failed)? {
            let file = entry.map_err(failed)?.path();
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if let Some(role) = role_of(&format!("{inner}/{name}")).filter(|_| file.is_file()) {
                found.push((file, role));
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(found)
}

fn stamp_of(path: PathBuf) -> (PathBuf, u64, Option<SystemTime>) {
    let data = fs::metadata(&path);
    let (len, time) = data.map_or((0, None), |data| (data.len(), data.modified().ok()));
    (path, len, time)
}

fn read_text(path: &Path) -> Result<String, String> {
    let len = fs::metadata(path).map_or(0, |data| data.len());
    if len > MAX_FILE {
        return Err(format!("is {len} bytes long, more than the {MAX_FILE} that are read"));
    }
    let bytes = fs::read(path).map_err(|error| format!("cannot be read: {error}"))?;
    let text = String::from_utf8(bytes).map_err(|_| "is not text in UTF-8".to_owned())?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn hash(layers: &[Vec<SourceFile>]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    hasher.update(env!("PRISTAN_BUILD").as_bytes());
    for (at, file) in layers.iter().enumerate().flat_map(|(at, layer)| layer.iter().map(move |file| (at, file))) {
        for part in [&at.to_le_bytes()[..], file.path.as_bytes(), file.text.as_bytes()] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
    }
    *hasher.finalize().as_bytes()
}
