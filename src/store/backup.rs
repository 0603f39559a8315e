//! A backup of people's records: the records as they are sealed, so that it says nothing to who has no key.
//!
//! ```text
//! "pristan backup 1\n" | fingerprint of the key (32)
//! then records:          table (1) | length (4) | key | length (4) | sealed record
//! at the end:            255 (1)   | records (8) | keyed hash of everything before (32)
//! ```
//! Numbers are little-endian. What is under way (inbox, outbox) is not in it: its keys live for a day.

use super::error::StoreError;
use super::people::People;
use super::records::{Record, Trouble, Write};
use super::state::StoreState;
use super::table::Table;
use serde::Serialize;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write as _};
use std::path::Path;

const HEAD: &[u8] = b"pristan backup 1\n";
const END: u8 = 255;
const HASH: usize = 32;
/// The longest key or record, in bytes; what says more is no backup.
const LONGEST: usize = 16 << 20;
/// Records that are put back together.
const SLICE: usize = 200;

/// How many records a backup holds, and how many of them were put back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Contents {
    /// Records in the backup.
    pub records: u64,
    /// Records that were put back; the others were there already, in a newer form, and stay.
    pub restored: u64,
}

/// Writes all records that last. Others are served meanwhile.
///
/// # Errors
/// When they cannot be read, there are none on disk, or `out` fails.
pub fn backup(people: &People, out: &mut dyn io::Write) -> Result<Contents, StoreError> {
    if let StoreState::WithoutMemory(what) = people.state() {
        return Err(StoreError::Io(people.folder().to_owned(), format!("there is nothing to back up: {what}")));
    }
    let seal = people.seal();
    let mut hasher = seal.hasher();
    let mut out = BufWriter::new(out);
    let mut put = |bytes: &[u8]| {
        hasher.update(bytes);
        out.write_all(bytes)
    };
    let failed = |error: io::Error| StoreError::Failed(Trouble::of_disk(&error));
    put(HEAD).and_then(|()| put(&seal.name("backup", b""))).map_err(failed)?;
    let mut records = 0;
    let shown = people.records().snapshot(&mut |name, (key, sealed): Record| {
        let Some(at) = Table::ALL.iter().position(|table| table.name() == name && table.is_backed_up()) else {
            return Ok(());
        };
        records += 1;
        put(&[at as u8])?;
        for part in [&key, &sealed] {
            put(&u32::try_from(part.len()).map_err(io::Error::other)?.to_le_bytes())?;
            put(part)?;
        }
        Ok(())
    });
    shown.map_err(StoreError::Failed)?;
    put(&[END]).and_then(|()| put(&u64::to_le_bytes(records))).map_err(failed)?;
    let hash = hasher.finalize();
    out.write_all(hash.as_bytes()).and_then(|()| out.flush()).map_err(failed)?;
    Ok(Contents { records, restored: 0 })
}

/// Puts records back: the whole backup is read and checked before the first one. What is there stays as it is; questions
/// whose number is taken get a new one. `name` is how the backup is called in messages.
///
/// # Errors
/// When the backup is cut short, changed or sealed with another key, or the disk refuses.
pub fn restore(people: &People, name: &Path, from: &mut (impl Read + Seek)) -> Result<Contents, StoreError> {
    let wrong = |what: &str| StoreError::Backup(name.to_owned(), what.to_owned());
    let mut contents = Contents::default();
    read(people, from, &wrong, &mut |_, _| {
        contents.records += 1;
        Ok(())
    })?;
    from.rewind().map_err(|error| wrong(&format!("cannot be read: {error}")))?;
    let mut writes: Vec<Write> = Vec::new();
    let mut restored = 0;
    read(people, from, &wrong, &mut |table, record| {
        writes.extend(put_back(people, table, record)?);
        if writes.len() >= SLICE {
            restored += writes.len() as u64;
            people.commit_sealed(std::mem::take(&mut writes))?;
        }
        Ok(())
    })?;
    restored += writes.len() as u64;
    people.commit_sealed(writes)?;
    Ok(Contents { restored, ..contents })
}

/// How a record is put back; none when a newer one is there.
fn put_back(people: &People, table: Table, (key, sealed): Record) -> Result<Option<Write>, StoreError> {
    let (name, records) = (table.name(), people.records());
    let there = records.get(name, &key).map_err(StoreError::Failed)?;
    if there.is_none() {
        return Ok(Some(Write { table: name, key, value: Some(sealed) }));
    }
    if table != Table::Questions || there.as_ref() == Some(&sealed) {
        return Ok(None);
    }
    let seal = people.seal();
    let number = records.sequence().map_err(StoreError::Failed)?.to_be_bytes().to_vec();
    let value = seal.unseal(name, &key, &sealed).and_then(|record| seal.close(name, &number, &record, None));
    Ok(value.map(|value| Write { table: name, key: number, value: Some(value) }))
}

/// Reads a backup and shows each record, when it opens.
fn read(
    people: &People,
    from: &mut impl Read,
    wrong: &dyn Fn(&str) -> StoreError,
    show: &mut dyn FnMut(Table, Record) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let seal = people.seal();
    let mut hasher = seal.hasher();
    let mut from = BufReader::new(from);
    let mut take = |length: usize| {
        if length > LONGEST {
            return Err(wrong("is no backup of pristan, or was changed"));
        }
        let mut bytes = vec![0; length];
        from.read_exact(&mut bytes).map_err(|_| wrong("is cut short, or cannot be read"))?;
        hasher.update(&bytes);
        Ok((bytes, hasher.finalize()))
    };
    let number = |bytes: Vec<u8>| bytes.iter().rev().fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
    if take(HEAD.len())?.0 != HEAD {
        return Err(wrong("is no backup of pristan, or one of a newer version"));
    }
    if take(HASH)?.0 != seal.name("backup", b"") {
        return Err(wrong("was made with another key; name that one with PRISTAN_KEY_FILE"));
    }
    let mut records = 0;
    loop {
        let table = take(1)?.0[0];
        if table == END {
            let (counted, hash) = take(8)?;
            let same = take(HASH)?.0 == hash.as_bytes();
            let whole = number(counted) == records && same;
            return if whole { Ok(()) } else { Err(wrong("was changed since it was made")) };
        }
        let table = *Table::ALL.get(usize::from(table)).ok_or_else(|| wrong("was changed since it was made"))?;
        let mut part = || {
            let length = number(take(4)?.0) as usize;
            Ok::<_, StoreError>(take(length)?.0)
        };
        let record = (part()?, part()?);
        if seal.unseal(table.name(), &record.0, &record.1).is_none() {
            return Err(wrong("was changed since it was made"));
        }
        records += 1;
        show(table, record)?;
    }
}
