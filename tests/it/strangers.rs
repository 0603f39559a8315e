//! Bases that strangers made by the docs alone, for a city and for a library: what they are asked, and that nothing of the
//! shipped base is in any reply.
//!
//! Each row of `tests/strangers/NAME.tsv` is what must come and what is said: the id of an entry, `@` and a kind of
//! smalltalk or of danger, `~` and a gap, `=` and a document, `-` for anything but an answer, `*` for whatever there is.
//! What begins with `+` goes on with the talk of the row before.

use crate::help;
use crate::own_base::{OURS, has};
use pristan::files::Origin;
use pristan::matcher::Index;
use pristan::talk::{Event, Outcome, Reply, State, View, step};
use pristan::text::{Lang, folded_words};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/strangers")
}

fn base(name: &str) -> Index {
    let layers = Origin::Folders(vec![folder().join(name)]).snapshot().unwrap().layers;
    // What the binary lays beneath is the first of them.
    help::index(layers.into_iter().skip(1).collect())
}

fn rows(name: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(folder().join(format!("{name}.tsv"))).unwrap();
    let rows = text.lines().filter_map(|line| line.split_once('\t'));
    rows.map(|(wanted, said)| (wanted.to_owned(), said.to_owned())).collect()
}

fn is_as_wanted(reply: &Reply, wanted: &str) -> bool {
    let (sign, name) = wanted.split_at(1);
    match sign {
        "*" => true,
        "-" => reply.outcome != Outcome::Answer,
        "@" => reply.smalltalk.as_deref() == Some(name),
        "~" => reply.gap.as_deref() == Some(name),
        "=" => reply.passages.first().is_some_and(|shown| shown.document == name),
        _ => reply.outcome == Outcome::Answer && reply.entries == [wanted],
    }
}

/// Words of the reply that the shipped base alone has, and that were not said by the person.
fn ours<'a>(reply: &str, said: &str) -> Option<&'a str> {
    let said = folded_words(said);
    let words: Vec<String> = folded_words(reply).into_iter().filter(|word| !said.contains(word)).collect();
    OURS.into_iter().find(|sign| has(&words, sign))
}

/// Asks a base everything; the rows that did not come as wanted.
fn asked(name: &str, index: &Index, lang: Option<Lang>) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut state = State::default();
    for (wanted, said) in rows(name) {
        let (goes_on, said) = said.strip_prefix("+ ").map_or((false, &*said), |said| (true, said));
        let view = View { index, now: "2026-12-01".parse().unwrap(), lang, keeps: true };
        let before = if goes_on { state } else { State::default() };
        let done = step(view, before, Event::Said(said.to_owned()));
        state = done.state;
        let text: String = done.replies.iter().map(|reply| reply.text() + "\n").collect();
        assert!(!text.trim().is_empty() && !text.contains(['{', '}']), "{said}: {text}");
        let found = ours(&text, said);
        assert!(found.is_none(), "{name}: “{said}” is told of {found:?}:\n{text}");
        if !done.replies.iter().any(|reply| is_as_wanted(reply, &wanted)) {
            wrong.push(format!("{said}: not {wanted}, but {}", text.lines().next().unwrap_or_default()));
        }
    }
    wrong
}

#[test]
fn a_stranger_s_bases_answer_and_say_nothing_of_ours() {
    for (name, number, bound) in [("tbilisi", 200, 12), ("library", 130, 9)] {
        let index = base(name);
        assert!(rows(name).len() >= number, "{name}: questions are gone");
        let wrong = asked(name, &index, None);
        println!("{name}: {} of {} not as wanted\n  {}", wrong.len(), rows(name).len(), wrong.join("\n  "));
        assert!(wrong.len() <= bound, "{name}: {wrong:#?}");
        for lang in Lang::ALL {
            asked(name, &index, Some(lang));
        }
    }
}

#[test]
fn what_only_asks_is_never_named_as_lacking() {
    for (name, said, asks) in [
        ("library", "çalışma saatleriniz nedir", ": nedir"),
        ("tbilisi", "когда платить за газ", ": когда"),
        ("tbilisi", "when is the vet open", ": when"),
    ] {
        let text = help::ask(&base(name), said).text();
        assert!(!text.contains(asks), "{said}: {text}");
    }
}
