//! "Typing…", where a reply takes a while.

use super::context::Context;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use teloxide::payloads::SendChatActionSetters;
use teloxide::requests::Requester;
use teloxide::types::{ChatAction, ChatId, MessageId, ThreadId};

/// From this wait on a person is shown that something is being done.
pub const SLOW: Duration = Duration::from_millis(800);

/// Does a work; when it takes longer than `slow`, shows so with `show`, once.
pub async fn while_slow<T, S>(work: impl Future<Output = T>, slow: Duration, show: Option<impl FnOnce() -> S>) -> T
where
    S: Future<Output = ()> + Send + 'static,
{
    let Some(show) = show else { return work.await };
    tokio::pin!(work);
    tokio::select! {
        done = &mut work => done,
        () = tokio::time::sleep(slow) => {
            // Beside the work: whether it is seen in time must not hold the work up.
            tokio::spawn(show());
            work.await
        }
    }
}

/// Shows "typing…" in a chat; when that fails nothing is lost.
pub async fn typing(context: Arc<Context>, chat: i64, thread: Option<i32>) {
    let mut request = context.bot.send_chat_action(ChatId(chat), ChatAction::Typing);
    if let Some(thread) = thread {
        request = request.message_thread_id(ThreadId(MessageId(thread)));
    }
    if context.api.call(request).await.is_err() {
        context.log("typing_failed", &[]);
    }
}
