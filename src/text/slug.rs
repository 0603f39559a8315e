//! Plain names out of texts, for ids and files.

use super::fold;

/// How Cyrillic letters are written in Latin ones in names (GOST 7.79-2000 B without its signs, `х` and `ц` as people do).
const LATIN: [(char, &str); 32] = [
    ('а', "a"),
    ('б', "b"),
    ('в', "v"),
    ('г', "g"),
    ('д', "d"),
    ('е', "e"),
    ('ж', "zh"),
    ('з', "z"),
    ('и', "i"),
    ('й', "y"),
    ('к', "k"),
    ('л', "l"),
    ('м', "m"),
    ('н', "n"),
    ('о', "o"),
    ('п', "p"),
    ('р', "r"),
    ('с', "s"),
    ('т', "t"),
    ('у', "u"),
    ('ф', "f"),
    ('х', "kh"),
    ('ц', "ts"),
    ('ч', "ch"),
    ('ш', "sh"),
    ('щ', "shch"),
    ('ъ', ""),
    ('ы', "y"),
    ('ь', ""),
    ('э', "e"),
    ('ю', "yu"),
    ('я', "ya"),
];

/// A name of small Latin letters, digits and dashes, at most `longest` long, cut between words where it can be.
///
/// ```
/// assert_eq!(pristan::text::slug("Где поменять рубли?", 40), "gde-pomenyat-rubli");
/// assert_eq!(pristan::text::slug("Nerede kalınır, çabuk!", 14), "nerede-kalinir");
/// ```
pub fn slug(text: &str, longest: usize) -> String {
    let mut words: Vec<String> = vec![String::new()];
    for c in fold(text).chars() {
        let letters = LATIN.iter().find(|(letter, _)| *letter == c).map(|(_, latin)| *latin);
        match letters {
            Some(latin) => words.last_mut().into_iter().for_each(|word| word.push_str(latin)),
            None if c.is_ascii_alphanumeric() => words.last_mut().into_iter().for_each(|word| word.push(c)),
            None if c == '\'' => {}
            None => words.push(String::new()),
        }
    }
    let mut name = String::new();
    for word in words.iter().filter(|word| !word.is_empty()) {
        let dash = usize::from(!name.is_empty());
        if name.len() + dash + word.len() > longest {
            break;
        }
        name.push_str(if dash > 0 { "-" } else { "" });
        name.push_str(word);
    }
    if name.is_empty() { words.concat().chars().take(longest).collect() } else { name }
}
