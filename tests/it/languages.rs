//! What each language is asked to understand: tables in `tests/languages/`, written before its phrasings.

use crate::help::{ask, index, shipped, view};
use pristan::knowledge::plain_text;
use pristan::talk::{Event, NAMES, Outcome, State, step};
use pristan::text::{Lang, Script, fold, language, language_by_letters, script_of};
use std::path::{Path, PathBuf};

fn table(name: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/languages").join(name);
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|line| line.split_once('\t')).map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
}

#[test]
fn ukrainian_questions_find_what_answers_them_first() {
    questions_of("uk.tsv");
    questions_of("uk-more.tsv");
}

fn questions_of(name: &str) {
    let rows = table(name);
    assert_eq!(rows.len(), 60, "{name}");
    let (mut right, mut spoken, mut wrong) = (0, 0, Vec::new());
    for (question, entry) in &rows {
        let reply = ask(shipped(), question);
        spoken += i32::from(reply.lang == Lang::UK);
        match reply.candidates.first() {
            Some(first) if first.entry == *entry => right += 1,
            first => wrong.push(format!("{question}: {:?}, not {entry}", first.map(|first| &first.entry))),
        }
    }
    println!("{right} of 60 right first, {spoken} answered in Ukrainian\n{}", wrong.join("\n"));
    assert!(right >= 50, "{right} right: {wrong:#?}");
    assert!(spoken >= 58, "{spoken} answered in Ukrainian");
}

#[test]
fn what_is_said_in_ukrainian_is_heard() {
    said_of("uk-said.tsv");
    said_of("uk-said-more.tsv");
}

fn said_of(name: &str) {
    let mut wrong = Vec::new();
    for (kind, said) in table(name) {
        let reply = ask(shipped(), &said);
        let danger = reply.smalltalk.as_deref().is_some_and(|kind| kind.starts_with("danger-"));
        if reply.smalltalk.as_deref() != Some(kind.as_str()) || reply.lang != Lang::UK {
            wrong.push(format!("{said}: {:?} in {}, not {kind}", reply.smalltalk, reply.lang));
        }
        assert!(danger || !kind.starts_with("danger-"), "{said}: no danger is heard");
    }
    assert!(wrong.len() <= 4, "{wrong:#?}");
}

#[test]
fn a_borrowed_answer_stands_in_ukrainian_sentences() {
    let text = plain_text(&ask(shipped(), "де поміняти рублі в стамбулі").blocks);
    assert!(text.contains("Українською цього поки немає, ось відповідь російською."), "{text}");
    assert!(text.contains("В обменных пунктах аэропорта"), "{text}");
    assert!(text.contains("Джерела: ") || text.contains("Джерело: "), "{text}");
    assert!(text.contains("вересень 2022"), "{text}");
}

#[test]
fn russian_and_ukrainian_are_told_apart_in_a_few_words() {
    for (said, lang) in [
        ("привіт", Lang::UK),
        ("дякую", Lang::UK),
        ("так, дякую", Lang::UK),
        ("де банкомат", Lang::UK),
        ("скільки коштує", Lang::UK),
        ("допоможіть", Lang::UK),
        ("квитки", Lang::UK),
        ("що робити", Lang::UK),
        ("як поміняти гроші", Lang::UK),
        ("потрібна віза?", Lang::UK),
        ("п'ять доларів", Lang::UK),
        ("ghbdsn", Lang::UK),
        ("skilky koshtuie kvytok", Lang::UK),
        ("skilki koshtuye kvitok", Lang::UK),
        ("привет", Lang::RU),
        ("спасибо", Lang::RU),
        ("где банкомат", Lang::RU),
        ("сколько стоит билет", Lang::RU),
        ("помогите", Lang::RU),
        ("виза", Lang::RU),
        ("карта мир", Lang::RU),
        ("ghbdtn", Lang::RU),
        ("skolko stoit bilet", Lang::RU),
        ("где я", Lang::RU),
    ] {
        assert_eq!(ask(shipped(), said).lang, lang, "{said}");
    }
}

#[test]
fn words_of_both_follow_the_talk() {
    let talk = |said: &[&str]| {
        let mut state = State::default();
        let mut lang = Lang::default();
        for text in said {
            let done = step(view(shipped()), state, Event::Said((*text).to_owned()));
            (state, lang) = (done.state, done.replies[0].lang);
        }
        lang
    };
    for word in ["карта", "банк", "паспорт", "телеграм"] {
        assert_eq!(talk(&["де поміняти рублі", word]), Lang::UK, "{word}");
        assert_eq!(talk(&["где поменять рубли", word]), Lang::RU, "{word}");
        assert_eq!(talk(&[word]), Lang::RU, "{word}");
    }
    assert_eq!(talk(&["где поменять рубли", "дякую"]), Lang::UK);
    assert_eq!(talk(&["де поміняти рублі", "где переночевать"]), Lang::RU);
}

