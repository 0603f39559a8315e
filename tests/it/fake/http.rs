//! Just enough HTTP, of our own, so that answers can break in the middle.

use super::methods::done;
use super::trouble::Fault;
use super::{RAW, Shared, TOKEN};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// How long a stalled answer lets one wait before the connection breaks.
const STALL: Duration = Duration::from_secs(2);

/// Serves the calls of a connection until it is closed.
pub fn serve(stream: &TcpStream, shared: &Shared) {
    let mut reader = BufReader::new(stream);
    while let Some((path, body)) = request(&mut reader) {
        if !reply(stream, shared, &path, &body) {
            return;
        }
    }
}

/// Answers one call; false when the connection is to be closed.
fn reply(stream: &TcpStream, shared: &Shared, path: &str, body: &[u8]) -> bool {
    let Some((token, method)) = path.trim_start_matches("/bot").split_once('/') else { return false };
    let method = method.to_lowercase();
    let body: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    if token != TOKEN {
        return refused(stream, 401, "Unauthorized", &Value::Null);
    }
    let fault = {
        let mut state = shared.0.lock().unwrap();
        let wished = state.faults.get_mut(&method).and_then(VecDeque::pop_front);
        wished.or_else(|| state.trouble.as_mut().and_then(|trouble| trouble.fault()))
    };
    match fault {
        Some(Fault::BreakBefore) => return false,
        Some(Fault::Stall) => {
            std::thread::sleep(STALL);
            return false;
        }
        Some(Fault::Page) => return answer(stream, 200, "<html><body>Bad Gateway</body></html>"),
        Some(Fault::Sick) => return answer(stream, 502, "<html><body>Bad Gateway</body></html>"),
        Some(Fault::Wait(seconds)) => {
            let words = format!("Too Many Requests: retry after {seconds}");
            return refused(stream, 429, &words, &json!({"retry_after": seconds}));
        }
        Some(Fault::Refuse(code, words)) => return refused(stream, code, words, &Value::Null),
        Some(Fault::Moved(group)) => {
            let words = "Bad Request: group chat was upgraded to a supergroup chat";
            return refused(stream, 400, words, &json!({"migrate_to_chat_id": group}));
        }
        Some(Fault::Says(words)) => {
            let _ = done(&method, &body, shared);
            return answer(stream, 200, words);
        }
        Some(Fault::Elsewhere(code, address)) => {
            let head = format!("HTTP/1.1 {code} X\r\nLocation: {address}\r\nContent-Length: 0\r\n\r\n");
            let mut stream = stream;
            return stream.write_all(head.as_bytes()).is_ok();
        }
        Some(fault @ (Fault::BreakAfter | Fault::Cut)) => {
            let result = done(&method, &body, shared);
            if let (Fault::Cut, Ok(result)) = (fault, result) {
                let text = json!({"ok": true, "result": result}).to_string();
                let half: String = text.chars().take(text.chars().count() / 2).collect();
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", text.len());
                let mut stream = stream;
                let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(half.as_bytes()));
            }
            return false;
        }
        None => {}
    }
    match done(&method, &body, shared) {
        Ok(Value::Array(updates)) => answer_bytes(stream, 200, &batch(&updates)),
        Ok(result) => answer(stream, 200, &json!({"ok": true, "result": result}).to_string()),
        Err((code, words)) => refused(stream, code, &words, &Value::Null),
    }
}

fn request(reader: &mut BufReader<&TcpStream>) -> Option<(String, Vec<u8>)> {
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

fn refused(stream: &TcpStream, code: u16, words: &str, parameters: &Value) -> bool {
    let mut body = json!({"ok": false, "error_code": code, "description": words});
    if !parameters.is_null() {
        body["parameters"] = parameters.clone();
    }
    answer(stream, code, &body.to_string())
}

/// An update as it is sent; one that is kept as bytes stays as it is.
pub fn raw(update: &Value) -> Vec<u8> {
    match update[RAW].as_array() {
        Some(bytes) => bytes.iter().map(|byte| byte.as_u64().unwrap_or(0) as u8).collect(),
        None => update.to_string().into_bytes(),
    }
}

/// A batch of updates.
fn batch(updates: &[Value]) -> Vec<u8> {
    let updates: Vec<Vec<u8>> = updates.iter().map(raw).collect();
    [br#"{"ok":true,"result":["#.as_slice(), &updates.join(&b','), b"]}"].concat()
}

fn answer(stream: &TcpStream, code: u16, body: &str) -> bool {
    answer_bytes(stream, code, body.as_bytes())
}

fn answer_bytes(mut stream: &TcpStream, code: u16, body: &[u8]) -> bool {
    let head = format!("HTTP/1.1 {code} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all([head.as_bytes(), body].concat().as_slice()).is_ok()
}
