//! Fitting the probability on the base itself, by cross-validation: every phrasing is judged by signals that have not
//! seen it, and every gap by signals that have not seen any of its phrasings, as a real question about something new.

use super::signals::{ClassSetup, Sample};
use super::svm::DualVariables;
use crate::matcher::decide::calibration::{Calibration, Calibrations, ENCODED_FEW, ENCODED_USUAL, USUAL, Weights};
use crate::matcher::parallel::parallel;
use crate::matcher::score::signals::{ClassLayout, INPUTS, QueryFeatures, Scorer, argmax};

/// The most parts into which a base is cut; each is judged by signals learnt from the others.
pub const FOLDS: usize = 5;
/// A base with more samples than this is cut into two, and one half is judged by signals learnt from the other: it loses
/// little by being learnt from half of it, thousands of samples are enough for a handful of weights, and time counts.
const FEW: usize = 4_000;
/// Passes of training for a fold: a few less than for the final views, whose scores they estimate.
const PASSES: usize = 6;
/// The share of questions for which an entry exists, as the probability assumes it. About one question in six that
/// people ask such a bot is about something else.
const IN_SCOPE: f32 = 0.83;
/// With fewer gaps than this, some whole entries are left out and serve as questions that nothing answers: one in
/// [`LEFT_OUT`], where there are at least twice as many.
const MIN_GAPS: usize = 12;
const LEFT_OUT: usize = 7;
/// With fewer phrasings an entry than this a held-out one leaves nothing of its entry: the base cannot tell how sure a
/// figure of the encoder is, other bases did.
const FEWEST: f32 = 3.0;

/// Fits the probability that the leading entry is right. Tells the mean of the multipliers that the parts reached, too:
/// learning from all samples goes on from there.
pub fn calibrate(
    samples: &[Sample],
    plan: ClassSetup<'_>,
    progress: &mut dyn FnMut(usize),
) -> (Calibrations, DualVariables) {
    let kinds = plan.kinds;
    let mut judged: [Vec<Outcome>; 2] = [Vec::new(), Vec::new()];
    let mut mean = DualVariables { rows: vec![Vec::new(); samples.len()] };
    let (folds, judging) = if samples.len() > FEW { (2, 1) } else { (FOLDS, FOLDS) };
    for fold in 0..judging {
        let mut held: Vec<&Sample> = Vec::new();
        let mut kept: Vec<&Sample> = Vec::new();
        let mut numbers = Vec::new();
        for (at, sample) in samples.iter().enumerate() {
            if part_of(at, sample.class, kinds, folds) == fold {
                held.push(sample);
            } else {
                kept.push(sample);
                numbers.push(at);
            }
        }
        let (views, reached) = Scorer::learn(&kept, plan, (kinds.entries, PASSES), &DualVariables::default());
        for (at, row) in numbers.into_iter().zip(reached.rows) {
            let sum = &mut mean.rows[at];
            sum.resize(row.len(), 0.0);
            sum.iter_mut().zip(row).for_each(|(sum, alpha)| *sum += alpha / judging as f32);
        }
        let outcome = |sample: &Sample, query: &QueryFeatures| {
            let (inputs, lead) = lead(&views, query)?;
            let in_scope = sample.class.is_some_and(|class| class < kinds.entries && !is_held_whole(class, kinds));
            Some((inputs, sample.class == Some(lead), in_scope))
        };
        let told = parallel(&held, |sample| {
            let cheap = QueryFeatures { encoded: None, ..sample.query.clone() };
            [outcome(sample, &cheap), sample.query.encoded.as_ref().and_then(|_| outcome(sample, &sample.query))]
        });
        for [cheap, encoded] in told {
            judged[0].extend(cheap);
            judged[1].extend(encoded);
        }
        progress(fold);
    }
    let [cheap, encoded] = judged;
    let encoded = match plan.phrasings < FEWEST {
        true => Calibration::usual(&ENCODED_FEW),
        false => probability(encoded, &ENCODED_USUAL),
    };
    (Calibrations { cheap: probability(cheap, &USUAL), encoded }, mean)
}

/// The figures of the entry that leads, and which it is.
fn lead(views: &Scorer, query: &QueryFeatures) -> Option<([f32; INPUTS], usize)> {
    let scores = views.see(query);
    let ranks = views.ranks(&scores);
    let seat = argmax(&ranks)?;
    Some((Scorer::inputs(&scores, query, (&ranks, Scorer::beyond(&scores)), seat), scores.entries[seat]))
}

/// The figures of a leading candidate, whether it was right, and whether any entry could have been.
type Outcome = ([f32; INPUTS], bool, bool);

fn probability(judged: Vec<Outcome>, usual: &Weights) -> Calibration {
    let inside = judged.iter().filter(|sample| sample.2).count().max(1) as f32;
    let outside = (judged.len() as f32 - inside).max(1.0);
    let count = |in_scope| if in_scope { IN_SCOPE / inside } else { (1.0 - IN_SCOPE) / outside };
    let weight = judged.len() as f32;
    let samples: Vec<_> = judged.into_iter().map(|(inputs, right, is)| (inputs, right, count(is) * weight)).collect();
    Calibration::fit(&samples, usual)
}

/// The same for a large base: `held` are texts that it has not seen, each with its entry, or none where the crowd has not seen
/// anything of that entry.
pub fn calibrate_large_base(views: &Scorer, held: &[(QueryFeatures, Option<usize>)]) -> Calibration {
    let told = parallel(held, |(query, entry)| {
        let (inputs, lead) = lead(views, query)?;
        Some((inputs, *entry == Some(lead), entry.is_some()))
    });
    probability(told.into_iter().flatten().collect(), &USUAL)
}

/// Half of the gaps are held out whole, and some entries where gaps are few; everything else one phrasing at a time: what
/// nothing answers is in part about subjects that nobody foresaw, in part about such that are known to be gaps.
fn part_of(at: usize, class: Option<usize>, kinds: ClassLayout, folds: usize) -> usize {
    let foreseen = |class: usize| class >= kinds.judged() && !(class / folds).is_multiple_of(2);
    match class {
        Some(class) if is_held_whole(class, kinds) && !foreseen(class) => class % folds,
        _ => at % folds,
    }
}

/// Whether a class stands for questions that nothing answers.
fn is_held_whole(class: usize, kinds: ClassLayout) -> bool {
    let few = kinds.gaps < MIN_GAPS && kinds.entries >= 2 * LEFT_OUT;
    class >= kinds.judged() || few && class < kinds.entries && class.is_multiple_of(LEFT_OUT)
}
