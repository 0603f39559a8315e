//! The volunteers' chat: where it is, and how far its work has come in this process.

use crate::settings::Volunteers;
use crate::text::Lang;
use crate::turn::Topics;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Instant;

/// The volunteers' chat.
pub struct DeskPlace {
    /// What the settings say of it; who has a role may change while the bot runs.
    volunteers: RwLock<Arc<Volunteers>>,
    /// The settings file; none without one.
    pub settings: Option<PathBuf>,
    /// Persons that a change needs.
    pub approvals: usize,
    /// The folder of the journal.
    pub journal: PathBuf,
    /// The language of everything said, when it is fixed.
    pub lang: Option<Lang>,
    chat: AtomicI64,
    topics: Mutex<Topics>,
    ready: AtomicBool,
    looked: Mutex<Looked>,
}

/// What was looked at last.
#[derive(Clone, Copy)]
pub struct Looked {
    /// Questions kept so far when it was looked last; none before the first look.
    pub kept: Option<u64>,
    /// How many there were when that changed last, and when it did.
    pub seen: (u64, Instant),
    /// When the digest was looked at last.
    pub digest: Option<Instant>,
}

impl DeskPlace {
    /// A chat in which nothing was done yet.
    pub fn new(
        (volunteers, settings): (Volunteers, Option<PathBuf>),
        approvals: usize,
        journal: PathBuf,
        lang: Option<Lang>,
    ) -> DeskPlace {
        DeskPlace {
            chat: AtomicI64::new(volunteers.chat),
            volunteers: RwLock::new(Arc::new(volunteers)),
            settings,
            approvals,
            journal,
            lang,
            topics: Mutex::default(),
            ready: AtomicBool::new(false),
            looked: Mutex::new(Looked { kept: None, seen: (0, Instant::now()), digest: None }),
        }
    }

    /// What the settings say of it.
    pub fn volunteers(&self) -> Arc<Volunteers> {
        self.volunteers.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes what the settings say now, and tells whether it is something else. Another chat counts at the next start.
    pub fn are_now(&self, volunteers: Volunteers) -> bool {
        let mut known = self.volunteers.write().unwrap_or_else(PoisonError::into_inner);
        let now = Volunteers { chat: known.chat, ..volunteers };
        let changed = **known != now;
        *known = Arc::new(now);
        changed
    }

    /// The chat as it is called now.
    pub fn chat(&self) -> i64 {
        self.chat.load(Ordering::Relaxed)
    }

    /// The group has another id now.
    pub fn moved(&self, to: i64) {
        self.chat.store(to, Ordering::Relaxed);
    }

    /// Its topics, where it is a forum.
    pub fn topics(&self) -> Topics {
        *self.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// It was looked at, and these are its topics.
    pub fn found(&self, topics: Topics) {
        *self.topics.lock().unwrap_or_else(PoisonError::into_inner) = topics;
        self.ready.store(true, Ordering::Relaxed);
    }

    /// Whether it was looked at.
    pub fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Relaxed)
    }

    /// What was looked at last.
    pub fn looked(&self) -> MutexGuard<'_, Looked> {
        self.looked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
