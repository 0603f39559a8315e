//! Meanings from outside the base: a table of vectors for words and pieces of words in three languages, in one space. A
//! text's vector is the sum of those of its pieces, so "flat" lies near "apartment", and a Turkish question near a Russian
//! one, though they share no letter.
//!
//! Distilled from sentence encoders; `model/words/` holds the recipe, the licences and what it reaches, `model/words/FORMAT.md` the
//! format. Kept in whole numbers of one byte.

use std::sync::OnceLock;

/// Numbers in a vector.
pub const DIM: usize = 256;

/// What marks a piece that goes on a word.
const ON: &str = "##";
/// Words of a text that are looked at.
const MOST_WORDS: usize = 120;
/// Letters of a word that are looked at.
const LONGEST_WORD: usize = 40;

/// A longer word whose pieces have fewer letters than this on average is none: single letters mean nothing.
const SHORT: usize = 3;
const FEWEST: usize = 2;

/// The table as it is shipped.
static SHIPPED: &[u8] = include_bytes!("../../../model/words/words.bin");

/// The table, ready to be looked up.
pub struct WordVectors {
    names: String,
    /// Where each token begins; one more than there are tokens.
    starts: Vec<u32>,
    scales: Vec<f32>,
    rows: &'static [u8],
    /// An open-addressing table from tokens to their numbers, each one more; 0 is a free place.
    places: Vec<u32>,
    /// The longest token, in characters.
    longest: usize,
}

/// The table inside the binary; read on first use, in two milliseconds.
pub fn word_vectors() -> &'static WordVectors {
    static READ: OnceLock<WordVectors> = OnceLock::new();
    READ.get_or_init(|| WordVectors::read(SHIPPED).unwrap_or_else(WordVectors::nothing))
}

