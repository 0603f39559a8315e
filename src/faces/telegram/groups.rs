//! Groups in which the bot may be. Telegram gives a group another id when it grows into a supergroup; the settings still
//! hold the old one, so the store remembers under which id of the settings a group began.

use super::boxes::INBOX;
use super::context::Context;
use super::incoming::Incoming;
use crate::store::{Batch, StoreError, StoreState, Stored, Table, Ticket};
use crate::turn::Remembered;
use serde::{Deserialize, Serialize};

/// Where a group that moved comes from, under its present id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The id that stands in the settings.
    pub from: i64,
}

impl Stored for Origin {
    const SCHEMA: u8 = 1;
}

/// Whether the bot may be somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Welcome {
    /// It may.
    Yes,
    /// It may not: it leaves.
    No,
    /// The records that would tell cannot be read at the moment: it stays, and says nothing.
    Unknown,
}

/// Whether the bot may be where something happened: in any private chat, and in the groups of the settings.
///
/// # Errors
/// When the records cannot be read.
pub fn welcome(context: &Context, incoming: &Incoming) -> Result<Welcome, StoreError> {
    if incoming.private || context.groups.is_empty() || origin(context, incoming.chat)?.is_some() {
        return Ok(Welcome::Yes);
    }
    let without_memory = matches!(context.people().state(), StoreState::WithoutMemory(_));
    Ok(if without_memory { Welcome::Unknown } else { Welcome::No })
}

/// The id under which a group stands in the settings; none when it does not.
fn origin(context: &Context, group: i64) -> Result<Option<i64>, StoreError> {
    if is_listed(context, group) {
        return Ok(Some(group));
    }
    let kept = context.people().get::<Origin>(Table::Groups, &group.to_be_bytes())?;
    Ok(kept.map(|kept| kept.from).filter(|from| is_listed(context, *from)))
}

/// Whether a group stands in the settings.
fn is_listed(context: &Context, group: i64) -> bool {
    context.groups.contains(&group) || context.place.as_ref().is_some_and(|place| place.volunteers().chat == group)
}

/// Whether something happened in the volunteers' chat.
///
/// # Errors
/// When the records cannot be read.
pub fn is_desk(context: &Context, chat: i64) -> Result<bool, StoreError> {
    let Some(place) = context.place.as_ref().filter(|_| chat < 0) else { return Ok(false) };
    Ok(chat == place.chat() || origin(context, chat)? == Some(place.volunteers().chat))
}

/// A group has another id now: its memory goes along, and it stays allowed. With a ticket, that message of the inbox is
/// done with in the same commit. Blocks on the disk.
///
/// # Errors
/// When the records cannot be read or written.
pub fn move_group(context: &Context, old: i64, new: i64, ticket: Option<&Ticket>) -> Result<(), StoreError> {
    let people = context.people();
    let from = origin(context, old)?;
    if let Some(place) = context.place.as_ref().filter(|place| from == Some(place.volunteers().chat)) {
        place.moved(new);
    }
    let (old, new) = (old.to_be_bytes(), new.to_be_bytes());
    let mut batch = Batch::default();
    if let Some(ticket) = ticket {
        INBOX.strike(people, &mut batch, ticket);
    }
    let _alone = context.desk.both_alone(&old, &new);
    if let Some(memory) = people.get::<Remembered>(Table::Chats, &old)? {
        people.put(&mut batch, Table::Chats, &new, &memory);
        people.remove(&mut batch, Table::Chats, &old);
    }
    if let Some(from) = from {
        people.put(&mut batch, Table::Groups, &new, &Origin { from });
    }
    if !batch.is_empty() {
        people.commit(batch)?;
    }
    context.log("group_moved", &[("on_the_list", u64::from(from.is_some()))]);
    Ok(())
}

/// Forgets groups that were taken off the settings.
///
/// # Errors
/// When the records cannot be read or written.
pub fn forget_unlisted(context: &Context) -> Result<(), StoreError> {
    let people = context.people();
    let mut batch = Batch::default();
    for (key, kept) in people.all::<Origin>(Table::Groups)? {
        // Without a list every group is welcome, and the next list may hold the old id again.
        if !context.groups.is_empty() && !is_listed(context, kept.from) {
            people.remove_under(&mut batch, Table::Groups, key);
        }
    }
    if batch.is_empty() { Ok(()) } else { people.commit(batch) }
}
