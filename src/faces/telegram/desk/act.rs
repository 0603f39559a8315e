//! A turn at the desk: what is pressed, replied and commanded. Each press is held against the role that its account has
//! at that moment.

use super::super::context::Context;
use super::super::incoming::{Incoming, What};
use super::super::outgoing::{Call, Sent};
use super::button::{self, Press};
use super::draft::{State, shown};
use super::publish::{self, Refusal};
use super::roles::{all, called, who};
use super::turns::{AtDesk, Turn};
use super::who::Who;
use super::{command, post, relay};
use crate::knowledge::fill;
use crate::store::{StoreError, Table, Ticket};
use crate::turn::{Draft, Handling, Lines, Wish};
use crate::volunteers::{Fate, Group, language_of, lines_of, merged};

/// Takes a turn in the volunteers' chat. Blocks on the disk.
///
/// # Errors
/// When the records cannot be read or written.
pub fn turn(context: &Context, ticket: &Ticket, incoming: &Incoming) -> Result<Sent, StoreError> {
    let Some(at) = AtDesk::of(context) else { return Ok(Vec::new()) };
    let mut turn = Turn::new(at, incoming, who(at, incoming.user)?);
    match &incoming.what {
        What::Pressed { data, message, .. } => {
            let press = button::press(data, &|body| at.seal(body));
            match (press, turn.who.clone()) {
                (None, _) => turn.say(&at.phrase(|phrases| phrases.button_dead.clone())),
                (Some(_), None) => turn.say(&at.phrase(|phrases| phrases.desk_no_role.clone())),
                (Some(press), Some(who)) => pressed(&mut turn, &who, press, *message)?,
            }
        }
        What::Replied { text, mark, of, .. } if text.starts_with('/') && mark.is_empty() => {
            command::run(&mut turn, text, *of)?;
        }
        What::Replied { text, mark, of, .. } => match turn.who.clone() {
            _ if command::is_one(text) => command::run(&mut turn, text, *of)?,
            None => turn.say(&at.phrase(|phrases| phrases.desk_no_role.clone())),
            Some(who) => replied(&mut turn, &who, text, mark)?,
        },
        What::Said(text) if text.starts_with('/') => command::run(&mut turn, text, 0)?,
        // What volunteers say to each other, or to the bot in passing, is no newcomer's question.
        _ => {}
    }
    turn.done(ticket)
}

/// The group and the draft that a mark or a button names may have ended.
fn gone(turn: &mut Turn<'_>) {
    turn.say(&turn.at.phrase(|phrases| phrases.desk_gone.clone()));
}

fn pressed(turn: &mut Turn<'_>, who: &Who, press: Press, message: i32) -> Result<(), StoreError> {
    match press {
        Press::Take(number) => handled(turn, number, message, Handling::Taken),
        Press::Ignore(number) => handled(turn, number, message, Handling::Ignored),
        Press::Reopen(number) => handled(turn, number, message, Handling::New),
        Press::Gap(number) => {
            let Some(group) = open_group(turn, number)? else { return Ok(()) };
            turn.rest();
            let how = turn.at.phrase(|phrases| phrases.desk_gap_how.clone());
            let text = format!("#g{} {}\n{how}", group.number, post::wordings(&group).trim());
            turn.call(Call::Send(super::turns::message(&text, Vec::new())));
            Ok(())
        }
        Press::Phrasing(number, entry) => {
            let Some(group) = post::group_of(turn.at, &[number])? else {
                gone(turn);
                return Ok(());
            };
            let draft = new_draft(turn, who, &group, Wish::Phrasings(entry), Lines::default());
            let open = matches!(group.state, Handling::New | Handling::Taken);
            // What was published before the process was interrupted is told.
            if !open && !matches!(publish::known(turn.at, group.number, &draft), Ok(Some(_))) {
                gone(turn);
                return renew(turn, number, message);
            }
            published(turn, who, None, draft, group)
        }
        Press::Publish(number) => match draft_of(turn, number)? {
            Some((draft, group)) => published(turn, who, Some((number, message)), draft, group),
            None => Ok(()),
        },
        Press::Drop(number) | Press::Undo(number) => taken_back(turn, who, number, message),
        Press::End(name) => relay::ended(turn, who, &name),
    }
}

