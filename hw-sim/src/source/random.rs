//! Repeatable randomness: SplitMix64 (Steele, Lea, Flood 2014). The same seed makes the same
//! people with the same faces; never used for anything secret.

/// A stream of numbers that its seed determines.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A stream of its own for each purpose, so that one more draw here moves nothing there.
    pub fn derive(seed: u64, purpose: &str) -> Self {
        // FNV-1a, enough to keep purposes apart.
        let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        let mut stream = Self(seed ^ purpose.bytes().fold(0xcbf2_9ce4_8422_2325, mix));
        stream.draw();
        stream
    }

    /// 64 fresh bits.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 to `limit` - 1; 0 when `limit` is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.draw()) * limit as u128) >> 64) as usize
    }

    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// From `low` up to, not including, `high`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        let unit = (self.draw() >> 40) as f32 / (1u64 << 24) as f32;
        low + unit * (high - low)
    }

    /// One of a list that is not empty.
    pub fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_splitmix64() {
        // Published first outputs for seed 1234567.
        let mut random = Random::new(1_234_567);
        assert_eq!(random.draw(), 6_457_827_717_110_365_317);
        assert_eq!(random.draw(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn draws_stay_inside_their_bounds() {
        let mut random = Random::derive(1, "bounds");
        for _ in 0..10_000 {
            assert!(random.below(7) < 7);
            assert!((2.0..3.0).contains(&random.between(2.0, 3.0)));
        }
        assert_eq!(random.below(0), 0);
    }

    #[test]
    fn purposes_have_streams_of_their_own() {
        assert_ne!(Random::derive(1, "a").draw(), Random::derive(1, "b").draw());
        assert_eq!(Random::derive(9, "a").draw(), Random::derive(9, "a").draw());
    }
}
