//! Who asks: "I'm from the US", "my husband is Armenian". What was written for one nationality is no answer to another,
//! now and in the questions that follow.

use super::context::Context;
use crate::knowledge::Entry;
use crate::matcher::Finding;

/// Somebody who asks, or is asked for.
pub struct Person {
    /// The country that they are from, as ISO 3166 codes it.
    pub from: String,
    /// Words behind those that tell.
    pub rest: usize,
}

/// Who an utterance says that somebody is; none when it says nothing of the kind.
pub fn told(context: Context<'_>, finding: &Finding) -> Option<Person> {
    let (follow, words) = (&context.composer.file.follow, &finding.reading.words);
    let named = |from: usize| {
        let origin = context.index().learnt.names.origin(&finding.named, from)?;
        Some(Person { from: origin.country, rest: words.len().saturating_sub(origin.end) })
    };
    let opened = (0..words.len()).filter_map(|at| Some(at + follow.person.at(words, at)?));
    // An article may be a part of the name: "from the US".
    opened.flat_map(|end| [end, end - 1]).find_map(named)
}

/// Whether an utterance says no more than what somebody is: "I am the landlord".
pub fn is_role(context: Context<'_>, words: &[String]) -> bool {
    let stop = &context.index().learnt.stop;
    let length = context.composer.file.follow.person.at(words, 0);
    length.is_some_and(|length| words[length..].iter().filter(|word| !stop.contains(*word)).count() == 1)
}

/// Whether an entry is written for the people of the base, and not for those of this country.
pub fn is_for_others(context: Context<'_>, entry: &Entry, country: &str) -> bool {
    let index = context.index();
    let names = &index.learnt.names;
    let first = super::holding::answer_sentences(context, entry).into_iter().next();
    let texts = entry.title.iter().map(|(_, title)| title.as_str()).chain(first.as_deref());
    let at = index.base.entries.iter().position(|other| other.id == entry.id);
    !at.is_some_and(|at| names.speaks_of(at, country)) && names.is_for_askers(texts)
}
