//! What is said beside a question in words that nobody wrote down: the talk makes nothing else of it.

use super::aspect::Asked;
use super::context::Context;
use crate::matcher::{Finding, Verdict};

/// Whether it is plainly said beside a question, and asks for no aspect of what the talk is about: "who runs it".
pub fn is_plain(context: Context<'_>, finding: &Finding) -> bool {
    finding.is_plain_aside() && !Asked::of(context, &finding.reading).asks_of_it()
}

/// Whether it is a refusal, which may go on with what was meant.
pub fn refuses(finding: &Finding) -> bool {
    matches!(&finding.verdict, Verdict::Smalltalk(kind) if kind == REFUSAL)
}

/// The kind of smalltalk that says no.
const REFUSAL: &str = "refusal";
