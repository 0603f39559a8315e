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

/// The longest name of a bot that Telegram takes, in characters.
pub const LONGEST_NAME: usize = 64;
/// The longest line beside the name.
pub const LONGEST_SHORT: usize = 120;
/// The longest text of an empty chat.
pub const LONGEST_DESCRIPTION: usize = 512;

/// Checks a base. `now` tells which entries are past their shelf life; without it nobody asks.
pub fn lint(base: &Base, now: Option<Date>) -> Problems {
    let mut problems = Problems::default();
    for entry in &base.entries {
        citations(base, entry, &mut problems);
        lengths(entry, &mut problems);
        languages(base, entry, &mut problems);
        if entry.facts.is_empty() && entry.source.is_none() {
            let what = format!("the answer of `{}` cites no fact", entry.id);
            problems.warning(entry.place.clone(), what, "cite what it rests on: `facts = [\"document/fact\"]`");
        }
        if entry.verdict.is_some() && entry.dates(base).is_empty() {
            let what = format!("`{}` judges a rumour, and nothing says by which source of when", entry.id);
            problems.error(entry.place.clone(), what, "add `source` and `as_of`, or cite dated `facts`");
        }
        let stale = entry.stale_from(base).zip(now).is_some_and(|(from, now)| now >= from);
        if stale {
            let what = format!("`{}` is past its shelf life", entry.id);
            problems.note(entry.place.clone(), what, "check its facts against a newer source");
        }
    }
    for gap in &base.gaps {
        missing(base, &gap.id, &gap.place, &[("title", &has(&gap.title)), ("ask", &has(&gap.ask))], &mut problems);
    }
    for document in &base.documents {
        for fact in &document.facts {
            missing(base, &fact.id, &fact.place, &[("text", &has(&fact.text))], &mut problems);
        }
    }
    about(base, &mut problems);
    silent(base, &mut problems);
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

/// The languages in which there is something.
fn has<T>(localized: &Localized<T>) -> Vec<Lang> {
    localized.iter().map(|(lang, _)| lang).collect()
}

/// What a base says of itself: in its languages, and not longer than Telegram shows it.
fn about(base: &Base, problems: &mut Problems) {
    let about = &base.about;
    let Some(place) = &about.place else { return };
    let parts = [("name", has(&about.name)), ("about", has(&about.about)), ("contact", has(&about.contact))];
    let parts: Vec<(&str, &[Lang])> = parts.iter().map(|(part, has)| (*part, has.as_slice())).collect();
    missing(base, "base.toml", place, &parts, problems);
    for (lang, file) in base.languages.iter() {
        let phrases = &file.phrases;
        for (shown, longest, what) in [
            (&phrases.bot_name, LONGEST_NAME, "name"),
            (&phrases.bot_short, LONGEST_SHORT, "short description"),
            (&phrases.bot_description, LONGEST_DESCRIPTION, "description"),
        ] {
            let length = shown.chars().count();
            if length > longest {
                let what =
                    format!("the bot's {what} in Telegram has {length} characters in `{lang}`, it shows {longest}");
                problems.warning(place.clone(), what, "shorten `name`, `about` or `examples`");
            }
        }
    }
}

/// Smalltalk of a base's own that nothing lies beneath needs a reply.
fn silent(base: &Base, problems: &mut Problems) {
    let all = base.languages.iter().flat_map(|(_, file)| &file.smalltalk);
    for small in all.filter(|small| small.reply.is_empty()) {
        problems.error(small.place.clone(), format!("`{}` has no `reply`", small.id), "add `reply = \"…\"`");
    }
}

fn languages(base: &Base, entry: &Entry, problems: &mut Problems) {
    let (title, ask, answer) = (has(&entry.title), has(&entry.ask), has(&entry.answer));
    missing(base, &entry.id, &entry.place, &[("title", &title), ("ask", &ask), ("answer", &answer)], problems);
    let ours = entry.ask.iter().filter(|(lang, _)| base.about.languages.contains(lang));
    for (lang, phrasings) in ours.filter(|(_, phrasings)| phrasings.len() < MIN_PHRASINGS) {
        let what = format!("`{}` has {} of {MIN_PHRASINGS} phrasings in `ask.{lang}`", entry.id, phrasings.len());
        problems.warning(entry.place.clone(), what, "add other ways in which people put the question");
    }
}

/// One warning for each of the base's languages, naming all that it lacks.
fn missing(base: &Base, id: &str, place: &Place, parts: &[(&str, &[Lang])], problems: &mut Problems) {
    for lang in &base.about.languages {
        let lacks: Vec<String> =
            parts.iter().filter(|(_, has)| !has.contains(lang)).map(|(part, _)| format!("`{part}.{lang}`")).collect();
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
