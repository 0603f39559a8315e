//! A human: a question that is passed on to the volunteers, on the person's wish, and the way back to the bot.

use super::compose::Composer;
use super::context::Context;
use super::draft::Draft;
use super::effect::Effect;
use super::redact::redact;
use super::reply::{Action, Choice, Outcome, Reply};
use super::state::State;
use super::view::View;
use crate::knowledge::{Block, fill};
use crate::matcher::Index;

/// The kind of smalltalk that asks for a person.
const ASKS_FOR_A_PERSON: &str = "human-help";
/// Questions that nothing answered one after the other, before a person is offered.
const FAILURES: u8 = 2;

/// What was asked last is passed on: that was shown and heard, nothing else.
pub fn passed_on(context: Context<'_>, state: State) -> Draft {
    let composer = &context.composer;
    let phrases = &composer.file.phrases;
    let asked = state.last.as_ref().and_then(|last| last.question.as_ref()).filter(|asked| !asked.said.is_empty());
    let Some(text) = asked.map(|asked| redact(context.index(), &asked.said)) else {
        return Draft::new(state, composer.notice("pass-on", &phrases.pass_on_what));
    };
    let mut reply = composer.notice("pass-on", "");
    reply.blocks = vec![Block::plain(fill(&phrases.passed_on, &[("text", &text)]))];
    reply.choices = vec![Choice { label: phrases.back_to_bot.clone(), action: Action::BackToBot }];
    let mut done = Draft::new(state, reply);
    done.effects.push(Effect::PassOn(text));
    done
}

/// The person wants the bot again.
pub fn back(context: Context<'_>, state: State) -> Draft {
    let composer = &context.composer;
    let mut done = Draft::new(state, composer.notice("pass-on", &composer.file.phrases.back));
    done.effects.push(Effect::BackToBot);
    done
}

/// Offers a person below a reply: to who asks for one, and after two failures in a row.
pub fn offer_person(view: View<'_>, lost: u8, reply: &mut Reply) {
    let composer = Composer::new(view, reply.lang);
    let phrases = &composer.file.phrases;
    let kind = reply.smalltalk.as_deref();
    let asks = reply.outcome == Outcome::Smalltalk && kind == Some(ASKS_FOR_A_PERSON);
    let none_again = kind == Some("none") && !reply.choices.is_empty();
    if asks {
        reply.blocks = vec![Block::plain(&phrases.pass_on_offer)];
    }
    if asks || none_again || reply.outcome == Outcome::Unknown && lost >= FAILURES {
        reply.related.push(Choice { label: phrases.pass_on.clone(), action: Action::PassOn });
    }
}

/// What a person says to the volunteers, as they may see it; none for a command, and for words of danger: those are
/// the bot's to answer, at once.
pub fn for_volunteers(index: &Index, text: &str) -> Option<String> {
    let said = text.trim();
    if said.starts_with('/') || said.is_empty() || index.find(said).danger.is_any() {
        return None;
    }
    Some(redact(index, said))
}
