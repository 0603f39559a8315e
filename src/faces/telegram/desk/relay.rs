//! Talks of people with volunteers, as both sides see them. What goes across is text, rebuilt: no name, no id, nothing is
//! forwarded.

use super::super::button as of_people;
use super::super::outgoing::{Call, Outgoing};
use super::super::render::{Button, Message};
use super::button::Press;
use super::turns::{AtDesk, Turn, message};
use super::who::Who;
use crate::knowledge::{Phrases, fill};
use crate::store::StoreError;
use crate::talk::{Action, for_volunteers};
use crate::turn::{Clock, Passed, Relay, end, go_on, relay_named, relay_of};

/// Messages that may wait for the volunteers: Telegram takes twenty a minute.
const MOST_WAITING: usize = 20;
/// The longest text that goes to a person, in characters.
const LONGEST: usize = 3_000;

fn mark(relay: &Relay) -> String {
    format!("#t{}", relay.name)
}

/// What the volunteers see of something that a person passes on, ends, or says.
pub fn posted(at: AtDesk<'_>, passed: &Passed) -> Outgoing {
    let end =
        |relay: &Relay| at.button(&at.phrase(|phrases| phrases.desk_end.clone()), &Press::End(relay.name.clone()));
    let (text, rows) = match passed {
        Passed::Begun(relay, text) | Passed::Said(relay, text) => {
            let begins = matches!(passed, Passed::Begun(..));
            let opening = |phrases: &Phrases| match begins {
                true => phrases.desk_person.clone(),
                false => phrases.desk_person_more.clone(),
            };
            let (opening, how) = (at.phrase(opening), at.phrase(|phrases| phrases.desk_person_how.clone()));
            (format!("{} {opening}\n\n{text}\n\n{how}", mark(relay)), vec![end(relay)])
        }
        Passed::Ended(relay) => {
            let left = at.phrase(|phrases| phrases.desk_person_left.clone());
            (format!("{} {left}", mark(relay)), Vec::new())
        }
    };
    Outgoing { chat: at.place.chat(), thread: at.place.topics().people, call: Call::Send(message(&text, rows)) }
}

/// Whether so much waits for the volunteers that what a person says cannot go to them now. Words of danger never do.
///
/// # Errors
/// When the records cannot be read.
pub fn is_too_much(at: AtDesk<'_>, chat: i64, text: &str) -> Result<bool, StoreError> {
    if at.context.lines.waiting_in(at.place.chat()) < MOST_WAITING {
        return Ok(false);
    }
    let talks = relay_of(at.context.people(), &chat.to_be_bytes())?.is_some();
    Ok(talks && for_volunteers(&at.context.desk.library().index(), text).is_some())
}

/// What is said to somebody who passes a question on while nobody is there; none within the hours.
pub fn out_of_hours(at: AtDesk<'_>, relay: &Relay) -> Option<String> {
    let volunteers = at.place.volunteers();
    let hours = volunteers.hours.as_ref().filter(|hours| !hours.hold(Clock::seconds()))?;
    let hours = hours.to_string();
    Some(at.context.phrase(Some(relay.lang), |phrases| fill(&phrases.pass_on_hours, &[("hours", &hours)])))
}

/// The chat of a person, as a face knows it.
fn chat_of(relay: &Relay) -> Option<i64> {
    relay.address.as_slice().try_into().ok().map(i64::from_be_bytes)
}

/// A message to the person, with the way back to the bot where the talk goes on.
fn to_person(at: AtDesk<'_>, relay: &Relay, text: &str, goes_on: bool) -> Option<Outgoing> {
    let chat = chat_of(relay)?;
    let label = at.context.phrase(Some(relay.lang), |phrases| phrases.back_to_bot.clone());
    let data = of_people::data(&Action::BackToBot, &|body| at.context.seal(body, chat, None));
    let back = data.filter(|_| goes_on).map(|data| vec![Button { label, data, link: false }]);
    let message: Message = message(text, vec![back]);
    Some(Outgoing { chat, thread: None, call: Call::Send(message) })
}

/// What a volunteer wrote goes to the person.
///
/// # Errors
/// When the records cannot be read.
pub fn answered(turn: &mut Turn<'_>, name: &str, text: &str) -> Result<(), StoreError> {
    let at = turn.at;
    let Some(relay) = relay_named(at.context.people(), name)? else {
        turn.say(&at.phrase(|phrases| phrases.desk_gone.clone()));
        return Ok(());
    };
    let says = at.context.phrase(Some(relay.lang), |phrases| phrases.volunteer_says.clone());
    let text = super::post::cut(text, LONGEST);
    let Some(outgoing) = to_person(at, &relay, &format!("{says}\n\n{text}"), true) else { return Ok(()) };
    go_on(at.context.people(), &mut turn.batch, &relay, at.day());
    turn.send(outgoing);
    let sent = at.phrase(|phrases| phrases.desk_sent.clone());
    turn.call(Call::Send(message(&format!("{} {sent}", mark(&relay)), Vec::new())));
    Ok(())
}

/// A volunteer ends a talk.
///
/// # Errors
/// When the records cannot be read.
pub fn ended(turn: &mut Turn<'_>, who: &Who, name: &str) -> Result<(), StoreError> {
    let at = turn.at;
    let Some(relay) = relay_named(at.context.people(), name)? else {
        turn.say(&at.phrase(|phrases| phrases.desk_gone.clone()));
        return Ok(());
    };
    end(at.context.people(), &mut turn.batch, &relay);
    let told = at.context.phrase(Some(relay.lang), |phrases| phrases.volunteers_end.clone());
    turn.rest();
    to_person(at, &relay, &told, false).into_iter().for_each(|outgoing| turn.send(outgoing));
    let closed = at.phrase(|phrases| fill(&phrases.desk_ended, &[("who", &who.name)]));
    turn.call(Call::Send(message(&format!("{} {closed}", mark(&relay)), Vec::new())));
    Ok(())
}
