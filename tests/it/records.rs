//! What every backend of records must do, held by each of them.

use pristan::store::{COMMITS, ERASURE, Home, META, MemoryRecords, Records, SledRecords, Write};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

const TABLES: &[&str] = &["inbox", "chats"];

fn set(table: &'static str, key: &[u8], value: &[u8]) -> Write {
    Write { table, key: key.to_vec(), value: Some(value.to_vec()) }
}

fn gone(table: &'static str, key: &[u8]) -> Write {
    Write { table, key: key.to_vec(), value: None }
}

/// The contract. A second backend is held to it by one more line below.
fn keeps_the_contract(records: &dyn Records) {
    changes_are_made_in_order(records);
    pages_follow_the_keys(records);
    numbers_stand_above_every_key(records);
    an_erasure_changes_nothing_that_lives(records);
    everything_is_shown(records);
}

fn changes_are_made_in_order(records: &dyn Records) {
    let writes = [set("chats", b"a", b"1"), set("chats", b"b", b"2"), set("chats", b"a", b"3"), gone("chats", b"b")];
    records.commit(&writes).unwrap();
    assert_eq!(records.get("chats", b"a").unwrap().as_deref(), Some(&b"3"[..]));
    assert_eq!(records.get("chats", b"b").unwrap(), None);
    assert_eq!(records.get("inbox", b"a").unwrap(), None, "tables are apart");
    records.commit(&[set(META, COMMITS, &7u64.to_be_bytes())]).unwrap();
    assert_eq!(records.get(META, COMMITS).unwrap().as_deref(), Some(&7u64.to_be_bytes()[..]));
}

fn pages_follow_the_keys(records: &dyn Records) {
    let keys: Vec<[u8; 2]> = (0..600u16).map(u16::to_be_bytes).collect();
    let writes: Vec<Write> = keys.iter().rev().map(|key| set("inbox", key, key)).collect();
    records.commit(&writes).unwrap();
    let mut seen = Vec::new();
    loop {
        let after = seen.last().cloned();
        let page = records.scan("inbox", after.as_deref(), 7).unwrap();
        if page.is_empty() {
            break;
        }
        assert!(page.len() <= 7);
        seen.extend(page.into_iter().map(|(key, _)| key));
    }
    assert_eq!(seen, keys.iter().map(|key| key.to_vec()).collect::<Vec<_>>());
    records.commit(&keys.map_all(|key| gone("inbox", key))).unwrap();
    assert!(records.scan("inbox", None, 7).unwrap().is_empty());
}

trait MapAll {
    fn map_all(&self, change: impl Fn(&[u8]) -> Write) -> Vec<Write>;
}

impl MapAll for Vec<[u8; 2]> {
    fn map_all(&self, change: impl Fn(&[u8]) -> Write) -> Vec<Write> {
        self.iter().map(|key| change(key)).collect()
    }
}

fn numbers_stand_above_every_key(records: &dyn Records) {
    let first = records.sequence().unwrap();
    let second = records.sequence().unwrap();
    assert!(second > first);
    let high = second + 1_000;
    records.commit(&[set("inbox", &high.to_be_bytes(), b"living")]).unwrap();
    if !matches!(first >> 62, 1) {
        assert!(records.sequence().unwrap() > high, "above every key of eight bytes");
    }
    records.commit(&[gone("inbox", &high.to_be_bytes())]).unwrap();
}

fn an_erasure_changes_nothing_that_lives(records: &dyn Records) {
    let own = |number: u32| set("chats", &[&b"erased "[..], &number.to_be_bytes()].concat(), &number.to_le_bytes());
    let writes: Vec<Write> = (0..3_000).map(own).chain([set(META, ERASURE, b"1")]).collect();
    records.commit(&writes).unwrap();
    let before = records.sequence().unwrap();
    let wrote = AtomicBool::new(false);
    // Somebody writes while it goes on.
    let meanwhile = || {
        if !wrote.swap(true, Ordering::Relaxed) {
            records.commit(&[set("chats", b"meanwhile", b"new"), gone("chats", &writes[0].key)]).unwrap();
        }
        true
    };
    assert!(records.erase(&|| false).is_ok() == matches!(before >> 62, 1), "it may be told to stop");
    records.erase(&meanwhile).unwrap();
    assert_eq!(records.get("chats", b"a").unwrap().as_deref(), Some(&b"3"[..]));
    if wrote.load(Ordering::Relaxed) {
        assert_eq!(records.get("chats", b"meanwhile").unwrap().as_deref(), Some(&b"new"[..]));
        assert_eq!(
            records.get("chats", &writes[0].key).unwrap(),
            None,
            "what was removed meanwhile does not come back"
        );
    }
    for write in &writes[1..3_000] {
        assert_eq!(records.get("chats", &write.key).unwrap(), write.value);
    }
    assert_eq!(records.get(META, ERASURE).unwrap(), None, "nothing is owed any more");
    assert!(records.sequence().unwrap() > before, "an erasure takes no number back");
}

fn everything_is_shown(records: &dyn Records) {
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    records
        .snapshot(&mut |table, _| {
            *shown.entry(table).or_default() += 1;
            Ok(())
        })
        .unwrap();
    assert!(shown["chats"] >= 3_000 && !shown.contains_key("inbox"), "{shown:?}");
}

fn sled(folder: &std::path::Path) -> SledRecords {
    SledRecords::open(Home::new(folder), TABLES).unwrap()
}

#[test]
fn memory_keeps_the_contract() {
    keeps_the_contract(&MemoryRecords::default());
}

#[test]
fn sled_keeps_the_contract_and_is_there_again() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("people");
    std::fs::create_dir(&folder).unwrap();
    let records = sled(&folder);
    keeps_the_contract(&records);
    let given = records.sequence().unwrap();
    assert!(given < 1 << 32, "numbers come from keys of records, not from names: {given}");
    records.commit(&[set("chats", b"last", b"word")]).unwrap();
    drop(records);
    let records = sled(&folder);
    assert_eq!(records.get("chats", b"last").unwrap().as_deref(), Some(&b"word"[..]));
    assert!(
        records.sequence().unwrap() > given,
        "no number is given twice, also when nothing stands under it any more"
    );
    keeps_the_contract(&records);
}
