//! Everything that is tested through a door of the crate, in one binary.

mod bases;
mod cli;
mod encoder;
mod eval;
mod fake;
mod help;
mod house;
mod knowledge;
mod matcher;
mod operator;
mod raw;
mod readme;
mod scripts;
mod store;
mod talk;
mod telegram;
mod text;
