//! One linear classifier a class, each against all the rest: the view that judges a whole entry, not its nearest
//! phrasing.
//!
//! Support vector machines with squared hinge loss, trained by dual coordinate descent (Hsieh et al., "A dual coordinate
//! descent method for large-scale linear SVM", ICML 2008), all classes side by side so that a text is read once for all.

use crate::matcher::parallel::parallel;
use crate::matcher::score::features::Vector;
use std::collections::BTreeSet;

/// How strongly a mistake weighs against the size of the weights. Chosen on labelled questions and on the public sets' own
/// `dev` files; between 0.3 and 2 they differ by one point on the larger of these, by four on the smallest.
const COST: f32 = 0.5;

/// Another one makes another order; three that were tried differ by a point of `right_at_false5`.
const SALT: u64 = 3;

/// A text to learn from.
#[derive(Clone, Copy)]
pub struct Example<'a> {
    /// Its place in the order of training: an edited text moves none of the others.
    pub key: u64,
    /// What its words look like.
    pub vector: &'a Vector,
    /// What it means, or nothing.
    pub meaning: &'a [f32],
    /// The class it belongs to; `None` for a text that belongs to none and speaks against all.
    pub class: Option<usize>,
}

/// Trained classifiers: what words and pieces of words say, and what the meaning says. A score of 1 is clear, 0 is the
/// border.
pub struct Classifiers {
    /// Some classes in each.
    parts: Vec<Training>,
}

impl Classifiers {
    /// What each class weighs a feature, in the order of classes.
    pub fn row(&self, feature: usize) -> impl Iterator<Item = f32> {
        self.parts.iter().flat_map(move |part| part.row(feature)).copied()
    }

    /// The size of the largest weight of a feature.
    pub fn largest(&self) -> f32 {
        let every = self.parts.iter().flat_map(|part| part.words.as_flattened());
        every.fold(0f32, |most, weight| most.max(weight.abs()))
    }

    /// The score of each class for a text of which nothing is known.
    pub fn bias(&self) -> impl Iterator<Item = f32> {
        self.parts.iter().flat_map(|part| &part.bias.as_flattened()[..part.classes]).copied()
    }

    /// What each class weighs the numbers of a meaning.
    pub fn meanings(&self) -> impl Iterator<Item = Vec<f32>> {
        self.parts.iter().flat_map(|part| (0..part.classes).map(move |class| part.meaning_of(class)))
    }

    /// Classifiers whose weights are known: their scores for nothing, what they weigh the numbers of a meaning, class by
    /// class, and what all of them weigh a feature, which `row` writes.
    pub fn known(
        course: TrainConfig<'_>,
        bias: &[f32],
        meanings: impl Iterator<Item = Vec<f32>>,
        row: impl Fn(usize, &mut [f32]),
    ) -> Classifiers {
        let mut known = Training::nothing(course, course.classes, 0);
        let blocks = known.blocks;
        known.bias.as_flattened_mut()[..bias.len()].copy_from_slice(bias);
        for (class, meaning) in meanings.enumerate() {
            let numbers = known.meaning[class / LANES].iter_mut().zip(meaning);
            numbers.for_each(|(weights, weight)| weights[class % LANES] = weight);
        }
        known.words.chunks_mut(blocks.max(1)).enumerate().for_each(|(at, weights)| row(at, weights.as_flattened_mut()));
        Classifiers { parts: vec![known] }
    }

