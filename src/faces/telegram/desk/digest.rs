//! The week in the volunteers' chat: what was asked and answered, what waits, what wants a look.

use super::post;
use super::publish;
use super::turns::AtDesk;
use crate::knowledge::fill;
use crate::store::StoreError;
use crate::turn::{Clock, counts, monday, questions, ratings};
use crate::volunteers::stale;
use jiff::ToSpan;
use jiff::civil::Date;

/// Entries that are named.
const MOST_NAMED: usize = 5;

/// The digest of the week before the one of a day.
///
/// # Errors
/// When the records cannot be read.
pub fn text(at: AtDesk<'_>, today: Date) -> Result<String, StoreError> {
    let people = at.context.people();
    let this = monday(today);
    let (first, last) = (this.saturating_sub(7.days()), this.saturating_sub(1.days()));
    let week = Clock::number(first);
    let mut sums = [0u64; crate::turn::KINDS];
    for counted in counts(people)?.into_iter().filter(|counted| counted.week == week) {
        sums.iter_mut().zip(counted.counts).for_each(|(sum, count)| *sum += count);
    }
    let [answered, offered, passages, missed, helped, unhelpful] = sums.map(|sum| sum.to_string());
    let (first, last) = (first.to_string(), last.to_string());
    let values = [
        ("first", first.as_str()),
        ("last", &last),
        ("answered", &answered),
        ("offered", &offered),
        ("passages", &passages),
        ("missed", &missed),
        ("helped", &helped),
        ("unhelpful", &unhelpful),
    ];
    let mut text = at.phrase(|phrases| fill(&phrases.desk_digest, &values));
    text.push_str(&format!("\n\n{}", post::list(at, &post::all(at)?)));
    let index = at.context.desk.library().index();
    let ids: Vec<String> = index.base.entries.iter().map(|entry| entry.id.clone()).collect();
    let old = stale(&index.base, today, ratings(people, &ids)?, questions(people)?);
    if !old.is_empty() {
        let named: Vec<String> = old.iter().take(MOST_NAMED).map(|one| post::title(at, &one.entry)).collect();
        let (count, list) = (old.len().to_string(), named.join("; "));
        let told = at.phrase(|phrases| fill(&phrases.desk_stale, &[("count", &count), ("list", &list)]));
        text.push_str(&format!("\n\n{told}"));
    }
    let waiting = publish::waiting(at);
    if !waiting.is_empty() {
        let named: Vec<String> = waiting.iter().map(|one| format!("{} ({})", one.edit.subject(), one.by)).collect();
        let list = named.join(", ");
        text.push_str(&format!("\n\n{}", at.phrase(|phrases| fill(&phrases.desk_waiting, &[("list", &list)]))));
    }
    Ok(text)
}
