//! `/why`: the account of the last answer.

use super::compose::Composer;
use super::redact::quoted;
use super::state::Spoken;
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
pub fn account(index: &Index, last: &Spoken, composer: &Composer<'_>) -> Vec<Block> {
    let phrases = &composer.file.phrases;
    let finding = index.find(&last.utterance);
    let explanation = index.explain(&last.utterance);
    let mut blocks = markup(&phrases.why);
    if let Some(understood) = &finding.reading.understood {
        let kinds: Vec<&str> = finding.reading.repairs.iter().map(|repair| repair.name()).collect();
        let values = [("list", kinds.join(", ")), ("text", quoted(understood))];
        blocks.push(Block::plain(fill(
            &phrases.why_repairs,
            &values.each_ref().map(|(key, value)| (*key, value.as_str())),
        )));
    }
    for evidence in &explanation.evidence {
        let entry = &index.base.entries[evidence.entry];
        let title = composer.nearest(&entry.title);
        let views: Vec<String> =
            evidence.views.iter().map(|(name, figure)| format!("{name} {}", short(*figure))).collect();
        let line = format!("{:.2} {} ({}): {}", evidence.score, title, entry.id, views.join(", "));
        blocks.push(Block::Item(vec![crate::knowledge::Span::Plain(line)]));
    }
    if let Some(first) = explanation.evidence.first().filter(|first| !first.words.is_empty()) {
        let told = first.words.iter().take(MOST_WORDS).map(|(word, share)| format!("{word} {share:+.2}"));
        let list = told.collect::<Vec<_>>().join(", ");
        blocks.push(Block::plain(fill(&phrases.why_words, &[("list", &list)])));
    }
    let score = finding.candidates.first().map_or(0.0, |candidate| candidate.score);
    let (score, threshold) = (format!("{score:.2}"), format!("{:.2}", explanation.threshold));
    let values = [("outcome", last.outcome.name()), ("score", score.as_str()), ("threshold", threshold.as_str())];
    blocks.push(Block::plain(fill(&phrases.why_outcome, &values)));
    blocks
}
