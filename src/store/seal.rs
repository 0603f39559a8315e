//! Sealing a record: XChaCha20-Poly1305, bound to its place, padded so that its length tells little.
//!
//! ```text
//! 1 (1) | schema (1) |             nonce (24) | sealed      under the key of the installation
//! 2 (1) | schema (1) | day (4)   | nonce (24) | sealed      under the key of a day, see `epochs`
//!
//! sealed: length (4) | record | zeroes up to a multiple of 256 | tag (16)
//! ```
//! The head, the name of the table and the record's key are authenticated with it: a record moved elsewhere does not
//! open. `schema` says how the record is to be read, each type for itself: see [`Stored`].

use super::epochs::{DayKey, Epochs};
use super::key::Key;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

/// The layouts above.
const LASTING: u8 = 1;
const OF_A_DAY: u8 = 2;
/// Records are padded to a multiple of this many bytes.
const PADDING: usize = 256;
const NONCE: usize = 24;

/// A type that is stored.
pub trait Stored: Serialize + DeserializeOwned {
    /// Which shape its bytes have; one more whenever that changes.
    const SCHEMA: u8;

    /// Reads bytes of an older shape; none when there was no such shape. [`decoded`] reads the older type.
    fn older(_schema: u8, _bytes: &[u8]) -> Option<Self> {
        None
    }
}

/// A value as bytes, not sealed: wiped from memory when it goes.
#[derive(Clone)]
pub struct Encoded {
    /// The shape of the bytes.
    pub schema: u8,
    /// The value.
    pub bytes: Zeroizing<Vec<u8>>,
}

/// A value as bytes; none when it cannot be written down.
pub fn encoded<T: Stored>(value: &T) -> Option<Encoded> {
    Some(Encoded { schema: T::SCHEMA, bytes: Zeroizing::new(postcard::to_stdvec(value).ok()?) })
}

/// Bytes as a value of a type that was stored once.
pub fn decoded<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

/// Why a sealed record does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unopened {
    /// It was made by a newer version: its schema.
    Newer(u8),
    /// It is damaged, of another key, or not of this place.
    Damaged,
}

/// Seals and opens the records of people.
pub struct Seal {
    cipher: XChaCha20Poly1305,
    names: Zeroizing<[u8; 32]>,
    /// The keys of days.
    pub epochs: Epochs,
}

impl Seal {
    /// From the key of the installation and those of days.
    pub fn new(key: &Key, epochs: Epochs) -> Seal {
        let cipher = XChaCha20Poly1305::new((&*key.derive("pristan records 1")).into());
        Seal { cipher, names: key.derive("pristan names 1"), epochs }
    }

    /// The name under which the records of an id stand: a keyed hash, different in every table.
    pub fn name(&self, table: &str, id: &[u8]) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_keyed(&self.names);
        hasher.update(&(table.len() as u64).to_le_bytes()).update(table.as_bytes()).update(id);
        *hasher.finalize().as_bytes()
    }

    /// A keyed hash over everything that is given, for telling whether it was changed.
    pub fn hasher(&self) -> blake3::Hasher {
        blake3::Hasher::new_keyed(&self.names)
    }

    /// Seals the bytes of a record for its place, under the key of a day when one is given; `None` when there is no
    /// randomness, or the disk refuses the day's seed.
    pub fn close(&self, table: &str, key: &[u8], record: &Encoded, day: Option<u32>) -> Option<Vec<u8>> {
        let mut padded = Zeroizing::new(u32::try_from(record.bytes.len()).ok()?.to_le_bytes().to_vec());
        padded.extend_from_slice(&record.bytes);
        let whole = padded.len().next_multiple_of(PADDING);
        padded.resize(whole, 0);
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).ok()?;
        let head = match day {
            None => vec![LASTING, record.schema],
            Some(day) => [&[OF_A_DAY, record.schema][..], &day.to_le_bytes()].concat(),
        };
        let bound = place(&head, table, key);
        let payload = Payload { msg: &padded, aad: &bound };
        let sealed = match day {
            None => self.cipher.encrypt(&XNonce::from(nonce), payload),
            Some(day) => cipher(&self.epochs.key(day).ok()?).encrypt(&XNonce::from(nonce), payload),
        };
        Some([&head, &nonce[..], &sealed.ok()?].concat())
    }

    /// Opens a sealed value.
    ///
    /// # Errors
    /// When it does not open.
    pub fn open<T: Stored>(&self, table: &str, key: &[u8], sealed: &[u8]) -> Result<T, Unopened> {
        let record = self.unseal(table, key, sealed).ok_or(Unopened::Damaged)?;
        if record.schema > T::SCHEMA {
            return Err(Unopened::Newer(record.schema));
        }
        let current = record.schema == T::SCHEMA;
        let read = if current { decoded(&record.bytes) } else { T::older(record.schema, &record.bytes) };
        read.ok_or(Unopened::Damaged)
    }

    /// The bytes of a sealed record.
    pub fn unseal(&self, table: &str, key: &[u8], sealed: &[u8]) -> Option<Encoded> {
        let (head, rest) = match *sealed.first()? {
            LASTING => sealed.split_at_checked(2)?,
            OF_A_DAY => sealed.split_at_checked(6)?,
            _ => return None,
        };
        let (nonce, rest) = rest.split_first_chunk::<NONCE>()?;
        let bound = place(head, table, key);
        let (nonce, payload) = (XNonce::from(*nonce), Payload { msg: rest, aad: &bound });
        let padded = match of_day(sealed) {
            None => self.cipher.decrypt(&nonce, payload),
            Some(day) => cipher(&self.epochs.find(day)?).decrypt(&nonce, payload),
        };
        let padded = Zeroizing::new(padded.ok()?);
        let (len, rest) = padded.split_first_chunk::<4>()?;
        let bytes = Zeroizing::new(rest.get(..u32::from_le_bytes(*len) as usize)?.to_vec());
        Some(Encoded { schema: head[1], bytes })
    }
}

/// The day under whose key a record is sealed; none for the key of the installation.
pub fn of_day(sealed: &[u8]) -> Option<u32> {
    let day = sealed.get(2..6).filter(|_| sealed[0] == OF_A_DAY)?;
    Some(u32::from_le_bytes(day.try_into().ok()?))
}

fn cipher(key: &DayKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&**key).into())
}

fn place(head: &[u8], table: &str, key: &[u8]) -> Vec<u8> {
    [head, table.as_bytes(), &[0], key].concat()
}
