//! What is known: entries, gaps, facts, documents, and how the bot speaks. Plain data, as volunteers wrote it.

use super::about::About;
use super::date::{AsOf, ShelfLife};
use super::language::LanguageFile;
use super::localized::Localized;
use super::problem::Place;
use crate::text::Lang;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Everything that was read from `faq/` and `seeds/`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Base {
    /// Who and where the base is.
    pub about: About,
    /// Themes, in the order of their files.
    pub themes: Vec<Theme>,
    /// Entries, in the order of their files and within them.
    pub entries: Vec<Entry>,
    /// What the base knows that it does not know.
    pub gaps: Vec<Gap>,
    /// Fact sheets and raw texts.
    pub documents: Vec<Document>,
    /// Questions about the rest of the world: a base learns to tell its own from them. They are named to nobody.
    pub background: Vec<BackgroundQuestion>,
    /// How the bot speaks each language.
    pub languages: Localized<LanguageFile>,
}

/// A file of entries that belong together.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Theme {
    /// The name of its file without ending.
    pub id: String,
    /// What people call it.
    pub title: Localized<String>,
}

/// A way to ask, as written by a volunteer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Phrasing {
    /// The words.
    pub text: String,
    /// Where they stand.
    pub place: Place,
}

/// A question with its approved answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// Known to scripts, tests and links.
    pub id: String,
    /// Position in [`Base::themes`].
    pub theme: usize,
    /// What the entry is about, as a person would put it.
    pub title: Localized<String>,
    /// Ways to ask.
    pub ask: Localized<Vec<Phrasing>>,
    /// The answer in light markup.
    pub answer: Localized<String>,
    /// Cited facts, as `document/fact`.
    pub facts: Vec<String>,
    /// Where the answer comes from, for one that cites no facts: an address, or the name of something.
    pub source: Option<String>,
    /// The time that such an answer speaks of; beside facts, when somebody looked whether they still hold.
    pub as_of: Option<AsOf>,
    /// What people say, where the entry is about a rumour.
    pub claim: Localized<String>,
    /// Whether that is so.
    pub verdict: Option<Truth>,
    /// How long the answer keeps, counted from the oldest cited fact.
    pub shelf_life: Option<ShelfLife>,
    /// Whether an outdated answer could bring somebody into danger.
    pub critical: bool,
    /// Ids of entries to read next.
    pub related: Vec<String>,
    /// Look-alikes that must not match.
    pub not: Localized<Vec<Phrasing>>,
    /// Where the entry begins.
    pub place: Place,
}

/// A subject that people ask about and the base has nothing on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Gap {
    /// Counted for volunteers under this name.
    pub id: String,
    /// Completes "I have nothing about …".
    pub title: Localized<String>,
    /// Ways to ask.
    pub ask: Localized<Vec<Phrasing>>,
    /// Where else to ask.
    pub say: Localized<String>,
    /// Where the gap begins.
    pub place: Place,
}

/// What somebody asks who does not ask this base.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BackgroundQuestion {
    /// What it is about: questions of one subject are like one another. A base may have a gap of this id.
    pub subject: String,
    /// Its language.
    pub lang: Lang,
    /// The words.
    pub text: String,
}

/// One statement of a fact sheet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Fact {
    /// Unique within its document.
    pub id: String,
    /// The time it speaks of, where that is more exact than its document's.
    pub as_of: Option<AsOf>,
    /// The statement.
    pub text: Localized<String>,
    /// What speaks against it.
    pub disputed: Localized<String>,
    /// Where the fact begins.
    pub place: Place,
}

/// A source document: a sheet of facts in our own words, or a raw text cut into passages.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Document {
    /// The name of its file without ending.
    pub id: String,
    /// The document's own title.
    pub title: String,
    /// Who published it; some name nobody.
    pub publisher: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
    /// The language of the document, where that is known.
    pub language: Option<Lang>,
    /// The time it speaks of.
    pub as_of: Option<AsOf>,
    /// Its facts, for a sheet.
    pub facts: Vec<Fact>,
    /// Its passages, for a raw text.
    pub passages: Vec<String>,
    /// For each passage the headings above it, outermost first: words by which it is found, never shown.
    pub headings: Vec<String>,
    /// The file.
    pub place: Place,
}

impl Base {
    /// The entry of this id.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// The fact cited as `document/fact`, with its document.
    pub fn fact(&self, citation: &str) -> Option<(&Document, &Fact)> {
        let (document, fact) = citation.split_once('/')?;
        let document = self.documents.iter().find(|d| d.id == document)?;
        Some((document, document.facts.iter().find(|f| f.id == fact)?))
    }

    /// The time that a cited fact speaks of; `None` when it is undated or unknown.
    pub fn as_of(&self, citation: &str) -> Option<AsOf> {
        let (document, fact) = self.fact(citation)?;
        fact.as_of.or(document.as_of)
    }

    /// The base without its phrasings, which nobody needs once an index has learnt from them.
    pub fn without_phrasings(&self) -> Base {
        let mut base = self.clone();
        for entry in &mut base.entries {
            (entry.ask, entry.not) = (Localized::default(), Localized::default());
        }
        for gap in &mut base.gaps {
            gap.ask = Localized::default();
        }
        base.background = Vec::new();
        base.languages = self.languages.map(LanguageFile::without_phrasings);
        base
    }

    /// The newest day that any document speaks of: NOW for scripts, when they name none.
    pub fn newest_date(&self) -> Option<Date> {
        let facts = |d: &Document| d.facts.iter().filter_map(|f| f.as_of).collect::<Vec<_>>();
        let documents = self.documents.iter().flat_map(|d| d.as_of.into_iter().chain(facts(d)));
        documents.chain(self.entries.iter().filter_map(|entry| entry.as_of)).map(AsOf::end).max()
    }
}

impl Document {
    /// What a passage is found by beside its own words: the headings above it, and the title where there are headings.
    pub fn above(&self, passage: usize) -> String {
        match self.headings.iter().all(String::is_empty) {
            true => String::new(),
            false => format!("{} {}", self.title, self.headings.get(passage).map_or("", String::as_str)),
        }
    }
}

/// Whether a rumour is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Truth {
    /// It is.
    True,
    /// It is not.
    False,
    /// The sources neither confirm nor refute it.
    Unknown,
}

impl std::str::FromStr for Truth {
    type Err = String;

    fn from_str(text: &str) -> Result<Truth, String> {
        match text {
            "true" => Ok(Truth::True),
            "false" => Ok(Truth::False),
            "unknown" => Ok(Truth::Unknown),
            _ => Err(format!("`{text}` is no verdict; write `true`, `false` or `unknown`, in quotes")),
        }
    }
}

impl Entry {
    /// The time of the oldest dated thing that the entry rests on.
    pub fn oldest(&self, base: &Base) -> Option<AsOf> {
        self.dates(base).into_iter().min_by_key(|as_of| as_of.end())
    }

    /// The times of what the entry rests on. A date of its own beside facts is that of somebody who looked whether they
    /// still hold: no fact is older than that.
    pub fn dates(&self, base: &Base) -> Vec<AsOf> {
        let looked = |date: AsOf| self.as_of.filter(|own| own.end() > date.end()).unwrap_or(date);
        self.facts.iter().filter_map(|citation| base.as_of(citation)).map(looked).chain(self.as_of).collect()
    }

    /// The first day on which the answer is past its shelf life; `None` when it does not age.
    pub fn stale_from(&self, base: &Base) -> Option<Date> {
        Some(self.shelf_life?.ends(self.oldest(base)?.end()))
    }
}
