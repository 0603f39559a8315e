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
    /// How the rows begin.
    begun: Beginnings,
    /// How the first signs of those that stand anywhere begin, in their order.
    anywhere: Vec<Beginnings>,
}

/// How words begin, as a set: what is not in it begins none of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Beginnings([u64; 4]);

/// The first letters of a word that was said.
#[derive(Clone, Copy)]
pub struct Beginning(u8);

/// Letters of a beginning. A sign has as many, or it is a whole word.
const BEGINNING: usize = 3;

impl Beginning {
    /// That of a folded word.
    pub fn of(said: &str) -> Beginning {
        let letters = said.chars().take(BEGINNING);
        Beginning((letters.fold(0u32, |sum, letter| sum.wrapping_mul(37).wrapping_add(letter as u32)) % 251) as u8)
    }
}

impl Beginnings {
    fn add(&mut self, (word, open): &Sign) {
        if *open && word.chars().count() < BEGINNING {
            self.0 = [u64::MAX; 4];
        } else {
            self.insert(Beginning::of(word));
        }
    }

    fn insert(&mut self, Beginning(at): Beginning) {
        self.0[usize::from(at / 64)] |= 1 << (at % 64);
    }

    fn has(&self, Beginning(at): Beginning) -> bool {
        self.0[usize::from(at / 64)] >> (at % 64) & 1 == 1
    }

    fn all_of(words: &[String]) -> Beginnings {
        let mut all = Beginnings::default();
        words.iter().for_each(|word| all.insert(Beginning::of(word)));
        all
    }

    fn meets(&self, other: &Beginnings) -> bool {
        self.0.iter().zip(other.0).any(|(own, other)| own & other != 0)
    }
}

/// Words of an utterance from whose beginning signs that stand anywhere are looked for.
const TOGETHER: usize = 30;

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
        let begun = |rows: &[Vec<Sign>]| {
            let mut begun = Beginnings::default();
            rows.iter().filter_map(|signs| signs.first()).for_each(|sign| begun.add(sign));
            begun
        };
        self.begun = begun(&self.in_a_row);
        self.anywhere = self.together.iter().map(|signs| begun(std::slice::from_ref(signs))).collect();
    }

    /// Where the first of them stands among words: position and length.
    pub fn find(&self, words: &[String]) -> Option<(usize, usize)> {
        let row = (0..words.len()).find_map(|at| self.at(words, at).map(|length| (at, length)));
        row.or_else(|| {
            let near = &words[..words.len().min(TOGETHER)];
            let said = if self.together.is_empty() { Beginnings::default() } else { Beginnings::all_of(near) };
            let stands = |(signs, begun): (&Vec<Sign>, &Beginnings)| {
                begun.meets(&said) && signs.iter().all(|sign| near.iter().any(|said| fits(sign, said)))
            };
            self.together.iter().zip(&self.anywhere).any(stands).then_some((0, near.len()))
        })
    }

    /// The length of the longest run that stands at a position.
    pub fn at(&self, words: &[String], at: usize) -> Option<usize> {
        self.begun_at(words, at, Beginning::of(words.get(at)?))
    }

    /// The same, for who knows already how the word at the position begins.
    pub fn begun_at(&self, words: &[String], at: usize, beginning: Beginning) -> Option<usize> {
        if !self.begun.has(beginning) {
            return None;
        }
        let stands = |signs: &&Vec<Sign>| {
            let part = words.get(at..at + signs.len()).unwrap_or_default();
            !signs.is_empty()
                && part.len() == signs.len()
                && signs.iter().zip(part).all(|(sign, said)| fits(sign, said))
        };
        // Rows stand in the order of their first words, and one that fits begins with the first letter of what was said.
        let first = |signs: &Vec<Sign>| signs.first().and_then(|(word, _)| word.chars().next());
        let said = words.get(at)?.chars().next();
        let from = self.in_a_row.partition_point(|signs| first(signs) < said);
        let begun = self.in_a_row[from..].iter().take_while(|signs| first(signs) == said);
        let open = self.in_a_row.iter().take_while(|signs| first(signs).is_none());
        begun.chain(open).filter(stands).map(Vec::len).max()
    }

    /// Adds those of another list.
    pub fn extend(&mut self, other: &Signs) {
        self.in_a_row.extend(other.in_a_row.iter().cloned());
        self.together.extend(other.together.iter().cloned());
        self.arrange();
    }

    /// Every whole word among them.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let all = self.in_a_row.iter().chain(&self.together).flatten();
        all.filter(|(_, open)| !open).map(|(word, _)| word.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_otherwise_is_passed_over_and_nothing_else() {
        let signs = Signs::of(["на", "не дышит", "а*", "су*", "муж*+бьет", "я+б*"]);
        let found = |text: &str| signs.find(&folded_words(text));
        for (text, stands) in [
            ("на", Some((0, 1))),
            ("он не дышит", Some((1, 2))),
            ("не он дышит", None),
            ("вот арбуз", Some((1, 1))),
            ("суд", Some((0, 1))),
            ("нам дышит", None),
            ("бьет мужчина", Some((0, 2))),
            ("мужчина спит", None),
            ("бегу я", Some((0, 2))),
        ] {
            assert_eq!(found(text), stands, "{text}");
        }
        let mut both = Signs::of(["окно"]);
        both.extend(&signs);
        assert_eq!(both.find(&folded_words("там окно")), Some((1, 1)));
        assert_eq!(both.find(&folded_words("бьет муж")), Some((0, 2)));
    }
}
