//! Reading a script: strict, with the line of everything that is wrong.

use super::assertion::Assertion;
use crate::text::Lang;
use jiff::civil::Date;
use std::fmt;
use std::path::{Path, PathBuf};

/// A line of a file, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: PathBuf,
    /// The line.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file.display(), self.line)
    }
}

/// A script as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// Its first line.
    pub name: String,
    /// Its turns, in order.
    pub turns: Vec<Turn>,
}

/// What the person does, and the messages that must come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Where the `#me` block begins.
    pub place: Place,
    /// The day from here on.
    pub now: Option<Date>,
    /// The person from here on.
    pub user: Option<String>,
    /// Whether the process dies before.
    pub restart: bool,
    /// The base from here on.
    pub base: Option<PathBuf>,
    /// What the person does.
    pub does: Input,
    /// The messages of the bot.
    pub bot: Vec<Expected>,
}

/// What a person does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Writes a message.
    Says(String),
    /// Presses a button.
    Presses(String),
}

/// One message of the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Where the `#bot` block begins.
    pub place: Place,
    /// What must hold of it.
    pub lines: Vec<Line>,
}

/// One asserted line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it stands.
    pub place: Place,
    /// The line as written.
    pub raw: String,
    /// Whether it must not hold.
    pub negated: bool,
    /// What it asserts.
    pub asserts: Assertion,
}

/// A script that cannot be read: the place, what is wrong, and the remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptError {
    /// Where.
    pub place: Place,
    /// What, and what to do.
    pub what: String,
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: error: {}", self.place, self.what)
    }
}

impl std::error::Error for ScriptError {}

/// Words with a meaning below `#me`, and below `#bot`.
const ME: [&str; 5] = ["NOW", "USER", "RESTART", "BASE", "BUTTON"];
const BOT: [&str; 6] = ["BUTTONS", "OUTCOME", "ENTRY", "SOURCE", "LANG", "STALE"];
const OUTCOMES: [&str; 5] = ["answer", "choices", "passage", "smalltalk", "unknown"];
/// Files that may include one another; more is a circle.
const DEEPEST: usize = 8;

/// One block: its head and the lines below it.
struct Block {
    me: bool,
    place: Place,
    lines: Vec<(Place, String)>,
}

/// Reads a script. `read` gives the text of a file.
///
/// # Errors
/// With the first thing that is wrong, and where.
pub fn parse(file: &Path, read: &dyn Fn(&Path) -> Result<String, String>) -> Result<Script, ScriptError> {
    let mut blocks = Vec::new();
    let name = blocks_of(file, None, read, &mut blocks, 0)?;
    let mut turns: Vec<Turn> = Vec::new();
    for block in blocks {
        if block.me {
            turns.push(turn(block)?);
        } else {
            let Some(turn) = turns.last_mut() else {
                return Err(error(&block.place, "`#bot` comes before any `#me`; let the person speak first"));
            };
            let lines = block.lines.into_iter().filter(|(_, text)| !text.trim().is_empty());
            let lines = lines.map(|(place, text)| asserted(place, text.trim())).collect::<Result<_, _>>()?;
            turn.bot.push(Expected { place: block.place, lines });
        }
    }
    if turns.is_empty() {
        return Err(error(&at(file, 1), "nobody says anything; write a block `#me` and below it a message"));
    }
    Ok(Script { name, turns })
}

fn at(file: &Path, line: usize) -> Place {
    Place { file: file.to_owned(), line }
}

fn error(place: &Place, what: impl Into<String>) -> ScriptError {
    ScriptError { place: place.clone(), what: what.into() }
}

