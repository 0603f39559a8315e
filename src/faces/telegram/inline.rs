//! Inline mode: answers that can be pasted into any chat.

use super::context::Context;
use super::outgoing::Found;
use super::render::render;
use crate::knowledge::{Block, plain_text};
use crate::talk::{Outcome, Reply};
use crate::text::Lang;

/// The longest first words of a result, in characters.
const ABOUT: usize = 100;
/// Results of a query.
const MOST_FOUND: usize = 5;

/// Entries that a question may mean, each ready to paste; none for what nothing answers.
pub fn found(context: &Context, text: &str, lang: Option<Lang>) -> Vec<Found> {
    let Some(reply) = context.desk.ask(text).filter(|_| !text.trim().is_empty()) else { return Vec::new() };
    let ids: Vec<String> = match reply.outcome {
        Outcome::Answer | Outcome::Choices => {
            let others = reply.candidates.iter().map(|candidate| candidate.entry.clone());
            let mut ids = reply.entries.clone();
            others.for_each(|id| {
                if !ids.contains(&id) {
                    ids.push(id)
                }
            });
            ids
        }
        _ => Vec::new(),
    };
    let index = context.desk.library().index();
    let spoken = if text.is_ascii() { lang.unwrap_or(reply.lang) } else { reply.lang };
    let entry = |id: &String| {
        let title = index.base.entry(id)?.title.nearest(spoken)?.1.clone();
        let reply = context.desk.show(id, spoken)?;
        Some(Found { id: id.clone(), title, about: about(&reply), html: whole(&reply) })
    };
    ids.iter().take(MOST_FOUND).filter_map(entry).collect()
}

/// The first words of a reply, and where it comes from.
fn about(reply: &Reply) -> String {
    let note = reply.blocks.iter().rev().find(|block| matches!(block, Block::Note(_)));
    let source = note.map(|note| plain_text(std::slice::from_ref(note))).unwrap_or_default();
    let first = reply.blocks.first().map(|block| plain_text(std::slice::from_ref(block))).unwrap_or_default();
    let short: String = first.chars().take(ABOUT).collect();
    format!("{short}… {source}")
}

fn whole(reply: &Reply) -> String {
    let parts = render(&Reply { related: Vec::new(), ..reply.clone() }, None, &|_| 0);
    parts.into_iter().next().map(|message| message.html).unwrap_or_default()
}
