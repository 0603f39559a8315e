//! Which questions of a turn go to the volunteers: what nothing answered, choices that nobody took, answers that did not
//! help. Nothing that sounds of danger or is said in confidence is among them.

use super::encoder::{encoder, encoder_version};
use super::kept::{Asked, Near, Why};
use crate::matcher::{Finding, Index, encode};
use crate::talk::{Action, Effect, KeptQuestion, Outcome, Scored, State, Step, redact};
use crate::text::{Lang, folded_words};

/// A turn that was made.
pub struct Turn<'a> {
    /// The index that answered.
    pub index: &'a Index,
    /// The memory before.
    pub before: &'a State,
    /// What it came to.
    pub done: &'a Step,
    /// Whether something was said, and not pressed.
    pub was_said: bool,
}

/// The questions of a turn that go to the volunteers.
pub fn missed(turn: &Turn<'_>, day: u32) -> Vec<Asked> {
    if turn.done.effects.contains(&Effect::Forget) || is_of_danger(turn.done) {
        return Vec::new();
    }
    let unanswered = turn.done.effects.iter().filter_map(|effect| match effect {
        Effect::KeepQuestion(question) => Some(unanswered(turn, day, question)),
        _ => None,
    });
    let mut open: Vec<Asked> = unanswered.collect();
    if let Some((said, why)) = earlier(turn) {
        // The language in which it was asked, not that of this turn.
        let lang = turn.before.spoken.or(turn.before.lang).unwrap_or(Lang::EN);
        open.extend(asked_before(turn.index, said, lang, why, day));
    }
    open
}

/// Whether a turn was one of danger: then nothing of it is remembered, here neither.
pub fn is_of_danger(done: &Step) -> bool {
    done.replies.iter().any(|reply| reply.smalltalk.as_ref().is_some_and(|kind| kind.starts_with("danger")))
}

fn unanswered(turn: &Turn<'_>, day: u32, question: &KeptQuestion) -> Asked {
    let mut asked = Asked::new(day, question.clone(), Why::Unknown);
    let reply = turn.done.replies.first();
    if let Some(reply) = reply {
        asked.nearest = near(&reply.candidates);
        asked.lacking = shown(&reply.lacking, &question.text);
    }
    understood(turn.index, asked, reply.and_then(|reply| reply.understood.as_deref()))
}

/// A question with the vector of what it was understood as, however it was spelt.
fn understood(index: &Index, asked: Asked, repaired: Option<&str>) -> Asked {
    let text = repaired.map_or_else(|| asked.question.text.clone(), |repaired| redact(index, repaired));
    vector_of(asked, text)
}

fn near(candidates: &[Scored]) -> Vec<Near> {
    let percent = |score: f32| (score * 100.0).clamp(0.0, 100.0) as u8;
    candidates.iter().map(|one| Near { entry: one.entry.clone(), percent: percent(one.score) }).collect()
}

/// What of the words that an entry lacks stands in the question as it is kept: names are out of that.
fn shown(lacking: &[String], kept: &str) -> Vec<String> {
    let words = folded_words(kept);
    let stands = |typed: &&String| folded_words(typed).iter().all(|word| words.contains(word));
    lacking.iter().filter(stands).cloned().collect()
}

/// The question before this turn, when the turn shows that it was not answered.
fn earlier<'a>(turn: &Turn<'a>) -> Option<(&'a str, Why)> {
    // Who picks a subject from a list has asked nothing.
    let last = turn.before.last.as_ref()?.question.as_ref().filter(|question| !question.said.is_empty())?;
    let said = last.said.as_str();
    let reply = turn.done.replies.first()?;
    let unhelpful = |effect: &Effect| match effect {
        Effect::Rate { entry, helped: false, .. } => turn.before.focus.contains(entry),
        _ => false,
    };
    if last.outcome == Some(Outcome::Answer) && turn.done.effects.iter().any(unhelpful) {
        return Some((said, Why::Unhelpful));
    }
    let offered = &turn.before.choices;
    if last.outcome != Some(Outcome::Choices) || !offered.iter().any(|choice| choice.action == Action::NoneOfThese) {
        return None;
    }
    if reply.smalltalk.as_deref() == Some("none") {
        return Some((said, Why::NoneOfThese));
    }
    let on_offer = |id: &String| offered.iter().any(|choice| choice.action == Action::Entry(id.clone()));
    let taken = reply.outcome == Outcome::Answer && reply.entries.iter().any(on_offer);
    let asks = matches!(reply.outcome, Outcome::Answer | Outcome::Choices | Outcome::Passage | Outcome::Unknown);
    let passed_over = turn.was_said && asks && !taken;
    passed_over.then_some((said, Why::Untaken))
}

/// A question of an earlier turn, read anew.
fn asked_before(index: &Index, said: &str, lang: Lang, why: Why, day: u32) -> Option<Asked> {
    let finding = index.find(said);
    if finding.danger.is_any() || finding.private().is_some() {
        return None;
    }
    let text = redact(index, said);
    let scored = |(id, score): (&str, f32)| Scored { entry: id.to_owned(), score };
    let Finding { candidates, lacking, .. } = &finding;
    let named = candidates.iter().map(|one| (index.base.entries[one.entry].id.as_str(), one.score));
    let nearest = near(&named.map(scored).collect::<Vec<_>>());
    let lacking = shown(lacking, &text);
    let asked = Asked { nearest, lacking, ..Asked::new(day, KeptQuestion { text, lang, gap: None }, why) };
    Some(understood(index, asked, finding.reading.understood.as_deref()))
}

/// A question with the vector that today's encoder makes of it.
pub fn with_vector(asked: Asked) -> Asked {
    let has = !asked.vector.is_empty() && asked.model == encoder_version();
    let text = asked.question.text.clone();
    if has { asked } else { vector_of(asked, text) }
}

fn vector_of(mut asked: Asked, text: String) -> Asked {
    let made = encoder().map(|encoder| encode(encoder, &[text]));
    asked.vector = made.and_then(|rows| rows.into_iter().next()).unwrap_or_default();
    asked.model = encoder_version();
    asked
}
