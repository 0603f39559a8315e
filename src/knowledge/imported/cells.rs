//! Text with delimiters between its cells: CSV and TSV as spreadsheets, forms and other bots write them.

use super::columns::columns;
use super::{Grid, Remark, Unit};

/// Signs that may part columns, likeliest first where a table fits several.
const DELIMITERS: [char; 4] = ['\t', ';', ',', '|'];
/// A table has a column for the question and one for the answer.
const FEWEST_COLUMNS: usize = 2;
/// The longest quoted cell, in bytes: spreadsheets hold 32,767 characters. A quote not closed within it is a sign.
const LONGEST_CELL: usize = 4 * 32_767;

/// A text read with one delimiter.
struct Reading {
    delimiter: char,
    rows: Vec<(usize, Vec<String>)>,
    /// Quotes that open a cell and do not close it: signs that this is not how the table is meant.
    loose: usize,
    /// Cells that are quoted as they should be.
    quoted: usize,
}

/// Reads a table, parted by the sign that gives most rows of one width and leaves fewest quotes unpaired. A first line
/// `sep=;` says it outright.
pub(super) fn grid(text: &str) -> Option<Grid> {
    let told = text.lines().next().and_then(told_delimiter);
    let (text, before) = match told {
        Some(_) => (text.split_once('\n').map_or("", |(_, rest)| rest), 1),
        None => (text, 0),
    };
    let delimiters: Vec<char> = told.map_or(DELIMITERS.to_vec(), |told| vec![told]);
    let fitting = delimiters.into_iter().map(|delimiter| best_of(text, delimiter));
    let scored = fitting.map(|reading| ((regular(&reading.rows), reading.loose), reading));
    let usable = scored.filter(|((regular, _), _)| *regular > 0);
    // Rows that lose a quote are worth less than rows that do not, a header more; the first of equals stays.
    let scored = usable.map(|((regular, loose), reading)| {
        let header = columns(&reading.rows).header.is_some();
        (regular as f64 / (1.0 + loose as f64) + if header { 0.5 } else { 0.0 }, reading)
    });
    let best = scored.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    let (rows, remarks) = whole_answers(best.1);
    let placed = |row: usize| row + before;
    let rows = rows.into_iter().map(|(row, cells)| (placed(row), cells)).collect();
    let remarks = remarks.into_iter().map(|remark| Remark { row: placed(remark.row), ..remark }).collect();
    Some(Grid { unit: Unit::Row, rows, ready: false, remarks })
}

/// Rows with more cells than the header names: it is their answer that holds the delimiter.
fn whole_answers(reading: Reading) -> (Vec<(usize, Vec<String>)>, Vec<Remark>) {
    let Reading { mut rows, delimiter, .. } = reading;
    let mut remarks = Vec::new();
    let found = columns(&rows);
    let (Some(header), [(answer, _)]) = (found.header, &found.answers[..]) else { return (rows, remarks) };
    let width = rows[header].1.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
    for (row, cells) in rows.iter_mut().skip(header + 1) {
        let full = cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
        if full <= width || *answer >= width {
            continue;
        }
        cells.truncate(full);
        let behind = cells.split_off(answer + 1 + full - width);
        let whole = cells.split_off(*answer).join(&delimiter.to_string());
        cells.push(whole);
        cells.extend(behind);
        let what = format!("more cells than the header names; `{delimiter}` is taken as a part of the answer");
        remarks.push(Remark { row: *row, what });
    }
    (rows, remarks)
}

fn told_delimiter(line: &str) -> Option<char> {
    let line = line.trim_end_matches('\r').trim_matches('"');
    let mut rest = line.get(4..).filter(|_| line.to_ascii_lowercase().starts_with("sep="))?.chars();
    rest.next().filter(|sign| !sign.is_alphanumeric() && rest.next().is_none())
}

/// Quotes mean quoting, but not in a table with tabs that does not plainly quote: there they are letters.
fn best_of(text: &str, delimiter: char) -> Reading {
    let quoting = read(text, delimiter, true);
    if delimiter == '\t' && (quoting.loose > 0 || quoting.quoted == 0) {
        return Reading { loose: 0, ..read(text, delimiter, false) };
    }
    quoting
}

