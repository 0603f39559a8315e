//! A table of questions and answers, as other bots export it, turned into a theme that a volunteer can go on editing.

use super::lint::MAX_ANSWER;
use crate::text::{Lang, Piece, beginning, folded_words, language_by_letters, pieces, slug, tidy};
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;

/// Signs that may part columns, likeliest first where a table fits several.
const DELIMITERS: [u8; 4] = *b"\t;,|";
/// What the columns are called, folded.
const QUESTION: [&str; 9] =
    ["question", "questions", "q", "вопрос", "вопросы", "soru", "sorular", "utterance", "query"];
const ANSWER: [&str; 9] = ["answer", "answers", "a", "ответ", "ответы", "cevap", "yanit", "response", "reply"];
const LANGUAGE: [&str; 4] = ["lang", "language", "язык", "dil"];
/// The longest title, in characters, and the longest id.
const LONGEST_TITLE: usize = 90;
const LONGEST_ID: usize = 36;
/// A table has a column for the question and one for the answer.
const FEWEST_COLUMNS: usize = 2;

/// A row that is left out, or changed, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The row, counted from 1 with the header.
    pub row: usize,
    /// Why.
    pub what: String,
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Where it stands.
    pub row: usize,
    /// The language of both.
    pub lang: Lang,
    /// As asked.
    pub question: String,
    /// In light markup.
    pub answer: String,
}

/// An entry in the making: ways to ask with one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drafted {
    /// Its id.
    pub id: String,
    /// The language of everything in it.
    pub lang: Lang,
    /// Ways to ask, with their rows.
    pub ask: Vec<(usize, String)>,
    /// The answer.
    pub answer: String,
}

/// Reads a table. Finds the sign between its columns and the columns themselves, by their names or by what is in them.
///
/// # Errors
/// When there is no table with at least two columns and a pair in it.
pub fn pairs(text: &str) -> Result<(Vec<Pair>, Vec<Remark>), String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let rows =
        rows(text).ok_or("no table of two or more columns; use CSV or TSV with a question and an answer a row")?;
    let (header, columns) = columns(&rows);
    let (mut pairs, mut remarks) = (Vec::new(), Vec::new());
    for (at, row) in rows.iter().enumerate().skip(usize::from(header)) {
        let cell = |column: usize| row.get(column).map(String::as_str).unwrap_or_default();
        let (question, answer) = (tidy(&plain(cell(columns.question))), plain(cell(columns.answer)));
        let number = at + 1;
        if folded_words(&question).is_empty() || folded_words(&answer).is_empty() {
            remarks.push(Remark { row: number, what: "left out: the question or the answer is empty".to_owned() });
            continue;
        }
        let named = columns.language.and_then(|column| cell(column).trim().get(..2)?.to_lowercase().parse().ok());
        let lang = named.or_else(|| language_by_letters(&format!("{question} {answer}"))).unwrap_or_default();
        let (answer, cut) = shortened(answer);
        if cut {
            let what = format!("cut: one message holds {MAX_ANSWER} units; shorten it, or make two entries of it");
            remarks.push(Remark { row: number, what });
        }
        pairs.push(Pair { row: number, lang, question, answer });
    }
    if pairs.is_empty() { Err("no row has both a question and an answer".to_owned()) } else { Ok((pairs, remarks)) }
}

/// The rows of the table, parted by the sign that gives most rows of one width.
fn rows(text: &str) -> Option<Vec<Vec<String>>> {
    let read = |delimiter: u8| {
        let mut reader = csv::ReaderBuilder::new();
        reader.has_headers(false).flexible(true).delimiter(delimiter);
        let records = reader.from_reader(text.as_bytes()).into_records();
        let rows = records.map_while(Result::ok).map(|record| record.iter().map(str::to_owned).collect());
        rows.filter(|row: &Vec<String>| row.iter().any(|cell| !cell.trim().is_empty())).collect::<Vec<_>>()
    };
    let fitting = DELIMITERS.into_iter().map(read).map(|rows| (regular(&rows), rows));
    // The first of equals: `max_by_key` would take the last.
    let best = fitting.rev().max_by_key(|(regular, _)| *regular)?;
    (best.0 > 0).then_some(best.1)
}

/// How many rows have the commonest width of two or more.
fn regular(rows: &[Vec<String>]) -> usize {
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    rows.iter().filter(|row| row.len() >= FEWEST_COLUMNS).for_each(|row| *widths.entry(row.len()).or_default() += 1);
    widths.into_values().max().unwrap_or(0)
}

struct Columns {
    question: usize,
    answer: usize,
    language: Option<usize>,
}

