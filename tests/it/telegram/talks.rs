//! Every scripted conversation, end to end through Telegram: update in, message and buttons out, as a person sees them.

use super::process::{WEBHOOK, free_addresses, place};
use crate::fake::{Fake, Shown, TOKEN};
use jiff::civil::Date;
use pristan::faces::script::{Heard, Input, SCRIPTS, Talk, Told, gather, newest, parse, run};
use pristan::faces::telegram::{Config, Running};
use pristan::files::Origin;
use pristan::settings::Webhook;
use pristan::store::People;
use pristan::talk::{THUMB_DOWN, THUMB_UP};
use pristan::turn::{Clock, Desk, Library};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Commands that only the terminal has.
const TERMINAL: [&str; 2] = ["/now", "/save"];

/// A bot behind Telegram, one script long.
struct Through<'a> {
    fake: &'a Fake,
    data: &'a Path,
    /// Where the bot is called; without it, it polls.
    called: Option<SocketAddr>,
    base: Option<PathBuf>,
    desk: Option<Arc<Desk>>,
    bot: Option<Running>,
    now: Option<Date>,
    user: String,
    people: HashMap<String, i64>,
    /// The first of this script's people.
    first: i64,
}

impl Through<'_> {
    fn start(&mut self) {
        let origin = Origin::choose(&self.base.iter().cloned().collect::<Vec<_>>());
        let library = Library::open(origin, self.data, &mut |_| {}).unwrap();
        let today = self.now.unwrap_or_else(|| newest(&library.index().base));
        let (folder, key) = (self.data.join("people"), self.data.with_extension("key"));
        let people = People::open(&folder, &key, Clock::number(today)).unwrap();
        let desk = Arc::new(Desk::new(library, people, Clock::new(Some(today)), None));
        let api = Some(self.fake.address.clone());
        let webhook = self.called.map(|listen| Webhook { url: WEBHOOK.to_owned(), listen });
        let place = Config {
            token: TOKEN.to_owned(),
            api,
            groups: Vec::new(),
            paced: false,
            webhook,
            metrics: None,
            settings: None,
            volunteers: None,
            lang: None,
        };
        let mut bot = Running::start(desk.clone(), place).unwrap();
        bot.run_aside();
        (self.desk, self.bot) = (Some(desk), Some(bot));
    }

    fn stop(&mut self) {
        self.bot.take().unwrap().stop();
        self.desk = None;
    }

    fn person(&mut self) -> i64 {
        let next = self.first + self.people.len() as i64;
        *self.people.entry(self.user.clone()).or_insert(next)
    }
}

impl Talk for Through<'_> {
    fn now(&mut self, day: Date) {
        self.now = Some(day);
        self.desk.as_ref().unwrap().set_clock(Clock::new(Some(day)));
    }

    fn user(&mut self, name: &str) {
        name.clone_into(&mut self.user);
    }

    fn restart(&mut self) {
        self.stop();
        self.start();
    }

    fn base(&mut self, folder: &Path) -> Result<(), String> {
        self.base = Some(folder.to_owned());
        self.restart();
        Ok(())
    }

    fn does(&mut self, input: &Input) -> Result<Vec<Heard>, String> {
        let person = self.person();
        let before = (self.fake.shown(person).len(), self.fake.toasts(person).len());
        match input {
            Input::Says(text) => drop(self.fake.says_without_language(person, text)),
            Input::Presses(label) if self.fake.press(person, label) => {}
            Input::Presses(label) => return Err(format!("there is no button `{label}`")),
        }
        let bot = self.bot.as_ref().unwrap();
        if !self.fake.until(|fake| fake.waiting() == 0 && bot.is_idle()) {
            return Err("nothing came within a minute".to_owned());
        }
        let toasts = self.fake.toasts(person).split_off(before.1);
        let toast = |text: String| Heard { text: text.clone(), message: text, buttons: Vec::new(), reply: None };
        let shown = self.fake.shown(person).split_off(before.0);
        Ok(shown.into_iter().map(heard).chain(toasts.into_iter().map(toast)).collect())
    }
}

/// A message as a script knows it: what may be pressed stands below the words.
fn heard(shown: Shown) -> Heard {
    let mut text = shown.text.clone();
    let labels: Vec<String> = shown.buttons.into_iter().map(|(label, _)| label).collect();
    for (at, label) in labels.iter().filter(|label| ![THUMB_UP, THUMB_DOWN].contains(&label.as_str())).enumerate() {
        text.push_str(&format!("\n{}. {label}", at + 1));
    }
    Heard { text, message: shown.text, buttons: labels, reply: None }
}

#[test]
fn every_script_goes_the_same_way_through_telegram() {
    every_script(&Fake::start(), None);
}

#[test]
fn every_script_goes_the_same_way_when_telegram_calls() {
    let fake = Fake::start();
    let [address, _] = free_addresses();
    let _way = fake.brings_to(address);
    every_script(&fake, Some(address));
}

fn every_script(fake: &Fake, called: Option<SocketAddr>) {
    let (_folder, data) = place();
    let mut reports = String::new();
    let mut turns = 0;
    let mut through: Option<Through<'_>> = None;
    for (at, path) in gather(Path::new(SCRIPTS)).unwrap().into_iter().enumerate() {
        let read = |path: &Path| std::fs::read_to_string(path).map_err(|error| error.to_string());
        let script = parse(&path, &read).unwrap();
        let says = |input: &Input, name: &str| matches!(input, Input::Says(text) if text.starts_with(name));
        if script.turns.iter().any(|turn| TERMINAL.iter().any(|name| says(&turn.does, name))) {
            continue;
        }
        // A bot lives from script to script, until one brings a base of its own.
        let mut bot = match through.take().filter(|bot| bot.base.is_none()) {
            Some(bot) => Through { now: None, user: "a".to_owned(), people: HashMap::new(), ..bot },
            None => Through {
                fake,
                data: &data,
                called,
                base: None,
                desk: None,
                bot: None,
                now: None,
                user: "a".to_owned(),
                people: HashMap::new(),
                first: 0,
            },
        };
        bot.first = (at as i64 + 1) * 1_000;
        if bot.bot.is_none() {
            bot.start();
        }
        let today = newest(&bot.desk.as_ref().unwrap().library().index().base);
        bot.desk.as_ref().unwrap().set_clock(Clock::new(Some(today)));
        let told = run(&script, &mut bot);
        turns += told.len();
        reports.extend(told.iter().filter(|told| !told.faults.is_empty()).map(Told::report));
        if bot.base.is_some() {
            bot.stop();
        } else {
            through = Some(bot);
        }
    }
    assert!(reports.is_empty(), "{reports}");
    println!("{turns} turns through Telegram");
    assert_eq!(fake.broken(), Vec::<String>::new());
}
