//! Randomness of the system, through ring; the only place in the tree that draws it by itself.

use ring::rand::{SecureRandom, SystemRandom};

use super::sundry::Entropy;

#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        // Without randomness no challenge and no key is safe: stopping is the only way on.
        SystemRandom::new().fill(bytes).expect("the system's source of randomness answers");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_draws_are_alike() {
        let draw = || {
            let mut bytes = [0; 32];
            SystemEntropy.fill(&mut bytes);
            bytes
        };
        assert_ne!(draw(), draw());
    }
}
