//! A Bot API server for tests, with Telegram's own rules: offsets that acknowledge, limits of texts and buttons, strict
//! HTML, messages that are not modified; and with faults as a test wishes them. It keeps what it was asked.

use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// The token that the server knows.
pub const TOKEN: &str = "123456789:AAcanaryTokenThatNobodyMayEverSee0123";

/// Something that goes wrong with a call.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Told to wait for these seconds.
    Wait(u64),
    /// A page instead of an answer.
    Page,
    /// The connection breaks before the answer; the call was done nevertheless.
    BreakAfter,
    /// The connection breaks before the call is done.
    BreakBefore,
    /// Refused with these words.
    Refuse(u16, &'static str),
}

/// A call that was made, in lower case, with what it carried.
#[derive(Clone, Debug)]
pub struct Call {
    pub method: String,
    pub body: Value,
}

#[derive(Default)]
struct State {
    updates: VecDeque<Value>,
    next_update: u32,
    next_message: i64,
    calls: Vec<Call>,
    texts: HashMap<(i64, i64), (String, Value)>,
    faults: HashMap<String, VecDeque<Fault>>,
    broken: Vec<String>,
}

/// The server. It ends with the test.
pub struct Fake {
    pub address: String,
    state: Arc<(Mutex<State>, Condvar)>,
}

impl Fake {
    pub fn start() -> Fake {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let first = State { next_update: 1000, next_message: 1, ..State::default() };
        let state = Arc::new((Mutex::new(first), Condvar::new()));
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = shared.clone();
                std::thread::spawn(move || while serve(&stream, &shared) {});
            }
        });
        Fake { address, state }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.0.lock().unwrap()
    }

    /// Puts an update into the queue; gives its id.
    pub fn update(&self, kind: &str, mut value: Value) -> u32 {
        let mut state = self.state();
        let id = state.next_update;
        state.next_update += 1;
        if kind == "message" {
            value["message_id"] = json!(state.next_message);
            value["date"] = json!(1_664_600_000);
            state.next_message += 1;
        }
        state.updates.push_back(json!({"update_id": id, kind: value}));
        self.state.1.notify_all();
        id
    }

    /// A person writes in a private chat.
    pub fn says(&self, person: i64, text: &str) -> u32 {
        self.update("message", json!({"from": user(person), "chat": private(person), "text": text}))
    }

    /// A person presses a button below a message.
    pub fn presses(&self, person: i64, message: i64, data: &str) -> u32 {
        let below = json!({"message_id": message, "date": 1_664_600_000, "chat": private(person), "text": "x"});
        self.update("callback_query", json!({"id": format!("q{message}"), "from": user(person), "chat_instance": "1", "message": below, "data": data}))
    }

    /// The update of this id comes once more.
    pub fn repeat(&self, id: u32, text: &str, person: i64) {
        let mut state = self.state();
        let message = json!({"message_id": 1, "date": 1_664_600_000, "from": user(person), "chat": private(person), "text": text});
        state.updates.push_back(json!({"update_id": id, "message": message}));
        self.state.1.notify_all();
    }

    /// The next calls of a method go wrong.
    pub fn faults(&self, method: &str, faults: impl IntoIterator<Item = Fault>) {
        self.state().faults.entry(method.to_lowercase()).or_default().extend(faults);
    }

    /// What was sent to a chat so far: texts with their keyboards.
    pub fn sent(&self, chat: i64) -> Vec<Call> {
        let of_chat = |call: &&Call| call.method == "sendmessage" && call.body["chat_id"] == json!(chat);
        self.state().calls.iter().filter(of_chat).cloned().collect()
    }

    /// All calls of a method.
    pub fn calls(&self, method: &str) -> Vec<Call> {
        self.state().calls.iter().filter(|call| call.method == method.to_lowercase()).cloned().collect()
    }

    /// Rules of Telegram that were broken.
    pub fn broken(&self) -> Vec<String> {
        self.state().broken.clone()
    }

    /// Updates that nobody has acknowledged.
    pub fn waiting(&self) -> usize {
        self.state().updates.len()
    }

    /// Waits until something holds; false when it does not within some time.
    pub fn until(&self, holds: impl Fn(&Fake) -> bool) -> bool {
        let end = Instant::now() + Duration::from_secs(30);
        while Instant::now() < end {
            if holds(self) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        false
    }
}

