//! What has to be done with people's records beside the turns, in a thread of its own: making unreadable what was removed,
//! giving back what the disk holds needlessly, opening late what could not be opened.

use super::people::{Inner, People};
use super::state::StoreState;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::thread;
use std::time::{Duration, Instant};

/// How often it looks.
const GLANCE: Duration = Duration::from_millis(200);
/// An erasure waits so long for others that it can do along, and one follows another at most so often.
const GATHER: Duration = Duration::from_millis(500);
const PAUSE: Duration = Duration::from_secs(30);
/// How often it is looked whether the log has grown out of proportion.
const GROWTH: Duration = Duration::from_secs(5);
/// The wait after an erasure that failed, and between attempts to open.
const AGAIN: Duration = Duration::from_secs(5);

/// Begins; ends when nobody has the records any more.
pub(super) fn start(people: &People) {
    let weak = Arc::downgrade(&people.inner);
    // Without the thread nothing is lost: what is owed stays owed until the next start.
    let _ = thread::Builder::new().name("pristan-keeper".to_owned()).spawn(move || keep(&weak));
}

fn keep(weak: &Weak<Inner>) {
    let now = Instant::now();
    let (mut erase_at, mut look_at, mut open_at) = (now, now + GROWTH, now + AGAIN);
    let mut owed_since: Option<Instant> = None;
    loop {
        thread::sleep(GLANCE);
        let Some(inner) = weak.upgrade() else { return };
        let people = People { inner };
        let now = Instant::now();
        if matches!(people.state(), StoreState::WithoutMemory(_)) {
            if now >= open_at {
                people.try_again();
                open_at = Instant::now() + AGAIN;
            }
            continue;
        }
        let owed = people.inner.owes.load(Ordering::Relaxed);
        owed_since = if owed { owed_since.or(Some(now)) } else { None };
        let gathered = owed_since.is_some_and(|since| now >= since + GATHER);
        let grown = now >= look_at && people.records().is_wasteful();
        if now >= look_at {
            look_at = now + GROWTH;
        }
        if now >= erase_at && (gathered || grown) {
            // Stopped when nobody else has the records any more: who opens them next finds it owed.
            let done = people.erase_while(&|| Arc::strong_count(&people.inner) > 1);
            owed_since = None;
            erase_at = Instant::now() + if done.is_ok() { PAUSE } else { AGAIN };
        }
    }
}
