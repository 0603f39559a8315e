//! Small bases, good and broken, and exactly what `pristan check` says of them.
//!
//! A folder in `tests/bases` with an `expected.txt` is a test: the output of `pristan check --base FOLDER`, and the exit
//! code in the last line. Set `PRISTAN_BLESS=1` to write what is said now, and read the difference.

use crate::cli::Pristan;
use crate::help::of_any_languages;
use std::fs;
use std::path::Path;

#[test]
fn every_base_gets_exactly_its_messages() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut names: Vec<String> = fs::read_dir(root.join("tests/bases"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert!(names.len() >= 16, "bases are gone: {names:?}");
    let mut wrong = Vec::new();
    for name in names {
        let folder = format!("tests/bases/{name}");
        let done = Pristan::new().args(["check", "--base", &folder, "--now", "2022-12-01"]).run();
        let said = of_any_languages(&format!("{}exit {}\n", done.out, done.code));
        let file = root.join(&folder).join("expected.txt");
        if std::env::var_os("PRISTAN_BLESS").is_some() {
            fs::write(&file, &said).unwrap();
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if said != expected {
            wrong.push(format!("{folder}\nexpected:\n{expected}\nsaid:\n{said}"));
        }
    }
    assert!(wrong.is_empty(), "{}\nhelp: if the new words are better, run with PRISTAN_BLESS=1", wrong.join("\n"));
}

#[test]
fn notes_and_what_stands_for_many_are_named_with_v() {
    let check = |base: &str, args: &[&str]| {
        let base = format!("tests/bases/{base}");
        Pristan::new().args(["check", "--base", &base, "--now", "2022-12-01"]).args(args).run().out
    };
    assert!(!check("past-shelf-life", &[]).contains("note:"));
    assert!(check("past-shelf-life", &["-v"]).contains("harbour.toml:5: note: `ferry` is past its shelf life"));
    let short = check("many-of-a-kind", &[]);
    assert_eq!(short.lines().count(), 3, "a line for each kind, and the count: {short}");
    assert!(short.contains(", and 5 more of this kind in the file (`-v` names each); "), "{short}");
    let all = check("many-of-a-kind", &["-v"]);
    assert_eq!(all.lines().count(), 13, "{all}");
    assert_eq!(short.lines().last(), all.lines().last(), "what is told in short is counted all the same");
    let named = check("many-of-a-kind", &["tests/bases/many-of-a-kind/faq/harbour.toml"]);
    assert_eq!(named.lines().count(), 13, "of a file that is named all is told");
}

#[test]
fn only_the_named_files_are_shown() {
    let folder = "tests/bases/wrong-values";
    let file = "tests/bases/wrong-values/seeds/harbour.toml";
    let done = Pristan::new().args(["check", "--base", folder, file, "--json"]).run();
    let lines: Vec<serde_json::Value> = done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(done.code, 1);
    assert_eq!(lines.len(), 2, "{}", done.out);
    for line in lines {
        assert_eq!(line["file"], file);
        assert_eq!(line["severity"], "error");
        assert!(line["line"].as_u64() > Some(0) && line["what"].is_string() && line["remedy"].is_string());
    }
}

#[test]
fn a_broken_base_is_not_taken_into_service() {
    let done = Pristan::new().args(["ask", "--base", "tests/bases/id-twice", "ferry"]).run();
    assert_eq!(done.code, 2);
    assert!(done.err.contains("harbour.toml:19") && done.err.contains("rename one of the two"), "{}", done.err);
    let done = Pristan::new().args(["ask", "--base", "tests/conversations", "ferry"]).run();
    assert_eq!(done.code, 2);
    assert!(done.err.contains("neither `faq/` nor `seeds/`"), "{}", done.err);
}

#[test]
fn later_bases_add_and_override() {
    let bases = ["--base", "tests/bases/good", "--base", "tests/bases/override"];
    let ask = |question: &str| Pristan::new().args(bases).args(["--now", "2022-10-01", "ask", question]).run().out;
    assert!(ask("when is the market open").contains("Saturdays"), "{}", ask("when is the market open"));
    assert!(ask("when does the ferry leave").contains("12 times"));
    assert!(ask("where is the lighthouse").contains("end of the mole"));
}
