//! Kinds of repair, and what is too long to be repaired.

use serde::{Deserialize, Serialize};

/// A kind of repair, named as in the machine-readable answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Repair {
    /// Typed with the keyboard in the wrong layout.
    Layout,
    /// Russian in Latin letters.
    Translit,
    /// Turkish typed without its marks.
    Marks,
    /// A near word.
    Typo,
    /// Several words written as one.
    Split,
    /// One word written as two.
    Join,
    /// Letters of another alphabet that look the same.
    Homoglyph,
}

impl Repair {
    /// The name in the machine-readable answer.
    pub fn name(self) -> &'static str {
        match self {
            Repair::Layout => "layout",
            Repair::Translit => "translit",
            Repair::Marks => "marks",
            Repair::Typo => "typo",
            Repair::Split => "split",
            Repair::Join => "join",
            Repair::Homoglyph => "homoglyph",
        }
    }
}

/// Longest word that is looked at for repair, in characters.
pub const LONGEST: usize = 40;
