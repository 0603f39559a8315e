//! Pristan.
pub mod knowledge;
pub mod matcher;
pub mod text;
