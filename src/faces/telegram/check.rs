//! `--check`: whether everything in Telegram is as the bot needs it.

use super::call::Api;
use super::error::{Remedy, remedy};
use super::run::{Place, RunError};
use teloxide::Bot;
use teloxide::requests::Requester;

/// Looks whether everything is as the bot needs it: a line each, with the remedy. True when all is well.
pub fn check(place: &Place) -> Result<Vec<(bool, String)>, RunError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| RunError::Other(format!("no threads can be started: {error}")))?;
    let (api, bot) = (Api::new(&place.token, place.api.as_deref())?, Bot::new(""));
    Ok(runtime.block_on(async {
        let mut lines = Vec::new();
        match api.call(bot.get_me()).await {
            Ok(me) => {
                lines.push((true, format!("token: good, the bot is @{}", me.username())));
                let groups = if me.can_join_groups { "may" } else { "may not" };
                lines.push((true, format!("groups: {groups} be added; /setjoingroups at @BotFather changes that")));
                let inline = me.supports_inline_queries;
                let word = if inline { "on" } else { "off; /setinline at @BotFather turns it on" };
                lines.push((true, format!("inline mode: {word}")));
            }
            Err(error) => {
                let what = match remedy(&error) {
                    Remedy::Alarm(what) => what,
                    _ => "Telegram cannot be reached: check the network, or PRISTAN_API_URL",
                };
                lines.push((false, format!("token: {what}")));
            }
        }
        match api.call(bot.get_webhook_info()).await {
            Ok(info) if info.url.is_none() => lines.push((true, "webhook: none, as polling needs it".to_owned())),
            Ok(_) => lines.push((false, "webhook: one is set; remove it with deleteWebhook".to_owned())),
            Err(_) => lines.push((false, "webhook: could not be asked for".to_owned())),
        }
        lines
    }))
}
