//! The one door: an event and a memory in, replies and a memory out.

use super::commands;
use super::compose::Desk;
use super::effect::{Effect, KeptQuestion};
use super::emergency;
use super::event::Event;
use super::redact::redact;
use super::reply::{Action, Choice, Outcome, Reply};
use super::state::{Spoken, State};
use crate::knowledge::{Block, LanguageFile, fill, markup};
use crate::matcher::{Finding, Index, Repair, Verdict};
use crate::text::{Lang, folded_words, tidy};
use jiff::civil::Date;

/// What a turn sees of the world.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// What is known, frozen for the turn.
    pub index: &'a Index,
    /// Today.
    pub now: Date,
    /// The language of everything said, whatever is asked; none to follow the person.
    pub lang: Option<Lang>,
    /// Whether questions that nothing answers are kept for volunteers.
    pub keeps: bool,
}

/// What a turn comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The memory for the next turn.
    pub state: State,
    /// What is said, one message each.
    pub replies: Vec<Reply>,
    /// What is asked of the world.
    pub effects: Vec<Effect>,
}

/// How much likelier one language must be, in nats, to be spoken when the talk so far was in another.
const CLEAR_LANGUAGE: f32 = 3.0;
/// From this share of letters of no alphabet of ours, an utterance is in a language that we do not speak.
const FOREIGN: f32 = 0.5;

/// One turn. Total, without a clock, a disk or chance: the same view, state and event make the same step.
pub fn step(view: View<'_>, state: State, event: Event) -> Step {
    match event {
        Event::Chose(action) => chosen(view, state, action),
        Event::Said(text) => said(view, state, &tidy(&text)),
    }
}

fn said(view: View<'_>, mut state: State, text: &str) -> Step {
    if let Some(command) = text.strip_prefix('/').filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic())) {
        return commands::run(view, state, command);
    }
    let number = text.trim_end_matches(['.', ')']).parse::<usize>().ok();
    if let Some(number) = number.filter(|_| !state.choices.is_empty()) {
        return match number.checked_sub(1).and_then(|at| state.choices.get(at)) {
            Some(choice) => chosen(view, state.clone(), choice.action.clone()),
            None => {
                let lang = view.lang.or(state.lang).or(state.spoken).unwrap_or_default();
                notice(view, state, lang, "number", |file| file.phrases.nothing_to_choose.clone())
            }
        };
    }
    let finding = view.index.find(text);
    let lang = language(view, &state, &finding);
    state.spoken = Some(lang);
    let desk = desk(view, lang);
    let mut effects = Vec::new();
    let mut reply = if finding.reading.foreign >= FOREIGN {
        foreign(view, lang, &finding)
    } else if finding.reading.words.iter().all(|word| !word.chars().any(char::is_alphabetic)) {
        let mut reply = desk.reply(Outcome::Unknown, &finding);
        reply.blocks.push(Block::plain(&desk.file.phrases.no_words));
        reply
    } else {
        let reply = answered(desk, view, &finding);
        if reply.outcome == Outcome::Unknown && view.keeps {
            let kept = KeptQuestion { text: redact(view.index, text), lang, gap: reply.gap.clone() };
            effects.push(Effect::KeepQuestion(kept));
        }
        reply
    };
    let mut opening = emergency::advice(desk.base, text, lang);
    opening.append(&mut reply.blocks);
    reply.blocks = opening;
    state.choices = reply.choices.clone();
    state.last = Some(Spoken { utterance: text.to_owned(), outcome: reply.outcome });
    Step { state, replies: vec![reply], effects }
}

/// The language of the reply: fixed by the caller or the person, else that of the question when its words tell, else
/// that of the talk.
fn language(view: View<'_>, state: &State, finding: &Finding) -> Lang {
    let reading = &finding.reading;
    let told = match state.spoken {
        Some(spoken) if reading.lang_margin < CLEAR_LANGUAGE => spoken,
        _ => reading.lang,
    };
    view.lang.or(state.lang).unwrap_or(told)
}