    /// The classes that are not clear about some text that is none of theirs.
    pub fn unclear(&self, others: &[Example<'_>]) -> BTreeSet<usize> {
        let mut unclear = BTreeSet::new();
        for example in others {
            let mut first = 0;
            for part in &self.parts {
                let mut margins = part.bias.clone();
                part.margins(example, &mut margins);
                let margins = &margins.as_flattened()[..part.classes];
                unclear.extend((first..).zip(margins).filter(|(_, margin)| **margin > CLEAR).map(|(class, _)| class));
                first += part.classes;
            }
        }
        unclear
    }

    /// Puts other classifiers in the places of some: the first of them in the first of these places, and so on.
    pub fn replace(&mut self, places: &[usize], others: &Classifiers) {
        let bias: Vec<f32> = others.bias().collect();
        let meanings: Vec<Vec<f32>> = others.meanings().collect();
        for part in &mut self.parts {
            for ((class, bias), meaning) in places.iter().zip(&bias).zip(&meanings) {
                let (block, lane) = (class / LANES, class % LANES);
                part.bias[block][lane] = *bias;
                part.meaning[block].iter_mut().zip(meaning).for_each(|(weights, weight)| weights[lane] = *weight);
            }
            for (feature, row) in part.words.chunks_mut(part.blocks.max(1)).enumerate() {
                let weights = places.iter().zip(others.row(feature));
                weights.for_each(|(class, weight)| row[class / LANES][class % LANES] = weight);
            }
        }
    }

    /// The score of one class for a text.
    pub fn score(&self, example: &Example<'_>, class: usize) -> f32 {
        let mut first = 0;
        for part in &self.parts {
            if class < first + part.classes {
                return part.score(example, class - first);
            }
            first += part.classes;
        }
        0.0
    }

    /// What each example weighs for each class.
    fn multipliers(&self, examples: usize) -> DualVariables {
        let row = |at: usize| self.parts.iter().flat_map(|part| part.multipliers(at)).copied().collect();
        DualVariables { rows: (0..examples).map(row).collect() }
    }
}

/// The multipliers of texts for the classes: training goes on from them instead of from nothing.
#[derive(Clone, Debug, Default)]
pub struct DualVariables {
    /// A row for each text.
    pub rows: Vec<Vec<f32>>,
}

/// How training is done.
#[derive(Clone, Copy)]
pub struct TrainConfig<'a> {
    /// Features of words and pieces of words.
    pub features: usize,
    /// Numbers of a meaning.
    pub dense: usize,
    /// Classes, each against the rest.
    pub classes: usize,
    /// Passes over the texts.
    pub passes: usize,
    /// From where to go on; rows may be empty, and may lack classes at their end.
    pub from: &'a DualVariables,
}

/// Trains. Deterministic, and the same on any number of threads.
pub fn train(examples: &[Example<'_>], course: TrainConfig<'_>) -> (Classifiers, DualVariables) {
    let TrainConfig { classes, .. } = course;
    let order = shuffled(examples);
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8).min(classes.max(1));
    let each = classes.div_ceil(threads).next_multiple_of(LANES).max(LANES);
    let spans: Vec<(usize, usize)> =
        (0..classes).step_by(each).map(|from| (from, (from + each).min(classes))).collect();
    let parts = parallel(&spans, |span| Training::train(examples, &order, course, *span));
    let trained = Classifiers { parts };
    let reached = trained.multipliers(examples.len());
    (trained, reached)
}

/// Classes that are reckoned side by side, so that the processor's vector unit is filled.
const LANES: usize = 8;
/// A figure for each of them.
type Lanes = [f32; LANES];
/// Passes for which a text that moved nothing is left alone.
const REST: u8 = 3;
/// A change of a multiplier smaller than this moves no answer.
const STILL: f32 = 0.03;

/// Up to this score a class that was learnt before is clear about a new text that is none of its own.
const CLEAR: f32 = -0.5;

/// Some classes in training, in blocks of [`LANES`].
struct Training {
    classes: usize,
    blocks: usize,
    /// For every feature a row of blocks.
    words: Vec<Lanes>,
    /// For every block a row for each number of a meaning.
    meaning: Vec<Vec<Lanes>>,
    bias: Vec<Lanes>,
    /// For every text a row of blocks: its multipliers.
    alphas: Vec<Lanes>,
}

