//! The long poll: updates are taken into the inbox first, and acknowledged by the offset of the next poll.

use super::api::{CallError, Remedy, backoff, remedy};
use super::batch::{Flaw, Id, Piece, Pieces, split};
use super::context::Context;
use super::metrics::Stage;
use super::take::{must_wait, plain_id, take};
use super::update::KINDS;
use super::worker::enqueue;
use serde_json::json;
use std::collections::HashSet;
use std::hash::RandomState;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Seconds for which a poll stays open; a call is given up after seventeen.
const OPEN: u32 = 10;
/// Updates of one batch.
const MOST: usize = 100;
/// The longest wait after an alarm or when told to wait: others wait, too, and it is no busy loop.
const LONGEST: Duration = Duration::from_secs(30);
/// The wait after a batch of nothing but what was set aside already.
const SAME_AGAIN: Duration = Duration::from_millis(300);
/// The wait for room when too many chats are being served.
const BREATH: Duration = Duration::from_millis(20);
/// Attempts to get an update whole that does not end, before it is set aside.
const TRIES: u32 = 2;
/// Updates without a proper number that are remembered; more than that are counted anew.
const MOST_ODD: usize = 10_000;

/// What was read of a batch, and where the next begins.
struct Poller {
    /// Where the next batch begins.
    offset: Option<i64>,
    /// Failures in a row.
    failures: u32,
    /// Whether one update is asked for at a time, for the batch before did not end.
    single: bool,
    hasher: RandomState,
    /// Updates without a proper number that were set aside: they may come again.
    odd: HashSet<u64>,
}

/// Polls for ever.
pub async fn poll(context: Arc<Context>) {
    let hasher = RandomState::new();
    let mut poller = Poller { offset: None, failures: 0, single: false, hasher, odd: HashSet::new() };
    loop {
        while context.lines.are_many() || must_wait(&context) {
            tokio::time::sleep(BREATH).await;
        }
        let limit = if poller.single { 1 } else { MOST };
        let mut body = json!({"timeout": OPEN, "limit": limit, "allowed_updates": KINDS});
        if let Some(offset) = poller.offset {
            body["offset"] = json!(offset);
        }
        let answer = context.api.raw("GetUpdates", &body).await;
        let pieces = answer.and_then(|answer| split(&answer, &poller.hasher).ok_or(CallError::Garbled));
        match pieces {
            Ok(pieces) => poller.takes(&context, pieces).await,
            Err(error) => poller.failed(&context, &error).await,
        }
    }
}

impl Poller {
    async fn failed(&mut self, context: &Context, error: &CallError) {
        let wait = backoff(self.failures, context.chance());
        self.failures += 1;
        match remedy(error) {
            Remedy::Wait(told) => {
                let wait = told.min(LONGEST);
                context.log("poll_told_to_wait", &[("seconds", wait.as_secs())]);
                tokio::time::sleep(wait).await;
            }
            Remedy::Alarm(what) => {
                context.alarm(what);
                tokio::time::sleep(LONGEST.min(wait * 4)).await;
            }
            _ => {
                context.log("poll_failed", &[("attempt", u64::from(self.failures - 1))]);
                tokio::time::sleep(wait).await;
            }
        }
    }

