//! Whether something that is said is for us: a command of ours, a mention, an answer to something that we said.

use crate::talk::NAMES;

/// Commands of the volunteers' chat.
pub const DESK_NAMES: [&str; 7] = ["inbox", "digest", "roles", "volunteer", "editor", "owner", "remove"];

/// The command of the volunteers' chat that a message is, with what follows it.
pub fn for_the_desk(text: &str, name: &str) -> Option<String> {
    let (own, to, rest) = command(text)?;
    let own = own.to_lowercase();
    let ours = DESK_NAMES.contains(&own.as_str()) && to.is_none_or(|to| to.eq_ignore_ascii_case(name));
    ours.then(|| format!("/{own}{rest}"))
}

/// What a message in a private chat says to us: whatever it is, for nobody else is there. Of a command only its name is
/// kept, whichever bot it names.
pub fn in_private(text: &str) -> String {
    match command(text) {
        Some((own, _, rest)) => format!("/{}{rest}", own.to_lowercase()),
        None => text.to_owned(),
    }
}

/// What a message in a group says to us; `called` when it answers us or mentions us without our name. A command that names
/// nobody is ours only when we have it: `/ban` is for the bot that bans.
pub fn in_group(text: &str, name: &str, called: bool) -> Option<String> {
    if let Some((own, to, rest)) = command(text) {
        let own = own.to_lowercase();
        let ours = to.map_or(NAMES.contains(&own.as_str()), |to| to.eq_ignore_ascii_case(name));
        return ours.then(|| format!("/{own}{rest}"));
    }
    let (mentioned, rest) = without_mentions(text, name);
    (mentioned || called).then_some(rest)
}

/// The parts of `/name@bot rest`; none for what is no command.
fn command(text: &str) -> Option<(&str, Option<&str>, &str)> {
    let text = text.trim_start().strip_prefix('/')?;
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let (own, rest) = text.split_at(text.find(|c| !part(c)).unwrap_or(text.len()));
    if own.is_empty() || rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    let Some(to) = rest.strip_prefix('@') else { return Some((own, None, rest)) };
    let (to, rest) = to.split_at(to.find(|c| !part(c)).unwrap_or(to.len()));
    Some((own, Some(to), rest))
}

/// Whether our name stands in a text, and the text without it and the signs that cling to it.
fn without_mentions(text: &str, name: &str) -> (bool, String) {
    let clings = |c: char| !c.is_alphanumeric() && !c.is_whitespace();
    let (mut kept, mut rest, mut found) = (String::new(), text, false);
    let mut from = 0;
    while let Some(at) = rest[from..].find('@').map(|at| from + at) {
        let Some(after) = mention(rest, at, name) else {
            from = at + 1;
            continue;
        };
        found = true;
        kept.push_str(rest[..at].trim_end_matches(clings));
        kept.push(' ');
        (rest, from) = (after.trim_start_matches(clings), 0);
    }
    kept.push_str(rest);
    (found, if found { kept.split_whitespace().collect::<Vec<_>>().join(" ") } else { kept })
}

/// What follows our name, when it stands at an `@`: not within an address, nor as the beginning of a longer name.
fn mention<'a>(text: &'a str, at: usize, name: &str) -> Option<&'a str> {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let written = text.get(at + 1..at + 1 + name.len())?;
    let after = &text[at + 1 + name.len()..];
    let before = text[..at].rsplit(char::is_whitespace).next().unwrap_or_default();
    let whole = !name.is_empty() && !before.ends_with(word) && !before.contains("://") && !after.starts_with(word);
    (whole && written.eq_ignore_ascii_case(name)).then_some(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_groups_only_what_is_for_us_is_heard() {
        for (text, called, heard) in [
            ("where can i sleep", false, None),
            ("@pristan_bot, where can i sleep", false, Some("where can i sleep")),
            ("where can i sleep @Pristan_Bot?", false, Some("where can i sleep")),
            ("hey,@pristan_bot:where can i sleep", false, Some("hey where can i sleep")),
            ("(@pristan_bot) where can i sleep", false, Some("where can i sleep")),
            ("«@pristan_bot» где переночевать", false, Some("где переночевать")),
            ("слушай—@pristan_bot—где переночевать", false, Some("слушай где переночевать")),
            ("@pristan_bot", false, Some("")),
            ("where can i sleep", true, Some("where can i sleep")),
            ("/help@pristan_bot", false, Some("/help")),
            ("/Forget@Pristan_BOT", false, Some("/forget")),
            ("/start@pristan_bot sim-card", false, Some("/start sim-card")),
            ("/help@other_bot", false, None),
            ("/topics", false, Some("/topics")),
            ("/ban @somebody", false, None),
            ("/ban @pristan_bot", false, None),
            ("/ban", true, None),
            ("/привет", true, Some("/привет")),
            ("mail me@pristan_bot.org", false, None),
            ("https://example.org/@pristan_bot", false, None),
            ("@pristan_bot2 where", false, None),
            ("@ @@pristan_bot где", false, Some("@ где")),
        ] {
            assert_eq!(in_group(text, "pristan_bot", called).as_deref(), heard, "{text}");
        }
    }

    #[test]
    fn in_private_everything_is_for_us() {
        for (text, heard) in [
            ("где @pristan_bot спать", "где @pristan_bot спать"),
            ("/Forget@pristan_bot", "/forget"),
            ("/LANG tr", "/lang tr"),
            ("/ban me", "/ban me"),
            ("/help@other_bot", "/help"),
            ("/", "/"),
        ] {
            assert_eq!(in_private(text), heard, "{text}");
        }
    }
}
