//! What the program knows of each language: one file a language, and one line for it at the end of this one.

use super::{Lang, Script};

/// A language. What the bot says in it stands in `faq/languages/xx.toml`.
pub struct Language {
    /// The two letters of ISO 639-1.
    pub code: &'static str,
    /// The language's own name for itself.
    pub own_name: &'static str,
    /// The alphabet in which it is written.
    pub script: Script,
    /// Its letters as they are compared (see [`super::fold`]), at most [`super::MOST_LETTERS`].
    pub letters: &'static str,
    /// Letters, small and capital, by which it is told from our other languages of the same alphabet.
    pub own_letters: &'static str,
    /// In a text of some length at least one letter in so many is such a one; foreign names bring fewer.
    pub one_letter_in: usize,
    /// How much rarer it is than the first language of its alphabet where nothing else tells, in nats.
    pub rarity: f32,
    /// Whether people type its letters without their marks.
    pub bare: bool,
    /// The stem of a folded word.
    pub stem: fn(&str) -> String,
    /// How another form of a known word is recognised.
    pub forms: Forms,
    /// What makes opposites.
    pub negation: Negation,
    /// What its own layout gives on the keys of [`super::QWERTY`], where that is another alphabet.
    pub keyboard: Option<&'static str>,
    /// The letters of its keyboard, row by row.
    pub rows: [&'static str; 3],
    /// A capital letter and its small one, where they are other than those of most languages.
    pub capitals: &'static [(char, char)],
    /// How people write it in Latin letters: Latin piece, what it may stand for, how unusual that is (0 for the common
    /// reading). Pieces may be ambiguous.
    pub spellings: &'static [(&'static str, &'static str, u8)],
    /// Writes a text in Latin letters as one person would.
    pub romanise: Option<Romanise>,
    /// How its letters are written in Latin ones in names of files.
    pub slug: &'static [(char, &'static str)],
    /// Its plural forms.
    pub plural: Plural,
}

/// Writes a text in Latin letters; asks for one of several ways wherever people differ.
pub type Romanise = fn(&str, &mut dyn FnMut(&[&'static str]) -> &'static str) -> String;

/// Whether a folded word is a regular form, asked with what tells of a stem whether the language has it.
pub type IsForm = fn(&str, &dyn Fn(&str) -> bool) -> bool;

/// How another form of a known word is recognised.
pub enum Forms {
    /// By its stem.
    Stem,
    /// By its beginning, in a language that adds ending to ending.
    Beginning(IsForm),
}

/// What makes opposites.
pub struct Negation {
    /// Words that deny what stands beside them.
    pub denying: &'static [&'static str],
    /// A folded word without its negation, and with one: also such as there are not.
    pub opposites: fn(&str) -> Vec<String>,
    /// The letter of a negation inside of words.
    pub infix: Option<char>,
    /// Whether a folded word is a verb with a negation inside of it.
    pub is_negated: fn(&str) -> bool,
}

/// Plural forms (Unicode CLDR, cardinal rules).
pub struct Plural {
    /// How many there are.
    pub forms: usize,
    /// Which goes with a number, from 0.
    pub form: fn(u32) -> usize,
}

/// A word by its prefixes of negation: without each that it has, and with each.
fn by_prefix(word: &str, prefixes: &[&str]) -> Vec<String> {
    let without = prefixes.iter().filter_map(|prefix| word.strip_prefix(prefix)).filter(|rest| !rest.is_empty());
    without.map(str::to_owned).chain(prefixes.iter().map(|prefix| format!("{prefix}{word}"))).collect()
}

/// The plural form of languages that have one for 1 and 21, one for 2 to 4, and one for the rest.
fn slavic_plural(n: u32) -> usize {
    match (n % 10, n % 100) {
        (_, 11..=14) => 2,
        (1, _) => 0,
        (2..=4, _) => 1,
        _ => 2,
    }
}

/// Declares the languages in the order in which they are listed to people. That order is stored: new ones come last.
macro_rules! languages {
    ($($(#[$doc:meta])+ $name:ident in $file:ident,)+) => {
        $(mod $file;)+

        static LANGUAGES: [&Language; Lang::COUNT] = [$(&$file::LANGUAGE),+];

        enum Number {
            $($name),+
        }

        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        impl Lang {
            $($(#[$doc])+ pub const $name: Lang = Lang::numbered(Number::$name as u8);)+

            /// Every language, in the order in which they are listed to people.
            pub const ALL: [Lang; Lang::COUNT] = [$(Lang::$name),+];

            /// How many languages there are.
            pub const COUNT: usize = [$(Number::$name as u8),+].len();
        }
    };
}

/// What is known of a language.
pub fn language(lang: Lang) -> &'static Language {
    LANGUAGES[lang.index()]
}

languages! {
    /// Russian.
    RU in ru,
    /// English; what is spoken when nothing else is known.
    EN in en,
    /// Turkish.
    TR in tr,
    /// Ukrainian.
    UK in uk,
}
