//! Turkish endings on names: the table holds names without them. Written folded, as what they follow is.

/// Endings that a name of one word may take. What they say of it is in the comments.
const ENDINGS: [&str; 30] = [
    "i", "yi", "u", "yu", // whom
    "a", "e", "ya", "ye", // where to
    "da", "de", "ta", "te", // where
    "dan", "den", "tan", "ten", // where from
    "in", "un", "nin", "nun", // whose
    "la", "le", "yla", "yle", // with what
    "daki", "deki", "taki", "teki", // which is there
    "li", "lu", // who is from there
];

/// Endings after the names of several words, whose last one has an ending already: Emirlikleri-nde.
const AFTER_POSSESSED: [&str; 12] =
    ["ni", "nu", "na", "ne", "nda", "nde", "ndan", "nden", "ndaki", "ndeki", "yla", "yle"];

/// What may follow `li`, and the name of a people: more than one, then a case; "I am one", "we are".
const ON_PEOPLES: [&str; 28] = [
    "ler", "lar", "leri", "lari", "lere", "lara", "lerin", "larin", "lerde", "larda", "lerden", "lardan", "lerle",
    "larla", "lerim", "larim", "yim", "yum", "im", "um", "yiz", "yuz", "iz", "uz", "siniz", "sunuz", "lik", "ligi",
];

/// Endings that say where somebody is, goes or comes from.
const PLACING: [&str; 20] = [
    "a", "e", "ya", "ye", "da", "de", "ta", "te", "dan", "den", "tan", "ten", "daki", "deki", "taki", "teki", "nda",
    "nde", "ndan", "nden",
];

/// The shortest name that takes an ending without an apostrophe.
const SHORTEST: usize = 3;
/// The longest ending, in letters.
const LONGEST: usize = 9;

/// Whether an ending says where somebody is, goes or comes from.
pub fn places(ending: &str) -> bool {
    PLACING.contains(&ending)
}

/// Whether an ending says where somebody comes from.
pub fn leaves(ending: &str) -> bool {
    ["dan", "den", "tan", "ten", "ndan", "nden"].contains(&ending)
}

/// Whether an ending says where somebody goes.
pub fn goes(ending: &str) -> bool {
    ["a", "e", "ya", "ye", "na", "ne"].contains(&ending)
}

/// Whether an ending makes a people of a place: `li`.
pub fn peoples(ending: &str) -> bool {
    ["li", "lu"].iter().any(|people| ending.strip_prefix(people).is_some_and(|rest| rest.is_empty() || goes_on(rest)))
}

/// The ways to part a folded word into a name and its ending, the longest name first.
pub fn parted(word: &str) -> impl Iterator<Item = (&str, &str)> {
    let latin = word.is_ascii();
    let ends = if latin { SHORTEST..word.len() } else { 0..0 };
    ends.rev().take(LONGEST).map(|at| word.split_at(at)).filter(|(stem, ending)| may_end(stem, ending))
}

/// Whether a word of its own is the ending of the name before it, as after an apostrophe: Dublin'den.
pub fn stands_apart(stem: &str, ending: &str) -> bool {
    // Alone, these are words of English.
    ending.len() > 1 && ending != "in" && ending != "un" && may_end(stem, ending)
}

fn may_end(stem: &str, ending: &str) -> bool {
    let known = ENDINGS.contains(&ending) || AFTER_POSSESSED.contains(&ending) || peoples(ending) || goes_on(ending);
    known && harmonic(stem, ending)
}

/// Whether only people take an ending: "we are Armenians".
pub fn goes_on(ending: &str) -> bool {
    ON_PEOPLES.contains(&ending)
}

fn is_vowel(letter: &u8) -> bool {
    b"aeiou".contains(letter)
}

/// Whether vowels and the last letter let an ending follow. Folded letters tell less than true ones: `i` may be `ı`.
fn harmonic(stem: &str, ending: &str) -> bool {
    let (stem, ending) = (stem.as_bytes(), ending.as_bytes());
    let Some((close, first)) = stem.last().zip(ending.first()) else { return false };
    let before = stem.iter().rev().find(|letter| is_vowel(letter)).copied();
    let after = ending.iter().find(|letter| is_vowel(letter)).copied();
    let agree = match (before, after) {
        // Senegal'e: a soft l takes the front vowel.
        (Some(b'a'), Some(b'e')) => *close == b'l',
        (Some(b'e'), Some(b'a')) => false,
        (Some(before), Some(b'i')) => !b"ou".contains(&before),
        (Some(before), Some(b'u')) => b"ou".contains(&before),
        _ => true,
    };
    let joined = match first {
        b't' => b"fstkchp".contains(close),
        b'y' => is_vowel(close),
        b'n' => is_vowel(close),
        vowel if is_vowel(vowel) => !is_vowel(close),
        _ => true,
    };
    agree && joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_parted_where_an_ending_may_begin() {
        for (word, stem, ending) in [
            ("irlandada", "irlanda", "da"),
            ("dublinde", "dublin", "de"),
            ("paristen", "paris", "ten"),
            ("ermenistanlilar", "ermenistan", "lilar"),
            ("rusyadaki", "rusya", "daki"),
            ("senegale", "senegal", "e"),
        ] {
            assert!(parted(word).any(|found| found == (stem, ending)), "{word}");
        }
        for (word, stem) in [("parisya", "paris"), ("romau", "roma"), ("рима", "рим")] {
            assert!(parted(word).all(|(found, _)| found != stem), "{word}");
        }
    }
}
