//! The volunteers' chat in Telegram: what is posted there, and what becomes of it.

use crate::fake::Fake;
use crate::publishing::{FIVE, base_in, texts};
use crate::telegram::canaries::{holds, secrets, walk};
use crate::telegram::{Bot, figure, place};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The volunteers' chat, and who has a role in it.
pub const DESK: i64 = -100_777;
const OLGA: i64 = 900;
pub const ANNA: i64 = 901;
pub const BORIS: i64 = 902;
const VERA: i64 = 903;
/// The volunteers' chat after it has grown.
const MOVED: i64 = -100_778;
/// Somebody in the chat without a role.
pub const NOBODY: i64 = 909;

/// A gap that is known in three languages: that is what brings questions together across them.
const GAP: &str = "[[gap]]\nid = \"dentist\"\ntitle.en = \"dentists\"\n\
    ask.en = [\"dentist\", \"who treats teeth\", \"dental care\", \"a toothache\"]\n\
    ask.ru = [\"стоматолог\", \"зубной врач\"]\nask.tr = [\"diş hekimi\", \"dişim ağrıyor\", \"diş doktoru\"]\n";

const ANSWER: &str = "At the kiosk by the stairs.\nsource: https://example.org/kiosk\nдата: 2022-09\ntitle: Dentists";

/// A bot with a desk.
pub struct At {
    pub fake: Fake,
    base: PathBuf,
    pub data: PathBuf,
    settings: PathBuf,
    _folder: tempfile::TempDir,
}

impl At {
    pub fn start(approvals: usize, more: &str) -> (At, Bot) {
        At::over(approvals, more, |folder| {
            let base = base_in(folder);
            fs::write(base.join("faq/gaps.toml"), GAP).unwrap();
            base
        })
    }

    /// The same over a base of one's own, made in a folder.
    fn over(approvals: usize, more: &str, made: impl FnOnce(&Path) -> PathBuf) -> (At, Bot) {
        let fake = Fake::start();
        let (folder, data) = place();
        let base = made(folder.path());
        let settings = folder.path().join("settings.toml");
        let people = format!(
            "owners = {{ olga = {OLGA} }}\neditors = {{ vera = {VERA} }}\nvolunteers = {{ anna = {ANNA}, boris = {BORIS} }}\n"
        );
        let shown = base.display().to_string();
        fs::write(
            &settings,
            format!("base = [{shown:?}]\napprovals = {approvals}\nvolunteers_chat = {DESK}\n{people}{more}"),
        )
        .unwrap();
        let at = At { fake, base, data, settings, _folder: folder };
        let bot = at.bot();
        (at, bot)
    }

    pub fn bot(&self) -> Bot {
        let environment = [("PRISTAN_UNPACED", "1"), ("PRISTAN_SETTINGS", self.settings.to_str().unwrap())];
        Bot::start_in(&self.fake, &self.data, &environment)
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.data.with_extension("log")).unwrap_or_default()
    }

    /// The desk as it is shown now, for a message of a failed test.
    pub fn desk(&self) -> Vec<String> {
        self.fake.all_now(DESK).into_iter().map(|shown| format!("{}\n{:?}", shown.text, shown.buttons)).collect()
    }

    /// Waits for a message of the desk that holds these words; gives its number.
    pub fn sees(&self, words: &str) -> i64 {
        let seen = self.fake.until(|fake| fake.holding(DESK, words).is_some());
        assert!(seen, "“{words}” is not in {:#?}\n{}", self.desk(), self.log());
        self.fake.holding(DESK, words).unwrap().message
    }

    pub fn presses(&self, person: i64, label: &str) {
        assert!(self.fake.press_in(DESK, person, label), "no “{label}” in {:#?}", self.desk());
    }

    /// Somebody presses, and is told this for a moment.
    fn is_told(&self, person: i64, label: &str, words: &str) {
        let before = self.fake.toasts(person).len();
        self.presses(person, label);
        let told = self.fake.until(|fake| fake.toasts(person).len() > before);
        let last = self.fake.toasts(person).pop().unwrap_or_default();
        assert!(told && last.contains(words), "“{label}”: “{last}” has no “{words}”");
    }

    /// How often a person was sent the answer.
    fn told(&self, person: i64) -> usize {
        let sent = self.fake.sent(person).into_iter();
        sent.filter(|call| call.body["text"].to_string().contains("At the kiosk by the stairs")).count()
    }
}

