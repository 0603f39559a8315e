//! Files of questions and answers as people keep them, and exactly what `pristan import` makes of them.
//!
//! Each file in `tests/imports` that has a file `NAME.expected` beside it is a test: what is said, the exit code, and the
//! themes that are written. Set `PRISTAN_BLESS=1` to write what comes now, and read the difference.

use crate::cli::Pristan;
use crate::help::of_any_languages;
use pristan::knowledge::imported::{drafts, pairs};
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/imports")
}

/// The themes of a base, one below the other.
fn themes(base: &Path) -> String {
    let Ok(files) = fs::read_dir(base.join("faq")) else { return String::new() };
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    let shown = files.iter().map(|file| {
        format!("== {}\n{}", file.strip_prefix(base).unwrap().display(), fs::read_to_string(file).unwrap())
    });
    shown.collect()
}

/// What an import into a new base says and writes.
fn imported(name: &str) -> String {
    let place = tempfile::tempdir().unwrap();
    fs::copy(folder().join(name), place.path().join(name)).unwrap();
    let done =
        Pristan::bare(&place.path().join("data")).within(place.path()).args(["import", name, "--to", "mb"]).run();
    format!("{}{}exit {}\n{}", done.out, done.err, done.code, themes(&place.path().join("mb")))
}

fn inputs() -> Vec<String> {
    let names = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| !name.ends_with(".expected")).collect();
    names.sort();
    names
}