/// The group of a number, when it waits for somebody.
fn open_group(turn: &mut Turn<'_>, number: u64) -> Result<Option<Group>, StoreError> {
    let found = post::group_of(turn.at, &[number])?;
    let open = found.filter(|group| matches!(group.state, Handling::New | Handling::Taken));
    if open.is_none() {
        gone(turn);
    }
    Ok(open)
}

fn handled(turn: &mut Turn<'_>, number: u64, message: i32, handling: Handling) -> Result<(), StoreError> {
    let at = turn.at;
    let Some(group) = post::group_of(at, &[number])? else {
        gone(turn);
        return Ok(());
    };
    if group.state == Handling::Answered {
        turn.say(&at.phrase(|phrases| phrases.desk_answered.clone()));
    } else {
        publish::mark(at, &group, handling)?;
        turn.rest();
    }
    renew(turn, number, message)
}

/// Shows a group's post as it is now.
fn renew(turn: &mut Turn<'_>, number: u64, message: i32) -> Result<(), StoreError> {
    if let Some(group) = post::group_of(turn.at, &[number])? {
        turn.call(Call::Edit(message, post::post(turn.at, &group)));
    }
    Ok(())
}

fn new_draft(turn: &Turn<'_>, who: &Who, group: &Group, what: Wish, lines: Lines) -> Draft {
    let post = turn.incoming.below();
    let index = turn.at.context.desk.library().index();
    let text = if lines.answer.is_empty() { &lines.title } else { &lines.answer };
    let lang = if text.is_empty() { turn.at.lang() } else { index.find(text).reading.lang };
    let (day, questions) = (turn.at.day(), group.questions.clone());
    Draft { day, questions, by: who.name.clone(), lang, what, lines, post, change: None }
}

/// A draft with its group.
fn draft_of(turn: &mut Turn<'_>, number: u64) -> Result<Option<(Draft, Group)>, StoreError> {
    let draft = turn.at.context.people().get::<Draft>(Table::Drafts, &number.to_be_bytes())?;
    let found = match draft {
        Some(draft) => post::group_of(turn.at, &draft.questions)?.map(|group| (draft, group)),
        None => None,
    };
    if found.is_none() {
        gone(turn);
    }
    Ok(found)
}

/// Tries to publish a draft, and shows what came of it: in its place when it has one.
fn published(
    turn: &mut Turn<'_>,
    who: &Who,
    place: Option<(u64, i32)>,
    mut draft: Draft,
    group: Group,
) -> Result<(), StoreError> {
    let at = turn.at;
    // Who has no role any more is none of the persons that a change needs.
    if draft.change.is_none() && !all(at)?.iter().any(|(name, _)| *name == draft.by) {
        draft.by = who.name.clone();
    }
    let people = at.context.people();
    let number = match place {
        Some((number, _)) => number,
        // It is written down before it is published: whoever comes after a crash finds it by what it is made of.
        None => match people.append(&mut turn.batch, Table::Drafts, &draft).try_into() {
            Ok(key) => u64::from_be_bytes(key),
            Err(_) => return Ok(()),
        },
    };
    let keyed = if place.is_some() { number } else { group.number };
    match publish::publish(at, keyed, &draft, &group, who) {
        Ok(change) => {
            if matches!(change.fate, Fate::Published) {
                publish::swap(at);
            }
            draft.change = Some(change.number);
            people.put(&mut turn.batch, Table::Drafts, &number.to_be_bytes(), &draft);
            turn.rest();
            let shown = shown(at, number, &draft, &group, &State::Change(&change));
            turn.call(match place {
                Some((_, message)) => Call::Edit(message, shown),
                None => Call::Send(shown),
            });
            renew_post(turn, &draft, &group)
        }
        Err(refusal) => {
            if place.is_none() {
                people.remove(&mut turn.batch, Table::Drafts, &number.to_be_bytes());
            }
            refused(turn, refusal);
            Ok(())
        }
    }
}

