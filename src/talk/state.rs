//! What is remembered of a talk between two turns.

use super::reply::{Choice, Outcome, Scored};
use crate::text::Lang;
use serde::{Deserialize, Serialize};

/// The memory of one chat. Bounded: it holds no history, only the turn before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The language that the person fixed.
    pub lang: Option<Lang>,
    /// The language that was spoken last.
    pub spoken: Option<Lang>,
    /// What may be chosen by number.
    pub choices: Vec<Choice>,
    /// The entries that the talk is about: those of the last answer.
    pub focus: Vec<String>,
    /// The entry whose answer a thumb may still rate.
    pub rateable: Option<Rateable>,
    /// Questions that nothing answered, one after the other.
    pub lost: u8,
    /// The turn before. Holds words of the person and is therefore never kept on disk.
    #[serde(skip)]
    pub last: Option<Spoken>,
}

/// An answer that may be rated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rateable {
    /// Its entry.
    pub entry: String,
    /// Whether it helped, once the person has said so.
    pub rated: Option<bool>,
}

/// What the talk came to so far, as far as the next turn needs it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spoken {
    /// The last question, and what it came to.
    pub question: Option<Question>,
    /// What the talk is about.
    pub thread: Thread,
    /// What the person did last, folded: who repeats it means the same again.
    pub done: String,
    /// The language of the last reply.
    pub lang: Option<Lang>,
    /// A hash of what was said last: it is not said again word for word.
    pub told: u64,
}

/// A question, and what the turn made of it: enough to explain it without asking again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question {
    /// The person's words.
    pub said: String,
    /// The words that the matcher was asked, with what the talk added.
    pub asked: String,
    /// The question as it was repaired.
    pub understood: Option<String>,
    /// What was repaired.
    pub repairs: Vec<&'static str>,
    /// The best entries with their scores.
    pub candidates: Vec<Scored>,
    /// What it came to; none before anything was asked.
    pub outcome: Option<Outcome>,
    /// The rule of the talk that took part.
    pub rule: Option<Rule>,
}

/// A rule of the talk, beside what the matcher found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Something offered was pressed.
    Button,
    /// Words of danger.
    Danger,
    /// The question leans on what the talk is about.
    FollowUp,
    /// The person corrected what was understood.
    Correction,
    /// The person said who asks.
    Person,
    /// The question names no subject, and there was none before.
    Fragment,
    /// A bare word that names a theme.
    Theme,
}

impl Rule {
    /// Its name in the account.
    pub fn name(self) -> &'static str {
        match self {
            Rule::Button => "button",
            Rule::Danger => "danger",
            Rule::FollowUp => "follow-up",
            Rule::Correction => "correction",
            Rule::Person => "person",
            Rule::Fragment => "fragment",
            Rule::Theme => "theme",
        }
    }
}

/// What the talk is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thread {
    /// Entries that were offered since the last answer, and none picked.
    pub offered: Vec<String>,
    /// Entries that were answered before those at hand, newest first.
    pub earlier: Vec<String>,
    /// Whose questions these are, as far as it was said.
    pub who: Option<Who>,
    /// Whether it was said that nothing is asked back any more.
    pub gave_up: bool,
}

/// Somebody from another country than those for whom the base is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The country, as ISO 3166 codes it.
    pub from: String,
    /// Whether it is the one who speaks, and not somebody for whom they ask.
    pub speaker: bool,
}

/// Earlier entries that are remembered.
const MOST_EARLIER: usize = 4;

impl Thread {
    /// Entries were answered, and those before them stand behind.
    pub fn answered(&mut self, now: &[String], before: &[String]) {
        self.offered.clear();
        let all = before.iter().chain(&self.earlier);
        let mut earlier: Vec<String> = Vec::new();
        for id in all.filter(|id| !now.contains(id)) {
            if earlier.len() < MOST_EARLIER && !earlier.contains(id) {
                earlier.push(id.clone());
            }
        }
        self.earlier = earlier;
    }
}

impl State {
    /// What is kept on disk of the memory, and survives the process.
    pub fn kept(&self) -> State {
        State { last: None, ..self.clone() }
    }

    /// The thread of the talk.
    pub fn thread(&self) -> Thread {
        self.last.as_ref().map(|last| last.thread.clone()).unwrap_or_default()
    }
}
