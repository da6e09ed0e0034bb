//! A panel as the command that downloads it: header, packed dots, CR, in one buffer that is used
//! again for the next panel and wiped when a card is done.

use super::panel::{self, Levels};
use super::wire::{CR, ESC};
use crate::face::{self, Geometry};

/// Holds somebody's picture between `pack` and `wipe`.
#[derive(Default)]
pub struct Bitmap {
    bytes: Vec<u8>,
}

/// Which panel a download is for: its letter, and the name under which errors speak of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Panel {
    pub letter: char,
    pub name: &'static str,
}

pub const YELLOW: Panel = Panel { letter: 'y', name: "Db;y" };
pub const MAGENTA: Panel = Panel { letter: 'm', name: "Db;m" };
pub const CYAN: Panel = Panel { letter: 'c', name: "Db;c" };
pub const RESIN: Panel = Panel { letter: 'k', name: "Db;k" };
pub const OVERLAY: Panel = Panel { letter: 'o', name: "Db;o" };
pub const RESIN_BACK: Panel = Panel { letter: 'k', name: "Db;k (back)" };

impl Bitmap {
    /// `Db` of a dye panel.
    pub fn dye(&mut self, panel: Panel, dye: &[u8], geometry: Geometry, levels: Levels) -> &[u8] {
        self.begin(panel, levels.word());
        panel::pack_colour(dye, geometry, levels, &mut self.bytes);
        self.end()
    }

    /// `Db` of a resin or overlay panel.
    pub fn mono(&mut self, panel: Panel, bits: &[u8], geometry: Geometry) -> &[u8] {
        self.begin(panel, "2");
        panel::pack_mono(bits, geometry, &mut self.bytes);
        self.end()
    }

    pub fn wipe(&mut self) {
        face::wipe(&mut self.bytes);
        self.bytes.clear();
    }

    /// A shorter panel must not leave the tail of a longer one behind it.
    fn begin(&mut self, panel: Panel, levels: &str) {
        self.wipe();
        self.bytes.extend_from_slice(&[ESC, b'D', b'b', b';']);
        self.bytes.extend_from_slice(panel.letter.encode_utf8(&mut [0; 4]).as_bytes());
        self.bytes.push(b';');
        self.bytes.extend_from_slice(levels.as_bytes());
        self.bytes.push(b';');
    }

    fn end(&mut self) -> &[u8] {
        self.bytes.push(CR);
        &self.bytes
    }
}

impl Drop for Bitmap {
    fn drop(&mut self) {
        self.wipe();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_download_is_header_dots_and_carriage_return() {
        let geometry = Geometry { width: 8, height: 8, dpi: 300 };
        let mut bitmap = Bitmap::default();
        let bytes = bitmap.dye(YELLOW, &[255; 64], geometry, Levels::L128);
        assert_eq!(bytes, [b"\x1BDb;y;128;", &[0xFF; 56][..], b"\r"].concat());
        let bytes = bitmap.mono(RESIN_BACK, &[0xFF; 8], geometry);
        assert_eq!(bytes, b"\x1BDb;k;2;\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\r");
    }

    #[test]
    fn a_wiped_bitmap_holds_nobody() {
        let geometry = Geometry { width: 8, height: 8, dpi: 300 };
        let mut bitmap = Bitmap::default();
        bitmap.dye(YELLOW, &[255; 64], geometry, Levels::L128);
        bitmap.wipe();
        assert!(bitmap.bytes.is_empty());
    }
}
