//! Glyph pictures at device resolution, unhinted, drawn once per font, size and width and kept.
//! For resin a pixel is black when at least half of it is covered; for dye it is blended.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use rustybuzz::ttf_parser::{GlyphId, OutlineBuilder};
use tiny_skia::{FillRule, Mask, Path, PathBuilder, Transform};

use super::fonts::{Font, Typefaces};
use super::text::{QUARTERS, Type};

/// Beyond this many pictures none is kept any more; a layout and its shrunk sizes need a tenth.
const MAX_KEPT: usize = 20_000;
/// Half covered and more is black.
pub(crate) const RESIN_THRESHOLD: u8 = 128;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct GlyphKey {
    pub font: Font,
    pub id: u16,
    pub face: Type,
}

/// Coverage of one glyph; `left` and `top` from the pen to its first pixel, downwards positive.
pub(crate) struct Glyph {
    pub left: i32,
    pub top: i32,
    pub width: usize,
    pub height: usize,
    pub coverage: Vec<u8>,
    /// Thresholded and packed, rows padded to whole bytes.
    pub bits: Vec<u8>,
}

/// Shared by all threads that paint one layout; holds letters, nobody's text.
#[derive(Default)]
pub(crate) struct GlyphCache {
    kept: RwLock<HashMap<GlyphKey, Arc<Glyph>>>,
}

impl GlyphCache {
    pub(crate) fn get(&self, faces: &Typefaces<'_>, key: GlyphKey) -> Arc<Glyph> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(glyph) = kept.get(&key) {
            return Arc::clone(glyph);
        }
        drop(kept);
        let glyph = Arc::new(draw(faces, key));
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < MAX_KEPT {
            kept.insert(key, Arc::clone(&glyph));
        }
        glyph
    }
}

/// The outline of a glyph in font units, y upwards; `None` for a space.
pub(crate) fn outline(faces: &Typefaces<'_>, font: Font, id: u16) -> Option<Path> {
    let mut pen = Pen(PathBuilder::new());
    faces.get(font).outline_glyph(GlyphId(id), &mut pen)?;
    pen.0.finish()
}

fn draw(faces: &Typefaces<'_>, key: GlyphKey) -> Glyph {
    let empty =
        Glyph { left: 0, top: 0, width: 0, height: 0, coverage: Vec::new(), bits: Vec::new() };
    let up = f32::from(key.face.quarters) / QUARTERS / faces.get(key.font).units_per_em() as f32;
    let across = up * f32::from(key.face.condense) / 100.0;
    let scaled = outline(faces, key.font, key.id)
        .and_then(|path| path.transform(Transform::from_scale(across, -up)));
    let Some(path) = scaled else { return empty };
    let bounds = path.bounds();
    let (left, top) = (bounds.left().floor(), bounds.top().floor());
    let width = (bounds.right().ceil() - left) as u32;
    let height = (bounds.bottom().ceil() - top) as u32;
    let Some(mut mask) = Mask::new(width, height) else { return empty };
    mask.fill_path(&path, FillRule::Winding, true, Transform::from_translate(-left, -top));
    let bits = pack(mask.data(), width as usize);
    Glyph {
        left: left as i32,
        top: top as i32,
        width: width as usize,
        height: height as usize,
        coverage: mask.data().to_vec(),
        bits,
    }
}

/// Rows of coverage to rows of resin.
pub(crate) fn pack(coverage: &[u8], width: usize) -> Vec<u8> {
    let byte = |dots: &[u8]| {
        let bit = |(at, dot): (usize, &u8)| u8::from(*dot >= RESIN_THRESHOLD) << (7 - at);
        dots.iter().enumerate().map(bit).sum::<u8>()
    };
    coverage.chunks(width).flat_map(|row| row.chunks(8).map(byte)).collect()
}

struct Pen(PathBuilder);

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.0.close();
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_glyph_is_drawn_once_and_the_same_ever_after() {
        let fonts = sample::fonts();
        let faces = fonts.open().unwrap();
        let id = faces.get(Font::Sans).glyph_index('G').unwrap().0;
        let key = GlyphKey { font: Font::Sans, id, face: Type { quarters: 104, condense: 90 } };
        let cache = GlyphCache::default();
        let first = cache.get(&faces, key);
        assert!(Arc::ptr_eq(&first, &cache.get(&faces, key)));
        assert_eq!(first.bits, GlyphCache::default().get(&faces, key).bits);
        assert_eq!(first.bits.len(), first.width.div_ceil(8) * first.height);
        assert!(first.bits.iter().any(|byte| *byte != 0));
    }

    #[test]
    fn half_covered_is_black_and_less_is_not() {
        assert_eq!(pack(&[128, 127, 255, 0, 0, 0, 0, 0, 200, 0], 10), [0b1010_0000, 0b1000_0000]);
    }
}
