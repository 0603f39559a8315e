//! A cache of bases and what was learnt from them, keyed by the hash of their files. Always rebuildable, so every trouble
//! with it is answered by doing without.

use super::open::{open, sync};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};

/// Bytes of one piece; sled handles values of some hundred kilobytes best.
const PIECE: usize = 256 << 10;
/// Bases that are kept; the oldest go.
const KEPT: usize = 4;
/// A cache larger than this, in bytes, is begun anew.
const MOST_BYTES: u64 = 400 << 20;

/// The cache, open. Another process that wants it meanwhile does without.
pub struct KnowledgeCache {
    folder: PathBuf,
    db: sled::Db,
}

impl KnowledgeCache {
    /// Opens the cache in the data folder; `None` when another process has it, or the disk refuses.
    pub fn open(data: &Path) -> Option<KnowledgeCache> {
        let folder = data.join("knowledge");
        let db = open(&folder).ok()?;
        if db.size_on_disk().is_ok_and(|bytes| bytes > MOST_BYTES) {
            drop(db);
            std::fs::remove_dir_all(&folder).ok()?;
            return Some(KnowledgeCache { db: open(&folder).ok()?, folder });
        }
        Some(KnowledgeCache { folder, db })
    }

    /// What is kept for a base, by name; `None` when nothing whole is.
    pub fn get<T: DeserializeOwned>(&self, base: &[u8; 32], name: &str) -> Option<T> {
        let tree = self.db.open_tree(base).ok()?;
        let length = tree.get(name).ok()??;
        let length = u64::from_le_bytes(length.as_ref().try_into().ok()?) as usize;
        let mut bytes = Vec::with_capacity(length);
        let pieces = tree.scan_prefix(format!("{name}/"));
        for piece in pieces {
            bytes.extend_from_slice(&piece.ok()?.1);
        }
        (bytes.len() == length).then(|| postcard::from_bytes(&bytes).ok())?
    }

    /// Keeps something for a base, and lets the oldest bases go. Says whether it was kept.
    pub fn put<T: Serialize>(&self, base: &[u8; 32], name: &str, value: &T) -> bool {
        self.try_put(base, name, value).is_some()
    }

    fn try_put<T: Serialize>(&self, base: &[u8; 32], name: &str, value: &T) -> Option<()> {
        self.forget_oldest(base)?;
        let bytes = postcard::to_stdvec(value).ok()?;
        let tree = self.db.open_tree(base).ok()?;
        for (at, piece) in bytes.chunks(PIECE).enumerate() {
            tree.insert(format!("{name}/{at:06}"), piece).ok()?;
        }
        // The length goes last: a value that was not wholly written is not there.
        tree.insert(name, &(bytes.len() as u64).to_le_bytes()).ok()?;
        sync(&self.db, &self.folder).ok()
    }

    /// The vector that is kept for the hash of a text.
    pub fn vector(&self, key: u64) -> Option<Vec<u8>> {
        Some(self.vectors()?.get(key.to_be_bytes()).ok()??.to_vec())
    }

    /// Keeps vectors of texts by their hashes, for whatever base has the texts. Says whether they were kept.
    pub fn put_vectors(&self, rows: &[(u64, Vec<u8>)]) -> bool {
        self.try_put_vectors(rows).is_some()
    }

    fn try_put_vectors(&self, rows: &[(u64, Vec<u8>)]) -> Option<()> {
        let vectors = self.vectors()?;
        for (key, row) in rows {
            vectors.insert(key.to_be_bytes(), &row[..]).ok()?;
        }
        sync(&self.db, &self.folder).ok()
    }

    /// Vectors made by this encoder; those of another are let go.
    fn vectors(&self) -> Option<sled::Tree> {
        let name = concat!("vectors-", env!("PRISTAN_MODEL"));
        let old = self
            .db
            .tree_names()
            .into_iter()
            .filter(|tree| tree.starts_with(b"vectors-") && tree.as_ref() != name.as_bytes());
        for tree in old {
            self.db.drop_tree(tree).ok()?;
        }
        self.db.open_tree(name).ok()
    }

    fn forget_oldest(&self, base: &[u8; 32]) -> Option<()> {
        let order = self.db.open_tree("order").ok()?;
        let known = order.iter().filter_map(Result::ok).any(|(_, hash)| hash.as_ref() == base);
        if !known {
            order.insert(self.db.generate_id().ok()?.to_be_bytes(), base).ok()?;
        }
        while order.len() > KEPT {
            let (id, hash) = order.first().ok()??;
            self.db.drop_tree(hash).ok()?;
            order.remove(id).ok()?;
        }
        Some(())
    }
}
