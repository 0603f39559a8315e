//! The sentence encoder as a signal of the matcher.

use crate::cli::Pristan;
use crate::help::{base, embedded};
use pristan::knowledge::{Base, Role, SourceFile};
use pristan::matcher::{ENCODED, Encoder, Index, Setup, SharedEncoder, TextVectors, Verdict, encode, vectors_for};
use pristan::matcher::{text_hash, texts_to_ship};
use pristan::turn::{Progress, encoder, vectors};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Knows two subjects by a word of each, and counts how often it is asked.
struct TwoSubjects {
    asked: AtomicUsize,
}

impl TwoSubjects {
    fn leaked() -> &'static TwoSubjects {
        Box::leak(Box::new(TwoSubjects { asked: AtomicUsize::new(0) }))
    }
}

impl Encoder for TwoSubjects {
    fn vector(&self, text: &str) -> Vec<f32> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let mut vector = vec![0.0; ENCODED];
        let water = ["ferry", "timetable", "vessel", "depart"].iter().any(|word| text.contains(word));
        vector[if water { 0 } else { 1 }] = 1.0;
        vector
    }
}

fn one_theme(text: &str) -> Base {
    base(vec![vec![SourceFile::new("faq/one.toml", Role::Theme, text.to_owned())]])
}

fn two_rows() -> Base {
    one_theme(
        "[[entry]]\nid = \"ferry\"\ntitle.en = \"Ferry timetable\"\nask.en = [\"ferry timetable\"]\nanswer.en = \"At seven.\"\n\
         [[entry]]\nid = \"market\"\ntitle.en = \"Market days\"\nask.en = [\"market days\"]\nanswer.en = \"On Fridays.\"\n",
    )
}

fn learnt_with(base: Base, encoder: &'static TwoSubjects) -> Index {
    let shared = SharedEncoder(encoder);
    let texts: Vec<String> = texts_to_ship(&base).into_iter().collect();
    let mut vectors = TextVectors::default();
    let rows = encode(shared, &texts);
    texts.iter().zip(rows).for_each(|(text, row)| vectors.insert(text_hash(text), row));
    Index::build_with(base, Setup { encoder: Some(shared), vectors: Some(&vectors), ..Setup::default() }, &mut |_| {})
}

#[test]
fn a_question_finds_a_row_with_which_it_shares_no_word() {
    let index = learnt_with(two_rows(), TwoSubjects::leaked());
    let ids = |question: &str| -> Vec<String> {
        let found = index.find(question).candidates;
        found.iter().map(|one| index.base.entries[one.entry].id.clone()).collect()
    };
    assert_eq!(ids("when does the next vessel depart")[0], "ferry");
    assert_eq!(ids("which morning do the stalls open")[0], "market");
}

#[test]
fn what_is_known_word_for_word_never_waits_for_the_encoder() {
    let encoder = TwoSubjects::leaked();
    let index = learnt_with(two_rows(), encoder);
    let before = encoder.asked.load(Ordering::Relaxed);
    assert_eq!(index.find("Ferry timetable?").verdict, Verdict::Answer(vec![0]));
    assert!(matches!(index.find("hello everyone").verdict, Verdict::Smalltalk(_)));
    assert_eq!(encoder.asked.load(Ordering::Relaxed), before);
    assert!(index.needs_encoder("when does the next vessel depart"));
    assert_eq!(encoder.asked.load(Ordering::Relaxed), before + 1);
}

#[test]
fn no_vector_of_the_shipped_base_is_missing_or_old() {
    let Some(encoder) = encoder() else { return };
    let shipped = base(vec![embedded()]);
    let (vectors, missing) = vectors_for(&shipped);
    let remedy = "help: run `cargo run --release -- build --vectors model`, build again, and commit the two files";
    assert!(missing.is_empty(), "{remedy}: {} texts have no vector, {:?} first", missing.len(), missing.first());
    let texts: Vec<String> = texts_to_ship(&shipped).into_iter().step_by(397).collect();
    for text in texts {
        let (kept, made) = (vectors.get(&text).unwrap(), encoder.vector(&text));
        let cosine: f32 = kept.iter().zip(&made).map(|(a, b)| a * b).sum();
        assert!(cosine > 0.995, "{remedy}: the vector of {text:?} is {cosine} to what the encoder gives now");
    }
}

#[test]
fn an_edit_encodes_only_what_changed() {
    if encoder().is_none() {
        return;
    }
    let data = tempfile::tempdir().unwrap();
    let made = |asks: &str| {
        let text = format!(
            "[[entry]]\nid = \"ferry\"\ntitle.en = \"Boats to the isles\"\nask.en = {asks}\nanswer.en = \"At seven.\"\n"
        );
        let mut most = 0;
        vectors(&one_theme(&text), data.path(), &mut |progress| {
            if let Progress::Encoded(_, of) = progress {
                most = of;
            }
        });
        most
    };
    assert_eq!(made(r#"["boats to the isles in june", "how to sail to the isles"]"#), 4);
    assert_eq!(made(r#"["boats to the isles in june", "how to sail to the isles"]"#), 0);
    assert_eq!(made(r#"["boats to the isles in june", "how to sail to the isles", "who sails there in june"]"#), 1);
}

#[test]
fn a_table_in_one_language_answers_in_another() {
    if encoder().is_none() {
        return;
    }
    let table = "question\tanswer\n\
        How do I top up my tram card?\tMachines at every stop take coins and notes.\n\
        Where can I leave my suitcase for a day?\tThe left luggage office is beside platform two.\n\
        Which beach is good for children?\tThe small bay behind the lighthouse is shallow.\n\
        When is the fortress open?\tEvery day but Monday, from nine to five.\n";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("town.tsv"), table).unwrap();
    let to = folder.path().join("town");
    let file = folder.path().join("town.tsv");
    let done = Pristan::new().args(["import", file.to_str().unwrap(), "--to", to.to_str().unwrap()]).run();
    assert_eq!(done.code, 0, "{}", done.err);
    for (question, entry) in [
        ("где оставить чемодан на день", "where-can-i-leave"),
        ("çocuklar için hangi plaj uygun", "which-beach"),
        ("как пополнить карту на трамвай", "how-do-i-top-up"),
    ] {
        let done = Pristan::new().args(["ask", "--json", "--base", to.to_str().unwrap(), question]).run();
        let reply: serde_json::Value = serde_json::from_str(&done.out).unwrap();
        let first = reply["candidates"][0]["entry"].as_str().unwrap();
        assert!(first.starts_with(entry), "{question}: {first}");
    }
}
