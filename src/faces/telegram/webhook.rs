//! The webhook: Telegram brings updates one by one, each is taken into the inbox first and acknowledged after.
//!
//! Anybody may call an address. What counts is a secret that Telegram sends along: it is made of the token and the key of
//! the installation, so that it is the same after a restart and nobody has to keep it.

use super::api::{CallError, Remedy, backoff, remedy, why};
use super::batch::piece;
use super::context::Context;
use super::http::{Answer, body, words};
use super::metrics::Stage;
use super::take::{must_wait, take};
use super::update::KINDS;
use super::worker::enqueue;
use hyper::body::{Bytes, Incoming};
use hyper::header::HeaderMap;
use hyper::{Method, Request, StatusCode};
use serde_json::json;
use std::future::Future;
use std::hash::RandomState;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use subtle::ConstantTimeEq;
use teloxide::requests::Requester;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, timeout};

/// The header with the secret.
const HEADER: &str = "x-telegram-bot-api-secret-token";
/// The largest update, in bytes.
const LARGEST: usize = 1 << 20;
/// Updates that are written to the disk together; the others wait.
const MOST: usize = 100;
/// Calls at the same time, of Telegram's choice of 1 to 100.
const CALLS: u32 = 40;
/// The time in which an update must be on the disk; Telegram brings it again later.
const PATIENCE: Duration = Duration::from_secs(40);
/// The wait for room when too many chats are being served.
const BREATH: Duration = Duration::from_millis(20);
/// How often Telegram is asked whether the webhook is still ours and whether its calls arrive.
const WATCH: Duration = Duration::from_secs(60);

/// An update as it came, and who waits to acknowledge it.
type Brought = (Bytes, oneshot::Sender<bool>);

/// What answers Telegram's calls.
#[derive(Clone)]
pub struct Webhook {
    context: Arc<Context>,
    secret: Arc<str>,
    queue: mpsc::Sender<Brought>,
}

impl Webhook {
    /// A webhook, and the task that takes what it is brought.
    pub fn new(context: Arc<Context>, token: &str) -> (Webhook, impl Future<Output = ()> + Send + 'static) {
        let (queue, brought) = mpsc::channel(MOST);
        let secret = secret(&context, token).into();
        (Webhook { context: context.clone(), secret, queue }, take_all(context, brought))
    }

    /// Answers a call. Who does not know the secret learns nothing but that.
    pub async fn answer(self, request: Request<Incoming>) -> Answer {
        if !knows(&self.secret, request.headers()) {
            self.context.metrics.count("webhook_refused", 1);
            return words(StatusCode::UNAUTHORIZED, String::new());
        }
        if request.method() != Method::POST {
            return words(StatusCode::METHOD_NOT_ALLOWED, String::new());
        }
        let status = match body(request, LARGEST).await {
            Ok(update) => self.takes(update).await,
            Err(status) => {
                self.context.log("webhook_unread", &[("status", u64::from(status.as_u16()))]);
                status
            }
        };
        words(status, String::new())
    }

