//! Questions that lean on the talk: "and how much is it?", "do women get in?", "the second one, where is it?". What they
//! ask is searched first in what the talk is about; what is not there is said to be missing.

use super::aspect::Asked;
use super::compose::Composer;
use super::context::Context;
use super::holding::{self, Holding};
use super::naming::{names, names_beside};
use super::person;
use super::reply::Action;
use super::said;
use super::small_talk;
use super::state::State;
use super::telling::Sought;
use crate::knowledge::{Detail, Entry};
use crate::matcher::costs::{ANOTHER_BY_ASPECT, NEAR};
use crate::matcher::{Finding, PLAINLY_ANOTHER, SURELY_ANOTHER, SURELY_ANOTHER_IF_BRIEF, Verdict};

/// An utterance longer than this, in words, stands for itself unless it points at what was said.
const LONGEST: usize = 14;
/// One longer than this asks for more than an aspect, whatever else it names.
const LONGEST_ASKING: usize = 9;
/// An utterance as short as this, with hardly a subject, leans on the talk even without a word that says so.
const BRIEF_WORDS: usize = 5;
const BRIEF_STEMS: usize = 2;

/// What an utterance that leans on the talk comes to.
pub enum Leaning<'a> {
    /// It stands for itself.
    Not,
    /// It asks the question of this finding, that of these words.
    Means(Box<Finding>, String),
    /// It asks the same of a place of which the entry at hand says nothing.
    Elsewhere,
    /// It asks for something that this entry holds.
    About(&'a Entry, Holding),
    /// It asks for something that the entry at hand does not hold.
    Missing(Missing<'a>),
    /// It asks how old the sources of an entry are.
    Dates(&'a Entry),
    /// It asks for something of a subject that it does not name.
    Which(Vec<&'a Entry>),
}

/// What is missing, and what lies near.
pub struct Missing<'a> {
    /// The entry at hand.
    pub entry: &'a Entry,
    /// What was asked of it.
    pub aspects: Vec<&'a Detail>,
    /// Sentences of its answer that say so themselves.
    pub lacks: Vec<String>,
    /// Other entries that may be meant.
    pub others: Vec<usize>,
}

/// What the talk is about: what was offered and not picked, else what was answered last.
pub fn at_hand<'a>(composer: &Composer<'a>, state: &State) -> Vec<&'a Entry> {
    let offered = state.last.as_ref().map(|last| &last.thread.offered).filter(|offered| !offered.is_empty());
    offered.unwrap_or(&state.focus).iter().filter_map(|id| composer.base.entry(id)).collect()
}

/// The entry that the talk is about: what was answered last, where of several that were offered since none was picked.
pub fn subject<'a>(composer: &Composer<'a>, state: &State) -> Option<&'a Entry> {
    let at_hand = at_hand(composer, state);
    let answered = state.focus.first().and_then(|id| composer.base.entry(id)).filter(|_| at_hand.len() > 1);
    answered.or(at_hand.first().copied())
}

/// Whether an utterance asks for an aspect and has no subject beside it: what it seems to be about changes, or is gone, when
/// the words that ask for the aspect are left out.
pub fn asks_only_of_it(context: Context<'_>, finding: &Finding, asked: &Asked<'_>) -> bool {
    let plain = match finding.verdict {
        Verdict::Answer(_) | Verdict::Choices(_) | Verdict::Unknown(_) => true,
        // What a text that nobody wrote an answer from has on "how much a month" is chance.
        Verdict::Passage(_) => asked.heavy(&finding.reading.words).len() <= 1,
        Verdict::Smalltalk(_) => false,
    };
    if asked.aspects.is_empty() || !plain {
        return false;
    }
    let beside = asked.beside(&finding.reading.words);
    let rest = || context.index().find(&beside.join(" "));
    if matches!(finding.verdict, Verdict::Unknown(Some(_))) && finding.gap_is_clear {
        let rest = rest();
        let same = rest.verdict == finding.verdict && rest.gap_is_clear;
        let subject = rest.candidates.first().is_some_and(|first| names(context, &rest, &[first.entry]));
        let names_another = subject && matches!(rest.verdict, Verdict::Answer(_) | Verdict::Choices(_));
        return !(same || names_another);
    }
    let (Some(first), Verdict::Answer(_) | Verdict::Choices(_)) = (finding.candidates.first(), &finding.verdict) else {
        return true;
    };
    let named = names_beside(context, finding, &beside, &[first.entry]);
    let rest = rest();
    let same = rest.candidates.first().is_some_and(|other| other.entry == first.entry && other.score >= NEAR);
    match finding.verdict {
        Verdict::Answer(_) => {
            let plainly = first.score >= ANOTHER_BY_ASPECT && names(context, finding, &[first.entry]);
            !(same || named || plainly)
        }
        _ => !(same && named),
    }
}

