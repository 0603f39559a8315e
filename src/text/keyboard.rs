//! Text typed with the keyboard in the wrong layout: `ghbdtn` for `привет`, `рудз` for `help`.

use super::Lang;
use super::languages::language;

/// The keys that every layout of another alphabet is compared with: US QWERTY, plain and with Shift. A language file
/// names what its layout gives on them, in the same order.
pub const QWERTY: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?~&@#$^";

/// The languages whose layout gives another alphabet than Latin.
pub fn layouts() -> impl Iterator<Item = Lang> {
    Lang::ALL.into_iter().filter(|lang| language(*lang).keyboard.is_some())
}

/// What the same keys give in the layout of a language.
///
/// ```
/// use pristan::text::{Lang, from_latin_keys};
/// assert_eq!(from_latin_keys("rfr gjkexbnm dy;", Lang::RU), "как получить внж");
/// ```
pub fn from_latin_keys(text: &str, lang: Lang) -> String {
    swap(text, QWERTY, language(lang).keyboard.unwrap_or(QWERTY))
}

/// What the same keys give in the US layout, of a text that was typed in the layout of a language.
///
/// ```
/// use pristan::text::{Lang, latin_from_keys};
/// assert_eq!(latin_from_keys("црук сфт ш ыдууз", Lang::RU), "wher can i sleep");
/// ```
pub fn latin_from_keys(text: &str, lang: Lang) -> String {
    swap(text, language(lang).keyboard.unwrap_or(QWERTY), QWERTY)
}

fn swap(text: &str, from: &str, to: &str) -> String {
    text.chars().map(|c| from.chars().position(|k| k == c).and_then(|at| to.chars().nth(at)).unwrap_or(c)).collect()
}
