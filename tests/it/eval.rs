//! `pristan eval`, on questions and bases that are small enough to count by hand.

use crate::cli::{Done, Pristan};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// Questions about `tests/bases/good`; what is no clean question with one answer is there to be left alone.
const QUESTIONS: &str = "id\tlang\tkind\tquery\taccept
r1\tru\tplain\tкогда отходит паром\tferry
r2\tru\tplain\tв какие дни рынок у пристани\tmarket
e1\ten\tplain\twhen does the ferry leave\tferry
e2\ten\tplain\twhere to buy fresh fish\tmarket|ferry
t1\ttr\tplain\tvapur ne zaman kalkıyor\tferry
t2\ttr\tplain\tvapur saatleri\tferry
x1\tru\ttypo\tкогда атходит паром\tferry
x2\ten\tplain\tferry timetable and market days by the pier\tferry&market
x3\ten\toos\twho repairs violins\t-
x4\ten\tsmalltalk\thello\t@smalltalk
x5\tru-lat\tplain\tkogda othodit parom\tferry
";

fn questions(folder: &Path, text: &str) -> PathBuf {
    let file = folder.join("questions.tsv");
    fs::write(&file, text).unwrap();
    file
}

fn eval(args: &[&str]) -> Done {
    Pristan::new().args(["eval", "--base", "tests/bases/good"]).args(args).run()
}

fn object(done: &Done) -> Value {
    assert_eq!(done.code, 0, "{}", done.err);
    serde_json::from_str(&done.out).unwrap_or_else(|error| panic!("{error}: {}", done.out))
}

fn langs(report: &Value) -> Vec<(&str, u64)> {
    let rows = report["rows"].as_array().unwrap();
    rows.iter().map(|row| (row["lang"].as_str().unwrap(), row["questions"].as_u64().unwrap())).collect()
}

#[test]
fn noise_falls_on_clean_questions_of_those_who_write_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = questions(folder.path(), QUESTIONS);
    let noise = |name: &str| object(&eval(&[file.to_str().unwrap(), "--noise", name, "--json"]));
    let layout = noise("layout");
    assert_eq!((&layout["noise"], &layout["eligible"], &layout["affected"]), (&json!("layout"), &json!(4), &json!(4)));
    assert_eq!(langs(&layout), [("all", 4), ("ru", 2), ("en", 2)]);
    assert_eq!(langs(&noise("translit")), [("all", 2), ("ru", 2)]);
    let ascii = noise("ascii");
    assert_eq!((&ascii["eligible"], &ascii["affected"]), (&json!(2), &json!(1)), "`vapur saatleri` has no marks");
    assert_eq!(langs(&ascii), [("all", 1), ("tr", 1)]);
    for report in [layout, ascii] {
        let all = &report["rows"][0];
        assert_eq!(all["top1"], json!({"clean": 100.0, "noisy": 100.0}), "what is repaired loses nothing: {report}");
        assert_eq!((&all["lost"], &report["lost"]), (&json!(0.0), &json!([])));
    }
}

#[test]
fn what_noise_costs_is_counted_and_named() {
    let folder = tempfile::tempdir().unwrap();
    // A word alone has nothing beside it that tells what it was. Signs make other texts of it, and so other slips.
    // The encoder would lose nothing.
    let words = [("ferry", "ferry"), ("fish", "market"), ("boats", "ferry"), ("bazaar", "market"), ("stall", "market")];
    let signs = ["", "?", "!", ".", "??", "!!", "...", "?!", " ?", " !"];
    let mut text = "id\tlang\tkind\tquery\taccept\n".to_owned();
    for (at, sign) in signs.iter().enumerate() {
        words.iter().for_each(|(word, entry)| text += &format!("{word}-{at}\ten\tplain\t{word}{sign}\t{entry}\n"));
    }
    let file = questions(folder.path(), &text);
    let report = object(&eval(&[file.to_str().unwrap(), "--noise", "typo", "--without", "encoder", "--json"]));
    let (affected, lost) = (report["affected"].as_u64().unwrap(), report["lost"].as_array().unwrap());
    assert_eq!(report["eligible"], 50);
    assert!((5..=25).contains(&affected), "three words of ten: {affected}");
    assert!(!lost.is_empty());
    for one in lost {
        let (word, _) = one["id"].as_str().unwrap().split_once('-').unwrap();
        let (_, wanted) = words.iter().find(|(known, _)| *known == word).unwrap();
        assert!(one["clean"].as_str().unwrap().contains(word) && !one["noisy"].as_str().unwrap().contains(word));
        assert!(one["wanted"] == json!([wanted]) && one["got"] != json!(wanted), "{one}");
    }
    let share = |count: usize| (1000.0 * count as f64 / affected as f64).round() / 10.0;
    let all = &report["rows"][0];
    assert_eq!(all["top1"]["clean"], 100.0);
    assert_eq!(all["lost"], share(lost.len()));
    assert_eq!(all["top1"]["noisy"], share(affected as usize - lost.len()));
    let shown = eval(&[file.to_str().unwrap(), "--noise", "typo", "--without", "encoder"]).out;
    assert!(shown.contains(&format!("it changed {affected} of 50 clean questions")), "{shown}");
}

