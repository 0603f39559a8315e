//! The lines in which messages of chats wait, each in its order.

use super::incoming::Incoming;
use super::outgoing::Outgoing;
use crate::store::Ticket;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Messages of one chat that wait; what comes on top is acknowledged and dropped.
const MOST_WAITING: usize = 20;
/// Chats that are served at the same time; each costs some kilobytes.
const MOST_CHATS: usize = 4_000;

/// Something that waits in a chat's line, with its ticket of the inbox or outbox.
pub enum Item {
    /// To be handled.
    Handle(Ticket, Incoming),
    /// To be handled, after an earlier process left it.
    Again(Ticket, Incoming),
    /// To be sent.
    Send(Ticket, Outgoing),
}

/// The lines of all chats. A line is there as long as somebody serves it.
#[derive(Default)]
pub struct Lines(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    lines: HashMap<i64, VecDeque<Item>>,
    /// Chats that were told that they write too fast.
    told: HashSet<i64>,
}

/// Whether a message may join its line.
pub enum Room {
    /// It may.
    Free,
    /// The line is full, and this is the first to be dropped.
    FullNow,
    /// It is full still.
    Full,
}

impl Lines {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there is room in a chat's line, beside `more` that are about to join.
    pub fn room(&self, chat: i64, more: usize) -> Room {
        let mut waiting = self.waiting();
        let before = waiting.lines.get(&chat).map_or(0, VecDeque::len);
        match (before + more < MOST_WAITING, waiting.told.contains(&chat)) {
            (true, _) => Room::Free,
            (false, true) => Room::Full,
            (false, false) => {
                waiting.told.insert(chat);
                Room::FullNow
            }
        }
    }

    /// How many wait in a chat's line.
    pub fn waiting_in(&self, chat: i64) -> usize {
        self.waiting().lines.get(&chat).map_or(0, VecDeque::len)
    }

    /// Whether nobody waits.
    pub fn is_empty(&self) -> bool {
        self.waiting().lines.is_empty()
    }

    /// Chats that are being served.
    pub fn len(&self) -> usize {
        self.waiting().lines.len()
    }

    /// Whether so many chats wait that no more may be taken: the others wait at Telegram's.
    pub fn are_many(&self) -> bool {
        self.waiting().lines.len() >= MOST_CHATS
    }

    /// The next of a line; the line is closed when there is none.
    pub fn next(&self, chat: i64) -> Option<Item> {
        let mut waiting = self.waiting();
        let next = waiting.lines.get_mut(&chat).and_then(VecDeque::pop_front);
        if next.is_none() {
            waiting.lines.remove(&chat);
            waiting.told.remove(&chat);
        }
        next
    }

    /// Puts something into its line; says whether somebody must come to serve it.
    pub fn join(&self, chat: i64, item: Item) -> bool {
        let mut waiting = self.waiting();
        let served = waiting.lines.contains_key(&chat);
        waiting.lines.entry(chat).or_default().push_back(item);
        !served
    }
}
