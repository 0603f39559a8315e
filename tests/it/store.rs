//! People's records: nothing acknowledged is lost, nothing is in the clear, trouble is told with its way back.

use pristan::store::{Batch, KnowledgeCache, People, Queue, StoreError, StoreState, Stored, Table};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Rounds of killing; in CI as many as the floor of `THREATS.md`.
const ROUNDS: u64 = 200;
const CHILD: &str = "PRISTAN_TEST_STORE_CHILD";

/// Today, in days since 1970.
const DAY: u32 = 19_266;

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Memory {
    count: u64,
    words: String,
}

impl Stored for Memory {
    const SCHEMA: u8 = 1;
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Words(String);

impl Stored for Words {
    const SCHEMA: u8 = 1;
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Number(u64);

impl Stored for Number {
    const SCHEMA: u8 = 1;
}

struct Place {
    _folder: tempfile::TempDir,
    people: PathBuf,
    key: PathBuf,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let (people, key) = (folder.path().join("data/people"), folder.path().join("keys/people.key"));
    Place { _folder: folder, people, key }
}

impl Place {
    fn open(&self) -> Result<People, StoreError> {
        People::open(&self.people, &self.key, DAY)
    }

    /// Why it does not open.
    fn refusal(&self) -> String {
        match self.open() {
            Ok(_) => panic!("`{}` opened", self.people.display()),
            Err(error) => error.to_string(),
        }
    }

    fn filled(chats: u64) -> Place {
        let place = place();
        let people = place.open().unwrap();
        for chat in 0..chats {
            keep(&people, chat, "some words");
        }
        place
    }
}

fn commit(people: &People, chat: &[u8], memory: &Memory, question: &impl Stored) {
    let mut batch = Batch::default();
    people.put(&mut batch, Table::Chats, chat, memory);
    people.append(&mut batch, Table::Questions, question);
    people.commit(batch).unwrap();
}

fn questions<Q: Stored>(people: &People) -> Vec<Q> {
    people.all(Table::Questions).unwrap().into_iter().map(|(_, question)| question).collect()
}

fn keep(people: &People, count: u64, words: &str) {
    let memory = Memory { count, words: words.to_owned() };
    commit(people, &count.to_le_bytes(), &memory, &Words(format!("question {count}")));
}

fn bytes_of(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { all.extend(fs::read(path).unwrap()) }
        }
    }
    all
}

fn holds(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

/// Not a test of its own: the process that is killed. Says `ack N` when record N is committed.
#[test]
fn child() {
    let Some(folder) = std::env::var_os(CHILD) else { return };
    let folder = PathBuf::from(folder);
    let people = People::open(&folder.join("data/people"), &folder.join("keys/people.key"), DAY).unwrap();
    let from = people.get::<Memory>(Table::Chats, b"counter").unwrap().unwrap_or_default().count;
    for count in from + 1.. {
        let memory = Memory { count, words: "w".repeat((count % 700) as usize) };
        commit(&people, b"counter", &memory, &Number(count));
        println!("ack {count}");
    }
}

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let (data, key) = (folder.path().join("data/people"), folder.path().join("keys/people.key"));
    let mut acknowledged = 0;
    for round in 0..ROUNDS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["store::child", "--exact", "--nocapture", "--test-threads=1"])
            .env(CHILD, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let number = |line: &str| line.rsplit_once("ack ").and_then(|(_, number)| number.trim().parse::<u64>().ok());
        let first =
            lines.find_map(|line| number(&line)).unwrap_or_else(|| panic!("round {round}: nothing was acknowledged"));
        assert!(first > acknowledged, "round {round}: {first} is acknowledged twice");
        std::thread::sleep(Duration::from_millis(round * 7919 % 23));
        child.kill().unwrap();
        acknowledged = lines.filter_map(|line| number(&line)).last().unwrap_or(first);
        child.wait().unwrap();
        let people = People::open(&data, &key, DAY).unwrap_or_else(|error| panic!("round {round}: {error}"));
        let kept = people.get::<Memory>(Table::Chats, b"counter").unwrap().unwrap();
        assert!(kept.count >= acknowledged, "round {round}: {} was acknowledged, {} is kept", acknowledged, kept.count);
        let questions: Vec<Number> = questions(&people);
        assert_eq!(questions.len() as u64, kept.count, "round {round}: the two halves of a commit came apart");
        acknowledged = kept.count;
    }
    assert!(acknowledged >= ROUNDS);
}

