//! Putting replies together from approved text. Of a person's words only the repaired question is ever quoted.

use super::reply::{Action, Choice, Outcome, Reply, Scored, ShownPassage, Source};
use super::sources;
use super::view::View;
use crate::knowledge::{Base, Block, Entry, LanguageFile, Localized, Span, Theme, Truth, fill, markup};
use crate::matcher::{Candidate, Finding, FoundPassage};
use crate::text::Lang;
use jiff::civil::Date;

/// Puts replies together in one language.
#[derive(Clone, Copy)]
pub struct Composer<'a> {
    /// The base.
    pub base: &'a Base,
    /// How the bot speaks the language of the reply.
    pub file: &'a LanguageFile,
    /// The language of the reply.
    pub lang: Lang,
    /// Today.
    pub now: Date,
    /// Whether ways on are offered: related entries, thumbs, subjects.
    pub offers: bool,
}

/// Related entries that are offered below an answer.
const MOST_RELATED: usize = 3;

impl<'a> Composer<'a> {
    /// Composes in a language. A base without a file for it speaks the nearest.
    pub fn new(view: View<'a>, lang: Lang) -> Composer<'a> {
        static SILENT: std::sync::LazyLock<LanguageFile> = std::sync::LazyLock::new(LanguageFile::default);
        let base = &view.index.base;
        let file = base.languages.nearest(lang).map_or(&*SILENT, |(_, file)| file);
        Composer { base, file, lang, now: view.now, offers: view.keeps }
    }

    /// A reply of one phrase.
    pub fn notice(&self, name: &str, phrase: &str) -> Reply {
        let mut reply = Reply::new(self.lang, Outcome::Smalltalk);
        reply.blocks = markup(phrase);
        reply.smalltalk = Some(name.to_owned());
        reply
    }

    /// The themes, as choices: those that have entries.
    pub fn themes(&self) -> Vec<Choice> {
        let inhabited = |at: &usize| self.base.entries.iter().any(|entry| entry.theme == *at);
        let themes = (0..self.base.themes.len()).filter(inhabited).map(|at| &self.base.themes[at]);
        let choice = |theme: &Theme| Choice {
            label: self.nearest(&theme.title).to_owned(),
            action: Action::Theme(theme.id.clone(), 0),
        };
        themes.map(choice).collect()
    }

    /// The text in the language of the reply, else in another.
    pub fn nearest<'t>(&self, text: &'t Localized<String>) -> &'t str {
        text.nearest_of(self.lang, &self.base.about.languages).map_or("", |(_, text)| text)
    }

    /// Warns before a critical answer past its shelf life; the age of a stale one.
    fn warn(&self, entry: &Entry, reply: &mut Reply) -> Option<String> {
        let stale = sources::staleness(self.base, entry, self.file, self.lang, self.now);
        if let Some(age) = stale.as_deref().filter(|_| entry.critical) {
            reply.blocks.extend(markup(&fill(&self.file.phrases.critical, &[("age", age)])));
        }
        stale
    }

    /// Shows an entry: warning, answer, sources.
    pub fn entry(&self, entry: &Entry, reply: &mut Reply) {
        let phrases = &self.file.phrases;
        let stale = self.warn(entry, reply);
        let Some((lang, answer)) = entry.answer.nearest_of(self.lang, &self.base.about.languages) else { return };
        if lang != self.lang {
            let note = fill(&phrases.other_language, &[("language", self.file.in_language(lang))]);
            reply.blocks.push(Block::note(note));
        }
        if let Some(truth) = entry.verdict {
            let phrase = match truth {
                Truth::True => &phrases.claim_true,
                Truth::False => &phrases.claim_false,
                Truth::Unknown => &phrases.claim_unknown,
            };
            reply.blocks.extend(markup(&fill(phrase, &[("claim", self.nearest(&entry.claim))])));
        }
        reply.blocks.extend(markup(answer));
        self.cite(sources::of_entry(self.base, entry), stale.as_deref(), reply);
        reply.entries.push(entry.id.clone());
    }

    /// Names sources below what was said.
    fn cite(&self, named: Vec<Source>, stale: Option<&str>, reply: &mut Reply) {
        reply.blocks.extend(sources::line(self.base, &named, stale, self.file));
        reply.stale |= stale.is_some();
        reply.sources.extend(named);
    }

    /// Shows the entries of a double question one after the other, each under its title.
    pub fn answer(&self, entries: &[usize], reply: &mut Reply) {
        for entry in entries.iter().map(|at| &self.base.entries[*at]) {
            if entries.len() > 1 {
                let title = self.nearest(&entry.title).to_owned();
                reply.blocks.push(Block::Paragraph(vec![Span::Bold(title)]));
            }
            self.entry(entry, reply);
        }
        self.ways_on(reply);
    }

    /// Offers what may be done after an answer: read on, rate it.
    pub fn ways_on(&self, reply: &mut Reply) {
        if !self.offers {
            return;
        }
        self.relate(&reply.entries.clone(), reply);
        reply.thumbs = reply.entries.first().cloned();
        reply.hint = reply.thumbs.as_ref().map(|_| self.file.phrases.rate.clone());
    }

    /// Offers what is related to entries.
    pub fn relate(&self, ids: &[String], reply: &mut Reply) {
        if !self.offers {
            return;
        }
        for id in ids.iter().filter_map(|id| self.base.entry(id)).flat_map(|entry| &entry.related) {
            let choice = self.base.entry(id).map(|entry| self.choice(entry));
            let fresh = !ids.contains(id) && reply.related.len() < MOST_RELATED;
            let new = choice.filter(|choice| fresh && !reply.related.contains(choice));
            reply.related.extend(new);
        }
        reply.see_also = (!reply.related.is_empty()).then(|| self.file.phrases.see_also.clone());
    }

    /// Offers choices below an opening, with a way out.
    pub fn choices(&self, opening: &str, choices: Vec<Choice>, reply: &mut Reply) {
        let phrases = &self.file.phrases;
        reply.blocks.push(Block::plain(opening));
        let entry = |choice: &Choice| match &choice.action {
            Action::Entry(id) => Some(id.clone()),
            _ => None,
        };
        reply.entries.extend(choices.iter().filter_map(entry));
        reply.choices = choices;
        reply.choices.push(Choice { label: phrases.none_of_these.clone(), action: Action::NoneOfThese });
        reply.hint = Some(phrases.choose_by_number.clone());
    }

    /// An entry as something to choose.
    pub fn choice(&self, entry: &Entry) -> Choice {
        Choice { label: self.nearest(&entry.title).to_owned(), action: Action::Entry(entry.id.clone()) }
    }

    /// Shows passages, each with its source.
    pub fn passages(&self, found: &[FoundPassage], reply: &mut Reply) {
        let phrases = &self.file.phrases;
        reply.blocks.push(Block::plain(&phrases.passage));
        for found in found {
            let document = &self.base.documents[found.passage.document];
            let (lang, text, disputed, source) = if found.passage.fact {
                let fact = &document.facts[found.passage.part];
                let Some((lang, text)) = fact.text.nearest_of(self.lang, &self.base.about.languages) else { continue };
                let id = format!("{}/{}", document.id, fact.id);
                (
                    Some(lang),
                    text,
                    fact.disputed.nearest_of(self.lang, &self.base.about.languages),
                    Source { as_of: self.base.as_of(&id), id },
                )
            } else {
                let source = Source { id: document.id.clone(), as_of: document.as_of };
                (document.language, &document.passages[found.passage.part], None, source)
            };
            if reply.sources.contains(&source) && reply.passages.iter().any(|shown| shown.text == *text) {
                continue;
            }
            reply.blocks.push(Block::plain(text));
            if let Some((_, against)) = disputed {
                reply.blocks.push(Block::plain(fill(&phrases.disputed, &[("text", against)])));
            }
            let mut line = sources::line(self.base, std::slice::from_ref(&source), None, self.file);
            if let (Some(Block::Note(spans)), Some(lang)) = (&mut line, lang.filter(|lang| *lang != self.lang)) {
                let note = fill(&phrases.passage_language, &[("language", self.file.in_language(lang))]);
                spans.push(Span::Plain(format!(" {note}")));
            }
            reply.blocks.extend(line);
            reply.passages.push(ShownPassage { document: document.id.clone(), text: text.clone() });
            reply.sources.push(source);
        }
    }

    /// Shows sentences of an entry's answer, with its sources.
    pub fn sentences(&self, entry: &Entry, sentences: &[String], nearest: bool, reply: &mut Reply) {
        let title = self.nearest(&entry.title);
        let stale = self.warn(entry, reply);
        let phrases = &self.file.phrases;
        let opening = if nearest { &phrases.detail_near } else { &phrases.detail_answer };
        reply.blocks.push(Block::plain(fill(opening, &[("title", title)])));
        reply.blocks.extend(sentences.iter().map(Block::plain));
        self.cite(sources::of_entry(self.base, entry), stale.as_deref(), reply);
    }

    /// Shows facts of an entry, each with its source.
    pub fn facts(&self, entry: &Entry, cited: &[String], reply: &mut Reply) {
        let title = self.nearest(&entry.title);
        reply.blocks.push(Block::plain(fill(&self.file.phrases.detail, &[("title", title)])));
        let mut named: Vec<Source> = Vec::new();
        for id in cited {
            let Some((document, fact)) = self.base.fact(id) else { continue };
            let Some((_, text)) = fact.text.nearest_of(self.lang, &self.base.about.languages) else { continue };
            reply.blocks.push(Block::Item(vec![Span::Plain(text.clone())]));
            if let Some((_, against)) = fact.disputed.nearest_of(self.lang, &self.base.about.languages) {
                reply.blocks.push(Block::plain(fill(&self.file.phrases.disputed, &[("text", against)])));
            }
            reply.passages.push(ShownPassage { document: document.id.clone(), text: text.clone() });
            named.push(Source { as_of: self.base.as_of(id), id: id.clone() });
        }
        let stale = sources::staleness(self.base, entry, self.file, self.lang, self.now);
        self.cite(named, stale.as_deref(), reply);
    }

    /// Says honestly that nothing is known.
    pub fn unknown(&self, gap: Option<usize>, reply: &mut Reply) {
        let phrases = &self.file.phrases;
        match gap.map(|at| &self.base.gaps[at]) {
            Some(gap) => {
                let title = self.nearest(&gap.title);
                reply.blocks.push(Block::plain(fill(&phrases.unknown_gap, &[("title", title)])));
                if let Some((_, say)) = gap.say.nearest_of(self.lang, &self.base.about.languages) {
                    reply.blocks.extend(markup(say));
                }
                reply.gap = Some(gap.id.clone());
            }
            None => reply.blocks.push(Block::plain(&phrases.unknown)),
        }
    }

    /// A reply that carries what was found, with nothing said yet but how the question was understood.
    pub fn reply(&self, outcome: Outcome, finding: &Finding) -> Reply {
        let mut reply = Reply::new(self.lang, outcome);
        let scored = |candidate: &Candidate| Scored {
            entry: self.base.entries[candidate.entry].id.clone(),
            score: candidate.score,
        };
        reply.candidates = finding.candidates.iter().map(scored).collect();
        reply.score = finding.candidates.first().map_or(0.0, |candidate| candidate.score);
        reply.lacking.clone_from(&finding.lacking);
        reply.understood = finding.reading.understood.clone();
        reply.repairs = finding.reading.repairs.iter().map(|repair| repair.name()).collect();
        reply
    }
}
