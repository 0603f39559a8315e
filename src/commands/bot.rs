//! `pristan bot`.

use super::backup::PEOPLE_OF_THE_BOT;
use super::{CommandError, Outcome};
use crate::faces::library;
use crate::faces::telegram::{Config, Running, StartError, check};
use crate::settings::{BotSettings, Settings, SettingsError};
use crate::store::{People, StoreError};
use crate::turn::{Clock, Desk, open_door};
use crate::volunteers::JOURNAL;
use std::sync::Arc;

/// Talks in Telegram, or only looks whether it could.
pub fn run(settings: &Settings, only_check: bool) -> Result<Outcome, CommandError> {
    let Some(bot) = &settings.bot else {
        return Err(CommandError::Other("the bot's settings were not read".to_owned()));
    };
    if only_check {
        return look(settings, bot);
    }
    if bot.has_errors() {
        return Err(CommandError::Settings(SettingsError(bot.problems.clone())));
    }
    for problem in &bot.problems {
        warn!("event=alarm what=\"{problem}\"");
    }
    let clock = Clock::new(settings.now);
    let folder = settings.data.join(PEOPLE_OF_THE_BOT);
    let people = People::open_or_without(&folder, &settings.key_file, Clock::number(clock.today()))?;
    if let Err(error) = open_door(&people) {
        warn!("event=door_closed what=\"backups only while the bot is stopped: {error}\"");
    }
    let desk = Desk::new(library(settings)?, people, clock, settings.lang);
    ready();
    Running::start(Arc::new(desk), config(settings, bot)).map_err(other)?.run();
    Ok(Outcome::Done)
}

fn other(error: StartError) -> CommandError {
    CommandError::Other(error.to_string())
}

fn config(settings: &Settings, bot: &BotSettings) -> Config {
    Config {
        token: bot.token.clone(),
        api: bot.api.clone(),
        groups: settings.groups.clone(),
        paced: bot.paced,
        webhook: bot.webhook.clone(),
        metrics: bot.metrics,
        volunteers: settings.volunteers.clone().map(|chat| (chat, settings.approvals, settings.data.join(JOURNAL))),
        settings: settings.file.clone(),
        lang: settings.lang,
    }
}

/// Looks at everything that the bot needs, and says of each whether it is well, or what to do.
fn look(settings: &Settings, bot: &BotSettings) -> Result<Outcome, CommandError> {
    let mut good = true;
    let mut tell = |well: bool, line: &str| {
        good &= well;
        say!("{} {line}", if well { "ok " } else { "BAD" });
    };
    for problem in &bot.problems {
        // At start this is an alarm; who looks whether all is well wants to hear that it is not.
        let name = if problem.what.contains("token") { "token" } else { "settings" };
        tell(false, &format!("{name}: {}: {}; {}", problem.place, problem.what, problem.remedy));
    }
    if !bot.has_errors() {
        for (well, line) in check(&config(settings, bot)).map_err(other)? {
            tell(well, &line);
        }
    }
    match library(settings) {
        Ok(library) => tell(true, &format!("base: {} entries", library.index().base.entries.len())),
        Err(error) => tell(false, &format!("base: {error}")),
    }
    let clock = Clock::new(settings.now);
    match clock.is_behind() {
        None => tell(true, &format!("clock: {}", clock.today())),
        Some(days) => {
            tell(false, &format!("clock: it is {days} day(s) behind; set it (`timedatectl set-ntp true`)"));
        }
    }
    match People::open(&settings.data.join(PEOPLE_OF_THE_BOT), &settings.key_file, Clock::number(clock.today())) {
        Ok(_) => {
            tell(true, &format!("key: `{}` fits the records", settings.key_file.display()));
            tell(true, &format!("disk: `{}` can be written", settings.data.display()));
        }
        Err(error) => tell(false, &format!("{}: {error}", whose_fault(&error))),
    }
    Ok(if good { Outcome::Done } else { Outcome::NotGood })
}

/// What is at fault when people's records do not open.
fn whose_fault(error: &StoreError) -> &'static str {
    match error {
        StoreError::Key(..) | StoreError::WrongKey(..) | StoreError::KeyGone(..) => "key",
        StoreError::InUse(_) | StoreError::Newer(..) => "records",
        _ => "disk",
    }
}

/// Tells systemd, where it listens, that the start is over.
fn ready() {
    #[cfg(unix)]
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Ready]);
}
