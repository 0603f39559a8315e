//! Making calls of the Bot API: requests are teloxide's, the way there and the reading of answers are our own.
//!
//! teloxide's own sender sleeps ten seconds within a call whenever the other side is unwell, its types refuse answers with
//! what is newer than they, and its errors carry bodies that were not understood, with people's words in them. Here an
//! unwell answer is an error at once, errors carry nothing but what Telegram says of the call itself, and of a result is
//! read what is needed.

use super::super::config::StartError;
use super::super::json;
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use serde::Serialize;
use serde_json::Value;
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
    /// Nothing came. It may have been done all the same.
    Unreached,
    /// What came is not of the Bot API: a page of a gateway, half an answer.
    Garbled,
    /// We are sent to another address; nothing went there.
    Elsewhere,
    /// It is said to be done, and nothing of what came of it.
    Empty,
}

/// The way to the Bot API. The token in it is never shown: this has no `Debug`.
pub struct Api {
    client: Client,
    /// With the token; a call adds its method.
    base: String,
}

impl Api {
    /// A way to Telegram, or to another server. One on this machine is reached without the proxy that the environment may
    /// name. A redirect is never followed, for what is sent holds people's words and the address the token.
    ///
    /// # Errors
    /// When the address is none.
    pub fn new(token: &str, server: Option<&str>) -> Result<Api, StartError> {
        let address = server.unwrap_or(TELEGRAM).trim_end_matches('/');
        let well = Url::parse(address).is_ok_and(|url| url.has_host());
        if !well {
            return Err(StartError::Address(address.to_owned()));
        }
        let settings = Client::builder()
            .connect_timeout(CONNECTING)
            .timeout(PATIENCE)
            .redirect(Policy::none())
            .referer(false)
            .tcp_nodelay(true)
            .pool_max_idle_per_host(IDLE);
        let settings = if server.is_some() { settings.no_proxy() } else { settings };
        let client = settings.build().map_err(|error| StartError::Other(error.without_url().to_string()))?;
        Ok(Api { client, base: format!("{address}/bot{token}/") })
    }

    /// Makes a call; gives its result, null where that cannot be read.
    ///
    /// # Errors
    /// When it is refused, or nothing readable comes back.
    pub async fn call<R>(&self, request: R) -> Result<Value, CallError>
    where
        R: HasPayload,
        R::Payload: Serialize,
    {
        let body = serde_json::to_vec(request.payload_ref()).map_err(|_| CallError::Garbled)?;
        let answer = self.post(R::Payload::NAME, body).await?;
        match result(&answer)? {
            b"null" => Err(CallError::Empty),
            raw => Ok(serde_json::from_slice(raw).unwrap_or_default()),
        }
    }

    /// Makes a call of which the answer may hold what does not parse; gives the answer with all around it.
    ///
    /// # Errors
    /// As for [`Api::call`].
    pub async fn raw(&self, method: &str, body: &Value) -> Result<Vec<u8>, CallError> {
        let answer = self.post(method, body.to_string().into_bytes()).await?;
        result(&answer).map(drop)?;
        Ok(answer)
    }

    async fn post(&self, method: &str, body: Vec<u8>) -> Result<Vec<u8>, CallError> {
        let sent = self.client.post(format!("{}{method}", self.base));
        let sent = sent.header("content-type", "application/json").body(body).send().await;
        let answer = sent.map_err(|_| CallError::Unreached)?;
        if answer.status().is_redirection() {
            return Err(CallError::Elsewhere);
        }
        Ok(answer.bytes().await.map_err(|_| CallError::Unreached)?.into())
    }
}

/// The result in an answer, as it is written. What stands in it need not parse: a name with half a letter in it must not
/// make a message that was sent look lost.
fn result(answer: &[u8]) -> Result<&[u8], CallError> {
    match json::field(answer, "ok") {
        Some(b"true") => json::field(answer, "result").or(json::open_field(answer, "result")).ok_or(CallError::Empty),
        Some(b"false") => Err(refusal(answer)),
        _ => Err(CallError::Garbled),
    }
}

/// What a refusal says, as far as it can be read.
fn refusal(answer: &[u8]) -> CallError {
    let read = |name: &str| serde_json::from_slice::<Value>(json::field(answer, name)?).ok();
    let Some(code) = read("error_code").and_then(|code| u16::try_from(code.as_u64()?).ok()) else {
        return CallError::Garbled;
    };
    let words = read("description").and_then(|words| Some(words.as_str()?.to_owned())).unwrap_or_default();
    let more = read("parameters").unwrap_or_default();
    let seconds = more["retry_after"].as_f64().filter(|seconds| *seconds >= 0.0);
    let wait = seconds.map(|seconds| Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX));
    CallError::Told { code, words, wait, moved: more["migrate_to_chat_id"].as_i64() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_as_far_as_they_go() {
        for (answer, read) in [
            (r#"{"ok":true,"result":{"first_name":"\ud83d"}}"#, Ok(r#"{"first_name":"\ud83d"}"#)),
            (r#"{"ok":true,"result":null}"#, Ok("null")),
            (r#"{"ok":true}"#, Err(CallError::Empty)),
            (r#"{"ok":false}"#, Err(CallError::Garbled)),
            ("<html>Bad Gateway", Err(CallError::Garbled)),
            ("", Err(CallError::Garbled)),
        ] {
            assert_eq!(result(answer.as_bytes()), read.map(str::as_bytes), "{answer}");
        }
        for (seconds, wait) in
            [("3", Some(Duration::from_secs(3))), ("1e300", Some(Duration::MAX)), ("-4", None), ("\"soon\"", None)]
        {
            let answer = format!(
                r#"{{"ok":false,"error_code":429,"description":"Too Many","parameters":{{"retry_after":{seconds}}}}}"#
            );
            let told = CallError::Told { code: 429, words: "Too Many".to_owned(), wait, moved: None };
            assert_eq!(result(answer.as_bytes()), Err(told), "{seconds}");
        }
    }
}
