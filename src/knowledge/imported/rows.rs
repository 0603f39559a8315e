//! Rows of a table to pairs: which language they are in, and everything that stands beside a question and its answer.

use super::answer::{light, shortened};
use super::columns::{Columns, not_ours};
use super::header::Role;
use super::tongue::{Tongue, tongues};
use super::{Grid, Pair, Remark};
use crate::knowledge::lint::MAX_ANSWER;
use crate::knowledge::loose_date::loose_date;
use crate::text::{Lang, folded_words, tidy};

/// How the rows of a grid are read.
pub(super) struct Rows<'a> {
    pub grid: &'a Grid,
    pub columns: &'a Columns,
    pub day_first: Option<bool>,
}

/// The language of a row's questions and of its answers, where no column says it; or the name of the one it claims.
pub(super) type Spoken = (Option<Tongue>, Option<Tongue>);

impl Rows<'_> {
    fn cell<'c>(&self, cells: &'c [String], column: Option<usize>) -> Option<&'c str> {
        column.and_then(|at| cells.get(at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    fn words(&self, cell: &str) -> String {
        if self.grid.ready { cell.to_owned() } else { light(cell) }
    }

    /// Questions and answers are looked at together; apart only where a column says the language of one of them.
    pub fn spoken(&self, body: &[(usize, Vec<String>)]) -> Vec<Spoken> {
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

    pub fn pair(&self, row: &(usize, Vec<String>), spoken: Spoken, remarks: &mut Vec<Remark>) -> Result<Pair, String> {
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
            if let (true, Some(lang)) =
                (answer.chars().any(char::is_alphanumeric), ours(tongue.or(told.1), &mut strange))
            {
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
            let why = strange.map(|tongue| format!("{}; translate it", not_ours(tongue)));
            return Err(why.unwrap_or_else(|| "the question or the answer is empty; write both".to_owned()));
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
