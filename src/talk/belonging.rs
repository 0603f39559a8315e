//! Whether an utterance is asked of the answer before it: what is known of both.

use super::context::Context;
use super::naming::names;
use super::person;
use super::said::{answer_sentences, fact_text, shared};
use super::telling::Tellings;
use crate::knowledge::Entry;
use crate::matcher::belonging::{SubjectColumns, belonging, lead, odds};
use crate::matcher::{Finding, Verdict};
use crate::text::folded_words;

/// The probability that an utterance is asked of an entry that was just shown, with those that were shown beside it.
pub fn belongs(context: Context<'_>, entry: &Entry, beside: &[usize], finding: &Finding, tellings: &Tellings) -> f32 {
    let subject = columns(context, entry, beside, finding, tellings);
    belonging(&tellings.question, &subject, tellings.meaning.is_some())
}

/// What is known of an utterance beside the entry that was just shown.
pub fn columns(
    context: Context<'_>,
    entry: &Entry,
    beside: &[usize],
    finding: &Finding,
    tellings: &Tellings,
) -> SubjectColumns {
    let base = context.composer.base;
    let is_own = |at: usize| base.entries[at].id == entry.id;
    let likeliest = |own: bool| finding.candidates.iter().find(|candidate| is_own(candidate.entry) == own);
    let odds_of = |own: bool| odds(likeliest(own).map_or(0.0, |candidate| candidate.score));
    let chances = tellings.chances();
    let other = likeliest(false).map(|candidate| candidate.entry);
    let stems = context.index().learnt.content_stems(&finding.reading.words, context.composer.lang);
    let share = |entry: &Entry| shared(context, &stems, &all_words(context, entry)) as f32 / stems.len().max(1) as f32;
    let names_other = other.is_some_and(|at| names(context, finding, &[at]));
    let own_at = base.entries.iter().position(|known| known.id == entry.id);
    let names_first = |found: &[usize]| found.first().is_some_and(|at| !is_own(*at) && names(context, finding, &[*at]));
    let cosines = tellings.columns.iter().map(|columns| columns[0]);
    [
        odds(chances.iter().sum()),
        chances.iter().copied().fold(0.0, f32::max),
        cosines.fold(0.0, f32::max),
        share(entry),
        other.map_or(0.0, |at| share(&base.entries[at])),
        odds_of(true),
        odds_of(false),
        flag(own_at.is_some_and(|at| names(context, finding, &[at]))),
        flag(names_other),
        flag(other.is_some_and(|at| beside.contains(&at))),
        flag(matches!(&finding.verdict, Verdict::Answer(found) if found.iter().any(|at| is_own(*at)))),
        flag(
            matches!(&finding.verdict, Verdict::Answer(found) if found.iter().all(|at| !is_own(*at)) && names(context, finding, found)),
        ),
        flag(matches!(finding.verdict, Verdict::Choices(_))),
        flag(matches!(&finding.verdict, Verdict::Choices(found) if found.first().is_some_and(|at| is_own(*at)))),
        flag(matches!(&finding.verdict, Verdict::Choices(found) if names_first(found))),
        ahead(finding, is_own),
        flag(matches!(finding.verdict, Verdict::Passage(_))),
        flag(matches!(finding.verdict, Verdict::Unknown(Some(_))) && finding.gap_is_clear),
        flag(!finding.said_in.is_empty()),
        flag(names_other) * tellings.question[1],
        flag(person::told(context, finding).is_some()),
        flag(finding.private().is_some()),
    ]
}

/// How much likelier the likeliest other entry is than the next one, as a logarithm.
fn ahead(finding: &Finding, is_own: impl Fn(usize) -> bool) -> f32 {
    let mut others = finding.candidates.iter().filter(|candidate| !is_own(candidate.entry)).map(|other| other.score);
    let (first, next) = (others.next().unwrap_or(0.0), others.next().unwrap_or(0.0));
    lead(first, next)
}

/// Everything that an entry says.
fn all_words(context: Context<'_>, entry: &Entry) -> Vec<String> {
    let mut words = folded_words(context.composer.nearest(&entry.title));
    words.extend(answer_sentences(context, entry).iter().flat_map(|sentence| folded_words(sentence)));
    let facts = entry.facts.iter().filter_map(|id| fact_text(context, id));
    words.extend(facts.flat_map(folded_words));
    words
}

fn flag(is: bool) -> f32 {
    f32::from(u8::from(is))
}
