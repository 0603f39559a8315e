//! Whether an utterance is asked of what the talk is about: the words say so, and how likely it is was learnt.

use super::aspect::Asked;
use super::belonging;
use super::compose::Composer;
use super::context::{Context, Utterance};
use super::follow_up::{self, Leaning, Missing, shown, subject};
use super::holding;
use super::language::of_utterance;
use super::small_talk::is_of_an_answer;
use super::state::State;
use super::telling::{Sought, Tellings};
use super::view::View;
use crate::knowledge::Entry;
use crate::matcher::costs::{BELONGS, BELONGS_THOUGH_ANSWERED, STANDS_ALONE};
use crate::matcher::{Finding, SubjectColumns, Verdict};

/// What the talk makes of an utterance.
pub fn lean<'a>(context: Context<'a>, state: &State, said: &Utterance, asked: Asked<'a>) -> Leaning<'a> {
    let finding = &said.finding;
    let leaning = follow_up::by_words(context, state, said, asked.clone());
    let Some(entry) = subject(&context.composer, state) else { return leaning };
    let belongs = || {
        let tellings = Tellings::of(context, entry, &Sought::of(finding), &asked);
        belonging::belongs(context, entry, &beside(&context.composer, state), finding, &tellings)
    };
    let is_own = |at: &usize| context.composer.base.entries[*at].id == entry.id;
    match (leaning, &finding.verdict) {
        // The answer at hand is its answer anyway, and some smalltalk is about answers.
        (Leaning::Not, Verdict::Answer(found)) if found.iter().any(is_own) => Leaning::Not,
        (Leaning::Not, Verdict::Smalltalk(kind)) if is_of_an_answer(kind) || !finding.said_in.is_empty() => Leaning::Not,
        (Leaning::Not, verdict) if belongs() >= least(verdict) => of_the_entry(context, state, entry, finding, asked),
        (Leaning::About(..) | Leaning::Missing(_), Verdict::Answer(found))
            if !asked.points && !found.iter().any(is_own) && belongs() <= STANDS_ALONE =>
        {
            Leaning::Not
        }
        (leaning, _) => leaning,
    }
}

/// How likely it must be that an utterance is asked of the answer before it.
fn least(verdict: &Verdict) -> f32 {
    if matches!(verdict, Verdict::Answer(_)) { BELONGS_THOUGH_ANSWERED } else { BELONGS }
}

/// What the entry at hand has on an utterance that is asked of it.
fn of_the_entry<'a>(
    context: Context<'a>,
    state: &State,
    entry: &'a Entry,
    finding: &Finding,
    asked: Asked<'a>,
) -> Leaning<'a> {
    let heavy = context.index().learnt.content_stems(&asked.heavy(&finding.reading.words), context.composer.lang);
    let question = Sought::of(finding);
    match follow_up::held_in_talk(context, state, &question, &asked, heavy.len()) {
        Some((entry, holding)) => Leaning::About(entry, holding),
        None => {
            let lacks = holding::by_words(context, entry, &question, &asked.barely(), 0).lacks;
            Leaning::Missing(Missing { entry, aspects: asked.aspects, lacks, others: Vec::new() })
        }
    }
}

/// What is known of the entry at hand beside what is said, and whether it is asked of that; none where nothing is at hand.
pub fn tellings(view: View<'_>, state: &State, text: &str) -> Option<(Tellings, SubjectColumns)> {
    let finding = view.index.find_in(text, state.spoken);
    let context = Context::new(view, of_utterance(view, state, &finding));
    let entry = subject(&context.composer, state)?;
    let asked = Asked::of(context, &finding.reading);
    let tellings = Tellings::of(context, entry, &Sought::of(&finding), &asked);
    let columns = belonging::columns(context, entry, &beside(&context.composer, state), &finding, &tellings);
    Some((tellings, columns))
}

/// The places of what was shown to be read next.
fn beside(composer: &Composer<'_>, state: &State) -> Vec<usize> {
    let place = |entry: &Entry| composer.base.entries.iter().position(|known| known.id == entry.id);
    shown(composer, state).into_iter().filter_map(place).collect()
}
