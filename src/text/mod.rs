//! Letters and words: what an utterance is made of before anybody asks what it means.
//!
//! Total functions over `&str`. Nothing here knows an entry, a language file or a face; what a language needs to be
//! known by its letters stands in `languages/`, one file each.

mod beginning;
mod fold;
mod foreign;
mod homoglyph;
mod keyboard;
mod lang;
mod languages;
mod letters;
mod printable;
mod script;
mod slug;
mod stem;
mod tags;
mod translit;
mod words;

pub use beginning::beginning;
pub use fold::{MAX_CHARS, fold, fold_char, tidy};
pub use foreign::{commonest, is_foreign, is_in_strange_letters};
pub use homoglyph::{is_mixed, unmix};
pub use keyboard::{QWERTY, from_latin_keys, latin_from_keys, layouts};
pub use lang::{Lang, PerLang, language_by_letters};
pub use languages::{Forms, IsForm, Language, Negation, Plural, Romanise, language};
pub use letters::{MOST_LETTERS, letter_number};
pub use printable::printable;
pub use script::{Script, script_of};
pub use slug::slug;
pub use stem::stem;
pub use tags::{Piece, pieces};
pub use translit::{Spelling, romanised, spellings};
pub use words::{Pause, Word, folded_words, words, words_of_tidy};
