//! Taking out of a question what tells who asked it.

use crate::knowledge::{Personal, Signs};
use crate::matcher::Index;
use crate::text::{Script, folded_words, script_of, tidy};

/// Stands where something was taken out.
const CUT: &str = "…";
/// The longest question that is kept, in characters.
const MAX_KEPT: usize = 300;

/// Digits in a word that may be somebody's number.
const NUMBER: usize = 5;
/// Numbers in words that stand in a row and may be somebody's number.
const NUMBER_IN_WORDS: usize = 4;
/// How far the words for the sign and the point of an address stand apart, at most.
const ADDRESS: usize = 4;
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

/// A question without names, numbers and links: words with a digit, addresses (also spelled out), `@names`, what follows
/// "my name is", numbers in words, words in other letters than the rest, and capitalised words inside a sentence, unless
/// the base knows them (the name of a place or a bank is no secret).
pub fn redact(index: &Index, question: &str) -> String {
    let tidied = tidy(question);
    let pieces: Vec<&str> = tidied.split(' ').collect();
    let secret = secrets(index, &pieces);
    let mut kept: Vec<&str> = Vec::new();
    for (piece, secret) in pieces.iter().zip(secret) {
        if !secret {
            kept.push(piece);
        } else if kept.last() != Some(&CUT) {
            kept.push(CUT);
        }
    }
    kept.join(" ").chars().take(MAX_KEPT).collect()
}

/// Which pieces of a question tell who asked it.
fn secrets(index: &Index, pieces: &[&str]) -> Vec<bool> {
    let main = main_script(pieces);
    let mut begins = true;
    let mut secret: Vec<bool> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let other = script(piece).is_some_and(|script| main.is_some_and(|main| main != script));
        secret.push(is_secret(index, piece, begins) || other && is_strange(index, piece));
        begins = piece.ends_with(['.', '!', '?']);
    }
    let words: Vec<String> = pieces.iter().map(|piece| folded_words(piece).concat()).collect();
    for personal in index.base.languages.iter().map(|(_, file)| &file.personal) {
        names(index, personal, &words, &mut secret);
        numbers(personal, &words, &mut secret);
        addresses(personal, &words, &mut secret);
    }
    secret
}

/// The script of a word's first letter.
fn script(piece: &str) -> Option<Script> {
    piece.chars().find_map(script_of)
}

/// The script of most letters.
fn main_script(pieces: &[&str]) -> Option<Script> {
    let letters = |script: Script| {
        let own = pieces.iter().filter(|piece| self::script(piece) == Some(script));
        own.map(|piece| piece.chars().count()).sum::<usize>()
    };
    [Script::Cyrillic, Script::Latin].into_iter().max_by_key(|script| letters(*script))
}

/// The word after "my name is", and the next one when nobody knows it.
fn names(index: &Index, personal: &Personal, words: &[String], secret: &mut [bool]) {
    for at in 0..words.len() {
        let Some(length) = personal.named.at(words, at) else { continue };
        let after = at + length;
        secret.iter_mut().skip(after).take(1).for_each(|secret| *secret = true);
        let next = words.get(after + 1).is_some_and(|word| !index.learnt.lexicon.recognises(word));
        secret.iter_mut().skip(after + 1).take(usize::from(next)).for_each(|secret| *secret = true);
    }
}

fn numbers(personal: &Personal, words: &[String], secret: &mut [bool]) {
    let is = |at: usize| at < words.len() && personal.numerals.at(words, at).is_some();
    let mut at = 0;
    while at < words.len() {
        let length = (at..words.len()).take_while(|at| is(*at)).count();
        if length >= NUMBER_IN_WORDS {
            secret[at..at + length].fill(true);
        }
        at += length.max(1);
    }
}

/// `ivan at mail dot ru`, and its neighbours.
fn addresses(personal: &Personal, words: &[String], secret: &mut [bool]) {
    let said = |signs: &Signs, at: usize| signs.at(words, at).is_some();
    for at in (1..words.len()).filter(|at| said(&personal.at, *at)) {
        let near = at + 1..words.len().min(at + 1 + ADDRESS);
        let Some(dot) = near.clone().find(|dot| said(&personal.dot, *dot)) else { continue };
        let end = (dot + 2).min(words.len());
        secret[at - 1..end].fill(true);
    }
}

fn is_strange(index: &Index, piece: &str) -> bool {
    folded_words(piece).iter().any(|word| !index.learnt.lexicon.recognises(word))
}

fn is_secret(index: &Index, piece: &str, begins: bool) -> bool {
    let words = folded_words(piece);
    let capital = piece.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
    piece.chars().any(char::is_numeric)
        || piece.contains(['@', '/', '\\', '#', '_'])
        || piece.contains("www.")
        || capital && !begins && is_strange(index, piece)
        || begins && capital && words.len() == 1 && is_strange(index, piece)
}
