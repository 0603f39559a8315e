//! Learning an edit of a base: most classifiers are taken over from the index before. Those whose own texts were edited, and
//! those that are not clear about a new text, are trained anew, from nothing and over all texts, as without an index before.
//!
//! Each classifier tells one class from all the rest, independently of the others (see [`super::svm`]). For one whose own
//! texts stay as they were an edit adds a few texts that speak against it; where it rejects them already, that tells it
//! nothing.

use super::svm::{Classifiers, Example, TrainConfig, train};
use super::taught::Taught;
use crate::matcher::model::Learnt;
use crate::matcher::score::dense::Dense;
use crate::matcher::score::features::Features;
use crate::matcher::score::signals::{Scorer, column};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// An edit of more classes or texts than this is learnt as a new base: it would hardly be quicker.
const MOST_CLASSES: usize = 24;
const MOST_TEXTS: usize = 600;
/// A phrasing is safe from an edited entry whose classifier stays so far behind that of its own entry: the other signals
/// together hardly ever make up for it.
const CONTESTED: f32 = 1.0;

/// What is taken over, and what is not.
pub struct Takeover<'a> {
    former: &'a Scorer,
    /// For each feature the former one.
    features: Vec<Option<u32>>,
    /// For each column the former one; none where its texts were edited.
    columns: Vec<Option<usize>>,
    /// Whether each sample is new.
    new: Vec<bool>,
}

impl<'a> Takeover<'a> {
    /// Compares a base with a former one, given its texts with their columns; none when too much changed, or nothing of the
    /// former can be used.
    pub fn of(
        former: &'a Learnt,
        (features, taught): (&Features, &Taught),
        texts: &[(u64, Option<usize>)],
    ) -> Option<Takeover<'a>> {
        let known: BTreeMap<u64, (usize, u64)> =
            former.taught.columns.iter().enumerate().map(|(at, (name, texts))| (*name, (at, *texts))).collect();
        let same = |(name, texts): &(u64, u64)| known.get(name).filter(|known| known.1 == *texts).map(|known| known.0);
        let columns: Vec<Option<usize>> = taught.columns.iter().map(same).collect();
        let mut left: HashMap<u64, usize> = HashMap::new();
        former.taught.texts.iter().for_each(|key| *left.entry(*key).or_default() += 1);
        let is_new = |text: &(u64, Option<usize>)| match left.get_mut(&taught.key(*text)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        };
        let new: Vec<bool> = texts.iter().map(is_new).collect();
        let anew = columns.iter().filter(|former| former.is_none()).count();
        let texts = new.iter().filter(|is| **is).count();
        let gone = left.values().sum::<usize>();
        let little = anew <= MOST_CLASSES && texts <= MOST_TEXTS && gone <= MOST_TEXTS;
        // A large base has its entries in no classifier.
        if former.taught.columns.is_empty() || former.views.retrieval.is_some() || !little {
            return None;
        }
        Some(Takeover { former: &former.views, features: features.among(&former.features), columns, new })
    }

    /// Classifiers over words and meanings.
    pub fn of_words(&self, examples: &[Example<'_>], course: TrainConfig<'_>, dense_weight: f32) -> Classifiers {
        let weigh = |weight: f32| if dense_weight > 0.0 { weight / dense_weight } else { 0.0 };
        self.go_on(examples, course, (self.former.words.biases(), &scaled(&self.former.meant, weigh)), &self.new)
    }

    /// Classifiers over vectors, whose weights were multiplied with `scale`; `encoded` tells which samples have a vector.
    /// None where the former base had no such classifiers.
    pub fn of_vectors(
        &self,
        examples: &[Example<'_>],
        course: TrainConfig<'_>,
        encoded: impl Iterator<Item = bool>,
        scale: f32,
    ) -> Option<Classifiers> {
        let linear = &self.former.encoder.as_ref()?.linear;
        let bias: Vec<f32> = linear.rows().map(|(_, bias)| bias).collect();
        let new: Vec<bool> = self.new.iter().zip(encoded).filter(|(_, has)| *has).map(|(new, _)| *new).collect();
        let meanings = scaled(linear, |weight| weight / scale);
        (!bias.is_empty()).then(|| self.go_on(examples, course, (&bias, &meanings), &new))
    }

    fn go_on(
        &self,
        examples: &[Example<'_>],
        course: TrainConfig<'_>,
        (bias, meanings): (&[f32], &[Vec<f32>]),
        new: &[bool],
    ) -> Classifiers {
        let nothing = vec![0.0; course.dense];
        let bias: Vec<f32> = self.columns.iter().map(|former| former.map_or(0.0, |at| bias[at])).collect();
        let meanings = self.columns.iter().map(|former| former.map_or(&nothing, |at| &meanings[at]).clone());
        let mut places: Vec<Option<usize>> = vec![None; self.former.words.biases().len()];
        for (own, former) in self.columns.iter().enumerate() {
            former.iter().for_each(|former| places[*former] = Some(own));
        }
        let mut known = Classifiers::known(course, &bias, meanings, |feature, row| {
            let former = self.features.get(feature).copied().flatten();
            for (class, weight) in former.into_iter().flat_map(|former| self.former.words.first(former)) {
                places[class].into_iter().for_each(|own| row[own] = weight);
            }
        });
        let new: Vec<Example<'_>> =
            examples.iter().zip(new).filter(|(_, new)| **new).map(|(example, _)| *example).collect();
        let mut anew: BTreeSet<usize> = self.edited().collect();
        anew.extend(known.unclear(&new));
        if !anew.is_empty() {
            let anew: Vec<usize> = anew.into_iter().collect();
            let place = |class: usize| anew.iter().position(|own| *own == class);
            let mut own = examples.to_vec();
            own.iter_mut().for_each(|example| example.class = example.class.and_then(place));
            known.replace(&anew, &train(&own, TrainConfig { classes: anew.len(), ..course }).0);
        }
        known
    }

    /// The texts of entries for which another entry may win now, by their keys: those that are new, those of edited
    /// entries, and those to which an edited entry comes near.
    pub fn contested(&self, classifiers: &Classifiers, examples: &[Example<'_>], entries: usize) -> HashSet<u64> {
        let entries = column(0)..column(entries);
        let edited: Vec<usize> = self.edited().filter(|at| entries.contains(at)).collect();
        let is_contested = |(example, is_new): (&Example<'_>, bool)| {
            let Some(own) = example.class.filter(|class| entries.contains(class)) else { return false };
            let lead = classifiers.score(example, own) - CONTESTED;
            is_new || edited.contains(&own) || edited.iter().any(|other| classifiers.score(example, *other) > lead)
        };
        let all = examples.iter().zip(self.new.iter().copied());
        all.filter(|one| is_contested(*one)).map(|(example, _)| example.key).collect()
    }

    /// The columns whose own texts were edited.
    fn edited(&self) -> impl Iterator<Item = usize> {
        (0..self.columns.len()).filter(|column| self.columns[*column].is_none())
    }
}

/// The weights of rows, as training had them.
fn scaled(rows: &Dense, weigh: impl Fn(f32) -> f32) -> Vec<Vec<f32>> {
    rows.rows().map(|(row, _)| row.into_iter().map(&weigh).collect()).collect()
}
