//! Questions that lean on the talk: "and how much is it?", "no, I meant the cash machine", "is that still true?".

use super::compose::Desk;
use super::reply::{Action, Choice, Outcome, Reply};
use super::sources;
use super::state::State;
use crate::knowledge::{Block, Detail, Entry, Follow, age, fill, markup, plain_text};
use crate::matcher::{Finding, Index, Verdict};
use crate::text::folded_words;

/// An utterance longer than this, in words, stands for itself.
const LONGEST: usize = 8;
/// An utterance as short as this, with hardly a subject, leans on the talk even without a word that says so.
const BRIEF_WORDS: usize = 4;
const BRIEF_STEMS: usize = 2;
/// From this probability on an utterance asks for another entry, however much it leans.
const SURE: f32 = 0.95;
/// The same for one that only is brief.
const SURE_IF_BRIEF: f32 = 0.75;
/// An entry less probable than this is no alternative to the one that was not meant.
const ALTERNATIVE: f32 = 0.03;
/// Alternatives that are offered.
const MOST_ALTERNATIVES: usize = 3;
/// Words of an utterance that chooses by number.
const MOST_PICKING: usize = 3;
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
pub fn lean(index: &Index, desk: &Desk<'_>, state: &State, finding: &Finding) -> Leaning {
    let words = &finding.reading.words;
    let follow = &desk.file.follow;
    let Some(entry) = state.focus.first().and_then(|id| desk.base.entry(id)) else { return Leaning::Not };
    if let Some(length) = follow.wrong.at(words, 0) {
        return not_that(index, desk, state, &words[length..]);
    }
    if let Some(end) = (1..words.len()).find(|at| follow.meant.at(words, *at) == Some(words.len() - at)) {
        return not_that(index, desk, state, &words[..end]);
    }
    if words.len() > LONGEST {
        return Leaning::Not;
    }
    if !finding.named.away.is_empty() {
        return of_another_place(index, desk, entry, finding);
    }
    let asked: Vec<&Detail> =
        desk.file.details.iter().filter(|detail| only_asks(index, follow, detail, words)).collect();
    if !asked.is_empty() {
        return Leaning::About(parts(desk, entry, |words| asked.iter().any(|detail| speaks_of(detail, words))));
    }
    let leans = follow.lead.at(words, 0).is_some();
    let points = (0..words.len()).any(|at| follow.pointer.at(words, at).is_some());
    let content = subject(index, desk, follow, words);
    let brief = words.len() <= BRIEF_WORDS && (1..=BRIEF_STEMS).contains(&content.len());
    if !leans && !points && !brief || stands_alone(desk, entry, finding, leans || points) {
        return Leaning::Not;
    }
    let enough = if leans || points { (content.len() / 2).max(1) } else { content.len() };
    let figures: Vec<&String> = words.iter().filter(|word| word.contains(|c: char| c.is_ascii_digit())).collect();
    let about = parts(desk, entry, |words| {
        let said = index.learnt.content_stems(words, desk.lang);
        let found = content.iter().filter(|stem| said.iter().any(|other| alike(stem, other))).count();
        found >= enough && figures.iter().all(|figure| words.contains(figure))
    });
    if matches!(finding.verdict, Verdict::Smalltalk(_)) {
        return if points && !about.is_empty() { Leaning::About(about) } else { Leaning::Not };
    }
    let together = || index.find(&format!("{} {}", desk.nearest(&entry.title), words.join(" ")));
    let same = |found: &[usize]| found.iter().any(|at| desk.base.entries[*at].id == entry.id);
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
            let open = !matches!(verdict, Verdict::Choices(_));
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
fn of_another_place(index: &Index, desk: &Desk<'_>, entry: &Entry, finding: &Finding) -> Leaning {
    let words = &finding.reading.words;
    let leading = desk.file.follow.lead.at(words, 0).unwrap_or(0);
    let rest = index.learnt.places.without_names(&words[leading..]);
    let bare = leading > 0 && index.learnt.content_stems(&rest, desk.lang).is_empty();
    let theme = |at: &usize| desk.base.entries[*at].theme == entry.theme;
    match &finding.verdict {
        Verdict::Answer(found) if bare && !found.iter().any(theme) => Leaning::Elsewhere,
        _ => Leaning::Not,
    }
}

/// Whether an utterance has its reply without the talk.
fn stands_alone(desk: &Desk<'_>, entry: &Entry, finding: &Finding, leans: bool) -> bool {
    let best = finding.candidates.first().map_or(0.0, |candidate| candidate.score);
    match &finding.verdict {
        Verdict::Answer(found) => {
            let own = found.iter().any(|at| desk.base.entries[*at].id == entry.id);
            own || found.len() > 1 || best >= if leans { SURE } else { SURE_IF_BRIEF }
        }
        Verdict::Unknown(Some(_)) | Verdict::Passage(_) => !leans,
        // What the talk is about has replies of its own to these.
        Verdict::Smalltalk(kind) => matches!(kind.as_str(), "still-true" | "where-from" | "more") || !leans,
        _ => false,
    }
}

/// The stems that give an utterance its subject: without openings, pointers and words that say nothing.
fn subject(index: &Index, desk: &Desk<'_>, follow: &Follow, words: &[String]) -> Vec<String> {
    let leading = follow.lead.at(words, 0).unwrap_or(0);
    let rest = &words[leading..];
    let said = (0..rest.len()).filter(|at| follow.pointer.at(rest, *at).is_none()).map(|at| rest[at].clone());
    index.learnt.content_stems(&said.collect::<Vec<_>>(), desk.lang)
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
fn parts(desk: &Desk<'_>, entry: &Entry, passes: impl Fn(&[String]) -> bool) -> Parts {
    let speaks = |id: &&String| {
        let fact = desk.base.fact(id).and_then(|(_, fact)| fact.text.nearest_of(desk.lang, &desk.base.about.languages));
        fact.is_some_and(|(_, text)| passes(&folded_words(text)))
    };
    let facts: Vec<String> = entry.facts.iter().filter(speaks).take(MOST_FACTS).cloned().collect();
    let answer = match entry.answer.nearest_of(desk.lang, &desk.base.about.languages) {
        Some((_, answer)) if facts.is_empty() => markup(answer),
        _ => Vec::new(),
    };
    let says = |block: &Block| passes(&folded_words(&plain_text(std::slice::from_ref(block))));
    Parts { facts, answer: answer.into_iter().filter(says).collect(), other: None }
}

/// After "that is not it": what follows is the question; without anything to go by, what else it could have been.
fn not_that(index: &Index, desk: &Desk<'_>, state: &State, rest: &[String]) -> Leaning {
    if rest.iter().any(|word| !index.learnt.stop.contains(word)) {
        let meant = index.find(&rest.join(" "));
        if !matches!(meant.verdict, Verdict::Smalltalk(_)) {
            return Leaning::Means(Box::new(meant));
        }
    }
    Leaning::Instead(alternatives(index, desk, state))
}

/// What else the question before could have meant, then what is related to its answer.
fn alternatives(index: &Index, desk: &Desk<'_>, state: &State) -> Vec<Choice> {
    let mut ids: Vec<&str> = Vec::new();
    let last = state.last.as_ref().map(|last| index.find(&last.utterance));
    let runners = last.iter().flat_map(|finding| &finding.candidates).filter(|other| other.score >= ALTERNATIVE);
    ids.extend(runners.map(|candidate| desk.base.entries[candidate.entry].id.as_str()));
    let focus = state.focus.iter().filter_map(|id| desk.base.entry(id));
    ids.extend(focus.flat_map(|entry| entry.related.iter().map(String::as_str)));
    let mut offered: Vec<Choice> = Vec::new();
    for entry in ids.into_iter().filter_map(|id| desk.base.entry(id)) {
        let choice = desk.choice(entry);
        if !state.focus.contains(&entry.id) && !offered.contains(&choice) && offered.len() < MOST_ALTERNATIVES {
            offered.push(choice);
        }
    }
    offered
}

/// Smalltalk about the answer at hand: how old it is, where it comes from, what more there is. None for smalltalk that
/// is about nothing, and when there is no answer at hand.
pub fn about_the_answer(desk: &Desk<'_>, state: &State, kind: &str, reply: &mut Reply) -> bool {
    let Some(entry) = state.focus.first().and_then(|id| desk.base.entry(id)) else { return false };
    let title = desk.nearest(&entry.title);
    let phrases = &desk.file.phrases;
    match kind {
        "still-true" => {
            let dates = sources::dates(desk.base, entry);
            let text = match entry.oldest(desk.base) {
                Some(oldest) => {
                    let age = desk.file.age(age(oldest.end(), desk.now), desk.lang);
                    let date = sources::period(&dates, desk.file);
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
            let documents = desk.base.documents.iter().filter(|document| cited.contains(&document.id.as_str()));
            reply.blocks.extend(documents.map(|document| sources::full(document, desk.file)));
            reply.sources = sources::of_entry(desk.base, entry);
            true
        }
        "more" if !entry.facts.is_empty() => {
            let facts: Vec<String> = entry.facts.iter().take(MOST_FACTS).cloned().collect();
            desk.facts(entry, &facts, reply);
            true
        }
        _ => false,
    }
}

/// Whether an utterance opens, or ends, as hearsay: "i heard that …", "…, they say".
pub fn hearsay(follow: &Follow, text: &str) -> bool {
    let words = folded_words(text);
    let ends = |at: usize| follow.heard.at(&words, at).is_some_and(|length| at + length == words.len());
    follow.heard.at(&words, 0).is_some() || (1..words.len()).any(ends)
}

/// "Yes" to a single choice chooses it; "no" to choices is none of these.
pub fn settles(state: &State, kind: &str) -> Option<Action> {
    let entries: Vec<&Action> =
        state.choices.iter().map(|choice| &choice.action).filter(|action| matches!(action, Action::Entry(_))).collect();
    let offered = state.choices.iter().any(|choice| choice.action == Action::NoneOfThese);
    match (kind, entries.as_slice()) {
        ("agreement", [only]) if offered => Some((*only).clone()),
        ("refusal", _) if offered => Some(Action::NoneOfThese),
        _ => None,
    }
}

/// The number of a choice in a few words: "2.", "давай 2", "the second".
pub fn picked(follow: &Follow, text: &str) -> Option<usize> {
    let words = folded_words(text);
    let number = |word: &String| {
        let ordinal = || follow.ordinals.iter().position(|known| known == word).map(|at| at + 1);
        word.parse::<usize>().ok().or_else(ordinal)
    };
    let numbers: Vec<usize> = words.iter().filter_map(number).collect();
    let around = |at: usize| follow.pick.at(&words, at).is_some() || follow.lead.at(&words, at).is_some();
    let rest = (0..words.len()).filter(|at| number(&words[*at]).is_none());
    match numbers.as_slice() {
        [only] if words.len() <= MOST_PICKING && rest.clone().all(around) => Some(*only),
        _ => None,
    }
}

/// A reply that says what the entry at hand holds on something, or that it holds nothing.
pub fn about(desk: &Desk<'_>, state: &State, parts: Parts, finding: &Finding) -> Option<Reply> {
    let entry = state.focus.first().and_then(|id| desk.base.entry(id))?;
    let outcome = if parts.is_empty() { Outcome::Unknown } else { Outcome::Passage };
    let mut reply = desk.reply(outcome, finding);
    let title = desk.nearest(&entry.title);
    if !parts.facts.is_empty() {
        desk.facts(entry, &parts.facts, &mut reply);
    } else if !parts.answer.is_empty() {
        desk.part_of_answer(entry, parts.answer, &mut reply);
    } else {
        reply.blocks.push(Block::plain(fill(&desk.file.phrases.detail_none, &[("title", title)])));
        reply.related = parts.other.map(|at| desk.choice(&desk.base.entries[at])).into_iter().collect();
        desk.relate(std::slice::from_ref(&entry.id), &mut reply);
    }
    Some(reply)
}
