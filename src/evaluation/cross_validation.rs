//! `pristan eval --self`: the base asked its own phrasings, each by an index that has not learnt it.

use super::EvaluationError;
use super::figures::percent;
use crate::faces::{bar, target};
use crate::files::Origin;
use crate::knowledge::{Base, Localized, Phrasing};
use crate::matcher::{Index, Verdict};
use crate::settings::Settings;
use crate::text::{Lang, folded_words};
use crate::turn::{LoadError, understand};
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};

/// Parts of the phrasings. Each is asked of an index that learnt the others.
const PARTS: u8 = 10;
/// Collisions and weak entries that are shown.
const MOST_COLLISIONS: usize = 20;
const MOST_ENTRIES: usize = 12;

/// The phrasings of a language, or all; shares in percent.
#[derive(Debug, Serialize)]
struct Row {
    lang: &'static str,
    phrasings: usize,
    top1: f64,
    right: f64,
    wrong: f64,
}

/// An entry taken for another.
#[derive(Debug, Serialize)]
struct Collision {
    wanted: String,
    got: String,
    times: usize,
    example: String,
}

/// How well an entry is found by its own phrasings.
#[derive(Debug, Serialize)]
struct Found {
    entry: String,
    phrasings: usize,
    top1: f64,
}

/// Everything that `--json` prints.
#[derive(Debug, Serialize)]
struct Report {
    parts: u8,
    rows: Vec<Row>,
    collisions: Vec<Collision>,
    entries: Vec<Found>,
}

/// A phrasing with what was found for it; entries by their positions.
struct Asked {
    lang: Lang,
    text: String,
    wanted: usize,
    first: Option<usize>,
    answered: Vec<usize>,
}

impl Asked {
    fn leads(&self) -> bool {
        self.first == Some(self.wanted)
    }
}

/// Asks every phrasing of the base, and reports which entries collide.
pub fn run(settings: &Settings, json: bool) -> Result<(), EvaluationError> {
    let snapshot = Origin::choose(&settings.base).snapshot().map_err(LoadError::from)?;
    let base = understand(&snapshot)?;
    let bar = bar(settings, u64::from(PARTS) * Index::PARTS as u64, "learning without the phrasings that are asked");
    bar.set_draw_target(target(settings));
    let mut asked = Vec::new();
    for part in 0..PARTS {
        let index = Index::build(without(&base, part), &mut |_| bar.inc(1));
        asked.extend(ask(&index, &base, part));
    }
    bar.finish_and_clear();
    if asked.is_empty() {
        let what = "the base has no phrasings to leave out; give its entries some under `ask`".to_owned();
        return Err(EvaluationError::Other(what));
    }
    let report = Report {
        parts: PARTS,
        rows: rows(&asked),
        collisions: collisions(&base, &asked),
        entries: entries(&base, &asked),
    };
    if json {
        say!("{}", serde_json::to_string(&report).map_err(std::io::Error::from)?);
    } else {
        print(&report);
    }
    Ok(())
}

/// The part that a text belongs to. Texts of the same words are in the same part, in whatever entry they stand: what is
/// asked was learnt nowhere.
fn part_of(text: &str) -> u8 {
    let words = folded_words(text).join(" ");
    // The first eight bytes are a number far larger than the count of parts: all parts are as likely.
    let hash = blake3::hash(words.as_bytes());
    let number = hash.as_bytes().iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    (number % u64::from(PARTS)) as u8
}

/// The base without the phrasings of a part, and without titles that say the same.
fn without(base: &Base, part: u8) -> Base {
    let mut base = base.clone();
    for entry in &mut base.entries {
        let asks = entry.ask.iter().flat_map(|(_, asks)| asks).map(|ask| folded_words(&ask.text));
        let asks: HashSet<Vec<String>> = asks.collect();
        let others = |asks: &Vec<Phrasing>| asks.iter().filter(|ask| part_of(&ask.text) != part).cloned().collect();
        entry.ask = entry.ask.map(others);
        let stays = |title: &String| part_of(title) != part || !asks.contains(&folded_words(title));
        let title = |title: &String| if stays(title) { title.clone() } else { String::new() };
        entry.title = entry.title.map(title);
    }
    base
}

/// Asks the phrasings of a part.
fn ask(index: &Index, base: &Base, part: u8) -> Vec<Asked> {
    let mut asked = Vec::new();
    for (wanted, entry) in base.entries.iter().enumerate() {
        for (lang, phrasing) in each(&entry.ask).filter(|(_, phrasing)| part_of(&phrasing.text) == part) {
            let finding = index.find(&phrasing.text);
            asked.push(Asked {
                lang,
                text: phrasing.text.clone(),
                wanted,
                first: finding.candidates.first().map(|candidate| candidate.entry),
                answered: if let Verdict::Answer(entries) = finding.verdict { entries } else { Vec::new() },
            });
        }
    }
    asked
}

fn each(asks: &Localized<Vec<Phrasing>>) -> impl Iterator<Item = (Lang, &Phrasing)> {
    asks.iter().flat_map(|(lang, asks)| asks.iter().map(move |ask| (lang, ask)))
}

