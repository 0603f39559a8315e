//! A human: what goes between a person and the volunteers, and what does not.

use crate::desk::{ANNA, At, BORIS, DESK, NOBODY};
use crate::fake::Fake;
use crate::telegram::canaries::{holds, secrets, walk};
use std::fs;

const PERSON: i64 = 987_654_000;
const PASS_ON: &str = "Pass my question on to a person";

/// The mark of the newest talk.
fn mark(at: &At) -> String {
    let message = at.sees("#t");
    let text = at.fake.now(DESK, message).unwrap().text;
    text.split_whitespace().next().unwrap().to_owned()
}

fn says(fake: &Fake, person: i64, text: &str) -> String {
    let before = fake.shown(person).len();
    fake.says(person, text);
    assert!(fake.until(|fake| fake.shown(person).len() > before), "{text}");
    fake.shown(person).pop().unwrap().text
}

/// How many messages of the desk hold these words.
fn count(fake: &Fake, words: &str) -> usize {
    fake.all_now(DESK).iter().filter(|shown| shown.text.contains(words)).count()
}

#[test]
fn two_failures_in_a_row_are_passed_on_and_the_reply_comes_back() {
    let (at, mut bot) = At::start(1, "");
    let fake = &at.fake;
    says(fake, PERSON, "/lang en");
    says(fake, PERSON, "which violin teacher takes children @canary_zyablik");
    assert!(!fake.press(PERSON, PASS_ON), "one failure is none");
    says(fake, PERSON, "my name is Canarina, who repairs a kettle? +79990001122");
    assert!(fake.press(PERSON, PASS_ON), "{:?}", fake.shown(PERSON));
    let talk = mark(&at);
    let post = fake.holding(DESK, &talk).unwrap();
    assert!(post.text.contains("who repairs a kettle") && !post.text.contains("Canarina"), "{}", post.text);
    let told = |fake: &Fake, words: &str| fake.shown(PERSON).iter().any(|shown| shown.text.contains(words));
    assert!(fake.until(|fake| told(fake, "Passed on to the volunteers")), "{:?}", fake.shown(PERSON));
    // What is said from now on goes to them, and the bot is silent.
    let before = fake.shown(PERSON).len();
    fake.says(PERSON, "it leaks at the bottom, Canarina");
    at.sees("it leaks at the bottom");
    // Danger is the bot's to answer, at once, and nobody else's to read.
    let advice = says(fake, PERSON, "i want to die");
    assert!(!advice.is_empty() && fake.shown(PERSON).len() == before + 1, "{advice}");
    assert_eq!(count(fake, "want to die"), 0);
    fake.replies_in(DESK, NOBODY, post.message, "I know who you are");
    fake.replies_in(DESK, BORIS, post.message, "Bring it to <b>the bakery</b>, canary_volunteer");
    assert!(fake.until(|fake| told(fake, "A volunteer writes:\n\nBring it to <b>the bakery</b>")), "{}", at.log());
    assert!(!told(fake, "I know who you are"), "only who has a role");
    let sent = fake.sent(PERSON).pop().unwrap().body.to_string();
    assert!(!sent.contains("boris") && !sent.contains("forward"), "{sent}");
    // A process that dies goes on with it.
    bot.kill();
    bot = at.bot();
    fake.says(PERSON, "thanks a lot");
    at.sees("thanks a lot");
    assert!(fake.press(PERSON, "Back to the bot"));
    at.sees("The person has gone back to the bot.");
    let reply = says(fake, PERSON, "when does the ferry leave");
    assert!(reply.contains("From the pier"), "{reply}");
    fake.replies_in(DESK, BORIS, post.message, "too late");
    at.sees("Nothing is left to do here.");
    // Another talk of the same person has another name.
    says(fake, PERSON, "where do i find a violin teacher");
    let offered = says(fake, PERSON, "i want to talk to a person");
    assert!(offered.contains("I am a program, but I can pass your question on"), "{offered}");
    assert!(fake.press(PERSON, PASS_ON));
    assert!(fake.until(|fake| mark_of(fake) != talk), "{:#?}", at.desk());
    at.presses(ANNA, "End the talk");
    assert!(fake.until(|fake| told(fake, "The volunteers have ended this talk.")), "{}", at.log());
    assert!(says(fake, PERSON, "when does the ferry leave").contains("From the pier"));
    // Forgetting ends it, too.
    says(fake, PERSON, "where do i find a violin teacher");
    says(fake, PERSON, "who repairs a kettle");
    assert!(fake.press(PERSON, PASS_ON));
    assert!(fake.until(|fake| fake.shown(PERSON).pop().unwrap().text.contains("Passed on")));
    says(fake, PERSON, "/forget");
    assert!(fake.until(|fake| count(fake, "gone back to the bot") == 2), "{:#?}", at.desk());
    assert_eq!(fake.calls("forwardMessage").len() + fake.calls("copyMessage").len(), 0);
    assert!(bot.asked_to_end());
    let mut all = at.log().into_bytes();
    for call in fake.sent(DESK) {
        all.extend(call.body.to_string().into_bytes());
    }
    for path in walk(&at.data).into_iter().filter(|path| !path.to_string_lossy().contains("knowledge")) {
        all.extend(fs::read(path).unwrap());
    }
    for secret in secrets(1) {
        assert!(!holds(&all, &secret), "`{}` is to be read", String::from_utf8_lossy(&secret));
    }
    assert_eq!(fake.broken(), Vec::<String>::new());
}

fn mark_of(fake: &Fake) -> String {
    let newest = fake.holding(DESK, "Somebody asks for a person").map(|shown| shown.text).unwrap_or_default();
    newest.split_whitespace().next().unwrap_or_default().to_owned()
}

#[test]
fn outside_of_the_hours_it_says_when_and_without_a_desk_nobody_is_offered() {
    // A minute of the day that is never now: half a day away.
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() / 3_600 % 24;
    let from = (now + 12) % 24;
    let hours = format!("hours = \"{from:02}:00-{from:02}:30 +00:00\"\n");
    let (at, _bot) = At::start(1, &hours);
    let fake = &at.fake;
    says(fake, 1, "/lang en");
    says(fake, 1, "where do i find a violin teacher");
    says(fake, 1, "who repairs a kettle");
    assert!(fake.press(1, PASS_ON));
    let told = format!("they answer {from:02}:00–{from:02}:30 (UTC+0)");
    assert!(fake.until(|fake| fake.shown(1).pop().unwrap().text.contains(&told)), "{:?}", fake.shown(1).pop());
    // In danger nobody is offered a way around the advice.
    let advice = says(fake, 2, "i want to die");
    assert!(!advice.contains("pass your question"), "{advice}");
    // Whoever asks for a person before asking anything is told to ask.
    says(fake, 3, "/lang en");
    says(fake, 3, "i want to talk to a person");
    assert!(fake.press(3, PASS_ON));
    assert!(fake.until(|fake| fake.shown(3).len() == 3));
    assert_eq!(fake.broken(), Vec::<String>::new());
}
