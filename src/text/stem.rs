//! Stems: one signal among several, never the only one (`денег` and `деньги` stay apart).

use super::languages::language;
use super::{Lang, script_of};

/// The stem of a folded word: by the rules of the language when the word is in its alphabet, else by those of the first
/// language that has the word's.
pub fn stem(word: &str, lang: Lang) -> String {
    let script = word.chars().next().and_then(script_of);
    let lang = script.and_then(|script| lang.or_of_script(script));
    lang.map_or_else(|| word.to_owned(), |lang| (language(lang).stem)(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for (a, b, lang) in [
            ("карта", "карты", Lang::RU),
            ("рубли", "рублями", Lang::RU),
            ("рубли", "рублями", Lang::EN),
            ("картка", "картками", Lang::UK),
            ("flights", "flight", Lang::EN),
            ("sinirlar", "sinirda", Lang::TR),
        ] {
            assert_eq!(stem(a, lang), stem(b, lang), "{a} and {b}");
        }
        assert_eq!(stem("1951", Lang::EN), "1951");
    }
}