/// What was offered since the last answer, and what was answered before.
pub fn in_the_talk<'a>(composer: &Composer<'a>, state: &State) -> Vec<&'a Entry> {
    let earlier = state.last.iter().flat_map(|last| &last.thread.earlier);
    let ids = state.focus.iter().chain(earlier);
    let mut all = at_hand(composer, state);
    for entry in ids.filter_map(|id| composer.base.entry(id)) {
        if !all.iter().any(|known| known.id == entry.id) {
            all.push(entry);
        }
    }
    all
}

/// The answered entry that an utterance names by its title, else the one that was answered last, or that alone was offered.
pub fn named_in_talk<'a>(context: Context<'a>, state: &State, finding: &Finding) -> Option<&'a Entry> {
    let base = context.composer.base;
    let earlier = state.last.iter().flat_map(|last| &last.thread.earlier);
    let at = |id: &String| base.entries.iter().position(|entry| entry.id == *id);
    let mut known = state.focus.iter().chain(earlier).filter_map(at);
    let named = known.find(|at| names(context, finding, &[*at])).map(|at| &base.entries[at]);
    let only = || match at_hand(&context.composer, state).as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    named.or_else(|| state.focus.first().and_then(|id| base.entry(id))).or_else(only)
}

/// What the words of an utterance say of whether it leans on the talk, and what follows.
pub fn by_words<'a>(context: Context<'a>, state: &State, question: &Sought<'_>, asked: Asked<'a>) -> Leaning<'a> {
    let composer = &context.composer;
    let finding = question.finding;
    let words = &finding.reading.words;
    let at_hand = at_hand(composer, state);
    let Some(entry) = subject(composer, state) else { return without_subject(context, finding, &asked) };
    // A country that says who somebody is is no place that is asked about.
    if !finding.named.away.is_empty() && person::told(context, finding).is_none() {
        if let Some(holding) = of_the_place(context, entry, finding, &asked) {
            return Leaning::About(entry, holding);
        }
        return of_another_place(context, entry, question, &asked);
    }
    // "When was that written?" is asked of what is at hand, whatever else is said beside it.
    if asked.aspects.iter().any(|detail| detail.id == DATED) {
        return Leaning::Dates(entry);
    }
    if asked.is_bare() || words.len() <= LONGEST_ASKING && asks_only_of_it(context, finding, &asked) {
        return bare(context, state, &at_hand, question, asked);
    }
    let heavy = context.index().learnt.content_stems(&asked.heavy(words), composer.lang);
    let brief = words.len() <= BRIEF_WORDS && (1..=BRIEF_STEMS).contains(&heavy.len());
    let long = words.len() > LONGEST && !asked.firm;
    let near = matches!(&finding.verdict, Verdict::Choices(found) if composer.base.entries[found[0]].id == entry.id);
    let leans = asked.leans() || brief || near;
    // What was found elsewhere, and is no answer, may well be told here.
    let open = !asked.leans() && is_open(finding);
    if long || !open && stands_alone(context, state, entry, finding, &asked) {
        return Leaning::Not;
    }
    if open || !leans {
        return without_leaning(context, entry, question, &asked);
    }
    let found = held_in_talk(context, state, question, &asked, heavy.len());
    // "What do they help with, papers or coffee": one clause asks, the other guesses.
    let found = found.or_else(|| {
        let ends = finding.reading.joints.iter().map(|joint| joint.at).chain([words.len()]);
        let begins = [0].into_iter().chain(finding.reading.joints.iter().map(|joint| joint.at));
        begins.zip(ends).filter(|(from, to)| to - from < words.len()).find_map(|(from, to)| {
            let (asked, words) = (asked.within(from..to), &words[from..to]);
            let heavy = context.index().learnt.content_stems(&asked.heavy(words), composer.lang);
            let enough = heavy.len().div_ceil(2);
            if heavy.is_empty() {
                None
            } else {
                search(context, &[entry], &Sought::part(finding, words), &asked, enough)
            }
        })
    });
    if matches!(finding.verdict, Verdict::Smalltalk(_)) {
        return no_small_talk(context, finding, &asked, found);
    }
    // What the answer does not hold, and may well be about what was shown beside it, is asked of that.
    let choices = if let Verdict::Choices(found) = &finding.verdict { found.as_slice() } else { &[] };
    let beside = choices.iter().any(|at| is_shown(composer, state, *at));
    let called = beside && names(context, finding, &choices[..1]);
    if (found.is_none() || called) && beside && asked.points {
        return Leaning::Not;
    }
    weighed(context, entry, question, asked, found)
}

