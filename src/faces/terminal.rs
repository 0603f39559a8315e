//! The chat in a terminal, and its plain form when either end is not a terminal.

use super::line_editor::{LineEditor, Read};
use super::render::{Look, render, render_text};
use super::script::{Record, SCRIPTS};
use crate::knowledge::{Phrases, fill};
use crate::store::StoreError;
use crate::talk::{Event, Outcome, Reply, is_of_danger, redact};
use crate::text::{Lang, printable, slug, tidy};
use crate::turn::{Clock, Desk, LoadError, Refreshed, Turned};
use std::fmt;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// The one chat of a terminal.
const CHAT: &[u8] = b"terminal";
/// Lines longer than this are hard to read, however wide the window is.
const WIDEST: usize = 88;

/// The chat cannot go on.
#[derive(Debug)]
pub enum TerminalError {
    /// The records.
    Store(StoreError),
    /// The terminal.
    Io(io::Error),
}

impl fmt::Display for TerminalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TerminalError::Store(error) => error.fmt(f),
            TerminalError::Io(error) => write!(f, "the terminal cannot be read or written: {error}"),
        }
    }
}

impl std::error::Error for TerminalError {}

impl From<StoreError> for TerminalError {
    fn from(error: StoreError) -> TerminalError {
        TerminalError::Store(error)
    }
}

impl From<io::Error> for TerminalError {
    fn from(error: io::Error) -> TerminalError {
        TerminalError::Io(error)
    }
}

/// How a chat is held.
pub struct Manner {
    /// The language to greet in; that of the system when none is given.
    pub lang: Option<Lang>,
    /// Where lines are remembered from one chat to the next.
    pub history: PathBuf,
    /// Whether they are.
    pub remembers: bool,
    /// Folders of the base, for saved talks.
    pub base: Vec<PathBuf>,
}

/// Talks until the input ends.
///
/// # Errors
/// When records or the terminal fail.
pub fn run(desk: &Desk, manner: &Manner) -> Result<(), TerminalError> {
    let talked = match io::stdin().is_terminal() && io::stdout().is_terminal() {
        true => interactive(desk, manner),
        false => plain(desk, manner),
    };
    match talked {
        // Whoever read has heard enough: `pristan chat | head`.
        Err(TerminalError::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        talked => talked,
    }
}

/// One message a line in, plain replies out, an empty line after each.
fn plain(desk: &Desk, manner: &Manner) -> Result<(), TerminalError> {
    let mut out = io::stdout().lock();
    let mut input = io::stdin().lock();
    let mut line = Vec::new();
    let mut talk = Talk::new(desk, manner, manner.lang.unwrap_or_default());
    for reply in promised(desk)? {
        writeln!(out, "{}\n", printable(&reply.text()))?;
    }
    while input.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line).trim().to_owned();
        line.clear();
        if text.is_empty() {
            continue;
        }
        look_for_edits(desk, talk.lang);
        match talk.here(&text) {
            Some(note) => writeln!(out, "{note}\n")?,
            None => {
                let turned = talk.say(text)?;
                turned.replies.iter().try_for_each(|reply| writeln!(out, "{}\n", printable(&reply.text())))?;
                if turned.forgot {
                    forget_lines(&manner.history)?;
                }
                if is_farewell(&turned.replies) {
                    return Ok(out.flush()?);
                }
            }
        }
        out.flush()?;
    }
    Ok(())
}

fn interactive(desk: &Desk, manner: &Manner) -> Result<(), TerminalError> {
    let mut talk = Talk::new(desk, manner, manner.lang.unwrap_or_else(from_locale));
    let mut editor = LineEditor::new(&manner.history, manner.remembers)?;
    say(&render_text(&phrase(desk, talk.lang, |phrases| phrases.welcome.clone()), look()))?;
    promised(desk)?.iter().try_for_each(show)?;
    loop {
        editor.knows(desk.library().index().base.entries.iter().map(|entry| entry.id.clone()));
        match editor.read()? {
            Read::Line(line) if line.trim().is_empty() => {}
            Read::Line(line) => {
                look_for_edits(desk, talk.lang);
                match talk.here(line.trim()) {
                    Some(note) => {
                        editor.remember(&line);
                        say(&format!("\n{}\n", render_text(&note, look())))?;
                    }
                    None => {
                        let turned = talk.say(line.clone())?;
                        turned.replies.iter().try_for_each(show)?;
                        if is_farewell(&turned.replies) {
                            return Ok(());
                        }
                        match turned.forgot {
                            true => {
                                editor.forget();
                                forget_lines(&manner.history)?;
                            }
                            false if may_be_remembered(desk, &line, &turned.replies) => editor.remember(&line),
                            false => {}
                        }
                    }
                }
            }
            // Ctrl-C drops the line, as in a shell; Ctrl-D leaves.
            Read::Dropped => {}
            Read::End => break,
        }
    }
    say(&phrase(desk, talk.lang, |phrases| phrases.farewell.clone()))
}

/// A talk at a terminal: what goes to the desk, and what the terminal does itself.
struct Talk<'a> {
    desk: &'a Desk,
    record: Record,
    base: Vec<PathBuf>,
    lang: Lang,
}

