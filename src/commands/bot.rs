//! `pristan bot`.

use super::{CommandError, Outcome, library};
use crate::faces::telegram::{Place, RunError, Running, check};
use crate::settings::{BotSettings, Settings};
use crate::store::People;
use crate::turn::{Clock, Desk};
use std::io::Write as _;
use std::sync::Arc;

/// Where people's records of the bot lie in the data folder.
const PEOPLE: &str = "people";

/// Talks in Telegram, or only looks whether it could.
pub fn run(settings: &Settings, only_check: bool) -> Result<Outcome, CommandError> {
    let bot = BotSettings::from_environment().map_err(CommandError::Settings)?;
    let place =
        Place { token: bot.token, api: bot.api, groups: settings.groups.clone(), paced: bot.paced, probe: None };
    let other = |error: RunError| CommandError::Other(error.to_string());
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
        match People::open(&settings.data.join(PEOPLE), &settings.key_file) {
            Ok(_) => say!("ok  disk: `{}` can be written", settings.data.display()),
            Err(error) => {
                good = false;
                say!("BAD disk: {error}");
            }
        }
        return Ok(if good { Outcome::Done } else { Outcome::NotGood });
    }
    // What a panic says may hold a person's words; where it happened does not.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(std::io::stderr(), "event=panic place={place}");
    }));
    let people = People::open(&settings.data.join(PEOPLE), &settings.key_file)?;
    let desk = Desk::new(library(settings)?, people, Clock::new(settings.now), settings.lang);
    Running::start(Arc::new(desk), place).map_err(other)?.poll();
    Ok(Outcome::Done)
}
