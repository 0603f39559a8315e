//! `pristan eval --follow-ups`: how well questions that people ask on are answered from what they were just shown.

use super::EvaluationError;
use super::figures::percent;
use crate::faces::{library, view, with_bar};
use crate::matcher::{OF_QUESTION, OF_SENTENCE, OF_SUBJECT};
use crate::settings::{Eval, Settings};
use crate::talk::{Action, Event, Outcome as Spoken, Reply, State, Tellings, View, step, tellings};
use crate::text::Lang;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

/// A question that is asked when an entry was just shown.
pub struct FollowUp {
    entry: String,
    lang: Lang,
    /// What is asked.
    pub query: String,
    /// How the sentences and facts of the entry begin that tell it; none when none does.
    told: Vec<String>,
    /// What it is asked of, where that is said instead: an entry, the one at hand or another, or none.
    turns: Option<Turn>,
}

impl FollowUp {
    /// Whether it asks for something, and is not thanks or a feeling.
    pub fn asks(&self) -> bool {
        self.turns != Some(Turn::Talk)
    }
}

/// What a message is asked of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
enum Turn {
    /// This entry answers it.
    To(String),
    /// Nothing does.
    Away,
    /// It asks for nothing: thanks, a feeling.
    Talk,
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
    /// Another subject was asked for, and answered; or nothing was, and the reply is a word of smalltalk.
    Turned,
    /// It was among those that were offered.
    Offered,
    /// The reply is of the entry before.
    Stayed,
    /// The reply is of a third subject.
    Strayed,
    /// Nothing is said to be known.
    Unknown,
}

