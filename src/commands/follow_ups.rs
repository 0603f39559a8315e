//! `pristan eval --follow-ups`: how well questions that people ask on are answered from what they were just shown.

use super::figures::percent;
use super::{CommandError, Outcome, ask, library, with_bar};
use crate::matcher::{OF_QUESTION, OF_SENTENCE};
use crate::settings::{Eval, Settings};
use crate::talk::{Action, Event, Outcome as Spoken, State, Tellings, View, step, tellings};
use crate::text::Lang;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

/// A question that is asked when an entry was just shown.
struct FollowUp {
    entry: String,
    lang: Lang,
    query: String,
    /// How the sentences and facts of the entry begin that tell it; none when none does.
    told: Vec<String>,
}

/// How a reply did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
enum Judgement {
    /// A sentence that tells it, and not everything.
    Told,
    /// The whole entry once more.
    Whole,
    /// Sentences of the entry that do not tell it.
    Beside,
    /// That the entry does not say it, though it does.
    Denied,
    /// Something else: another answer, choices.
    Elsewhere,
    /// Nothing of the entry, which tells nothing of it.
    Quiet,
    /// Sentences of the entry, which tells nothing of it.
    False,
}

/// The figures: shares in percent, of the questions that the entry tells or of those that it does not.
#[derive(Serialize)]
struct Report {
    told: usize,
    untold: usize,
    shares: BTreeMap<Judgement, f64>,
    questions: Vec<Judged>,
}

/// A question with its reply.
#[derive(Serialize)]
struct Judged {
    entry: String,
    lang: Lang,
    query: String,
    told: Vec<String>,
    judgement: Judgement,
    reply: String,
}

/// Asks each question behind its entry.
pub fn run(settings: &Settings, file: &Path, wish: &Eval) -> Result<Outcome, CommandError> {
    let questions = read(file).map_err(CommandError::Other)?;
    let index = library(settings)?.index();
    let view = View { keeps: true, ..ask::view(settings, &index) };
    if wish.columns {
        return columns(settings, view, questions);
    }
    let questions: Vec<Judged> = with_bar(settings, "asking", questions, |one| {
        let (judgement, reply) = judge(view, &one);
        Judged { entry: one.entry, lang: one.lang, query: one.query, told: one.told, judgement, reply }
    });
    let told = questions.iter().filter(|one| !one.told.is_empty()).count();
    let untold = questions.len() - told;
    let mut counts: BTreeMap<Judgement, usize> = BTreeMap::new();
    questions.iter().for_each(|one| *counts.entry(one.judgement).or_default() += 1);
    let of = |judgement: Judgement| if judgement >= Judgement::Quiet { untold } else { told };
    let shares = counts.iter().map(|(judgement, count)| (*judgement, percent(*count, of(*judgement)))).collect();
    let report = Report { told, untold, shares, questions };
    if wish.json {
        say!("{}", serde_json::to_string(&report).map_err(io::Error::from)?);
        return Ok(Outcome::Done);
    }
    say!("{told} questions that the entry tells, {untold} that it does not");
    for (judgement, share) in &report.shares {
        say!("  {:10} {share:>5} %", format!("{judgement:?}").to_lowercase());
    }
    Ok(Outcome::Done)
}

/// The state of a talk in which an entry was just shown.
fn shown(view: View<'_>, one: &FollowUp) -> State {
    let state = State { lang: Some(one.lang), ..State::default() };
    step(view, state, Event::Chose(Action::Entry(one.entry.clone()))).state
}

fn judge(view: View<'_>, one: &FollowUp) -> (Judgement, String) {
    let done = step(view, shown(view, one), Event::Said(one.query.clone()));
    let Some(reply) = done.replies.first() else { return (Judgement::Elsewhere, String::new()) };
    let text = done.replies.iter().map(|reply| reply.text()).collect::<Vec<_>>().join("\n");
    let all = tellings(view, &shown(view, one), &one.query).map(|all| all.texts).unwrap_or_default();
    let said: Vec<&String> = all.iter().filter(|sentence| text.contains(sentence.as_str())).collect();
    let right = said.iter().any(|sentence| one.told.iter().any(|told| sentence.starts_with(told.as_str())));
    let whole = reply.outcome == Spoken::Answer && said.len() > 3;
    let judgement = match (one.told.is_empty(), said.is_empty()) {
        (true, true) => Judgement::Quiet,
        (true, false) => Judgement::False,
        (false, false) if whole => Judgement::Whole,
        (false, false) if right => Judgement::Told,
        (false, false) => Judgement::Beside,
        (false, true) if reply.outcome == Spoken::Unknown => Judgement::Denied,
        (false, true) => Judgement::Elsewhere,
    };
    (judgement, text)
}

/// A question with what is known of each sentence.
#[derive(Serialize)]
struct Line<'a> {
    entry: &'a str,
    lang: Lang,
    query: &'a str,
    right: Vec<bool>,
    encoded: bool,
    sentences: Vec<Vec<f32>>,
    question: Vec<f32>,
}

/// Prints the names of the columns, then a line a question.
fn columns(settings: &Settings, view: View<'_>, questions: Vec<FollowUp>) -> Result<Outcome, CommandError> {
    say!("{}", serde_json::to_string(&(OF_SENTENCE, OF_QUESTION)).map_err(io::Error::from)?);
    let lines = with_bar(settings, "asking", questions, |one| {
        let Tellings { texts, columns, question, encoded, .. } = tellings(view, &shown(view, &one), &one.query)?;
        let right = texts.iter().map(|text| one.told.iter().any(|told| text.starts_with(told.as_str()))).collect();
        let sentences = columns.iter().map(|row| row.to_vec()).collect();
        let (entry, question) = (one.entry.as_str(), question.to_vec());
        let line = Line { entry, lang: one.lang, query: &one.query, right, encoded, sentences, question };
        serde_json::to_string(&line).ok()
    });
    lines.into_iter().flatten().for_each(|line| say!("{line}"));
    Ok(Outcome::Done)
}

/// Reads a file of follow-ups: a header, then an entry, a language, a question and the beginnings of what tells it.
fn read(path: &Path) -> Result<Vec<FollowUp>, String> {
    let shown = path.display();
    let text = fs::read_to_string(path).map_err(|error| format!("`{shown}` cannot be read: {error}"))?;
    let row = |(at, line): (usize, &str)| {
        let wrong = |what: &str| format!("{shown}:{}: {what}", at + 1);
        let [entry, lang, query, told] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(wrong("the line needs four columns: entry, lang, query, told; part them with tabs"));
        };
        let lang: Lang = lang.parse().map_err(|error: String| wrong(&error))?;
        let told = told.split(" | ").filter(|told| *told != "-").map(str::to_owned).collect();
        Ok(FollowUp { entry: entry.to_owned(), lang, query: query.to_owned(), told })
    };
    text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty()).map(row).collect()
}
