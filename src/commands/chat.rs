//! `pristan chat`.

use super::{CommandError, Outcome};
use crate::faces::library;
use crate::faces::{self, Manner};
use crate::settings::Settings;
use crate::store::People;
use crate::turn::{Clock, Desk};

/// Where the records of the chat in the terminal lie in the data folder.
pub const PEOPLE: &str = "people-chat";
/// Lines that were typed, without those that hold names, numbers or links.
const HISTORY: &str = "chat-history";

/// Talks in the terminal.
pub fn run(settings: &Settings, no_history: bool) -> Result<Outcome, CommandError> {
    let clock = Clock::new(settings.now);
    // Records first: who finds them in use should not wait for a base to be learnt.
    let folder = settings.data.join(PEOPLE);
    let people = People::open_or_without(&folder, &settings.key_file, Clock::number(clock.today()))?;
    for told in people.state().told().into_iter().chain(people.take_notice()) {
        warn!("pristan: {told}");
    }
    let desk = Desk::new(library(settings)?, people, clock, settings.lang);
    let manner = Manner {
        lang: settings.lang,
        history: settings.data.join(HISTORY),
        remembers: settings.history && !no_history,
        base: settings.base.clone(),
    };
    faces::run(&desk, &manner).map_err(|error| CommandError::Other(error.to_string()))?;
    // Who leaves after /forget leaves nothing behind; what cannot be done now is done at the next start.
    if desk.people().owes_erasure() && desk.people().erase().is_err() {
        warn!("pristan: the traces of what was forgotten will be overwritten at the next start");
    }
    Ok(Outcome::Done)
}
