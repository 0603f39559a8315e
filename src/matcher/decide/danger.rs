//! Whether an utterance tells of danger: the whole, and each clause, as typed and as repaired.

use crate::matcher::decide::costs;
use crate::matcher::decide::heard::{Heard, is_open};
use crate::matcher::index::Index;
use crate::matcher::read::reading::Reading;
use crate::matcher::score::kind_model::{Columns, Hints, KindModel, Nearness, kinds_of};

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
    pub calm_part: bool,
    /// Whether it is plainly said beside a question, and no clear danger.
    pub doubtful: bool,
}

impl Danger {
    /// Whether there is any.
    pub fn is_any(&self) -> bool {
        !self.kinds.is_empty()
    }
}

impl Index {
    /// The danger that an utterance tells of. The encoder is asked only when the words leave it open.
    pub(in crate::matcher) fn danger(&self, heard: &mut Heard<'_>, listening: Listening) -> Danger {
        let least = self.least_danger();
        // What is known word for word is what it is; what sounds like smalltalk waits for the encoder only on a loud cry.
        let open_from = match listening {
            Listening::ByHeart => f32::INFINITY,
            Listening::OnACry => least,
            Listening::WhereOpen => costs::NO_DANGER,
        };
        let model = KindModel::danger().filter(|_| listening != Listening::ByHeart);
        let mut danger = model.map_or_else(Danger::default, |model| heard.danger(model, least, open_from));
        for id in self.signalled(heard.reading) {
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
        danger
    }

    /// The probability from which there is danger, on this base.
    fn least_danger(&self) -> f32 {
        if self.has_few_phrasings() { costs::DANGER_BESIDE_FEW } else { costs::DANGER }
    }

    /// Whether hardly any phrasing of the base lies near to an utterance, to hold against danger and asides.
    pub(in crate::matcher) fn has_few_phrasings(&self) -> bool {
        let phrasings: f32 = (0..self.base.entries.len()).map(|entry| self.learnt.held.phrasings_each(entry)).sum();
        phrasings < costs::FEW_PHRASINGS
    }

    /// Kinds of danger of which the base's own words tell.
    fn signalled(&self, reading: &Reading) -> Vec<String> {
        let all = self.base.languages.iter().flat_map(|(_, file)| &file.emergencies);
        let texts = [&reading.typed, &reading.words];
        let said = all.filter(|emergency| texts.iter().any(|words| emergency.signs.find(words).is_some()));
        said.map(|emergency| emergency.id.clone()).collect()
    }
}

impl Heard<'_> {
    fn danger(&mut self, model: &KindModel, least: f32, open_from: f32) -> Danger {
        let parts = self.of_parts(model);
        let words = Heard::highest(model, &self.whole, &parts);
        let open = is_open(open_from, model.probability(Hints::of(&words, None)));
        let asked = open && self.vector.is_none();
        let mut encoded = self.by_vector(model, open, &(0..0));
        let told = |encoded: Option<&Nearness>| model.probability(Hints::of(&words, encoded));
        // A cry within a story: the clause whose words are the most dangerous, when the whole was not encoded for this.
        if let (Some(whole), Some(encoder), false) = (&mut encoded, self.index.encoder, asked)
            && open
            && told(Some(&*whole)) < least
            && let Some(clause) = self.worst(model, &parts)
        {
            let part = self.nearness(model, &encoder.vector(&clause.join(" ")), &(0..0));
            if told(Some(&part)) > told(Some(&*whole)) {
                *whole = part;
            }
        }
        let score = told(encoded.as_ref());
        if score < least {
            return Danger { score, ..Danger::default() };
        }
        let columns = encoded.as_ref().map(|encoded| &encoded.columns[..]);
        let kinds = kinds_of(&words, columns, costs::DANGER_BESIDE).into_iter();
        let calm = |part: &Columns| model.probability(Hints::of(part, None)) < costs::NO_DANGER;
        Danger {
            kinds: kinds.map(|at| model.kinds[at].clone()).collect(),
            score,
            calm_part: parts.iter().any(calm),
            doubtful: false,
        }
    }

    /// The clause whose words sound most like one of the kinds.
    fn worst(&self, model: &KindModel, parts: &[Columns]) -> Option<&[String]> {
        let told = |at: &usize| model.probability(Hints::of(&parts[*at], None));
        let worst = (0..parts.len()).max_by(|a, b| told(a).total_cmp(&told(b)))?;
        Some(self.clauses[worst])
    }
}
