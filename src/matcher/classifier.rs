//! One linear classifier a class, each against all the rest: the view that judges a whole entry, not its nearest
//! phrasing.
//!
//! Support vector machines with squared hinge loss, trained by dual coordinate descent (Hsieh et al., "A dual coordinate
//! descent method for large-scale linear SVM", ICML 2008), all classes side by side so that a text is read once for all.

use super::features::Vector;
use super::linear::Linear;

/// How strongly a mistake weighs against the size of the weights. Figures between 0.3 and 3 serve alike.
const COST: f32 = 1.0;
/// Passes over the texts after which more change no answer.
pub const PASSES: usize = 12;

/// Another one makes another order; three that were tried differ by a point of `right_at_false5`.
const SALT: u64 = 3;

/// A text to learn from.
pub struct Example<'a> {
    /// Its place in the order of training: an edited text moves none of the others.
    pub key: u64,
    /// What it looks like.
    pub vector: &'a Vector,
    /// The class it belongs to; `None` for a text that belongs to none and speaks against all.
    pub class: Option<usize>,
}

/// Trains on examples over `features` features, in `passes` passes. Deterministic, and the same on any number of threads.
pub fn train(examples: &[Example<'_>], features: usize, classes: usize, passes: usize) -> Linear {
    let order = shuffled(examples);
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8).min(classes.max(1));
    let each = classes.div_ceil(threads).max(1);
    let spans: Vec<(usize, usize)> =
        (0..classes).step_by(each).map(|from| (from, (from + each).min(classes))).collect();
    let parts: Vec<Dense> = std::thread::scope(|scope| {
        let order = &order;
        let work = spans.iter().map(|span| scope.spawn(move || Dense::train(examples, order, features, *span, passes)));
        let work: Vec<_> = work.collect();
        work.into_iter().map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    pack(&parts, features)
}

fn pack(parts: &[Dense], features: usize) -> Linear {
    let every = parts.iter().flat_map(|part| (0..features).flat_map(|feature| part.row(feature)));
    let largest = every.fold(0f32, |most, weight| most.max(weight.abs()));
    let bias = parts.iter().flat_map(|part| part.bias[..part.classes].iter().copied()).collect();
    let rows = (0..features).map(|feature| {
        let weights = parts.iter().flat_map(|part| part.row(feature));
        weights.enumerate().map(|(column, weight)| (column as u16, *weight)).collect()
    });
    Linear::pack(bias, largest, rows)
}

/// The width of a row of weights is a multiple of this, so that the processor's vector unit takes it in whole steps.
const LANES: usize = 8;
/// Passes for which a text that moved nothing is left alone.
const REST: u8 = 3;
/// A change of a multiplier smaller than this moves no answer.
const STILL: f32 = 0.03;

/// Some classes in training: a row of weights for every feature.
struct Dense {
    classes: usize,
    width: usize,
    weights: Vec<f32>,
    bias: Vec<f32>,
}

impl Dense {
    fn train(
        examples: &[Example<'_>],
        order: &[usize],
        features: usize,
        (from, to): (usize, usize),
        passes: usize,
    ) -> Dense {
        let classes = to - from;
        let width = classes.next_multiple_of(LANES);
        let mut dense = Dense { classes, width, weights: vec![0.0; features * width], bias: vec![0.0; width] };
        let mut alphas = vec![0f32; examples.len() * width];
        let mut margins = vec![0f32; width];
        let mut steps = vec![0f32; width];
        let mut rests = vec![0u8; examples.len()];
        for _ in 0..passes {
            for at in order {
                // A text that moved nothing is looked at again some passes later: most have said what they have to say.
                if rests[*at] > 0 {
                    rests[*at] -= 1;
                    continue;
                }
                let example = &examples[*at];
                dense.margins(example.vector, &mut margins);
                let own = example.class.filter(|class| (from..to).contains(class)).map(|class| class - from);
                let alphas = &mut alphas[at * width..][..width];
                let length = example.vector.iter().map(|(_, value)| value * value).sum::<f32>();
                if best_steps(alphas, &margins, own, length, &mut steps) {
                    // The multiplier of a text moves by the step, against its sign where the text speaks against.
                    for (at, (alpha, step)) in alphas.iter_mut().zip(&steps).enumerate() {
                        *alpha += if own == Some(at) { *step } else { -step };
                    }
                    dense.add(example.vector, &steps);
                } else {
                    rests[*at] = REST;
                }
            }
        }
        dense
    }

    fn margins(&self, vector: &Vector, margins: &mut [f32]) {
        margins.copy_from_slice(&self.bias);
        for (feature, value) in vector {
            add_scaled(margins, &self.weights[*feature as usize * self.width..][..self.width], *value);
        }
    }

    fn add(&mut self, vector: &Vector, steps: &[f32]) {
        for (feature, value) in vector {
            add_scaled(&mut self.weights[*feature as usize * self.width..][..self.width], steps, *value);
        }
        add_scaled(&mut self.bias, steps, 1.0);
    }

    /// The weights of one feature, without padding.
    fn row(&self, feature: usize) -> &[f32] {
        &self.weights[feature * self.width..][..self.classes]
    }
}

/// `to += factor * from`. Kept apart and whole: the compiler turns exactly this shape into vector code.
#[inline(never)]
fn add_scaled(to: &mut [f32], from: &[f32], factor: f32) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += factor * from;
    }
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
        let examples: Vec<Example<'_>> =
            vectors.iter().zip(classes).zip(0..).map(|((vector, class), key)| Example { key, vector, class }).collect();
        let trained = train(&examples, 4, 2, PASSES);
        assert!(trained.scores(&vectors[0])[0] > 0.3 && trained.scores(&vectors[0])[1] < 0.0);
        assert!(trained.scores(&vectors[1])[1] > 0.3 && trained.scores(&vectors[1])[0] < 0.0);
        assert!(trained.scores(&vectors[2]).iter().all(|score| *score < 0.0));
    }
}
