//! Arrays of numbers as plain bytes, so that a fitted model of some megabytes is read back in a few milliseconds.

use super::features::hash;
use serde::{Deserialize, Deserializer, Serializer, de};

/// A number with a fixed number of bytes.
pub trait Number: Copy {
    /// Appends its bytes, least first.
    fn put(self, out: &mut Vec<u8>);
    /// Reads as many numbers as the bytes hold; `None` when they do not divide evenly.
    fn take(bytes: &[u8]) -> Option<Vec<Self>>;
}

macro_rules! number {
    ($($kind:ty),+) => {$(
        impl Number for $kind {
            fn put(self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }

            fn take(bytes: &[u8]) -> Option<Vec<Self>> {
                let (whole, rest) = bytes.as_chunks();
                rest.is_empty().then(|| whole.iter().map(|chunk| Self::from_le_bytes(*chunk)).collect())
            }
        }
    )+};
}

number!(u8, i8, u16, i16, u32, f32);

/// For `#[serde(with)]`.
pub fn serialize<N: Number, S: Serializer>(numbers: &[N], serializer: S) -> Result<S::Ok, S::Error> {
    let mut bytes = Vec::with_capacity(std::mem::size_of_val(numbers));
    for number in numbers {
        number.put(&mut bytes);
    }
    serializer.serialize_bytes(&bytes)
}

/// For `#[serde(with)]`.
pub fn deserialize<'de, N: Number, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<N>, D::Error> {
    let bytes = <&[u8]>::deserialize(deserializer)?;
    N::take(bytes).ok_or_else(|| de::Error::custom("an array of numbers is cut short"))
}

/// Many short texts in one piece of memory, in alphabetical order.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SortedTexts {
    texts: String,
    /// Where each text begins; one more than there are texts.
    #[serde(with = "self")]
    starts: Vec<u32>,
    /// An open-addressing table from texts to their positions, each one more; 0 is a free place.
    #[serde(with = "self")]
    table: Vec<u32>,
}

impl SortedTexts {
    /// Gathers texts that come in alphabetical order, each once.
    pub fn gather<'a>(texts: impl Iterator<Item = &'a str>) -> SortedTexts {
        let mut gathered = SortedTexts { starts: vec![0], ..SortedTexts::default() };
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
