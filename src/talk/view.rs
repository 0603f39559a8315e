//! What a turn sees of the world.

use crate::matcher::Index;
use crate::text::Lang;
use jiff::civil::Date;

/// What a turn sees of the world.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// What is known, frozen for the turn.
    pub index: &'a Index,
    /// Today.
    pub now: Date,
    /// The language of everything said, whatever is asked; none to follow the person.
    pub lang: Option<Lang>,
    /// Whether there is a next turn: questions that nothing answers are kept, ways on are offered.
    pub keeps: bool,
}
