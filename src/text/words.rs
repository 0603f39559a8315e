//! Cutting a text into words.

use super::fold::{fold_char, tidy};
use super::script::{Script, script_of};

/// What parts a word from the one before, weakest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pause {
    /// Nothing but space.
    #[default]
    None,
    /// A comma or another sign within a sentence.
    Clause,
    /// The end of a sentence or of a line.
    Sentence,
    /// The end of a question.
    Question,
}

impl Pause {
    /// What a sign parts.
    pub fn of(sign: char) -> Pause {
        match sign {
            '?' => Pause::Question,
            '.' | '!' | '…' | '\n' => Pause::Sentence,
            ',' | ';' | ':' => Pause::Clause,
            _ => Pause::None,
        }
    }
}

/// One word of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// As typed.
    pub raw: String,
    /// As compared, see [`super::fold`].
    pub text: String,
    /// What parts it from the word before.
    pub pause: Pause,
}

/// Whether an apostrophe between two words parts nothing: so Cyrillic is spelled, `п'ять` as `об'їзд`.
fn is_one_word(before: &str, behind: &str) -> bool {
    let cyrillic = |c: Option<char>| c.and_then(script_of) == Some(Script::Cyrillic);
    cyrillic(before.chars().next_back()) && cyrillic(behind.chars().next())
}

/// English endings that stay part of the word before the apostrophe; a Turkish one (`Fatih'teki`) is a word of its own.
const JOINED_ENDINGS: [&str; 7] = ["t", "s", "m", "d", "re", "ve", "ll"];

/// The words of a text: runs of letters and digits. `don't` is one word (`dont`) and `п'ять` one
/// (`пять`), `Fatih'teki` two, `Wi-Fi` two.
///
/// Law: the raw words stand in the tidy text in the same order, and no letter or digit is lost between them.
pub fn words(text: &str) -> Vec<Word> {
    words_of_tidy(&tidy(text))
}

/// The same for a text that is tidy, or a part of one.
pub fn words_of_tidy(tidied: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut word = Word::default();
    let mut after_apostrophe = false;
    for c in tidied.chars().chain([' ']) {
        if is_letter(c) {
            word.raw.push(c);
            fold_char(c, &mut word.text);
            continue;
        }
        if !word.text.is_empty() {
            let full = std::mem::take(&mut word);
            match found.last_mut() {
                Some(before)
                    if after_apostrophe
                        && (JOINED_ENDINGS.contains(&full.text.as_str()) || is_one_word(&before.text, &full.text)) =>
                {
                    before.raw.push('\'');
                    before.raw.push_str(&full.raw);
                    before.text.push_str(&full.text);
                }
                _ => found.push(full),
            }
            after_apostrophe = matches!(c, '\'' | '’' | 'ʼ' | '`' | '´');
        } else {
            word.raw.clear();
            after_apostrophe = false;
        }
        word.pause = word.pause.max(Pause::of(c));
    }
    found
}

/// The folded words of a text.
///
/// ```
/// assert_eq!(pristan::text::folded_words("Don't! Fatih'teki ЁЖ, Wi-Fi"), ["dont", "fatih", "teki", "еж", "wi", "fi"]);
/// ```
pub fn folded_words(text: &str) -> Vec<String> {
    words(text).into_iter().map(|word| word.text).collect()
}

/// Whether a character is a part of a word: a letter, a digit or a mark on one. Common ones are known without a look into
/// tables.
fn is_letter(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | 'а'..='я' | 'А'..='Я' => true,
        // A letter by name, and an apostrophe to whoever writes it.
        'ʼ' => false,
        ' '..='~' => false,
        _ => c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_part_words_and_are_no_words() {
        assert_eq!(folded_words("  ...  "), Vec::<String>::new());
        assert_eq!(folded_words("что-то?! 100,000 €"), ["что", "то", "100", "000"]);
        assert_eq!(folded_words("they'll I'm rock'n"), ["theyll", "im", "rock", "n"]);
        assert_eq!(folded_words("п'ять сімʼї, 'слово' Київ'24"), ["пять", "сімї", "слово", "київ", "24"]);
        assert_eq!(folded_words("🐶✈️❓"), Vec::<String>::new());
    }
}
