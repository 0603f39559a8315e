//! `pristan log`, `pristan approve` and `pristan undo`: what was published, and back.

use super::inbox::{Work, logged, refused, told};
use super::{CommandError, Outcome};
use crate::settings::Settings;

/// Lists every change.
pub fn log(settings: &Settings, of_chat: bool, json: bool) -> Result<Outcome, CommandError> {
    let work = Work::start(settings, of_chat)?;
    let all = match work.publisher().log() {
        Ok(all) => all,
        Err(error) => return refused(error),
    };
    if all.is_empty() && !json {
        say!("nothing was published yet");
    }
    for one in &all {
        match json {
            true => say!("{}", serde_json::to_string(one).map_err(std::io::Error::from)?),
            false => say!("{}", logged(one)),
        }
    }
    Ok(Outcome::Done)
}

/// Agrees to a change.
pub fn approve(settings: &Settings, number: u32, by: &str, of_chat: bool) -> Result<Outcome, CommandError> {
    match Work::start(settings, of_chat)?.publisher().approve(number, by) {
        Ok(made) => told(&made, false),
        Err(error) => refused(error),
    }
}

/// Takes a change back.
pub fn undo(settings: &Settings, number: Option<u32>, by: &str, of_chat: bool) -> Result<Outcome, CommandError> {
    match Work::start(settings, of_chat)?.publisher().undo(number, by) {
        Ok(made) => told(&made, false),
        Err(error) => refused(error),
    }
}
