//! Taking updates: into the inbox first, acknowledged after. What comes after `take` knows nothing of polling.

use super::context::Context;
use super::error::{Remedy, backoff, remedy};
use super::incoming::{moment, translate};
use super::outgoing::{Call, Outgoing};
use super::queues::{INBOX, OUTBOX};
use super::seen::Seen;
use super::stages::Stage;
use super::turn::plain;
use super::work::{Item, Room, enqueue};
use crate::store::{Batch, StoreError, StoreState, Ticket};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use teloxide::payloads::GetUpdatesSetters;
use teloxide::requests::Requester;
use teloxide::types::{AllowedUpdate, Update};
use tokio::time::Instant;

/// Seconds for which a poll stays open; a call is given up after seventeen.
const OPEN: u32 = 10;
/// The wait after an alarm: loud, but no busy loop.
const AFTER_ALARM: Duration = Duration::from_secs(30);
/// The wait for room when too many chats are being served.
const BREATH: Duration = Duration::from_millis(20);

/// What we want to hear of.
const ALLOWED: [AllowedUpdate; 5] = [
    AllowedUpdate::Message,
    AllowedUpdate::EditedMessage,
    AllowedUpdate::CallbackQuery,
    AllowedUpdate::InlineQuery,
    AllowedUpdate::MyChatMember,
];

/// Polls for ever.
pub async fn poll(context: Arc<Context>) {
    let mut offset: Option<i32> = None;
    let mut failures = 0;
    loop {
        while context.lines.are_many() || must_wait(&context) {
            tokio::time::sleep(BREATH).await;
        }
        let mut request = context.bot.get_updates().timeout(OPEN).limit(100).allowed_updates(ALLOWED);
        if let Some(offset) = offset {
            request = request.offset(offset);
        }
        match context.api.call(request).await {
            Ok(updates) if updates.is_empty() => failures = 0,
            Ok(updates) => {
                let ids: Vec<u32> = updates.iter().map(|update| update.id.0).collect();
                let (held, begun) = (context.clone(), Instant::now());
                match tokio::task::spawn_blocking(move || take(&held, updates)).await {
                    Ok(Ok(taken)) => {
                        failures = 0;
                        context.stages.add(Stage::Take, begun);
                        offset = Some(next(|id| context.seen().contains(id), &ids, offset));
                        for (chat, item) in taken {
                            enqueue(&context, chat, item);
                        }
                    }
                    _ => {
                        context.log("take_failed", &[("attempt", u64::from(failures))]);
                        tokio::time::sleep(backoff(failures, context.chance())).await;
                        failures += 1;
                    }
                }
            }
            Err(error) => match remedy(&error) {
                Remedy::Wait(time) => tokio::time::sleep(time).await,
                Remedy::Alarm(what) => {
                    context.alarm(what);
                    tokio::time::sleep(AFTER_ALARM.min(backoff(failures, context.chance()) * 4)).await;
                    failures += 1;
                }
                _ => {
                    context.log("poll_failed", &[("attempt", u64::from(failures))]);
                    tokio::time::sleep(backoff(failures, context.chance())).await;
                    failures += 1;
                }
            },
        }
    }
}

/// Whether what was taken has to be done before more is asked for: the next poll acknowledges it, and it is nowhere but in
/// memory; or the process died several times in a row, and it is being found out over what.
fn must_wait(context: &Context) -> bool {
    let passing = matches!(context.people().state(), StoreState::WithoutMemory(_));
    (passing || context.careful.load(Ordering::Relaxed)) && !context.lines.is_empty()
}

