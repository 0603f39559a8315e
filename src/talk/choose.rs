//! What pressing does: a button of this message or of one long ago, or a number.

use super::compose::Composer;
use super::context::Context;
use super::draft::Draft;
use super::effect::Effect;
use super::menu;
use super::pass_on;
use super::plain_words;
use super::promise;
use super::reply::{Action, Outcome, Reply, Scored};
use super::state::{Question, Rule, State};
use super::tongue::language_fixed;

/// The reply to what was pressed.
pub fn chosen(context: Context<'_>, mut state: State, action: Action) -> Draft {
    let composer = &context.composer;
    let phrases = &composer.file.phrases;
    match action {
        Action::Entry(id) => match composer.base.entry(&id) {
            Some(entry) => {
                let mut reply = Reply::new(composer.lang, Outcome::Answer);
                composer.entry(entry, &mut reply);
                composer.ways_on(&mut reply);
                reply.score = 1.0;
                state.lost = 0;
                let said = offered_to(&state, &id).unwrap_or_default();
                let candidates = vec![Scored { entry: id, score: reply.score }];
                let outcome = Some(reply.outcome);
                let question = Question { said, candidates, outcome, rule: Some(Rule::Button), ..Question::default() };
                Draft { question: Some(question), ..Draft::new(state, reply) }
            }
            None => Draft::new(state, composer.notice("gone", &phrases.nothing_to_choose)),
        },
        Action::Topics(page) => Draft::new(state, menu::topics(composer, page)),
        Action::Theme(id, page) => Draft::new(state, menu::theme(composer, &id, page)),
        Action::Language(lang) => language_fixed(context, state, lang),
        Action::NoneOfThese if state.lost > 0 => {
            let opening = still_lost(composer, &mut state);
            Draft::new(state, menu::menu(composer, "none", &opening, composer.themes()))
        }
        Action::NoneOfThese => {
            state.lost = 1;
            state.choices.clear();
            Draft::new(state, composer.notice("none", &phrases.none_chosen))
        }
        Action::Rate(id, helped) => rated(context, state, &id, helped),
        Action::Forget(sure) => plain_words::confirmed(context, state, sure),
        Action::Promise(question) => promise::promised(context, state, question),
        Action::Unpromise => promise::taken_back(context, state),
        Action::PassOn => pass_on::passed_on(context, state),
        Action::BackToBot => pass_on::back(context, state),
    }
}

/// What was asked when this entry was offered among others; none when it was picked from a list of subjects.
fn offered_to(state: &State, id: &String) -> Option<String> {
    let last = state.last.as_ref().filter(|last| last.thread.offered.contains(id))?;
    last.question.as_ref().filter(|question| question.outcome == Some(Outcome::Choices)).map(|asked| asked.said.clone())
}

/// What opens the subjects where nothing fits again. That nothing is asked back any more is said once a talk.
pub fn still_lost(composer: &Composer<'_>, state: &mut State) -> String {
    let thread = &mut state.last.get_or_insert_default().thread;
    match std::mem::replace(&mut thread.gave_up, true) {
        true => composer.file.phrases.still_unknown_again.clone(),
        false => composer.file.phrases.still_unknown.clone(),
    }
}

/// A number with nothing behind it.
pub fn nothing_chosen(context: Context<'_>, state: State) -> Draft {
    let composer = &context.composer;
    Draft::new(state, composer.notice("number", &composer.file.phrases.nothing_to_choose))
}

/// A thumb counts once an answer, and may be turned; a thumb of a message long ago is thanked for, too.
fn rated(context: Context<'_>, mut state: State, id: &str, helped: bool) -> Draft {
    let composer = &context.composer;
    let phrases = &composer.file.phrases;
    if composer.base.entry(id).is_none() {
        return Draft::new(state, composer.notice("rate", &phrases.rated_nothing));
    }
    let own = state.rateable.as_mut().filter(|rateable| rateable.entry == id);
    let before = own.map(|rateable| rateable.rated.replace(helped));
    let thanks = if helped { &phrases.rated_up } else { &phrases.rated_down };
    let mut done = Draft::new(state, composer.notice("rate", thanks));
    if let Some(before) = before.filter(|before| *before != Some(helped)) {
        done.effects.push(Effect::Rate { entry: id.to_owned(), helped, turned: before.is_some() });
    }
    done
}
