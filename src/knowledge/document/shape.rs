//! Blocks to passages: what is shown hangs together, and the headings above it help to find it.

use super::block::{Block, Kind};
use super::sentence::{MAX_PASSAGE, cut};
use crate::knowledge::markup::{markup, plain_text};

/// A lead-in is said again before each part of a long list when it is shorter than this, in characters.
const SHORT_LEAD: usize = 120;

/// A piece of a document that may be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::knowledge) struct Passage {
    /// The headings above it, outermost first.
    pub heading: String,
    /// Its text, plain.
    pub text: String,
}

/// Cuts blocks into passages. The title, which stands above all of them, is no heading of theirs.
pub(super) fn passages(blocks: &[Block], title: Option<&str>) -> Vec<Passage> {
    let mut shape = Shape::default();
    let mut from = 0;
    for (at, block) in blocks.iter().enumerate() {
        match &block.kind {
            Kind::Heading(rank) => {
                shape.section(&blocks[from..at]);
                shape.trail.retain(|(other, _)| other < rank);
                if title != Some(&*block.text) {
                    shape.trail.push((*rank, plain(&block.text)));
                }
                from = at + 1;
            }
            Kind::End => {
                shape.section(&blocks[from..at]);
                shape.trail.retain(|(rank, _)| *rank < 7);
                from = at + 1;
            }
            _ => {}
        }
    }
    shape.section(&blocks[from..]);
    shape.passages
}

fn plain(text: &str) -> String {
    plain_text(&markup(text))
}

#[derive(Default)]
struct Shape {
    trail: Vec<(u8, String)>,
    passages: Vec<Passage>,
}

impl Shape {
    /// What stands below one heading: as one passage where it fits, else by paragraphs, lists and rows.
    fn section(&mut self, blocks: &[Block]) {
        let mut units: Vec<Unit> = Vec::new();
        let mut header: Option<&[String]> = None;
        let mut rows = 0;
        for (at, block) in blocks.iter().enumerate() {
            match &block.kind {
                Kind::Paragraph => units.push(Unit::Text(plain(&block.text))),
                Kind::Item(mark) => {
                    let item = format!("{mark}{}", plain(&block.text).replace('\n', " "));
                    match units.last_mut() {
                        Some(Unit::List(_, items)) => items.push(item),
                        Some(Unit::Text(lead)) => {
                            let lead = std::mem::take(lead);
                            units.pop();
                            units.push(Unit::List(lead, vec![item]));
                        }
                        _ => units.push(Unit::List(String::new(), vec![item])),
                    }
                }
                Kind::Table => (header, rows) = (None, 0),
                Kind::Row { header: marked } => {
                    let first = rows == 0 && (*marked || heads(&block.cells, &blocks[at + 1..]));
                    rows += 1;
                    match first {
                        true => header = Some(&block.cells),
                        false => units.push(row(&block.cells, header)),
                    }
                }
                Kind::Heading(_) | Kind::End => {}
            }
        }
        self.lay_out(units);
    }

    fn lay_out(&mut self, units: Vec<Unit>) {
        let whole: Vec<String> = units.iter().map(Unit::text).collect();
        let length: usize = whole.iter().map(|text| text.chars().count() + 1).sum();
        let table = units.iter().any(|unit| matches!(unit, Unit::Row(_)));
        if length <= MAX_PASSAGE && !table {
            return self.add(whole.join("\n"));
        }
        for unit in units {
            match unit {
                Unit::Text(text) => cut(&text).into_iter().for_each(|piece| self.add(piece)),
                Unit::Row(text) => cut(&text).into_iter().for_each(|piece| self.add(piece)),
                Unit::List(lead, items) => self.list(&lead, items),
            }
        }
    }

    /// A list in parts that fit, its lead-in before each of them.
    fn list(&mut self, lead: &str, items: Vec<String>) {
        let mut lead = lead.to_owned();
        let mut part: Vec<String> = Vec::new();
        if lead.chars().count() > MAX_PASSAGE / 2 {
            cut(&lead).into_iter().for_each(|piece| self.add(piece));
            lead.clear();
        }
        for item in items {
            let length: usize = part.iter().map(|item| item.chars().count() + 1).sum();
            if !part.is_empty() && lead.chars().count() + length + item.chars().count() > MAX_PASSAGE {
                self.part(&lead, &mut part);
                if lead.chars().count() >= SHORT_LEAD {
                    lead.clear();
                }
            }
            part.push(item);
        }
        self.part(&lead, &mut part);
    }

    fn part(&mut self, lead: &str, items: &mut Vec<String>) {
        let lines: Vec<&str> =
            [lead].into_iter().chain(items.iter().map(String::as_str)).filter(|l| !l.is_empty()).collect();
        self.add(lines.join("\n"));
        items.clear();
    }

    fn add(&mut self, text: String) {
        if text.chars().any(char::is_alphanumeric) {
            let trail: Vec<&str> = self.trail.iter().map(|(_, text)| text.as_str()).collect();
            self.passages.push(Passage { heading: trail.join(" › "), text });
        }
    }
}

/// What may not be parted from itself.
enum Unit {
    Text(String),
    Row(String),
    /// A lead-in and its items.
    List(String, Vec<String>),
}

impl Unit {
    fn text(&self) -> String {
        match self {
            Unit::Text(text) | Unit::Row(text) => text.clone(),
            Unit::List(lead, items) if lead.is_empty() => items.join("\n"),
            Unit::List(lead, items) => format!("{lead}\n{}", items.join("\n")),
        }
    }
}

/// A row read with its header: `Ticket: monthly; Price: 620 lira`.
fn row(cells: &[String], header: Option<&[String]>) -> Unit {
    let cell = |at: usize| plain(&cells[at]).replace('\n', " ");
    if let (None, 2) = (header, cells.len()) {
        let (name, value) = (cell(0), cell(1));
        let name = name.trim_end_matches(':');
        let text =
            if name.is_empty() || value.is_empty() { format!("{name}{value}") } else { format!("{name}: {value}") };
        return Unit::Text(text);
    }
    let named = (0..cells.len()).filter_map(|at| {
        let name = header.and_then(|header| header.get(at)).map(|name| plain(name).replace('\n', " "));
        let value = cell(at);
        match name.as_deref().map(|name| name.trim_end_matches(':')) {
            _ if value.is_empty() => None,
            None | Some("") => Some(value),
            Some(name) => Some(format!("{name}: {value}")),
        }
    });
    Unit::Row(named.collect::<Vec<_>>().join("; "))
}

/// Whether the first row of a table without marked headers is one: of three columns or more, without a figure where the
/// rows below have some.
fn heads(cells: &[String], below: &[Block]) -> bool {
    let figure = |cell: &str| cell.chars().any(|c| c.is_ascii_digit());
    let rows = below.iter().take_while(|block| matches!(block.kind, Kind::Row { .. }));
    let figures = rows.filter(|block| block.cells.iter().any(|cell| figure(cell))).count();
    let full = cells.iter().filter(|cell| !cell.is_empty()).count() + 1 >= cells.len();
    cells.len() > 2 && full && figures > 0 && !cells.iter().any(|cell| figure(cell))
}
