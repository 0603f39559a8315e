//! Questions that lean on the talk: "and how much is it?", "no, I meant the cash machine", "is that still true?".

use super::compose::Desk;
use super::reply::{Action, Choice, Outcome, Reply};
use super::sources;
use super::state::State;
use crate::knowledge::{Block, Detail, Entry, Follow, age, fill};
use crate::matcher::{Finding, Index, Verdict};
use crate::text::{Lang, folded_words};

/// An utterance longer than this, in words, stands for itself.
const LONGEST: usize = 8;
/// An entry less probable than this is no alternative to the one that was not meant.
const ALTERNATIVE: f32 = 0.03;
/// Alternatives that are offered.
const MOST_ALTERNATIVES: usize = 3;
/// Facts that are shown of one answer.
const MOST_FACTS: usize = 4;

/// What an utterance that leans on the talk comes to.
pub enum Leaning {
    /// It stands for itself.
    Not,
    /// It asks the question of this finding.
    Means(Box<Finding>),
    /// Of the facts of the entry at hand, these speak of what it asks; none when none do.
    Facts(Vec<String>),
    /// The entry at hand was not meant: these may be.
    Instead(Vec<Choice>),
}

/// What the talk makes of an utterance.
pub fn lean(index: &Index, desk: &Desk<'_>, state: &State, text: &str, finding: &Finding) -> Leaning {
    let words = folded_words(text);
    let follow = &desk.file.follow;
    let Some(entry) = state.focus.first().and_then(|id| desk.base.entry(id)) else { return Leaning::Not };
    if let Some(length) = follow.wrong.at(&words, 0) {
        return not_that(index, desk, state, &words[length..]);
    }
    if words.len() > LONGEST {
        return Leaning::Not;
    }
    let asked: Vec<&Detail> =
        desk.file.details.iter().filter(|detail| only_asks(index, follow, detail, &words)).collect();
    if !asked.is_empty() {
        return Leaning::Facts(facts_with(desk, entry, |words| asked.iter().any(|detail| speaks_of(detail, words))));
    }
    let points = words.iter().enumerate().any(|(at, _)| follow.pointer.at(&words, at).is_some());
    let leans = follow.lead.at(&words, 0).is_some() || points;
    let open = matches!(finding.verdict, Verdict::Choices(_) | Verdict::Passage(_) | Verdict::Unknown(None));
    if !leans || !open || !finding.named.away.is_empty() {
        return Leaning::Not;
    }
    let together = index.find(&format!("{} {text}", desk.nearest(&entry.title)));
    match &together.verdict {
        Verdict::Answer(found) if found.iter().all(|at| desk.base.entries[*at].id != entry.id) => {
            Leaning::Means(Box::new(together))
        }
        Verdict::Answer(_) => Leaning::Facts(facts_about(index, desk, entry, &words)),
        _ => Leaning::Not,
    }
}

/// Whether the words of a fact speak of a detail.
fn speaks_of(detail: &Detail, words: &[String]) -> bool {
    let figure = || words.iter().any(|word| word.contains(|c: char| c.is_ascii_digit()));
    detail.signs.find(words).is_some() && (!detail.figures || figure())
}

/// Whether words ask for a detail and for nothing else.
fn only_asks(index: &Index, follow: &Follow, detail: &Detail, words: &[String]) -> bool {
    let Some((from, length)) = detail.ask.find(words) else { return false };
    let empty = |at: usize| {
        let here = &words[at..=at];
        let leads = (0..at).any(|start| follow.lead.at(words, start).is_some_and(|length| start + length > at));
        leads || index.learnt.stop.contains(&words[at]) || follow.pointer.at(here, 0).is_some()
    };
    let leading = follow.lead.at(words, 0).unwrap_or(0);
    (leading..words.len()).all(|at| (from..from + length).contains(&at) || empty(at))
}

/// The facts of an entry whose words pass, in the language of the reply.
fn facts_with(desk: &Desk<'_>, entry: &Entry, passes: impl Fn(&[String]) -> bool) -> Vec<String> {
    let speaks = |id: &&String| {
        let fact = desk.base.fact(id).and_then(|(_, fact)| fact.text.nearest(desk.lang));
        fact.is_some_and(|(_, text)| passes(&folded_words(text)))
    };
    entry.facts.iter().filter(speaks).take(MOST_FACTS).cloned().collect()
}

/// The facts of an entry that have a word of the question that its title does not have.
fn facts_about(index: &Index, desk: &Desk<'_>, entry: &Entry, words: &[String]) -> Vec<String> {
    let stems = |words: &[String]| index.learnt.content_stems(words, desk.lang);
    let known = stems(&folded_words(desk.nearest(&entry.title)));
    let asked: Vec<String> = stems(words).into_iter().filter(|stem| !known.contains(stem)).collect();
    facts_with(desk, entry, |words| stems(words).iter().any(|stem| asked.contains(stem)))
}

