//! Questions and answers as other people keep them (tables, exports of other bots, JSON, pages), turned into themes
//! that a volunteer can go on editing.
//!
//! Whatever the format, it becomes a [`Grid`] of cells, then [`Pair`]s, then [`Draft`]s of entries, which [`merge()`]
//! lays into a base without touching what was edited there. Nothing is dropped silently: what is left out becomes a
//! [`Remark`].

mod answer;
mod cells;
mod columns;
mod drafts;
mod header;
mod json;
mod merge;
mod pages;
mod rows;
mod theme_file;
mod three_way;
mod tongue;

pub use drafts::{Draft, drafts, phrasing_key};
pub(super) use header::{Role, names_one};
pub use merge::{Merged, merge};
pub use theme_file::{Change, edited};

use super::date::AsOf;
use super::document::Form;
use super::loose_date::writes_day_first;
use crate::text::Lang;
use columns::{Columns, columns};
use rows::Rows;
use std::collections::BTreeMap;

/// What the places of a file are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Rows of a table, counted from 1 with empty ones, as a spreadsheet counts them.
    Row,
    /// Lines of a text.
    Line,
    /// Items of a list.
    Item,
}

impl Unit {
    /// As messages name it.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Row => "row",
            Unit::Line => "line",
            Unit::Item => "item",
        }
    }
}

/// Something that is left out, or changed, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The row, line or item; 0 for the file as a whole.
    pub row: usize,
    /// What happens, and why.
    pub what: String,
}

/// Cells with their places, whatever they were read from.
#[derive(Clone, Debug)]
pub struct Grid {
    /// What the places are counted in.
    pub unit: Unit,
    /// Rows with their places.
    pub rows: Vec<(usize, Vec<String>)>,
    /// Whether the cells are in light markup already.
    pub ready: bool,
    /// What had to be guessed to make rows of the text.
    pub remarks: Vec<Remark>,
}

/// A question with its answer, in one language or several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    /// Where it stands.
    pub row: usize,
    /// The id that the table gives it.
    pub id: Option<String>,
    /// Ways to ask.
    pub ask: BTreeMap<Lang, Vec<String>>,
    /// In light markup.
    pub answer: BTreeMap<Lang, String>,
    /// The category that it stands in.
    pub theme: Option<String>,
    /// Where the answer comes from.
    pub source: Option<String>,
    /// The time that the answer speaks of.
    pub as_of: Option<AsOf>,
    /// Of an export of QnA Maker: its number, its follow-ups, and whether it is one only.
    pub number: Option<String>,
    /// Follow-ups, by their numbers.
    pub prompts: Vec<String>,
    /// Whether it answers only as a follow-up.
    pub context_only: bool,
}

/// What was read from a file.
#[derive(Clone, Debug)]
pub struct Imported {
    /// What places are counted in.
    pub unit: Unit,
    /// The pairs.
    pub pairs: Vec<Pair>,
    /// What is left out or changed.
    pub remarks: Vec<Remark>,
    /// Whether a header names the columns; else they are told by what stands in them.
    pub named: bool,
}

/// Reads a file of questions and answers. `path` tells by its ending what it may be; what it is, is looked at.
///
/// # Errors
/// When there is no pair of a question and an answer in it; the text says what was looked for.
pub fn pairs(path: &str, text: &str) -> Result<Imported, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let form = Form::of(path);
    let (grid, remarks) = match ending.as_str() {
        "json" | "jsonl" | "ndjson" => json::grid(text)?,
        "md" | "markdown" | "html" | "htm" | "xhtml" => pages::grid(text, form),
        "csv" | "tsv" | "tab" => (table(text)?, Vec::new()),
        _ if json::looks_so(text) => json::grid(text)?,
        _ => match (table(text), pages::grid(text, form)) {
            (Ok(grid), _) if columns(&grid.rows).header.is_some() => (grid, Vec::new()),
            (_, (page, remarks)) if page.rows.len() > 1 => (page, remarks),
            (grid, _) => (grid?, Vec::new()),
        },
    };
    let mut imported = of_grid(&grid)?;
    imported.remarks.extend(remarks);
    imported.remarks.sort_by_key(|remark| remark.row);
    Ok(imported)
}

fn table(text: &str) -> Result<Grid, String> {
    let none =
        "holds no table of two or more columns; save it with a question and an answer a row, as CSV, TSV, XLSX or JSON";
    cells::grid(text).ok_or(none.to_owned())
}

/// Reads cells.
///
/// # Errors
/// When no row has both a question and an answer.
pub fn of_grid(grid: &Grid) -> Result<Imported, String> {
    let columns = columns(&grid.rows);
    let mut remarks: Vec<Remark> = grid.remarks.iter().cloned().chain(unused(grid, &columns)).collect();
    let body = &grid.rows[columns.header.map_or(0, |header| header + 1)..];
    let day_first = columns
        .of(Role::Date)
        .and_then(|at| writes_day_first(body.iter().filter_map(|(_, cells)| cells.get(at)).map(String::as_str)));
    let read = Rows { grid, columns: &columns, day_first };
    let mut pairs = Vec::new();
    for (row, spoken) in body.iter().zip(read.spoken(body)) {
        match read.pair(row, spoken, &mut remarks) {
            Ok(pair) => pairs.push(pair),
            Err(why) => remarks.push(Remark { row: row.0, what: format!("left out: {why}") }),
        }
    }
    if pairs.is_empty() {
        let why = remarks.first().map(|remark| format!("; {} {}: {}", grid.unit.name(), remark.row, remark.what));
        return Err(format!(
            "has no {} with both a question and an answer{}",
            grid.unit.name(),
            why.unwrap_or_default()
        ));
    }
    Ok(Imported { unit: grid.unit, pairs, remarks, named: columns.header.is_some() })
}

/// Rows above the header and columns that nothing is made of.
fn unused(grid: &Grid, columns: &Columns) -> Vec<Remark> {
    let above = grid.rows.iter().take(columns.header.unwrap_or(0)).map(|(row, cells)| {
        let text = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ");
        Remark { row: *row, what: format!("left out: “{text}” stands above the header") }
    });
    let named = columns.unused.iter();
    let columns = named.map(|(name, why)| Remark { row: 0, what: format!("{name} is left out: {why}") });
    above.chain(columns).collect()
}
