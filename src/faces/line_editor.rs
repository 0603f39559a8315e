//! Reading a line at a terminal: editing, history, completion.

use crate::talk::NAMES;
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::Validator;
use rustyline::{Config, Context, Editor, Helper};
use std::io;
use std::path::{Path, PathBuf};

/// What stands before the person's words.
const PROMPT: &str = "› ";
/// Commands that only a terminal has.
const OWN: [&str; 2] = ["now", "save"];
/// Lines that are remembered.
const MOST_REMEMBERED: usize = 500;

/// What was read.
pub enum Read {
    /// A line.
    Line(String),
    /// Ctrl-C.
    Dropped,
    /// Ctrl-D, or the terminal is gone.
    End,
}

/// A line editor with its history.
pub struct LineEditor {
    editor: Editor<Names, FileHistory>,
    history: PathBuf,
    remembers: bool,
}

impl LineEditor {
    /// An editor; `history` is where lines are remembered from one chat to the next, when they are.
    ///
    /// # Errors
    /// When the terminal cannot be used.
    pub fn new(history: &Path, remembers: bool) -> io::Result<LineEditor> {
        let config = Config::builder().max_history_size(MOST_REMEMBERED).map_err(io::Error::other)?;
        let config = config.history_ignore_dups(true).map_err(io::Error::other)?.auto_add_history(false).build();
        let mut editor = Editor::with_config(config).map_err(io::Error::other)?;
        editor.set_helper(Some(Names::default()));
        // A first chat has no history yet; a history that cannot be read is no reason not to talk.
        let _ = remembers.then(|| editor.load_history(history));
        Ok(LineEditor { editor, history: history.to_owned(), remembers })
    }

    /// Ids of entries that completion knows.
    pub fn knows(&mut self, ids: impl Iterator<Item = String>) {
        if let Some(names) = self.editor.helper_mut() {
            names.entries = ids.collect();
        }
    }

    /// Reads a line.
    ///
    /// # Errors
    /// When the terminal fails.
    pub fn read(&mut self) -> io::Result<Read> {
        match self.editor.readline(PROMPT) {
            Ok(line) => Ok(Read::Line(line)),
            Err(ReadlineError::Interrupted) => Ok(Read::Dropped),
            Err(ReadlineError::Eof) => Ok(Read::End),
            Err(error) => Err(io::Error::other(error)),
        }
    }

    /// Remembers a line, here and in the file; the file is its owner's alone.
    pub fn remember(&mut self, line: &str) {
        let _ = self.editor.add_history_entry(line);
        if self.remembers {
            let _ = self.history.parent().map(std::fs::create_dir_all);
            if self.editor.save_history(&self.history).is_ok() {
                let _ = crate::store::restrict(&self.history, 0o600);
            }
        }
    }

    /// Forgets all lines. The file is for who says that everything is forgotten.
    pub fn forget(&mut self) {
        let _ = self.editor.clear_history();
    }
}

/// Completes commands and ids of entries.
#[derive(Default)]
struct Names {
    entries: Vec<String>,
}

impl Completer for Names {
    type Candidate = String;

    fn complete(&self, line: &str, position: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        let typed = line.get(..position).unwrap_or_default();
        let begins = typed.rfind(' ').map_or(0, |space| space + 1);
        let word = &typed[begins..];
        let commands = || NAMES.into_iter().chain(OWN).map(|name| format!("/{name}"));
        let fitting = |names: Vec<String>| names.into_iter().filter(|name| name.starts_with(word)).collect();
        let found = match word.starts_with('/') {
            true if begins == 0 => fitting(commands().collect()),
            false if !word.is_empty() || typed == "/start " => fitting(self.entries.clone()),
            _ => Vec::new(),
        };
        Ok((begins, found))
    }
}

impl Hinter for Names {
    type Hint = String;
}

impl Highlighter for Names {}
impl Validator for Names {}
impl Helper for Names {}