/// Whether nothing answers an utterance but a passage, or the nearest name of what is not known.
fn is_open(finding: &Finding) -> bool {
    match finding.verdict {
        Verdict::Passage(_) => true,
        Verdict::Unknown(gap) => gap.is_some() && !finding.gap_is_clear,
        _ => false,
    }
}

/// An utterance that has a subject of its own, on which what was just told may well be.
fn without_leaning<'a>(
    context: Context<'a>,
    entry: &'a Entry,
    question: &Sought<'_>,
    asked: &Asked<'a>,
) -> Leaning<'a> {
    let finding = question.finding;
    if matches!(finding.verdict, Verdict::Smalltalk(_)) {
        return Leaning::Not;
    }
    let answered = !matches!(finding.verdict, Verdict::Choices(_));
    let named = matches!(&finding.verdict, Verdict::Answer(found) if names(context, finding, found));
    match holding::told(context, entry, question, asked) {
        Some(holding) if !named && (holding.is_sure() || !answered) => Leaning::About(entry, holding),
        _ => Leaning::Not,
    }
}

/// What sounds like smalltalk where a talk has a subject, and is not said so word for word: it may well ask of the subject.
fn no_small_talk<'a>(
    context: Context<'a>,
    finding: &Finding,
    asked: &Asked<'a>,
    found: Option<(&'a Entry, Holding)>,
) -> Leaning<'a> {
    let words = &finding.reading.words;
    let heavy = asked.heavy(words);
    let has_word = |entry: &Entry, holding: &Holding| {
        finding.reading.asks
            && holding.sentences.iter().any(|sentence| holding::tells_of(context, entry, &heavy, sentence))
    };
    match found {
        Some((entry, holding)) if asked.points || has_word(entry, &holding) => Leaning::About(entry, holding),
        // "Do they speak Russian there?" is asked of a place, and not of who is asked.
        _ => match finding.candidates.first().filter(|_| finding.said_in.is_empty()) {
            Some(first) if asked.points && names(context, finding, &[first.entry]) => {
                let meant = Finding { verdict: Verdict::Answer(vec![first.entry]), ..finding.clone() };
                Leaning::Means(Box::new(meant), words.join(" "))
            }
            _ => Leaning::Not,
        },
    }
}

/// Whether an entry was shown below the last answer to be read next.
fn is_shown(composer: &Composer<'_>, state: &State, entry: usize) -> bool {
    shown(composer, state).iter().any(|shown| shown.id == composer.base.entries[entry].id)
}

/// What the talk holds on an utterance with so many words of a subject: what it is about, then what was shown beside.
pub fn held_in_talk<'a>(
    context: Context<'a>,
    state: &State,
    question: &Sought<'_>,
    asked: &Asked<'_>,
    heavy: usize,
) -> Option<(&'a Entry, Holding)> {
    let composer = &context.composer;
    let enough = if asked.leans() { heavy.div_ceil(2) } else { heavy };
    // Of what was answered longer ago, half of the words tell nothing.
    let now: Vec<&Entry> = subject(composer, state).into_iter().chain(at_hand(composer, state)).collect();
    let found = search(context, &now, question, asked, enough);
    let found = found.or_else(|| search_words(context, &in_the_talk(composer, state), question, asked, heavy.max(2)));
    found.or_else(|| {
        // What the answer says not to know is not looked for in what was shown beside it.
        let lacks = |entry: &&Entry| !holding::by_words(context, entry, question, &asked.barely(), 0).lacks.is_empty();
        if asked.aspects.is_empty() || subject(composer, state).as_ref().is_some_and(lacks) {
            return None;
        }
        search_words(context, &shown(composer, state), question, asked, heavy.max(2))
    })
}

