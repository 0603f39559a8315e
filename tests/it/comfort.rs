//! Comfort is for who tells of a feeling, and for nobody else.

use crate::help::{shipped, view};
use pristan::talk::{Event, Outcome, State, View, step};

/// Kinds of smalltalk that comfort.
const COMFORTS: [&str; 4] = ["afraid", "grief", "tired", "abuse"];

fn comforted(said: &str) -> bool {
    let done = step(View { keeps: true, ..view(shipped()) }, State::default(), Event::Said(said.to_owned()));
    let reply = &done.replies[0];
    reply.outcome == Outcome::Smalltalk && reply.smalltalk.as_deref().is_some_and(|kind| COMFORTS.contains(&kind))
}

#[test]
fn what_tells_of_no_feeling_gets_no_comfort() {
    for said in [
        "which tram goes to the big market",
        "сколько тут зимой градусов",
        "kaç para bir kilo domates",
        "do they sell warm socks on the ferry",
        "надо ли нотариально заверять перевод диплома",
        "the summons was for the wrong brother",
        "Write down the address of that cafe for me!",
        "Подскажите же адрес этого дома в Фатихе!",
        "Ruble bozduran bir yer söyleyin artık!",
        "Help me find a flat by Friday!",
    ] {
        assert!(!comforted(said), "{said}");
    }
}

#[test]
fn a_lament_is_comforted() {
    for said in ["Господи, да когда же это всё кончится!", "I cannot stop crying since they took him!"]
    {
        assert!(comforted(said), "{said}");
    }
}
