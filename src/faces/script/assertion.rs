//! What a line of a `#bot` block asserts, and whether a reply keeps it.

use crate::knowledge::plain_text;
use crate::talk::Reply;
use crate::text::{Lang, fold};

/// A message of the bot, as a person sees it.
#[derive(Clone, Debug)]
pub struct Heard {
    /// The message, with what may be chosen.
    pub text: String,
    /// The message alone.
    pub message: String,
    /// What can be pressed.
    pub buttons: Vec<String>,
    /// What a program knows of it; none where only the message can be seen.
    pub reply: Option<Reply>,
}

impl From<Reply> for Heard {
    fn from(reply: Reply) -> Heard {
        let buttons = reply.buttons().into_iter().map(|button| button.label).collect();
        Heard { text: reply.text(), message: plain_text(&reply.blocks), buttons, reply: Some(reply) }
    }
}

/// What must hold of a message of the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assertion {
    /// The message contains this pattern.
    Says(String),
    /// These can be pressed.
    Buttons(Vec<String>),
    /// What kind of reply it is.
    Outcome(String),
    /// This entry was answered or offered.
    Entry(String),
    /// This source is named.
    Source(String),
    /// The language of the reply.
    Lang(Lang),
    /// The answer is past its shelf life.
    Stale,
}

impl Assertion {
    /// Whether a message keeps it. What cannot be seen is taken as kept.
    pub fn holds(&self, heard: &Heard) -> bool {
        let known = |holds: &dyn Fn(&Reply) -> bool| heard.reply.as_ref().is_none_or(holds);
        match self {
            // What is folded away, as signs that nobody sees, is looked for as it is.
            Assertion::Says(pattern) if fold(pattern).trim().is_empty() => heard.text.contains(pattern),
            Assertion::Says(pattern) => contains(&heard.text, pattern),
            Assertion::Buttons(labels) => {
                let there: Vec<String> = heard.buttons.iter().map(|label| fold(label)).collect();
                labels.iter().all(|label| there.contains(&fold(label)))
            }
            Assertion::Outcome(name) => known(&|reply| reply.outcome.name() == name),
            Assertion::Entry(id) => known(&|reply| reply.entries.contains(id)),
            Assertion::Source(id) => known(&|reply| {
                reply.sources.iter().any(|source| source.id == *id || source.id.split('/').next() == Some(id))
            }),
            Assertion::Lang(lang) => known(&|reply| reply.lang == *lang),
            Assertion::Stale => known(&|reply| reply.stale),
        }
    }

    /// Whether it can be judged where only the message can be seen.
    pub fn is_visible(&self) -> bool {
        matches!(self, Assertion::Says(_) | Assertion::Buttons(_))
    }

    /// What the message has in its place, for a report of a failure.
    pub fn found(&self, heard: &Heard) -> String {
        let list = |word: &str, items: Vec<&str>| {
            if items.is_empty() { format!("no {}", word.to_lowercase()) } else { format!("{word} {}", items.join("|")) }
        };
        match (self, &heard.reply) {
            (Assertion::Says(pattern), _) => nearest_line(&heard.text, pattern),
            (Assertion::Buttons(_), _) => list("BUTTONS", heard.buttons.iter().map(String::as_str).collect()),
            (Assertion::Outcome(_), Some(reply)) => format!("OUTCOME {}", reply.outcome.name()),
            (Assertion::Entry(_), Some(reply)) => list("ENTRY", reply.entries.iter().map(String::as_str).collect()),
            (Assertion::Source(_), Some(reply)) => {
                list("SOURCE", reply.sources.iter().map(|source| source.id.as_str()).collect())
            }
            (Assertion::Lang(_), Some(reply)) => format!("LANG {}", reply.lang),
            (Assertion::Stale, Some(reply)) => if reply.stale { "STALE" } else { "not stale" }.to_owned(),
            (_, None) => "nothing to be seen".to_owned(),
        }
    }
}