fn read(text: &str, delimiter: char, quoting: bool) -> Reading {
    let mut reading = Reading { delimiter, rows: Vec::new(), loose: 0, quoted: 0 };
    let (mut rest, mut number) = (text, 0);
    while !rest.is_empty() {
        number += 1;
        let mut cells = Vec::new();
        loop {
            let (cell, end) = cell(rest, delimiter, quoting, &mut reading);
            cells.push(cell);
            rest = &rest[end..];
            match rest.strip_prefix(delimiter) {
                Some(more) => rest = more,
                None => break,
            }
        }
        rest = rest.strip_prefix('\r').unwrap_or(rest);
        rest = rest.strip_prefix('\n').unwrap_or(rest);
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            reading.rows.push((number, cells));
        }
    }
    reading
}

/// The first cell of a text, and the byte at which it ends.
fn cell(text: &str, delimiter: char, quoting: bool, reading: &mut Reading) -> (String, usize) {
    let quote = text.trim_start_matches(' ');
    if quoting && quote.starts_with('"') {
        let begin = text.len() - quote.len() + 1;
        if let Some((cell, end)) = quoted(text, begin, delimiter) {
            reading.quoted += 1;
            return (cell, end);
        }
        reading.loose += 1;
    }
    let end = text.find([delimiter, '\n', '\r']).unwrap_or(text.len());
    (text[..end].to_owned(), end)
}

/// A cell whose opening quote stands before `begin`; `None` when no quote closes it at its end.
fn quoted(text: &str, begin: usize, delimiter: char) -> Option<(String, usize)> {
    let mut at = begin;
    loop {
        let within = (begin + LONGEST_CELL).min(text.len());
        let close = at + text.as_bytes().get(at..within)?.iter().position(|byte| *byte == b'"')?;
        if text[close + 1..].starts_with('"') {
            at = close + 2;
            continue;
        }
        let after = text[close + 1..].trim_start_matches(' ');
        let ends = after.is_empty() || after.starts_with([delimiter, '\n', '\r']);
        return ends.then(|| (text[begin..close].replace("\"\"", "\""), text.len() - after.len()));
    }
}

/// How many rows have the commonest width of two or more.
fn regular(rows: &[(usize, Vec<String>)]) -> usize {
    let mut widths = std::collections::BTreeMap::<usize, usize>::new();
    let wide = rows.iter().map(|(_, cells)| cells.len()).filter(|width| *width >= FEWEST_COLUMNS);
    wide.for_each(|width| *widths.entry(width).or_default() += 1);
    widths.into_values().max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
        grid(text).map(|grid| grid.rows).unwrap_or_default()
    }

    #[test]
    fn quotes_pair_and_rows_count_as_an_editor_counts() {
        let of = |row: usize, cells: [&str; 2]| (row, cells.map(str::to_owned).to_vec());
        assert_eq!(rows("\"Is it open?\",\"Yes; daily\"\n"), [of(1, ["Is it open?", "Yes; daily"])]);
        assert_eq!(
            rows("a\tb\n\"Big\tone\n\n\"x\" y\tz\n"),
            [of(1, ["a", "b"]), of(2, ["\"Big", "one"]), of(4, ["\"x\" y", "z"])]
        );
        assert_eq!(
            rows("\"a\"\t\"two\nlines\"\n\"b\"\t\"c\"\"d\"\n"),
            [of(1, ["a", "two\nlines"]), of(2, ["b", "c\"d"])]
        );
        assert_eq!(rows("sep=;\r\nq;a, b\r\n"), [of(2, ["q", "a, b"])]);
        assert_eq!(rows("5\" disk?,yes\n\"x,y\n"), [of(1, ["5\" disk?", "yes"]), of(2, ["\"x", "y"])]);
        assert_eq!(rows("question,answer\nopen?,yes, daily\n")[1], of(2, ["open?", "yes, daily"]));
        assert_eq!(rows("question,answer\nopen?,yes; daily\nfar?,no; near\n")[1], of(2, ["open?", "yes; daily"]));
        assert!(grid("").is_none() && grid("one\ntwo\n").is_none());
    }
}
