//! How likely a word is in a language, known or not: the vocabulary where it has the word, its letters where not.

use super::letters::Letters;
use super::vocabulary::{KnownWord, Vocabulary, signature};
use crate::text::{Lang, Script, fold, script_of, spellings};
use serde::{Deserialize, Serialize};

/// Words and letters of the base.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Lexicon {
    /// The words that the base knows.
    pub vocabulary: Vocabulary,
    /// What words of each language look like.
    pub letters: Letters,
}

/// The share of running words that are in the vocabulary, as it enters the likelihood of a word. With some thousand
/// phrasings about nine words in ten of a plain question are known.
const KNOWN_SHARE: f32 = 0.9;
/// Partial readings of a transliterated word that are kept while it is read.
const BEAM: usize = 16;
/// The price of an unusual Latin spelling, in nats for each point of its cost.
const SPELLING: f32 = 1.0;
/// The price of any Latin letter that is read as Russian: there are about two common ways to write each.
const ROMAN_LETTER: f32 = 0.35;

impl Lexicon {
    /// The natural logarithm of the likelihood of a folded word in a language.
    pub fn log_likelihood(&self, folded: &str, lang: Lang) -> f32 {
        let known = self.vocabulary.get(folded).and_then(|word| self.vocabulary.log_share(word, lang));
        let spelled = (1.0 - KNOWN_SHARE).ln() + self.letters.log_probability(folded, lang);
        known.map_or(spelled, |share| (KNOWN_SHARE.ln() + share).max(spelled))
    }

    /// The likelihood of a word in whichever of the languages of its own alphabet fits better.
    pub fn best_likelihood(&self, folded: &str) -> f32 {
        let script = folded.chars().find_map(script_of);
        let langs = Lang::ALL.into_iter().filter(|lang| Some(lang.script()) == script);
        langs.map(|lang| self.log_likelihood(folded, lang)).fold(f32::NEG_INFINITY, f32::max)
    }

    /// Whether the vocabulary has the word, in any language.
    pub fn knows(&self, folded: &str) -> bool {
        self.vocabulary.get(folded).is_some()
    }

    /// Known words of the language within `distance` edits (optimal string alignment: a swap of neighbours is one),
    /// with their distance.
    pub fn near(&self, folded: &str, lang: Lang, distance: usize) -> Vec<(&KnownWord, usize)> {
        let (own, len) = (signature(folded), folded.chars().count());
        let close = |word: &&KnownWord| {
            (own ^ word.signature).count_ones() as usize <= 2 * distance
                && usize::from(word.len).abs_diff(len) <= distance
                && word.counts[lang as usize] > 0
        };
        let measured = |word: &'_ KnownWord| strsim::osa_distance(folded, &word.text);
        self.vocabulary.words().iter().filter(close).map(|word| (word, measured(word))).filter(|(_, d)| (1..=distance).contains(d)).collect()
    }

    /// The likeliest Russian word behind a Latin one, with the logarithm of its likelihood, the price of its spelling
    /// included. A beam search over the spellings of [`spellings`], led by the Russian letter model.
    pub fn from_latin(&self, latin: &str) -> Option<(String, f32)> {
        let bytes = latin.len();
        let mut ends: Vec<Vec<Partial>> = vec![Vec::new(); bytes + 1];
        ends[0].push(Partial { text: String::new(), last: (None, None), score: 0.0 });
        for at in 0..bytes {
            let mut here = std::mem::take(&mut ends[at]);
            here.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.text.cmp(&b.text)));
            here.truncate(BEAM);
            for partial in &here {
                for spelling in spellings(&latin[at..]) {
                    let price = SPELLING * f32::from(spelling.cost) + ROMAN_LETTER * spelling.len as f32;
                    ends[at + spelling.len].push(self.extend(partial, spelling.cyrillic, price));
                }
            }
        }
        let finished = std::mem::take(&mut ends[bytes]).into_iter().map(|partial| {
            let by_letters = partial.score - self.letters.surprise(partial.last, None, Lang::Ru);
            let plain = self.letters.log_probability(&partial.text, Lang::Ru);
            let price = by_letters - plain;
            let likelihood = self.log_likelihood(&partial.text, Lang::Ru) + price.min(0.0);
            (partial.text, likelihood)
        });
        finished.max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| b.0.cmp(&a.0)))
    }

    fn extend(&self, partial: &Partial, cyrillic: &str, price: f32) -> Partial {
        let mut next = Partial { text: partial.text.clone(), last: partial.last, score: partial.score - price };
        for c in fold(cyrillic).chars() {
            next.score -= self.letters.surprise(next.last, Some(c), Lang::Ru);
            next.last = (next.last.1, Some(c));
            next.text.push(c);
        }
        next
    }
}

/// A word read from its beginning to somewhere.
#[derive(Clone)]
struct Partial {
    text: String,
    last: (Option<char>, Option<char>),
    score: f32,
}

/// The alphabet of a folded word: that of its first letter.
pub fn script(folded: &str) -> Option<Script> {
    folded.chars().find_map(script_of)
}
