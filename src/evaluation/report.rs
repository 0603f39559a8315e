//! How well labelled questions are answered, by language and kind.

use super::EvaluationError;
use super::asked::Asked;
use super::figures::{Bin, auroc, calibration, calibration_error, percent, quantile};
use super::labelled::{Accept, Judgement, Labelled};
use super::plot;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Pairs of entries that are shown as confused.
const MOST_CONFUSIONS: usize = 12;

/// The headline figures; shares in percent.
#[derive(Debug, Serialize)]
struct Headline {
    questions: usize,
    in_scope: usize,
    out_of_scope: usize,
    right: f64,
    right_or_offered: f64,
    wrong: f64,
    missed: f64,
    hinted: f64,
    #[serde(rename = "false")]
    falsely: f64,
    top1: f64,
    right_at_false5: f64,
    auroc: f64,
    smalltalk: f64,
    language: f64,
    calibration_error: f64,
    p50_microseconds: f64,
    p99_microseconds: f64,
    mean_microseconds: f64,
    p50_microseconds_without_encoder: f64,
    asked_encoder: f64,
}

/// One row of the table.
#[derive(Debug, Serialize)]
struct Row {
    lang: String,
    kind: String,
    questions: usize,
    counts: BTreeMap<&'static str, usize>,
}

/// An entry taken for another.
#[derive(Debug, Serialize)]
struct Confusion {
    wanted: String,
    got: String,
    times: usize,
    id: String,
    example: String,
}

/// Everything that `--json` prints.
#[derive(Debug, Serialize)]
pub struct Report {
    headline: Headline,
    rows: Vec<Row>,
    confusions: Vec<Confusion>,
    calibration: Vec<Bin>,
}

/// The figures of questions with their replies.
pub fn report(asked: &[Asked]) -> Report {
    let calibration = calibration(&ranked(asked));
    Report { headline: headline(asked, &calibration), rows: rows(asked), confusions: confusions(asked), calibration }
}

/// Questions with one answer: whether the first candidate is right, and its score.
fn ranked(asked: &[Asked]) -> Vec<(bool, f32)> {
    asked.iter().filter_map(|asked| Some((asked.leads()?, asked.reply.score))).collect()
}

/// The scores of questions that nothing answers.
fn strange(asked: &[Asked]) -> Vec<f32> {
    let outside = asked.iter().filter(|asked| asked.question.accept == Accept::Nothing);
    outside.map(|asked| asked.reply.score).collect()
}

/// Draws how far scores can be trusted.
///
/// # Errors
/// When the file cannot be written.
pub fn draw(to: &Path, files: &[PathBuf], asked: &[Asked]) -> Result<(), EvaluationError> {
    let name = |file: &PathBuf| file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned();
    let names: Vec<String> = files.iter().map(name).collect();
    let picture = plot::svg(&plot::Data { names: &names, inside: &ranked(asked), outside: &strange(asked) });
    let failed = |error: std::io::Error| {
        let remedy = "name a file in a folder that is there and may be written to";
        EvaluationError::Other(format!("`--plot {}` cannot be written: {error}; {remedy}", to.display()))
    };
    std::fs::write(to, picture).map_err(failed)
}

fn headline(asked: &[Asked], calibration: &[Bin]) -> Headline {
    let of = |accept: fn(&Accept) -> bool| asked.iter().filter(move |asked| accept(&asked.question.accept));
    let inside: Vec<&Asked> = of(|accept| matches!(accept, Accept::Entries(_))).collect();
    let outside: Vec<&Asked> = of(|accept| *accept == Accept::Nothing).collect();
    let small: Vec<&Asked> = of(|accept| *accept == Accept::Smalltalk).collect();
    let share = |group: &[&Asked], wanted: &[Judgement]| {
        percent(group.iter().filter(|asked| wanted.contains(&asked.judgement)).count(), group.len())
    };
    let ranked = ranked(asked);
    let mut strange = strange(asked);
    strange.sort_by(|a, b| b.total_cmp(a));
    let bar = strange.get((0.05 * strange.len() as f64) as usize).copied().unwrap_or(-1.0);
    let certain: Vec<f32> = ranked.iter().filter(|(right, _)| *right).map(|(_, score)| *score).collect();
    let mut times: Vec<Duration> = asked.iter().map(|asked| asked.time).collect();
    let mut quick: Vec<Duration> = asked.iter().filter(|asked| !asked.encoded).map(|asked| asked.time).collect();
    let spoken = |asked: &&Asked| {
        let right = asked.question.speaks().is_none_or(|lang| lang == asked.reply.lang.code());
        right && !asked.reply.text().trim().is_empty()
    };
    Headline {
        questions: asked.len(),
        in_scope: inside.len(),
        out_of_scope: outside.len(),
        right: share(&inside, &[Judgement::Right]),
        right_or_offered: share(&inside, &[Judgement::Right, Judgement::Offered]),
        wrong: share(&inside, &[Judgement::Wrong]),
        missed: share(&inside, &[Judgement::Missed]),
        hinted: share(&outside, &[Judgement::Hinted]),
        falsely: share(&outside, &[Judgement::False]),
        top1: percent(ranked.iter().filter(|(right, _)| *right).count(), ranked.len()),
        right_at_false5: percent(ranked.iter().filter(|(right, score)| *right && *score > bar).count(), ranked.len()),
        auroc: auroc(&certain, &strange),
        smalltalk: share(&small, &[Judgement::Right]),
        language: percent(asked.iter().filter(spoken).count(), asked.len()),
        calibration_error: calibration_error(calibration),
        mean_microseconds: (times.iter().sum::<Duration>().as_secs_f64() * 1e6 / times.len().max(1) as f64).round(),
        p50_microseconds: quantile(&mut times, 0.5),
        p99_microseconds: quantile(&mut times, 0.99),
        p50_microseconds_without_encoder: quantile(&mut quick, 0.5),
        asked_encoder: percent(asked.iter().filter(|asked| asked.encoded).count(), asked.len()),
    }
}

