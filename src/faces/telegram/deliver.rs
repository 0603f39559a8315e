//! Delivering what lies in the outbox, in a chat's order, until it is delivered or cannot be.

use super::api::CallError;
use super::api::{Remedy, backoff, remedy};
use super::boxes::OUTBOX;
use super::context::Context;
use super::groups::move_group;
use super::metrics::Stage;
use super::outgoing::{Call, Found, Outgoing};
use super::render::{Button, Message};
use crate::store::{Batch, Ticket};
use std::sync::Arc;
use std::time::Duration;
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

/// Attempts when it is not clear whether a call was done.
const UNCLEAR: u32 = 3;

/// How a thing of the outbox is sent: less and less of it, the more of it is refused.
struct Shape {
    /// Words alone, without tags and buttons.
    bare: bool,
    /// Attempts that failed.
    attempt: u32,
    /// Attempts of which it is not clear whether they failed.
    unclear: u32,
}

/// What follows a refusal.
enum Then {
    Again(Duration),
    End,
}

/// Delivers one thing; when it returns, that is struck out of the outbox.
pub async fn deliver(context: &Arc<Context>, ticket: &Ticket, mut outgoing: Outgoing) {
    let mut shape = Shape { bare: false, attempt: 0, unclear: 0 };
    loop {
        if matches!(outgoing.call, Call::Send(_) | Call::Edit(..)) {
            let begun = Instant::now();
            context.pace.turn(outgoing.chat).await;
            context.metrics.add(Stage::Pace, begun);
        }
        let begun = Instant::now();
        let Ok(place) = context.calls.acquire().await else { return };
        let done = once(context, &outgoing, shape.bare).await;
        drop(place);
        context.metrics.add(Stage::Send, begun);
        let Err(error) = done else { break };
        match refused(context, &mut outgoing, &mut shape, &error).await {
            Then::Again(wait) => tokio::time::sleep(wait).await,
            Then::End => break,
        }
    }
    let begun = Instant::now();
    let mut batch = Batch::default();
    OUTBOX.strike(context.people(), &mut batch, ticket);
    if context.commit(batch).await.is_err() {
        context.log("store_failed", &[]);
    }
    context.metrics.add(Stage::Strike, begun);
}

/// Makes of a thing that was refused what may be sent next, and says what is done.
async fn refused(context: &Arc<Context>, outgoing: &mut Outgoing, shape: &mut Shape, error: &CallError) -> Then {
    let code = match error {
        CallError::Told { code, .. } => u64::from(*code),
        _ => 0,
    };
    match remedy(error) {
        Remedy::Wait(wait) => {
            context.log("send_told_to_wait", &[("seconds", wait.as_secs())]);
            return Then::Again(wait);
        }
        failed @ (Remedy::Again | Remedy::Alarm(_)) => {
            if let Remedy::Alarm(what) = failed {
                context.alarm(what);
            }
            context.log("send_failed", &[("attempt", u64::from(shape.attempt))]);
            shape.attempt += 1;
            return Then::Again(backoff(shape.attempt - 1, context.chance()));
        }
        Remedy::Unclear => {
            context.log("send_unclear", &[("attempt", u64::from(shape.unclear))]);
            shape.unclear += 1;
            if shape.unclear < UNCLEAR {
                return Then::Again(backoff(shape.unclear - 1, context.chance()));
            }
            context.alarm("the Bot API server says of a call that it was done and not what came of it: it may be lost; check the server at PRISTAN_API_URL");
            return Then::End;
        }
        Remedy::Moved(chat) => {
            moved(context, outgoing.chat, chat).await;
            outgoing.chat = chat;
            return Then::Again(Duration::ZERO);
        }
        Remedy::Done => return Then::End,
        Remedy::Forget => {
            context.log("chat_gone", &[("code", code)]);
            context.forget(outgoing.chat).await;
            return Then::End;
        }
        Remedy::Lost => {}
        Remedy::WithoutThread if outgoing.thread.is_some() => {
            context.log("send_without_thread", &[]);
            outgoing.thread = None;
            return Then::Again(Duration::ZERO);
        }
        Remedy::SendNew | Remedy::WithoutThread | Remedy::Bare => {
            if let Some(next) = less(&outgoing.call, shape, matches!(remedy(error), Remedy::SendNew)) {
                context.log("send_changed", &[("code", code)]);
                outgoing.call = next;
                return Then::Again(Duration::ZERO);
            }
        }
    }
    lost(context, outgoing, code);
    Then::End
}

/// Notes that a group has another id now; when the disk refuses, the next refusal tells it again.
async fn moved(context: &Arc<Context>, old: i64, new: i64) {
    let held = context.clone();
    let done = tokio::task::spawn_blocking(move || move_group(&held, old, new, None)).await;
    if !matches!(done, Ok(Ok(()))) {
        context.log("store_failed", &[]);
    }
}

/// The next to be tried in the place of what was refused: words alone, then, for a message that was to be changed, a new
/// one; none when nothing is left.
fn less(call: &Call, shape: &mut Shape, gone: bool) -> Option<Call> {
    match call {
        Call::Send(_) | Call::Edit(..) if !gone && !shape.bare => {
            shape.bare = true;
            Some(call.clone())
        }
        Call::Edit(_, message) => {
            shape.bare = false;
            Some(Call::Send(message.clone()))
        }
        _ => None,
    }
}

/// Says that something did not arrive and will not.
fn lost(context: &Context, outgoing: &Outgoing, code: u64) {
    match outgoing.call {
        Call::Send(_) | Call::Edit(..) => {
            context.log("reply_lost", &[("code", code)]);
            context.alarm("a reply was refused in every shape and is lost; where the code before is of rights, let the bot write in that group or put it out");
        }
        _ => context.log("call_refused", &[("code", code)]),
    }
}

async fn once(context: &Context, outgoing: &Outgoing, bare: bool) -> Result<(), CallError> {
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
            let text = if bare { &message.plain } else { &message.html };
            let mut request = bot.send_message(chat, text).link_preview_options(no_preview);
            if !bare {
                request = request.parse_mode(ParseMode::Html);
            }
            if let Some(thread) = outgoing.thread {
                request = request.message_thread_id(ThreadId(MessageId(thread)));
            }
            if let Some(keyboard) = keyboard(message).filter(|_| !bare) {
                request = request.reply_markup(keyboard);
            }
            api.call(request).await.map(drop)
        }
        Call::Edit(id, message) => {
            let text = if bare { &message.plain } else { &message.html };
            let mut request = bot.edit_message_text(chat, MessageId(*id), text).link_preview_options(no_preview);
            if !bare {
                request = request.parse_mode(ParseMode::Html);
            }
            if let Some(keyboard) = keyboard(message).filter(|_| !bare) {
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
