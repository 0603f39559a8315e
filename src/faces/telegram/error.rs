//! What a refused call means for us.

use std::time::Duration;
use teloxide::{ApiError, RequestError};

/// What to do about a call that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// The same again after this time: we were told to wait.
    Wait(Duration),
    /// The same again after a while that grows: the network or the other side is unwell.
    Again,
    /// The chat has another id now.
    Moved(i64),
    /// It is done already, or no longer wanted.
    Done,
    /// The message to be changed is gone: send a new one.
    SendNew,
    /// The tags are refused: send it without.
    Plain,
    /// Nobody is there any more: forget the chat.
    Forget,
    /// The token is no good, or another process or a webhook takes our updates: tell the operator what.
    Alarm(&'static str),
}

/// What a failed call calls for. What Telegram says in words is matched by its words: new ones appear without notice.
pub fn remedy(error: &RequestError) -> Remedy {
    let api = match error {
        RequestError::RetryAfter(seconds) => return Remedy::Wait(seconds.duration().max(Duration::from_secs(1))),
        RequestError::MigrateToChatId(chat) => return Remedy::Moved(chat.0),
        RequestError::Api(api) => api,
        _ => return Remedy::Again,
    };
    if matches!(api, ApiError::InvalidToken) {
        return Remedy::Alarm(BAD_TOKEN);
    }
    let said = api.to_string().to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if has(&["unauthorized", "not found: method not found", "invalid bot token"]) || said == "not found" {
        Remedy::Alarm(BAD_TOKEN)
    } else if has(&["terminated by other getupdates"]) {
        Remedy::Alarm(TWO_POLLERS)
    } else if has(&["webhook is active", "can't use getupdates"]) {
        Remedy::Alarm(WEBHOOK)
    } else if has(&[
        "forbidden",
        "chat not found",
        "user is deactivated",
        "bot was kicked",
        "bot is not a member",
        "bot was blocked",
    ]) {
        Remedy::Forget
    } else if has(&["message is not modified", "query is too old", "query id is invalid", "queryidinvalid"]) {
        Remedy::Done
    } else if has(&["message to edit not found", "message can't be edited", "message identifier is not specified"]) {
        Remedy::SendNew
    } else if has(&["can't parse entities", "unsupported start tag", "can't find end"]) {
        Remedy::Plain
    } else if has(&[
        "internal server error",
        "bad gateway",
        "gateway timeout",
        "restart",
        "timeout",
        "too many requests",
    ]) {
        Remedy::Again
    } else {
        Remedy::Done
    }
}

/// The remedy of a token that is refused.
const BAD_TOKEN: &str =
    "the token is refused: get the current one from @BotFather and set PRISTAN_TOKEN or PRISTAN_TOKEN_FILE";
/// The remedy of two pollers.
const TWO_POLLERS: &str = "another process takes this bot's updates: stop it; if it is not yours the token is stolen, revoke it at @BotFather";
/// The remedy of a webhook.
const WEBHOOK: &str =
    "a webhook takes this bot's updates: remove it with deleteWebhook, or revoke the token if it is not yours";

/// The wait before the next attempt: doubled each time from a second to a minute, a part of it by chance so that not all
/// come back at once.
pub fn backoff(attempt: u32, chance: u64) -> Duration {
    let whole = 1_000u64 << attempt.min(6);
    Duration::from_millis(whole * 3 / 4 + chance % (whole / 4 + 1))
}
