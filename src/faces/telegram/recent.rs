//! What was heard of late, to tell what is said once from what is repeated: pictures of one album, edits that change no
//! word. Hashes in memory only; a process that starts anew answers such an edit once more.

use super::incoming::What;
use super::update::Heard;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// Messages of which as many, at least, are remembered.
const MOST: usize = 5_000;

/// What was heard of late.
#[derive(Default)]
pub struct Recent {
    hasher: RandomState,
    texts: Two,
    albums: Two,
}

/// Hashes of something that was heard: of its message and its words, and of its album.
pub type Keys = (Option<(u64, u64)>, Option<u64>);

/// Two generations of a map: the younger grows, and takes the elder's place when it is full.
#[derive(Default)]
struct Two(HashMap<u64, u64>, HashMap<u64, u64>);

impl Two {
    fn get(&self, key: u64) -> Option<u64> {
        self.0.get(&key).or(self.1.get(&key)).copied()
    }

    fn put(&mut self, key: u64, value: u64) {
        if self.0.len() >= MOST {
            self.1 = std::mem::take(&mut self.0);
        }
        self.0.insert(key, value);
    }
}

impl Recent {
    /// Whether something says nothing that was not heard before.
    pub fn repeats(&self, heard: &Heard) -> bool {
        let (text, album) = self.keys(heard);
        let unchanged = heard.edited && text.is_some_and(|(place, words)| self.texts.get(place) == Some(words));
        let more_of_an_album = matches!(heard.incoming.what, What::Wordless)
            && album.is_some_and(|album| self.albums.get(album).is_some());
        unchanged || more_of_an_album
    }

    /// Notes what was heard, by its keys.
    pub fn note(&mut self, (text, album): Keys) {
        if let Some((place, words)) = text {
            self.texts.put(place, words);
        }
        if let Some(album) = album {
            self.albums.put(album, 0);
        }
    }

    /// Hashes of what was heard.
    pub fn keys(&self, heard: &Heard) -> Keys {
        let chat = heard.incoming.chat;
        let text = match (&heard.incoming.what, heard.message) {
            (What::Said(text), Some(message)) => {
                Some((self.hasher.hash_one((chat, message)), self.hasher.hash_one(text)))
            }
            _ => None,
        };
        (text, heard.album.as_ref().map(|album| self.hasher.hash_one((chat, album))))
    }
}

/// Whether an edit says no more than what came with it.
pub fn repeats_beside(all: &[Heard], heard: &Heard) -> bool {
    let same = |other: &&Heard| other.message == heard.message && other.incoming.chat == heard.incoming.chat;
    let before = all.iter().rev().find(same);
    heard.edited && heard.message.is_some() && before.is_some_and(|before| before.incoming.what == heard.incoming.what)
}

/// Joins the parts of albums that came together: their words, or none when no picture has any.
pub fn join_albums(all: Vec<Heard>) -> Vec<Heard> {
    let mut joined: Vec<Heard> = Vec::new();
    for heard in all {
        let same = |other: &&mut Heard| {
            heard.album.is_some()
                && other.album == heard.album
                && other.incoming.chat == heard.incoming.chat
                && !heard.edited
        };
        let Some(before) = joined.iter_mut().find(same) else {
            joined.push(heard);
            continue;
        };
        before.incoming.what = match (std::mem::replace(&mut before.incoming.what, What::Wordless), heard.incoming.what)
        {
            (What::Said(first), What::Said(second)) => What::Said(format!("{first}\n{second}")),
            (What::Wordless, other) => {
                before.message = heard.message;
                other
            }
            (other, _) => other,
        };
    }
    joined
}
