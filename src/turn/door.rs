//! A door beside the faces, for commands on the same machine while a bot has the records: a socket that only its owner may
//! use. Without such sockets (not on Unix) the bot has to be stopped first.
//!
//! ```text
//! "backup\n"                      -> "ok\n", then the backup
//! "restore\n" and the backup      -> "ok N M\n": N records in it, M put back
//! "questions\n", "counts\n"       -> "ok N 0\n", then N lines of JSON
//! "ratings\n" and ids of entries  -> the same
//! "mark HANDLING\n", numbers and,
//! where there is one, an entry    -> "ok N M\n": M of N questions are there and marked
//! otherwise                       -> "no WORDS\n"
//! ```

use super::handling::{Numbered, Rated, counts, mark, questions, ratings};
use super::kept::{Counted, Handling};
use crate::store::{Contents, People, StoreError, backup, restore, restrict};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// The folder of sockets in the data folder, and how one ends.
const FOLDER: &str = "run";
const ENDING: &str = "sock";
/// How long either end waits for the other.
const PATIENCE: Duration = Duration::from_secs(60);
/// The longest request line, in bytes.
const LONGEST: u64 = 64;
/// Marks the id of an entry among numbers.
const ENTRY: char = '=';
/// The longest list of numbers, in bytes.
const LONGEST_LIST: u64 = 16 << 20;

/// Where the socket of the records in a folder lies.
fn path(people: &Path) -> PathBuf {
    let name = people.file_name().unwrap_or_default().to_string_lossy();
    people.with_file_name(FOLDER).join(format!("{name}.{ENDING}"))
}

/// Opens the door of records, in a thread of its own, for as long as the process lives.
///
/// # Errors
/// When there can be no socket; then the commands work only while the bot is stopped.
pub fn open_door(people: &People) -> io::Result<()> {
    let path = path(people.folder());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
        restrict(folder, 0o700)?;
    }
    // Who has the records is alone: a socket that lies there is an earlier process's.
    let _ = fs::remove_file(&path);
    let listener = UnixListener::bind(&path)?;
    let people = people.clone();
    let serve = move || {
        for caller in listener.incoming().flatten() {
            // One at a time; who hangs up is gone.
            let _ = answer(&people, &caller);
        }
    };
    thread::Builder::new().name("pristan-door".to_owned()).spawn(serve).map(drop)
}

fn answer(people: &People, caller: &UnixStream) -> io::Result<()> {
    caller.set_read_timeout(Some(PATIENCE))?;
    caller.set_write_timeout(Some(PATIENCE))?;
    let mut asked = String::new();
    let mut from = BufReader::new(caller);
    (&mut from).take(LONGEST).read_line(&mut asked)?;
    let mut out = caller;
    match asked.trim() {
        "backup" => {
            let mut file = scratch(people)?;
            match backup(people, &mut file) {
                Ok(contents) => {
                    writeln!(out, "ok {} 0", contents.records)?;
                    file.rewind()?;
                    io::copy(&mut file, &mut out).map(drop)
                }
                Err(error) => writeln!(out, "no {error}"),
            }
        }
        "restore" => {
            let mut file = scratch(people)?;
            io::copy(&mut from, &mut file)?;
            file.rewind()?;
            match restore(people, Path::new("-"), &mut file) {
                Ok(contents) => writeln!(out, "ok {} {}", contents.records, contents.restored),
                Err(error) => writeln!(out, "no {error}"),
            }
        }
        "questions" => list(&mut out, questions(people)),
        "counts" => list(&mut out, counts(people)),
        "ratings" => list(&mut out, ratings(people, &words(from)?)),
        other => match Handling::ALL.into_iter().find(|one| other.strip_prefix("mark ") == Some(one.name())) {
            Some(handling) => {
                let named = words(from)?;
                let entry = named.iter().find_map(|word| word.strip_prefix(ENTRY));
                let numbers: Vec<u64> = named.iter().filter_map(|number| number.parse().ok()).collect();
                match mark(people, &numbers, handling, entry) {
                    Ok(found) => writeln!(out, "ok {} {found}", numbers.len()),
                    Err(error) => writeln!(out, "no {error}"),
                }
            }
            None => {
                writeln!(out, "no this door knows `backup`, `restore`, `questions`, `counts`, `ratings` and `mark`")
            }
        },
    }
}

/// What a caller names, until it has said all.
fn words(from: impl Read) -> io::Result<Vec<String>> {
    let mut text = String::new();
    from.take(LONGEST_LIST).read_to_string(&mut text)?;
    Ok(text.split_whitespace().map(str::to_owned).collect())
}

