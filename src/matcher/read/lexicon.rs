//! The words that Russian, English and Turkish have, whatever base is asked: what stands here is no misspelling.
//!
//! The lists are Bloom filters, made by `model/lexicon/recipe.py`: two words in a thousand that are none pass for one.

use crate::text::Lang;
use std::sync::LazyLock;

static SHIPPED: &[u8] = include_bytes!("../../../model/lexicon/lexicon.bin");
static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(SHIPPED).unwrap_or_default());

const MAGIC: &[u8] = b"PRLEXIC1";
/// Language, whether common words only, number of probes, length.
const HEAD: usize = 8;

/// The lists of all languages.
#[derive(Debug, Default)]
struct Lexicon {
    /// Of each language in the order of [`Lang::ALL`]: all words, and the common ones.
    lists: [[Filter; 2]; 3],
}

/// A Bloom filter.
#[derive(Clone, Copy, Debug, Default)]
struct Filter {
    bits: &'static [u8],
    probes: u8,
}

/// How a language has a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// It is a word, and seldom used; or a regular form of one.
    Rare,
    /// It is used more than ten times in a million words.
    Common,
}

/// Whether a language has a folded word, and how.
pub fn rank(folded: &str, lang: Lang) -> Option<Rank> {
    let [all, common] = &LEXICON.lists[lang as usize];
    let hash = Hash::of(folded);
    if all.has(hash) {
        return Some(if common.has(hash) { Rank::Common } else { Rank::Rare });
    }
    (lang == Lang::Tr && is_turkish_form(folded, |stem| all.has(Hash::of(stem)))).then_some(Rank::Rare)
}

/// The letters that a stem has at least before Turkish suffixes are taken off.
const SHORTEST_STEM: usize = 4;
const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];
/// Suffixes in a row that are taken off at most.
const MOST_SUFFIXES: usize = 4;

/// Endings of Turkish nouns, of what is, and of participles, folded. Endings of verbs are left to the list: behind a slip
/// they would make a word of anything.
const SUFFIXES: [&str; 82] = [
    "lar", "ler", "in", "un", "nin", "nun", "yi", "yu", "ni", "nu", "ye", "ya", "ne", "na", "de", "da", "te", "ta",
    "den", "dan", "ten", "tan", "nde", "nda", "nden", "ndan", "yle", "yla", "le", "la", "im", "um", "imiz", "umuz",
    "miz", "muz", "iniz", "unuz", "niz", "nuz", "si", "su", "leri", "lari", "ki", "ca", "ce", "li", "lu", "siz", "suz",
    "lik", "luk", "ci", "cu", "dir", "dur", "tir", "tur", "ydi", "ymis", "yse", "ysa", "ken", "yken", "sa", "lere",
    "lara", "ine", "ina", "ini", "inde", "inda", "inden", "indan", "une", "una", "unu", "unde", "unda", "unden",
    "undan",
];

/// What a verb of the present takes to speak of the past, or of somebody.
const BEHIND_PRESENT: [&str; 9] = ["du", "dum", "dun", "duk", "dunuz", "mus", "musum", "sun", "uz"];

/// Whether a word is a listed stem with regular suffixes behind it, in harmony as far as folded letters tell.
fn is_turkish_form(folded: &str, has: impl Fn(&str) -> bool) -> bool {
    if !folded.is_ascii() {
        return false;
    }
    let mut stems = (SHORTEST_STEM..folded.len().saturating_sub(1)).rev();
    stems.any(|end| {
        let (stem, rest) = folded.split_at(end);
        in_harmony(stem, rest) && is_suffixes(folded, end, MOST_SUFFIXES) && has(stem)
    })
}

/// Whether everything behind a place in a word is suffixes.
fn is_suffixes(word: &str, from: usize, most: usize) -> bool {
    let (before, rest) = word.split_at(from);
    let goes_on = |suffix: &str| {
        rest.starts_with(suffix) && follows(before, suffix) && is_suffixes(word, from + suffix.len(), most - 1)
    };
    rest.is_empty()
        || before.ends_with("yor") && BEHIND_PRESENT.contains(&rest)
        || most > 0 && SUFFIXES.iter().any(|suffix| goes_on(suffix))
}

