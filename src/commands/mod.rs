//! One file a command. Each prints its result and says how it went.

mod ask;
mod backup;
#[cfg(feature = "telegram")]
mod bot;
mod build;
mod changes;
mod chat;
mod check;
mod eval;
mod guard;
mod import;
mod inbox;
mod new;
mod privacy;
mod stats;
mod test;

use crate::evaluation::EvaluationError;
use crate::settings::{Arguments, Command, Settings, SettingsError};
use crate::store::StoreError;
use crate::turn::LoadError;
use clap::CommandFactory;
use std::fmt;
use std::io;

/// How a command went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// Done, and what was checked is not good.
    NotGood,
}

/// A command could not run.
#[derive(Debug)]
pub enum CommandError {
    /// The settings.
    Settings(SettingsError),
    /// The knowledge.
    Load(LoadError),
    /// The records.
    Store(StoreError),
    /// Whoever read the output has heard enough.
    Closed,
    /// Anything else, in words.
    Other(String),
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CommandError::Settings(error) => error.fmt(f),
            CommandError::Load(error) => error.fmt(f),
            CommandError::Store(error) => error.fmt(f),
            CommandError::Closed => f.write_str("the output was closed"),
            CommandError::Other(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for CommandError {}

impl From<LoadError> for CommandError {
    fn from(error: LoadError) -> CommandError {
        CommandError::Load(error)
    }
}

impl From<EvaluationError> for CommandError {
    fn from(error: EvaluationError) -> CommandError {
        match error {
            EvaluationError::Load(error) => error.into(),
            EvaluationError::Output(error) => error.into(),
            EvaluationError::Other(what) => CommandError::Other(what),
        }
    }
}

impl From<StoreError> for CommandError {
    fn from(error: StoreError) -> CommandError {
        CommandError::Store(error)
    }
}

impl From<io::Error> for CommandError {
    fn from(error: io::Error) -> CommandError {
        match error.kind() {
            io::ErrorKind::BrokenPipe => CommandError::Closed,
            _ => CommandError::Other(format!("output cannot be written: {error}")),
        }
    }
}

/// An error as it may be shown: no token, nothing that commands a terminal.
pub fn shown(error: &CommandError) -> String {
    crate::text::printable(&guard::without_tokens(&error.to_string())).into_owned()
}

/// Runs what the arguments ask for.
///
/// # Errors
/// When it could not run at all.
pub fn run(arguments: Arguments) -> Result<Outcome, CommandError> {
    guard::guard();
    let for_bot = matches!(arguments.command, Some(Command::Bot { .. }));
    let settings = Settings::from_arguments(arguments.common, for_bot).map_err(CommandError::Settings)?;
    match one(&settings, arguments.command) {
        Err(CommandError::Closed) => Ok(Outcome::Done),
        done => done,
    }
}

fn one(settings: &Settings, command: Option<Command>) -> Result<Outcome, CommandError> {
    match command.unwrap_or(Command::Chat { no_history: false }) {
        Command::Chat { no_history } => chat::run(settings, no_history),
        #[cfg(feature = "telegram")]
        Command::Bot { check } => bot::run(settings, check),
        #[cfg(not(feature = "telegram"))]
        Command::Bot { .. } => Err(CommandError::Other(
            "this program was built without Telegram; build it with `--features telegram`".to_owned(),
        )),
        Command::Ask { question, json, why } => ask::run(settings, &question, json, why),
        Command::Backup { file, chat, json } => backup::backup(settings, &file, chat, json),
        Command::Restore { file, chat, json } => backup::restore(settings, &file, chat, json),
        Command::Privacy { seized, json } => privacy::run(settings, seized, json),
        Command::Check { files, json } => check::run(settings, &files, json),
        Command::Build { vectors: Some(folder), .. } => build::ship_vectors(settings, &folder),
        Command::Build { danger: Some(folder), .. } => build::ship_danger(settings, &folder),
        Command::Build { json, .. } => build::run(settings, json),
        Command::Test { paths, bless, filter, json } => {
            test::run(settings, &paths, &test::Wish { bless, filter, json })
        }
        Command::New { folder } => new::run(settings, &folder),
        Command::Import { file, to, json } => import::run(settings, &file, &to, json),
        Command::Eval(wish) => eval::run(settings, &wish),
        Command::Inbox(wish) => inbox::run(settings, &wish),
        Command::Stats { plot, chat, json } => stats::run(settings, plot.as_deref(), chat, json),
        Command::Log { chat, json } => changes::log(settings, chat, json),
        Command::Approve { number, by, chat } => changes::approve(settings, number, &by, chat),
        Command::Undo { number, by, chat } => changes::undo(settings, number, &by, chat),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "pristan", &mut script);
            io::Write::write_all(&mut io::stdout().lock(), &script)?;
            Ok(Outcome::Done)
        }
    }
}
