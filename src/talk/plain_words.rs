//! Commands in plain words: "forget me" does what `/forget` does, once it is confirmed, "what do you know about me" what
//! `/privacy` does.

use super::context::Context;
use super::draft::Draft;
use super::effect::Effect;
use super::menu::menu;
use super::reply::{Action, Choice};
use super::state::State;
use crate::matcher::{Finding, Verdict};

/// Kinds of smalltalk that are commands.
const FORGET: &str = "forget-me";
const PRIVACY: &str = "privacy";

/// What an utterance does, where it is a command.
pub fn command(context: Context<'_>, state: &State, finding: &Finding) -> Option<Draft> {
    let composer = &context.composer;
    match &finding.verdict {
        Verdict::Smalltalk(kind) if kind == FORGET => Some(asked_back(context, state.clone())),
        Verdict::Smalltalk(kind) if kind == PRIVACY => {
            Some(Draft::new(state.clone(), composer.notice(PRIVACY, &composer.file.phrases.privacy)))
        }
        _ => None,
    }
}

fn asked_back(context: Context<'_>, state: State) -> Draft {
    let composer = &context.composer;
    let small = composer.file.smalltalk.iter().find(|small| small.id == FORGET);
    let asked = small.map_or("", |small| small.reply.as_str());
    let phrases = &composer.file.phrases;
    let choices = [(&phrases.forget_yes, true), (&phrases.forget_no, false)]
        .map(|(label, sure)| Choice { label: label.clone(), action: Action::Forget(sure) });
    Draft::new(state, menu(composer, FORGET, asked, choices.into()))
}

/// The confirmation, or a change of mind.
pub fn confirmed(context: Context<'_>, mut state: State, sure: bool) -> Draft {
    if sure {
        return forget(context);
    }
    state.choices.clear();
    let composer = &context.composer;
    Draft::new(state, composer.notice(FORGET, &composer.file.phrases.not_forgotten))
}

/// Forgets the chat: the memory is empty at once, and the desk is asked to erase what lies on the disk.
pub fn forget(context: Context<'_>) -> Draft {
    let composer = &context.composer;
    let mut done = Draft::new(State::default(), composer.notice("forget", &composer.file.phrases.forgotten));
    done.effects.push(Effect::Forget);
    done
}

/// What "yes" and "no" do when the question is whether to forget.
pub fn settled(state: &State, finding: &Finding) -> Option<Action> {
    let Verdict::Smalltalk(kind) = &finding.verdict else { return None };
    let asked = is_asked(state);
    match kind.as_str() {
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
