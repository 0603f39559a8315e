//! The faces: each translates what happens into events, and renders replies last.

#[macro_use]
mod say;

mod line_editor;
mod progress;
mod render;
pub mod script;
#[cfg(feature = "telegram")]
pub mod telegram;
mod terminal;

pub use progress::{bar, index_of, library, library_of, target, view, with_bar};
pub use render::{Look, render};
pub use terminal::{Manner, run};