#[test]
fn what_is_kept_is_there_again() {
    let place = place();
    let people = place.open().unwrap();
    assert_eq!(people.get::<Memory>(Table::Chats, b"a").unwrap(), None);
    keep(&people, 7, "hello");
    drop(people);
    let people = place.open().unwrap();
    let kept = people.get::<Memory>(Table::Chats, &7u64.to_le_bytes()).unwrap();
    assert_eq!(kept, Some(Memory { count: 7, words: "hello".to_owned() }));
    assert_eq!(questions::<Words>(&people), [Words("question 7".to_owned())]);
}

#[test]
fn a_second_opening_is_refused_with_folder_and_way_out() {
    let place = place();
    let _people = place.open().unwrap();
    let refusal = place.refusal();
    assert!(refusal.contains(&*place.people.to_string_lossy()) && refusal.contains("--data DIR"), "{refusal}");
}

#[test]
fn nothing_of_a_person_lies_in_the_clear() {
    let place = place();
    let people = place.open().unwrap();
    let id = 5_041_234_567_u64.to_le_bytes();
    let words = "canary-Зинаида-+905551234567-canary";
    let memory = Memory { count: 1, words: words.to_owned() };
    commit(&people, &id, &memory, &Words(words.to_owned()));
    drop(people);
    let all = bytes_of(&place.people);
    let utf16: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for part in [words.as_bytes(), "Зинаида".as_bytes(), b"905551234567", &utf16, &id, b"5041234567"] {
        assert!(!holds(&all, part), "{part:?} lies in the clear");
    }
    assert!(!holds(&all, &fs::read(&place.key).unwrap()), "the key lies beside the data");
}

/// The records as sled holds them.
fn records(people: &Path) -> Vec<Vec<u8>> {
    let newest =
        fs::read_dir(people).unwrap().filter_map(|entry| entry.unwrap().file_name().to_str()?.parse::<u64>().ok());
    let folder = newest.max().map_or(people.to_owned(), |number| people.join(number.to_string()));
    let db = sled::open(folder).unwrap();
    let chats = db.open_tree("chats").unwrap();
    chats.iter().map(|record| record.unwrap().1.to_vec()).collect()
}

#[test]
fn lengths_tell_little() {
    let place = place();
    let people = place.open().unwrap();
    for (chat, length) in [(1, 3), (2, 40), (3, 200)] {
        keep(&people, chat, &"x".repeat(length));
    }
    drop(people);
    let lengths: Vec<usize> = records(&place.people).iter().map(Vec::len).collect();
    assert!(lengths.windows(2).all(|pair| pair[0] == pair[1]), "{lengths:?}");
}

#[test]
fn forgetting_erases_once_the_records_are_rewritten() {
    let place = Place::filled(40);
    let before = records(&place.people);
    let people = place.open().unwrap();
    let gone: Vec<[u8; 8]> = (0..39u64).map(u64::to_le_bytes).collect();
    let mut batch = Batch::default();
    gone.iter().for_each(|id| people.remove(&mut batch, Table::Chats, id));
    people.commit(batch).unwrap();
    people.erase().unwrap();
    assert_eq!(people.get::<Memory>(Table::Chats, &3u64.to_le_bytes()).unwrap(), None);
    assert_eq!(people.get::<Memory>(Table::Chats, &39u64.to_le_bytes()).unwrap().map(|memory| memory.count), Some(39));
    assert_eq!(questions::<Words>(&people).len(), 40);
    drop(people);
    let all = bytes_of(place.people.parent().unwrap());
    let left = before.iter().filter(|record| holds(&all, record)).count();
    assert_eq!(left, 1, "of forty sealed records only the living one is left on the disk");
    assert!(place.open().is_ok());
}