#[test]
fn ukrainian_is_read_as_people_type_it() {
    for (typed, meant, entry) in [
        ("de pominyaty rubli", "де поміняти рублі", "exchange-rubles"),
        ("de pominiaty rubli", "де поміняти рублі", "exchange-rubles"),
        ("de perenochuvaty siohodni v stambuli", "переночувати", "first-nights"),
        ("de perenochuvati sogodni", "переночувати", "first-nights"),
        ("yak otrymaty posvidku na prozhyvannia", "посвідку на проживання", "residence-permit"),
        ("lt gjvsyznb he,ks", "де поміняти рублі", "exchange-rubles"),
        ("де помінятти рублі", "поміняти", "exchange-rubles"),
        ("де переночувати сьогдні", "сьогодні", "first-nights"),
        ("посвідка на прожвання в туреччині", "проживання", "residence-permit"),
    ] {
        let reply = ask(shipped(), typed);
        let understood = reply.understood.as_deref().map(fold).unwrap_or_default();
        assert!(understood.contains(&fold(meant)), "{typed}: {understood}");
        assert_eq!(reply.candidates.first().map(|first| first.entry.as_str()), Some(entry), "{typed}");
        assert_eq!(reply.lang, Lang::UK, "{typed}");
    }
}

#[test]
fn its_letters_are_letters_and_no_look_alikes() {
    for plain in ["їжа є", "ґанок", "місто і її мешканці"] {
        assert!(ask(shipped(), plain).repairs.is_empty(), "{plain}");
    }
    // Latin letters inside, as from a keyboard that lacks the right ones.
    assert_eq!(ask(shipped(), "де помiняти рублi").understood.as_deref(), Some("де поміняти рублі"));
    assert_eq!(language_by_letters("Щодня, крім понеділка, бібліотека відчинена"), Some(Lang::UK));
    assert_eq!(language_by_letters("Библиотека открыта каждый день, кроме понедельника"), Some(Lang::RU));
    assert!(Lang::ALL.iter().all(|lang| !language(*lang).letters.is_empty()));
}

#[test]
fn every_command_of_the_talk_is_explained_in_every_language() {
    for (lang, file) in shipped().base.languages.iter() {
        for name in NAMES.iter().filter(|name| **name != "start") {
            let line = format!("- /{name}");
            let told = file.phrases.help.lines().any(|one| one.strip_prefix(&*line).is_some_and(|rest| rest.len() > 3));
            assert!(told, "help: write `{line}: …` in `help` of faq/languages/{lang}.toml");
        }
    }
}

#[test]
fn a_letter_of_none_of_our_languages_parts_no_word() {
    for said in ["Mən qayda ev tapa bilərəm?", "qayda pul dəyişə bilərəm"] {
        let understood = ask(shipped(), said).understood.unwrap_or_default();
        assert!(!understood.contains(|c| script_of(c) == Some(Script::Cyrillic)), "{said}: {understood}");
        assert!(understood.is_empty() || understood.split(' ').count() == said.split(' ').count(), "{understood}");
    }
}

#[test]
fn a_ukrainian_base_of_fifteen_rows_answers() {
    let folder = tempfile::tempdir().unwrap();
    let (data, base) = (folder.path().join("data"), folder.path().join("base"));
    let rows = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/languages/uk-rows.csv");
    let run = |args: &[&str]| crate::cli::Pristan::bare(&data).within(folder.path()).args(args).run();
    let made = run(&["import", rows.to_str().unwrap(), "--to", base.to_str().unwrap()]);
    assert_eq!(made.code, 0, "{}{}", made.out, made.err);
    let layers = pristan::files::Origin::Folders(vec![PathBuf::from(&base)]).snapshot().unwrap().layers;
    let (read, problems) = pristan::knowledge::read(&layers);
    assert!(!problems.has_errors());
    assert_eq!((read.about.languages.as_slice(), read.entries.len()), (&[Lang::UK][..], 15));
    let own = index(layers.into_iter().skip(1).collect());
    for (asked, answer) in [
        ("коли ви відчинені", "з 9:00 до 19:00"),
        ("скільки коштує читацький квиток", "безкоштовний"),
        ("я загубила вашу книжку", "Принесіть таку саму"),
        ("чи є у вас wifi", "пароль висить біля входу"),
        ("де роздрукувати", "дві гривні"),
        ("можна з собакою?", "на повідку"),
        ("де поставити велосипед", "біля чорного входу"),
        ("rjkb dslxbytyf ,s,ksjntrf", "з 9:00 до 19:00"),
    ] {
        let reply = ask(&own, asked);
        let offered = reply.outcome == Outcome::Answer || reply.outcome == Outcome::Choices;
        assert!(offered && reply.lang == Lang::UK, "{asked}: {:?} in {}", reply.outcome, reply.lang);
        if reply.outcome == Outcome::Answer {
            let text = plain_text(&reply.blocks);
            assert!(text.contains(answer), "{asked}: {text}");
        }
    }
}

#[test]
fn a_language_that_we_lack_gets_an_honest_line_in_each_that_we_have() {
    for (code, said) in [
        ("de", "Wo kann ich heute Nacht schlafen?"),
        ("pl", "gdzie moge dzis spac"),
        ("kk", "Қайда ақша айырбастауға болады?"),
        ("be", "Дзе можна памяняць грошы, будзьце ласкавы, я ўчора прыехаў"),
        ("sr", "Где можам да заменим пари, ћирилица, љубав"),
        ("ka", "სად არის ბანკი?"),
        ("ar", "أين يمكنني النوم الليلة؟"),
    ] {
        // What was added since is no stranger.
        if code.parse::<Lang>().is_ok() {
            continue;
        }
        let reply = ask(shipped(), said);
        let text = plain_text(&reply.blocks);
        assert_eq!(reply.outcome, Outcome::Unknown, "{said}");
        for (lang, file) in shipped().base.languages.iter() {
            assert!(text.contains(&file.phrases.foreign), "help: {said} is not told in {lang}: {text}");
        }
    }
}
