//! `pristan eval --noise`: what it costs when clean questions are spoilt.

use super::EvaluationError;
use super::asked::{Asked, ask_all};
use super::figures::percent;
use super::labelled::{Judgement, Labelled};
use super::noise::noisy;
use crate::settings::{Noise, Settings};
use crate::talk::View;
use crate::text::Lang;
use serde::Serialize;

/// The kind of question that is clean, so that the noise is all that is wrong with it.
const CLEAN: &str = "plain";
/// Questions that are shown as lost.
const MOST_LOST: usize = 12;

/// A share of the clean questions, and of the noisy ones; in percent.
#[derive(Debug, Serialize)]
struct Pair {
    clean: f64,
    noisy: f64,
}

/// The questions of a language, or all.
#[derive(Debug, Serialize)]
struct Row {
    lang: &'static str,
    questions: usize,
    top1: Pair,
    /// Points of top1 that the noise costs.
    lost: f64,
    right: Pair,
    offered: Pair,
    wrong: Pair,
}

/// A question whose first candidate is right only while it is clean.
#[derive(Debug, Serialize)]
struct Lost {
    id: String,
    lang: &'static str,
    clean: String,
    noisy: String,
    wanted: Vec<String>,
    got: Option<String>,
}

/// Everything that `--json` prints.
#[derive(Debug, Serialize)]
struct Report {
    noise: Noise,
    seed: u64,
    /// Clean questions of a language for which there is such noise.
    eligible: usize,
    /// Those of them that it changed. All figures are of these.
    affected: usize,
    rows: Vec<Row>,
    lost: Vec<Lost>,
}

/// A question before and after.
struct Twice {
    lang: Lang,
    clean: Asked,
    noisy: Asked,
}

/// Asks the clean questions, and asks them again with noise.
pub fn run(
    settings: &Settings,
    view: View<'_>,
    questions: Vec<Labelled>,
    (noise, seed): (Noise, u64),
    json: bool,
) -> Result<(), EvaluationError> {
    let spoilt: Vec<_> = questions.into_iter().filter_map(|question| spoil(question, noise, seed)).collect();
    let eligible = spoilt.len();
    if eligible == 0 {
        let what =
            "there is no question to spoil: no row of kind `plain` has one answer and a language that is typed so";
        return Err(EvaluationError::Other(format!("`--noise {}`: {what}; add some", name(noise))));
    }
    let changed = spoilt.into_iter().filter(|(_, clean, noisy)| clean.query != noisy.query);
    let (langs, (clean, noisy)): (Vec<_>, (Vec<_>, Vec<_>)) =
        changed.map(|(lang, clean, noisy)| (lang, (clean, noisy))).unzip();
    let mut asked = ask_all(settings, view, [clean, noisy].concat());
    let noisy = asked.split_off(langs.len());
    let twice: Vec<Twice> =
        langs.into_iter().zip(asked).zip(noisy).map(|((lang, clean), noisy)| Twice { lang, clean, noisy }).collect();
    let report = report(&twice, eligible, (noise, seed));
    if json {
        say!("{}", serde_json::to_string(&report).map_err(std::io::Error::from)?);
    } else {
        print(&report);
    }
    Ok(())
}

/// A clean question that has one answer, and the same with noise.
fn spoil(clean: Labelled, noise: Noise, seed: u64) -> Option<(Lang, Labelled, Labelled)> {
    if clean.kind != CLEAN || clean.single().is_none() {
        return None;
    }
    let lang: Lang = clean.lang.parse().ok()?;
    let noisy = Labelled { query: noisy(noise, lang, &clean.query, seed)?, ..clean.clone() };
    Some((lang, clean, noisy))
}

fn report(twice: &[Twice], eligible: usize, (noise, seed): (Noise, u64)) -> Report {
    let of = |lang: Lang| twice.iter().filter(move |both| both.lang == lang).collect::<Vec<_>>();
    let mut rows = vec![row("all", &twice.iter().collect::<Vec<_>>())];
    let langs = Lang::ALL.into_iter().map(|lang| row(lang.code(), &of(lang)));
    rows.extend(langs.filter(|row| row.questions > 0));
    let lost = twice.iter().filter(|both| both.clean.leads() == Some(true) && both.noisy.leads() == Some(false));
    let lost = lost.map(|both| Lost {
        id: both.clean.question.id.clone(),
        lang: both.lang.code(),
        clean: both.clean.question.query.clone(),
        noisy: both.noisy.question.query.clone(),
        wanted: both.clean.question.single().unwrap_or_default().to_vec(),
        got: both.noisy.first().map(str::to_owned),
    });
    Report { noise, seed, eligible, affected: twice.len(), rows, lost: lost.collect() }
}

fn row(lang: &'static str, twice: &[&Twice]) -> Row {
    let pair = |holds: &dyn Fn(&Asked) -> bool| {
        let share =
            |side: fn(&Twice) -> &Asked| percent(twice.iter().filter(|both| holds(side(both))).count(), twice.len());
        Pair { clean: share(|both| &both.clean), noisy: share(|both| &both.noisy) }
    };
    let judged = |wanted: Judgement| pair(&move |asked| asked.judgement == wanted);
    let top1 = pair(&|asked| asked.leads() == Some(true));
    let lost = (10.0 * (top1.clean - top1.noisy)).round() / 10.0;
    Row {
        lang,
        questions: twice.len(),
        lost,
        top1,
        right: judged(Judgement::Right),
        offered: judged(Judgement::Offered),
        wrong: judged(Judgement::Wrong),
    }
}

fn name(noise: Noise) -> String {
    use clap::ValueEnum;
    noise.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}

fn print(report: &Report) {
    let Report { seed, eligible, affected, .. } = report;
    say!("noise {}, seed {seed}: it changed {affected} of {eligible} clean questions\n", name(report.noise));
    say!("{:16}{:^22}{:^16}{:^16}{:^16}", "", "top1", "right", "offered", "wrong");
    let both = format!("{:>8}{:>8}", "clean", "noisy");
    say!("{:8}{:>8}{both}{:>6}{both}{both}{both}", "lang", "n", "lost");
    for row in &report.rows {
        let cells = |pair: &Pair| format!("{:>8.1}{:>8.1}", pair.clean, pair.noisy);
        let Row { lang, questions, top1, lost, right, offered, wrong } = row;
        let (top1, rest) = (cells(top1), [right, offered, wrong].map(cells).concat());
        say!("{lang:8}{questions:>8}{top1}{lost:>6.1}{rest}");
    }
    if !report.lost.is_empty() {
        say!("\nlost:");
    }
    for Lost { id, noisy, wanted, got, .. } in report.lost.iter().take(MOST_LOST) {
        let got = got.as_deref().unwrap_or("nothing");
        say!("  {id} {} taken for {got}: {noisy}", wanted.join("|"));
    }
    if report.lost.len() > MOST_LOST {
        say!("  and {} more; `--json` has them all", report.lost.len() - MOST_LOST);
    }
}
