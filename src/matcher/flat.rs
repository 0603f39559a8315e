//! Arrays of numbers as plain bytes, so that a fitted model of some megabytes is read back in a few milliseconds.

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
