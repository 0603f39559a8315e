//! A talk that happened, written down as a script that passes.

use super::assertion::Heard;
use super::bless::escaped;
use super::local::{Bases, Local};
use super::parse::{Input, is_special};
use super::run::Talk;
use crate::matcher::Index;
use crate::talk::Outcome;
use crate::text::beginning;
use jiff::civil::Date;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

/// The longest line of the bot that is written down, in characters; longer ones are cut to their beginning.
const LONGEST: usize = 60;

/// What was said so far, and when.
#[derive(Clone, Debug, Default)]
pub struct Record {
    said: Vec<(Date, String)>,
    base: Vec<PathBuf>,
}

impl Record {
    /// An empty record of a talk over these folders of a base; none for the base at hand.
    pub fn new(base: &[PathBuf]) -> Record {
        Record { said: Vec::new(), base: base.to_vec() }
    }

    /// Writes down what the person said.
    pub fn add(&mut self, now: Date, text: &str) {
        self.said.push((now, text.to_owned()));
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.said.is_empty()
    }

    /// The script: the talk is held once more from the beginning, with nothing remembered from before, and what comes
    /// back then is asserted.
    pub fn script(&self, name: &str, index: Arc<Index>) -> String {
        let bases = Bases::new(std::path::Path::new(""));
        let mut talk = Local::new(&bases, index);
        let mut out = format!("{name}\n");
        let mut day = None;
        for (now, text) in &self.said {
            let _ = writeln!(out, "\n#me");
            if day.is_none()
                && let Some(base) = self.base.last()
            {
                let _ = writeln!(out, "BASE {}", std::path::absolute(base).unwrap_or(base.clone()).display());
            }
            if day != Some(*now) {
                let _ = writeln!(out, "NOW {now}");
                talk.now(*now);
                day = Some(*now);
            }
            let _ = writeln!(out, "{}", said(text));
            for heard in talk.does(&Input::Says(text.clone())).unwrap_or_default() {
                block(&mut out, &heard);
            }
        }
        out
    }
}

/// What a person said, as a line below `#me`.
fn said(text: &str) -> String {
    if is_special(text) || text.starts_with('\\') { format!("\\{text}") } else { text.to_owned() }
}

fn block(out: &mut String, heard: &Heard) {
    let Some(reply) = &heard.reply else { return };
    let _ = writeln!(out, "#bot\nOUTCOME {}", reply.outcome.name());
    for entry in &reply.entries {
        let _ = writeln!(out, "ENTRY {entry}");
    }
    // Commands speak in sentences of their own, which change more often than answers.
    if reply.outcome != Outcome::Smalltalk {
        let first = heard.message.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let _ = writeln!(out, "{}", escaped(beginning(first.trim(), LONGEST)));
    }
}
