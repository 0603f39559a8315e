//! Questions that lean on the talk: "and how much is it?", "no, I meant the cash machine", "is that still true?".

use super::compose::Composer;
use super::context::Context;
use super::reply::{Choice, Outcome, Reply};
use super::sources;
use super::state::State;
use crate::knowledge::{Block, Detail, Entry, Follow, age, fill, markup, plain_text};
use crate::matcher::{ALTERNATIVE_TO_ANSWER, Finding, Index, SURELY_ANOTHER, SURELY_ANOTHER_IF_BRIEF, Verdict};
use crate::text::folded_words;

/// An utterance longer than this, in words, stands for itself.
const LONGEST: usize = 8;
/// An utterance as short as this, with hardly a subject, leans on the talk even without a word that says so.
const BRIEF_WORDS: usize = 4;
const BRIEF_STEMS: usize = 2;
/// Alternatives that are offered.
const MOST_ALTERNATIVES: usize = 3;
/// Facts that are shown of one answer.
const MOST_FACTS: usize = 4;
/// Letters that two words share from their beginning when they are forms of one.
const SAME: usize = 4;

/// What an utterance that leans on the talk comes to.
pub enum Leaning {
    /// It stands for itself.
    Not,
    /// It asks the question of this finding.
    Means(Box<Finding>),
    /// It asks the same of a place of which the entry at hand says nothing.
    Elsewhere,
    /// It asks for more about the entry at hand.
    About(Parts),
    /// The entry at hand was not meant: these may be.
    Instead(Vec<Choice>),
}

/// What an entry holds on something: facts that it cites, else parts of its answer; both empty when there is nothing.
#[derive(Default)]
pub struct Parts {
    /// Facts, as cited.
    pub facts: Vec<String>,
    /// Parts of the answer.
    pub answer: Vec<Block>,
    /// Another entry that may be meant.
    pub other: Option<usize>,
}

impl Parts {
    fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.answer.is_empty()
    }
}

/// What the talk makes of an utterance.
pub fn lean(context: Context<'_>, state: &State, finding: &Finding) -> Leaning {
    let (index, composer) = (context.index(), &context.composer);
    let words = &finding.reading.words;
    let follow = &composer.file.follow;
    let Some(entry) = state.focus.first().and_then(|id| composer.base.entry(id)) else { return Leaning::Not };
    if let Some(length) = follow.wrong.at(words, 0) {
        return not_that(index, composer, state, &words[length..]);
    }
    if let Some(end) = (1..words.len()).find(|at| follow.meant.at(words, *at) == Some(words.len() - at)) {
        return not_that(index, composer, state, &words[..end]);
    }
    if words.len() > LONGEST {
        return Leaning::Not;
    }
    if !finding.named.away.is_empty() {
        return of_another_place(index, composer, entry, finding);
    }
    let asked: Vec<&Detail> =
        composer.file.details.iter().filter(|detail| only_asks(index, follow, detail, words)).collect();
    if !asked.is_empty() {
        return Leaning::About(parts(composer, entry, |words| asked.iter().any(|detail| speaks_of(detail, words))));
    }
    let leans = follow.lead.at(words, 0).is_some();
    let points = (0..words.len()).any(|at| follow.pointer.at(words, at).is_some());
    let content = subject(index, composer, follow, words);
    let brief = words.len() <= BRIEF_WORDS && (1..=BRIEF_STEMS).contains(&content.len());
    if !leans && !points && !brief || stands_alone(composer, entry, finding, leans || points) {
        return Leaning::Not;
    }
    let enough = if leans || points { (content.len() / 2).max(1) } else { content.len() };
    let figures: Vec<&String> = words.iter().filter(|word| word.contains(|c: char| c.is_ascii_digit())).collect();
    let about = parts(composer, entry, |words| {
        let said = index.learnt.content_stems(words, composer.lang);
        let found = content.iter().filter(|stem| said.iter().any(|other| alike(stem, other))).count();
        found >= enough && figures.iter().all(|figure| words.contains(figure))
    });
    if matches!(finding.verdict, Verdict::Smalltalk(_)) {
        return if points && !about.is_empty() { Leaning::About(about) } else { Leaning::Not };
    }
    let together = || index.find(&format!("{} {}", composer.nearest(&entry.title), words.join(" ")));
    let same = |found: &[usize]| found.iter().any(|at| composer.base.entries[*at].id == entry.id);
    let led = leans || points;
    match &finding.verdict {
        Verdict::Unknown(Some(_)) if finding.gap_is_clear && about.is_empty() => Leaning::Not,
        Verdict::Answer(_) if points && !about.is_empty() => Leaning::About(about),
        Verdict::Answer(_) if led => Leaning::Not,
        // Brief and by itself about something else, but hardly surely: the talk decides.
        Verdict::Answer(other) => match together().verdict {
            Verdict::Answer(found) if same(&found) => Leaning::About(Parts { other: other.first().copied(), ..about }),
            _ => Leaning::Not,
        },
        _ if led && !about.is_empty() => Leaning::About(about),
        verdict => {
            // Choices that begin with the entry at hand ask for more of it.
            let open = !matches!(verdict, Verdict::Choices(found) if !same(&found[..1.min(found.len())]));
            let together = together();
            match &together.verdict {
                Verdict::Answer(found) if same(found) && open => Leaning::About(about),
                Verdict::Answer(found) if !same(found) && led => Leaning::Means(Box::new(together)),
                _ => Leaning::Not,
            }
        }
    }
}

