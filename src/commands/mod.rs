//! One file a command. Each prints its result and says how it went.

/// Prints a line; where nobody listens any more (`| head`), nobody is told.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout().lock(), "{}", $crate::text::printable(&format!($($words)*)));
    }};
}

/// Says something beside the result, to whoever watches.
macro_rules! warn {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr().lock(), "{}", $crate::text::printable(&format!($($words)*)));
    }};
}

mod ask;
mod asked;
mod backup;
#[cfg(feature = "telegram")]
mod bot;
mod build;
mod changes;
mod chat;
mod check;
mod columns;
mod cross_validation;
mod eval;
mod figures;
mod follow_ups;
mod guard;
mod import;
mod inbox;
mod labelled;
mod new;
mod noise;
mod plot;
mod plot_weeks;
mod privacy;
mod robustness;
mod sets;
mod splitmix64;
mod stats;
mod test;

use crate::files::Origin;
use crate::knowledge::Base;
use crate::matcher::{Index, Setup};
use crate::settings::{Arguments, Command, Settings, SettingsError, Talk};
use crate::store::StoreError;
use crate::turn::{Library, LoadError, Progress, encoder, vectors};
use clap::CommandFactory;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fmt;
use std::io;
use std::time::{Duration, Instant};

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

/// An index that is learnt now and not kept.
fn index_of(settings: &Settings, base: Base) -> Index {
    let bar = bar(settings, Index::PARTS as u64, "learning");
    bar.set_draw_target(target(settings));
    let vectors = vectors(&base, &settings.data, &mut |done| show(&bar, done));
    let setup = Setup { encoder: encoder(), vectors: vectors.as_ref(), without: settings.without, former: None };
    let index = Index::build_with(base, setup, &mut |done| show(&bar, Progress::Learnt(done)));
    bar.finish_and_clear();
    index
}

/// The knowledge, with a bar while it is learnt.
fn library(settings: &Settings) -> Result<Library, CommandError> {
    library_of(settings, Origin::choose(&settings.base))
}

fn library_of(settings: &Settings, origin: Origin) -> Result<Library, CommandError> {
    let bar = bar(settings, Index::PARTS as u64, "learning the base");
    let library = Library::open_without(settings.without, origin, &settings.data, &mut |done| {
        // Drawn only now: a base that was learnt before needs no bar.
        if bar.is_hidden() {
            bar.set_draw_target(target(settings));
        }
        show(&bar, done);
    });
    bar.finish_and_clear();
    Ok(library?)
}

fn show(bar: &ProgressBar, progress: Progress) {
    let (label, done, of) = match progress {
        Progress::Encoded(done, of) => ("reading the base", done, of),
        Progress::Learnt(done) => ("learning the base", done, Index::PARTS),
    };
    bar.set_message(label);
    bar.set_length(of as u64);
    bar.set_position(done as u64);
}

/// A bar that is drawn once work turns out to take long, on a terminal only.
fn bar(settings: &Settings, length: u64, label: &'static str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::hidden());
    let style = ProgressStyle::with_template("{msg} {wide_bar:.cyan/dim} {pos}/{len}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.set_message(label);
    if settings.talk == Talk::Quiet { ProgressBar::hidden() } else { bar }
}

/// Work that takes less time than this shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// The results of `work` on every item, with a bar when that takes long.
fn with_bar<T, R>(settings: &Settings, label: &'static str, items: Vec<T>, mut work: impl FnMut(T) -> R) -> Vec<R> {
    let bar = bar(settings, items.len() as u64, label);
    let begun = Instant::now();
    let mut shown = false;
    let one = |item| {
        let result = work(item);
        bar.inc(1);
        if !shown && begun.elapsed() >= PATIENCE {
            bar.set_draw_target(target(settings));
            shown = true;
        }
        result
    };
    let results = items.into_iter().map(one).collect();
    bar.finish_and_clear();
    results
}

fn target(settings: &Settings) -> ProgressDrawTarget {
    if settings.talk == Talk::Quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() }
}
