//! Words to look for in an utterance or a text.

use crate::text::folded_words;
use serde::{Deserialize, Serialize};

/// Words to look for: folded words that follow one another, each with whether any ending may follow (`суицид*`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Signs(Vec<Vec<(String, bool)>>);

impl Signs {
    /// Reads signs as volunteers write them.
    pub fn of<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> Signs {
        let word = |word: &str| (folded_words(word).concat(), word.ends_with('*'));
        Signs(texts.into_iter().map(|text| text.as_ref().split_whitespace().map(word).collect()).collect())
    }

    /// Where the first of them stands among words: position and length. The longest wins where several begin.
    pub fn find(&self, words: &[String]) -> Option<(usize, usize)> {
        let at = |at: usize| self.at(words, at).map(|length| (at, length));
        (0..words.len()).find_map(at)
    }

    /// The length of the longest that stands at a position.
    pub fn at(&self, words: &[String], at: usize) -> Option<usize> {
        let fits =
            |(word, open): &(String, bool), said: &String| if *open { said.starts_with(word) } else { said == word };
        let stands = |sign: &&Vec<(String, bool)>| {
            let part = words.get(at..at + sign.len()).unwrap_or_default();
            !sign.is_empty() && part.len() == sign.len() && sign.iter().zip(part).all(|(sign, said)| fits(sign, said))
        };
        self.0.iter().filter(stands).map(Vec::len).max()
    }

    /// Adds those of another list.
    pub fn extend(&mut self, other: &Signs) {
        self.0.extend(other.0.iter().cloned());
    }
}
