//! Names of the world in sentences, and which of them lie behind somebody.

use super::help::{self, base, embedded};
use pristan::knowledge::Directions;
use pristan::matcher::{Bearing, NameKind, NamedAt, WorldName, is_member, names_in, within, world_name};
use pristan::text::words;

/// The words of direction of the shipped languages.
fn directions() -> Directions {
    let mut all = Directions::default();
    base(vec![embedded()]).languages.iter().for_each(|(_, file)| all.extend(&file.directions));
    all
}

/// The names of a sentence as the table writes them.
fn named(text: &str, directions: &Directions) -> String {
    let cut = words(text);
    let folded: Vec<String> = cut.iter().map(|word| word.text.clone()).collect();
    let raw: Vec<String> = cut.into_iter().map(|word| word.raw).collect();
    let found: Vec<String> = names_in(&folded, &raw)
        .iter()
        .map(|name| match Bearing::of(&folded, name, directions) {
            Bearing::Behind | Bearing::Passed => format!("<{}", name.name.id),
            Bearing::Whose => format!("={}", name.name.id),
            Bearing::At | Bearing::Ahead => name.name.id.to_owned(),
        })
        .collect();
    if found.is_empty() { "-".to_owned() } else { found.join("|") }
}

#[test]
fn sentences_hold_the_names_that_people_mean() {
    let directions = directions();
    let rows = include_str!("names.tsv").lines().filter(|line| !line.starts_with('#'));
    let wrong: Vec<String> = rows
        .filter_map(|line| {
            let (text, expected) = line.split_once('\t').unwrap();
            let found = named(text, &directions);
            (!expected.split('/').any(|expected| expected == found)).then(|| format!("{text}: {found}, not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn known(text: &str) -> WorldName {
    world_name(text).unwrap_or_else(|| panic!("{text}"))
}

#[test]
fn names_know_where_they_lie() {
    for (inner, outer) in [
        ("Istanbul", "TR"),
        ("Дублин", "Ireland"),
        ("France", "EU"),
        ("Paris", "Schengen"),
        ("Armenian", "Armenia"),
        ("TR", "Europe"),
        ("EU", "Europe"),
        ("Crimea", "UA"),
        ("немец", "German"),
        ("Izmir", "İzmir"),
    ] {
        assert!(within(&known(inner), &known(outer)), "{inner} in {outer}");
    }
    for (inner, outer) in
        [("TR", "EU"), ("Istanbul", "GR"), ("TR", "Istanbul"), ("Russia", "Schengen"), ("Europe", "EU")]
    {
        assert!(!within(&known(inner), &known(outer)), "{inner} in {outer}");
    }
    assert!(is_member("CH", "Schengen") && !is_member("CH", "EU"));
    assert_eq!(known("people:NG").kind, NameKind::Nationality);
    assert_eq!(known("Дублин").country, Some("IE"));
    assert!(world_name("Nowhere at all").is_none());
}

#[test]
fn no_text_breaks_it() {
    let directions = directions();
    for text in [
        "",
        "'",
        "ʼs",
        "the the the the the",
        "in",
        "-den",
        "İ",
        "Ааа'да да да",
        "new new york york york",
        "🐶 united arab",
    ] {
        named(text, &directions);
    }
    assert!(names_in(&["dublin".to_owned()], &[]).len() <= 1);
}

#[test]
fn places_stand_to_people_as_their_words_say() {
    let directions = directions();
    let wrong: Vec<String> = include_str!("bearings.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let (text, expected) = line.split_once('\t').unwrap();
            let cut = words(text);
            let folded: Vec<String> = cut.iter().map(|word| word.text.clone()).collect();
            let raw: Vec<String> = cut.into_iter().map(|word| word.raw).collect();
            let found = names_in(&folded, &raw);
            let one = |name: &NamedAt| {
                format!("{} {:?}", name.name.id, Bearing::of(&folded, name, &directions)).to_lowercase()
            };
            let found = found.iter().map(one).collect::<Vec<_>>().join(", ");
            (found != expected.to_lowercase()).then(|| format!("{text}: {found}, not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Questions of a writer who knew the topics alone (`model/decision/names.tsv`): such that name another place, people or
/// money than an answer is about, and such that name one in passing.
#[test]
fn an_answer_for_one_country_reaches_nobody_who_asks_about_another() {
    let rows = include_str!("../../model/decision/names.tsv").lines().skip(1);
    let rows: Vec<Vec<&str>> = rows.map(|line| line.split('\t').collect()).collect();
    let answered = |query: &str| match help::ask(help::shipped(), query) {
        reply if reply.outcome.name() == "answer" => reply.entries,
        _ => Vec::new(),
    };
    let (mut misled, mut lost) = (Vec::new(), Vec::new());
    for row in &rows {
        let (query, accept) = (row[3], row[4]);
        let entries = answered(query);
        match accept {
            "-" if !entries.is_empty() => misled.push(format!("{query}: {entries:?}")),
            "-" => {}
            _ if entries.iter().any(|entry| accept.split('|').any(|wanted| wanted == entry)) => {}
            _ => lost.push(format!("{query}: {entries:?}, not {accept}")),
        }
    }
    assert!(rows.len() >= 160 && misled.len() <= 6, "{misled:#?}");
    assert!(lost.len() <= 7, "{lost:#?}");
}
