//! From what was typed to what was meant.
pub mod dictionary;
pub mod directions;
pub mod letters;
pub mod lexicon;
pub mod name_endings;
pub mod name_table;
pub mod names;
pub mod negation;
pub mod reading;
pub mod repair;
pub mod spelling;
pub mod word_likelihood;
