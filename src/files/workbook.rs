//! Spreadsheets: the sheets of a workbook as cells of text.

use crate::knowledge::imported::{Grid, Unit};
use calamine::{Data, Range, Reader, open_workbook_auto_from_rs};
use std::io::Cursor;

/// The sheets of a workbook that are not empty, with their names.
///
/// # Errors
/// When the bytes are no workbook.
pub fn sheets(bytes: Vec<u8>) -> Result<Vec<(String, Grid)>, String> {
    let failed = |error| format!("is no spreadsheet that can be read: {error}; save it as XLSX or CSV");
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(failed)?;
    let names = workbook.sheet_names();
    let mut found = Vec::new();
    for name in names {
        let range = workbook.worksheet_range(&name).map_err(failed)?;
        let grid = Grid { unit: Unit::Row, rows: rows(&range), ready: false, remarks: Vec::new() };
        if !grid.rows.is_empty() {
            found.push((name, grid));
        }
    }
    Ok(found)
}

/// Rows that hold something, counted as the spreadsheet counts them.
fn rows(range: &Range<Data>) -> Vec<(usize, Vec<String>)> {
    let first = range.start().map_or(0, |(row, _)| row as usize);
    let rows = range.rows().enumerate().map(|(at, cells)| (first + at + 1, cells.iter().map(text).collect::<Vec<_>>()));
    rows.filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty())).collect()
}

/// A cell as it is shown: whole numbers without a point, dates as dates.
fn text(cell: &Data) -> String {
    match cell {
        Data::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::Error(_) => String::new(),
        other => other.to_string(),
    }
}

/// The sheets as one text with tabs between the cells, for reading among raw documents.
///
/// # Errors
/// When the bytes are no workbook.
pub fn as_text(bytes: Vec<u8>) -> Result<String, String> {
    let line = |cells: &Vec<String>| {
        cells.iter().map(|cell| cell.replace(['\t', '\n', '\r'], " ")).collect::<Vec<_>>().join("\t")
    };
    let mut out = String::new();
    // Sheets of a base hold one table: the first that has something in it.
    if let Some((_, grid)) = sheets(bytes)?.first() {
        let mut number = 1;
        for (row, cells) in &grid.rows {
            out.push_str(&"\n".repeat(row - number));
            out.push_str(&line(cells));
            number = *row;
        }
    }
    Ok(out)
}