/// Where an utterance that leans by its words, or only is brief, has something in the talk or not.
fn weighed<'a>(
    context: Context<'a>,
    entry: &'a Entry,
    question: &Sought<'_>,
    asked: Asked<'a>,
    found: Option<(&'a Entry, Holding)>,
) -> Leaning<'a> {
    let finding = question.finding;
    let base = context.composer.base;
    let text = format!("{} {}", context.composer.nearest(&entry.title), finding.reading.words.join(" "));
    let together = || context.index().find(&text);
    let same = |found: &[usize]| found.iter().any(|at| base.entries[*at].id == entry.id);
    let (leans, points, firm) = (asked.leans(), asked.points, asked.firm);
    let lacks = || holding::by_words(context, entry, question, &asked.barely(), 0).lacks;
    let lacks = if found.is_some() { Vec::new() } else { lacks() };
    let in_talk = found.is_some();
    // That the answer says not to know it is the reply, unless something else is named.
    let named = match &finding.verdict {
        Verdict::Answer(found) | Verdict::Choices(found) => {
            names_beside(context, finding, &asked.beside(&finding.reading.words), &found[..1.min(found.len())])
        }
        verdict => matches!(verdict, Verdict::Unknown(Some(_))) && finding.gap_is_clear,
    };
    if !lacks.is_empty() && !asked.aspects.is_empty() && !named {
        return Leaning::Missing(Missing { entry, aspects: asked.aspects, lacks, others: Vec::new() });
    }
    let sure = matches!(&found, Some((_, holding)) if holding.is_sure());
    let told = |others: Vec<usize>| match found {
        Some((entry, holding)) => Leaning::About(entry, holding),
        None => Leaning::Missing(Missing { entry, aspects: asked.aspects, lacks, others }),
    };
    match &finding.verdict {
        Verdict::Answer(other) if sure && !names(context, finding, other) => told(other.clone()),
        Verdict::Choices(_) | Verdict::Unknown(_) if sure => told(Vec::new()),
        Verdict::Unknown(Some(_)) if finding.gap_is_clear && !in_talk => Leaning::Not,
        Verdict::Answer(other) if points && in_talk && (firm || !names(context, finding, other)) => told(other.clone()),
        Verdict::Answer(other) if leans && names(context, finding, other) => Leaning::Not,
        Verdict::Answer(other) if firm => told(other.clone()),
        // By itself about something else, but that is not named: the talk decides.
        Verdict::Answer(other) => match together().verdict {
            Verdict::Answer(both) if same(&both) => told(other.clone()),
            _ => Leaning::Not,
        },
        _ if leans && in_talk => told(Vec::new()),
        // What the talk is about comes first to mind: what it holds on it is told.
        Verdict::Choices(found) if in_talk && same(&found[..1.min(found.len())]) => told(Vec::new()),
        verdict => {
            // Choices that begin with the entry at hand ask for more of it.
            let open = !matches!(verdict, Verdict::Choices(found) if !same(&found[..1.min(found.len())]));
            let together = together();
            match &together.verdict {
                Verdict::Answer(both) if same(both) && open => told(Vec::new()),
                Verdict::Answer(both) if !same(both) && leans => Leaning::Means(Box::new(together), text),
                // Who points at what was said means nothing that only lies near.
                _ if points => told(near(verdict)),
                _ => Leaning::Not,
            }
        }
    }
}

/// What lies near to an utterance, where several may.
fn near(verdict: &Verdict) -> Vec<usize> {
    match verdict {
        Verdict::Choices(found) => found.clone(),
        _ => Vec::new(),
    }
}

