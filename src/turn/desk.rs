//! One whole turn, the same for every face that remembers: take the memory and the index, step, commit, deliver.

use super::clock::{Clock, RELEASED};
use super::counters::Counters;
use super::kept::{Promised, Ratings, Remembered, Why};
use super::kept_of_desk::Relay;
use super::library::{Library, Refreshed};
use super::missed::{Turn, is_of_danger, missed};
use super::promises::{LastKept, answers, due, name_question, promise};
use super::relays::{Made, Passed, go_on, pass, relay_of};
use super::tidy::Tidying;
use crate::store::{Batch, People, StoreError, Table};
use crate::talk::{
    Action, Effect, Event, Reply, Spoken, State, View, alone, for_volunteers, not_known, offer_person, promise_kept,
    step,
};
use crate::text::Lang;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Chats whose last words are held in memory for `/why`; beyond that everybody's are let go.
const MOST_SPOKEN: usize = 1_000;

/// Locks for the turns of chats; chats whose ids give the same number share one.
const LOCKS: usize = 1_024;

/// What a turn came to.
#[derive(Debug)]
pub struct Turned<T = ()> {
    /// What is said.
    pub replies: Vec<Reply>,
    /// Whether everything about the chat was forgotten: a face forgets what it has of it, too.
    pub forgot: bool,
    /// What was made beside the replies.
    pub more: T,
}

/// Where faces bring events and get replies.
pub struct Desk {
    library: Library,
    people: People,
    clock: Mutex<Clock>,
    lang: Option<Lang>,
    spoken: Mutex<HashMap<Vec<u8>, Spoken>>,
    /// Held from reading a count of thumbs until it is written.
    counting: Mutex<()>,
    /// Held for a turn of a chat: two of them never come between each other.
    chats: Vec<Mutex<()>>,
    tidying: Mutex<Tidying>,
    counters: Counters,
    last_kept: LastKept,
    /// How many questions were kept in this process.
    kept: AtomicU64,
}