fn rows(asked: &[Asked]) -> Vec<Row> {
    let row = |name, lang: Option<Lang>| {
        let of: Vec<&Asked> = asked.iter().filter(|asked| lang.is_none_or(|lang| lang == asked.lang)).collect();
        let share = |holds: fn(&Asked) -> bool| percent(of.iter().filter(|asked| holds(asked)).count(), of.len());
        Row {
            lang: name,
            phrasings: of.len(),
            top1: share(Asked::leads),
            right: share(|asked| asked.answered == [asked.wanted]),
            wrong: share(|asked| !asked.answered.is_empty() && asked.answered != [asked.wanted]),
        }
    };
    let langs = Lang::ALL.into_iter().map(|lang| row(lang.code(), Some(lang)));
    std::iter::once(row("all", None)).chain(langs).filter(|row| row.phrasings > 0).collect()
}

fn collisions(base: &Base, asked: &[Asked]) -> Vec<Collision> {
    let mut seen: BTreeMap<(usize, usize), (usize, &str)> = BTreeMap::new();
    for asked in asked.iter().filter(|asked| !asked.leads()) {
        let Some(got) = asked.first else { continue };
        seen.entry((asked.wanted, got)).or_insert((0, &asked.text)).0 += 1;
    }
    let collision = |((wanted, got), (times, example)): ((usize, usize), (usize, &str))| Collision {
        wanted: base.entries[wanted].id.clone(),
        got: base.entries[got].id.clone(),
        times,
        example: example.to_owned(),
    };
    let mut list: Vec<Collision> = seen.into_iter().map(collision).collect();
    list.sort_by_key(|collision| std::cmp::Reverse(collision.times));
    list
}

/// The entries, those first that their own phrasings find worst.
fn entries(base: &Base, asked: &[Asked]) -> Vec<Found> {
    let found = |(at, entry): (usize, &crate::knowledge::Entry)| {
        let of: Vec<&Asked> = asked.iter().filter(|asked| asked.wanted == at).collect();
        let top1 = percent(of.iter().filter(|asked| asked.leads()).count(), of.len());
        Found { entry: entry.id.clone(), phrasings: of.len(), top1 }
    };
    let mut list: Vec<Found> = base.entries.iter().enumerate().map(found).filter(|one| one.phrasings > 0).collect();
    list.sort_by(|a, b| a.top1.total_cmp(&b.top1));
    list
}

fn print(report: &Report) {
    say!("each phrasing asked of an index that learnt the {} parts without it\n", report.parts - 1);
    say!("{:8}{:>10}{:>8}{:>8}{:>8}", "lang", "phrasings", "top1", "right", "wrong");
    for Row { lang, phrasings, top1, right, wrong } in &report.rows {
        say!("{lang:8}{phrasings:>10}{top1:>8.1}{right:>8.1}{wrong:>8.1}");
    }
    if !report.collisions.is_empty() {
        say!("\ncollisions:");
    }
    for Collision { wanted, got, times, example } in report.collisions.iter().take(MOST_COLLISIONS) {
        say!("  {times}x {wanted} taken for {got}: {example}");
    }
    let weak: Vec<&Found> = report.entries.iter().filter(|one| one.top1 < 100.0).take(MOST_ENTRIES).collect();
    if !weak.is_empty() {
        say!("\nentries that their own phrasings find worst:");
    }
    for Found { entry, phrasings, top1 } in weak {
        say!("  {top1:>5.1}% of {phrasings:>3}  {entry}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::{Role, SourceFile, read};

    fn base() -> Base {
        let theme = "title.en = \"t\"\n[[entry]]\nid = \"a\"\ntitle.en = \"Harbour bus\"\nanswer.en = \"x\"\n\
                     ask.en = [\"harbour bus\", \"Harbour, bus!\", \"when does it go\", \"how much is it\"]\n";
        read(&[vec![SourceFile::new("faq/a.toml", Role::Theme, theme.to_owned())]]).0
    }

    #[test]
    fn a_phrasing_is_learnt_in_every_part_but_its_own() {
        let base = base();
        let texts = |base: &Base| each(&base.entries[0].ask).map(|(_, ask)| ask.text.clone()).collect::<Vec<_>>();
        let all = texts(&base);
        assert_eq!(all.len(), 4);
        for part in 0..PARTS {
            let left: Vec<String> = all.iter().filter(|text| part_of(text) != part).cloned().collect();
            assert_eq!(texts(&without(&base, part)), left);
        }
    }

    #[test]
    fn what_is_asked_stands_nowhere_in_other_spelling_or_as_a_title() {
        let base = base();
        let part = part_of("harbour bus");
        assert_eq!(part, part_of("  HARBOUR: bus?"));
        let without = without(&base, part);
        assert!(each(&without.entries[0].ask).all(|(_, ask)| !ask.text.to_lowercase().contains("harbour")));
        assert_eq!(without.entries[0].title.get(Lang::EN).map(String::as_str), Some(""));
        let other = super::without(&base, (part + 1) % PARTS);
        assert_eq!(other.entries[0].title.get(Lang::EN).map(String::as_str), Some("Harbour bus"));
    }
}