/// "And in Georgia?" after a question about cards: the entry that speaks of Georgia answers another question.
fn of_another_place(index: &Index, composer: &Composer<'_>, entry: &Entry, finding: &Finding) -> Leaning {
    let words = &finding.reading.words;
    let leading = composer.file.follow.lead.at(words, 0).unwrap_or(0);
    let rest = index.learnt.names.without_names(&words[leading..]);
    let bare = leading > 0 && index.learnt.content_stems(&rest, composer.lang).is_empty();
    let theme = |at: &usize| composer.base.entries[*at].theme == entry.theme;
    match &finding.verdict {
        Verdict::Answer(found) if bare && !found.iter().any(theme) => Leaning::Elsewhere,
        _ => Leaning::Not,
    }
}

/// Whether an utterance has its reply without the talk.
fn stands_alone(composer: &Composer<'_>, entry: &Entry, finding: &Finding, leans: bool) -> bool {
    let best = finding.candidates.first().map_or(0.0, |candidate| candidate.score);
    match &finding.verdict {
        Verdict::Answer(found) => {
            let own = found.iter().any(|at| composer.base.entries[*at].id == entry.id);
            own || found.len() > 1 || best >= if leans { SURELY_ANOTHER } else { SURELY_ANOTHER_IF_BRIEF }
        }
        Verdict::Unknown(Some(_)) | Verdict::Passage(_) => !leans,
        // What the talk is about has replies of its own to these.
        Verdict::Smalltalk(kind) => matches!(kind.as_str(), "still-true" | "where-from" | "more") || !leans,
        _ => false,
    }
}

/// The stems that give an utterance its subject: without openings, pointers and words that say nothing.
fn subject(index: &Index, composer: &Composer<'_>, follow: &Follow, words: &[String]) -> Vec<String> {
    let leading = follow.lead.at(words, 0).unwrap_or(0);
    let rest = &words[leading..];
    let said = (0..rest.len()).filter(|at| follow.pointer.at(rest, *at).is_none()).map(|at| rest[at].clone());
    index.learnt.content_stems(&said.collect::<Vec<_>>(), composer.lang)
}

/// Whether two stems are forms of one word, as far as their beginnings tell.
fn alike(a: &str, b: &str) -> bool {
    let shared = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let shorter = a.chars().count().min(b.chars().count());
    a == b || shared >= SAME && shared + 2 >= shorter
}

/// Whether the words of a fact speak of a detail.
fn speaks_of(detail: &Detail, words: &[String]) -> bool {
    let figure = || words.iter().any(|word| word.contains(|c: char| c.is_ascii_digit()));
    detail.signs.find(words).is_some() && (!detail.figures || figure())
}

/// Whether words ask for a detail and for nothing else.
fn only_asks(index: &Index, follow: &Follow, detail: &Detail, words: &[String]) -> bool {
    let Some((from, length)) = detail.ask.find(words) else { return false };
    let leading = follow.lead.at(words, 0).unwrap_or(0);
    let empty = |at: usize| index.learnt.stop.contains(&words[at]) || follow.pointer.at(words, at).is_some();
    (leading..words.len()).all(|at| (from..from + length).contains(&at) || empty(at))
}

/// What an entry holds whose words pass, in the language of the reply.
fn parts(composer: &Composer<'_>, entry: &Entry, passes: impl Fn(&[String]) -> bool) -> Parts {
    let speaks = |id: &&String| {
        let fact = composer.base.fact(id);
        let text = fact.and_then(|(_, fact)| fact.text.nearest_of(composer.lang, &composer.base.about.languages));
        text.is_some_and(|(_, text)| passes(&folded_words(text)))
    };
    let facts: Vec<String> = entry.facts.iter().filter(speaks).take(MOST_FACTS).cloned().collect();
    let answer = match entry.answer.nearest_of(composer.lang, &composer.base.about.languages) {
        Some((_, answer)) if facts.is_empty() => markup(answer),
        _ => Vec::new(),
    };
    let says = |block: &Block| passes(&folded_words(&plain_text(std::slice::from_ref(block))));
    Parts { facts, answer: answer.into_iter().filter(says).collect(), other: None }
}

