//! Starting, going on, stopping.

use super::api::{Api, CallError, Limits, Pace, backoff, why};
use super::config::{Config, StartError};
use super::context::Context;
use super::log;
use super::me::Me;
use super::profile::introduce;
use super::receive::{left_over, poll};
use super::upkeep::upkeep;
use super::worker::enqueue;
use crate::store::StoreError;
use crate::turn::{Desk, Refreshed};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use teloxide::Bot;
use teloxide::requests::Requester;
use tokio::runtime::Runtime;

/// How often edits of the base are looked for.
const LOOK: Duration = Duration::from_secs(2);
/// The time for what is under way when the process is asked to end.
const DRAIN: Duration = Duration::from_secs(10);
/// Threads for turns and for what waits for the disk.
const WRITERS: usize = 40;
/// Starts in a row that did not come far, after which messages are handled one by one.
const CALM: u64 = 2;
/// How often it is looked whether all is done, when the process is asked to end.
const GLANCE: Duration = Duration::from_millis(20);

/// A bot at work in this process. When it is dropped it stops where it is, as if it were killed.
pub struct Running {
    context: Arc<Context>,
    runtime: Runtime,
}

impl Running {
    /// Begins to work: asks who we are, for as long as it takes, then goes on where an earlier process left off.
    ///
    /// # Errors
    /// When it cannot even begin. Later only a signal ends it.
    pub fn start(desk: Arc<Desk>, place: Config) -> Result<Running, StartError> {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(2).max_blocking_threads(WRITERS).enable_all().build();
        let runtime = runtime.map_err(|error| StartError::Other(format!("no threads can be started: {error}")))?;
        let api = Api::new(&place.token, place.api.as_deref())?;
        let me = runtime.block_on(who_we_are(&api));
        let pace = Pace::new(if place.paced { Limits::default() } else { Limits::none() });
        let context = Arc::new(Context::new(me, api, desk, pace, place));
        let unusable = |error: StoreError| StartError::Other(error.to_string());
        let starts = context.people().starts().map_err(unusable)? + 1;
        context.people().set_starts(starts).map_err(unusable)?;
        let left = left_over(&context, |_| false).map_err(unusable)?;
        let careful = starts > CALM && !left.is_empty();
        context.careful.store(careful, Ordering::Relaxed);
        context.log("started", &[("left_over", left.len() as u64), ("careful", u64::from(careful))]);
        // From here on changes wait for the disk, however long it refuses.
        context.people().set_patience(Duration::MAX);
        let _inside = runtime.enter();
        left.into_iter().for_each(|(chat, item)| enqueue(&context, chat, item));
        tokio::spawn(introduce(context.clone()));
        tokio::spawn(look_for_edits(context.clone()));
        tokio::spawn(upkeep(context.clone()));
        drop(_inside);
        Ok(Running { context, runtime })
    }

    /// Takes updates until the process is asked to end, then finishes what is under way.
    pub fn poll(self) {
        self.runtime.block_on(async {
            let polling = tokio::spawn(poll(self.context.clone()));
            asked_to_end().await;
            polling.abort();
            let drained = async {
                while !self.is_idle() {
                    tokio::time::sleep(GLANCE).await;
                }
            };
            let all = tokio::time::timeout(DRAIN, drained).await.is_ok();
            // Who ends in good order has come far. A disk that refuses now is not waited for.
            self.context.people().close();
            let _ = self.context.people().set_starts(0);
            let drained = [("drained", u64::from(all))];
            self.context.log("ended", &[&drained[..], &self.context.metrics.figures()].concat());
        });
        self.runtime.shutdown_background();
    }

    /// Takes updates from now on, beside the caller.
    pub fn poll_aside(&self) {
        self.runtime.spawn(poll(self.context.clone()));
    }

    /// Whether all that was taken is handled and delivered.
    pub fn is_idle(&self) -> bool {
        self.context.lines.is_empty()
    }

    /// Stops where it is; returns when nothing of it is left.
    pub fn stop(self) {
        self.context.people().close();
        self.runtime.shutdown_timeout(DRAIN);
    }
}

/// Asks who we are, for as long as it takes.
async fn who_we_are(api: &Api) -> Me {
    let bot = Bot::new("");
    let mut attempt = 0;
    loop {
        let error = match api.call(bot.get_me()).await.map(|result| Me::read(&result)) {
            Ok(Some(me)) => return me,
            Ok(None) => CallError::Garbled,
            Err(error) => error,
        };
        log::event("start_failed", &[("attempt", u64::from(attempt))]);
        log::alarm(&format!("the bot cannot begin and tries on: {}", why(&error)));
        tokio::time::sleep(backoff(attempt, u64::from(std::process::id()))).await;
        attempt += 1;
    }
}

async fn look_for_edits(context: Arc<Context>) {
    loop {
        tokio::time::sleep(LOOK).await;
        let held = context.clone();
        match tokio::task::spawn_blocking(move || held.desk.refresh()).await {
            Ok(Refreshed::Swapped) => context.log("base_swapped", &[]),
            Ok(Refreshed::Refused(error)) => {
                context.alarm(&format!("the edited base is refused, the old one serves: {error}"))
            }
            _ => {}
        }
    }
}

/// Ends when the process is asked to end.
async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let (Ok(mut terminate), Ok(mut interrupt)) =
            (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
        {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
