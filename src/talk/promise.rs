//! The promise: who asked what nobody could answer is told, once, when there is an answer. On their wish, with a way out.

use super::compose::Composer;
use super::context::Context;
use super::draft::Draft;
use super::effect::Effect;
use super::reply::{Action, Choice, Outcome, Reply};
use super::state::State;
use super::view::View;
use crate::knowledge::Block;
use crate::text::Lang;

/// It is promised.
pub fn promised(context: Context<'_>, state: State, question: u64) -> Draft {
    let composer = &context.composer;
    let mut reply = composer.notice("promise", &composer.file.phrases.promised);
    reply.choices = vec![Choice { label: composer.file.phrases.tell_me_not.clone(), action: Action::Unpromise }];
    let mut done = Draft::new(state, reply);
    done.effects.push(Effect::Promise(question));
    done
}

/// It is taken back, and so are all others.
pub fn taken_back(context: Context<'_>, state: State) -> Draft {
    let composer = &context.composer;
    let mut done = Draft::new(state, composer.notice("promise", &composer.file.phrases.promise_gone));
    done.effects.push(Effect::Unpromise);
    done
}

/// Nothing can be promised: nobody knows the question any more.
pub fn not_known(view: View<'_>, lang: Lang) -> Reply {
    let composer = Composer::new(view, lang);
    composer.notice("promise", &composer.file.phrases.promise_lost)
}

/// What was promised: the answer of an entry, with a word why it comes; none when the entry is gone.
pub fn promise_kept(view: View<'_>, lang: Lang, entry: &str) -> Option<Reply> {
    let composer = Composer::new(view, lang);
    let mut reply = Reply::new(lang, Outcome::Answer);
    reply.blocks.push(Block::plain(&composer.file.phrases.promise_kept));
    composer.entry(composer.base.entry(entry)?, &mut reply);
    composer.ways_on(&mut reply);
    reply.fit();
    Some(reply)
}
