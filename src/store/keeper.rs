//! What has to be done with people's records beside the turns, in a thread of its own: making unreadable what was removed,
//! giving back what the disk holds needlessly, opening late what could not be opened.

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

/// Records that are looked after.
pub trait Kept {
    /// Whether memory serves, because the records on disk could not be opened.
    fn is_passing(&self) -> bool;
    /// Tries to open the records on disk.
    fn try_again(&self);
    /// Whether what was removed has still to be made unreadable.
    fn owes_erasure(&self) -> bool;
    /// Whether the disk holds much needlessly.
    fn is_wasteful(&self) -> bool;
    /// Makes what was removed unreadable, as long as somebody has the records. Says whether it was done.
    fn erase_while_wanted(&self) -> bool;
}

/// Begins; ends when `find` no longer finds the records.
pub fn start<K: Kept>(find: impl Fn() -> Option<K> + Send + 'static) {
    // Without the thread nothing is lost: what is owed stays owed until the next start.
    let _ = thread::Builder::new().name("pristan-keeper".to_owned()).spawn(move || keep(&find));
}

fn keep<K: Kept>(find: &dyn Fn() -> Option<K>) {
    let now = Instant::now();
    let (mut erase_at, mut look_at, mut open_at) = (now, now + GROWTH, now + AGAIN);
    let mut owed_since: Option<Instant> = None;
    loop {
        thread::sleep(GLANCE);
        let Some(people) = find() else { return };
        let now = Instant::now();
        if people.is_passing() {
            if now >= open_at {
                people.try_again();
                open_at = Instant::now() + AGAIN;
            }
            continue;
        }
        let owed = people.owes_erasure();
        owed_since = if owed { owed_since.or(Some(now)) } else { None };
        let gathered = owed_since.is_some_and(|since| now >= since + GATHER);
        let grown = now >= look_at && people.is_wasteful();
        if now >= look_at {
            look_at = now + GROWTH;
        }
        if now >= erase_at && (gathered || grown) {
            let done = people.erase_while_wanted();
            owed_since = None;
            erase_at = Instant::now() + if done { PAUSE } else { AGAIN };
        }
    }
}
