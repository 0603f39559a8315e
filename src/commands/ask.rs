//! `pristan ask`: one reply and exit, or one for each line of standard input, each for itself.

use super::{CommandError, Outcome};
use crate::faces::{library, view};
use crate::knowledge::plain_text;
use crate::settings::Settings;
use crate::talk::{Event, Reply, Scored, ShownPassage, Source, State, View, step};
use crate::text::Lang;
use serde::Serialize;
use std::io::{self, BufRead, IsTerminal, Write};

/// The machine-readable answer. Its keys are a contract, always all there.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    query: &'a str,
    lang: Lang,
    outcome: &'static str,
    entries: &'a [String],
    score: f32,
    gap: Option<&'a str>,
    smalltalk: Option<&'a str>,
    understood: Option<&'a str>,
    repairs: &'a [&'static str],
    candidates: &'a [Scored],
    lacking: &'a [String],
    passages: &'a [ShownPassage],
    text: String,
    sources: &'a [Source],
    stale: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

/// Replies to the question, or to every line of standard input.
pub fn run(settings: &Settings, question: &[String], json: bool, why: bool) -> Result<Outcome, CommandError> {
    let library = library(settings)?;
    let index = library.index();
    let view = view(settings, &index);
    let mut out = io::stdout().lock();
    if !question.is_empty() {
        put(&mut out, view, &question.join(" "), json, why)?;
        return Ok(Outcome::Done);
    }
    if io::stdin().is_terminal() {
        let what = "there is no question; write one after `ask`, or pipe one a line".to_owned();
        return Err(CommandError::Other(what));
    }
    let mut input = io::stdin().lock();
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        let text = String::from_utf8_lossy(&line);
        put(&mut out, view, text.trim_end_matches(['\n', '\r']), json, why)?;
        line.clear();
    }
    Ok(Outcome::Done)
}

fn put(out: &mut impl Write, view: View<'_>, question: &str, json: bool, why: bool) -> Result<(), CommandError> {
    let mut done = step(view, State::default(), Event::Said(question.to_owned()));
    let Some(reply) = done.replies.pop() else { return Ok(()) };
    let account = why.then(|| account(view, done.state));
    if json {
        serde_json::to_writer(&mut *out, &answer(question, &reply, account)).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        writeln!(out, "{}", reply.text())?;
        account.map(|account| writeln!(out, "\n{account}")).transpose()?;
        writeln!(out)?;
    }
    Ok(out.flush()?)
}

/// What `/why` says next.
fn account(view: View<'_>, state: State) -> String {
    let told = step(view, state, Event::Said("/why".to_owned()));
    told.replies.first().map(|reply| plain_text(&reply.blocks)).unwrap_or_default()
}

fn answer<'a>(query: &'a str, reply: &'a Reply, why: Option<String>) -> Answer<'a> {
    Answer {
        query,
        lang: reply.lang,
        outcome: reply.outcome.name(),
        entries: &reply.entries,
        score: reply.score,
        gap: reply.gap.as_deref(),
        smalltalk: reply.smalltalk.as_deref(),
        understood: reply.understood.as_deref(),
        repairs: &reply.repairs,
        candidates: &reply.candidates,
        lacking: &reply.lacking,
        passages: &reply.passages,
        text: reply.text(),
        sources: &reply.sources,
        stale: reply.stale,
        why,
    }
}
