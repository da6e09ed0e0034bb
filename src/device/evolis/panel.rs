//! From a landscape picture to the bytes a printer takes: turned by 90°, cut to the levels of its
//! dyes, packed without gaps, most significant bit first.
//!
//! Line i of a panel is column x = i of the card, its dot j is row y = height − 1 − j. Blocks of
//! 8 × 8 dots are turned in registers: whole lines at a time would miss the cache at every dot.

use crate::face::{CardPanels, Geometry};

/// Side of the block that is turned at once; width and height are multiples of it.
pub const BLOCK: usize = 8;
/// Blocks turned side by side: as many as keep vector units busy and stay in the first cache.
const LANES: usize = 8;
/// Bytes stored at once.
const WORD: usize = 8;

/// Dye levels a printer tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Levels {
    L32,
    L64,
    L128,
}

impl Levels {
    /// Bits a dot; also bytes a block of eight dots.
    pub const fn bits(self) -> usize {
        match self {
            Self::L32 => 5,
            Self::L64 => 6,
            Self::L128 => 7,
        }
    }

    /// The word of the language: a number in `Db`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::L32 => "32",
            Self::L64 => "64",
            Self::L128 => "128",
        }
    }
}

/// Bytes of one packed dye panel.
pub const fn colour_length(geometry: Geometry, levels: Levels) -> usize {
    dots(geometry) * levels.bits() / 8
}

/// Bytes of one packed resin or overlay panel.
pub const fn mono_length(geometry: Geometry) -> usize {
    dots(geometry) / 8
}

const fn dots(geometry: Geometry) -> usize {
    geometry.width as usize * geometry.height as usize
}

/// True if every panel of the card has exactly the dots of this printer.
pub fn fits(panels: &CardPanels, geometry: Geometry) -> bool {
    let front = &panels.front;
    let colour = [&front.y, &front.m, &front.c];
    let mono = [&front.k, &front.o].into_iter().chain(&panels.back_k);
    (front.width, front.height) == (geometry.width, geometry.height)
        && colour.into_iter().all(|panel| panel.len() == dots(geometry))
        && mono.into_iter().all(|panel| panel.len() == mono_length(geometry))
}

/// Appends a dye panel, one byte a dot in, `levels.bits()` bits a dot out; 255 is full dye.
///
/// # Panics
/// If `dye` is not of this geometry: `fits` has been asked before.
pub fn pack_colour(dye: &[u8], geometry: Geometry, levels: Levels, out: &mut Vec<u8>) {
    assert_eq!(dye.len(), dots(geometry), "a dye panel is one byte a dot");
    // A constant number of bits lets the compiler fold every shift.
    match levels {
        Levels::L32 => turn_colour::<5>(dye, geometry, out),
        Levels::L64 => turn_colour::<6>(dye, geometry, out),
        Levels::L128 => turn_colour::<7>(dye, geometry, out),
    }
}

/// Appends a resin or overlay panel, 1 bit a dot in and out.
///
/// # Panics
/// If `bits` is not of this geometry: `fits` has been asked before.
pub fn pack_mono(bits: &[u8], geometry: Geometry, out: &mut Vec<u8>) {
    assert_eq!(bits.len(), mono_length(geometry), "a mono panel is one bit a dot");
    let stride = geometry.width as usize / BLOCK;
    let mut turned = vec![[0; BLOCK]; geometry.height as usize / BLOCK];
    for column in 0..stride {
        for (rows, turned) in bits.rchunks_exact(stride * BLOCK).zip(&mut turned) {
            let block = std::array::from_fn(|dot| rows[(BLOCK - 1 - dot) * stride + column]);
            *turned = turn_bits(u64::from_be_bytes(block)).to_be_bytes();
        }
        for i in 0..BLOCK {
            out.extend(turned.iter().map(|eight_dots| eight_dots[i]));
        }
    }
}

fn turn_colour<const BITS: usize>(dye: &[u8], geometry: Geometry, out: &mut Vec<u8>) {
    // Eight dots are stored as a whole word; the next eight overwrite what of it was surplus.
    let (width, height) = (geometry.width as usize, geometry.height as usize);
    let line_length = height / BLOCK * BITS;
    let mut turned = vec![[[0; LANES]; BLOCK]; height / BLOCK];
    let mut at = out.len();
    out.resize(at + width * line_length + (WORD - BITS), 0);
    for left in (0..width).step_by(LANES * BLOCK) {
        for (rows, turned) in dye.rchunks_exact(width * BLOCK).zip(&mut turned) {
            for (row, words) in rows.rchunks_exact(width).zip(&mut *turned) {
                for (dots, word) in row[left..].as_chunks().0.iter().zip(words) {
                    *word = u64::from_le_bytes(*dots);
                }
            }
            squeeze::<BITS>(turned);
        }
        for column in left..width.min(left + LANES * BLOCK) {
            let (lane, i) = ((column - left) / BLOCK, column % BLOCK);
            let line = &mut out[at..at + line_length + (WORD - BITS)];
            for (group, eight_dots) in turned.iter().enumerate() {
                let packed = eight_dots[i][lane] << (64 - BLOCK * BITS);
                line[group * BITS..][..WORD].copy_from_slice(&packed.to_be_bytes());
            }
            at += line_length;
        }
    }
    out.truncate(at);
}

