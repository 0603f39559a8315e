//! What an entry holds on something: sentences of its answer, facts that it cites. A follow-up is answered from here
//! before anything else is searched.

use super::aspect::{Asked, speaks_of};
use super::context::Context;
use crate::knowledge::{Block, Detail, Entry, figures, markup, plain_text, sentences};
use crate::matcher::costs::{MEANS_AS_MUCH, MEANS_MORE, SAYS_AS_MUCH};
use crate::text::folded_words;

/// Facts that are shown of one answer.
pub const MOST_FACTS: usize = 4;
/// Sentences that are shown of one answer.
pub const MOST_SENTENCES: usize = 3;
/// Letters that two words share from their beginning when they are forms of one.
const SAME: usize = 4;

/// What an entry holds on something; all empty when there is nothing.
#[derive(Default)]
pub struct Holding {
    /// Facts, as cited.
    pub facts: Vec<String>,
    /// Sentences of the answer.
    pub sentences: Vec<String>,
    /// Sentences of the answer that speak of what was asked without the figure that was asked for: "no price is given".
    pub lacks: Vec<String>,
}

impl Holding {
    /// Groups of aspects of which neither facts nor sentences speak.
    pub fn without<'d>(&self, context: Context<'_>, groups: &[Vec<&'d Detail>]) -> Vec<&'d Detail> {
        let shown = self.facts.iter().filter(|_| self.sentences.is_empty());
        let facts = shown.filter_map(|id| fact_text(context, id));
        let said: Vec<Vec<String>> =
            self.sentences.iter().chain(&self.lacks).map(String::as_str).chain(facts).map(folded_words).collect();
        let told = |detail: &Detail| said.iter().any(|words| speaks_of(detail, words, false));
        let silent = groups.iter().filter(|group| !group.iter().any(|detail| told(detail)));
        silent.filter_map(|group| group.iter().find(|detail| !detail.title.is_empty()).copied()).collect()
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.sentences.is_empty()
    }
}

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

/// What an entry holds on what was asked: on the aspects, else on at least so many of the stems and on every figure.
pub fn held(context: Context<'_>, entry: &Entry, words: &[String], asked: &Asked<'_>, enough: usize) -> Holding {
    let stems = own_stems(context, entry, &asked.heavy(words));
    let asked_figures = figures(&words.join(" "));
    let weight = |text: &str, exact: bool| {
        let said = folded_words(text);
        if !asked_figures.is_subset(&figures(text)) {
            return 0;
        }
        let found = shared(context, &stems, &said);
        let aspects = asked.aspects.iter().filter(|detail| speaks_of(detail, &said, exact)).count();
        match asked.aspects.is_empty() {
            true if found >= enough.max(1) || stems.is_empty() && !asked_figures.is_empty() => found + 1,
            true => 0,
            false if aspects > 0 && found >= stems.len() / 2 => aspects + found,
            false => 0,
        }
    };
    let facts: Vec<(usize, String)> = entry
        .facts
        .iter()
        .map(|id| (fact_text(context, id).map_or(0, |text| weight(text, true)), id.clone()))
        .collect();
    let all = answer_sentences(context, entry);
    let told = |exact: bool| all.iter().map(|text| (weight(text, exact), text.clone())).collect::<Vec<_>>();
    let (sentences, facts) = (best(told(true), MOST_SENTENCES), best(facts, MOST_FACTS));
    let silent = sentences.is_empty() && facts.is_empty();
    let lacks = if silent { best(told(false), MOST_SENTENCES) } else { Vec::new() };
    if silent && asked.aspects.is_empty() {
        return Holding {
            sentences: nearest(context, all, &asked.heavy(words), &words.join(" ")),
            ..Holding::default()
        };
    }
    Holding { facts, sentences, lacks }
}

/// The stems of words, without those of the title where there are others: what the whole answer is about tells none of its
/// sentences apart.
fn own_stems(context: Context<'_>, entry: &Entry, words: &[String]) -> Vec<String> {
    let stems_of = |words: &[String]| context.index().learnt.content_stems(words, context.composer.lang);
    let (mut stems, title) = (stems_of(words), stems_of(&folded_words(context.composer.nearest(&entry.title))));
    let known = |stem: &String| title.iter().any(|other| alike(stem, other));
    if !stems.iter().all(known) {
        stems.retain(|stem| !known(stem));
    }
    stems
}

/// Whether a sentence of an entry has one of these words, beside those of its title.
pub fn tells_of(context: Context<'_>, entry: &Entry, words: &[String], sentence: &str) -> bool {
    shared(context, &own_stems(context, entry, words), &folded_words(sentence)) > 0
}

/// The sentence that means most nearly what words ask for, where one does: by the meanings of its words, else as a whole.
fn nearest(context: Context<'_>, sentences: Vec<String>, words: &[String], question: &str) -> Vec<String> {
    let near = |sentence: &String| context.index().likeness(words, &folded_words(sentence));
    let best = sentences.iter().map(|sentence| (near(sentence), sentence)).max_by(|a, b| a.0.total_cmp(&b.0));
    if let Some((_, sentence)) = best.filter(|(likeness, _)| *likeness >= SAYS_AS_MUCH) {
        return vec![sentence.clone()];
    }
    let Some(near) = context.index().nearness(question, &sentences) else { return Vec::new() };
    let mut order: Vec<(f32, String)> = near.into_iter().zip(sentences).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let rival = order.get(1).map_or(0.0, |(near, _)| *near);
    let first = order.into_iter().next().filter(|(near, _)| *near >= MEANS_AS_MUCH && *near >= rival + MEANS_MORE);
    first.map(|(_, sentence)| sentence).into_iter().collect()
}

/// Those of at least half the greatest weight, in their order; none that weighs nothing.
fn best(weighed: Vec<(usize, String)>, most: usize) -> Vec<String> {
    let top = weighed.iter().map(|(weight, _)| *weight).max().unwrap_or(0).max(1);
    weighed.into_iter().filter(|(weight, _)| *weight * 2 >= top).take(most).map(|(_, text)| text).collect()
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
