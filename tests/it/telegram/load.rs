//! Many people, floods, faults, and how fast it all goes.

use super::process::{Bot, figure, place};
use super::updates::{rows_that_ask_nothing, updates_of};
use crate::fake::{Fake, TOKEN, Trouble};
use pristan::faces::telegram::{Config, Running};
use pristan::files::Origin;
use pristan::store::{Batch, People, Stored, Table};
use pristan::text::Lang;
use pristan::turn::{Clock, Desk, Library};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

const QUESTIONS: [&str; 6] = [
    "где поменять рубли",
    "where can i sleep tonight",
    "ikamet nasıl alınır",
    "спасибо",
    "какой зубной врач лечит котов",
    "rfhnf vbh hf,jnftn",
];

/// Entries that none of the questions asks for.
const ENTRIES: [&str; 12] = [
    "sim-card",
    "usa-visa",
    "kazakhstan",
    "mobilization",
    "volunteer",
    "buy-property",
    "language",
    "find-work",
    "summons",
    "flights",
    "eu-border",
    "cash-machines",
];

/// Updates at twenty a second from a thousand chats, every fifth of them of a kind that asks nothing, a part of all calls
/// failing, Telegram's limits kept.
#[test]
fn with_faults_everybody_is_answered_and_hardly_anybody_twice() {
    let (updates, seed) = (figure("PRISTAN_UPDATES", 500, 10_000), figure("PRISTAN_SEED", 20_221_001, 20_221_001));
    println!("seed {seed}");
    let fake = Fake::start();
    let (_folder, data) = place();
    fake.mind_the_pace();
    fake.trouble(figure("PRISTAN_TROUBLE", 30, 30), seed);
    let _bot = Bot::start_paced(&fake, &data);
    let mut asked: HashMap<i64, usize> = HashMap::new();
    let mut recent: Vec<(u32, i64, String)> = Vec::new();
    let mut others: Vec<(i64, i64)> = Vec::new();
    let (begun, idle) = (Instant::now(), rows_that_ask_nothing());
    for number in 0..updates {
        let due = begun + Duration::from_millis(50 * number);
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        if number % 5 == 4 {
            let (person, group) = (2_000_000 + number as i64, -3_000_000 - number as i64);
            let row = idle[(number / 5) as usize % idle.len()];
            updates_of(row, person, group).into_iter().for_each(|update| fake.push(update));
            others.push((person, group));
            continue;
        }
        let person = (number * 7919 % 1_000) as i64 + 1;
        // Everybody's first message is a question, each later one asks for another entry: no reply stands for two.
        let count = asked.entry(person).or_default();
        let text = match *count {
            0 => QUESTIONS[number as usize % QUESTIONS.len()].to_owned(),
            later => format!("/start {}", ENTRIES[later % ENTRIES.len()]),
        };
        *count += 1;
        recent.push((fake.says(person, &text), person, text));
        match number % 50 {
            10 | 30 => {
                let (id, person, text) = &recent[recent.len().saturating_sub(7)];
                fake.repeat(*id, text, *person);
            }
            20 => fake.shuffle(seed + number),
            _ => {}
        }
        if number == updates / 15 * 5 || number == updates / 15 * 10 {
            // Ids jump only where nothing is left to acknowledge, as after a quiet week.
            assert!(fake.until(|fake| fake.waiting() == 0));
            fake.jump(if number == updates / 15 * 5 { 1_500_000_000 } else { 5_000_000 });
        }
    }
    fake.trouble(0, 0);
    let ended = Instant::now();
    let missing = |fake: &Fake| {
        let replies = fake.replies();
        let lacks = |(chat, count): (&i64, &usize)| count.saturating_sub(replies.get(chat).map_or(0, HashSet::len));
        asked.iter().map(lacks).sum::<usize>()
    };
    let all = fake.within(Duration::from_secs(60), |fake| missing(fake) == 0);
    let log = || std::fs::read_to_string(data.with_extension("log")).unwrap_or_default();
    assert!(all, "{} are not answered, {} not taken\n{}", missing(&fake), fake.waiting(), log());
    let took = ended.elapsed();
    assert!(fake.until(|fake| fake.waiting() == 0));
    let tally = fake.tally();
    let shown: usize = tally.values().map(|(count, _)| count).sum();
    let questions: usize = asked.values().sum();
    let disturbed: Vec<_> =
        others.iter().filter(|(person, group)| tally.contains_key(person) || tally.contains_key(group)).collect();
    assert_eq!(disturbed, Vec::<&(i64, i64)>::new(), "who asked nothing is told nothing");
    let twice = shown - questions;
    println!(
        "{questions} questions and {} updates of other kinds, {twice} answered twice, the last {took:?} after the faults",
        others.len()
    );
    // Of a few hundred, three more may come by chance.
    assert!(
        twice * 100 <= questions + if questions < 1_000 { 300 } else { 0 },
        "{twice} of {questions} were answered twice"
    );
    assert_eq!(fake.broken(), Vec::<String>::new());
}

