//! `talk::step`, the one door: what is said, remembered and asked of the world.

use crate::help::{ask, by_words_alone, shipped, view};
use pristan::matcher::Index;
use pristan::talk::{Action, Effect, Event, MAX_UNITS, Outcome, Reply, State, Step, View, redact, step};
use pristan::text::Lang;
use proptest::prelude::*;

/// A chat: says one thing after the other and gives the last reply.
fn talk(said: &[&str]) -> (State, Reply) {
    let mut state = State::default();
    let mut last = None;
    for text in said {
        let done = say(state, text);
        state = done.state;
        last = done.replies.into_iter().next_back();
    }
    (state, last.unwrap())
}

fn say(state: State, text: &str) -> Step {
    step(View { keeps: true, ..view(shipped()) }, state, Event::Said(text.to_owned()))
}

#[test]
fn an_answer_names_its_sources_and_their_month() {
    for (question, source, month) in [
        ("где поменять рубли", "Источник: The Dispatch", "сентябрь 2022"),
        ("where can i change rubles", "Source: The Dispatch", "September 2022"),
        ("ruble nerede bozdurulur", "Kaynak: The Dispatch", "Eylül 2022"),
    ] {
        let text = ask(shipped(), question).text();
        assert!(text.contains(source) && text.contains(month), "{text}");
    }
}

#[test]
fn past_its_shelf_life_an_answer_says_how_old_it_is() {
    let later = View { now: "2022-12-15".parse().unwrap(), ..view(shipped()) };
    let said = |view, text: &str| step(view, State::default(), Event::Said(text.to_owned())).replies.remove(0);
    let fresh = said(view(shipped()), "где поменять рубли");
    assert!(!fresh.stale && !fresh.text().contains("С тех пор"), "{}", fresh.text());
    let stale = said(later, "где поменять рубли");
    assert!(stale.stale && stale.text().contains("С тех пор прошло: 2 месяца"), "{}", stale.text());
    let critical = said(later, "закроют ли границу для мужчин");
    assert!(
        critical.stale && critical.text().starts_with("Осторожно: этим сведениям уже 2 месяца."),
        "{}",
        critical.text()
    );
}

#[test]
fn choices_are_chosen_by_number() {
    let (state, reply) = talk(&["housing"]);
    assert_eq!(reply.outcome, Outcome::Choices);
    assert_eq!(reply.choices.last().unwrap().action, Action::NoneOfThese);
    let chosen = say(state.clone(), "1");
    assert_eq!(chosen.replies[0].entries, [reply.entries[0].clone()]);
    assert_eq!(chosen.replies[0].outcome, Outcome::Answer);
    let none = say(state.clone(), &reply.choices.len().to_string());
    assert!(none.replies[0].text().contains("/topics"), "{}", none.replies[0].text());
    let beyond = say(state, "9");
    assert!(beyond.replies[0].text().contains("nothing under that number"), "{}", beyond.replies[0].text());
}

#[test]
fn topics_lead_to_themes_and_entries() {
    let (state, topics) = talk(&["привет", "/topics"]);
    assert!(topics.choices.len() >= 8 && topics.text().contains("1. Деньги"), "{}", topics.text());
    let theme = say(state, "1");
    assert!(theme.replies[0].text().contains("Где поменять рубли"), "{}", theme.replies[0].text());
    let entry = say(theme.state, "3");
    assert_eq!(entry.replies[0].entries, ["exchange-rubles"]);
}

#[test]
fn the_language_follows_the_person_until_it_is_fixed() {
    assert_eq!(talk(&["hello", "спасибо"]).1.lang, Lang::RU);
    assert_eq!(talk(&["hello", "/lang tr", "thank you very much"]).1.lang, Lang::TR);
    let (state, menu) = talk(&["merhaba", "/lang"]);
    assert!(menu.text().contains("1. Русский") && menu.text().contains("3. Türkçe"), "{}", menu.text());
    let done = say(state, "1");
    assert_eq!((done.replies[0].lang, done.state.lang), (Lang::RU, Some(Lang::RU)));
    assert!(talk(&["/lang klingon"]).1.text().contains("ru, en"));
    assert_eq!(talk(&["где поменять рубли", "ok"]).1.lang, Lang::RU, "a word of no language stays in that of the talk");
}

