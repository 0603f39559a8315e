//! A chat's messages in their order, chats side by side: nobody waits for somebody else's flood.

use super::api::backoff;
use super::boxes::{INBOX, OUTBOX};
use super::context::Context;
use super::deliver::deliver;
use super::handle::{Sent, turn};
use super::incoming::{Incoming, What};
use super::metrics::Stage;
use super::outgoing::{Call, to};
use super::queue::Item;
use super::render::plain;
use super::typing::{SLOW, typing, while_slow};
use crate::store::{Batch, Ticket};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::time::Instant;

/// Attempts to handle a message that brings the handler down.
const TRIES: u8 = 3;
/// Processes that may die with a message alone in hand before it is given up.
const DEATHS: u8 = 4;

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
        context.metrics.add(Stage::Turn, begun);
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
