//! The words that each language has, whatever base is asked: what stands here is no misspelling.
//!
//! The lists are Bloom filters, made by `model/lexicon/recipe.py`: two words in a thousand that are none pass for one.

use crate::text::{Forms, Lang, PerLang, language};
use std::sync::LazyLock;

static SHIPPED: &[u8] = include_bytes!("../../../model/lexicon/lexicon.bin");
static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(SHIPPED).unwrap_or_default());

const MAGIC: &[u8] = b"PRLEXIC1";
/// Language, whether common words only, number of probes, length.
const HEAD: usize = 8;

/// The lists of all languages.
#[derive(Debug, Default)]
struct Lexicon {
    /// Of each language: all words, and the common ones.
    lists: PerLang<[Filter; 2]>,
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
    let [all, common] = &LEXICON.lists[lang];
    let hash = Hash::of(folded);
    if all.has(hash) {
        return Some(if common.has(hash) { Rank::Common } else { Rank::Rare });
    }
    let listed = |stem: &str| all.has(Hash::of(stem));
    let regular = match &language(lang).forms {
        Forms::Stem => false,
        Forms::Beginning(is_form) => is_form(folded, &listed),
    };
    regular.then_some(Rank::Rare)
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
            // A language that we lack is passed over.
            let Ok(lang) = std::str::from_utf8(&[*a, *b]).ok()?.parse::<Lang>() else { continue };
            *lexicon.lists[lang].get_mut(usize::from(*common))? = Filter { bits, probes: *probes };
        }
        Some(lexicon)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_in_the_lists_and_slips_do_not() {
        assert!(Lexicon::read(SHIPPED).is_some_and(|lexicon| {
            Lang::ALL.iter().all(|lang| lexicon.lists[*lang].iter().all(|list| list.probes > 0))
        }));
        for (lang, words, slips) in [
            (Lang::RU, "сурок бант сиренью нельзя полосатый", "превет севодня льотчик малако"),
            (Lang::EN, "four stuck fork grove vs dont tokyo", "becuase teh recieve definately jst"),
            (Lang::TR, "vapur kanadi gerekmiyor kavalini istanbul otuyordu", "geliyrum calisyor bisiklte vzie"),
        ] {
            words.split(' ').for_each(|word| assert!(rank(word, lang).is_some(), "`{word}` is a word"));
            slips.split(' ').for_each(|slip| assert_eq!(rank(slip, lang), None, "`{slip}` is no word"));
        }
        assert_eq!(rank("house", Lang::EN), Some(Rank::Common));
    }

    #[test]
    fn what_is_no_lexicon_is_not_read() {
        for bytes in [&b""[..], b"PRLEXIC1", b"PRLEXIC1\x01\0\0\0ru\0\x09\xff\xff\xff\xff", b"PRLEXIC1\xff\xff\xff\xff"]
        {
            assert!(Lexicon::read(bytes).is_none());
        }
    }
}
