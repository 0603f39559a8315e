//! Corrections: "no, I meant the cash machine", "not a tourist visa, a student one", "I don't want asylum, just a passport".

use super::context::{Context, Utterance};
use super::contrast::{Contrast, put_in_place};
use super::naming;
use super::reply::Choice;
use super::said;
use super::state::State;
use crate::matcher::{ALTERNATIVE_TO_ANSWER, Finding, SURELY_ANOTHER, Verdict};
use crate::text::folded_words;

/// Alternatives that are offered.
const MOST_ALTERNATIVES: usize = 3;
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
    let talks = !state.focus.is_empty() || !state.choices.is_empty();
    if let Some(contrast) = Contrast::of(context, said, talks) {
        return exchange(context, state, &contrast);
    }
    if !talks {
        return None;
    }
    if let Some(length) = follow.wrong.at(words, 0) {
        return Some(not_that(context, state, &words[length..]));
    }
    let end = (1..words.len()).find(|at| follow.meant.at(words, *at) == Some(words.len() - at))?;
    Some(not_that(context, state, &words[..end]))
}

/// What was meant instead of something else is asked by itself, and in its place in the question before; what was denied is
/// no answer to it.
fn exchange(context: Context<'_>, state: &State, contrast: &Contrast) -> Option<Corrected> {
    let index = context.index();
    let meant = contrast.meant.join(" ");
    if let Some(one) = one_of_offered(context, state, &meant) {
        return Some(one);
    }
    let denied = index.find(&contrast.not.join(" ")).candidates.first().map(|candidate| candidate.entry);
    let before = state.last.as_ref().and_then(|last| last.question.as_ref()).map(|question| question.asked.as_str());
    let at_hand = state.focus.first().and_then(|id| index.base.entries.iter().position(|entry| entry.id == *id));
    let alone = index.find(&meant);
    let Some(before) = before else { return by_itself(context, alone, meant, (denied, at_hand)) };
    if contrast.not.is_empty() {
        // "Not that: X": the answer at hand was not meant.
        let found = index.find_after_correction(&meant);
        if matches!(&found.verdict, Verdict::Answer(found) if at_hand != Some(found[0])) {
            return Some(Corrected::Meant(Box::new(found), meant));
        }
    }
    let text = put_in_place(context, before, contrast);
    let whole = index.find(&text);
    let stays = || at_hand.map(|at| Corrected::NothingElse(at, meant.clone()));
    let whole_is =
        |at: usize| matches!(&whole.verdict, Verdict::Answer(found) | Verdict::Choices(found) if found[0] == at);
    // "From Sochi, not from Moscow" is a part of what was asked, and no question of its own.
    let sure = alone.candidates.first().is_some_and(|best| best.score >= SURELY_ANOTHER);
    // "I have cash, not a card": what has a denied word in its title is not meant.
    let is_denied = |found: &[usize]| naming::names_beside(context, &alone, &contrast.not, found);
    let own = match &alone.verdict {
        Verdict::Answer(found) => {
            let named = sure || naming::names(context, &alone, found);
            named && !is_denied(found) && !refines(context, before, at_hand, contrast)
        }
        _ => false,
    };
    if at_hand.is_some_and(whole_is) && !own {
        return stays();
    }
    let another = |finding: &Finding| match &finding.verdict {
        Verdict::Answer(found) => found.len() > 1 || Some(found[0]) != denied,
        _ => false,
    };
    if another(&whole) && !own {
        return Some(Corrected::Meant(Box::new(whole), text));
    }
    by_itself(context, alone, meant, (denied, at_hand))
}

/// Whether what is meant instead says nothing that the question before and the title at hand do not: it only says more exactly
/// what was asked.
fn refines(context: Context<'_>, before: &str, at_hand: Option<usize>, contrast: &Contrast) -> bool {
    let stems = context.index().learnt.content_stems(&contrast.meant, context.composer.lang);
    let title = at_hand.map(|at| context.composer.nearest(&context.composer.base.entries[at].title));
    let known = folded_words(&format!("{before} {}", title.unwrap_or_default()));
    !stems.is_empty() && said::shared(context, &stems, &known) == stems.len()
}

/// What was meant, where the question before has no say in it.
fn by_itself(
    context: Context<'_>,
    alone: Finding,
    meant: String,
    (denied, at_hand): (Option<usize>, Option<usize>),
) -> Option<Corrected> {
    let answers_denied = match &alone.verdict {
        Verdict::Answer(found) => found.len() == 1 && Some(found[0]) == denied,
        _ => false,
    };
    let open = matches!(alone.verdict, Verdict::Choices(_) | Verdict::Unknown(Some(_)) | Verdict::Answer(_));
    match (answers_denied, open) {
        (true, _) => denied.map(|at| Corrected::NothingElse(at, meant)),
        (false, true) => {
            // Who is asked back twice gives up.
            let found = context.index().find_after_correction(&meant);
            Some(Corrected::Meant(Box::new(found), meant))
        }
        (false, false) => at_hand.map(|at| Corrected::NothingElse(at, meant)),
    }
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
