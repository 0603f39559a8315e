//! What a refused call means for us.

use super::client::CallError;
use std::time::Duration;

/// What to do about a call that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// The same again after this time: we were told to wait.
    Wait(Duration),
    /// The same again after a while that grows: the network or the other side is unwell.
    Again,
    /// The same again a few times, for it is not clear whether it was done.
    Unclear,
    /// The chat has another id now.
    Moved(i64),
    /// It is done already, or no longer wanted.
    Done,
    /// The message to be changed is gone: send a new one.
    SendNew,
    /// The thread is refused: send it without.
    WithoutThread,
    /// Something about it is refused: send the words alone, without tags and buttons.
    Bare,
    /// Nothing that is sent there would arrive: it is lost.
    Lost,
    /// Nobody is there any more: it is lost, and the chat is to be forgotten.
    Forget,
    /// Something is wrong that only the operator can mend: tell what, and try on.
    Alarm(&'static str),
}

/// What a failed call calls for: by its code first, then by its words, of which new ones appear without notice.
pub fn remedy(error: &CallError) -> Remedy {
    let (code, words, wait, moved) = match error {
        CallError::Told { code, words, wait, moved } => (*code, words, wait, moved),
        CallError::Unreached | CallError::Garbled => return Remedy::Again,
        CallError::Elsewhere => return Remedy::Alarm(ELSEWHERE),
        CallError::Empty => return Remedy::Unclear,
    };
    if let Some(chat) = moved {
        return Remedy::Moved(*chat);
    }
    let said = words.to_lowercase();
    let known = TEXTS.iter().find(|(codes, text, _)| codes.contains(&code) && said.contains(text));
    match code {
        420 | 429 => Remedy::Wait(bounded(wait.unwrap_or_default())),
        401 | 404 => Remedy::Alarm(BAD_TOKEN),
        409 if said.contains("webhook") => Remedy::Alarm(WEBHOOK),
        409 => Remedy::Alarm(TWO_POLLERS),
        400..=499 => match known {
            Some((_, _, remedy)) => remedy.clone(),
            None if code == 403 => Remedy::Lost,
            None => Remedy::Bare,
        },
        _ => Remedy::Again,
    }
}

/// Codes that mean the same of a chat or message: servers of different ages use the one or the other.
const BOTH: &[u16] = &[400, 403];
const BAD_REQUEST: &[u16] = &[400];

/// Words of refusals, in lower case; the first that is found counts. What is not here is sent once more in words alone.
const TEXTS: &[(&[u16], &str, Remedy)] = &[
    (BAD_REQUEST, "message is not modified", Remedy::Done),
    (BAD_REQUEST, "message_not_modified", Remedy::Done),
    (BAD_REQUEST, "query is too old", Remedy::Done),
    (BAD_REQUEST, "query_id_invalid", Remedy::Done),
    (BAD_REQUEST, "message to edit not found", Remedy::SendNew),
    (BAD_REQUEST, "message can't be edited", Remedy::SendNew),
    (BAD_REQUEST, "message identifier is not specified", Remedy::SendNew),
    (BAD_REQUEST, "no text in the message to edit", Remedy::SendNew),
    (BAD_REQUEST, "message_id_invalid", Remedy::SendNew),
    (BAD_REQUEST, "message_edit_time_expired", Remedy::SendNew),
    (BAD_REQUEST, "message_author_required", Remedy::SendNew),
    (BAD_REQUEST, "thread", Remedy::WithoutThread),
    (BAD_REQUEST, "topic_", Remedy::WithoutThread),
    (BOTH, "blocked by the user", Remedy::Forget),
    (BOTH, "user_is_blocked", Remedy::Forget),
    (BOTH, "user is deactivated", Remedy::Forget),
    (BOTH, "input_user_deactivated", Remedy::Forget),
    (BOTH, "was kicked", Remedy::Forget),
    (BOTH, "not a member", Remedy::Forget),
    (BOTH, "chat was deleted", Remedy::Forget),
    (BOTH, "chat was deactivated", Remedy::Forget),
    (BOTH, "chat not found", Remedy::Forget),
    (BOTH, "user not found", Remedy::Forget),
    (BOTH, "peer_id_invalid", Remedy::Forget),
    (BOTH, "channel_private", Remedy::Forget),
    (BOTH, "rights", Remedy::Lost),
    (BOTH, "write_forbidden", Remedy::Lost),
    (BOTH, "plain_forbidden", Remedy::Lost),
    (BOTH, "chat_restricted", Remedy::Lost),
    (BOTH, "admin_required", Remedy::Lost),
    (BOTH, "can't initiate conversation", Remedy::Lost),
    (BOTH, "messages to bots", Remedy::Lost),
    (BOTH, "payment_required", Remedy::Lost),
    (BOTH, "upgraded to a supergroup", Remedy::Lost),
];

