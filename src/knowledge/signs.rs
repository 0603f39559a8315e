//! Words to look for in an utterance or a text.

use crate::text::folded_words;
use serde::{Deserialize, Serialize};

/// A folded word, and whether any ending may follow (`суицид*`).
type Sign = (String, bool);

/// Words to look for: such that follow one another (`не дышит`), and such that stand anywhere in one utterance
/// (`муж*+бьет`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Signs {
    /// In alphabetical order.
    in_a_row: Vec<Vec<Sign>>,
    together: Vec<Vec<Sign>>,
    /// The letters with which rows begin, as a set of 64; all of them where a row begins with any word.
    letters: u64,
}

/// Words of an utterance from whose beginning signs that stand anywhere are looked for.
const TOGETHER: usize = 30;

/// A letter as a set of one among 64.
fn letter(letter: char) -> u64 {
    1 << (letter as u32 % 64)
}

fn fits((word, open): &Sign, said: &str) -> bool {
    if *open { said.starts_with(word.as_str()) } else { said == word }
}

impl Signs {
    /// Reads signs as volunteers write them.
    pub fn of<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> Signs {
        let sign = |word: &str| (folded_words(word).concat(), word.ends_with('*'));
        let mut signs = Signs::default();
        for text in texts {
            let text = text.as_ref();
            if text.contains('+') {
                signs.together.push(text.split('+').map(|word| sign(word.trim())).collect());
            } else {
                signs.in_a_row.push(text.split_whitespace().map(sign).collect());
            }
        }
        signs.arrange();
        signs
    }

    fn arrange(&mut self) {
        self.in_a_row.sort();
        let first =
            |signs: &Vec<Sign>| signs.first().map_or(0, |(word, _)| word.chars().next().map_or(u64::MAX, letter));
        self.letters = self.in_a_row.iter().map(first).fold(0, |all, own| all | own);
    }

    /// Where the first of them stands among words: position and length.
    pub fn find(&self, words: &[String]) -> Option<(usize, usize)> {
        let row = (0..words.len()).find_map(|at| self.at(words, at).map(|length| (at, length)));
        row.or_else(|| {
            let near = &words[..words.len().min(TOGETHER)];
            let stands = |signs: &Vec<Sign>| {
                !signs.is_empty() && signs.iter().all(|sign| near.iter().any(|said| fits(sign, said)))
            };
            self.together.iter().any(stands).then_some((0, near.len()))
        })
    }

    /// The length of the longest run that stands at a position.
    pub fn at(&self, words: &[String], at: usize) -> Option<usize> {
        let stands = |signs: &&Vec<Sign>| {
            let part = words.get(at..at + signs.len()).unwrap_or_default();
            !signs.is_empty()
                && part.len() == signs.len()
                && signs.iter().zip(part).all(|(sign, said)| fits(sign, said))
        };
        // Rows stand in the order of their first words, and one that fits begins with the first letter of what was said.
        let first = |signs: &Vec<Sign>| signs.first().and_then(|(word, _)| word.chars().next());
        let said = words.get(at)?.chars().next();
        if self.letters & said.map_or(0, letter) == 0 {
            return None;
        }
        let from = self.in_a_row.partition_point(|signs| first(signs) < said);
        let begun = self.in_a_row[from..].iter().take_while(|signs| first(signs) == said);
        let open = self.in_a_row.iter().take_while(|signs| first(signs).is_none());
        begun.chain(open).filter(stands).map(Vec::len).max()
    }

    /// Adds those of another list.
    pub fn extend(&mut self, other: &Signs) {
        self.in_a_row.extend(other.in_a_row.iter().cloned());
        self.arrange();
        self.together.extend(other.together.iter().cloned());
    }

    /// Every whole word among them.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let all = self.in_a_row.iter().chain(&self.together).flatten();
        all.filter(|(_, open)| !open).map(|(word, _)| word.as_str())
    }
}
