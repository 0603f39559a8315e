//! The languages that Pristan speaks, and the alphabets that people type in.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A language of questions and replies. To add one: a variant here, `faq/languages/xx.toml`, and a row in `ALL`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Russian.
    Ru,
    /// English; what is spoken when nothing else is known.
    #[default]
    En,
    /// Turkish.
    Tr,
}

impl Lang {
    /// Every language, in the order in which they are listed to people.
    pub const ALL: [Lang; 3] = [Lang::Ru, Lang::En, Lang::Tr];

    /// The two letters of ISO 639-1.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Ru => "ru",
            Lang::En => "en",
            Lang::Tr => "tr",
        }
    }

    /// The language's own name for itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Lang::Ru => "Русский",
            Lang::En => "English",
            Lang::Tr => "Türkçe",
        }
    }

    /// The alphabet in which the language is written.
    pub fn script(self) -> Script {
        match self {
            Lang::Ru => Script::Cyrillic,
            Lang::En | Lang::Tr => Script::Latin,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Lang {
    type Err = String;

    fn from_str(code: &str) -> Result<Lang, String> {
        Lang::ALL
            .into_iter()
            .find(|lang| lang.code() == code)
            .ok_or_else(|| format!("`{code}` is no language of Pristan's; use `ru`, `en` or `tr`"))
    }
}

/// An alphabet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Script {
    /// Latin letters.
    Latin,
    /// Cyrillic letters.
    Cyrillic,
    /// Letters of any other alphabet.
    Other,
}

/// The alphabet of one letter; `None` for digits, signs and marks.
pub fn script_of(c: char) -> Option<Script> {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' if c != '×' && c != '÷' => {
            Some(Script::Latin)
        }
        '\u{400}'..='\u{52f}' => Some(Script::Cyrillic),
        _ if c.is_alphabetic() => Some(Script::Other),
        _ => None,
    }
}

/// The language of a longer text by its letters alone; `None` for one without letters of ours.
///
/// ```
/// use pristan::text::{Lang, language_by_letters};
/// assert_eq!(language_by_letters("Границы открыты"), Some(Lang::Ru));
/// assert_eq!(language_by_letters("Sınırlar açık, uçaklar dolu"), Some(Lang::Tr));
/// assert_eq!(language_by_letters("The borders near Kadıköy are open, people wait at the border"), Some(Lang::En));
/// ```
pub fn language_by_letters(text: &str) -> Option<Lang> {
    let (mut cyrillic, mut latin, mut turkish) = (0usize, 0usize, 0usize);
    for c in text.chars() {
        match script_of(c) {
            Some(Script::Cyrillic) => cyrillic += 1,
            Some(Script::Latin) => latin += 1,
            _ => {}
        }
        turkish += usize::from(matches!(c, 'ş' | 'ğ' | 'ı' | 'İ' | 'ç' | 'ö' | 'ü' | 'Ş' | 'Ğ'));
    }
    // In Turkish every eighth letter or so is one that English lacks; foreign names in English bring a few.
    match (cyrillic, latin) {
        (0, 0) => None,
        _ if cyrillic > latin => Some(Lang::Ru),
        _ if turkish * 16 > latin => Some(Lang::Tr),
        _ => Some(Lang::En),
    }
}
