//! Reading bases: whatever stands in the files, it is read as far as it goes and told of; nothing panics.

use crate::help::embedded;
use pristan::files::Origin;
use pristan::knowledge::{Role, SourceFile, figures, lint, markup, plain_text, read, read_raw, role_of};
use pristan::text::Lang;
use proptest::prelude::*;

#[test]
fn the_shipped_base_is_whole() {
    let snapshot = Origin::Embedded.snapshot().unwrap();
    let (base, problems) = read(&snapshot.layers);
    let problems: Vec<String> = problems.into_sorted().iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    let linted = lint(&base, None).into_sorted();
    assert!(linted.is_empty(), "{linted:#?}");
    for (lang, least) in [(Lang::RU, 20), (Lang::EN, 12), (Lang::TR, 12)] {
        for entry in &base.entries {
            let count = entry.ask.get(lang).map_or(0, Vec::len);
            assert!(count >= least, "`{}` has {count} phrasings in {lang}, fewer than {least}", entry.id);
            assert!(entry.shelf_life.is_some(), "`{}` has no shelf life", entry.id);
        }
    }
    assert!(base.gaps.len() >= 60, "{} gaps", base.gaps.len());
    for (lang, least) in [(Lang::RU, 6), (Lang::EN, 4), (Lang::TR, 4)] {
        for gap in &base.gaps {
            assert!(gap.ask.get(lang).map_or(0, Vec::len) >= least, "`{}` has too few phrasings in {lang}", gap.id);
        }
    }
}

#[test]
fn every_language_knows_the_same_smalltalk_and_the_same_dangers() {
    let (base, _) = read(&Origin::Embedded.snapshot().unwrap().layers);
    let of = |lang: Lang| {
        let file = base.languages.get(lang).unwrap_or_else(|| panic!("help: write faq/languages/{lang}.toml"));
        let small: Vec<&str> = file.smalltalk.iter().map(|small| small.id.as_str()).collect();
        let dangers: Vec<&str> = file.emergencies.iter().map(|emergency| emergency.id.as_str()).collect();
        (small, dangers)
    };
    for lang in Lang::ALL {
        assert_eq!(
            of(lang),
            of(Lang::RU),
            "help: faq/languages/{lang}.toml lacks a kind that ru.toml has, or has it elsewhere"
        );
    }
}

#[test]
fn every_topic_that_was_asked_for_has_its_entry() {
    let Some(path) = crate::help::shared("topics.toml") else {
        return crate::help::skipped("topics", "../shared/topics.toml");
    };
    let text = std::fs::read_to_string(path).unwrap();
    let (base, _) = read(&Origin::Embedded.snapshot().unwrap().layers);
    let ids: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("id = \"")?.strip_suffix('"')).collect();
    assert_eq!(ids.len(), 42);
    for id in ids {
        assert!(base.entry(id).is_some(), "there is no entry `{id}`");
    }
}

#[test]
fn files_have_roles_by_where_they_lie() {
    for (path, role) in [
        ("faq/base.toml", Some(Role::About)),
        ("faq/money.toml", Some(Role::Theme)),
        ("faq/gaps.toml", Some(Role::Gaps)),
        ("faq/languages/ru.toml", Some(Role::Language)),
        ("seeds/worldcrunch.toml", Some(Role::Sheet)),
        ("seeds/article.txt", Some(Role::Raw)),
        ("seeds/article.md", Some(Role::Raw)),
        ("faq/notes.txt", None),
        ("seeds/.hidden.toml", None),
        ("seeds/deep/article.txt", None),
        ("README.md", None),
    ] {
        assert_eq!(role_of(path), role, "{path}");
    }
}

#[test]
fn a_raw_document_may_say_what_it_is() {
    let text = "+++\ntitle = \"Ferries\"\npublisher = \"The Paper\"\nlanguage = \"en\"\nas_of = \"2022-09\"\n+++\n\
        The first ferry of the day leaves at seven in the morning. It carries bread.\n";
    let (base, problems) = read(&[vec![SourceFile::new("seeds/ferry.md", Role::Raw, text.to_owned())]]);
    assert!(problems.into_sorted().is_empty());
    let document = &base.documents[0];
    assert_eq!((document.title.as_str(), document.publisher.as_deref()), ("Ferries", Some("The Paper")));
    assert_eq!(document.as_of.map(|as_of| as_of.to_string()).as_deref(), Some("2022-09"));
    let broken = text.replace("language = \"en\"", "language = \"klingon\"");
    let (_, problems) = read(&[vec![SourceFile::new("seeds/ferry.md", Role::Raw, broken)]]);
    let problems = problems.into_sorted();
    assert_eq!(problems[0].place.to_string(), "seeds/ferry.md:4", "{problems:#?}");
}

/// A file of the shipped base with some bytes changed.
fn mutated() -> impl Strategy<Value = SourceFile> {
    let files = embedded();
    let edits = prop::collection::vec((any::<prop::sample::Index>(), 0usize..9, "[\\PC\n\"\\[\\]=#.]{0,6}"), 1..6);
    (prop::sample::select(files), edits).prop_map(|(file, edits)| {
        let mut chars: Vec<char> = file.text.chars().take(6_000).collect();
        for (at, length, new) in edits {
            let from = at.index(chars.len());
            let to = (from + length).min(chars.len());
            chars.splice(from..to, new.chars());
            if chars.is_empty() {
                chars.push('x');
            }
        }
        SourceFile::new(&file.path, file.role, chars.into_iter().collect())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_file_is_read_as_far_as_it_goes(file in mutated()) {
        let lines = file.text.lines().count() + 1;
        let (base, problems) = read(&[vec![file]]);
        for problem in problems.into_sorted() {
            prop_assert!(problem.place.line <= lines, "{}", problem);
            prop_assert!(!problem.what.is_empty() && !problem.remedy.is_empty());
        }
        lint(&base, Some("2022-10-01".parse().unwrap()));
    }

    #[test]
    fn any_text_is_some_document(text in "\\PC{0,300}|[A-Za-z .!?\n\"”“:/>]{0,600}") {
        let raw = read_raw(&text);
        for passage in &raw.passages {
            prop_assert!(!passage.trim().is_empty());
        }
        for role in [Role::About, Role::Theme, Role::Gaps, Role::Language, Role::Sheet, Role::Raw, Role::Background] {
            let path = if role == Role::Language { "faq/languages/en.toml" } else { "seeds/x.toml" };
            read(&[vec![SourceFile::new(path, role, text.clone())]]);
        }
    }

    #[test]
    fn markup_loses_no_letter(text in "[a-z*\\[\\]()h:/ \n-]{0,80}") {
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        prop_assert_eq!(letters(&plain_text(&markup(&text))), letters(&text));
    }

    #[test]
    fn figures_are_found_in_any_text(text in any::<String>(), number in 1_000u32..9_999_999) {
        figures(&text);
        let grouped = |sign: &str| {
            let digits = number.to_string();
            let head = digits.len() % 3;
            let groups = digits.as_bytes()[head..].chunks(3).map(|group| std::str::from_utf8(group).unwrap());
            let first = Some(&digits[..head]).filter(|first| !first.is_empty());
            first.into_iter().chain(groups).collect::<Vec<_>>().join(sign)
        };
        for sign in ["", ",", ".", " ", "\u{a0}", "\u{202f}"] {
            let found = figures(&format!("x {} y", grouped(sign)));
            prop_assert!(found.contains(&number.to_string()), "{} {:?}", grouped(sign), found);
        }
    }
}
