//! Commands: what begins with `/`, the same on every face.

use super::effect::Effect;
use super::menu::{menu, notice, topics};
use super::reply::{Action, Choice};
use super::sources;
use super::state::State;
use super::step::{Step, View, argument, chosen, desk, spoken};
use super::why;
use crate::text::Lang;

/// Every command, as shown by completion and menus.
pub const NAMES: [&str; 9] = ["start", "help", "topics", "lang", "why", "sources", "about", "privacy", "forget"];

/// Runs a command given without its `/`. What follows `@` in its name is the bot's own name, as Telegram adds it.
pub(super) fn run(view: View<'_>, state: State, text: &str) -> Step {
    let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
    let name = name.split('@').next().unwrap_or(name).to_lowercase();
    let lang = spoken(view, &state);
    match name.as_str() {
        "start" => start(view, state, lang, rest.trim()),
        "help" => notice(view, state, lang, &name, |file| file.phrases.help.clone()),
        "topics" => topics(view, state, lang, 0),
        "lang" => language(view, state, lang, rest),
        "why" => explain(view, state, lang),
        "sources" => documents(view, state, lang),
        "about" => notice(view, state, lang, &name, |file| file.phrases.about.clone()),
        "privacy" => notice(view, state, lang, &name, |file| file.phrases.privacy.clone()),
        "forget" => forget(view, lang),
        _ => notice(view, state, lang, "unknown-command", |file| file.phrases.command_unknown.clone()),
    }
}

/// `/start`, alone or with the id of an entry, as a deep link brings it.
fn start(view: View<'_>, state: State, lang: Lang, id: &str) -> Step {
    match view.index.base.entry(id) {
        Some(entry) => chosen(view, state, Action::Entry(entry.id.clone())),
        None => notice(view, state, lang, "start", |file| file.phrases.start.clone()),
    }
}

fn language(view: View<'_>, state: State, lang: Lang, wish: &str) -> Step {
    let wish = argument(wish);
    if wish.is_empty() {
        let choices =
            Lang::ALL.map(|lang| Choice { label: lang.own_name().to_owned(), action: Action::Language(lang) });
        let desk = desk(view, lang);
        return menu(&desk, state, "lang", &desk.file.phrases.languages, choices.into());
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

/// What the answers rest on: the documents, without common knowledge.
fn documents(view: View<'_>, state: State, lang: Lang) -> Step {
    let desk = desk(view, lang);
    let named = desk.base.documents.iter().filter(|document| document.as_of.is_some() || document.facts.is_empty());
    let list: Vec<_> = named.map(|document| sources::full(document, desk.file)).collect();
    let mut step = notice(view, state, lang, "sources", |file| file.phrases.sources_list.clone());
    step.replies[0].blocks.extend(list);
    step
}

/// Forgets the chat: the memory is empty at once, and the desk is asked to erase what lies on the disk.
pub(super) fn forget(view: View<'_>, lang: Lang) -> Step {
    let mut step = notice(view, State::default(), lang, "forget", |file| file.phrases.forgotten.clone());
    step.effects.push(Effect::Forget);
    step
}

fn explain(view: View<'_>, state: State, lang: Lang) -> Step {
    let Some(last) = state.last.clone() else {
        return notice(view, state, lang, "why", |file| file.phrases.why_nothing.clone());
    };
    let file = desk(view, lang).file;
    let blocks = why::account(view.index, &last.utterance, last.outcome, file, lang);
    let mut step = notice(view, state, lang, "why", |_| String::new());
    step.replies[0].blocks = blocks;
    step
}
