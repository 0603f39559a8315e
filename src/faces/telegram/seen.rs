//! Ids of updates that were taken, so that none is answered twice: a few records for each minute, not one for each update.

use crate::store::{Batch, People, StoreError, Stored, Table};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, VecDeque};

/// Minutes for which an id is remembered: Telegram keeps updates for a day.
const REMEMBERED: u32 = 48 * 60;
/// Ids in one record.
const MOST: usize = 250;
/// Records that are dropped at a time: after a long outage there are many, and everybody waits for a commit.
const SLICE: usize = 500;

/// Ids that were taken in one minute.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// The minute, since 1970.
    pub minute: u32,
    /// The ids. None where an older version kept each in a record of its own, under the id.
    pub ids: Vec<u32>,
}

impl Stored for Bucket {
    const SCHEMA: u8 = 2;

    fn older(schema: u8, bytes: &[u8]) -> Option<Bucket> {
        let seconds: u64 = (schema == 1).then(|| crate::store::decoded(bytes))??;
        Some(Bucket { minute: minute(seconds), ids: Vec::new() })
    }
}

fn minute(seconds: u64) -> u32 {
    u32::try_from(seconds / 60).unwrap_or(u32::MAX)
}

/// The ids, and where they are stored.
#[derive(Debug, Default)]
pub struct Seen {
    ids: HashMap<u32, u32>,
    /// The records, the oldest first.
    stored: VecDeque<(Vec<u8>, u32)>,
    /// The record that still grows.
    open: Option<(Vec<u8>, Bucket)>,
}

/// What becomes of the ids when a batch is on the disk.
pub struct Taken {
    open: (Vec<u8>, Bucket),
    begun: bool,
    dropped: usize,
    new: Vec<u32>,
}

impl Seen {
    /// What is stored.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn load(people: &People) -> Result<Seen, StoreError> {
        let mut seen = Seen::default();
        let mut stored = Vec::new();
        for (key, bucket) in people.all::<Bucket>(Table::Seen)? {
            // An older version had the id for a key.
            let own = <[u8; 4]>::try_from(key.as_slice()).map(u32::from_be_bytes).ok();
            seen.ids.extend(bucket.ids.iter().copied().chain(own).map(|id| (id, bucket.minute)));
            stored.push((key, bucket.minute));
        }
        stored.sort_by_key(|(_, minute)| *minute);
        seen.stored = stored.into();
        Ok(seen)
    }

    /// Whether an id was taken.
    pub fn contains(&self, id: u32) -> bool {
        self.ids.contains_key(&id)
    }

    /// Adds to a batch that these ids are taken at a time (seconds since 1970), and that some of the oldest go.
    pub fn take(&self, people: &People, batch: &mut Batch, new: Vec<u32>, seconds: u64) -> Taken {
        let now = minute(seconds);
        let grows = self.open.as_ref().filter(|(_, bucket)| bucket.minute == now && bucket.ids.len() < MOST);
        let mut bucket = grows.map_or(Bucket { minute: now, ids: Vec::new() }, |(_, bucket)| bucket.clone());
        bucket.ids.extend(&new);
        let key = match grows {
            Some((key, _)) => {
                people.put_under(batch, Table::Seen, key.clone(), &bucket);
                key.clone()
            }
            None => people.append(batch, Table::Seen, &bucket),
        };
        let is_old = |stored: &&(Vec<u8>, u32)| stored.1.saturating_add(REMEMBERED) < now;
        let old: Vec<_> = self.stored.iter().take_while(is_old).take(SLICE).collect();
        old.iter().for_each(|(key, _)| people.remove_under(batch, Table::Seen, key.clone()));
        Taken { begun: grows.is_none(), dropped: old.len(), open: (key, bucket), new }
    }

    /// The batch is on the disk.
    pub fn taken(&mut self, taken: Taken) {
        let dropped = self.stored.drain(..taken.dropped).next_back();
        if let Some((_, last)) = dropped {
            self.ids.retain(|_, minute| *minute > last);
        }
        let (key, bucket) = taken.open;
        self.ids.extend(taken.new.into_iter().map(|id| (id, bucket.minute)));
        if taken.begun {
            self.stored.push_back((key.clone(), bucket.minute));
        }
        self.open = Some((key, bucket));
    }
}
