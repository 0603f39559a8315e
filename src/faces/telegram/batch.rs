//! A batch of updates, taken apart one by one: what cannot be read spoils nothing beside it.

use super::json;
use serde_json::Value;
use std::hash::{BuildHasher, RandomState};

/// An update of a batch.
#[derive(Debug)]
pub struct Piece {
    /// Its number.
    pub id: Id,
    /// What it says, or what is wrong with it.
    pub body: Result<Value, Flaw>,
}

/// The number of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Id {
    /// As Telegram gives them.
    Plain(u32),
    /// None that it gives, if it is one at all; `mark` tells such an update from others.
    Odd {
        /// The number.
        number: Option<i64>,
        /// A hash of the update, another one in each process.
        mark: u64,
    },
}

/// What is wrong with an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Half a letter, or bytes that are none.
    Letters,
    /// Too deep.
    Depth,
    /// No number that Telegram gives.
    Id,
    /// Anything else.
    Syntax,
}

impl Flaw {
    /// Its name in the log.
    pub fn name(self) -> &'static str {
        match self {
            Flaw::Letters => "unreadable_letters",
            Flaw::Depth => "unreadable_depth",
            Flaw::Id => "unreadable_id",
            Flaw::Syntax => "unreadable_syntax",
        }
    }
}

/// A batch.
#[derive(Debug)]
pub struct Pieces {
    /// The updates that end.
    pub whole: Vec<Piece>,
    /// Where one does not end, it and all that follows.
    pub rest: Option<Piece>,
}

/// Takes the updates of an answer to `getUpdates` apart; none when it holds no list.
pub fn split(answer: &[u8], hasher: &RandomState) -> Option<Pieces> {
    let list = json::field(answer, "result").or(json::open_field(answer, "result"))?;
    let (whole, rest) = json::elements(list)?;
    let piece = |raw: &[u8]| piece(raw, hasher);
    Some(Pieces { whole: whole.into_iter().map(piece).collect(), rest: rest.map(piece) })
}

/// Reads one update.
pub fn piece(raw: &[u8], hasher: &RandomState) -> Piece {
    let body = serde_json::from_slice::<Value>(raw).map_err(|error| flaw(raw, &error));
    let number = match &body {
        Ok(body) => body["update_id"].as_i64(),
        Err(_) => number(raw),
    };
    match number.and_then(|number| u32::try_from(number).ok()).filter(|id| *id < i32::MAX.unsigned_abs()) {
        Some(id) => Piece { id: Id::Plain(id), body },
        None => Piece { id: Id::Odd { number, mark: hasher.hash_one(raw) }, body: body.and(Err(Flaw::Id)) },
    }
}

/// The number of an update that does not parse.
fn number(raw: &[u8]) -> Option<i64> {
    let digits = json::field(raw, "update_id").or(json::open_field(raw, "update_id"))?;
    let end = digits.iter().position(|byte| !byte.is_ascii_digit() && *byte != b'-').unwrap_or(digits.len());
    std::str::from_utf8(&digits[..end]).ok()?.parse().ok()
}

fn flaw(raw: &[u8], error: &serde_json::Error) -> Flaw {
    let said = error.to_string();
    let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if has(&["recursion"]) {
        Flaw::Depth
    } else if has(&["surrogate", "hex escape", "unicode"]) || std::str::from_utf8(raw).is_err() {
        Flaw::Letters
    } else {
        Flaw::Syntax
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_spoils_nothing_beside_it() {
        let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        let answer = [
            br#"{"ok":true,"result":[{"update_id":1,"message":{}},{"update_id":2,"message":{"text":"\ud83d"}},"#,
            b"{\"update_id\":3,\"message\":{\"text\":\"\xff\"}},".as_slice(),
            format!(r#"{{"message":{deep},"update_id":4}},{{"update_id":5,"x":01}},{{"update_id":"6"}},"#).as_bytes(),
            br#"7,{"update_id":-8},{"update_id":4503599627370496},{"update_id":9}]}"#,
        ]
        .concat();
        let pieces = split(&answer, &RandomState::new()).unwrap();
        assert!(pieces.rest.is_none());
        let read: Vec<(Option<i64>, Option<Flaw>)> = pieces
            .whole
            .iter()
            .map(|piece| {
                let number = match piece.id {
                    Id::Plain(id) => Some(i64::from(id)),
                    Id::Odd { number, .. } => number,
                };
                (number, piece.body.as_ref().err().copied())
            })
            .collect();
        let expected = [
            (Some(1), None),
            (Some(2), Some(Flaw::Letters)),
            (Some(3), Some(Flaw::Letters)),
            (Some(4), Some(Flaw::Depth)),
            (Some(5), Some(Flaw::Syntax)),
            (None, Some(Flaw::Id)),
            (None, Some(Flaw::Id)),
            (Some(-8), Some(Flaw::Id)),
            (Some(1 << 52), Some(Flaw::Id)),
            (Some(9), None),
        ];
        assert_eq!(read, expected);
        let open =
            split(br#"{"ok":true,"result":[{"update_id":1},{"update_id":2,"text":"no end},{}]}"#, &RandomState::new());
        let open = open.unwrap();
        assert_eq!((open.whole.len(), open.rest.unwrap().id), (1, Id::Plain(2)));
    }
}
