//! Letters that look alike in two alphabets, mixed inside one word: `карта` with a Latin `a`.

use super::{Script, script_of};

/// Lower-case Cyrillic letters and their Latin doubles.
const DOUBLES: [(char, char); 14] = [
    ('а', 'a'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('у', 'y'),
    ('х', 'x'),
    ('к', 'k'),
    ('м', 'm'),
    ('т', 't'),
    ('в', 'b'),
    ('н', 'h'),
    ('і', 'i'),
    ('ѕ', 's'),
];

/// Whether a folded word has letters of both alphabets.
pub fn is_mixed(word: &str) -> bool {
    let has = |script| word.chars().any(|c| script_of(c) == Some(script));
    has(Script::Latin) && has(Script::Cyrillic)
}

/// A folded word of two alphabets, brought into one: the one that holds the letters which have no double, else the one
/// that holds more. `None` when letters without a double stand on both sides.
///
/// ```
/// assert_eq!(pristan::text::unmix("к\u{61}рт\u{61}"), Some("карта".to_owned()));
/// assert_eq!(pristan::text::unmix("\u{441}ard"), Some("card".to_owned()));
/// assert_eq!(pristan::text::unmix("жzq"), None);
/// ```
pub fn unmix(word: &str) -> Option<String> {
    let in_cyrillic: Option<String> = word.chars().map(to_cyrillic).collect();
    let in_latin: Option<String> = word.chars().map(to_latin).collect();
    let cyrillic = word.chars().filter(|c| script_of(*c) == Some(Script::Cyrillic)).count();
    let latin = word.chars().filter(|c| script_of(*c) == Some(Script::Latin)).count();
    match (in_cyrillic, in_latin) {
        (Some(_), Some(text)) if latin > cyrillic => Some(text),
        (Some(text), _) | (None, Some(text)) => Some(text),
        (None, None) => None,
    }
}

fn to_cyrillic(c: char) -> Option<char> {
    match script_of(c) {
        Some(Script::Latin) => DOUBLES.iter().find(|d| d.1 == c).map(|d| d.0),
        _ => Some(c),
    }
}

fn to_latin(c: char) -> Option<char> {
    match script_of(c) {
        Some(Script::Cyrillic) => DOUBLES.iter().find(|d| d.0 == c).map(|d| d.1),
        _ => Some(c),
    }
}
