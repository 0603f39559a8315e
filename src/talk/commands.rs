//! Commands: what begins with `/`, the same on every face.

use super::choose::chosen;
use super::context::Context;
use super::draft::Draft;
use super::forget::forgotten;
use super::menu;
use super::reply::{Action, Choice, Reply};
use super::sources;
use super::state::State;
use super::tongue::language_fixed;
use super::why;
use crate::text::{Lang, folded_words};

/// Every command, as shown by completion and menus.
pub const NAMES: [&str; 9] = ["start", "help", "topics", "lang", "why", "sources", "about", "privacy", "forget"];

/// Runs a command given without its `/`. What follows `@` in its name is the bot's own name, as Telegram adds it.
pub fn run(context: Context<'_>, state: State, text: &str) -> Draft {
    let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
    let name = name.split('@').next().unwrap_or(name).to_lowercase();
    let composer = &context.composer;
    let phrases = &composer.file.phrases;
    let reply = match name.as_str() {
        "start" => return start(context, state, rest.trim()),
        "lang" => return language(context, state, rest),
        "forget" => return forgotten(context),
        "help" => composer.notice(&name, &phrases.help),
        "topics" => menu::topics(composer, 0),
        "why" => explain(context, &state),
        "sources" => documents(context),
        "about" => composer.notice(&name, &phrases.about),
        "privacy" => composer.notice(&name, &phrases.privacy),
        _ => composer.notice("unknown-command", &phrases.command_unknown),
    };
    Draft::new(state, reply)
}

/// `/start`, alone or with the id of an entry, as a deep link brings it.
fn start(context: Context<'_>, state: State, id: &str) -> Draft {
    let composer = &context.composer;
    match composer.base.entry(id) {
        Some(entry) => chosen(context, state, Action::Entry(entry.id.clone())),
        None => {
            let subjects = composer.themes().into_iter().chain(languages());
            Draft::new(state, menu::menu(composer, "start", &composer.file.phrases.start, subjects.collect()))
        }
    }
}

/// Every language, as a choice.
fn languages() -> impl Iterator<Item = Choice> {
    Lang::ALL.into_iter().map(|lang| Choice { label: lang.own_name().to_owned(), action: Action::Language(lang) })
}

/// `/lang`, alone or with the code or the own name of a language.
fn language(context: Context<'_>, state: State, wish: &str) -> Draft {
    let argument = |text: &str| folded_words(text).join(" ");
    let composer = &context.composer;
    let phrases = &composer.file.phrases;
    let wish = argument(wish);
    if wish.is_empty() {
        return Draft::new(state, menu::menu(composer, "lang", &phrases.languages, languages().collect()));
    }
    let named = |lang: &Lang| lang.code() == wish || argument(lang.own_name()) == wish;
    match Lang::ALL.into_iter().find(named) {
        Some(lang) => language_fixed(context, state, lang),
        None => Draft::new(state, composer.notice("lang", &phrases.language_unknown)),
    }
}

/// What the answers rest on: the documents, without common knowledge.
fn documents(context: Context<'_>) -> Reply {
    let composer = &context.composer;
    let mut reply = composer.notice("sources", &composer.file.phrases.sources_list);
    let named = composer.base.documents.iter().filter(|document| document.as_of.is_some() || document.facts.is_empty());
    reply.blocks.extend(named.map(|document| sources::full(document, composer.file)));
    reply
}

fn explain(context: Context<'_>, state: &State) -> Reply {
    let composer = &context.composer;
    let question = state.last.as_ref().and_then(|last| last.question.as_ref());
    let Some(question) = question else { return composer.notice("why", &composer.file.phrases.why_nothing) };
    let mut reply = composer.notice("why", "");
    reply.blocks = why::account(context.index(), question, composer);
    reply
}
