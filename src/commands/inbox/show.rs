//! Groups and changes as lines and as JSON.

use super::super::CommandError;
use crate::knowledge::Base;
use crate::turn::{Clock, Handling};
use crate::volunteers::{Fate, Group, Publication};
use serde::Serialize;
use serde_json::{Value, json};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of a terminal that does not say how many it has.
const COLUMNS: usize = 100;
/// What the columns before the question take.
const BEFORE: usize = 40;

/// A value as a line of JSON.
pub fn json(value: &impl Serialize) -> Result<String, CommandError> {
    Ok(serde_json::to_string(value).map_err(std::io::Error::from)?)
}

/// A group as JSON, with days as people write them.
pub fn value(group: &Group) -> Result<Value, CommandError> {
    let mut value = serde_json::to_value(group).map_err(std::io::Error::from)?;
    value["first"] = json!(Clock::day(group.first).to_string());
    value["last"] = json!(Clock::day(group.last).to_string());
    value["nearest"] = match &group.nearest {
        Some((entry, percent)) => json!({ "entry": entry, "percent": percent }),
        None => Value::Null,
    };
    Ok(value)
}

/// The same as a line.
pub fn json_group(group: &Group) -> Result<String, CommandError> {
    json(&value(group)?)
}

/// A text that takes no more than so many columns.
fn cut(text: &str, most: usize) -> String {
    if text.width() <= most {
        return text.to_owned();
    }
    let mut room = most.saturating_sub(1);
    let fits = |c: &char| {
        let wide = c.width().unwrap_or(0);
        let fits = wide <= room;
        room = room.saturating_sub(wide);
        fits
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

fn columns() -> usize {
    terminal_size::terminal_size().map_or(COLUMNS, |(width, _)| usize::from(width.0)).max(60)
}

/// The groups, a line each.
pub fn list(groups: &[Group]) -> Vec<String> {
    if groups.is_empty() {
        return vec!["nothing waits".to_owned()];
    }
    let mut lines = vec![format!("{:>7}  {:>5}  {:<10}  {:<8}  question", "group", "asked", "last", "in")];
    for group in groups {
        let langs: Vec<&str> = group.langs().iter().map(|lang| lang.code()).collect();
        let state = if group.state == Handling::New { String::new() } else { format!("[{}] ", group.state.name()) };
        let text = group.wordings.first().map_or("", |wording| wording.text.as_str());
        let text = cut(&format!("{state}{text}"), columns().saturating_sub(BEFORE));
        let last = Clock::day(group.last);
        lines.push(format!("{:>7}  {:>5}  {last}  {:<8}  {text}", group.number, group.count, langs.join(" ")));
    }
    lines
}

/// One group, as much as is known of it.
pub fn group(group: &Group, base: &Base) -> Vec<String> {
    let (first, last) = (Clock::day(group.first), Clock::day(group.last));
    let days = if first == last { format!("on {first}") } else { format!("from {first} to {last}") };
    let times = if group.count == 1 { "once".to_owned() } else { format!("{} times", group.count) };
    let mut lines = vec![format!("group {}: {}, asked {times}, {days}", group.number, group.state.name())];
    for (at, wording) in group.wordings.iter().enumerate() {
        let times = if wording.count > 1 { format!(" ({} times)", wording.count) } else { String::new() };
        lines.push(format!("  {}. {}  {}{times}", at + 1, wording.lang, wording.text));
    }
    if let Some((entry, percent)) = &group.nearest {
        let title = base.entry(entry).and_then(|entry| entry.title.nearest(wordings_lang(group)));
        let title = title.map_or(String::new(), |(_, title)| format!(": {title}"));
        let lacking =
            if group.lacking.is_empty() { String::new() } else { format!("; it lacks {}", group.lacking.join(", ")) };
        lines.push(format!("nearest: `{entry}` ({percent} %){title}{lacking}"));
    }
    if let Some(gap) = &group.gap {
        lines.push(format!("known to be missing: `{gap}`"));
    }
    let why: Vec<String> = group.why.iter().map(|(why, count)| format!("{} {count}", reason(*why))).collect();
    lines.push(format!("why: {}", why.join(", ")));
    lines
}

fn wordings_lang(group: &Group) -> crate::text::Lang {
    group.wordings.first().map_or(crate::text::Lang::EN, |wording| wording.lang)
}

fn reason(why: crate::turn::Why) -> &'static str {
    use crate::turn::Why;
    match why {
        Why::Unknown => "not answered",
        Why::Untaken => "choices passed over",
        Why::NoneOfThese => "none of the choices meant",
        Why::Unhelpful => "answer did not help",
    }
}

/// What became of a change, in a sentence.
pub fn published(made: &Publication) -> String {
    let (number, what, subject) = (made.number, made.edit.name(), made.edit.subject());
    match made.fate {
        Fate::Proposed => {
            format!(
                "change {number} ({what} `{subject}`) waits for somebody else: `pristan approve {number} --as NAME`"
            )
        }
        Fate::Undone => format!("change {number} ({what} `{subject}`) is taken back"),
        _ => {
            let files: Vec<String> = made.splices.iter().map(|splice| splice.file.display().to_string()).collect();
            format!(
                "change {number} ({what} `{subject}`) stands in {}; `pristan undo {number}` takes it back",
                files.join(", ")
            )
        }
    }
}

/// A change, in a line of the log.
pub fn logged(made: &Publication) -> String {
    let also = if made.approved.is_empty() { String::new() } else { format!(" and {}", made.approved.join(", ")) };
    let undone = made.undone.as_ref().map_or(String::new(), |by| format!(" by {by}"));
    format!(
        "{:>4}  {}  {:<10}  {:<24}  {}{undone}; {}{also}: {}",
        made.number,
        made.day,
        made.edit.name(),
        made.edit.subject(),
        made.fate.name(),
        made.by,
        made.why
    )
}
