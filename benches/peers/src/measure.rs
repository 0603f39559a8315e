//! One matcher on one input, in a process that does nothing else.

use crate::inputs::Input;
use crate::matchers::Kind;
use serde::{Deserialize, Serialize};
use std::error::Error;
use std::fs;
use std::time::{Duration, Instant};

/// Questions asked before the clock runs: caches are filled and pages are there.
const WARM_UP: usize = 20;

/// What was measured. Memory is what the process grew by, in megabytes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Measured {
    /// Phrasings learnt.
    pub phrasings: usize,
    /// Questions asked.
    pub asked: usize,
    /// Half of the questions took no longer.
    pub p50_microseconds: f64,
    /// Of a hundred questions one took longer.
    pub p99_microseconds: f64,
    /// Questions whose first entry was the right one, in percent.
    pub right_percent: f64,
    /// From phrasings in memory to the first question.
    pub build_seconds: f64,
    /// Held while questions are answered.
    pub held_megabytes: f64,
    /// At the most, while learning or answering.
    pub peak_megabytes: f64,
}

/// Learns, asks, and tells what it took.
pub fn measure(matcher: Kind, input: &Input) -> Result<Measured, Box<dyn Error>> {
    let phrasings = input.phrasings()?;
    let queries = input.queries()?;
    let before = status_megabytes("self", "VmRSS")?;
    let begun = Instant::now();
    let built = matcher.build(&phrasings, &input.lang)?;
    let build_seconds = begun.elapsed().as_secs_f64();
    for query in queries.iter().take(WARM_UP) {
        built.find(&query.text);
    }
    let mut times = Vec::with_capacity(queries.len());
    let mut right = 0;
    for query in &queries {
        let begun = Instant::now();
        let found = built.find(&query.text);
        times.push(begun.elapsed());
        right += usize::from(found == Some(query.entry));
    }
    times.sort();
    Ok(Measured {
        phrasings: phrasings.len(),
        asked: queries.len(),
        p50_microseconds: quantile(&times, 0.5),
        p99_microseconds: quantile(&times, 0.99),
        right_percent: 100.0 * right as f64 / queries.len().max(1) as f64,
        build_seconds,
        held_megabytes: status_megabytes("self", "VmRSS")? - before,
        peak_megabytes: status_megabytes("self", "VmHWM")? - before,
    })
}

/// The time within which this share of the questions was answered, in microseconds.
fn quantile(sorted: &[Duration], share: f64) -> f64 {
    let at = ((sorted.len() as f64 * share) as usize).min(sorted.len().saturating_sub(1));
    sorted.get(at).map_or(0.0, |time| time.as_secs_f64() * 1e6)
}

/// A line of the status that Linux keeps of a process, `VmRSS` or `VmHWM`.
pub fn status_megabytes(process: &str, name: &str) -> Result<f64, Box<dyn Error>> {
    let path = format!("/proc/{process}/status");
    let status = fs::read_to_string(&path).map_err(|error| format!("`{path}`: {error}; memory needs Linux"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    kilobytes.map(|kilobytes| kilobytes / 1024.0).ok_or_else(|| format!("`{path}` has no `{name}`").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_of_the_sorted_times() {
        let times: Vec<Duration> = (1..=100).map(Duration::from_micros).collect();
        assert!((quantile(&times, 0.5) - 51.0).abs() < 1e-9);
        assert!((quantile(&times, 0.99) - 100.0).abs() < 1e-9);
        assert!(quantile(&[], 0.5).abs() < 1e-9);
    }
}
