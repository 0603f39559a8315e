//! Who is compared, behind one door.

mod pristan;
mod rapidfuzz;
mod tantivy;

use crate::inputs::Labelled;
use clap::ValueEnum;
use serde::Serialize;
use std::error::Error;
use std::fmt;

/// A matcher that has learnt its phrasings.
pub trait Matcher {
    /// The entry that a text means most likely.
    fn find(&self, text: &str) -> Option<u32>;
}

/// The matchers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// This repository's.
    Pristan,
    /// A search engine, asked by fuzzy terms.
    Tantivy,
    /// The nearest phrasing by letters.
    Rapidfuzz,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Pristan => "pristan",
            Kind::Tantivy => "tantivy",
            Kind::Rapidfuzz => "rapidfuzz",
        })
    }
}

impl Kind {
    /// Learns phrasings of a language.
    pub fn build(self, phrasings: &[Labelled], lang: &str) -> Result<Box<dyn Matcher>, Box<dyn Error>> {
        Ok(match self {
            Kind::Pristan => Box::new(pristan::Pristan::build(phrasings, lang)?),
            Kind::Tantivy => Box::new(tantivy::Tantivy::build(phrasings)?),
            Kind::Rapidfuzz => Box::new(rapidfuzz::Rapidfuzz::build(phrasings)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_matcher_finds_a_phrasing_with_a_typo() {
        let texts = ["how do i top up my card", "Where is the nearest pharmacy", "when does the ferry leave"];
        let phrasings: Vec<Labelled> =
            (7..).zip(texts).map(|(entry, text)| Labelled { entry, text: text.to_owned() }).collect();
        for kind in Kind::value_variants() {
            let built = kind.build(&phrasings, "en").expect("three phrasings are learnt");
            assert_eq!(built.find("where is the neerest pharmacy"), Some(8), "{kind}");
            assert_eq!(built.find("when does the fery leave"), Some(9), "{kind}");
        }
    }
}
