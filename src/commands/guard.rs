//! What a process that holds a key and people's words does before anything else.

use crate::store::OPENING;
use std::io::Write as _;

/// No memory dumps, and panics that say where, never what: what they say may hold a person's words or a piece of the key.
pub fn guard() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        // Where it is refused there is nothing to be done about it.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    #[cfg(target_os = "linux")]
    {
        let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
    }
    std::panic::set_hook(Box::new(|panic| {
        // A damaged database makes sled panic; who opens it says what that means.
        if std::thread::current().name() == Some(OPENING) {
            return;
        }
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(std::io::stderr(), "event=panic place={place}");
    }));
}

/// A text without anything that looks like the token of a bot: digits, a colon, and thirty letters or more.
pub fn without_tokens(text: &str) -> String {
    let is_of_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ':' | '%');
    let mut out = String::new();
    for piece in text.split_inclusive(|c| !is_of_token(c)) {
        let word = piece.trim_end_matches(|c| !is_of_token(c));
        let word_start = word.find(|c: char| c.is_ascii_digit()).unwrap_or(word.len());
        let (before, rest) = word.split_at(word_start);
        let digits = rest.chars().take_while(char::is_ascii_digit).count();
        let after = &rest[digits..];
        let after = after.strip_prefix(':').or_else(|| after.strip_prefix("%3A")).or_else(|| after.strip_prefix("%3a"));
        match after {
            Some(secret) if digits >= 5 && secret.len() >= 20 => {
                out.push_str(before);
                out.push_str("TOKEN");
                out.push_str(&piece[word.len()..]);
            }
            _ => out.push_str(piece),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_never_shown() {
        let token = "5041234567:AAF0cO9k4cDuQOmWZPPZ8VTxGZwA5bDqAbc";
        for (text, shown) in [
            (format!("`http://h/bot{token}/` is no address"), "`http://h/botTOKEN/` is no address".to_owned()),
            (format!("token = \"{token}\""), "token = \"TOKEN\"".to_owned()),
            (token.replace(':', "%3A"), "TOKEN".to_owned()),
            ("at 12:30 in src/main.rs:12:5".to_owned(), "at 12:30 in src/main.rs:12:5".to_owned()),
        ] {
            assert_eq!(without_tokens(&text), shown);
        }
    }
}
