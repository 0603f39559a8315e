//! Throwing away what is too old, a slice at a time, so that nobody waits for it.

use super::kept::{Aging, Asked, Promised, Remembered};
use super::kept_of_desk::{Draft, Post, Relay};
use crate::store::{Batch, People, StoreError, Table};
use std::time::{Duration, Instant};

/// Records that are looked at together, and the time that one call may take.
const SLICE: usize = 200;
const TIME: Duration = Duration::from_millis(50);

/// The tables whose records end, in the order of a round.
const ROUND: [Table; 6] = [Table::Chats, Table::Questions, Table::Promises, Table::Posts, Table::Drafts, Table::Relays];

/// How far a round has come. A round is made once a day and at each start.
#[derive(Debug, Default)]
pub struct Tidying {
    /// The day of the last round that was begun.
    day: Option<u32>,
    /// Where the round goes on; none when it is done.
    at: Option<(Table, Option<Vec<u8>>)>,
}

impl Tidying {
    /// Goes on with the round of a day for a moment. Says whether it is done.
    ///
    /// # Errors
    /// When the records cannot be read or written; it goes on from there next time.
    pub fn go_on(&mut self, people: &People, day: u32) -> Result<bool, StoreError> {
        if self.day != Some(day) {
            (self.day, self.at) = (Some(day), Some((ROUND[0], None)));
        }
        let begun = Instant::now();
        while let Some((table, after)) = self.at.clone() {
            let last = match table {
                Table::Chats => slice::<Remembered>(people, table, after, day)?,
                Table::Promises => slice::<Promised>(people, table, after, day)?,
                Table::Posts => slice::<Post>(people, table, after, day)?,
                Table::Drafts => slice::<Draft>(people, table, after, day)?,
                Table::Relays => slice::<Relay>(people, table, after, day)?,
                _ => slice::<Asked>(people, table, after, day)?,
            };
            self.at = match last {
                Some(last) => Some((table, Some(last))),
                None => ROUND.iter().skip_while(|one| **one != table).nth(1).map(|next| (*next, None)),
            };
            if begun.elapsed() > TIME {
                break;
            }
        }
        Ok(self.at.is_none())
    }
}

/// Looks at a slice of a table: what is too old goes, what bears no day gets this one. Tells where the slice ends; none
/// when it was the last.
fn slice<T: Aging>(
    people: &People,
    table: Table,
    after: Option<Vec<u8>>,
    day: u32,
) -> Result<Option<Vec<u8>>, StoreError> {
    let page = people.page::<T>(table, after.as_deref(), SLICE)?;
    let last = page.last().map(|(key, _)| key.clone());
    let mut batch = Batch::default();
    for (key, record) in page {
        if record.day() == 0 {
            people.put_under(&mut batch, table, key, &record.of(day));
        } else if i64::from(day) > i64::from(record.day()) + i64::from(T::DAYS) {
            people.remove_under(&mut batch, table, key);
            batch.erase();
        }
    }
    if !batch.is_empty() {
        people.commit(batch)?;
    }
    Ok(last)
}
