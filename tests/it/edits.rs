//! An edit of a base is learnt by what it changes, and comes to what is learnt from nothing.

use crate::help::base;
use pristan::knowledge::{Base, Role, SourceFile};
use pristan::matcher::{Index, Setup, Verdict, collisions};
use pristan::text::Lang;
use std::fmt::Write;

const PLACES: [&str; 40] = [
    "ferry",
    "market",
    "library",
    "bakery",
    "pharmacy",
    "museum",
    "garden",
    "school",
    "bank",
    "cinema",
    "stadium",
    "hotel",
    "bridge",
    "castle",
    "church",
    "mosque",
    "theatre",
    "zoo",
    "aquarium",
    "airport",
    "station",
    "harbour",
    "laundry",
    "gym",
    "hospital",
    "kiosk",
    "bookshop",
    "fountain",
    "tower",
    "beach",
    "sauna",
    "court",
    "cemetery",
    "embassy",
    "monastery",
    "observatory",
    "circus",
    "brewery",
    "dairy",
    "prison",
];
const PHRASINGS: [&str; 6] = [
    "where is the {}",
    "when does the {} open",
    "which {} lies near the pier",
    "is there a {} on sunday",
    "how do i get to the {}",
    "what does the {} cost",
];
/// What people ask, in other words.
const ASKED: [&str; 4] =
    ["i look for the {}", "please tell me the way to a {}", "has the {} closed already", "{} prices"];
const STRANGE: [&str; 3] = ["who won the elephant race", "my laptop does not start", "a recipe for pancakes"];

/// A base of these places; of the last one with one phrasing more.
fn of(places: &[&str], more: &str) -> Base {
    let mut theme = "title.en = \"Places\"\n".to_owned();
    for (at, place) in places.iter().enumerate() {
        let mut asks: Vec<String> = PHRASINGS.iter().map(|text| text.replace("{}", place)).collect();
        asks.extend((at + 1 == places.len() && !more.is_empty()).then(|| more.to_owned()));
        writeln!(theme, "[[entry]]\nid = \"{place}\"\ntitle.en = \"The {place}\"\nask.en = {asks:?}").unwrap();
        writeln!(theme, "answer.en = \"The {place} is behind the hill.\"\nsource = \"s\"\nas_of = \"2022-09\"")
            .unwrap();
    }
    base(vec![vec![SourceFile::new("faq/places.toml", Role::Theme, theme)]])
}

fn learnt(of: Base, former: Option<&Index>) -> Index {
    Index::build_with(of, Setup { former: former.map(|index| &index.learnt), ..Setup::default() }, &mut |_| {})
}

/// The entry that leads and the verdict.
fn found(index: &Index, question: &str) -> (Option<usize>, Verdict) {
    let found = index.find(question);
    (found.candidates.first().map(|best| best.entry), found.verdict)
}

fn questions() -> Vec<String> {
    let asked = PLACES.iter().flat_map(|place| ASKED.iter().map(move |text| text.replace("{}", place)));
    asked.chain(STRANGE.iter().map(|text| (*text).to_owned())).collect()
}

#[test]
fn an_edit_comes_to_what_is_learnt_from_nothing() {
    let before = learnt(of(&PLACES[..39], ""), None);
    let edits = [
        ("an entry more", of(&PLACES, "")),
        ("an entry less", of(&PLACES[..38], "")),
        ("a phrasing more", of(&PLACES[..39], "the arena of the football club")),
        ("nothing", of(&PLACES[..39], "")),
    ];
    for (what, edited) in edits {
        let full = learnt(edited.clone(), None);
        let quick = learnt(edited.clone(), Some(&before));
        let again = learnt(edited, Some(&before));
        assert!(quick.learnt.contested.is_some() && full.learnt.contested.is_none(), "{what}");
        let of_quick: Vec<_> = questions().iter().map(|question| found(&quick, question)).collect();
        let of_again: Vec<_> = questions().iter().map(|question| found(&again, question)).collect();
        assert_eq!(of_quick, of_again, "{what}: the same every time");
        let mut other = Vec::new();
        for (question, of_quick) in questions().into_iter().zip(of_quick) {
            let of_full = found(&full, &question);
            if what == "an entry less" && question.contains(PLACES[38]) {
                // Nothing is left to say of it; what lies nearest is anybody's guess.
                let answers = |of: &(Option<usize>, Verdict)| matches!(of.1, Verdict::Answer(_));
                assert!(!answers(&of_quick) && !answers(&of_full), "{question}: {of_quick:?} {of_full:?}");
            } else if of_quick != of_full {
                other.push((question, of_quick, of_full));
            }
        }
        assert!(other.len() <= 1, "{what}: {other:#?}");
        assert_eq!(collisions(&quick).len(), collisions(&full).len(), "{what}");
    }
}

/// What is judged of an edit is what it may change: a phrasing that a new entry wins is found among thousands.
#[test]
fn a_new_entry_that_takes_the_phrasings_of_another_is_found() {
    let before = learnt(of(&PLACES[..39], ""), None);
    let mut edited = of(&PLACES, "");
    // It has one question of the ferry, in four ways.
    let mut asks = edited.entries[0].ask.get(Lang::EN).cloned().unwrap();
    let ways =
        ["where is the ferry now", "so where is the ferry", "where is the ferry please", "where is the ferry today"];
    asks.truncate(ways.len());
    asks.iter_mut().zip(ways).for_each(|(ask, way)| way.clone_into(&mut ask.text));
    edited.entries[39].ask.set(Lang::EN, asks);
    let taken = "\"where is the ferry\" is answered by `prison`";
    for index in [learnt(edited.clone(), None), learnt(edited, Some(&before))] {
        let found: Vec<String> = collisions(&index).into_iter().map(|one| one.what).collect();
        assert!(found.iter().any(|what| what == taken), "{found:#?}");
    }
}
