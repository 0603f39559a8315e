//! Taking updates: into the inbox first, acknowledged after. What comes after `take` knows nothing of polling.

use super::context::Context;
use super::error::{Remedy, backoff, remedy};
use super::incoming::{Incoming, translate};
use super::outgoing::{Call, Outgoing};
use super::stages::Stage;
use super::turn::plain;
use super::work::{Item, Room, enqueue};
use crate::store::{Batch, StoreError, Table};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use teloxide::payloads::GetUpdatesSetters;
use teloxide::requests::Requester;
use teloxide::types::{AllowedUpdate, Update};
use tokio::time::Instant;

/// Seconds for which a poll stays open; a call is given up after seventeen.
const OPEN: u32 = 10;
/// The wait after an alarm: loud, but no busy loop.
const AFTER_ALARM: Duration = Duration::from_secs(30);
/// Seconds for which the ids of updates are remembered: Telegram keeps updates for a day.
const REMEMBERED: u64 = 48 * 3_600;

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
        while context.lines.are_many() {
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
                        offset = Some(next(&context.seen(), &ids, offset));
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

/// The offset that acknowledges what was taken of a batch and nothing else. Where ids are missing, the rest of the batch
/// is asked for once more, for what is missing may come late; when it does not, the gap is one.
fn next(seen: &HashMap<u32, u64>, batch: &[u32], before: Option<i32>) -> i32 {
    // From the batch at hand on, even where ids jump back: they do after a quiet week.
    let (mut next, last) = (batch.iter().copied().min().unwrap_or(0), batch.iter().copied().max().unwrap_or(0));
    while next <= last && seen.contains_key(&next) {
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
    let people = context.desk.people();
    let mut batch = Batch::default();
    let mut taken = Vec::new();
    let mut joining: HashMap<i64, usize> = HashMap::new();
    let mut new: Vec<u32> = Vec::new();
    let now = context.seconds();
    for update in updates {
        let id = update.id.0;
        if context.seen().contains_key(&id) || new.contains(&id) {
            continue;
        }
        new.push(id);
        people.put(&mut batch, Table::Seen, &id.to_be_bytes(), &now);
        let Some(incoming) = translate(update, &context.me) else { continue };
        let chat = incoming.line();
        let more = joining.entry(chat).or_default();
        match context.lines.room(chat, *more) {
            Room::Free => {
                *more += 1;
                let key = people.append(&mut batch, Table::Inbox, &incoming);
                taken.push((chat, Item::Handle(key, incoming)));
            }
            Room::FullNow => {
                let said = context.phrase(incoming.lang, |phrases| phrases.too_many.clone());
                let outgoing = Outgoing { chat, thread: incoming.thread, call: Call::Send(plain(&said)) };
                let key = people.append(&mut batch, Table::Outbox, &outgoing);
                taken.push((chat, Item::Send(key, outgoing)));
            }
            Room::Full => {}
        }
    }
    let old: Vec<u32> =
        context.seen().iter().filter(|(_, when)| **when + REMEMBERED < now).map(|(id, _)| *id).collect();
    old.iter().for_each(|id| people.remove(&mut batch, Table::Seen, &id.to_be_bytes()));
    if !batch.is_empty() {
        people.commit(batch)?;
    }
    let mut seen = context.seen();
    seen.retain(|id, _| !old.contains(id));
    seen.extend(new.into_iter().map(|id| (id, now)));
    Ok(taken)
}

/// What an earlier process left: replies that were not delivered, then messages that were not handled.
///
/// # Errors
/// When the records cannot be read.
pub fn left_over(context: &Context) -> Result<Vec<(i64, Item)>, StoreError> {
    let people = context.desk.people();
    for (key, when) in people.all::<u64>(Table::Seen)? {
        if let Ok(id) = <[u8; 4]>::try_from(key.as_slice()) {
            context.seen().insert(u32::from_be_bytes(id), when);
        }
    }
    let outbox = people.all::<Outgoing>(Table::Outbox)?;
    let inbox = people.all::<Incoming>(Table::Inbox)?;
    let sends = outbox.into_iter().map(|(key, outgoing)| (outgoing.chat, Item::Send(key, outgoing)));
    let handles = inbox.into_iter().map(|(key, incoming)| (incoming.line(), Item::Again(key, incoming)));
    Ok(sends.chain(handles).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_acknowledged_that_did_not_come() {
        let seen = |ids: &[u32]| ids.iter().map(|id| (*id, 0)).collect::<HashMap<u32, u64>>();
        for (known, batch, before, offset) in [
            (vec![7, 8, 9], vec![7, 8, 9], None, 10),
            (vec![7, 8, 9], vec![9, 7, 8], Some(7), 10),
            (vec![7, 9], vec![9, 7], Some(7), 8),
            (vec![7, 9], vec![9], Some(8), 9 + 1),
            (vec![7, 8, 9], vec![9, 8], Some(8), 10),
            (vec![2_000_000_000, 5], vec![5], Some(2_000_000_001), 6),
        ] {
            assert_eq!(next(&seen(&known), &batch, before), offset, "{batch:?}");
        }
    }
}
