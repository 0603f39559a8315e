//! Several requests in one message, of which the talk has to do with one: "where did you get that? and forget what I wrote".
//! Each gets its reply, in one message; what only tells a story is left out, and what names an entry says what the rest is
//! about.

use super::aside;
use super::aspect::Asked;
use super::context::{Context, Utterance};
use super::draft::Draft;
use super::follow_up;
use super::naming;
use super::plain_words;
use super::reply::{Action, Choice, Outcome};
use super::small_talk;
use super::state::State;
use crate::knowledge::{Block, plain_text};
use crate::matcher::costs::{ANOTHER_BY_ASPECT, DOUBTFUL, PLAINLY_ANOTHER};
use crate::matcher::{Danger, Finding, Verdict};
use crate::text::{Pause, folded_words};

/// Sentences of a message that is looked at piece by piece; more is a letter.
const MOST_PARTS: usize = 5;

/// Entries that one message answers with.
const MOST_ENTRIES: usize = 3;

/// What a part does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Does {
    /// It wants the talk to be forgotten.
    Forget,
    /// It asks of what the talk is about, by nothing but what it asks of it.
    AsksBarely,
    /// The same, in more words.
    AsksOn,
    /// It asks for something by itself.
    Asks,
    /// It asks for nothing, and says what the rest is about.
    Names,
    /// It asks for nothing.
    Tells,
}

/// The parts of an utterance that are to be answered one by one, in their order; none where it is answered as a whole.
pub fn of(context: Context<'_>, state: &State, said: &Utterance) -> Option<Vec<Utterance>> {
    let sentences = cut(context, &said.text, false);
    if sentences.len() > MOST_PARTS || said.finding.danger.is_any() {
        return None;
    }
    if let Some(only) = forgetting(context, state, said, &sentences) {
        return Some(only);
    }
    // What is plainly said beside a question, and asks for nothing, is one thing, however many clauses it has.
    if sentences.len() < 2 || aside::is_plain(context, &said.finding) && !said.text.contains('?') {
        return None;
    }
    if Asked::of(context, &said.finding.reading).is_bare() {
        return None;
    }
    let mut parts = sorted(context, state, &said.text, sentences);
    // What is named behind the last question is its story.
    parts.iter_mut().rev().take_while(|(does, _)| *does == Does::Names).for_each(|(does, _)| *does = Does::Tells);
    let count = |does: Does| parts.iter().filter(|(one, _)| *one == does).count();
    let on = count(Does::AsksBarely) + count(Does::AsksOn);
    let (names, forgets) = (count(Does::Names) > 0, count(Does::Forget) > 0);
    let asking = on + count(Does::Asks);
    // A story that ends in a question of its own is asked as a whole.
    let own = matches!(&said.finding.verdict, Verdict::Answer(found) if naming::names(context, &said.finding, found));
    let several = matches!(&said.finding.verdict, Verdict::Answer(found) if found.len() > 1);
    if several && count(Does::AsksBarely) == 0 {
        return None;
    }
    // What the story tells says plainly what its question is about: nothing of the talk before.
    let another = || is_plainly_another(context, state, &said.finding, own);
    if !several && !names && !forgets && on == asking && another() {
        return None;
    }
    let first = parts.first().is_some_and(|(does, _)| *does == Does::AsksBarely);
    let talks = on > 0 && (asking > 1 || names || asking < parts.len() && (first || !own));
    let begun = state.last.is_some();
    if !(talks || forgets && asking > 0 && begun) {
        return None;
    }
    let kept = parts
        .into_iter()
        .filter(|(does, _)| *does != Does::Tells && (begun || *does != Does::Forget))
        .map(|(_, part)| part);
    Some(kept.collect())
}

/// Whether an utterance is plainly about another entry than the talk.
fn is_plainly_another(context: Context<'_>, state: &State, finding: &Finding, named: bool) -> bool {
    let least = if named { ANOTHER_BY_ASPECT } else { PLAINLY_ANOTHER };
    let answered = matches!(finding.verdict, Verdict::Answer(_));
    let subject = follow_up::subject(&context.composer, state).map(|entry| &entry.id);
    let other = |at: usize| subject != Some(&context.composer.base.entries[at].id);
    answered && finding.candidates.first().is_some_and(|first| first.score >= least && other(first.entry))
}

/// "Delete it, please, nothing about my wife must stay": what asks for nothing beside tells the same again.
fn forgetting(context: Context<'_>, state: &State, said: &Utterance, sentences: &[String]) -> Option<Vec<Utterance>> {
    if matches!(said.finding.verdict, Verdict::Answer(_)) && sentences.len() < 2 {
        return None;
    }
    let clauses = cut(context, &said.text, true);
    if clauses.len() < 2 || clauses.len() > 2 * MOST_PARTS || state.last.is_none() {
        return None;
    }
    let parts = sorted(context, state, &said.text, clauses);
    let asks = parts.iter().any(|(does, _)| matches!(does, Does::Asks | Does::AsksOn | Does::AsksBarely));
    let forget = parts.into_iter().find(|(does, _)| *does == Does::Forget).filter(|_| !asks)?;
    Some(vec![forget.1])
}

