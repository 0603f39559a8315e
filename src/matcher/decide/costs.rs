//! Where a verdict changes, in one place, each with its reason.
//!
//! Scores are probabilities. A wrong answer costs most: somebody may act on it. A question back costs a little, an
//! honest "I don't know" for something that the base holds costs about twice that. From these costs follow the two
//! first figures: a wrong answer at two and a half times the price of a question back makes 0.6. On questions that were
//! written without a look at the base, one answer in four between 0.5 and 0.7 was wrong, and one in seventy above.

/// An entry at least as probable as this is given as the answer.
pub const ANSWER: f32 = 0.6;

/// The same for a single word with a subject: "housing" may mean a bed for tonight or a flat for years, and a question
/// back costs the person one more tap.
pub const ANSWER_TO_ONE_WORD: f32 = 0.9;

/// When the best entry is at least as probable as this, choices are offered. Below it a person who asked about the moons
/// of Neptune is asked back about something else.
pub const CHOICES: f32 = 0.18;

/// Below this, choices give way to a passage that holds nearly every word of the question.
pub const DOUBTFUL: f32 = 0.48;

/// An entry less probable than this is not worth a line among the choices.
pub const CHOICE: f32 = 0.04;

/// Each half of a double question must be at least as probable as this: half an answer that nobody asked for is wrong.
pub const HALF: f32 = 0.6;

/// Where one half of a double question is at least as probable as the first figure, the second figure does for the
/// other: "looking for a job and for an apartment" leaves the second half short of a verb.
pub const GREATER_HALF: f32 = 0.85;
/// Where just a comma parts two questions, or the second has no word that asks, the lesser of their entries must be at
/// least as probable as this for the whole utterance.
pub const REST: f32 = 0.05;
/// See [`GREATER_HALF`].
pub const LESSER_HALF: f32 = 0.4;

/// A classifier score of smalltalk from which it may be taken as such; 1 is clear, 0 is the border.
pub const SMALLTALK: f32 = -0.15;

/// The share of letters in words that smalltalk is made of, from which an utterance may be smalltalk: a base with few
/// entries has little else to compare a question with, and its subject is then a word that smalltalk does not have.
pub const SMALL_WORDS: f32 = 0.65;

/// Nearness to a gap from which the gap is named. Checked on the questions of `questions/dev.tsv` that no entry answers,
/// by eye.
pub const GAP: f32 = 0.16;

/// Nearness from which a gap is meant even by an utterance that leans on the talk before: "and a school?".
pub const CLEAR_GAP: f32 = 0.3;

/// By so much a gap must be nearer than an entry to be plainly nearer.
pub const NEARER: f32 = 0.05;

/// What is left of the probability of an entry whose own classifier does not claim the question, when a gap is plainly
/// nearer: "train ticket to Ankara" has the words of tickets, and the base knows that it knows nothing of trains.
pub const GAP_IS_NEARER: f32 = 0.3;

/// The share of a question's content words, by rarity, that a passage must have to be shown.
pub const PASSAGE: f32 = 0.5;

/// The same when the question looks like a gap, or when an entry might be meant: then only a passage with nearly all of
/// its words is worth showing.
pub const PASSAGE_BESIDE_GAP: f32 = 0.75;

/// An entry whose own classifier does not claim the question, and that covers less of its words than this, gives way to a
/// passage with nearly all of them: "white army crimea 1920" is about the passage that tells of it, not about who is called
/// up now.
pub const HALF_COVERED: f32 = 0.5;

/// A second passage is shown beside the first when its score is at least this share of the first's.
pub const PASSAGE_CLOSE: f32 = 0.85;

/// What is left of the probability of an entry that says nothing of the country that the question names. An answer for
/// Turkey to a question about Serbia is wrong however well the other words fit.
pub const ELSEWHERE: f32 = 0.1;

/// The same when the question names home as well, or is so long that the country may stand in it in passing.
pub const PERHAPS_ELSEWHERE: f32 = 0.6;

/// Content words from which a question is that long.
pub const LONG: usize = 12;

/// What is left of the probability of an entry that speaks of the place when one that does not fits the other words
/// better: whether a card works in Kazakhstan is not told by how to get there.
pub const BESIDES: f32 = 0.5;

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
pub const SURELY_ANOTHER: f32 = 0.95;

/// The same for an utterance that only is brief.
pub const SURELY_ANOTHER_IF_BRIEF: f32 = 0.75;

/// An entry less probable than this is no alternative to an answer that was not meant.
pub const ALTERNATIVE_TO_ANSWER: f32 = 0.03;

/// A sentence whose meaning lies at least as near to a follow-up is shown as what the answer says of it. Of thirty pairs of
/// questions and answers, all above spoke of what was asked but one.
pub const SAYS_AS_MUCH: f32 = 0.35;
