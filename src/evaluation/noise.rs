//! Questions spoilt as people spoil them: typing errors, the wrong layout, transliteration, letters without their marks.
//!
//! Pure: the same question, noise and seed give the same words.

use super::splitmix64::SplitMix64;
use crate::settings::Noise;
use crate::text::{Lang, from_latin_keys, language, latin_from_keys, layouts};

/// The share of long words in which one letter is wrong.
const WRONG_WORDS: f64 = 0.3;
/// A word of fewer letters stays: spoilt, it is often another word.
const LONG_WORD: usize = 4;

/// A question in this language with this noise; none where people of that language do not write so.
pub fn noisy(noise: Noise, lang: Lang, text: &str, seed: u64) -> Option<String> {
    let mut random = SplitMix64::of_text(seed, text);
    match (noise, lang) {
        (Noise::Typo, _) => Some(with_typos(lang, text, &mut random)),
        (Noise::Layout, lang) if language(lang).keyboard.is_some() => Some(latin_from_keys(text, lang)),
        // Whoever types English in the wrong layout has that of another alphabet beside it.
        (Noise::Layout, Lang::EN) => layouts().next().map(|other| from_latin_keys(text, other)),
        (Noise::Translit, lang) => {
            let romanise = language(lang).romanise?;
            Some(romanise(text, &mut |ways| random.pick(ways).unwrap_or_default()))
        }
        (Noise::Ascii, lang) if language(lang).bare => Some(without_marks(text)),
        _ => None,
    }
}

/// One letter wrong in some of the long words.
fn with_typos(lang: Lang, text: &str, random: &mut SplitMix64) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word = Vec::new();
    for c in text.chars().map(Some).chain([None]) {
        if let Some(letter) = c.filter(|c| c.is_alphabetic()) {
            word.push(letter);
            continue;
        }
        if word.len() >= LONG_WORD && random.chance(WRONG_WORDS) {
            mistype(lang, &mut word, random);
        }
        out.extend(word.drain(..).chain(c));
    }
    out
}

/// What fingers do wrong.
#[derive(Clone, Copy)]
enum Slip {
    /// The key beside the right one.
    Neighbour,
    /// A letter left out.
    Deletion,
    /// A letter twice.
    Doubling,
    /// Two letters in the wrong order.
    Swap,
}

/// Makes one slip in a word, which is another word then.
fn mistype(lang: Lang, word: &mut Vec<char>, random: &mut SplitMix64) {
    let slip = random.pick(&[Slip::Neighbour, Slip::Deletion, Slip::Doubling, Slip::Swap]);
    let fits = |at: &usize| match slip {
        Some(Slip::Neighbour) => !neighbours(lang, word[*at]).is_empty(),
        Some(Slip::Swap) => word.get(at + 1).is_some_and(|next| *next != word[*at]),
        _ => true,
    };
    let places: Vec<usize> = (0..word.len()).filter(fits).collect();
    // A word like `ёёёё` has no place for every slip; it stays.
    let Some(at) = random.pick(&places) else { return };
    match slip {
        Some(Slip::Neighbour) => word[at] = random.pick(&neighbours(lang, word[at])).unwrap_or(word[at]),
        Some(Slip::Deletion) => drop(word.remove(at)),
        Some(Slip::Doubling) => word.insert(at, word[at]),
        Some(Slip::Swap) => word.swap(at, at + 1),
        None => {}
    }
}

/// The letters on the keys around that of a letter, in the same case.
fn neighbours(lang: Lang, letter: char) -> Vec<char> {
    let rows = language(lang).rows;
    let small = lower(lang, letter);
    let found = rows.iter().enumerate().find_map(|(row, keys)| Some((row, keys.chars().position(|key| key == small)?)));
    let Some((row, column)) = found else { return Vec::new() };
    // Each row of keys stands half a key to the right of the row above.
    let around = [(0, -1), (0, 1), (-1, 0), (-1, 1), (1, -1), (1, 0)];
    let keys = around.iter().filter_map(|(down, right)| {
        let keys = rows.get(row.checked_add_signed(*down)?)?;
        keys.chars().nth(column.checked_add_signed(*right)?)
    });
    keys.map(|key| if small == letter { key } else { upper(lang, key) }).collect()
}

fn lower(lang: Lang, letter: char) -> char {
    let own = language(lang).capitals.iter().find(|(capital, _)| *capital == letter).map(|(_, small)| *small);
    own.or_else(|| letter.to_lowercase().next()).unwrap_or(letter)
}

fn upper(lang: Lang, letter: char) -> char {
    let own = language(lang).capitals.iter().find(|(_, small)| *small == letter).map(|(capital, _)| *capital);
    own.or_else(|| letter.to_uppercase().next()).unwrap_or(letter)
}

