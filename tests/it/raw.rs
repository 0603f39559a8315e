//! A base of nothing but raw articles: factual questions find the right passage, page furniture never comes back.

use crate::help::{self, shared};
use pristan::matcher::Index;
use pristan::talk::{Outcome, Reply};

/// A question, the number its article's file begins with, and words of the passage that answers it.
const FACTUAL: &[(&str, &str, &str)] = &[
    ("how many flights a day between russia and turkey", "000", "100 and 120 commercial flights"),
    ("what does the cheapest one-way ticket cost", "000", "€1,350"),
    ("what did the estonian foreign minister say", "004", "civic duty"),
    ("what did customs officers question the men about", "000", "gone through military service"),
    ("who opened the garo cafe", "000", "Igor, 33"),
    ("what is on the menu of the cafe", "000", "lemonades"),
    ("how many homes did russians buy in six months of 2022", "000", "6,000 housings"),
    ("how much must one invest to get turkish nationality", "000", "$400,000"),
    ("how many people use the telegram channel about border inspections", "000", "100,000 people"),
    ("how many soldiers of the white army fled in 1920", "000", "100,000 soldiers"),
    ("where did trotsky live", "000", "Trotsky"),
    ("why did two turkish banks stop accepting mir", "000", "pressure from the U.S."),
    ("how many russians passed through turkey since the war began", "001", "400,000"),
    ("where is the building that welcomes russians free of charge", "001", "Fatih"),
    ("how much more expensive are tickets than usual", "001", "three to five times"),
    ("how many men will be requisitioned", "001", "300,000"),
    ("where do exchange offices accept rubles", "002", "RUBLES ACCEPTED"),
    ("what does the ark do", "002", "The Ark"),
    ("how many demonstrators were detained", "002", "2,400"),
    ("what did sergei tsekov propose", "002", "Tsekov"),
    ("who is konrad muzyka", "002", "Muzyka"),
    ("do turkish state banks plan to drop mir", "002", "state banks"),
    ("how many russians entered kazakhstan according to the interior ministry", "003", "100,000"),
    ("how many cross into georgia each day", "003", "10,000"),
    ("which visa did the filmmaker and his wife apply for", "003", "talent visa"),
    ("where is the technician sergei searching for work", "003", "Tbilisi"),
    ("did putin promise not to mobilize", "003", "promised in March"),
    ("which cities sold out on september 21", "004", "Yerevan"),
    ("by how much did one-way ticket sales rise", "004", "27%"),
    ("how far did ilya cycle to the norwegian border", "004", "240 kilometres"),
    ("how many days did the yachtsmen sail to south korea", "004", "five days"),
    ("what jail sentence for refusing to fight", "004", "ten years"),
    ("will kazakhstan extradite russians", "004", "not extradite"),
    ("which countries reject tourist visas", "004", "Estonia"),
    ("is there an enlistment office at verkhny lars", "004", "makeshift enlistment office"),
];

/// Questions about what stands around the articles, not in them.
const FURNITURE: &[&str] = &[
    "subscribe to worldcrunch newsletter",
    "annual access price per month free trial",
    "already a subscriber log in",
    "crackdown on lgbtq rights ministry of justice supreme court",
    "follow maddie on twitter",
    "exit mobile version",
    "cover image",
    "ferry docked at kadikoy pier passenger",
    "lev radin pacific press zuma",
];

/// Words of the pages that are no words of the articles.
const NEVER: &[&str] = &[
    "Subscribe",
    "Log in",
    "newsletter",
    "Newsletter",
    "LGBTQ",
    "Loginov",
    "Twitter",
    "Exit mobile",
    "ZUMA",
    "Timour",
    "$19.90",
    "Free trial",
    "unlimited access",
    "aboard a ferry",
    "by the thousands at Istanbul",
    "Keep reading",
    "to listen",
    "Russian men walk along a road",
    "follow our live",
];

fn articles() -> Option<Index> {
    let files = help::folder(&shared("seeds")?, "seeds");
    Some(help::index(vec![files]))
}

fn ask(index: &Index, question: &str) -> Reply {
    help::ask(index, question)
}

#[test]
fn factual_questions_find_their_passage() {
    let Some(index) = articles() else { return help::skipped("raw", "../shared/seeds") };
    let mut missed = Vec::new();
    for (question, document, words) in FACTUAL {
        let reply = ask(&index, question);
        let found =
            reply.passages.iter().any(|shown| shown.document.starts_with(document) && shown.text.contains(words));
        if reply.outcome != Outcome::Passage || !found {
            missed.push(format!("{question}\n    -> {:?} {:?}", reply.outcome, reply.passages));
        }
    }
    assert!(missed.is_empty(), "{} of {} missed:\n{}", missed.len(), FACTUAL.len(), missed.join("\n"));
}

#[test]
fn page_furniture_never_comes_back() {
    let Some(index) = articles() else { return help::skipped("raw", "../shared/seeds") };
    for document in &index.base.documents {
        assert!(!document.passages.is_empty(), "{} has passages", document.id);
        for passage in &document.passages {
            for word in NEVER {
                assert!(!passage.contains(word), "{}: `{word}` in: {passage}", document.id);
            }
        }
    }
    for question in FURNITURE {
        for shown in ask(&index, question).passages {
            assert!(NEVER.iter().all(|word| !shown.text.contains(word)), "{question} -> {}", shown.text);
        }
    }
}

#[test]
fn titles_are_those_of_the_articles() {
    let Some(index) = articles() else { return help::skipped("raw", "../shared/seeds") };
    let titles: Vec<&str> = index.base.documents.iter().map(|document| document.title.as_str()).collect();
    for (title, beginning) in
        titles.iter().zip(["How Istanbul", "Russians take", "Conscription Fears", "Men are", "Hundreds of"])
    {
        assert!(title.starts_with(beginning), "{titles:?}");
    }
}

#[test]
fn an_undated_passage_says_so_and_names_its_language() {
    let Some(index) = articles() else { return help::skipped("raw", "../shared/seeds") };
    let reply = help::ask_in(&index, "how many flights a day between russia and turkey", pristan::text::Lang::RU);
    assert!(reply.text().contains("без даты") && reply.text().contains("по-английски"), "{}", reply.text());
    assert!(reply.sources.iter().all(|source| source.as_of.is_none()));
}
