//! Smalltalk that is about the answer at hand: how old it is, where it comes from, what more there is; and hearsay.

use super::compose::Composer;
use super::holding::MOST_FACTS;
use super::reply::{Outcome, Reply};
use super::sources;
use super::state::State;
use crate::knowledge::{Block, Entry, Follow, age, fill};
use crate::matcher::Finding;

/// Smalltalk about the answer at hand. None for smalltalk that is about nothing, and when there is no answer at hand.
pub fn about_the_answer(composer: &Composer<'_>, state: &State, kind: &str, reply: &mut Reply) -> bool {
    let Some(entry) = state.focus.first().and_then(|id| composer.base.entry(id)) else { return false };
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

/// Whether an utterance opens, or ends, as hearsay: "i heard that …", "…, they say".
pub fn hearsay(follow: &Follow, words: &[String]) -> bool {
    let ends = |at: usize| follow.heard.at(words, at).is_some_and(|length| at + length == words.len());
    follow.heard.at(words, 0).is_some() || (1..words.len()).any(ends)
}
