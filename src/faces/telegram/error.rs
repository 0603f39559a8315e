//! What a refused call means for us.

use super::call::CallError;
use std::time::Duration;

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

/// What a failed call calls for: by its code first, then by its words, of which new ones appear without notice.
pub fn remedy(error: &CallError) -> Remedy {
    let (code, words, wait, moved) = match error {
        CallError::Told { code, words, wait, moved } => (code, words, wait, moved),
        CallError::Lost => return Remedy::Again,
        CallError::Odd => return Remedy::Done,
    };
    if let Some(chat) = moved {
        return Remedy::Moved(*chat);
    }
    let said = words.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
    match code {
        429 => Remedy::Wait(wait.unwrap_or_default().max(SHORTEST)),
        401 | 404 => Remedy::Alarm(BAD_TOKEN),
        409 if has(&["webhook"]) => Remedy::Alarm(WEBHOOK),
        409 => Remedy::Alarm(TWO_POLLERS),
        403 => Remedy::Forget,
        400 if has(&["chat not found", "user is deactivated", "not a member", "was kicked", "was blocked"]) => {
            Remedy::Forget
        }
        400 if has(&[
            "message to edit not found",
            "message can't be edited",
            "message identifier is not specified",
        ]) =>
        {
            Remedy::SendNew
        }
        400 if has(&["can't parse entities", "unsupported start tag", "can't find end"]) => Remedy::Plain,
        // Not modified, too old a query, or something that trying again does not mend.
        400..=499 => Remedy::Done,
        _ => Remedy::Again,
    }
}

/// The shortest wait when told to wait, whatever is said of its length.
const SHORTEST: Duration = Duration::from_secs(1);
/// The remedy of a token that is refused.
const BAD_TOKEN: &str =
    "the token is refused: get the current one from @BotFather and set PRISTAN_TOKEN or PRISTAN_TOKEN_FILE";
/// The remedy of two pollers.
const TWO_POLLERS: &str = "another process takes this bot's updates: stop it; if it is not yours the token is stolen, revoke it at @BotFather";
/// The remedy of a webhook.
const WEBHOOK: &str =
    "a webhook takes this bot's updates: remove it with deleteWebhook, or revoke the token if it is not yours";

/// The wait before the next attempt: doubled each time from a second to half a minute, a part of it by chance so that not all
/// come back at once.
pub fn backoff(attempt: u32, chance: u64) -> Duration {
    let whole = 1_000u64 << attempt.min(5);
    Duration::from_millis(whole * 3 / 4 + chance % (whole / 4 + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_its_remedy() {
        let told = |code, words: &str| CallError::Told { code, words: words.to_owned(), wait: None, moved: None };
        for (error, expected) in [
            (CallError::Lost, Remedy::Again),
            (CallError::Odd, Remedy::Done),
            (told(500, "Internal Server Error"), Remedy::Again),
            (told(429, "Too Many Requests: retry after"), Remedy::Wait(SHORTEST)),
            (told(401, "Unauthorized"), Remedy::Alarm(BAD_TOKEN)),
            (told(404, "Not Found"), Remedy::Alarm(BAD_TOKEN)),
            (told(409, "Conflict: terminated by other getUpdates request"), Remedy::Alarm(TWO_POLLERS)),
            (told(409, "Conflict: can't use getUpdates method while webhook is active"), Remedy::Alarm(WEBHOOK)),
            (told(403, "Forbidden: bot was blocked by the user"), Remedy::Forget),
            (told(403, "Forbidden: user is deactivated"), Remedy::Forget),
            (told(400, "Bad Request: chat not found"), Remedy::Forget),
            (told(400, "Bad Request: message is not modified: …"), Remedy::Done),
            (told(400, "Bad Request: message to edit not found"), Remedy::SendNew),
            (told(400, "Bad Request: can't parse entities: Unsupported start tag"), Remedy::Plain),
            (told(400, "Bad Request: message is too long"), Remedy::Done),
            (told(400, "Bad Request: query is too old and response timeout expired"), Remedy::Done),
            (told(400, "Bad Request: BUTTON_DATA_INVALID"), Remedy::Done),
        ] {
            assert_eq!(remedy(&error), expected, "{error:?}");
        }
        let moved = CallError::Told { code: 400, words: "group upgraded".to_owned(), wait: None, moved: Some(-100) };
        assert_eq!(remedy(&moved), Remedy::Moved(-100));
    }
}
