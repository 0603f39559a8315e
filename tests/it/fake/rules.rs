//! Telegram's limits.

use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// The text of a message after its tags were read, and its keyboard; or why Telegram would refuse it.
pub fn message(body: &Value) -> Result<(String, Value), &'static str> {
    let raw = body["text"].as_str().unwrap_or_default();
    let html = body["parse_mode"] == json!("HTML");
    let text = if html { untagged(raw).ok_or("can't parse entities")? } else { raw.to_owned() };
    if text.encode_utf16().count() > 4096 {
        return Err("message is too long");
    }
    if text.trim().is_empty() {
        return Err("message text is empty");
    }
    let keyboard = match &body["reply_markup"] {
        Value::String(text) => serde_json::from_str(text).unwrap_or(Value::Null),
        value => value.clone(),
    };
    let unfit = |button: &Value| {
        let data = button["callback_data"].as_str().is_some_and(|data| data.is_empty() || data.len() > 64);
        data || button["text"].as_str().is_none_or(str::is_empty)
    };
    if buttons(&keyboard).iter().any(unfit) {
        return Err("BUTTON_DATA_INVALID");
    }
    Ok((text, keyboard))
}

/// The buttons of a keyboard.
pub fn buttons(keyboard: &Value) -> Vec<Value> {
    let rows = keyboard["inline_keyboard"].as_array().cloned().unwrap_or_default();
    rows.iter().flat_map(|row| row.as_array().cloned().unwrap_or_default()).collect()
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

/// A second as a server may count it: what leaves a little early on one side arrives a little late on the other.
const SECOND: Duration = Duration::from_millis(950);

/// Thirty messages a second in all, one a second to a person, twenty a minute to a group.
#[derive(Default)]
pub struct PaceRule {
    pub on: bool,
    all: VecDeque<Instant>,
    last: HashMap<i64, VecDeque<Instant>>,
}

impl PaceRule {
    /// What limit a message to this chat breaks now, if any.
    pub fn breaks(&mut self, chat: i64) -> Option<String> {
        if !self.on {
            return None;
        }
        let now = Instant::now();
        let (window, most) = if chat < 0 { (Duration::from_secs(60), 20) } else { (SECOND, 1) };
        let own = self.last.entry(chat).or_default();
        own.push_back(now);
        while own.front().is_some_and(|at| now - *at > window) {
            own.pop_front();
        }
        self.all.push_back(now);
        while self.all.front().is_some_and(|at| now - *at > SECOND) {
            self.all.pop_front();
        }
        if own.len() > most {
            return Some(format!("{} messages to one chat within {window:?}", own.len()));
        }
        (self.all.len() > 30).then(|| format!("{} messages within a second", self.all.len()))
    }
}
