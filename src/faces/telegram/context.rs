//! What the bot's tasks share: the way to Telegram, the desk, the chats' lines, the log.

use super::api::{Api, Pace};
use super::config::Config;
use super::desk_place::DeskPlace;
use super::log;
use super::me::Me;
use super::metrics::Metrics;
use super::queue::Lines;
use super::recent::Recent;
use super::seen::Seen;
use crate::knowledge::Phrases;
use crate::store::{Batch, Cause, People, StoreError, Table, Trouble};
use crate::text::Lang;
use crate::turn::{Clock, Desk};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use teloxide::Bot;
use tokio::sync::Semaphore;

/// Turns that are taken at the same time. Most of a turn is waiting for the disk, which those that wait share.
const STEPS: usize = 16;
/// Calls that deliver at the same time; one holds a connection and some hundred kilobytes.
const CALLS: usize = 64;

/// Everything that the bot's tasks share.
pub struct Context {
    /// Who we are.
    pub me: Me,
    /// Makes requests; they are sent by `api`.
    pub bot: Bot,
    /// The way to Telegram.
    pub api: Api,
    /// The desk.
    pub desk: Arc<Desk>,
    /// The chats' lines.
    pub lines: Lines,
    /// The limits.
    pub pace: Pace,
    /// Places for turns.
    pub steps: Semaphore,
    /// How long everything takes.
    pub metrics: Metrics,
    /// Groups in which we may be; all when empty.
    pub groups: Vec<i64>,
    /// The volunteers' chat; none without one.
    pub place: Option<DeskPlace>,
    /// Places for calls that deliver: each holds a connection.
    pub calls: Semaphore,
    /// Whether the process was asked to end: nothing more is taken.
    pub ending: AtomicBool,
    /// When the process began, in seconds since 1970.
    pub began: u64,
    /// Held by a message that is handled alone, while the process has not come far several times.
    pub alone: Semaphore,
    /// Whether messages of an earlier process are handled one by one.
    pub careful: AtomicBool,
    seen: Mutex<Seen>,
    recent: Mutex<Recent>,
    chances: AtomicU64,
}

impl Context {
    /// A context in which nothing has happened.
    pub fn new(me: Me, api: Api, desk: Arc<Desk>, pace: Pace, config: Config) -> Context {
        let (lang, settings) = (config.lang, config.settings);
        let place = config
            .volunteers
            .map(|(volunteers, approvals, journal)| DeskPlace::new((volunteers, settings), approvals, journal, lang));
        Context {
            me,
            bot: Bot::new(""),
            api,
            desk,
            lines: Lines::default(),
            pace,
            steps: Semaphore::new(STEPS),
            metrics: Metrics::default(),
            groups: config.groups,
            place,
            calls: Semaphore::new(CALLS),
            ending: AtomicBool::new(false),
            began: Clock::seconds(),
            alone: Semaphore::new(1),
            careful: AtomicBool::new(false),
            seen: Mutex::default(),
            recent: Mutex::default(),
            chances: AtomicU64::new(u64::from(std::process::id())),
        }
    }

    /// Ids of updates that were taken.
    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was heard of late.
    pub fn recent(&self) -> MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Seconds since 1970.
    pub fn seconds(&self) -> u64 {
        Clock::seconds()
    }

    /// A number that is another one each time: for waits that should not coincide, for nothing else.
    pub fn chance(&self) -> u64 {
        self.chances.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed) >> 20
    }

    /// A sentence in a language, else in the commonest.
    pub fn phrase(&self, lang: Option<Lang>, choose: impl Fn(&Phrases) -> String) -> String {
        let index = self.desk.library().index();
        let file = index.base.languages.nearest(lang.unwrap_or_default());
        file.map_or_else(String::new, |(_, file)| choose(&file.phrases))
    }

    /// A seal on what a button in a chat carries, which nobody else can make. In groups it is bound to a person, too; who
    /// that is cannot be read from it.
    pub fn seal(&self, body: &str, chat: i64, person: Option<u64>) -> u64 {
        let person = person.map_or(0, |person| person.wrapping_add(1));
        let bound = [body.as_bytes(), &chat.to_be_bytes(), &person.to_be_bytes()].concat();
        let sign = self.desk.people().sign(&bound);
        sign.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
    }

    /// Makes changes on disk, off the threads that serve everybody.
    ///
    /// # Errors
    /// When the disk refuses for longer than the records wait for it.
    pub async fn commit(self: &Arc<Self>, batch: Batch) -> Result<(), StoreError> {
        let held = self.clone();
        let done = tokio::task::spawn_blocking(move || held.desk.people().commit(batch)).await;
        let failed = || StoreError::Failed(Trouble::before(Cause::Other, "the writing thread failed").perhaps());
        done.unwrap_or_else(|_| Err(failed()))
    }

    /// The records of people.
    pub fn people(&self) -> &People {
        self.desk.people()
    }

    /// Forgets what is kept of a chat.
    pub async fn forget(self: &Arc<Self>, chat: i64) {
        let mut batch = Batch::default();
        self.people().remove(&mut batch, Table::Chats, &chat.to_be_bytes());
        self.people().remove(&mut batch, Table::Promises, &chat.to_be_bytes());
        self.people().remove(&mut batch, Table::Relays, &chat.to_be_bytes());
        batch.erase();
        if self.commit(batch).await.is_err() {
            self.log("store_failed", &[]);
        }
    }

    /// One line of the log, which is counted, too.
    pub fn log(&self, event: &str, figures: &[(&str, u64)]) {
        self.metrics.count(event, 1);
        log::event(event, figures);
    }

    /// A line that an operator must see, with what to do.
    pub fn alarm(&self, what: &str) {
        self.metrics.count("alarm", 1);
        log::alarm(what);
    }
}
