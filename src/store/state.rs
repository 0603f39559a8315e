//! How the records are, and who hears of it.

use super::records::{Cause, Trouble};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How the records are. They leave every state but the first by themselves, when the cause is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreState {
    /// As they should be.
    Open,
    /// They can be read; changes wait.
    ReadOnly(String),
    /// The disk refuses; changes wait.
    Failed(String),
    /// They could not be opened; memory serves, and is gone with the process.
    WithoutMemory(String),
}

impl StoreState {
    /// Its name in logs.
    pub fn name(&self) -> &'static str {
        match self {
            StoreState::Open => "open",
            StoreState::ReadOnly(_) => "read-only",
            StoreState::Failed(_) => "failed",
            StoreState::WithoutMemory(_) => "without-memory",
        }
    }

    /// What an operator must know, with the remedy; none when all is well.
    pub fn told(&self) -> Option<String> {
        match self {
            StoreState::Open => None,
            StoreState::ReadOnly(what) => Some(format!("people's records can be read only, changes wait: {what}")),
            StoreState::Failed(what) => Some(format!("people's records cannot be written, changes wait: {what}")),
            StoreState::WithoutMemory(what) => Some(format!(
                "serving WITHOUT MEMORY of people, what is said now is forgotten with the process; the folder is left \
                 alone and tried again: {what}"
            )),
        }
    }
}

/// Called when the state changes.
pub type Hear = Box<dyn Fn(&StoreState) + Send>;

/// The state, and who hears of it.
pub struct States {
    now: Mutex<(StoreState, Vec<Hear>)>,
    /// Something to be told once.
    notice: Mutex<Option<String>>,
    /// Whether something may be amiss: kept apart, so that a read that goes well costs nothing.
    amiss: AtomicBool,
}

impl States {
    /// In this state.
    pub fn new(state: StoreState) -> States {
        States { now: Mutex::new((state, Vec::new())), notice: Mutex::default(), amiss: AtomicBool::new(false) }
    }

    fn lock(&self) -> MutexGuard<'_, (StoreState, Vec<Hear>)> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state.
    pub fn now(&self) -> StoreState {
        self.lock().0.clone()
    }

    /// Somebody hears of the state from now on.
    pub fn hear(&self, hear: Hear) {
        let mut now = self.lock();
        hear(&now.0);
        now.1.push(hear);
    }

    fn change(&self, to: StoreState) {
        let mut now = self.lock();
        if now.0 != to {
            now.0 = to;
            let (state, heard) = &*now;
            heard.iter().for_each(|hear| hear(state));
        }
    }

    /// A call went well.
    pub fn well(&self) {
        if self.amiss.swap(false, Ordering::Relaxed) {
            self.change(StoreState::Open);
        }
    }

    /// A call met with trouble.
    pub fn failed(&self, trouble: &Trouble) {
        if matches!(self.now(), StoreState::WithoutMemory(_)) {
            return;
        }
        self.amiss.store(true, Ordering::Relaxed);
        let what = format!("{}; {}", trouble.what, trouble.cause.remedy());
        self.change(match trouble.cause {
            Cause::ReadOnly => StoreState::ReadOnly(what),
            _ => StoreState::Failed(what),
        });
    }

    /// The records on disk serve again.
    pub fn opened(&self) {
        self.change(StoreState::Open);
    }

    /// Something to be told once, though all is well.
    pub fn notice(&self, what: String) {
        *self.notice.lock().unwrap_or_else(PoisonError::into_inner) = Some(what);
    }

    /// What is to be told once.
    pub fn take_notice(&self) -> Option<String> {
        self.notice.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
