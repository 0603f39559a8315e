//! The volunteers' desk: what is kept for them, how it is grouped, and what becomes of it.

use crate::cli::{Pristan, data_of_shipped};
use crate::help::{folder, index, shared, shipped, skipped};
use pristan::files::Origin;
use pristan::matcher::{Index, Verdict, text_hash};
use pristan::store::{People, Table};
use pristan::talk::{Action, Event, KeptQuestion, redact};
use pristan::text::Lang;
use pristan::turn::{Asked, Clock, Desk, Handling, Library, Near, Why, counts, mark, questions, with_vector};
use pristan::volunteers::{grouped, groups};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// 2022-10-01, in days since 1970.
const DAY: u32 = 19_266;

/// A labelled question: the base that it was written for, and what answers it there.
struct Row {
    space: String,
    lang: Lang,
    text: String,
    label: BTreeSet<String>,
}

fn lines(path: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

fn label(text: &str, separators: &[char]) -> BTreeSet<String> {
    let parts = text.split(separators).filter(|part| !part.is_empty() && *part != "-");
    parts.map(str::to_owned).collect()
}

/// A question as the desk keeps it.
fn kept(index: &Index, row: &Row) -> Asked {
    let finding = index.find(&row.text);
    let gap = match finding.verdict {
        Verdict::Unknown(Some(at)) => Some(index.base.gaps[at].id.clone()),
        _ => None,
    };
    let near = finding.candidates.iter().map(|candidate| Near {
        // An entry of another base is another entry.
        entry: format!("{}/{}", row.space, index.base.entries[candidate.entry].id),
        percent: (candidate.score * 100.0) as u8,
    });
    let question = KeptQuestion { text: redact(index, &row.text), lang: row.lang, gap };
    with_vector(Asked { nearest: near.collect(), ..Asked::new(DAY, question, Why::Unknown) })
}

/// Questions of the two files for the shipped base.
fn own(questions: &Path) -> Vec<Row> {
    let rows = ["dev.tsv", "strangers.tsv"].into_iter().flat_map(|file| lines(&questions.join(file)));
    rows.map(|row| Row {
        space: "own".to_owned(),
        lang: row[1].parse().unwrap_or(Lang::EN),
        text: row[3].clone(),
        label: label(&row[4], &['|', '&']),
    })
    .collect()
}

/// Questions for a table of strangers: its own, and those that were written for it.
fn of_strangers(foreign: &Path, space: &str) -> Vec<Row> {
    let lang = space.rsplit('-').next().unwrap().parse().unwrap();
    let own = lines(&foreign.join(format!("{space}.tsv"))).into_iter().enumerate().map(|(at, row)| Row {
        space: space.to_owned(),
        lang,
        text: row[0].clone(),
        label: BTreeSet::from([(at + 2).to_string()]),
    });
    let asked = lines(&foreign.join("questions.tsv")).into_iter().filter(|row| row[0] == space).map(|row| Row {
        space: space.to_owned(),
        lang: row[2].parse().unwrap_or(Lang::EN),
        text: row[3].clone(),
        label: label(row.get(4).map_or("", String::as_str), &[',']),
    });
    own.chain(asked).collect()
}

#[test]
fn a_thousand_questions_are_grouped_by_what_they_mean() {
    let (Some(own_questions), Some(foreign)) = (shared("questions"), shared("foreign")) else {
        return skipped("grouping", "../shared");
    };
    let mut all: Vec<(Row, Asked)> = Vec::new();
    all.extend(own(&own_questions).into_iter().map(|row| {
        let asked = kept(shipped(), &row);
        (row, asked)
    }));
    let bases = tempfile::tempdir().unwrap();
    for space in [
        "bogazici-staj-tr",
        "london-guide-en",
        "tgdigest-insurance-ru",
        "turkiye-yabancilar-sss-tr",
        "us-artist-visa-faq-en",
    ] {
        let to = bases.path().join(space);
        let table = foreign.join(format!("{space}.tsv"));
        let done =
            Pristan::bare(bases.path()).args(["import", "--quiet"]).args([&table]).args(["--to"]).args([&to]).run();
        assert_eq!(done.code, 0, "{}", done.err);
        let index = index(vec![folder(&to.join("faq"), "faq")]);
        all.extend(of_strangers(&foreign, space).into_iter().map(|row| {
            let asked = kept(&index, &row);
            (row, asked)
        }));
    }
    all.sort_by_key(|(row, _)| text_hash(&row.text));
    all.truncate(1_000);
    assert_eq!(all.len(), 1_000);
    let asked: Vec<&Asked> = all.iter().map(|(_, asked)| asked).collect();
    let begun = Instant::now();
    let groups = grouped(&asked);
    let took = begun.elapsed();
    let mut group_of = vec![0; all.len()];
    groups.iter().enumerate().for_each(|(number, group)| group.iter().for_each(|at| group_of[*at] = number));
    let (mut right, mut wrong, mut torn) = (0, 0, 0);
    for one in 0..all.len() {
        for two in one + 1..all.len() {
            let (a, b) = (&all[one].0, &all[two].0);
            // Where a label is missing, or two overlap, nobody knows whether the questions are the same.
            let unknown = a.label.is_empty() || b.label.is_empty() || a.space != b.space;
            if unknown || a.label != b.label && !a.label.is_disjoint(&b.label) {
                continue;
            }
            match (a.label == b.label, group_of[one] == group_of[two]) {
                (true, true) => right += 1,
                (false, true) => wrong += 1,
                (true, false) => torn += 1,
                (false, false) => {}
            }
        }
    }
    let precision = f64::from(right) / f64::from(right + wrong);
    let recall = f64::from(right) / f64::from(right + torn);
    println!("{} groups, precision {precision:.3}, recall {recall:.3}, {took:?}", groups.len());
    assert!(precision >= 0.95 && recall >= 0.7, "precision {precision:.3}, recall {recall:.3}");
    assert!(took < Duration::from_secs(2), "{took:?}");
}

fn desk(data: &Path) -> Desk {
    let library = Library::open(Origin::Embedded, data_of_shipped(), &mut |_| {}).unwrap();
    let people = People::open(&data.join("people"), &data.with_extension("key"), DAY).unwrap();
    Desk::new(library, people, Clock::new(Some(Clock::day(DAY))), None)
}

fn said(desk: &Desk, chat: &[u8], text: &str) {
    desk.turn(chat, Event::Said(text.to_owned())).unwrap();
}

fn whys(desk: &Desk) -> Vec<(Why, String)> {
    questions(desk.people()).unwrap().into_iter().map(|one| (one.asked.why, one.asked.question.text)).collect()
}

#[test]
fn what_was_missed_is_kept_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(&folder.path().join("data"));
    said(&desk, b"a", "which dentist treats cats, my name is Ferdinand");
    let choices = ["bank", "card", "visa"].into_iter().find(|word| {
        said(&desk, b"b", word);
        desk.turn(b"b", Event::Chose(Action::NoneOfThese)).unwrap();
        whys(&desk).iter().any(|(why, _)| *why == Why::NoneOfThese)
    });
    assert!(choices.is_some(), "{:?}", whys(&desk));
    let before = questions(desk.people()).unwrap().len();
    desk.turn(b"b", Event::Chose(Action::NoneOfThese)).unwrap();
    assert_eq!(questions(desk.people()).unwrap().len(), before, "what is pressed twice is kept once");
    said(&desk, b"c", "where can i change rubles");
    desk.turn(b"c", Event::Chose(Action::Rate("exchange-rubles".to_owned(), false))).unwrap();
    said(&desk, b"d", "i want to die");
    said(&desk, b"d", "my husband beats me and i have nowhere to go");
    let all = questions(desk.people()).unwrap();
    let kept = whys(&desk);
    assert!(kept.iter().any(|(why, text)| *why == Why::Unhelpful && text == "where can i change rubles"), "{kept:?}");
    assert!(kept.iter().all(|(_, text)| !text.contains("Ferdinand") && !text.contains("husband")), "{kept:?}");
    assert!(all.iter().all(|one| one.asked.day == DAY && !one.asked.vector.is_empty()));
    let helped = all.iter().find(|one| one.asked.why == Why::Unhelpful).unwrap();
    assert_eq!(helped.asked.nearest[0].entry, "exchange-rubles");
    let sums = counts(desk.people()).unwrap();
    let sum = |kind: usize| sums.iter().map(|counted| counted.counts[kind]).sum::<u64>();
    assert_eq!((sum(0), sum(3), sum(4), sum(5)), (1, 1, 0, 1), "{sums:?}");
    assert!(sums.iter().all(|counted| Clock::day(counted.week).to_string() == "2022-09-26"));
}

