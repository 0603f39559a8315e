//! What is said beside a question, or instead of one: thanks, a doubt, "are you a human", a fear.

use crate::matcher::decide::costs;
use crate::matcher::decide::heard::{Heard, is_open};
use crate::matcher::read::reading::Reading;
use crate::matcher::score::kind_model::{Columns, Hints, KindModel, Nearness, scores_of_kinds};

/// One of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Aside {
    /// Its kind of smalltalk.
    pub kind: String,
    /// The probability that it is any.
    pub score: f32,
    /// Whether it is said in confidence.
    pub private: bool,
}

/// What an utterance says beside a question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asides {
    /// What the whole of it says.
    pub whole: Option<Aside>,
    /// What the whole or a part of it says in confidence.
    pub private: Option<Aside>,
}

/// Letters of an utterance that says anything in words that nobody wrote down.
const FEWEST_LETTERS: usize = 8;

/// Whether words tell what is said beside a question: one word that nobody wrote down, and a few letters, do not.
pub fn says_enough(reading: &Reading) -> bool {
    let letters = |word: &String| word.chars().filter(|letter| letter.is_alphabetic()).count();
    let words = reading.words.iter().map(letters).filter(|letters| *letters > 1);
    words.clone().count() > 1 && words.sum::<usize>() >= FEWEST_LETTERS
}

impl Heard<'_> {
    /// What is said beside a question; the encoder is asked where the words make it at least as probable as this.
    pub fn asides(&mut self, open_from: f32) -> Asides {
        let in_words = self.reading.words.iter().any(|word| word.chars().any(char::is_alphabetic));
        let Some(model) = KindModel::asides().filter(|_| in_words) else { return Asides::default() };
        // Keys of another layout sound like anything: only what is meant by them tells.
        let whole = Heard::highest(model, &self.whole[..1], &[]);
        let parts = Heard::highest(model, &self.whole[..1], &self.of_parts(model));
        let open = [&whole, &parts].iter().any(|words| is_open(open_from, model.probability(Hints::of(words, None))));
        // It is smalltalk: that it is near to such speaks for it.
        let layout = self.index.learnt.kinds;
        let encoded = self.by_vector(model, open, &(layout.entries..layout.judged()));
        let encoded = encoded.as_ref();
        Asides {
            whole: self.said_beside(model, &whole, encoded, false).filter(|_| says_enough(self.reading)),
            private: self.said_beside(model, &parts, encoded, true),
        }
    }

    /// The likeliest kind, or of those that are said in confidence the likeliest that claims what was said.
    fn said_beside(
        &self,
        model: &KindModel,
        words: &Columns,
        encoded: Option<&Nearness>,
        in_confidence: bool,
    ) -> Option<Aside> {
        let score = model.probability(Hints::of(words, encoded));
        if score < costs::PERHAPS_ASIDE {
            return None;
        }
        let scores = scores_of_kinds(words, encoded.map(|encoded| &encoded.columns[..]));
        let best = scores.iter().copied().fold(f32::MIN, f32::max);
        let known = |kind: &String| {
            let mut all = self.index.base.languages.iter().flat_map(|(_, file)| &file.smalltalk);
            all.find(|small| small.id == *kind).map(|small| small.private)
        };
        let kinds = model.kinds.iter().zip(&scores).filter_map(|(kind, own)| Some((kind, *own, known(kind)?)));
        let told = kinds.filter(|(_, own, private)| !in_confidence || *private && (*own > 0.0 || *own >= best));
        let (kind, _, private) = told.max_by(|a, b| a.1.total_cmp(&b.1))?;
        Some(Aside { kind: kind.clone(), score, private })
    }
}

impl Aside {
    /// Whether it is what an utterance says, though an entry may be meant, or even answered, with this probability, or few
    /// phrasings are there to hold against it.
    pub fn is_meant(&self, answers: bool, best: f32, few: bool) -> bool {
        self.score
            >= match answers {
                true if best >= costs::SETTLED => f32::INFINITY,
                true => costs::ASIDE_OVER_LIKELY,
                false if few || best >= costs::OFFERED_BEFORE_ASIDE => costs::ASIDE_OVER_LIKELY,
                false => costs::ASIDE,
            }
    }
}