#[test]
fn every_file_becomes_exactly_what_it_should() {
    let names = inputs();
    assert!(names.len() >= 28, "inputs are gone: {names:?}");
    let mut wrong = Vec::new();
    for name in names {
        let said = of_any_languages(&imported(&name));
        let file = folder().join(format!("{name}.expected"));
        if std::env::var_os("PRISTAN_BLESS").is_some() {
            fs::write(&file, &said).unwrap();
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if said != expected {
            wrong.push(format!("{name}\nexpected:\n{expected}\nsaid:\n{said}"));
        }
    }
    assert!(wrong.is_empty(), "{}\nhelp: if the new words are better, run with PRISTAN_BLESS=1", wrong.join("\n"));
}

#[test]
fn every_written_base_is_in_order_and_imports_the_same_again() {
    for name in ["headers-english.csv", "qnamaker.tsv", "languages-in-columns.csv", "headings.md"] {
        let place = tempfile::tempdir().unwrap();
        let run = |args: &[&str]| Pristan::bare(&place.path().join("data")).within(place.path()).args(args).run();
        let file = folder().join(name);
        let import = || run(&["import", file.to_str().unwrap(), "--to", "mb"]);
        assert_eq!(import().code, 0);
        let check = run(&["check", "--base", "mb"]);
        assert!(check.code == 0 && !check.out.contains("error:"), "{name}: {}", check.out);
        let before = themes(&place.path().join("mb"));
        let again = import();
        assert!(again.code == 0 && again.out.contains("0 added, 0 changed"), "{name}: {}", again.out);
        assert_eq!(themes(&place.path().join("mb")), before, "{name}");
    }
}

/// A base of one table, and a way to import and to edit.
struct Desk {
    place: tempfile::TempDir,
}

const LIBRARY: &str = "Question,Answer,Source\n\
    When is the library open?,From nine to five.,https://library.example/hours\n\
    How do I get a card?,Bring your passport.,https://library.example/card\n\
    Where is the pier?,Behind the market.,https://port.example\n";

impl Desk {
    fn new() -> Desk {
        let desk = Desk { place: tempfile::tempdir().unwrap() };
        desk.table(LIBRARY);
        desk
    }

    fn table(&self, text: &str) {
        fs::write(self.place.path().join("library.csv"), text).unwrap();
    }

    fn run(&self, args: &[&str]) -> crate::cli::Done {
        Pristan::bare(&self.place.path().join("data")).within(self.place.path()).args(args).run()
    }

    fn import(&self, to: &str) -> String {
        let done = self.run(&["import", "library.csv", "--to", to, "-v"]);
        assert_eq!(done.code, 0, "{}{}", done.out, done.err);
        done.out
    }

    fn theme(&self) -> String {
        fs::read_to_string(self.place.path().join("mb/faq/library.toml")).unwrap()
    }

    fn edit(&self, from: &str, to: &str) {
        let text = self.theme();
        assert!(text.contains(from), "{from} is not in:\n{text}");
        fs::write(self.place.path().join("mb/faq/library.toml"), text.replacen(from, to, 1)).unwrap();
    }
}

#[test]
fn an_import_of_the_same_file_again_keeps_every_edit() {
    let desk = Desk::new();
    desk.import("mb");
    desk.edit("answer.en = \"From nine to five.\"", "answer.en = \"From **ten** to five.\" # asked on Monday");
    desk.edit(
        "\"How do I get a card?\",",
        "\"How do I get a card?\",\n  # as the students say it\n  \"library card\",",
    );
    desk.edit("source = \"https://port.example\"\n", "");
    desk.edit("title.en = \"library\"", "# our library\ntitle.en = \"The library\"");
    let edited = desk.theme();
    for to in ["mb", "./mb", "mb/", "./mb/"] {
        let said = desk.import(to);
        assert_eq!(desk.theme(), edited, "{to}");
        assert!(said.contains("0 added, 0 changed, 3 kept as you edited them, 0 as they were"), "{to}: {said}");
        assert!(said.contains("kept as you edited them: `when-is-the-library-open`, `how-do-i-get-a-card`"), "{said}");
    }
    let absolute = desk.place.path().join("mb");
    desk.import(absolute.to_str().unwrap());
    assert_eq!(desk.theme(), edited);
}

#[test]
fn what_the_table_changed_is_changed_and_what_both_changed_is_kept_and_told() {
    let desk = Desk::new();
    desk.import("mb");
    desk.edit("Bring your passport.", "Bring your passport and a smile.");
    desk.edit("\"Where is the pier?\",", "\"Where is the pier?\", \"pier\", # short");
    desk.table(
        "Question,Answer,Source,Updated\n\
         When is the library open?,From nine to six.,https://library.example/hours,2024-05-03\n\
         How do I get a card?,Bring your passport and a photo.,https://library.example/card,\n\
         Where is the pier?|Where do the ferries leave?,Behind the market.,https://port.example/new,\n\
         Is there a night bus?,\"Yes, the N1.\",,\n",
    );
    let said = desk.import("mb");
    for line in [
        "row 3: kept: `how-do-i-get-a-card` was edited (mb/faq/library.toml:13), and the table has another answer now",
        "1 added, 2 changed, 1 kept as you edited them, 0 as they were",
        "added: `is-there-a-night-bus`",
        "changed: `when-is-the-library-open`, `where-is-the-pier`",
    ] {
        assert!(said.contains(line), "{line} is not in: {said}");
    }
    let text = desk.theme();
    for part in [
        "answer.en = \"From nine to six.\"",
        "as_of = \"2024-05-03\"",
        "Bring your passport and a smile.",
        "\"Where is the pier?\", \"pier\", # short",
        "\"Where do the ferries leave?\"",
        "source = \"https://port.example/new\"",
    ] {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
}

#[test]
fn what_was_taken_out_stays_out_and_what_left_the_table_stays_in() {
    let desk = Desk::new();
    desk.import("mb");
    let text = desk.theme();
    let from = text.find("\n[[entry]]\nid = \"how-do-i-get-a-card\"").unwrap();
    let to = text.find("\n[[entry]]\nid = \"where-is-the-pier\"").unwrap();
    fs::write(desk.place.path().join("mb/faq/library.toml"), format!("{}{}", &text[..from], &text[to..])).unwrap();
    desk.table(&LIBRARY.replace("Where is the pier?,Behind the market.,https://port.example\n", ""));
    let said = desk.import("mb");
    assert!(said.contains("row 3: left out: `how-do-i-get-a-card` was taken out of the base by hand"), "{said}");
    assert!(said.contains("`where-is-the-pier` is not in the table any more; it stays"), "{said}");
    assert!(!desk.theme().contains("how-do-i-get-a-card") && desk.theme().contains("where-is-the-pier"));
    // A theme that was deleted as a whole is wanted anew.
    fs::remove_file(desk.place.path().join("mb/faq/library.toml")).unwrap();
    assert!(desk.import("mb").contains("2 added"));
}

#[test]
fn an_entry_is_known_by_any_of_its_questions_wherever_it_stands() {
    let desk = Desk::new();
    fs::create_dir_all(desk.place.path().join("mb/faq")).unwrap();
    let town = "# Town hall\ntitle.en = \"Town\"\n\n[[entry]]\nid = \"opening\"\ntitle.en = \"Hours\"\n\
        ask.en = [ \"opening hours\", \"when is the library open\" ]\nanswer.en = \"Ask at the desk.\"\n\n\
        [[entry]]\nid = \"pier\"\ntitle.ru = \"Пирс\"\nask.ru = [\"где пирс\"]\nask.en = [\"where is the pier\"]\n\
        answer.ru = \"За рынком.\"\n";
    fs::write(desk.place.path().join("mb/faq/town.toml"), town).unwrap();
    let said = desk.import("mb");
    assert!(said.contains("row 2: left out: `opening` answers this already, otherwise (mb/faq/town.toml:4)"), "{said}");
    assert!(said.contains("1 added, 1 changed, 1 kept as you edited them"), "{said}");
    let text = fs::read_to_string(desk.place.path().join("mb/faq/town.toml")).unwrap();
    assert!(text.starts_with(&town[..town.len() - 1]), "{text}");
    assert!(text.contains("answer.en = \"Behind the market.\"") && text.contains("https://port.example"), "{text}");
}

#[test]
fn a_theme_that_cannot_be_read_is_named_and_nothing_is_written() {
    let desk = Desk::new();
    fs::create_dir_all(desk.place.path().join("mb/faq")).unwrap();
    fs::write(desk.place.path().join("mb/faq/library.toml"), "title.en = \"a\"\n[[entry\n").unwrap();
    let done = desk.run(&["import", "library.csv", "--to", "mb"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("mb/faq/library.toml:2: error: does not parse"), "{}", done.err);
    assert_eq!(desk.theme(), "title.en = \"a\"\n[[entry\n");
    assert!(!desk.place.path().join("mb/faq/.imported").exists());
}

#[test]
fn programs_hear_the_same_as_people() {
    let desk = Desk::new();
    desk.import("mb");
    desk.edit("From nine", "From ten");
    desk.table(&format!("{LIBRARY}Is it far?,Two stops.,\nIs it near?,,\n"));
    let done = desk.run(&["import", "library.csv", "--to", "mb", "--json"]);
    let said: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(said["added"], serde_json::json!(["is-it-far"]));
    assert_eq!(said["kept"], serde_json::json!(["when-is-the-library-open"]));
    assert_eq!(said["unchanged"].as_array().unwrap().len(), 2);
    assert_eq!((&said["remarks"][0]["row"], said["rows"].as_u64()), (&serde_json::json!(6), Some(4)));
}

#[test]
fn an_imported_answer_names_its_source_and_its_month() {
    let desk = Desk::new();
    desk.table(
        "question,answer,url,updated,section\n\
         When is the library open?,From nine to five.,https://library.example/hours,03.05.2024,Library\n\
         Where is the pier?,Behind the market.,\"The town's leaflet, page 4\",,Port\n",
    );
    desk.import("mb");
    let ask = |question: &str| desk.run(&["ask", "--base", "mb", question]).out;
    let said = ask("when is the library open");
    assert!(said.contains("https://library.example/hours") && said.contains("May 2024"), "{said}");
    let said = ask("where is the pier");
    assert!(said.contains("«The town's leaflet, page 4»") && said.contains("undated"), "{said}");
    let json = desk.run(&["ask", "--base", "mb", "--json", "when is the library open"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let source = serde_json::json!([{"id": "https://library.example/hours", "as_of": "2024-05-03"}]);
    assert_eq!(json["sources"], source);
}

#[test]
fn labels_of_language_are_right_on_strangers_tables() {
    let Some(folder) = crate::help::shared("foreign") else {
        return crate::help::skipped("labels of language", "../shared/foreign");
    };
    for (name, code) in [
        ("bogazici-staj-tr", "tr"),
        ("london-guide-en", "en"),
        ("tgdigest-insurance-ru", "ru"),
        ("turkiye-yabancilar-sss-tr", "tr"),
        ("us-artist-visa-faq-en", "en"),
    ] {
        let text = fs::read_to_string(folder.join(format!("{name}.tsv"))).unwrap();
        let read = pairs("table.tsv", &text).unwrap();
        assert!(read.remarks.is_empty(), "{name}: {:?}", read.remarks);
        assert_eq!(read.pairs.len(), text.lines().count() - 1, "{name}");
        for pair in read.pairs {
            let langs: Vec<&str> = pair.ask.keys().chain(pair.answer.keys()).map(|lang| lang.code()).collect();
            assert_eq!(langs, [code, code], "{name}, row {}", pair.row);
            assert!(pair.source.is_some(), "{name}, row {}", pair.row);
        }
    }
}

#[test]
fn the_reply_to_every_row_of_a_stranger_s_table_shows_its_source() {
    let Some(folder) = crate::help::shared("foreign") else {
        return crate::help::skipped("sources", "../shared/foreign");
    };
    for name in ["turkiye-yabancilar-sss-tr", "us-artist-visa-faq-en"] {
        let place = tempfile::tempdir().unwrap();
        let file = folder.join(format!("{name}.tsv"));
        let run = || Pristan::bare(&place.path().join("data")).within(place.path());
        assert_eq!(run().args(["import"]).args([&file]).args(["--to", "mb"]).run().code, 0);
        let text = fs::read_to_string(&file).unwrap();
        let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split('\t').collect()).collect();
        let asked: String = rows.iter().map(|row| format!("{}\n", row[0])).collect();
        let said = run().args(["ask", "--json", "--base", "mb"]).piped(asked.as_bytes()).out;
        assert_eq!(said.lines().count(), rows.len(), "{name}");
        for (row, reply) in rows.iter().zip(said.lines()) {
            let reply: serde_json::Value = serde_json::from_str(reply).unwrap();
            assert!(reply["text"].as_str().unwrap().contains(row[2]), "{name}: {}: {reply}", row[0]);
        }
    }
}

/// A row of a table: a question, an answer, and the delimiter in neither.
fn rows() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec(("[A-Za-zА-Яа-я ,;'\"<>&|.\n-]{0,30}", "[A-Za-zА-Яа-я ,;'\"<>&.\n-]{0,60}"), 1..12)
}

fn csv(text: &str, delimiter: char) -> String {
    let quoted = text.contains([delimiter, '"', '\n']);
    if quoted { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_row_is_lost_without_a_word(rows in rows(), delimiter in prop::sample::select(vec![',', ';', '\t'])) {
        let mut text = format!("question{delimiter}answer\n");
        for (question, answer) in &rows {
            text.push_str(&format!("{}{delimiter}{}\n", csv(question, delimiter), csv(answer, delimiter)));
        }
        if let Ok(read) = pairs("table.csv", &text) {
            for (at, (question, answer)) in rows.iter().enumerate().filter(|(_, row)| !(row.0.trim().is_empty() && row.1.trim().is_empty())) {
                let row = at + 2;
                let met = read.pairs.iter().any(|pair| pair.row == row) || read.remarks.iter().any(|remark| remark.row == row);
                prop_assert!(met, "row {}: {:?} {:?}\n{}", row, question, answer, text);
            }
            let (drafts, remarks) = drafts(&read.pairs);
            for pair in &read.pairs {
                let met = drafts.iter().any(|draft| draft.rows().contains(&pair.row)) || remarks.iter().any(|remark| remark.row == pair.row);
                prop_assert!(met, "row {} came to nothing\n{}", pair.row, text);
            }
        }
    }

    #[test]
    fn no_file_breaks_the_import(text in "(\\PC|[\"',;\t|\n{}\\[\\]:<>&#?=-]|question|answer|</?(p|b|li|td|tr|table|details|summary)>){0,120}") {
        for path in ["a.csv", "a.tsv", "a.json", "a.jsonl", "a.md", "a.html", "a.txt"] {
            if let Ok(read) = pairs(path, &text) {
                for pair in &read.pairs {
                    prop_assert!(!pair.ask.is_empty() && !pair.answer.is_empty());
                }
                drafts(&read.pairs);
            }
        }
    }

    #[test]
    fn any_bytes_are_some_text_or_none(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = pristan::files::decode(&bytes);
        let _ = pristan::files::sheets(bytes);
    }
}
