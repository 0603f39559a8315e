//! Delivering what lies in the outbox, in a chat's order, until it is delivered or cannot be.

use super::call::CallError;
use super::context::Context;
use super::error::{Remedy, backoff, remedy};
use super::outgoing::{Call, Found, Outgoing};
use super::queues::OUTBOX;
use super::render::{Button, Message};
use super::stages::Stage;
use crate::store::{Batch, Ticket};
use std::sync::Arc;
use teloxide::payloads::{
    AnswerCallbackQuerySetters, AnswerInlineQuerySetters, EditMessageTextSetters, SendMessageSetters,
};
use teloxide::requests::Requester;
use teloxide::types::{
    CallbackQueryId, ChatId, InlineKeyboardButton, InlineKeyboardButtonKind, InlineKeyboardMarkup, InlineQueryId,
    InlineQueryResult, InlineQueryResultArticle, InputMessageContent, InputMessageContentText, LinkPreviewOptions,
    MessageId, ParseMode, ThreadId,
};
use tokio::time::Instant;

/// Seconds for which Telegram may give the same results to others who type the same.
const INLINE_CACHE: u32 = 60;

/// Delivers one thing; when it returns, that is struck out of the outbox.
pub async fn deliver(context: &Arc<Context>, ticket: &Ticket, mut outgoing: Outgoing) {
    let mut attempt = 0;
    let mut tags = true;
    loop {
        if matches!(outgoing.call, Call::Send(_) | Call::Edit(..)) {
            let begun = Instant::now();
            context.pace.turn(outgoing.chat).await;
            context.stages.add(Stage::Pace, begun);
        }
        let begun = Instant::now();
        let Ok(place) = context.calls.acquire().await else { return };
        let done = once(context, &outgoing, tags).await;
        drop(place);
        context.stages.add(Stage::Send, begun);
        let Err(error) = done else { break };
        match remedy(&error) {
            Remedy::Wait(time) => {
                context.log("send_told_to_wait", &[("seconds", time.as_secs())]);
                tokio::time::sleep(time).await;
            }
            failed @ (Remedy::Again | Remedy::Alarm(_)) => {
                if let Remedy::Alarm(what) = failed {
                    context.alarm(what);
                }
                context.log("send_failed", &[("attempt", u64::from(attempt))]);
                tokio::time::sleep(backoff(attempt, context.chance())).await;
                attempt += 1;
            }
            Remedy::Moved(chat) => outgoing.chat = chat,
            Remedy::Plain if tags => tags = false,
            Remedy::SendNew => match outgoing.call {
                Call::Edit(_, message) => outgoing.call = Call::Send(message),
                _ => break,
            },
            Remedy::Forget => {
                context.log("chat_gone", &[]);
                context.forget(outgoing.chat).await;
                break;
            }
            Remedy::Done | Remedy::Plain => break,
        }
    }
    let begun = Instant::now();
    let mut batch = Batch::default();
    OUTBOX.strike(context.people(), &mut batch, ticket);
    if context.commit(batch).await.is_err() {
        context.log("store_failed", &[]);
    }
    context.stages.add(Stage::Strike, begun);
}

async fn once(context: &Context, outgoing: &Outgoing, tags: bool) -> Result<(), CallError> {
    let (bot, api, chat) = (&context.bot, &context.api, ChatId(outgoing.chat));
    let no_preview = LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    };
    match &outgoing.call {
        Call::Send(message) => {
            let text = if tags { &message.html } else { &message.plain };
            let mut request = bot.send_message(chat, text).link_preview_options(no_preview);
            if tags {
                request = request.parse_mode(ParseMode::Html);
            }
            if let Some(thread) = outgoing.thread {
                request = request.message_thread_id(ThreadId(MessageId(thread)));
            }
            if let Some(keyboard) = keyboard(message) {
                request = request.reply_markup(keyboard);
            }
            api.call(request).await.map(drop)
        }
        Call::Edit(id, message) => {
            let text = if tags { &message.html } else { &message.plain };
            let mut request = bot.edit_message_text(chat, MessageId(*id), text).link_preview_options(no_preview);
            if tags {
                request = request.parse_mode(ParseMode::Html);
            }
            if let Some(keyboard) = keyboard(message) {
                request = request.reply_markup(keyboard);
            }
            api.call(request).await.map(drop)
        }
        Call::Answer(query, said) => {
            let request = bot.answer_callback_query(CallbackQueryId(query.clone()));
            let request = match said {
                Some(said) => request.text(said),
                None => request,
            };
            api.call(request).await.map(drop)
        }
        Call::Inline(query, found) => {
            let results = found.iter().map(result);
            let request = bot.answer_inline_query(InlineQueryId(query.clone()), results);
            // The language of a person's app decides the language of the titles: no answer for everybody.
            api.call(request.cache_time(INLINE_CACHE).is_personal(true)).await.map(drop)
        }
        Call::Leave => api.call(bot.leave_chat(chat)).await.map(drop),
    }
}

fn keyboard(message: &Message) -> Option<InlineKeyboardMarkup> {
    let button = |button: &Button| {
        let kind = match button.data.parse() {
            Ok(url) if button.link => InlineKeyboardButtonKind::Url(url),
            _ => InlineKeyboardButtonKind::CallbackData(button.data.clone()),
        };
        InlineKeyboardButton::new(button.label.clone(), kind)
    };
    let rows = message.rows.iter().map(|row| row.iter().map(button).collect::<Vec<_>>());
    (!message.rows.is_empty()).then(|| InlineKeyboardMarkup::new(rows))
}

fn result(found: &Found) -> InlineQueryResult {
    let text = InputMessageContentText::new(found.html.clone()).parse_mode(ParseMode::Html);
    let article = InlineQueryResultArticle::new(found.id.clone(), found.title.clone(), InputMessageContent::Text(text));
    InlineQueryResult::Article(article.description(found.about.clone()))
}
