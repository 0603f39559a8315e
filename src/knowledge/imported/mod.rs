//! Questions and answers as other people keep them (tables, exports of other bots, JSON, pages), turned into themes that
//! a volunteer can go on editing.
//!
//! Whatever the format, it becomes a [`Grid`] of cells, then [`Pair`]s, then [`Draft`]s of entries, which [`merge`] lays
//! into a base without touching what was edited there. Nothing is dropped silently: what is left out is a [`Remark`].

mod answer;
mod cells;
mod columns;
mod drafts;
mod json;
mod merge;
mod pages;
mod theme_file;
mod tongue;

pub use drafts::{Draft, drafts, phrasing_key};
pub use merge::{Merged, merge};

use super::date::AsOf;
use super::document::Form;
use super::lint::MAX_ANSWER;
use super::loose_date::{loose_date, writes_day_first};
use crate::text::{Lang, folded_words, tidy};
use answer::{light, shortened};
use columns::{Columns, Role, columns, not_ours};
use std::collections::BTreeMap;
use tongue::{Tongue, tongues};

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
    let mut remarks = unused(grid, &columns);
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
    Ok(Imported { unit: grid.unit, pairs, remarks })
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

struct Rows<'a> {
    grid: &'a Grid,
    columns: &'a Columns,
    day_first: Option<bool>,
}

/// The language of a row's questions and of its answers, where no column says it; or the name of the one it claims.
type Spoken = (Option<Tongue>, Option<Tongue>);

