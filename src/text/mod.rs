//! Letters and words: what an utterance is made of before anybody asks what it means.
//!
//! Total functions over `&str`. Nothing here knows an entry, a language file or a face; what a language needs to be
//! known by its letters stands in [`Lang`].

mod beginning;
mod fold;
mod foreign;
mod homoglyph;
mod keyboard;
mod lang;
mod printable;
mod slug;
mod stem;
mod tags;
mod translit;
mod words;

pub use beginning::beginning;
pub use fold::{MAX_CHARS, fold, fold_char, tidy};
pub use foreign::is_foreign;
pub use homoglyph::{is_mixed, unmix};
pub use keyboard::{latin_from_cyrillic_keys, russian_from_latin_keys};
pub use lang::{Lang, Script, language_by_letters, script_of};
pub use printable::printable;
pub use slug::slug;
pub use stem::stem;
pub use tags::{Piece, pieces};
pub use translit::{Spelling, spellings};
pub use words::{Pause, Word, folded_words, words, words_of_tidy};