/// The offset that acknowledges what was taken of a batch and nothing else. Where ids are missing, the rest of the batch
/// is asked for once more, for what is missing may come late; when it does not, the gap is one.
fn next(seen: impl Fn(u32) -> bool, batch: &[u32], before: Option<i32>) -> i32 {
    // From the batch at hand on, even where ids jump back: they do after a quiet week.
    let (mut next, last) = (batch.iter().copied().min().unwrap_or(0), batch.iter().copied().max().unwrap_or(0));
    while next <= last && seen(next) {
        next = next.wrapping_add(1);
    }
    let stuck = before == i32::try_from(next).ok();
    if stuck { last.wrapping_add(1) as i32 } else { next as i32 }
}

/// Writes what updates say into the inbox, each update once; gives what is to be handled, by chat. When it returns they
/// may be acknowledged.
///
/// # Errors
/// When the disk refuses; then they must not be.
pub fn take(context: &Context, updates: Vec<Update>) -> Result<Vec<(i64, Item)>, StoreError> {
    let people = context.people();
    let mut batch = Batch::default();
    let mut taken = Vec::new();
    let mut joining: HashMap<i64, usize> = HashMap::new();
    let mut new: Vec<u32> = Vec::new();
    if let Some(latest) = updates.iter().filter_map(moment).max() {
        context.desk.heard(latest);
    }
    for update in updates {
        let id = update.id.0;
        if context.seen().contains(id) || new.contains(&id) {
            continue;
        }
        new.push(id);
        let Some(incoming) = translate(update, &context.me) else { continue };
        let chat = incoming.line();
        let more = joining.entry(chat).or_default();
        match context.lines.room(chat, *more) {
            Room::Free => {
                *more += 1;
                let ticket = INBOX.push(people, &mut batch, &incoming);
                taken.push((chat, Item::Handle(ticket, incoming)));
            }
            Room::FullNow => {
                let said = context.phrase(incoming.lang, |phrases| phrases.too_many.clone());
                let outgoing = Outgoing { chat, thread: incoming.thread, call: Call::Send(plain(&said)) };
                let ticket = OUTBOX.push(people, &mut batch, &outgoing);
                taken.push((chat, Item::Send(ticket, outgoing)));
            }
            Room::Full => {}
        }
    }
    if !new.is_empty() {
        let seen = context.seen().take(people, &mut batch, new, context.seconds());
        people.commit(batch)?;
        context.seen().taken(seen);
    }
    Ok(taken)
}

/// What an earlier process left: replies that were not delivered, then messages that were not handled, those last that
/// were in hand when one died. Of what `is_ours` says that it is in somebody's hands already, nothing.
///
/// # Errors
/// When the records cannot be read.
pub fn left_over(context: &Context, is_ours: impl Fn(&Ticket) -> bool) -> Result<Vec<(i64, Item)>, StoreError> {
    let people = context.people();
    *context.seen() = Seen::load(people)?;
    let outbox = OUTBOX.all(people)?.into_iter().filter(|(ticket, _)| !is_ours(ticket));
    let mut inbox = INBOX.all(people)?;
    inbox.retain(|(ticket, _)| !is_ours(ticket));
    inbox.sort_by_key(|(_, incoming)| incoming.tries);
    let sends = outbox.map(|(ticket, outgoing)| (outgoing.chat, Item::Send(ticket, outgoing)));
    let handles = inbox.into_iter().map(|(ticket, incoming)| (incoming.line(), Item::Again(ticket, incoming)));
    Ok(sends.chain(handles).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_acknowledged_that_did_not_come() {
        for (known, batch, before, offset) in [
            (vec![7, 8, 9], vec![7, 8, 9], None, 10),
            (vec![7, 8, 9], vec![9, 7, 8], Some(7), 10),
            (vec![7, 9], vec![9, 7], Some(7), 8),
            (vec![7, 9], vec![9], Some(8), 9 + 1),
            (vec![7, 8, 9], vec![9, 8], Some(8), 10),
            (vec![2_000_000_000, 5], vec![5], Some(2_000_000_001), 6),
        ] {
            assert_eq!(next(|id| known.contains(&id), &batch, before), offset, "{batch:?}");
        }
    }
}
