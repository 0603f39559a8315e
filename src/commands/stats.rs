//! `pristan stats`: what was asked, answered, offered, missed and rated, from sums that say nothing of anybody.

use super::inbox::Work;
use super::{CommandError, Outcome};
use crate::evaluation::weeks::{Week, svg};
use crate::settings::Settings;
use crate::turn::{Clock, Counted, KINDS};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

/// What is counted, in its order.
pub const NAMES: [&str; KINDS] = ["answered", "offered", "passages", "missed", "helped", "unhelpful"];
/// The first so many of them are outcomes of questions.
pub const OUTCOMES: usize = 4;

/// Weeks without questions that are drawn, at most.
const MOST_WEEKS: usize = 60;

/// Shows the sums.
pub fn run(settings: &Settings, plot: Option<&Path>, of_chat: bool, json: bool) -> Result<Outcome, CommandError> {
    let mut all = Work::start(settings, of_chat)?.records.counts()?;
    all.sort_by(|a, b| (a.week, &a.theme, a.lang.code()).cmp(&(b.week, &b.theme, b.lang.code())));
    if let Some(file) = plot {
        let mut sums = sums(&all, |one| one.week);
        let (first, last) = (all.first().map_or(0, |one| one.week), all.last().map_or(0, |one| one.week));
        // A week without questions has its place, too; a clock that jumped does not make thousands of them.
        let quiet = (first..last).step_by(7).rev().take(MOST_WEEKS);
        quiet.for_each(|week| {
            sums.entry(week).or_default();
        });
        let weeks: Vec<Week> = sums.into_iter().map(|(week, counts)| Week { week, counts }).collect();
        let wrong = |error| CommandError::Other(format!("`{}` cannot be written: {error}", file.display()));
        std::fs::write(file, svg(&weeks)).map_err(wrong)?;
    }
    if json {
        for one in &all {
            let mut line = json!({ "week": Clock::day(one.week).to_string(), "theme": theme(one), "lang": one.lang });
            line["asked"] = json!(one.counts[..OUTCOMES].iter().sum::<u64>());
            NAMES.iter().zip(one.counts).for_each(|(name, count)| line[*name] = json!(count));
            say!("{line}");
        }
        return Ok(Outcome::Done);
    }
    if all.is_empty() {
        say!("nothing was asked yet");
        return Ok(Outcome::Done);
    }
    table("week", sums(&all, |one| Clock::day(one.week).to_string()));
    table("theme", sums(&all, |one| theme(one).unwrap_or("(none near)").to_owned()));
    table("language", sums(&all, |one| one.lang.code().to_owned()));
    table("all", sums(&all, |_| String::new()));
    Ok(Outcome::Done)
}

fn theme(one: &Counted) -> Option<&str> {
    Some(one.theme.as_str()).filter(|theme| !theme.is_empty())
}

/// The sums of everything that has the same key.
fn sums<K: Ord>(all: &[Counted], key: impl Fn(&Counted) -> K) -> BTreeMap<K, [u64; KINDS]> {
    let mut sums: BTreeMap<K, [u64; KINDS]> = BTreeMap::new();
    for one in all {
        sums.entry(key(one)).or_default().iter_mut().zip(one.counts).for_each(|(sum, count)| *sum += count);
    }
    sums
}

fn table(name: &str, rows: BTreeMap<String, [u64; KINDS]>) {
    let wide = rows.keys().map(|key| key.chars().count()).chain([12]).max().unwrap_or(12);
    let heads: Vec<String> = NAMES.iter().map(|name| format!("{name:>9}")).collect();
    say!("{name:<wide$} {:>9} {}", "asked", heads.join(" "));
    for (key, counts) in rows {
        let figures: Vec<String> = counts.iter().map(|count| format!("{count:>9}")).collect();
        say!("{key:<wide$} {:>9} {}", counts[..OUTCOMES].iter().sum::<u64>(), figures.join(" "));
    }
    say!("");
}
