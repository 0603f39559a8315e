//! Which sentence of an entry tells what a question asks: what is known of each beside the question, and what follows.

use super::aspect::{Asked, speaks_of};
use super::context::Context;
use super::said::{alike, answer_sentences, denies, fact_text};
use crate::knowledge::{Entry, figures};
use crate::matcher::{Finding, QuestionColumns, SentenceColumns, Verdict, chances};
use crate::text::folded_words;
use std::cell::OnceCell;

/// Stems that are counted.
const MOST_STEMS: usize = 4;
/// Stems that are counted in one sentence.
const MOST_SHARED: usize = 3;

/// Where in the columns of a sentence stands that it tells an asked aspect, and that it only speaks of one.
const TELLS: usize = 6;
const SPEAKS: usize = 7;
/// Where in those of the question stands that no text tells an asked aspect.
const UNTOLD: usize = 8;

/// What is asked of entries: an utterance, or a part of it.
pub struct Sought<'a> {
    /// What was found for the utterance.
    pub finding: &'a Finding,
    /// The words.
    pub words: &'a [String],
    /// What their meaning is, once somebody wants to know.
    vector: OnceCell<Option<Vec<f32>>>,
}

impl<'a> Sought<'a> {
    /// A whole utterance.
    pub fn of(finding: &'a Finding) -> Sought<'a> {
        Sought::part(finding, &finding.reading.words)
    }

    /// Some of its words.
    pub fn part(finding: &'a Finding, words: &'a [String]) -> Sought<'a> {
        Sought { finding, words, vector: OnceCell::new() }
    }

    fn vector(&self, context: Context<'_>) -> Option<&[f32]> {
        self.vector.get_or_init(|| context.index().vector(&self.words.join(" "))).as_deref()
    }

    /// How near each text comes in meaning; none without an encoder.
    pub fn nearness(&self, context: Context<'_>, texts: &[String]) -> Option<Vec<f32>> {
        context.index().nearness(self.vector(context)?, texts)
    }
}

/// Sentences and facts of an entry beside a question.
pub struct Tellings {
    /// Sentences of the answer, then cited facts.
    pub texts: Vec<String>,
    /// How many of them are sentences of the answer.
    pub sentences: usize,
    /// What is known of each.
    pub columns: Vec<SentenceColumns>,
    /// What is known of the question.
    pub question: QuestionColumns,
    /// What the question means, by the encoder; none without one.
    pub meaning: Option<Vec<f32>>,
}

impl Tellings {
    /// What is known of an entry beside a question.
    pub fn of(context: Context<'_>, entry: &Entry, question: &Sought<'_>, asked: &Asked<'_>) -> Tellings {
        let mut texts = answer_sentences(context, entry);
        let sentences = texts.len();
        texts.extend(entry.facts.iter().filter_map(|id| fact_text(context, id)).map(str::to_owned));
        let cosines = question.nearness(context, &texts);
        let meaning = cosines.as_ref().and(question.vector(context)).map(<[f32]>::to_vec);
        let cosines = cosines.unwrap_or_else(|| vec![0.0; texts.len()]);
        let beside = Beside::of(context, entry, question, asked);
        let columns = texts.iter().enumerate();
        let columns: Vec<SentenceColumns> = columns
            .map(|(at, text)| {
                let of_text = beside.columns(context, text, asked);
                let place = [flag(at >= sentences), flag(at == 0)];
                let [cosine, lead] = [cosines[at], lead(&cosines, at)];
                joined([cosine, lead], of_text, place, folded_words(text).len())
            })
            .collect();
        let question = beside.of_question(context, entry, question, asked, &columns);
        Tellings { texts, sentences, columns, question, meaning }
    }

    /// Whether an aspect is asked for which no text tells.
    pub fn is_untold(&self) -> bool {
        self.question[UNTOLD] > 0.0
    }

    /// The probability of each text to tell what is asked; what is left is that of none.
    pub fn chances(&self) -> Vec<f32> {
        chances(&self.columns, &self.question, self.meaning.as_deref())
    }
}

fn joined(near: [f32; 2], of_text: [f32; 9], place: [f32; 2], words: usize) -> SentenceColumns {
    let all = near.into_iter().chain(of_text).chain(place).chain([(words.max(1) as f32).ln()]);
    let mut columns = SentenceColumns::default();
    columns.iter_mut().zip(all).for_each(|(column, value)| *column = value);
    columns
}