impl Desk {
    /// A desk over knowledge and people's records; `lang` fixes the language of everything said.
    pub fn new(library: Library, people: People, clock: Clock, lang: Option<Lang>) -> Desk {
        let latest = people.latest_day().map_or(RELEASED, Clock::day);
        let clock = clock.not_before(latest);
        Desk {
            library,
            people,
            clock: Mutex::new(clock),
            lang,
            spoken: Mutex::default(),
            counting: Mutex::default(),
            chats: std::iter::repeat_with(Mutex::default).take(LOCKS).collect(),
            tidying: Mutex::default(),
            counters: Counters::default(),
            last_kept: LastKept::default(),
            kept: AtomicU64::new(0),
        }
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
    /// When the records cannot be read or written; the error says whether nothing was changed, or that this is not known.
    pub fn turn(&self, chat: &[u8], event: Event) -> Result<Turned, StoreError> {
        self.turn_with(chat, event, None, |_, _| ())
    }

    /// The same, with more that is written in the same commit, made from the replies. `first` is the language to begin
    /// in, when nothing was said yet.
    ///
    /// # Errors
    /// As [`Desk::turn`].
    pub fn turn_with<T>(
        &self,
        chat: &[u8],
        event: Event,
        first: Option<Lang>,
        more: impl FnOnce(&Made<'_>, &mut Batch) -> T,
    ) -> Result<Turned<T>, StoreError> {
        let _alone = self.alone(chat);
        let today = self.today();
        if let Some((relay, text)) = self.said_to_volunteers(chat, &event)? {
            let mut batch = Batch::default();
            go_on(&self.people, &mut batch, &relay, Clock::number(today));
            let passed = Some(Passed::Said(relay, text));
            let more = more(&Made { replies: &[], lost: 0, passed }, &mut batch);
            self.people.commit(batch)?;
            return Ok(Turned { replies: Vec::new(), forgot: false, more });
        }
        let before: Remembered = self.people.get(Table::Chats, chat)?.unwrap_or_default();
        let mut state = before.state.clone();
        state.spoken = state.spoken.or(first);
        state.last = self.spoken().get(chat).cloned();
        let index = self.library.index();
        let view = View { index: &index, now: today, lang: self.lang, keeps: true };
        let was_said = matches!(event, Event::Said(_));
        let remembered = state.clone();
        let mut done = step(view, state, event);
        let forgot = done.effects.contains(&Effect::Forget);
        let mut batch = Batch::default();
        let kept = Remembered { day: Clock::number(today), state: done.state.kept() };
        if forgot {
            self.people.remove(&mut batch, Table::Chats, chat);
            batch.erase();
        } else if kept != before && (before != Remembered::default() || kept.state != State::default()) {
            self.people.put(&mut batch, Table::Chats, chat, &kept);
        }
        let counts = done.effects.iter().any(|effect| matches!(effect, Effect::Rate { .. }));
        let _counting = counts.then(|| self.counting.lock().unwrap_or_else(PoisonError::into_inner));
        for effect in &done.effects {
            self.add(&mut batch, effect)?;
        }
        let turn = Turn { index: &index, before: &remembered, done: &done, was_said };
        let (mut asked, mut open_questions) = (None, 0);
        for open in missed(&turn, kept.day) {
            let key = self.people.append(&mut batch, Table::Questions, &open);
            open_questions += 1;
            // That of this turn comes first; one of a turn before is nobody's to be told of.
            asked = asked.or(key.try_into().ok().map(u64::from_be_bytes).filter(|_| open.why == Why::Unknown));
        }
        self.counters.count(&self.people, &mut batch, &turn, today)?;
        let lost = promise(&self.people, &mut batch, (chat, &self.last_kept), &done, kept.day)?;
        if lost {
            done.replies = done.replies.iter().map(|reply| not_known(view, reply.lang)).collect();
        }
        asked.into_iter().for_each(|question| name_question(&mut done.replies, question));
        let passed = pass(&self.people, &mut batch, chat, &done, kept.day)?;
        let lost = if is_of_danger(&done) { 0 } else { done.state.lost };
        let more = more(&Made { replies: &done.replies, lost, passed }, &mut batch);
        if !batch.is_empty() {
            self.people.commit(batch)?;
        }
        // Who hears of it looks at once, so it must be there.
        self.kept.fetch_add(open_questions, Ordering::Relaxed);
        if asked.is_some() || forgot {
            self.last_kept.note(chat, asked);
        }
        self.remember_spoken(chat, done.state.last.filter(|_| !forgot));
        Ok(Turned { replies: done.replies, forgot, more })
    }

    /// What is said in a talk with volunteers, and that talk; none for what is the bot's to answer.
    fn said_to_volunteers(&self, chat: &[u8], event: &Event) -> Result<Option<(Relay, String)>, StoreError> {
        let Event::Said(text) = event else { return Ok(None) };
        let Some(relay) = relay_of(&self.people, chat)? else { return Ok(None) };
        Ok(for_volunteers(&self.library.index(), text).map(|text| (relay, text)))
    }

    /// Offers a person below a reply, where that is due.
    pub fn offer_person(&self, lost: u8, reply: &mut Reply) {
        let index = self.library.index();
        offer_person(View { index: &index, now: self.today(), lang: self.lang, keeps: true }, lost, reply);
    }

    /// How many questions this process kept: when it has changed, there is something new for volunteers.
    pub fn kept(&self) -> u64 {
        self.kept.load(Ordering::Relaxed)
    }

    /// Holds a chat's turn.
    pub fn alone(&self, chat: &[u8]) -> MutexGuard<'_, ()> {
        self.chats[self.lock_of(chat)].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Holds the turns of two chats.
    pub fn both_alone(&self, one: &[u8], other: &[u8]) -> (MutexGuard<'_, ()>, Option<MutexGuard<'_, ()>>) {
        let (one, other) = (self.lock_of(one), self.lock_of(other));
        let hold = |at: usize| self.chats[at].lock().unwrap_or_else(PoisonError::into_inner);
        // The lower one first: two who want both never wait for each other.
        let first = hold(one.min(other));
        (first, (one != other).then(|| hold(one.max(other))))
    }

    fn lock_of(&self, chat: &[u8]) -> usize {
        self.people.sign(chat).iter().take(4).fold(0, |sum, byte| sum << 8 | usize::from(*byte)) % LOCKS
    }

    fn remember_spoken(&self, chat: &[u8], last: Option<Spoken>) {
        let mut spoken = self.spoken();
        if spoken.len() >= MOST_SPOKEN {
            spoken.clear();
        }
        match last {
            Some(last) => spoken.insert(chat.to_vec(), last),
            None => spoken.remove(chat),
        };
    }

    /// Throws away what is too old and what is sealed under yesterday's key, for a moment; to be called again and again.
    /// With `others`, by a clock that somebody else's has confirmed.
    ///
    /// # Errors
    /// When the records cannot be read or written.
    pub fn tidy(&self, others: bool) -> Result<bool, StoreError> {
        let clock = self.clock();
        let day = Clock::number(clock.today());
        if clock.is_fixed() || day > self.people.day() {
            self.people.set_day(day)?;
        }
        if !clock.is_fixed() && self.people.latest_day() < Some(day) {
            self.people.note_day(day)?;
        }
        let Some(surely) = clock.surely(others) else { return Ok(true) };
        let mut tidying = self.tidying.lock().unwrap_or_else(PoisonError::into_inner);
        tidying.go_on(&self.people, Clock::number(surely))
    }

    /// Somebody else's clock shows this moment, in seconds since 1970.
    pub fn heard(&self, seconds: i64) {
        let mut clock = self.clock.lock().unwrap_or_else(PoisonError::into_inner);
        *clock = clock.hearing(seconds);
    }

    /// How far this machine's clock is behind, in days; none when it is not.
    pub fn clock_is_behind(&self) -> Option<i32> {
        self.clock().is_behind()
    }

    /// Chats to which an answer is due that was promised.
    ///
    /// # Errors
    /// When the records cannot be read.
    pub fn due(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        due(&self.people)
    }

    /// Gives what was promised to a chat and can be given now, once: `deliver` adds to the same commit what brings it
    /// there.
    ///
    /// # Errors
    /// When the records cannot be read or written; then it stays due.
    pub fn keep_promises<T>(
        &self,
        chat: &[u8],
        deliver: impl FnOnce(&[Reply], &mut Batch) -> T,
    ) -> Result<Option<T>, StoreError> {
        let _alone = self.alone(chat);
        let Some(mut promised) = self.people.get::<Promised>(Table::Promises, chat)? else { return Ok(None) };
        let index = self.library.index();
        let view = View { index: &index, now: self.today(), lang: None, keeps: true };
        let mut told: Vec<String> = Vec::new();
        let mut replies = Vec::new();
        for (question, entry) in answers(&self.people, &promised)? {
            // An answer that is not in service yet is due later.
            let again = told.contains(&entry);
            let Some(reply) = promise_kept(view, promised.lang, &entry) else { continue };
            promised.questions.retain(|known| *known != question);
            if !again {
                told.push(entry);
                replies.push(reply);
            }
        }
        if replies.is_empty() {
            return Ok(None);
        }
        let mut batch = Batch::default();
        match promised.questions.is_empty() {
            true => self.people.remove(&mut batch, Table::Promises, chat),
            false => self.people.put(&mut batch, Table::Promises, chat, &promised),
        }
        batch.erase();
        let more = deliver(&replies, &mut batch);
        self.people.commit(batch)?;
        Ok(Some(more))
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
        if let Effect::Rate { entry, helped, turned } = effect {
            let Ratings(up, down) = self.people.get(Table::Ratings, entry.as_bytes())?.unwrap_or_default();
            let taken = |count: u64| count.saturating_sub(u64::from(*turned));
            let counts = if *helped { Ratings(up + 1, taken(down)) } else { Ratings(taken(up), down + 1) };
            self.people.put(batch, Table::Ratings, entry.as_bytes(), &counts);
        }
        Ok(())
    }

    fn clock(&self) -> Clock {
        *self.clock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the clock to a day, or lets it go again.
    pub fn set_clock(&self, clock: Clock) {
        let latest = self.people.latest_day().map_or(RELEASED, Clock::day);
        *self.clock.lock().unwrap_or_else(PoisonError::into_inner) = clock.not_before(latest);
    }

    /// Today, by the desk's clock.
    pub fn today(&self) -> jiff::civil::Date {
        self.clock().today()
    }
}
