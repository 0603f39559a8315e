//! Hashes of words and of pieces of words, the same in every process and with every compiler.

/// FNV-1a with a final mix (the finisher of SplitMix64), cut to 32 bits: of a hundred thousand unknown features two or
/// three are taken for known ones.
pub fn hash(seed: u32, bytes: &[u8]) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325 ^ u64::from(seed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for byte in bytes {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (hash ^ (hash >> 31)) as u32
}

/// A hash of a folded word.
pub fn word_hash(word: &str) -> u32 {
    hash(0, word.as_bytes())
}

/// A hash of words, the same in every process and with every compiler: it is kept beside the base.
pub fn words_hash(words: &[String]) -> u64 {
    let hash = blake3::hash(words.join(" ").as_bytes());
    hash.as_bytes().iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

/// A hash of a text as it stands.
pub fn text_hash(text: &str) -> u64 {
    let hash = blake3::hash(text.as_bytes());
    hash.as_bytes().iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}
