//! The files of a base: from folders, or the copy inside the binary; and noticing that somebody edited them.

mod decode;
mod workbook;

pub use decode::decode;
pub use workbook::sheets;

use crate::knowledge::{Place, Problem, Role, Severity, SourceFile, role_of};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What the rest of the world asks; serves every base.
const BACKGROUND: (&str, &str) = ("model/background/questions.tsv", include_str!("../model/background/questions.tsv"));

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

/// The name, size and time of a file, and what else shows an edit.
type Stamped = (PathBuf, u64, Option<SystemTime>, [i64; 3]);
/// Those of all files.
type Stamp = Vec<Stamped>;

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

impl Snapshot {
    /// The same with other files, as they are about to be.
    pub fn with_layers(self, layers: Vec<Vec<SourceFile>>) -> Snapshot {
        let hash = hash(&layers);
        Snapshot { layers, hash, ..self }
    }
}

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
            Origin::Embedded => vec![embedded(|_| true).into_iter().chain([background()]).collect()],
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
        for (path, _) in folders.iter().filter_map(|folder| list(folder).ok()).flat_map(|(listed, _)| listed) {
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

/// What the binary lays beneath every base from elsewhere: languages and background.
pub fn beneath() -> Vec<SourceFile> {
    embedded(|role| role == Role::Language).into_iter().chain([background()]).collect()
}

fn background() -> SourceFile {
    SourceFile::new(BACKGROUND.0, Role::Background, BACKGROUND.1.to_owned())
}

fn read_folder(folder: &Path, problems: &mut Vec<Problem>, stamp: &mut Stamp) -> Result<Vec<SourceFile>, FilesError> {
    if !folder.join("faq").is_dir() && !folder.join("seeds").is_dir() {
        return Err(FilesError::NoBase(folder.to_owned()));
    }
    let mut files = Vec::new();
    let (listed, strange) = list(folder)?;
    problems.extend(strange.iter().map(|path| ignored(path)));
    for (path, role) in listed {
        // The stamp is taken before the text: an edit in between is noticed, not lost.
        stamp.push(stamp_of(path.clone()));
        let shown = shown(&path);
        match read_text(&path, role) {
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

/// A path as people know it.
fn shown(path: &Path) -> String {
    path.strip_prefix(".").unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// Files with their roles, and files that have none.
type Listed = (Vec<(PathBuf, Role)>, Vec<PathBuf>);

/// The files of a base that have a role, in order of their names; and those that have none and are no program's.
fn list(folder: &Path) -> Result<Listed, FilesError> {
    let (mut found, mut strange) = (Vec::new(), Vec::new());
    for inner in FOLDERS.iter().filter(|inner| folder.join(inner).is_dir()) {
        let path = folder.join(inner);
        let failed = |error| FilesError::Io(path.clone(), error);
        for entry in fs::read_dir(&path).map_err(failed)? {
            let file = entry.map_err(failed)?.path();
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let known = FOLDERS.contains(&format!("{inner}/{name}").as_str());
            match role_of(&format!("{inner}/{name}")).filter(|_| file.is_file()) {
                Some(role) => found.push((file, role)),
                None if known || name.starts_with(['.', '~']) || name.ends_with('~') => {}
                None => strange.push(file),
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    strange.sort();
    Ok((found, strange))
}

/// What to do about a file that nothing reads.
fn ignored(path: &Path) -> Problem {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let in_faq = path.parent().and_then(Path::file_name).is_some_and(|folder| folder != "seeds");
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let remedy = if path.is_dir() {
        "move its files up: folders in here are not looked into".to_owned()
    } else if let Some((stem, _)) =
        name.rsplit_once('.').filter(|(stem, _)| stem.to_ascii_lowercase().ends_with(".toml"))
    {
        format!("rename it to `{stem}`")
    } else if in_faq && !["png", "jpg", "pdf"].contains(&ending.as_str()) {
        "themes are `.toml`; `pristan import FILE --to BASE` makes one of a table or a page".to_owned()
    } else if in_faq {
        "take it out; themes are `.toml`".to_owned()
    } else {
        "save it as text (`.txt`, `.md`, `.html`) or as a table (`.csv`, `.xlsx`), or take it out".to_owned()
    };
    let what = format!("`{name}` is of a kind that nothing here reads; it is ignored");
    Problem { severity: Severity::Warning, place: Place { file: shown(path).as_str().into(), line: 0 }, what, remedy }
}

fn stamp_of(path: PathBuf) -> Stamped {
    match fs::metadata(&path) {
        Ok(data) => (path, data.len(), data.modified().ok(), changed(&data)),
        Err(_) => (path, 0, None, [0; 3]),
    }
}

/// What shows an edit that leaves size and time as they were: the number of the file, and when it was changed in any way.
fn changed(data: &fs::Metadata) -> [i64; 3] {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        [data.ino().cast_signed(), data.ctime(), data.ctime_nsec()]
    }
    #[cfg(not(unix))]
    {
        let _ = data;
        [0; 3]
    }
}

/// The text of a file. What volunteers write is UTF-8; raw documents come in whatever their programs saved.
fn read_text(path: &Path, role: Role) -> Result<String, String> {
    let bytes = read_bytes(path)?;
    if role == Role::Raw && is_workbook(path) {
        return workbook::as_text(bytes);
    }
    if role == Role::Raw {
        return decode(&bytes).map(|(text, _)| text).map_err(|_| "is not text".to_owned());
    }
    let text = String::from_utf8(bytes).map_err(|_| "is not text in UTF-8".to_owned())?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// The bytes of a file that is not too large.
///
/// # Errors
/// When it is, or cannot be read.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, String> {
    let len = fs::metadata(path).map_or(0, |data| data.len());
    if len > MAX_FILE {
        return Err(format!("is {len} bytes long, more than the {MAX_FILE} that are read"));
    }
    fs::read(path).map_err(|error| format!("cannot be read: {error}"))
}

/// Whether a file's name is that of a spreadsheet.
pub fn is_workbook(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    ["xlsx", "xlsm", "xlsb", "xls", "ods"].contains(&ending.as_str())
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