#[test]
fn a_seed_settles_the_noise() {
    let folder = tempfile::tempdir().unwrap();
    let file = questions(folder.path(), QUESTIONS);
    let typos = |seed: &str| eval(&[file.to_str().unwrap(), "--noise", "typo", "--seed", seed, "--json"]).out;
    assert_eq!(typos("7"), typos("7"));
    let plain = eval(&[file.to_str().unwrap(), "--noise", "typo", "--json"]).out;
    assert_eq!(plain, typos("1"), "the first seed is the usual one");
    let affected = |seed: &str| serde_json::from_str::<Value>(&typos(seed)).unwrap()["affected"].as_u64().unwrap();
    let counts: std::collections::BTreeSet<u64> = ["1", "2", "3", "4", "5", "6"].map(affected).into();
    assert!(counts.len() > 1 && counts.iter().all(|count| *count <= 6), "{counts:?}");
}

/// A base in which one phrasing of the ferry is all about the zoo.
fn misfiled(folder: &Path) -> PathBuf {
    let base = folder.join("base");
    fs::create_dir_all(base.join("faq")).unwrap();
    let asks = |all: &[&str]| serde_json::to_string(all).unwrap();
    let ferry = [
        "when does the ferry leave",
        "when does the last ferry leave",
        "does the ferry leave every day",
        "when will the next ferry leave the pier",
        "which pier does the ferry leave from",
        "show elephants monkeys",
    ];
    let zoo = [
        "show elephants please",
        "show monkeys please",
        "elephants and monkeys to show",
        "who can show us the elephants",
        "who can show us the monkeys",
        "monkeys elephants giraffes show",
    ];
    let entry = |id: &str, title: &str, ask: &[&str]| {
        format!(
            "[[entry]]\nid = \"{id}\"\ntitle.en = \"{title}\"\nask.en = {}\nanswer.en = \"Yes.\"\nfacts = []\n\n",
            asks(ask)
        )
    };
    let theme =
        format!("title.en = \"Town\"\n\n{}{}", entry("ferry", "The ferry", &ferry), entry("zoo", "The zoo", &zoo));
    fs::write(base.join("faq/town.toml"), theme).unwrap();
    base
}

#[test]
fn a_phrasing_that_is_left_out_is_not_known_by_heart() {
    let folder = tempfile::tempdir().unwrap();
    let base = misfiled(folder.path());
    let eval = |args: &[&str]| Pristan::new().args(["eval", "--self", "--base"]).args([&base]).args(args).run();
    let report = object(&eval(&["--json"]));
    assert_eq!(report["parts"], 10);
    assert_eq!(report["rows"][0]["phrasings"], 12);
    assert_eq!(report["rows"][1]["lang"], "en");
    assert_eq!(report["rows"].as_array().unwrap().len(), 2, "languages without phrasings have no row");
    let collision = json!({"wanted": "ferry", "got": "zoo", "times": 1, "example": "show elephants monkeys"});
    assert_eq!(report["collisions"], json!([collision]));
    assert_eq!(report["rows"][0]["top1"], 91.7);
    assert_eq!(report["entries"][0], json!({"entry": "ferry", "phrasings": 6, "top1": 83.3}), "the worst comes first");
    assert_eq!(report["entries"][1], json!({"entry": "zoo", "phrasings": 6, "top1": 100.0}));
    let shown = eval(&[]).out;
    assert!(shown.contains("1x ferry taken for zoo: show elephants monkeys"), "{shown}");
    assert!(shown.contains("83.3% of   6  ferry") && !shown.contains("of   6  zoo"), "{shown}");
}

