//! `pristan stats --plot`: the weeks as bars, by what became of the questions.

use super::plot::{BLUE, GREY, PURPLE, RED, text};
use crate::turn::{Clock, KINDS};
use std::fmt::Write as _;

/// The sums of a week.
pub struct Week {
    /// Its Monday, in days since 1970.
    pub week: u32,
    /// As [`crate::turn::Counted::counts`].
    pub counts: [u64; KINDS],
}

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 70.0;
const TOP: f64 = 70.0;
const HIGH: f64 = 260.0;
/// What is drawn, from the bottom up, and in which colour.
const PARTS: [(&str, &str); 4] = [("answered", BLUE), ("offered", "#56b4e9"), ("passages", PURPLE), ("missed", RED)];
/// Weeks that fit; the latest are drawn.
const MOST: usize = 26;
/// Lines of the grid.
const STEPS: u64 = 4;

/// The picture.
pub fn svg(weeks: &[Week]) -> String {
    let weeks = &weeks[weeks.len().saturating_sub(MOST)..];
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         font-family=\"sans-serif\" font-size=\"13\" fill=\"#222\">\n<title>Questions by week</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    text(&mut out, (WIDTH / 2.0, 30.0), "middle", "font-size=\"18\" font-weight=\"bold\"", "Questions by week");
    let asked = |week: &Week| week.counts[..PARTS.len()].iter().sum::<u64>();
    let most = step(weeks.iter().map(asked).max().unwrap_or(0)) * STEPS;
    grid(&mut out, most);
    let wide = (WIDTH - LEFT - 30.0) / weeks.len().max(1) as f64;
    for (at, week) in weeks.iter().enumerate() {
        let x = LEFT + wide * at as f64;
        bar(&mut out, week, (x, wide), most);
        let shown = at % weeks.len().div_ceil(9).max(1) == 0;
        if shown {
            text(&mut out, (x + wide / 2.0, TOP + HIGH + 20.0), "middle", "", &Clock::day(week.week).to_string());
        }
    }
    for (at, (name, colour)) in PARTS.iter().enumerate() {
        let (x, y) = (LEFT + 150.0 * at as f64, TOP + HIGH + 48.0);
        let _ = writeln!(out, "<rect x=\"{x}\" y=\"{}\" width=\"14\" height=\"14\" fill=\"{colour}\"/>", y - 11.0);
        text(&mut out, (x + 22.0, y), "start", "", name);
    }
    let votes = |kind: usize| weeks.iter().map(|week| week.counts[kind]).sum::<u64>();
    let line = format!("rated: helped {}, did not help {}", votes(4), votes(5));
    text(&mut out, (LEFT, TOP + HIGH + 76.0), "start", "", &line);
    out.push_str("</svg>\n");
    out
}

/// How far the lines of the grid lie from each other: the least round number of which [`STEPS`] reach so high.
fn step(most: u64) -> u64 {
    let least = most.div_ceil(STEPS).max(1);
    let power = 10u64.pow(least.ilog10());
    [1, 2, 5, 10].into_iter().map(|part| part * power).find(|step| *step >= least).unwrap_or(least)
}

fn grid(out: &mut String, most: u64) {
    for step in 0..=STEPS {
        let y = TOP + HIGH * (1.0 - step as f64 / STEPS as f64);
        let _ = writeln!(
            out,
            "<line x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{}\" y2=\"{y:.1}\" stroke=\"#e4e4e4\"/>",
            WIDTH - 30.0
        );
        let style = format!("fill=\"{GREY}\"");
        text(out, (LEFT - 8.0, y + 4.0), "end", &style, &(most / STEPS * step).to_string());
    }
}

fn bar(out: &mut String, week: &Week, (x, wide): (f64, f64), most: u64) {
    let mut y = TOP + HIGH;
    for (count, (_, colour)) in week.counts.iter().zip(PARTS) {
        let high = HIGH * *count as f64 / most as f64;
        y -= high;
        if *count > 0 {
            let size = format!("width=\"{:.1}\" height=\"{high:.1}\"", (wide * 0.8).min(60.0));
            let left = x + (wide - (wide * 0.8).min(60.0)) / 2.0;
            let _ = writeln!(out, "<rect x=\"{left:.1}\" y=\"{y:.1}\" {size} fill=\"{colour}\"/>");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_high_as_their_figures() {
        let picture = svg(&[Week { week: 19_261, counts: [2, 1, 0, 1, 3, 0] }]);
        assert!(picture.contains("height=\"130.0\" fill=\"#0072b2\""), "{picture}");
        assert!(picture.contains("2022-09-26") && picture.contains("helped 3, did not help 0"));
        let empty = svg(&[]);
        assert!(!empty.contains("NaN") && empty.ends_with("</svg>\n"));
    }
}
