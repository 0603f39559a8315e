//! A bare word that names a theme: "housing" is answered by what there is on housing.

use super::compose::Composer;
use super::reply::{Action, Choice};
use crate::matcher::{Finding, Index, Verdict};
use crate::text::folded_words;

/// Entries of a theme that are offered beside the theme itself.
const MOST: usize = 3;

/// What a theme has to offer to an utterance of one word that is in its title, likeliest first, and the theme itself.
pub fn named(index: &Index, composer: &Composer<'_>, finding: &Finding) -> Option<Vec<Choice>> {
    let words = &finding.reading.words;
    if words.len() > 2 || matches!(finding.verdict, Verdict::Smalltalk(_)) {
        return None;
    }
    let [asked] = index.learnt.content_stems(words, composer.lang).try_into().ok()?;
    // An entry that is called so, or that a volunteer has written down so, is what the word means.
    if let Verdict::Answer(found) = &finding.verdict {
        let title = composer.nearest(&composer.base.entries[found[0]].title);
        let called = index.learnt.content_stems(&folded_words(title), composer.lang).contains(&asked);
        if called || index.is_a_phrasing(finding) {
            return None;
        }
    }
    let theme = composer.base.themes.iter().position(|theme| {
        let stems = index.learnt.content_stems(&folded_words(composer.nearest(&theme.title)), composer.lang);
        stems.contains(&asked)
    })?;
    let likely = finding.candidates.iter().map(|candidate| candidate.entry);
    let entries = composer.base.entries.iter().enumerate().filter(|(_, entry)| entry.theme == theme);
    let mut order: Vec<usize> = entries.map(|(at, _)| at).collect();
    let rank = |at: &usize| likely.clone().position(|other| other == *at).unwrap_or(usize::MAX);
    order.sort_by_key(rank);
    let mut choices: Vec<Choice> =
        order.iter().take(MOST).map(|at| composer.choice(&composer.base.entries[*at])).collect();
    let theme = &composer.base.themes[theme];
    choices.push(Choice {
        label: format!("{}…", composer.nearest(&theme.title)),
        action: Action::Theme(theme.id.clone(), 0),
    });
    Some(choices)
}
