//! Who asks: "I'm from the US", "my husband is Armenian". What was written for one nationality is no answer to another,
//! now and in the questions that follow.

use super::context::Context;
use crate::knowledge::Entry;
use crate::matcher::Named;
use crate::text::folded_words;

/// Somebody who asks, or is asked for.
pub struct Person {
    /// Where they are from.
    pub from: Named,
    /// The words that tell.
    pub words: String,
    /// Words behind them.
    pub rest: usize,
}

/// Who an utterance says that somebody is; none when it says nothing of the kind.
pub fn told(context: Context<'_>, words: &[String]) -> Option<Person> {
    let follow = &context.composer.file.follow;
    let places = &context.index().learnt.places;
    // "I am Georgian", and not "I am in Georgia": the place stands right behind, in one word or a few.
    let named = |from: usize| {
        let rest = &words[from..];
        let begins = |length: &usize| {
            let from = places.named(&rest[..*length]);
            !from.away.is_empty() && from != places.named(&rest[1..*length])
        };
        let length = (1..=rest.len().min(LONGEST)).find(begins)?;
        let (near, rest) = rest.split_at(length);
        Some(Person { from: places.named(near), words: near.join(" "), rest: rest.len() })
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

/// The person of words that were remembered.
pub fn remembered(context: Context<'_>, words: &str) -> Person {
    Person { from: context.index().learnt.places.named(&folded_words(words)), words: words.to_owned(), rest: 0 }
}

/// Words of the name of a place.
const LONGEST: usize = 3;

/// Whether an entry is written for people of a nationality, and not for this person.
pub fn is_for_others(context: Context<'_>, entry: &Entry, person: &Person) -> bool {
    let (index, lang) = (context.index(), context.lang());
    let own = &context.composer.file.follow.askers;
    let says = |text: Option<&String>| text.is_some_and(|text| own.find(&folded_words(text)).is_some());
    let title = entry.title.nearest(lang).map(|(_, title)| title);
    let first = super::holding::answer_sentences(context, entry);
    let at = index.base.entries.iter().position(|other| other.id == entry.id);
    let speaks = index.learnt.places.speaking(&person.from).any(|other| Some(other) == at);
    !speaks && (says(title) || says(first.first()))
}
