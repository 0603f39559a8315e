//! Which column of a table is which: by the words of its header, in the languages that tables come in, else by what
//! stands in it.

use super::header::{Role, WEAK, WORDS, name_parts, role_of};
use super::tongue::Tongue;
use crate::knowledge::loose_date::loose_date;
use crate::text::folded_words;

/// A header stands in one of the first rows.
const FIRST_ROWS: usize = 10;
/// The share of the cells of a column that must be of a kind.
const SHARE: f64 = 0.8;
/// A column whose cells ask so much more often than another's holds the questions.
const ASKS_MORE: f64 = 0.2;

/// The columns of a table.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// The row that holds the names, by its place in the table.
    pub header: Option<usize>,
    pub questions: Vec<(usize, Option<Tongue>)>,
    pub answers: Vec<(usize, Option<Tongue>)>,
    roles: Vec<(Role, usize)>,
    /// Columns that nothing is made of, and why.
    pub unused: Vec<(String, String)>,
}

impl Columns {
    /// The column of a role that stands once.
    pub fn of(&self, role: Role) -> Option<usize> {
        self.roles.iter().find(|(other, _)| *other == role).map(|(_, column)| *column)
    }

    /// Whether the table is an export of QnA Maker, whose sources are names of its own.
    pub fn is_export(&self) -> bool {
        [Role::Number, Role::Prompts, Role::ContextOnly, Role::Ballast].iter().any(|role| self.of(*role).is_some())
    }
}

/// Finds the columns.
pub(super) fn columns(rows: &[(usize, Vec<String>)]) -> Columns {
    let strong = |cells: &[String]| {
        let has = |role| cells.iter().any(|cell| role_of(cell, WORDS).is_some_and(|(found, _)| found == role));
        (has(Role::Question), has(Role::Answer))
    };
    let full = rows.iter().take(FIRST_ROWS).position(|(_, cells)| strong(cells) == (true, true));
    // Keys of objects stand in no row of the file.
    let header = full.or_else(|| rows.first().filter(|(row, cells)| *row == 0 || is_header(cells)).map(|_| 0));
    let mut columns = Columns { header, ..Columns::default() };
    let width = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let mut free: Vec<usize> = (0..width).collect();
    if let Some(header) = header {
        named(&rows[header].1, &mut columns, &mut free);
    }
    let body = &rows[header.map_or(0, |header| header + 1)..];
    let seen: Vec<Column> = free.iter().map(|at| Column::of(body, *at)).collect();
    guessed(&seen, &mut columns);
    let taken: Vec<usize> = columns.questions.iter().chain(&columns.answers).map(|(at, _)| *at).collect();
    for column in seen.iter().filter(|column| column.full > 0 && !taken.contains(&column.at)) {
        // What stands beyond the header is told row by row.
        let beyond = header.is_some_and(|header| rows[header].1.len() <= column.at);
        if beyond || columns.roles.iter().any(|(_, at)| *at == column.at) {
            continue;
        }
        let name = header.and_then(|header| rows[header].1.get(column.at)).filter(|name| !name.trim().is_empty());
        let name = name.map_or(format!("column {}", column.at + 1), |name| format!("column `{}`", name.trim()));
        columns.unused.push((name, "an entry has no place for it".to_owned()));
    }
    columns
}

/// Whether the first row names columns though not both the question and the answer.
fn is_header(cells: &[String]) -> bool {
    let full: Vec<&String> = cells.iter().filter(|cell| !cell.trim().is_empty()).collect();
    let named = full.iter().filter(|cell| role_of(cell, WORDS).or(role_of(cell, WEAK)).is_some()).count();
    named >= 2 || (named == 1 && full.len() > 1 && full.iter().all(|cell| folded_words(cell).len() <= 2))
}

fn named(cells: &[String], columns: &mut Columns, free: &mut Vec<usize>) {
    let found = |words: &'static [(Role, &'static str)]| {
        let roles = cells.iter().enumerate().filter_map(move |(at, cell)| Some((at, role_of(cell, words)?)));
        roles.collect::<Vec<_>>()
    };
    let mut roles = found(WORDS);
    for (role, list) in [(Role::Question, &WEAK[..1]), (Role::Answer, &WEAK[1..])] {
        if !roles.iter().any(|(_, (found, _))| *found == role) {
            let free = found(list).into_iter().find(|(at, _)| !roles.iter().any(|(taken, _)| taken == at));
            roles.extend(free);
        }
    }
    // `Answer` before `Answered by`: the shortest name of those that mean the same.
    roles.sort_by_key(|(at, (role, _))| (!matches!(role, Role::Question), name_parts(&cells[*at]).len(), *at));
    for (at, (role, tongue)) in roles {
        match role {
            Role::Question => columns.questions.push((at, tongue)),
            Role::Answer if !columns.answers.iter().any(|(_, other)| *other == tongue) => {
                columns.answers.push((at, tongue))
            }
            Role::Answer => continue,
            _ if columns.of(role).is_some() && role != Role::Ballast => continue,
            _ => columns.roles.push((role, at)),
        }
        free.retain(|other| *other != at);
    }
    columns.questions.sort_by_key(|(at, _)| *at);
    columns.answers.sort_by_key(|(at, _)| *at);
    foreign(cells, columns);
}

