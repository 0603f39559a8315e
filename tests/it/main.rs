//! Everything that is tested through a door of the crate, in one binary.

mod bases;
mod cli;
mod help;
mod house;
mod raw;
mod store;
mod text;
