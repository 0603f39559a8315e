//! The one door: an event and a memory in, replies and a memory out.

use super::bare::bare;
use super::commands;
use super::compose::Desk;
use super::effect::{Effect, KeptQuestion};
use super::emergency;
use super::event::Event;
use super::follow::{self, Leaning};
use super::menu;
use super::menu::notice;
use super::plain_words;
use super::redact::{quoted, redact};
use super::reply::{Action, Choice, Outcome, Reply, THUMB_DOWN, THUMB_UP};
use super::state::{Rateable, Spoken, State};
use super::topic;
use crate::knowledge::{Block, LanguageFile, fill, markup};
use crate::matcher::{Finding, Index, Repair, Verdict};
use crate::text::{Lang, folded_words, script_of, tidy};
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
    /// Whether there is a next turn: questions that nothing answers are kept, ways on are offered.
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
/// Entries that are offered about a place of which nothing is answered.
const MOST_ELSEWHERE: usize = 3;

/// One turn. Total, without a clock, a disk or chance: the same view, state and event make the same step.
pub fn step(view: View<'_>, state: State, event: Event) -> Step {
    let mut done = match event {
        Event::Chose(action) => chosen(view, state, action),
        Event::Said(text) => said(view, state, &tidy(&bare(&text))),
    };
    done.replies.iter_mut().for_each(Reply::fit);
    done
}

/// The reply to an event that stands for itself: nothing was said before, nothing is remembered.
pub fn alone(view: View<'_>, event: Event) -> Option<Reply> {
    step(view, State::default(), event).replies.into_iter().next()
}

fn said(view: View<'_>, mut state: State, text: &str) -> Step {
    if let Some(command) = text.strip_prefix('/').filter(|rest| rest.starts_with(char::is_alphabetic)) {
        return commands::run(view, state, command);
    }
    if let Some(action) = pressed(view, &state, text) {
        return match action {
            Some(action) => chosen(view, state, action),
            None => {
                let lang = spoken(view, &state);
                notice(view, state, lang, "number", |file| file.phrases.nothing_to_choose.clone())
            }
        };
    }
    let finding = view.index.find(text);
    let lang = language(view, &state, &finding);
    state.spoken = Some(lang);
    let desk = desk(view, lang);
    let settled = match &finding.verdict {
        Verdict::Smalltalk(kind) => plain_words::settles(&state, kind).or_else(|| follow::settles(&state, kind)),
        _ => None,
    };
    plain_words::let_go(&mut state);
    let command = match &finding.verdict {
        Verdict::Smalltalk(kind) => plain_words::command(view, &state, lang, kind),
        _ => None,
    };
    let danger = finding.danger.clone();
    let before = state.clone();
    let mut done = match (settled, command) {
        (Some(action), _) => chosen(view, state, action),
        (None, Some(done)) => done,
        (None, None) => replied(view, desk, state, text, finding),
    };
    let forgets = done.effects.contains(&Effect::Forget);
    if let Some(reply) = done.replies.first().filter(|_| !forgets) {
        done.state.last = Some(Spoken { utterance: text.to_owned(), outcome: reply.outcome });
    }
    if danger.is_any() {
        emergency::first(&desk, &danger, before, &mut done);
    }
    done
}

/// What was pressed by typing: a number of a choice, a thumb, the id of an entry. `Some(None)` is a number with nothing
/// behind it.
fn pressed(view: View<'_>, state: &State, text: &str) -> Option<Option<Action>> {
    let helped = match text {
        "+" | THUMB_UP => Some(true),
        "-" | "−" | "–" | THUMB_DOWN => Some(false),
        _ => None,
    };
    if let Some(helped) = helped {
        return Some(Some(Action::Rate(
            state.rateable.as_ref().map_or(String::new(), |rateable| rateable.entry.clone()),
            helped,
        )));
    }
    let file = desk(view, spoken(view, state)).file;
    let number = text.trim_end_matches(['.', ')']).parse::<usize>().ok().or_else(|| follow::picked(&file.follow, text));
    if let Some(number) = number.filter(|_| !state.choices.is_empty()) {
        let choice = number.checked_sub(1).and_then(|at| state.choices.get(at));
        return Some(choice.map(|choice| choice.action.clone()));
    }
    let label = |choice: &&Choice| choice.label == text;
    let named = state.choices.iter().find(label).map(|choice| choice.action.clone());
    let id = || view.index.base.entry(text).map(|entry| Action::Entry(entry.id.clone()));
    named.or_else(id).map(Some)
}

