//! What goes on beside the messages: throwing away what is old, telling the operator how the records are, and telling
//! systemd that the process serves.

use super::context::Context;
use super::desk::round;
use super::handle::promised;
use super::queue::Item;
use super::take::left_over;
use super::worker::enqueue;
use crate::store::StoreState;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::Instant;

/// How often it is looked.
const LOOK: Duration = Duration::from_secs(1);
/// A process that lives so long has come far.
const FAR: Duration = Duration::from_secs(60);
/// A process whose records cannot be written for so long should be started anew by who watches over it.
const TOO_LONG: Duration = Duration::from_secs(120);

/// Goes on for ever.
pub async fn upkeep(context: Arc<Context>) {
    let begun = Instant::now();
    let (mut far, mut failing) = (false, None::<Instant>);
    let mut before = context.people().state();
    tell(&context, &before);
    if let Some(days) = context.desk.clock_is_behind() {
        context.alarm(&format!("this machine's clock is {days} day(s) behind; set it, or `timedatectl set-ntp true`"));
    }
    loop {
        let state = context.people().state();
        if state != before {
            tell(&context, &state);
            if matches!(before, StoreState::WithoutMemory(_)) {
                take_up(&context).await;
            }
        }
        let serves = matches!(state, StoreState::Open | StoreState::WithoutMemory(_));
        failing = if serves { None } else { failing.or(Some(Instant::now())) };
        watch(&state, failing.is_none_or(|since| since.elapsed() < TOO_LONG));
        before = state;
        if context.careful.load(Ordering::Relaxed) && context.lines.is_empty() {
            context.careful.store(false, Ordering::Relaxed);
        }
        if serves {
            tidy(&context).await;
            keep_promises(&context).await;
            look_after_the_desk(&context).await;
        }
        if !far && begun.elapsed() > FAR && serves {
            let held = context.clone();
            far = tokio::task::spawn_blocking(move || held.people().set_starts(0)).await.is_ok_and(|done| done.is_ok());
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// What an earlier process left on the disk, which can be read at last.
async fn take_up(context: &Arc<Context>) {
    let held = context.clone();
    let left = tokio::task::spawn_blocking(move || left_over(&held, crate::store::Ticket::is_passing)).await;
    if let Ok(Ok(left)) = left {
        context.log("taken_up", &[("left_over", left.len() as u64)]);
        left.into_iter().for_each(|(chat, item)| enqueue(context, chat, item));
    }
}

async fn tidy(context: &Arc<Context>) {
    let held = context.clone();
    if !matches!(tokio::task::spawn_blocking(move || held.desk.tidy(true)).await, Ok(Ok(_))) {
        context.log("tidy_failed", &[]);
    }
}

/// Sends answers that were promised and are there now.
async fn keep_promises(context: &Arc<Context>) {
    let held = context.clone();
    match tokio::task::spawn_blocking(move || promised(&held)).await {
        Ok(Ok(sent)) => {
            for (ticket, outgoing) in sent {
                context.log("promise_kept", &[]);
                enqueue(context, outgoing.chat, Item::Send(ticket, outgoing));
            }
        }
        _ => context.log("promises_failed", &[]),
    }
}

/// Posts what is new in the volunteers' chat.
async fn look_after_the_desk(context: &Arc<Context>) {
    if context.place.is_none() {
        return;
    }
    let held = context.clone();
    match tokio::task::spawn_blocking(move || round(&held)).await {
        Ok(Ok(sent)) => {
            for (ticket, outgoing) in sent {
                context.log("desk_posted", &[]);
                enqueue(context, outgoing.chat, Item::Send(ticket, outgoing));
            }
        }
        _ => context.log("desk_failed", &[]),
    }
}

/// Tells the operator.
fn tell(context: &Context, state: &StoreState) {
    match state.told() {
        Some(told) => context.alarm(&told),
        None => context.log("store_open", &[]),
    }
    if let Some(notice) = context.people().take_notice() {
        context.alarm(&notice);
    }
}

/// Tells systemd, where it listens.
fn watch(state: &StoreState, well: bool) {
    #[cfg(unix)]
    {
        let status = sd_notify::NotifyState::Status(state.name());
        let alive = well.then_some(sd_notify::NotifyState::Watchdog);
        let all: Vec<_> = std::iter::once(status).chain(alive).collect();
        // Where nobody listens there is nobody to tell.
        let _ = sd_notify::notify(&all);
    }
    let _ = (state, well);
}
