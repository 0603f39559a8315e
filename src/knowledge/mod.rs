//! What is known: the base as volunteers write it, read from text and checked.
//!
//! Reading never fails and never stops early: it gives what it understood and a list of [`Problem`]s. Whether a base
//! with problems is taken into service is decided elsewhere. No file is opened here; text comes in as [`SourceFile`]s.

mod about;
mod base;
mod date;
mod document;
mod figures;
mod filled;
mod guessed;
pub mod imported;
mod language;
mod lint;
mod localized;
mod loose_date;
mod markup;
mod overlaid;
mod phrases;
mod problem;
mod read;
mod signs;
mod source;
mod table;

pub use about::About;
pub use base::{BackgroundQuestion, Base, Document, Entry, Fact, Gap, Phrasing, Theme, Truth};
pub use date::{AsOf, ShelfLife, Unit, age};
pub use document::{Form, RawText, read_as, read_raw, sentences};
pub use figures::figures;
pub use language::{Detail, Directions, Emergency, Follow, Joints, LanguageFile, Personal, Smalltalk, Starter};
pub use lint::{LONGEST_DESCRIPTION, LONGEST_NAME, LONGEST_SHORT, MAX_ANSWER, lint};
pub use localized::Localized;
pub use loose_date::loose_date;
pub use markup::{Block, Span, markup, plain_text};
pub use phrases::{Phrases, fill};
pub use problem::{Place, Problem, Problems, Severity};
pub use read::read;
pub use signs::{Beginning, Signs};
pub use source::{Role, SourceFile, is_table, role_of};
