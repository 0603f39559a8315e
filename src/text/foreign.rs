//! Languages that we do not speak but whose alphabet we know: told by their commonest words, or by their letters.

use super::Lang;
use super::letters::letter_number;
use super::script::{Script, script_of};
use std::collections::HashSet;
use std::sync::OnceLock;

/// Commonest words of languages in our alphabets by their codes, folded. Where strangers are looked for, one that is ours
/// is passed over.
const COMMON: &[(&str, &str)] = &[
    (
        "en",
        "the are to of and or by for from with does did must you we my your how what when where which who if not yes this \
         that there be will have",
    ),
    ("tr", "ve bir bu icin nasil nerede nereden kac yok ile daha cok gibi kadar benim hangi zaman olarak degil olan"),
    (
        "de",
        "ich und nicht wir sie ist kann mir bitte heute wie wo fur eine einen suche mein meine auf zum konnen haben gibt kostet schlafen nacht",
    ),
    (
        "fr",
        "je ou est une les des pour vous nous dans ce soir avec mon peut comment dormir puis suis cherche pas quel quelle",
    ),
    ("es", "donde puedo como que para una los las esta hoy noche dormir necesito por hola gracias cuanto"),
    ("pt", "onde posso eu preciso uma como que para por"),
    ("it", "dove posso sono che per questa notte ho bisogno il di della come quanto"),
    ("pl", "gdzie moge jest sie nie jak dzis noc prosze mam czy potrzebuje"),
    ("uz", "qayerda qanday kerak menga uchun qancha bormi"),
];
/// The share of such words, and their number, from which an utterance is in such a language.
const SHARE: f32 = 0.4;
const FEWEST: usize = 3;
/// So many words of a language that is known by nothing else are no accident.
const FEWEST_COMMON: usize = 2;

/// Words with letters that none of our languages has, from which an utterance is in another; or half of its words. One
/// may be a name.
const STRANGE_WORDS: usize = 2;

/// Whether folded words have letters of an alphabet of ours that none of our languages has: `қайда`, `ўчора`. Latin
/// letters tell nothing, as folding takes their marks.
pub fn is_in_strange_letters(words: &[String]) -> bool {
    let ours = |c: char| Lang::ALL.into_iter().any(|lang| letter_number(c, lang).is_some());
    let strange = |word: &&String| word.chars().any(|c| script_of(c) == Some(Script::Cyrillic) && !ours(c));
    let count = words.iter().filter(strange).count();
    count >= STRANGE_WORDS || count > 0 && count * 2 >= words.len()
}

/// Whether folded words are of a language that we do not speak. `ours` tells the words that we know otherwise.
pub fn is_foreign(words: &[String], ours: impl Fn(&str) -> bool) -> bool {
    static STRANGE: OnceLock<HashSet<&str>> = OnceLock::new();
    let known = STRANGE.get_or_init(|| {
        let others = COMMON.iter().filter(|(code, _)| code.parse::<Lang>().is_err());
        others.flat_map(|(_, words)| words.split(' ')).collect()
    });
    let strange = |word: &&String| known.contains(word.as_str());
    let common = words.iter().filter(strange).count();
    let own = words.iter().filter(|word| !strange(word) && ours(word)).count();
    common >= FEWEST && common > own && common as f32 >= words.len() as f32 * SHARE
}

/// The language, by its code, whose commonest words a text in Latin letters has most of: two at least, and twice as many
/// as of any other.
pub fn commonest(words: &[String]) -> Option<&'static str> {
    let count = |list: &str| words.iter().filter(|word| list.split(' ').any(|common| common == **word)).count();
    let mut counts: Vec<(usize, &'static str)> = COMMON.iter().map(|(code, list)| (count(list), *code)).collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let second = counts.get(1).map_or(0, |(count, _)| *count);
    counts.first().filter(|(count, _)| *count >= FEWEST_COMMON && *count >= second * 2).map(|(_, code)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::folded_words;

    #[test]
    fn strangers_are_told_by_their_commonest_words() {
        let foreign = |text: &str| is_foreign(&folded_words(text), |_| false);
        assert!(foreign("Wo kann ich heute Nacht schlafen?"));
        assert!(foreign("où est-ce que je peux dormir ce soir"));
        assert!(foreign("gdzie moge dzis spac"));
        let strange = |text: &str| is_in_strange_letters(&folded_words(text));
        assert!(strange("Қайда ақша айырбастауға болады?") && strange("дзе можна ўчора прыехаў"));
        assert!(!strange("де поміняти її ґроші, ёлка") && !strange("где находится Ұлытау, подскажите"));
        assert!(!foreign("para nerede bozdurulur"));
        assert!(!foreign("mir card"));
        assert!(!foreign("come on, is it per night?"));
    }
}
