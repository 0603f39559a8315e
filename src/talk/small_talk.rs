//! Smalltalk that is about the answer at hand: how old it is, where it comes from, what more there is; and hearsay.

use super::compose::Composer;
use super::context::{Context, Utterance};
use super::holding::MOST_FACTS;
use super::plain_words;
use super::reply::{Outcome, Reply};
use super::sources;
use crate::knowledge::{Block, Entry, Follow, age, fill};
use crate::matcher::{Finding, Verdict, costs};
use crate::text::folded_words;

/// Smalltalk about an answer of the talk. None for smalltalk that is about nothing.
pub fn about_the_answer(composer: &Composer<'_>, entry: &Entry, kind: &str, reply: &mut Reply) -> bool {
    match kind {
        "still-true" => {
            reply.blocks.push(Block::plain(still_true(composer, entry)));
            true
        }
        "where-from" if !entry.facts.is_empty() => {
            let title = composer.nearest(&entry.title);
            reply.blocks.push(Block::plain(fill(&composer.file.phrases.sources_of, &[("title", title)])));
            documents(composer, entry, reply);
            true
        }
        "more" if !entry.facts.is_empty() => {
            let facts: Vec<String> = entry.facts.iter().take(MOST_FACTS).cloned().collect();
            composer.facts(entry, &facts, reply);
            true
        }
        _ => false,
    }
}

/// When what an answer rests on was written: its dates, and each of its documents with its own.
pub fn dates(composer: &Composer<'_>, finding: &Finding, entry: &Entry) -> Reply {
    let mut reply = composer.reply(Outcome::Smalltalk, finding);
    reply.smalltalk = Some("still-true".to_owned());
    reply.blocks.push(Block::plain(still_true(composer, entry)));
    documents(composer, entry, &mut reply);
    reply
}

fn still_true(composer: &Composer<'_>, entry: &Entry) -> String {
    let title = composer.nearest(&entry.title);
    let phrases = &composer.file.phrases;
    match entry.oldest(composer.base) {
        Some(oldest) => {
            let age = composer.file.age(age(oldest.end(), composer.now), composer.lang);
            let date = sources::period(&sources::dates(composer.base, entry), composer.file);
            fill(&phrases.still_true, &[("title", title), ("date", &date), ("age", &age)])
        }
        None => fill(&phrases.still_undated, &[("title", title)]),
    }
}

/// The documents that an entry cites, in full.
fn documents(composer: &Composer<'_>, entry: &Entry, reply: &mut Reply) {
    let cited: Vec<&str> = entry.facts.iter().filter_map(|id| id.split('/').next()).collect();
    let documents = composer.base.documents.iter().filter(|document| cited.contains(&document.id.as_str()));
    reply.blocks.extend(documents.map(|document| sources::full(document, composer.file)));
    reply.sources = sources::of_entry(composer.base, entry);
}

/// The kind of smalltalk that an utterance is by its form, though its words are not known as such: thanks
/// with more words, or a call that asks for nothing.
pub fn called(context: Context<'_>, said: &Utterance) -> Option<String> {
    if !is_open(said) {
        return None;
    }
    let calls = said.text.ends_with('!') && said.words.len() >= FEWEST_OF_A_LAMENT;
    let lament = || comfort(context, said).filter(|(_, plain)| *plain || is_unsure(said));
    opened_as(context, said).or_else(|| if calls { Some(lament()?.0) } else { None })
}

/// The kind of a lament that is one by its meaning.
pub fn lamented(context: Context<'_>, said: &Utterance) -> Option<String> {
    let (kind, plain) =
        Some(said).filter(|said| is_open(said) && !asks(context, said)).and_then(|said| comfort(context, said))?;
    Some(kind).filter(|_| plain && is_unsure(said))
}

/// Whether nothing answers an utterance, and it is no question by its sign.
fn is_open(said: &Utterance) -> bool {
    !said.text.contains('?') && matches!(said.finding.verdict, Verdict::Choices(_) | Verdict::Unknown(_))
}

/// Whether no entry and no gap is likely.
fn is_unsure(said: &Utterance) -> bool {
    let best = said.finding.candidates.first();
    !matches!(said.finding.verdict, Verdict::Unknown(Some(_))) && best.is_none_or(|best| best.score < costs::DOUBTFUL)
}

fn asks(context: Context<'_>, said: &Utterance) -> bool {
    context.index().learnt.lexicon.joints.asking.find(&said.finding.reading.words).is_some()
}

/// The kind of the first clause, where the rest asks for nothing.
fn opened_as(context: Context<'_>, said: &Utterance) -> Option<String> {
    let first = said.text.find([',', '.', '!', ';'])?;
    let (opening, rest) = said.text.split_at(first);
    if folded_words(rest).is_empty() || context.index().learnt.lexicon.joints.asking.find(&folded_words(rest)).is_some()
    {
        return None;
    }
    match context.index().find(opening) {
        Finding { verdict: Verdict::Smalltalk(kind), said_in, .. } if !said_in.is_empty() => {
            Some(kind).filter(|kind| kind == THANKS)
        }
        _ => None,
    }
}

/// The kind of smalltalk that goes on with more words: who thanks wants nothing else by that.
const THANKS: &str = "thanks";

/// The kind of comfort that is nearest to an utterance in meaning, and whether nothing else is as near.
fn comfort(context: Context<'_>, said: &Utterance) -> Option<(String, bool)> {
    let comforts = |kind: &str| {
        let small = context.composer.file.smalltalk.iter().find(|small| small.id == kind);
        small.is_some_and(|small| small.private && !plain_words::is_command(kind))
    };
    let (kinds, entry) = context.index().nearest_kinds(&said.text)?;
    let (kind, near) = *kinds.iter().find(|(kind, _)| comforts(kind))?;
    Some((kind.to_owned(), kinds.first().is_some_and(|(first, _)| *first == kind) && near > entry))
}

/// Words that a call has at least which tells of something.
const FEWEST_OF_A_LAMENT: usize = 4;

/// Whether an utterance opens, or ends, as hearsay: "i heard that …", "…, they say".
pub fn hearsay(follow: &Follow, words: &[String]) -> bool {
    let ends = |at: usize| follow.heard.at(words, at).is_some_and(|length| at + length == words.len());
    follow.heard.at(words, 0).is_some() || (1..words.len()).any(ends)
}
