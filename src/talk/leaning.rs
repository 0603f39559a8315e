//! Whether an utterance is asked of what the talk is about: the words say so, and how likely it is was learnt.

use super::aspect::Asked;
use super::belonging;
use super::compose::Composer;
use super::context::{Context, Utterance};
use super::follow_up::{self, Leaning, Missing, in_the_talk, shown, subject};
use super::holding::{self, Holding};
use super::language::of_utterance;
use super::naming::names;
use super::person;
use super::said::{admits, denies};
use super::small_talk::is_of_an_answer;
use super::state::State;
use super::telling::{Sought, Tellings};
use super::view::View;
use crate::knowledge::Entry;
use crate::matcher::costs::{BELONGS, BELONGS_THOUGH_ANSWERED, LEANS, LEANS_IN_DOUBT, TELLS_BESIDE};
use crate::matcher::{Finding, SubjectColumns, Verdict};

/// What the talk makes of an utterance.
pub fn lean<'a>(context: Context<'a>, state: &State, said: &Utterance, asked: Asked<'a>) -> Leaning<'a> {
    // Made once: what it means is encoded once, whatever it is laid beside.
    let question = Sought::of(&said.finding);
    let leaning = follow_up::by_words(context, state, &question, asked.clone());
    let Some(entry) = subject(&context.composer, state) else { return leaning };
    let leaning = weighed(context, state, &question, (entry, &asked), leaning);
    // That the answer says itself not to know it is its reply.
    let open = matches!(&leaning, Leaning::Missing(missing) if missing.lacks.is_empty());
    let beside = if open { told_beside(context, state, &question, (entry, &asked)) } else { None };
    beside.map_or(leaning, |(entry, holding)| Leaning::About(entry, holding))
}

/// The entry beside that at hand that surely tells what is asked: of those that were shown, offered or answered before.
fn told_beside<'a>(
    context: Context<'a>,
    state: &State,
    question: &Sought<'_>,
    (at_hand, asked): (&Entry, &Asked<'a>),
) -> Option<(&'a Entry, Holding)> {
    let composer = &context.composer;
    let others = shown(composer, state).into_iter().chain(in_the_talk(composer, state));
    let told = others.filter(|entry| entry.id != at_hand.id).filter_map(|entry| {
        let holding = holding::told(context, entry, question, asked)?;
        let tells = holding.chance >= Some(TELLS_BESIDE) && !holding.sentences.iter().any(|text| denies(context, text));
        tells.then_some((entry, holding))
    });
    told.max_by(|a, b| a.1.chance.unwrap_or(0.0).total_cmp(&b.1.chance.unwrap_or(0.0)))
}

/// What the words say, beside how likely it is that an utterance is asked of the answer before it.
fn weighed<'a>(
    context: Context<'a>,
    state: &State,
    question: &Sought<'_>,
    (entry, asked): (&'a Entry, &Asked<'a>),
    leaning: Leaning<'a>,
) -> Leaning<'a> {
    let finding = question.finding;
    let belongs = || belongs(context, state, question, (entry, asked));
    let is_own = |at: &usize| context.composer.base.entries[*at].id == entry.id;
    // What stands in the base word for word is found where it stands, and a place, or a people that the entry does not speak
    // of, is asked about for its own sake.
    let lacking = || place(&context.composer, entry).is_some_and(|at| context.index().lacks_what_is_named(finding, at));
    let alone = context.index().is_a_phrasing(finding)
        || (!finding.named.away.is_empty() || lacking()) && person::told(context, finding).is_none();
    // An aspect alone, and an aspect of "them", is asked of what was answered.
    let surely_asked = asked.asks_of_it();
    match (leaning, &finding.verdict) {
        (Leaning::Not, _) if alone => Leaning::Not,
        // The answer at hand is its answer anyway, and some smalltalk is about answers.
        (Leaning::Not, Verdict::Answer(found)) if found.iter().any(is_own) => Leaning::Not,
        (Leaning::Not, Verdict::Smalltalk(kind)) if is_of_an_answer(kind) || !finding.said_in.is_empty() => {
            Leaning::Not
        }
        (Leaning::Not, Verdict::Unknown(Some(_))) if finding.gap_is_clear && belongs() < least(finding) => {
            own_admission(context, entry, question, asked)
        }
        (Leaning::Not, _) if belongs() >= least(finding) => {
            of_the_entry(context, state, entry, question, asked.clone())
        }
        // That the answer says itself not to know it is its reply.
        (Leaning::Missing(missing), _) if !missing.lacks.is_empty() => Leaning::Missing(missing),
        (leaning @ (Leaning::About(..) | Leaning::Missing(_)), verdict)
            if !surely_asked && !matches!(verdict, Verdict::Smalltalk(_)) =>
        {
            let doubtful = matches!(&leaning, Leaning::About(_, holding) if holding.is_nearest());
            let least = if doubtful { LEANS_IN_DOUBT } else { LEANS };
            if belongs() < least { Leaning::Not } else { leaning }
        }
        (leaning, _) => leaning,
    }
}