#[test]
fn what_five_people_ask_is_answered_in_the_volunteers_chat_and_taken_back_to_the_byte() {
    let (at, bot) = At::start(2, "");
    five_ask(&at, bot);
}

/// The same over the base inside the binary, with its thousands of phrasings.
#[test]
fn what_five_people_ask_is_answered_from_the_shipped_base() {
    let (at, bot) = At::over(2, "", |folder| {
        let base = folder.join("base");
        fs::create_dir_all(&base).unwrap();
        for part in ["faq", "seeds"] {
            let mut copy = std::process::Command::new("cp");
            copy.arg("-r").arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(part)).arg(&base);
            assert!(copy.status().unwrap().success());
        }
        // The desk speaks the first of the languages.
        let about = fs::read_to_string(base.join("faq/base.toml")).unwrap();
        fs::write(base.join("faq/base.toml"), about.replace("[\"ru\", \"en\", \"tr\"]", "[\"en\", \"ru\", \"tr\"]"))
            .unwrap();
        base
    });
    five_ask(&at, bot);
}

fn five_ask(at: &At, mut bot: Bot) {
    let (fake, first) = (&at.fake, texts(&at.base));
    for (person, (text, label)) in (1..).zip(FIVE) {
        fake.says(person, text);
        assert!(fake.until(|fake| fake.sent(person).len() == 1), "{text}");
        assert!(fake.press(person, label), "{text}: {:?}", fake.shown(person));
    }
    let post = at.sees("#q");
    at.presses(ANNA, "I take it");
    at.sees("In hand.");
    let shown = fake.now(DESK, post).unwrap().text;
    assert!(shown.contains("asked: 5 · ru en tr") && shown.contains("The bot says: "), "{shown}");
    assert_eq!(fake.all_now(DESK).iter().filter(|shown| shown.text.starts_with("#q")).count(), 1, "{:#?}", at.desk());
    // What is missing is asked for, and added.
    fake.replies_in(DESK, ANNA, post, ANSWER);
    let draft = at.sees("Missing: keeps.");
    fake.replies_in(DESK, ANNA, draft, "срок: 3 месяца");
    at.sees("keeps: 3 месяца");
    // It was taken for English; somebody knows better, and then does not.
    at.sees("Dentists (en)");
    fake.replies_in(DESK, ANNA, draft, "язык: türkçe");
    at.sees("Dentists (tr)");
    fake.replies_in(DESK, ANNA, draft, "language: en");
    let is_english =
        |fake: &Fake| fake.all_now(DESK).iter().filter(|one| one.text.contains("Dentists (en)")).count() >= 3;
    assert!(fake.until(is_english), "{:#?}", at.desk());
    let pressed = Instant::now();
    at.presses(ANNA, "Publish");
    at.sees("anna proposes it; it waits for somebody else's yes.");
    let proposed = pressed.elapsed();
    assert_eq!(texts(&at.base), first, "nothing is published before a second person agrees");
    at.is_told(ANNA, "I agree", "You have agreed already");
    let pressed = Instant::now();
    at.presses(BORIS, "I agree");
    at.sees("Published by anna, boris (change 1).");
    let agreed = pressed.elapsed();
    let published = fake.holding(DESK, "Published by").unwrap().at;
    fake.says(6, "i need a dentist who treats cats");
    assert!(fake.until(|_| at.told(6) == 1), "{:?}", fake.sent(6));
    let answered = fake.shown(6).pop().unwrap().at;
    assert!(answered - published < Duration::from_secs(1), "{:?} after it was published", answered - published);
    assert!(fake.until(|_| (1..=5).all(|person| at.told(person) == 1)), "all five are told");
    let russian = fake.sent(3).pop().unwrap().body["text"].to_string();
    assert!(russian.contains("Вы просили сообщить"), "in their language: {russian}");
    let written: Vec<String> = texts(&at.base)
        .into_iter()
        .filter(|(path, text)| first.get(path) != Some(text))
        .map(|(_, text)| text)
        .collect();
    let [written] = &written[..] else { panic!("{} files were written", written.len()) };
    assert!(written.contains("title.en = \"Dentists\"") && written.contains("shelf_life = \"3 months\""), "{written}");
    // What was delivered is struck out by the time that somebody else is answered.
    fake.says(8, "thanks");
    assert!(fake.until(|fake| fake.sent(8).len() == 1));
    std::thread::sleep(Duration::from_millis(300));
    bot.kill();
    let mut bot = at.bot();
    fake.says(6, "thanks");
    assert!(fake.until(|fake| fake.sent(6).len() == 2));
    assert!((1..=5).all(|person| at.told(person) == 1), "once");
    let pressed = Instant::now();
    at.presses(ANNA, "Take back");
    at.sees("Taken back by anna.");
    println!(
        "proposed after {proposed:.2?}, agreed to and in service after {agreed:.2?}, undone after {:.2?}",
        pressed.elapsed()
    );
    assert_eq!(texts(&at.base), first, "to the byte");
    fake.says(7, "i need a dentist who treats cats");
    assert!(fake.until(|fake| fake.sent(7).len() == 1));
    assert_eq!(at.told(7), 0, "it is not answered any more");
    assert_eq!(fake.broken(), Vec::<String>::new());
    assert!(bot.asked_to_end());
}