/// The sentences of a text, questions and what a colon leads to among them, and what an "and" joins behind a comma; with
/// `finely`, each of its clauses.
fn cut(context: Context<'_>, text: &str, finely: bool) -> Vec<String> {
    let joining = &context.index().learnt.lexicon.joints.joining;
    let mut found: Vec<String> = Vec::new();
    let mut from = 0;
    for (at, sign) in text.char_indices() {
        let (to, pause) = (at + sign.len_utf8(), Pause::of(sign));
        let ends = text[to..].starts_with(' ') || text[to..].is_empty();
        let joined = || joining.at(&folded_words(&text[to..]), 0).is_some();
        let parts = pause >= Pause::Sentence || sign == ':' || pause == Pause::Clause && (finely || joined());
        if ends && parts {
            found.push(text[from..to].trim().to_owned());
            from = to;
        }
    }
    found.push(text[from..].trim().to_owned());
    found.retain(|part| !folded_words(part).is_empty());
    found
}

/// Words of a part that asks without a word or a sign that says so: "the phone, please".
const BRIEF_WORDS: usize = 5;

/// Whether a part names what an entry is about that was not answered before: then the entry is what it wants.
fn about_anew(context: Context<'_>, state: &State, finding: &Finding, found: &[usize]) -> bool {
    named(context, state, finding).is_none() && naming::names(context, finding, found)
}

/// The entry that a part which asks for nothing names, where it was answered in this talk.
fn named(context: Context<'_>, state: &State, finding: &Finding) -> Option<usize> {
    let first = finding.candidates.first()?.entry;
    let id = &context.composer.base.entries[first].id;
    let earlier = state.last.iter().flat_map(|last| &last.thread.earlier);
    let known = state.focus.iter().chain(earlier).any(|other| other == id);
    let meant = match &finding.verdict {
        Verdict::Answer(found) => found.len() == 1,
        Verdict::Choices(found) => found.first() == Some(&first),
        // A gap that lies near is not what a talk comes back to.
        Verdict::Unknown(_) => finding.candidates[0].score >= DOUBTFUL,
        _ => false,
    };
    (meant && known).then_some(first)
}

/// What each part does. What asks of a subject needs one: that of the talk, or one that a part before has named.
fn sorted(context: Context<'_>, state: &State, whole: &str, texts: Vec<String>) -> Vec<(Does, Utterance)> {
    let mut named = false;
    let sort = |text: String| {
        // Where a sign tells what is asked, words alone do not.
        let by_words = !whole.contains('?') || text.ends_with(',');
        let (does, said) = part(context, state, text, by_words, named);
        named |= matches!(does, Does::Asks | Does::Names);
        (does, said)
    };
    texts.into_iter().map(sort).collect()
}

fn part(context: Context<'_>, state: &State, text: String, by_words: bool, named_before: bool) -> (Does, Utterance) {
    let index = context.index();
    let mut finding = index.find_in(&text, Some(context.composer.lang));
    let words = folded_words(&text);
    let asked = Asked::of(context, &finding.reading);
    let question = finding.reading.asks;
    let subject = follow_up::subject(&context.composer, state).is_some();
    let asks = question || by_words && context.asks(&words);
    let brief = words.len() <= BRIEF_WORDS;
    let does = match &finding.verdict {
        Verdict::Smalltalk(kind) if plain_words::plainly_forgets(context, kind, &finding) => Does::Forget,
        Verdict::Smalltalk(kind) if subject && small_talk::is_of_an_answer(kind) => Does::AsksBarely,
        _ if (subject || named_before) && asked.is_bare() => Does::AsksBarely,
        Verdict::Smalltalk(_) => Does::Tells,
        _ if subject && follow_up::asks_only_of_it(context, &finding, &asked) => {
            if asks || brief {
                Does::AsksOn
            } else {
                Does::Tells
            }
        }
        Verdict::Answer(_) if asks => Does::Asks,
        Verdict::Answer(found) if about_anew(context, state, &finding, found) => Does::Asks,
        _ if !question && named(context, state, &finding).is_some() => Does::Names,
        // What points at the story before it is the question of that story.
        _ if question && asked.points && named_before => Does::Tells,
        _ if question && subject && asked.points => Does::AsksOn,
        _ if question => Does::Asks,
        _ => Does::Tells,
    };
    // Whether there is danger the whole tells.
    finding.danger = Danger::default();
    (does, Utterance { text, words, finding })
}