/// A list as lines of JSON.
fn list<T: Serialize>(mut out: impl Write, all: Result<Vec<T>, StoreError>) -> io::Result<()> {
    let all = match all {
        Ok(all) => all,
        Err(error) => return writeln!(out, "no {error}"),
    };
    let mut lines = format!("ok {} 0\n", all.len()).into_bytes();
    for one in &all {
        serde_json::to_writer(&mut lines, one)?;
        lines.push(b'\n');
    }
    out.write_all(&lines)
}

/// A file without a name, gone when it is closed.
fn scratch(people: &People) -> io::Result<File> {
    let path = path(people.folder()).with_extension("scratch");
    let file = OpenOptions::new().read(true).write(true).create(true).truncate(true).open(&path)?;
    restrict(&path, 0o600)?;
    fs::remove_file(&path)?;
    Ok(file)
}

/// A door that was found open.
pub struct Door(UnixStream);

/// The door of the records in a folder, when a bot that has them stands behind it.
pub fn reach(people: &Path) -> Option<Door> {
    UnixStream::connect(path(people)).ok().map(Door)
}

impl Door {
    /// Asks for a backup.
    ///
    /// # Errors
    /// In words.
    pub fn backup(&mut self, to: &mut impl Write) -> Result<Contents, String> {
        self.ask("backup\n", io::empty())?;
        let mut from = BufReader::new(&self.0);
        let contents = read_answer(&mut from)?;
        io::copy(&mut from, to).map_err(gone)?;
        Ok(contents)
    }

    /// Gives a backup to be put back.
    ///
    /// # Errors
    /// In words.
    pub fn restore(&mut self, from: &mut impl Read) -> Result<Contents, String> {
        self.ask("restore\n", from)?;
        self.0.shutdown(std::net::Shutdown::Write).map_err(gone)?;
        read_answer(&mut BufReader::new(&self.0))
    }

    /// Every question that is kept.
    ///
    /// # Errors
    /// In words.
    pub fn questions(&mut self) -> Result<Vec<Numbered>, String> {
        self.list("questions\n", "")
    }

    /// Every sum.
    ///
    /// # Errors
    /// In words.
    pub fn counts(&mut self) -> Result<Vec<Counted>, String> {
        self.list("counts\n", "")
    }

    /// How these entries were rated.
    ///
    /// # Errors
    /// In words.
    pub fn ratings(&mut self, entries: &[String]) -> Result<Vec<Rated>, String> {
        self.list("ratings\n", &entries.join("\n"))
    }

    /// Notes what the volunteers made of questions; says how many of them are there.
    ///
    /// # Errors
    /// In words.
    pub fn mark(&mut self, numbers: &[u64], handling: Handling, answer: Option<&str>) -> Result<usize, String> {
        let mut lines: String = numbers.iter().map(|number| format!("{number}\n")).collect();
        answer.into_iter().for_each(|entry| lines.push_str(&format!("{ENTRY}{entry}\n")));
        self.ask(&format!("mark {}\n", handling.name()), lines.as_bytes())?;
        self.0.shutdown(std::net::Shutdown::Write).map_err(gone)?;
        read_answer(&mut BufReader::new(&self.0)).map(|contents| contents.restored as usize)
    }

    fn list<T: DeserializeOwned>(&mut self, request: &str, words: &str) -> Result<Vec<T>, String> {
        self.ask(request, words.as_bytes())?;
        self.0.shutdown(std::net::Shutdown::Write).map_err(gone)?;
        let mut from = BufReader::new(&self.0);
        let expected = read_answer(&mut from)?.records;
        let mut all = Vec::new();
        for line in from.lines() {
            let read =
                line.map_err(gone).and_then(|line| serde_json::from_str(&line).map_err(|error| error.to_string()));
            all.push(read.map_err(|what| format!("the bot that has the records answers strangely: {what}"))?);
        }
        match all.len() as u64 == expected {
            true => Ok(all),
            false => Err("the bot that has the records was stopped while it answered; try again".to_owned()),
        }
    }

    fn ask(&mut self, words: &str, mut more: impl Read) -> Result<(), String> {
        self.0.write_all(words.as_bytes()).map_err(gone)?;
        io::copy(&mut more, &mut self.0).map(drop).map_err(gone)
    }
}

fn gone(error: io::Error) -> String {
    format!("the bot that has the records does not answer: {error}; try again, or stop it first")
}

fn read_answer(from: &mut impl BufRead) -> Result<Contents, String> {
    let mut line = String::new();
    from.read_line(&mut line).map_err(gone)?;
    let (said, rest) = line.trim_end().split_once(' ').unwrap_or((line.trim_end(), ""));
    let numbers: Vec<u64> = rest.split(' ').filter_map(|number| number.parse().ok()).collect();
    match (said, numbers.as_slice()) {
        ("ok", [records, restored]) => Ok(Contents { records: *records, restored: *restored }),
        ("no", _) => Err(rest.to_owned()),
        _ => Err("the bot that has the records was stopped while it answered; try again".to_owned()),
    }
}
