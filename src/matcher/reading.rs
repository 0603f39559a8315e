//! From what was typed to what was meant: hypotheses of repair, each weighed by how well its words are known.
//!
//! A noisy channel in two steps. First every piece between spaces is read as typed, as typed in the wrong layout, and
//! as transliterated; the likeliest sequence of readings wins, changing between them being rare (Viterbi). Then each
//! word that nobody knows may be a near word, several words written as one, or half of a word.

use super::lexicon::{Lexicon, script};
use crate::text::{
    Lang, Script, Word, fold, is_mixed, latin_from_cyrillic_keys, russian_from_latin_keys, script_of, tidy, unmix, words,
};
use serde::{Deserialize, Serialize};

/// A kind of repair, named as in the machine-readable answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Repair {
    /// Typed with the keyboard in the wrong layout.
    Layout,
    /// Russian in Latin letters.
    Translit,
    /// Turkish typed without its marks.
    Marks,
    /// A near word.
    Typo,
    /// Several words written as one.
    Split,
    /// One word written as two.
    Join,
    /// Letters of another alphabet that look the same.
    Homoglyph,
}

impl Repair {
    /// The name in the machine-readable answer.
    pub fn name(self) -> &'static str {
        match self {
            Repair::Layout => "layout",
            Repair::Translit => "translit",
            Repair::Marks => "marks",
            Repair::Typo => "typo",
            Repair::Split => "split",
            Repair::Join => "join",
            Repair::Homoglyph => "homoglyph",
        }
    }
}

/// An utterance as understood.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Its folded words.
    pub words: Vec<String>,
    /// Its language, by its words.
    pub lang: Lang,
    /// How much likelier that language is than the next, in nats; 0 when nothing tells.
    pub lang_margin: f32,
    /// What was repaired, each kind once.
    pub repairs: Vec<Repair>,
    /// The repaired text, when anything was.
    pub understood: Option<String>,
    /// The share of letters that belong to no alphabet of ours.
    pub foreign: f32,
}

/// Ways to read a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Typed,
    Layout,
    Translit,
}

const MODES: [Mode; 3] = [Mode::Typed, Mode::Layout, Mode::Translit];
/// Log of how often an utterance begins in each mode: most people type in the right layout and alphabet.
const BEGIN: [f32; 3] = [-0.1, -4.0, -3.5];
/// Log of how often the mode changes between two words.
const CHANGE: f32 = -5.0;
/// The price of a word that a change of layout or alphabet leaves unknown, in nats.
const UNCONFIRMED: f32 = 3.0;
/// Below this share of letters in unknown words, an utterance is taken as typed without looking further.
const WELL_KNOWN: f32 = 0.25;
/// The price of a typing error, in nats: one letter wrong, two letters wrong.
const TYPO: [f32; 2] = [6.0, 11.0];
/// The price of a near word that differs in its last letters only: most likely that is another form of a word, rightly
/// spelled, and the pieces of words match it as it is.
const OTHER_FORM: f32 = 7.0;
/// How many last letters those are.
const ENDING: usize = 2;
/// The price of a missing space, and of a space too much.
const SPACE: f32 = 6.0;
/// A repair must be likelier than the word as typed by this many nats.
const CONVINCING: f32 = 1.0;
/// Longest word that is looked at for repair, in characters.
const LONGEST: usize = 40;
/// Most pieces that are looked at for repair; an essay is taken as typed.
const MOST_PIECES: usize = 80;

/// Letters that none of our other languages has.
const TURKISH_LETTERS: [char; 12] = ['ş', 'ğ', 'ı', 'İ', 'ç', 'ö', 'ü', 'Ş', 'Ğ', 'Ç', 'Ö', 'Ü'];

/// One piece in one mode.
#[derive(Clone, Default)]
struct Piece {
    words: Vec<Word>,
    score: f32,
    homoglyph: bool,
}