/// The reply to an utterance that is no command and chooses nothing.
fn replied(view: View<'_>, desk: Desk<'_>, mut state: State, text: &str, finding: Finding) -> Step {
    let silent = finding.reading.words.iter().all(|word| !word.chars().any(char::is_alphabetic));
    let mut context = None;
    let mut aside = false;
    let mut reply = if finding.reading.foreign >= FOREIGN {
        foreign(view, desk.lang, &finding)
    } else if silent {
        let mut reply = desk.reply(Outcome::Unknown, &finding);
        reply.blocks.push(Block::plain(&desk.file.phrases.no_words));
        reply
    } else {
        match follow::lean(view.index, &desk, &state, &finding) {
            Leaning::Not => match topic::named(view.index, &desk, &finding) {
                Some(choices) => offered(desk, &desk.file.phrases.choices, choices, &finding),
                None => answered(desk, view, &state, text, &finding),
            },
            Leaning::Means(meant) => answered(desk, view, &state, text, &meant),
            Leaning::Instead(choices) => instead(desk, choices, &finding),
            Leaning::Elsewhere => {
                let mut reply = desk.reply(Outcome::Unknown, &finding);
                understood(desk, &finding, &mut reply);
                elsewhere(desk, view.index, &finding, &mut reply);
                reply
            }
            Leaning::About(parts) => {
                aside = true;
                context = state.focus.first().and_then(|id| desk.base.entry(id)).map(|e| desk.nearest(&e.title));
                let reply = follow::about(&desk, &state, parts, &finding);
                reply.unwrap_or_else(|| answered(desk, view, &state, text, &finding))
            }
        }
    };
    let mut effects = Vec::new();
    let lost = reply.outcome == Outcome::Unknown && !silent && finding.reading.foreign < FOREIGN;
    let keeps = view.keeps && finding.private.is_none();
    if lost && keeps {
        let asked = redact(view.index, text);
        let text = context.map_or(asked.clone(), |title| format!("{title}: {asked}"));
        effects.push(Effect::KeepQuestion(KeptQuestion { text, lang: desk.lang, gap: reply.gap.clone() }));
    }
    // That the entry at hand does not say more is an answer, too: nobody is lost.
    if lost {
        desk.after_unknown(if aside { 0 } else { state.lost }, aside, keeps, &mut reply);
    }
    state.lost = if lost && !aside { state.lost.saturating_add(1) } else { 0 };
    Step { state: remembering(state, &reply), replies: vec![reply], effects }
}

/// The memory after a reply: what may be chosen, what the talk is about, what may be rated.
fn remembering(mut state: State, reply: &Reply) -> State {
    // An aside offers nothing new: what stands on the screen may still be chosen.
    if !reply.choices.is_empty() || !reply.related.is_empty() {
        state.choices = reply.choices.iter().chain(&reply.related).cloned().collect();
    }
    if reply.outcome == Outcome::Answer {
        state.focus = reply.entries.clone();
        state.rateable = reply.thumbs.clone().map(|entry| Rateable { entry, rated: None });
    }
    state
}