#[test]
fn one_person_is_enough_where_it_is_an_editor_and_a_volunteer_is_never() {
    let (at, _bot) = At::start(1, "");
    let (fake, first) = (&at.fake, texts(&at.base));
    fake.says(1, "where do i find a violin teacher");
    let post = at.sees("#q");
    assert!(fake.now(DESK, post).unwrap().text.contains("violin"));
    // A volunteer's phrasing waits for somebody; an editor's does not.
    at.presses(ANNA, "Belongs to");
    at.sees("anna proposes it");
    assert_eq!(texts(&at.base), first);
    at.is_told(BORIS, "Drop", "This needs the role “editor”");
    at.presses(ANNA, "Drop");
    at.sees("Taken back by anna.");
    at.presses(VERA, "Belongs to");
    at.sees("Published by vera (change 2).");
    assert!(texts(&at.base) != first);
    fake.says(2, "where do i find a violin teacher");
    assert!(fake.until(|fake| fake.sent(2).len() == 1));
    let answer = fake.sent(2)[0].body["text"].to_string();
    assert!(answer.contains("From the pier") || answer.contains("Wednesdays") || answer.contains("kiosk"), "{answer}");
    at.presses(VERA, "Take back");
    at.sees("Taken back by vera.");
    assert_eq!(texts(&at.base), first, "to the byte");
    // A gap is completed in a reply.
    fake.replies_in(DESK, ANNA, post, "nothing");
    let inbox = fake.says_in(DESK, VERA, "/inbox");
    assert!(inbox > 0);
    at.sees("Questions that wait: 1.");
    at.presses(VERA, "Gap");
    let how = at.sees("complete: “I have nothing about …”");
    fake.replies_in(DESK, VERA, how, "music lessons");
    at.sees("vera proposes a gap:");
    at.presses(VERA, "Publish");
    at.sees("Published by vera (change 3).");
    assert!(fs::read_to_string(at.base.join("faq/gaps.toml")).unwrap().contains("title.en = \"music lessons\""));
    fake.says(3, "where do i find a violin teacher");
    assert!(fake.until(|fake| fake.sent(3).len() == 1));
    assert!(fake.sent(3)[0].body["text"].to_string().contains("music lessons"), "{:?}", fake.sent(3));
    // What is said in passing is nobody's question.
    let before = fake.sent(DESK).len();
    fake.says_in(DESK, ANNA, "@pristan_test_bot where do i find a violin teacher");
    fake.says_in(DESK, NOBODY, "/why");
    fake.says(4, "thanks");
    assert!(fake.until(|fake| fake.sent(4).len() == 1 && fake.waiting() == 0));
    assert_eq!(fake.sent(DESK).len(), before, "{:#?}", at.desk());
    assert_eq!(fake.broken(), Vec::<String>::new());
}