/// What seems to be of a gap, where the entry at hand says itself that it does not know just that: "how many days may he
/// stay" behind an entry on visas that leaves it open.
fn own_admission<'a>(context: Context<'a>, entry: &'a Entry, question: &Sought<'_>, asked: &Asked<'a>) -> Leaning<'a> {
    let heavy = asked.heavy(question.words);
    let mut lacks = holding::admitted(context, entry, question, asked);
    lacks.retain(|lack| holding::tells_of(context, entry, &heavy, lack));
    match lacks.is_empty() {
        true => Leaning::Not,
        false => Leaning::Missing(Missing { entry, aspects: asked.aspects.clone(), lacks, others: Vec::new() }),
    }
}

/// The probability that an utterance is asked of the answer before it.
fn belongs(context: Context<'_>, state: &State, question: &Sought<'_>, (entry, asked): (&Entry, &Asked<'_>)) -> f32 {
    let tellings = Tellings::of(context, entry, question, asked);
    belonging::belongs(context, entry, &beside(&context.composer, state), question.finding, &tellings)
}

/// How likely it must be that an utterance is asked of the answer before it.
fn least(finding: &Finding) -> f32 {
    let elsewhere = matches!(finding.verdict, Verdict::Answer(_) | Verdict::Smalltalk(_)) || finding.gap_is_clear;
    if elsewhere { BELONGS_THOUGH_ANSWERED } else { BELONGS }
}

/// What the entry at hand has on an utterance that is asked of it.
fn of_the_entry<'a>(
    context: Context<'a>,
    state: &State,
    entry: &'a Entry,
    question: &Sought<'_>,
    asked: Asked<'a>,
) -> Leaning<'a> {
    let finding = question.finding;
    let heavy = context.index().learnt.content_stems(&asked.heavy(&finding.reading.words), context.composer.lang);
    match follow_up::held_in_talk(context, state, question, &asked, heavy.len()) {
        Some((entry, holding)) => Leaning::About(entry, holding),
        None => {
            let lacks = holding::by_words(context, entry, question, &asked.barely(), 0).lacks;
            match &finding.verdict {
                // Another answer is more than that this one says nothing.
                Verdict::Answer(_) | Verdict::Passage(_) if lacks.is_empty() => Leaning::Not,
                verdict => {
                    let named = |at: &usize| lacks.is_empty() && names(context, finding, &[*at]);
                    let found = if let Verdict::Choices(found) = verdict { found.as_slice() } else { &[] };
                    let others = found.iter().copied().filter(named).collect();
                    Leaning::Missing(Missing { entry, aspects: asked.aspects, lacks, others })
                }
            }
        }
    }
}

/// What is known of the entry at hand beside what is said, whether it is asked of that, and which sentences admit that
/// something is not known; none where nothing is at hand.
pub fn tellings(view: View<'_>, state: &State, text: &str) -> Option<(Tellings, SubjectColumns, Vec<bool>)> {
    let finding = view.index.find_in(text, state.spoken);
    let context = Context::new(view, of_utterance(view, state, &finding));
    let entry = subject(&context.composer, state)?;
    let asked = Asked::of(context, &finding.reading);
    let tellings = Tellings::of(context, entry, &Sought::of(&finding), &asked);
    let columns = belonging::columns(context, entry, &beside(&context.composer, state), &finding, &tellings);
    let admitting = tellings.texts.iter().map(|text| admits(context, text)).collect();
    Some((tellings, columns, admitting))
}

/// The places of what was shown to be read next.
fn beside(composer: &Composer<'_>, state: &State) -> Vec<usize> {
    shown(composer, state).into_iter().filter_map(|entry| place(composer, entry)).collect()
}

/// Where an entry stands in the base.
fn place(composer: &Composer<'_>, entry: &Entry) -> Option<usize> {
    composer.base.entries.iter().position(|known| known.id == entry.id)
}
