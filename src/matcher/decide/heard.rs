//! An utterance, made ready for the models of danger and of asides: the whole, and each clause, as typed and as repaired.

use crate::matcher::decide::costs;
use crate::matcher::index::Index;
use crate::matcher::read::reading::Reading;
use crate::matcher::score::kind_model::{Columns, KindModel, Nearness, Wording, clauses, raise};
use crate::text::Pause;
use std::ops::Range;

/// What is known of an utterance, as far as it was asked for.
pub(in crate::matcher) struct Heard<'a> {
    pub index: &'a Index,
    utterance: &'a str,
    pub reading: &'a Reading,
    /// Features of the whole, as repaired and as typed.
    pub whole: Vec<Wording>,
    pub clauses: Vec<&'a [String]>,
    /// Features of the clauses.
    pub parts: Vec<Wording>,
    /// The vector of the whole, once it is made.
    pub vector: Option<Vec<f32>>,
}

impl<'a> Heard<'a> {
    /// An utterance; `vector` is that of the whole, where it was made for something else. It is made here only when the words
    /// leave something open.
    pub fn of(index: &'a Index, utterance: &'a str, reading: &'a Reading, vector: Option<&[f32]>) -> Heard<'a> {
        let mut whole = vec![Wording::of(&reading.words)];
        if reading.typed != reading.words {
            whole.push(Wording::of(&reading.typed));
        }
        let pauses = reading.joints.iter().filter(|joint| joint.pause > Pause::None);
        let clauses = clauses(&reading.words, pauses.map(|joint| joint.at));
        let parts = clauses.iter().map(|clause| Wording::of(clause)).collect();
        let vector = vector.map(<[f32]>::to_vec);
        Heard { index, utterance, reading, whole, clauses, parts, vector }
    }

    /// The scores of each clause.
    pub fn of_parts(&self, model: &KindModel) -> Vec<Columns> {
        self.parts.iter().map(|part| model.by_words(part)).collect()
    }

    /// The highest scores of wordings and of parts.
    pub fn highest(model: &KindModel, whole: &[Wording], parts: &[Columns]) -> Columns {
        let mut words = vec![f32::MIN; model.columns()];
        whole.iter().for_each(|whole| raise(&mut words, &model.by_words(whole)));
        parts.iter().for_each(|part| raise(&mut words, part));
        words
    }

    /// What the vector of the whole says, which is made when it is `wanted`.
    pub fn by_vector(&mut self, model: &KindModel, wanted: bool, left_out: &Range<usize>) -> Option<Nearness> {
        if let (None, Some(encoder), true) = (&self.vector, self.index.encoder, wanted) {
            self.vector = Some(encoder.vector(self.reading.understood.as_deref().unwrap_or(self.utterance)));
        }
        self.vector.as_ref().map(|vector| self.nearness(model, vector, left_out))
    }

    /// What a vector says, beside how near the base's own phrasings are, but for those of the classes `left_out`.
    pub fn nearness(&self, model: &KindModel, vector: &[f32], left_out: &Range<usize>) -> Nearness {
        let own = self.index.learnt.views.encoder.as_ref().map(|columns| columns.nearest(vector, left_out));
        let [example, look_alike] = model.nearest(vector);
        Nearness { columns: model.by_vector(vector), example, look_alike, other: own.unwrap_or(model.usual) }
    }
}

/// Whether words by themselves leave something open from a probability on: the encoder is asked then.
pub(in crate::matcher) fn is_open(from: f32, probability: f32) -> bool {
    (from..costs::CLEAR_DANGER).contains(&probability)
}