/// Everything that composing needs in a language. A base without a file for it speaks the nearest.
pub(super) fn desk(view: View<'_>, lang: Lang) -> Desk<'_> {
    static SILENT: std::sync::LazyLock<LanguageFile> = std::sync::LazyLock::new(LanguageFile::default);
    let file = view.index.base.languages.nearest(lang).map_or(&*SILENT, |(_, file)| file);
    Desk { base: &view.index.base, file, lang, now: view.now }
}

fn answered(desk: Desk<'_>, view: View<'_>, finding: &Finding) -> Reply {
    let outcome = match &finding.verdict {
        Verdict::Answer(_) => Outcome::Answer,
        Verdict::Choices(_) => Outcome::Choices,
        Verdict::Passage(_) => Outcome::Passage,
        Verdict::Smalltalk(_) => Outcome::Smalltalk,
        Verdict::Unknown(_) => Outcome::Unknown,
    };
    let mut reply = desk.reply(outcome, finding);
    let changed = finding.reading.repairs.iter().any(|repair| !matches!(repair, Repair::Marks | Repair::Homoglyph));
    if let Some(understood) = finding.reading.understood.as_deref().filter(|_| changed && outcome != Outcome::Smalltalk)
    {
        reply.blocks.push(Block::note(fill(&desk.file.phrases.understood, &[("text", understood)])));
    }
    match &finding.verdict {
        Verdict::Answer(entries) => desk.answer(entries, &mut reply),
        Verdict::Choices(entries) => desk.choices(entries, &mut reply),
        Verdict::Passage(found) => desk.passages(found, &mut reply),
        Verdict::Unknown(gap) => desk.unknown(*gap, view.keeps, &mut reply),
        Verdict::Smalltalk(kind) => {
            let small = desk.file.smalltalk.iter().find(|small| small.id == *kind);
            reply.blocks.extend(small.map(|small| markup(&small.reply)).unwrap_or_default());
            reply.smalltalk = Some(kind.clone());
        }
    }
    reply
}

/// The reply to a language that we do not speak: the same sentence in each that we do.
fn foreign(view: View<'_>, lang: Lang, finding: &Finding) -> Reply {
    let mut reply = desk(view, lang).reply(Outcome::Unknown, finding);
    let languages = view.index.base.languages.iter();
    reply.blocks = languages.map(|(_, file)| Block::plain(&file.phrases.foreign)).collect();
    reply
}

fn chosen(view: View<'_>, mut state: State, action: Action) -> Step {
    let lang = view.lang.or(state.lang).or(state.spoken).unwrap_or_default();
    let desk = desk(view, lang);
    match action {
        Action::Entry(id) => match view.index.base.entry(&id) {
            Some(entry) => {
                let mut reply = Reply::new(lang, Outcome::Answer);
                desk.entry(entry, &mut reply);
                reply.score = 1.0;
                state.choices.clear();
                Step { state, replies: vec![reply], effects: Vec::new() }
            }
            None => notice(view, state, lang, "gone", |file| file.phrases.nothing_to_choose.clone()),
        },
        Action::Theme(id) => commands::theme(view, state, lang, &id),
        Action::Language(lang) => commands::set_language(view, state, lang),
        Action::NoneOfThese => notice(view, state, lang, "none", |file| file.phrases.none_chosen.clone()),
    }
}

/// A reply of one phrase.
pub(super) fn notice(
    view: View<'_>,
    mut state: State,
    lang: Lang,
    name: &str,
    phrase: impl Fn(&LanguageFile) -> String,
) -> Step {
    let mut reply = Reply::new(lang, Outcome::Smalltalk);
    reply.blocks = markup(&phrase(desk(view, lang).file));
    reply.smalltalk = Some(name.to_owned());
    state.choices.clear();
    Step { state, replies: vec![reply], effects: Vec::new() }
}

/// A reply that offers choices.
pub(super) fn menu(mut state: State, lang: Lang, name: &str, opening: &str, choices: Vec<Choice>) -> Step {
    let mut reply = Reply::new(lang, Outcome::Smalltalk);
    reply.blocks = markup(opening);
    reply.smalltalk = Some(name.to_owned());
    reply.choices = choices;
    state.choices = reply.choices.clone();
    Step { state, replies: vec![reply], effects: Vec::new() }
}

/// The words of an argument of a command.
pub(super) fn argument(text: &str) -> String {
    folded_words(text).join(" ")
}
