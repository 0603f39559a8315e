//! What of a message is said: not its links, not its tags; its lines are sentences.

use crate::text::{Piece, pieces};

/// A message without links and tags, its lines ended like sentences.
pub fn strip_markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let untagged: String = pieces(line)
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(text) => text,
                Piece::Tag(_) => " ",
            })
            .collect();
        let link = |word: &&str| word.contains("://") || word.starts_with("www.");
        let words: Vec<&str> = untagged.split_whitespace().filter(|word| !link(word)).collect();
        if words.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push_str(if out.ends_with(['.', '?', '!', ',', ':', ';', '…']) { " " } else { ". " });
        }
        out.push_str(&words.join(" "));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_tags_are_not_said_and_lines_are_sentences() {
        assert_eq!(strip_markup("<a href=\"https://x.example\">press</a> here"), "press here");
        assert_eq!(strip_markup("one\n\ntwo?\nthree www.x.example tg://user?id=1"), "one. two? three");
        assert_eq!(strip_markup("1 < 2 > 0, <b"), "1 < 2 > 0, <b");
        assert_eq!(strip_markup(""), "");
    }
}