impl Training {
    fn train(
        examples: &[Example<'_>],
        order: &[usize],
        course: TrainConfig<'_>,
        (from, to): (usize, usize),
    ) -> Training {
        let mut training = Training::begin(examples, course, (from, to));
        training.run(examples, order, course.passes, (from, to));
        training
    }

    /// Passes over texts, in this order.
    fn run(&mut self, examples: &[Example<'_>], order: &[usize], passes: usize, (from, to): (usize, usize)) {
        let mut margins = self.bias.clone();
        let mut steps = self.bias.clone();
        let mut rests = vec![0u8; examples.len()];
        for _ in 0..passes {
            for at in order {
                // A text that moved nothing is looked at again some passes later: most have said what they have to say.
                if rests[*at] > 0 {
                    rests[*at] -= 1;
                    continue;
                }
                let example = &examples[*at];
                self.margins(example, &mut margins);
                let own = example.own((from, to));
                let alphas = self.alphas[at * self.blocks..][..self.blocks].as_flattened_mut();
                if best_steps(alphas, margins.as_flattened(), own, example.length(), steps.as_flattened_mut()) {
                    // The multiplier of a text moves by the step, against its sign where the text speaks against.
                    for (at, (alpha, step)) in alphas.iter_mut().zip(steps.as_flattened()).enumerate() {
                        *alpha += if own == Some(at) { *step } else { -step };
                    }
                    self.add(example, &steps);
                } else {
                    rests[*at] = REST;
                }
            }
        }
    }

    /// Before anything is learnt.
    fn nothing(course: TrainConfig<'_>, classes: usize, examples: usize) -> Training {
        let blocks = classes.div_ceil(LANES);
        let nothing = [0f32; LANES];
        Training {
            classes,
            blocks,
            words: vec![nothing; course.features * blocks],
            meaning: vec![vec![nothing; course.dense]; blocks],
            bias: vec![nothing; blocks],
            alphas: vec![nothing; examples * blocks],
        }
    }

    /// The weights that follow from the multipliers from which training goes on.
    fn begin(examples: &[Example<'_>], course: TrainConfig<'_>, (from, to): (usize, usize)) -> Training {
        let mut training = Training::nothing(course, to - from, examples.len());
        let blocks = training.blocks;
        let mut signed = vec![[0f32; LANES]; blocks];
        for ((example, row), at) in examples.iter().zip(&course.from.rows).zip(0..) {
            let known = row.get(from..to.min(row.len())).unwrap_or_default();
            if known.iter().all(|alpha| *alpha == 0.0) {
                continue;
            }
            let own = example.own((from, to));
            let alphas = training.alphas[at * blocks..][..blocks].as_flattened_mut();
            for (at, alpha) in known.iter().enumerate() {
                alphas[at] = *alpha;
                signed.as_flattened_mut()[at] = if own == Some(at) { *alpha } else { -alpha };
            }
            training.add(example, &signed);
        }
        training
    }

    /// The multipliers of one text, without padding.
    fn multipliers(&self, at: usize) -> &[f32] {
        &self.alphas[at * self.blocks..][..self.blocks].as_flattened()[..self.classes]
    }

    fn margins(&self, example: &Example<'_>, margins: &mut [Lanes]) {
        margins.copy_from_slice(&self.bias);
        for (feature, value) in example.vector {
            let row = &self.words[*feature as usize * self.blocks..][..self.blocks];
            margins.iter_mut().zip(row).for_each(|(margin, weights)| add_scaled(margin, weights, *value));
        }
        for (margin, rows) in margins.iter_mut().zip(&self.meaning) {
            let mut sum = *margin;
            example.meaning.iter().zip(rows).for_each(|(value, weights)| add_scaled(&mut sum, weights, *value));
            *margin = sum;
        }
    }

    /// What one class says of a text.
    fn score(&self, example: &Example<'_>, class: usize) -> f32 {
        let (block, lane) = (class / LANES, class % LANES);
        let word = |(feature, value): &(u32, f32)| value * self.words[*feature as usize * self.blocks + block][lane];
        let meant = example.meaning.iter().zip(&self.meaning[block]).map(|(value, weights)| value * weights[lane]);
        self.bias[block][lane] + example.vector.iter().map(word).sum::<f32>() + meant.sum::<f32>()
    }

    fn add(&mut self, example: &Example<'_>, steps: &[Lanes]) {
        for (feature, value) in example.vector {
            let row = &mut self.words[*feature as usize * self.blocks..][..self.blocks];
            row.iter_mut().zip(steps).for_each(|(weights, steps)| add_scaled(weights, steps, *value));
        }
        for (rows, steps) in self.meaning.iter_mut().zip(steps) {
            rows.iter_mut().zip(example.meaning).for_each(|(weights, value)| add_scaled(weights, steps, *value));
        }
        self.bias.iter_mut().zip(steps).for_each(|(bias, steps)| add_scaled(bias, steps, 1.0));
    }

    /// The weights of one feature, without padding.
    fn row(&self, feature: usize) -> &[f32] {
        &self.words[feature * self.blocks..][..self.blocks].as_flattened()[..self.classes]
    }

    /// The weights of one class for the numbers of a meaning.
    fn meaning_of(&self, class: usize) -> Vec<f32> {
        self.meaning[class / LANES].iter().map(|weights| weights[class % LANES]).collect()
    }
}

impl Example<'_> {
    /// Its class among those from one to before another, counted from the first of them.
    fn own(&self, (from, to): (usize, usize)) -> Option<usize> {
        self.class.filter(|class| (from..to).contains(class)).map(|class| class - from)
    }

    /// The square of its length.
    fn length(&self) -> f32 {
        let words = self.vector.iter().map(|(_, value)| value * value).sum::<f32>();
        words + self.meaning.iter().map(|value| value * value).sum::<f32>()
    }
}

/// `to += factor * from`. By way of copies: what cannot overlap becomes vector code.
#[inline(always)]
fn add_scaled(to: &mut Lanes, from: &Lanes, factor: f32) {
    let (from, mut sum) = (*from, *to);
    for (sum, from) in sum.iter_mut().zip(from) {
        *sum += factor * from;
    }
    *to = sum;
}

/// One step of the dual: how far the multipliers of a text of this squared length should move, and whether any should move
/// worth the while. The bias is a feature of weight 1 that every text has.
fn best_steps(alphas: &[f32], margins: &[f32], own: Option<usize>, length: f32, steps: &mut [f32]) -> bool {
    let curvature = 1.0 + length + 0.5 / COST;
    let mut moved = 0f32;
    for (at, ((alpha, margin), step)) in alphas.iter().zip(margins).zip(steps).enumerate() {
        let sign = if own == Some(at) { 1.0 } else { -1.0 };
        let slope = sign * margin - 1.0 + alpha * 0.5 / COST;
        let change = (alpha - slope / curvature).max(0.0) - alpha;
        *step = change * sign;
        moved = moved.max(change.abs());
    }
    moved > STILL
}

/// An order that mixes the classes and that edits hardly change.
fn shuffled(examples: &[Example<'_>]) -> Vec<usize> {
    let mixed = |at: &usize| (examples[*at].key ^ SALT).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    order.sort_by_key(|at| (mixed(at), *at));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_told_from_its_rest() {
        let vectors: Vec<Vector> = vec![vec![(0, 1.0)], vec![(1, 1.0)], vec![(2, 1.0)], vec![(0, 0.6), (3, 0.8)]];
        let classes = [Some(0), Some(1), None, Some(0)];
        let examples: Vec<Example<'_>> = vectors
            .iter()
            .zip(classes)
            .zip(0..)
            .map(|((vector, class), key)| Example { key, vector, meaning: &[], class })
            .collect();
        let from = DualVariables::default();
        let (trained, reached) =
            train(&examples, TrainConfig { features: 4, dense: 0, classes: 2, passes: 12, from: &from });
        let (again, _) = train(&examples, TrainConfig { features: 4, dense: 0, classes: 2, passes: 1, from: &reached });
        let scores = |trained: &Classifiers, vector: &Vector| -> Vec<f32> {
            let mut scores: Vec<f32> = trained.bias().collect();
            for (feature, value) in vector {
                let row = trained.row(*feature as usize);
                scores.iter_mut().zip(row).for_each(|(score, weight)| *score += value * weight);
            }
            scores
        };
        let gone_on = scores(&again, &vectors[0])[0] - scores(&trained, &vectors[0])[0];
        assert!(gone_on.abs() < 0.05, "{gone_on}");
        let told: Vec<Vec<f32>> = vectors.iter().map(|vector| scores(&trained, vector)).collect();
        assert!(told[0][0] > 0.3 && told[0][1] < 0.0);
        assert!(told[1][1] > 0.3 && told[1][0] < 0.0);
        assert!(told[2].iter().all(|score| *score < 0.0));
    }
}
