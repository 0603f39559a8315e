//! A chat's messages in their order, chats side by side: nobody waits for somebody else's flood.

use super::button;
use super::incoming::{Incoming, What};
use super::outgoing::{Call, Found, Outgoing};
use super::render::{Message, escaped, render};
use super::run::Context;
use super::send::deliver;
use crate::knowledge::{Block, fill, plain_text};
use crate::store::{Batch, StoreError, Table};
use crate::talk::{Action, Event, Outcome, Reply};
use crate::text::Lang;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Messages of one chat that wait; what comes on top is acknowledged and dropped.
const MOST_WAITING: usize = 20;
/// Attempts to handle a message that brings the handler down.
const TRIES: u32 = 3;
/// The longest first words of an inline result, in characters.
const ABOUT: usize = 100;
/// Results of an inline query.
const MOST_FOUND: usize = 5;
/// Commands that are between the person and us.
const PERSONAL: [&str; 4] = ["forget", "lang", "privacy", "start"];

/// Something that waits in a chat's line, with its key in the inbox or outbox.
pub enum Item {
    /// To be handled.
    Handle(Vec<u8>, Incoming),
    /// To be sent.
    Send(Vec<u8>, Outgoing),
}

/// The lines of all chats. A line is there as long as somebody serves it.
#[derive(Default)]
pub struct Lines(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    lines: HashMap<i64, VecDeque<Item>>,
    /// Chats that were told that they write too fast.
    told: HashSet<i64>,
}

/// Whether a message may join its line.
pub enum Room {
    /// It may.
    Free,
    /// The line is full, and this is the first to be dropped.
    FullNow,
    /// It is full still.
    Full,
}

impl Lines {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there is room in a chat's line, beside `more` that are about to join.
    pub fn room(&self, chat: i64, more: usize) -> Room {
        let mut waiting = self.waiting();
        let before = waiting.lines.get(&chat).map_or(0, VecDeque::len);
        match (before + more < MOST_WAITING, waiting.told.contains(&chat)) {
            (true, _) => Room::Free,
            (false, true) => Room::Full,
            (false, false) => {
                waiting.told.insert(chat);
                Room::FullNow
            }
        }
    }

    /// Whether nobody waits.
    pub fn is_empty(&self) -> bool {
        self.waiting().lines.is_empty()
    }

    /// The next of a line; the line is closed when there is none.
    fn next(&self, chat: i64) -> Option<Item> {
        let mut waiting = self.waiting();
        let next = waiting.lines.get_mut(&chat).and_then(VecDeque::pop_front);
        if next.is_none() {
            waiting.lines.remove(&chat);
            waiting.told.remove(&chat);
        }
        next
    }

    /// Puts something into its line; says whether somebody must come to serve it.
    fn join(&self, chat: i64, item: Item) -> bool {
        let mut waiting = self.waiting();
        let served = waiting.lines.contains_key(&chat);
        waiting.lines.entry(chat).or_default().push_back(item);
        !served
    }
}

/// Puts something into its chat's line, and somebody to serve the line when nobody does.
pub fn enqueue(context: &Arc<Context>, chat: i64, item: Item) {
    if context.lines.join(chat, item) {
        let context = context.clone();
        tokio::spawn(async move { serve(context, chat).await });
    }
}

async fn serve(context: Arc<Context>, chat: i64) {
    while let Some(item) = context.lines.next(chat) {
        match item {
            Item::Send(key, outgoing) => deliver(&context, &key, outgoing).await,
            Item::Handle(key, incoming) => {
                for (key, outgoing) in handle(&context, key, incoming).await {
                    deliver(&context, &key, outgoing).await;
                }
            }
        }
    }
}

/// One message: what is to be sent for it, with its key in the outbox. A handler that panics takes nobody with it.
async fn handle(context: &Arc<Context>, key: Vec<u8>, incoming: Incoming) -> Vec<(Vec<u8>, Outgoing)> {
    for attempt in 1..=TRIES {
        let Ok(_place) = context.steps.acquire().await else { return Vec::new() };
        let (held, own, what) = (context.clone(), key.clone(), incoming.clone());
        let done = tokio::task::spawn_blocking(move || turn(&held, &own, what)).await;
        match done {
            Ok(Ok(outgoing)) => return outgoing,
            Ok(Err(_)) => context.log("store_failed", &[("attempt", u64::from(attempt))]),
            Err(_) => context.log("turn_failed", &[("attempt", u64::from(attempt))]),
        }
    }
    let sorry = context.phrase(incoming.lang, |phrases| phrases.unknown.clone());
    let mut batch = Batch::default();
    context.desk.people().remove(&mut batch, Table::Inbox, &key);
    let outgoing = to(&incoming, Call::Send(plain(&sorry)));
    let key = context.desk.people().append(&mut batch, Table::Outbox, &outgoing);
    match context.desk.people().commit(batch) {
        Ok(()) => vec![(key, outgoing)],
        Err(_) => Vec::new(),
    }
}

fn to(incoming: &Incoming, call: Call) -> Outgoing {
    Outgoing { chat: incoming.chat, thread: incoming.thread, call }
}

/// A message of one plain sentence.
pub fn plain(text: &str) -> Message {
    Message { html: escaped(text), plain: text.to_owned(), rows: Vec::new() }
}

