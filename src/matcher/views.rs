//! How well each class answers to a text, seen from several sides; and what the sides say of one candidate together.

use super::calibration::INPUTS;
use super::centroid::{Centroids, centroids, mean_meanings};
use super::classifier::{Classifiers, Course, Example, Multipliers, train};
use super::crowd::{Crowd, Seen, word_hash};
use super::dense::{Dense, Whole};
use super::features::Vector;
use super::linear::{Linear, Steps};
use super::parallel::parallel;
use super::terms::{Terms, TermsBuilder};
use super::thresholds::UNCOVERED;
use serde::{Deserialize, Serialize};

/// What the views look at in a text.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// Its words, pairs of words and pieces of words.
    pub vector: Vector,
    /// What it means, in [`DIM`](super::sense::DIM) numbers, of length 1; or all nothing.
    pub meaning: Vec<f32>,
    /// The stems of its content words.
    pub stems: Vec<String>,
    /// Hashes of its words, for a crowd.
    pub words: Vec<u32>,
    /// The share of its letters in words that the base does not have; of a text that is learnt from, in words that the base
    /// would not have without it.
    pub unknown: f32,
}

impl Look {
    /// Whether there is nothing that a view could go by.
    pub fn is_empty(&self) -> bool {
        self.vector.is_empty() && self.meaning.iter().all(|value| *value == 0.0)
    }
}

/// A text to learn from, prepared.
pub struct Sample {
    /// Its class; `None` for a look-alike that belongs to none.
    pub class: Option<usize>,
    /// A hash of its words, by which the order of training goes.
    pub key: u64,
    /// What it looks like.
    pub look: Look,
}

/// The views over a set of classes. The first `judged` classes (entries, then smalltalk) have a classifier each; all
/// have a centroid and a bag of terms.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Views {
    /// What words and pieces of words say: to the classifier of a judged class, and to the centroid of any.
    words: Linear,
    /// What the meaning says to the classifier of a judged class.
    meant: Dense,
    /// The mean meaning of every class.
    meanings: Dense,
    /// The terms of every class.
    terms: Terms,
    /// The classes of these views.
    kinds: Kinds,
    /// What is left out.
    without: Option<View>,
    /// Entries too many for classes of their own: candidates come from here.
    crowd: Option<Crowd>,
}

/// What the views say of a text. Figures stand by seats: entries that were looked at come first, then kinds of smalltalk,
/// then gaps.
pub struct Sight {
    /// The entry in each of the first seats, in rising order.
    pub entries: Vec<usize>,
    /// How many seats there are of each kind.
    pub kinds: Kinds,
    /// The score of the classifier of all that is no entry and no smalltalk: gaps and look-alikes together.
    pub outside: f32,
    /// Classifier scores of the judged seats.
    pub scores: Vec<f32>,
    /// Likeness to the centroid of every seat, from 0 to 1.
    pub likeness: Vec<f32>,
    /// The share of the content words, by rarity, that every seat has, from 0 to 1.
    pub coverage: Vec<f32>,
    /// Nearness of its meaning to that of every seat, from -1 to 1.
    pub meaning: Vec<f32>,
}

impl Sight {
    /// How near a seat is by its words and as a whole. A gap has few phrasings, and one telling word may be all there is.
    pub fn nearness(&self, seat: usize) -> f32 {
        self.likeness[seat] + COVERED * self.coverage[seat]
    }

    /// The seats of gaps.
    pub fn gaps(&self) -> std::ops::Range<usize> {
        self.kinds.judged()..self.kinds.all()
    }

    /// As if a view said nothing.
    fn leave_out(&mut self, view: View) {
        let gaps = self.gaps();
        let silent = match view {
            View::Classifier => &mut self.scores[..self.kinds.entries],
            View::Likeness => &mut self.likeness[..],
            View::Coverage => &mut self.coverage[..],
            View::Meaning => &mut self.meaning[..],
            View::Gaps => {
                self.outside = -1.0;
                self.likeness[gaps.clone()].fill(0.0);
                self.coverage[gaps.clone()].fill(0.0);
                &mut self.meaning[gaps]
            }
        };
        silent.fill(0.0);
    }

    /// The figures of entries that were looked at closely, before all others.
    fn lead(&mut self, seen: &[Seen]) {
        let front = |figures: &mut Vec<f32>, own: fn(&Seen) -> f32| {
            figures.splice(0..0, seen.iter().map(own));
        };
        front(&mut self.scores, |seen| seen.score);
        front(&mut self.likeness, |seen| seen.likeness);
        front(&mut self.coverage, |seen| seen.coverage);
        front(&mut self.meaning, |seen| seen.meaning);
        self.entries = seen.iter().map(|seen| seen.entry).collect();
        self.kinds.entries = seen.len();
    }
}

