//! People's records: nothing acknowledged is lost, nothing is in the clear, trouble is told with its way back.

use pristan::store::{Batch, KnowledgeCache, People, StoreError, Table};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Rounds of killing; in CI as many as the floor of `THREATS.md`.
const ROUNDS: u64 = 200;
const CHILD: &str = "PRISTAN_TEST_STORE_CHILD";

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Memory {
    count: u64,
    words: String,
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
        People::open(&self.people, &self.key)
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

fn commit(people: &People, chat: &[u8], memory: &Memory, question: &impl Serialize) {
    let mut batch = Batch::default();
    people.put(&mut batch, Table::Chats, chat, memory);
    people.append(&mut batch, Table::Questions, question);
    people.commit(batch).unwrap();
}

fn questions<Q: serde::de::DeserializeOwned>(people: &People) -> Vec<Q> {
    people.all(Table::Questions).unwrap().into_iter().map(|(_, question)| question).collect()
}

fn keep(people: &People, count: u64, words: &str) {
    let memory = Memory { count, words: words.to_owned() };
    commit(people, &count.to_le_bytes(), &memory, &format!("question {count}"));
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
    let people = People::open(&folder.join("data/people"), &folder.join("keys/people.key")).unwrap();
    let from = people.get::<Memory>(Table::Chats, b"counter").unwrap().unwrap_or_default().count;
    for count in from + 1.. {
        let memory = Memory { count, words: "w".repeat((count % 700) as usize) };
        commit(&people, b"counter", &memory, &count);
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
        let people = People::open(&data, &key).unwrap_or_else(|error| panic!("round {round}: {error}"));
        let kept = people.get::<Memory>(Table::Chats, b"counter").unwrap().unwrap();
        assert!(kept.count >= acknowledged, "round {round}: {} was acknowledged, {} is kept", acknowledged, kept.count);
        let questions: Vec<u64> = questions(&people);
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
    assert_eq!(questions::<String>(&people), ["question 7"]);
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
    commit(&people, &id, &memory, &words);
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
    let db = sled::open(people).unwrap();
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
    people.rewrite().unwrap();
    assert_eq!(people.get::<Memory>(Table::Chats, &3u64.to_le_bytes()).unwrap(), None);
    assert_eq!(people.get::<Memory>(Table::Chats, &39u64.to_le_bytes()).unwrap().map(|memory| memory.count), Some(39));
    assert_eq!(questions::<String>(&people).len(), 40);
    drop(people);
    let all = bytes_of(place.people.parent().unwrap());
    let left = before.iter().filter(|record| holds(&all, record)).count();
    assert_eq!(left, 1, "of forty sealed records only the living one is left on the disk");
    assert!(place.open().is_ok());
}

#[test]
fn an_interrupted_rewrite_leaves_the_old_or_the_new() {
    let moved = |from: &str, to: &str, place: &Place| {
        fs::rename(place.people.with_file_name(from), place.people.with_file_name(to)).unwrap();
    };
    // Killed before the old folder is moved aside: a half-written new one lies there.
    let place = Place::filled(3);
    fs::create_dir_all(place.people.with_file_name("people.new")).unwrap();
    assert_eq!(questions::<String>(&place.open().unwrap()).len(), 3);
    assert!(!place.people.with_file_name("people.new").exists());
    // Killed between the two renames: both lie aside.
    let place = Place::filled(3);
    let copied = Command::new("cp")
        .args(["-r".as_ref(), place.people.as_os_str()])
        .arg(place.people.with_file_name("people.new"))
        .status();
    assert!(copied.unwrap().success());
    moved("people", "people.old", &place);
    assert_eq!(questions::<String>(&place.open().unwrap()).len(), 3);
    // Killed before the new one was whole.
    let place = Place::filled(3);
    moved("people", "people.old", &place);
    fs::create_dir_all(place.people.with_file_name("people.new")).unwrap();
    assert_eq!(questions::<String>(&place.open().unwrap()).len(), 3);
}

#[test]
fn a_leftover_of_an_interrupted_snapshot_keeps_nothing_shut() {
    let place = Place::filled(3);
    fs::write(place.people.join("snap.0000000000001234.generating"), b"half a snapshot").unwrap();
    assert_eq!(questions::<String>(&place.open().unwrap()).len(), 3);
}

#[test]
fn damage_is_told_with_the_way_back_and_nothing_is_replaced() {
    for harm in ["emptied", "removed", "cut"] {
        let place = Place::filled(50);
        let file = place.people.join("db");
        let bytes = fs::read(&file).unwrap();
        for entry in fs::read_dir(&place.people).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.file_name().unwrap().to_string_lossy().starts_with("snap.") && harm != "cut" {
                fs::remove_file(entry).unwrap();
            }
        }
        match harm {
            "emptied" => fs::write(&file, b"").unwrap(),
            "removed" => fs::remove_file(&file).unwrap(),
            _ => fs::write(&file, &bytes[..bytes.len() / 3]).unwrap(),
        }
        match place.open() {
            Err(error) => {
                let told = error.to_string();
                assert!(told.contains("is damaged") && told.contains("mv "), "{harm}: {told}");
            }
            // sled may rebuild everything from what is left; then nothing may be missing.
            Ok(people) => assert_eq!(questions::<String>(&people).len(), 50, "{harm}: silent loss"),
        }
    }
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
    assert!(place.refusal().contains("the key does not fit"));
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
