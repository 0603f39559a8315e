//! What is known of a candidate, as named columns: the only thing that its probability follows from.

use crate::matcher::model::Learnt;
use crate::matcher::score::held::HeldFigures;
use crate::matcher::score::lacking::LackingFigures;
use crate::matcher::score::signals::{QueryFeatures, Scores, UNCOVERED};
use std::ops::Range;

/// Columns of a candidate.
pub const COLUMNS: usize = 35;

/// Their names, as in `model/decision/weights.toml`.
pub const NAMES: [&str; COLUMNS] = [
    "bias",
    "rank",
    "margin",
    "classifier",
    "coverage",
    "uncovered",
    "meaning",
    "likeness",
    "missing",
    "rarest_missing",
    "same",
    "replaced",
    "other_language",
    "unknown_words",
    "outside",
    "rival_words",
    "rival_meaning",
    "one_word",
    "length",
    "entries",
    "encoder_linear",
    "encoder_nearest",
    "encoder_text",
    "encoder_margin",
    "encoder_text_margin",
    "encoder_outside",
    "encoder_rival",
    "lacking_place",
    "lacking_people",
    "lacking_passing",
    "lacking_figure",
    "lacking_name",
    "lacking_aspect",
    "replaced_lacking",
    "nearly_same",
];

/// One candidate: its seat among the scores, its entry, and its columns.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its seat.
    pub seat: usize,
    /// Its position in the base.
    pub entry: usize,
    /// Phrasings of the entry in the language of the question.
    pub phrasings: f32,
    /// What is known of it.
    pub columns: [f32; COLUMNS],
}

/// The columns of what is lacking.
const LACKING: Range<usize> = 27..35;

impl Row {
    /// The same as if the entry held everything that the question names.
    pub fn relieved(&self) -> Row {
        let mut row = self.clone();
        row.columns[LACKING].fill(0.0);
        row
    }
}

/// A content word that nothing in an entry has, rarer than this, in a question that shares more than [`MOSTLY`] of its words
/// with a phrasing, stands in the place of another.
const RARE: f32 = 0.5;
const MOSTLY: f32 = 0.6;

/// What all candidates of a question have in common.
struct Common<'a> {
    scores: &'a Scores,
    ranks: &'a [f32],
    /// How near the nearest class that is no entry is by words, by meaning, and to the encoder.
    beyond: [f32; 3],
    /// The best and the second best entry by rank, by the encoder's nearest phrasing, and by its text.
    best: [[f32; 2]; 3],
    unknown: f32,
    content: usize,
}

impl Learnt {
    /// The columns of the candidates in these seats.
    pub(in crate::matcher) fn rows(
        &self,
        scores: &Scores,
        query: &QueryFeatures,
        seats: &[usize],
        ranks: &[f32],
        lacking: impl Fn(usize) -> LackingFigures,
    ) -> Vec<Row> {
        let encoder = |pick: fn(&crate::matcher::score::encoder::EncoderScores) -> &Vec<f32>| {
            scores.encoder.as_ref().map_or([0.0; 2], |encoder| two_best(&pick(encoder)[..scores.kinds.entries]))
        };
        let common = Common {
            scores,
            ranks,
            beyond: beyond(scores),
            best: [two_best(ranks), encoder(|encoder| &encoder.nearest), encoder(|encoder| &encoder.text)],
            unknown: query.unknown,
            content: query.stems.len(),
        };
        let row = |seat: &usize| {
            let entry = scores.entries[*seat];
            let held = self.held.figures(&query.held, entry);
            let columns = columns(&common, *seat, held, lacking(entry), self.kinds.entries);
            Row { seat: *seat, entry, phrasings: self.held.phrasings(entry, query.held.lang), columns }
        };
        seats.iter().map(row).collect()
    }
}

/// How near the nearest class that is no entry is by words, by meaning, and to the encoder.
fn beyond(scores: &Scores) -> [f32; 3] {
    let others = scores.kinds.entries..scores.kinds.all();
    let most = |figure: &dyn Fn(usize) -> f32| others.clone().map(figure).fold(0.0, f32::max);
    let encoded = |other: usize| scores.encoder.as_ref().map_or(0.0, |encoder| encoder.nearest[other]);
    [most(&|other| scores.nearness(other)), most(&|other| scores.meaning[other]), most(&encoded)]
}

fn two_best(figures: &[f32]) -> [f32; 2] {
    let mut best = [f32::NEG_INFINITY; 2];
    for figure in figures {
        if *figure > best[0] {
            best = [*figure, best[0]];
        } else if *figure > best[1] {
            best[1] = *figure;
        }
    }
    best
}

/// By how much a figure is above the best of the others.
fn margin(figure: f32, [first, second]: [f32; 2]) -> f32 {
    let rival = if figure >= first { second } else { first };
    if rival.is_finite() { figure - rival } else { figure }
}

fn columns(
    common: &Common<'_>,
    seat: usize,
    held: HeldFigures,
    lacking: LackingFigures,
    entries: usize,
) -> [f32; COLUMNS] {
    let scores = common.scores;
    let flag = |holds: bool| f32::from(u8::from(holds));
    let [words, meaning, encoded] = common.beyond;
    let lexical = [
        1.0,
        common.ranks[seat],
        margin(common.ranks[seat], common.best[0]),
        scores.classifier[seat],
        scores.coverage[seat],
        flag(scores.coverage[seat] < UNCOVERED),
        scores.meaning[seat],
        scores.likeness[seat],
        held.missing,
        held.rarest,
        held.same,
        held.replaced,
        held.other_language,
        common.unknown,
        (1.0 + scores.outside).clamp(0.0, 3.0),
        words - scores.nearness(seat),
        meaning - scores.meaning[seat],
        flag(common.content <= 1),
        (common.content as f32).ln_1p(),
        (entries as f32).ln_1p() / 5.0,
    ];
    let encoder = scores.encoder.as_ref().map_or([0.0; 7], |encoder| {
        [
            encoder.linear[seat],
            encoder.nearest[seat],
            encoder.text[seat],
            margin(encoder.nearest[seat], common.best[1]),
            margin(encoder.text[seat], common.best[2]),
            (1.0 + encoder.outside).clamp(0.0, 3.0),
            encoded - encoder.nearest[seat],
        ]
    });
    let lacks = lacking.place + lacking.people + lacking.figure + lacking.name + lacking.aspect;
    let named = [
        lacking.place.min(2.0),
        lacking.people.min(2.0),
        lacking.passing.min(2.0),
        lacking.figure.min(2.0),
        lacking.name.min(2.0),
        lacking.aspect.min(2.0),
        if lacks > 0.0 { held.same } else { 0.0 },
        if held.rarest > RARE { (held.same - MOSTLY).max(0.0) / (1.0 - MOSTLY) } else { 0.0 },
    ];
    let mut all = lexical.into_iter().chain(encoder).chain(named);
    std::array::from_fn(|_| all.next().unwrap_or_default())
}
