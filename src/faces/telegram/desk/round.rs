//! What is posted by itself: new groups of questions, and the week.

use super::super::boxes::OUTBOX;
use super::super::context::Context;
use super::super::outgoing::{Call, Outgoing, Sent};
use super::super::render::Message;
use super::turns::{AtDesk, message};
use super::{digest, post};
use crate::store::{Batch, StoreError, Table};
use crate::turn::{Clock, Digested, Handling, Post, monday};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// Questions are posted when for so long none was added, or when the first has waited so long: like ones come together.
const QUIET: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_secs(60);
/// Groups that are posted at once, and posts that may wait in the chat's line: Telegram takes twenty messages a minute.
const AT_ONCE: usize = 3;
const WAITING: usize = 4;
/// How often it is looked whether a digest is due.
const DIGEST: Duration = Duration::from_secs(60);
/// What the week of the last digest is remembered under.
const WEEK: &[u8] = b"digest";

/// Posts what is new. Blocks on the disk.
///
/// # Errors
/// When the records cannot be read or written.
pub fn round(context: &Context) -> Result<Sent, StoreError> {
    let Some(at) = AtDesk::of(context).filter(|at| at.place.is_ready()) else { return Ok(Vec::new()) };
    let mut sent = weekly(at)?;
    if is_due(at) {
        sent.extend(new_groups(at)?);
    }
    Ok(sent)
}

/// Addresses a message to the chat's topic for questions.
pub fn post(at: AtDesk<'_>, message: Message) -> Outgoing {
    Outgoing { chat: at.place.chat(), thread: at.place.topics().questions, call: Call::Send(message) }
}

/// Whether there may be groups that were not posted.
fn is_due(at: AtDesk<'_>) -> bool {
    let kept = at.context.desk.kept();
    let mut looked = at.place.looked();
    if looked.kept == Some(kept) {
        looked.seen = (kept, Instant::now());
        return false;
    }
    let first = looked.kept.is_none();
    let (seen, since) = looked.seen;
    if seen != kept && since.elapsed() < LONGEST {
        let begun = if looked.kept == Some(seen) || first { Instant::now() } else { since };
        looked.seen = (kept, begun);
        return first;
    }
    since.elapsed() >= QUIET || first
}

/// Posts groups that were not posted before, some at a time.
fn new_groups(at: AtDesk<'_>) -> Result<Sent, StoreError> {
    if at.context.lines.waiting_in(at.place.chat()) >= WAITING {
        return Ok(Vec::new());
    }
    let kept = at.context.desk.kept();
    let people = at.context.people();
    let posted: BTreeSet<u64> =
        people.all::<Post>(Table::Posts)?.into_iter().flat_map(|(_, post)| post.questions).collect();
    let is_new = |numbers: &[u64]| numbers.iter().all(|number| !posted.contains(number));
    let all = post::all(at)?;
    let new: Vec<_> = all.iter().filter(|group| group.state == Handling::New && is_new(&group.open)).collect();
    let mut batch = Batch::default();
    let mut sent = Vec::new();
    for group in new.iter().take(AT_ONCE) {
        people.append(&mut batch, Table::Posts, &Post { day: at.day(), questions: group.open.clone() });
        let outgoing = post(at, post::post(at, group));
        sent.push((OUTBOX.push(people, &mut batch, &outgoing), outgoing));
    }
    if !batch.is_empty() {
        people.commit(batch)?;
    }
    if new.len() <= AT_ONCE {
        at.place.looked().kept = Some(kept);
    }
    Ok(sent)
}

/// The digest, once a week; in the first week of a desk there is nothing to tell.
fn weekly(at: AtDesk<'_>) -> Result<Sent, StoreError> {
    {
        let mut looked = at.place.looked();
        if looked.digest.is_some_and(|last| last.elapsed() < DIGEST) {
            return Ok(Vec::new());
        }
        looked.digest = Some(Instant::now());
    }
    let people = at.context.people();
    let today = at.context.desk.today();
    let week = Clock::number(monday(today));
    let before = people.get::<Digested>(Table::Desk, WEEK)?;
    if before.is_some_and(|before| before.week >= week) {
        return Ok(Vec::new());
    }
    let mut batch = Batch::default();
    people.put(&mut batch, Table::Desk, WEEK, &Digested { week });
    let mut sent = Vec::new();
    if before.is_some() {
        let outgoing = post(at, message(&digest::text(at, today)?, Vec::new()));
        sent.push((OUTBOX.push(people, &mut batch, &outgoing), outgoing));
    }
    people.commit(batch)?;
    Ok(sent)
}
