//! Sentences, and paragraphs in pieces that fit a reply.

/// A passage longer than this, in characters, is cut at the end of a sentence.
pub(super) const MAX_PASSAGE: usize = 480;

/// A paragraph in pieces of at most [`MAX_PASSAGE`] characters where its sentences allow.
pub(super) fn cut(paragraph: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for sentence in sentences(paragraph) {
        match pieces.last_mut() {
            Some(piece) if piece.chars().count() + sentence.chars().count() < MAX_PASSAGE => {
                piece.push(' ');
                piece.push_str(sentence);
            }
            _ => pieces.push(sentence.to_owned()),
        }
    }
    pieces
}

/// The sentences of a paragraph. A full stop ends one when white space and a capital, a digit or a quote follow, and
/// when it does not close an abbreviation of one or two letters or one of the common longer ones.
pub fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        if !matches!(c, '.' | '!' | '?' | '…') {
            continue;
        }
        let after = &text[at + c.len_utf8()..];
        let closed = after.trim_start_matches(['"', '”', '»', '’', ')']);
        let Some(next) = closed.trim_start().chars().next() else { continue };
        let parted = closed.starts_with(char::is_whitespace);
        let word = text[start..at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        let abbreviated =
            c == '.' && (word.chars().count() < 2 || matches!(word, "Sept" | "Oct" | "Feb" | "St" | "Mr" | "Dr"));
        if parted && !abbreviated && (next.is_uppercase() || next.is_ascii_digit() || "\"“«‘".contains(next)) {
            let end = text.len() - closed.len();
            found.push(text[start..end].trim());
            start = end;
        }
    }
    found.push(text[start..].trim());
    found.retain(|sentence| !sentence.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_people_end_them() {
        assert_eq!(
            sentences("He left on Sept. 21 from St. Petersburg. \"Why?\" she asked. It cost 3.5 euros."),
            ["He left on Sept. 21 from St. Petersburg.", "\"Why?\" she asked.", "It cost 3.5 euros."]
        );
        assert_eq!(sentences(""), Vec::<&str>::new());
    }

    #[test]
    fn long_paragraphs_are_cut_between_sentences() {
        let long = "This sentence has exactly some words in it. ".repeat(30);
        let pieces = cut(&long);
        assert!(
            pieces.len() > 1 && pieces.iter().all(|piece| piece.chars().count() <= MAX_PASSAGE && piece.ends_with('.'))
        );
    }
}
