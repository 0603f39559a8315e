//! Corrections: "no, I meant the cash machine", "not a tourist visa, a student one", "I don't want asylum, just a passport".

use super::context::{Context, Utterance};
use super::reply::Choice;
use super::state::State;
use crate::matcher::{ALTERNATIVE_TO_ANSWER, Finding, Verdict};
use crate::text::{Pause, words_of_tidy};

/// Alternatives that are offered.
const MOST_ALTERNATIVES: usize = 3;
/// Words of an utterance that puts one thing in the place of another.
const LONGEST: usize = 16;

/// What a correction comes to.
pub enum Corrected {
    /// The question of this finding was meant, that of these words.
    Meant(Box<Finding>, String),
    /// What was meant has no other answer than what was not: this entry, by position.
    NothingElse(usize),
    /// The answer before was not meant: these may be.
    Instead(Vec<Choice>),
}

/// What an utterance corrects; none when it corrects nothing.
pub fn corrected(context: Context<'_>, state: &State, said: &Utterance) -> Option<Corrected> {
    let words = &said.finding.reading.words;
    let follow = &context.composer.file.follow;
    if let Some((not, meant)) = exchanged(context, state, said) {
        return exchange(context, state, &not, &meant);
    }
    if state.focus.is_empty() && state.choices.is_empty() {
        return None;
    }
    if let Some(length) = follow.wrong.at(words, 0) {
        return Some(not_that(context, state, &words[length..]));
    }
    let end = (1..words.len()).find(|at| follow.meant.at(words, *at) == Some(words.len() - at))?;
    Some(not_that(context, state, &words[..end]))
}

/// What was not meant, and what was, where an utterance says both: "not X, Y".
fn exchanged(context: Context<'_>, state: &State, said: &Utterance) -> Option<(Vec<String>, Vec<String>)> {
    let follow = &context.composer.file.follow;
    let mut clauses = clauses(&said.text);
    if let [only] = clauses.as_slice() {
        // "X değil Y": the denial parts the two.
        let end = (1..only.len()).find_map(|at| Some(at + follow.deny_end.at(only, at)?));
        clauses = end.map(|end| vec![only[..end].to_vec(), only[end..].to_vec()]).unwrap_or_default();
    }
    if clauses.len() != 2 || said.words.len() > LONGEST {
        return None;
    }
    let denies = |clause: &[String]| {
        let opens = follow.deny.at(clause, 0).map(|length| clause[length..].to_vec());
        let closes = || {
            let end = (1..clause.len()).find(|at| follow.deny_end.at(clause, *at) == Some(clause.len() - at))?;
            Some(clause[..end].to_vec())
        };
        opens.or_else(closes).filter(|rest| !rest.is_empty())
    };
    let heavy = |word: &&String| !context.index().learnt.stop.contains(*word);
    let not = denies(&clauses[0]).filter(|not| not.iter().any(|word| heavy(&word)))?;
    let mut meant = clauses[1].clone();
    let turned = follow.rather.at(&meant, 0);
    // Without a talk, "I don't want to fight, where can I go" is a story and its question.
    if turned.is_none() && state.focus.is_empty() && state.choices.is_empty() {
        return None;
    }
    meant.drain(..turned.unwrap_or(0));
    // "A student one": one of what was denied.
    if meant.last().is_some_and(|word| follow.one.at(std::slice::from_ref(word), 0).is_some()) {
        meant.pop();
        meant.extend(not.iter().rfind(heavy).cloned());
    }
    meant.iter().any(|word| heavy(&word)).then_some((not, meant))
}

/// The folded words of each clause.
fn clauses(text: &str) -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> = Vec::new();
    for word in words_of_tidy(text) {
        match found.last_mut() {
            Some(clause) if word.pause == Pause::None => clause.push(word.text),
            _ => found.push(vec![word.text]),
        }
    }
    found
}

/// What was meant instead of something else is asked by itself, then as a part of the question before; what was denied is
/// no answer to it.
fn exchange(context: Context<'_>, state: &State, not: &[String], meant: &[String]) -> Option<Corrected> {
    let index = context.index();
    let denied = index.find(&not.join(" ")).candidates.first().map(|candidate| candidate.entry);
    let before = state.last.as_ref().and_then(|last| last.question.as_ref()).map(|question| question.asked.as_str());
    let texts = [Some(meant.join(" ")), before.map(|before| format!("{before} {}", meant.join(" ")))];
    let mut only = None;
    for text in texts.into_iter().flatten() {
        let finding = index.find(&text);
        match &finding.verdict {
            Verdict::Answer(found) => match found.as_slice() {
                [one] if Some(*one) == denied => only = Some(*one),
                _ => return Some(Corrected::Meant(Box::new(finding), text)),
            },
            Verdict::Choices(_) | Verdict::Unknown(Some(_)) if only.is_none() => {
                return Some(Corrected::Meant(Box::new(finding), text));
            }
            _ => {}
        }
    }
    let at_hand = state.focus.first().and_then(|id| index.base.entries.iter().position(|entry| entry.id == *id));
    only.or(at_hand).map(Corrected::NothingElse)
}

/// After "that is not it": what follows is the question; without anything to go by, what else it could have been.
fn not_that(context: Context<'_>, state: &State, rest: &[String]) -> Corrected {
    let index = context.index();
    if rest.iter().any(|word| !index.learnt.stop.contains(word)) {
        let text = rest.join(" ");
        let meant = index.find_after_correction(&text);
        if !matches!(meant.verdict, Verdict::Smalltalk(_)) {
            return Corrected::Meant(Box::new(meant), text);
        }
    }
    Corrected::Instead(alternatives(context, state))
}

/// What else the question before could have meant, then what is related to its answer.
fn alternatives(context: Context<'_>, state: &State) -> Vec<Choice> {
    let composer = &context.composer;
    let mut ids: Vec<&str> = Vec::new();
    let question = state.last.as_ref().and_then(|last| last.question.as_ref());
    let candidates = question.iter().flat_map(|question| &question.candidates);
    let runners = candidates.filter(|other| other.score >= ALTERNATIVE_TO_ANSWER);
    ids.extend(runners.map(|candidate| candidate.entry.as_str()));
    let focus = state.focus.iter().filter_map(|id| composer.base.entry(id));
    ids.extend(focus.flat_map(|entry| entry.related.iter().map(String::as_str)));
    let mut offered: Vec<Choice> = Vec::new();
    for entry in ids.into_iter().filter_map(|id| composer.base.entry(id)) {
        let choice = composer.choice(entry);
        if !state.focus.contains(&entry.id) && !offered.contains(&choice) && offered.len() < MOST_ALTERNATIVES {
            offered.push(choice);
        }
    }
    offered
}
