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
use super::parts;
use super::plain_words;
use super::press::{self, Press};
use super::reply::{Outcome, Reply};
use super::state::{Rateable, Rule, State};
use super::strip_markup::strip_markup;
use super::view::View;
use crate::knowledge::Block;
use crate::matcher::costs::DANGER_IN_A_TALK;
use crate::matcher::text_hash;
use crate::text::{fold, folded_words, tidy};

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
    let done = did(&event);
    let before = state.focus.clone();
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
    finished(view, draft, &before, done)
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
    let finding = context.index().find_in(&text, state.spoken);
    Turn::Utterance(Box::new(Utterance { text, words, finding }))
}

/// An utterance: what settles a choice is pressed, what asks for several things is answered part by part.
fn uttered(context: Context<'_>, mut state: State, said: &Utterance) -> Draft {
    let settled = plain_words::settled(&state, &said.finding).or_else(|| press::settled(&state, &said.finding));
    plain_words::let_go(&mut state);
    if let Some(action) = settled {
        let before = state.clone();
        let done = choose::chosen(context, state, action);
        return with_advice(context, said, before, done);
    }
    let parts = parts::of(context, &state, said);
    let in_parts = parts
        .and_then(|parts| parts::each(context, state.clone(), &parts, |state, part| answered(context, state, part)));
    in_parts.unwrap_or_else(|| answered(context, state, said))
}

/// What is a command in plain words is done, anything else is answered.
fn answered(context: Context<'_>, state: State, said: &Utterance) -> Draft {
    let before = state.clone();
    let command = plain_words::command(context, &state, said);
    let done = command.unwrap_or_else(|| answer::replied(context, state, said));
    with_advice(context, said, before, done)
}

/// The advice for somebody in danger stands before everything else. Within a talk, words of danger are likelier a part of it.
fn with_advice(context: Context<'_>, said: &Utterance, before: State, mut done: Draft) -> Draft {
    let danger = &said.finding.danger;
    let talks = !before.focus.is_empty() && before.last.is_some();
    match danger.is_any() {
        true if danger.doubtful || talks && danger.score < DANGER_IN_A_TALK => {
            emergency::perhaps(&context.composer, &mut done)
        }
        true => emergency::first(&context.composer, danger, before, &mut done),
        false => {}
    }
    done
}

/// What a person did, as it is compared: who does it again means the same again.
fn did(event: &Event) -> String {
    match event {
        Event::Said(text) => fold(text).trim().to_owned(),
        Event::Chose(action) => format!("{action:?}"),
    }
}

/// Finishes a turn: what may be chosen next, what the talk is about, what may be rated; one message at most as long as a
/// face can show, and not the one before word for word.
fn finished(view: View<'_>, draft: Draft, before: &[String], done: String) -> Step {
    let Draft { mut state, mut reply, effects, question, secret } = draft;
    // An aside offers nothing new: what stands on the screen may still be chosen.
    if !reply.choices.is_empty() || !reply.related.is_empty() {
        state.choices = reply.choices.iter().chain(&reply.related).cloned().collect();
    }
    if reply.outcome == Outcome::Answer {
        state.focus = reply.entries.clone();
        state.rateable = reply.thumbs.clone().map(|entry| Rateable { entry, rated: None });
    }
    if secret {
        state.last = None;
    }
    if secret || effects.contains(&Effect::Forget) {
        reply.fit();
        return Step { state, replies: vec![reply], effects };
    }
    let mut last = state.last.take().unwrap_or_default();
    // What is offered to a question that names no subject is a guess, and no subject yet.
    let guessed =
        question.as_ref().is_some_and(|question| matches!(question.rule, Some(Rule::Fragment | Rule::FollowUp)));
    match reply.outcome {
        Outcome::Answer => last.thread.answered(&state.focus, before),
        Outcome::Choices if !guessed => last.thread.offered.clone_from(&reply.entries),
        _ => {}
    }
    last.question = question.or(last.question);
    reply.fit();
    if text_hash(&reply.text()) == last.told {
        let phrases = &Context::new(view, reply.lang).composer.file.phrases;
        let opening = match reply.outcome {
            Outcome::Answer | Outcome::Passage => &phrases.no_more,
            _ => &phrases.again,
        };
        reply.blocks.insert(0, Block::plain(opening));
    }
    reply.fit();
    last.told = text_hash(&reply.text());
    last.done = done;
    last.lang = Some(reply.lang);
    state.last = Some(last);
    Step { state, replies: vec![reply], effects }
}
