//! JSON and JSON Lines of pairs: lists of objects under any of the usual names, or one object from question to answer.

use super::{Grid, Remark, Unit};
use serde_json::{Map, Value};

/// How deep a list of pairs is looked for.
const DEEPEST: usize = 4;

/// Whether a text is JSON or JSON Lines by how it begins.
pub(super) fn looks_so(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[']) && (serde_json::from_str::<Value>(text).is_ok() || is_lines(text))
}

fn is_lines(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    serde_json::from_str::<Map<String, Value>>(first).is_ok()
}

/// Reads JSON, or else JSON Lines.
pub(super) fn grid(text: &str) -> Result<(Grid, Vec<Remark>), String> {
    match serde_json::from_str::<Value>(text) {
        Ok(value) if !(is_lines(text) && text.trim().lines().count() > 1) => {
            let items = items(value, DEEPEST)
                .ok_or("the JSON holds no list of pairs; write `[{\"question\": …, \"answer\": …}]`")?;
            let rows = items.into_iter().enumerate().map(|(at, item)| (at + 1, item)).collect();
            Ok((table(rows, Unit::Item), Vec::new()))
        }
        Err(error) if !is_lines(text) => Err(format!("is no JSON: {error}; correct the line")),
        _ => Ok(lines(text)),
    }
}

fn lines(text: &str) -> (Grid, Vec<Remark>) {
    let (mut rows, mut remarks) = (Vec::new(), Vec::new());
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str(line) {
            Ok(item) => rows.push((at + 1, item)),
            Err(error) => {
                remarks.push(Remark { row: at + 1, what: format!("left out: it is no JSON object: {error}") })
            }
        }
    }
    (table(rows, Unit::Line), remarks)
}

/// The objects of the list that has most of them, wherever it stands.
fn items(value: Value, depth: usize) -> Option<Vec<Map<String, Value>>> {
    match value {
        Value::Array(list) => {
            let pairs = list.into_iter().filter_map(|item| match item {
                Value::Object(object) => Some(object),
                Value::Array(cells) if cells.len() > 1 => Some(of_cells(cells)),
                _ => None,
            });
            Some(pairs.collect::<Vec<_>>()).filter(|items| !items.is_empty())
        }
        Value::Object(object) if object.values().all(Value::is_string) && !object.is_empty() => {
            let pair = |(question, answer)| {
                Map::from_iter([("question".into(), Value::String(question)), ("answer".into(), answer)])
            };
            let single = ["question", "answer"].iter().all(|key| object.contains_key(*key));
            Some(if single { vec![object] } else { object.into_iter().map(pair).collect() })
        }
        Value::Object(object) if depth > 0 => {
            let all_objects = object.values().all(|value| value.is_object()) && object.len() > 1;
            let lists = object.iter().filter_map(|(_, value)| items(value.clone(), depth - 1));
            let longest = lists.max_by_key(Vec::len).filter(|_| !all_objects);
            longest.or_else(|| {
                let named = object.into_iter().filter_map(|(id, value)| match value {
                    Value::Object(mut inner) => {
                        inner.entry("id").or_insert(Value::String(id));
                        Some(inner)
                    }
                    _ => None,
                });
                Some(named.collect::<Vec<_>>()).filter(|items| !items.is_empty())
            })
        }
        _ => None,
    }
}

fn of_cells(cells: Vec<Value>) -> Map<String, Value> {
    let names = ["question", "answer", "source", "date"].into_iter().map(str::to_owned);
    names.zip(cells).collect()
}

fn table(items: Vec<(usize, Map<String, Value>)>, unit: Unit) -> Grid {
    let mut names: Vec<String> = Vec::new();
    let mut flat: Vec<(usize, Vec<(String, String)>)> = Vec::new();
    for (at, item) in items {
        let mut cells = Vec::new();
        flatten("", Value::Object(item), &mut cells);
        for (name, _) in &cells {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        flat.push((at, cells));
    }
    let mut rows = vec![(0, names.clone())];
    for (at, cells) in flat {
        let cell = |name: &String| cells.iter().find(|(other, _)| other == name).map(|(_, cell)| cell.clone());
        rows.push((at, names.iter().map(|name| cell(name).unwrap_or_default()).collect()));
    }
    Grid { unit, rows, ready: false, remarks: Vec::new() }
}

/// `{"question": {"en": …}}` as `question en`; lists of words as phrasings.
fn flatten(name: &str, value: Value, cells: &mut Vec<(String, String)>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let name = if name.is_empty() { key } else { format!("{name} {key}") };
                flatten(&name, value, cells);
            }
        }
        Value::Array(list) if list.iter().all(Value::is_string) => {
            let words: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            cells.push((name.to_owned(), words.join("|")));
        }
        Value::String(text) => cells.push((name.to_owned(), text)),
        Value::Null => {}
        other => cells.push((name.to_owned(), other.to_string())),
    }
}
