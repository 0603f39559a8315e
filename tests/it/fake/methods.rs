//! What the methods do.

use super::{Call, Shared, Shown, State, private, rules};
use serde_json::{Value, json};
use std::sync::{Condvar, MutexGuard};
use std::time::{Duration, Instant};

type Refused = (u16, String);

/// Longest wait of a poll, so that a test ends soon after its bot.
const LONGEST_POLL: u64 = 3;

/// Does what a call asks for, by Telegram's rules; else code and words of the refusal.
pub fn done(method: &str, body: &Value, shared: &Shared) -> Result<Value, Refused> {
    let mut state = shared.0.lock().unwrap();
    if method == "getupdates" {
        return updates(body, state, &shared.1);
    }
    if !state.forgetful {
        state.calls.push(Call { method: method.to_owned(), body: body.clone() });
    }
    let lang = body["language_code"].as_str().unwrap_or_default();
    let profile = |what: &str| (what.to_owned(), format!("{what}.{lang}"));
    match method {
        "getme" => Ok(
            json!({"id": 666, "is_bot": true, "first_name": "Pristan", "username": "pristan_test_bot", "can_join_groups": true, "can_read_all_group_messages": false, "supports_inline_queries": true, "has_main_web_app": false, "can_connect_to_business": false}),
        ),
        "getchat" => {
            let chat = body["chat_id"].as_i64().unwrap_or(0);
            let forum = state.forums.contains(&chat);
            Ok(json!({"id": chat, "type": "supergroup", "title": "G", "is_forum": forum}))
        }
        "createforumtopic" => {
            let id = state.next_message;
            state.next_message += 1;
            Ok(json!({"message_thread_id": id, "name": body["name"], "icon_color": 0}))
        }
        "getwebhookinfo" => {
            let url = state.webhook.as_ref().map_or("", |(url, _)| url);
            Ok(json!({"url": url, "has_custom_certificate": false, "pending_update_count": 0}))
        }
        "setwebhook" => set_webhook(&mut state, body, &shared.1),
        "deletewebhook" => {
            state.webhook = None;
            Ok(json!(true))
        }
        "getmyname" | "getmydescription" | "getmyshortdescription" => {
            let key = match method {
                "getmyname" => "name",
                "getmydescription" => "description",
                _ => "short_description",
            };
            let (key, place) = profile(key);
            Ok(json!({key: state.profile.get(&place).cloned().unwrap_or_default()}))
        }
        "setmyname" => set(&mut state, body, profile("name"), 64),
        "setmydescription" => set(&mut state, body, profile("description"), 512),
        "setmyshortdescription" => set(&mut state, body, profile("short_description"), 120),
        "setmycommands" => {
            let sound = |command: &Value| {
                let name = command["command"].as_str().unwrap_or_default();
                let told = command["description"].as_str().unwrap_or_default().chars().count();
                (1..=32).contains(&name.len())
                    && name.chars().all(|c| c.is_ascii_lowercase())
                    && (1..=256).contains(&told)
            };
            let commands = body["commands"].as_array().cloned().unwrap_or_default();
            if commands.is_empty() || !commands.iter().all(sound) {
                state.broken.push(format!("BOT_COMMAND_INVALID: {body}"));
                return Err((400, "Bad Request: BOT_COMMAND_INVALID".to_owned()));
            }
            Ok(json!(true))
        }
        "sendmessage" => {
            let (text, keyboard) = checked(body, &mut state)?;
            let (chat, id) = (body["chat_id"].as_i64().unwrap_or(0), state.next_message);
            state.next_message += 1;
            show(&mut state, chat, id, &text, &keyboard, false);
            Ok(message(chat, id, &text))
        }
        "editmessagetext" => {
            let (text, keyboard) = checked(body, &mut state)?;
            let (chat, id) = (body["chat_id"].as_i64().unwrap_or(0), body["message_id"].as_i64().unwrap_or(0));
            match state.texts.get(&(chat, id)) {
                None => return Err((400, "Bad Request: message to edit not found".to_owned())),
                Some(old) if *old == (text.clone(), keyboard.clone()) => {
                    return Err((400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message".to_owned()));
                }
                Some(_) => {}
            }
            show(&mut state, chat, id, &text, &keyboard, true);
            Ok(message(chat, id, &text))
        }
        "answercallbackquery" => {
            if body["text"].as_str().is_some_and(|text| text.chars().count() > 200) {
                state.broken.push("MESSAGE_TOO_LONG of answerCallbackQuery".to_owned());
            }
            state.answered += 1;
            let presser = state.pressers.remove(body["callback_query_id"].as_str().unwrap_or_default());
            if let (Some(presser), Some(words)) = (presser, body["text"].as_str()) {
                state.toasts.push((presser, words.to_owned()));
            }
            Ok(json!(true))
        }
        _ => Ok(json!(true)),
    }
}

fn set_webhook(state: &mut State, body: &Value, more: &Condvar) -> Result<Value, Refused> {
    let text = |field: &str| body[field].as_str().unwrap_or_default().to_owned();
    let (url, secret) = (text("url"), text("secret_token"));
    let sound = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !url.starts_with("https://") || secret.is_empty() || secret.len() > 256 || !secret.chars().all(sound) {
        state.broken.push(format!("setWebhook of {url} with a secret of {} signs", secret.len()));
        return Err((400, "Bad Request: bad webhook".to_owned()));
    }
    state.webhook = Some((url, secret));
    more.notify_all();
    Ok(json!(true))
}

fn set(state: &mut State, body: &Value, (key, place): (String, String), longest: usize) -> Result<Value, Refused> {
    let wished = body[&key].as_str().unwrap_or_default();
    if wished.chars().count() > longest {
        state.broken.push(format!("{key} is too long: {wished}"));
        return Err((400, format!("Bad Request: {key} is too long")));
    }
    state.profile.insert(place, wished.to_owned());
    Ok(json!(true))
}

fn checked(body: &Value, state: &mut State) -> Result<(String, Value), Refused> {
    let chat = body["chat_id"].as_i64().unwrap_or(0);
    if let Some(what) = state.pace.breaks(chat) {
        state.broken.push(what);
        return Err((429, "Too Many Requests: retry after 1".to_owned()));
    }
    rules::message(body).map_err(|words| {
        state.broken.push(format!("{words}: {}", body["text"]));
        (400, format!("Bad Request: {words}"))
    })
}

fn show(state: &mut State, chat: i64, message: i64, text: &str, keyboard: &Value, edited: bool) {
    state.texts.insert((chat, message), (text.to_owned(), keyboard.clone()));
    let buttons = rules::buttons(keyboard)
        .into_iter()
        .filter_map(|button| Some((button["text"].as_str()?.to_owned(), button["callback_data"].as_str()?.to_owned())));
    let buttons = buttons.collect();
    state.shown.push(Shown { chat, message, text: text.to_owned(), buttons, edited, at: Instant::now() });
}

fn message(chat: i64, id: i64, text: &str) -> Value {
    let kind = if chat > 0 { private(chat) } else { json!({"id": chat, "type": "supergroup", "title": "G"}) };
    json!({"message_id": id, "date": 1_664_600_001, "chat": kind, "text": text})
}

/// Confirms what lies below the offset, and waits for more. A second poller ends the first.
fn updates<'a>(body: &Value, mut state: MutexGuard<'a, State>, more: &Condvar) -> Result<Value, Refused> {
    if state.webhook.is_some() {
        let words = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
        return Err((409, words.to_owned()));
    }
    state.poll += 1;
    let own = state.poll;
    more.notify_all();
    // An offset beyond all ids is one from before they jumped.
    if let Some(offset) = body["offset"].as_i64().filter(|offset| *offset <= state.next_update) {
        state.updates.retain(|update| update["update_id"].as_i64().unwrap_or(0) >= offset);
    }
    let end = Instant::now() + Duration::from_secs(body["timeout"].as_u64().unwrap_or(0).min(LONGEST_POLL));
    while state.updates.is_empty() && Instant::now() < end && state.poll == own {
        state = more.wait_timeout(state, Duration::from_millis(50)).unwrap().0;
    }
    if state.poll != own {
        let words = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
        return Err((409, words.to_owned()));
    }
    let limit = body["limit"].as_u64().unwrap_or(100) as usize;
    Ok(state.updates.iter().take(limit).cloned().collect())
}
