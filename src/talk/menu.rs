//! Lists to choose from.

use super::compose::Composer;
use super::reply::{Action, Choice, Reply};
use crate::knowledge::fill;

/// Choices on one page of a list; Telegram and a small window still show them at once.
const PAGE: usize = 8;

/// A reply that offers choices.
pub fn menu(composer: &Composer<'_>, name: &str, opening: &str, choices: Vec<Choice>) -> Reply {
    let mut reply = composer.notice(name, opening);
    reply.choices = choices;
    reply.hint = Some(composer.file.phrases.choose_by_number.clone());
    reply
}

/// `/topics`, from a page on.
pub fn topics(composer: &Composer<'_>, page: usize) -> Reply {
    let phrases = &composer.file.phrases;
    let choices = paged(composer.themes(), page, &phrases.further, Action::Topics);
    menu(composer, "topics", &phrases.topics, choices)
}

/// The entries of a theme, from a page on.
pub fn theme(composer: &Composer<'_>, id: &str, page: usize) -> Reply {
    let (base, phrases) = (composer.base, &composer.file.phrases);
    let Some(at) = base.themes.iter().position(|theme| theme.id == id) else {
        return composer.notice("gone", &phrases.nothing_to_choose);
    };
    let opening = fill(&phrases.theme, &[("title", composer.nearest(&base.themes[at].title))]);
    let entries = base.entries.iter().filter(|entry| entry.theme == at).map(|entry| composer.choice(entry));
    let next = |page| Action::Theme(id.to_owned(), page);
    let mut choices = paged(entries.collect(), page, &phrases.further, next);
    choices.push(Choice { label: phrases.all_topics.clone(), action: Action::Topics(0) });
    menu(composer, "theme", &opening, choices)
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