/// A text as it is typed without the keys of its marked letters.
fn without_marks(text: &str) -> String {
    const MARKED: &str = "ışğüöçâîûİŞĞÜÖÇÂÎÛ";
    const PLAIN: &str = "isguocaiuISGUOCAIU";
    let plain = |c: char| MARKED.chars().position(|marked| marked == c).and_then(|at| PLAIN.chars().nth(at));
    text.chars().map(|c| plain(c).unwrap_or(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn layout_and_marks_are_as_people_type_them() {
        for (noise, lang, clean, spoilt) in [
            (Noise::Layout, Lang::RU, "как получить ВНЖ?", "rfr gjkexbnm DY:&"),
            (Noise::Layout, Lang::EN, "where can i sleep, please?", "цруку сфт ш ыдуузб здуфыу,"),
            (
                Noise::Ascii,
                Lang::TR,
                "İstanbul'da ısıtıcı nasıl çalışır, Şişli'de göğü",
                "Istanbul'da isitici nasil calisir, Sisli'de gogu",
            ),
            (Noise::Ascii, Lang::TR, "kira ne kadar", "kira ne kadar"),
        ] {
            assert_eq!(noisy(noise, lang, clean, 1).as_deref(), Some(spoilt));
        }
    }

    #[test]
    fn a_noise_is_for_those_who_write_so() {
        let langs = |noise| Lang::ALL.into_iter().filter(move |lang| noisy(noise, *lang, "text", 1).is_some());
        assert_eq!(langs(Noise::Typo).count(), Lang::COUNT);
        for (noise, those, others) in [
            (Noise::Layout, vec![Lang::RU, Lang::EN, Lang::UK], vec![Lang::TR]),
            (Noise::Translit, vec![Lang::RU, Lang::UK], vec![Lang::EN, Lang::TR]),
            (Noise::Ascii, vec![Lang::TR], vec![Lang::RU, Lang::EN, Lang::UK]),
        ] {
            assert!(those.iter().all(|lang| langs(noise).any(|other| other == *lang)));
            assert!(!others.iter().any(|lang| langs(noise).any(|other| other == *lang)));
        }
    }

    #[test]
    fn a_text_is_transliterated_in_more_than_one_way() {
        let ways: BTreeSet<String> =
            (0..60).filter_map(|seed| noisy(Noise::Translit, Lang::RU, "хочу жильё", seed)).collect();
        assert!(ways.contains("xochu jile") && ways.contains("hochu zhil'yo"), "{ways:?}");
    }

    #[test]
    fn keys_have_the_neighbours_of_their_keyboard() {
        let around = |lang, letter| neighbours(lang, letter).into_iter().collect::<String>();
        assert_eq!(around(Lang::EN, 's'), "adwezx");
        assert_eq!(around(Lang::RU, 'В'), "ЫАУКЧС");
        assert_eq!(around(Lang::TR, 'i'), "şğü");
        assert_eq!(around(Lang::TR, 'I'), "UOJK");
        assert_eq!(around(Lang::EN, 'ж'), "");
    }

    #[test]
    fn every_slip_happens_and_three_words_of_ten_are_hit() {
        let text = "visa ".repeat(3_000);
        let spoilt = noisy(Noise::Typo, Lang::EN, &text, 1).unwrap();
        let wrong: Vec<&str> = spoilt.split(' ').filter(|word| !["visa", ""].contains(word)).collect();
        assert!((840..960).contains(&wrong.len()), "{}", wrong.len());
        for slip in ["vsa", "viisa", "vias", "ivsa", "bisa", "visz"] {
            assert!(wrong.contains(&slip), "`{slip}` never happens");
        }
    }

    proptest! {
        #[test]
        fn a_typo_spoils_one_letter_of_a_long_word_and_nothing_else(
            text in "([a-zа-яёçğıöşü]{1,9}[ ,?'0-9]){0,6}", seed in any::<u64>()
        ) {
            for lang in Lang::ALL {
                let spoilt = noisy(Noise::Typo, lang, &text, seed).unwrap();
                prop_assert_eq!(&noisy(Noise::Typo, lang, &text, seed).unwrap(), &spoilt, "not the same twice");
                let is_sign = |c: char| !c.is_alphabetic();
                prop_assert_eq!(text.matches(is_sign).collect::<String>(), spoilt.matches(is_sign).collect::<String>());
                for (clean, wrong) in text.split(is_sign).zip(spoilt.split(is_sign)) {
                    let slips = strsim::osa_distance(clean, wrong);
                    prop_assert!(slips <= usize::from(clean.chars().count() >= LONG_WORD), "{} -> {}", clean, wrong);
                }
            }
        }

        #[test]
        fn letters_of_other_alphabets_stay(text in "[a-z0-9 ,.!?-]{0,30}", seed in any::<u64>()) {
            for (noise, lang) in [(Noise::Translit, Lang::RU), (Noise::Ascii, Lang::TR)] {
                let spoilt = noisy(noise, lang, &text, seed);
                prop_assert_eq!(spoilt.as_deref(), Some(text.as_str()));
            }
        }
    }
}