/// Says why something was not done.
fn refused(turn: &mut Turn<'_>, refusal: Refusal) {
    let at = turn.at;
    match refusal {
        Refusal::Own => turn.say(&at.phrase(|phrases| phrases.desk_own.clone())),
        Refusal::Gone => gone(turn),
        Refusal::NoPhrasing => turn.say(&at.phrase(|phrases| phrases.desk_no_phrasing.clone())),
        Refusal::Role(role) => {
            let role = called(at, role);
            turn.say(&at.phrase(|phrases| fill(&phrases.desk_not_yours, &[("role", &role)])));
        }
        Refusal::Words(text) => {
            turn.tell(&at.phrase(|phrases| fill(&phrases.desk_refused, &[("text", &text)])));
        }
    }
}

/// Drops a draft, or takes back what it became.
fn taken_back(turn: &mut Turn<'_>, who: &Who, number: u64, message: i32) -> Result<(), StoreError> {
    let at = turn.at;
    let Some((draft, group)) = draft_of(turn, number)? else { return Ok(()) };
    let Some(change) = publish::change_of(at, &draft) else {
        let is_own = draft.by == who.name;
        if !is_own && who.role < crate::settings::VolunteerRole::Editor {
            refused(turn, Refusal::Role(crate::settings::VolunteerRole::Editor));
            return Ok(());
        }
        at.context.people().remove(&mut turn.batch, Table::Drafts, &number.to_be_bytes());
        turn.rest();
        turn.call(Call::Edit(message, shown(at, number, &draft, &group, &State::Dropped)));
        return Ok(());
    };
    match publish::undo(at, &change, who) {
        Ok(change) => {
            publish::swap(at);
            turn.rest();
            turn.call(Call::Edit(message, shown(at, number, &draft, &group, &State::Change(&change))));
            renew_post(turn, &draft, &group)?;
        }
        Err(refusal) => refused(turn, refusal),
    }
    Ok(())
}

/// Shows the post that a draft answers as it is now.
fn renew_post(turn: &mut Turn<'_>, draft: &Draft, group: &Group) -> Result<(), StoreError> {
    match draft.post {
        Some(message) => renew(turn, group.number, message),
        None => Ok(()),
    }
}

/// A reply to a post of ours, by its mark.
fn replied(turn: &mut Turn<'_>, who: &Who, text: &str, mark: &str) -> Result<(), StoreError> {
    let at = turn.at;
    let mut signs = mark.chars();
    let (_, kind, rest) = (signs.next(), signs.next(), signs.as_str());
    if kind == Some('t') {
        return relay::answered(turn, rest, text);
    }
    let Ok(number) = rest.parse::<u64>() else { return Ok(()) };
    let index = at.context.desk.library().index();
    let (lines, lang) = (lines_of(&index.base, text), language_of(&index.base, text));
    match kind {
        Some('q' | 'g') => {
            let Some(group) = open_group(turn, number)? else { return Ok(()) };
            let what = if kind == Some('g') { Wish::Gap } else { Wish::Entry };
            let is_gap = what == Wish::Gap;
            let mut draft = new_draft(turn, who, &group, what, lines);
            // Who says in which language it is knows better than the guess.
            draft.lang = lang.unwrap_or(draft.lang);
            // The message that asks for a gap is no post.
            draft.post = draft.post.filter(|_| !is_gap);
            let key = at.context.people().append(&mut turn.batch, Table::Drafts, &draft);
            let Ok(number) = key.try_into().map(u64::from_be_bytes) else { return Ok(()) };
            let shown = shown(at, number, &draft, &group, &State::Open);
            turn.call(Call::Send(shown));
            if group.state == Handling::New {
                publish::mark(at, &group, Handling::Taken)?;
            }
        }
        Some('d') => {
            let Some((draft, group)) = draft_of(turn, number)? else { return Ok(()) };
            let stands = publish::change_of(at, &draft).is_some_and(|change| change.fate != Fate::Undone);
            if stands {
                gone(turn);
                return Ok(());
            }
            let lines = merged(draft.lines.clone(), lines);
            // Who changes it proposes it: what was agreed to is never another text.
            let lang = lang.unwrap_or(draft.lang);
            let draft = Draft { lines, lang, by: who.name.clone(), change: None, day: at.day(), ..draft };
            at.context.people().put(&mut turn.batch, Table::Drafts, &number.to_be_bytes(), &draft);
            turn.call(Call::Send(shown(at, number, &draft, &group, &State::Open)));
        }
        _ => {}
    }
    Ok(())
}