/// A turn: memory, outbox and the emptied inbox in one commit.
fn turn(context: &Context, key: &[u8], incoming: Incoming) -> Result<Vec<(Vec<u8>, Outgoing)>, StoreError> {
    let people = context.desk.people();
    let chat = incoming.chat.to_be_bytes();
    let owner = (!incoming.private).then(|| context.tag(incoming.user));
    let calls = |calls: Vec<Call>| -> Result<Vec<(Vec<u8>, Outgoing)>, StoreError> {
        let mut batch = Batch::default();
        people.remove(&mut batch, Table::Inbox, key);
        let sent = write(context, &incoming, calls, &mut batch);
        people.commit(batch)?;
        Ok(sent)
    };
    let (event, pressed) = match &incoming.what {
        What::Said(text) if !incoming.private && is_personal(text) => {
            let link = format!("https://t.me/{}", context.name);
            let said = context.phrase(incoming.lang, |phrases| fill(&phrases.in_private, &[("link", &link)]));
            return calls(vec![Call::Send(plain(&said))]);
        }
        What::Said(text) => (Event::Said(text.clone()), None),
        What::Wordless => {
            let said = context.phrase(incoming.lang, |phrases| phrases.wordless.clone());
            return calls(vec![Call::Send(plain(&said))]);
        }
        What::Inline { query, text } => {
            return calls(vec![Call::Inline(query.clone(), found(context, text, incoming.lang))]);
        }
        What::Added => {
            let welcome = context.groups.is_empty() || context.groups.contains(&incoming.chat) || incoming.private;
            return calls(if welcome { Vec::new() } else { vec![Call::Leave] });
        }
        What::Gone => {
            let mut batch = Batch::default();
            people.remove(&mut batch, Table::Inbox, key);
            people.remove(&mut batch, Table::Chats, &chat);
            people.commit(batch)?;
            return Ok(Vec::new());
        }
        What::Moved(new) => {
            let mut batch = Batch::default();
            people.remove(&mut batch, Table::Inbox, key);
            if let Some(state) = people.get::<crate::talk::State>(Table::Chats, &chat)? {
                people.put(&mut batch, Table::Chats, &new.to_be_bytes(), &state);
                people.remove(&mut batch, Table::Chats, &chat);
            }
            people.commit(batch)?;
            return Ok(Vec::new());
        }
        What::Pressed { data, message, query } => {
            let Some((action, _)) = button::action(data).filter(|(_, whose)| *whose == owner.as_deref()) else {
                return calls(vec![Call::Answer(query.clone())]);
            };
            let in_place = !matches!(action, Action::Rate(..)) && !data.starts_with(button::RELATED);
            (Event::Chose(action), Some((query.clone(), in_place.then_some(*message))))
        }
    };
    let (_, sent) = context.desk.turn_with(&chat, event, incoming.lang, |replies, batch| {
        people.remove(batch, Table::Inbox, key);
        let mut calls: Vec<Call> = pressed.iter().map(|(query, _)| Call::Answer(query.clone())).collect();
        let mut edits = pressed.as_ref().and_then(|(_, message)| *message);
        for message in replies.iter().flat_map(|reply| render(reply, &context.name, owner.as_deref())) {
            calls.push(match edits.take() {
                Some(id) => Call::Edit(id, message),
                None => Call::Send(message),
            });
        }
        write(context, &incoming, calls, batch)
    })?;
    Ok(sent)
}

fn write(context: &Context, incoming: &Incoming, calls: Vec<Call>, batch: &mut Batch) -> Vec<(Vec<u8>, Outgoing)> {
    let people = context.desk.people();
    let outgoing = calls.into_iter().map(|call| to(incoming, call));
    outgoing.map(|outgoing| (people.append(batch, Table::Outbox, &outgoing), outgoing)).collect()
}

fn is_personal(text: &str) -> bool {
    let name = text.strip_prefix('/').and_then(|command| command.split([' ', '@']).next());
    name.is_some_and(|name| PERSONAL.contains(&name))
}

/// Entries that a question may mean, each ready to paste; none for what nothing answers.
fn found(context: &Context, text: &str, lang: Option<Lang>) -> Vec<Found> {
    let Some(reply) = context.desk.ask(text).filter(|_| !text.trim().is_empty()) else { return Vec::new() };
    let ids: Vec<String> = match reply.outcome {
        Outcome::Answer | Outcome::Choices => {
            let others = reply.candidates.iter().map(|candidate| candidate.entry.clone());
            let mut ids = reply.entries.clone();
            others.for_each(|id| {
                if !ids.contains(&id) {
                    ids.push(id)
                }
            });
            ids
        }
        _ => Vec::new(),
    };
    let index = context.desk.library().index();
    let spoken = if text.is_ascii() { lang.unwrap_or(reply.lang) } else { reply.lang };
    let entry = |id: &String| {
        let title = index.base.entry(id)?.title.nearest(spoken)?.1.clone();
        let reply = context.desk.show(id, spoken)?;
        Some(Found { id: id.clone(), title, about: about(&reply), html: whole(&reply) })
    };
    ids.iter().take(MOST_FOUND).filter_map(entry).collect()
}

/// The first words of a reply, and where it comes from.
fn about(reply: &Reply) -> String {
    let note = reply.blocks.iter().rev().find(|block| matches!(block, Block::Note(_)));
    let source = note.map(|note| plain_text(std::slice::from_ref(note))).unwrap_or_default();
    let first = reply.blocks.first().map(|block| plain_text(std::slice::from_ref(block))).unwrap_or_default();
    let short: String = first.chars().take(ABOUT).collect();
    format!("{short}… {source}")
}

fn whole(reply: &Reply) -> String {
    let parts = render(&Reply { related: Vec::new(), ..reply.clone() }, "", None);
    parts.into_iter().next().map(|message| message.html).unwrap_or_default()
}
