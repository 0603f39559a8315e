//! The chat in a terminal, and its plain form when either end is not a terminal.

use super::render::{Look, render, render_text};
use crate::knowledge::fill;
use crate::store::StoreError;
use crate::talk::{Event, NAMES, Reply};
use crate::text::Lang;
use crate::turn::{Desk, LoadError, Refreshed};
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{Config, Context, Editor, Helper};
use std::fmt;
use std::io::{self, BufRead, IsTerminal, Write};

/// The one chat of a terminal.
const CHAT: &[u8] = b"terminal";
/// Lines longer than this are hard to read, however wide the window is.
const WIDEST: usize = 88;
/// What stands before the person's words.
const PROMPT: &str = "› ";

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

/// Talks until the input ends. `lang` is the language to greet in.
///
/// # Errors
/// When records or the terminal fail.
pub fn run(desk: &Desk, lang: Option<Lang>) -> Result<(), TerminalError> {
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        interactive(desk, lang.unwrap_or_else(from_locale))
    } else {
        plain(desk, lang.unwrap_or_default())
    }
}

/// One message a line in, plain replies out, an empty line after each.
fn plain(desk: &Desk, lang: Lang) -> Result<(), TerminalError> {
    let mut out = io::stdout().lock();
    let mut input = io::stdin().lock();
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line).trim().to_owned();
        line.clear();
        if text.is_empty() {
            continue;
        }
        look_for_edits(desk, lang);
        for reply in desk.turn(CHAT, Event::Said(text))? {
            writeln!(out, "{}\n", reply.text())?;
        }
        out.flush()?;
    }
    Ok(())
}

fn interactive(desk: &Desk, lang: Lang) -> Result<(), TerminalError> {
    let config = Config::builder().auto_add_history(true).build();
    let mut editor: Editor<Commands, MemHistory> = Editor::with_history(config, MemHistory::new()).map_err(broken)?;
    editor.set_helper(Some(Commands));
    say(&render_text(&phrase(desk, lang, |phrases| phrases.welcome.clone()), look()))?;
    loop {
        match editor.readline(PROMPT) {
            Ok(line) if line.trim().is_empty() => {}
            Ok(line) => {
                look_for_edits(desk, lang);
                for reply in desk.turn(CHAT, Event::Said(line))? {
                    show(&reply)?;
                }
            }
            // Ctrl-C drops the line, as in a shell; Ctrl-D leaves.
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(broken(error)),
        }
    }
    say(&phrase(desk, lang, |phrases| phrases.farewell.clone()))
}

fn broken(error: ReadlineError) -> TerminalError {
    TerminalError::Io(io::Error::other(error))
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
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

fn phrase(desk: &Desk, lang: Lang, choose: impl Fn(&crate::knowledge::Phrases) -> String) -> String {
    let index = desk.library().index();
    index.base.languages.nearest(lang).map_or_else(String::new, |(_, file)| choose(&file.phrases))
}

/// The language that the person's system speaks.
fn from_locale() -> Lang {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    let spoken = named.filter(|value| !value.is_empty()).find_map(|value| value.get(..2)?.parse().ok());
    spoken.unwrap_or_default()
}

/// Completes commands.
struct Commands;

impl Completer for Commands {
    type Candidate = String;

    fn complete(&self, line: &str, position: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        let typed = line.get(..position).and_then(|line| line.strip_prefix('/')).unwrap_or("-");
        let fitting = NAMES.into_iter().filter(|name| name.starts_with(typed));
        Ok((0, fitting.map(|name| format!("/{name}")).collect()))
    }
}

impl Hinter for Commands {
    type Hint = String;
}

impl Highlighter for Commands {}
impl Validator for Commands {}
impl Helper for Commands {}
