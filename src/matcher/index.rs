//! The frozen index: a base with everything that was learnt from it. A question is answered by one index from start to
//! end; an edited base makes a new one.

use super::model::Learnt;
use super::score::signals::Signal;
use super::train::pipeline;
use crate::knowledge::Base;

/// A base, and what was learnt from it.
#[derive(Debug)]
pub struct Index {
    /// The base.
    pub base: Base,
    /// What was learnt.
    pub learnt: Learnt,
}

impl Index {
    /// Learns a base. Takes a second or two for ten thousand phrasings; deterministic. `progress` hears of each part
    /// that is done, from 1 to [`Index::PARTS`].
    pub fn build(base: Base, progress: &mut dyn FnMut(usize)) -> Index {
        Index::build_without(base, None, progress)
    }

    /// The same with a signal left out, to see what it is worth.
    pub fn build_without(base: Base, view: Option<Signal>, progress: &mut dyn FnMut(usize)) -> Index {
        let learnt = Learnt::from(&base, view, progress);
        Index { base, learnt }
    }

    /// Parts of the work of learning.
    pub const PARTS: usize = pipeline::PARTS;

    /// Puts an index together from a base and what was learnt from it earlier.
    pub fn restore(base: Base, mut learnt: Learnt) -> Index {
        learnt.features.index();
        Index { base, learnt }
    }
}
