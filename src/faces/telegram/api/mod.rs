//! The Bot API: making calls, what a refusal means, and how fast may be sent.

mod client;
mod rate_limit;
mod remedy;

pub use client::{Api, CallError};
pub use rate_limit::{Limits, Pace};
pub use remedy::{Remedy, backoff, remedy, why};
