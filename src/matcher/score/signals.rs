//! How well each class answers to a text, seen from several sides; and what the sides say of one candidate together.

use super::bm25::Bm25;
use super::dense::{Dense, Quantised};
use super::encoder::{EncoderColumns, EncoderScores};
use super::features::Vector;
use super::held::HeldQuery;
use super::retrieval::{Retrieval, Retrieved};
use super::sparse::SparseMap;
use crate::matcher::hash::word_hash;
use serde::{Deserialize, Serialize};

/// What the signals look at in a text.
#[derive(Clone, Debug, Default)]
pub struct QueryFeatures {
    /// Its words, pairs of words and pieces of words.
    pub vector: Vector,
    /// What it means, in [`DIM`](crate::matcher::score::embeddings::DIM) numbers, of length 1; or all nothing.
    pub meaning: Vec<f32>,
    /// Its vector by the encoder, where it was asked for one.
    pub encoded: Option<Vec<f32>>,
    /// The stems of its content words.
    pub stems: Vec<String>,
    /// Hashes of its words, for a large base.
    pub words: Vec<u32>,
    /// The share of its letters in words that the base does not have; of a text that is learnt from, in words that the base
    /// would not have without it.
    pub unknown: f32,
    /// Its words as they are looked for in whole entries.
    pub held: HeldQuery,
}

impl QueryFeatures {
    /// Whether there is nothing that a signal could go by.
    pub fn is_empty(&self) -> bool {
        self.vector.is_empty() && self.meaning.iter().all(|value| *value == 0.0)
    }
}

/// The signals over a set of classes. The first `judged` classes (entries, then smalltalk) have a classifier each; all
/// have a centroid and a bag of terms.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Scorer {
    /// What words and pieces of words say: to the classifier of a judged class, and to the centroid of any.
    pub(in crate::matcher) words: SparseMap,
    /// What the meaning says to the classifier of a judged class.
    pub(in crate::matcher) meant: Dense,
    /// The mean meaning of every class.
    pub(in crate::matcher) meanings: Dense,
    /// The terms of every class.
    pub(in crate::matcher) terms: Bm25,
    /// The classes of these views.
    pub(in crate::matcher) kinds: ClassLayout,
    /// What is left out.
    pub(in crate::matcher) without: Option<Signal>,
    /// Entries too many for classes of their own: candidates come from here.
    pub(in crate::matcher) retrieval: Option<Retrieval>,
    /// What the encoder knows, where there is one.
    pub(in crate::matcher) encoder: Option<EncoderColumns>,
    /// What the signals weigh in the order of candidates.
    pub(in crate::matcher) weights: RankWeights,
}

/// What the signals say of a text. Figures stand by seats: entries that were looked at come first, then kinds of smalltalk,
/// then gaps.
pub struct Scores {
    /// The entry in each of the first seats, in rising order.
    pub entries: Vec<usize>,
    /// How many seats there are of each kind.
    pub kinds: ClassLayout,
    /// The score of the classifier of all that is no entry and no smalltalk: gaps and look-alikes together.
    pub outside: f32,
    /// Classifier scores of the judged seats.
    pub classifier: Vec<f32>,
    /// Likeness to the centroid of every seat, from 0 to 1.
    pub likeness: Vec<f32>,
    /// The share of the content words, by rarity, that every seat has, from 0 to 1.
    pub coverage: Vec<f32>,
    /// Nearness of its meaning to that of every seat, from -1 to 1.
    pub meaning: Vec<f32>,
    /// What the encoder says, where it was asked.
    pub encoder: Option<EncoderScores>,
}

impl Scores {
    /// How near a seat is by its words and as a whole. A gap has few phrasings, and one telling word may be all there is.
    pub fn nearness(&self, seat: usize) -> f32 {
        self.likeness[seat] + COVERED * self.coverage[seat]
    }

    /// The seats of gaps.
    pub fn gaps(&self) -> std::ops::Range<usize> {
        self.kinds.judged()..self.kinds.all()
    }

    /// As if a signal said nothing.
    fn leave_out(&mut self, view: Signal) {
        let gaps = self.gaps();
        let silent = match view {
            Signal::Classifier => &mut self.classifier[..self.kinds.entries],
            Signal::Likeness => &mut self.likeness[..],
            Signal::Coverage => &mut self.coverage[..],
            Signal::Meaning => &mut self.meaning[..],
            Signal::Encoder => {
                self.encoder = None;
                return;
            }
            Signal::Gaps => {
                self.outside = -1.0;
                self.likeness[gaps.clone()].fill(0.0);
                self.coverage[gaps.clone()].fill(0.0);
                &mut self.meaning[gaps]
            }
        };
        silent.fill(0.0);
    }