/// Behind a vowel a suffix begins with a consonant, if need be with `y`, `n` or `s`, which have no place elsewhere.
fn follows(before: &str, suffix: &str) -> bool {
    let behind_vowel = before.ends_with(VOWELS);
    match suffix.as_bytes() {
        [b'y' | b'n', ..] | [b's', b'i' | b'u'] => behind_vowel,
        _ => !(behind_vowel && suffix.starts_with(VOWELS)),
    }
}

/// Turkish suffixes have `a` behind `a` and `e` behind `e`; the other vowels lose what tells them apart in folding.
fn in_harmony(stem: &str, rest: &str) -> bool {
    match stem.chars().rev().find(|c| VOWELS.contains(c)) {
        Some('a') => !rest.contains('e') || rest.contains("ken"),
        Some('e') => !rest.contains('a'),
        vowel => vowel.is_some() && !(rest.contains('a') && rest.contains('e')),
    }
}

/// Two halves of one hash, from which all probes are made.
#[derive(Clone, Copy)]
struct Hash {
    first: u64,
    step: u64,
}

impl Hash {
    fn of(word: &str) -> Hash {
        let fnv = word
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
        let mixed = (fnv ^ (fnv >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        let mixed = mixed ^ (mixed >> 33);
        Hash { first: mixed & 0xffff_ffff, step: (mixed >> 32) | 1 }
    }
}

impl Filter {
    fn has(&self, hash: Hash) -> bool {
        let size = self.bits.len() as u64 * 8;
        size > 0
            && (0..u64::from(self.probes)).all(|probe| {
                let bit = (hash.first + probe * hash.step) % size;
                self.bits[(bit >> 3) as usize] >> (bit & 7) & 1 == 1
            })
    }
}

impl Lexicon {
    /// Reads the shipped file; `None` when it is none.
    fn read(bytes: &'static [u8]) -> Option<Lexicon> {
        let (count, rest) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<4>()?;
        let (heads, mut bodies) = rest.split_at_checked(HEAD.checked_mul(u32::from_le_bytes(*count) as usize)?)?;
        let mut lexicon = Lexicon::default();
        for [a, b, common, probes, size @ ..] in heads.as_chunks::<HEAD>().0 {
            let (bits, rest) = bodies.split_at_checked(u32::from_le_bytes(*size) as usize)?;
            bodies = rest;
            let lang: Lang = std::str::from_utf8(&[*a, *b]).ok()?.parse().ok()?;
            *lexicon.lists[lang as usize].get_mut(usize::from(*common))? = Filter { bits, probes: *probes };
        }
        Some(lexicon)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_in_the_lists_and_slips_do_not() {
        assert!(
            Lexicon::read(SHIPPED).is_some_and(|lexicon| lexicon.lists.iter().flatten().all(|list| list.probes > 0))
        );
        for (lang, words, slips) in [
            (Lang::Ru, "сурок бант сиренью нельзя полосатый", "превет севодня льотчик малако"),
            (Lang::En, "four stuck fork grove vs dont tokyo", "becuase teh recieve definately jst"),
            (Lang::Tr, "vapur kanadi gerekmiyor kavalini istanbul otuyordu", "geliyrum calisyor bisiklte vzie"),
        ] {
            words.split(' ').for_each(|word| assert!(rank(word, lang).is_some(), "`{word}` is a word"));
            slips.split(' ').for_each(|slip| assert_eq!(rank(slip, lang), None, "`{slip}` is no word"));
        }
        assert_eq!(rank("house", Lang::En), Some(Rank::Common));
    }

    #[test]
    fn a_turkish_stem_with_suffixes_is_a_word() {
        let has = |stem: &str| ["kavanoz", "tramvay", "serce"].contains(&stem);
        for word in ["kavanozlarimizdan", "tramvaylarin", "sercelere", "sercedeki", "serceyle"] {
            assert!(is_turkish_form(word, has), "{word}");
        }
        for slip in ["tramvayler", "tramvaydna", "serceine", "tramvayyi"] {
            assert!(!is_turkish_form(slip, has), "{slip}");
        }
    }

    #[test]
    fn what_is_no_lexicon_is_not_read() {
        for bytes in [&b""[..], b"PRLEXIC1", b"PRLEXIC1\x01\0\0\0ru\0\x09\xff\xff\xff\xff", b"PRLEXIC1\xff\xff\xff\xff"]
        {
            assert!(Lexicon::read(bytes).is_none());
        }
    }
}