/// Whether a text contains a pattern: folded, white space as one space, `*` for any run of characters, no letter or
/// digit on either side. `\` takes the meaning from the sign behind it.
pub fn contains(text: &str, pattern: &str) -> bool {
    let text: Vec<char> = squeezed(&fold(text)).chars().collect();
    let parts = parts(pattern);
    let (opens, closes) = (parts.first().is_some_and(Vec::is_empty), parts.last().is_some_and(Vec::is_empty));
    let solid: Vec<&Vec<char>> = parts.iter().filter(|part| !part.is_empty()).collect();
    let Some((first, rest)) = solid.split_first() else { return true };
    (0..text.len()).any(|start| {
        stands(&text, start, first)
            && (opens || !joined(&text, start))
            && follows(&text, start + first.len(), rest, closes)
    })
}

/// Whether the remaining parts stand behind a position in order, the last one with nothing joined to it.
fn follows(text: &[char], from: usize, parts: &[&Vec<char>], open_end: bool) -> bool {
    let Some((next, rest)) = parts.split_first() else { return open_end || !joined(text, from) };
    // All but the last may be taken as early as possible; the last is tried everywhere for its end.
    let mut places = (from..text.len()).filter(|at| stands(text, *at, next));
    if rest.is_empty() {
        places.any(|at| follows(text, at + next.len(), rest, open_end))
    } else {
        places.next().is_some_and(|at| follows(text, at + next.len(), rest, open_end))
    }
}

fn stands(text: &[char], at: usize, part: &[char]) -> bool {
    text[at..].starts_with(part)
}

/// Whether letters or digits touch at a position, so that a word goes on across it.
fn joined(text: &[char], at: usize) -> bool {
    let within = |at: usize| text.get(at).is_some_and(|c| c.is_alphanumeric());
    at > 0 && within(at - 1) && within(at)
}

/// The folded pieces of a pattern between its stars.
fn parts(pattern: &str) -> Vec<Vec<char>> {
    let mut raw = vec![String::new()];
    let mut signs = pattern.chars();
    while let Some(c) = signs.next() {
        match c {
            '*' => raw.push(String::new()),
            '\\' => raw.last_mut().into_iter().for_each(|part| part.extend(signs.next())),
            c => raw.last_mut().into_iter().for_each(|part| part.push(c)),
        }
    }
    let last = raw.len() - 1;
    let folded = raw.iter().enumerate().map(|(at, part)| {
        let text = squeezed(&fold(part));
        // A space beside a star is part of what must be there; at the ends of the line it is not.
        let text = match (at > 0 && part.starts_with(' '), at < last && part.ends_with(' ')) {
            (before, after) if !text.is_empty() => {
                format!("{}{text}{}", if before { " " } else { "" }, if after { " " } else { "" })
            }
            _ => text,
        };
        text.chars().collect()
    });
    folded.collect()
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The line of a text that is most like a pattern.
fn nearest_line(text: &str, pattern: &str) -> String {
    let likeness = |line: &str| strsim::normalized_damerau_levenshtein(&fold(line), &fold(pattern));
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    if let Some(line) = lines.clone().find(|line| contains(line, pattern)) {
        return line.trim().to_owned();
    }
    let best = lines.max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    best.unwrap_or("an empty message").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_contained_whole_words_only() {
        for (text, pattern, holds) in [
            ("Виза не нужна.", "виза не нужна", true),
            ("интернет", "нет", false),
            ("нет", "нет", true),
            ("Ещё раз", "еще РАЗ", true),
            ("İSTANBUL'da", "istanbul", true),
            ("визы нужны", "виз*", true),
            ("визы нужны", "виз", false),
            ("one two  three\nfour", "one*four", true),
            ("one two  three\nfour", "two three", true),
            ("one two", "two*one", false),
            ("a 1000 euros", "100", false),
            ("a 1000 euros", "*000 euro*", true),
            ("2 * 2", "2 \\* 2", true),
            ("2 x 2", "2 \\* 2", false),
            ("abc ab", "ab*ab", true),
            ("xab ab", "*", true),
            ("cat and category, cat", "and*cat", true),
            ("cat and category", "and*cat", false),
        ] {
            assert_eq!(contains(text, pattern), holds, "`{text}` and `{pattern}`");
        }
    }
}