/// An utterance that asks for nothing but aspects: of what is at hand, else of what was there before.
fn bare<'a>(
    context: Context<'a>,
    state: &State,
    at_hand: &[&'a Entry],
    question: &Sought<'_>,
    asked: Asked<'a>,
) -> Leaning<'a> {
    let finding = question.finding;
    let words = &finding.reading.words;
    // Of several that were offered and not picked, none is the subject.
    let offered = state.last.as_ref().is_some_and(|last| !last.thread.offered.is_empty());
    if offered && at_hand.len() > 1 {
        let answered = state.focus.iter().filter_map(|id| context.composer.base.entry(id));
        return Leaning::Which(answered.chain(at_hand.iter().copied()).collect());
    }
    let all = in_the_talk(&context.composer, state);
    let barely = asked.barely();
    let held = search(context, at_hand, question, &asked, 0);
    // What the answer says itself not to know is not looked for in what was answered before.
    if held.is_none()
        && let Some(entry) = subject(&context.composer, state)
    {
        let lacks = holding::admitted(context, entry, question, &barely);
        if !lacks.is_empty() {
            return Leaning::Missing(Missing { entry, aspects: asked.aspects, lacks, others: Vec::new() });
        }
    }
    let held = held.or_else(|| search_words(context, &all, question, &asked, 0));
    if let Some((entry, holding)) = held.or_else(|| search_words(context, at_hand, question, &barely, 0)) {
        return Leaning::About(entry, holding);
    }
    // What was shown beside the answer may be about just that: "what if he refuses" behind a summons.
    if let Verdict::Answer(found) | Verdict::Choices(found) = &finding.verdict
        && let [only] = found.as_slice()
        && is_shown(&context.composer, state, *only)
        && names(context, finding, &[*only])
    {
        let meant = Finding { verdict: Verdict::Answer(vec![*only]), ..finding.clone() };
        return Leaning::Means(Box::new(meant), words.join(" "));
    }
    let asked = barely;
    let Some(entry) = subject(&context.composer, state) else { return Leaning::Not };
    // Of what was shown beside the answer, one may say that it does not know either.
    let shown = shown(&context.composer, state);
    let silent = |entry: &'a Entry| holding::by_words(context, entry, question, &asked, 0).lacks;
    let denies = |lack: &String| said::denies(context, lack);
    let of_shown = |entry: &'a Entry| (entry, silent(entry).into_iter().filter(denies).collect());
    let lacking = std::iter::once((entry, silent(entry))).chain(shown.into_iter().map(of_shown));
    let (entry, lacks) = lacking.into_iter().find(|(_, lacks)| !lacks.is_empty()).unwrap_or((entry, Vec::new()));
    Leaning::Missing(Missing { entry, aspects: asked.aspects, lacks, others: Vec::new() })
}

/// What was shown below the last answer to be read next.
pub fn shown<'a>(composer: &Composer<'a>, state: &State) -> Vec<&'a Entry> {
    let entries = state.choices.iter().filter_map(|choice| match &choice.action {
        Action::Entry(id) => composer.base.entry(id),
        _ => None,
    });
    entries.collect()
}

/// The aspect of what was said that only its sources hold: when it was written.
pub const DATED: &str = "dated";

/// What the first entry that holds anything on what was asked holds.
fn search<'a>(
    context: Context<'a>,
    entries: &[&'a Entry],
    question: &Sought<'_>,
    asked: &Asked<'_>,
    enough: usize,
) -> Option<(&'a Entry, Holding)> {
    first(entries, |entry| holding::held(context, entry, question, asked, enough))
}

/// The same by the words alone.
fn search_words<'a>(
    context: Context<'a>,
    entries: &[&'a Entry],
    question: &Sought<'_>,
    asked: &Asked<'_>,
    enough: usize,
) -> Option<(&'a Entry, Holding)> {
    first(entries, |entry| holding::by_words(context, entry, question, asked, enough))
}

fn first<'a>(entries: &[&'a Entry], held: impl Fn(&Entry) -> Holding) -> Option<(&'a Entry, Holding)> {
    entries.iter().map(|entry| (*entry, held(entry))).find(|(_, holding)| !holding.is_empty())
}