    /// The figures of entries that were looked at closely, before all others.
    fn lead(&mut self, seen: &[Retrieved]) {
        let front = |figures: &mut Vec<f32>, own: fn(&Retrieved) -> f32| {
            figures.splice(0..0, seen.iter().map(own));
        };
        front(&mut self.classifier, |seen| seen.score);
        front(&mut self.likeness, |seen| seen.likeness);
        front(&mut self.coverage, |seen| seen.coverage);
        front(&mut self.meaning, |seen| seen.meaning);
        self.entries = seen.iter().map(|seen| seen.entry).collect();
        self.kinds.entries = seen.len();
    }
}

/// What the other signals weigh beside the classifier in the order of candidates. Tried on `questions/dev.tsv` and on the
/// public sets' own `dev` files: half or twice as much changes a point on the larger of these.
const RANK_LIKENESS: f32 = 0.5;
const RANK_COVERAGE: f32 = 0.5;
const RANK_MEANING: f32 = 1.0;

/// The class of the map of words that stands for all that is no entry and no smalltalk; the others follow it.
pub const OUTSIDE: usize = 0;

/// The class as a column of the map of words.
pub fn column(class: usize) -> usize {
    class + 1
}

/// What coverage counts beside likeness.
const COVERED: f32 = 0.2;

/// What is known of the leading candidate.
pub const INPUTS: usize = 7;

/// A candidate that covers less of the content words has none of them: a passage that has them says more.
pub const UNCOVERED: f32 = 0.05;

/// What the signals weigh in the order of candidates once the encoder was asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RankWeights {
    /// All signals that need no encoder, together.
    pub lexical: f32,
    /// The classifier over vectors.
    pub linear: f32,
    /// The nearest phrasing.
    pub nearest: f32,
    /// The "question answer" text.
    pub text: f32,
}

/// The weights for an entry with so many phrasings; between the lines they run straight in the logarithm. Fitted as
/// `model/RESULTS.md` tells.
const RANK_WEIGHTS: [(f32, RankWeights); 4] = [
    (1.0, RankWeights { lexical: 0.3, linear: 0.0, nearest: 0.5, text: 2.0 }),
    (3.0, RankWeights { lexical: 0.7, linear: 1.0, nearest: 1.0, text: 0.5 }),
    (10.0, RankWeights { lexical: 1.0, linear: 0.6, nearest: 2.5, text: 0.0 }),
    (136.0, RankWeights { lexical: 1.0, linear: 0.2, nearest: 0.7, text: 0.0 }),
];

impl RankWeights {
    /// The weights for a base whose entries have so many phrasings on the average.
    pub fn of(phrasings: f32) -> RankWeights {
        let at = RANK_WEIGHTS.iter().position(|(most, _)| phrasings <= *most).unwrap_or(RANK_WEIGHTS.len() - 1).max(1);
        let [(few, a), (many, b)] = [RANK_WEIGHTS[at - 1], RANK_WEIGHTS[at]];
        let share = ((phrasings.max(few) / few).ln() / (many / few).ln()).min(1.0);
        let between = |a: f32, b: f32| a + share * (b - a);
        RankWeights {
            lexical: between(a.lexical, b.lexical),
            linear: between(a.linear, b.linear),
            nearest: between(a.nearest, b.nearest),
            text: between(a.text, b.text),
        }
    }
}

/// A signal, or a part that plays its role, which can be left out to see what it is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Signal {
    /// The classifiers of entries.
    Classifier,
    /// Likeness to the mean of the phrasings.
    Likeness,
    /// Coverage of the question's words by their rarity.
    Coverage,
    /// Meanings from outside the base.
    Meaning,
    /// Vectors of whole texts by the sentence encoder.
    Encoder,
    /// Gaps as rivals.
    Gaps,
}

impl Signal {
    /// Every one.
    pub const ALL: [Signal; 6] =
        [Signal::Classifier, Signal::Likeness, Signal::Coverage, Signal::Meaning, Signal::Encoder, Signal::Gaps];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Signal::Classifier => "classifier",
            Signal::Likeness => "likeness",
            Signal::Coverage => "coverage",
            Signal::Meaning => "meaning",
            Signal::Encoder => "encoder",
            Signal::Gaps => "gaps",
        }
    }
}

/// How many classes there are of each kind; classes are numbered in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassLayout {
    /// Entries come first.
    pub entries: usize,
    /// Then kinds of smalltalk.
    pub smalltalk: usize,
    /// Then gaps.
    pub gaps: usize,
}

