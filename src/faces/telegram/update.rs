//! What an update says to us, read from the JSON itself: the few fields that are needed, whatever stands beside them. What
//! is newer than this program changes nothing about a text message.

use super::addressed::{for_the_desk, in_group, in_private};
use super::incoming::{Incoming, NOBODY, What};
use super::me::Me;
use crate::text::Lang;
use serde_json::Value;

/// What an update is to us.
#[derive(Debug)]
pub enum Reading {
    /// Something for us.
    Heard(Heard),
    /// Nothing, and why: a name for the log.
    Ignored(&'static str),
}

/// Something for us, and what decides whether it was heard before.
#[derive(Debug)]
pub struct Heard {
    /// What happened.
    pub incoming: Incoming,
    /// The number of the message in its chat.
    pub message: Option<i64>,
    /// Whether the message was there before and is changed now.
    pub edited: bool,
    /// The album of which the message is a part.
    pub album: Option<String>,
}

/// Kinds of updates that are asked for and read; those of Bot API 9.x that are ignored on purpose stand in [`IGNORED`].
pub const KINDS: [&str; 5] = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"];

/// Kinds that are ignored on purpose, and why.
pub const IGNORED: &[(&str, &str)] = &[
    ("channel_post", "who posts in a channel asks nobody"),
    ("edited_channel_post", "who posts in a channel asks nobody"),
    ("message_reaction", "a reaction is no question, and thumbs are buttons"),
    ("message_reaction_count", "a reaction is no question, and thumbs are buttons"),
    ("chosen_inline_result", "which result somebody pasted is theirs to know"),
    ("shipping_query", "nothing is sold"),
    ("pre_checkout_query", "nothing is sold"),
    ("purchased_paid_media", "nothing is sold"),
    ("poll", "polls are not ours"),
    ("poll_answer", "polls are not ours"),
    ("chat_member", "who comes and goes is not noted"),
    ("chat_join_request", "whom a group takes in is not ours to say"),
    ("chat_boost", "nothing is sold"),
    ("removed_chat_boost", "nothing is sold"),
    ("business_connection", "a person's own chats with others are not read"),
    ("business_message", "a person's own chats with others are not read"),
    ("edited_business_message", "a person's own chats with others are not read"),
    ("deleted_business_messages", "a person's own chats with others are not read"),
    ("guest_message", "chats that we are no member of are answered by inline mode"),
    ("managed_bot", "there is no other bot"),
];

/// What a person sends beside words. What is not here and has no words is something that the app or the group does.
const WORDLESS: [&str; 17] = [
    "photo",
    "video",
    "animation",
    "audio",
    "voice",
    "video_note",
    "document",
    "sticker",
    "contact",
    "location",
    "venue",
    "poll",
    "dice",
    "game",
    "story",
    "paid_media",
    "checklist",
];

/// The seconds since 1970, by Telegram's clock, at which a message was sent.
pub fn moment(update: &Value) -> Option<i64> {
    update["message"]["date"].as_i64()
}

/// What an update says to us.
pub fn read(update: &Value, me: &Me) -> Reading {
    let Some(kind) = KINDS.into_iter().find(|kind| update[*kind].is_object()) else {
        let known = IGNORED.iter().any(|(kind, _)| update.get(*kind).is_some());
        return Reading::Ignored(if known { "ignored_on_purpose" } else { "ignored_unknown_kind" });
    };
    let body = &update[kind];
    match kind {
        "callback_query" => heard(pressed(body)),
        "inline_query" => heard(inline(body)),
        "my_chat_member" => membership(body),
        _ => message(body, me, kind == "edited_message"),
    }
}

fn heard(incoming: Option<Incoming>) -> Reading {
    let plain = |incoming| Heard { incoming, message: None, edited: false, album: None };
    incoming.map_or(Reading::Ignored("ignored_incomplete"), |incoming| Reading::Heard(plain(incoming)))
}

fn message(message: &Value, me: &Me, edited: bool) -> Reading {
    let Some(chat) = message["chat"]["id"].as_i64() else { return Reading::Ignored("ignored_incomplete") };
    let private = is_private(&message["chat"]);
    let base = |what| {
        let (thread, (user, lang)) = (thread(message), speaker(message));
        Incoming { chat, thread, private, user, lang, what, tries: 0 }
    };
    if let Some(new) = message["migrate_to_chat_id"].as_i64() {
        return heard(Some(base(What::Moved(new))));
    }
    if let Some(old) = message["migrate_from_chat_id"].as_i64() {
        return heard(Some(Incoming { chat: old, ..base(What::Moved(chat)) }));
    }
    if let Some(why) = not_asked(message, me) {
        return Reading::Ignored(why);
    }
    if let Some(replied) = replied(message, me).filter(|_| !private) {
        return if edited { Reading::Ignored("ignored_edit_of_a_reply") } else { heard(Some(base(replied))) };
    }
    let caption = message["caption"].as_str().filter(|caption| !caption.is_empty());
    let what = match message["text"].as_str().or(caption) {
        Some(text) => {
            let text = if private { Some(in_private(text)) } else { in_group(text, &me.name, calls(message, me)) };
            text.map(What::Said).ok_or("ignored_not_for_us")
        }
        None if !private => Err("ignored_not_for_us"),
        None if edited => Err("ignored_edit_without_words"),
        None => {
            WORDLESS.iter().any(|kind| message.get(*kind).is_some()).then_some(What::Wordless).ok_or("ignored_service")
        }
    };
    match what {
        Ok(what) => Reading::Heard(Heard {
            incoming: base(what),
            message: message["message_id"].as_i64(),
            edited,
            album: message["media_group_id"].as_str().map(str::to_owned),
        }),
        Err(why) => Reading::Ignored(why),
    }
}

/// What a message in a group says that answers a message of ours with a mark, or is a command of the volunteers' chat.
fn replied(message: &Value, me: &Me) -> Option<What> {
    let (text, to) = (message["text"].as_str()?, &message["reply_to_message"]);
    let of = to["from"]["id"].as_u64().unwrap_or(NOBODY);
    let is_ours = of == me.id && to["forum_topic_created"].is_null();
    let mark = to["text"].as_str().filter(|_| is_ours).and_then(mark_of).unwrap_or_default().to_owned();
    let id = to["message_id"].as_i64().and_then(|id| i32::try_from(id).ok()).unwrap_or_default();
    match for_the_desk(text, &me.name) {
        Some(text) => Some(What::Replied { text, mark, message: id, of }),
        None if mark.is_empty() => None,
        None => Some(What::Replied { text: text.to_owned(), mark, message: id, of }),
    }
}

/// The mark with which a post of the volunteers' chat begins: `#q12`.
fn mark_of(text: &str) -> Option<&str> {
    text.split_whitespace().next().filter(|first| first.len() > 1 && first.starts_with('#'))
}

/// Why a message is no question, whatever it says; none when it may be one.
fn not_asked(message: &Value, me: &Me) -> Option<&'static str> {
    let from = &message["from"];
    let in_the_name_of_a_chat = message["sender_chat"]["id"].is_i64();
    if message["via_bot"]["id"].as_u64() == Some(me.id) {
        Some("ignored_our_own")
    } else if message["is_automatic_forward"] == true {
        Some("ignored_post_of_the_channel")
    } else if message["chat"]["is_direct_messages"] == true {
        Some("ignored_direct_messages_of_a_channel")
    } else if from["is_bot"] == true && !in_the_name_of_a_chat {
        Some("ignored_bot")
    } else if from["id"].as_u64().is_none() && !in_the_name_of_a_chat {
        Some("ignored_incomplete")
    } else {
        None
    }
}