/// A question, made ready to be laid beside sentences of an entry.
struct Beside {
    heavy: Vec<String>,
    /// Stems of the question, of them those that are not in the title, and stems of the title.
    stems: Vec<String>,
    untitled: Vec<String>,
    title: Vec<String>,
    figures: std::collections::BTreeSet<String>,
}

impl Beside {
    fn of(context: Context<'_>, entry: &Entry, question: &Sought<'_>, asked: &Asked<'_>) -> Beside {
        let stems_of = |words: &[String]| context.index().learnt.content_stems(words, context.composer.lang);
        let heavy = asked.heavy(question.words);
        let (stems, title) = (stems_of(&heavy), stems_of(&folded_words(context.composer.nearest(&entry.title))));
        let untitled = stems.iter().filter(|stem| !title.iter().any(|other| alike(stem, other))).cloned().collect();
        Beside { heavy, stems, untitled, title, figures: figures(&question.words.join(" ")) }
    }

    /// What is known of a text by its words.
    fn columns(&self, context: Context<'_>, text: &str, asked: &Asked<'_>) -> [f32; 9] {
        let said = folded_words(text);
        let stems = context.index().learnt.content_stems(&said, context.composer.lang);
        let has = |stem: &String| stems.iter().any(|other| alike(stem, other));
        let count = |all: &[String]| all.iter().filter(|stem| has(stem)).count();
        let of_aspects = |exact: bool| {
            let told = asked.aspects.iter().filter(|detail| speaks_of(detail, &said, exact)).count();
            told as f32 / asked.aspects.len().max(1) as f32
        };
        let (tells, speaks) = (of_aspects(true), of_aspects(false));
        let has_figures = self.figures.is_subset(&figures(text));
        let shared = count(&self.untitled);
        [
            context.index().likeness(&self.heavy, &said),
            shared.min(MOST_SHARED) as f32,
            shared as f32 / self.untitled.len().max(1) as f32,
            count(&self.title).min(MOST_SHARED) as f32,
            tells,
            (speaks - tells).max(0.0),
            flag(denies(context, text)),
            flag(!self.figures.is_empty() && has_figures),
            flag(!has_figures),
        ]
    }

    /// What is known of the question beside an entry with so many texts.
    fn of_question(
        &self,
        context: Context<'_>,
        entry: &Entry,
        question: &Sought<'_>,
        asked: &Asked<'_>,
        texts: &[SentenceColumns],
    ) -> QuestionColumns {
        let none = |columns: &[usize]| texts.iter().all(|text| columns.iter().all(|at| text[*at] == 0.0));
        let Sought { finding, words, .. } = question;
        let is_own = |at: usize| context.composer.base.entries[at].id == entry.id;
        let score = |own: bool| {
            let all = finding.candidates.iter().filter(|candidate| is_own(candidate.entry) == own);
            all.map(|candidate| candidate.score).fold(0.0, f32::max)
        };
        let answers_other = matches!(&finding.verdict, Verdict::Answer(found) if !found.iter().any(|at| is_own(*at)));
        [
            1.0,
            flag(asked.leads),
            flag(asked.points),
            flag(asked.firm),
            flag(finding.reading.asks || context.asks(words)),
            flag(!asked.aspects.is_empty()),
            flag(asked.is_bare()),
            flag(!asked.aspects.is_empty() && none(&[TELLS, SPEAKS])),
            flag(!asked.aspects.is_empty() && none(&[TELLS])),
            flag(self.stems.is_empty()),
            self.stems.len().min(MOST_STEMS) as f32,
            (self.stems.len() - self.untitled.len()).min(MOST_STEMS) as f32,
            (words.len().max(1) as f32).ln(),
            score(true),
            score(false),
            flag(answers_other),
            flag(matches!(finding.verdict, Verdict::Smalltalk(_))),
            flag(matches!(finding.verdict, Verdict::Unknown(Some(_)))),
            (texts.len().max(1) as f32).ln(),
            flag(!finding.named.away.is_empty()),
        ]
    }
}

fn flag(is: bool) -> f32 {
    f32::from(u8::from(is))
}

/// How far a number is above the greatest of the others.
fn lead(all: &[f32], at: usize) -> f32 {
    let others = all.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, value)| *value);
    let rival = others.fold(f32::NEG_INFINITY, f32::max);
    if rival.is_finite() { all[at] - rival } else { 0.0 }
}
