//! `pristan chat`.

use super::{CommandError, Outcome, library};
use crate::faces::{self, Manner};
use crate::settings::Settings;
use crate::store::People;
use crate::turn::{Clock, Desk};

/// Lines that were typed, without those that hold names, numbers or links.
const HISTORY: &str = "chat-history";

/// Talks in the terminal.
pub fn run(settings: &Settings, no_history: bool) -> Result<Outcome, CommandError> {
    // Records first: who finds them in use should not wait for a base to be learnt.
    let people = People::open(&settings.data.join("people-chat"), &settings.key_file)?;
    let desk = Desk::new(library(settings)?, people, Clock::new(settings.now), settings.lang);
    let history = (settings.history && !no_history).then(|| settings.data.join(HISTORY));
    let manner = Manner { lang: settings.lang, history, base: settings.base.clone() };
    faces::run(&desk, &manner).map_err(|error| CommandError::Other(error.to_string()))?;
    Ok(Outcome::Done)
}
