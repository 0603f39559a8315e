//! What a classifier sees of a text: words, pairs of words and pieces of words, weighted by how rare they are.

use crate::matcher::hash::hash;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A sparse vector: feature and weight, in rising order of features, of length 1.
pub type Vector = Vec<(u32, f32)>;

/// Lengths of the pieces of words, in letters, the edges of the word counted as letters.
const PIECES: std::ops::RangeInclusive<usize> = 3..=5;
/// Weight of the block of words against the block of pieces. Pieces forgive typing errors and endings.
const WORDS: f32 = 0.7;
/// A piece, or a pair of words, that fewer texts than this have is forgotten; single words are kept.
const MIN_TEXTS: u32 = 3;
/// Letters of a word that are looked at.
const LONGEST_WORD: usize = 40;
/// Words of a text that are looked at.
const MOST_WORDS: usize = 120;

/// Every feature of the base with its weight. Frozen once built.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Features {
    /// The hash of each feature.
    #[serde(with = "crate::matcher::flat")]
    hashes: Vec<u32>,
    #[serde(with = "crate::matcher::flat")]
    idf: Vec<f32>,
    /// An open-addressing table from hashes to features.
    #[serde(skip)]
    table: Vec<Slot>,
}

/// A place in the table: all that is asked of a feature, in one piece of memory.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    hash: u32,
    /// One more than the number of the feature; 0 in a free place.
    id: u32,
    idf: f32,
}

/// What a feature is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Pair,
    Piece,
}

/// One occurrence of a feature in a text.
#[derive(Clone, Copy)]
struct Ngram {
    hash: u32,
    kind: Kind,
}

/// The features of a text, known to the base or not, each as often as it stands there, in the order of their hashes.
pub struct Ngrams(Vec<Ngram>);

/// Hashes are mixed already.
#[derive(Clone, Copy, Default)]
struct Mixed(u64);
type Hashed = std::hash::BuildHasherDefault<Mixed>;

impl std::hash::Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = (self.0 << 8) | u64::from(*byte));
    }

    fn write_u32(&mut self, hash: u32) {
        // The table of the standard library looks at the first bits, too.
        self.0 = u64::from(hash) << 32 | u64::from(hash);
    }
}

impl Features {
    /// Learns which features the texts have and how rare each is.
    pub fn learn(texts: &[Ngrams]) -> Features {
        let mut counts: HashMap<u32, (u32, bool), Hashed> = HashMap::default();
        let number = texts.len() as u32;
        for text in texts {
            for same in text.0.chunk_by(|a, b| a.hash == b.hash) {
                counts.entry(same[0].hash).or_insert((0, same[0].kind == Kind::Word)).0 += 1;
            }
        }
        let mut kept: Vec<(u32, u32)> = counts
            .into_iter()
            .filter(|(_, (texts, single))| *single || *texts >= MIN_TEXTS)
            .map(|(hash, (texts, _))| (hash, texts))
            .collect();
        // Common features stand together: training walks over a few warm pages instead of over all of them.
        kept.sort_unstable_by_key(|(hash, texts)| (std::cmp::Reverse(*texts), *hash));
        let idf = kept.iter().map(|(_, texts)| ((1 + number) as f32 / (1 + texts) as f32).ln() + 1.0).collect();
        let hashes = kept.iter().map(|(hash, _)| *hash).collect();
        let mut features = Features { hashes, idf, table: Vec::new() };
        features.index();
        features
    }

    /// Makes the look-up table; needed once after features were read back from storage.
    pub fn index(&mut self) {
        self.table = vec![Slot::default(); (self.hashes.len() * 2).next_power_of_two()];
        for (id, (hash, idf)) in (1..).zip(self.hashes.iter().zip(&self.idf)) {
            let place = self.place(*hash);
            self.table[place] = Slot { hash: *hash, id, idf: *idf };
        }
    }

    /// How many features there are.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// For each feature the one of another base that looks at the same.
    pub fn among(&self, others: &Features) -> Vec<Option<u32>> {
        self.hashes.iter().map(|hash| Some(others.get(*hash)?.0)).collect()
    }