/// After "that is not it": what follows is the question; without anything to go by, what else it could have been.
fn not_that(index: &Index, desk: &Desk<'_>, state: &State, rest: &[String]) -> Leaning {
    if rest.iter().any(|word| !index.learnt.stop.contains(word)) {
        let meant = index.find(&rest.join(" "));
        let same = |at: &usize| state.focus.contains(&desk.base.entries[*at].id);
        match &meant.verdict {
            Verdict::Answer(found) if found.iter().any(same) => {}
            Verdict::Smalltalk(_) => {}
            _ => return Leaning::Means(Box::new(meant)),
        }
    }
    Leaning::Instead(alternatives(index, desk, state))
}

/// What else the question before could have meant, then what is related to its answer.
fn alternatives(index: &Index, desk: &Desk<'_>, state: &State) -> Vec<Choice> {
    let mut ids: Vec<&str> = Vec::new();
    let last = state.last.as_ref().map(|last| index.find(&last.utterance));
    let runners = last.iter().flat_map(|finding| &finding.candidates).filter(|other| other.score >= ALTERNATIVE);
    ids.extend(runners.map(|candidate| desk.base.entries[candidate.entry].id.as_str()));
    let focus = state.focus.iter().filter_map(|id| desk.base.entry(id));
    ids.extend(focus.flat_map(|entry| entry.related.iter().map(String::as_str)));
    let mut offered: Vec<Choice> = Vec::new();
    for entry in ids.into_iter().filter_map(|id| desk.base.entry(id)) {
        let choice = desk.choice(entry);
        if !state.focus.contains(&entry.id) && !offered.contains(&choice) && offered.len() < MOST_ALTERNATIVES {
            offered.push(choice);
        }
    }
    offered
}

/// Smalltalk about the answer at hand: how old it is, where it comes from, what more there is. None for smalltalk that
/// is about nothing, and when there is no answer at hand.
pub fn about_the_answer(desk: &Desk<'_>, state: &State, kind: &str, reply: &mut Reply) -> bool {
    let Some(entry) = state.focus.first().and_then(|id| desk.base.entry(id)) else { return false };
    let title = desk.nearest(&entry.title);
    let phrases = &desk.file.phrases;
    match kind {
        "still-true" => {
            let dates = sources::dates(desk.base, entry);
            let text = match entry.oldest(desk.base) {
                Some(oldest) => {
                    let age = desk.file.age(age(oldest.end(), desk.now), desk.lang);
                    let date = sources::period(&dates, desk.file);
                    fill(&phrases.still_true, &[("title", title), ("date", &date), ("age", &age)])
                }
                None => fill(&phrases.still_undated, &[("title", title)]),
            };
            reply.blocks.push(Block::plain(text));
            true
        }
        "where-from" if !entry.facts.is_empty() => {
            reply.blocks.push(Block::plain(fill(&phrases.sources_of, &[("title", title)])));
            let cited: Vec<&str> = entry.facts.iter().filter_map(|id| id.split('/').next()).collect();
            let documents = desk.base.documents.iter().filter(|document| cited.contains(&document.id.as_str()));
            reply.blocks.extend(documents.map(|document| sources::full(document, desk.file)));
            reply.sources = sources::of_entry(desk.base, entry);
            true
        }
        "more" if !entry.facts.is_empty() => {
            let facts: Vec<String> = entry.facts.iter().take(MOST_FACTS).cloned().collect();
            desk.facts(entry, &facts, reply);
            true
        }
        _ => false,
    }
}

/// The words behind an opening of hearsay, when there are any; in Turkish it may stand at the end.
pub fn hearsay(follow: &Follow, text: &str, lang: Lang) -> bool {
    let words = folded_words(text);
    let opens = follow.heard.at(&words, 0).is_some();
    opens || lang == Lang::Tr && follow.heard.find(&words).is_some()
}

/// "Yes" to a single choice chooses it; "no" to choices is none of these.
pub fn settles(state: &State, kind: &str) -> Option<Action> {
    let entries: Vec<&Action> =
        state.choices.iter().map(|choice| &choice.action).filter(|action| matches!(action, Action::Entry(_))).collect();
    let offered = state.choices.iter().any(|choice| choice.action == Action::NoneOfThese);
    match (kind, entries.as_slice()) {
        ("agreement", [only]) if offered => Some((*only).clone()),
        ("refusal", _) if offered => Some(Action::NoneOfThese),
        _ => None,
    }
}

/// A reply that says what the facts of the entry at hand hold, or that they hold nothing.
pub fn facts(desk: &Desk<'_>, state: &State, found: &[String], finding: &Finding) -> Option<Reply> {
    let entry = state.focus.first().and_then(|id| desk.base.entry(id))?;
    let outcome = if found.is_empty() { Outcome::Unknown } else { Outcome::Passage };
    let mut reply = desk.reply(outcome, finding);
    if found.is_empty() {
        let title = desk.nearest(&entry.title);
        reply.blocks.push(Block::plain(fill(&desk.file.phrases.detail_none, &[("title", title)])));
    } else {
        desk.facts(entry, found, &mut reply);
    }
    Some(reply)
}