/// The figures: shares in percent, of the questions that the entry tells or of those that it does not.
#[derive(Serialize)]
struct Report {
    told: usize,
    untold: usize,
    turned: usize,
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
pub fn run(settings: &Settings, file: &Path, wish: &Eval) -> Result<(), EvaluationError> {
    let questions = read(file).map_err(EvaluationError::Other)?;
    let index = library(settings)?.index();
    let view = View { keeps: true, ..view(settings, &index) };
    if wish.columns {
        return columns(settings, view, questions);
    }
    let questions: Vec<Judged> = with_bar(settings, "asking", questions, |one| {
        let (judgement, reply) = judge(view, &one);
        Judged { entry: one.entry, lang: one.lang, query: one.query, told: one.told, judgement, reply }
    });
    let turned = questions.iter().filter(|one| one.judgement >= Judgement::Turned).count();
    let told = questions.iter().filter(|one| one.judgement < Judgement::Quiet).count();
    let untold = questions.len() - told - turned;
    let mut counts: BTreeMap<Judgement, usize> = BTreeMap::new();
    questions.iter().for_each(|one| *counts.entry(one.judgement).or_default() += 1);
    let of = |judgement: Judgement| match judgement {
        Judgement::Quiet | Judgement::False => untold,
        of if of >= Judgement::Turned => turned,
        _ => told,
    };
    let shares = counts.iter().map(|(judgement, count)| (*judgement, percent(*count, of(*judgement)))).collect();
    let report = Report { told, untold, turned, shares, questions };
    if wish.json {
        say!("{}", serde_json::to_string(&report).map_err(io::Error::from)?);
        return Ok(());
    }
    say!("{told} questions that the entry tells, {untold} that it does not, {turned} of another subject");
    for (judgement, share) in &report.shares {
        say!("  {:10} {share:>5} %", format!("{judgement:?}").to_lowercase());
    }
    Ok(())
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
    if let Some(turn) = &one.turns {
        let title =
            view.index.base.entry(&one.entry).and_then(|entry| entry.title.get(one.lang)).map_or("", String::as_str);
        return (turned((&one.entry, title), turn, reply, done.state.focus.first()), text);
    }
    let known = tellings(view, &shown(view, one), &one.query);
    let (all, admitting) = known.map(|(all, _, admitting)| (all.texts, admitting)).unwrap_or_default();
    let tells = |sentence: &str| one.told.iter().any(|told| sentence.starts_with(told.as_str()));
    // That something is not known is said beside what is told, and tells nothing itself.
    let counts =
        |(sentence, admits): &(&String, bool)| text.contains(sentence.as_str()) && (!admits || tells(sentence));
    let said: Vec<(&String, bool)> = all.iter().zip(admitting).filter(counts).collect();
    let right = said.iter().any(|(sentence, _)| tells(sentence));
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

/// How a reply did to a question of another subject; what the talk is about since then tells whose sentences it has.
fn turned((entry, title): (&str, &str), turn: &Turn, reply: &Reply, subject: Option<&String>) -> Judgement {
    let offers = |id: &String| {
        let all = reply.choices.iter().chain(&reply.related);
        all.into_iter().any(|choice| matches!(&choice.action, Action::Entry(offered) if offered == id))
    };
    let of = |id: &str| reply.entries.iter().any(|known| known == id);
    let named = subject.is_some_and(|id| id == entry) && reply.text().contains(title);
    match (turn, reply.outcome) {
        // To keep at the entry is right; not to know what it is all about, or to offer others, is not.
        (Turn::To(id), Spoken::Unknown) if id == entry && named => Judgement::Turned,
        (Turn::To(id), Spoken::Choices | Spoken::Unknown) if id == entry && offers(id) => Judgement::Offered,
        (Turn::To(id), Spoken::Choices) if id == entry => Judgement::Strayed,
        (Turn::To(id), Spoken::Unknown | Spoken::Smalltalk) if id == entry => Judgement::Unknown,
        (Turn::To(id), _) if id == entry && !named && !of(id) => Judgement::Strayed,
        (Turn::Talk, Spoken::Smalltalk) => Judgement::Turned,
        (Turn::To(id), _) if of(id) || subject == Some(id) => Judgement::Turned,
        (Turn::To(id), Spoken::Choices) if offers(id) => Judgement::Offered,
        (_, Spoken::Choices) => Judgement::Strayed,
        (Turn::Away, Spoken::Unknown) => Judgement::Turned,
        (_, Spoken::Unknown) => Judgement::Unknown,
        _ if of(entry) || subject.is_some_and(|id| id == entry) => Judgement::Stayed,
        _ => Judgement::Strayed,
    }
}

/// A question with what is known of each sentence.
#[derive(Serialize)]
struct Line<'a> {
    entry: &'a str,
    lang: Lang,
    query: &'a str,
    right: Vec<bool>,
    /// What it means, by the encoder.
    meaning: Option<Vec<f32>>,
    sentences: Vec<Vec<f32>>,
    question: Vec<f32>,
    subject: Vec<f32>,
    turns: Option<&'a Turn>,
}

/// Prints the names of the columns, then a line a question.
fn columns(settings: &Settings, view: View<'_>, questions: Vec<FollowUp>) -> Result<(), EvaluationError> {
    say!("{}", serde_json::to_string(&(OF_SENTENCE, OF_QUESTION, OF_SUBJECT)).map_err(io::Error::from)?);
    let lines = with_bar(settings, "asking", questions, |one| {
        let (told, subject, _) = tellings(view, &shown(view, &one), &one.query)?;
        let Tellings { texts, columns, question, meaning, .. } = told;
        let right = texts.iter().map(|text| one.told.iter().any(|told| text.starts_with(told.as_str()))).collect();
        let sentences = columns.iter().map(|row| row.to_vec()).collect();
        let (entry, question) = (one.entry.as_str(), question.to_vec());
        let (subject, turns) = (subject.to_vec(), one.turns.as_ref());
        let (lang, query) = (one.lang, one.query.as_str());
        let line = Line { entry, lang, query, right, meaning, sentences, question, subject, turns };
        serde_json::to_string(&line).ok()
    });
    lines.into_iter().flatten().for_each(|line| say!("{line}"));
    Ok(())
}

/// Reads a file of follow-ups: a header, then an entry, a language, a question and the beginnings of what tells it; for a
/// question of another subject `@` and the entry that answers it, `@-` where none does, `@talk` where nothing is asked.
pub fn read(path: &Path) -> Result<Vec<FollowUp>, String> {
    let shown = path.display();
    let text = fs::read_to_string(path).map_err(|error| format!("`{shown}` cannot be read: {error}"))?;
    let row = |(at, line): (usize, &str)| {
        let wrong = |what: &str| format!("{shown}:{}: {what}", at + 1);
        let [entry, lang, query, told] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(wrong("the line needs four columns: entry, lang, query, told; part them with tabs"));
        };
        let lang: Lang = lang.parse().map_err(|error: String| wrong(&error))?;
        let turns = told.strip_prefix('@').map(|turn| match turn {
            "-" => Turn::Away,
            "talk" => Turn::Talk,
            id => Turn::To(id.to_owned()),
        });
        let told = told.split(" | ").filter(|told| *told != "-" && turns.is_none()).map(str::to_owned).collect();
        Ok(FollowUp { entry: entry.to_owned(), lang, query: query.to_owned(), told, turns })
    };
    text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty()).map(row).collect()
}
