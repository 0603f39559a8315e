//! "In Turkish, please": the talk goes on in that language, and what was answered last is said in it.

use super::context::{Context, Utterance};
use super::draft::Draft;
use super::reply::{Outcome, Reply};
use super::state::{Rule as Turned, State};
use crate::knowledge::{LanguageFile, Signs};
use crate::matcher::{Finding, Rule, Verdict};
use crate::text::{Lang, folded_words, language};
use std::collections::BTreeSet;

/// The kind of smalltalk that is about the language of the talk.
const SWITCH: &str = "language-switch";
/// Words of a wish for another language; who says more asks for something.
const MOST_WORDS: usize = 8;
/// Words before the name of a language among which one that denies denies it.
const DENIED_WITHIN: usize = 3;
/// Letters that two forms of the name of a language share at least.
const SAME: usize = 4;

/// The talk in another language, where that is what an utterance wishes for.
pub fn switched(context: Context<'_>, state: &State, said: &Utterance) -> Option<Draft> {
    if !context.keeps() || said.words.len() > MOST_WORDS {
        return None;
    }
    let lang = wished(context, state, &said.finding)?;
    let mut done = language_fixed(context, state.clone(), lang);
    let there = context.in_language(lang).composer;
    // What was found missing in an answer leaves that answer the last one.
    let question = state.last.as_ref().and_then(|last| last.question.as_ref());
    let told = question.is_some_and(|question| match question.outcome {
        Some(Outcome::Answer | Outcome::Passage) => true,
        Some(Outcome::Unknown) => matches!(question.rule, Some(Turned::FollowUp | Turned::Person)),
        _ => false,
    });
    let at = |id: &String| there.base.entries.iter().position(|entry| entry.id == *id);
    let entries: Vec<usize> = state.focus.iter().filter_map(at).collect();
    if told && !entries.is_empty() {
        let blocks = std::mem::take(&mut done.reply.blocks);
        done.reply = Reply { blocks, score: 1.0, ..Reply::new(lang, Outcome::Answer) };
        there.answer(&entries, &mut done.reply);
    } else {
        done.reply.smalltalk = Some(SWITCH.to_owned());
    }
    Some(done)
}

/// Fixes the language of the chat.
pub fn language_fixed(context: Context<'_>, mut state: State, lang: Lang) -> Draft {
    state.lang = Some(lang);
    state.spoken = Some(lang);
    let composer = context.in_language(lang).composer;
    Draft::new(state, composer.notice("lang", &composer.file.phrases.language_set))
}

/// The language that an utterance wishes for: the only one that it names and does not deny.
fn wished(context: Context<'_>, state: &State, finding: &Finding) -> Option<Lang> {
    let composer = &context.composer;
    let words = &finding.reading.words;
    let follow = &composer.file.follow;
    let denying = language(composer.lang).negation.denying;
    let denied = |at: usize| {
        // Where a language denies behind what it denies, a denial before it is of something else.
        let before = if follow.deny == Signs::default() { &[] } else { &words[at.saturating_sub(DENIED_WITHIN)..at] };
        before.iter().any(|word| denying.contains(&word.as_str())) || follow.deny_end.at(words, at + 1).is_some()
    };
    let named = tongues(context, words);
    let wanted: BTreeSet<Lang> = named.iter().filter(|tongue| !denied(tongue.at)).map(|tongue| tongue.lang).collect();
    let lang = *wanted.iter().next().filter(|_| wanted.len() == 1)?;
    let points = (0..words.len()).any(|at| follow.pointer.at(words, at).is_some());
    let wishes = match &finding.verdict {
        Verdict::Smalltalk(kind) if kind == SWITCH => !points || !finding.said_in.is_empty(),
        verdict => {
            let answers = matches!(verdict, Verdict::Answer(_));
            let plain = named.iter().any(|tongue| tongue.lang == lang && tongue.whole);
            plain
                && !points
                && finding.rule != Rule::ByHeart
                && strange_words(context, words, &named) <= usize::from(!answers)
        }
    };
    // "Why do you write in Russian", in another language, wishes for that other one.
    let spoken = state.last.as_ref().and_then(|last| last.lang);
    let complains = spoken == Some(lang) && composer.lang != lang;
    wishes.then_some(if complains { composer.lang } else { lang })
}

/// The name of a language in an utterance.
struct Tongue {
    lang: Lang,
    /// Where it stands.
    at: usize,
    /// Whether it stands there as one says in what language something is said: "in Turkish".
    whole: bool,
}

/// The languages of the base that an utterance names, in any of them.
fn tongues(context: Context<'_>, words: &[String]) -> Vec<Tongue> {
    let mut found = Vec::new();
    let languages = &context.composer.base.languages;
    for (file, (lang, _)) in languages.iter().flat_map(|(_, file)| languages.iter().map(move |other| (file, other))) {
        let phrase = folded_words(file.in_language(lang));
        let Some(name) = phrase.iter().rfind(|word| !file.stop.contains(*word)) else { continue };
        let stands = |at: &usize| is_form(name, &words[*at]);
        found.extend((0..words.len()).filter(stands).map(|at| Tongue {
            lang,
            at,
            whole: words[..=at].ends_with(&phrase),
        }));
    }
    found
}

/// Whether two words are forms of the name of a language.
fn is_form(name: &str, word: &str) -> bool {
    let shared = name.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
    let longer = name.chars().count().max(word.chars().count());
    name == word || shared >= SAME && shared + 2 >= longer
}

/// Words that neither say nothing nor stand in what people say of the language of a talk.
fn strange_words(context: Context<'_>, words: &[String], named: &[Tongue]) -> usize {
    let of_kind = |file: &LanguageFile| {
        let kind = file.smalltalk.iter().find(|small| small.id == SWITCH);
        kind.iter().flat_map(|small| &small.ask).flat_map(|(ask, _)| folded_words(ask)).collect::<Vec<String>>()
    };
    let known: BTreeSet<String> = context.composer.base.languages.iter().flat_map(|(_, file)| of_kind(file)).collect();
    let stop = &context.index().learnt.stop;
    let strange = |(at, word): &(usize, &String)| {
        let empty = stop.contains(*word) || word.chars().nth(1).is_none();
        !empty && !known.contains(*word) && !named.iter().any(|tongue| tongue.at == *at)
    };
    words.iter().enumerate().filter(strange).count()
}
