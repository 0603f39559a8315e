//! How the bot presents itself, in each language: the menu of commands, its name, what stands in an empty chat.

use super::api::CallError;
use super::context::Context;
use crate::knowledge::{LONGEST_DESCRIPTION, LONGEST_NAME, LONGEST_SHORT, Phrases};
use crate::talk::NAMES;
use crate::text::{Lang, beginning};
use std::sync::Arc;
use teloxide::payloads::{
    GetMyDescriptionSetters, GetMyNameSetters, GetMyShortDescriptionSetters, SetMyCommandsSetters,
    SetMyDescriptionSetters, SetMyNameSetters, SetMyShortDescriptionSetters,
};
use teloxide::requests::Requester;
use teloxide::types::BotCommand;

/// What people see whose app is in none of our languages.
const OTHERS: Lang = Lang::EN;

/// Presents the bot. What is as it should be is left alone: Telegram lets a name be set only a few times a day.
pub async fn introduce(context: Arc<Context>) {
    let languages = [(OTHERS, "")].into_iter().chain(Lang::ALL.map(|lang| (lang, lang.code())));
    for (lang, code) in languages {
        let steps = [
            menu(&context, lang, code).await,
            name(&context, lang, code).await,
            description(&context, lang, code).await,
            short_description(&context, lang, code).await,
        ];
        let failed = steps.iter().filter(|step| step.is_err()).count();
        if failed > 0 {
            context.log("introducing_failed", &[("steps", failed as u64)]);
        }
    }
}

/// The menu of commands, each with what `/help` says of it.
async fn menu(context: &Context, lang: Lang, code: &str) -> Result<(), CallError> {
    let help = context.phrase(Some(lang), |phrases| phrases.help.clone());
    let told = |name: &str| {
        let line = help.lines().find(|line| line.contains(&format!("/{name}")))?;
        let words = line.split_once(['—', ':']).map(|(_, words)| words.trim().to_owned());
        words.filter(|words| !words.is_empty())
    };
    let known = NAMES.into_iter().filter_map(|name| Some(BotCommand::new(name, told(name)?)));
    let request = context.bot.set_my_commands(known.collect::<Vec<_>>());
    let request = if code.is_empty() { request } else { request.language_code(code) };
    context.api.call(request).await.map(drop)
}

/// A phrase, cut where Telegram would refuse it.
fn fitting(context: &Context, lang: Lang, longest: usize, phrase: impl Fn(&Phrases) -> &String) -> String {
    context.phrase(Some(lang), |phrases| {
        let whole = phrase(phrases);
        let fits = whole.chars().count() <= longest;
        if fits { whole.clone() } else { format!("{}…", beginning(whole, longest - 1)) }
    })
}

async fn name(context: &Context, lang: Lang, code: &str) -> Result<(), CallError> {
    let wished = fitting(context, lang, LONGEST_NAME, |phrases| &phrases.bot_name);
    if context.api.call(context.bot.get_my_name().language_code(code)).await?["name"] == wished.as_str() {
        return Ok(());
    }
    context.api.call(context.bot.set_my_name().name(wished).language_code(code)).await.map(drop)
}

async fn description(context: &Context, lang: Lang, code: &str) -> Result<(), CallError> {
    let wished = fitting(context, lang, LONGEST_DESCRIPTION, |phrases| &phrases.bot_description);
    if context.api.call(context.bot.get_my_description().language_code(code)).await?["description"] == wished.as_str() {
        return Ok(());
    }
    context.api.call(context.bot.set_my_description().description(wished).language_code(code)).await.map(drop)
}

async fn short_description(context: &Context, lang: Lang, code: &str) -> Result<(), CallError> {
    let wished = fitting(context, lang, LONGEST_SHORT, |phrases| &phrases.bot_short);
    if context.api.call(context.bot.get_my_short_description().language_code(code)).await?["short_description"]
        == wished.as_str()
    {
        return Ok(());
    }
    context
        .api
        .call(context.bot.set_my_short_description().short_description(wished).language_code(code))
        .await
        .map(drop)
}
