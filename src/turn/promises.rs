//! Promises: whom to tell when a question has an answer. They are made in a turn, and kept beside the turns, once each.

use super::kept::{Asked, Promised};
use crate::store::{Batch, People, StoreError, Table};
use crate::talk::{Action, Effect, LAST_KEPT, Reply, Step};
use crate::text::Lang;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Questions of a chat of which it is told, at most; the oldest go.
const MOST: usize = 20;
/// Chats whose last kept question is known.
const MOST_CHATS: usize = 10_000;

/// Which question of a chat was kept last: known in memory alone, so that no record ties a question to who asked it.
#[derive(Default)]
pub struct LastKept(Mutex<HashMap<Vec<u8>, u64>>);

impl LastKept {
    fn known(&self) -> MutexGuard<'_, HashMap<Vec<u8>, u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes the question that a chat asked last, by the number that it is kept under; none when it is forgotten.
    pub fn note(&self, chat: &[u8], question: Option<u64>) {
        let mut known = self.known();
        if known.len() >= MOST_CHATS {
            known.clear();
        }
        match question {
            Some(question) => known.insert(chat.to_vec(), question),
            None => known.remove(chat),
        };
    }

    /// The question that a promise is about.
    fn meant(&self, chat: &[u8], question: u64) -> Option<u64> {
        if question == LAST_KEPT { self.known().get(chat).copied() } else { Some(question) }
    }
}

/// Buttons of a reply name the question itself, so that they can be pressed at any time.
pub fn name_question(replies: &mut [Reply], question: u64) {
    let choices = replies.iter_mut().flat_map(|reply| &mut reply.related);
    choices.filter(|choice| choice.action == Action::Promise(LAST_KEPT)).for_each(|choice| {
        choice.action = Action::Promise(question);
    });
}

/// Adds to a batch what a turn promises or takes back. Says whether a question could not be found any more.
///
/// # Errors
/// When the records cannot be read.
pub fn promise(
    people: &People,
    batch: &mut Batch,
    (chat, last): (&[u8], &LastKept),
    done: &Step,
    day: u32,
) -> Result<bool, StoreError> {
    let mut lost = false;
    for effect in &done.effects {
        match effect {
            Effect::Promise(question) => {
                let number = last.meant(chat, *question);
                let there = match number {
                    Some(number) => people.get::<Asked>(Table::Questions, &number.to_be_bytes())?.is_some(),
                    None => false,
                };
                let Some(number) = number.filter(|_| there) else {
                    lost = true;
                    continue;
                };
                let lang = done.replies.first().map_or(Lang::EN, |reply| reply.lang);
                let before = people.get::<Promised>(Table::Promises, chat)?;
                let mut questions = before.map_or(Vec::new(), |before| before.questions);
                questions.retain(|known| *known != number);
                questions.push(number);
                questions.drain(..questions.len().saturating_sub(MOST));
                let promised = Promised { day, address: chat.to_vec(), lang, questions };
                people.put(batch, Table::Promises, chat, &promised);
            }
            Effect::Unpromise | Effect::Forget if people.get::<Promised>(Table::Promises, chat)?.is_some() => {
                people.remove(batch, Table::Promises, chat);
                batch.erase();
            }
            _ => {}
        }
    }
    Ok(lost)
}

/// Chats to which something is due: those with a question that an entry answers now.
///
/// # Errors
/// When the records cannot be read.
pub fn due(people: &People) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut due = Vec::new();
    for (_, promised) in people.all::<Promised>(Table::Promises)? {
        if !answers(people, &promised)?.is_empty() {
            due.push(promised.address);
        }
    }
    Ok(due)
}

/// The questions of a promise that are answered, each with the entry that does.
///
/// # Errors
/// When the records cannot be read.
pub fn answers(people: &People, promised: &Promised) -> Result<Vec<(u64, String)>, StoreError> {
    let mut answers = Vec::new();
    for question in &promised.questions {
        let asked = people.get::<Asked>(Table::Questions, &question.to_be_bytes())?;
        answers.extend(asked.and_then(|asked| asked.answer).map(|entry| (*question, entry)));
    }
    Ok(answers)
}
