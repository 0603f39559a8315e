//! What each action costs when it is not the right one, in one place; the thresholds follow from it.
//!
//! The unit is a wrong answer: somebody may act on it.

/// The prices of actions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Costs {
    /// An answer to another question.
    pub wrong: f32,
    /// Choices among which the right entry stands: one more tap.
    pub asked_back: f32,
    /// Choices where no entry is right: noise, and a hope that is not kept.
    pub in_vain: f32,
    /// "I do not know" where an entry has the answer.
    pub missed: f32,
    /// A passage that has nearly every word of the question: it may not be what was asked.
    pub passage: f32,
}

/// What an utterance costs as a rule.
pub const COSTS: Costs = Costs { wrong: 1.0, asked_back: 0.6, in_vain: 0.1, missed: 0.95, passage: 0.38 };

/// The same for a single word with a subject: "housing" may mean a bed for tonight or a flat for years, and a question
/// back costs the person no more than a tap.
pub const COSTS_OF_ONE_WORD: Costs = Costs { wrong: 10.0, ..COSTS };

/// The same after "no, I meant …": who is asked back twice gives up.
pub const COSTS_AFTER_CORRECTION: Costs = Costs { asked_back: 0.9, ..COSTS };

/// The expected costs of the actions on one posterior.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// Answering with the first candidate.
    pub answer: f32,
    /// Offering the candidates that are worth a line.
    pub choices: f32,
    /// Saying that nothing is known.
    pub unknown: f32,
}

/// What an utterance calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The first candidate.
    Answer,
    /// The candidates that are worth a line.
    Choices,
    /// None.
    Unknown,
}

/// An entry less probable than this is not worth a line among the choices.
pub const CHOICE: f32 = 0.04;

impl Costs {
    /// The expected costs, given the probabilities of the candidates, best first.
    pub fn expected(&self, posterior: &[f32]) -> Expected {
        let first = posterior.first().copied().unwrap_or_default();
        let known: f32 = posterior.iter().sum::<f32>().min(1.0);
        let offered: f32 = posterior.iter().filter(|one| **one >= CHOICE).sum::<f32>().min(1.0);
        Expected {
            answer: self.wrong * (1.0 - first),
            // Where no line is worth offering there is nothing to choose from.
            choices: match offered > 0.0 {
                true => self.asked_back * offered + self.in_vain * (1.0 - offered),
                false => f32::INFINITY,
            },
            unknown: self.missed * known,
        }
    }

    /// The action of least expected cost; among equals the more cautious one.
    pub fn decide(&self, posterior: &[f32]) -> Action {
        let Expected { answer, choices, unknown } = self.expected(posterior);
        if unknown <= choices && unknown <= answer {
            Action::Unknown
        } else if choices <= answer {
            Action::Choices
        } else {
            Action::Answer
        }
    }

    /// The probability from which a candidate without a rival is given as the answer.
    pub fn answer_from(&self) -> f32 {
        (self.wrong - self.in_vain) / (self.wrong + self.asked_back - self.in_vain)
    }
}

/// Each half of a double question must be at least as probable as this: half an answer that nobody asked for is wrong.
pub const HALF: f32 = 0.6;

/// Where one half of a double question is at least as probable as the first figure, the second figure does for the
/// other: "looking for a job and for an apartment" leaves the second half short of a verb.
pub const GREATER_HALF: f32 = 0.85;
/// Where just a comma parts two questions, or the second has no word that asks, the lesser of their entries must be at
/// least as probable as this for the whole utterance.
pub const REST: f32 = 0.01;
/// See [`GREATER_HALF`].
pub const LESSER_HALF: f32 = 0.4;

/// A classifier score of smalltalk from which it may be taken as such; 1 is clear, 0 is the border.
pub const SMALLTALK: f32 = -0.15;

/// The share of letters in words that smalltalk is made of, from which an utterance may be smalltalk: a base with few
/// entries has little else to compare a question with, and its subject is then a word that smalltalk does not have.
pub const SMALL_WORDS: f32 = 0.65;

/// Nearness to smalltalk, by the encoder, from which an utterance is smalltalk whatever its words; and by how much nothing
/// else may be as near.
pub const SMALLTALK_NEAR: f32 = 0.6;
/// See [`SMALLTALK_NEAR`].
pub const SMALLTALK_AHEAD: f32 = 0.15;

/// Nearness to a gap from which a question is likelier about it than about a passage.
pub const GAP: f32 = 0.16;

/// Nearness from which a gap is plainly meant, so that it is named, even to an utterance that leans on the talk before:
/// "and a school?". Of the questions in `questions/` that no entry answers, two in five below were about something else, one
/// in twenty above.
pub const CLEAR_GAP: f32 = 0.3;

/// The same to the encoder, where no entry is as near.
pub const NEAR_GAP: f32 = 0.52;

/// Below this, choices give way to a gap that is plainly meant.
pub const DOUBTFUL: f32 = 0.48;

