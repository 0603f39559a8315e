//! English.

use super::{Forms, Language, Negation, Plural, by_prefix};
use crate::text::Script;
use rust_stemmers::{Algorithm, Stemmer};
use std::sync::LazyLock;

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));
const NEGATIONS: [&str; 7] = ["un", "in", "im", "ir", "il", "dis", "non"];
/// English verbs that take `n't`; of two, only a part is left before it.
const AUXILIARIES: [&str; 21] = [
    "do", "does", "did", "is", "are", "was", "were", "have", "has", "had", "can", "could", "would", "should", "need",
    "must", "might", "ought", "dare", "shall", "may",
];
const CONTRACTED: [(&str, &str); 4] = [("cant", "can"), ("wont", "will"), ("shant", "shall"), ("cannot", "can")];

pub static LANGUAGE: Language = Language {
    code: "en",
    own_name: "English",
    script: Script::Latin,
    letters: "abcdefghijklmnopqrstuvwxyz",
    own_letters: "",
    one_letter_in: 1,
    rarity: 0.0,
    bare: false,
    stem: |word| STEMMER.stem(word).into_owned(),
    forms: Forms::Stem,
    negation: Negation { denying: &["not", "no", "non", "un"], opposites, infix: None, is_negated: |_| false },
    keyboard: None,
    rows: ["qwertyuiop", "asdfghjkl", "zxcvbnm"],
    capitals: &[],
    spellings: &[],
    romanise: None,
    slug: &[],
    plural: Plural { forms: 2, form: |n| usize::from(n != 1) },
};

fn opposites(word: &str) -> Vec<String> {
    let mut found = by_prefix(word, &NEGATIONS);
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
