//! The one door: an event and a memory in, replies and a memory out. A turn is sorted once, handled in one file, and
//! finished in one place.

use super::answer;
use super::choose;
use super::commands;
use super::context::{Context, Utterance};
use super::draft::Draft;
use super::effect::Effect;
use super::emergency;
use super::event::Event;
use super::language;
use super::plain_words;
use super::press::{self, Press};
use super::reply::{Outcome, Reply};
use super::state::{Rateable, Spoken, State};
use super::strip_markup::strip_markup;
use super::view::View;
use crate::text::{folded_words, tidy};

/// What a turn comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The memory for the next turn.
    pub state: State,
    /// What is said, one message each.
    pub replies: Vec<Reply>,
    /// What is asked of the world.
    pub effects: Vec<Effect>,
}

/// What kind of turn an event makes.
enum Turn {
    /// A command, without its `/`.
    Command(String),
    /// Something pressed, with a finger or by typing.
    Press(Press),
    /// Anything else that was said.
    Utterance(Box<Utterance>),
}

/// One turn. Total, without a clock, a disk or chance: the same view, state and event make the same step.
pub fn step(view: View<'_>, mut state: State, event: Event) -> Step {
    let of_talk = Context::new(view, language::of_talk(view, &state));
    let draft = match sorted(of_talk, &state, event) {
        Turn::Command(text) => commands::run(of_talk, state, &text),
        Turn::Press(Press::Action(action)) => choose::chosen(of_talk, state, action),
        Turn::Press(Press::Nothing) => choose::nothing_chosen(of_talk, state),
        Turn::Utterance(said) => {
            let lang = language::of_utterance(view, &state, &said.finding);
            state.spoken = Some(lang);
            uttered(Context::new(view, lang), state, &said)
        }
    };
    finished(draft)
}

/// The reply to an event that stands for itself: nothing was said before, nothing is remembered.
pub fn alone(view: View<'_>, event: Event) -> Option<Reply> {
    step(view, State::default(), event).replies.into_iter().next()
}

/// Sorts an event.
fn sorted(context: Context<'_>, state: &State, event: Event) -> Turn {
    let message = match event {
        Event::Chose(action) => return Turn::Press(Press::Action(action)),
        Event::Said(message) => message,
    };
    let text = tidy(&strip_markup(&message));
    if let Some(command) = text.strip_prefix('/').filter(|rest| rest.starts_with(char::is_alphabetic)) {
        return Turn::Command(command.to_owned());
    }
    let words = folded_words(&text);
    let composer = &context.composer;
    if let Some(press) = press::pressed(composer.base, &composer.file.follow, state, &text, &words) {
        return Turn::Press(press);
    }
    let finding = context.index().find(&text);
    Turn::Utterance(Box::new(Utterance { text, words, finding }))
}

/// An utterance: what settles a choice is pressed, what is a command in plain words is done, and the advice for somebody in
/// danger stands before everything else.
fn uttered(context: Context<'_>, mut state: State, said: &Utterance) -> Draft {
    let settled = plain_words::settled(&state, &said.finding).or_else(|| press::settled(&state, &said.finding));
    plain_words::let_go(&mut state);
    let before = state.clone();
    let command = plain_words::command(context, &state, &said.finding);
    let mut done = match (settled, command) {
        (Some(action), _) => choose::chosen(context, state, action),
        (None, Some(done)) => done,
        (None, None) => answer::replied(context, state, said),
    };
    if !done.effects.contains(&Effect::Forget) {
        done.state.last = Some(Spoken { utterance: said.text.clone(), outcome: done.reply.outcome });
    }
    let danger = &said.finding.danger;
    if danger.is_any() {
        emergency::first(&context.composer, danger, before, &mut done);
    }
    done
}

/// Finishes a turn: what may be chosen next, what the talk is about, what may be rated; one message at most as long as a
/// face can show.
fn finished(draft: Draft) -> Step {
    let Draft { mut state, mut reply, effects } = draft;
    // An aside offers nothing new: what stands on the screen may still be chosen.
    if !reply.choices.is_empty() || !reply.related.is_empty() {
        state.choices = reply.choices.iter().chain(&reply.related).cloned().collect();
    }
    if reply.outcome == Outcome::Answer {
        state.focus = reply.entries.clone();
        state.rateable = reply.thumbs.clone().map(|entry| Rateable { entry, rated: None });
    }
    reply.fit();
    Step { state, replies: vec![reply], effects }
}
