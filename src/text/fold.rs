//! Two forms of a text: *tidy* (what a person may see again) and *folded* (what is compared).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// The longest utterance that is read, in characters; what follows is cut before anything else looks at it.
/// Telegram's own limit for one message is 4,096 UTF-16 units.
pub const MAX_CHARS: usize = 4096;

/// Combining marks kept on one letter. Two serve every living spelling of our languages.
const MAX_MARKS: usize = 2;

/// The text with compatibility forms unified (NFKC), invisible and control characters gone, runs of white space made
/// one space, and cut to [`MAX_CHARS`]. Case, punctuation and the marks of letters stay.
///
/// Laws: never longer than [`MAX_CHARS`] characters; `tidy(tidy(x)) == tidy(x)`.
///
/// ```
/// assert_eq!(pristan::text::tidy("  где\u{202e} \u{200b}банкомат \n?"), "где банкомат ?");
/// ```
pub fn tidy(raw: &str) -> String {
    if is_tidy(raw) {
        return raw.to_owned();
    }
    let mut out = String::with_capacity(raw.len().min(4 * MAX_CHARS));
    let (mut kept, mut marks) = (0, 0);
    for c in raw.chars().take(MAX_CHARS).filter(|c| !is_invisible(*c)).nfkc() {
        let c = if c.is_whitespace() || c.is_control() { ' ' } else { c };
        if is_combining_mark(c) {
            marks += 1;
            if marks > MAX_MARKS {
                continue;
            }
        } else {
            marks = 0;
        }
        if c == ' ' && (out.is_empty() || out.ends_with(' ')) {
            continue;
        }
        if kept == MAX_CHARS {
            break;
        }
        out.push(c);
        kept += 1;
    }
    out.truncate(out.trim_end().len());
    out
}

/// Whether a text is tidy already, as most are: a quick look that may say no where the long way changes nothing.
fn is_tidy(raw: &str) -> bool {
    let mut last = ' ';
    for c in raw.chars() {
        if !matches!(c, ' '..='~' | 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё' | 'і' | 'ї' | 'є' | 'ґ' | 'І' | 'Ї' | 'Є' | 'Ґ' | 'ş' | 'ğ' | 'ı' | 'ç' | 'ö' | 'ü' | 'İ' | 'Ş' | 'Ç' | 'Ö' | 'Ü')
        {
            return false;
        }
        if c == ' ' && last == ' ' {
            return false;
        }
        last = c;
    }
    (last != ' ' || raw.is_empty()) && raw.len() <= MAX_CHARS
}

/// The text as it is compared: [`tidy`], lower case by the rules of all languages at once, `ё` as `е` and `ґ` as `г`, Latin
/// letters without their marks (`ş` → `s`, `ı` and `İ` → `i`), stress marks dropped. `й`, `і` and `ї` stay letters of their own.
///
/// ```
/// use pristan::text::fold;
/// assert_eq!(fold("İSTANBUL"), fold("istanbul"));
/// assert_eq!(fold("Ещё ЁЛКА"), "еще елка");
/// assert_eq!(fold("Şişli'de ısıtıcı"), "sisli'de isitici");
/// ```
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in tidy(text).chars() {
        if c != ' ' || !(out.is_empty() || out.ends_with(' ')) {
            fold_char(c, &mut out);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Folds one character of a tidy text onto the end of `out`.
pub fn fold_char(c: char, out: &mut String) {
    match c {
        'a'..='z' | '0'..='9' | ' ' => out.push(c),
        'I' | 'İ' | 'ı' => out.push('i'),
        'A'..='Z' => out.push(c.to_ascii_lowercase()),
        'а'..='я' => out.push(c),
        'А'..='Я' => out.extend(c.to_lowercase()),
        'ё' | 'Ё' => out.push('е'),
        'ґ' | 'Ґ' => out.push('г'),
        'ß' | 'ẞ' => out.push_str("ss"),
        '’' | '‘' | '`' | 'ʼ' | '´' => out.push('\''),
        _ if is_combining_mark(c) => {}
        _ => {
            let base = latin_base(c).unwrap_or(c);
            out.extend(base.to_lowercase().filter(|l| !is_combining_mark(*l)));
        }
    }
}

/// The plain Latin letter under a marked one; `None` for letters of other alphabets, whose marks make other letters.
fn latin_base(c: char) -> Option<char> {
    if !c.is_alphabetic() {
        return None;
    }
    let mut first = None;
    decompose_canonical(c, |d| {
        first.get_or_insert(d);
    });
    first.filter(char::is_ascii_alphabetic)
}

/// Characters that print nothing: format controls, bidirectional overrides, zero width, variation selectors, tags.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_unifies_what_people_mix() {
        for (a, b) in [
            ("Ёж", "еж"),
            ("и\u{306}од", "йод"),
            ("İKAMET", "ikamet"),
            ("ISPARTA", "ısparta"),
            ("Çağrı", "cagri"),
            ("ﬁnd", "find"),
            ("ｗｈｅｒｅ", "where"),
            ("за́мок", "замок"),
            ("don’t", "don't"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} and {b}");
        }
        assert_ne!(fold("мой"), fold("мои"), "й and и are two letters");
        assert_eq!(fold("Ґанок у Їжачка, МІСТО"), "ганок у їжачка, місто");
        assert_eq!(fold("і\u{308}жак"), "їжак");
    }

    #[test]
    fn a_thousand_marks_weigh_no_more_than_two() {
        let zalgo = format!("в{}иза", "\u{489}".repeat(1000));
        assert_eq!(fold(&zalgo), "виза");
        assert!(tidy(&zalgo).chars().count() <= 6);
    }

    #[test]
    fn expansion_cannot_outgrow_the_limit() {
        assert!(tidy(&"\u{fdfa}".repeat(MAX_CHARS)).chars().count() <= MAX_CHARS);
    }
}