/// Turns blocks of 8 × 8 bytes, one a lane, and closes the gaps between dots on the way.
///
/// In: a word a dot, its lowest byte the leftmost column. Out: a word a column, the eight dots side
/// by side in its low bits, the first highest. Each round pairs words that are 1, 2 and 4 apart, as
/// any transposition does; moving the upper half by less than its lane is what packs the bits.
fn squeeze<const BITS: usize>(blocks: &mut [[u64; LANES]; BLOCK]) {
    let top = 0x0101_0101_0101_0101 * ((1 << BITS) - 1);
    for word in blocks.as_flattened_mut() {
        *word = (*word >> (8 - BITS)) & top;
    }
    pair::<1, BITS>(blocks, 0x00FF_00FF_00FF_00FF);
    pair::<2, BITS>(blocks, 0x0000_FFFF_0000_FFFF);
    pair::<4, BITS>(blocks, 0x0000_0000_FFFF_FFFF);
}

fn pair<const APART: usize, const BITS: usize>(blocks: &mut [[u64; LANES]; BLOCK], low: u64) {
    let (lane, gap) = (8 * APART, (8 - BITS) * APART);
    for pair in blocks.chunks_exact_mut(2 * APART) {
        let (firsts, seconds) = pair.as_flattened_mut().split_at_mut(APART * LANES);
        for (first, second) in firsts.iter_mut().zip(seconds) {
            let (one, other) = (*first, *second);
            *first = ((one & low) << (lane - gap)) | (other & low);
            *second = ((one & !low) >> gap) | ((other >> lane) & low);
        }
    }
}

/// Transposes 8 × 8 bits (Hacker's Delight, 7-3).
fn turn_bits(mut block: u64) -> u64 {
    for (apart, mask) in
        [(7, 0x00AA_00AA_00AA_00AA_u64), (14, 0x0000_CCCC_0000_CCCC), (28, 0x0000_0000_F0F0_F0F0)]
    {
        let swap = (block ^ (block >> apart)) & mask;
        block ^= swap ^ (swap << apart);
    }
    block
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SMALL: Geometry = Geometry { width: 24, height: 16, dpi: 300 };

    /// Bit by bit, as the contract says it, with nothing of the code above.
    fn packed_naively(dot: impl Fn(usize, usize) -> u8, geometry: Geometry, bits: u32) -> Vec<u8> {
        let (mut out, mut filled) = (Vec::new(), 0);
        for i in 0..geometry.width as usize {
            for j in 0..geometry.height as usize {
                let value = dot(i, geometry.height as usize - 1 - j);
                for bit in (0..bits).rev() {
                    if filled % 8 == 0 {
                        out.push(0);
                    }
                    *out.last_mut().unwrap() |= (value >> bit & 1) << (7 - filled % 8);
                    filled += 1;
                }
            }
        }
        out
    }

    fn check_colour(dye: &[u8], geometry: Geometry) {
        for (levels, bits) in [(Levels::L32, 5), (Levels::L64, 6), (Levels::L128, 7)] {
            let width = geometry.width as usize;
            let expected = packed_naively(|x, y| dye[y * width + x] >> (8 - bits), geometry, bits);
            let mut out = vec![0xEE];
            pack_colour(dye, geometry, levels, &mut out);
            assert_eq!(out[0], 0xEE, "what stood there before is kept");
            assert!(out[1..] == expected, "{levels:?}");
        }
    }

    fn check_mono(bits: &[u8], geometry: Geometry) {
        let stride = geometry.width as usize / 8;
        let bit = |x: usize, y: usize| bits[y * stride + x / 8] >> (7 - x % 8) & 1;
        let mut out = vec![0xEE];
        pack_mono(bits, geometry, &mut out);
        assert!(out[1..] == packed_naively(bit, geometry, 1));
    }

    /// Numbers without a pattern, the same on every run.
    fn noise(length: usize) -> Vec<u8> {
        let mut state = 0x9E37_79B9_u32;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state as u8
        };
        (0..length).map(|_| next()).collect()
    }

    proptest! {
        #[test]
        fn a_colour_panel_is_packed_as_bit_by_bit(dye in prop::collection::vec(any::<u8>(), 384)) {
            check_colour(&dye, SMALL);
        }

        #[test]
        fn a_mono_panel_is_packed_as_bit_by_bit(bits in prop::collection::vec(any::<u8>(), 48)) {
            check_mono(&bits, SMALL);
        }
    }

    #[test]
    fn a_whole_card_is_packed_as_bit_by_bit() {
        let whole = Geometry::default();
        check_colour(&noise(1016 * 648), whole);
        check_mono(&noise(1016 * 648 / 8), whole);
    }

    #[test]
    fn the_bottom_left_dot_comes_first_and_full_dye_is_all_ones() {
        let mut dye = vec![0; 384];
        dye[15 * 24] = 255;
        let mut out = Vec::new();
        pack_colour(&dye, SMALL, Levels::L128, &mut out);
        assert_eq!(out[0], 0b1111_1110);
        assert!(out[1..].iter().all(|byte| *byte == 0));
        assert_eq!(out.len(), 24 * 16 * 7 / 8);
    }

    #[test]
    fn a_panel_of_another_size_does_not_fit() {
        let side = |width, height, y| crate::face::SidePanels {
            width,
            height,
            y: vec![0; y],
            m: vec![0; 384],
            c: vec![0; 384],
            k: vec![0; 48],
            o: vec![0; 48],
        };
        let card = |front, back_k| CardPanels { front, back_k };
        assert!(fits(&card(side(24, 16, 384), Some(vec![0; 48])), SMALL));
        assert!(!fits(&card(side(24, 16, 383), None), SMALL));
        assert!(!fits(&card(side(16, 24, 384), None), SMALL));
        assert!(!fits(&card(side(24, 16, 384), Some(vec![0; 47])), SMALL));
    }
}
