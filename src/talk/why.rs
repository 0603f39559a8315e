//! `/why`: the account of the last answer.

use super::compose::Composer;
use super::redact::quoted;
use super::state::Question;
use crate::knowledge::{Block, fill, markup};
use crate::matcher::Index;

/// Words that are told.
const MOST_WORDS: usize = 8;

/// A figure in two digits; what rounds to nothing has no sign.
fn short(figure: f32) -> String {
    let rounded = (figure * 100.0).round() / 100.0;
    format!("{:.2}", if rounded == 0.0 { 0.0 } else { rounded })
}

/// Tells why an utterance got the reply that it got.
pub fn account(index: &Index, question: &Question, composer: &Composer<'_>) -> Vec<Block> {
    let phrases = &composer.file.phrases;
    // Signals are figures of the index alone; what the turn came to is what it left behind.
    let explanation = index.explain(&question.asked);
    let mut blocks = markup(&phrases.why);
    if let Some(understood) = &question.understood {
        let values = [("list", question.repairs.join(", ")), ("text", quoted(understood))];
        blocks.push(Block::plain(fill(
            &phrases.why_repairs,
            &values.each_ref().map(|(key, value)| (*key, value.as_str())),
        )));
    }
    for scored in &question.candidates {
        let Some(entry) = index.base.entry(&scored.entry) else { continue };
        let evidence = explanation.evidence.iter().find(|evidence| index.base.entries[evidence.entry].id == entry.id);
        let signals = evidence.into_iter().flat_map(|evidence| &evidence.views);
        let told: Vec<String> = signals.map(|(name, figure)| format!("{name} {}", short(*figure))).collect();
        let mut line = format!("{:.2} {} ({})", scored.score, composer.nearest(&entry.title), entry.id);
        if !told.is_empty() {
            line.push_str(&format!(": {}", told.join(", ")));
        }
        blocks.push(Block::Item(vec![crate::knowledge::Span::Plain(line)]));
    }
    if let Some(first) = explanation.evidence.first().filter(|first| !first.words.is_empty()) {
        let told = first.words.iter().take(MOST_WORDS).map(|(word, share)| format!("{word} {share:+.2}"));
        let list = told.collect::<Vec<_>>().join(", ");
        blocks.push(Block::plain(fill(&phrases.why_words, &[("list", &list)])));
    }
    if let Some(rule) = question.rule {
        blocks.push(Block::plain(fill(&phrases.why_rule, &[("rule", rule.name())])));
    }
    let score = question.candidates.first().map_or(0.0, |candidate| candidate.score);
    let (score, threshold) = (format!("{score:.2}"), format!("{:.2}", explanation.threshold));
    let outcome = question.outcome.map_or("", |outcome| outcome.name());
    let values = [("outcome", outcome), ("score", score.as_str()), ("threshold", threshold.as_str())];
    blocks.push(Block::plain(fill(&phrases.why_outcome, &values)));
    blocks
}
