//! Fingerprint minutiae templates, made up: a finger minutiae record of ISO/IEC 19794-2:2005
//! (header 8.3, one view 8.4, six bytes a minutia 8.5, no extended data). No finger has them.

use super::random::Random;

pub const MIN_MINUTIAE: usize = 20;
pub const MAX_MINUTIAE: usize = 60;

/// Which finger a template claims to be of (ISO/IEC 19794-2 table 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finger {
    RightThumb = 1,
    RightIndex = 2,
}

/// 150 to 390 bytes.
pub fn template(seed: u64, finger: Finger) -> Vec<u8> {
    const WIDTH: u16 = 320;
    const HEIGHT: u16 = 480;
    /// 197 pixels a centimetre = 500 dpi.
    const RESOLUTION: u16 = 197;
    let random = &mut Random::derive(seed ^ finger as u64, "minutiae");
    let count = MIN_MINUTIAE + random.below(MAX_MINUTIAE - MIN_MINUTIAE + 1);
    let length = 24 + 4 + 6 * count + 2;

    let mut bytes = Vec::with_capacity(length);
    bytes.extend_from_slice(b"FMR\0 20\0");
    bytes.extend_from_slice(&(length as u32).to_be_bytes());
    bytes.extend_from_slice(&[0, 0]); // capture equipment: none
    for number in [WIDTH, HEIGHT, RESOLUTION, RESOLUTION] {
        bytes.extend_from_slice(&number.to_be_bytes());
    }
    bytes.extend_from_slice(&[1, 0]); // one view; reserved
    bytes.extend_from_slice(&[finger as u8, 0, 80, count as u8]); // live-scan plain, quality 80
    for _ in 0..count {
        let kind = 1 + random.below(2) as u16; // ridge ending, bifurcation
        let x = 16 + random.below(usize::from(WIDTH) - 32) as u16;
        let y = 16 + random.below(usize::from(HEIGHT) - 32) as u16;
        bytes.extend_from_slice(&(kind << 14 | x).to_be_bytes());
        bytes.extend_from_slice(&y.to_be_bytes());
        bytes.push(random.below(180) as u8); // two degrees each
        bytes.push(40 + random.below(60) as u8);
    }
    bytes.extend_from_slice(&[0, 0]);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_as_long_as_its_header_says() {
        for seed in 0..200 {
            let bytes = template(seed, Finger::RightThumb);
            assert_eq!(u32::from_be_bytes(bytes[8..12].try_into().unwrap()) as usize, bytes.len());
            assert_eq!(bytes.len(), 30 + 6 * usize::from(bytes[27]));
            assert!((MIN_MINUTIAE..=MAX_MINUTIAE).contains(&usize::from(bytes[27])));
            assert!(bytes.len() <= 900);
        }
    }

    #[test]
    fn two_fingers_differ_and_a_seed_repeats() {
        assert_eq!(template(5, Finger::RightIndex), template(5, Finger::RightIndex));
        assert_ne!(template(5, Finger::RightIndex), template(5, Finger::RightThumb));
    }
}