#[test]
fn why_tells_what_spoke_for_the_answer() {
    let (_, why) = talk(&["rfr gjkexbnm dy;", "/why"]);
    let text = why.text();
    for part in ["layout", "как получить внж", "residence-permit", "classifier", "answer", "0.60"] {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
    assert!(talk(&["/why"]).1.text().contains("Ask a question first"));
}

#[test]
fn commands_answer_in_every_language_and_unknown_ones_too() {
    for (greeting, words) in [("привет", "Пристань"), ("hello", "Pristan"), ("merhaba", "Pristan")] {
        for command in ["/help", "/start", "/help@pristan_bot"] {
            assert!(talk(&[greeting, command]).1.text().contains(words));
        }
        assert!(talk(&[greeting, "/frobnicate"]).1.text().contains("/help"));
    }
}

#[test]
fn danger_gets_the_advice_before_everything_else() {
    for (said, advice, outcome) in [
        ("я не хочу жить", "Вы не одни", None),
        ("меня задержали, где взять паспорт", "Если задержали", None),
        ("they threaten to kill me, where can i sleep tonight", "If you are in danger", Some(Outcome::Answer)),
        ("intihar etmek istiyorum", "Yalnız değilsiniz", None),
    ] {
        let reply = ask(shipped(), said);
        assert!(reply.text().starts_with(advice), "{said}: {}", reply.text());
        assert!(outcome.is_none_or(|outcome| outcome == reply.outcome), "{said}: {:?}", reply.outcome);
    }
    assert!(!ask(shipped(), "где живут наши").text().contains("112"));
}

#[test]
fn what_nobody_knows_is_said_and_kept_without_names() {
    let done = say(State::default(), "Где принимает стоматолог Зурабишвили, телефон 89161234567 или @zub_dent?");
    let reply = &done.replies[0];
    assert_eq!(reply.outcome, Outcome::Unknown);
    assert!(reply.text().contains("Вопрос сохранил"), "{}", reply.text());
    let Effect::KeepQuestion(kept) = &done.effects[0] else { panic!("{:?}", done.effects) };
    for secret in ["Зурабишвили", "89161234567", "zub_dent"] {
        assert!(!kept.text.contains(secret), "{}", kept.text);
    }
    assert!(kept.text.contains("принимает стоматолог"), "{}", kept.text);
    let silent = ask(shipped(), "какой завтра прогноз дождя в тундре");
    assert!(!silent.text().contains("сохранил"), "`ask` keeps nothing and does not say it does");
}

#[test]
fn redaction_cuts_what_tells_who_asks() {
    for (said, kept) in [
        ("call me at +90 555 123", "call me at …"),
        ("see https://t.me/joinchat/AAA now", "see … now"),
        ("my name is Kuznetsova and i need a visa", "my name is … and i need a visa"),
        ("где поменять рубли", "где поменять рубли"),
    ] {
        assert_eq!(redact(shipped(), said), kept);
    }
}

#[test]
fn a_language_that_nobody_speaks_here_is_answered_in_all_of_ours() {
    let text = ask(shipped(), "マニラ行きの船はどこですか").text();
    assert!(text.contains("Я отвечаю только") && text.contains("I answer only") && text.contains("Yalnızca"), "{text}");
}

#[test]
fn of_a_person_s_words_only_the_repaired_question_is_quoted() {
    let hostile = "<b>ghbdtn</b> [click](https://evil.example) **bold** tg://user?id=1";
    let reply = ask(shipped(), hostile);
    assert!(!reply.text().contains("evil.example") && !reply.text().contains('<'), "{}", reply.text());
}

/// Anything that a person, a broken client or a mischievous one may send.
fn anything() -> impl Strategy<Value = Event> {
    let pieces = prop::sample::select(vec![
        "где",
        "visa",
        "рубли",
        "rfrnec",
        "внж",
        "сегодня",
        "tonight",
        "kalacak yer",
        "1",
        "3",
        "/why",
        "/topics",
        "/lang",
        "/lang ru",
        "/forget",
        "/start flights",
        "/sources",
        "и",
        "and",
        "?",
        "💥",
        "\u{202e}",
        "\u{301}\u{301}\u{301}",
        "<b>",
        "**",
        "🇷🇺",
        "ёЁ",
        "İı",
        "0",
        "²",
        "𝕏",
        "а сколько это стоит",
        "not that",
        "не то",
        "+",
        "-",
        "👍",
        "yes",
        "нет",
        "more",
        "is this still true",
        "в сербию",
        "i heard that",
        "peki",
        "tg://user?id=1",
        "cash-machines",
        "who runs it?",
        "дайте телефон",
        "kadınlara da mı?",
        "нет, я про аренду, не про покупку",
        "my wife is Armenian,",
        "ему так же?",
        "where did you get that?",
        "забудь всё",
        "the second one",
        "вернёмся к внж.",
        "мне страшно!",
        "thank you,",
        ", and",
    ]);
    let said = prop::collection::vec(prop_oneof![4 => pieces.prop_map(str::to_owned), 1 => any::<String>()], 0..7);
    let action = prop_oneof![
        "[a-z-]{0,20}".prop_map(Action::Entry),
        Just(Action::Entry("flights".to_owned())),
        ("[0-9a-z-]{0,8}", any::<usize>()).prop_map(|(theme, page)| Action::Theme(theme, page)),
        any::<usize>().prop_map(Action::Topics),
        any::<bool>().prop_map(|helped| Action::Rate("flights".to_owned(), helped)),
        Just(Action::NoneOfThese),
        Just(Action::Language(Lang::TR)),
    ];
    prop_oneof![5 => said.prop_map(|parts| Event::Said(parts.join(" "))), 1 => action.prop_map(Event::Chose)]
}

/// What the talks are about; `PRISTAN_BY_WORDS=1` leaves the encoder out, which is what a long run has time for.
fn known() -> &'static Index {
    if std::env::var_os("PRISTAN_BY_WORDS").is_some() { by_words_alone() } else { shipped() }
}

