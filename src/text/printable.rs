//! Text that cannot command a terminal.

use std::borrow::Cow;

/// The text without control characters and without marks that turn the direction of writing; lines and tabs stay. What a
/// base, a file's name or a person holds is shown, and must not move the cursor, ring, or read otherwise than it is.
///
/// ```
/// assert_eq!(pristan::text::printable("a\u{1b}[31mb\u{9b}c\u{7}\n"), "a[31mbc\n");
/// ```
pub fn printable(text: &str) -> Cow<'_, str> {
    let commands = |c: char| c.is_control() && c != '\n' && c != '\t';
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if text.contains(|c| commands(c) || turns(c)) {
        Cow::Owned(text.chars().filter(|c| !commands(*c) && !turns(*c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}
