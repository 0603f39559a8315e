//! One turn in Telegram: what an incoming thing comes to, with memory, outbox and the emptied inbox in one commit.

use super::boxes::{INBOX, OUTBOX};
use super::button;
use super::context::Context;
use super::desk;
use super::groups::{Welcome, is_desk, move_group, welcome};
use super::incoming::{Incoming, NOBODY, What};
use super::inline::found;
use super::outgoing::{Call, Outgoing, Sent, to};
use super::render::{Share, plain, render};
use crate::knowledge::{Block, fill, plain_text};
use crate::store::{Batch, StoreError, Table, Ticket};
use crate::talk::{Action, Event, Reply};
use crate::text::beginning;
use crate::turn::{Made, Passed};

/// Commands that are between the person and us.
const PERSONAL: [&str; 4] = ["forget", "lang", "privacy", "start"];

/// What an incoming thing asks for.
enum Asks {
    /// Nothing but these calls.
    Calls(Vec<Call>),
    /// A turn of the talk, of what was said or pressed.
    Turn(Event, Option<Pressed>),
    /// The chat is gone.
    Forget,
    /// The chat has another id.
    Move(i64),
}

/// A button that was pressed.
struct Pressed {
    /// To be answered.
    query: String,
    /// How the reply is shown.
    shows: Shows,
}

/// How the reply to a button is shown.
#[derive(Clone, Copy)]
enum Shows {
    /// For a moment, and gone.
    Toast,
    /// As a message of its own.
    Below,
    /// In the place of the message with the button.
    InPlace(i32),
}

/// The longest toast, in characters; Telegram takes two hundred.
const TOAST: usize = 199;

/// Takes a turn. Blocks on the disk.
///
/// # Errors
/// When the records cannot be read or written.
pub fn turn(context: &Context, ticket: &Ticket, incoming: &Incoming) -> Result<Sent, StoreError> {
    let people = context.people();
    let chat = incoming.chat.to_be_bytes();
    if is_desk(context, incoming.chat)? && !matches!(incoming.what, What::Gone | What::Added | What::Moved(_)) {
        return desk::turn(context, ticket, incoming);
    }
    let mut batch = Batch::default();
    INBOX.strike(people, &mut batch, ticket);
    let sent = match asks(context, incoming)? {
        Asks::Turn(event, pressed) => return talk(context, ticket, incoming, event, pressed),
        Asks::Calls(calls) => write(context, incoming, calls, &mut batch),
        Asks::Forget => {
            people.remove(&mut batch, Table::Chats, &chat);
            people.remove(&mut batch, Table::Promises, &chat);
            people.remove(&mut batch, Table::Relays, &chat);
            batch.erase();
            Vec::new()
        }
        Asks::Move(new) => return move_group(context, incoming.chat, new, Some(ticket)).map(|()| Vec::new()),
    };
    people.commit(batch)?;
    Ok(sent)
}

/// What an incoming thing asks for.
///
/// # Errors
/// When the records cannot be read.
fn asks(context: &Context, incoming: &Incoming) -> Result<Asks, StoreError> {
    let welcome = welcome(context, incoming)?;
    let says = |text: String| Asks::Calls(vec![Call::Send(plain(&text))]);
    Ok(match &incoming.what {
        What::Gone => Asks::Forget,
        _ if welcome == Welcome::No => Asks::Calls(vec![Call::Leave]),
        _ if welcome == Welcome::Unknown => Asks::Calls(Vec::new()),
        What::Added => Asks::Calls(Vec::new()),
        What::Moved(new) => Asks::Move(*new),
        What::Said(text) if !incoming.private && is_personal(text) => {
            let link = format!("https://t.me/{}", context.me.name);
            says(context.phrase(incoming.lang, |phrases| fill(&phrases.in_private, &[("link", &link)])))
        }
        What::Said(text) if is_too_much(context, incoming, text)? => {
            says(context.phrase(incoming.lang, |phrases| phrases.too_many.clone()))
        }
        What::Said(text) => Asks::Turn(Event::Said(text.clone()), None),
        What::Replied { mark, .. } if mark.is_empty() => Asks::Calls(Vec::new()),
        What::Replied { text, .. } => Asks::Turn(Event::Said(text.clone()), None),
        What::Wordless => says(context.phrase(incoming.lang, |phrases| phrases.wordless.clone())),
        What::Inline { query, text } => {
            Asks::Calls(vec![Call::Inline(query.clone(), found(context, text, incoming.lang))])
        }
        What::Pressed { data, message, query } => match pressed(context, incoming, data) {
            Some(action) => {
                let shows = match action {
                    Action::Rate(..) => Shows::Toast,
                    Action::PassOn | Action::BackToBot => Shows::Below,
                    _ if data.starts_with(button::RELATED) => Shows::Below,
                    _ => Shows::InPlace(*message),
                };
                Asks::Turn(Event::Chose(action), Some(Pressed { query: query.clone(), shows }))
            }
            None => {
                let said = context.phrase(incoming.lang, |phrases| phrases.button_dead.clone());
                Asks::Calls(vec![Call::Answer(query.clone(), Some(said))])
            }
        },
    })
}

/// Whether somebody who talks to the volunteers says more than can be passed on.
fn is_too_much(context: &Context, incoming: &Incoming, text: &str) -> Result<bool, StoreError> {
    match desk::AtDesk::of(context).filter(|_| incoming.private) {
        Some(at) => desk::is_too_much(at, incoming.chat, text),
        None => Ok(false),
    }
}

