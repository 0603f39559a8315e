//! The letters of each language, numbered.

use super::languages::language;
use super::{Lang, PerLang};
use std::sync::LazyLock;

/// The most letters that a language may have.
pub const MOST_LETTERS: usize = 33;

/// Characters below this have a place in the tables: Latin and Cyrillic with everything between.
const TABLE: usize = 0x530;

/// The number of each letter from 1, by its code; 0 for what is no letter of the language.
static NUMBERS: LazyLock<PerLang<Vec<u8>>> = LazyLock::new(|| {
    PerLang::each(|lang| {
        let mut numbers = vec![0; TABLE];
        for (number, letter) in (1..).zip(language(lang).letters.chars()) {
            if let Some(place) = numbers.get_mut(letter as usize) {
                *place = number;
            }
        }
        numbers
    })
});

/// The number of a folded letter in its language, from 1 to [`MOST_LETTERS`]; `None` for any other character.
pub fn letter_number(c: char, lang: Lang) -> Option<usize> {
    let number = *NUMBERS[lang].get(c as usize)?;
    (number > 0).then_some(number.into())
}