/// What the other views weigh beside the classifier in the order of candidates. Tried on `questions/dev.tsv` and on the
/// public sets' own `dev` files: half or twice as much changes a point on the larger of these.
const RANK_LIKENESS: f32 = 0.5;
const RANK_COVERAGE: f32 = 0.5;
const RANK_MEANING: f32 = 1.0;

/// Weights of classifiers smaller than this many steps are dropped: on `questions/dev.tsv` and on banking77 no figure moved
/// by more than half a point.
const LEAST: u8 = 2;

/// The class of the map of words that stands for all that is no entry and no smalltalk; the others follow it.
const OUTSIDE: usize = 0;

fn column(class: usize) -> usize {
    class + 1
}

/// What coverage counts beside likeness.
const COVERED: f32 = 0.2;

/// A view, or a part that plays its role, which can be left out to see what it is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum View {
    /// The classifiers of entries.
    Classifier,
    /// Likeness to the mean of the phrasings.
    Likeness,
    /// Coverage of the question's words by their rarity.
    Coverage,
    /// Meanings from outside the base.
    Meaning,
    /// Gaps as rivals.
    Gaps,
}

impl View {
    /// Every one.
    pub const ALL: [View; 5] = [View::Classifier, View::Likeness, View::Coverage, View::Meaning, View::Gaps];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            View::Classifier => "classifier",
            View::Likeness => "likeness",
            View::Coverage => "coverage",
            View::Meaning => "meaning",
            View::Gaps => "gaps",
        }
    }
}

/// How many classes there are of each kind; classes are numbered in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kinds {
    /// Entries come first.
    pub entries: usize,
    /// Then kinds of smalltalk.
    pub smalltalk: usize,
    /// Then gaps.
    pub gaps: usize,
}

impl Kinds {
    /// Classes that have a classifier.
    pub fn judged(self) -> usize {
        self.entries + self.smalltalk
    }

    /// All classes.
    pub fn all(self) -> usize {
        self.judged() + self.gaps
    }
}

/// What a set of views is learnt over.
#[derive(Clone, Copy)]
pub struct Plan {
    /// Features of words and pieces of words.
    pub features: usize,
    /// Classes.
    pub kinds: Kinds,
    /// What a meaning weighs beside words in the classifiers.
    pub sense_weight: f32,
    /// What is left out.
    pub without: Option<View>,
}

impl Views {
    /// Learns from samples, with a classifier for each of the first `judged` classes and one for all that is neither entry
    /// nor smalltalk, in `passes` passes that go on from
    /// these multipliers. Tells the multipliers that it reached, too.
    pub fn learn(
        samples: &[&Sample],
        plan: Plan,
        (judged, passes): (usize, usize),
        from: &Multipliers,
    ) -> (Views, Multipliers) {
        let weighed: Vec<Vec<f32>> = parallel(samples, |sample| {
            let meaning = sample.look.meaning.iter();
            let weighs = plan.sense_weight > 0.0 && plan.without != Some(View::Meaning);
            if weighs { meaning.map(|value| value * plan.sense_weight).collect() } else { Vec::new() }
        });
        let pairs = samples.iter().zip(&weighed);
        let examples: Vec<Example<'_>> = pairs
            .map(|(sample, meaning)| Example {
                key: sample.key,
                vector: &sample.look.vector,
                meaning,
                class: match sample.class {
                    Some(class) if class < plan.kinds.judged() => Some(column(class)).filter(|own| *own <= judged),
                    _ => Some(OUTSIDE),
                },
            })
            .collect();
        let classed = || samples.iter().filter_map(|sample| Some((&sample.look, sample.class?)));
        let mut terms = TermsBuilder::default();
        classed().for_each(|(look, class)| terms.add(class as u32, &look.stems, 1.0));
        let all = plan.kinds.all();
        let course = Course { features: plan.features, classes: column(judged), passes, from };
        let (classifiers, reached) = train(&examples, course);
        let vectors = classed().map(|(look, class)| (&look.vector[..], column(class)));
        let centroids = centroids(vectors, plan.features, column(all));
        // A meaning comes in at its own weight: what it weighs beside words stands in the rows.
        let meant = |row: Vec<f32>| row.into_iter().map(|weight| weight * plan.sense_weight).collect();
        let views = Views {
            words: words(&classifiers, &centroids, plan),
            meant: Dense::pack(classifiers.meanings().map(meant)),
            meanings: mean_meanings(classed().map(|(look, class)| (&look.meaning[..], class)), all),
            terms: terms.build(),
            kinds: plan.kinds,
            without: plan.without,
            crowd: None,
        };
        (views, reached)
    }

