//! `--check`: whether everything in Telegram is as the bot needs it.

use super::api::{Api, CallError, why};
use super::config::{Config, StartError};
use super::me::Me;
use teloxide::Bot;
use teloxide::requests::Requester;

/// Looks whether everything is as the bot needs it: a line each, with the remedy. True when all is well.
pub fn check(place: &Config) -> Result<Vec<(bool, String)>, StartError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| StartError::Other(format!("no threads can be started: {error}")))?;
    let (api, bot) = (Api::new(&place.token, place.api.as_deref())?, Bot::new(""));
    Ok(runtime.block_on(async {
        let mut lines = Vec::new();
        match api.call(bot.get_me()).await.map(|result| Me::read(&result).ok_or(CallError::Garbled)) {
            Ok(Ok(me)) => {
                lines.push((true, format!("token: good, the bot is @{}", me.name)));
                let groups = match me.joins_groups {
                    Some(true) => "may",
                    Some(false) => "may not",
                    None => "(the server does not tell whether it may)",
                };
                lines.push((true, format!("groups: {groups} be added; /setjoingroups at @BotFather changes that")));
                let inline = me.inline.unwrap_or(false);
                let word = if inline { "on" } else { "off; /setinline at @BotFather turns it on" };
                lines.push((true, format!("inline mode: {word}")));
            }
            Ok(Err(error)) | Err(error) => {
                let what = if matches!(error, CallError::Told { .. }) { "token" } else { "network" };
                lines.push((false, format!("{what}: {}", why(&error))));
                // Without Telegram there is nothing else to ask it.
                return lines;
            }
        }
        match api.call(bot.get_webhook_info()).await {
            Ok(info) if info["url"].as_str().unwrap_or_default().is_empty() => {
                lines.push((true, "webhook: none, as polling needs it".to_owned()))
            }
            Ok(_) => lines.push((false, "webhook: one is set; remove it with deleteWebhook".to_owned())),
            Err(_) => lines.push((false, "webhook: could not be asked for".to_owned())),
        }
        lines
    }))
}
