//! Entries in the making: pairs with one answer together, follow-ups tied to what they follow.

use super::{Pair, Remark};
use crate::knowledge::date::AsOf;
use crate::text::{Lang, folded_words};
use std::collections::{BTreeMap, HashMap};

/// An entry in the making: ways to ask with one answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The id that the table gives it, or the one that it was given.
    pub id: Option<String>,
    /// Ways to ask, with their rows.
    pub ask: BTreeMap<Lang, Vec<(usize, String)>>,
    /// The answer.
    pub answer: BTreeMap<Lang, String>,
    /// The category.
    pub theme: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// The time that it speaks of.
    pub as_of: Option<AsOf>,
    /// Numbers of its rows in the export that it comes from.
    pub(super) numbers: Vec<String>,
    /// Numbers of the rows that are offered below it.
    pub(super) prompts: Vec<String>,
}

impl Draft {
    /// Its rows, each once.
    pub fn rows(&self) -> Vec<usize> {
        let mut rows: Vec<usize> = self.ask.values().flatten().map(|(row, _)| *row).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// How many ways to ask it has.
    pub fn phrasings(&self) -> usize {
        self.ask.values().map(Vec::len).sum()
    }

    /// Its ways to ask, language by language.
    pub fn asked(&self) -> impl Iterator<Item = (Lang, usize, &str)> {
        self.ask.iter().flat_map(|(lang, all)| all.iter().map(|(row, text)| (*lang, *row, text.as_str())))
    }
}

/// A phrasing as it may stand only once in a base.
pub fn phrasing_key(lang: Lang, phrasing: &str) -> String {
    format!("{lang} {}", folded_words(phrasing).join(" "))
}

/// What makes two pairs ways to ask for one thing.
type Same = (Option<String>, Option<String>, BTreeMap<Lang, String>, Option<String>, Option<AsOf>);

/// Entries for pairs: one answer with all its questions.
pub fn drafts(pairs: &[Pair]) -> (Vec<Draft>, Vec<Remark>) {
    let (pairs, mut remarks) = placed(pairs);
    let mut drafts: Vec<Draft> = Vec::new();
    let mut known: Vec<(Same, usize)> = Vec::new();
    let mut by_answer: HashMap<String, Vec<usize>> = HashMap::new();
    let mut seen: HashMap<String, (usize, String)> = HashMap::new();
    for pair in &pairs {
        let mut ask: BTreeMap<Lang, Vec<(usize, String)>> = BTreeMap::new();
        for (lang, question) in pair.ask.iter().flat_map(|(lang, all)| all.iter().map(move |one| (*lang, one))) {
            let answer = pair.answer.values().next().cloned().unwrap_or_default();
            match seen.get(&phrasing_key(lang, question)) {
                Some((row, other)) if *row != pair.row => {
                    let twice = if *other == answer { "with the same answer" } else { "with another answer" };
                    let what = format!("left out: “{question}” is asked already, in {row}, {twice}");
                    remarks.push(Remark { row: pair.row, what });
                }
                Some(_) => {}
                None => {
                    seen.insert(phrasing_key(lang, question), (pair.row, answer));
                    ask.entry(lang).or_default().push((pair.row, question.clone()));
                }
            }
        }
        if ask.is_empty() {
            continue;
        }
        let same: Same = (pair.id.clone(), pair.theme.clone(), pair.answer.clone(), pair.source.clone(), pair.as_of);
        let text = pair.answer.values().next().cloned().unwrap_or_default();
        let alike = by_answer.entry(text).or_default();
        let at = alike.iter().copied().find(|at| known[*at].0 == same).unwrap_or_else(|| {
            alike.push(known.len());
            known.push((same, drafts.len()));
            drafts.push(Draft {
                id: pair.id.clone(),
                answer: pair.answer.clone(),
                theme: pair.theme.clone(),
                source: pair.source.clone(),
                as_of: pair.as_of,
                ..Draft::default()
            });
            known.len() - 1
        });
        let draft = &mut drafts[known[at].1];
        ask.into_iter().for_each(|(lang, all)| draft.ask.entry(lang).or_default().extend(all));
        draft.numbers.extend(pair.number.clone());
        draft.prompts.extend(pair.prompts.iter().cloned());
    }
    (drafts, remarks)
}

/// Pairs that answer only as a follow-up are asked together with what they follow; those that follow nothing are left
/// out.
fn placed(pairs: &[Pair]) -> (Vec<Pair>, Vec<Remark>) {
    let mut remarks = Vec::new();
    let mut kept = Vec::new();
    for pair in pairs {
        if !pair.context_only {
            kept.push(pair.clone());
            continue;
        }
        let leads = |other: &&Pair| pair.number.as_ref().is_some_and(|number| other.prompts.contains(number));
        let Some(parent) = pairs.iter().find(leads) else {
            let what =
                "left out: it answers only below another answer, and none leads to it; ask it in full".to_owned();
            remarks.push(Remark { row: pair.row, what });
            continue;
        };
        let mut placed = pair.clone();
        for (lang, asked) in &mut placed.ask {
            let before = parent.ask.get(lang).and_then(|asked| asked.first());
            if let Some(before) = before {
                asked.iter_mut().for_each(|question| *question = format!("{} {question}", before.trim_end()));
            }
        }
        kept.push(placed);
    }
    (kept, remarks)
}
