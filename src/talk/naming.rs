//! Whether an utterance names what an entry is about.

use super::context::Context;
use super::said;
use crate::matcher::Finding;
use crate::text::folded_words;

/// Whether an utterance names what these entries are about: it has a word of a title.
pub fn names(context: Context<'_>, finding: &Finding, entries: &[usize]) -> bool {
    names_beside(context, finding, &finding.reading.words, entries)
}

/// The same of some of its words.
pub fn names_beside(context: Context<'_>, finding: &Finding, words: &[String], entries: &[usize]) -> bool {
    let composer = &context.composer;
    let lang = finding.reading.lang;
    let stems = context.index().learnt.content_stems(words, lang);
    entries.iter().any(|at| {
        let title = composer.base.entries[*at]
            .title
            .nearest_of(lang, &composer.base.about.languages)
            .map_or("", |(_, title)| title);
        said::shared(context, &stems, &folded_words(title)) > 0
    })
}
