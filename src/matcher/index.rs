//! The frozen index: a base with everything that was learnt from it. A question is answered by one index from start to
//! end; an edited base makes a new one.

use super::model::Learnt;
use super::score::encoder::SharedEncoder;
use super::score::sentence_memo::SentenceMemo;
use super::train::pipeline::{self, Setup};
use crate::knowledge::Base;

/// A base, and what was learnt from it.
#[derive(Debug)]
pub struct Index {
    /// The base.
    pub base: Base,
    /// What was learnt.
    pub learnt: Learnt,
    /// What makes vectors of questions.
    pub(in crate::matcher) encoder: Option<SharedEncoder>,
    /// Vectors of the sentences that were asked for.
    pub(in crate::matcher) sentences: SentenceMemo,
}

impl Index {
    /// Parts of the work of learning.
    pub const PARTS: usize = pipeline::PARTS;

    /// Learns a base without an encoder. Takes a second or two for ten thousand phrasings; deterministic. `progress` hears
    /// of each part that is done, from 1 to [`Index::PARTS`].
    pub fn build(base: Base, progress: &mut dyn FnMut(usize)) -> Index {
        Index::build_with(base, Setup::default(), progress)
    }

    /// The same with an encoder, or with a signal left out to see what it is worth.
    pub fn build_with(base: Base, setup: Setup<'_>, progress: &mut dyn FnMut(usize)) -> Index {
        let learnt = Learnt::from(&base, setup, progress);
        Index { base, learnt, encoder: setup.encoder, sentences: SentenceMemo::default() }
    }

    /// Puts an index together from a base and what was learnt from it earlier.
    pub fn restore(base: Base, mut learnt: Learnt, encoder: Option<SharedEncoder>) -> Index {
        learnt.features.index();
        Index { base, learnt, encoder, sentences: SentenceMemo::default() }
    }
}
