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
    /// Lists the themes, from this page on.
    Topics(usize),
    /// Lists the entries of this theme, from this page on.
    Theme(String, usize),
    /// Fixes the language.
    Language(Lang),
    /// None of the entries on offer fits.
    NoneOfThese,
    /// The answer of this entry helped, or it did not.
    Rate(String, bool),
    /// The talk is to be forgotten, or not after all.
    Forget(bool),
    /// Who asked this question, by the number that it is kept under, is to be told when there is an answer.
    Promise(u64),
    /// They are not to be told after all, of no question.
    Unpromise,
    /// What was asked last is passed on to a person.
    PassOn,
    /// The bot answers again, and no person.
    BackToBot,
}

/// Stands in [`Action::Promise`] for the question of the chat that was kept last.
pub const LAST_KEPT: u64 = 0;

/// The longest message that Telegram takes, in UTF-16 units.
pub const MAX_UNITS: usize = 4_096;

/// What the thumbs are called on every face.
pub const THUMB_UP: &str = "👍";
/// See [`THUMB_UP`].
pub const THUMB_DOWN: &str = "👎";

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
    /// What may be read next, numbered on from the choices.
    pub related: Vec<Choice>,
    /// What leads the related entries, for faces without buttons.
    pub see_also: Option<String>,
    /// The entry that may be rated with a thumb.
    pub thumbs: Option<String>,
    /// How to choose or rate, for faces without buttons.
    pub hint: Option<String>,
    /// Ids of the entries answered or offered.
    pub entries: Vec<String>,
    /// The probability that the first candidate answers the question.
    pub score: f32,
    /// The three best entries.
    pub candidates: Vec<Scored>,
    /// What the question names that the first candidate does not hold, as typed.
    pub lacking: Vec<String>,
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
            related: Vec::new(),
            see_also: None,
            thumbs: None,
            hint: None,
            entries: Vec::new(),
            score: 0.0,
            candidates: Vec::new(),
            lacking: Vec::new(),
            gap: None,
            smalltalk: None,
            understood: None,
            repairs: Vec::new(),
            passages: Vec::new(),
            sources: Vec::new(),
            stale: false,
        }
    }

    /// Everything that may be pressed, in the order of its numbers, thumbs last.
    pub fn buttons(&self) -> Vec<Choice> {
        let thumb = |helped: bool, label: &str| {
            let action = |entry: &String| Action::Rate(entry.clone(), helped);
            self.thumbs.as_ref().map(|entry| Choice { label: label.to_owned(), action: action(entry) })
        };
        let thumbs = [thumb(true, THUMB_UP), thumb(false, THUMB_DOWN)].into_iter().flatten();
        self.choices.iter().chain(&self.related).cloned().chain(thumbs).collect()
    }

    /// Takes back everything that is said and offered.
    pub fn silence(&mut self) {
        self.blocks.clear();
        self.choices.clear();
        self.related.clear();
        (self.see_also, self.thumbs, self.hint) = (None, None, None);
    }

    /// Keeps the whole reply within one message: drops what may be read next, then cuts the longest block.
    pub fn fit(&mut self) {
        let units = |reply: &Reply| reply.text().encode_utf16().count();
        if units(self) > MAX_UNITS {
            self.related.clear();
            self.see_also = None;
        }
        let mut over = units(self).saturating_sub(MAX_UNITS);
        while over > 0 {
            let longest = (0..self.blocks.len()).max_by_key(|at| self.blocks[*at].units());
            let Some(block) = longest.map(|at| &mut self.blocks[at]).filter(|block| block.units() > 1) else { return };
            block.shorten(over + 1);
            over = units(self).saturating_sub(MAX_UNITS);
        }
    }

    /// The whole reply as plain text: the message, then what may be chosen, numbered from 1.
    pub fn text(&self) -> String {
        let mut text = crate::knowledge::plain_text(&self.blocks);
        for (at, choice) in self.choices.iter().chain(&self.related).enumerate() {
            text.push_str(if at == 0 { "\n\n" } else { "\n" });
            if let Some(lead) = self.see_also.as_ref().filter(|_| at == self.choices.len()) {
                text.push_str(lead);
                text.push('\n');
            }
            text.push_str(&format!("{}. {}", at + 1, choice.label));
        }
        if let Some(hint) = self.hint.as_ref().filter(|_| self.thumbs.is_some()) {
            text.push_str("\n\n");
            text.push_str(hint);
        }
        text.trim().to_owned()
    }
}
