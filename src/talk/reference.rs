//! "The second one", "the second thing you said, where is it": what was shown before, by its number.

use super::aspect::Asked;
use super::compose::Composer;
use super::holding::alike;
use super::reply::Action;
use super::state::State;
use crate::knowledge::Entry;

/// The entry that an utterance names by its number, where it says nothing of a subject besides, with the words that do so or
/// are empty.
pub fn numbered<'a>(
    composer: &Composer<'a>,
    state: &State,
    words: &[String],
    asked: &Asked<'_>,
) -> Option<(&'a Entry, Vec<bool>)> {
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
    let mut light = asked.light.clone();
    for at in 0..words.len() {
        let around = follow.pick.at(words, at).or_else(|| number(&words[at]).map(|_| 1));
        around.into_iter().for_each(|length| light[at..at + length].fill(true));
    }
    let id = shown.get(only.checked_sub(1)?)?;
    if light.iter().all(|light| *light) { Some((composer.base.entry(id)?, light)) } else { None }
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
