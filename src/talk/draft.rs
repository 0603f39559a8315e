//! What the handler of a turn makes: the turn is finished from it in one place.

use super::effect::Effect;
use super::reply::Reply;
use super::state::{Question, State};

/// A reply, with the memory and the effects that go with it.
pub struct Draft {
    /// The memory for the next turn.
    pub state: State,
    /// What is said.
    pub reply: Reply,
    /// What is asked of the world.
    pub effects: Vec<Effect>,
    /// What was asked and what it came to, where something was.
    pub question: Option<Question>,
    /// Whether nothing of the turn is remembered, not even until the next one.
    pub secret: bool,
}

impl Draft {
    /// A reply that asks nothing of the world.
    pub fn new(state: State, reply: Reply) -> Draft {
        Draft { state, reply, effects: Vec::new(), question: None, secret: false }
    }
}
