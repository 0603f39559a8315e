//! Learning an edit of a base: most classifiers are taken over from the index before. Those whose own texts were edited, and
//! those that are not clear about a new text, are trained anew, from nothing and over all texts, as without an index before.
//!
//! Each classifier tells one class from all the rest, independently of the others (see [`super::svm`]). For one whose own
//! texts stay as they were an edit adds a few texts that speak against it; where it rejects them already, that tells it
//! nothing.

use super::signals::Sample;
use super::svm::{Classifiers, Example, TrainConfig, train};
use crate::knowledge::{Base, Entry};
use crate::matcher::hash::text_hash;
use crate::matcher::model::{Learnt, each};
use crate::matcher::score::dense::Dense;
use crate::matcher::score::features::Features;
use crate::matcher::score::signals::{Scorer, column};
use crate::text::Lang;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// An edit of more classes or texts than this is learnt as a new base: it would hardly be quicker.
const MOST_CLASSES: usize = 24;
const MOST_TEXTS: usize = 600;
/// A phrasing is safe from an edited entry whose classifier stays so far behind that of its own entry: the other signals
/// together hardly ever make up for it.
const CONTESTED: f32 = 1.0;

/// From which texts each classifier was learnt: by that an edit is known.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Taught {
    /// The name of each column and its texts, as hashes, in the order of columns.
    columns: Vec<(u64, u64)>,
    /// Each text with its column, as a hash; in rising order.
    texts: Vec<u64>,
    /// The id of each entry and everything that it says, as hashes, in the order of entries.
    said: Vec<(u64, u64)>,
}

impl Taught {
    /// Notes from what a base is learnt. `column_of` tells the column of a sample.
    pub fn by(
        base: &Base,
        smalltalk: &[String],
        samples: &[Sample],
        column_of: impl Fn(&Sample) -> Option<usize>,
    ) -> Taught {
        let entries = base.entries.iter().map(|entry| text_hash(&format!("entry {}", entry.id)));
        let others = smalltalk.iter().map(|id| text_hash(&format!("smalltalk {id}")));
        let names = std::iter::once(text_hash("outside")).chain(entries).chain(others);
        let said = base.entries.iter().map(|entry| (text_hash(&entry.id), said_by(base, entry))).collect();
        let mut taught = Taught { columns: names.map(|name| (name, 0)).collect(), texts: Vec::new(), said };
        for sample in samples {
            let column = column_of(sample);
            let key = taught.key(sample, column);
            if let Some((_, texts)) = column.and_then(|at| taught.columns.get_mut(at)) {
                // A sum does not mind the order.
                *texts = texts.wrapping_add(mixed(key));
            }
            taught.texts.push(key);
        }
        taught.texts.sort_unstable();
        taught
    }

    /// For each entry the one of a former base that says the same.
    pub fn unedited(&self, former: &Taught) -> Vec<Option<usize>> {
        let known: HashMap<&(u64, u64), usize> = former.said.iter().zip(0..).collect();
        self.said.iter().map(|said| known.get(said).copied()).collect()
    }

    fn key(&self, sample: &Sample, column: Option<usize>) -> u64 {
        let name = column.and_then(|at| self.columns.get(at)).map_or(0, |(name, _)| *name);
        sample.key ^ mixed(name)
    }
}

/// A hash of all that an entry says.
fn said_by(base: &Base, entry: &Entry) -> u64 {
    let mut all = String::new();
    let mut add = |kind: &str, lang: Lang, text: &str| all.extend([kind, lang.code(), "\t", text, "\n"]);
    each(&entry.ask, |lang, text| add("ask ", lang, text));
    entry.title.iter().for_each(|(lang, text)| add("title ", lang, text));
    let facts = entry.facts.iter().filter_map(|id| base.fact(id)).flat_map(|(_, fact)| fact.text.iter());
    entry.answer.iter().chain(facts).for_each(|(lang, text)| add("", lang, text));
    text_hash(&all)
}

fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number ^ (number >> 27)
}

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
    /// Compares a base with a former one; none when too much changed, or nothing of the former can be used.
    pub fn of(
        former: &'a Learnt,
        (features, taught): (&Features, &Taught),
        samples: &[Sample],
        column_of: impl Fn(&Sample) -> Option<usize>,
    ) -> Option<Takeover<'a>> {
        let known: BTreeMap<u64, (usize, u64)> =
            former.taught.columns.iter().enumerate().map(|(at, (name, texts))| (*name, (at, *texts))).collect();
        let same = |(name, texts): &(u64, u64)| known.get(name).filter(|known| known.1 == *texts).map(|known| known.0);
        let columns: Vec<Option<usize>> = taught.columns.iter().map(same).collect();
        let mut left: HashMap<u64, usize> = HashMap::new();
        former.taught.texts.iter().for_each(|key| *left.entry(*key).or_default() += 1);
        let mut is_new = |sample: &Sample| match left.get_mut(&taught.key(sample, column_of(sample))) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        };
        let new: Vec<bool> = samples.iter().map(&mut is_new).collect();
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
    pub fn contested(
        &self,
        classifiers: &Classifiers,
        (samples, examples): (&[&Sample], &[Example<'_>]),
        entries: usize,
    ) -> HashSet<u64> {
        let edited: Vec<usize> = self.edited().filter(|at| (column(0)..column(entries)).contains(at)).collect();
        let is_contested = |at: &usize| {
            let Some(own) = samples[*at].class.filter(|class| *class < entries).map(column) else { return false };
            let lead = classifiers.score(&examples[*at], own) - CONTESTED;
            self.new[*at]
                || edited.contains(&own)
                || edited.iter().any(|other| classifiers.score(&examples[*at], *other) > lead)
        };
        (0..samples.len()).filter(is_contested).map(|at| samples[at].key).collect()
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
