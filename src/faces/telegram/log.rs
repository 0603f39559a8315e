//! The log, on standard error: one line an event, with figures. Never a word, a name, an id or the token.

use crate::turn::Clock;
use std::io::Write;

/// An event, with figures.
pub fn event(event: &str, figures: &[(&str, u64)]) {
    let figures: String = figures.iter().map(|(name, figure)| format!(" {name}={figure}")).collect();
    let _ = writeln!(std::io::stderr(), "time={} event={event}{figures}", Clock::seconds());
}

/// Something that an operator must see, with what to do.
pub fn alarm(what: &str) {
    let _ = writeln!(std::io::stderr(), "time={} event=alarm what=\"{what}\"", Clock::seconds());
}
