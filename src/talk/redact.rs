//! Taking out of a question what tells who asked it.

use crate::matcher::Index;
use crate::text::{folded_words, tidy};

/// Stands where something was taken out.
const CUT: &str = "…";
/// The longest question that is kept, in characters.
const MAX_KEPT: usize = 300;

/// Digits in a word that may be somebody's number.
const NUMBER: usize = 5;
/// The longest repaired question that is quoted, in characters.
const LONGEST_QUOTE: usize = 200;

/// A person's words as they may be quoted back: numbers of theirs are hidden, much is cut short.
pub fn quoted(text: &str) -> String {
    let hidden = |word: &str| word.chars().filter(char::is_ascii_digit).count() >= NUMBER;
    let words: Vec<&str> = text.split(' ').map(|word| if hidden(word) { CUT } else { word }).collect();
    let shown = words.join(" ");
    let mut quote: String = shown.chars().take(LONGEST_QUOTE).collect();
    if quote.len() < shown.len() {
        quote.push_str(CUT);
    }
    quote
}

/// A question without names, numbers and links: words with a digit, addresses, `@names`, and capitalised words inside a
/// sentence that the base does not know (a name of a place or a bank that it knows may stay, it is no secret).
pub fn redact(index: &Index, question: &str) -> String {
    let tidied = tidy(question);
    let mut kept: Vec<&str> = Vec::new();
    let mut begins = true;
    for piece in tidied.split(' ') {
        if !is_secret(index, piece, begins) {
            kept.push(piece);
        } else if kept.last() != Some(&CUT) {
            kept.push(CUT);
        }
        begins = piece.ends_with(['.', '!', '?']);
    }
    kept.join(" ").chars().take(MAX_KEPT).collect()
}

fn is_secret(index: &Index, piece: &str, begins: bool) -> bool {
    let words = folded_words(piece);
    let strange = || words.iter().any(|word| !index.learnt.lexicon.recognises(word));
    let capital = piece.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
    piece.chars().any(char::is_numeric)
        || piece.contains(['@', '/', '\\', '#', '_'])
        || piece.contains("www.")
        || capital && !begins && strange()
        || begins && capital && words.len() == 1 && strange()
}
