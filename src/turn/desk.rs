//! One whole turn, the same for every face that remembers: take the memory and the index, step, commit, deliver.

use super::clock::Clock;
use super::library::{Library, Refreshed};
use crate::store::{Change, People, StoreError};
use crate::talk::{Effect, Event, Reply, Spoken, State, View, step};
use crate::text::Lang;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Chats whose last words are held in memory for `/why`; beyond that everybody's are let go.
const MOST_SPOKEN: usize = 1_000;

/// Where faces bring events and get replies.
pub struct Desk {
    library: Library,
    people: People,
    clock: Clock,
    lang: Option<Lang>,
    spoken: Mutex<HashMap<Vec<u8>, Spoken>>,
}

impl Desk {
    /// A desk over knowledge and people's records; `lang` fixes the language of everything said.
    pub fn new(library: Library, people: People, clock: Clock, lang: Option<Lang>) -> Desk {
        Desk { library, people, clock, lang, spoken: Mutex::default() }
    }

    /// The knowledge in service.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// Takes a good edit of the base into service.
    pub fn refresh(&self) -> Refreshed {
        self.library.refresh()
    }

    /// One turn of one chat. When it returns, everything that the replies rest on is on the disk.
    ///
    /// # Errors
    /// When the records cannot be read or written; then nothing was changed.
    pub fn turn(&self, chat: &[u8], event: Event) -> Result<Vec<Reply>, StoreError> {
        let before: State = self.people.chat(chat)?.unwrap_or_default();
        let mut state = before.clone();
        let mut spoken = self.spoken.lock().unwrap_or_else(PoisonError::into_inner);
        state.last = spoken.get(chat).cloned();
        let index = self.library.index();
        let view = View { index: &index, now: self.clock.today(), lang: self.lang, keeps: true };
        let done = step(view, state, event);
        let questions: Vec<_> = done.effects.into_iter().map(|Effect::KeepQuestion(question)| question).collect();
        let kept = State { last: None, ..done.state.clone() };
        if kept != before || !questions.is_empty() {
            self.people.commit(&[Change::Chat(chat, &kept)], &questions)?;
        }
        if spoken.len() >= MOST_SPOKEN {
            spoken.clear();
        }
        if let Some(last) = done.state.last {
            spoken.insert(chat.to_vec(), last);
        }
        Ok(done.replies)
    }
}