/// Reads an utterance.
pub fn read(lexicon: &Lexicon, utterance: &str) -> Reading {
    let tidied = tidy(utterance);
    let pieces: Vec<&str> = tidied.split(' ').collect();
    let typed: Vec<Piece> = pieces.iter().map(|piece| as_typed(lexicon, piece)).collect();
    let mut repairs: Vec<Repair> = Vec::new();
    if typed.iter().any(|piece| piece.homoglyph) {
        repairs.push(Repair::Homoglyph);
    }
    let doubtful = pieces.len() <= MOST_PIECES && unknown_share(lexicon, &typed) > WELL_KNOWN;
    let (chosen, modes) = if doubtful { likeliest(lexicon, &pieces, typed) } else { (typed, Vec::new()) };
    for (mode, repair) in [(Mode::Layout, Repair::Layout), (Mode::Translit, Repair::Translit)] {
        if modes.contains(&mode) {
            repairs.push(repair);
        }
    }
    let mut found: Vec<Word> = chosen.into_iter().flat_map(|piece| piece.words).collect();
    let (lang, lang_margin) = language(lexicon, &found);
    if found.len() <= MOST_PIECES {
        mend(lexicon, &mut found, lang, &mut repairs);
    }
    if lang == Lang::Tr {
        restore_marks(lexicon, &mut found, &mut repairs);
    }
    repairs.sort();
    repairs.dedup();
    let shown: Vec<&str> = found.iter().map(|word| word.raw.as_str()).collect();
    let question = if tidied.ends_with('?') { "?" } else { "" };
    Reading {
        understood: (!repairs.is_empty()).then(|| shown.join(" ") + question),
        words: found.into_iter().map(|word| word.text).collect(),
        lang,
        lang_margin,
        repairs,
        foreign: foreign_share(&tidied),
    }
}

fn as_typed(lexicon: &Lexicon, piece: &str) -> Piece {
    let mut found = words(piece);
    let mut homoglyph = false;
    for word in found.iter_mut().filter(|word| is_mixed(&word.text)) {
        if let Some(text) = unmix(&word.text) {
            *word = Word { raw: text.clone(), text };
            homoglyph = true;
        }
    }
    let score = likelihood(lexicon, &found, 0.0);
    Piece { words: found, score, homoglyph }
}

fn likelihood(lexicon: &Lexicon, words: &[Word], unknown: f32) -> f32 {
    let spelled = words.iter().filter(|word| script(&word.text).is_some());
    spelled.map(|word| lexicon.best_likelihood(&word.text) - if lexicon.knows(&word.text) { 0.0 } else { unknown }).sum()
}

fn unknown_share(lexicon: &Lexicon, pieces: &[Piece]) -> f32 {
    let (mut unknown, mut all) = (0, 0);
    for word in pieces.iter().flat_map(|piece| &piece.words).filter(|word| script(&word.text).is_some()) {
        let letters = word.text.chars().count();
        all += letters;
        unknown += if lexicon.knows(&word.text) { 0 } else { letters };
    }
    unknown as f32 / all.max(1) as f32
}

/// The likeliest reading of each piece, and its mode.
fn likeliest(lexicon: &Lexicon, pieces: &[&str], typed: Vec<Piece>) -> (Vec<Piece>, Vec<Mode>) {
    let turkish = pieces.iter().any(|piece| piece.contains(TURKISH_LETTERS));
    let readings: Vec<[Option<Piece>; 3]> = pieces
        .iter()
        .zip(typed)
        .map(|(piece, typed)| {
            let translit = if turkish { None } else { transliterated(lexicon, piece) };
            [Some(typed), in_other_layout(lexicon, piece), translit]
        })
        .collect();
    let score = |at: usize, mode: usize| readings[at][mode].as_ref().map_or(f32::NEG_INFINITY, |piece| piece.score);
    let mut best: Vec<[(f32, usize); 3]> = vec![[0, 1, 2].map(|mode| (BEGIN[mode] + score(0, mode), mode))];
    for at in 1..readings.len() {
        let before = best[at - 1];
        best.push([0, 1, 2].map(|mode| {
            let from = |other: usize| before[other].0 + if other == mode { 0.0 } else { CHANGE };
            let origin = (0..3).max_by(|a, b| from(*a).total_cmp(&from(*b)).then(b.cmp(a))).unwrap_or(0);
            (from(origin) + score(at, mode), origin)
        }));
    }
    let last = best.len() - 1;
    let mut mode = (0..3).max_by(|a, b| best[last][*a].0.total_cmp(&best[last][*b].0).then(b.cmp(a))).unwrap_or(0);
    let mut path = vec![mode; best.len()];
    for at in (0..last).rev() {
        mode = best[at + 1][mode].1;
        path[at] = mode;
    }
    let chosen = readings.into_iter().zip(&path).map(|(mut reading, mode)| reading[*mode].take().unwrap_or_default());
    let pieces: Vec<Piece> = chosen.collect();
    let said = |piece: &Piece| piece.words.iter().any(|word| script(&word.text).is_some());
    let modes = path.iter().zip(&pieces).filter(|(_, piece)| said(piece)).map(|(mode, _)| MODES[*mode]).collect();
    (pieces, modes)
}