    /// The same views beside a crowd of entries; they have none of their own.
    pub fn beside(self, crowd: Crowd) -> Views {
        Views { crowd: Some(crowd), ..self }
    }

    /// What a word of a text speaks for an entry, given the word's features with their values in the text.
    pub fn word_share(&self, look: &Look, word: &str, features: &[(u32, f32)], entry: usize) -> f32 {
        match &self.crowd {
            Some(crowd) => crowd.share(&look.words, word_hash(word), entry),
            None => features.iter().map(|(feature, value)| self.words.share(*feature, *value, column(entry))).sum(),
        }
    }

    /// Looks at a text.
    pub fn see(&self, look: &Look) -> Sight {
        let words = self.words.scores(&look.vector);
        let coverage = self.terms.coverage(&look.stems, self.kinds.all());
        let whole = Whole::of(&look.meaning);
        let meaning = self.meanings.scores(&whole);
        let likeness = words[column(0)..].iter().map(|[_, centroid]| *centroid).collect();
        let mut scores: Vec<f32> =
            words.iter().zip(self.meant.scores(&whole)).map(|([said, _], meant)| said + meant).collect();
        let outside = scores.remove(OUTSIDE);
        let entries = (0..self.kinds.entries).collect();
        let mut sight = Sight { entries, kinds: self.kinds, outside, scores, likeness, coverage, meaning };
        if let Some(crowd) = &self.crowd {
            sight.lead(&crowd.find(&look.words, &look.meaning));
        }
        if let Some(view) = self.without {
            sight.leave_out(view);
        }
        sight
    }

    /// By what the seats of entries are ordered: the classifier first, the other views where it hardly tells them apart.
    pub fn ranks(sight: &Sight) -> Vec<f32> {
        let rank = |seat: usize| {
            sight.scores[seat]
                + RANK_LIKENESS * sight.likeness[seat]
                + RANK_COVERAGE * sight.coverage[seat]
                + RANK_MEANING * sight.meaning[seat]
        };
        (0..sight.kinds.entries).map(rank).collect()
    }

    /// How near the nearest seat that is no entry is by words, and by meaning.
    pub fn beyond(sight: &Sight) -> [f32; 2] {
        let others = sight.kinds.entries..sight.kinds.all();
        let strange = others.clone().map(|other| sight.nearness(other)).fold(0.0, f32::max);
        [strange, others.map(|other| sight.meaning[other]).fold(0.0, f32::max)]
    }

    /// The figures from which the probability of the candidate in a seat follows: its rank and that of its strongest rival
    /// among entries, how near the nearest seat that is no entry is by words and by meaning, how much of the text nobody
    /// knows, whether the candidate has none of its content words, and how much it sounds like what is no entry. More
    /// figures were tried (the parts of the rank each by itself, the length of the text): they fit a base's own phrasings
    /// better and other people's questions worse.
    pub fn inputs(
        sight: &Sight,
        look: &Look,
        (ranks, [strange, meant]): (&[f32], [f32; 2]),
        seat: usize,
    ) -> [f32; INPUTS] {
        let rival = (0..ranks.len()).filter(|other| *other != seat).map(|other| ranks[other]).fold(-1.0, f32::max);
        let uncovered = f32::from(u8::from(sight.coverage[seat] < UNCOVERED));
        [ranks[seat], rival, strange, meant, look.unknown, uncovered, (1.0 + sight.outside).max(0.0)]
    }
}

/// Classifiers and centroids as one map. The classifiers' columns are the first.
fn words(classifiers: &Classifiers, centroids: &Centroids, plan: Plan) -> Linear {
    let steps =
        [Steps { largest: classifiers.largest(), least: LEAST }, Steps { largest: centroids.largest, least: 1 }];
    let mut bias: Vec<f32> = classifiers.bias().collect();
    let judged = bias.len();
    bias.resize(column(plan.kinds.all()), 0.0);
    Linear::pack(bias, steps, plan.features, |feature, row| {
        row.extend((0..).zip(classifiers.row(feature)).map(|(class, weight)| (class, [weight, 0.0])));
        for (class, weight) in centroids.row(feature) {
            match row.get_mut(usize::from(*class)).filter(|_| usize::from(*class) < judged) {
                Some((_, weights)) => weights[1] = *weight,
                None => row.push((*class, [0.0, *weight])),
            }
        }
    })
}
