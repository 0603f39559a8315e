//! What every part of a turn goes by: the index, and a composer in the language of the turn. Made once a turn.

use super::compose::Composer;
use super::view::View;
use crate::matcher::{Finding, Index};
use crate::text::Lang;

/// What a turn goes by.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// What the turn sees of the world.
    view: View<'a>,
    /// Composes in the language of the turn.
    pub composer: Composer<'a>,
}

impl<'a> Context<'a> {
    /// The context of a turn in a language.
    pub fn new(view: View<'a>, lang: Lang) -> Context<'a> {
        Context { view, composer: Composer::new(view, lang) }
    }

    /// The same turn in another language, once the person has chosen one.
    pub fn in_language(self, lang: Lang) -> Context<'a> {
        Context::new(self.view, lang)
    }

    /// What is known.
    pub fn index(&self) -> &'a Index {
        self.view.index
    }

    /// Whether words ask by one of them, whatever the sign behind them.
    pub fn asks(&self, words: &[String]) -> bool {
        self.index().learnt.lexicon.joints.asking.find(words).is_some()
    }

    /// Whether words begin by one that asks.
    pub fn begins_asking(&self, words: &[String]) -> bool {
        self.index().learnt.lexicon.joints.asking.at(words, 0).is_some()
    }

    /// Whether there is a next turn.
    pub fn keeps(&self) -> bool {
        self.view.keeps
    }
}

/// What somebody wrote that is no command and presses nothing: tidied, folded and read once a turn.
pub struct Utterance {
    /// The words without markup, tidied.
    pub text: String,
    /// Its folded words, as typed.
    pub words: Vec<String>,
    /// What was found for it.
    pub finding: Finding,
}
