//! Taking updates into the inbox, however they came.

use super::batch::{Id, Piece};
use super::boxes::{INBOX, OUTBOX};
use super::context::Context;
use super::outgoing::{Call, Outgoing};
use super::queue::{Item, Room};
use super::recent::{Keys, join_albums, repeats_beside};
use super::render::plain;
use super::seen::Seen;
use super::update::{Reading, moment, read};
use crate::store::{Batch, StoreError, StoreState, Ticket};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::Ordering;

/// Writes what updates say into the inbox, each update once; gives what is to be handled, by chat. When it returns they
/// may be acknowledged, and what cannot be read among them is set aside: counted, never asked for again.
///
/// # Errors
/// When the disk refuses; then they must not be.
pub fn take(context: &Context, pieces: Vec<Piece>) -> Result<Vec<(i64, Item)>, StoreError> {
    let people = context.people();
    let mut batch = Batch::default();
    let mut new: HashSet<u32> = HashSet::new();
    let mut order: Vec<u32> = Vec::new();
    let mut counts: BTreeMap<&'static str, u64> = BTreeMap::new();
    let mut all = Vec::new();
    if let Some(latest) = pieces.iter().filter_map(|piece| moment(piece.body.as_ref().ok()?)).max() {
        context.desk.heard(latest);
    }
    for piece in pieces {
        if let Some(id) = plain_id(piece.id) {
            if context.seen().contains(id) || !new.insert(id) {
                continue;
            }
            order.push(id);
        }
        match piece.body.as_ref().map(|body| read(body, &context.me)) {
            Ok(Reading::Heard(heard)) if repeats_beside(&all, &heard) || context.recent().repeats(&heard) => {
                *counts.entry("ignored_repeated").or_default() += 1
            }
            Ok(Reading::Heard(heard)) => all.push(heard),
            Ok(Reading::Ignored(why)) => *counts.entry(why).or_default() += 1,
            Err(flaw) => *counts.entry(flaw.name()).or_default() += 1,
        }
    }
    let keys: Vec<Keys> = all.iter().map(|heard| context.recent().keys(heard)).collect();
    let all = join_albums(all);
    let mut taken = Vec::new();
    let mut joining: HashMap<i64, usize> = HashMap::new();
    for heard in &all {
        let incoming = heard.incoming.clone();
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
            Room::Full => *counts.entry("dropped_flood").or_default() += 1,
        }
    }
    if !order.is_empty() || !taken.is_empty() {
        let seen = context.seen().take(people, &mut batch, order, context.seconds());
        people.commit(batch)?;
        context.seen().taken(seen);
        keys.into_iter().for_each(|keys| context.recent().note(keys));
    }
    tell(context, &counts);
    Ok(taken)
}

/// Counts what came to nothing; what could not be read is an alarm.
fn tell(context: &Context, counts: &BTreeMap<&'static str, u64>) {
    counts.iter().for_each(|(why, count)| context.metrics.count(why, *count));
    let unreadable: Vec<(&str, u64)> =
        counts.iter().filter(|(why, _)| why.starts_with("unreadable")).map(|(why, count)| (*why, *count)).collect();
    if !unreadable.is_empty() {
        context.log("updates_set_aside", &unreadable);
        context.alarm("updates that cannot be read were acknowledged and set aside, everybody else is served; if it goes on, upgrade, or tell the authors the line before");
    }
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

/// The number of an update, where it has a proper one.
pub fn plain_id(id: Id) -> Option<u32> {
    match id {
        Id::Plain(id) => Some(id),
        Id::Odd { .. } => None,
    }
}

/// Whether what was taken has to be done before more is taken: what follows acknowledges it, and it is nowhere but in
/// memory; or the process died several times in a row, and it is being found out over what.
pub fn must_wait(context: &Context) -> bool {
    let passing = matches!(context.people().state(), StoreState::WithoutMemory(_));
    (passing || context.careful.load(Ordering::Relaxed)) && !context.lines.is_empty()
}
