//! Questions that nobody could answer, as volunteers see them: like ones together, with what was near.

use super::grouping::grouped;
use crate::text::Lang;
use crate::turn::{Asked, Handling, Numbered, Why, with_vector};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Ways to ask that are shown of a group.
const MOST_SHOWN: usize = 12;

/// A way in which a question was put.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wording {
    /// The words, without names, numbers and links.
    pub text: String,
    /// Their language.
    pub lang: Lang,
    /// How often they were put so.
    pub count: usize,
}

/// Like questions.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// Its number: that of its oldest question.
    pub number: u64,
    /// What volunteers made of it.
    pub state: Handling,
    /// How many questions wait in it, or stand in it when none waits.
    pub count: usize,
    /// The day of the first of them, in days since 1970.
    pub first: u32,
    /// The day of the last.
    pub last: u32,
    /// How they were put, the most frequent first.
    pub wordings: Vec<Wording>,
    /// The entry that lay nearest most often, and how near at most, in percent.
    pub nearest: Option<(String, u8)>,
    /// What that entry lacked.
    pub lacking: Vec<String>,
    /// The subject that is known to be missing.
    pub gap: Option<String>,
    /// Why they wait, with how many of each.
    pub why: BTreeMap<Why, usize>,
    /// The numbers of those of its questions that wait.
    #[serde(skip)]
    pub open: Vec<u64>,
    /// The numbers of all its questions.
    #[serde(skip)]
    pub questions: Vec<u64>,
}

impl Group {
    /// Languages in which it was asked.
    pub fn langs(&self) -> Vec<Lang> {
        Lang::ALL.into_iter().filter(|lang| self.wordings.iter().any(|wording| wording.lang == *lang)).collect()
    }
}

/// The groups of questions: those of which most wait first, then the latest.
pub fn groups(questions: Vec<Numbered>) -> Vec<Group> {
    // What was kept by another version is encoded anew, for this look only.
    let questions: Vec<Numbered> = questions
        .into_iter()
        .map(|Numbered { number, asked }| Numbered { number, asked: with_vector(asked) })
        .collect();
    let all: Vec<&Asked> = questions.iter().map(|numbered| &numbered.asked).collect();
    let places = grouped(&all);
    let members = |group: Vec<usize>| group.into_iter().map(|at| &questions[at]).collect::<Vec<_>>();
    let mut groups: Vec<Group> = places.into_iter().map(|group| group_of(&members(group))).collect();
    groups.sort_by_key(|group| Reverse((group.count, group.last, group.number)));
    groups
}

fn group_of(members: &[&Numbered]) -> Group {
    let has = |handling| members.iter().any(|one| one.asked.handling == handling);
    let order = [Handling::Taken, Handling::Ignored, Handling::New, Handling::Answered];
    let state = order.into_iter().find(|handling| has(*handling)).unwrap_or_default();
    let waits = |one: &&&Numbered| one.asked.handling != Handling::Answered || state == Handling::Answered;
    let open: Vec<&Asked> = members.iter().filter(waits).map(|one| &one.asked).collect();
    let waiting = members.iter().copied().filter(|one| waits(&one)).map(|one| one.number).collect();
    let mut why = BTreeMap::new();
    open.iter().for_each(|asked| *why.entry(asked.why).or_default() += 1);
    let nearest = nearest(&open);
    let days = || open.iter().map(|asked| asked.day);
    Group {
        number: members.iter().map(|one| one.number).min().unwrap_or(0),
        state,
        count: open.len(),
        first: days().min().unwrap_or(0),
        last: days().max().unwrap_or(0),
        wordings: wordings(&open),
        lacking: lacking(&open, nearest.as_ref().map(|(entry, _)| entry.as_str())),
        nearest,
        gap: most(open.iter().filter_map(|asked| asked.question.gap.clone())),
        why,
        open: waiting,
        questions: members.iter().map(|one| one.number).collect(),
    }
}

/// What stands most often.
fn most<T: Ord + Clone>(all: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    all.for_each(|one| *counts.entry(one).or_default() += 1);
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(one, _)| one)
}

fn nearest(open: &[&Asked]) -> Option<(String, u8)> {
    let first = || open.iter().filter_map(|asked| asked.nearest.first());
    let entry = most(first().map(|near| near.entry.clone()))?;
    let percent = first().filter(|near| near.entry == entry).map(|near| near.percent).max();
    Some((entry, percent.unwrap_or(0)))
}

fn lacking(open: &[&Asked], nearest: Option<&str>) -> Vec<String> {
    let near = |asked: &&&Asked| asked.nearest.first().map(|near| near.entry.as_str()) == nearest;
    let mut all: Vec<String> = open.iter().filter(near).flat_map(|asked| asked.lacking.iter().cloned()).collect();
    all.sort();
    all.dedup();
    all
}

fn wordings(open: &[&Asked]) -> Vec<Wording> {
    let mut counts: BTreeMap<(String, Lang), usize> = BTreeMap::new();
    for asked in open {
        *counts.entry((asked.question.text.clone(), asked.question.lang)).or_default() += 1;
    }
    let mut all: Vec<Wording> = counts.into_iter().map(|((text, lang), count)| Wording { text, lang, count }).collect();
    all.sort_by(|a, b| b.count.cmp(&a.count).then(a.text.cmp(&b.text)));
    all.truncate(MOST_SHOWN);
    all
}