/// A person with a name that must not turn up anywhere.
pub fn user(person: i64) -> Value {
    json!({"id": person, "is_bot": false, "first_name": "Canarina", "last_name": "Zyablikova", "username": "canary_zyablik", "language_code": "ru"})
}

fn private(person: i64) -> Value {
    json!({"id": person, "type": "private", "first_name": "Canarina", "username": "canary_zyablik"})
}

/// Serves one call of a connection; false when the connection is to be closed.
fn serve(stream: &TcpStream, shared: &Arc<(Mutex<State>, Condvar)>) -> bool {
    let Some((path, body)) = request(stream) else { return false };
    let Some((token, method)) = path.trim_start_matches("/bot").split_once('/') else { return false };
    let method = method.to_lowercase();
    let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    if token != TOKEN {
        return answer(
            stream,
            401,
            &json!({"ok": false, "error_code": 401, "description": "Unauthorized"}).to_string(),
        );
    }
    let fault = shared.0.lock().unwrap().faults.get_mut(&method).and_then(VecDeque::pop_front);
    match fault {
        Some(Fault::BreakBefore) => return false,
        Some(Fault::Page) => return answer(stream, 200, "<html><body>Bad Gateway</body></html>"),
        Some(Fault::Wait(seconds)) => {
            let refused = json!({"ok": false, "error_code": 429, "description": format!("Too Many Requests: retry after {seconds}"), "parameters": {"retry_after": seconds}});
            return answer(stream, 429, &refused.to_string());
        }
        Some(Fault::Refuse(code, words)) => {
            return answer(stream, code, &json!({"ok": false, "error_code": code, "description": words}).to_string());
        }
        Some(Fault::BreakAfter) => {
            let _ = done(&method, &body, shared);
            return false;
        }
        None => {}
    }
    match done(&method, &body, shared) {
        Ok(result) => answer(stream, 200, &json!({"ok": true, "result": result}).to_string()),
        Err(words) => answer(stream, 400, &json!({"ok": false, "error_code": 400, "description": words}).to_string()),
    }
}

fn request(stream: &TcpStream) -> Option<(String, Vec<u8>)> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let header = header.trim().to_lowercase();
        if header.is_empty() {
            break;
        }
        length = header.strip_prefix("content-length:").and_then(|n| n.trim().parse().ok()).unwrap_or(length);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((path, body))
}

