//! Telegram's limits: thirty messages a second in all, one a second to a chat, twenty a minute to a group.

use std::collections::HashMap;
use std::sync::{MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

/// Chats whose last message is remembered; more than that were certainly quiet for a while.
const MOST_CHATS: usize = 10_000;

/// How fast may be sent.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Between two messages whatever the chat.
    pub all: Duration,
    /// Between two messages to a person.
    pub person: Duration,
    /// Between two messages to a group.
    pub group: Duration,
}

impl Limits {
    /// No limits: for measuring.
    pub fn none() -> Limits {
        Limits { all: Duration::ZERO, person: Duration::ZERO, group: Duration::ZERO }
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            all: Duration::from_millis(34),
            person: Duration::from_millis(1_050),
            group: Duration::from_millis(3_100),
        }
    }
}

/// When the next message may go.
pub struct Pace {
    limits: Limits,
    /// When the last message went. Who holds it is the next to go, in the order of asking.
    last: Mutex<Option<Instant>>,
    /// When each chat may get its next.
    chats: std::sync::Mutex<HashMap<i64, Instant>>,
}

impl Pace {
    /// A pace within limits.
    pub fn new(limits: Limits) -> Pace {
        Pace { limits, last: Mutex::default(), chats: std::sync::Mutex::default() }
    }

    /// Waits until a message to this chat may go. Groups have negative ids. A chat's messages come one after the other.
    pub async fn turn(&self, chat: i64) {
        let own = self.chats().get(&chat).copied();
        until(own).await;
        let mut last = self.last.lock().await;
        until(last.map(|last| last + self.limits.all)).await;
        // By the clock, not by plan: whoever was woken late must not be caught up by the next.
        let now = Instant::now();
        *last = Some(now);
        let mut chats = self.chats();
        if chats.len() > MOST_CHATS {
            chats.retain(|_, at| *at > now);
        }
        chats.insert(chat, now + if chat < 0 { self.limits.group } else { self.limits.person });
    }

    fn chats(&self) -> MutexGuard<'_, HashMap<i64, Instant>> {
        self.chats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits until a moment that lies ahead. Timers go by whole milliseconds: one that is over costs nothing only without them.
async fn until(moment: Option<Instant>) {
    if let Some(moment) = moment.filter(|moment| *moment > Instant::now()) {
        sleep_until(moment).await;
    }
}
