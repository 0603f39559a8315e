//! Starting, going on, stopping.

use super::api::{Api, CallError, Limits, Pace, backoff, why};
use super::config::{Config, StartError};
use super::context::Context;
use super::desk::prepare;
use super::edits::{look_for_edits, look_for_roles, settle_edits};
use super::groups::forget_unlisted;
use super::http::{listen, serve};
use super::me::Me;
use super::profile::introduce;
use super::queue::Item;
use super::receive::poll;
use super::take::left_over;
use super::upkeep::upkeep;
use super::webhook::Webhook;
use super::worker::enqueue;
use super::{log, monitor, webhook};
use crate::store::StoreError;
use crate::turn::Desk;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use teloxide::Bot;
use teloxide::requests::Requester;
use tokio::runtime::Runtime;

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
    way: Way,
}

/// How updates come.
enum Way {
    /// They are polled.
    Poll,
    /// Telegram brings them: where that is answered, and the address that it is told.
    Webhook { answers: Webhook, listener: TcpListener, url: String },
}

impl Running {
    /// Begins to work: asks who we are, for as long as it takes, then goes on where an earlier process left off.
    ///
    /// # Errors
    /// When it cannot even begin. Later only a signal ends it.
    pub fn start(desk: Arc<Desk>, config: Config) -> Result<Running, StartError> {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(2).max_blocking_threads(WRITERS).enable_all().build();
        let runtime = runtime.map_err(|error| StartError::Other(format!("no threads can be started: {error}")))?;
        let api = Api::new(&config.token, config.api.as_deref())?;
        // Addresses that cannot be had are told before anything else is waited for.
        let monitor = config.metrics.map(|address| listens("metrics", address)).transpose()?;
        let webhook = config.webhook.clone();
        let webhook = webhook.map(|wish| Ok((listens("listen", wish.listen)?, wish.url))).transpose()?;
        let me = runtime.block_on(who_we_are(&api));
        let pace = Pace::new(if config.paced { Limits::default() } else { Limits::none() });
        let token = config.token.clone();
        let context = Arc::new(Context::new(me, api, desk, pace, config));
        let left = recover(&context).map_err(|error| StartError::Other(error.to_string()))?;
        let inside = runtime.enter();
        left.into_iter().for_each(|(chat, item)| enqueue(&context, chat, item));
        tokio::spawn(introduce(context.clone()));
        tokio::spawn(look_for_edits(context.clone()));
        tokio::spawn(settle_edits(context.clone()));
        tokio::spawn(look_for_roles(context.clone()));
        tokio::spawn(upkeep(context.clone()));
        tokio::spawn(prepare(context.clone()));
        if let Some(listener) = monitor {
            let held = context.clone();
            tokio::spawn(serve(listener, move |request| monitor::answer(held.clone(), request)));
        }
        let way = match webhook {
            None => Way::Poll,
            Some((listener, url)) => {
                let (answers, takes) = Webhook::new(context.clone(), &token);
                tokio::spawn(takes);
                Way::Webhook { answers, listener, url }
            }
        };
        drop(inside);
        Ok(Running { context, runtime, way })
    }

    /// Takes updates until the process is asked to end, then finishes what is under way.
    pub fn run(self) {
        let (context, way) = (self.context, self.way);
        self.runtime.block_on(async {
            let taking = tokio::spawn(take_updates(context.clone(), way));
            asked_to_end().await;
            taking.abort();
            context.ending.store(true, Ordering::Relaxed);
            let drained = async {
                while !context.lines.is_empty() {
                    tokio::time::sleep(GLANCE).await;
                }
            };
            let all = tokio::time::timeout(DRAIN, drained).await.is_ok();
            // Who ends in good order has come far. A disk that refuses now is not waited for.
            context.people().close();
            let _ = context.people().set_starts(0);
            let drained = [("drained", u64::from(all))];
            context.log("ended", &[&drained[..], &context.metrics.figures()].concat());
        });
        self.runtime.shutdown_background();
    }

    /// Takes updates from now on, beside the caller.
    pub fn run_aside(&mut self) {
        let way = std::mem::replace(&mut self.way, Way::Poll);
        self.runtime.spawn(take_updates(self.context.clone(), way));
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

/// What an earlier process left, after the records were told of this start.
fn recover(context: &Context) -> Result<Vec<(i64, Item)>, StoreError> {
    let starts = context.people().starts()? + 1;
    context.people().set_starts(starts)?;
    forget_unlisted(context)?;
    let left = left_over(context, |_| false)?;
    let careful = starts > CALM && !left.is_empty();
    context.careful.store(careful, Ordering::Relaxed);
    context.log("started", &[("left_over", left.len() as u64), ("careful", u64::from(careful))]);
    // From here on changes wait for the disk, however long it refuses.
    context.people().set_patience(Duration::MAX);
    Ok(left)
}

/// Takes updates for ever.
async fn take_updates(context: Arc<Context>, way: Way) {
    match way {
        Way::Poll => {
            webhook::remove(&context).await;
            poll(context).await;
        }
        Way::Webhook { answers, listener, url } => {
            let keeps = answers.clone().keep(url);
            tokio::join!(serve(listener, move |request| answers.clone().answer(request)), keeps);
        }
    }
}

/// Begins to listen at an address of the settings.
fn listens(name: &str, address: SocketAddr) -> Result<TcpListener, StartError> {
    listen(address).map_err(|error| StartError::Listen(name.to_owned(), address, error.to_string()))
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
