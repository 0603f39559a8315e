//! Everything that is tested through a door of the crate, in one binary.

mod bases;
mod cli;
mod danger;
mod documents;
mod encoder;
mod eval;
mod fake;
mod help;
mod house;
mod imports;
mod knowledge;
mod matcher;
mod operator;
mod privacy;
mod raw;
mod readme;
mod records;
mod scripts;
mod settings;
mod store;
mod talk;
mod telegram;
mod text;