#[test]
fn a_leftover_of_an_interrupted_snapshot_keeps_nothing_shut() {
    let place = Place::filled(3);
    fs::write(place.people.join("snap.0000000000001234.generating"), b"half a snapshot").unwrap();
    assert_eq!(questions::<Words>(&place.open().unwrap()).len(), 3);
}

#[test]
fn the_key_is_guarded() {
    let place = Place::filled(1);
    let key = fs::read(&place.key).unwrap();
    assert_eq!(key.len(), 32);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&place.key).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(&place.people).unwrap().permissions().mode() & 0o777, 0o700);
        fs::set_permissions(&place.key, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(place.refusal().contains("may be read by others"));
        fs::set_permissions(&place.key, fs::Permissions::from_mode(0o600)).unwrap();
    }
    fs::write(&place.key, b"short").unwrap();
    assert!(place.refusal().contains("is 5 bytes long"));
    fs::write(&place.key, [7; 32]).unwrap();
    assert!(place.refusal().contains("holds another key"));
    fs::remove_file(&place.key).unwrap();
    assert!(place.refusal().contains("is gone"));
    assert!(!place.key.exists(), "no new key is made over sealed records");
    fs::write(&place.key, &key).unwrap();
    #[cfg(unix)]
    fs::set_permissions(&place.key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    assert!(place.open().is_ok());
    let inside = Place { key: place.people.join("people.key"), ..place };
    assert!(inside.refusal().contains("lies inside the data folder"));
}

#[test]
fn ids_stand_above_every_living_one_after_an_erasure_and_a_restart() {
    let place = place();
    let inbox: Queue<Words> = Queue::inbox();
    let people = place.open().unwrap();
    let mut batch = Batch::default();
    for number in 0..20 {
        inbox.push(&people, &mut batch, &Words(format!("waiting {number}")));
    }
    batch.erase();
    people.commit(batch).unwrap();
    people.erase().unwrap();
    drop(people);
    let people = place.open().unwrap();
    for number in 20..40 {
        let mut batch = Batch::default();
        inbox.push(&people, &mut batch, &Words(format!("waiting {number}")));
        people.commit(batch).unwrap();
    }
    let waiting: Vec<String> = inbox.all(&people).unwrap().into_iter().map(|(_, words)| words.0).collect();
    assert_eq!(waiting, (0..40).map(|number| format!("waiting {number}")).collect::<Vec<_>>());
}

#[test]
fn an_erasure_is_owed_until_it_is_done() {
    let place = Place::filled(3);
    let sealed = records(&place.people);
    let people = place.open().unwrap();
    let mut batch = Batch::default();
    people.remove(&mut batch, Table::Chats, &1u64.to_le_bytes());
    batch.erase();
    people.commit(batch).unwrap();
    assert!(people.owes_erasure());
    // Ended before its time: the next process knows, and does it by itself.
    drop(people);
    let people = place.open().unwrap();
    assert!(people.owes_erasure());
    let begun = std::time::Instant::now();
    while people.owes_erasure() {
        assert!(begun.elapsed() < Duration::from_secs(20), "nobody erases");
        std::thread::sleep(Duration::from_millis(20));
    }
    drop(people);
    let all = bytes_of(place.people.parent().unwrap());
    assert_eq!(sealed.iter().filter(|record| holds(&all, record)).count(), 2);
}

