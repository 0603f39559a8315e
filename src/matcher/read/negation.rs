//! Negations of words: a repair must not turn a statement into its opposite.
//!
//! A mended word has an opposite: with the negation taken off (`недоступен`), or put on. When that is as near to what was
//! typed, nobody can tell which of the two was meant, and the word stays.

use crate::text::{Lang, language};

/// Whether a word denies what stands beside it, in any language.
pub fn is_denying(folded: &str) -> bool {
    Lang::ALL.into_iter().any(|lang| language(lang).negation.denying.contains(&folded))
}

/// Whether mending would take or add a negation. `is_word` tells which opposites there are.
pub fn turns(typed: &str, mended: &str, lang: Lang, is_word: impl Fn(&str) -> bool) -> bool {
    let negation = &language(lang).negation;
    let distance = strsim::osa_distance(typed, mended);
    let infixes = |word: &str| negation.infix.map_or(0, |infix| word.matches(infix).count());
    (negation.opposites)(mended).iter().any(|opposite| {
        let other = strsim::osa_distance(typed, opposite);
        let told = infixes(typed) == infixes(mended) && infixes(typed) != infixes(opposite);
        other < distance || other == distance && !told && is_word(opposite)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matcher::read::lexicon::rank;

    #[test]
    fn no_repair_takes_or_adds_a_negation() {
        for (lang, typed, mended, turned) in [
            (Lang::TR, "gerekmiyor", "gerekiyor", true),
            (Lang::TR, "gerekiyor", "gerekmiyor", true),
            (Lang::TR, "almadim", "aldim", true),
            (Lang::TR, "vizesiz", "vizesi", true),
            (Lang::TR, "gelmyor", "geliyor", true),
            (Lang::TR, "gelmyor", "gelmiyor", false),
            (Lang::TR, "oturm", "oturma", false),
            (Lang::TR, "vzie", "vize", false),
            (Lang::EN, "need", "neednt", true),
            (Lang::EN, "neednt", "need", true),
            (Lang::EN, "cant", "can", true),
            (Lang::EN, "unregistered", "registered", true),
            (Lang::EN, "dnt", "dont", false),
            (Lang::EN, "regstered", "registered", false),
            (Lang::RU, "нельзя", "льзя", true),
            (Lang::RU, "нужно", "ненужно", true),
            (Lang::RU, "безвизовый", "визовый", true),
            (Lang::RU, "недвижимоть", "недвижимость", false),
            (Lang::RU, "нльзя", "нельзя", false),
        ] {
            assert_eq!(turns(typed, mended, lang, |word| rank(word, lang).is_some()), turned, "{typed} -> {mended}");
        }
    }
}
