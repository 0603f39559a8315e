//! A base of somebody else's: begun with `pristan new`, made theirs by edits of text, and nothing in its replies is ours.

use crate::cli::Pristan;
use crate::help::{embedded, index_of};
use pristan::files::Origin;
use pristan::knowledge::{Base, Role, read};
use pristan::matcher::Index;
use pristan::talk::{Event, State, View, step};
use pristan::text::{Lang, folded_words};
use std::fs;
use std::path::Path;

/// What the shipped base has and no other: words, and beginnings of words before `*`.
pub const OURS: [&str; 28] = [
    "istanbul*",
    "стамбул*",
    "2022",
    "garo*",
    "гаро",
    "mir",
    "мир",
    "ark",
    "kovcheg",
    "ковчег*",
    "turkey",
    "turkiye*",
    "турци*",
    "worldcrunch",
    "franceinfo",
    "dispatch",
    "rasimpasa*",
    "pristan",
    "пристань*",
    "newcomers",
    "приехавших",
    "ikamet*",
    "rubles",
    "ruble",
    "рубл*",
    "mobilization",
    "мобилизац*",
    "seferberlik",
];

/// What the shipped base has entries about and a library has not.
const SUBJECTS: [&str; 4] = ["ночлег", "нічліг", "yatacak yer", "beds for the night"];

pub fn has(words: &[String], sign: &str) -> bool {
    match sign.strip_suffix('*') {
        Some(begun) => words.iter().any(|word| word.starts_with(begun)),
        None => words.iter().any(|word| word == sign),
    }
}

/// A new base, as the command writes it.
fn new(folder: &Path, lang: &str) {
    let done = Pristan::bare(&folder.join("data")).args(["new", "--lang", lang]).args([folder.join("base")]).run();
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
}

fn base(folder: &Path) -> Base {
    let (base, problems) = read(&Origin::Folders(vec![folder.to_owned()]).snapshot().unwrap().layers);
    assert!(!problems.has_errors(), "{:#?}", problems.into_sorted());
    base
}

#[test]
fn a_new_base_passes_check_and_test_in_every_language() {
    for lang in Lang::ALL {
        let folder = tempfile::tempdir().unwrap();
        new(folder.path(), lang.code());
        let (data, inside) = (folder.path().join("data"), folder.path().join("base"));
        let check = Pristan::bare(&data).within(&inside).args(["check"]).run();
        assert_eq!(check.out, "no errors, no warnings\n", "help: correct `[starter]` in faq/languages/{lang}.toml");
        let test = Pristan::bare(&data).within(&inside).args(["test"]).run();
        assert_eq!(test.code, 0, "help: correct `[starter]` in faq/languages/{lang}.toml\n{}", test.out);
        let again = Pristan::bare(&data).within(folder.path()).args(["new", "base"]).run();
        assert_eq!(again.code, 2);
        assert!(again.err.contains("`base` is not empty; name a folder that is empty"), "{}", again.err);
    }
}

#[test]
fn what_a_base_says_of_itself_is_what_the_bot_says() {
    let folder = tempfile::tempdir().unwrap();
    new(folder.path(), "en");
    let faq = folder.path().join("base/faq");
    let text = fs::read_to_string(faq.join("base.toml")).unwrap();
    fs::write(faq.join("base.toml"), text.replace("# emergency = \"112\"", "emergency = \"999\"")).unwrap();
    let base = base(&folder.path().join("base"));
    assert_eq!(base.about.languages, [Lang::EN]);
    assert!(base.about.home.is_empty() && base.about.askers.is_empty());
    let file = base.languages.get(Lang::TR).unwrap();
    assert!(file.phrases.start.contains("Help desk") && file.phrases.start.contains("“when are you open”"));
    assert!(file.phrases.unknown_next.contains("the volunteers at the help desk"));
    assert!(file.emergencies.iter().any(|emergency| emergency.advice.contains("999")));
    fs::remove_file(faq.join("base.toml")).unwrap();
    let base = self::base(&folder.path().join("base"));
    let file = base.languages.get(Lang::EN).unwrap();
    assert_eq!(base.about.name.get(Lang::EN).map(String::as_str), Some("First days"), "the only theme names the bot");
    assert_eq!(base.about.languages, [Lang::EN], "the language of the answers");
    assert!(file.phrases.unknown_next.contains("a person of the team"));
    assert!(file.emergencies.iter().any(|one| one.advice.contains("the emergency number of the country you are in")));
    assert!(file.phrases.start.contains("“when are you open”"), "{}", file.phrases.start);
}