fn rows(asked: &[Asked]) -> Vec<Row> {
    let mut rows: BTreeMap<(&str, &str), Row> = BTreeMap::new();
    for asked in asked {
        let (lang, kind) = (asked.question.lang.as_str(), asked.question.kind.as_str());
        let empty = || Row { lang: lang.to_owned(), kind: kind.to_owned(), questions: 0, counts: BTreeMap::new() };
        let row = rows.entry((lang, kind)).or_insert_with(empty);
        row.questions += 1;
        *row.counts.entry(asked.judgement.name()).or_default() += 1;
    }
    rows.into_values().collect()
}

fn confusions(asked: &[Asked]) -> Vec<Confusion> {
    let mut seen: BTreeMap<(String, String), (usize, Labelled)> = BTreeMap::new();
    for asked in asked {
        let (Some(accept), Some(got)) = (asked.question.single(), asked.first()) else { continue };
        if !accept.iter().any(|wanted| wanted == got) {
            let pair = (accept[0].clone(), got.to_owned());
            seen.entry(pair).or_insert((0, asked.question.clone())).0 += 1;
        }
    }
    let confusion = |((wanted, got), (times, first)): (_, (usize, Labelled))| Confusion {
        wanted,
        got,
        times,
        id: first.id,
        example: first.query,
    };
    let mut list: Vec<Confusion> = seen.into_iter().map(confusion).collect();
    list.sort_by_key(|confusion| std::cmp::Reverse(confusion.times));
    list.truncate(MOST_CONFUSIONS);
    list
}

/// Prints the tables.
pub fn print(report: &Report) {
    let names: String = Judgement::ALL.iter().map(|judgement| format!("{:>9}", judgement.name())).collect();
    say!("{:8}{:14}{:>5}{names}", "lang", "kind", "n");
    for row in &report.rows {
        let cell = |judgement: &Judgement| match row.counts.get(judgement.name()) {
            Some(count) => format!("{:>8.1}%", percent(*count, row.questions)),
            None => format!("{:>9}", "."),
        };
        let cells: String = Judgement::ALL.iter().map(cell).collect();
        say!("{:8}{:14}{:>5}{cells}", row.lang, row.kind, row.questions);
    }
    let h = &report.headline;
    say!("\n{} questions, {} in scope, {} out of scope", h.questions, h.in_scope, h.out_of_scope);
    say!(
        "in scope      right {}  right or offered {}  wrong {}  missed {}",
        h.right,
        h.right_or_offered,
        h.wrong,
        h.missed
    );
    say!("out of scope  false {}  hinted {}", h.falsely, h.hinted);
    say!("ranking       top1 {}  right at false 5 % {}  auroc {}", h.top1, h.right_at_false5, h.auroc);
    say!("smalltalk {}  language {}  calibration error {}", h.smalltalk, h.language, h.calibration_error);
    say!(
        "time a question: mean {} µs, p50 {} µs, p99 {} µs; {} % needed the encoder, p50 of the others {} µs",
        h.mean_microseconds,
        h.p50_microseconds,
        h.p99_microseconds,
        h.asked_encoder,
        h.p50_microseconds_without_encoder
    );
    say!("\nof questions at a score, the share whose first candidate is right:");
    for bin in report.calibration.iter().filter(|bin| bin.questions > 0) {
        say!("  from {:.1}  n {:>4}  told {:.2}  right {:.2}", bin.from, bin.questions, bin.told, bin.right);
    }
    if !report.confusions.is_empty() {
        say!("\nconfused:");
    }
    for Confusion { wanted, got, times, id, example } in &report.confusions {
        say!("  {times}x {wanted} taken for {got}: {id} {example}");
    }
}