/// Who is removed from the settings has no role a moment later; settings that make no sense change nothing.
#[test]
fn who_is_removed_from_the_settings_has_no_role_any_more() {
    let (at, _bot) = At::start(1, "");
    let fake = &at.fake;
    fake.says(1, "where do i find a violin teacher");
    at.sees("#q");
    fake.says_in(DESK, VERA, "/inbox");
    at.sees("Questions that wait: 1.");
    let settings = fs::read_to_string(&at.settings).unwrap();
    let without = settings.replace(&format!("editors = {{ vera = {VERA} }}\n"), "");
    assert_ne!(settings, without);
    let said = |event: &str| fake.until(|_| at.log().contains(event));
    fs::write(&at.settings, without.replace("approvals = 1", "approvals = \"one\"")).unwrap();
    assert!(said("the edited settings are refused"), "{}", at.log());
    at.presses(VERA, "I take it");
    at.sees("In hand.");
    fs::write(&at.settings, &without).unwrap();
    assert!(said("event=roles_changed"), "{}", at.log());
    at.is_told(VERA, "Gap", "This needs a role");
    at.is_told(VERA, "Ignore", "This needs a role");
    fs::write(&at.settings, &settings).unwrap();
    assert!(fake.until(|_| at.log().matches("event=roles_changed").count() == 2), "{}", at.log());
    at.presses(VERA, "Ignore");
    at.sees("Ignored");
}

/// What newcomers write who must not be known at the desk.
const WRITTEN: [&str; 5] = [
    "где лечить лихорадку, я Зябликова, мой номер +79990001122",
    "which violin teacher takes children @canary_zyablik or canary_zyablik@mail.org",
    "my name is Canarina, which dentist treats cats",
    "Canarina Zyablikova here, who repairs a kettle? call 79990001122",
    "меня зовут Canarina Зябликова где починить чайник",
];

/// Everything that a person at the desk may say.
const SAID: [&str; 12] = [
    "/inbox",
    "/inbox 1",
    "/inbox 99999",
    "/digest",
    "/roles",
    "/help",
    "/volunteer eve 905",
    "/editor eve 905",
    "/owner eve 905",
    "/remove 901",
    "/why",
    "@pristan_test_bot who asked that",
];

