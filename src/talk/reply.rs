//! A reply as a value: what is said, what may be chosen, and what a program wants to know of it. Faces render it last.

use crate::knowledge::{AsOf, Block};
use crate::text::Lang;
use serde::{Deserialize, Serialize};

/// What kind of reply it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// An approved answer.
    Answer,
    /// "Did you mean".
    Choices,
    /// A passage of a document.
    Passage,
    /// Smalltalk, or the reply to a command.
    Smalltalk,
    /// An honest "I don't know".
    Unknown,
}

impl Outcome {
    /// The name in the machine-readable answer.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Answer => "answer",
            Outcome::Choices => "choices",
            Outcome::Passage => "passage",
            Outcome::Smalltalk => "smalltalk",
            Outcome::Unknown => "unknown",
        }
    }
}

/// What choosing something does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// Shows this entry.
    Entry(String),
    /// Lists the entries of this theme.
    Theme(String),
    /// Fixes the language.
    Language(Lang),
    /// None of the entries on offer fits.
    NoneOfThese,
}

/// Something that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What a person reads.
    pub label: String,
    /// What it does.
    pub action: Action,
}

/// A source that a reply names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// `document/fact`, or `document` for a passage of a raw text.
    pub id: String,
    /// The time it speaks of; none when it is undated.
    pub as_of: Option<AsOf>,
}

/// A piece of a document, as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownPassage {
    /// The document's id.
    pub document: String,
    /// Its words.
    pub text: String,
}

/// An entry with the probability that it answers the question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scored {
    /// Its id.
    pub entry: String,
    /// From 0 to 1.
    pub score: f32,
}

/// One message to a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// The language it is in.
    pub lang: Lang,
    /// What kind of reply it is.
    pub outcome: Outcome,
    /// The message.
    pub blocks: Vec<Block>,
    /// What may be chosen, in the order of their numbers.
    pub choices: Vec<Choice>,
    /// How to choose, for faces without buttons.
    pub hint: Option<String>,
    /// Ids of the entries answered or offered.
    pub entries: Vec<String>,
    /// The probability that the first candidate answers the question.
    pub score: f32,
    /// The three best entries.
    pub candidates: Vec<Scored>,
    /// The gap that the question seems to be about.
    pub gap: Option<String>,
    /// The kind of smalltalk, or the command.
    pub smalltalk: Option<String>,
    /// The question as it was repaired.
    pub understood: Option<String>,
    /// What was repaired.
    pub repairs: Vec<&'static str>,
    /// Passages shown.
    pub passages: Vec<ShownPassage>,
    /// Sources named.
    pub sources: Vec<Source>,
    /// Whether the answer is past its shelf life.
    pub stale: bool,
}

impl Reply {
    /// An empty reply of this kind.
    pub fn new(lang: Lang, outcome: Outcome) -> Reply {
        Reply {
            lang,
            outcome,
            blocks: Vec::new(),
            choices: Vec::new(),
            hint: None,
            entries: Vec::new(),
            score: 0.0,
            candidates: Vec::new(),
            gap: None,
            smalltalk: None,
            understood: None,
            repairs: Vec::new(),
            passages: Vec::new(),
            sources: Vec::new(),
            stale: false,
        }
    }

    /// The whole reply as plain text: the message, then what may be chosen, numbered from 1.
    pub fn text(&self) -> String {
        let mut text = crate::knowledge::plain_text(&self.blocks);
        for (at, choice) in self.choices.iter().enumerate() {
            text.push_str(if at == 0 { "\n\n" } else { "\n" });
            text.push_str(&format!("{}. {}", at + 1, choice.label));
        }
        text.trim().to_owned()
    }
}
