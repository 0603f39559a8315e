//! People in danger first: found in words that nobody wrote down, and not in figures of speech.

use crate::help::{ask, index_of, shared, shipped, skipped, view};
use pristan::knowledge::Base;
use pristan::matcher::{Danger, Index, Setup};
use pristan::talk::{Event, Outcome, State, View, is_of_danger, step};
use std::path::Path;

/// A line of `tests/danger/held.tsv`: language, kind of danger or `-`, what was written.
struct Held {
    lang: String,
    kind: Option<String>,
    text: String,
}

fn held() -> Vec<Held> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/danger/held.tsv");
    let text = std::fs::read_to_string(path).unwrap();
    let read = |line: &str| {
        let mut cells = line.splitn(3, '\t').map(str::to_owned);
        let mut cell = || cells.next().unwrap();
        let (lang, kind, text) = (cell(), cell(), cell());
        Held { lang, kind: Some(kind).filter(|kind| kind != "-"), text }
    };
    text.lines().skip(1).map(read).collect()
}

fn danger(index: &Index, text: &str) -> Danger {
    index.find(text).danger
}

/// Of how many held-back cries an index hears the danger, and in how many other sentences it hears one; both as shares,
/// with the lines on the wrong side.
fn judged(index: &Index) -> (f32, f32, Vec<String>) {
    let held = held();
    let mut wrong = Vec::new();
    let (mut heard, mut cries, mut false_alarms) = (0, 0, 0);
    for one in &held {
        let told = danger(index, &one.text);
        match &one.kind {
            // The line in place of the advice is not enough.
            Some(_) => {
                cries += 1;
                heard += i32::from(told.is_any() && !told.doubtful);
            }
            None => false_alarms += i32::from(told.is_any()),
        }
        if told.is_any() != one.kind.is_some() {
            wrong.push(format!("{:.2} {} {:?} {}", told.score, one.lang, one.kind, one.text));
        }
    }
    (heard as f32 / cries as f32, false_alarms as f32 / (held.len() as i32 - cries) as f32, wrong)
}

#[test]
fn danger_is_heard_in_words_that_nobody_wrote_down() {
    let (recall, false_alarms, wrong) = judged(shipped());
    println!("recall {recall:.3}, false alarms {false_alarms:.3}\n{}", wrong.join("\n"));
    assert!(recall >= 0.92 && false_alarms <= 0.08, "recall {recall}, false alarms {false_alarms}: {wrong:#?}");
}

#[test]
fn the_kind_of_danger_is_told() {
    let cries: Vec<Held> = held().into_iter().filter(|one| one.kind.is_some()).collect();
    let told = |one: &&Held| danger(shipped(), &one.text).kinds.contains(one.kind.as_ref().unwrap());
    let wrong: Vec<String> = cries
        .iter()
        .filter(|one| !told(one))
        .map(|one| format!("{:?} as {:?}: {}", one.kind, danger(shipped(), &one.text).kinds, one.text))
        .collect();
    println!("{}", wrong.join("\n"));
    assert!(wrong.len() * 100 <= 18 * cries.len(), "{wrong:#?}");
}

#[test]
fn most_danger_is_heard_without_an_encoder() {
    let base: Base = shipped().base.clone();
    let index = Index::build_with(base, Setup::default(), &mut |_| {});
    let (recall, false_alarms, wrong) = judged(&index);
    println!("recall {recall:.3}, false alarms {false_alarms:.3}\n{}", wrong.join("\n"));
    assert!(recall >= 0.84 && false_alarms <= 0.08, "recall {recall}, false alarms {false_alarms}");
}

#[test]
fn another_base_hears_the_same() {
    let index = index_of(crate::help::base(Vec::new()));
    let (recall, false_alarms, wrong) = judged(&index);
    println!("recall {recall:.3}, false alarms {false_alarms:.3}\n{}", wrong.join("\n"));
    assert!(recall >= 0.9 && false_alarms <= 0.1, "recall {recall}, false alarms {false_alarms}");
}

#[test]
fn ordinary_questions_set_off_no_alarm() {
    for (name, most) in [("dev.tsv", 0.01), ("strangers.tsv", 0.01)] {
        let Some(path) = shared(&format!("questions/{name}")) else {
            skipped("ordinary_questions_set_off_no_alarm", name);
            continue;
        };
        let text = std::fs::read_to_string(path).unwrap();
        let questions: Vec<&str> = text.lines().skip(1).filter_map(|line| line.split('\t').nth(3)).collect();
        let heard = questions.iter().map(|text| (danger(shipped(), text), text)).filter(|(danger, _)| danger.is_any());
        let told: Vec<String> = heard.map(|(danger, text)| format!("{:.2} {text}", danger.score)).collect();
        println!("{name}: {told:#?}");
        assert!(told.len() as f32 <= most * questions.len() as f32, "{name}: {told:#?}");
    }
}

#[test]
fn the_shipped_model_knows_every_kind_of_the_language_files() {
    let model = pristan::matcher::KindModel::danger().expect("help: run `pristan build --danger model`");
    for (lang, file) in shipped().base.languages.iter() {
        let kinds: Vec<&String> = file.emergencies.iter().map(|one| &one.id).collect();
        let known: Vec<&String> = model.kinds.iter().collect();
        assert_eq!(
            kinds, known,
            "help: {lang:?} has other kinds than model/danger.bin; run `pristan build --danger model`"
        );
        for one in &file.emergencies {
            assert!(one.advice.contains("112"), "help: the advice of `{}` names no {{emergency}}", one.id);
        }
    }
}

#[test]
fn nothing_of_a_cry_is_kept() {
    for text in [
        "он меня бьёт и не выпускает из дома",
        "ölmek istiyorum artık",
        "there is smoke everywhere and we cannot get out",
    ] {
        let before = State::default();
        let done = step(View { keeps: true, ..view(shipped()) }, before, Event::Said(text.to_owned()));
        assert!(done.effects.is_empty(), "{text}: {:?}", done.effects);
        assert_eq!(done.state, State { spoken: done.state.spoken, ..State::default() }, "{text}");
        assert!(is_of_danger(shipped(), text));
        let reply = &done.replies[0];
        assert_eq!(reply.outcome, Outcome::Smalltalk, "{text}");
        assert!(reply.smalltalk.as_deref().is_some_and(|kind| kind.starts_with("danger-")), "{text}");
        assert!(reply.text().contains("112") && reply.text().contains("/topics"), "{}", reply.text());
    }
}

#[test]
fn the_gravest_danger_comes_first() {
    let reply = ask(shipped(), "they robbed us and stabbed my husband, he is bleeding and not breathing");
    assert_eq!(reply.smalltalk.as_deref(), Some("danger-medical"), "{}", reply.text());
}

#[test]
fn who_was_robbed_is_told_what_to_do() {
    for text in ["i was robbed in the street", "карманники вытащили у меня бумажник"] {
        let reply = ask(shipped(), text);
        assert_eq!(reply.smalltalk.as_deref(), Some("danger-robbed"), "{text}: {}", reply.text());
    }
}
