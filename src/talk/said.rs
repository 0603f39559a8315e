//! What an entry says, in the language of the turn, and which words of a question stand in it.

use super::context::Context;
use crate::knowledge::{Block, Entry, markup, plain_text, sentences};
use crate::text::{folded_words, language};

/// Letters that two words share from their beginning when they are forms of one.
const SAME: usize = 4;

/// The sentences of an entry's answer, in the language of the turn.
pub fn answer_sentences(context: Context<'_>, entry: &Entry) -> Vec<String> {
    let Some((_, answer)) = entry.answer.nearest_of(context.composer.lang, &context.composer.base.about.languages)
    else {
        return Vec::new();
    };
    let of_block = |block: &Block| {
        let text = plain_text(std::slice::from_ref(block));
        let text = text.strip_prefix("- ").unwrap_or(&text).to_owned();
        sentences(&text).into_iter().map(str::to_owned).collect::<Vec<String>>()
    };
    // What only leads to a list tells nothing by itself.
    markup(answer).iter().flat_map(of_block).filter(|sentence| !sentence.ends_with(':')).collect()
}

/// The lines of the list in an entry's answer, in the language of the turn.
pub fn answer_lines(context: Context<'_>, entry: &Entry) -> Vec<String> {
    let answer = entry.answer.nearest_of(context.composer.lang, &context.composer.base.about.languages);
    let blocks = answer.map(|(_, answer)| markup(answer)).unwrap_or_default();
    let lines = blocks.iter().filter(|block| matches!(block, Block::Item(_)));
    lines.map(|block| plain_text(std::slice::from_ref(block)).trim_start_matches("- ").to_owned()).collect()
}

/// The text of a cited fact in the language of the turn.
pub fn fact_text<'a>(context: Context<'a>, id: &str) -> Option<&'a str> {
    let (_, fact) = context.composer.base.fact(id)?;
    fact.text.nearest_of(context.composer.lang, &context.composer.base.about.languages).map(|(_, text)| text.as_str())
}

/// Whether a text says of something that it is not so, or not known.
pub fn denies(context: Context<'_>, text: &str) -> bool {
    let denying = language(context.composer.lang).negation.denying;
    folded_words(text).iter().any(|word| denying.contains(&word.as_str()))
}

/// Whether a sentence admits that something is not known.
pub fn admits(context: Context<'_>, sentence: &str) -> bool {
    let said = folded_words(sentence);
    let is_negated = language(context.composer.lang).negation.is_negated;
    let of_sources = context.composer.file.follow.admits.find(&said).is_some();
    of_sources && (denies(context, sentence) || said.iter().any(|word| is_negated(word)))
}

/// The sentence of an entry's answer that admits that something is not known, of several the one that lies nearest to words.
pub fn admission(context: Context<'_>, entry: &Entry, words: &[String]) -> Option<String> {
    let all = answer_sentences(context, entry).into_iter().filter(|sentence| admits(context, sentence));
    let near = |sentence: &String| context.index().likeness(words, &folded_words(sentence));
    all.map(|sentence| (near(&sentence), sentence)).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, sentence)| sentence)
}

/// How many stems stand among words, in any form.
pub fn shared(context: Context<'_>, stems: &[String], words: &[String]) -> usize {
    let said = context.index().learnt.content_stems(words, context.composer.lang);
    stems.iter().filter(|stem| said.iter().any(|other| alike(stem, other))).count()
}

/// Whether two stems are forms of one word, as far as their beginnings tell.
pub fn alike(a: &str, b: &str) -> bool {
    let shared = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let shorter = a.chars().count().min(b.chars().count());
    a == b || shared >= SAME && shared + 2 >= shorter
}
