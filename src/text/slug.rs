//! Plain names out of texts, for ids and files.

use super::languages::language;
use super::{Lang, fold};

/// A name of small Latin letters, digits and dashes, at most `longest` long, cut between words where it can be.
///
/// ```
/// assert_eq!(pristan::text::slug("Где поменять рубли?", 40), "gde-pomenyat-rubli");
/// assert_eq!(pristan::text::slug("Nerede kalınır, çabuk!", 14), "nerede-kalinir");
/// ```
pub fn slug(text: &str, longest: usize) -> String {
    let mut words: Vec<String> = vec![String::new()];
    for c in fold(text).chars() {
        let mut all = Lang::ALL.into_iter().flat_map(|lang| language(lang).slug);
        let letters = all.find(|(letter, _)| *letter == c).map(|(_, latin)| *latin);
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
