//! Short replies and lists to choose from.

use super::compose::Desk;
use super::reply::{Action, Choice, Outcome, Reply};
use super::state::State;
use super::step::{Step, View, desk};
use crate::knowledge::{LanguageFile, fill, markup};
use crate::text::Lang;

/// Choices on one page of a list; Telegram and a small window still show them at once.
const PAGE: usize = 8;

/// A reply of one phrase.
pub fn notice(view: View<'_>, state: State, lang: Lang, name: &str, phrase: impl Fn(&LanguageFile) -> String) -> Step {
    let mut reply = Reply::new(lang, Outcome::Smalltalk);
    reply.blocks = markup(&phrase(desk(view, lang).file));
    reply.smalltalk = Some(name.to_owned());
    Step { state, replies: vec![reply], effects: Vec::new() }
}

/// A reply that offers choices.
pub fn menu(desk: &Desk<'_>, mut state: State, name: &str, opening: &str, choices: Vec<Choice>) -> Step {
    let mut reply = Reply::new(desk.lang, Outcome::Smalltalk);
    reply.blocks = markup(opening);
    reply.smalltalk = Some(name.to_owned());
    reply.choices = choices;
    reply.hint = Some(desk.file.phrases.choose_by_number.clone());
    state.choices = reply.choices.clone();
    Step { state, replies: vec![reply], effects: Vec::new() }
}

/// The themes, as choices: those that have entries.
pub fn themes(desk: &Desk<'_>) -> Vec<Choice> {
    let inhabited = |at: &usize| desk.base.entries.iter().any(|entry| entry.theme == *at);
    let themes = (0..desk.base.themes.len()).filter(inhabited).map(|at| &desk.base.themes[at]);
    let choice = |theme: &crate::knowledge::Theme| Choice {
        label: desk.nearest(&theme.title).to_owned(),
        action: Action::Theme(theme.id.clone(), 0),
    };
    themes.map(choice).collect()
}

/// `/topics`, from a page on.
pub fn topics(view: View<'_>, state: State, lang: Lang, page: usize) -> Step {
    let desk = desk(view, lang);
    let choices = paged(themes(&desk), page, &desk.file.phrases.further, Action::Topics);
    menu(&desk, state, "topics", &desk.file.phrases.topics, choices)
}

/// The entries of a theme, from a page on.
pub fn theme(view: View<'_>, state: State, lang: Lang, id: &str, page: usize) -> Step {
    let desk = desk(view, lang);
    let Some(at) = desk.base.themes.iter().position(|theme| theme.id == id) else {
        return notice(view, state, lang, "gone", |file| file.phrases.nothing_to_choose.clone());
    };
    let opening = fill(&desk.file.phrases.theme, &[("title", desk.nearest(&desk.base.themes[at].title))]);
    let entries = desk.base.entries.iter().filter(|entry| entry.theme == at).map(|entry| desk.choice(entry));
    let next = |page| Action::Theme(id.to_owned(), page);
    let mut choices = paged(entries.collect(), page, &desk.file.phrases.further, next);
    choices.push(Choice { label: desk.file.phrases.all_topics.clone(), action: Action::Topics(0) });
    menu(&desk, state, "theme", &opening, choices)
}

/// One page of a list, with a way to the next.
fn paged(all: Vec<Choice>, page: usize, further: &str, next: impl Fn(usize) -> Action) -> Vec<Choice> {
    // One choice more than a page is no reason for another page.
    if all.len() <= PAGE + 1 {
        return all;
    }
    let pages = all.len().div_ceil(PAGE);
    let page = page.min(pages - 1);
    let mut shown: Vec<Choice> = all.into_iter().skip(page * PAGE).take(PAGE).collect();
    shown.push(Choice { label: further.to_owned(), action: next((page + 1) % pages) });
    shown
}
