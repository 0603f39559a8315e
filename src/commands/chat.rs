//! `pristan chat`.

use super::{CommandError, Outcome, library};
use crate::faces;
use crate::settings::Settings;
use crate::store::People;
use crate::turn::{Clock, Desk};

/// Talks in the terminal.
pub fn run(settings: &Settings) -> Result<Outcome, CommandError> {
    // Records first: who finds them in use should not wait for a base to be learnt.
    let people = People::open(&settings.data.join("people-chat"), &settings.key_file)?;
    let desk = Desk::new(library(settings)?, people, Clock::new(settings.now), settings.lang);
    faces::run(&desk, settings.lang).map_err(|error| CommandError::Other(error.to_string()))?;
    Ok(Outcome::Done)
}
