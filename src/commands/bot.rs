//! `pristan bot`.

use super::backup::PEOPLE_OF_THE_BOT;
use super::{CommandError, Outcome, library};
use crate::faces::telegram::{Config, Running, StartError, check};
use crate::settings::{BotSettings, Settings};
use crate::store::People;
use crate::turn::{Clock, Desk, open_door};
use std::sync::Arc;

/// Talks in Telegram, or only looks whether it could.
pub fn run(settings: &Settings, only_check: bool) -> Result<Outcome, CommandError> {
    let bot = BotSettings::from_environment().map_err(CommandError::Settings)?;
    let place =
        Config { token: bot.token, api: bot.api, groups: settings.groups.clone(), paced: bot.paced, probe: None };
    let clock = Clock::new(settings.now);
    let other = |error: StartError| CommandError::Other(error.to_string());
    if only_check {
        let mut good = true;
        for (well, line) in check(&place).map_err(other)? {
            good &= well;
            say!("{} {line}", if well { "ok " } else { "BAD" });
        }
        let loaded = library(settings);
        good &= loaded.is_ok();
        match loaded {
            Ok(library) => say!("ok  base: {} entries", library.index().base.entries.len()),
            Err(error) => say!("BAD base: {error}"),
        }
        match clock.is_behind() {
            None => say!("ok  clock: {}", clock.today()),
            Some(days) => {
                good = false;
                say!("BAD clock: it is {days} day(s) behind; set it (`timedatectl set-ntp true`)");
            }
        }
        match People::open(&settings.data.join(PEOPLE_OF_THE_BOT), &settings.key_file, Clock::number(clock.today())) {
            Ok(_) => say!("ok  disk: `{}` can be written", settings.data.display()),
            Err(error) => {
                good = false;
                say!("BAD disk: {error}");
            }
        }
        return Ok(if good { Outcome::Done } else { Outcome::NotGood });
    }
    let folder = settings.data.join(PEOPLE_OF_THE_BOT);
    let people = People::open_or_without(&folder, &settings.key_file, Clock::number(clock.today()))?;
    if let Err(error) = open_door(&people) {
        warn!("event=door_closed what=\"backups only while the bot is stopped: {error}\"");
    }
    let desk = Desk::new(library(settings)?, people, clock, settings.lang);
    ready();
    Running::start(Arc::new(desk), place).map_err(other)?.poll();
    Ok(Outcome::Done)
}

/// Tells systemd, where it listens, that the start is over.
fn ready() {
    #[cfg(unix)]
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Ready]);
}
