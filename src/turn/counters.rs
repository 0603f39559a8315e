//! Sums over everybody: how often was answered, offered, missed and rated, by week, theme and language. They say nothing
//! of anybody, and are held in memory beside the disk, so that turns need not wait for each other.

use super::clock::Clock;
use super::kept::{Counted, KINDS};
use super::missed::{Turn, is_of_danger};
use crate::matcher::Index;
use crate::store::{Batch, People, StoreError, Table};
use crate::talk::{Effect, Outcome, Reply};
use crate::text::Lang;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Where ratings stand in [`Counted::counts`], behind the outcomes.
const HELPED: usize = 4;
const UNHELPFUL: usize = 5;

/// A place in the sums: the week, the theme and the language.
type Key = (u32, String, Lang);

/// The sums of the week.
#[derive(Default)]
pub struct Counters(Mutex<BTreeMap<Key, [u64; KINDS]>>);

impl Counters {
    /// Adds to a batch what a turn adds to the sums. A turn of danger adds nothing.
    ///
    /// # Errors
    /// When the sums on the disk cannot be read.
    pub fn count(&self, people: &People, batch: &mut Batch, turn: &Turn<'_>, today: Date) -> Result<(), StoreError> {
        if is_of_danger(turn.done) || turn.done.effects.contains(&Effect::Forget) {
            return Ok(());
        }
        let Some(reply) = turn.done.replies.first() else { return Ok(()) };
        let week = Clock::number(monday(today));
        // What danger touched leaves no last words behind.
        let asked = turn.was_said && turn.done.state.last.is_some();
        if let Some(kind) = outcome(reply).filter(|_| asked) {
            let theme = reply.entries.first().map(|id| theme(turn.index, id)).unwrap_or_default();
            self.add(people, batch, (week, theme, reply.lang), kind, None)?;
        }
        for effect in &turn.done.effects {
            if let Effect::Rate { entry, helped, turned } = effect {
                let (kind, other) = if *helped { (HELPED, UNHELPFUL) } else { (UNHELPFUL, HELPED) };
                let key = (week, theme(turn.index, entry), reply.lang);
                self.add(people, batch, key, kind, turned.then_some(other))?;
            }
        }
        Ok(())
    }

    fn add(
        &self,
        people: &People,
        batch: &mut Batch,
        key: Key,
        kind: usize,
        less: Option<usize>,
    ) -> Result<(), StoreError> {
        let mut sums = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let id = format!("{}/{}/{}", key.0, key.1, key.2);
        if !sums.contains_key(&key) {
            let kept = people.get::<Counted>(Table::Counts, id.as_bytes())?;
            // Those of earlier weeks change no more.
            sums.retain(|(week, ..), _| *week == key.0);
            sums.insert(key.clone(), kept.map_or([0; KINDS], |kept| kept.counts));
        }
        let (week, theme, lang) = key.clone();
        let Some(counts) = sums.get_mut(&key) else { return Ok(()) };
        counts[kind] += 1;
        if let Some(less) = less {
            counts[less] = counts[less].saturating_sub(1);
        }
        people.put(batch, Table::Counts, id.as_bytes(), &Counted { week, theme, lang, counts: *counts });
        Ok(())
    }
}

/// The first day of a day's week.
pub fn monday(day: Date) -> Date {
    day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days())
}

fn outcome(reply: &Reply) -> Option<usize> {
    match reply.outcome {
        Outcome::Answer => Some(0),
        Outcome::Choices => Some(1),
        Outcome::Passage => Some(2),
        Outcome::Unknown => Some(3),
        Outcome::Smalltalk => None,
    }
}

fn theme(index: &Index, entry: &str) -> String {
    let themes = &index.base.themes;
    index.base.entry(entry).and_then(|entry| themes.get(entry.theme)).map_or(String::new(), |theme| theme.id.clone())
}
