//! Negations of words: a repair must not turn a statement into its opposite.
//!
//! A mended word has an opposite: with the negation taken off (`недоступен`), or put on. When that is as near to what was
//! typed, nobody can tell which of the two was meant, and the word stays.

use crate::text::Lang;

/// Words that deny what stands beside them: they are never joined to it.
const DENYING: [&str; 10] = ["не", "ни", "нет", "без", "not", "no", "non", "un", "degil", "yok"];
const PREFIXES_RU: [&str; 4] = ["не", "ни", "без", "бес"];
const PREFIXES_EN: [&str; 7] = ["un", "in", "im", "ir", "il", "dis", "non"];
/// English verbs that take `n't`; of two, only a part is left before it.
const AUXILIARIES: [&str; 21] = [
    "do", "does", "did", "is", "are", "was", "were", "have", "has", "had", "can", "could", "would", "should", "need",
    "must", "might", "ought", "dare", "shall", "may",
];
const CONTRACTED: [(&str, &str); 4] = [("cant", "can"), ("wont", "will"), ("shant", "shall"), ("cannot", "can")];
/// What the Turkish infix of negation stands before, folded.
const BEHIND_INFIX: [&str; 14] = ["iyor", "uyor", "d", "z", "y", "mis", "m", "sa", "se", "li", "sin", "n", "k", "t"];
/// The letters of a verb before its infix, at least.
const SHORTEST_VERB: usize = 2;

/// Whether a word denies what stands beside it.
pub fn is_denying(folded: &str) -> bool {
    DENYING.contains(&folded)
}

/// Whether mending would take or add a negation. `is_word` tells which opposites there are.
pub fn turns(typed: &str, mended: &str, lang: Lang, is_word: impl Fn(&str) -> bool) -> bool {
    let distance = strsim::osa_distance(typed, mended);
    let infixes = |word: &str| if lang == Lang::Tr { word.matches('m').count() } else { 0 };
    opposites(mended, lang).iter().any(|opposite| {
        let other = strsim::osa_distance(typed, opposite);
        let told = infixes(typed) == infixes(mended) && infixes(typed) != infixes(opposite);
        other < distance || other == distance && !told && is_word(opposite)
    })
}

/// The word without its negation, and with one: also such as there are not.
fn opposites(word: &str, lang: Lang) -> Vec<String> {
    match lang {
        Lang::Ru => by_prefix(word, &PREFIXES_RU),
        Lang::En => {
            let mut found = by_prefix(word, &PREFIXES_EN);
            found.extend(word.strip_suffix("less").map(str::to_owned));
            found.push(format!("{word}less"));
            let contracted = AUXILIARIES.iter().map(|verb| (format!("{verb}nt"), *verb));
            for (denied, verb) in contracted.chain(CONTRACTED.map(|(denied, verb)| (denied.to_owned(), verb))) {
                if word == denied {
                    found.push(verb.to_owned());
                } else if word == verb {
                    found.push(denied);
                }
            }
            found
        }
        Lang::Tr => [without_infix(word), with_infix(word), by_lack(word)].concat(),
    }
}

fn by_prefix(word: &str, prefixes: &[&str]) -> Vec<String> {
    let without = prefixes.iter().filter_map(|prefix| word.strip_prefix(prefix)).filter(|rest| !rest.is_empty());
    without.map(str::to_owned).chain(prefixes.iter().map(|prefix| format!("{prefix}{word}"))).collect()
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
    use crate::matcher::read::lexicon::rank;

    #[test]
    fn no_repair_takes_or_adds_a_negation() {
        for (lang, typed, mended, turned) in [
            (Lang::Tr, "gerekmiyor", "gerekiyor", true),
            (Lang::Tr, "gerekiyor", "gerekmiyor", true),
            (Lang::Tr, "almadim", "aldim", true),
            (Lang::Tr, "vizesiz", "vizesi", true),
            (Lang::Tr, "gelmyor", "geliyor", true),
            (Lang::Tr, "gelmyor", "gelmiyor", false),
            (Lang::Tr, "oturm", "oturma", false),
            (Lang::Tr, "vzie", "vize", false),
            (Lang::En, "need", "neednt", true),
            (Lang::En, "neednt", "need", true),
            (Lang::En, "cant", "can", true),
            (Lang::En, "unregistered", "registered", true),
            (Lang::En, "dnt", "dont", false),
            (Lang::En, "regstered", "registered", false),
            (Lang::Ru, "нельзя", "льзя", true),
            (Lang::Ru, "нужно", "ненужно", true),
            (Lang::Ru, "безвизовый", "визовый", true),
            (Lang::Ru, "недвижимоть", "недвижимость", false),
            (Lang::Ru, "нльзя", "нельзя", false),
        ] {
            assert_eq!(turns(typed, mended, lang, |word| rank(word, lang).is_some()), turned, "{typed} -> {mended}");
        }
    }
}
