//! Whether an utterance tells of danger, or something in confidence: the whole, and each clause, as typed and as repaired.

use crate::matcher::decide::costs;
use crate::matcher::index::Index;
use crate::matcher::read::reading::Reading;
use crate::matcher::score::kind_model::{Columns, Hints, KindModel, Nearness, Wording, clauses, kinds_of, raise};
use crate::text::Pause;
use std::ops::Range;

/// When the encoder is asked whether there is danger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listening {
    /// Never, and there is none: the words are known by heart.
    ByHeart,
    /// Where the words by themselves would set off an alarm.
    OnACry,
    /// Where the words leave it open.
    WhereOpen,
}

/// The danger that an utterance tells of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Danger {
    /// The kinds, the gravest first; none when it tells of none.
    pub kinds: Vec<String>,
    /// The probability that it does.
    pub score: f32,
    /// Whether a part of it tells of none: something is asked beside.
    pub aside: bool,
}

impl Danger {
    /// Whether there is any.
    pub fn is_any(&self) -> bool {
        !self.kinds.is_empty()
    }
}

/// What is said in confidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Private {
    /// Its kind of smalltalk.
    pub kind: String,
    /// The probability that it is.
    pub score: f32,
}

impl Index {
    /// The danger that an utterance tells of, and what it says in confidence. `vector` is that of the whole, where it was
    /// made for something else; it is made here only when the words leave it open.
    pub(in crate::matcher) fn hear(
        &self,
        utterance: &str,
        reading: &Reading,
        vector: Option<&[f32]>,
        listening: Listening,
    ) -> (Danger, Option<Private>) {
        let mut heard = Heard::of(self, utterance, reading, vector);
        // What is known word for word is what it is; what sounds like smalltalk waits for the encoder only on a loud cry.
        let known = listening == Listening::ByHeart;
        heard.open_from = match listening {
            Listening::ByHeart => f32::INFINITY,
            Listening::OnACry => heard.least,
            Listening::WhereOpen => costs::NO_DANGER,
        };
        let model = KindModel::danger().filter(|_| !known);
        let mut danger = model.map_or_else(Danger::default, |model| heard.danger(model));
        for id in self.signalled(reading) {
            // What the base's own words tell of is no matter of probability.
            danger.score = 1.0;
            if !danger.kinds.contains(&id) {
                danger.kinds.push(id);
            }
        }
        let gravity = |id: &String| {
            let mut files = self.base.languages.iter();
            files.find_map(|(_, file)| file.emergencies.iter().position(|emergency| emergency.id == *id))
        };
        danger.kinds.sort_by_key(gravity);
        let surely = danger.is_any() && danger.score >= costs::DANGER_IN_A_TALK;
        let private = KindModel::private().filter(|_| !surely).and_then(|model| heard.private(model));
        (danger, private)
    }

    /// The probability from which there is danger, on this base.
    fn least_danger(&self) -> f32 {
        let phrasings: f32 = (0..self.base.entries.len()).map(|entry| self.learnt.held.phrasings_each(entry)).sum();
        if phrasings < costs::FEW_PHRASINGS { costs::DANGER_BESIDE_FEW } else { costs::DANGER }
    }

    /// Kinds of danger of which the base's own words tell.
    fn signalled(&self, reading: &Reading) -> Vec<String> {
        let all = self.base.languages.iter().flat_map(|(_, file)| &file.emergencies);
        let texts = [&reading.typed, &reading.words];
        let said = all.filter(|emergency| texts.iter().any(|words| emergency.signs.find(words).is_some()));
        said.map(|emergency| emergency.id.clone()).collect()
    }
}

/// An utterance, made ready for the models.
struct Heard<'a> {
    index: &'a Index,
    utterance: &'a str,
    reading: &'a Reading,
    /// Features of the whole, as repaired and as typed.
    whole: Vec<Wording>,
    clauses: Vec<&'a [String]>,
    /// Features of the clauses.
    parts: Vec<Wording>,
    vector: Option<Vec<f32>>,
    /// Whether the encoder was asked already for the sake of this.
    asked: bool,
    /// The probability from which there is danger.
    least: f32,
    /// The probability by words from which the encoder is asked.
    open_from: f32,
}