#[test]
fn a_language_file_may_say_single_things() {
    let base = base(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bases/language-file-in-part")));
    let shipped = read(&[embedded()]).0;
    let (file, whole) = (base.languages.get(Lang::EN).unwrap(), shipped.languages.get(Lang::EN).unwrap());
    assert_eq!(file.phrases.unknown, "The harbour master knows that no better than I do.");
    assert_eq!(file.phrases.kept, whole.phrases.kept);
    assert_eq!(file.months, whole.months);
    assert_eq!(file.smalltalk.len(), whole.smalltalk.len() + 1);
    assert_eq!(file.smalltalk[0].reply, "Ahoy! This is Harbour.");
    assert_eq!(file.smalltalk[0].ask.len(), whole.smalltalk[0].ask.len());
    assert_eq!(file.emergencies.len(), whole.emergencies.len() + 1);
    assert_eq!(file.slang.len(), whole.slang.len() + 1);
}

#[test]
fn the_language_files_hold_no_place_no_date_and_no_name() {
    for file in embedded().into_iter().filter(|file| file.role == Role::Language) {
        let table: toml::Table = file.text.parse().unwrap();
        let said = table["phrases"].as_table().unwrap().iter().map(|(key, text)| (key.clone(), text.as_str().unwrap()));
        let lists = ["smalltalk", "emergency"].into_iter().flat_map(|key| table[key].as_array().unwrap());
        let replies = lists.map(|one| {
            let text = one.get("reply").or_else(|| one.get("advice")).unwrap();
            (one["id"].as_str().unwrap().to_owned(), text.as_str().unwrap())
        });
        for (key, text) in said.chain(replies).collect::<Vec<_>>() {
            let words = folded_words(text);
            let found = OURS.iter().find(|sign| has(&words, sign));
            assert!(found.is_none(), "help: `{key}` of {} says {found:?}; let the base say it", file.path);
            assert!(!text.contains("112"), "help: `{key}` of {} says 112; write {{emergency}}", file.path);
            let subject = SUBJECTS.iter().find(|subject| text.contains(**subject));
            assert!(subject.is_none(), "help: `{key}` of {} promises {subject:?}, which a base may lack", file.path);
        }
    }
}

#[test]
fn a_country_has_a_code_and_a_city_a_name() {
    let wrong = |text: &str| {
        let file = pristan::knowledge::SourceFile::new("faq/base.toml", Role::About, text.to_owned());
        read(&[vec![file]]).1.into_sorted().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(
        wrong("home = [\"GE\", \"Tbilisi\", \"Нови-Сад\"]\naskers = [\"UA\", \"RU\"]\nlanguages = [\"tr\"]"),
        ""
    );
    for (text, message) in [
        ("home = [\"UK\"]", "faq/base.toml:1: error: `UK` is no country's code of two capitals"),
        ("home = [\"tr\"]", "faq/base.toml:1: error: `tr` is no country's code of two capitals"),
        ("askers = [\n  \"RU\",\n  \"Russia\",\n]", "faq/base.toml:3: error: `Russia` is no country's code"),
        ("home = [\"1234\"]", "faq/base.toml:1: error: `1234` is neither a country's code nor a city's name"),
        ("languages = [\"xx\"]", "faq/base.toml:1: error: `xx` is no language of Pristan's"),
        ("emergency = 112", "faq/base.toml:1: error: `emergency` must be a string; write it as `emergency = \"…\"`"),
        ("contakt.en = \"x\"", "faq/base.toml:1: error: unknown key `contakt`; did you mean `contact`?"),
        ("name = \"x\"", "faq/base.toml:1: error: `name` must be given by language"),
    ] {
        assert!(wrong(text).starts_with(message), "{text}\n{}", wrong(text));
    }
}

/// A base for Tbilisi: the new one, edited as docs/volunteers.md tells.
fn tbilisi(folder: &Path) -> Index {
    new(folder, "ru");
    let base = folder.join("base");
    fs::remove_file(base.join("faq/first-days.toml")).unwrap();
    fs::remove_file(base.join("seeds/help-desk.toml")).unwrap();
    for (name, text) in TBILISI {
        fs::write(base.join(name), text).unwrap();
    }
    index_of(self::base(&base))
}

const TBILISI: [(&str, &str); 3] = [
    ("faq/base.toml", include_str!("../bases/tbilisi/faq/base.toml")),
    ("faq/first-week.toml", include_str!("../bases/tbilisi/faq/first-week.toml")),
    ("seeds/house-of-justice.toml", include_str!("../bases/tbilisi/seeds/house-of-justice.toml")),
];

/// The new base as it is, for a library.
fn library(folder: &Path) -> Index {
    new(folder, "en");
    let path = folder.join("base/faq/base.toml");
    let text = fs::read_to_string(&path).unwrap().replace("Help desk", "The Library of Alder Street");
    fs::write(path, text.replace("for everybody who is new in our town", "for readers")).unwrap();
    index_of(base(&folder.join("base")))
}

/// What people say to any bot: greetings, commands, questions that it cannot answer, trouble.
const SAID: [&str; 66] = [
    "hello",
    "привет",
    "merhaba",
    "/start",
    "/help",
    "/about",
    "/privacy",
    "/topics",
    "/sources",
    "/lang",
    "/lang tr",
    "/lang en",
    "/lang ru",
    "/why",
    "/forget",
    "/nosuch",
    "/start nosuch",
    "who are you",
    "кто ты",
    "sen kimsin",
    "what can you do",
    "что ты умеешь",
    "neler yapabilirsin",
    "thank you",
    "спасибо",
    "teşekkürler",
    "bye",
    "пока",
    "call a human",
    "позови человека",
    "bir insanla konuşmak istiyorum",
    "are you human",
    "where do you get this from",
    "откуда у тебя сведения",
    "bunu nereden biliyorsun",
    "is it still true",
    "это ещё актуально",
    "what languages do you speak",
    "на каких языках ты говоришь",
    "hangi dilleri biliyorsun",
    "what do you store about me",
    "i am so tired",
    "я очень устал",
    "çok yoruldum",
    "how do i build a rocket",
    "как построить ракету",
    "roket nasıl yapılır",
    "the price of tulips in amsterdam",
    "кто победил в матче вчера",
    "dün maçı kim kazandı",
    "i want to die",
    "я хочу умереть",
    "ölmek istiyorum",
    "call an ambulance",
    "вызовите скорую",
    "ambulans çağırın",
    "my husband beats me",
    "муж бьёт меня",
    "i was arrested",
    "меня задержали",
    "beni gözaltına aldılar",
    "42",
    "?",
    "こんにちは、元気ですか",
    "ok",
    "👎",
];

#[test]
fn nothing_of_ours_is_said_by_a_base_for_another_place() {
    for make in [tbilisi as fn(&Path) -> Index, library] {
        let folder = tempfile::tempdir().unwrap();
        let index = make(folder.path());
        for lang in [None, Some(Lang::EN), Some(Lang::RU), Some(Lang::TR)] {
            let mut state = State::default();
            for said in SAID {
                let view = View { index: &index, now: "2026-12-01".parse().unwrap(), lang, keeps: true };
                let done = step(view, state, Event::Said(said.to_owned()));
                state = done.state;
                let reply: String = done.replies.iter().map(|reply| reply.text() + "\n").collect();
                assert!(!reply.trim().is_empty(), "{said}");
                assert!(!reply.contains(['{', '}']), "{said}: {reply}");
                let words = folded_words(&reply);
                let found = OURS.iter().find(|sign| has(&words, sign));
                assert!(found.is_none(), "“{said}” is told of {found:?}:\n{reply}");
            }
        }
        assert!(
            index
                .base
                .languages
                .get(Lang::EN)
                .unwrap()
                .phrases
                .start
                .contains(index.base.about.name.nearest(Lang::EN).unwrap().1.as_str())
        );
    }
}

#[test]
fn the_base_for_another_place_answers_its_own_questions() {
    let folder = tempfile::tempdir().unwrap();
    let index = tbilisi(folder.path());
    let view = View { index: &index, now: "2026-12-01".parse().unwrap(), lang: None, keeps: false };
    let said = |text: &str| step(view, State::default(), Event::Said(text.to_owned())).replies.remove(0);
    for (question, entry) in [
        ("сколько можно жить без визы", "a-year-without-visa"),
        ("как оплатить проезд в метро", "metro-card"),
        ("rfr jgkfnbnm ghjtpl d vtnhj", "metro-card"),
        ("где получить внж", "residence-permit"),
        ("kak poluchit vnzh", "residence-permit"),
    ] {
        assert_eq!(said(question).entries, [entry], "{question}");
    }
    assert!(said("call an ambulance").text().contains("112"));
}
