//! Pixels of one side being painted: dye as RGB, resin as packed bits. Nothing is ever painted
//! partly: a glyph or picture that would leave its place is refused by the caller.

use super::glyphs::Glyph;
use super::layout::Layer;
use super::panels::MIN_LEVEL;
use super::{Side, stride};

/// One side while it is painted.
pub(crate) struct Canvas<'a> {
    pub width: usize,
    pub height: usize,
    pub rgb: &'a mut [u8],
    pub k: &'a mut [u8],
}

impl<'a> Canvas<'a> {
    pub(crate) fn of(side: &'a mut Side) -> Self {
        let (width, height) = (side.width as usize, side.height as usize);
        Self { width, height, rgb: &mut side.rgb, k: &mut side.k }
    }

    /// Paints a glyph whose first pixel is at `x`, `y`; `false`: it would leave the raster.
    #[must_use]
    pub(crate) fn glyph(&mut self, glyph: &Glyph, x: i32, y: i32, layer: Layer) -> bool {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return false };
        if x + glyph.width > self.width || y + glyph.height > self.height {
            return false;
        }
        match layer {
            Layer::K => self.bits(&glyph.bits, glyph.width, x, y),
            Layer::Ymc(colour) => self.coverage(&glyph.coverage, glyph.width, x, y, colour),
        }
        true
    }

    /// Sets packed rows of `width` dots into the resin, first dot at `x`, `y`.
    pub(crate) fn bits(&mut self, bits: &[u8], width: usize, x: usize, y: usize) {
        let from = width.div_ceil(8);
        if from == 0 {
            return;
        }
        let to = stride(self.width as u32);
        let (first, shift) = (x / 8, x % 8);
        for (row, line) in bits.chunks_exact(from).zip(self.k.chunks_exact_mut(to).skip(y)) {
            for (at, byte) in row.iter().enumerate() {
                line[first + at] |= byte >> shift;
                let rest = u16::from(*byte) << (8 - shift) & 0xff;
                if rest != 0 {
                    line[first + at + 1] |= rest as u8;
                }
            }
        }
    }

    fn coverage(&mut self, coverage: &[u8], width: usize, x: usize, y: usize, colour: [u8; 3]) {
        if width == 0 {
            return;
        }
        let lines = self.rgb.chunks_exact_mut(self.width * 3).skip(y);
        for (row, line) in coverage.chunks_exact(width).zip(lines) {
            let dots = line[x * 3..].chunks_exact_mut(3);
            for (alpha, dot) in row.iter().zip(dots).filter(|(alpha, _)| **alpha != 0) {
                blend(dot, colour, *alpha);
            }
        }
    }
}

/// Lays `colour` over a dot, never darker than dye may be.
pub(crate) fn blend(dot: &mut [u8], colour: [u8; 3], alpha: u8) {
    let alpha = u32::from(alpha);
    for (level, ink) in dot.iter_mut().zip(colour) {
        let mixed = u32::from(*level) * (255 - alpha) + u32::from(ink) * alpha;
        *level = ((mixed + 127) / 255).max(u32::from(MIN_LEVEL)) as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side() -> Side {
        Side { width: 20, height: 3, rgb: vec![255; 180], k: vec![0; 9] }
    }

    #[test]
    fn bits_land_where_they_are_sent() {
        for x in 0..=8 {
            let mut side = side();
            Canvas::of(&mut side).bits(&[0b1100_0000, 0b0001_0000], 12, x, 1);
            let black = |at: usize| side.k[3 + at / 8] & (0x80 >> (at % 8)) != 0;
            let dots: Vec<usize> = (0..20).filter(|at| black(*at)).collect();
            assert_eq!(dots, [x, x + 1, x + 11]);
            assert!(side.k[..3].iter().chain(&side.k[6..]).all(|byte| *byte == 0));
        }
    }

    #[test]
    fn a_glyph_beyond_the_raster_is_refused_whole() {
        let glyph = Glyph {
            left: 0,
            top: 0,
            width: 8,
            height: 2,
            coverage: vec![255; 16],
            bits: vec![255; 2],
        };
        for (x, y) in [(-1, 0), (0, -1), (13, 0), (0, 2)] {
            for layer in [Layer::K, Layer::Ymc([200, 0, 0])] {
                let mut side = side();
                assert!(!Canvas::of(&mut side).glyph(&glyph, x, y, layer));
                assert!(side == self::side());
            }
        }
        assert!(Canvas::of(&mut side()).glyph(&glyph, 12, 1, Layer::K));
    }

    #[test]
    fn dye_is_never_as_dark_as_resin() {
        let mut dot = [255, 128, 0];
        blend(&mut dot, [0, 0, 0], 255);
        assert_eq!(dot, [MIN_LEVEL; 3]);
    }
}