    async fn takes(&mut self, context: &Arc<Context>, pieces: Pieces) {
        let Pieces { mut whole, rest } = pieces;
        // What does not end may be whole when it is asked for alone.
        let alone = std::mem::replace(&mut self.single, rest.is_some());
        if let Some(rest) = rest.filter(|_| whole.is_empty()) {
            if !alone || self.failures < TRIES {
                context.log("poll_unended", &[("attempt", u64::from(self.failures))]);
                self.failures += 1;
                return tokio::time::sleep(BREATH).await;
            }
            whole.push(Piece { body: Err(Flaw::Syntax), ..rest });
        }
        if whole.is_empty() {
            self.failures = 0;
            return;
        }
        let plain: Vec<u32> = whole.iter().filter_map(|piece| plain_id(piece.id)).collect();
        let odd: Vec<(Option<i64>, u64)> = whole.iter().filter_map(|piece| odd_id(piece.id)).collect();
        let explained = explained(&whole.iter().map(|piece| piece.id).collect::<Vec<_>>());
        whole.retain(|piece| odd_id(piece.id).is_none_or(|(_, mark)| !self.odd.contains(&mark)));
        let (held, begun, new) = (context.clone(), Instant::now(), !whole.is_empty());
        match tokio::task::spawn_blocking(move || take(&held, whole)).await {
            Ok(Ok(taken)) => {
                context.metrics.add(Stage::Take, begun);
                if self.odd.len() > MOST_ODD {
                    self.odd.clear();
                }
                self.odd.extend(odd.iter().map(|(_, mark)| *mark));
                for (chat, item) in taken {
                    enqueue(context, chat, item);
                }
                if plain.is_empty() {
                    self.passes_over(context, &odd, new).await;
                } else {
                    self.failures = 0;
                    let known = |id| explained.contains(&id) || context.seen().contains(id);
                    self.offset = Some(next(known, &plain, self.offset));
                }
            }
            _ => {
                context.log("take_failed", &[("attempt", u64::from(self.failures))]);
                tokio::time::sleep(backoff(self.failures, context.chance())).await;
                self.failures += 1;
            }
        }
    }

    /// Acknowledges updates of which none has a proper number, with nothing behind them that has one. The server must have a
    /// number for them: the one written, where it is higher than any of Telegram's, else one from the offset on.
    async fn passes_over(&mut self, context: &Context, odd: &[(Option<i64>, u64)], new: bool) {
        let highest =
            odd.iter().filter_map(|(number, _)| *number).max().filter(|number| *number >= i64::from(i32::MAX));
        if let Some(highest) = highest {
            // In a call of its own: what comes next has its own numbers again.
            let body = json!({"timeout": 0, "limit": 1, "allowed_updates": KINDS, "offset": highest.saturating_add(1)});
            if context.api.raw("GetUpdates", &body).await.is_err() {
                context.log("poll_failed", &[("attempt", u64::from(self.failures))]);
            }
        } else {
            self.offset = self.offset.map(|offset| offset.saturating_add(1));
        }
        if !new {
            tokio::time::sleep(SAME_AGAIN).await;
        }
    }
}

fn odd_id(id: Id) -> Option<(Option<i64>, u64)> {
    match id {
        Id::Plain(_) => None,
        Id::Odd { number, mark } => Some((number, mark)),
    }
}

/// Numbers that are missing in a batch because updates without a proper one stand in their place.
fn explained(batch: &[Id]) -> HashSet<u32> {
    let mut found = HashSet::new();
    let (mut before, mut odd) = (None, 0);
    for id in batch {
        match (*id, before) {
            (Id::Odd { .. }, _) => odd += 1,
            (Id::Plain(id), earlier) => {
                let earlier: u32 = earlier.unwrap_or(id);
                if id > earlier && id - earlier <= odd + 1 {
                    found.extend(earlier + 1..id);
                }
                (before, odd) = (Some(id), 0);
            }
        }
    }
    found
}

/// The offset that acknowledges what was taken of a batch and nothing else. Where ids are missing, the rest of the batch
/// is asked for once more, for what is missing may come late; when it does not, the gap is one.
fn next(seen: impl Fn(u32) -> bool, batch: &[u32], before: Option<i64>) -> i64 {
    // From the batch at hand on, even where ids jump back: they do after a quiet week.
    let (mut next, last) = (batch.iter().copied().min().unwrap_or(0), batch.iter().copied().max().unwrap_or(0));
    while next <= last && seen(next) {
        next += 1;
    }
    let stuck = before == Some(i64::from(next));
    i64::from(if stuck { last + 1 } else { next })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_place_of_a_number_explains_that_it_is_missing() {
        let odd = Id::Odd { number: None, mark: 0 };
        let plain = Id::Plain;
        for (batch, missing) in [
            (vec![plain(7), odd, plain(9)], vec![8]),
            (vec![plain(7), odd, odd, plain(10), odd, plain(12)], vec![8, 9, 11]),
            (vec![odd, plain(9)], vec![]),
            (vec![plain(7), odd, plain(10)], vec![]),
            (vec![plain(7), plain(9), odd], vec![]),
            (vec![plain(2_000_000_000), odd, plain(5)], vec![]),
        ] {
            assert_eq!(explained(&batch), HashSet::from_iter(missing), "{batch:?}");
        }
    }

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
