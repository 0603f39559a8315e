//! How long each stage of an update takes, for the operator: sums and counts, nothing of anybody.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use tokio::time::Instant;

/// A stage on the way of an update.
#[derive(Clone, Copy)]
pub enum Stage {
    /// From what came to the inbox on disk; of a whole batch.
    Take,
    /// From the inbox to memory and outbox on disk.
    Turn,
    /// The wait for Telegram's limits.
    Pace,
    /// The call itself.
    Send,
    /// Striking out what was delivered.
    Strike,
}

/// The names of the stages in the log: how often, and the mean in microseconds.
const NAMES: [(&str, &str); 5] =
    [("takes", "take_us"), ("turns", "turn_us"), ("paced", "pace_us"), ("sends", "send_us"), ("strikes", "strike_us")];

/// Sums and counts of all stages, and how often each event was.
#[derive(Default)]
pub struct Metrics {
    stages: [(AtomicU64, AtomicU64); NAMES.len()],
    events: Mutex<BTreeMap<String, u64>>,
}

impl Metrics {
    /// Notes that a stage was gone through once.
    pub fn add(&self, stage: Stage, begun: Instant) {
        let (count, sum) = &self.stages[stage as usize];
        count.fetch_add(1, Ordering::Relaxed);
        let took = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        sum.fetch_add(took, Ordering::Relaxed);
    }

    /// Notes that an event was so many times more.
    pub fn count(&self, event: &str, more: u64) {
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        *events.entry(event.to_owned()).or_default() += more;
    }

    /// The figures for the log.
    pub fn figures(&self) -> Vec<(&'static str, u64)> {
        let each = NAMES.iter().zip(&self.stages);
        each.flat_map(|((times, mean), (count, sum))| {
            let (count, sum) = (count.load(Ordering::Relaxed), sum.load(Ordering::Relaxed));
            [(*times, count), (*mean, sum / count.max(1))]
        })
        .collect()
    }
}