#[test]
fn who_has_no_role_any_more_or_is_elsewhere_does_nothing_and_nobody_is_known_at_the_desk() {
    let (at, bot) = At::start(1, "");
    let fake = &at.fake;
    let newcomers = 987_654_000..987_654_010_i64;
    for (person, text) in newcomers.clone().zip(WRITTEN.iter().cycle()) {
        fake.says(person, text);
        assert!(fake.until(|fake| !fake.sent(person).is_empty()));
    }
    at.sees("violin");
    let post = at.sees("kettle");
    fake.replies_in(DESK, ANNA, post, "Ask at the bakery.");
    at.sees("#d");
    fake.replies_in(DESK, ANNA, post, &ANSWER.replace("Dentists", "Kettles"));
    let lacks = fake.until(|fake| fake.all_now(DESK).iter().filter(|shown| shown.text.starts_with("#d")).count() == 2);
    assert!(lacks, "{:#?}", at.desk());
    // Vera was an editor and is one no more: refused at the next press.
    fake.answers_in(DESK, OLGA, VERA, "/remove");
    at.sees("vera has no role any more.");
    let first = texts(&at.base);
    let buttons = || -> Vec<(i64, String, String)> {
        let all = fake.all_now(DESK).into_iter();
        let of = |shown: crate::fake::Shown| {
            let message = shown.message;
            shown.buttons.into_iter().map(move |(label, data)| (message, label, data)).collect::<Vec<_>>()
        };
        all.flat_map(of).collect()
    };
    let (before, mut toasts) = (buttons(), Vec::new());
    assert!(before.len() > 8, "{before:?}");
    for (message, _, data) in &before {
        let answered = fake.answered();
        for person in [VERA, NOBODY] {
            fake.presses_in(DESK, person, *message, data);
            toasts.push((person, "This needs a role"));
        }
        // The same data where it was not made for, and what was never made.
        fake.presses(ANNA, *message, data);
        fake.presses_in(-100_555, BORIS, *message, data);
        toasts.push((ANNA, "не действует"));
        toasts.push((BORIS, "не действует"));
        assert!(fake.until(|fake| fake.answered() >= answered + 4), "{}", at.log());
    }
    for forged in ["v:t:1", "v:P:1~0000000000000000", "", "v:u:1~", "e:ferry"] {
        fake.presses_in(DESK, OLGA, before[0].0, forged);
        toasts.push((OLGA, "out of date"));
    }
    for text in SAID {
        fake.says_in(DESK, NOBODY, text);
        fake.answers_in(DESK, VERA, ANNA, text);
        // A chat's line takes twenty at a time.
        std::thread::sleep(Duration::from_millis(100));
    }
    fake.replies_in(DESK, NOBODY, post, ANSWER);
    for person in [VERA, NOBODY, ANNA, BORIS, OLGA] {
        let expected: Vec<&str> = toasts.iter().filter(|(of, _)| *of == person).map(|(_, words)| *words).collect();
        let done = fake.until(|fake| fake.toasts(person).len() >= expected.len());
        let told = fake.toasts(person);
        assert!(done && told.iter().zip(&expected).all(|(told, words)| told.contains(words)), "{person}: {told:?}");
    }
    assert!(fake.until(|fake| fake.waiting() == 0));
    assert_eq!((buttons(), texts(&at.base)), (before, first), "nothing was done");
    every_button_in_every_state(&at, bot);
}

/// A volunteer presses every button that ever stands there, and says everything: what they see holds nothing of anybody.
fn every_button_in_every_state(at: &At, mut bot: Bot) {
    let fake = &at.fake;
    let mut pressed: Vec<String> = Vec::new();
    for person in [ANNA, BORIS, OLGA] {
        for _ in 0..40 {
            let new = fake.all_now(DESK).into_iter().find_map(|shown| {
                let button = shown.buttons.iter().find(|(_, data)| !pressed.contains(&format!("{person}{data}")))?;
                Some((shown.message, button.1.clone()))
            });
            let Some((message, data)) = new else { break };
            let before = fake.answered();
            fake.presses_in(DESK, person, message, &data);
            pressed.push(format!("{person}{data}"));
            assert!(fake.until(|fake| fake.answered() > before), "{data}");
        }
        for text in SAID.iter().filter(|text| person != OLGA || !text.starts_with("/remove")) {
            fake.says_in(DESK, person, text);
            std::thread::sleep(Duration::from_millis(200));
        }
        assert!(fake.until(|fake| fake.waiting() == 0));
    }
    assert!(pressed.len() > 20, "{pressed:?}");
    // The owner gave the role last: an owner; taken away at once.
    at.sees("eve has the role “owner”.");
    assert!(bot.asked_to_end());
    let secrets = secrets(10);
    let mut all = at.log().into_bytes();
    for call in fake.sent(DESK).iter().chain(&fake.calls("editMessageText")).chain(&fake.calls("answerCallbackQuery")) {
        let is_desks = call.body["chat_id"] == DESK || call.body["callback_query_id"].is_string();
        all.extend(if is_desks { call.body.to_string().into_bytes() } else { Vec::new() });
    }
    for path in walk(&at.data).into_iter().filter(|path| !path.to_string_lossy().contains("knowledge")) {
        all.extend(fs::read(path).unwrap());
    }
    all.extend(texts(&at.base).into_values().flat_map(String::into_bytes));
    for secret in &secrets {
        assert!(!holds(&all, secret), "`{}` ({secret:?}) is to be read", String::from_utf8_lossy(secret));
    }
    println!("{} presses, {} secrets looked for in {} bytes", pressed.len(), secrets.len(), all.len());
    assert_eq!(fake.broken(), Vec::<String>::new());
}

