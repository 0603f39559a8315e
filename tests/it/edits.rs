//! An edit of a base is learnt by what it changes, and comes to what is learnt from nothing.

use crate::help::{base, folder};
use pristan::files::Origin;
use pristan::knowledge::{Base, Role, SourceFile};
use pristan::matcher::{Index, Setup, Verdict, collisions};
use pristan::text::Lang;
use pristan::turn::{Draft, Handling, Library, Lines, Wish};
use pristan::volunteers::{Group, Wording, edit_of};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

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

/// The verdict; and the entry that leads, where somebody asks for something that may be there.
fn found(index: &Index, question: &str) -> (Option<usize>, Verdict) {
    let found = index.find(question);
    let asks = index.base.entries.iter().any(|entry| question.contains(&entry.id));
    (found.candidates.first().filter(|_| asks).map(|best| best.entry), found.verdict)
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
        // Who leads is the same; on which side of a threshold it lies may turn for one in fifty.
        assert!(other.iter().all(|(_, quick, full)| quick.0 == full.0), "{what}: {other:#?}");
        assert!(other.len() <= questions().len() / 50, "{what}: {other:#?}");
        assert_eq!(collisions(&quick).len(), collisions(&full).len(), "{what}");
    }
}

/// Of an edit what it may change is judged: a phrasing that is new and another entry's, and one that stood there and is now
/// that of an edited entry.
#[test]
fn a_phrasing_that_another_entry_wins_since_an_edit_is_found() {
    let path =
        |inside: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bases/phrasing-another-wins").join(inside);
    let text = std::fs::read_to_string(path("faq/harbour.toml")).unwrap();
    let of = |text: &str| {
        let mut layer = folder(&path("seeds"), "seeds");
        layer.push(SourceFile::new("faq/harbour.toml", Role::Theme, text.to_owned()));
        base(vec![layer])
    };
    let without_it = text.replace("\"and what does the ferry cost\", ", "");
    let entries: Vec<usize> = text.match_indices("[[entry]]").map(|(at, _)| at).collect();
    let without_rival = format!("{}{}", &text[..entries[0]], &text[entries[1]..]);
    for before in [without_it, without_rival] {
        assert_ne!(before, text);
        let before = learnt(of(&before), None);
        assert!(collisions(&before).is_empty());
        for index in [learnt(of(&text), None), learnt(of(&text), Some(&before))] {
            let found: Vec<String> = collisions(&index).into_iter().map(|one| one.what).collect();
            assert_eq!(found, ["\"and what does the ferry cost\" is answered by `ferry`"]);
        }
    }
}

/// What is kept of a base has no phrasings, and what is asked for already is none to add.
#[test]
fn a_phrasing_that_is_known_is_known_after_a_restart_too() {
    let data = tempfile::tempdir().unwrap();
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bases/good");
    let lang = Lang::EN;
    let group = |text: &str| Group {
        number: 1,
        state: Handling::New,
        count: 1,
        first: 0,
        last: 0,
        wordings: vec![Wording { text: text.to_owned(), lang, count: 1 }],
        nearest: None,
        lacking: Vec::new(),
        gap: None,
        why: BTreeMap::new(),
        open: vec![1],
        questions: vec![1],
    };
    let (day, questions, by) = (0, vec![1], "anna".to_owned());
    let what = Wish::Phrasings("ferry".to_owned());
    let draft = Draft { day, questions, by, lang, what, lines: Lines::default(), post: None, change: None };
    for what in ["just learnt", "kept"] {
        let library = Library::open(Origin::Folders(vec![base.clone()]), data.path(), &mut |_| {}).unwrap();
        let edit = |text: &str| edit_of(&library.index(), &draft, &group(text));
        assert!(edit("Ferry timetable").is_err(), "{what}");
        assert!(edit("does the boat sail in fog").is_ok(), "{what}");
    }
}
