//! What is guessed where a base says nothing of itself.

use super::base::{Base, Entry};
use super::localized::Localized;
use crate::text::Lang;

/// Questions that are shown as examples where the base names none.
const MOST_EXAMPLES: usize = 3;
/// What a base is called that says nothing of itself.
const NAMELESS: &str = "Pristan";

/// Puts in what the base does not say of itself: its languages and examples from its entries, its name from its
/// only theme or its folder.
pub(super) fn complete(base: &mut Base, folder: Option<&str>) {
    if base.about.languages.is_empty() {
        base.about.languages = languages(base);
    }
    if base.about.name.is_empty() {
        base.about.name = match base.themes.as_slice() {
            [only] => only.title.clone(),
            _ => Localized::of(Lang::default(), folder.unwrap_or(NAMELESS).to_owned()),
        };
    }
    if base.about.examples.is_empty() {
        base.about.examples = examples(base);
    }
}

/// The languages in which at least half as many answers are written as in the most common one, that one first; facts
/// where nothing is answered.
fn languages(base: &Base) -> Vec<Lang> {
    let facts: Vec<_> = base.documents.iter().flat_map(|document| &document.facts).collect();
    let answers = |lang: Lang| match base.entries.as_slice() {
        [] => facts.iter().filter(|fact| fact.text.get(lang).is_some()).count(),
        entries => entries.iter().filter(|entry| entry.answer.get(lang).is_some()).count(),
    };
    let mut counted: Vec<(usize, Lang)> = Lang::ALL.map(|lang| (answers(lang), lang)).into();
    counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let most = counted.first().map_or(0, |(count, _)| *count);
    let common = counted.into_iter().filter(|(count, _)| most == 0 || count * 2 >= most && *count > 0);
    common.map(|(_, lang)| lang).collect()
}

/// The first way to ask for the first entry of each theme, then for others.
fn examples(base: &Base) -> Localized<Vec<String>> {
    let mut examples = Localized::default();
    for lang in Lang::ALL {
        let asked = |entry: &Entry| Some((entry.theme, entry.ask.get(lang)?.first()?.text.clone()));
        let all: Vec<(usize, String)> = base.entries.iter().filter_map(asked).collect();
        let leads = |at: &usize| all[..*at].iter().all(|(theme, _)| *theme != all[*at].0);
        let (first, rest): (Vec<usize>, Vec<usize>) = (0..all.len()).partition(leads);
        let some: Vec<String> = first.into_iter().chain(rest).take(MOST_EXAMPLES).map(|at| all[at].1.clone()).collect();
        if !some.is_empty() {
            examples.set(lang, some);
        }
    }
    examples
}