impl Rows<'_> {
    fn cell<'c>(&self, cells: &'c [String], column: Option<usize>) -> Option<&'c str> {
        column.and_then(|at| cells.get(at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    fn words(&self, cell: &str) -> String {
        if self.grid.ready { cell.to_owned() } else { light(cell) }
    }

    /// Questions and answers are looked at together; apart only where a column says the language of one of them.
    fn spoken(&self, body: &[(usize, Vec<String>)]) -> Vec<Spoken> {
        let open = |list: &[(usize, Option<Tongue>)]| {
            list.iter().filter(|(_, tongue)| tongue.is_none()).map(|(at, _)| *at).collect::<Vec<_>>()
        };
        let (questions, answers) = (open(&self.columns.questions), open(&self.columns.answers));
        let text = |cells: &[String], columns: &[usize]| {
            columns.iter().filter_map(|at| cells.get(*at)).map(|cell| self.words(cell)).collect::<Vec<_>>().join("\n")
        };
        let together = questions.len() == self.columns.questions.len() && answers.len() == self.columns.answers.len();
        if together {
            let texts: Vec<String> = body
                .iter()
                .map(|(_, cells)| {
                    // A question in one language with an answer of names and addresses: the question counts twice.
                    let question = text(cells, &questions);
                    format!("{question}\n{}\n{question}", text(cells, &answers))
                })
                .collect();
            return tongues(&texts).into_iter().map(|tongue| (tongue, tongue)).collect();
        }
        let of = |columns: &[usize]| tongues(&body.iter().map(|(_, cells)| text(cells, columns)).collect::<Vec<_>>());
        of(&questions).into_iter().zip(of(&answers)).collect()
    }

    fn pair(&self, row: &(usize, Vec<String>), spoken: Spoken, remarks: &mut Vec<Remark>) -> Result<Pair, String> {
        let (number, cells) = row;
        let mut told = spoken;
        if let Some(name) = self.cell(cells, self.columns.of(Role::Language)) {
            match Tongue::named(name) {
                Some(tongue) => told = (Some(tongue), Some(tongue)),
                None => remarks.push(Remark {
                    row: *number,
                    what: format!("`{name}` names no language that is known; taken as what it looks like"),
                }),
            }
        }
        let mut pair = Pair { row: *number, ..Pair::default() };
        let mut strange = None;
        for (at, tongue) in &self.columns.questions {
            let asked = self.cell(cells, Some(*at)).map(|cell| phrasings(&self.words(cell))).unwrap_or_default();
            if let (false, Some(lang)) = (asked.is_empty(), ours(tongue.or(told.0), &mut strange)) {
                pair.ask.entry(lang).or_default().extend(asked);
            }
        }
        for (at, tongue) in &self.columns.answers {
            let answer = self.cell(cells, Some(*at)).map(|cell| self.words(cell)).unwrap_or_default();
            if let (false, Some(lang)) = (folded_words(&answer).is_empty(), ours(tongue.or(told.1), &mut strange)) {
                let (answer, cut) = shortened(answer);
                if cut {
                    let what =
                        format!("cut: one message holds {MAX_ANSWER} units; shorten it, or make two entries of it");
                    remarks.push(Remark { row: *number, what });
                }
                pair.answer.insert(lang, answer);
            }
        }
        if pair.ask.is_empty() || pair.answer.is_empty() {
            let why = strange.map(not_ours);
            return Err(why.unwrap_or_else(|| "the question or the answer is empty".to_owned()));
        }
        if let Some(tongue) = strange {
            remarks.push(Remark { row: *number, what: format!("a part of it is left out: {}", not_ours(tongue)) });
        }
        self.details(cells, &mut pair, remarks);
        Ok(pair)
    }

    /// Everything but the question and the answer.
    fn details(&self, cells: &[String], pair: &mut Pair, remarks: &mut Vec<Remark>) {
        let cell = |role| self.cell(cells, self.columns.of(role));
        let line = |text: &str| tidy(&self.words(text));
        pair.id = cell(Role::Id).map(str::to_owned).filter(|id| is_name(id));
        pair.theme = cell(Role::Theme).map(line).filter(|theme| !folded_words(theme).is_empty());
        let source = cell(Role::Source).map(address);
        pair.source = source.filter(|source| source.contains("://") || !self.columns.is_export());
        if let Some(text) = cell(Role::Date) {
            pair.as_of = loose_date(text, self.day_first);
            if pair.as_of.is_none() {
                let what = format!("the date `{text}` is not read; write it as `2024-05-03` or `2024-05`");
                remarks.push(Remark { row: pair.row, what });
            }
        }
        pair.number = cell(Role::Number).map(str::to_owned);
        pair.context_only = cell(Role::ContextOnly).is_some_and(|cell| cell.eq_ignore_ascii_case("true"));
        pair.prompts = cell(Role::Prompts).map(prompts).unwrap_or_default();
    }
}

/// The language, when it is ours; else it is remembered.
fn ours(tongue: Option<Tongue>, strange: &mut Option<Tongue>) -> Option<Lang> {
    let Some(tongue) = tongue else { return Some(Lang::default()) };
    let lang = tongue.ours();
    if lang.is_none() {
        *strange = Some(tongue);
    }
    lang
}

/// The ways to ask in a cell: parted by `|`, or each a question on a line of its own.
fn phrasings(cell: &str) -> Vec<String> {
    let lines: Vec<&str> =
        cell.lines().map(|line| line.trim().trim_start_matches("- ")).filter(|line| !line.is_empty()).collect();
    let each_asks = lines.len() > 1 && lines.iter().all(|line| line.ends_with('?'));
    let whole = lines.join(" ");
    let parts: Vec<&str> = if each_asks { lines } else { vec![&whole] };
    let ways = parts.iter().flat_map(|part| part.split('|')).map(|part| tidy(&part.replace("**", "")));
    ways.filter(|way| !folded_words(way).is_empty()).collect()
}

/// An id that is a name; numbers of rows name nothing.
fn is_name(id: &str) -> bool {
    let plain = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b));
    plain && id.len() <= 40 && id.bytes().any(|b| b.is_ascii_lowercase())
}

/// A source on one line; of a link in markup its address.
fn address(cell: &str) -> String {
    let cell = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    let within = |rest: &str| rest.split([')', '"', '\'', '>', ' ']).next().unwrap_or_default().to_owned();
    for lead in ["](", "href=\"", "href='"] {
        if let Some((_, rest)) = cell.split_once(lead).filter(|(_, rest)| rest.starts_with("http")) {
            return within(rest);
        }
    }
    if cell.starts_with("www.") && !cell.contains(' ') { format!("https://{cell}") } else { cell }
}

/// The numbers of the rows that QnA Maker offers below an answer.
fn prompts(cell: &str) -> Vec<String> {
    let list: Vec<serde_json::Value> = serde_json::from_str(cell).unwrap_or_default();
    let number = |prompt: &serde_json::Value| {
        let found = prompt.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case("qnaid"))?;
        Some(found.1.to_string().trim_matches('"').to_owned())
    };
    list.iter().filter_map(number).collect()
}