/// One chat writes thousands of messages within a minute, the others write as ever.
#[test]
fn a_flood_slows_nobody_else_down() {
    let flood = figure("PRISTAN_FLOOD", 2_000, 10_000);
    let fake = Fake::start();
    let (_folder, data) = place();
    let bot = Bot::start(&fake, &data);
    fake.says(50, "спасибо");
    assert!(fake.until(|fake| fake.sent(50).len() == 1));
    let before = bot.memory();
    let mut asked: HashMap<i64, Instant> = HashMap::new();
    for number in 0..flood {
        fake.says(1, &format!("где поменять рубли {number}"));
        if number % 30 == 0 {
            let person = 1_000 + number as i64;
            asked.insert(person, Instant::now());
            fake.says(person, "где переночевать");
        }
        std::thread::sleep(Duration::from_micros(if number % 100 < 80 { 200 } else { 5_000 }));
    }
    assert!(
        fake.until(|fake| asked.keys().all(|person| !fake.shown(*person).is_empty())),
        "nobody waits for the flood"
    );
    assert!(fake.until(|fake| fake.waiting() == 0), "the flood is acknowledged");
    let mut waits: Vec<Duration> =
        asked.iter().map(|(person, at)| fake.shown(*person)[0].at.saturating_duration_since(*at)).collect();
    waits.sort();
    let p99 = waits[(waits.len() * 99 / 100).min(waits.len() - 1)];
    let grown = bot.memory().saturating_sub(before);
    let flooded = fake.sent(1);
    let told = flooded.iter().filter(|call| call.body["text"].as_str().unwrap_or_default().contains("Слишком много"));
    println!("others waited {p99:?} at p99, memory grew {grown} KiB, {} answers to {flood}", flooded.len());
    assert!(p99 < Duration::from_secs(2), "others waited {p99:?} at p99");
    assert!(told.count() >= 1 && flooded.len() < flood as usize, "{} answers to the flood", flooded.len());
    assert!(before > 0 || !cfg!(target_os = "linux"), "memory is measured on Linux");
    assert!(grown < 64 * 1_024, "memory grew by {grown} KiB");
}

/// Buttons that nobody made.
#[test]
fn what_no_button_carries_does_nothing_and_is_answered() {
    let forged = figure("PRISTAN_FORGED", 3_000, 100_000);
    let fake = Fake::start();
    let (_folder, data) = place();
    let _bot = Bot::start(&fake, &data);
    fake.says(1, "где поменять рубли");
    fake.says(2, "/topics");
    assert!(fake.until(|fake| fake.tally().len() == 2));
    let good: Vec<String> =
        [1, 2].into_iter().flat_map(|person| fake.shown(person)).flat_map(|shown| shown.buttons).map(|b| b.1).collect();
    let mut trouble = Trouble::new(0, 88_172_645_463_325_252);
    let mut chance = |bound: u64| trouble.below(bound) as usize;
    fake.be_forgetful();
    for number in 0..forged {
        let mut data: Vec<char> = good[chance(good.len() as u64)].chars().collect();
        match number % 5 {
            0 => data[chance(60) % 5] = char::from(b' ' + chance(90) as u8),
            1 => data.truncate(chance(20)),
            2 => data.insert(chance(5), ['я', '~', ':', '💥', '\u{0}'][chance(5)]),
            3 => data = (0..chance(64)).map(|_| char::from(chance(256) as u8)).collect(),
            // A good one, but another's.
            _ => {}
        }
        let person = 10 + (number % 500) as i64;
        fake.presses(person, 1, &data.into_iter().collect::<String>());
        // Nobody presses so fast that it is a flood, whose excess is dropped.
        if number % 2_000 == 1_999 {
            assert!(fake.until(|fake| fake.answered() == number + 1));
        }
    }
    assert!(fake.until(|fake| fake.answered() == forged), "{} of {forged} are answered", fake.answered());
    assert_eq!(fake.tally().len(), 2, "nobody is shown anything");
    println!("{forged} forged buttons, all answered");
}