/// An exclamation is a lament only where no candidate is at least as probable as this: who calls for something to be
/// found wants that, and no comfort. Chosen by hand, not fitted.
pub const CALL: f32 = 0.3;

/// The share of a question's content words, by rarity, that a passage must have to be shown.
pub const PASSAGE: f32 = 0.5;

/// The same when the question looks like a gap, or when an entry might be meant: then only a passage with nearly all of
/// its words is worth showing.
pub const PASSAGE_BESIDE_GAP: f32 = 0.75;

/// Nearness in meaning, and words beside it, from which a passage is shown. Of 85 questions to ten documents 82 find
/// their passage first above it, two another one; of 486 questions about something else one in ten finds one.
pub const PASSAGE_NEAR: f32 = 0.39;

/// The same beside a gap or an entry: one in fifty finds one.
pub const PASSAGE_NEAR_BESIDE_GAP: f32 = 0.6;

/// By how much nearer a passage must be than the best entry to be shown in its place.
pub const PASSAGE_AHEAD: f32 = 0.15;

/// An entry whose own classifier does not claim the question, and that covers less of its words than this, gives way to a
/// passage with nearly all of them: "white army crimea 1920" is about the passage that tells of it, not about who is called
/// up now.
pub const HALF_COVERED: f32 = 0.5;

/// A second passage is shown beside the first when its score is at least this share of the first's.
pub const PASSAGE_CLOSE: f32 = 0.85;

/// Words from which an utterance is a story that may hold its question in one sentence.
pub const STORY: usize = 14;
/// Words from which not even an "and" parts two questions.
pub const LONG_STORY: usize = 28;

/// A sentence of a story must be at least as probable as this to be taken for its question: the others may well be about
/// something else.
pub const IN_A_STORY: f32 = 0.75;

/// The probability of an entry whose phrasing an utterance is, word for word.
pub const BY_HEART: f32 = 0.98;

/// A candidate at least as probable as this by the signals that need no encoder is meant: the encoder is not asked. On
/// `questions/dev.tsv` it changes no answer above.
pub const SETTLED: f32 = 0.9;

/// Phrasings of an entry, on the average, from which that holds. With fewer, lexical signals are often sure of the wrong
/// entry, for the right one is put in other words.
pub const SETTLED_BY: f32 = 40.0;

/// How much likelier one language must be, in nats, to be spoken when the talk so far was in another.
pub const CLEAR_LANGUAGE: f32 = 3.0;

/// From this share of letters of no alphabet of ours, an utterance is in a language that we do not speak.
pub const FOREIGN: f32 = 0.5;

/// An entry at least as probable as this is asked for, however much the utterance leans on the talk about another.
pub const SURELY_ANOTHER: f32 = 0.91;

/// The same for an utterance that only is brief.
pub const SURELY_ANOTHER_IF_BRIEF: f32 = 0.65;

/// The same where the question need not even name what that entry is about.
pub const PLAINLY_ANOTHER: f32 = 0.82;

/// The same where all that the question names of that entry is what it asks: "what happens if he refuses" is at 0.81 from
/// the penalty for it, "give me the phone" at 0.77 from the phone plan. Chosen by hand.
pub const ANOTHER_BY_ASPECT: f32 = 0.8;

/// An entry less probable than this is no alternative to an answer that was not meant.
pub const ALTERNATIVE_TO_ANSWER: f32 = 0.03;

/// A candidate that would be at least as probable as this if it held what the question names lies near to it.
pub const NEAR: f32 = 0.3;

/// The probability of danger from which advice comes first. Advice that nobody needed costs a glance, a cry that was not
/// heard may cost a life. On held sentences eleven cries in twelve are above it, one figure of speech in forty.
pub const DANGER: f32 = 0.6;

/// The same within a talk: behind an answer, words of danger are likelier a part of it ("he does not open the door", "we are
/// not married"). Of 100 calm messages that were written to sound like danger 8 are above it, of 246 others of a talk six, of
/// 50 cries 47; chosen on them. Below it, a line about whom to call stands before the reply.
pub const DANGER_IN_A_TALK: f32 = 0.9;

/// The same on a base of few phrasings. The model was learnt beside thousands of questions; where hardly any lies near to
/// hold against an alarm, its probability comes out too high.
pub const DANGER_BESIDE_FEW: f32 = 0.8;
/// So many phrasings in a language are no longer few.
pub const FEW_PHRASINGS: f32 = 200.0;

/// The same where an entry answers: "I land at two at night and know nobody" is a question.
pub const DANGER_OVER_ANSWER: f32 = 0.95;

/// An entry that is offered with at least this probability counts there as one that answers.
pub const OFFERED_BEFORE_DANGER: f32 = 0.35;

/// Below the first probability by words alone nobody asks the encoder whether there is danger, or an aside; from the second on
/// there is.
pub const NO_DANGER: f32 = 0.08;
/// See [`NO_DANGER`].
pub const CLEAR_DANGER: f32 = 0.97;

