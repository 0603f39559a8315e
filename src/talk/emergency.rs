//! People in danger first: the operator's advice stands before everything else, and nothing of what they wrote is kept.

use super::compose::Composer;
use super::draft::Draft;
use super::effect::Effect;
use super::reply::{Outcome, Reply};
use super::state::State;
use crate::knowledge::{Block, markup};
use crate::matcher::{Danger, Index};

/// What the smalltalk of a reply that is only advice is called, before the kind of danger.
pub const NAME: &str = "danger-";

/// The advice for kinds of danger, in the language of the reply, each once, the gravest first.
fn advice(composer: &Composer<'_>, danger: &Danger) -> Vec<Block> {
    let given = danger.kinds.iter().filter_map(|id| composer.file.emergencies.iter().find(|one| one.id == *id));
    given.flat_map(|one| markup(&one.advice)).collect()
}

/// Puts the advice before what was found. An answer to what was asked beside stays; guesses below the advice would mock
/// somebody in danger, so everything else goes, and the memory is that of `before`.
pub fn first(composer: &Composer<'_>, danger: &Danger, before: State, done: &mut Draft) {
    let advice = advice(composer, danger);
    if advice.is_empty() {
        return;
    }
    done.effects.clear();
    if done.reply.outcome == Outcome::Answer && danger.calm_part {
        done.reply.blocks.splice(0..0, advice);
    } else {
        done.reply = only(composer, danger, advice, &done.reply);
        done.state = before;
    }
    done.question = None;
    done.secret = true;
}

/// Puts a line before the reply where somebody may be in danger, though within a talk that is not likely: who is, knows whom
/// to call, and who is not still gets what was asked. Nothing of what was said is kept.
pub fn perhaps(composer: &Composer<'_>, done: &mut Draft) {
    done.effects.retain(|effect| !matches!(effect, Effect::KeepQuestion(_)));
    (done.question, done.secret) = (None, true);
    done.reply.blocks.insert(0, Block::plain(&composer.file.phrases.danger_perhaps));
}

/// A reply that is only advice, with a way on.
fn only(composer: &Composer<'_>, danger: &Danger, mut advice: Vec<Block>, found: &Reply) -> Reply {
    advice.extend(markup(&composer.file.phrases.danger_next));
    let kind = danger.kinds.first().map_or("", String::as_str);
    Reply {
        blocks: advice,
        smalltalk: Some(format!("{NAME}{kind}")),
        score: found.score,
        candidates: found.candidates.clone(),
        understood: found.understood.clone(),
        repairs: found.repairs.clone(),
        ..Reply::new(composer.lang, Outcome::Smalltalk)
    }
}

/// Whether an utterance tells of danger: then nothing of it is kept, nowhere.
pub fn is_of_danger(index: &Index, utterance: &str) -> bool {
    index.find(utterance).danger.is_any()
}
