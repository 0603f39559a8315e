//! Many short texts in one piece of memory, in alphabetical order, found by a hash.

use super::hash::hash;
use serde::{Deserialize, Serialize};

/// Many short texts in one piece of memory, in alphabetical order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StringTable {
    texts: String,
    /// Where each text begins; one more than there are texts.
    #[serde(with = "super::flat")]
    starts: Vec<u32>,
    /// An open-addressing table from texts to their positions, each one more; 0 is a free place.
    #[serde(with = "super::flat")]
    table: Vec<u32>,
}

impl StringTable {
    /// Gathers texts that come in alphabetical order, each once.
    pub fn gather<'a>(texts: impl Iterator<Item = &'a str>) -> StringTable {
        let mut gathered = StringTable { starts: vec![0], ..StringTable::default() };
        for text in texts {
            gathered.texts.push_str(text);
            gathered.starts.push(gathered.texts.len() as u32);
        }
        gathered.table = vec![0; (2 * gathered.len()).next_power_of_two()];
        for at in 0..gathered.len() {
            let place = gathered.place(gathered.at(at));
            gathered.table[place] = at as u32 + 1;
        }
        gathered
    }

    /// Where a text stands in the table, or would stand.
    fn place(&self, text: &str) -> usize {
        let mask = self.table.len() - 1;
        let mut place = hash(0, text.as_bytes()) as usize & mask;
        while self.table[place] != 0 && self.at(self.table[place] as usize - 1) != text {
            place = (place + 1) & mask;
        }
        place
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The text at a position.
    pub fn at(&self, at: usize) -> &str {
        &self.texts[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// How many texts stand before this one in the alphabet.
    pub fn before(&self, text: &str) -> usize {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = (from + to) / 2;
            if self.at(middle) < text { from = middle + 1 } else { to = middle }
        }
        from
    }

    /// The position of a text.
    pub fn find(&self, text: &str) -> Option<usize> {
        if self.table.is_empty() {
            return None;
        }
        let at = self.table[self.place(text)].checked_sub(1)?;
        Some(at as usize)
    }
}