/// After "that is not it": what follows is the question; without anything to go by, what else it could have been.
fn not_that(index: &Index, composer: &Composer<'_>, state: &State, rest: &[String]) -> Leaning {
    if rest.iter().any(|word| !index.learnt.stop.contains(word)) {
        let meant = index.find_after_correction(&rest.join(" "));
        if !matches!(meant.verdict, Verdict::Smalltalk(_)) {
            return Leaning::Means(Box::new(meant));
        }
    }
    Leaning::Instead(alternatives(index, composer, state))
}

/// What else the question before could have meant, then what is related to its answer.
fn alternatives(index: &Index, composer: &Composer<'_>, state: &State) -> Vec<Choice> {
    let mut ids: Vec<&str> = Vec::new();
    let last = state.last.as_ref().map(|last| index.find(&last.utterance));
    let runners =
        last.iter().flat_map(|finding| &finding.candidates).filter(|other| other.score >= ALTERNATIVE_TO_ANSWER);
    ids.extend(runners.map(|candidate| composer.base.entries[candidate.entry].id.as_str()));
    let focus = state.focus.iter().filter_map(|id| composer.base.entry(id));
    ids.extend(focus.flat_map(|entry| entry.related.iter().map(String::as_str)));
    let mut offered: Vec<Choice> = Vec::new();
    for entry in ids.into_iter().filter_map(|id| composer.base.entry(id)) {
        let choice = composer.choice(entry);
        if !state.focus.contains(&entry.id) && !offered.contains(&choice) && offered.len() < MOST_ALTERNATIVES {
            offered.push(choice);
        }
    }
    offered
}

/// Smalltalk about the answer at hand: how old it is, where it comes from, what more there is. None for smalltalk that
/// is about nothing, and when there is no answer at hand.
pub fn about_the_answer(composer: &Composer<'_>, state: &State, kind: &str, reply: &mut Reply) -> bool {
    let Some(entry) = state.focus.first().and_then(|id| composer.base.entry(id)) else { return false };
    let title = composer.nearest(&entry.title);
    let phrases = &composer.file.phrases;
    match kind {
        "still-true" => {
            let dates = sources::dates(composer.base, entry);
            let text = match entry.oldest(composer.base) {
                Some(oldest) => {
                    let age = composer.file.age(age(oldest.end(), composer.now), composer.lang);
                    let date = sources::period(&dates, composer.file);
                    fill(&phrases.still_true, &[("title", title), ("date", &date), ("age", &age)])
                }
                None => fill(&phrases.still_undated, &[("title", title)]),
            };
            reply.blocks.push(Block::plain(text));
            true
        }
        "where-from" if !entry.facts.is_empty() => {
            reply.blocks.push(Block::plain(fill(&phrases.sources_of, &[("title", title)])));
            let cited: Vec<&str> = entry.facts.iter().filter_map(|id| id.split('/').next()).collect();
            let documents = composer.base.documents.iter().filter(|document| cited.contains(&document.id.as_str()));
            reply.blocks.extend(documents.map(|document| sources::full(document, composer.file)));
            reply.sources = sources::of_entry(composer.base, entry);
            true
        }
        "more" if !entry.facts.is_empty() => {
            let facts: Vec<String> = entry.facts.iter().take(MOST_FACTS).cloned().collect();
            composer.facts(entry, &facts, reply);
            true
        }
        _ => false,
    }
}

/// Whether an utterance opens, or ends, as hearsay: "i heard that …", "…, they say".
pub fn hearsay(follow: &Follow, words: &[String]) -> bool {
    let ends = |at: usize| follow.heard.at(words, at).is_some_and(|length| at + length == words.len());
    follow.heard.at(words, 0).is_some() || (1..words.len()).any(ends)
}

/// A reply that says what the entry at hand holds on something, or that it holds nothing.
pub fn about(composer: &Composer<'_>, state: &State, parts: Parts, finding: &Finding) -> Option<Reply> {
    let entry = state.focus.first().and_then(|id| composer.base.entry(id))?;
    let outcome = if parts.is_empty() { Outcome::Unknown } else { Outcome::Passage };
    let mut reply = composer.reply(outcome, finding);
    let title = composer.nearest(&entry.title);
    if !parts.facts.is_empty() {
        composer.facts(entry, &parts.facts, &mut reply);
    } else if !parts.answer.is_empty() {
        composer.part_of_answer(entry, parts.answer, &mut reply);
    } else {
        reply.blocks.push(Block::plain(fill(&composer.file.phrases.detail_none, &[("title", title)])));
        reply.related = parts.other.map(|at| composer.choice(&composer.base.entries[at])).into_iter().collect();
        composer.relate(std::slice::from_ref(&entry.id), &mut reply);
    }
    Some(reply)
}
