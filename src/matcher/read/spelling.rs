//! Mending words that nobody knows: a near word, several words written as one, half of a word.
//!
//! A repair must be likelier than the word as typed, by what words are worth in the vocabulary and what a slip costs.

use crate::matcher::read::negation::{is_denying, turns};
use crate::matcher::read::repair::{LONGEST, Repair};
use crate::matcher::read::word_likelihood::{WordLikelihood, script};
use crate::text::{Lang, Pause, Word};

/// The price of a typing error, in nats: one letter wrong, two letters wrong.
const TYPO: [f32; 2] = [6.0, 16.0];
/// The price of a missing space, and of a space too much.
const SPACE: f32 = 6.0;
/// The price of one or two letters cut off behind a word: more often an ending than a word of their own.
const SCRAP: f32 = 4.0;
/// A repair must be likelier than the word as typed by this many nats.
const CONVINCING: f32 = 1.0;

/// Mends words that nobody knows: near words, words run together, halves of a word.
pub fn correct(lexicon: &WordLikelihood, found: &mut Vec<Word>, lang: Lang, repairs: &mut Vec<Repair>) {
    let sentence_case = is_in_sentence_case(found);
    let mut at = 0;
    while at < found.len() {
        let word = &found[at];
        let own = script(&word.text);
        let lang = own.and_then(|own| lang.or_of_script(own));
        let plain = word.raw.chars().all(char::is_alphabetic) && word.text.chars().count() <= LONGEST;
        let named = sentence_case && at > 0 && word.pause < Pause::Sentence && is_capital(word);
        let Some(lang) = lang.filter(|lang| plain && !named && !lexicon.is_sound(&word.text, *lang)) else {
            at += 1;
            continue;
        };
        let as_is = lexicon.log_likelihood(&word.text, lang) + CONVINCING;
        let ways = [near_word(lexicon, word, lang), run_together(lexicon, word, lang)];
        let joined = joined(lexicon, found, at, lang);
        let here = ways.into_iter().flatten().map(|mended| Mended { from: at, ..mended });
        let best = here.chain(joined).max_by(|a, b| a.score.total_cmp(&b.score));
        if let Some(mut mended) = best.filter(|mended| mended.score > as_is) {
            mended.words[0].pause = found[mended.from].pause;
            repairs.push(mended.repair);
            let next = mended.from + mended.words.len();
            found.splice(mended.from..mended.from + mended.takes, mended.words);
            at = next;
        } else {
            at += 1;
        }
    }
}

/// Whether capitals mean something: some word behind the first is written without one.
fn is_in_sentence_case(found: &[Word]) -> bool {
    found.iter().skip(1).any(|word| word.raw.chars().next().is_some_and(char::is_lowercase))
}

/// Inside a sentence, a word with a capital is a name, and no slip for a word of the base.
fn is_capital(word: &Word) -> bool {
    word.raw.chars().next().is_some_and(char::is_uppercase)
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

fn near_word(lexicon: &WordLikelihood, word: &Word, lang: Lang) -> Option<Mended> {
    let len = word.text.chars().count();
    let reach = match len {
        0..=2 => return None,
        3..=5 => 1,
        _ => 2,
    };
    let turned = |mended: &str| turns(&word.text, mended, lang, |other| lexicon.is_word(other, lang));
    let best = lexicon.near(&word.text, lang, reach).into_iter().filter_map(|(known, distance)| {
        let same = known.text().chars().next() == word.text.chars().next();
        let price = TYPO[distance - 1] + if same { 0.0 } else { 2.0 };
        Some((known.log_share(lang)? - price, known))
    });
    let (score, known) = best.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.text().cmp(a.1.text())))?;
    if turned(known.text()) {
        return None;
    }
    let mended = Word { raw: known.shown().to_owned(), text: known.text().to_owned(), pause: Pause::None };
    Some(Mended { repair: Repair::Typo, from: 0, takes: 1, words: vec![mended], score })
}

fn run_together(lexicon: &WordLikelihood, word: &Word, lang: Lang) -> Option<Mended> {
    let chars: Vec<char> = word.text.chars().collect();
    let mut best: Vec<Option<(f32, usize)>> = vec![None; chars.len() + 1];
    best[0] = Some((0.0, 0));
    for end in 1..=chars.len() {
        for start in end.saturating_sub(20)..end {
            let Some((before, _)) = best[start] else { continue };
            let piece: String = chars[start..end].iter().collect();
            let known = lexicon.dictionary.get(&piece).and_then(|word| word.log_share(lang));
            let Some(share) = known else { continue };
            let scrap = if start > 0 && end - start <= 2 { SCRAP } else { 0.0 };
            let score = before + share - scrap - if start > 0 { SPACE } else { 0.0 };
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
        .map(|text| {
            let raw = lexicon.dictionary.get(&text).map_or(text.clone(), |known| known.shown().to_owned());
            Word { raw, text, pause: Pause::None }
        })
        .collect();
    (words.len() > 1).then_some(Mended { repair: Repair::Split, from: 0, takes: 1, words, score })
}

/// The word with its neighbour, before or behind, as one known word.
fn joined(lexicon: &WordLikelihood, found: &[Word], at: usize, lang: Lang) -> Vec<Mended> {
    let pairs = [at.checked_sub(1), Some(at).filter(|at| at + 1 < found.len())];
    let join = |from: usize| {
        if found[from..from + 2].iter().any(|word| is_denying(&word.text)) {
            return None;
        }
        let text = format!("{}{}", found[from].text, found[from + 1].text);
        let known = lexicon.dictionary.get(&text)?;
        let other = &found[if from == at { at + 1 } else { from }];
        let score = known.log_share(lang)? - SPACE - lexicon.best_likelihood(&other.text);
        let word = Word { raw: known.shown().to_owned(), text, pause: Pause::None };
        Some(Mended { repair: Repair::Join, from, takes: 2, words: vec![word], score })
    };
    pairs.into_iter().flatten().filter_map(join).collect()
}