/// How many sequences are tried; `PRISTAN_SEQUENCES=100000` for the long run.
fn sequences() -> u32 {
    std::env::var("PRISTAN_SEQUENCES").ok().and_then(|count| count.parse().ok()).unwrap_or(1_500)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: sequences(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_events_breaks_the_talk(events in prop::collection::vec(anything(), 1..12)) {
        let view = View { keeps: true, ..view(known()) };
        let mut state = State::default();
        let mut before = None;
        for event in events {
            let done = step(view, state.clone(), event.clone());
            prop_assert_eq!(&step(view, state, event.clone()), &done, "the same turn comes out the same");
            prop_assert_eq!(done.replies.len(), 1);
            let text = done.replies[0].text();
            prop_assert!(!text.trim().is_empty());
            prop_assert!(text.encode_utf16().count() <= MAX_UNITS, "too long: {}", text);
            // The menu of `/start` has a line for each theme and each language.
            let most = view.index.base.themes.len() + Lang::ALL.len();
            prop_assert!(done.state.choices.len() <= most && done.state.focus.len() <= 3);
            // A talk that was forgotten begins anew, and so does one after a cry for help; advice is given as often as it is needed.
            let forgot = done.state.last.is_none();
            if let Some((said, other)) = before.filter(|_| !forgot) {
                prop_assert!(text != said || event == other, "twice in a row: {}", text);
            }
            before = Some((text, event));
            state = done.state;
        }
    }
}
