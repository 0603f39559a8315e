//! The rows as a table.

use crate::child::{Ended, Row};
use crate::measure::Measured;
use std::fmt::Write;

const HEAD: &str = "\
| input | matcher | phrasings | asked | p50 µs | p99 µs | right % | build s | held MB | peak MB |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
";

/// A table of Markdown, in the order of the rows.
pub fn markdown(rows: &[Row]) -> String {
    let mut out = HEAD.to_owned();
    for row in rows {
        let cells = match &row.ended {
            Ended::Measured(measured) => figures(measured),
            Ended::Without(why) => format!("{why} | | | | | | |"),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "| {} | {} | {cells} |", row.input, row.matcher);
    }
    out
}

fn figures(measured: &Measured) -> String {
    let Measured { phrasings, asked, right_percent, held_megabytes, peak_megabytes, .. } = measured;
    format!(
        "{phrasings} | {asked} | {} | {} | {right_percent:.1} | {} | {held_megabytes:.1} | {peak_megabytes:.1}",
        short(measured.p50_microseconds),
        short(measured.p99_microseconds),
        short(measured.build_seconds),
    )
}

/// Three digits that tell something: 0.012, 3.46, 57.8, 1234.
fn short(value: f64) -> String {
    match value {
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value if value >= 1.0 => format!("{value:.2}"),
        value => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matchers::Kind;

    #[test]
    fn every_row_has_the_cells_of_the_head() {
        let measured = Measured {
            phrasings: 1000,
            asked: 500,
            p50_microseconds: 57.81,
            p99_microseconds: 1234.5,
            right_percent: 98.66,
            build_seconds: 0.0123,
            held_megabytes: 3.0,
            peak_megabytes: 4.0,
        };
        let row = |ended| Row { input: "1k".to_owned(), matcher: Kind::Tantivy, ended };
        let rows = [row(Ended::Measured(measured)), row(Ended::Without("over 15 min".to_owned()))];
        let table = markdown(&rows);
        let cells = |line: &str| line.matches('|').count();
        assert!(table.lines().all(|line| cells(line) == cells(HEAD.lines().next().unwrap_or_default())), "{table}");
        assert!(table.contains("| 1k | tantivy | 1000 | 500 | 57.8 | 1234 | 98.7 | 0.012 | 3.0 | 4.0 |"), "{table}");
    }
}
