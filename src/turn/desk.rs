//! One whole turn, the same for every face that remembers: take the memory and the index, step, commit, deliver.

use super::clock::Clock;
use super::library::{Library, Refreshed};
use crate::store::{Batch, People, StoreError, Table};
use crate::talk::{Action, Effect, Event, Reply, Spoken, State, View, alone, step};
use crate::text::Lang;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Chats whose last words are held in memory for `/why`; beyond that everybody's are let go.
const MOST_SPOKEN: usize = 1_000;

/// Where faces bring events and get replies.
pub struct Desk {
    library: Library,
    people: People,
    clock: Mutex<Clock>,
    lang: Option<Lang>,
    spoken: Mutex<HashMap<Vec<u8>, Spoken>>,
    /// Held from reading a count of thumbs until it is written.
    counting: Mutex<()>,
}

impl Desk {
    /// A desk over knowledge and people's records; `lang` fixes the language of everything said.
    pub fn new(library: Library, people: People, clock: Clock, lang: Option<Lang>) -> Desk {
        Desk { library, people, clock: Mutex::new(clock), lang, spoken: Mutex::default(), counting: Mutex::default() }
    }

    /// The knowledge in service.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// Takes a good edit of the base into service.
    pub fn refresh(&self) -> Refreshed {
        self.library.refresh()
    }

    /// The records of people.
    pub fn people(&self) -> &People {
        &self.people
    }

    /// One turn of one chat. When it returns, everything that the replies rest on is on the disk.
    ///
    /// # Errors
    /// When the records cannot be read or written; then nothing was changed.
    pub fn turn(&self, chat: &[u8], event: Event) -> Result<Vec<Reply>, StoreError> {
        Ok(self.turn_with(chat, event, None, |_, _| ())?.0)
    }

    /// The same, with more that is written in the same commit, made from the replies. `first` is the language to begin
    /// in, when nothing was said yet.
    ///
    /// # Errors
    /// When the records cannot be read or written; then nothing was changed.
    pub fn turn_with<T>(
        &self,
        chat: &[u8],
        event: Event,
        first: Option<Lang>,
        more: impl FnOnce(&[Reply], &mut Batch) -> T,
    ) -> Result<(Vec<Reply>, T), StoreError> {
        let before: State = self.people.get(Table::Chats, chat)?.unwrap_or_default();
        let mut state = before.clone();
        state.spoken = state.spoken.or(first);
        state.last = self.spoken().get(chat).cloned();
        let index = self.library.index();
        let view = View { index: &index, now: self.clock().today(), lang: self.lang, keeps: true };
        let done = step(view, state, event);
        let forgets = done.effects.contains(&Effect::Forget);
        let mut batch = Batch::default();
        let kept = done.state.kept();
        if forgets {
            self.people.remove(&mut batch, Table::Chats, chat);
        } else if kept != before {
            self.people.put(&mut batch, Table::Chats, chat, &kept);
        }
        let counts = done.effects.iter().any(|effect| matches!(effect, Effect::Rate { .. }));
        let _counting = counts.then(|| self.counting.lock().unwrap_or_else(PoisonError::into_inner));
        for effect in &done.effects {
            self.add(&mut batch, effect)?;
        }
        let more = more(&done.replies, &mut batch);
        if !batch.is_empty() {
            self.people.commit(batch)?;
        }
        let mut spoken = self.spoken();
        if spoken.len() >= MOST_SPOKEN {
            spoken.clear();
        }
        match done.state.last.filter(|_| !forgets) {
            Some(last) => spoken.insert(chat.to_vec(), last),
            None => spoken.remove(chat),
        };
        drop(spoken);
        if forgets {
            self.people.rewrite()?;
        }
        Ok((done.replies, more))
    }

    /// The reply to a question that stands for itself; nothing is remembered.
    pub fn ask(&self, text: &str) -> Option<Reply> {
        let index = self.library.index();
        let view = View { index: &index, now: self.clock().today(), lang: self.lang, keeps: false };
        alone(view, Event::Said(text.to_owned()))
    }

    /// An entry in a language, as its answer shows it; nothing is remembered.
    pub fn show(&self, entry: &str, lang: Lang) -> Option<Reply> {
        let index = self.library.index();
        let view = View { index: &index, now: self.clock().today(), lang: Some(lang), keeps: false };
        alone(view, Event::Chose(Action::Entry(entry.to_owned())))
    }

    fn spoken(&self) -> std::sync::MutexGuard<'_, HashMap<Vec<u8>, Spoken>> {
        self.spoken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds what an effect writes.
    fn add(&self, batch: &mut Batch, effect: &Effect) -> Result<(), StoreError> {
        match effect {
            Effect::KeepQuestion(question) => {
                self.people.append(batch, Table::Questions, question);
            }
            Effect::Rate { entry, helped, turned } => {
                let (up, down): (u64, u64) = self.people.get(Table::Ratings, entry.as_bytes())?.unwrap_or_default();
                let taken = |count: u64| count.saturating_sub(u64::from(*turned));
                let counts = if *helped { (up + 1, taken(down)) } else { (taken(up), down + 1) };
                self.people.put(batch, Table::Ratings, entry.as_bytes(), &counts);
            }
            Effect::Forget => {}
        }
        Ok(())
    }

    fn clock(&self) -> Clock {
        *self.clock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the clock to a day, or lets it go again.
    pub fn set_clock(&self, clock: Clock) {
        *self.clock.lock().unwrap_or_else(PoisonError::into_inner) = clock;
    }

    /// Today, by the desk's clock.
    pub fn today(&self) -> jiff::civil::Date {
        self.clock().today()
    }
}