/// Who speaks, and the language of their app. Anonymous admins and channels are people whom nobody can tell apart.
fn speaker(message: &Value) -> (u64, Option<Lang>) {
    let from = &message["from"];
    if message["sender_chat"]["id"].is_i64() || from["is_bot"] == true {
        return (NOBODY, None);
    }
    (from["id"].as_u64().unwrap_or(NOBODY), lang(from))
}

/// Whether a message calls us without writing our name.
fn calls(message: &Value, me: &Me) -> bool {
    let to = &message["reply_to_message"];
    // In a forum whatever is said "answers" the message that opened the topic.
    let answers = to["from"]["id"].as_u64() == Some(me.id) && to["forum_topic_created"].is_null();
    let entities = ["entities", "caption_entities"].into_iter().filter_map(|field| message[field].as_array()).flatten();
    let mut mentions = entities.filter(|entity| entity["type"] == "text_mention");
    answers || mentions.any(|entity| entity["user"]["id"].as_u64() == Some(me.id))
}

fn pressed(query: &Value) -> Option<Incoming> {
    let (message, from) = (&query["message"], &query["from"]);
    let user = from["id"].as_u64()?;
    let id = message["message_id"].as_i64().and_then(|id| i32::try_from(id).ok()).unwrap_or_default();
    let data = query["data"].as_str().unwrap_or_default().to_owned();
    let what = What::Pressed { data, message: id, query: query["id"].as_str()?.to_owned() };
    // A button without a message is none of ours; it stops spinning all the same.
    let chat = message["chat"]["id"].as_i64();
    let private = chat.is_none() || is_private(&message["chat"]);
    let chat = chat.or(i64::try_from(user).ok())?;
    Some(Incoming { chat, thread: thread(message), private, user, lang: lang(from), what, tries: 0 })
}

fn inline(query: &Value) -> Option<Incoming> {
    let from = &query["from"];
    let (chat, user) = (from["id"].as_i64()?, from["id"].as_u64()?);
    let text = query["query"].as_str().unwrap_or_default().to_owned();
    let what = What::Inline { query: query["id"].as_str()?.to_owned(), text };
    Some(Incoming { chat, thread: None, private: true, user, lang: lang(from), what, tries: 0 })
}

fn membership(change: &Value) -> Reading {
    let present = |member: &Value| match member["status"].as_str() {
        Some("left" | "kicked") => false,
        Some("restricted") => member["is_member"] != false,
        _ => true,
    };
    let what = match (present(&change["old_chat_member"]), present(&change["new_chat_member"])) {
        (_, false) => What::Gone,
        (false, true) => What::Added,
        (true, true) => return Reading::Ignored("ignored_still_a_member"),
    };
    let user = change["from"]["id"].as_u64().unwrap_or(NOBODY);
    let chat = change["chat"]["id"].as_i64();
    heard(chat.map(|chat| Incoming {
        chat,
        thread: None,
        private: is_private(&change["chat"]),
        user,
        lang: None,
        what,
        tries: 0,
    }))
}

/// Only a topic is answered in its thread: other threads are chains of replies, and sending there is refused.
fn thread(message: &Value) -> Option<i32> {
    (message["is_topic_message"] == true).then(|| i32::try_from(message["message_thread_id"].as_i64()?).ok())?
}

/// Groups have negative ids; of a chat of a type that is not known yet that is all there is to go by.
fn is_private(chat: &Value) -> bool {
    match chat["type"].as_str() {
        Some("private") => true,
        Some("group" | "supergroup" | "channel") => false,
        _ => chat["id"].as_i64().is_some_and(|id| id > 0),
    }
}

/// The language of a person's app, when it is one of ours.
fn lang(user: &Value) -> Option<Lang> {
    user["language_code"].as_str()?.get(..2)?.to_lowercase().parse().ok()
}
