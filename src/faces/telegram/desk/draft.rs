//! What volunteers write, as it is shown: with what is missing, or with what became of it.

use super::super::render::Message;
use super::button::Press;
use super::post::{cut, title};
use super::turns::{AtDesk, message};
use crate::knowledge::fill;
use crate::turn::{Draft, Wish};
use crate::volunteers::{
    Fate, Field, Group, Publication, as_of, edit_of, keeps, missing, phrasings, theme_of, title_of,
};

/// The longest answer that is shown, in characters.
const LONGEST: usize = 2_200;

/// What stands there of what was proposed.
pub enum State<'a> {
    /// Nothing was done with it yet.
    Open,
    /// It is a change.
    Change(&'a Publication),
    /// It was dropped.
    Dropped,
}

/// A draft as a message with its buttons.
pub fn shown(at: AtDesk<'_>, number: u64, draft: &Draft, group: &Group, state: &State<'_>) -> Message {
    let index = at.context.desk.library().index();
    let base = &index.base;
    let lacks = missing(base, draft);
    let mut text = format!("#d{number} {}\n\n{}", opening(at, draft), body(at, draft, group));
    let button = |label: String, press: Press| at.button(&label, &press);
    let drop = || button(at.phrase(|phrases| phrases.desk_drop.clone()), Press::Drop(number));
    let (told, rows) = match state {
        State::Dropped => (at.phrase(|phrases| phrases.desk_dropped.clone()), Vec::new()),
        State::Open if lacks.is_empty() => (
            String::new(),
            vec![button(at.phrase(|phrases| phrases.desk_publish.clone()), Press::Publish(number)), drop()],
        ),
        State::Open => (asked_for(at, &lacks), vec![drop()]),
        State::Change(change) => match change.fate {
            Fate::Proposed => {
                let told = at.phrase(|phrases| fill(&phrases.desk_waits, &[("who", &names(change))]));
                let agree = button(at.phrase(|phrases| phrases.desk_approve.clone()), Press::Publish(number));
                (told, vec![agree, drop()])
            }
            Fate::Undone | Fate::Leaving => {
                let who = change.undone.clone().unwrap_or_default();
                let told = at.phrase(|phrases| fill(&phrases.desk_undone, &[("who", &who)]));
                (told, vec![button(at.phrase(|phrases| phrases.desk_publish.clone()), Press::Publish(number)), drop()])
            }
            Fate::Published | Fate::Underway => {
                let number_of_change = change.number.to_string();
                let values = [("names", names(change)), ("number", number_of_change)];
                let values: Vec<(&str, &str)> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
                let told = at.phrase(|phrases| fill(&phrases.desk_published, &values));
                (told, vec![button(at.phrase(|phrases| phrases.desk_undo.clone()), Press::Undo(number))])
            }
        },
    };
    if !told.is_empty() {
        text.push_str(&format!("\n\n{told}"));
    }
    message(&text, rows)
}

/// Who proposed a change and who agreed to it.
fn names(change: &Publication) -> String {
    std::iter::once(&change.by).chain(&change.approved).cloned().collect::<Vec<_>>().join(", ")
}

fn opening(at: AtDesk<'_>, draft: &Draft) -> String {
    let who = draft.by.as_str();
    match &draft.what {
        Wish::Entry => at.phrase(|phrases| fill(&phrases.desk_draft, &[("who", who)])),
        Wish::Gap => at.phrase(|phrases| fill(&phrases.desk_gap_draft, &[("who", who)])),
        Wish::Phrasings(entry) => {
            let title = title(at, entry);
            at.phrase(|phrases| fill(&phrases.desk_phrasings, &[("who", who), ("title", &title)]))
        }
    }
}

/// What is proposed, line by line.
fn body(at: AtDesk<'_>, draft: &Draft, group: &Group) -> String {
    let index = at.context.desk.library().index();
    let base = &index.base;
    let bullets = |all: Vec<String>| all.iter().map(|one| format!("• {one}")).collect::<Vec<_>>().join("\n");
    let asked = || bullets(phrasings(group).into_iter().map(|(_, text)| text).collect());
    match &draft.what {
        Wish::Gap => format!("{}\n\n{}", draft.lines.answer, asked()),
        Wish::Phrasings(_) => match edit_of(&index, draft, group) {
            Ok(crate::volunteers::Edit::Phrasings { asked, .. }) => {
                bullets(asked.into_iter().map(|(_, text)| text).collect())
            }
            _ => asked(),
        },
        Wish::Entry => {
            let lines = &draft.lines;
            let word = |field: Field| at.phrase(|phrases| field.word(phrases).to_owned());
            let date = as_of(lines).map_or(String::new(), |as_of| as_of.to_string());
            let keeps = keeps(base, lines).map_or(String::new(), |_| lines.keeps.clone());
            let led = [
                (Field::Theme, theme_of(base, draft, group)),
                (Field::Source, lines.source.clone()),
                (Field::Date, date),
                (Field::Keeps, keeps),
            ];
            let led = led.iter().filter(|(_, value)| !value.is_empty());
            let led: Vec<String> = led.map(|(field, value)| format!("{}: {value}", word(*field))).collect();
            let head = format!("{} ({})", title_of(draft, group), draft.lang);
            format!("{head}\n{}\n\n{}", cut(&lines.answer, LONGEST), led.join("\n"))
        }
    }
}

/// What is missing, and how to add it.
fn asked_for(at: AtDesk<'_>, lacks: &[Field]) -> String {
    let word = |field: Field| at.phrase(|phrases| field.word(phrases).to_owned());
    let month = crate::turn::Clock::day(at.day()).strftime("%Y-%m").to_string();
    let index = at.context.desk.library().index();
    let file = index.base.languages.nearest(at.lang()).map(|(_, file)| file);
    let keeps = file.map_or_else(String::new, |file| file.age((3, crate::knowledge::Unit::Months), at.lang()));
    let example = |field: Field| match field {
        Field::Source => Some("https://example.org".to_owned()),
        Field::Date => Some(month.clone()),
        Field::Keeps => Some(keeps.clone()),
        _ => None,
    };
    let list = lacks.iter().map(|field| word(*field)).collect::<Vec<_>>().join(", ");
    let lines = lacks.iter().filter_map(|field| Some(format!("{}: {}", word(*field), example(*field)?)));
    let lines = lines.collect::<Vec<_>>().join("\n");
    at.phrase(|phrases| fill(&phrases.desk_missing, &[("list", &list), ("lines", &lines)]))
}
