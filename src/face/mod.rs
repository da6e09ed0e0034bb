//! The face of a card (ISO/IEC 7810 ID-1): a layout as data, one person's values in, pixels out.
//! The same input gives the same bytes on every run. No file, no clock, no system font; whatever
//! can't be painted whole is an error, and every buffer that held a person is wiped on drop.

pub mod background;
mod canvas;
mod check;
pub mod compose;
pub mod fields;
pub mod fonts;
pub mod geometry;
mod glyphs;
pub mod layout;
mod mark;
pub mod paint;
pub mod panels;
pub mod picture;
mod read;
mod rows;
#[cfg(test)]
mod sample;
pub mod text;

use std::fmt;

use zeroize::Zeroize;

pub use background::SvgError;
pub use compose::{Background, Picture};
pub use fields::Field;
pub use fonts::{Font, FontError, FontSet};
pub use geometry::{Geometry, GeometryError};
pub use layout::{Layout, LayoutError};
pub use paint::{FaceError, FaceInput, Paint, Painter, Specimen};
pub use picture::PictureError;

/// One painted side, landscape, at the printer's geometry, before any printer language.
#[derive(Clone, PartialEq, Eq)]
pub struct Side {
    pub width: u32,
    pub height: u32,
    /// `width * height * 3` bytes sRGB, none below 28, without the pure black that lives in `k`.
    pub rgb: Vec<u8>,
    /// Resin: 1 bit a pixel, rows padded to whole bytes, most significant bit first, 1 = black.
    pub k: Vec<u8>,
}

/// Both sides of one card.
#[derive(Clone, PartialEq, Eq)]
pub struct CardFace {
    pub front: Side,
    /// `None`: this layout prints nothing on the back (only once cards stop saying SPESIMEN).
    pub back: Option<Side>,
}

/// Colour panels of one side: dye intensity 0 (none) to 255 (full) a pixel, landscape.
#[derive(Clone, PartialEq, Eq)]
pub struct SidePanels {
    pub width: u32,
    pub height: u32,
    pub y: Vec<u8>,
    pub m: Vec<u8>,
    pub c: Vec<u8>,
    /// As `Side::k`.
    pub k: Vec<u8>,
    /// Overlay, packed as `k`.
    pub o: Vec<u8>,
}

/// What the printer is given: the front in full colour, the back in resin only.
#[derive(Clone, PartialEq, Eq)]
pub struct CardPanels {
    pub front: SidePanels,
    /// Packed as `Side::k`, same geometry as the front.
    pub back_k: Option<Vec<u8>>,
}

impl Side {
    /// Bytes of one packed row of `k`.
    pub fn stride(&self) -> usize {
        stride(self.width)
    }
}

impl CardFace {
    /// Every byte that makes this face, in one fixed order: what a digest is taken over.
    pub fn pixels(&self) -> impl Iterator<Item = &[u8]> {
        let sides = std::iter::once(&self.front).chain(&self.back);
        sides.flat_map(|side| [side.rgb.as_slice(), side.k.as_slice()])
    }
}

/// Bytes of one packed 1-bit row.
pub(crate) fn stride(width: u32) -> usize {
    (width as usize).div_ceil(8)
}

/// Wipes pixels at the speed of `fill`; `zeroize` alone would store them one byte at a time.
pub(crate) fn wipe(bytes: &mut [u8]) {
    bytes.fill(0);
    // Seen by nobody, so the compiler may not leave the filling out.
    std::hint::black_box(&*bytes);
}

impl Drop for Side {
    fn drop(&mut self) {
        wipe(&mut self.rgb);
        wipe(&mut self.k);
    }
}

impl Drop for SidePanels {
    fn drop(&mut self) {
        for panel in [&mut self.y, &mut self.m, &mut self.c, &mut self.k] {
            wipe(panel);
        }
    }
}

impl Drop for CardPanels {
    fn drop(&mut self) {
        self.back_k.zeroize();
    }
}

impl fmt::Debug for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        redacted(f, "Side", self.width, self.height)
    }
}

impl fmt::Debug for CardFace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        redacted(f, "CardFace", self.front.width, self.front.height)
    }
}

impl fmt::Debug for SidePanels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        redacted(f, "SidePanels", self.width, self.height)
    }
}

impl fmt::Debug for CardPanels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        redacted(f, "CardPanels", self.front.width, self.front.height)
    }
}

/// Sizes only: pixels show the person.
fn redacted(f: &mut fmt::Formatter<'_>, name: &str, width: u32, height: u32) -> fmt::Result {
    f.debug_struct(name).field("width", &width).field("height", &height).finish_non_exhaustive()
}
