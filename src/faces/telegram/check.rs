//! `--check`: whether everything in Telegram is as the bot needs it.

use super::api::{Api, CallError, why};
use super::config::{Config, StartError};
use super::me::Me;
use serde_json::{Value, json};
use std::net::{SocketAddr, TcpListener};
use teloxide::Bot;
use teloxide::requests::Requester;

/// A line of what was looked at: whether it is well, and what it is or what to do.
type Line = (bool, String);

/// Looks whether everything is as the bot needs it: a line each, with the remedy. True when all is well.
///
/// # Errors
/// When nothing can be looked at.
pub fn check(place: &Config) -> Result<Vec<Line>, StartError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| StartError::Other(format!("no threads can be started: {error}")))?;
    let (api, bot) = (Api::new(&place.token, place.api.as_deref())?, Bot::new(""));
    let mut lines: Vec<Line> = Vec::new();
    if let Some(webhook) = &place.webhook {
        lines.push(listens("listen", webhook.listen));
    }
    lines.extend(place.metrics.map(|address| listens("metrics", address)));
    lines.extend(runtime.block_on(async {
        let me = api.call(bot.get_me()).await;
        let mut lines = match me.and_then(|result| Me::read(&result).ok_or(CallError::Garbled)) {
            Ok(me) => abilities(&me),
            // Without Telegram there is nothing else to ask it.
            Err(error) => return vec![(false, refused(&error))],
        };
        let wished = place.webhook.as_ref().map(|webhook| webhook.url.as_str());
        lines.push(match api.call(bot.get_webhook_info()).await {
            Ok(info) => webhook(&info, wished),
            Err(_) => (false, "webhook: could not be asked for; try again".to_owned()),
        });
        if let Some((volunteers, ..)) = &place.volunteers {
            lines.push(volunteers_chat(&api, volunteers.chat).await);
        }
        lines
    }));
    Ok(lines)
}

/// What is said of a bot that answers to its token.
fn abilities(me: &Me) -> Vec<Line> {
    let groups = match me.joins_groups {
        Some(true) => "may",
        Some(false) => "may not",
        None => "(the server does not tell whether it may)",
    };
    let inline = if me.inline.unwrap_or(false) { "on" } else { "off; /setinline at @BotFather turns it on" };
    vec![
        (true, format!("token: good, the bot is @{}", me.name)),
        (true, format!("groups: {groups} be added; /setjoingroups at @BotFather changes that")),
        (true, format!("inline mode: {inline}")),
    ]
}

/// Whether the volunteers' chat can be had.
async fn volunteers_chat(api: &Api, chat: i64) -> Line {
    let found = match api.raw("getChat", &json!({ "chat_id": chat })).await {
        Ok(answer) => serde_json::from_slice::<Value>(&answer).unwrap_or_default(),
        Err(error) => {
            let what = why(&error);
            return (false, format!("volunteers' chat: {what}; add the bot to the group that `volunteers_chat` names"));
        }
    };
    let forum = if found["result"]["is_forum"] == true { "a forum: let the bot manage topics" } else { "no forum" };
    (true, format!("volunteers' chat: the bot is in it; it is {forum}"))
}

/// Why nobody answers to the token. Only a server that knows no such token speaks of the token; everything else is on the
/// way there.
fn refused(error: &CallError) -> String {
    let of_the_token = matches!(error, CallError::Told { code: 401 | 404, .. });
    format!("{}: {}", if of_the_token { "token" } else { "network" }, why(error))
}

/// Whether the webhook that Telegram knows is the one that the settings wish for.
fn webhook(info: &Value, wished: Option<&str>) -> Line {
    let known = info["url"].as_str().unwrap_or_default();
    match (wished, known) {
        (None, "") => (true, "webhook: none, as polling needs it".to_owned()),
        (None, _) => (
            false,
            "webhook: one is set, and the bot removes it when it starts to poll; if it is not yours the token is stolen, \
             revoke it at @BotFather"
                .to_owned(),
        ),
        (Some(_), "") => (true, "webhook: none yet, the bot sets it when it starts".to_owned()),
        (Some(wished), known) if wished != known => (
            false,
            "webhook: another address is set, and the bot replaces it when it starts; if it is not yours the token is \
             stolen, revoke it at @BotFather"
                .to_owned(),
        ),
        (Some(_), _) => match info["last_error_message"].as_str() {
            Some(words) => (false, format!("webhook: set, and Telegram's last call failed: {words}")),
            None => (true, "webhook: set, and no call of Telegram's failed".to_owned()),
        },
    }
}

/// Whether an address can be listened at.
fn listens(name: &str, address: SocketAddr) -> Line {
    match TcpListener::bind(address) {
        Ok(_) => (true, format!("{name}: {address} can be listened at")),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            (false, format!("{name}: {address} is taken; stop what listens there (the bot itself?), or name another"))
        }
        Err(error) => (false, format!("{name}: {address} cannot be listened at: {error}; name another address")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_webhook_that_is_known_is_held_against_the_one_that_is_wished_for() {
        for (info, wished, good, words) in [
            (json!({"url": ""}), None, true, "none, as polling"),
            (json!({"url": "https://x"}), None, false, "revoke"),
            (json!({"url": ""}), Some("https://a"), true, "sets it"),
            (json!({"url": "https://x"}), Some("https://a"), false, "revoke"),
            (json!({"url": "https://a"}), Some("https://a"), true, "set, and no"),
            (json!({"url": "https://a", "last_error_message": "Wrong"}), Some("https://a"), false, "failed: Wrong"),
        ] {
            let (well, said) = webhook(&info, wished);
            assert!(well == good && said.contains(words), "{info}: {said}");
        }
    }

    #[test]
    fn no_network_is_told_from_a_wrong_token() {
        let told = |code| CallError::Told { code, words: String::new(), wait: None, moved: None };
        for (error, begins) in [
            (told(401), "token: the token is refused"),
            (told(404), "token: the token is refused"),
            (told(500), "network: Telegram is there"),
            (told(429), "network: Telegram is there"),
            (CallError::Unreached, "network: nothing answers"),
            (CallError::Garbled, "network: something answers that is no Bot API"),
            (CallError::Elsewhere, "network: the Bot API server wants to send us"),
        ] {
            assert!(refused(&error).starts_with(begins), "{}", refused(&error));
        }
    }
}
