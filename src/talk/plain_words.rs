//! Commands in plain words: "forget me" does what `/forget` does, once it is confirmed, "what do you know about me" what
//! `/privacy` does, "in Turkish, please" what `/lang` does.

use super::aspect::Asked;
use super::context::{Context, Utterance};
use super::draft::Draft;
use super::forget::forgotten;
use super::menu::menu;
use super::reply::{Action, Choice};
use super::state::State;
use super::tongue;
use crate::matcher::{Finding, Verdict, costs};

/// Kinds of smalltalk that are commands.
const FORGET: &str = "forget-me";
const PRIVACY: &str = "privacy";

/// What an utterance does, where it is a command.
pub fn command(context: Context<'_>, state: &State, said: &Utterance) -> Option<Draft> {
    let composer = &context.composer;
    let finding = &said.finding;
    // "Who do I write to?" asks on, whatever it sounds like.
    if finding.said_in.is_empty() && Asked::of(context, &finding.reading).is_bare() {
        return None;
    }
    if let Some(switched) = tongue::switched(context, state, said) {
        return Some(switched);
    }
    match &finding.verdict {
        Verdict::Smalltalk(kind) if forgets(context, kind, finding) => Some(asked_back(context, state.clone())),
        Verdict::Smalltalk(kind) if kind == PRIVACY => {
            Some(Draft::new(state.clone(), composer.notice(PRIVACY, &composer.file.phrases.privacy)))
        }
        _ => None,
    }
}

/// Whether an utterance that was heard as this kind of smalltalk wants the talk to be forgotten. Both kinds speak of what is
/// kept: one asks about it, the other wants it gone, and its form tells which.
pub fn forgets(context: Context<'_>, kind: &str, finding: &Finding) -> bool {
    let reading = &finding.reading;
    let asks = || reading.asks || context.asks(&reading.words);
    kind == FORGET || kind == PRIVACY && finding.said_in.is_empty() && !asks() && near_forgetting(context, finding)
}

/// Whether a kind of smalltalk is a command.
pub fn is_command(kind: &str) -> bool {
    kind == FORGET || kind == PRIVACY
}

/// The same of a part of an utterance, which is short and sounds like much: its meaning must be near, too.
pub fn plainly_forgets(context: Context<'_>, kind: &str, finding: &Finding) -> bool {
    forgets(context, kind, finding) && (!finding.said_in.is_empty() || near_forgetting(context, finding))
}

/// Whether the meaning of the words is near to those that want to be forgotten, and nearer than to any but those on privacy.
fn near_forgetting(context: Context<'_>, finding: &Finding) -> bool {
    let Some((kinds, entry)) = context.index().nearest_kinds(&finding.reading.raw.join(" ")) else { return false };
    let first = kinds.iter().find(|(kind, _)| *kind != PRIVACY);
    first.is_some_and(|(kind, near)| *kind == FORGET && *near >= costs::SAYS_AS_MUCH.max(entry))
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
        return forgotten(context);
    }
    state.choices.clear();
    let composer = &context.composer;
    Draft::new(state, composer.notice(FORGET, &composer.file.phrases.not_forgotten))
}

/// What "yes" and "no" do when the question is whether to forget.
pub fn settled(state: &State, finding: &Finding) -> Option<Action> {
    let Verdict::Smalltalk(kind) = &finding.verdict else { return None };
    let asked = is_asked(state) && finding.is_brief();
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
