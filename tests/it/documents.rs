//! Raw documents as people have them: what is read of them, and whether factual questions find the right passage.
//!
//! Each document in the folders `seeds` of `tests/documents` has beside that folder a file `NAME.expected`: what is known of
//! it and its passages, each below its headings. Set `PRISTAN_BLESS=1` to write what is read now, and read the difference.

use crate::cli::Pristan;
use crate::help;
use pristan::knowledge::{Document, Problem, Role, SourceFile, read, read_raw};
use pristan::talk::Outcome;
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Five documents and fifty questions each.
fn folders() -> [PathBuf; 2] {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
    [folder.clone(), folder.join("more")]
}

fn document(path: &str, text: &str) -> (Document, Vec<Problem>) {
    let (mut base, problems) = read(&[vec![SourceFile::new(path, Role::Raw, text.to_owned())]]);
    (base.documents.remove(0), problems.into_sorted())
}

fn shown(document: &Document) -> String {
    let of = |name: &str, value: &Option<String>| {
        value.as_ref().map(|value| format!("{name}: {value}\n")).unwrap_or_default()
    };
    let mut out = format!("title: {}\n", document.title);
    out.push_str(&of("publisher", &document.publisher));
    out.push_str(&of("url", &document.url));
    out.push_str(&of("language", &document.language.map(|lang| lang.to_string())));
    out.push_str(&of("as of", &document.as_of.map(|date| date.to_string())));
    for (heading, passage) in document.headings.iter().zip(&document.passages) {
        out.push_str(&format!("\n[{heading}]\n{passage}\n"));
    }
    out
}

#[test]
fn documents_are_read_by_their_structure() {
    let mut wrong = Vec::new();
    let files = folders()
        .map(|folder| help::folder(&folder.join("seeds"), "seeds").into_iter().map(move |file| (folder.clone(), file)));
    for (folder, file) in files.into_iter().flatten() {
        let (document, problems) = document(&file.path, &file.text);
        assert!(problems.is_empty(), "{problems:#?}");
        assert_eq!(document.headings.len(), document.passages.len());
        let said = shown(&document);
        let expected = folder.join(format!("{}.expected", file.stem()));
        if std::env::var_os("PRISTAN_BLESS").is_some() {
            fs::write(&expected, &said).unwrap();
        }
        let expected = fs::read_to_string(expected).unwrap_or_default();
        if said != expected {
            wrong.push(format!("{}\nexpected:\n{expected}\nread:\n{said}", file.path));
        }
    }
    assert!(wrong.is_empty(), "{}\nhelp: if this is better, run with PRISTAN_BLESS=1", wrong.join("\n"));
}

/// Right, wrong and missed: the passage that stands first has the words, or not, or there is none.
#[test]
fn factual_questions_find_the_passage_that_answers_them() {
    folders().iter().for_each(|folder| questions_of(folder));
}

fn questions_of(folder: &Path) {
    let files = help::folder(&folder.join("seeds"), "seeds");
    assert_eq!(files.len(), 5);
    let index = help::index(vec![files]);
    let table = fs::read_to_string(folder.join("questions.tsv")).unwrap();
    assert_eq!(table.lines().skip(1).count(), 50);
    let (mut right, mut wrong, mut missed) = (0, Vec::new(), Vec::new());
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [_, document, question, words] = cells[..] else { panic!("{line}") };
        let reply = help::ask(&index, question);
        let first = reply.passages.first();
        let fits = first.is_some_and(|shown| shown.document == document && shown.text.contains(words));
        match first {
            Some(_) if fits => right += 1,
            Some(shown) if reply.outcome == Outcome::Passage => wrong.push(format!("{question} -> {}", shown.text)),
            _ => missed.push(question.to_owned()),
        }
    }
    println!("right {right}, wrong {}, missed {}", wrong.len(), missed.len());
    assert!(
        right >= RIGHT && wrong.len() <= WRONG,
        "right {right}\nwrong {}:\n  {}\nmissed {}:\n  {}",
        wrong.len(),
        wrong.join("\n  "),
        missed.len(),
        missed.join("\n  ")
    );
}

