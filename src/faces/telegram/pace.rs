//! Telegram's limits: thirty messages a second in all, one a second to a chat, twenty a minute to a group.

use std::collections::HashMap;
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
    next: Mutex<(Option<Instant>, HashMap<i64, Instant>)>,
}

impl Pace {
    /// A pace within limits.
    pub fn new(limits: Limits) -> Pace {
        Pace { limits, next: Mutex::default() }
    }

    /// Waits until a message to this chat may go, and takes its place. Groups have negative ids. A chat's messages come
    /// one after the other.
    pub async fn turn(&self, chat: i64) {
        let own = self.next.lock().await.1.get(&chat).copied();
        if let Some(own) = own {
            sleep_until(own).await;
        }
        // Only now a place among all is taken: one for later would leave a hole here and a crowd there.
        let at = {
            let mut next = self.next.lock().await;
            let now = Instant::now();
            let at = next.0.map_or(now, |next| next.max(now));
            next.0 = Some(at + self.limits.all);
            if next.1.len() > MOST_CHATS {
                next.1.retain(|_, at| *at > now);
            }
            let gap = if chat < 0 { self.limits.group } else { self.limits.person };
            next.1.insert(chat, at + gap);
            at
        };
        sleep_until(at).await;
    }
}