/// Reads the blocks of a file and of those that it includes; gives its name.
fn blocks_of(
    file: &Path,
    from: Option<&Place>,
    read: &dyn Fn(&Path) -> Result<String, String>,
    blocks: &mut Vec<Block>,
    depth: usize,
) -> Result<String, ScriptError> {
    let first = at(file, 1);
    if depth > DEEPEST {
        return Err(error(from.unwrap_or(&first), "the files include one another in a circle; break it"));
    }
    let text = read(file).map_err(|why| {
        let what = format!("`{}` cannot be read: {why}; correct the path", file.display());
        error(from.unwrap_or(&first), what)
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut name = String::new();
    let begun = blocks.len();
    for (at_line, line) in text.lines().enumerate() {
        let place = at(file, at_line + 1);
        let line = line.trim_end();
        match head(line) {
            Some(Head::Me | Head::Bot) => {
                blocks.push(Block { me: head(line) == Some(Head::Me), place, lines: Vec::new() });
            }
            Some(Head::Include(path)) => {
                let path = file.parent().unwrap_or(Path::new("")).join(path);
                blocks_of(&path, Some(&place), read, blocks, depth + 1)?;
            }
            Some(Head::Unknown) => {
                let what = format!(
                    "`{line}` is no block; there are `#me`, `#bot` and `#include FILE`; for a message write `\\{line}`"
                );
                return Err(error(&place, what));
            }
            None if blocks.len() > begun => {
                blocks.last_mut().into_iter().for_each(|block| block.lines.push((place.clone(), line.to_owned())));
            }
            None if at_line == 0 => name = line.trim().to_owned(),
            None => {}
        }
    }
    if depth == 0 && name.is_empty() {
        return Err(error(&first, "the first line must be the script's name; write it above the first block"));
    }
    Ok(name)
}

#[derive(PartialEq, Eq)]
enum Head {
    Me,
    Bot,
    Include(String),
    Unknown,
}

fn head(line: &str) -> Option<Head> {
    let tag = line.strip_prefix('#')?;
    Some(match tag.split_once(' ') {
        None if tag == "me" => Head::Me,
        None if tag == "bot" => Head::Bot,
        Some(("include", path)) if !path.trim().is_empty() => Head::Include(path.trim().to_owned()),
        _ => Head::Unknown,
    })
}

fn turn(block: Block) -> Result<Turn, ScriptError> {
    let mut turn = Turn {
        place: block.place,
        now: None,
        user: None,
        restart: false,
        base: None,
        does: Input::Says(String::new()),
        bot: Vec::new(),
    };
    let mut text: Vec<String> = Vec::new();
    let mut pressed: Option<String> = None;
    let mut told = false;
    for (place, line) in block.lines {
        let trimmed = line.trim();
        if text.is_empty() && trimmed.is_empty() {
            continue;
        }
        let word = if text.is_empty() {
            known(&place, trimmed, &ME, &BOT)?
        } else if matches!(known(&place, trimmed, &ME, &BOT), Ok(Some(_))) {
            let what = format!("`{trimmed}` must stand above the message; for a text write `\\{trimmed}`");
            return Err(error(&place, what));
        } else {
            None
        };
        match word {
            None if pressed.is_some() => {
                return Err(error(&place, "a message beside `BUTTON`; the person either presses or writes"));
            }
            None => text.push(unescaped(&line)),
            Some((word, argument)) => {
                told = true;
                match word {
                    "NOW" => turn.now = Some(day(&place, argument)?),
                    "USER" => turn.user = Some(argument.to_owned()),
                    "RESTART" => turn.restart = true,
                    "BASE" => turn.base = Some(place.file.parent().unwrap_or(Path::new("")).join(argument)),
                    _ => pressed = Some(argument.to_owned()),
                }
            }
        }
    }
    while text.last().is_some_and(|line| line.trim().is_empty()) && text.len() > 1 {
        text.pop();
    }
    if told && text.is_empty() && pressed.is_none() {
        return Err(error(
            &turn.place,
            "nothing is said or pressed; write the message below (`\\` alone for an empty one)",
        ));
    }
    turn.does = pressed.map_or(Input::Says(text.join("\n")), Input::Presses);
    Ok(turn)
}

fn day(place: &Place, text: &str) -> Result<Date, ScriptError> {
    text.parse().map_err(|_| error(place, format!("`{text}` is no day; write `NOW 2022-10-01`")))
}

fn is_capitals(word: &str) -> bool {
    word.len() >= 3 && word.chars().all(|c| c.is_ascii_uppercase())
}

/// Whether a line of text would be read as something else: it begins like a block or with a word in capitals.
pub fn is_special(line: &str) -> bool {
    line.starts_with('#') || line.split_whitespace().next().is_some_and(is_capitals)
}

/// A line with a known word in capitals before it: the word and its argument. Words near a known one, known ones without
/// their argument or in the wrong block are errors; other lines are text.
fn known<'a>(
    place: &Place,
    line: &'a str,
    here: &[&'static str],
    elsewhere: &[&'static str],
) -> Result<Option<(&'static str, &'a str)>, ScriptError> {
    let (word, argument) = line.split_once(char::is_whitespace).map_or((line, ""), |(word, rest)| (word, rest.trim()));
    if !is_capitals(word) {
        return Ok(None);
    }
    if let Some(known) = here.iter().find(|known| **known == word) {
        let alone = matches!(*known, "STALE" | "RESTART");
        return match (alone, argument.is_empty()) {
            (true, true) | (false, false) => Ok(Some((known, argument))),
            (true, false) => Err(error(place, format!("`{word}` takes no argument; for a text write `\\{line}`"))),
            (false, true) => Err(error(place, format!("`{word}` needs an argument; for a text write `\\{line}`"))),
        };
    }
    if elsewhere.contains(&word) {
        let block = if here == ME { "#bot" } else { "#me" };
        return Err(error(place, format!("`{word}` belongs below `{block}`; for a text write `\\{line}`")));
    }
    let near = |known: &&&str| {
        let most = if known.len() <= 4 { 1 } else { 2 };
        (1..=most).contains(&strsim::osa_distance(known, word)) && word.len() >= 4
    };
    match here.iter().chain(elsewhere).find(near) {
        Some(meant) => {
            Err(error(place, format!("`{word}` is unknown; did you mean `{meant}`? For a text write `\\{line}`")))
        }
        None => Ok(None),
    }
}

fn asserted(place: Place, line: &str) -> Result<Line, ScriptError> {
    let (negated, rest) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest.trim()));
    let list = |argument: &str| split(argument);
    let asserts = match known(&place, rest, &BOT, &ME)? {
        None => Assertion::Says(rest.to_owned()),
        Some(("BUTTONS", labels)) => Assertion::Buttons(list(labels)),
        Some(("OUTCOME", name)) if OUTCOMES.contains(&name) => Assertion::Outcome(name.to_owned()),
        Some(("OUTCOME", name)) => {
            return Err(error(&place, format!("`{name}` is no outcome; there are {}", OUTCOMES.join(", "))));
        }
        Some(("ENTRY", id)) => Assertion::Entry(id.to_owned()),
        Some(("SOURCE", id)) => Assertion::Source(id.to_owned()),
        Some(("LANG", code)) => Assertion::Lang(code.parse::<Lang>().map_err(|what| error(&place, what))?),
        Some(_) => Assertion::Stale,
    };
    Ok(Line { place, raw: line.to_owned(), negated, asserts })
}

/// Labels between `|`; `\|` is the sign itself.
fn split(labels: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut signs = labels.chars();
    while let Some(c) = signs.next() {
        match c {
            '|' => found.push(String::new()),
            '\\' => found.last_mut().into_iter().for_each(|label| label.extend(signs.next())),
            c => found.last_mut().into_iter().for_each(|label| label.push(c)),
        }
    }
    found.iter().map(|label| label.trim().to_owned()).filter(|label| !label.is_empty()).collect()
}

/// What a person writes: only a `\` at the beginning of a line has a meaning.
fn unescaped(line: &str) -> String {
    line.strip_prefix('\\').unwrap_or(line).to_owned()
}