/// Of fifty questions so many find their passage first, and so many another one.
const RIGHT: usize = 38;
const WRONG: usize = 3;

#[test]
fn advice_is_no_furniture() {
    let guide = "# Getting a pass\n\nLog in at the kiosk with your number.\n\nSign up at the desk before noon.\n\n\
        The pass costs 620 lira per month.\n\nFollow the yellow line.\n\nPhoto: bring two.\n";
    let plain = "Getting a pass\n\nLog in at the kiosk with your number.\nThe pass costs 620 lira per month.\n";
    for text in [guide, plain] {
        let all = read_raw(text).passages.join("\n");
        for words in ["Log in at the kiosk", "620 lira per month"] {
            assert!(all.contains(words), "{words} is not in: {all}");
        }
    }
    assert!(read_raw(guide).passages.concat().contains("Photo: bring two."));
}

#[test]
fn front_matter_of_every_maker_is_understood() {
    for (path, text, title, date, publisher) in [
        (
            "seeds/a.md",
            "+++\ntitle = \"Ferries\"\ndate = 2024-05-03\nweight = 3\n[params]\nx = true\n+++\nThey leave at seven.\n",
            "Ferries",
            Some("2024-05-03"),
            None,
        ),
        (
            "seeds/b.md",
            "---\nlayout: post\ntitle:  \"Ferries: an overview\"\ndate:   2024-05-03 10:00:00 +0300\nlast_modified_at: 2024-06-01\n\
             categories: boats\nsite: The Port\n---\n# Another heading\n\nThey leave at seven.\n",
            "Ferries: an overview",
            Some("2024-06-01"),
            Some("The Port"),
        ),
        (
            "seeds/c.md",
            "---\naliases: [x]\ncssclass: wide\n---\n# Ferries (May 2024)\n\nThey leave at seven.\n",
            "Ferries (May 2024)",
            Some("2024-05"),
            None,
        ),
        ("seeds/d.md", "---\n\nThey leave at seven.\n\n---\n\nAnd return at nine.\n", "d", None, None),
        ("seeds/e.md", "# Ferries\n\nThey leave at seven.\n", "Ferries", None, None),
    ] {
        let (document, problems) = document(path, text);
        assert!(problems.is_empty(), "{path}: {problems:#?}");
        assert_eq!(document.title, title, "{path}");
        assert_eq!(document.as_of.map(|date| date.to_string()).as_deref(), date, "{path}");
        assert_eq!(document.publisher.as_deref(), publisher, "{path}");
        assert!(document.passages[0].starts_with("They leave at seven."), "{path}: {:?}", document.passages);
    }
}

