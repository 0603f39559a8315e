//! Groups of questions as they are posted: how they were put, what lies near and lacks what, what the bot says to them.

use super::super::render::Message;
use super::button::Press;
use super::turns::{AtDesk, message};
use crate::knowledge::{fill, plain_text};
use crate::store::StoreError;
use crate::text::beginning;
use crate::turn::{Clock, Handling, questions};
use crate::volunteers::{Group, groups};

/// Ways to ask that a post shows.
const MOST_SHOWN: usize = 6;
/// The longest beginning of what the bot says, in characters, and of a title on a button.
const LONGEST_SAID: usize = 400;
const LONGEST_TITLE: usize = 28;
/// Groups that a list names.
const MOST_LISTED: usize = 15;
/// The longest question in a list, in characters.
const LONGEST_LISTED: usize = 80;

/// Every group of questions.
///
/// # Errors
/// When they cannot be read.
pub fn all(at: AtDesk<'_>) -> Result<Vec<Group>, StoreError> {
    Ok(groups(questions(at.context.people())?))
}

/// The group that one of these questions stands in.
///
/// # Errors
/// When they cannot be read.
pub fn group_of(at: AtDesk<'_>, numbers: &[u64]) -> Result<Option<Group>, StoreError> {
    let stands = |group: &Group| numbers.iter().any(|number| group.questions.contains(number));
    Ok(all(at)?.into_iter().find(stands))
}

/// A text that is cut where it is too long.
pub fn cut(text: &str, longest: usize) -> String {
    let fits = text.chars().count() <= longest;
    if fits { text.to_owned() } else { format!("{}…", beginning(text, longest - 1)) }
}

/// What an entry is called at the desk.
pub fn title(at: AtDesk<'_>, entry: &str) -> String {
    let index = at.context.desk.library().index();
    let found = index.base.entry(entry);
    let title = found.and_then(|entry| entry.title.nearest_of(at.lang(), &index.base.about.languages));
    title.map_or_else(|| entry.to_owned(), |(_, title)| title.clone())
}

/// How a group was put, each way in a line.
pub fn wordings(group: &Group) -> String {
    let shown = group.wordings.iter().take(MOST_SHOWN).map(|wording| {
        let times = if wording.count > 1 { format!(" ×{}", wording.count) } else { String::new() };
        format!("• {}{times}\n", wording.text)
    });
    let more = group.wordings.len().saturating_sub(MOST_SHOWN);
    let more = if more > 0 { format!("… +{more}\n") } else { String::new() };
    shown.chain([more]).collect()
}

/// A group as a post with its buttons.
pub fn post(at: AtDesk<'_>, group: &Group) -> Message {
    let mut text = format!("#q{} {}\n{}", group.number, head(at, group), wordings(group));
    if let Some((entry, percent)) = &group.nearest {
        let (title, percent) = (title(at, entry), percent.to_string());
        let near = at.phrase(|phrases| fill(&phrases.desk_nearest, &[("title", &title), ("percent", &percent)]));
        text.push_str(&format!("\n{near}"));
        if !group.lacking.is_empty() {
            let list = group.lacking.join(", ");
            text.push_str(&format!(" {}", at.phrase(|phrases| fill(&phrases.desk_lacks, &[("list", &list)]))));
        }
        text.push('\n');
    }
    if let Some(said) = group.wordings.first().and_then(|wording| at.context.desk.ask(&wording.text)) {
        let offered = said.choices.iter().map(|choice| format!("\n[{}]", choice.label)).collect::<String>();
        let said = cut(&format!("{}{offered}", plain_text(&said.blocks).replace("\n\n", "\n")), LONGEST_SAID);
        text.push_str(&format!("\n{}\n", at.phrase(|phrases| fill(&phrases.desk_says, &[("text", &said)]))));
    }
    let state = at.phrase(|phrases| match group.state {
        Handling::New => phrases.desk_how.clone(),
        Handling::Taken => format!("{} {}", phrases.desk_taken, phrases.desk_how),
        Handling::Answered => phrases.desk_answered.clone(),
        Handling::Ignored => phrases.desk_ignored.clone(),
    });
    text.push_str(&format!("\n{state}"));
    message(&text, buttons(at, group))
}

fn buttons(at: AtDesk<'_>, group: &Group) -> Vec<Option<Vec<super::super::render::Button>>> {
    let number = group.number;
    let button = |label: String, press: Press| at.button(&label, &press);
    match group.state {
        Handling::Answered => Vec::new(),
        Handling::Ignored => vec![button(at.phrase(|phrases| phrases.desk_reopen.clone()), Press::Reopen(number))],
        Handling::New | Handling::Taken => {
            let mut rows = Vec::new();
            if group.state == Handling::New {
                rows.push(button(at.phrase(|phrases| phrases.desk_take.clone()), Press::Take(number)));
            }
            if let Some((entry, _)) = &group.nearest {
                let title = cut(&title(at, entry), LONGEST_TITLE);
                let label = at.phrase(|phrases| fill(&phrases.desk_phrasing, &[("title", &title)]));
                rows.push(button(label, Press::Phrasing(number, entry.clone())));
            }
            if group.gap.is_none() {
                rows.push(button(at.phrase(|phrases| phrases.desk_gap.clone()), Press::Gap(number)));
            }
            rows.push(button(at.phrase(|phrases| phrases.desk_ignore.clone()), Press::Ignore(number)));
            rows
        }
    }
}

fn head(at: AtDesk<'_>, group: &Group) -> String {
    let langs: Vec<&str> = group.langs().iter().map(|lang| lang.code()).collect();
    let (first, last) = (Clock::day(group.first).to_string(), Clock::day(group.last).to_string());
    let days = if first == last { first } else { format!("{first} – {last}") };
    let (count, langs) = (group.count.to_string(), langs.join(" "));
    at.phrase(|phrases| fill(&phrases.desk_asked, &[("count", &count), ("langs", &langs), ("days", &days)]))
}

/// The groups that wait, a line each.
pub fn list(at: AtDesk<'_>, groups: &[Group]) -> String {
    let open = |group: &&Group| matches!(group.state, Handling::New | Handling::Taken);
    let open: Vec<&Group> = groups.iter().filter(open).collect();
    if open.is_empty() {
        return at.phrase(|phrases| phrases.desk_nothing_waits.clone());
    }
    let count = open.len().to_string();
    let mut text = at.phrase(|phrases| fill(&phrases.desk_open, &[("count", &count)]));
    for group in open.iter().take(MOST_LISTED) {
        let asked = cut(group.wordings.first().map_or("", |wording| wording.text.as_str()), LONGEST_LISTED);
        let state = if group.state == Handling::Taken { " ✋" } else { "" };
        text.push_str(&format!("\n/inbox {} ×{}{state} {asked}", group.number, group.count));
    }
    text
}
