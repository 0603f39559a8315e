//! A chat's messages in their order, chats side by side: nobody waits for somebody else's flood.

use super::context::Context;
use super::error::backoff;
use super::incoming::{Incoming, What};
use super::outgoing::{Call, Outgoing};
use super::queues::{INBOX, OUTBOX};
use super::send::deliver;
use super::stages::Stage;
use super::turn::{Sent, plain, to, turn};
use super::typing::{SLOW, typing, while_slow};
use crate::store::{Batch, Ticket};
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::time::Instant;

/// Messages of one chat that wait; what comes on top is acknowledged and dropped.
const MOST_WAITING: usize = 20;
/// Chats that are served at the same time; each costs some kilobytes.
const MOST_CHATS: usize = 4_000;
/// Attempts to handle a message that brings the handler down.
const TRIES: u8 = 3;
/// Processes that may die with a message alone in hand before it is given up.
const DEATHS: u8 = 4;

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

    /// Whether nobody waits.
    pub fn is_empty(&self) -> bool {
        self.waiting().lines.is_empty()
    }

    /// Whether so many chats wait that no more may be taken: the others wait at Telegram's.
    pub fn are_many(&self) -> bool {
        self.waiting().lines.len() >= MOST_CHATS
    }

    /// The next of a line; the line is closed when there is none.
    fn next(&self, chat: i64) -> Option<Item> {
        let mut waiting = self.waiting();
        let next = waiting.lines.get_mut(&chat).and_then(VecDeque::pop_front);
        if next.is_none() {
            waiting.lines.remove(&chat);
            waiting.told.remove(&chat);
        }
        next
    }

    /// Puts something into its line; says whether somebody must come to serve it.
    fn join(&self, chat: i64, item: Item) -> bool {
        let mut waiting = self.waiting();
        let served = waiting.lines.contains_key(&chat);
        waiting.lines.entry(chat).or_default().push_back(item);
        !served
    }
}

/// Puts something into its chat's line, and somebody to serve the line when nobody does.
pub fn enqueue(context: &Arc<Context>, chat: i64, item: Item) {
    if context.lines.join(chat, item) {
        let context = context.clone();
        tokio::spawn(async move { serve(context, chat).await });
    }
}

async fn serve(context: Arc<Context>, chat: i64) {
    while let Some(item) = context.lines.next(chat) {
        let sent = match item {
            Item::Send(ticket, outgoing) => vec![(ticket, outgoing)],
            Item::Handle(ticket, incoming) => shown(&context, ticket, incoming).await,
            Item::Again(ticket, incoming) => again(&context, ticket, incoming).await,
        };
        for (ticket, outgoing) in sent {
            deliver(&context, &ticket, outgoing).await;
        }
    }
}

/// A message that an earlier process did not handle. When processes died several times in a row, one message at a time is
/// in hand, and that is written down before it is tried: should it take the process with it once more, that counts. A
/// process that was killed from outside has nothing in hand most of the time.
async fn again(context: &Arc<Context>, ticket: Ticket, mut incoming: Incoming) -> Sent {
    if !context.careful.load(Ordering::Relaxed) {
        return shown(context, ticket, incoming).await;
    }
    let Ok(_alone) = context.alone.acquire().await else { return Vec::new() };
    if incoming.tries >= DEATHS {
        return set_aside(context, &ticket, &incoming).await;
    }
    incoming.tries += 1;
    let mut batch = Batch::default();
    INBOX.change(context.people(), &mut batch, &ticket, &incoming);
    lasting(context, batch).await;
    shown(context, ticket, incoming).await
}

/// Handles a message; a person who waits long sees that something is being done.
async fn shown(context: &Arc<Context>, ticket: Ticket, incoming: Incoming) -> Sent {
    let says = matches!(incoming.what, What::Said(_));
    let (chat, thread) = (incoming.chat, incoming.thread);
    let show = || typing(context.clone(), chat, thread);
    while_slow(handle(context, ticket, incoming), SLOW, says.then_some(show)).await
}

/// One message: what is to be sent for it, with its ticket of the outbox. A handler that panics takes nobody with it; a disk
/// that refuses is asked again until it does not.
async fn handle(context: &Arc<Context>, ticket: Ticket, incoming: Incoming) -> Sent {
    let (mut panics, mut refusals) = (0, 0);
    while panics < TRIES {
        let Ok(place) = context.steps.acquire().await else { return Vec::new() };
        let (held, own, what) = (context.clone(), ticket.clone(), incoming.clone());
        let begun = Instant::now();
        let done = tokio::task::spawn_blocking(move || turn(&held, &own, &what)).await;
        drop(place);
        context.stages.add(Stage::Turn, begun);
        match done {
            Ok(Ok(sent)) => return sent,
            Ok(Err(_)) => {
                context.log("store_failed", &[("attempt", u64::from(refusals))]);
                tokio::time::sleep(backoff(refusals, context.chance())).await;
                refusals += 1;
            }
            Err(_) => {
                panics += 1;
                context.log("turn_failed", &[("attempt", u64::from(panics))]);
            }
        }
    }
    set_aside(context, &ticket, &incoming).await
}

/// Commits what the next step rests on; logs when the disk refuses, and goes on.
async fn lasting(context: &Arc<Context>, batch: Batch) {
    if context.commit(batch).await.is_err() {
        context.log("store_failed", &[]);
    }
}

/// Gives up a message that brings every handler down: the person gets an honest line in its place.
async fn set_aside(context: &Arc<Context>, ticket: &Ticket, incoming: &Incoming) -> Sent {
    context.log("set_aside", &[]);
    let mut batch = Batch::default();
    INBOX.strike(context.people(), &mut batch, ticket);
    let sorry = context.phrase(incoming.lang, |phrases| phrases.unknown.clone());
    let outgoing = to(incoming, Call::Send(plain(&sorry)));
    let own = OUTBOX.push(context.people(), &mut batch, &outgoing);
    lasting(context, batch).await;
    vec![(own, outgoing)]
}