/// Whether there is a header, and which column is which.
fn columns(rows: &[Vec<String>]) -> (bool, Columns) {
    let head: Vec<String> = rows.first().into_iter().flatten().map(|cell| folded_words(cell).join(" ")).collect();
    let named = |names: &[&str]| head.iter().position(|cell| names.contains(&cell.as_str()));
    if let (Some(question), Some(answer)) = (named(&QUESTION), named(&ANSWER)) {
        return (true, Columns { question, answer, language: named(&LANGUAGE) });
    }
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let cells = |column: usize| rows.iter().filter_map(move |row| row.get(column));
    let letters = |column: usize| cells(column).map(|cell| cell.chars().count()).sum::<usize>();
    let asks = |column: usize| cells(column).filter(|cell| cell.trim_end().ends_with('?')).count();
    let answer = (0..width).rev().max_by_key(|column| letters(*column)).unwrap_or(1);
    let others = (0..width).filter(|column| *column != answer);
    let question = others.rev().max_by_key(|column| (asks(*column), letters(*column).min(1))).unwrap_or(0);
    (false, Columns { question, answer, language: None })
}

/// An answer of another bot in light markup: its tags and marks taken out, line breaks kept.
fn plain(cell: &str) -> String {
    let broken = cell.replace("\\r\\n", "\n").replace("\\n", "\n").replace("\r\n", "\n");
    let text = entities(&tags(&broken));
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.trim().trim_start_matches('#').trim();
        let item = ["* ", "• ", "– ", "— "].into_iter().find_map(|mark| line.strip_prefix(mark));
        lines.push(item.map_or(line.to_owned(), |item| format!("- {}", item.trim())));
    }
    let mut out = lines.join("\n");
    while out.contains("\n\n\n") {
        out = out.replace("\n\n\n", "\n\n");
    }
    out.trim().to_owned()
}

/// The text without HTML tags; those that break lines break them, links keep their address.
fn tags(text: &str) -> String {
    let mut out = String::new();
    let mut address: Option<&str> = None;
    for piece in pieces(text) {
        let tag = match piece {
            Piece::Text(text) => {
                out.push_str(text);
                continue;
            }
            Piece::Tag(tag) => tag,
        };
        let name = tag.trim_matches('/').split_whitespace().next().unwrap_or_default().to_lowercase();
        match (name.as_str(), tag.starts_with('/')) {
            ("br" | "p" | "div" | "ul" | "ol" | "tr" | "h1" | "h2" | "h3", _) => out.push('\n'),
            ("li", false) => out.push_str("\n- "),
            ("a", false) => {
                let link = tag.split_once("href=").map(|(_, link)| link.trim_start_matches(['"', '\'']));
                address = link.and_then(|link| link.split(['"', '\'', ' ']).next());
            }
            ("a", true) => {
                let _ = address.take().map(|address| write!(out, " ({address})"));
            }
            _ => {}
        }
    }
    out
}

fn entities(text: &str) -> String {
    let known = [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ];
    known.iter().fold(text.to_owned(), |text, (entity, sign)| text.replace(entity, sign))
}

/// The answer, cut at the end of a line or sentence where it is longer than one message holds.
fn shortened(answer: String) -> (String, bool) {
    let units = |text: &str| text.encode_utf16().count();
    if units(&answer) <= MAX_ANSWER {
        return (answer, false);
    }
    let ends = answer.char_indices().filter(|(_, c)| matches!(c, '\n' | '.' | '!' | '?' | ' '));
    let ends: Vec<(usize, char)> = ends.filter(|(at, _)| units(&answer[..*at]) < MAX_ANSWER - 2).collect();
    let sentence = ends.iter().rev().find(|(_, c)| *c != ' ').or(ends.last());
    let end = sentence.map_or(0, |(at, c)| at + c.len_utf8());
    (format!("{} …", answer[..end].trim_end()), true)
}

/// Entries for pairs: one answer with all its questions. `taken` are ids and phrasings that the base has already.
pub fn drafts(pairs: &[Pair], taken: &HashSet<String>, asked: &HashSet<String>) -> (Vec<Drafted>, Vec<Remark>) {
    let (mut drafts, mut remarks): (Vec<Drafted>, Vec<Remark>) = (Vec::new(), Vec::new());
    let mut ids = taken.clone();
    let mut seen: HashSet<String> = asked.clone();
    for pair in pairs {
        if !seen.insert(phrasing_key(pair.lang, &pair.question)) {
            remarks.push(Remark { row: pair.row, what: format!("left out: “{}” is asked already", pair.question) });
            continue;
        }
        let same = |draft: &&mut Drafted| draft.answer == pair.answer && draft.lang == pair.lang;
        match drafts.iter_mut().find(same) {
            Some(draft) => draft.ask.push((pair.row, pair.question.clone())),
            None => drafts.push(Drafted {
                id: fresh_id(&pair.question, &mut ids),
                lang: pair.lang,
                ask: vec![(pair.row, pair.question.clone())],
                answer: pair.answer.clone(),
            }),
        }
    }
    (drafts, remarks)
}