/// The language of the reply: fixed by the caller or the person, else that of the question when its words tell, else
/// that of the talk.
fn language(view: View<'_>, state: &State, finding: &Finding) -> Lang {
    let reading = &finding.reading;
    let script = finding.reading.words.iter().find_map(|word| word.chars().find_map(script_of));
    let written = |lang: &Lang| script.is_none_or(|script| lang.script() == script);
    let fitting = finding.said_in.iter().copied().find(written).or(finding.said_in.first().copied());
    let told = match (state.spoken, fitting) {
        (Some(spoken), Some(_)) if finding.said_in.contains(&spoken) => spoken,
        (_, Some(_)) if finding.said_in.contains(&reading.lang) && written(&reading.lang) => reading.lang,
        (_, Some(fitting)) => fitting,
        (Some(spoken), None) if reading.lang_margin < CLEAR_LANGUAGE => spoken,
        _ => reading.lang,
    };
    view.lang.or(state.lang).unwrap_or(told)
}

/// The language of the talk, where no utterance tells.
pub(super) fn spoken(view: View<'_>, state: &State) -> Lang {
    view.lang.or(state.lang).or(state.spoken).unwrap_or_default()
}

/// Everything that composing needs in a language. A base without a file for it speaks the nearest.
pub(super) fn desk(view: View<'_>, lang: Lang) -> Desk<'_> {
    static SILENT: std::sync::LazyLock<LanguageFile> = std::sync::LazyLock::new(LanguageFile::default);
    let file = view.index.base.languages.nearest(lang).map_or(&*SILENT, |(_, file)| file);
    Desk { base: &view.index.base, file, lang, now: view.now, offers: view.keeps }
}

fn answered(desk: Desk<'_>, view: View<'_>, state: &State, text: &str, finding: &Finding) -> Reply {
    let outcome = match &finding.verdict {
        Verdict::Answer(_) => Outcome::Answer,
        Verdict::Choices(_) => Outcome::Choices,
        Verdict::Passage(_) => Outcome::Passage,
        Verdict::Smalltalk(_) => Outcome::Smalltalk,
        Verdict::Unknown(_) => Outcome::Unknown,
    };
    let mut reply = desk.reply(outcome, finding);
    understood(desk, finding, &mut reply);
    let told = matches!(outcome, Outcome::Answer | Outcome::Passage);
    if told && follow::hearsay(&desk.file.follow, text) {
        reply.blocks.push(Block::plain(&desk.file.phrases.heard));
    }
    match &finding.verdict {
        Verdict::Answer(entries) => desk.answer(entries, &mut reply),
        Verdict::Choices(entries) => {
            let choices = entries.iter().map(|at| desk.choice(&desk.base.entries[*at])).collect();
            desk.choices(&desk.file.phrases.choices, choices, &mut reply);
        }
        Verdict::Passage(found) => desk.passages(found, &mut reply),
        Verdict::Unknown(gap) => {
            let away = !finding.named.away.is_empty();
            if !away || gap.is_some() {
                desk.unknown(*gap, &mut reply);
            }
            if away {
                elsewhere(desk, view.index, finding, &mut reply);
            }
        }
        Verdict::Smalltalk(kind) => {
            if !follow::about_the_answer(&desk, state, kind, &mut reply) {
                let small = desk.file.smalltalk.iter().find(|small| small.id == *kind);
                reply.blocks.extend(small.map(|small| markup(&small.reply)).unwrap_or_default());
            }
            reply.smalltalk = Some(kind.clone());
        }
    }
    reply
}

/// Says how the question was understood, where its words were changed and that led somewhere.
fn understood(desk: Desk<'_>, finding: &Finding, reply: &mut Reply) {
    let changed = finding.reading.repairs.iter().any(|repair| !matches!(repair, Repair::Marks | Repair::Homoglyph));
    if !changed || matches!(reply.outcome, Outcome::Smalltalk | Outcome::Unknown) {
        return;
    }
    if let Some(text) = &finding.reading.understood {
        reply.blocks.push(Block::note(fill(&desk.file.phrases.understood, &[("text", &quoted(text))])));
    }
}

/// Nothing answers a question about another place: says so, and what there is about that place.
fn elsewhere(desk: Desk<'_>, index: &Index, finding: &Finding, reply: &mut Reply) {
    let phrases = &desk.file.phrases;
    if reply.gap.is_none() {
        reply.blocks.push(Block::plain(&phrases.elsewhere));
    }
    if desk.offers {
        let known = index.learnt.places.speaking(&finding.named).take(MOST_ELSEWHERE);
        reply.related = known.map(|at| desk.choice(&desk.base.entries[at])).collect();
        reply.see_also = (!reply.related.is_empty()).then(|| phrases.elsewhere_known.clone());
    }
}

/// The answer before was not meant: what may be meant instead, or how to find it.
fn instead(desk: Desk<'_>, choices: Vec<Choice>, finding: &Finding) -> Reply {
    let phrases = &desk.file.phrases;
    if choices.is_empty() {
        let mut reply = desk.reply(Outcome::Smalltalk, finding);
        reply.blocks = markup(&phrases.none_chosen);
        reply.smalltalk = Some("none".to_owned());
        return reply;
    }
    offered(desk, &phrases.not_that, choices, finding)
}

/// Choices below an opening, with a way out.
fn offered(desk: Desk<'_>, opening: &str, choices: Vec<Choice>, finding: &Finding) -> Reply {
    let mut reply = desk.reply(Outcome::Choices, finding);
    understood(desk, finding, &mut reply);
    desk.choices(opening, choices, &mut reply);
    reply
}

/// The reply to a language that we do not speak: the same sentence in each that we do.
fn foreign(view: View<'_>, lang: Lang, finding: &Finding) -> Reply {
    let mut reply = desk(view, lang).reply(Outcome::Unknown, finding);
    let languages = view.index.base.languages.iter();
    reply.blocks = languages.map(|(_, file)| Block::plain(&file.phrases.foreign)).collect();
    reply
}

/// A button was pressed, of this message or of one long ago.
pub(super) fn chosen(view: View<'_>, mut state: State, action: Action) -> Step {
    let lang = spoken(view, &state);
    let desk = desk(view, lang);
    match action {
        Action::Entry(id) => match view.index.base.entry(&id) {
            Some(entry) => {
                let mut reply = Reply::new(lang, Outcome::Answer);
                desk.entry(entry, &mut reply);
                desk.ways_on(&mut reply);
                reply.score = 1.0;
                state.lost = 0;
                Step { state: remembering(state, &reply), replies: vec![reply], effects: Vec::new() }
            }
            None => notice(view, state, lang, "gone", |file| file.phrases.nothing_to_choose.clone()),
        },
        Action::Topics(page) => menu::topics(view, state, lang, page),
        Action::Theme(id, page) => menu::theme(view, state, lang, &id, page),
        Action::Language(lang) => commands::set_language(view, state, lang),
        Action::NoneOfThese if state.lost > 0 => {
            let choices = menu::themes(&desk);
            menu::menu(&desk, state, "none", &desk.file.phrases.still_unknown, choices)
        }
        Action::NoneOfThese => {
            state.lost = 1;
            state.choices.clear();
            notice(view, state, lang, "none", |file| file.phrases.none_chosen.clone())
        }
        Action::Rate(id, helped) => rate(view, state, lang, &id, helped),
        Action::Forget(sure) => plain_words::confirmed(view, state, lang, sure),
    }
}

/// A thumb counts once an answer, and may be turned; a thumb of a message long ago is thanked for, too.
fn rate(view: View<'_>, mut state: State, lang: Lang, id: &str, helped: bool) -> Step {
    if view.index.base.entry(id).is_none() {
        return notice(view, state, lang, "rate", |file| file.phrases.rated_nothing.clone());
    }
    let own = state.rateable.as_mut().filter(|rateable| rateable.entry == id);
    let before = own.map(|rateable| rateable.rated.replace(helped));
    let said = |file: &LanguageFile| if helped { &file.phrases.rated_up } else { &file.phrases.rated_down }.clone();
    let mut done = notice(view, state, lang, "rate", said);
    if let Some(before) = before.filter(|before| *before != Some(helped)) {
        done.effects.push(Effect::Rate { entry: id.to_owned(), helped, turned: before.is_some() });
    }
    done
}

/// The words of an argument of a command.
pub(super) fn argument(text: &str) -> String {
    folded_words(text).join(" ")
}
