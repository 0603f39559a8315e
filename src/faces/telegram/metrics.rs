//! How long each stage of an update takes, and how often each event of the log was: sums and counts, nothing of anybody.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
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

/// The stages: their names in metrics, and in the log those of how often and of the mean in microseconds.
const NAMES: [(&str, &str, &str); 5] = [
    ("take", "takes", "take_us"),
    ("turn", "turns", "turn_us"),
    ("pace", "paced", "pace_us"),
    ("send", "sends", "send_us"),
    ("strike", "strikes", "strike_us"),
];

/// Upper bounds of the classes into which times fall, in microseconds; what takes longer falls into one more.
const BOUNDS: [u64; 14] = [
    500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000,
    10_000_000,
];

/// How often something took how long.
#[derive(Default)]
struct Times {
    /// Times in each class, and above all of them.
    classes: [AtomicU64; BOUNDS.len() + 1],
    /// Microseconds in all.
    sum: AtomicU64,
}

impl Times {
    fn add(&self, micros: u64) {
        let class = BOUNDS.partition_point(|bound| *bound < micros);
        self.classes[class].fetch_add(1, Ordering::Relaxed);
        self.sum.fetch_add(micros, Ordering::Relaxed);
    }

    /// Times in each class, and microseconds in all.
    fn read(&self) -> ([u64; BOUNDS.len() + 1], u64) {
        (std::array::from_fn(|class| self.classes[class].load(Ordering::Relaxed)), self.sum.load(Ordering::Relaxed))
    }
}

/// Sums and counts of all stages, and how often each event was.
#[derive(Default)]
pub struct Metrics {
    stages: [Times; NAMES.len()],
    events: Mutex<BTreeMap<String, u64>>,
}

impl Metrics {
    /// Notes that a stage was gone through once.
    pub fn add(&self, stage: Stage, begun: Instant) {
        self.stages[stage as usize].add(u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX));
    }

    /// Notes that an event was so many times more.
    pub fn count(&self, event: &str, more: u64) {
        *self.events().entry(event.to_owned()).or_default() += more;
    }

    /// How often an event was.
    pub fn counted(&self, event: &str) -> u64 {
        self.events().get(event).copied().unwrap_or(0)
    }

    fn events(&self) -> MutexGuard<'_, BTreeMap<String, u64>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The figures for the log.
    pub fn figures(&self) -> Vec<(&'static str, u64)> {
        let each = NAMES.iter().zip(&self.stages);
        each.flat_map(|((_, times, mean), stage)| {
            let (classes, sum) = stage.read();
            let count: u64 = classes.iter().sum();
            [(*times, count), (*mean, sum / count.max(1))]
        })
        .collect()
    }

    /// Adds everything to a page in Prometheus' text format.
    pub fn write(&self, page: &mut String) {
        page.push_str("# HELP pristan_events_total Events of the log, by name.\n# TYPE pristan_events_total counter\n");
        for (event, count) in &*self.events() {
            // Names of events are our own words: letters and `_`.
            let _ = writeln!(page, "pristan_events_total{{event=\"{event}\"}} {count}");
        }
        page.push_str(
            "# HELP pristan_stage_seconds How long each stage of an update takes.\n\
             # TYPE pristan_stage_seconds histogram\n",
        );
        for ((stage, ..), times) in NAMES.iter().zip(&self.stages) {
            let (classes, sum) = times.read();
            let mut below = 0;
            let bounds = BOUNDS.iter().map(|bound| seconds(*bound)).chain(["+Inf".to_owned()]);
            for (bound, class) in bounds.zip(classes) {
                below += class;
                let _ = writeln!(page, "pristan_stage_seconds_bucket{{stage=\"{stage}\",le=\"{bound}\"}} {below}");
            }
            let _ = writeln!(page, "pristan_stage_seconds_sum{{stage=\"{stage}\"}} {}", seconds(sum));
            let _ = writeln!(page, "pristan_stage_seconds_count{{stage=\"{stage}\"}} {below}");
        }
    }
}

/// Microseconds as seconds.
fn seconds(micros: u64) -> String {
    let text = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_fall_into_their_classes() {
        let metrics = Metrics::default();
        for micros in [1, 500, 501, 20_000_000] {
            metrics.stages[Stage::Turn as usize].add(micros);
        }
        metrics.count("started", 1);
        let mut page = String::new();
        metrics.write(&mut page);
        for line in [
            "pristan_events_total{event=\"started\"} 1",
            "pristan_stage_seconds_bucket{stage=\"turn\",le=\"0.0005\"} 2",
            "pristan_stage_seconds_bucket{stage=\"turn\",le=\"0.001\"} 3",
            "pristan_stage_seconds_bucket{stage=\"turn\",le=\"10\"} 3",
            "pristan_stage_seconds_bucket{stage=\"turn\",le=\"+Inf\"} 4",
            "pristan_stage_seconds_sum{stage=\"turn\"} 20.001002",
            "pristan_stage_seconds_count{stage=\"turn\"} 4",
            "pristan_stage_seconds_count{stage=\"send\"} 0",
        ] {
            assert!(page.lines().any(|found| found == line), "`{line}` in {page}");
        }
        assert_eq!([0, 1, 1_500_000, 3_000_000].map(seconds), ["0", "0.000001", "1.5", "3"]);
    }
}