impl<'a> Heard<'a> {
    fn of(index: &'a Index, utterance: &'a str, reading: &'a Reading, vector: Option<&[f32]>) -> Heard<'a> {
        let mut whole = vec![Wording::of(&reading.words)];
        if reading.typed != reading.words {
            whole.push(Wording::of(&reading.typed));
        }
        let pauses = reading.joints.iter().filter(|joint| joint.pause > Pause::None);
        let clauses = clauses(&reading.words, pauses.map(|joint| joint.at));
        let parts = clauses.iter().map(|clause| Wording::of(clause)).collect();
        Heard {
            index,
            utterance,
            reading,
            whole,
            clauses,
            parts,
            vector: vector.map(<[f32]>::to_vec),
            asked: false,
            least: index.least_danger(),
            open_from: costs::NO_DANGER,
        }
    }

    fn danger(&mut self, model: &KindModel) -> Danger {
        let parts: Vec<Columns> = self.parts.iter().map(|part| model.by_words(part)).collect();
        let words = self.by_words(model, &parts);
        let open = (self.open_from..costs::CLEAR_DANGER).contains(&model.probability(Hints::of(&words, None)));
        let mut encoded = self.by_vector(model, open, &(0..0));
        let told = |encoded: Option<&Nearness>| model.probability(Hints::of(&words, encoded));
        // A cry within a story: the clause whose words are the most dangerous, when nothing else was encoded for this.
        if let (Some(whole), Some(encoder), false) = (&mut encoded, self.index.encoder, self.asked)
            && open
            && told(Some(&*whole)) < self.least
            && let Some(clause) = self.worst(model, &parts)
        {
            self.asked = true;
            let part = self.nearness(model, &encoder.vector(&clause.join(" ")), &(0..0));
            if told(Some(&part)) > told(Some(&*whole)) {
                *whole = part;
            }
        }
        let score = told(encoded.as_ref());
        if score < self.least {
            return Danger { score, ..Danger::default() };
        }
        let columns = encoded.as_ref().map(|encoded| &encoded.columns[..]);
        let kinds = kinds_of(&words, columns, costs::DANGER_BESIDE).into_iter();
        let calm = |part: &Columns| model.probability(Hints::of(part, None)) < costs::NO_DANGER;
        Danger { kinds: kinds.map(|at| model.kinds[at].clone()).collect(), score, aside: parts.iter().any(calm) }
    }

    fn private(&mut self, model: &KindModel) -> Option<Private> {
        let parts: Vec<Columns> = self.parts.iter().map(|part| model.by_words(part)).collect();
        let words = self.by_words(model, &parts);
        let open = (self.open_from..costs::CLEAR_DANGER).contains(&model.probability(Hints::of(&words, None)));
        // What is said in confidence is smalltalk: that it is near to such speaks for it.
        let layout = self.index.learnt.kinds;
        let smalltalk = layout.entries..layout.judged();
        let encoded = self.by_vector(model, open, &smalltalk);
        let score = model.probability(Hints::of(&words, encoded.as_ref()));
        let columns = encoded.as_ref().map(|encoded| &encoded.columns[..]);
        let kind = *kinds_of(&words, columns, f32::INFINITY).first()?;
        (score >= costs::PERHAPS_PRIVATE).then(|| Private { kind: model.kinds[kind].clone(), score })
    }

    /// The highest scores of the whole and of its parts.
    fn by_words(&self, model: &KindModel, parts: &[Columns]) -> Columns {
        let mut words = vec![f32::MIN; model.columns()];
        self.whole.iter().for_each(|whole| raise(&mut words, &model.by_words(whole)));
        parts.iter().for_each(|part| raise(&mut words, part));
        words
    }

    /// What the vector of the whole says, which is made when it is `wanted`.
    fn by_vector(&mut self, model: &KindModel, wanted: bool, aside: &Range<usize>) -> Option<Nearness> {
        if let (None, Some(encoder), true) = (&self.vector, self.index.encoder, wanted) {
            self.asked = true;
            self.vector = Some(encoder.vector(self.reading.understood.as_deref().unwrap_or(self.utterance)));
        }
        self.vector.as_ref().map(|vector| self.nearness(model, vector, aside))
    }

    /// What a vector says, beside how near the base's own phrasings are, those of the classes `aside` left out.
    fn nearness(&self, model: &KindModel, vector: &[f32], aside: &Range<usize>) -> Nearness {
        let own = self.index.learnt.views.encoder.as_ref().map(|columns| columns.nearest(vector, aside));
        let [example, look_alike] = model.nearest(vector);
        Nearness { columns: model.by_vector(vector), example, look_alike, other: own.unwrap_or(model.usual) }
    }

    /// The clause whose words sound most like one of the kinds.
    fn worst(&self, model: &KindModel, parts: &[Columns]) -> Option<&'a [String]> {
        let told = |at: &usize| model.probability(Hints::of(&parts[*at], None));
        let worst = (0..parts.len()).max_by(|a, b| told(a).total_cmp(&told(b)))?;
        Some(self.clauses[worst])
    }
}