/// Answers the parts one after the other, the talk going on between them, and puts what was said into one message;
/// none where one of them has no reply of its own.
pub fn each(
    context: Context<'_>,
    mut state: State,
    parts: &[Utterance],
    one: impl Fn(State, &Utterance) -> Draft,
) -> Option<Draft> {
    let mut whole: Option<Draft> = None;
    let earlier = state.thread().earlier;
    for (at, said) in parts.iter().enumerate() {
        let names = || part(context, &state, said.text.clone(), false, false).0 == Does::Names;
        if at + 1 < parts.len() && names() {
            let entry = named(context, &state, &said.finding).map(|at| context.composer.base.entries[at].id.clone());
            now_about(&mut state, entry.into_iter().collect(), Vec::new());
            continue;
        }
        let done = one(state, said);
        // Who would have to choose between guesses is better asked about the whole.
        if done.reply.smalltalk.is_none() && !done.reply.choices.is_empty() {
            return None;
        }
        state = done.state.clone();
        if done.reply.outcome == Outcome::Answer {
            now_about(&mut state, done.reply.entries.clone(), done.reply.related.clone());
        }
        whole = Some(match whole {
            None => done,
            Some(before) => joined(context, before, done),
        });
    }
    if let Some(last) = &mut state.last {
        last.thread.earlier = earlier;
    }
    whole.map(|whole| Draft { state, ..whole })
}

/// What the message itself has named is what its other parts are about, and nothing that was answered before.
fn now_about(state: &mut State, entries: Vec<String>, shown: Vec<Choice>) {
    state.focus = entries;
    state.choices = shown;
    let thread = &mut state.last.get_or_insert_default().thread;
    thread.offered.clear();
    thread.earlier.clear();
}

/// Two replies as one: what was said already is not said again, and the graver outcome stands for both.
fn joined(context: Context<'_>, mut before: Draft, mut after: Draft) -> Draft {
    let kept = Block::note(&context.composer.file.phrases.kept);
    let notes = [&mut before, &mut after].map(|draft| {
        let all = draft.reply.blocks.len();
        draft.reply.blocks.retain(|block| *block != kept);
        draft.reply.blocks.len() < all
    });
    let said: Vec<String> = before.reply.blocks.iter().map(|block| plain_text(std::slice::from_ref(block))).collect();
    let told = |text: &String| said.iter().any(|known| known.contains(text.trim_start_matches("- ").trim()));
    // An opening with nothing new behind it opens nothing.
    let news: Vec<bool> =
        after.reply.blocks.iter().map(|block| !told(&plain_text(std::slice::from_ref(block)))).collect();
    let body = after.reply.blocks.iter().zip(&news).skip(1);
    let is_body = |block: &Block| !matches!(block, Block::Note(_));
    let stale = after.reply.outcome == Outcome::Passage
        && !body.clone().any(|(block, news)| is_body(block) && *news)
        && body.clone().any(|(block, _)| is_body(block));
    let fresh = after.reply.blocks.into_iter().zip(news).filter(|(_, news)| *news && !stale).map(|(block, _)| block);
    let Draft { reply, effects, question, secret, state } = &mut before;
    reply.blocks.extend(fresh);
    reply.blocks.extend(notes.contains(&true).then_some(kept));
    effects.extend(after.effects);
    *question = question.take().or(after.question);
    *secret |= after.secret;
    *state = after.state;
    if after.reply.outcome == Outcome::Answer || reply.outcome == Outcome::Smalltalk {
        reply.outcome = after.reply.outcome;
    }
    reply.thumbs = after.reply.thumbs.or(reply.thumbs.take());
    let fresh = |known: &[String], id: &String| !known.contains(id);
    let entries: Vec<String> = after.reply.entries.into_iter().filter(|id| fresh(&reply.entries, id)).collect();
    reply.entries.extend(entries);
    reply.entries.truncate(MOST_ENTRIES);
    for source in after.reply.sources {
        if !reply.sources.contains(&source) {
            reply.sources.push(source);
        }
    }
    reply.passages.extend(after.reply.passages);
    reply.stale |= after.reply.stale;
    reply.gap = reply.gap.take().or(after.reply.gap);
    reply.lacking.extend(after.reply.lacking);
    reply.smalltalk = after.reply.smalltalk.or(reply.smalltalk.take());
    if !after.reply.choices.is_empty() {
        reply.choices = after.reply.choices;
        reply.hint = after.reply.hint;
        reply.related.clear();
        reply.see_also = None;
    } else if reply.choices.is_empty() && !after.reply.related.is_empty() {
        let promise = |choice: &Choice| matches!(choice.action, Action::Promise(_));
        let before = std::mem::replace(&mut reply.related, after.reply.related);
        let promised = before.into_iter().filter(|choice| promise(choice) && !reply.related.contains(choice));
        reply.related.extend(promised.collect::<Vec<_>>());
        reply.see_also = after.reply.see_also;
    }
    before
}