#[test]
fn who_is_slow_is_shown_so_and_holds_up_nobody_else() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let library = Library::open(Origin::choose(&[]), &data, &mut |_| {}).unwrap();
    let people = People::open(&data.join("people"), &data.with_extension("key"), 19_266).unwrap();
    let desk = Arc::new(Desk::new(library, people, Clock::new("2022-10-01".parse().ok()), None));
    let api = Some(fake.address.clone());
    let place = Config {
        token: TOKEN.to_owned(),
        api,
        groups: vec![-5],
        paced: false,
        webhook: None,
        metrics: None,
        settings: None,
        volunteers: None,
        lang: None,
    };
    let mut bot = Running::start(desk.clone(), place).unwrap();
    bot.run_aside();
    // Somebody else holds the turn of this chat.
    let held = desk.alone(&2i64.to_be_bytes());
    fake.says(2, "где поменять рубли");
    fake.says(3, "спасибо");
    assert!(fake.until(|fake| fake.shown(3).len() == 1 && fake.calls("sendChatAction").len() == 1));
    assert!(fake.shown(2).is_empty());
    drop(held);
    assert!(fake.until(|fake| fake.shown(2).len() == 1));
    let typing = fake.calls("sendChatAction");
    assert_eq!(typing.len(), 1);
    assert_eq!((&typing[0].body["chat_id"], &typing[0].body["action"]), (&2.into(), &"typing".into()));
    assert!(fake.until(|_| bot.is_idle()));
    bot.stop();
}

/// A message as it lies in the inbox.
#[derive(serde::Serialize, serde::Deserialize)]
struct InHand {
    chat: i64,
    thread: Option<i32>,
    private: bool,
    user: u64,
    lang: Option<Lang>,
    what: Said,
    tries: u8,
}

/// The first thing that may have happened.
#[derive(serde::Serialize, serde::Deserialize)]
enum Said {
    Words(String),
}

impl Stored for InHand {
    const SCHEMA: u8 = 1;
}

#[test]
fn a_message_over_which_processes_died_is_given_up_with_an_honest_line() {
    let fake = Fake::start();
    let (_folder, data) = place();
    let people = People::open(&data.join("people"), &data.with_extension("key"), 19_266).unwrap();
    let mut batch = Batch::default();
    for (chat, tries) in [(1i64, 4), (2, 3)] {
        let what = Said::Words("где поменять рубли".to_owned());
        let user = chat.unsigned_abs();
        let left = InHand { chat, thread: None, private: true, user, lang: Some(Lang::RU), what, tries };
        people.append(&mut batch, Table::Inbox, &left);
    }
    people.commit(batch).unwrap();
    people.set_starts(5).unwrap();
    drop(people);
    let mut bot = Bot::start(&fake, &data);
    assert!(fake.until(|fake| fake.tally().len() == 2));
    assert!(fake.shown(1)[0].text.contains("не знаю"), "an honest line: {}", fake.shown(1)[0].text);
    assert!(fake.shown(2)[0].text.contains("аэропорт"), "one more is tried: {}", fake.shown(2)[0].text);
    assert!(bot.asked_to_end());
    let log = std::fs::read_to_string(data.with_extension("log")).unwrap();
    assert_eq!(log.matches("event=set_aside").count(), 1, "{log}");
}