/// Columns in languages that are not ours are left out, and named.
fn foreign(cells: &[String], columns: &mut Columns) {
    let strange = |tongue: Option<Tongue>| tongue.filter(|tongue| tongue.ours().is_none());
    let both = columns.questions.iter().chain(&columns.answers);
    let named = both.filter_map(|(at, tongue)| Some((*at, strange(*tongue)?)));
    let named: Vec<(String, String)> =
        named.map(|(at, tongue)| (format!("column `{}`", cells[at].trim()), not_ours(tongue))).collect();
    columns.questions.retain(|(_, tongue)| strange(*tongue).is_none());
    columns.answers.retain(|(_, tongue)| strange(*tongue).is_none());
    columns.unused.extend(named);
}

/// Why something in this language is left out.
pub(super) fn not_ours(tongue: Tongue) -> String {
    let ours: Vec<&str> = crate::text::Lang::ALL.iter().map(|lang| lang.code()).collect();
    format!("it is in {}, and pristan speaks {}", tongue.name(), ours.join(", "))
}

/// What stands in a column.
struct Column {
    at: usize,
    /// Cells that are not empty.
    full: usize,
    /// Shares of those that ask, lead somewhere, are dates, name languages; and of those that differ.
    asks: f64,
    links: f64,
    dates: f64,
    tongues: f64,
    varied: f64,
    /// Characters a cell.
    length: f64,
}

impl Column {
    fn of(rows: &[(usize, Vec<String>)], at: usize) -> Column {
        let cells: Vec<&str> = rows
            .iter()
            .filter_map(|(_, cells)| cells.get(at))
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
            .collect();
        let full = cells.len();
        let share =
            |fits: &dyn Fn(&str) -> bool| cells.iter().filter(|cell| fits(cell)).count() as f64 / full.max(1) as f64;
        let different: std::collections::HashSet<&&str> = cells.iter().collect();
        let short = |cell: &str| cell.chars().count() < 20;
        Column {
            at,
            full,
            asks: share(&|cell| cell.contains('?') && !cell.contains("://")),
            links: share(&|cell| {
                cell.starts_with("http://") || cell.starts_with("https://") || cell.starts_with("www.")
            }),
            dates: share(&|cell| short(cell) && loose_date(cell, None).is_some()),
            tongues: share(&|cell| short(cell) && folded_words(cell).len() < 3 && Tongue::named(cell).is_some()),
            varied: different.len() as f64 / full.max(1) as f64,
            length: cells.iter().map(|cell| cell.chars().count()).sum::<usize>() as f64 / full.max(1) as f64,
        }
    }
}

/// The share of the cells of a column that are of a kind.
type Share = fn(&Column) -> f64;

/// The columns that no header names, by what stands in them.
fn guessed(seen: &[Column], columns: &mut Columns) {
    let mut left: Vec<&Column> = seen.iter().filter(|column| column.full > 0).collect();
    let named = columns.header.is_some();
    let kinds: [(Role, Share); 3] = [
        (Role::Source, |column| column.links),
        (Role::Date, |column| column.dates),
        (Role::Language, |column| column.tongues),
    ];
    for (role, share) in kinds.into_iter().filter(|_| !named) {
        // Two columns are the least that a table needs for itself.
        if let Some(at) = left.iter().position(|column| share(column) >= SHARE).filter(|_| left.len() > 2) {
            columns.roles.push((role, left.remove(at).at));
        }
    }
    let repeats = |column: &&Column| column.full > 3 && column.varied < 0.5 && column.length < 40.0;
    if let Some(at) = left.iter().position(repeats).filter(|_| left.len() > 2 && !named) {
        columns.roles.push((Role::Theme, left.remove(at).at));
    }
    if columns.questions.is_empty() {
        let others = left.len() - usize::from(!left.is_empty());
        let by_asking = left.iter().copied().reduce(|best, next| if next.asks > best.asks { next } else { best });
        let second = |best: &Column| left.iter().filter(|c| c.at != best.at).map(|c| c.asks).fold(0.0, f64::max);
        let asking = by_asking.filter(|best| best.asks - second(best) >= ASKS_MORE);
        let longest = left.iter().copied().reduce(|best, next| if next.length > best.length { next } else { best });
        // Nobody asks, or all do: a question is shorter than its answer, and not the same in row after row.
        let shorter = left.iter().copied().filter(|column| longest.is_none_or(|longest| longest.at != column.at));
        let shorter = shorter
            .reduce(|best, next| if next.length * next.varied > best.length * best.varied { next } else { best });
        let wanted = others > 0 || !columns.answers.is_empty();
        if let Some(found) = asking.or(shorter).or(longest).filter(|_| wanted) {
            columns.questions.push((found.at, None));
        }
    }
    if columns.answers.is_empty() {
        let taken: Vec<usize> = columns.questions.iter().map(|(at, _)| *at).collect();
        let free = left.iter().copied().filter(|column| !taken.contains(&column.at));
        let longest = free.reduce(|best, next| if next.length > best.length { next } else { best });
        columns.answers.extend(longest.map(|column| (column.at, None)));
    }
}
