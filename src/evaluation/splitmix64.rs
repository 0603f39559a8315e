//! Chance that is the same on every run and every machine.

/// The generator SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, with
/// the constants of Vigna's `splitmix64.c`. It serves to spoil questions, never to keep a secret.
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// The row of numbers of a text: what happens to one text does not hang on the texts before it.
    pub fn of_text(seed: u64, text: &str) -> SplitMix64 {
        let hash = blake3::Hasher::new().update(&seed.to_le_bytes()).update(text.as_bytes()).finalize();
        SplitMix64(hash.as_bytes().iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    }

    /// The next number.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        // A double holds 53 bits.
        ((self.next_u64() >> 11) as f64) < probability * (1_u64 << 53) as f64
    }

    /// One of the items, each as likely as the others; none when there are none.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> Option<T> {
        let at = (u128::from(self.next_u64()) * items.len() as u128) >> 64;
        items.get(at as usize).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_published_generator() {
        let mut random = SplitMix64(1_234_567);
        let published = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!(published, [random.next_u64(), random.next_u64(), random.next_u64()]);
    }

    #[test]
    fn chances_and_picks_are_even() {
        let mut random = SplitMix64::of_text(1, "пристань");
        let hits = (0..10_000).filter(|_| random.chance(0.3)).count();
        assert!((2_850..3_150).contains(&hits), "{hits}");
        let mut counts = [0; 3];
        (0..9_000).filter_map(|_| random.pick(&[0, 1, 2])).for_each(|at: usize| counts[at] += 1);
        assert!(counts.iter().all(|count| (2_850..3_150).contains(count)), "{counts:?}");
        assert_eq!(random.pick::<u8>(&[]), None);
    }
}
