//! What is pressed by typing: a number, a thumb, a label, the id of an entry; "yes" and "no" to what was offered.

use super::reply::{Action, THUMB_DOWN, THUMB_UP};
use super::state::State;
use crate::knowledge::{Base, Follow};
use crate::matcher::{Finding, Verdict};

/// Words of an utterance that chooses by number.
const MOST_PICKING: usize = 3;

/// What a message presses.
pub enum Press {
    /// This.
    Action(Action),
    /// A number with nothing behind it.
    Nothing,
}

/// What is pressed by a tidy message with these folded words; none when it presses nothing.
pub fn pressed(base: &Base, follow: &Follow, state: &State, text: &str, words: &[String]) -> Option<Press> {
    let helped = match text {
        "+" | THUMB_UP => Some(true),
        "-" | "−" | "–" | THUMB_DOWN => Some(false),
        _ => None,
    };
    if let Some(helped) = helped {
        let entry = state.rateable.as_ref().map_or(String::new(), |rateable| rateable.entry.clone());
        return Some(Press::Action(Action::Rate(entry, helped)));
    }
    let number = text.trim_end_matches(['.', ')']).parse::<usize>().ok().or_else(|| picked(follow, words));
    if let Some(number) = number.filter(|_| !state.choices.is_empty()) {
        let choice = number.checked_sub(1).and_then(|at| state.choices.get(at));
        return Some(choice.map_or(Press::Nothing, |choice| Press::Action(choice.action.clone())));
    }
    let named = state.choices.iter().find(|choice| choice.label == text).map(|choice| choice.action.clone());
    let id = || base.entry(text).map(|entry| Action::Entry(entry.id.clone()));
    named.or_else(id).map(Press::Action)
}

/// The number of a choice in a few words: "2.", "давай 2", "the second".
fn picked(follow: &Follow, words: &[String]) -> Option<usize> {
    let number = |word: &String| {
        let ordinal = || follow.ordinals.iter().position(|known| known == word).map(|at| at + 1);
        word.parse::<usize>().ok().or_else(ordinal)
    };
    let numbers: Vec<usize> = words.iter().filter_map(number).collect();
    let around = |at: usize| follow.pick.at(words, at).is_some() || follow.lead.at(words, at).is_some();
    let rest = (0..words.len()).filter(|at| number(&words[*at]).is_none());
    match numbers.as_slice() {
        [only] if words.len() <= MOST_PICKING && rest.clone().all(around) => Some(*only),
        _ => None,
    }
}

/// "Yes" to a single choice chooses it; "no" to choices is none of these.
pub fn settled(state: &State, finding: &Finding) -> Option<Action> {
    let Verdict::Smalltalk(kind) = &finding.verdict else { return None };
    if !finding.is_brief() {
        return None;
    }
    let entries: Vec<&Action> =
        state.choices.iter().map(|choice| &choice.action).filter(|action| matches!(action, Action::Entry(_))).collect();
    let offered = state.choices.iter().any(|choice| choice.action == Action::NoneOfThese);
    match (kind.as_str(), entries.as_slice()) {
        ("agreement", [only]) if offered => Some((*only).clone()),
        ("refusal", _) if offered => Some(Action::NoneOfThese),
        _ => None,
    }
}
