//! Smalltalk that is about the answer at hand: how old it is, where it comes from, what more there is; and hearsay.

use super::aspect::Asked;
use super::compose::Composer;
use super::context::{Context, Utterance};
use super::holding::MOST_FACTS;
use super::naming::names;
use super::plain_words;
use super::reply::{Outcome, Reply};
use super::said;
use super::sources;
use super::state::State;
use crate::knowledge::{Block, Entry, age, fill};
use crate::matcher::{Aside, Candidate, Finding, Verdict, costs};
use crate::text::folded_words;

/// Whether a kind of smalltalk is about an answer of the talk, where there is one.
pub fn is_of_an_answer(kind: &str) -> bool {
    matches!(kind, STILL_TRUE | WHERE_FROM | MORE)
}

/// Kinds of smalltalk that are about an answer.
const STILL_TRUE: &str = "still-true";
const WHERE_FROM: &str = "where-from";
const MORE: &str = "more";

/// Smalltalk about an answer of the talk. None for smalltalk that is about nothing.
pub fn about_the_answer(composer: &Composer<'_>, entry: &Entry, kind: &str, reply: &mut Reply) -> bool {
    match kind {
        STILL_TRUE => {
            reply.blocks.push(Block::plain(still_true(composer, entry)));
            true
        }
        WHERE_FROM if !entry.facts.is_empty() => {
            let title = composer.nearest(&entry.title);
            reply.blocks.push(Block::plain(fill(&composer.file.phrases.sources_of, &[("title", title)])));
            documents(composer, entry, reply);
            true
        }
        MORE if !entry.facts.is_empty() => {
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
    reply.smalltalk = Some(STILL_TRUE.to_owned());
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
pub fn called(context: Context<'_>, state: &State, said: &Utterance) -> Option<String> {
    if said.text.contains('?') {
        return None;
    }
    match &said.finding.verdict {
        Verdict::Choices(_) | Verdict::Unknown(_) => {}
        // Who thanks for an answer may well name what it was about.
        Verdict::Answer(found) if !context.asks(&said.words) && are_told(context, state, found) => {
            return opened_as(context, said);
        }
        // What sounds like a confidence may be thanks in words that nobody wrote down.
        Verdict::Smalltalk(_) if said.finding.private().is_some() => return opened_as(context, said),
        _ => return None,
    }
    // Who begins by asking asks: "help me find a flat!".
    let calls = said.text.ends_with('!')
        && said.words.len() >= FEWEST_OF_A_LAMENT
        && !context.begins_asking(&said.finding.reading.words)
        && is_about_nothing(context, said);
    // What may well be said in confidence, and asks for nothing, is heard.
    let asks = context.asks(&said.finding.reading.words) || !is_about_nothing(context, said);
    // What comforts nobody, and what entries are offered for, must be as likely as what is answered by itself.
    let open = matches!(said.finding.verdict, Verdict::Unknown(_));
    let comforts = |kind: &str| {
        let mut kinds = context.composer.file.smalltalk.iter();
        kinds.any(|known| known.id == kind && !known.beside.is_empty())
    };
    let heard = |private: &&Aside| !asks && (private.score >= costs::PLAIN_ASIDE || open && comforts(&private.kind));
    let confided = || said.finding.private().filter(heard).map(|private| private.kind.clone());
    opened_as(context, said).or_else(|| calls.then(|| comfort(context, said)).flatten()).or_else(confided)
}

/// Whether no place is named, and neither a gap nor an entry may well be meant: one that is named, for one that only lies
/// near answers no call.
fn is_about_nothing(context: Context<'_>, said: &Utterance) -> bool {
    let finding = &said.finding;
    let wanted = |best: &&Candidate| best.score >= costs::CALL && names(context, finding, &[best.entry]);
    let open = finding.named.away.is_empty() && !matches!(finding.verdict, Verdict::Unknown(Some(_)));
    open && finding.candidates.first().filter(wanted).is_none()
}

/// Whether entries were all answered in this talk.
fn are_told(context: Context<'_>, state: &State, entries: &[usize]) -> bool {
    let earlier = state.last.iter().flat_map(|last| &last.thread.earlier);
    let told: Vec<&String> = state.focus.iter().chain(earlier).collect();
    entries.iter().all(|at| told.contains(&&context.composer.base.entries[*at].id))
}

/// Thanks that go on in more words, where the rest asks for nothing: behind a pause, or behind the first word or two.
fn opened_as(context: Context<'_>, said: &Utterance) -> Option<String> {
    let clauses: Vec<&str> =
        said.text.split([',', '.', '!', ';']).map(str::trim).filter(|part| !part.is_empty()).collect();
    if clauses.len() > 1 {
        // "Well, thank you. …" opens with less than a clause.
        let is_short = |clause: &&str| clause.split_whitespace().count() <= MOST_OF_THANKS;
        let first = usize::from(clauses.len() > 2 && is_short(&clauses[0]) && !is_thanks(context, clauses[0]));
        let rest = &clauses[first + 1..];
        let begins = |clause: &&str| context.begins_asking(&folded_words(clause));
        let rest_words = folded_words(&rest.join(" "));
        let answered = || matches!(context.index().find(&rest.join(", ")).verdict, Verdict::Answer(_));
        let wants = rest.iter().any(begins) || context.asks(&rest_words) && answered();
        return (!wants && is_thanks(context, clauses[first])).then(|| THANKS.to_owned());
    }
    let kinds = context.composer.base.languages.iter().flat_map(|(_, file)| &file.smalltalk);
    let asks: Vec<Vec<String>> = kinds
        .filter(|small| small.id == THANKS)
        .flat_map(|small| &small.ask)
        .map(|(ask, _)| folded_words(ask))
        .collect();
    let most = MOST_OF_THANKS.min(said.words.len().saturating_sub(1));
    let end = (1..=most).find(|end| asks.iter().any(|ask| ask[..] == said.words[..*end]))?;
    let rest = &said.words[end..];
    let wants = context.asks(rest) || asks_for_something(context, said, rest);
    (!wants).then(|| THANKS.to_owned())
}

/// Whether words are known as thanks, one by one.
fn is_thanks(context: Context<'_>, clause: &str) -> bool {
    let found = context.index().find(clause);
    matches!(found.verdict, Verdict::Smalltalk(kind) if kind == THANKS) && !found.said_in.is_empty()
}

/// Whether words without a sign that parts them from the thanks before want something: an aspect, or what an entry is
/// about by its title.
fn asks_for_something(context: Context<'_>, said: &Utterance, rest: &[String]) -> bool {
    let reading = context.index().find_in(&rest.join(" "), Some(context.composer.lang)).reading;
    let first = said.finding.candidates.first();
    !Asked::of(context, &reading).aspects.is_empty()
        || first.is_some_and(|first| names(context, &said.finding, &[first.entry]))
}

/// The kind of smalltalk that goes on with more words: who thanks wants nothing else by that.
const THANKS: &str = "thanks";
/// Words that thanks have before they go on without a pause.
const MOST_OF_THANKS: usize = 2;

/// The kind of comfort that is nearest to an utterance in meaning.
fn comfort(context: Context<'_>, said: &Utterance) -> Option<String> {
    let comforts = |kind: &str| {
        let small = context.composer.file.smalltalk.iter().find(|small| small.id == kind);
        small.is_some_and(|small| small.private && !plain_words::is_command(kind))
    };
    let (kinds, _) = context.index().nearest_kinds(&said.text)?;
    kinds.iter().map(|(kind, _)| *kind).find(|kind| comforts(kind)).map(str::to_owned)
}

/// Words that a call has at least which tells of something.
const FEWEST_OF_A_LAMENT: usize = 4;

/// Whether an utterance opens, or ends, as hearsay: "i heard that …", "…, they say". Where the title that answers has the
/// same words, they are what is asked about: "where do they speak Russian" in a language that says both alike.
pub fn hearsay(context: Context<'_>, words: &[String], entries: &[usize]) -> bool {
    let composer = &context.composer;
    let heard = &composer.file.follow.heard;
    let ends = |at: &usize| heard.at(words, *at).is_some_and(|length| at + length == words.len());
    let opens = heard.at(words, 0).map(|length| 0..length);
    let Some(said) = opens.or_else(|| (1..words.len()).find(ends).map(|at| at..words.len())) else { return false };
    let stems = context.index().learnt.content_stems(&words[said], composer.lang);
    let titles = entries.iter().map(|at| composer.nearest(&composer.base.entries[*at].title));
    !titles.into_iter().any(|title| said::shared(context, &stems, &folded_words(title)) > 0)
}
