//! The topics of a volunteers' chat that is a forum: one for questions, one for talks. Made once, and remembered.

use super::super::api::{CallError, why};
use super::super::context::Context;
use super::turns::AtDesk;
use crate::store::{Batch, Table};
use crate::turn::Topics;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// The longest wait before the chat is asked for once more.
const LONGEST: Duration = Duration::from_secs(60);
/// What the topics are remembered under.
const TOPICS: &[u8] = b"topics";

/// Looks at the chat until it answers, and makes the topics that it lacks.
pub async fn prepare(context: Arc<Context>) {
    let Some(place) = &context.place else { return };
    let mut wait = Duration::from_secs(1);
    loop {
        let chat = place.chat();
        match result(context.api.raw("getChat", &json!({ "chat_id": chat })).await) {
            Ok(found) => {
                let topics = if found["is_forum"] == true { made(&context, chat).await } else { Topics::default() };
                return place.found(topics);
            }
            Err(CallError::Told { moved: Some(to), .. }) => place.moved(to),
            Err(error) => {
                context.log("desk_not_found", &[]);
                if matches!(error, CallError::Told { .. }) && wait < LONGEST {
                    let why = why(&error);
                    context.alarm(&format!("the volunteers' chat cannot be had: {why}; add the bot to the group that `volunteers_chat` names"));
                }
                tokio::time::sleep(wait).await;
                wait = (wait * 4).min(LONGEST);
            }
        }
    }
}

/// The topics that are known, and those that are made now. Without the right to make them posts go to the general one.
async fn made(context: &Arc<Context>, chat: i64) -> Topics {
    let Some(at) = AtDesk::of(context) else { return Topics::default() };
    let mut topics = context.people().get::<Topics>(Table::Desk, TOPICS).ok().flatten().unwrap_or_default();
    let before = topics;
    if topics.questions.is_none() {
        topics.questions = make(context, chat, at.phrase(|phrases| phrases.desk_topic_questions.clone())).await;
    }
    if topics.people.is_none() {
        topics.people = make(context, chat, at.phrase(|phrases| phrases.desk_topic_people.clone())).await;
    }
    if topics != before {
        let mut batch = Batch::default();
        context.people().put(&mut batch, Table::Desk, TOPICS, &topics);
        if context.commit(batch).await.is_err() {
            context.log("store_failed", &[]);
        }
    }
    topics
}

async fn make(context: &Context, chat: i64, name: String) -> Option<i32> {
    let made = result(context.api.raw("createForumTopic", &json!({ "chat_id": chat, "name": name })).await);
    if made.is_err() {
        context.alarm("the volunteers' chat is a forum, and the bot may not make topics in it: let it manage topics, or posts go to the general one");
    }
    made.ok()?["message_thread_id"].as_i64().and_then(|id| i32::try_from(id).ok())
}

/// The result of a raw answer.
fn result(answer: Result<Vec<u8>, CallError>) -> Result<Value, CallError> {
    let value: Value = serde_json::from_slice(&answer?).map_err(|_| CallError::Garbled)?;
    Ok(value["result"].clone())
}
