//! Sealing a record: XChaCha20-Poly1305, bound to its place, padded so that its length tells little.
//!
//! ```text
//! version (1) | schema (1) | nonce (24) | sealed: length (4) | record | zeroes up to a multiple of 256 | tag (16)
//! ```
//! The name of the table and the record's key are authenticated with it: a record moved elsewhere does not open.

use super::key::Key;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The layout above.
const VERSION: u8 = 1;
/// What a record means; raised when a stored type changes.
pub const SCHEMA: u8 = 1;
/// Records are padded to a multiple of this many bytes.
const PADDING: usize = 256;
const NONCE: usize = 24;

/// Seals and opens the records of people.
pub struct Seal {
    cipher: XChaCha20Poly1305,
    names: zeroize::Zeroizing<[u8; 32]>,
}

impl Seal {
    /// From the key of the installation.
    pub fn new(key: &Key) -> Seal {
        let cipher = XChaCha20Poly1305::new((&*key.derive("pristan records 1")).into());
        Seal { cipher, names: key.derive("pristan names 1") }
    }

    /// The name under which the records of an id stand: a keyed hash, different in every table.
    pub fn name(&self, table: &str, id: &[u8]) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_keyed(&self.names);
        hasher.update(&(table.len() as u64).to_le_bytes()).update(table.as_bytes()).update(id);
        *hasher.finalize().as_bytes()
    }

    /// Seals a value for its place; `None` when there is no randomness or the value cannot be written.
    pub fn close<T: Serialize>(&self, table: &str, key: &[u8], value: &T) -> Option<Vec<u8>> {
        let record = postcard::to_stdvec(value).ok()?;
        let mut padded = u32::try_from(record.len()).ok()?.to_le_bytes().to_vec();
        padded.extend(record);
        padded.resize(padded.len().next_multiple_of(PADDING), 0);
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).ok()?;
        let bound = place(&[VERSION, SCHEMA], table, key);
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), Payload { msg: &padded, aad: &bound }).ok()?;
        Some([&[VERSION, SCHEMA][..], &nonce, &sealed].concat())
    }

    /// Opens a sealed value; `None` when it is damaged, of another key, or not of this place.
    pub fn open<T: DeserializeOwned>(&self, table: &str, key: &[u8], sealed: &[u8]) -> Option<T> {
        let (head, rest) = sealed.split_first_chunk::<2>()?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE>()?;
        if *head != [VERSION, SCHEMA] {
            return None;
        }
        let bound = place(head, table, key);
        let padded = self.cipher.decrypt(&XNonce::from(*nonce), Payload { msg: rest, aad: &bound }).ok()?;
        let (len, rest) = padded.split_first_chunk::<4>()?;
        let record = rest.get(..u32::from_le_bytes(*len) as usize)?;
        postcard::from_bytes(record).ok()
    }
}

fn place(head: &[u8], table: &str, key: &[u8]) -> Vec<u8> {
    [head, table.as_bytes(), &[0], key].concat()
}
