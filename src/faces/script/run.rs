//! Talking a script through, and what did not come as written.

use super::assertion::Heard;
use super::parse::{Expected, Input, Place, Script, Turn};
use jiff::civil::Date;
use std::fmt::Write;
use std::path::Path;

/// A bot to talk to: the local one, or one behind a face.
pub trait Talk {
    /// Sets the day.
    fn now(&mut self, day: Date);
    /// From here on this person talks.
    fn user(&mut self, name: &str);
    /// The process dies; what is on disk stays.
    fn restart(&mut self);
    /// From here on this base answers.
    ///
    /// # Errors
    /// When it cannot be taken into service.
    fn base(&mut self, folder: &Path) -> Result<(), String>;
    /// The person does something; gives the messages that come back.
    ///
    /// # Errors
    /// When that cannot be done: there is no such button.
    fn does(&mut self, input: &Input) -> Result<Vec<Heard>, String>;
}

/// Something that did not come as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where it is written.
    pub place: Place,
    /// What is wrong.
    pub what: String,
    /// The line as written, and what came in its place.
    pub diff: Option<(String, String)>,
}

/// One turn as it went.
#[derive(Clone, Debug)]
pub struct Told<'a> {
    /// What was written.
    pub turn: &'a Turn,
    /// What came back.
    pub heard: Vec<Heard>,
    /// What was wrong.
    pub faults: Vec<Fault>,
}

impl Told<'_> {
    /// The turn for people: what was said, what came back, what should have.
    pub fn report(&self) -> String {
        let mut out = String::new();
        let said = match &self.turn.does {
            Input::Says(text) => text.clone(),
            Input::Presses(label) => format!("[{label}]"),
        };
        put(&mut out, "    me  │ ", &said);
        for heard in &self.heard {
            put(&mut out, "    bot │ ", &heard.text);
        }
        for fault in &self.faults {
            let _ = writeln!(out, "  {}: {}", fault.place, fault.what);
            if let Some((written, found)) = &fault.diff {
                let written = if written.is_empty() { "(nothing)" } else { written };
                let _ = writeln!(out, "    - {written}\n    + {found}");
            }
        }
        out
    }
}

fn put(out: &mut String, lead: &str, text: &str) {
    for line in text.split('\n').filter(|line| !line.trim().is_empty()) {
        let _ = writeln!(out, "{lead}{line}");
    }
}

/// Talks a script through to its end, whatever goes wrong on the way.
pub fn run<'a>(script: &'a Script, talk: &mut dyn Talk) -> Vec<Told<'a>> {
    script.turns.iter().map(|turn| take(turn, talk)).collect()
}

fn take<'a>(turn: &'a Turn, talk: &mut dyn Talk) -> Told<'a> {
    let mut told = Told { turn, heard: Vec::new(), faults: Vec::new() };
    if turn.restart {
        talk.restart();
    }
    turn.now.into_iter().for_each(|day| talk.now(day));
    turn.user.iter().for_each(|name| talk.user(name));
    let ready = turn.base.as_deref().map_or(Ok(()), |folder| talk.base(folder));
    match ready.and_then(|()| talk.does(&turn.does)) {
        Ok(heard) => told.heard = heard,
        Err(what) => {
            told.faults.push(Fault { place: turn.place.clone(), what, diff: None });
            return told;
        }
    }
    for (at, expected) in turn.bot.iter().enumerate() {
        match told.heard.get(at) {
            Some(heard) => told.faults.extend(compare(expected, heard)),
            None => {
                let what = "the bot says nothing more; remove the block or correct what comes before".to_owned();
                told.faults.push(Fault { place: expected.place.clone(), what, diff: None });
            }
        }
    }
    if let Some(extra) = told.heard.get(turn.bot.len()) {
        let what = "the bot says one message more than written; add a block `#bot` for it".to_owned();
        let first = extra.text.lines().next().unwrap_or_default().to_owned();
        let place = turn.bot.last().map_or(&turn.place, |block| &block.place).clone();
        told.faults.push(Fault { place, what, diff: Some((String::new(), first)) });
    }
    told
}

fn compare(expected: &Expected, heard: &Heard) -> Vec<Fault> {
    let visible = |line: &&super::parse::Line| heard.reply.is_some() || line.asserts.is_visible();
    let broken = expected.lines.iter().filter(visible).filter(|line| line.asserts.holds(heard) == line.negated);
    let fault = |line: &super::parse::Line| Fault {
        place: line.place.clone(),
        what: if line.negated { "the reply has what must not be there" } else { "the reply does not have it" }
            .to_owned(),
        diff: Some((line.raw.clone(), line.asserts.found(heard))),
    };
    broken.map(fault).collect()
}
