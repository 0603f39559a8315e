//! What an entry holds on something: sentences of its answer, facts that it cites. A follow-up is answered from here
//! before anything else is searched.

use super::aspect::{Asked, speaks_of};
use super::context::Context;
use super::said::{admits, alike, answer_sentences, fact_text, shared};
use super::telling::{Sought, Tellings};
use crate::knowledge::{Detail, Entry, figures};
use crate::matcher::costs::{MAY_TELL, MEANS_AS_MUCH, MEANS_MORE, SAYS_AS_MUCH, TELLS};
use crate::text::folded_words;

/// Facts that are shown of one answer.
pub const MOST_FACTS: usize = 4;
/// Sentences that are shown of one answer.
pub const MOST_SENTENCES: usize = 3;
/// What an entry holds on something; all empty when there is nothing.
#[derive(Default)]
pub struct Holding {
    /// Facts, as cited.
    pub facts: Vec<String>,
    /// Sentences of the answer.
    pub sentences: Vec<String>,
    /// Sentences of the answer that speak of what was asked without the figure that was asked for: "no price is given".
    pub lacks: Vec<String>,
    /// The probability that they tell it; none where they only have its words.
    pub chance: Option<f32>,
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

    /// Whether they are known to tell it, and do not only have its words.
    pub fn is_sure(&self) -> bool {
        self.chance.is_some_and(|chance| chance >= TELLS)
    }

    /// Whether they are only what lies nearest.
    pub fn is_nearest(&self) -> bool {
        self.chance.is_some_and(|chance| chance < TELLS)
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.sentences.is_empty()
    }
}

/// What an entry holds on what was asked: the sentences that tell it, as far as they are known to; else those that hold the
/// aspects, else at least so many of the stems and every figure; else what lies nearest.
pub fn held(context: Context<'_>, entry: &Entry, question: &Sought<'_>, asked: &Asked<'_>, enough: usize) -> Holding {
    let by_words = by_words(context, entry, question, asked, enough);
    match told(context, entry, question, asked) {
        // That the sources do not say it is no answer, though it is the reply.
        Some(told) if told.sentences.iter().any(|sentence| by_words.lacks.contains(sentence)) => by_words,
        Some(told) if told.is_sure() || by_words.is_empty() => told,
        _ => by_words,
    }
}

/// The sentences of an entry that tell what was asked, where they may well: the likeliest, and those that are half as
/// likely. Facts where a fact is the likeliest.
pub fn told(context: Context<'_>, entry: &Entry, question: &Sought<'_>, asked: &Asked<'_>) -> Option<Holding> {
    let tellings = Tellings::of(context, entry, question, asked);
    let chances = tellings.chances();
    let best = (0..chances.len()).max_by(|a, b| chances[*a].total_cmp(&chances[*b]))?;
    let enough = |at: &usize| chances[*at] * 2.0 >= chances[best];
    let mut likely: Vec<usize> = (0..chances.len()).filter(enough).collect();
    likely.sort_by(|a, b| chances[*b].total_cmp(&chances[*a]));
    likely.truncate(MOST_SENTENCES);
    let chance = likely.iter().map(|at| chances[*at]).sum::<f32>();
    // An aspect of which nothing tells is missing: surely where it is all that is asked.
    let missing = tellings.is_untold();
    if chance < MAY_TELL || missing && (asked.is_bare() || chance < TELLS) {
        return None;
    }
    likely.sort_unstable();
    let (sentences, facts): (Vec<usize>, Vec<usize>) = likely.into_iter().partition(|at| *at < tellings.sentences);
    let known: Vec<&String> = entry.facts.iter().filter(|id| fact_text(context, id).is_some()).collect();
    let facts = facts.into_iter().filter(|_| best >= tellings.sentences);
    Some(Holding {
        facts: facts.map(|at| known[at - tellings.sentences].clone()).collect(),
        sentences: sentences
            .into_iter()
            .filter(|_| best < tellings.sentences)
            .map(|at| tellings.texts[at].clone())
            .collect(),
        lacks: Vec::new(),
        chance: Some(chance),
    })
}

/// What an entry holds on what was asked: on the aspects, else on at least so many of the stems and on every figure.
pub fn by_words(
    context: Context<'_>,
    entry: &Entry,
    question: &Sought<'_>,
    asked: &Asked<'_>,
    enough: usize,
) -> Holding {
    let words = question.words;
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
        return Holding { sentences: nearest(context, all, &asked.heavy(words), question), ..Holding::default() };
    }
    Holding { facts, sentences, lacks, ..Holding::default() }
}

/// The sentences in which an entry admits that it does not know the aspects that are asked.
pub fn admitted(context: Context<'_>, entry: &Entry, question: &Sought<'_>, asked: &Asked<'_>) -> Vec<String> {
    let mut lacks = by_words(context, entry, question, asked, 0).lacks;
    lacks.retain(|lack| admits(context, lack));
    lacks
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
fn nearest(context: Context<'_>, sentences: Vec<String>, words: &[String], question: &Sought<'_>) -> Vec<String> {
    let near = |sentence: &String| context.index().likeness(words, &folded_words(sentence));
    let best = sentences.iter().map(|sentence| (near(sentence), sentence)).max_by(|a, b| a.0.total_cmp(&b.0));
    if let Some((_, sentence)) = best.filter(|(likeness, _)| *likeness >= SAYS_AS_MUCH) {
        return vec![sentence.clone()];
    }
    let Some(near) = question.nearness(context, &sentences) else { return Vec::new() };
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