#[test]
fn what_was_struck_out_opens_for_nobody_a_day_later() {
    let place = place();
    let people = place.open().unwrap();
    let (inbox, outbox): (Queue<Words>, Queue<Words>) = (Queue::inbox(), Queue::outbox());
    let mut batch = Batch::default();
    let struck = inbox.push(&people, &mut batch, &Words("struck out".to_owned()));
    inbox.push(&people, &mut batch, &Words("waits".to_owned()));
    outbox.push(&people, &mut batch, &Words("is sent tomorrow".to_owned()));
    people.commit(batch).unwrap();
    let mut batch = Batch::default();
    inbox.strike(&people, &mut batch, &struck);
    people.commit(batch).unwrap();
    let seed = fs::read(place.people.join(format!("epoch-{DAY}"))).unwrap();
    people.set_day(DAY + 1).unwrap();
    assert!(!holds(&bytes_of(place.people.parent().unwrap()), &seed), "yesterday's key is gone");
    drop(people);
    let people = People::open(&place.people, &place.key, DAY + 1).unwrap();
    let left =
        |queue: &Queue<Words>| queue.all(&people).unwrap().into_iter().map(|(_, words)| words.0).collect::<Vec<_>>();
    assert_eq!((left(&inbox), left(&outbox)), (vec!["waits".to_owned()], vec!["is sent tomorrow".to_owned()]));
}

/// Copies a folder with everything in it.
fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").args(["-r".as_ref(), from.as_os_str(), to.as_os_str()]).status().unwrap().success());
}

#[test]
fn folders_that_a_person_put_beside_are_theirs() {
    let place = Place::filled(3);
    for name in ["people.old", "people.new", "people.damaged", ".people.looking"] {
        copy(&place.people, &place.people.with_file_name(name));
    }
    let looking = place.people.with_file_name(".people.looking");
    assert!(place.refusal().contains("is not ours"), "a folder in our way that is not ours is told");
    fs::rename(&looking, place.people.with_file_name("mine")).unwrap();
    let people = place.open().unwrap();
    people.erase().unwrap();
    drop(people);
    place.open().unwrap();
    for name in ["people.old", "people.new", "people.damaged", "mine"] {
        assert!(place.people.with_file_name(name).join("db").exists(), "{name} is gone");
    }
}

#[test]
fn moved_aside_is_begun_anew_and_gone_is_told() {
    let place = Place::filled(3);
    fs::rename(&place.people, place.people.with_file_name("people.damaged")).unwrap();
    let people = place.open().unwrap();
    assert!(questions::<Words>(&people).is_empty());
    let told = people.take_notice().unwrap();
    assert!(told.contains("they are gone") && told.contains("pristan restore"), "{told}");
    drop(people);
    assert_eq!(place.open().unwrap().take_notice(), None, "told once");
}

#[test]
fn a_wrong_key_spoils_nothing() {
    let place = Place::filled(3);
    let right = fs::read(&place.key).unwrap();
    fs::remove_file(place.people.join("pristan-people")).unwrap();
    fs::write(&place.key, [9; 32]).unwrap();
    assert!(place.refusal().contains("holds another key"));
    fs::write(&place.key, right).unwrap();
    let people = place.open().unwrap();
    assert_eq!(questions::<Words>(&people).len(), 3);
    assert!(people.take_notice().unwrap().contains("marker"));
}

/// Every file below a folder, with its bytes.
fn files_of(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() { folders.push(path) } else { found.push((path.clone(), fs::read(&path).unwrap())) }
        }
    }
    found.sort();
    found
}

/// Sixty kinds of damage: to every file, at several places, in several ways.
fn damage(people: &Path, kind: usize) {
    let files: Vec<PathBuf> = files_of(people).into_iter().map(|(path, _)| path).collect();
    let file = &files[kind % files.len()];
    let mut bytes = fs::read(file).unwrap();
    let written = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |at| at + 1);
    let at = written * (kind * 37 % 97) / 97;
    match (kind / files.len()) % 7 {
        0 if at < bytes.len() => bytes[at] ^= 1 << (kind % 8),
        1 => bytes.truncate(at),
        2 => {
            let end = (at + 4_096).min(bytes.len());
            bytes[at..end].fill(0);
        }
        3 => {
            fs::remove_file(file).unwrap();
            return;
        }
        4 => bytes.clear(),
        5 => {
            let end = (at + 64).min(bytes.len());
            bytes[at..end].fill(0xa5);
        }
        _ => bytes.truncate(written.saturating_sub(1 + kind)),
    }
    fs::write(file, bytes).unwrap();
}