/// The piece as the same keys give it in the other layout. Signs at its end may be letters (`dy;`) or just signs.
fn in_other_layout(lexicon: &Lexicon, piece: &str) -> Option<Piece> {
    let cyrillic = piece.chars().any(|c| script_of(c) == Some(Script::Cyrillic));
    let latin = piece.chars().any(|c| script_of(c) == Some(Script::Latin));
    if cyrillic && latin || piece.chars().count() > LONGEST {
        return None;
    }
    let swapped = |text: &str| {
        if cyrillic { latin_from_cyrillic_keys(text) } else { russian_from_latin_keys(text) }
    };
    let trimmed = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
    let ways = if trimmed.len() < piece.len() { vec![piece, trimmed] } else { vec![piece] };
    let read = ways.into_iter().map(|way| {
        let found = words(&swapped(way));
        Piece { score: likelihood(lexicon, &found, UNCONFIRMED), words: found, homoglyph: false }
    });
    let letters = |piece: &Piece| piece.words.iter().any(|word| script(&word.text).is_some());
    let best = read.max_by(|a, b| a.score.total_cmp(&b.score))?;
    (!(cyrillic || latin) || letters(&best)).then_some(best)
}

/// The piece as Russian in Latin letters.
fn transliterated(lexicon: &Lexicon, piece: &str) -> Option<Piece> {
    let folded = fold(piece);
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '\'' | '`' | '"');
    let mut read = Piece::default();
    if !folded.chars().any(|c| c.is_ascii_alphabetic()) {
        let found = words(piece);
        let silent = found.iter().all(|word| script(&word.text).is_none());
        return silent.then(|| Piece { words: found, ..read });
    }
    if folded.chars().count() > LONGEST || folded.chars().any(|c| script_of(c) == Some(Script::Cyrillic)) {
        return None;
    }
    for run in folded.split(|c| !letters(c)).filter(|run| !run.is_empty()) {
        if run.chars().all(|c| c.is_ascii_digit()) {
            read.words.push(Word { raw: run.to_owned(), text: run.to_owned() });
            continue;
        }
        let (text, score) = lexicon.from_latin(run.trim_matches('"'))?;
        read.score += score - if lexicon.knows(&text) { 0.0 } else { UNCONFIRMED };
        read.words.extend(words(&text));
    }
    Some(read)
}

/// The language of the words, and how much likelier it is than the next, in nats.
fn language(lexicon: &Lexicon, words: &[Word]) -> (Lang, f32) {
    let mut sums = [0f32; 3];
    for word in words.iter().filter(|word| script(&word.text).is_some()) {
        let letters = word.text.chars().count().min(12) as f32;
        for lang in Lang::ALL {
            let fits = script(&word.text) == Some(lang.script());
            sums[lang as usize] += if fits { lexicon.log_likelihood(&word.text, lang) } else { -20.0 - 3.5 * letters };
            // Letters that only Turkish has.
            if lang != Lang::Tr && word.raw.contains(TURKISH_LETTERS) {
                sums[lang as usize] -= 6.0;
            }
        }
    }
    let mut order = Lang::ALL;
    order.sort_by(|a, b| sums[*b as usize].total_cmp(&sums[*a as usize]));
    (order[0], sums[order[0] as usize] - sums[order[1] as usize])
}

/// Mends words that nobody knows: near words, words run together, halves of a word.
fn mend(lexicon: &Lexicon, found: &mut Vec<Word>, lang: Lang, repairs: &mut Vec<Repair>) {
    let mut at = 0;
    while at < found.len() {
        let word = &found[at];
        let own = script(&word.text);
        let lang = Lang::ALL.into_iter().find(|l| *l == lang && Some(l.script()) == own).or_else(|| of_script(own, lang));
        let Some(lang) = lang.filter(|_| !lexicon.knows(&word.text) && word.text.chars().count() <= LONGEST) else {
            at += 1;
            continue;
        };
        let as_is = lexicon.log_likelihood(&word.text, lang) + CONVINCING;
        let ways = [near_word(lexicon, word, lang), run_together(lexicon, word, lang)];
        let joined = joined(lexicon, found, at, lang);
        let here = ways.into_iter().flatten().map(|mended| Mended { from: at, ..mended });
        let best = here.chain(joined).max_by(|a, b| a.score.total_cmp(&b.score));
        if let Some(mended) = best.filter(|mended| mended.score > as_is) {
            repairs.push(mended.repair);
            let next = mended.from + mended.words.len();
            found.splice(mended.from..mended.from + mended.takes, mended.words);
            at = next;
        } else {
            at += 1;
        }
    }
}

fn of_script(script: Option<Script>, lang: Lang) -> Option<Lang> {
    match script? {
        Script::Cyrillic => Some(Lang::Ru),
        Script::Latin if lang == Lang::Tr => Some(Lang::Tr),
        Script::Latin => Some(Lang::En),
        Script::Other => None,
    }
}

