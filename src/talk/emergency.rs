//! People in danger first: the operator's advice stands before everything else, and nothing of what they wrote is kept.

use super::compose::Desk;
use super::reply::{Outcome, Reply};
use super::state::State;
use super::step::Step;
use crate::knowledge::{Base, Block, fill, markup};
use crate::matcher::{Danger, Index};

/// What the smalltalk of a reply that is only advice is called, before the kind of danger.
pub const NAME: &str = "danger-";

/// The emergency number of a base's country; none for a base of no country.
fn number(_base: &Base) -> Option<&str> {
    Some("112")
}

/// The advice for kinds of danger, in the language of the reply, each once, the gravest first.
fn advice(desk: &Desk<'_>, danger: &Danger) -> Vec<Block> {
    let number = number(desk.base).unwrap_or(&desk.file.phrases.emergency_number);
    let given = danger.kinds.iter().filter_map(|id| desk.file.emergencies.iter().find(|one| one.id == *id));
    given.flat_map(|one| markup(&fill(&one.advice, &[("emergency", number)]))).collect()
}

/// Puts the advice before what was found. An answer to what was asked beside stays; guesses below the advice would mock
/// somebody in danger, so everything else goes, and the memory is that of `before`.
pub fn first(desk: &Desk<'_>, danger: &Danger, before: State, done: &mut Step) {
    let advice = advice(desk, danger);
    let Some(reply) = done.replies.first_mut().filter(|_| !advice.is_empty()) else { return };
    done.effects.clear();
    if reply.outcome == Outcome::Answer && danger.aside {
        reply.blocks.splice(0..0, advice);
    } else {
        *reply = only(desk, danger, advice, reply);
        done.state = before;
    }
    done.state.last = None;
}

/// A reply that is only advice, with a way on.
fn only(desk: &Desk<'_>, danger: &Danger, mut advice: Vec<Block>, found: &Reply) -> Reply {
    advice.extend(markup(&desk.file.phrases.danger_next));
    let kind = danger.kinds.first().map_or("", String::as_str);
    Reply {
        blocks: advice,
        smalltalk: Some(format!("{NAME}{kind}")),
        score: found.score,
        candidates: found.candidates.clone(),
        understood: found.understood.clone(),
        repairs: found.repairs.clone(),
        ..Reply::new(desk.lang, Outcome::Smalltalk)
    }
}

/// Whether an utterance tells of danger: then nothing of it is kept, nowhere.
pub fn is_of_danger(index: &Index, utterance: &str) -> bool {
    index.find(utterance).danger.is_any()
}