/// A phrasing as it may stand only once in a base.
pub fn phrasing_key(lang: Lang, phrasing: &str) -> String {
    format!("{lang} {}", folded_words(phrasing).join(" "))
}

/// An id from the words of a question that nobody has yet.
fn fresh_id(question: &str, ids: &mut HashSet<String>) -> String {
    let base = slug(question, LONGEST_ID);
    let base = if base.is_empty() { "entry".to_owned() } else { base };
    let mut id = base.clone();
    let mut number = 2;
    while !ids.insert(id.clone()) {
        id = format!("{base}-{number}");
        number += 1;
    }
    id
}

/// The theme file of drafts, as a volunteer would write it.
pub fn theme_file(name: &str, origin: &str, drafts: &[Drafted]) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut out =
        format!("{IMPORTED} `{origin}`. Cite facts, add phrasings, correct what is wrong: the file is yours now.\n");
    let langs: HashSet<Lang> = drafts.iter().map(|draft| draft.lang).collect();
    for lang in Lang::ALL.into_iter().filter(|lang| langs.contains(lang)) {
        let _ = writeln!(out, "title.{lang} = {}", quoted(name));
    }
    for draft in drafts {
        let (id, lang) = (&draft.id, draft.lang);
        let first = draft.ask.first().map_or("", |(_, question)| question);
        let title = beginning(first, LONGEST_TITLE);
        let title = if title.len() < first.len() { format!("{title}…") } else { title.to_owned() };
        let _ = writeln!(out, "\n[[entry]]\nid = {}\ntitle.{lang} = {}\nask.{lang} = [", quoted(id), quoted(&title));
        for (_, question) in &draft.ask {
            let _ = writeln!(out, "  {},", quoted(question));
        }
        let _ = writeln!(out, "]\nanswer.{lang} = {}", quoted(&draft.answer));
    }
    out
}

/// How a file that was imported begins; such a one may be imported anew.
pub const IMPORTED: &str = "# Imported from";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_every_make_are_read() {
        for (text, question, answer) in [
            ("question,answer\nWhere is it?,\"Here, at the pier\"\n", "Where is it?", "Here, at the pier"),
            ("Вопрос;Ответ\nГде он?;Тут, у пирса\n", "Где он?", "Тут, у пирса"),
            (
                "Question\tAnswer\tSource\tMetadata\tSuggestedQuestions\nHi there\t**Hello**\\nto you\tEditorial\t\t[]\n",
                "Hi there",
                "**Hello**\nto you",
            ),
            ("id,reply,query\n1,<p>Yes<br/>a &amp; b</p>,open today\n", "open today", "Yes\na & b"),
            ("Open late?|We close at nine\nFar?|Two stops\n", "Open late?", "We close at nine"),
            (
                "We are open from nine to five every day,When are you open?\nIn the harbour street,Where are you?\n",
                "When are you open?",
                "We are open from nine to five every day",
            ),
        ] {
            let (pairs, _) = pairs(text).unwrap();
            assert_eq!((pairs[0].question.as_str(), pairs[0].answer.as_str()), (question, answer), "{text}");
        }
        assert!(pairs("just a line\nand another").is_err());
        assert!(pairs("").is_err());
    }

    #[test]
    fn questions_with_one_answer_make_one_entry() {
        let (pairs, _) = pairs("question,answer\nOpen?,Yes\nAre you open?,Yes\nOpen ?,No\n").unwrap();
        let (drafts, remarks) = drafts(&pairs, &HashSet::from(["open".to_owned()]), &HashSet::new());
        assert_eq!(drafts.len(), 1);
        assert_eq!((drafts[0].id.as_str(), drafts[0].ask.len(), remarks[0].row), ("open-2", 2, 4));
    }

    #[test]
    fn links_and_lists_survive() {
        assert_eq!(plain("<ul><li>one</li><li>two</li></ul>"), "- one\n\n- two".replace("\n\n", "\n"));
        assert_eq!(
            plain("see <a href=\"https://a.example/b\">this</a>, 1 < 2"),
            "see this (https://a.example/b), 1 < 2"
        );
        let (cut, was_cut) = shortened("A sentence. ".repeat(1_000));
        assert!(was_cut && cut.encode_utf16().count() <= MAX_ANSWER && cut.ends_with(". …"), "{}", cut.len());
    }
}