/// A repair of the words from `from` on: `takes` of them become `words`.
struct Mended {
    repair: Repair,
    from: usize,
    takes: usize,
    words: Vec<Word>,
    /// Comparable with the likelihood of the word as typed; for a join, of both words.
    score: f32,
}

fn near_word(lexicon: &Lexicon, word: &Word, lang: Lang) -> Option<Mended> {
    let len = word.text.chars().count();
    let reach = match len {
        0..=2 => return None,
        3..=5 => 1,
        _ => 2,
    };
    let vocabulary = &lexicon.vocabulary;
    let best = lexicon.near(&word.text, lang, reach).into_iter().filter_map(|(known, distance)| {
        let same = known.text.chars().zip(word.text.chars()).take_while(|(a, b)| a == b).count();
        let price = TYPO[distance - 1]
            + if same == 0 { 2.0 } else { 0.0 }
            + if same + ENDING >= len.min(usize::from(known.len)) { OTHER_FORM } else { 0.0 };
        Some((vocabulary.log_share(known, lang)? - price, known))
    });
    let (score, known) = best.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.text.cmp(&a.1.text)))?;
    let mended = Word { raw: known.shown.to_string(), text: known.text.to_string() };
    Some(Mended { repair: Repair::Typo, from: 0, takes: 1, words: vec![mended], score })
}

fn run_together(lexicon: &Lexicon, word: &Word, lang: Lang) -> Option<Mended> {
    let chars: Vec<char> = word.text.chars().collect();
    let mut best: Vec<Option<(f32, usize)>> = vec![None; chars.len() + 1];
    best[0] = Some((0.0, 0));
    for end in 1..=chars.len() {
        for start in end.saturating_sub(20)..end {
            let Some((before, _)) = best[start] else { continue };
            let piece: String = chars[start..end].iter().collect();
            let known = lexicon.vocabulary.get(&piece).and_then(|word| lexicon.vocabulary.log_share(word, lang));
            let Some(share) = known else { continue };
            let score = before + share - if start > 0 { SPACE } else { 0.0 };
            if best[end].is_none_or(|(known, _)| score > known) {
                best[end] = Some((score, start));
            }
        }
    }
    let (score, _) = best[chars.len()]?;
    let mut cuts = vec![chars.len()];
    while let Some((_, start)) = best[*cuts.last()?].filter(|_| *cuts.last().unwrap_or(&0) > 0) {
        cuts.push(start);
    }
    let spans = cuts.windows(2).rev().map(|cut| chars[cut[1]..cut[0]].iter().collect::<String>());
    let words: Vec<Word> = spans
        .map(|text| Word { raw: lexicon.vocabulary.get(&text).map_or(text.clone(), |w| w.shown.to_string()), text })
        .collect();
    (words.len() > 1).then(|| Mended { repair: Repair::Split, from: 0, takes: 1, words, score })
}

/// The word with its neighbour, before or behind, as one known word.
fn joined(lexicon: &Lexicon, found: &[Word], at: usize, lang: Lang) -> Vec<Mended> {
    let pairs = [at.checked_sub(1), Some(at).filter(|at| at + 1 < found.len())];
    let join = |from: usize| {
        let text = format!("{}{}", found[from].text, found[from + 1].text);
        let known = lexicon.vocabulary.get(&text)?;
        let other = &found[if from == at { at + 1 } else { from }];
        let score = lexicon.vocabulary.log_share(known, lang)? - SPACE - lexicon.best_likelihood(&other.text);
        let word = Word { raw: known.shown.to_string(), text };
        Some(Mended { repair: Repair::Join, from, takes: 2, words: vec![word], score })
    };
    pairs.into_iter().flatten().filter_map(join).collect()
}

/// Shows Turkish words as people write them, where only the marks were left out.
fn restore_marks(lexicon: &Lexicon, found: &mut [Word], repairs: &mut Vec<Repair>) {
    for word in found {
        let Some(known) = lexicon.vocabulary.get(&word.text).filter(|known| known.counts[Lang::Tr as usize] > 0) else {
            continue;
        };
        let bare = word.raw.is_ascii();
        if bare && !known.bare && !known.shown.is_ascii() {
            word.raw = known.shown.to_string();
            repairs.push(Repair::Marks);
        }
    }
}

fn foreign_share(text: &str) -> f32 {
    let letters: Vec<Script> = text.chars().filter_map(script_of).collect();
    let foreign = letters.iter().filter(|script| **script == Script::Other).count();
    foreign as f32 / letters.len().max(1) as f32
}