#[test]
fn a_forum_has_topics_and_a_week_a_digest() {
    let (at, mut bot) = At::start(1, "");
    let fake = &at.fake;
    assert!(fake.until(|fake| fake.calls("getChat").len() == 1));
    bot.kill();
    fake.is_forum(DESK);
    let mut bot = at.bot();
    fake.says(1, "where do i find a violin teacher");
    at.sees("#q");
    let topics = fake.calls("createForumTopic");
    assert_eq!(topics.len(), 2, "{topics:?}");
    assert!(fake.sent(DESK)[0].body["message_thread_id"].is_i64(), "{:?}", fake.sent(DESK));
    assert!(!fake.sent(DESK).iter().any(|call| call.body["text"].to_string().contains("#week")), "nothing to tell yet");
    fake.says_in(DESK, ANNA, "/digest");
    at.sees("#week 2022-09-19 – 2022-09-25");
    bot.kill();
    // A week later, however often it is started.
    for _ in 0..2 {
        let mut later = at.bot_on("2022-10-04");
        fake.says(2, "thanks");
        let digests = |fake: &Fake| fake.all_now(DESK).iter().filter(|shown| shown.text.contains("2022-10-02")).count();
        assert!(fake.until(|fake| digests(fake) == 1 && fake.waiting() == 0), "{:#?}\n{}", at.desk(), at.log());
        // Killed between the sending and its note it would send it again: what is told at least once is tried elsewhere.
        assert!(later.asked_to_end(), "{}", at.log());
    }
    let digest = fake.holding(DESK, "#week 2022-09-26").unwrap().text;
    assert!(digest.contains("not answered: 1") && digest.contains("violin"), "{digest}");
    assert_eq!(fake.calls("createForumTopic").len(), 2, "topics are made once");
    assert_eq!(fake.broken(), Vec::<String>::new());
}

impl At {
    fn bot_on(&self, day: &str) -> Bot {
        let environment = [("PRISTAN_UNPACED", "1"), ("PRISTAN_SETTINGS", self.settings.to_str().unwrap())];
        Bot::start_on(&self.fake, &self.data, day, &environment)
    }
}

#[test]
fn killed_while_it_publishes_it_publishes_once_and_tells_once() {
    let (at, mut bot) = At::start(2, "");
    let fake = &at.fake;
    let first = texts(&at.base);
    let rounds = figure("PRISTAN_DESK_ROUNDS", 4, 200);
    let mut made = 0;
    fake.says(1, FIVE[0].0);
    assert!(fake.until(|fake| fake.sent(1).len() == 1));
    let post = at.sees("#q");
    for round in 0..rounds {
        let person = 10 + round as i64;
        fake.says(person, FIVE[0].0);
        assert!(fake.until(|fake| fake.sent(person).len() == 1), "{}", at.log());
        assert!(fake.press(person, FIVE[0].1));
        fake.replies_in(DESK, ANNA, post, &format!("{ANSWER} {round}\nkeeps: 1 year"));
        let title = format!("Dentists {round} (en)");
        let draft = at.sees(&title);
        let press = |fake: &Fake, who: i64, label: &str| {
            let shown = fake.now(DESK, draft).unwrap();
            let button = shown.buttons.iter().find(|(text, _)| text == label).map(|(_, data)| data.clone());
            button.map(|data| fake.presses_in(DESK, who, draft, &data)).is_some()
        };
        assert!(press(fake, ANNA, "Publish"), "{:#?}", at.desk());
        let waits = |fake: &Fake| fake.now(DESK, draft).is_some_and(|shown| shown.text.contains("waits for"));
        assert!(fake.until(waits), "{:#?}", at.desk());
        assert!(press(fake, BORIS, "I agree"));
        std::thread::sleep(Duration::from_millis(round * 7919 % 1_500));
        bot.kill();
        bot = at.bot();
        let published =
            |fake: &Fake| fake.now(DESK, draft).is_some_and(|shown| shown.text.contains("Published by anna, boris"));
        assert!(fake.until(published), "round {round}: {:#?}\n{}", at.desk(), at.log());
        assert!(fake.until(|_| at.told(person) >= 1), "round {round}: nothing is lost");
        made += 1;
        assert!(press(fake, BORIS, "I agree") || press(fake, ANNA, "Take back"));
        assert!(fake.until(|fake| fake.now(DESK, draft).is_some_and(|shown| shown.text.contains("Taken back"))));
        assert_eq!(texts(&at.base), first, "round {round}: to the byte");
    }
    bot.kill();
    bot = at.bot();
    fake.says(2, "thanks");
    assert!(fake.until(|fake| fake.sent(2).len() == 1));
    let twice = (10..10 + rounds as i64).filter(|person| at.told(*person) > 1).count();
    println!("{made} published over {rounds} kills, {twice} told twice");
    // A message that was under way when the process died may come once more; what was promised is not sent anew.
    assert!(twice <= 1 + rounds as usize / 20, "{twice} of {rounds} were told twice");
    assert!((10..10 + rounds as i64).all(|person| at.told(person) <= 2));
    assert!(bot.asked_to_end());
}

