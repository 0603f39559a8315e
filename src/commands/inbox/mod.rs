//! `pristan inbox`: what nobody could answer, a list and one group at a time; also while the bot runs.

mod act;
mod dialogue;
mod editor;
mod show;
mod stale;

pub use show::logged;

use super::backup::PEOPLE_OF_THE_BOT;
use super::{CommandError, Outcome, chat};
use crate::files::Origin;
use crate::settings::{Inbox, OnGroup, Settings};
use crate::turn::{Clock, Handling};
use crate::volunteers::{Group, JOURNAL, Publication, PublishError, Publisher, Records, RecordsError, groups};
use std::io::IsTerminal;
use std::path::PathBuf;

impl From<RecordsError> for CommandError {
    fn from(error: RecordsError) -> CommandError {
        match error {
            RecordsError::Store(error) => CommandError::Store(error),
            RecordsError::Bot(what) => CommandError::Other(what),
        }
    }
}

/// What the desk works with.
pub struct Work<'a> {
    /// The settings.
    pub settings: &'a Settings,
    /// The base.
    pub origin: Origin,
    /// The records.
    pub records: Records,
    /// The folder of the journal.
    journal: PathBuf,
}

/// The folder of the journal of the chat in the terminal.
const JOURNAL_OF_CHAT: &str = "published-chat";

impl<'a> Work<'a> {
    /// At the records of the bot, or of the chat in the terminal.
    pub fn start(settings: &'a Settings, of_chat: bool) -> Result<Work<'a>, CommandError> {
        let folder = settings.data.join(if of_chat { chat::PEOPLE } else { PEOPLE_OF_THE_BOT });
        let day = Clock::number(Clock::new(settings.now).today());
        let records = Records::open(&folder, &settings.key_file, day)?;
        let journal = settings.data.join(if of_chat { JOURNAL_OF_CHAT } else { JOURNAL });
        Ok(Work { settings, origin: Origin::choose(&settings.base), records, journal })
    }

    /// Where changes are made.
    pub fn publisher(&self) -> Publisher<'_> {
        let (journal, approvals) = (self.journal.as_path(), self.settings.approvals);
        Publisher { origin: &self.origin, journal, records: &self.records, approvals, check: None }
    }

    fn today(&self) -> jiff::civil::Date {
        Clock::new(self.settings.now).today()
    }

    /// The groups that wait, or all.
    fn groups(&self, all: bool) -> Result<Vec<Group>, CommandError> {
        let open = |group: &Group| all || matches!(group.state, Handling::New | Handling::Taken);
        Ok(groups(self.records.questions()?).into_iter().filter(open).collect())
    }
}

/// A change that cannot be made: what was checked is not good, or it could not be tried.
pub fn refused(error: PublishError) -> Result<Outcome, CommandError> {
    match error {
        PublishError::Check(_) => {
            warn!("{error}");
            Ok(Outcome::NotGood)
        }
        PublishError::Files(error) => Err(CommandError::Load(error.into())),
        error => Err(CommandError::Other(error.to_string())),
    }
}

/// Tells what became of a change.
pub fn told(made: &Publication, json: bool) -> Result<Outcome, CommandError> {
    if json {
        say!("{}", show::json(made)?);
    } else {
        say!("{}", show::published(made));
    }
    Ok(Outcome::Done)
}

/// Lists, shows, or does what is asked for.
pub fn run(settings: &Settings, wish: &Inbox) -> Result<Outcome, CommandError> {
    let work = Work::start(settings, wish.chat)?;
    if wish.stale {
        return stale::run(&work, wish);
    }
    let Some(what) = &wish.what else {
        let groups = work.groups(wish.all)?;
        let talks = !wish.json && std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
        if wish.json {
            for group in &groups {
                say!("{}", show::json_group(group)?);
            }
        } else if talks && !groups.is_empty() {
            return dialogue::run(&work, wish, groups);
        } else {
            show::list(&groups).iter().for_each(|line| say!("{line}"));
        }
        return Ok(Outcome::Done);
    };
    let no_group = || CommandError::Other(format!("there is no group `{what}`; `pristan inbox` lists them"));
    let number: u64 = what.parse().map_err(|_| no_group())?;
    let groups = work.groups(true)?;
    // A group goes by the number of any of its questions: the oldest one ends after 90 days.
    let found = groups.iter().find(|group| group.questions.contains(&number)).ok_or_else(no_group)?;
    match wish.action {
        Some(action) => act::act(&work, wish, found, action),
        None if wish.json => {
            say!("{}", show::json_group(found)?);
            Ok(Outcome::Done)
        }
        None => {
            show::group(found, &act::base(&work)?).iter().for_each(|line| say!("{line}"));
            Ok(Outcome::Done)
        }
    }
}

/// Whether an action is for groups.
fn is_for_groups(action: OnGroup) -> bool {
    !matches!(action, OnGroup::Still | OnGroup::Change | OnGroup::Withdraw)
}
