//! Who asks, and for whom: "I'm from the US", "my husband is Armenian". What was written for one nationality is no answer
//! to another, now and in the questions that follow about the same person.

use super::context::Context;
use super::state::{State, Who};
use crate::knowledge::Entry;
use crate::matcher::{Finding, Verdict};
use crate::text::Pause;

/// Somebody who asks, or is asked for.
pub struct Person {
    /// Where they are from, and whether they are the one who speaks.
    pub who: Who,
    /// Words behind those that tell.
    pub rest: usize,
}

/// Who an utterance says that the person it asks for is; none when it says nothing of the kind. Where it asks for somebody
/// else, that the speaker is from elsewhere tells nothing of them.
pub fn told(context: Context<'_>, finding: &Finding) -> Option<Person> {
    let all = all_told(context, finding);
    let other = asks_for_another(context, &finding.reading.words);
    all.into_iter().find(|person| !(other && person.who.speaker))
}

/// Remembers who was told of: somebody else rather than the one who speaks.
pub fn remember(context: Context<'_>, state: &mut State, finding: &Finding) {
    let mut all = all_told(context, finding);
    all.sort_by_key(|person| person.who.speaker);
    if let Some(person) = all.into_iter().next() {
        state.last.get_or_insert_default().thread.who = Some(person.who);
    }
}

/// Where the person is from for whom these words ask, as far as the talk has told before.
pub fn known<'s>(context: Context<'_>, state: &'s State, words: &[String]) -> Option<&'s str> {
    let who = state.last.as_ref()?.thread.who.as_ref()?;
    (who.speaker != asks_for_another(context, words)).then_some(who.from.as_str())
}

/// Whether words stand for somebody else than the one who speaks.
fn asks_for_another(context: Context<'_>, words: &[String]) -> bool {
    context.composer.file.follow.third.find(words).is_some()
}

/// "My wife is a Georgian citizen, do I need a visa?": what the one who speaks asks, told apart from what is said of
/// somebody else, where the whole has no answer; with its words.
pub fn own_question(context: Context<'_>, finding: &Finding) -> Option<(Finding, String)> {
    let (index, reading) = (context.index(), &finding.reading);
    let words = &reading.words;
    if matches!(finding.verdict, Verdict::Answer(_) | Verdict::Smalltalk(_)) || !reading.asks && !context.asks(words) {
        return None;
    }
    // Of two clauses; more is a story, in which everything belongs to the question.
    let mut pauses = reading.joints.iter().filter(|joint| joint.pause > Pause::None).map(|joint| joint.at);
    let (at, None) = (pauses.next()?, pauses.next()) else { return None };
    let (told, asked) = words.split_at(at);
    let follow = &context.composer.file.follow;
    let of_another = (0..at).any(|at| index.learnt.names.origin(&finding.named, at).is_some());
    // What is about nobody is about what the other clause names: "my Belarusian passport runs out, who helps".
    let apart =
        follow.first.find(asked).is_some() || all_told(context, finding).iter().any(|person| !person.who.speaker);
    let of_speaker = follow.speaker.at(told, 0).is_some();
    if !of_another || !apart || of_speaker || context.asks(told) || asks_for_another(context, asked) {
        return None;
    }
    let text = asked.join(" ");
    let own = index.find_in(&text, Some(context.composer.lang));
    matches!(own.verdict, Verdict::Answer(_)).then_some((own, text))
}

fn all_told(context: Context<'_>, finding: &Finding) -> Vec<Person> {
    let (follow, words) = (&context.composer.file.follow, &finding.reading.words);
    let opened = (0..words.len()).filter_map(|at| Some((at, at + follow.person.at(words, at)?)));
    // An article may be a part of the name: "from the US".
    let named = |(begun, end): (usize, usize)| {
        let origin = |from: usize| context.index().learnt.names.origin(&finding.named, from);
        let origin = [end, end - 1].into_iter().find_map(origin)?;
        let who = Who { from: origin.country, speaker: follow.speaker.at(words, begun).is_some() };
        Some(Person { who, rest: words.len().saturating_sub(origin.end) })
    };
    // A citizenship tells of somebody whatever stands before it.
    let speaker = !asks_for_another(context, words);
    let citizens = context.index().learnt.names.citizens(&finding.named).map(|origin| Person {
        who: Who { from: origin.country, speaker },
        rest: words.len().saturating_sub(origin.end),
    });
    opened.filter_map(named).chain(citizens).collect()
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
    let first = super::said::answer_sentences(context, entry).into_iter().next();
    let titles = || entry.title.iter().map(|(_, title)| title.as_str());
    let at = index.base.entries.iter().position(|other| other.id == entry.id);
    !at.is_some_and(|at| names.is_of(at, titles(), country)) && names.is_for_askers(titles(), first.as_deref())
}