#[test]
fn damage_is_never_silent_and_changes_nothing() {
    let (mut refused, mut harmless) = (0, 0);
    for kind in 0..60 {
        let place = Place::filled(40);
        damage(&place.people, kind);
        let before = files_of(&place.people);
        match place.open() {
            Err(error) => {
                refused += 1;
                let told = error.to_string();
                assert!(told.contains(&*place.people.to_string_lossy()), "{kind}: {told}");
                assert!(files_of(&place.people) == before, "{kind}: a refused start has changed something: {told}");
                // Meanwhile memory serves, and leaves the files alone as well.
                let people = People::open_or_without(&place.people, &place.key, DAY).unwrap();
                assert!(matches!(people.state(), StoreState::WithoutMemory(_)), "{kind}");
                keep(&people, 7, "said without memory");
                assert!(files_of(&place.people) == before, "{kind}");
                drop(people);
                // The way back, as it is written.
                let way =
                    told.split('`').find(|part| part.starts_with("mv ")).unwrap_or_else(|| panic!("{kind}: {told}"));
                assert!(Command::new("sh").args(["-c", way]).status().unwrap().success(), "{way}");
                assert!(questions::<Words>(&place.open().unwrap()).is_empty(), "{kind}");
            }
            // sled may rebuild everything from what is left; then nothing may be missing.
            Ok(people) => {
                harmless += 1;
                assert_eq!(questions::<Words>(&people).len(), 40, "{kind}: silent loss");
                let kept = people.all::<Memory>(Table::Chats).unwrap();
                assert_eq!(kept.len(), 40, "{kind}: silent loss");
            }
        }
    }
    println!("60 kinds of damage: {refused} refused, {harmless} without harm");
    assert!(refused >= 20, "{refused} refused, {harmless} without harm");
}

#[test]
fn memory_gives_way_to_the_disk_when_that_is_well_again() {
    let place = Place::filled(3);
    let aside = place.people.with_file_name("aside");
    copy(&place.people, &aside);
    fs::write(place.people.join("db"), b"rubbish").unwrap();
    let people = People::open_or_without(&place.people, &place.key, DAY).unwrap();
    assert!(matches!(people.state(), StoreState::WithoutMemory(_)));
    let inbox: Queue<Words> = Queue::inbox();
    let mut batch = Batch::default();
    let ticket = inbox.push(&people, &mut batch, &Words("asked without memory".to_owned()));
    people.put(&mut batch, Table::Chats, b"new", &Memory { count: 9, words: "new".to_owned() });
    people.commit(batch).unwrap();
    assert!(ticket.is_passing());
    fs::rename(&place.people, place.people.with_file_name("people.damaged")).unwrap();
    fs::rename(&aside, &place.people).unwrap();
    let begun = std::time::Instant::now();
    while people.state() != StoreState::Open {
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", people.state());
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(questions::<Words>(&people).len(), 3, "what lies on the disk is there");
    assert_eq!(people.get::<Memory>(Table::Chats, b"new").unwrap().unwrap().count, 9, "what was said meanwhile, too");
    assert_eq!(inbox.all(&people).unwrap()[0].1, Words("asked without memory".to_owned()));
}

#[test]
fn knowledge_is_a_cache_and_never_in_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let cache = KnowledgeCache::open(folder.path()).unwrap();
    let value: Vec<u32> = (0..300_000).collect();
    assert!(cache.put(&[1; 32], "numbers", &value));
    assert!(KnowledgeCache::open(folder.path()).is_none(), "a second process does without");
    drop(cache);
    let cache = KnowledgeCache::open(folder.path()).unwrap();
    assert_eq!(cache.get::<Vec<u32>>(&[1; 32], "numbers"), Some(value));
    assert_eq!(cache.get::<Vec<u32>>(&[2; 32], "numbers"), None);
    for base in 2..9 {
        assert!(cache.put(&[base; 32], "numbers", &vec![u32::from(base)]));
    }
    assert_eq!(cache.get::<Vec<u32>>(&[1; 32], "numbers"), None, "old bases are let go");
    assert_eq!(cache.get::<Vec<u32>>(&[8; 32], "numbers"), Some(vec![8]));
}
