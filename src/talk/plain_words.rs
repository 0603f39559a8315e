//! Commands in plain words: "forget me" does what `/forget` does, once it is confirmed, "what do you know about me" what
//! `/privacy` does.

use super::commands;
use super::menu::{menu, notice};
use super::reply::{Action, Choice};
use super::state::State;
use super::step::{Step, View, desk};
use crate::text::Lang;

/// Kinds of smalltalk that are commands.
const FORGET: &str = "forget-me";
const PRIVACY: &str = "privacy";

/// What a kind of smalltalk does, where it is a command.
pub fn command(view: View<'_>, state: &State, lang: Lang, kind: &str) -> Option<Step> {
    match kind {
        FORGET => Some(confirm(view, state.clone(), lang)),
        PRIVACY => Some(notice(view, state.clone(), lang, PRIVACY, |file| file.phrases.privacy.clone())),
        _ => None,
    }
}

fn confirm(view: View<'_>, state: State, lang: Lang) -> Step {
    let desk = desk(view, lang);
    let small = desk.file.smalltalk.iter().find(|small| small.id == FORGET);
    let asked = small.map_or("", |small| small.reply.as_str());
    let phrases = &desk.file.phrases;
    let choices = [(&phrases.forget_yes, true), (&phrases.forget_no, false)]
        .map(|(label, sure)| Choice { label: label.clone(), action: Action::Forget(sure) });
    menu(&desk, state, FORGET, asked, choices.into())
}

/// The confirmation, or a change of mind.
pub fn confirmed(view: View<'_>, mut state: State, lang: Lang, sure: bool) -> Step {
    if sure {
        return commands::forget(view, lang);
    }
    state.choices.clear();
    notice(view, state, lang, FORGET, |file| file.phrases.not_forgotten.clone())
}

/// What "yes" and "no" do when the question is whether to forget.
pub fn settles(state: &State, kind: &str) -> Option<Action> {
    let asked = is_asked(state);
    match kind {
        "agreement" if asked => Some(Action::Forget(true)),
        "refusal" if asked => Some(Action::Forget(false)),
        _ => None,
    }
}

/// Forgets the question when something else is said: a "yes" of another hour means something else.
pub fn let_go(state: &mut State) {
    if is_asked(state) {
        state.choices.clear();
    }
}

fn is_asked(state: &State) -> bool {
    state.choices.iter().any(|choice| matches!(choice.action, Action::Forget(_)))
}