/// "Is it safe?" with nothing said before: about what?
fn without_subject<'a>(context: Context<'a>, finding: &Finding, asked: &Asked<'_>) -> Leaning<'a> {
    // A help desk that is asked when it is open has an entry for just that.
    let names = &context.index().learnt.names;
    let told = matches!(&finding.verdict, Verdict::Answer(found) if names.is_asked_barely(found[0]));
    if !asked.is_bare() || !finding.said_in.is_empty() || told {
        return Leaning::Not;
    }
    let base = context.composer.base;
    Leaning::Which(finding.candidates.iter().map(|candidate| &base.entries[candidate.entry]).collect())
}

/// What the entry at hand says itself of a place, where nothing else is asked: "and in Estonia?".
fn of_the_place(context: Context<'_>, entry: &Entry, finding: &Finding, asked: &Asked<'_>) -> Option<Holding> {
    let heavy = asked.heavy(&finding.reading.words);
    let rest = context.index().learnt.names.without_names(&heavy);
    let only_place = context.index().learnt.content_stems(&rest, context.composer.lang).is_empty();
    let is_it = |at: &usize| context.composer.base.entries[*at].id == entry.id;
    let own =
        matches!(&finding.verdict, Verdict::Answer(found) if found.iter().any(is_it) || names(context, finding, found));
    if !asked.leans() || !only_place || own {
        return None;
    }
    let sentences = said::answer_sentences(context, entry);
    let telling = sentences.into_iter().filter(|sentence| holding::tells_of(context, entry, &heavy, sentence));
    let sentences: Vec<String> = telling.take(holding::MOST_SENTENCES).collect();
    (!sentences.is_empty()).then(|| Holding { sentences, ..Holding::default() })
}

/// "And in Georgia?" after a question about cards: the entry that speaks of Georgia answers another question.
fn of_another_place<'a>(
    context: Context<'a>,
    entry: &'a Entry,
    question: &Sought<'_>,
    asked: &Asked<'_>,
) -> Leaning<'a> {
    let finding = question.finding;
    let (index, composer) = (context.index(), &context.composer);
    let rest = index.learnt.names.without_names(&asked.heavy(&finding.reading.words));
    let empty = index.learnt.content_stems(&rest, composer.lang).is_empty();
    let bare = asked.leads && empty;
    let theme = |at: &usize| composer.base.entries[*at].theme == entry.theme;
    match &finding.verdict {
        Verdict::Answer(found) if bare && !found.iter().any(theme) => Leaning::Elsewhere,
        Verdict::Unknown(_) if asked.points => Leaning::Elsewhere,
        // What the talk is about speaks of that place.
        Verdict::Choices(found) if bare && composer.base.entries[found[0]].id == entry.id => {
            let held = search_words(context, &[entry], question, asked, 1);
            held.map_or(Leaning::Not, |(entry, holding)| Leaning::About(entry, holding))
        }
        _ => Leaning::Not,
    }
}

/// Whether an utterance has its reply without the talk.
fn stands_alone(context: Context<'_>, state: &State, entry: &Entry, finding: &Finding, asked: &Asked<'_>) -> bool {
    let base = context.composer.base;
    let best = finding.candidates.first().map_or(0.0, |candidate| candidate.score);
    let by_heart = !finding.said_in.is_empty();
    let asks = finding.reading.asks || !by_heart && context.asks(&finding.reading.words);
    match &finding.verdict {
        Verdict::Answer(found) => {
            let own = found.iter().any(|at| base.entries[*at].id == entry.id);
            let sure = best >= if asked.leans() { SURELY_ANOTHER } else { SURELY_ANOTHER_IF_BRIEF };
            let told = best >= PLAINLY_ANOTHER || sure && names(context, finding, found);
            // What was shown to be read next is asked for more easily than a stranger.
            let next = !asked.leans()
                && asked.aspects.is_empty()
                && found.iter().all(|at| is_shown(&context.composer, state, *at));
            own || next || found.len() > 1 || !asked.firm && told
        }
        Verdict::Unknown(Some(_)) | Verdict::Passage(_) => !asked.leans(),
        // What the talk is about has replies of its own to these.
        Verdict::Smalltalk(kind) => small_talk::is_of_an_answer(kind) || !(asked.leans() || asks),
        _ => false,
    }
}
