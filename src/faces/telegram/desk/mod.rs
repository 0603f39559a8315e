//! The volunteers' chat: what nobody could answer is posted there, without who asked; what volunteers reply and press
//! becomes knowledge. Nothing that is said there is answered as a newcomer's question.
//!
//! ```text
//! button    what a button carries
//! who       somebody with a role
//! turns     what a turn at the desk has at hand
//! roles     who may do what
//! post      groups of questions as they are posted
//! draft     what volunteers write, as it is shown
//! publish   from a draft to the base, and back
//! digest    the week
//! command   what begins with /
//! act       what is pressed and replied
//! relay     talks of people with volunteers
//! topics    the topics of a forum
//! round     what is posted by itself
//! ```

mod act;
mod button;
mod command;
mod digest;
mod draft;
mod post;
mod publish;
mod relay;
mod roles;
mod round;
mod topics;
mod turns;
mod who;

pub use act::turn;
pub use relay::{is_too_much, out_of_hours, posted};
pub use round::round;
pub use topics::prepare;
pub use turns::AtDesk;
