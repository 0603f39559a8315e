//! What was decided and what is told of it are one.

use crate::help::shipped;
use pristan::matcher::costs::{Action, COSTS, COSTS_OF_ONE_WORD};
use pristan::matcher::{Rule, Verdict};
use proptest::prelude::*;

/// Utterances of every kind.
const SAID: &[&str] = &[
    "where can i change rubles",
    "which cards work here",
    "жильё",
    "housing",
    "how to get a residence permit and a sim card",
    "нужна ли виза гражданам Армении",
    "SIM card in Ireland",
    "good evening",
    "рецепт борща",
    "ikamet",
    "kart",
    "We came last week from Kazan with two kids and a cat. Money is nearly gone. Is there a house that takes people in for free?",
];

/// The trace says of an utterance what the finding says, and the verdict follows from it.
fn agrees(utterance: &str) {
    let (finding, explanation) = (shipped().find(utterance), shipped().explain(utterance));
    assert_eq!(finding.rule, explanation.rule, "{utterance}");
    let told: Vec<(usize, f32)> = explanation.evidence.iter().map(|one| (one.entry, one.score)).collect();
    for (entry, score) in &told {
        assert!(finding.candidates.iter().any(|one| one.entry == *entry && one.score == *score), "{utterance}");
    }
    let posterior: Vec<f32> = finding.candidates.iter().map(|candidate| candidate.score).collect();
    assert!(posterior.windows(2).all(|two| two[0] >= two[1]) && posterior.iter().sum::<f32>() <= 1.001, "{utterance}");
    if finding.rule == Rule::LeastCost {
        let bare = explanation.threshold > COSTS.answer_from();
        let action = if bare { COSTS_OF_ONE_WORD } else { COSTS }.decide(&posterior);
        match (&finding.verdict, action) {
            (Verdict::Answer(entries), Action::Answer) => assert_eq!(entries, &[finding.candidates[0].entry]),
            (Verdict::Choices(entries), Action::Choices) => assert!(entries.contains(&finding.candidates[0].entry)),
            // Without a word that has a subject nothing is asked back.
            (Verdict::Unknown(_) | Verdict::Passage(_), Action::Unknown | Action::Choices) => {}
            (verdict, action) => panic!("{utterance}: {verdict:?} for {action:?}"),
        }
    }
    if !finding.lacking.is_empty() {
        assert!(!matches!(finding.verdict, Verdict::Answer(_)), "{utterance}");
    }
}

#[test]
fn trace_and_outcome_agree() {
    SAID.iter().for_each(|utterance| agrees(utterance));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn trace_and_outcome_agree_on_anything(words in prop::collection::vec("(карт|виз|ikamet|where|how|рубли|Ireland|не|sleep|kart|[a-zа-я]{1,7})", 1..7)) {
        agrees(&words.join(" "));
    }
}
