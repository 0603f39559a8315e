//! Making calls of the Bot API: requests and answers are teloxide's, the way there is our own.
//!
//! teloxide's own sender sleeps ten seconds within a call whenever the other side is unwell, and its errors carry bodies
//! that were not understood, with people's words in them. Here an unwell answer is an error at once, and errors carry
//! nothing but what Telegram says of the call itself.

use super::run::RunError;
use reqwest::{Client, Url};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use teloxide::requests::{HasPayload, Payload};

/// A call that takes longer is given up; polls stay open for less.
const PATIENCE: Duration = Duration::from_secs(17);
const CONNECTING: Duration = Duration::from_secs(5);
/// Connections that are kept open though nobody needs them at the moment.
const IDLE: usize = 16;
/// Telegram itself.
const TELEGRAM: &str = "https://api.telegram.org";

/// A call that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    /// Telegram refused it.
    Told {
        /// As in HTTP.
        code: u16,
        /// In words.
        words: String,
        /// When to try again.
        wait: Option<Duration>,
        /// Where the group is now.
        moved: Option<i64>,
    },
    /// Nothing came, or nothing that can be read. It may have been done all the same.
    Lost,
    /// It was done, but what came back is not what we know.
    Odd,
}

/// What Telegram answers.
#[derive(Deserialize)]
struct Answer<T> {
    ok: bool,
    result: Option<T>,
    error_code: Option<u16>,
    description: Option<String>,
    parameters: Option<Parameters>,
}

#[derive(Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
    migrate_to_chat_id: Option<i64>,
}

/// The way to the Bot API. The token in it is never shown: this has no `Debug`.
pub struct Api {
    client: Client,
    /// With the token; a call adds its method.
    base: String,
}

impl Api {
    /// A way to Telegram, or to another server. One on this machine is reached without the proxy that the environment may
    /// name.
    ///
    /// # Errors
    /// When the address is none.
    pub fn new(token: &str, server: Option<&str>) -> Result<Api, RunError> {
        let address = server.unwrap_or(TELEGRAM).trim_end_matches('/');
        let well = Url::parse(address).is_ok_and(|url| url.has_host());
        if !well {
            return Err(RunError::Address(address.to_owned()));
        }
        let settings = Client::builder()
            .connect_timeout(CONNECTING)
            .timeout(PATIENCE)
            .tcp_nodelay(true)
            .pool_max_idle_per_host(IDLE);
        let settings = if server.is_some() { settings.no_proxy() } else { settings };
        let client = settings.build().map_err(|error| RunError::Other(error.without_url().to_string()))?;
        Ok(Api { client, base: format!("{address}/bot{token}/") })
    }

    /// Makes a call.
    ///
    /// # Errors
    /// When it is refused, or nothing readable comes back.
    pub async fn call<R>(&self, request: R) -> Result<<R::Payload as Payload>::Output, CallError>
    where
        R: HasPayload,
        R::Payload: Serialize,
        <R::Payload as Payload>::Output: DeserializeOwned,
    {
        let body = serde_json::to_vec(request.payload_ref()).map_err(|_| CallError::Lost)?;
        let sent = self.client.post(format!("{}{}", self.base, R::Payload::NAME));
        let sent = sent.header("content-type", "application/json").body(body).send().await;
        let answer = sent.map_err(|_| CallError::Lost)?.bytes().await.map_err(|_| CallError::Lost)?;
        let Ok(answer) = serde_json::from_slice::<Answer<_>>(&answer) else {
            let done = serde_json::from_slice::<Answer<IgnoredAny>>(&answer).is_ok_and(|answer| answer.ok);
            return Err(if done { CallError::Odd } else { CallError::Lost });
        };
        match (answer.result, answer.error_code) {
            (Some(result), _) if answer.ok => Ok(result),
            _ if answer.ok => Err(CallError::Odd),
            (_, Some(code)) => Err(CallError::Told {
                code,
                words: answer.description.unwrap_or_default(),
                wait: answer.parameters.as_ref().and_then(|more| more.retry_after).map(Duration::from_secs),
                moved: answer.parameters.and_then(|more| more.migrate_to_chat_id),
            }),
            _ => Err(CallError::Lost),
        }
    }
}
