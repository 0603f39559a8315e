//! Entries that want a look: past their shelf life, or voted down; with what people asked of them.

use super::inbox::{Group, groups};
use crate::knowledge::Base;
use crate::turn::{Numbered, Rated};
use jiff::civil::Date;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::HashMap;

/// An answer that was called unhelpful fewer times than this is not voted down.
const FEWEST_VOTES: u64 = 3;

/// An entry that wants a look.
#[derive(Clone, Debug, Serialize)]
pub struct Stale {
    /// Its id.
    pub entry: String,
    /// What it is called.
    pub title: String,
    /// Since when it is past its shelf life; none when it is not.
    pub stale_from: Option<Date>,
    /// Whether an outdated answer could bring somebody into danger.
    pub critical: bool,
    /// How often it helped.
    pub helped: u64,
    /// How often it did not.
    pub unhelpful: u64,
    /// What was asked that it lay nearest to and did not settle.
    pub asked: Vec<Group>,
}

/// The entries of a base that want a look: critical ones first, then those of which more was asked.
pub fn stale(base: &Base, now: Date, ratings: Vec<Rated>, questions: Vec<Numbered>) -> Vec<Stale> {
    let rated: HashMap<String, (u64, u64)> =
        ratings.into_iter().map(|one| (one.entry, (one.helped, one.unhelpful))).collect();
    let mut all: Vec<Stale> = Vec::new();
    for entry in &base.entries {
        let stale_from = entry.stale_from(base).filter(|from| now >= *from);
        let (helped, unhelpful) = rated.get(&entry.id).copied().unwrap_or_default();
        if stale_from.is_none() && (unhelpful < FEWEST_VOTES || unhelpful <= helped) {
            continue;
        }
        let title = entry.title.nearest_of(base.about.languages.first().copied().unwrap_or_default(), &[]);
        all.push(Stale {
            entry: entry.id.clone(),
            title: title.map_or(String::new(), |(_, title)| title.clone()),
            stale_from,
            critical: entry.critical && stale_from.is_some(),
            helped,
            unhelpful,
            asked: Vec::new(),
        });
    }
    if !all.is_empty() {
        for group in groups(questions) {
            let near = group.nearest.as_ref().map(|(entry, _)| entry.clone());
            let about = all.iter_mut().find(|one| Some(&one.entry) == near.as_ref());
            about.into_iter().for_each(|one| one.asked.push(group.clone()));
        }
    }
    let asked = |one: &Stale| one.asked.iter().map(|group| group.count).sum::<usize>();
    all.sort_by_key(|one| Reverse((one.critical, asked(one), one.unhelpful)));
    all
}