#[test]
fn tables_among_the_documents_are_found_by_their_questions() {
    let place = tempfile::tempdir().unwrap();
    let imports = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/imports");
    fs::create_dir_all(place.path().join("mb/seeds")).unwrap();
    for name in ["headers-turkish.tsv", "lines.jsonl", "workbook.xlsx", "details.html", "headings.md"] {
        fs::copy(imports.join(name), place.path().join("mb/seeds").join(name)).unwrap();
    }
    let ask = |question: &str| {
        let done =
            Pristan::bare(&place.path().join("data")).args(["ask", "--json", "--base"]).args([place.path().join("mb")]);
        let done = done.args([question]).run();
        let said: serde_json::Value =
            serde_json::from_str(&done.out).unwrap_or_else(|_| panic!("{}{}", done.out, done.err));
        said["passages"][0]["text"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(ask("bankada para Liman caddesindeki"), "Liman caddesindeki bankada.");
    assert!(ask("passport photo bring").contains("Bring your passport — and a photo."));
    assert!(ask("buy a card at any kiosk reader").contains("Buy a card at any kiosk"));
}

#[test]
fn files_that_nothing_reads_are_named() {
    let place = tempfile::tempdir().unwrap();
    let base = place.path().join("mb");
    for (inside, text) in [
        ("faq/basics.toml.txt", "title.en = \"Basics\"\n"),
        ("faq/answers.csv", "question,answer\n"),
        ("faq/.notes.toml.swp", ""),
        ("seeds/leaflet.pdf", "%PDF"),
        ("seeds/old/town.md", "# Town\n"),
        ("seeds/town.md", "# Town\n\nThe pier is open.\n"),
        ("seeds/numbers.csv", "1,2\n3,4\n"),
    ] {
        fs::create_dir_all(base.join(inside).parent().unwrap()).unwrap();
        fs::write(base.join(inside), text).unwrap();
    }
    let done = Pristan::bare(&place.path().join("data")).within(place.path()).args(["check", "--base", "mb"]).run();
    for line in [
        "mb/faq/basics.toml.txt: warning: `basics.toml.txt` is of a kind that nothing here reads; it is ignored; rename it to `basics.toml`",
        "mb/faq/answers.csv: warning:",
        "mb/seeds/leaflet.pdf: warning:",
        "mb/seeds/old: warning:",
        "mb/seeds/numbers.csv: warning:",
        "no errors, 5 warnings",
    ] {
        assert!(done.out.contains(line), "{line} is not in:\n{}", done.out);
    }
    assert!(!done.out.contains(".swp") && done.code == 0, "{}", done.out);
}

/// Lines of an article with a shop around it, each another one.
fn article(lines: usize) -> String {
    let line = |at: usize| {
        format!(
            "Paragraph {at} tells of pier {} and of boat {}, “which nobody of the {at} has seen so far,” he said.\n",
            at * 7,
            at * 13
        )
    };
    let body: String = (0..lines).map(line).collect();
    format!("Subscribe to The Paper\nStart your free trial\nThe long story\n{body}Newsletter\n")
}

#[test]
fn the_cost_is_linear_in_the_length() {
    let makers: [fn(usize) -> String; 4] = [
        article,
        |lines| (0..lines).map(|at| format!("## Heading {at}\n\nText {at} of the pier.\n\n- one\n- two\n")).collect(),
        |lines| {
            (0..lines)
                .map(|at| format!("<tr><td>Row {at}</td><td>{at} lira</td></tr>"))
                .fold("<table>".to_owned(), |a, b| a + &b)
        },
        |lines| (0..lines).map(|at| format!("A line of text that was broken by hand, number {at}\n")).collect(),
    ];
    for make in makers {
        let time = |lines: usize| {
            let text = make(lines);
            let begun = Instant::now();
            assert!(!read_raw(&text).passages.is_empty());
            begun.elapsed()
        };
        let (short, long) = (time(2_000), time(8_000));
        // Four times as long; quadratic would be sixteen times. Small times are noise.
        assert!(long < short * 9 + Duration::from_millis(100), "{short:?} for 2,000 lines, {long:?} for 8,000");
        assert!(long < Duration::from_secs(3), "{long:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_document_breaks_the_reader(text in "(\\PC|[-#>|*_\\[\\]()<>/!`~{}%\"'&;=+.:0-9 \n\t]|</?(p|li|td|tr|table|b|a|h2|dt|details)>){0,200}") {
        for path in ["seeds/x.md", "seeds/x.html", "seeds/x.txt", "seeds/x.csv", "seeds/x.json"] {
            let (document, _) = document(path, &text);
            prop_assert_eq!(document.passages.len(), document.headings.len());
            for passage in &document.passages {
                prop_assert!(passage.chars().any(char::is_alphanumeric));
            }
        }
    }

    #[test]
    fn no_word_of_a_plain_document_is_lost(words in prop::collection::vec("[a-z]{3,9}", 1..120), wrap in 4usize..14) {
        let paragraphs: Vec<String> = words.chunks(wrap * 2).map(|part| {
            let lines: Vec<String> = part.chunks(wrap).map(|line| line.join(" ")).collect();
            format!("{}.", lines.join("\n"))
        }).collect();
        for (path, text) in [("seeds/x.txt", paragraphs.join("\n\n")), ("seeds/x.md", format!("# Title\n\n{}", paragraphs.join("\n\n")))] {
            let (document, _) = document(path, &text);
            let all = document.passages.join(" ") + " " + &document.headings.join(" ") + " " + &document.title;
            for word in &words {
                prop_assert!(all.contains(word.as_str()), "{} is not in {}", word, all);
            }
        }
    }
}