/// The shortest wait when told to wait, whatever is said of its length.
const SHORTEST: Duration = Duration::from_secs(1);
/// The longest that is believed.
const LONGEST: Duration = Duration::from_secs(3_600);
/// The wait in the place of one that is not believed.
const UNBELIEVED: Duration = Duration::from_secs(30);

/// How long is waited when told to wait so long. A wait of years is some server's fault: it is asked again.
fn bounded(told: Duration) -> Duration {
    if told > LONGEST { UNBELIEVED } else { told.max(SHORTEST) }
}

/// The remedy of a token that is refused.
const BAD_TOKEN: &str =
    "the token is refused: get the current one from @BotFather and set PRISTAN_TOKEN or PRISTAN_TOKEN_FILE";
/// The remedy of a redirect.
const ELSEWHERE: &str = "the Bot API server wants to send us to another address, and nothing goes there: check PRISTAN_API_URL, or what stands between this machine and api.telegram.org";
/// The remedy of a network without Telegram.
const UNREACHED: &str =
    "nothing answers: check the network, the proxy, and PRISTAN_API_URL; whether the token is good is not known";
/// The remedy of answers that are none.
const GARBLED: &str = "something answers that is no Bot API server: check PRISTAN_API_URL, or what stands between this machine and api.telegram.org; whether the token is good is not known";
/// The remedy of two pollers.
const TWO_POLLERS: &str = "another process takes this bot's updates: stop it; if it is not yours the token is stolen, revoke it at @BotFather";
/// The remedy of a webhook.
const WEBHOOK: &str = "a webhook takes this bot's updates: start the bot anew, which removes it with deleteWebhook; if it is not yours the token is stolen, revoke it at @BotFather";

/// What an operator should know of a call that failed before anything was done.
pub fn why(error: &CallError) -> &'static str {
    match (error, remedy(error)) {
        (_, Remedy::Alarm(what)) => what,
        (CallError::Unreached, _) => UNREACHED,
        (CallError::Told { .. }, _) => "Telegram is there and refuses; it is tried again later",
        _ => GARBLED,
    }
}

/// The wait before the next attempt: doubled each time from a second to half a minute, a part of it by chance so that not all
/// come back at once.
pub fn backoff(attempt: u32, chance: u64) -> Duration {
    let whole = 1_000u64 << attempt.min(5);
    Duration::from_millis(whole * 3 / 4 + chance % (whole / 4 + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(code: u16, words: &str, wait: Option<u64>) -> CallError {
        CallError::Told { code, words: words.to_owned(), wait: wait.map(Duration::from_secs), moved: None }
    }

    /// Every refusal that Telegram is known to send, with its remedy: code, words, remedy, with tabs between.
    #[test]
    fn every_refusal_has_its_remedy() {
        let table = include_str!("../../../../tests/telegram/refusals.tsv");
        let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split('\t').collect()).collect();
        assert!(rows.len() >= 60, "{} refusals", rows.len());
        for row in rows {
            let remedy = format!("{:?}", remedy(&told(row[0].parse().unwrap(), row[1], None)));
            let name = remedy.split('(').next().unwrap().to_lowercase();
            assert_eq!(name, row[2], "{} {}", row[0], row[1]);
        }
    }

    #[test]
    fn waits_are_believed_within_reason() {
        for (wait, waited) in [(None, 1), (Some(0), 1), (Some(3), 3), (Some(3_600), 3_600), (Some(1_000_000_000), 30)] {
            assert_eq!(remedy(&told(429, "Too Many Requests", wait)), Remedy::Wait(Duration::from_secs(waited)));
        }
        let moved = CallError::Told { code: 400, words: "group upgraded".to_owned(), wait: None, moved: Some(-100) };
        assert_eq!(remedy(&moved), Remedy::Moved(-100));
        assert_eq!(remedy(&CallError::Unreached), Remedy::Again);
        assert_eq!(remedy(&CallError::Empty), Remedy::Unclear);
        assert_eq!(
            remedy(&told(409, "Conflict: terminated by other getUpdates request", None)),
            Remedy::Alarm(TWO_POLLERS)
        );
        assert_eq!(
            remedy(&told(409, "Conflict: can't use getUpdates while webhook is active", None)),
            Remedy::Alarm(WEBHOOK)
        );
    }
}
