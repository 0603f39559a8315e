//! The faces: each translates what happens into events, and renders replies last.

mod line_editor;
mod render;
pub mod script;
#[cfg(feature = "telegram")]
pub mod telegram;
mod terminal;

pub use render::{Look, render};
pub use terminal::{Manner, run};
