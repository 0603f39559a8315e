//! A chat's messages in their order, chats side by side: nobody waits for somebody else's flood.

use super::api::backoff;
use super::boxes::{INBOX, OUTBOX};
use super::context::Context;
use super::deliver::deliver;
use super::handle::turn;
use super::incoming::{Incoming, What};
use super::metrics::Stage;
use super::outgoing::{Call, Sent, to};
use super::queue::Item;
use super::render::plain;
use super::typing::{SLOW, typing, while_slow};
use crate::store::{Batch, Ticket};
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::Instant;

/// Attempts to handle a message that brings the handler down.
const TRIES: u32 = 3;
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
            // What goes to another chat waits in its line.
            if outgoing.chat == chat {
                deliver(&context, &ticket, outgoing).await;
            } else {
                enqueue(&context, outgoing.chat, Item::Send(ticket, outgoing));
            }
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

/// How an attempt to handle a message ended.
enum Attempt<T> {
    Done(T),
    /// The disk refused.
    Refused,
    /// The handler panicked.
    Panicked,
}

/// One message: what is to be sent for it, with its ticket of the outbox.
async fn handle(context: &Arc<Context>, ticket: Ticket, incoming: Incoming) -> Sent {
    let done = until_done(
        || once(context, &ticket, &incoming),
        |event, attempt| {
            context.log(event, &[("attempt", u64::from(attempt))]);
            backoff(attempt, context.chance())
        },
    );
    match done.await {
        Some(sent) => sent,
        None => set_aside(context, &ticket, &incoming).await,
    }
}

/// Attempts something until it is done; none when it panicked as often as is allowed. A handler that panics takes nobody
/// with it; a disk that refuses is asked again until it does not. `failed` notes a failure and says how long to wait
/// when the disk refused.
async fn until_done<T, F>(attempt: impl Fn() -> F, failed: impl Fn(&'static str, u32) -> Duration) -> Option<T>
where
    F: Future<Output = Attempt<T>>,
{
    let (mut panics, mut refusals) = (0, 0);
    while panics < TRIES {
        match attempt().await {
            Attempt::Done(done) => return Some(done),
            Attempt::Refused => {
                tokio::time::sleep(failed("store_failed", refusals)).await;
                refusals += 1;
            }
            Attempt::Panicked => {
                panics += 1;
                failed("turn_failed", panics);
            }
        }
    }
    None
}

/// One turn, on a thread that may wait for the disk.
async fn once(context: &Arc<Context>, ticket: &Ticket, incoming: &Incoming) -> Attempt<Sent> {
    // The places are there as long as the context is.
    let Ok(_place) = context.steps.acquire().await else { return Attempt::Done(Vec::new()) };
    let (held, own, what) = (context.clone(), ticket.clone(), incoming.clone());
    let begun = Instant::now();
    let done = tokio::task::spawn_blocking(move || turn(&held, &own, &what)).await;
    context.metrics.add(Stage::Turn, begun);
    match done {
        Ok(Ok(sent)) => Attempt::Done(sent),
        Ok(Err(_)) => Attempt::Refused,
        Err(_) => Attempt::Panicked,
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicU32;

    /// What comes of a handler that panics so many times, then meets a disk that refuses so many times, then is done;
    /// with how often it was tried, and what was noted.
    fn tried(panics: u32, refusals: u32) -> (Option<u32>, u32, Vec<(&'static str, u32)>) {
        let tries = Arc::new(AtomicU32::new(0));
        let noted = std::sync::Mutex::new(Vec::new());
        let attempt = || {
            let tries = tries.clone();
            async move {
                let work = move || match tries.fetch_add(1, Ordering::Relaxed) {
                    at if at < panics => panic!("as the test wishes"),
                    at if at < panics + refusals => Attempt::Refused,
                    at => Attempt::Done(at),
                };
                tokio::task::spawn_blocking(work).await.unwrap_or(Attempt::Panicked)
            }
        };
        let failed = |event, attempt| {
            noted.lock().unwrap().push((event, attempt));
            Duration::ZERO
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let done = runtime.block_on(until_done(attempt, failed));
        (done, tries.load(Ordering::Relaxed), noted.into_inner().unwrap())
    }

    #[test]
    fn a_handler_that_panics_is_tried_again_and_then_given_up() {
        assert_eq!(tried(0, 0), (Some(0), 1, vec![]));
        assert_eq!(tried(2, 1), (Some(3), 4, vec![("turn_failed", 1), ("turn_failed", 2), ("store_failed", 0)]));
        assert_eq!(tried(9, 0).0, None);
        assert_eq!(tried(9, 0).1, TRIES, "it is not tried for ever");
        assert_eq!(tried(0, 40).0, Some(40), "a disk that refuses is asked again until it does not");
    }
}