    /// Hands an update over, and waits until it is on the disk.
    async fn takes(&self, update: Bytes) -> StatusCode {
        if self.context.ending.load(Ordering::Relaxed) {
            return StatusCode::SERVICE_UNAVAILABLE;
        }
        let (done, taken) = oneshot::channel();
        let whole = async { self.queue.send((update, done)).await.is_ok() && taken.await.unwrap_or(false) };
        match timeout(PATIENCE, whole).await {
            Ok(true) => StatusCode::OK,
            // Telegram brings it again.
            _ => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Tells Telegram to call, for as long as it takes, then watches over that.
    pub async fn keep(self, url: String) {
        self.set(&url).await;
        let (mut failed_before, mut refused_before) = (0, 0);
        loop {
            sleep(WATCH).await;
            let refused = self.context.metrics.counted("webhook_refused");
            if refused > refused_before {
                self.context.log("webhook_calls_refused", &[("calls", refused - refused_before)]);
                refused_before = refused;
            }
            let info = match self.context.api.call(self.context.bot.get_webhook_info()).await {
                Ok(info) => info,
                Err(error) => {
                    // With a token that is refused nothing comes any more: nobody else would tell.
                    if let Remedy::Alarm(what) = remedy(&error) {
                        self.context.alarm(what);
                    }
                    continue;
                }
            };
            if info["url"] != json!(url) {
                self.context.alarm(
                    "another webhook, or none, was set for this bot, and this one is set again; if that was not you the \
                     token is stolen: revoke it at @BotFather",
                );
                self.set(&url).await;
            }
            let failed = info["last_error_date"].as_i64().unwrap_or(0);
            let lately = self.context.seconds().saturating_sub(2 * WATCH.as_secs());
            if failed > failed_before && u64::try_from(failed).is_ok_and(|failed| failed > lately) {
                self.context.alarm("Telegram cannot call the webhook: `pristan bot --check` shows its words");
            }
            failed_before = failed.max(failed_before);
        }
    }

    async fn set(&self, url: &str) {
        let context = &self.context;
        let wish = json!({
            "url": url, "secret_token": &*self.secret, "allowed_updates": KINDS, "max_connections": CALLS,
        });
        let mut attempt = 0;
        while let Err(error) = context.api.raw("SetWebhook", &wish).await {
            context.log("webhook_not_set", &[("attempt", u64::from(attempt))]);
            context.alarm(&refusal(&error));
            sleep(backoff(attempt, context.chance())).await;
            attempt += 1;
        }
        context.log("webhook_set", &[]);
    }
}

/// What an operator should know when the webhook cannot be set.
fn refusal(error: &CallError) -> String {
    let own = matches!(error, CallError::Told { code: 400, .. });
    let what = if own { "Telegram refuses its address: check `webhook` in the settings" } else { why(error) };
    format!("the webhook cannot be set and it is tried on: {what}")
}

/// Before updates are polled, a webhook that is set is removed: with it there is nothing to poll.
pub async fn remove(context: &Context) {
    let Ok(info) = context.api.call(context.bot.get_webhook_info()).await else { return };
    if info["url"].as_str().unwrap_or_default().is_empty() {
        return;
    }
    context.alarm(
        "a webhook was set for this bot, and it is removed, for the settings name none; if it was not yours the token is \
         stolen: revoke it at @BotFather",
    );
    // What waits is kept: it is polled next.
    if context.api.raw("DeleteWebhook", &json!({"drop_pending_updates": false})).await.is_err() {
        context.log("webhook_not_removed", &[]);
    }
}

/// The secret: 64 signs out of those that Telegram allows.
fn secret(context: &Context, token: &str) -> String {
    let own = context.people().sign(b"secret of the webhook");
    blake3::Hasher::new_derive_key("pristan webhook 1")
        .update(&own)
        .update(token.as_bytes())
        .finalize()
        .to_hex()
        .to_string()
}

/// Whether a call brings the secret, once. The comparison takes as long for a wrong secret as for the right one.
fn knows(secret: &str, headers: &HeaderMap) -> bool {
    let mut brought = headers.get_all(HEADER).iter();
    match (brought.next(), brought.next()) {
        (Some(one), None) => bool::from(one.as_bytes().ct_eq(secret.as_bytes())),
        _ => false,
    }
}

/// Takes what is brought: all that waits in one way to the disk.
async fn take_all(context: Arc<Context>, mut brought: mpsc::Receiver<Brought>) {
    let hasher = RandomState::new();
    let mut failures = 0;
    loop {
        while context.lines.are_many() || must_wait(&context) {
            sleep(BREATH).await;
        }
        let mut calls = Vec::new();
        if brought.recv_many(&mut calls, MOST).await == 0 {
            return;
        }
        let (held, begun) = (context.clone(), Instant::now());
        let pieces = calls.iter().map(|(update, _)| piece(update, &hasher)).collect();
        let taken = tokio::task::spawn_blocking(move || take(&held, pieces)).await;
        let well = matches!(taken, Ok(Ok(_)));
        if let Ok(Ok(taken)) = taken {
            context.metrics.add(Stage::Take, begun);
            taken.into_iter().for_each(|(chat, item)| enqueue(&context, chat, item));
            // What is nowhere but in memory is acknowledged when it is answered.
            while must_wait(&context) {
                sleep(BREATH).await;
            }
            failures = 0;
        }
        for (_, done) in calls {
            // Who waited too long has gone.
            let _ = done.send(well);
        }
        if !well {
            context.log("take_failed", &[("attempt", u64::from(failures))]);
            sleep(backoff(failures, context.chance())).await;
            failures += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;

    #[test]
    fn only_the_secret_itself_once_is_the_secret() {
        let secret = "0123456789abcdef".repeat(4);
        let headers = |values: &[&[u8]]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(HEADER, HeaderValue::from_bytes(value).unwrap());
            }
            headers
        };
        let good = secret.as_bytes();
        assert!(knows(&secret, &headers(&[good])));
        let (upper, longer) = (secret.to_uppercase(), format!("{secret}0"));
        let wrong: [&[&[u8]]; 8] = [
            &[],
            &[b""],
            &[&good[..63]],
            &[longer.as_bytes()],
            &[upper.as_bytes()],
            &[good, good],
            &[b"\xff\xfe"],
            &[b"x", good],
        ];
        for values in wrong {
            assert!(!knows(&secret, &headers(values)), "{values:?}");
        }
    }
}
