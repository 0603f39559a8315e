//! Turkish.

use super::{Forms, Language, Negation, Plural};
use crate::text::Script;

/// Letters of a word that are kept as its stem. Cutting to the first five serves Turkish retrieval as well as a
/// morphological stemmer does (Can et al., "Information retrieval on Turkish texts", JASIST 2008), and unlike Snowball's
/// it does not depend on the marks that people leave out.
const PREFIX: usize = 5;

pub static LANGUAGE: Language = Language {
    code: "tr",
    own_name: "Türkçe",
    script: Script::Latin,
    letters: "abcdefghijklmnopqrstuvwxyz",
    own_letters: "şğıçöüİŞĞÇÖÜ",
    one_letter_in: 16,
    rarity: 0.0,
    bare: true,
    stem: |word| word.chars().take(PREFIX).collect(),
    forms: Forms::Beginning(is_form),
    negation: Negation { denying: &["degil", "yok"], opposites, infix: Some('m'), is_negated },
    keyboard: None,
    rows: ["qwertyuıopğü", "asdfghjklşi", "zxcvbnmöç"],
    capitals: &[('I', 'ı'), ('İ', 'i')],
    spellings: &[],
    romanise: None,
    slug: &[],
    plural: Plural { forms: 1, form: |_| 0 },
};

/// The letters that a stem has at least before Turkish suffixes are taken off.
const SHORTEST_STEM: usize = 4;
const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];
/// Suffixes in a row that are taken off at most.
const MOST_SUFFIXES: usize = 4;

/// Endings of Turkish nouns, of what is, and of participles, folded. Endings of verbs are left to the list: behind a slip
/// they would make a word of anything.
const SUFFIXES: [&str; 82] = [
    "lar", "ler", "in", "un", "nin", "nun", "yi", "yu", "ni", "nu", "ye", "ya", "ne", "na", "de", "da", "te", "ta",
    "den", "dan", "ten", "tan", "nde", "nda", "nden", "ndan", "yle", "yla", "le", "la", "im", "um", "imiz", "umuz",
    "miz", "muz", "iniz", "unuz", "niz", "nuz", "si", "su", "leri", "lari", "ki", "ca", "ce", "li", "lu", "siz", "suz",
    "lik", "luk", "ci", "cu", "dir", "dur", "tir", "tur", "ydi", "ymis", "yse", "ysa", "ken", "yken", "sa", "lere",
    "lara", "ine", "ina", "ini", "inde", "inda", "inden", "indan", "une", "una", "unu", "unde", "unda", "unden",
    "undan",
];

/// What a verb of the present takes to speak of the past, or of somebody.
const BEHIND_PRESENT: [&str; 9] = ["du", "dum", "dun", "duk", "dunuz", "mus", "musum", "sun", "uz"];

/// Whether a word is a listed stem with regular suffixes behind it, in harmony as far as folded letters tell.
fn is_form(folded: &str, has: &dyn Fn(&str) -> bool) -> bool {
    if !folded.is_ascii() {
        return false;
    }
    let mut stems = (SHORTEST_STEM..folded.len().saturating_sub(1)).rev();
    stems.any(|end| {
        let (stem, rest) = folded.split_at(end);
        in_harmony(stem, rest) && is_suffixes(folded, end, MOST_SUFFIXES) && has(stem)
    })
}

/// Whether everything behind a place in a word is suffixes.
fn is_suffixes(word: &str, from: usize, most: usize) -> bool {
    let (before, rest) = word.split_at(from);
    let goes_on = |suffix: &str| {
        rest.starts_with(suffix) && follows(before, suffix) && is_suffixes(word, from + suffix.len(), most - 1)
    };
    rest.is_empty()
        || before.ends_with("yor") && BEHIND_PRESENT.contains(&rest)
        || most > 0 && SUFFIXES.iter().any(|suffix| goes_on(suffix))
}

/// Behind a vowel a suffix begins with a consonant, if need be with `y`, `n` or `s`, which have no place elsewhere.
fn follows(before: &str, suffix: &str) -> bool {
    let behind_vowel = before.ends_with(VOWELS);
    match suffix.as_bytes() {
        [b'y' | b'n', ..] | [b's', b'i' | b'u'] => behind_vowel,
        _ => !(behind_vowel && suffix.starts_with(VOWELS)),
    }
}