    fn place(&self, hash: u32) -> usize {
        let mask = self.table.len() - 1;
        let mut at = hash as usize & mask;
        while self.table[at].id != 0 && self.table[at].hash != hash {
            at = (at + 1) & mask;
        }
        at
    }

    /// The feature of a hash, and how rare it is.
    fn get(&self, hash: u32) -> Option<(u32, f32)> {
        let slot = self.table.get(self.place(hash))?;
        Some((slot.id.checked_sub(1)?, slot.idf))
    }

    /// The vector of a text. Features that the base does not have are left out before the blocks are brought to their
    /// lengths.
    pub fn vector(&self, ngrams: &Ngrams) -> Vector {
        let mut blocks: [Vector; 2] = [Vec::new(), Vec::new()];
        for same in ngrams.0.chunk_by(|a, b| a.hash == b.hash) {
            let Some((id, idf)) = self.get(same[0].hash) else { continue };
            // Nearly all stand there once, and a logarithm takes its time.
            let times = if same.len() == 1 { 1.0 } else { 1.0 + (same.len() as f32).ln() };
            let weight = times * idf;
            blocks[usize::from(same[0].kind == Kind::Piece)].push((id, weight));
        }
        let [mut words, pieces] = blocks;
        scale(&mut words, WORDS);
        let mut all = pieces;
        scale(&mut all, 1.0);
        all.append(&mut words);
        scale(&mut all, 1.0);
        all.sort_unstable_by_key(|(id, _)| *id);
        all
    }
}

/// Brings a vector to the given length.
fn scale(vector: &mut Vector, length: f32) {
    let own = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    if own > 0.0 {
        vector.iter_mut().for_each(|(_, weight)| *weight *= length / own);
    }
}

impl Ngrams {
    /// The features of a text given as folded words.
    pub fn of(words: &[String]) -> Ngrams {
        let words = &words[..words.len().min(MOST_WORDS)];
        let mut found = Vec::with_capacity(words.len() * 20);
        for (at, word) in words.iter().enumerate() {
            let own = hash(1, word.as_bytes());
            found.push(Ngram { hash: own, kind: Kind::Word });
            if let Some(next) = words.get(at + 1) {
                found.push(Ngram { hash: hash(own, next.as_bytes()), kind: Kind::Pair });
            }
            pieces(word, &mut found);
        }
        found.sort_unstable_by_key(|found| found.hash);
        Ngrams(found)
    }
}

/// A feature of a text.
#[derive(Clone, Copy)]
pub struct Feature {
    /// Its hash.
    pub hash: u32,
    /// How often it stands there.
    pub times: usize,
    /// Whether it is a piece of a word, and no word and no pair of words.
    pub piece: bool,
    /// Whether it is a word.
    pub single: bool,
}

impl Ngrams {
    /// Every feature once.
    pub fn each(&self) -> impl Iterator<Item = Feature> {
        self.0.chunk_by(|a, b| a.hash == b.hash).map(|same| Feature {
            hash: same[0].hash,
            times: same.len(),
            piece: same[0].kind == Kind::Piece,
            single: same[0].kind == Kind::Word,
        })
    }
}

/// The pieces of a word with a space at both ends.
fn pieces(word: &str, found: &mut Vec<Ngram>) {
    let mut edged = String::with_capacity(word.len() + 2);
    edged.push(' ');
    edged.extend(word.chars().take(LONGEST_WORD));
    edged.push(' ');
    let starts: Vec<usize> = edged.char_indices().map(|(at, _)| at).chain([edged.len()]).collect();
    let letters = starts.len() - 1;
    for size in PIECES {
        let size = size.min(letters);
        for at in 0..=letters - size {
            let piece = &edged.as_bytes()[starts[at]..starts[at + size]];
            found.push(Ngram { hash: hash(2, piece), kind: Kind::Piece });
        }
        if size == letters {
            break;
        }
    }
}