impl<'a> Talk<'a> {
    fn new(desk: &'a Desk, manner: &Manner, lang: Lang) -> Talk<'a> {
        Talk { desk, record: Record::new(&manner.base), base: manner.base.clone(), lang }
    }

    fn say(&mut self, text: String) -> Result<Turned, StoreError> {
        self.record.add(self.desk.today(), &text);
        // What is too old may go later; a disk that refuses is told below.
        let _ = self.desk.tidy(false);
        let turned = match self.desk.turn(CHAT, Event::Said(text.clone())) {
            Err(StoreError::Failed(trouble)) => {
                eprint(&format!("pristan: this is answered, but not remembered: {trouble}"));
                let replies = self.desk.ask(&text).into_iter().collect();
                Turned { replies, forgot: false, more: () }
            }
            turned => turned?,
        };
        self.lang = turned.replies.last().map_or(self.lang, |reply| reply.lang);
        if turned.forgot {
            self.record = Record::new(&self.base);
        }
        Ok(turned)
    }

    /// What the terminal does itself: `/now` and `/save`; none for everything else.
    fn here(&mut self, line: &str) -> Option<String> {
        let (command, argument) = line.split_once(' ').unwrap_or((line, ""));
        match command {
            "/now" => Some(self.set_clock(argument.trim())),
            "/save" => Some(self.save(argument.trim())),
            _ => None,
        }
    }

    fn phrase(&self, choose: impl Fn(&Phrases) -> String) -> String {
        phrase(self.desk, self.lang, choose)
    }

    /// `/now 2022-10-01` sets the clock, `/now` lets it go again.
    fn set_clock(&self, day: &str) -> String {
        let fixed = if day.is_empty() { Ok(None) } else { day.parse().map(Some) };
        match fixed {
            Ok(fixed) => {
                self.desk.set_clock(Clock::new(fixed));
                let today = self.desk.today().to_string();
                self.phrase(|phrases| fill(&phrases.now_set, &[("date", &today)]))
            }
            Err(_) => self.phrase(|phrases| phrases.now_wrong.clone()),
        }
    }

    /// `/save NAME` writes the talk as a script.
    fn save(&self, wish: &str) -> String {
        let name = slug(wish, 60);
        if name.is_empty() || self.record.is_empty() {
            return self.phrase(|phrases| phrases.save_how.clone());
        }
        let folder = if Path::new(SCRIPTS).is_dir() { Path::new(SCRIPTS) } else { Path::new("") };
        let file = folder.join(format!("{name}.convo.txt"));
        let script = self.record.script(wish, self.desk.library().index());
        let written = std::fs::OpenOptions::new().write(true).create_new(true).open(&file);
        let owned = written.and_then(|made| crate::store::restrict(&file, 0o600).map(|()| made));
        let done = owned.and_then(|mut file| file.write_all(script.as_bytes()));
        let shown = file.display().to_string();
        self.phrase(|phrases| {
            let phrase = if done.is_ok() { &phrases.saved } else { &phrases.save_failed };
            fill(phrase, &[("file", &shown)])
        })
    }
}

/// Answers that were promised at this terminal, and are there now.
fn promised(desk: &Desk) -> Result<Vec<Reply>, StoreError> {
    Ok(desk.keep_promises(CHAT, |replies, _| replies.to_vec())?.unwrap_or_default())
}

/// Whether the person leaves: "exit".
fn is_farewell(replies: &[Reply]) -> bool {
    replies.iter().any(|reply| reply.smalltalk.as_deref() == Some("exit"))
}

/// Whether a line may be remembered for the next chat: something was found for it, it has nothing that tells who wrote it,
/// and it is no cry for help.
fn may_be_remembered(desk: &Desk, line: &str, replies: &[Reply]) -> bool {
    let found = replies.iter().all(|reply| reply.outcome != Outcome::Unknown);
    let index = desk.library().index();
    found && redact(&index, line) == tidy(line) && !is_of_danger(&index, line)
}

/// Takes away what was remembered of typed lines, by whom ever.
fn forget_lines(history: &Path) -> io::Result<()> {
    match std::fs::remove_file(history) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn show(reply: &Reply) -> Result<(), TerminalError> {
    say(&format!("\n{}\n", render(reply, look())))
}

/// How to show things in the window as it is now.
fn look() -> Look {
    let columns = terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0));
    Look { width: columns.saturating_sub(1).min(WIDEST), styled: true }
}

/// Prints for people: without colour where NO_COLOR or the terminal asks for that.
fn say(text: &str) -> Result<(), TerminalError> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "{text}")?;
    Ok(out.flush()?)
}

/// Takes an edited base into service, or says what is wrong with it.
fn look_for_edits(desk: &Desk, lang: Lang) {
    match desk.refresh() {
        Refreshed::Same => {}
        Refreshed::Swapped => eprint(&phrase(desk, lang, |phrases| phrases.reloaded.clone())),
        Refreshed::Refused(LoadError::Broken(problems)) => {
            problems.iter().for_each(|problem| eprint(&problem.to_string()));
            let count = problems.len().to_string();
            eprint(&phrase(desk, lang, |phrases| fill(&phrases.reload_refused, &[("count", &count)])));
        }
        Refreshed::Refused(error) => eprint(&error.to_string()),
    }
}

fn eprint(text: &str) {
    // Where nobody listens there is nobody to tell.
    let _ = writeln!(anstream::stderr().lock(), "{}", printable(text));
}

fn phrase(desk: &Desk, lang: Lang, choose: impl Fn(&Phrases) -> String) -> String {
    let index = desk.library().index();
    index.base.languages.nearest(lang).map_or_else(String::new, |(_, file)| choose(&file.phrases))
}

/// The language that the person's system speaks.
fn from_locale() -> Lang {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    let spoken = named.filter(|value| !value.is_empty()).find_map(|value| value.get(..2)?.parse().ok());
    spoken.unwrap_or_default()
}
