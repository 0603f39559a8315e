//! What a careful colleague would say of a base before it is published. The one rule that needs the matcher (a phrasing
//! that another entry wins) stands with the matcher.

use super::base::{Base, Entry, Phrasing};
use super::figures::figures;
use super::localized::Localized;
use super::markup::{markup, plain_text};
use super::problem::{Place, Problems};
use crate::text::{Lang, folded_words};
use jiff::civil::Date;
use std::collections::{BTreeSet, HashMap};

/// The longest answer, in UTF-16 units. Telegram takes 4,096 in one message; the rest is for what the bot adds to an
/// answer: the understood question, the warning, the sources, a note on the language.
pub const MAX_ANSWER: usize = 3_200;

/// An entry that has fewer phrasings than this in a language that it speaks is found too rarely.
const MIN_PHRASINGS: usize = 5;

/// Checks a base. `now` tells which entries are past their shelf life; without it nobody asks.
pub fn lint(base: &Base, now: Option<Date>) -> Problems {
    let mut problems = Problems::default();
    for entry in &base.entries {
        citations(base, entry, &mut problems);
        lengths(entry, &mut problems);
        languages(entry, &mut problems);
        if entry.facts.is_empty() && entry.source.is_none() {
            let what = format!("the answer of `{}` cites no fact", entry.id);
            problems.warning(entry.place.clone(), what, "cite what it rests on: `facts = [\"document/fact\"]`");
        }
        let stale = entry.stale_from(base).zip(now).is_some_and(|(from, now)| now >= from);
        if stale {
            let what = format!("`{}` is past its shelf life", entry.id);
            problems.note(entry.place.clone(), what, "check its facts against a newer source");
        }
    }
    for gap in &base.gaps {
        missing(&gap.id, &gap.place, &[("title", has(&gap.title)), ("ask", has(&gap.ask))], &mut problems);
    }
    for document in &base.documents {
        for fact in &document.facts {
            missing(&fact.id, &fact.place, &[("text", has(&fact.text))], &mut problems);
        }
    }
    phrasings(base, &mut problems);
    problems
}

fn citations(base: &Base, entry: &Entry, problems: &mut Problems) {
    let id = &entry.id;
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut dead = false;
    for citation in &entry.facts {
        let Some((document, fact)) = base.fact(citation) else {
            let what = format!("`{id}` cites `{citation}`, which does not exist");
            problems.error(entry.place.clone(), what, nearest_fact(base, citation));
            dead = true;
            continue;
        };
        for (_, text) in fact.text.iter().chain(fact.disputed.iter()) {
            known.extend(figures(text));
        }
        if let Some(as_of) = fact.as_of.or(document.as_of) {
            known.insert(as_of.year().to_string());
            known.extend(as_of.day().map(|day| day.to_string()));
        }
    }
    for related in entry.related.iter().filter(|related| base.entry(related).is_none()) {
        let what = format!("`{id}` names `{related}` as related, which does not exist");
        problems.error(entry.place.clone(), what, "correct the id, or remove it from `related`");
    }
    // Without all its facts nobody can tell which figures they hold.
    if entry.facts.is_empty() || dead {
        return;
    }
    for (lang, answer) in entry.answer.iter() {
        for figure in figures(&plain_text(&markup(answer))).difference(&known) {
            let what = format!("`answer.{lang}` of `{id}` says {figure}, and no fact that it cites does");
            problems.error(entry.place.clone(), what, "cite the fact that holds the figure, or take the figure out");
        }
    }
}

fn nearest_fact(base: &Base, citation: &str) -> String {
    let all = base.documents.iter().flat_map(|d| d.facts.iter().map(move |fact| format!("{}/{}", d.id, fact.id)));
    match all.map(|known| (strsim::osa_distance(&known, citation), known)).min() {
        Some((distance, known)) if distance <= 1 + citation.len() / 4 => format!("did you mean `{known}`?"),
        _ => "correct the citation, or add the fact to `seeds/`".to_owned(),
    }
}

fn lengths(entry: &Entry, problems: &mut Problems) {
    for (lang, answer) in entry.answer.iter() {
        let units = plain_text(&markup(answer)).encode_utf16().count();
        if units > MAX_ANSWER {
            let what =
                format!("`answer.{lang}` of `{}` is {units} units long, one message holds {MAX_ANSWER}", entry.id);
            problems.error(entry.place.clone(), what, "shorten it, or make two entries of it");
        }
    }
}

fn has<T>(localized: &Localized<T>) -> [bool; 3] {
    Lang::ALL.map(|lang| localized.get(lang).is_some())
}

fn languages(entry: &Entry, problems: &mut Problems) {
    let parts = [("title", has(&entry.title)), ("ask", has(&entry.ask)), ("answer", has(&entry.answer))];
    missing(&entry.id, &entry.place, &parts, problems);
    for (lang, phrasings) in entry.ask.iter().filter(|(_, phrasings)| phrasings.len() < MIN_PHRASINGS) {
        let what = format!("`{}` has {} of {MIN_PHRASINGS} phrasings in `ask.{lang}`", entry.id, phrasings.len());
        problems.warning(entry.place.clone(), what, "add other ways in which people put the question");
    }
}

/// One warning a language, naming all that it lacks.
fn missing(id: &str, place: &Place, parts: &[(&str, [bool; 3])], problems: &mut Problems) {
    for (at, lang) in Lang::ALL.into_iter().enumerate() {
        let lacks: Vec<String> =
            parts.iter().filter(|(_, has)| !has[at]).map(|(part, _)| format!("`{part}.{lang}`")).collect();
        if !lacks.is_empty() {
            let what = format!("`{id}` has no {}", lacks.join(", "));
            problems.warning(place.clone(), what, "write it; until then another language serves");
        }
    }
}

/// No phrasing may stand in two entries, nor in an entry and a gap: the matcher could only guess.
fn phrasings(base: &Base, problems: &mut Problems) {
    let entries = base.entries.iter().map(|entry| (entry.id.as_str(), &entry.ask));
    let gaps = base.gaps.iter().map(|gap| (gap.id.as_str(), &gap.ask));
    let mut seen: HashMap<String, (&str, &Phrasing)> = HashMap::new();
    for (id, ask) in entries.chain(gaps) {
        for (lang, phrasing) in ask.iter().flat_map(|(lang, all)| all.iter().map(move |one| (lang, one))) {
            let key = format!("{lang} {}", folded_words(&phrasing.text).join(" "));
            match seen.get(&key) {
                Some((owner, first)) if *owner != id => {
                    let what = format!("\"{}\" is a phrasing of `{owner}` already, at {}", phrasing.text, first.place);
                    problems.error(phrasing.place.clone(), what, "keep it where it belongs, and remove the other");
                }
                Some((_, first)) => {
                    let what = format!("\"{}\" stands twice, first at {}", phrasing.text, first.place);
                    problems.note(phrasing.place.clone(), what, "remove one");
                }
                None => {
                    seen.insert(key, (id, phrasing));
                }
            }
        }
    }
}