/// How buttons are sealed where something came from: in a group, for the person who asked.
fn sealing<'a>(context: &'a Context, incoming: &Incoming) -> impl Fn(&str) -> u64 + 'a {
    let (chat, person) = (incoming.chat, (!incoming.private).then_some(incoming.user));
    move |body| context.seal(body, chat, person)
}

/// The action of a button, when it was made for who pressed it, or for nobody in particular.
fn pressed(context: &Context, incoming: &Incoming, data: &str) -> Option<Action> {
    let anybodys = Incoming { user: NOBODY, ..incoming.clone() };
    let own = button::action(data, &sealing(context, incoming));
    own.or_else(|| button::action(data, &sealing(context, &anybodys)).filter(|_| !incoming.private))
}

/// A turn of the talk.
fn talk(
    context: &Context,
    ticket: &Ticket,
    incoming: &Incoming,
    event: Event,
    pressed: Option<Pressed>,
) -> Result<Sent, StoreError> {
    let chat = incoming.chat.to_be_bytes();
    let seal = sealing(context, incoming);
    let turned = context.desk.turn_with(&chat, event, incoming.lang, |made, batch| {
        INBOX.strike(context.people(), batch, ticket);
        let replies = with_persons(context, incoming, made);
        let mut sent = match (replies.is_empty(), &pressed) {
            (true, None) => Vec::new(),
            _ => write(context, incoming, calls(context, &replies, pressed, &seal), batch),
        };
        if let (Some(at), Some(passed)) = (desk::AtDesk::of(context), &made.passed) {
            let outgoing = desk::posted(at, passed);
            sent.push((OUTBOX.push(context.people(), batch, &outgoing), outgoing));
        }
        sent
    })?;
    Ok(turned.more)
}

/// The replies of a turn with what is theirs alone in private: promises, and people to pass a question on to, where there
/// are some.
fn with_persons(context: &Context, incoming: &Incoming, made: &Made<'_>) -> Vec<Reply> {
    let mut replies = made.replies.to_vec();
    if !incoming.private {
        // An answer that somebody was promised is theirs, and no group's.
        let offers = replies.iter_mut().map(|reply| &mut reply.related);
        offers.for_each(|related| related.retain(|choice| !matches!(choice.action, Action::Promise(_))));
        return replies;
    }
    let Some(at) = desk::AtDesk::of(context) else { return replies };
    if let Some(last) = replies.last_mut() {
        context.desk.offer_person(made.lost, last);
        if let Some(Passed::Begun(relay, _)) = &made.passed {
            last.blocks.extend(desk::out_of_hours(at, relay).map(Block::plain));
        }
    }
    replies
}

/// Answers that were promised and are there now: each goes into the outbox as its promise goes.
///
/// # Errors
/// When the records cannot be read or written.
pub fn promised(context: &Context) -> Result<Sent, StoreError> {
    let mut sent = Vec::new();
    for chat in context.desk.due()? {
        let Some(id) = chat.as_slice().try_into().ok().map(i64::from_be_bytes) else { continue };
        let seal = |body: &str| context.seal(body, id, None);
        let done = context.desk.keep_promises(&chat, |replies, batch| {
            let calls = calls(context, replies, None, &seal).into_iter();
            let outgoing = calls.map(|call| Outgoing { chat: id, thread: None, call });
            outgoing.map(|one| (OUTBOX.push(context.people(), batch, &one), one)).collect::<Sent>()
        })?;
        sent.extend(done.into_iter().flatten());
    }
    Ok(sent)
}

/// What is to be called for replies.
fn calls(context: &Context, replies: &[Reply], pressed: Option<Pressed>, seal: &dyn Fn(&str) -> u64) -> Vec<Call> {
    let lang = replies.first().map(|reply| reply.lang);
    let label = context.phrase(lang, |phrases| phrases.share.clone());
    let share = Share { bot: &context.me.name, label: &label };
    let messages = replies.iter().flat_map(|reply| render(reply, Some(&share), seal));
    let Some(Pressed { query, shows }) = pressed else { return messages.map(Call::Send).collect() };
    let (mut edits, toast) = match shows {
        Shows::Toast => (None, replies.first().map(|reply| beginning(&plain_text(&reply.blocks), TOAST).to_owned())),
        Shows::Below => (None, None),
        Shows::InPlace(message) => (Some(message), None),
    };
    let mut calls = vec![Call::Answer(query, toast)];
    if !matches!(shows, Shows::Toast) {
        calls.extend(messages.map(|message| match edits.take() {
            Some(id) => Call::Edit(id, message),
            None => Call::Send(message),
        }));
    }
    calls
}

fn write(context: &Context, incoming: &Incoming, calls: Vec<Call>, batch: &mut Batch) -> Sent {
    let people = context.people();
    let outgoing = calls.into_iter().map(|call| to(incoming, call));
    outgoing.map(|outgoing| (OUTBOX.push(people, batch, &outgoing), outgoing)).collect()
}

fn is_personal(text: &str) -> bool {
    let command = text.trim_start().strip_prefix('/').unwrap_or_default();
    let name = command.split(|c: char| c.is_whitespace() || c == '@').next().unwrap_or_default().to_lowercase();
    PERSONAL.contains(&name.as_str())
}
