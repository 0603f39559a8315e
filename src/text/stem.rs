//! Stems: one signal among several, never the only one (`денег` and `деньги` stay apart).

use super::{Lang, Script, script_of};
use rust_stemmers::{Algorithm, Stemmer};
use std::sync::LazyLock;

static RUSSIAN: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::Russian));
static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// Letters of a Turkish word that are kept. Cutting to the first five serves Turkish retrieval as well as a
/// morphological stemmer does (Can et al., "Information retrieval on Turkish texts", JASIST 2008), and unlike Snowball's
/// it does not depend on the marks that people leave out.
const TURKISH_PREFIX: usize = 5;

/// The stem of a folded word. Cyrillic words are Russian; a Latin word is read as `latin` says.
pub fn stem(word: &str, latin: Lang) -> String {
    match word.chars().next().and_then(script_of) {
        Some(Script::Cyrillic) => RUSSIAN.stem(word).into_owned(),
        Some(Script::Latin) if latin == Lang::Tr => word.chars().take(TURKISH_PREFIX).collect(),
        Some(Script::Latin) => ENGLISH.stem(word).into_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for (a, b, lang) in [
            ("карта", "карты", Lang::Ru),
            ("рубли", "рублями", Lang::Ru),
            ("flights", "flight", Lang::En),
            ("sinirlar", "sinirda", Lang::Tr),
        ] {
            assert_eq!(stem(a, lang), stem(b, lang), "{a} and {b}");
        }
        assert_eq!(stem("1951", Lang::En), "1951");
    }
}
