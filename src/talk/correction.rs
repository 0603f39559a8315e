//! Corrections: "no, I meant the cash machine", "not a tourist visa, a student one", "I don't want asylum, just a passport".

use super::aside;
use super::context::{Context, Utterance};
use super::naming;
use super::reply::Choice;
use super::state::State;
use crate::matcher::{ALTERNATIVE_TO_ANSWER, Finding, SURELY_ANOTHER, Verdict};
use crate::text::{Pause, language, words_of_tidy};

/// Alternatives that are offered.
const MOST_ALTERNATIVES: usize = 3;
/// Words of an utterance that puts one thing in the place of another.
const LONGEST: usize = 16;

/// What a correction comes to.
pub enum Corrected {
    /// The question of this finding was meant, that of these words.
    Meant(Box<Finding>, String),
    /// What was meant has no other answer than what was not: this entry, by position; and the words of what was meant.
    NothingElse(usize, String),
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
    // "No, I meant X": the "no" is none of what was meant.
    let begin = usize::from(aside::refuses(&context.index().find(&words[0])));
    Some(not_that(context, state, &words[begin..end]))
}

/// What was not meant, and what was, where an utterance says both: "not X, Y".
fn exchanged(context: Context<'_>, state: &State, said: &Utterance) -> Option<(Vec<String>, Vec<String>)> {
    let follow = &context.composer.file.follow;
    let talks = !state.focus.is_empty() || !state.choices.is_empty();
    let mut clauses = clauses(said);
    if said.words.len() > LONGEST {
        return None;
    }
    if let Some(parted) = marked(context, &clauses).filter(|_| talks) {
        return Some(parted);
    }
    if let [only] = clauses.as_slice() {
        // "X değil Y": the denial parts the two.
        let end = (1..only.len()).find_map(|at| Some(at + follow.deny_end.at(only, at)?));
        clauses = end.map(|end| vec![only[..end].to_vec(), only[end..].to_vec()]).unwrap_or_default();
    }
    if clauses.len() != 2 {
        return None;
    }
    let heavy = |word: &&String| is_heavy(context, word);
    let not = denied(context, &clauses[0]).filter(|not| not.iter().any(|word| heavy(&word)))?;
    let mut meant = clauses[1].clone();
    let turned = follow.rather.at(&meant, 0);
    // Without a talk, "I don't want to fight, where can I go" is a story and its question.
    if turned.is_none() && !talks {
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

fn is_heavy(context: Context<'_>, word: &String) -> bool {
    !context.index().learnt.stop.contains(word)
}

/// What a clause denies: "not X", "X değil".
fn denied(context: Context<'_>, clause: &[String]) -> Option<Vec<String>> {
    let follow = &context.composer.file.follow;
    let opens = follow.deny.at(clause, 0).map(|length| clause[length..].to_vec());
    let closes = || {
        let end = (1..clause.len()).find(|at| follow.deny_end.at(clause, *at) == Some(clause.len() - at))?;
        Some(clause[..end].to_vec())
    };
    opens.or_else(closes).filter(|rest| !rest.is_empty())
}

/// The same of an utterance that says by its form that it corrects, whatever the order: it opens with a "no" of its own,
/// or says of a clause that it was meant. Whatever does not deny is what was meant.
fn marked(context: Context<'_>, clauses: &[Vec<String>]) -> Option<(Vec<String>, Vec<String>)> {
    let follow = &context.composer.file.follow;
    let denying = language(context.composer.lang).negation.denying;
    let denies = |word: &String| denying.contains(&word.as_str());
    let is_heavy = |word: &String| is_heavy(context, word);
    let mut marked = false;
    let (mut not, mut meant): (Vec<String>, Vec<String>) = Default::default();
    for (at, clause) in clauses.iter().enumerate() {
        let begins = follow.wrong.at(clause, 0);
        let ends = (1..clause.len()).find(|at| follow.meant.at(clause, *at) == Some(clause.len() - at));
        let bare = clause.iter().all(|word| denies(word) || !is_heavy(word));
        // "No, I meant X" says what was meant in the same breath.
        let meant_behind = begins.filter(|length| clause[*length..].iter().any(is_heavy));
        let opens = at == 0
            && denies(&clause[0])
            && meant_behind.is_none()
            && (bare || ends.is_none() && follow.deny.at(clause, 0).is_none());
        if bare || opens {
            marked |= opens;
            not.extend(clause.iter().filter(|word| is_heavy(word) && !denies(word)).cloned());
        } else if ends.is_some()
            || begins.is_some_and(|length| length < clause.len() && !clause[length..].iter().any(denies))
        {
            marked = true;
            meant.extend_from_slice(&clause[begins.unwrap_or(0)..ends.unwrap_or(clause.len())]);
        } else if let Some(rest) = denied(context, clause) {
            not.extend(rest);
        } else if clause.iter().any(denies) {
            not.extend(clause.iter().filter(|word| is_heavy(word) && !denies(word)).cloned());
        } else {
            meant.extend_from_slice(&clause[follow.rather.at(clause, 0).unwrap_or(0)..]);
        }
    }
    (marked && not.iter().any(is_heavy) && meant.iter().any(is_heavy)).then_some((not, meant))
}

/// The words of each clause, as they are read where that keeps them apart (Russian in Latin letters), else as typed.
fn clauses(said: &Utterance) -> Vec<Vec<String>> {
    let (typed, read) = (words_of_tidy(&said.text), &said.finding.reading.words);
    let same = typed.len() == read.len();
    let mut found: Vec<Vec<String>> = Vec::new();
    for (at, word) in typed.into_iter().enumerate() {
        let text = if same { read[at].clone() } else { word.text };
        match found.last_mut() {
            Some(clause) if word.pause == Pause::None => clause.push(text),
            _ => found.push(vec![text]),
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
    let found: Vec<(Finding, String)> = texts.into_iter().flatten().map(|text| (index.find(&text), text)).collect();
    let at_hand = state.focus.first().and_then(|id| index.base.entries.iter().position(|entry| entry.id == *id));
    // "From Sochi, not from Moscow" is a part of what was asked, and no question of its own.
    if let [(alone, _), (whole, _)] = found.as_slice() {
        let sure = alone.candidates.first().is_some_and(|best| best.score >= SURELY_ANOTHER);
        let names = |found: &[usize]| sure || naming::names(context, alone, found);
        // "I have cash, not a card": what has a denied word in its title is not meant.
        let is_denied = |found: &[usize]| naming::names_beside(context, alone, not, found);
        let own = matches!(&alone.verdict, Verdict::Answer(found) if names(found) && !is_denied(found));
        let same =
            matches!(&whole.verdict, Verdict::Answer(found) | Verdict::Choices(found) if at_hand == Some(found[0]));
        if let Some(at) = at_hand.filter(|_| same && !own) {
            return Some(Corrected::NothingElse(at, meant.join(" ")));
        }
    }
    let answer = |(finding, _): &&(Finding, String)| match &finding.verdict {
        Verdict::Answer(found) => found.len() > 1 || Some(found[0]) != denied,
        _ => false,
    };
    // What only is near to it must not stand in the way of what the question before asks with it.
    let open =
        |(finding, _): &&(Finding, String)| matches!(finding.verdict, Verdict::Choices(_) | Verdict::Unknown(Some(_)));
    let denied_only = found.iter().find_map(|(finding, _)| match &finding.verdict {
        Verdict::Answer(found) if found.len() == 1 && Some(found[0]) == denied => denied,
        _ => None,
    });
    if let Some((finding, text)) =
        found.iter().find(answer).or_else(|| found.iter().find(open).filter(|_| denied_only.is_none()))
    {
        return Some(Corrected::Meant(Box::new(finding.clone()), text.clone()));
    }
    denied_only.or(at_hand).map(|at| Corrected::NothingElse(at, meant.join(" ")))
}

/// After "that is not it": what follows is the question; without anything to go by, what else it could have been.
fn not_that(context: Context<'_>, state: &State, rest: &[String]) -> Corrected {
    let index = context.index();
    if rest.iter().any(|word| !index.learnt.stop.contains(word)) {
        let text = rest.join(" ");
        if let Some(one) = one_of_offered(context, state, &text) {
            return one;
        }
        let meant = index.find_after_correction(&text);
        if !matches!(meant.verdict, Verdict::Smalltalk(_)) {
            return Corrected::Meant(Box::new(meant), text);
        }
    }
    Corrected::Instead(alternatives(context, state))
}

/// What was meant makes the question before clear: it is one of the entries that were offered to it.
fn one_of_offered(context: Context<'_>, state: &State, meant: &str) -> Option<Corrected> {
    let last = state.last.as_ref().filter(|last| !last.thread.offered.is_empty())?;
    let text = format!("{} {meant}", last.question.as_ref()?.asked);
    let finding = context.index().find(&text);
    let Verdict::Answer(found) = &finding.verdict else { return None };
    let offered = last.thread.offered.contains(&context.composer.base.entries[found[0]].id);
    (offered && found.len() == 1).then(|| Corrected::Meant(Box::new(finding), text))
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