/// The number of an account that stands in the log or on the disk would tell who volunteers are.
#[test]
fn who_volunteers_is_not_to_be_read() {
    let (at, mut bot) = At::start(1, "");
    let fake = &at.fake;
    fake.answers_in(DESK, OLGA, 987_654_001, "/volunteer Deniz");
    at.sees("deniz has the role “volunteer”.");
    fake.answers_in(DESK, OLGA, 987_654_002, "/editor deniz");
    at.sees("Somebody else is called deniz here");
    fake.answers_in(DESK, ANNA, 987_654_002, "/editor eve");
    at.sees("This needs the role “owner”.");
    fake.says_in(DESK, OLGA, &format!("/remove {OLGA}"));
    at.sees("The settings name this owner");
    fake.says_in(DESK, 987_654_001, "/inbox");
    at.sees("Nothing waits.");
    fake.says_in(DESK, OLGA, "/roles");
    at.sees("anna: volunteer\nboris: volunteer\ndeniz: volunteer");
    // The group gets another id: it is the desk still, and its buttons work on.
    fake.says(1, "who repairs a violin");
    at.sees("#q");
    let chat = serde_json::json!({"id": DESK, "type": "group", "title": "G"});
    let moves = serde_json::json!({"from": crate::fake::user(OLGA), "chat": chat, "migrate_to_chat_id": MOVED});
    fake.update("message", moves);
    fake.says_in(MOVED, ANNA, "/inbox");
    assert!(fake.until(|fake| fake.holding(MOVED, "Questions that wait: 1.").is_some()), "{}", at.log());
    fake.says_in(MOVED, ANNA, "/inbox 99999");
    let question = fake.holding(DESK, "#q").unwrap();
    let number = question.text.split_whitespace().next().unwrap().trim_start_matches("#q").to_owned();
    fake.says_in(MOVED, ANNA, &format!("/inbox {number}"));
    assert!(fake.until(|fake| fake.press_in(MOVED, ANNA, "I take it")), "{}", at.log());
    assert!(fake.until(|fake| fake.holding(MOVED, "In hand.").is_some()), "{}", at.log());
    assert!(bot.asked_to_end());
    let mut all = at.log().into_bytes();
    for path in walk(Path::new(&at.data)).into_iter().filter(|path| !path.to_string_lossy().contains("knowledge")) {
        all.extend(fs::read(path).unwrap());
    }
    for secret in secrets(3) {
        assert!(!holds(&all, &secret), "`{}`", String::from_utf8_lossy(&secret));
    }
}