impl WordVectors {
    /// Reads a table; none when it is not one of ours.
    fn read(bytes: &'static [u8]) -> Option<WordVectors> {
        let number = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize);
        let (dim, count, length) = (number(8)?, number(12)?, number(16)?);
        let (scales, rows) = (20 + length, 20 + length + 4 * count);
        if bytes.get(..8)? != b"PRSENSE1" || dim != DIM || bytes.len() != rows + dim * count {
            return None;
        }
        let mut table =
            WordVectors { scales: Vec::with_capacity(count), rows: &bytes[rows..], ..WordVectors::nothing() };
        let (mut at, mut token) = (20, Vec::new());
        for _ in 0..count {
            let (shared, more) = (usize::from(*bytes.get(at)?), usize::from(*bytes.get(at + 1)?));
            token.truncate(shared);
            token.extend_from_slice(bytes.get(at + 2..at + 2 + more)?);
            let text = std::str::from_utf8(&token).ok()?;
            table.longest = table.longest.max(text.chars().count());
            table.names.push_str(text);
            table.starts.push(table.names.len() as u32);
            at += 2 + more;
        }
        let floats = bytes[scales..rows].as_chunks().0;
        table.scales.extend(floats.iter().map(|float| f32::from_le_bytes(*float)));
        table.places = vec![0; (2 * count).next_power_of_two()];
        for id in 0..count {
            let place = table.place(table.name(id), "");
            table.places[place] = id as u32 + 1;
        }
        Some(table)
    }

    fn nothing() -> WordVectors {
        let (names, scales) = (String::new(), Vec::new());
        WordVectors { names, starts: vec![0], scales, rows: &[], places: vec![0], longest: 0 }
    }

    fn name(&self, id: usize) -> &str {
        &self.names[self.starts[id] as usize..self.starts[id + 1] as usize]
    }

    /// Where a token stands that is made of two parts, or would stand.
    fn place(&self, first: &str, second: &str) -> usize {
        self.place_of(hashed(hashed(HASH, first), second), first, second)
    }

    /// The same, for who knows the hash already.
    fn place_of(&self, hash: u64, first: &str, second: &str) -> usize {
        let mask = self.places.len() - 1;
        let mut at = (hash ^ (hash >> 29)) as usize & mask;
        let same = |id: u32| self.name(id as usize - 1).strip_prefix(first) == Some(second);
        while self.places[at] != 0 && !same(self.places[at]) {
            at = (at + 1) & mask;
        }
        at
    }

    /// Calls `add` with each piece of a word: the longest beginning that is a token, then the longest that goes on from
    /// there. Letters that no piece has are left out.
    fn pieces(&self, word: &str, mut add: impl FnMut(usize)) {
        let mut rest = word;
        let mut mark = "";
        while !rest.is_empty() {
            // Every beginning goes on from the hash of the one before.
            let mut hash = hashed(HASH, mark);
            let (mut ends, mut count) = ([(0, 0); LONGEST_WORD], 0);
            for (at, letter) in rest.char_indices().take(self.longest.min(LONGEST_WORD)) {
                let end = at + letter.len_utf8();
                hash = hashed(hash, &rest[at..end]);
                (ends[count], count) = ((end, hash), count + 1);
            }
            let ends = &ends[..count];
            let found = ends.iter().rev().find_map(|(end, hash)| {
                let id = self.places[self.place_of(*hash, mark, &rest[..*end])].checked_sub(1)?;
                Some((id as usize, *end))
            });
            match found {
                Some((id, end)) => {
                    add(id);
                    (rest, mark) = (&rest[end..], ON);
                }
                None => rest = &rest[ends.first().map_or(rest.len(), |(end, _)| *end)..],
            }
        }
    }

    /// The vector of a text given as folded words, of length 1; all zero when none of its pieces is known.
    pub fn vector(&self, words: &[String]) -> Vec<f32> {
        self.gather(words, FEWEST)
    }

    /// The same; words whose pieces have fewer letters than `fewest` on average are left out.
    fn gather(&self, words: &[String], fewest: usize) -> Vec<f32> {
        let mut sum = vec![0f32; DIM];
        for word in words.iter().take(MOST_WORDS) {
            let end = word.char_indices().nth(LONGEST_WORD).map_or(word.len(), |(at, _)| at);
            let mut pieces = Vec::new();
            self.pieces(&word[..end], |id| pieces.push(id));
            let letters = word[..end].chars().count();
            if letters > SHORT && pieces.len() * fewest > letters {
                continue;
            }
            for id in pieces {
                let scale = self.scales[id];
                for (sum, value) in sum.iter_mut().zip(&self.rows[id * DIM..][..DIM]) {
                    *sum += scale * f32::from(value.cast_signed());
                }
            }
        }
        let length = sum.iter().map(|value| value * value).sum::<f32>().sqrt();
        if length > 0.0 {
            sum.iter_mut().for_each(|value| *value /= length);
        }
        sum
    }
}

/// The hash of nothing (FNV-1a).
const HASH: u64 = 0xcbf2_9ce4_8422_2325;

/// What a hash becomes by a text that follows.
fn hashed(hash: u64, text: &str) -> u64 {
    text.bytes().fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::folded_words;

    #[test]
    fn it_reads_what_the_recipe_wrote() {
        let golden = include_str!("../../../model/words/golden.tsv");
        // The recipe cuts `don't` in two, Pristan leaves it one word.
        for line in golden.lines().filter(|line| !line.contains(['\'', '’'])) {
            let (text, figures) = line.split_once('\t').unwrap();
            let vector = word_vectors().gather(&folded_words(text), 0);
            for (figure, value) in figures.split('\t').zip(&vector) {
                let figure: f32 = figure.parse().unwrap();
                assert!((figure - value).abs() < 1e-3, "{text}: {figure} is {value}");
            }
        }
        assert_eq!(golden.lines().count(), 30);
    }

    #[test]
    fn meanings_cross_languages() {
        let vector = |text: &str| word_vectors().vector(&folded_words(text));
        let near = |a: &str, b: &str| vector(a).iter().zip(vector(b)).map(|(a, b)| a * b).sum::<f32>();
        for (a, b, other) in [
            ("где переночевать", "where to sleep tonight", "how to open a bank account"),
            ("banka hesabı açmak", "открыть счёт в банке", "аренда квартиры"),
        ] {
            assert!(near(a, b) > near(a, other) + 0.1, "{a}: {} and {}", near(a, b), near(a, other));
        }
        assert_eq!(vector("你好").iter().filter(|value| **value != 0.0).count(), 0);
    }
}
