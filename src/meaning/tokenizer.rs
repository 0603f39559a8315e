//! A text to the ids of its pieces: the likeliest way to cut it (unigram language model, Viterbi; Kudo 2018,
//! arXiv:1804.10959), with the pieces, the scores and the character replacements of XLM-RoBERTa.

use super::weights::{BrokenModel, Shape, Vocabulary, word};

/// What stands for a space, and before the first word.
const SPACE: char = '\u{2581}';
/// Characters of a text that are cut into pieces; what follows cannot reach the encoder's input anyway, unless pieces are
/// longer than sixteen characters on average.
const MOST_CHARS: usize = 4096;

pub(super) struct Tokenizer {
    words: Vocabulary,
    /// Where each piece begins in `words.pieces`; one more than there are pieces.
    starts: Vec<u32>,
    /// Where each character's replacements begin; one more than there are such characters.
    replacements: Vec<u32>,
    unk: u32,
    unk_score: f32,
}

/// The best way to reach a place of the text.
#[derive(Clone, Copy)]
struct Step {
    score: f32,
    from: usize,
    piece: u32,
}

impl Tokenizer {
    pub(super) fn new(words: Vocabulary, shape: &Shape) -> Result<Tokenizer, BrokenModel> {
        let starts = places(words.lengths);
        if starts.last().map(|end| *end as usize) != Some(words.pieces.len()) {
            let found = starts.last().copied().unwrap_or_default();
            return Err(BrokenModel::Number { part: "the bytes of all pieces", found });
        }
        let replacements = places(words.counts);
        if replacements.last().map(|end| 4 * *end as usize) != Some(words.replacements.len()) {
            let found = replacements.last().copied().unwrap_or_default();
            return Err(BrokenModel::Number { part: "the count of all replacements", found });
        }
        Ok(Tokenizer { words, starts, replacements, unk: shape.unk, unk_score: shape.unk_score })
    }

    /// The ids of a text's pieces, without marks of its start and end.
    pub(super) fn pieces(&self, text: &str) -> Vec<u32> {
        let (letters, bounds) = self.normalize(text);
        let last = bounds.len() - 1;
        let mut best = vec![Step { score: f32::NEG_INFINITY, from: 0, piece: self.unk }; last + 1];
        best[0].score = 0.0;
        for from in 0..last {
            let score = best[from].score;
            self.each_piece(&letters, &bounds[from..], |more, piece| {
                let reached = Step { score: score + self.score(piece), from, piece };
                if piece != self.unk && reached.score > best[from + more].score {
                    best[from + more] = reached;
                }
            });
            let unknown = Step { score: score + self.unk_score, from, piece: self.unk };
            if unknown.score > best[from + 1].score {
                best[from + 1] = unknown;
            }
        }
        let mut found = Vec::new();
        let mut at = last;
        while at > 0 {
            found.push(best[at].piece);
            at = best[at].from;
        }
        found.reverse();
        found
    }

    /// The text with characters replaced, runs of spaces made one and [`SPACE`] for each; and where its characters begin, with
    /// the end.
    fn normalize(&self, text: &str) -> (String, Vec<usize>) {
        let mut replaced: Vec<char> = Vec::with_capacity(text.len().min(MOST_CHARS));
        let mut take = |letter: char| {
            if letter != ' ' || replaced.last() != Some(&' ') {
                replaced.push(letter);
            }
        };
        for letter in text.chars().take(MOST_CHARS) {
            match self.replacement(letter) {
                Some(letters) => letters.for_each(&mut take),
                None => take(letter),
            }
        }
        let mut letters = String::with_capacity(text.len() + SPACE.len_utf8());
        let mut bounds = vec![0];
        if replaced.first() != Some(&' ') {
            letters.push(SPACE);
            bounds.push(letters.len());
        }
        for letter in replaced {
            letters.push(if letter == ' ' { SPACE } else { letter });
            bounds.push(letters.len());
        }
        (letters, bounds)
    }

    /// What stands in for a character, if anything does (perhaps nothing at all).
    fn replacement(&self, letter: char) -> Option<impl Iterator<Item = char>> {
        let keys = self.words.replaced.as_chunks::<4>().0;
        let rule = keys.binary_search_by_key(&u32::from(letter), |key| u32::from_le_bytes(*key)).ok()?;
        let (from, to) = (self.replacements[rule] as usize, self.replacements[rule + 1] as usize);
        Some((from..to).filter_map(|at| char::from_u32(word(self.words.replacements, at))))
    }

    /// Calls `found` with every piece that the text has at `bounds[0]`: how many characters it takes, and its id; the
    /// shortest first. The pieces are sorted, so those that begin alike are neighbours, and each byte narrows the choice.
    fn each_piece(&self, letters: &str, bounds: &[usize], mut found: impl FnMut(usize, u32)) {
        let letters = letters.as_bytes();
        let (mut low, mut high) = (0, self.starts.len() - 1);
        let mut depth = 0;
        for (more, end) in bounds.iter().enumerate().skip(1) {
            while bounds[0] + depth < *end {
                let byte = letters[bounds[0] + depth];
                low += partition(high - low, |at| self.byte(low + at, depth) < Some(byte));
                high = low + partition(high - low, |at| self.byte(low + at, depth) == Some(byte));
                depth += 1;
            }
            if low == high {
                return;
            }
            if (self.starts[low + 1] - self.starts[low]) as usize == depth {
                found(more, low as u32);
            }
        }
    }

    /// A byte of a piece; none after its end.
    fn byte(&self, piece: usize, depth: usize) -> Option<u8> {
        let at = self.starts[piece] as usize + depth;
        if at < self.starts[piece + 1] as usize { Some(self.words.pieces[at]) } else { None }
    }

    fn score(&self, piece: u32) -> f32 {
        f32::from_bits(word(self.words.scores, piece as usize))
    }
}

/// Where each part begins when they stand one after another, with the end of the last.
fn places(lengths: &[u8]) -> Vec<u32> {
    let mut place = 0;
    let mut places = Vec::with_capacity(lengths.len() + 1);
    places.push(0);
    for length in lengths {
        place += u32::from(*length);
        places.push(place);
    }
    places
}

/// The first of `0..count` for which `is` no longer holds, when it holds for all before and none after.
fn partition(count: usize, is: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low) / 2;
        if is(middle) { low = middle + 1 } else { high = middle }
    }
    low
}