#[test]
fn a_plot_shows_what_the_tables_say() {
    let folder = tempfile::tempdir().unwrap();
    let file = questions(folder.path(), QUESTIONS);
    let picture = folder.path().join("eval.svg");
    let args = [file.to_str().unwrap(), "--plot", picture.to_str().unwrap(), "--json"];
    let report = object(&eval(&args));
    let svg = fs::read_to_string(&picture).unwrap();
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    assert!(
        svg.contains(": questions.tsv</text>") && svg.contains("8 questions with one answer, 1 that nothing answers")
    );
    let bins = report["calibration"].as_array().unwrap().iter().filter(|bin| bin["questions"] != 0).count();
    assert_eq!(svg.matches("<circle").count(), bins, "each bin that has questions is a dot");
    assert_eq!(svg.matches("<polyline").count(), 4, "one curve of reliability, three over the threshold");
    let done = eval(&[file.to_str().unwrap(), "--plot", "/nowhere/eval.svg"]);
    assert!(done.code == 2 && done.err.contains("`--plot /nowhere/eval.svg` cannot be written"), "{}", done.err);
}

#[test]
fn what_does_not_go_together_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = questions(folder.path(), "id\tlang\tkind\tquery\taccept\nx\ten\ttypo\tfery\tferry\n");
    let file = file.to_str().unwrap();
    for (args, words) in [
        (vec![], "required arguments were not provided"),
        (vec!["--self", file], "'--self' cannot be used with '[FILES]...'"),
        (vec!["--self", "--noise", "typo"], "cannot be used with"),
        (vec!["--self", "--plot", "x.svg"], "cannot be used with"),
        (vec!["--set", "x", "--self"], "cannot be used with"),
        (vec!["--set", "x", "--noise", "typo"], "cannot be used with"),
        (vec!["--set", "x", "--plot", "x.svg"], "cannot be used with"),
        (vec![file, "--plot", "x.svg", "--noise", "typo"], "cannot be used with"),
        (vec![file, "--seed", "2"], "--noise <NOISE>"),
        (vec![file, "--noise", "rain"], "[possible values: typo, layout, translit, ascii]"),
        (vec![file, "--noise", "typo"], "`--noise typo`: there is no question to spoil"),
    ] {
        let done = eval(&args);
        assert_eq!(done.code, 2, "{args:?}: {}", done.out);
        assert!(done.err.contains(words), "{args:?}: {}", done.err);
    }
}

/// What people ask on behind entries of `tests/bases/good`.
const FOLLOW_UPS: &str = "ferry\ten\tand how much is a ticket\tA ticket costs
ferry\tru\tа билет почём\tБилет стоит
ferry\ttr\tgünde kaç kez kalkıyor\tVapur günde
ferry\ten\tmy dog is ill\t-
market\ten\tok thanks\t-
";

fn follow_ups(lines: &str) -> Done {
    let folder = tempfile::tempdir().unwrap();
    let file = questions(folder.path(), &format!("entry\tlang\tquery\ttold\n{lines}"));
    eval(&["--follow-ups", file.to_str().unwrap(), "--json"])
}

#[test]
fn what_is_asked_on_is_told_by_the_sentence_that_tells_it() {
    let report = object(&follow_ups(FOLLOW_UPS));
    let judged: Vec<(&str, &str)> = report["questions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["query"].as_str().unwrap(), one["judgement"].as_str().unwrap()))
        .collect();
    assert_eq!((&report["told"], &report["untold"]), (&json!(3), &json!(2)), "{judged:?}");
    assert!(judged[..3].iter().all(|(_, judgement)| *judgement == "told"), "{report:#}");
    assert!(judged[3..].iter().all(|(_, judgement)| *judgement == "quiet"), "{report:#}");
}

/// What people say behind entries of `tests/bases/good` that is of something else, or may seem to be.
const TURNS: &str = "ferry\ten\twhen is the market open\t@market
ferry\ten\thow do i repair my laptop\t@-
ferry\ten\tthank you\t@talk
ferry\ten\thow much is a ticket for a child\t@ferry
market\ten\twhat does the ferry cost\t@market
";

#[test]
fn who_changes_the_subject_is_followed_and_who_does_not_is_not() {
    let report = object(&follow_ups(TURNS));
    let judged: Vec<&str> =
        report["questions"].as_array().unwrap().iter().map(|one| one["judgement"].as_str().unwrap()).collect();
    assert_eq!(report["turned"], json!(5), "{report:#}");
    // The last is judged for what it is not: asked of the market.
    assert_eq!(judged, ["turned", "turned", "turned", "turned", "strayed"], "{report:#}");
}

#[test]
fn a_line_of_follow_ups_that_is_none_is_named() {
    for (line, wrong) in [
        (
            "ferry\ten\twhen",
            "questions.tsv:2: the line needs four columns: entry, lang, query, told; part them with tabs",
        ),
        ("ferry\txx\twhen\t-", "questions.tsv:2: "),
    ] {
        let done = follow_ups(line);
        assert_eq!(done.code, 2, "{}", done.err);
        assert!(done.err.contains(wrong), "{}", done.err);
    }
}