fn answer(mut stream: &TcpStream, code: u16, body: &str) -> bool {
    let head = format!("HTTP/1.1 {code} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).is_ok()
}

/// Does what a call asks for, by Telegram's rules.
fn done(method: &str, body: &Value, shared: &Arc<(Mutex<State>, Condvar)>) -> Result<Value, String> {
    let mut state = shared.0.lock().unwrap();
    if method == "getupdates" {
        return Ok(updates(body, state, &shared.1));
    }
    state.calls.push(Call { method: method.to_owned(), body: body.clone() });
    match method {
        "getme" => Ok(
            json!({"id": 666, "is_bot": true, "first_name": "Pristan", "username": "pristan_test_bot", "can_join_groups": true, "can_read_all_group_messages": false, "supports_inline_queries": true, "has_main_web_app": false, "can_connect_to_business": false}),
        ),
        "getwebhookinfo" => Ok(json!({"url": "", "has_custom_certificate": false, "pending_update_count": 0})),
        "sendmessage" => {
            let text = rules(body, &mut state)?;
            let (chat, id) = (body["chat_id"].as_i64().unwrap_or(0), state.next_message);
            state.next_message += 1;
            state.texts.insert((chat, id), (text.clone(), body["reply_markup"].clone()));
            Ok(message(chat, id, &text))
        }
        "editmessagetext" => {
            let text = rules(body, &mut state)?;
            let (chat, id) = (body["chat_id"].as_i64().unwrap_or(0), body["message_id"].as_i64().unwrap_or(0));
            let new = (text.clone(), body["reply_markup"].clone());
            if state.texts.insert((chat, id), new.clone()).is_some_and(|old| old == new) {
                return Err("Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message".to_owned());
            }
            Ok(message(chat, id, &text))
        }
        _ => Ok(json!(true)),
    }
}

fn message(chat: i64, id: i64, text: &str) -> Value {
    let kind = if chat > 0 { private(chat) } else { json!({"id": chat, "type": "supergroup", "title": "G"}) };
    json!({"message_id": id, "date": 1_664_600_001, "chat": kind, "text": text})
}

/// Confirms what lies below the offset, and waits for more.
fn updates<'a>(body: &Value, mut state: MutexGuard<'a, State>, more: &Condvar) -> Value {
    if let Some(offset) = body["offset"].as_i64() {
        state.updates.retain(|update| update["update_id"].as_i64().unwrap_or(0) >= offset);
    }
    let end = Instant::now() + Duration::from_secs(body["timeout"].as_u64().unwrap_or(0).min(3));
    while state.updates.is_empty() && Instant::now() < end {
        state = more.wait_timeout(state, Duration::from_millis(50)).unwrap().0;
    }
    let limit = body["limit"].as_u64().unwrap_or(100) as usize;
    state.updates.iter().take(limit).cloned().collect()
}

/// The text of a message after its tags were read, or why Telegram would refuse it.
fn rules(body: &Value, state: &mut State) -> Result<String, String> {
    let raw = body["text"].as_str().unwrap_or_default();
    let refuse = |words: &str, state: &mut State| {
        state.broken.push(format!("{words}: {raw}"));
        Err(format!("Bad Request: {words}"))
    };
    let html = body["parse_mode"] == json!("HTML");
    let text = match if html { untagged(raw) } else { Some(raw.to_owned()) } {
        Some(text) => text,
        None => return refuse("can't parse entities", state),
    };
    let units = text.encode_utf16().count();
    if units > 4096 {
        return refuse("message is too long", state);
    }
    if text.trim().is_empty() {
        return refuse("message text is empty", state);
    }
    let keyboard = match &body["reply_markup"] {
        Value::String(text) => serde_json::from_str(text).unwrap_or(Value::Null),
        value => value.clone(),
    };
    let rows = keyboard["inline_keyboard"].as_array().cloned().unwrap_or_default();
    for button in rows.iter().flat_map(|row| row.as_array().cloned().unwrap_or_default()) {
        if button["callback_data"].as_str().is_some_and(|data| data.is_empty() || data.len() > 64) {
            return refuse("BUTTON_DATA_INVALID", state);
        }
    }
    Ok(text)
}

/// The text without tags; none when they are not Telegram's, not balanced, or a sign is not escaped.
fn untagged(html: &str) -> Option<String> {
    let (mut out, mut open, mut rest) = (String::new(), Vec::new(), html);
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '<' => {
                let (tag, tail) = rest.split_once('>')?;
                rest = tail;
                let name = tag.trim_start_matches('/').split(' ').next()?;
                if !["b", "i", "u", "s", "a", "code", "pre", "blockquote"].contains(&name) {
                    return None;
                }
                match tag.starts_with('/') {
                    true => (open.pop()? == name).then_some(())?,
                    false => open.push(name),
                }
            }
            '&' => {
                let (entity, tail) = rest.split_once(';')?;
                out.push(match entity {
                    "lt" => '<',
                    "gt" => '>',
                    "amp" => '&',
                    "quot" => '"',
                    _ => return None,
                });
                rest = tail;
            }
            '>' => return None,
            c => out.push(c),
        }
    }
    open.is_empty().then_some(out)
}
