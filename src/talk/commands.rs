//! Commands: what begins with `/`, the same on every face.

use super::reply::{Action, Choice};
use super::state::State;
use super::step::{Step, View, argument, desk, menu, notice};
use super::why;
use crate::knowledge::fill;
use crate::text::Lang;

/// Every command, as shown by completion and menus.
pub const NAMES: [&str; 5] = ["start", "help", "topics", "lang", "why"];

/// Runs a command given without its `/`. What follows `@` in its name is the bot's own name, as Telegram adds it.
pub(super) fn run(view: View<'_>, state: State, text: &str) -> Step {
    let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
    let name = name.split('@').next().unwrap_or(name).to_lowercase();
    let lang = view.lang.or(state.lang).or(state.spoken).unwrap_or_default();
    match name.as_str() {
        "start" | "help" => notice(view, state, lang, &name, |file| file.phrases.help.clone()),
        "topics" => topics(view, state, lang),
        "lang" => language(view, state, lang, rest),
        "why" => explain(view, state, lang),
        _ => notice(view, state, lang, "unknown-command", |file| file.phrases.command_unknown.clone()),
    }
}

fn topics(view: View<'_>, state: State, lang: Lang) -> Step {
    let desk = desk(view, lang);
    let inhabited = |at: &usize| desk.base.entries.iter().any(|entry| entry.theme == *at);
    let themes = (0..desk.base.themes.len()).filter(inhabited).map(|at| &desk.base.themes[at]);
    let choices = themes
        .map(|theme| Choice { label: desk.nearest(&theme.title).to_owned(), action: Action::Theme(theme.id.clone()) });
    menu(state, lang, "topics", &desk.file.phrases.topics, choices.collect())
}

/// Lists the entries of a theme.
pub(super) fn theme(view: View<'_>, state: State, lang: Lang, id: &str) -> Step {
    let desk = desk(view, lang);
    let Some(at) = desk.base.themes.iter().position(|theme| theme.id == id) else {
        return notice(view, state, lang, "gone", |file| file.phrases.nothing_to_choose.clone());
    };
    let opening = fill(&desk.file.phrases.theme, &[("title", desk.nearest(&desk.base.themes[at].title))]);
    let entries = desk.base.entries.iter().filter(|entry| entry.theme == at);
    menu(state, lang, "theme", &opening, entries.map(|entry| desk.choice(entry)).collect())
}

fn language(view: View<'_>, state: State, lang: Lang, wish: &str) -> Step {
    let wish = argument(wish);
    if wish.is_empty() {
        let choices =
            Lang::ALL.map(|lang| Choice { label: lang.own_name().to_owned(), action: Action::Language(lang) });
        return menu(state, lang, "lang", &desk(view, lang).file.phrases.languages, choices.into());
    }
    let named = |lang: &Lang| lang.code() == wish || argument(lang.own_name()) == wish;
    match Lang::ALL.into_iter().find(named) {
        Some(lang) => set_language(view, state, lang),
        None => notice(view, state, lang, "lang", |file| file.phrases.language_unknown.clone()),
    }
}

/// Fixes the language of the chat.
pub(super) fn set_language(view: View<'_>, mut state: State, lang: Lang) -> Step {
    state.lang = Some(lang);
    state.spoken = Some(lang);
    notice(view, state, lang, "lang", |file| file.phrases.language_set.clone())
}

fn explain(view: View<'_>, state: State, lang: Lang) -> Step {
    let Some(last) = state.last.clone() else {
        return notice(view, state, lang, "why", |file| file.phrases.why_nothing.clone());
    };
    let blocks = why::account(view.index, &last.utterance, last.outcome, desk(view, lang).file, lang);
    let mut step = notice(view, state, lang, "why", |_| String::new());
    step.replies[0].blocks = blocks;
    step
}
