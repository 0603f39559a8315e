//! What is under way, in order: a typed layer on [`People`] for a face that takes and delivers.

use super::error::StoreError;
use super::people::{Batch, People};
use super::seal::Stored;
use super::table::Table;
use std::marker::PhantomData;

/// The key of something that is under way: later ones are higher.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(Vec<u8>);

impl Ticket {
    /// Whether it was given while memory served alone.
    pub fn is_passing(&self) -> bool {
        self.0.first().is_some_and(|first| *first >= PASSING)
    }
}

/// The first byte of the numbers that records in memory give.
const PASSING: u8 = 0x40;

/// Things of one kind that are under way.
pub struct Queue<T> {
    table: Table,
    kind: PhantomData<fn() -> T>,
}

impl<T: Stored> Queue<T> {
    /// What was taken and not handled yet.
    pub const fn inbox() -> Queue<T> {
        Queue { table: Table::Inbox, kind: PhantomData }
    }

    /// What is to be sent.
    pub const fn outbox() -> Queue<T> {
        Queue { table: Table::Outbox, kind: PhantomData }
    }

    /// Adds to a batch that something joins the queue at its end.
    pub fn push(&self, people: &People, batch: &mut Batch, value: &T) -> Ticket {
        Ticket(people.append(batch, self.table, value))
    }

    /// Adds to a batch that something in the queue changes in its place.
    pub fn change(&self, people: &People, batch: &mut Batch, ticket: &Ticket, value: &T) {
        people.put(batch, self.table, &ticket.0, value);
    }

    /// Adds to a batch that something is done with.
    pub fn strike(&self, people: &People, batch: &mut Batch, ticket: &Ticket) {
        people.remove(batch, self.table, &ticket.0);
    }

    /// Everything in the queue, in order.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn all(&self, people: &People) -> Result<Vec<(Ticket, T)>, StoreError> {
        Ok(people.all::<T>(self.table)?.into_iter().map(|(key, value)| (Ticket(key), value)).collect())
    }
}