impl ClassLayout {
    /// Classes that have a classifier.
    pub fn judged(self) -> usize {
        self.entries + self.smalltalk
    }

    /// All classes.
    pub fn all(self) -> usize {
        self.judged() + self.gaps
    }
}

impl Scorer {
    /// The same views beside a large base of entries; they have none of their own.
    pub fn beside(self, retrieval: Retrieval) -> Scorer {
        Scorer { retrieval: Some(retrieval), ..self }
    }

    /// What a word of a text speaks for an entry, given the word's features with their values in the text.
    pub fn word_share(&self, query: &QueryFeatures, word: &str, features: &[(u32, f32)], entry: usize) -> f32 {
        match &self.retrieval {
            Some(retrieval) => retrieval.share(&query.words, word_hash(word), entry),
            None => features.iter().map(|(feature, value)| self.words.share(*feature, *value, column(entry))).sum(),
        }
    }

    /// Looks at a text.
    pub fn see(&self, query: &QueryFeatures) -> Scores {
        let words = self.words.scores(&query.vector);
        let coverage = self.terms.coverage(&query.stems, self.kinds.all());
        let whole = Quantised::of(&query.meaning);
        let meaning = self.meanings.scores(&whole);
        let likeness = words[column(0)..].iter().map(|[_, centroid]| *centroid).collect();
        let mut classifier: Vec<f32> =
            words.iter().zip(self.meant.scores(&whole)).map(|([said, _], meant)| said + meant).collect();
        let outside = classifier.remove(OUTSIDE);
        let entries = (0..self.kinds.entries).collect();
        let mut scores =
            Scores { entries, kinds: self.kinds, outside, classifier, likeness, coverage, meaning, encoder: None };
        if let (Some(columns), Some(vector)) = (&self.encoder, &query.encoded) {
            scores.encoder = Some(columns.see(vector, self.kinds.judged(), self.kinds.all()));
        }
        if let Some(retrieval) = &self.retrieval {
            scores.lead(&retrieval.find(&query.words, &query.meaning));
        }
        if let Some(view) = self.without {
            scores.leave_out(view);
        }
        scores
    }

    /// By what the seats of entries are ordered: the classifier first, the other signals where it hardly tells them apart.
    pub fn ranks(&self, scores: &Scores) -> Vec<f32> {
        let cheap = |seat: usize| {
            scores.classifier[seat]
                + RANK_LIKENESS * scores.likeness[seat]
                + RANK_COVERAGE * scores.coverage[seat]
                + RANK_MEANING * scores.meaning[seat]
        };
        let seats = 0..scores.kinds.entries;
        let Some(encoded) = &scores.encoder else { return seats.map(cheap).collect() };
        let RankWeights { lexical, linear, nearest, text } = self.weights;
        let rank = |seat: usize| {
            lexical * cheap(seat)
                + linear * encoded.linear[seat]
                + nearest * encoded.nearest[seat]
                + text * encoded.text[seat]
        };
        seats.map(rank).collect()
    }

    /// How near the nearest seat that is no entry is by words, and by meaning.
    pub fn beyond(scores: &Scores) -> [f32; 2] {
        let others = scores.kinds.entries..scores.kinds.all();
        let strange = others.clone().map(|other| scores.nearness(other)).fold(0.0, f32::max);
        [strange, others.map(|other| scores.meaning[other]).fold(0.0, f32::max)]
    }

    /// The figures from which the probability of the candidate in a seat follows: its rank and that of its strongest rival
    /// among entries, how near the nearest seat that is no entry is by words and by meaning, how much of the text nobody
    /// knows, whether the candidate has none of its content words, and how much it sounds like what is no entry. More
    /// figures were tried (the parts of the rank each by itself, the length of the text): they fit a base's own phrasings
    /// better and other people's questions worse.
    pub fn inputs(
        scores: &Scores,
        query: &QueryFeatures,
        (ranks, [strange, meant]): (&[f32], [f32; 2]),
        seat: usize,
    ) -> [f32; INPUTS] {
        let rival = (0..ranks.len()).filter(|other| *other != seat).map(|other| ranks[other]).fold(-1.0, f32::max);
        let uncovered = f32::from(u8::from(scores.coverage[seat] < UNCOVERED));
        [ranks[seat], rival, strange, meant, query.unknown, uncovered, (1.0 + scores.outside).max(0.0)]
    }
}

/// The class of the highest score.
pub fn argmax(scores: &[f32]) -> Option<usize> {
    (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a)))
}