/// The score of a further kind of danger, by words and by meaning together, from which its advice is given, too.
pub const DANGER_BESIDE: f32 = 0.3;

/// The probability of something said beside a question from which it may be that: what is said so in confidence is not kept
/// for volunteers.
pub const PERHAPS_ASIDE: f32 = 0.3;

/// The same from which it is answered as what it is, where no entry may well be meant.
pub const ASIDE: f32 = 0.7;

/// The same where one may, or is even answered, and on a base of few phrasings (see [`DANGER_BESIDE_FEW`]). Of 538 ordinary
/// questions of two sets none is above it, and four above the former.
pub const ASIDE_OVER_LIKELY: f32 = 0.9;

/// The same from which the talk before makes no other thing of it.
pub const PLAIN_ASIDE: f32 = 0.8;

/// The same by words alone from which the encoder is asked, where an entry is settled by its words.
pub const ASIDE_BESIDE_SETTLED: f32 = 0.5;

/// The same that stands against danger which is not clear: the line about whom to call is said in place of all the advice, and
/// neither for one clause that is no confidence, as thanks. Of 180 cries none is above it, of 288 asides
/// 193.
pub const ASIDE_OVER_DANGER: f32 = 0.95;

/// The probability from which it is heard before an answer that is given all the same.
pub const FELT: f32 = 0.5;

/// An entry that is offered with at least this probability may well be meant, whatever is said beside it.
pub const OFFERED_BEFORE_ASIDE: f32 = 0.35;

/// A sentence whose meaning lies at least as near to a follow-up is shown as what the answer says of it. Chosen by hand, not fitted.
pub const SAYS_AS_MUCH: f32 = 0.35;

/// The same by the sentence encoder, which takes the whole question, and how much less near the next sentence must be.
/// Chosen by hand: "who runs it" is at 0.3 from the sentence that says that this is not known, and at 0.14 from the next.
pub const MEANS_AS_MUCH: f32 = 0.29;
/// See [`MEANS_AS_MUCH`].
pub const MEANS_MORE: f32 = 0.1;

/// Sentences of an entry that tell what is asked on together with at least this probability are told as what the answer says
/// of it: a sentence that does not tell it costs as much more than "it does not say" as the odds are here.
pub const TELLS: f32 = 0.65;

/// The same for an entry that was not answered last, but shown beside it or answered before.
pub const TELLS_BESIDE: f32 = 0.8;

/// From this one on nothing needs to be said beside them: below, what the answer says itself not to know may be the reply.
pub const PLAINLY_TELLS: f32 = 0.9;

/// From this probability on they are shown as what lies nearest, with the doubt.
pub const MAY_TELL: f32 = 0.45;

/// From this probability on an utterance is asked of the answer before it, though its words alone do not say so. To keep at
/// an answer costs more than to leave it: who changes the subject in so many words, and is not followed, is lost.
pub const BELONGS: f32 = 0.6;

/// The same where another entry answers it by itself, it sounds like smalltalk, or it is plainly about what nobody wrote an
/// answer to.
pub const BELONGS_THOUGH_ANSWERED: f32 = 0.82;

/// Below this one an utterance stands for itself, though its words seem to lean on the answer before it.
pub const LEANS: f32 = 0.2;

/// The same where what the answer has on it is only what lies nearest.
pub const LEANS_IN_DOUBT: f32 = 0.5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_action_follows_from_posterior_and_costs() {
        let from = COSTS.answer_from();
        assert!((0.59..0.7).contains(&from), "{from}");
        for (posterior, action) in [
            (vec![], Action::Unknown),
            (vec![from + 0.01], Action::Answer),
            (vec![from - 0.01], Action::Choices),
            (vec![0.45, 0.42], Action::Choices),
            (vec![0.25], Action::Choices),
            (vec![0.15], Action::Unknown),
            // Lines that are not worth offering make nothing worth asking back.
            (vec![0.03; 5], Action::Unknown),
        ] {
            assert_eq!(COSTS.decide(&posterior), action, "{posterior:?}");
        }
        assert_eq!(COSTS_OF_ONE_WORD.decide(&[0.8]), Action::Choices);
        // The dearer a wrong answer, the surer it must be.
        let dear = Costs { wrong: 10.0, ..COSTS };
        assert!(dear.answer_from() > 0.92 && dear.decide(&[0.9]) == Action::Choices);
        // Whoever minds no question back is asked back.
        assert_eq!(Costs { asked_back: 0.0, in_vain: 0.0, ..COSTS }.decide(&[0.99]), Action::Choices);
    }

    #[test]
    fn expected_costs_are_the_prices_by_the_probabilities() {
        let costs = COSTS.expected(&[0.7, 0.2, 0.01]);
        assert!((costs.answer - 0.3 * COSTS.wrong).abs() < 1e-6);
        assert!((costs.choices - 0.9 * COSTS.asked_back - 0.1 * COSTS.in_vain).abs() < 1e-6);
        assert!((costs.unknown - 0.91 * COSTS.missed).abs() < 1e-6);
    }
}
