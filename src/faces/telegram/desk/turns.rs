//! What a turn at the desk has at hand, and what it comes to.

use super::super::boxes::{INBOX, OUTBOX};
use super::super::context::Context;
use super::super::desk_place::DeskPlace;
use super::super::incoming::Incoming;
use super::super::outgoing::{Call, Outgoing, Sent};
use super::super::render::{Button, Message, plain};
use super::button::{self, Press};
use super::who::Who;
use crate::knowledge::Phrases;
use crate::store::{Batch, StoreError, Ticket};
use crate::text::{Lang, beginning};
use crate::volunteers::Records;

/// The longest text of a post, in characters; Telegram takes 4,096 units.
const LONGEST: usize = 3_500;
/// The longest toast, in characters; Telegram takes two hundred.
const TOAST: usize = 199;

/// The desk of a bot that has one.
#[derive(Clone, Copy)]
pub struct AtDesk<'a> {
    /// What the bot's tasks share.
    pub context: &'a Context,
    /// The chat.
    pub place: &'a DeskPlace,
}

impl<'a> AtDesk<'a> {
    /// The desk; none where there is no volunteers' chat.
    pub fn of(context: &'a Context) -> Option<AtDesk<'a>> {
        context.place.as_ref().map(|place| AtDesk { context, place })
    }

    /// The language that the desk speaks: the fixed one, else the first of the base.
    pub fn lang(self) -> Lang {
        let first = || self.context.desk.library().index().base.about.languages.first().copied();
        self.place.lang.or_else(first).unwrap_or_default()
    }

    /// A sentence.
    pub fn phrase(self, choose: impl Fn(&Phrases) -> String) -> String {
        self.context.phrase(Some(self.lang()), choose)
    }

    /// A button; none when it cannot carry what it should.
    pub fn button(self, label: &str, press: &Press) -> Option<Vec<Button>> {
        let data = button::data(press, &|body| self.seal(body))?;
        Some(vec![Button { label: label.to_owned(), data, link: false }])
    }

    /// A seal for this chat, which stays the same when the group gets another id.
    pub fn seal(self, body: &str) -> u64 {
        self.context.seal(body, self.place.volunteers().chat, None)
    }

    /// The questions of the bot, for who publishes.
    pub fn records(self) -> Records {
        Records::Own(self.context.people().clone())
    }

    /// Today, in days since 1970.
    pub fn day(self) -> u32 {
        crate::turn::Clock::number(self.context.desk.today())
    }
}

/// A message of a text with rows of buttons.
pub fn message(text: &str, rows: Vec<Option<Vec<Button>>>) -> Message {
    let long = text.chars().count() > LONGEST;
    let text = if long { format!("{}…", beginning(text, LONGEST)) } else { text.to_owned() };
    Message { rows: rows.into_iter().flatten().collect(), ..plain(&text) }
}

/// A turn at the desk.
pub struct Turn<'a> {
    /// The desk.
    pub at: AtDesk<'a>,
    /// What came.
    pub incoming: &'a Incoming,
    /// Who it came from; none without a role.
    pub who: Option<Who>,
    /// What is written with it.
    pub batch: Batch,
    out: Vec<Outgoing>,
}

impl<'a> Turn<'a> {
    /// A turn that has come to nothing yet.
    pub fn new(at: AtDesk<'a>, incoming: &'a Incoming, who: Option<Who>) -> Turn<'a> {
        Turn { at, incoming, who, batch: Batch::default(), out: Vec::new() }
    }

    /// Makes a call in this chat, in the topic of what came.
    pub fn call(&mut self, call: Call) {
        self.out.push(Outgoing { chat: self.incoming.chat, thread: self.incoming.thread, call });
    }

    /// Sends something elsewhere.
    pub fn send(&mut self, outgoing: Outgoing) {
        self.out.push(outgoing);
    }

    /// Says a sentence: for a moment to who pressed, else as a message.
    pub fn say(&mut self, text: &str) {
        match self.incoming.query() {
            Some(query) => self.call(Call::Answer(query.to_owned(), Some(beginning(text, TOAST).to_owned()))),
            None => self.call(Call::Send(plain(text))),
        }
    }

    /// Says a sentence as a message, and lets a button rest.
    pub fn tell(&mut self, text: &str) {
        self.rest();
        self.call(Call::Send(message(text, Vec::new())));
    }

    /// Lets the button that was pressed rest.
    pub fn rest(&mut self) {
        if let Some(query) = self.incoming.query() {
            self.call(Call::Answer(query.to_owned(), None));
        }
    }

    /// Writes everything down, the ticket struck out with it.
    ///
    /// # Errors
    /// When the records cannot be written.
    pub fn done(self, ticket: &Ticket) -> Result<Sent, StoreError> {
        let people = self.at.context.people();
        let mut batch = self.batch;
        INBOX.strike(people, &mut batch, ticket);
        let sent = self.out.into_iter().map(|one| (OUTBOX.push(people, &mut batch, &one), one)).collect();
        people.commit(batch)?;
        Ok(sent)
    }
}
