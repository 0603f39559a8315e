//! "The second one", "the second thing you said, where is it": what was shown before, by its number.

use super::aspect::Asked;
use super::context::Context;
use super::reply::Action;
use super::said::{alike, answer_lines};
use super::state::State;
use crate::knowledge::Entry;

/// The words of an utterance that names an entry by its number.
pub struct Numbered {
    /// Whether each says nothing of a subject.
    pub light: Vec<bool>,
    /// Whether each is the number, or stands around it.
    pub around: Vec<bool>,
}

/// The entry that an utterance names by its number, where it says nothing of a subject besides.
pub fn numbered<'a>(
    context: Context<'a>,
    state: &State,
    words: &[String],
    asked: &Asked<'_>,
) -> Option<(&'a Entry, Numbered)> {
    let composer = &context.composer;
    let follow = &composer.file.follow;
    let shown = shown(state);
    let number = |word: &String| {
        if follow.last.at(std::slice::from_ref(word), 0).is_some() {
            return Some(shown.len());
        }
        follow.ordinals.iter().position(|known| alike(known, word)).map(|at| at + 1)
    };
    let numbers: Vec<usize> = words.iter().filter_map(number).collect();
    let [only] = numbers.as_slice() else { return None };
    let mut around = vec![false; words.len()];
    for at in 0..words.len() {
        let length = follow.pick.at(words, at).or_else(|| number(&words[at]).map(|_| 1));
        length.into_iter().for_each(|length| around[at..at + length].fill(true));
    }
    let light: Vec<bool> = asked.light.iter().zip(&around).map(|(light, around)| *light || *around).collect();
    if !light.iter().all(|light| *light) {
        return None;
    }
    let at = only.checked_sub(1)?;
    let entry = listed(context, state, at).or_else(|| composer.base.entry(shown.get(at)?))?;
    Some((entry, Numbered { light, around }))
}

/// What a line of the list in the last answer is about: one of the entries that were shown below it. The answer stands
/// before those, and its lines are counted first.
fn listed<'a>(context: Context<'a>, state: &State, at: usize) -> Option<&'a Entry> {
    let base = context.composer.base;
    let offered = state.last.as_ref().is_some_and(|last| !last.thread.offered.is_empty());
    let ([only], false) = (state.focus.as_slice(), offered) else { return None };
    let entry = base.entry(only)?;
    let lines = answer_lines(context, entry);
    let found = context.index().find_in(lines.get(at)?, Some(context.composer.lang));
    let about = found.candidates.iter().map(|candidate| &base.entries[candidate.entry]);
    about.into_iter().find(|about| entry.related.contains(&about.id))
}

/// What was shown last, in its order: several that were offered or answered, else what may be read next.
fn shown(state: &State) -> Vec<&String> {
    let offered = state.last.iter().flat_map(|last| &last.thread.offered).collect::<Vec<_>>();
    if offered.len() > 1 {
        return offered;
    }
    if state.focus.len() > 1 {
        return state.focus.iter().collect();
    }
    let entry = state.choices.iter().filter_map(|choice| match &choice.action {
        Action::Entry(id) => Some(id),
        _ => None,
    });
    entry.collect()
}
