//! Languages that we do not speak but whose letters we know: told by their commonest words.

use super::Lang;
use std::collections::HashSet;
use std::sync::OnceLock;

/// Commonest words of languages in our alphabets by their codes, folded. One that is ours is passed over.
const COMMON: &[(&str, &str)] = &[
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
        assert!(!foreign("para nerede bozdurulur"));
        assert!(!foreign("mir card"));
        assert!(!foreign("come on, is it per night?"));
    }
}
