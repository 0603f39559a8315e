//! Forgetting a talk.

use super::context::Context;
use super::draft::Draft;
use super::effect::Effect;
use super::state::State;

/// Forgets the chat: the memory is empty at once, and the desk is asked to erase what lies on the disk.
pub fn forgotten(context: Context<'_>) -> Draft {
    let composer = &context.composer;
    let mut done = Draft::new(State::default(), composer.notice("forget", &composer.file.phrases.forgotten));
    done.effects.push(Effect::Forget);
    done
}
