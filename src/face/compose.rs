//! What people see: dye over the blank, resin over both, trimmed to the card with its round
//! corners. For previews and proofs only; the printer is given panels.

use std::fmt;

use super::geometry::{CARD_CORNER_MM, Geometry, PixelBox};
use super::{Side, stride, wipe};

/// Resin on a card is not the black of a screen.
const RESIN: [u8; 3] = [24, 24, 27];

/// What lies under the ink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    /// Nothing: exactly what the printer adds.
    White,
    /// The drawing that the blank comes with.
    Preprinted,
}

/// A picture of one side of a card, wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    pub width: u32,
    pub height: u32,
    /// `width * height * 4` bytes sRGB with alpha, not multiplied.
    pub rgba: Vec<u8>,
}

impl Picture {
    /// Dye is a filter: it darkens what lies below it, level by level.
    pub(crate) fn of(side: &Side, below: Option<&[u8]>, geometry: &Geometry) -> Self {
        let card = geometry.card();
        let mut rgba = Vec::with_capacity(card.width as usize * card.height as usize * 4);
        let width = side.width as usize;
        for y in card.y as usize..(card.y + card.height) as usize {
            for x in card.x as usize..(card.x + card.width) as usize {
                let at = (y * width + x) * 3;
                let black = side.k[y * stride(side.width) + x / 8] & (0x80 >> (x % 8)) != 0;
                let dye = &side.rgb[at..at + 3];
                let rgb: [u8; 3] = match below {
                    _ if black => RESIN,
                    None => [dye[0], dye[1], dye[2]],
                    Some(below) => std::array::from_fn(|i| filter(dye[i], below[at + i])),
                };
                rgba.extend([rgb[0], rgb[1], rgb[2], 255]);
            }
        }
        let mut picture = Self { width: card.width, height: card.height, rgba };
        picture.round_corners(geometry.length(CARD_CORNER_MM), &card);
        picture
    }

    fn round_corners(&mut self, radius: f32, card: &PixelBox) {
        let reach = (radius.ceil() as u32).min(card.width / 2).min(card.height / 2);
        for y in 0..reach {
            for x in 0..reach {
                let (dx, dy) = (radius - x as f32 - 0.5, radius - y as f32 - 0.5);
                let inside = radius - (dx.max(0.0).powi(2) + dy.max(0.0).powi(2)).sqrt();
                let alpha = ((inside + 0.5).clamp(0.0, 1.0) * 255.0).round() as u8;
                let (right, bottom) = (card.width - 1 - x, card.height - 1 - y);
                for (x, y) in [(x, y), (right, y), (x, bottom), (right, bottom)] {
                    self.rgba[((y * card.width + x) * 4 + 3) as usize] = alpha;
                }
            }
        }
    }
}

/// `dye × below / 255`, rounded.
fn filter(dye: u8, below: u8) -> u8 {
    ((u32::from(dye) * u32::from(below) + 127) / 255) as u8
}

impl Drop for Picture {
    fn drop(&mut self) {
        wipe(&mut self.rgba);
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::redacted(f, "Picture", self.width, self.height)
    }
}
