//! How much a string of letters looks like a word of a language: a letter model of order three.
//!
//! Witten–Bell-like interpolation of trigram, bigram and single letters, trained on the vocabulary. It tells `привет`
//! from `ghbdtn` without knowing either.

use crate::matcher::read::dictionary::Dictionary;
use crate::text::{Lang, MOST_LETTERS, letter_number, script_of};
use serde::{Deserialize, Serialize};

/// Symbols of one language: the edge of a word, its letters, other letters of its alphabet, any digit, anything else.
const EDGE: usize = 0;
const OF_OTHERS: usize = MOST_LETTERS + 1;
const DIGIT: usize = MOST_LETTERS + 2;
const STRANGE: usize = MOST_LETTERS + 3;
const SYMBOLS: usize = MOST_LETTERS + 4;
/// Logarithms are kept as one byte, in steps of 1/16.
const STEP: f32 = 16.0;

/// One letter model a language, in the order of [`Lang::ALL`].
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Letters {
    #[serde(with = "crate::matcher::flat")]
    minus_log: Vec<u8>,
}

impl Letters {
    /// Learns from the words of a vocabulary. Each word counts by the logarithm of its number, so that common words
    /// do not drown the shape of the rest.
    pub fn learn(dictionary: &Dictionary) -> Letters {
        let mut minus_log = Vec::with_capacity(Lang::COUNT * SYMBOLS.pow(3));
        for lang in Lang::ALL {
            let mut counts = vec![0f32; SYMBOLS.pow(3)];
            for word in dictionary.words().filter(|word| word.count(lang) > 0) {
                let weight = 1.0 + (word.count(lang) as f32).ln();
                let symbols: Vec<usize> = padded(word.text(), lang).collect();
                for three in symbols.windows(3) {
                    counts[at(three[0], three[1], three[2])] += weight;
                }
            }
            minus_log.extend(smooth(&counts));
        }
        Letters { minus_log }
    }

    /// Minus the logarithm of the probability that `c` follows the letters `a` and `b` (`None` at the edge of a word),
    /// above 0.
    pub fn surprise(&self, (a, b): (Option<char>, Option<char>), c: Option<char>, lang: Lang) -> f32 {
        let model = &self.minus_log[lang.index() * SYMBOLS.pow(3)..][..SYMBOLS.pow(3)];
        let [a, b, c] = [a, b, c].map(|c| c.map_or(EDGE, |c| symbol(c, lang)));
        f32::from(model[at(a, b, c)]) / STEP
    }

    /// The natural logarithm of the probability of a folded word in a language, its end included; below 0.
    pub fn log_probability(&self, folded: &str, lang: Lang) -> f32 {
        let model = &self.minus_log[lang.index() * SYMBOLS.pow(3)..][..SYMBOLS.pow(3)];
        let mut last = (EDGE, EDGE);
        let mut sum = 0u32;
        for symbol in folded.chars().map(|c| symbol(c, lang)).chain([EDGE]) {
            sum += u32::from(model[at(last.0, last.1, symbol)]);
            last = (last.1, symbol);
        }
        -(sum as f32) / STEP
    }
}

fn at(a: usize, b: usize, c: usize) -> usize {
    (a * SYMBOLS + b) * SYMBOLS + c
}

fn padded(word: &str, lang: Lang) -> impl Iterator<Item = usize> + '_ {
    [EDGE, EDGE].into_iter().chain(word.chars().map(move |c| symbol(c, lang))).chain([EDGE])
}

fn symbol(c: char, lang: Lang) -> usize {
    match letter_number(c, lang) {
        Some(number) => number,
        None if c.is_numeric() => DIGIT,
        None if script_of(c) == Some(lang.script()) => OF_OTHERS,
        None => STRANGE,
    }
}

/// Minus the logarithm of each trigram's probability, mixed with shorter contexts by how much they were seen.
fn smooth(counts: &[f32]) -> Vec<u8> {
    let (mut pairs, mut singles) = (vec![0f32; SYMBOLS * SYMBOLS], vec![0f32; SYMBOLS]);
    for (index, count) in counts.iter().enumerate() {
        pairs[index % (SYMBOLS * SYMBOLS)] += count;
        singles[index % SYMBOLS] += count;
    }
    let total: f32 = singles.iter().sum();
    let floor = 1.0 / (20.0 * SYMBOLS as f32);
    let single = |c: usize| (singles[c] + floor * (total + 1.0)) / (total + 1.0) / (1.0 + floor * SYMBOLS as f32);
    let pair = |b: usize, c: usize| {
        let seen: f32 = pairs[b * SYMBOLS..][..SYMBOLS].iter().sum();
        (pairs[b * SYMBOLS + c] + 5.0 * single(c)) / (seen + 5.0)
    };
    let mut out = Vec::with_capacity(counts.len());
    for context in 0..SYMBOLS * SYMBOLS {
        let seen: f32 = counts[context * SYMBOLS..][..SYMBOLS].iter().sum();
        for c in 0..SYMBOLS {
            let probability = (counts[context * SYMBOLS + c] + 5.0 * pair(context % SYMBOLS, c)) / (seen + 5.0);
            out.push((-probability.ln() * STEP).clamp(0.0, 255.0) as u8);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matcher::read::dictionary::DictionaryBuilder;

    #[test]
    fn words_look_like_their_language() {
        let mut words = DictionaryBuilder::default();
        words.add("привет приветы пришёл ответ совет где банкомат", Lang::RU);
        words.add("greeting greet great where is the cash machine that works", Lang::EN);
        let letters = Letters::learn(&words.build());
        let more = |a, b, lang| letters.log_probability(a, lang) > letters.log_probability(b, lang);
        assert!(more("приветом", "ьвтпрн", Lang::RU));
        assert!(more("greats", "ghbdtn", Lang::EN));
        assert!(letters.log_probability("банкомат", Lang::EN) < letters.log_probability("банкомат", Lang::RU));
    }
}