/// Turkish suffixes have `a` behind `a` and `e` behind `e`; the other vowels lose what tells them apart in folding.
fn in_harmony(stem: &str, rest: &str) -> bool {
    match stem.chars().rev().find(|c| VOWELS.contains(c)) {
        Some('a') => !rest.contains('e') || rest.contains("ken"),
        Some('e') => !rest.contains('a'),
        vowel => vowel.is_some() && !(rest.contains('a') && rest.contains('e')),
    }
}

/// What the infix of negation stands before, folded.
const BEHIND_INFIX: [&str; 14] = ["iyor", "uyor", "d", "z", "y", "mis", "m", "sa", "se", "li", "sin", "n", "k", "t"];
/// The letters of a verb before its infix, at least.
const SHORTEST_VERB: usize = 2;

/// `soylemiyor`, `verilmedi`, `bilinmez`.
fn is_negated(word: &str) -> bool {
    let inside = ["miyor", "muyor"].iter().filter_map(|infix| word.find(infix)).any(|at| at >= SHORTEST_VERB);
    inside || ["madi", "medi", "maz", "mez"].iter().any(|end| word.len() > end.len() + 1 && word.ends_with(end))
}

fn opposites(word: &str) -> Vec<String> {
    [without_infix(word), with_infix(word), by_lack(word)].concat()
}

/// `gerekmiyor` as `gerekiyor`, `almadi` as `aldi`.
fn without_infix(word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in word.match_indices('m').filter(|(at, _)| *at >= SHORTEST_VERB) {
        for infix in ["m", "ma", "me"] {
            let Some(rest) = word[at..].strip_prefix(infix) else { continue };
            if BEHIND_INFIX.iter().any(|behind| rest.starts_with(behind)) {
                found.push(format!("{}{rest}", &word[..at]));
                // `aciklamiyor` has lost the vowel of `acikliyor`, and `olmaz` that of `olur`.
                let stem = word[..at].trim_end_matches(['a', 'e']);
                found.push(format!("{stem}{rest}"));
                if let Some(ending) = rest.strip_prefix('z') {
                    found
                        .extend(["ar", "er", "ir", "ur", "r"].map(|aorist| format!("{}{aorist}{ending}", &word[..at])));
                }
            }
        }
    }
    found
}

fn with_infix(word: &str) -> Vec<String> {
    let places = word.char_indices().map(|(at, _)| at).skip(SHORTEST_VERB);
    let put = |at: usize| {
        let (stem, rest) = word.split_at(at);
        let fits = BEHIND_INFIX.iter().any(|behind| rest.starts_with(behind)) && !rest.starts_with('m');
        let infixes =
            if rest.starts_with("iyor") || rest.starts_with("uyor") { &["m", "am", "em"][..] } else { &["ma", "me"] };
        infixes.iter().filter(move |_| fits).map(move |infix| format!("{stem}{infix}{rest}"))
    };
    places.flat_map(put).collect()
}

/// `vizesiz`, without a visa, beside `vize` and `vizesi`.
fn by_lack(word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for lack in ["siz", "suz"] {
        found.extend(word.strip_suffix(lack).map(str::to_owned));
        found.push(format!("{word}{lack}"));
    }
    if word.ends_with("siz") || word.ends_with("suz") {
        found.push(word[..word.len() - 1].to_owned());
    }
    if word.ends_with("si") || word.ends_with("su") {
        found.push(format!("{word}z"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_says_by_itself_that_it_is_not_so() {
        assert!(["soylemiyor", "belirtilmiyor", "verilmedi", "bilinmez", "yazmadi"].into_iter().all(is_negated));
        assert!(!["soyluyor", "geliyor", "verildi", "bilinir", "miyor", "adi"].into_iter().any(is_negated));
    }

    #[test]
    fn a_turkish_stem_with_suffixes_is_a_word() {
        let has = |stem: &str| ["kavanoz", "tramvay", "serce"].contains(&stem);
        for word in ["kavanozlarimizdan", "tramvaylarin", "sercelere", "sercedeki", "serceyle"] {
            assert!(is_form(word, &has), "{word}");
        }
        for slip in ["tramvayler", "tramvaydna", "serceine", "tramvayyi"] {
            assert!(!is_form(slip, &has), "{slip}");
        }
    }
}