/// Prints how fast updates go through, and what many known chats cost.
#[test]
fn throughput() {
    let chats = figure("PRISTAN_CHATS", 500, 100_000) as i64;
    let fake = Fake::start();
    let (_folder, data) = place();
    let mut bot = Bot::start(&fake, &data);
    fake.says(0, "спасибо");
    assert!(fake.until(|fake| fake.tally().len() == 1));
    fake.be_forgetful();
    let (before, begun) = (bot.memory(), Instant::now());
    for chat in 1..=chats {
        fake.says(chat, QUESTIONS[chat as usize % QUESTIONS.len()]);
    }
    assert!(
        fake.within(Duration::from_secs(600), |fake| fake.waiting() == 0 && fake.tally().len() as i64 == chats + 1)
    );
    let took = begun.elapsed().as_secs_f64();
    println!("{:.0} updates a second; memory from {before} to {} KiB", chats as f64 / took, bot.memory());
    assert!(bot.asked_to_end());
    let log = std::fs::read_to_string(data.with_extension("log")).unwrap();
    println!("{}", log.lines().last().unwrap_or_default());
    assert_eq!(fake.broken(), Vec::<String>::new());
}

/// Many chats, and somebody who wants to be forgotten every second.
#[test]
fn somebody_is_forgotten_every_second_and_nobody_waits_for_it() {
    let (chats, turns) = (figure("PRISTAN_CHATS", 400, 50_000) as i64, figure("PRISTAN_TURNS", 3_000, 200_000));
    let fake = Fake::start();
    let (_folder, data) = place();
    let bot = Bot::start(&fake, &data);
    fake.be_forgetful();
    let (begun, each) = (Instant::now(), Duration::from_micros(figure("PRISTAN_EACH", 1_250, 1_250)));
    let mut forgotten = Instant::now();
    let (mut waits, mut watched, mut most_memory) = (Vec::new(), Vec::new(), 0);
    for turn in 0..turns {
        let chat = (turn as i64 * 7_919) % chats + 1;
        fake.says(chat, if turn % 2 == 0 { "/lang en" } else { QUESTIONS[turn as usize % 4] });
        if forgotten.elapsed() > Duration::from_secs(1) {
            forgotten = Instant::now();
            fake.says(chat, "/forget");
            // Somebody whose wait is measured while records are rewritten.
            let other = 1_000_000 + turn as i64;
            watched.push((other, Instant::now()));
            fake.says(other, "спасибо");
        }
        // Never so fast that people wait for each other: what is measured is the wait for the disk.
        std::thread::sleep((begun + each * turn as u32).saturating_duration_since(Instant::now()));
        if turn % 200 == 199 {
            assert!(fake.within(Duration::from_secs(60), |fake| fake.waiting() < 400));
            most_memory = most_memory.max(bot.memory());
        }
    }
    assert!(fake.within(Duration::from_secs(600), |fake| fake.waiting() == 0));
    for (person, asked) in watched {
        assert!(fake.until(|fake| !fake.shown(person).is_empty()), "{person} is not answered");
        waits.push(fake.shown(person)[0].at.saturating_duration_since(asked));
    }
    waits.sort();
    let p99 = waits.get((waits.len() * 99 / 100).min(waits.len().saturating_sub(1))).copied().unwrap_or_default();
    // The last erasure is over before the disk is looked at.
    assert!(fake.within(Duration::from_secs(120), |_| bot.handles() < 300), "{} file handles", bot.handles());
    let lives = chats as u64 * 700;
    let disk = || du(&data.join("people"));
    let bound = 3 * lives + (64 << 20);
    assert!(fake.within(Duration::from_secs(60), |_| disk() < bound), "{} bytes for {lives} that live", disk());
    println!(
        "{turns} turns of {chats} chats: {} were watched, p99 {p99:?}; memory {most_memory} KiB, {} handles, {} KiB on disk",
        waits.len(),
        bot.handles(),
        disk() >> 10
    );
    assert!(most_memory < 300 << 10, "memory grew to {most_memory} KiB");
}

/// The bytes of all files below a folder.
fn du(folder: &std::path::Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let sizes = entries.flatten().map(|entry| match entry.path() {
        path if path.is_dir() => du(&path),
        path => std::fs::metadata(path).map_or(0, |data| data.len()),
    });
    sizes.sum()
}