#[test]
fn what_volunteers_make_of_a_group_stays_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let people = People::open(&data.join("people"), &data.with_extension("key"), DAY).unwrap();
    let keep = |text: &str, lang: Lang| {
        let question = KeptQuestion { text: text.to_owned(), lang, gap: Some("pets".to_owned()) };
        let mut batch = Default::default();
        people.append(&mut batch, Table::Questions, &with_vector(Asked::new(DAY, question, Why::Unknown)));
        people.commit(batch).unwrap();
    };
    keep("where is a vet for my cat", Lang::EN);
    keep("где ветеринар для кошки", Lang::RU);
    keep("kedim için veteriner nerede", Lang::TR);
    let look = || groups(questions(&people).unwrap());
    let first = look();
    assert_eq!((first.len(), first[0].count, first[0].state), (1, 3, Handling::New), "{first:?}");
    assert_eq!(first[0].langs(), [Lang::RU, Lang::EN, Lang::TR]);
    assert_eq!(first[0].gap.as_deref(), Some("pets"));
    assert_eq!(mark(&people, &first[0].questions, Handling::Answered, None).unwrap(), 3);
    assert_eq!((look()[0].state, look()[0].count), (Handling::Answered, 3));
    // Asked again, it is open again, under its old number; who is ignored stays so.
    keep("is there a vet for cats", Lang::EN);
    let again = look();
    assert_eq!((again.len(), again[0].state, again[0].count), (1, Handling::New, 1), "{again:?}");
    assert_eq!(again[0].number, first[0].number);
    mark(&people, &again[0].questions, Handling::Ignored, None).unwrap();
    keep("where is the vet for my cat", Lang::EN);
    assert_eq!((look()[0].state, look()[0].count), (Handling::Ignored, 5));
}

#[test]
fn an_answer_that_was_picked_and_did_not_help_is_told_with_what_was_asked() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path().join("d");
    let run = |arguments: &[&str], said: &str| Pristan::bare(&data).args(arguments).piped(said.as_bytes()).out;
    // What was asked, and offered several answers; then an answer out of the list of subjects, to no question.
    run(&["chat"], "housing\n1\n-\n");
    run(&["chat"], "/topics\n1\n1\n-\n");
    let inbox = run(&["inbox", "--chat", "--json"], "");
    let groups: Vec<serde_json::Value> = inbox.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let texts: Vec<&str> = groups.iter().filter_map(|group| group["wordings"][0]["text"].as_str()).collect();
    assert_eq!(texts, ["housing"], "{inbox}");
    assert_eq!(groups[0]["why"]["unhelpful"], 1, "{inbox}");
}
