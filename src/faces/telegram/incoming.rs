//! What an update says, and nothing else of it: no name, no picture, no place.

use crate::store::Stored;
use crate::text::Lang;
use serde::{Deserialize, Serialize};
use teloxide::types::{ChatKind, MaybeInaccessibleMessage, Me, Message, Update, UpdateKind, User};

/// Something that happened in a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incoming {
    /// The chat.
    pub chat: i64,
    /// The thread of a forum.
    pub thread: Option<i32>,
    /// Whether it is a private chat.
    pub private: bool,
    /// Who did it; buttons in groups are theirs alone.
    pub user: u64,
    /// The language of the person's app.
    pub lang: Option<Lang>,
    /// What happened.
    pub what: What,
    /// Processes that died with this in hand.
    pub tries: u8,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// A message; in a group, one for us.
    Said(String),
    /// A message without words: a picture, a voice, a place.
    Wordless,
    /// A button was pressed.
    Pressed {
        /// What it carries.
        data: String,
        /// The message below which it stands.
        message: i32,
        /// To be answered, or the button goes on spinning.
        query: String,
    },
    /// Somebody types our name and a question in any chat.
    Inline {
        /// To be answered.
        query: String,
        /// The question.
        text: String,
    },
    /// The person blocked us, or we were put out of a group.
    Gone,
    /// We were added to a group.
    Added,
    /// The group is another one now.
    Moved(i64),
}

impl Stored for Incoming {
    const SCHEMA: u8 = 1;
}

impl Incoming {
    /// The chat whose line this joins. A move joins that of the new chat: what is said there comes after it.
    pub fn line(&self) -> i64 {
        match self.what {
            What::Moved(new) => new,
            _ => self.chat,
        }
    }
}

/// When a message was sent, in seconds since 1970, by Telegram's clock.
pub fn moment(update: &Update) -> Option<i64> {
    match &update.kind {
        UpdateKind::Message(message) => Some(message.date.timestamp()),
        _ => None,
    }
}

/// What an update says to us; none for what is not for us.
pub fn translate(update: Update, me: &Me) -> Option<Incoming> {
    match update.kind {
        UpdateKind::Message(message) | UpdateKind::EditedMessage(message) => of_message(&message, me),
        UpdateKind::CallbackQuery(query) => {
            let message = query.message.as_ref()?;
            let chat = message.chat();
            let thread = match message {
                MaybeInaccessibleMessage::Regular(message) => message.thread_id.map(|thread| thread.0.0),
                MaybeInaccessibleMessage::Inaccessible(_) => None,
            };
            let data = query.data.unwrap_or_default();
            let what = What::Pressed { data, message: message.id().0, query: query.id.0 };
            let (lang, user) = (lang(&query.from), query.from.id.0);
            let private = is_private(&chat.kind);
            Some(Incoming { chat: chat.id.0, thread, private, user, lang, what, tries: 0 })
        }
        UpdateKind::InlineQuery(query) => Some(Incoming {
            chat: i64::try_from(query.from.id.0).ok()?,
            thread: None,
            private: true,
            user: query.from.id.0,
            lang: lang(&query.from),
            what: What::Inline { query: query.id.0, text: query.query },
            tries: 0,
        }),
        UpdateKind::MyChatMember(change) => {
            let (was, is) = (change.old_chat_member.is_present(), change.new_chat_member.is_present());
            let what = match (was, is) {
                (_, false) => What::Gone,
                (false, true) => What::Added,
                (true, true) => return None,
            };
            let private = is_private(&change.chat.kind);
            let (chat, user) = (change.chat.id.0, change.from.id.0);
            Some(Incoming { chat, thread: None, private, user, lang: None, what, tries: 0 })
        }
        _ => None,
    }
}

fn of_message(message: &Message, me: &Me) -> Option<Incoming> {
    let private = is_private(&message.chat.kind);
    let from = message.from.as_ref().filter(|user| !user.is_bot);
    let base = |what| Incoming {
        chat: message.chat.id.0,
        thread: message.thread_id.map(|thread| thread.0.0).filter(|_| message.is_topic_message),
        private,
        user: from.map_or(0, |user| user.id.0),
        lang: from.and_then(lang),
        what,
        tries: 0,
    };
    if let Some(moved) = message.migrate_to_chat_id() {
        return Some(base(What::Moved(moved.0)));
    }
    from?;
    let Some(text) = message.text() else {
        return private.then(|| base(What::Wordless));
    };
    if private {
        return Some(base(What::Said(text.to_owned())));
    }
    let name = format!("@{}", me.username().to_lowercase());
    let reply = message.reply_to_message().and_then(|to| to.from.as_ref()).is_some_and(|user| user.id == me.id);
    for_us(text, &name, reply).map(|text| base(What::Said(text)))
}

/// What a message in a group says to us: a command of ours, a mention, an answer to something that we said.
fn for_us(text: &str, name: &str, reply: bool) -> Option<String> {
    let mentions = |word: &str| word.trim_end_matches([',', ':', '.', '!', '?']).to_lowercase() == name;
    if let Some(command) = text.strip_prefix('/') {
        let first = command.split_whitespace().next().unwrap_or_default().to_lowercase();
        let other = first.split_once('@').is_some_and(|(_, to)| format!("@{to}") != name);
        return (!other).then(|| text.to_owned());
    }
    let mentioned = text.split_whitespace().any(mentions);
    let said: Vec<&str> = text.split_whitespace().filter(|word| !mentions(word)).collect();
    (mentioned || reply).then(|| said.join(" "))
}

fn is_private(kind: &ChatKind) -> bool {
    matches!(kind, ChatKind::Private(_))
}

/// The language of a person's app, when it is one of ours.
fn lang(user: &User) -> Option<Lang> {
    user.language_code.as_deref()?.get(..2)?.to_lowercase().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_groups_only_what_is_for_us_is_heard() {
        for (text, reply, heard) in [
            ("where can i sleep", false, None),
            ("@pristan_bot, where can i sleep", false, Some("where can i sleep")),
            ("where can i sleep @Pristan_Bot?", false, Some("where can i sleep")),
            ("where can i sleep", true, Some("where can i sleep")),
            ("/help@pristan_bot", false, Some("/help@pristan_bot")),
            ("/help@other_bot", false, None),
            ("/topics", false, Some("/topics")),
            ("mail me@pristan_bot.org", false, None),
        ] {
            assert_eq!(for_us(text, "@pristan_bot", reply).as_deref(), heard, "{text}");
        }
    }
}
