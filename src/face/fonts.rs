//! The bundled fonts, handed in as bytes; a system font is never looked for, so a card looks the
//! same on every machine. OpenType by `rustybuzz`; a character without a glyph is an error.

use std::fmt;
use std::sync::Arc;

use ring::digest::{SHA256, digest};
use thiserror::Error;

/// No bundled font is near this size.
pub const MAX_FONT_BYTES: usize = 4 * 1024 * 1024;

/// The typefaces a layout can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Font {
    Sans,
    SansBold,
    OcrB,
}

/// All bundled fonts, parsed once and found whole.
#[derive(Clone)]
pub struct FontSet {
    files: Arc<[(Font, Vec<u8>); 3]>,
    digest: [u8; 32],
}

/// Why a font can't be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FontError {
    #[error("font `{0}` is missing; put it back into the layouts' `fonts` folder")]
    Missing(&'static str),
    #[error("font `{0}` has more than {MAX_FONT_BYTES} bytes and is none of ours")]
    TooLarge(&'static str),
    #[error("font `{0}` is not a readable OpenType font; restore the bundled file")]
    Unreadable(&'static str),
}

impl Font {
    pub const ALL: [Self; 3] = [Self::Sans, Self::SansBold, Self::OcrB];

    /// Its name in the layouts' `fonts` folder.
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Sans => "LiberationSans-Regular.ttf",
            Self::SansBold => "LiberationSans-Bold.ttf",
            Self::OcrB => "OCRB.otf",
        }
    }
}

impl FontSet {
    /// `read` gives the bytes of a font by its file name, `None` if there is no such file.
    pub fn load(read: impl Fn(&str) -> Option<Vec<u8>>) -> Result<Self, FontError> {
        let one = |font: Font| {
            let name = font.file_name();
            let bytes = read(name).ok_or(FontError::Missing(name))?;
            if bytes.len() > MAX_FONT_BYTES {
                return Err(FontError::TooLarge(name));
            }
            let usable = rustybuzz::Face::from_slice(&bytes, 0)
                .is_some_and(|face| face.units_per_em() > 0 && face.glyph_index('0').is_some());
            if usable { Ok((font, bytes)) } else { Err(FontError::Unreadable(name)) }
        };
        let files = [one(Font::Sans)?, one(Font::SansBold)?, one(Font::OcrB)?];
        let hashes: Vec<u8> =
            files.iter().flat_map(|(_, bytes)| digest(&SHA256, bytes).as_ref().to_vec()).collect();
        let digest = super::paint::sha256(&[&hashes]);
        Ok(Self { files: Arc::new(files), digest })
    }

    /// The file of one font, for documents that carry it along.
    pub fn bytes(&self, font: Font) -> &[u8] {
        let [sans, bold, ocr_b] = &*self.files;
        match font {
            Font::Sans => &sans.1,
            Font::SansBold => &bold.1,
            Font::OcrB => &ocr_b.1,
        }
    }

    /// SHA-256 over the SHA-256 of each file, in the order of `Font::ALL`.
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// Ready to shape with; cheap enough for each card.
    pub(crate) fn open(&self) -> Result<Typefaces<'_>, FontError> {
        let face = |at: usize| {
            let (font, bytes) = &self.files[at];
            rustybuzz::Face::from_slice(bytes, 0).ok_or(FontError::Unreadable(font.file_name()))
        };
        Ok(Typefaces { sans: face(0)?, sans_bold: face(1)?, ocr_b: face(2)? })
    }
}

/// The fonts as shaper and outliner see them.
pub(crate) struct Typefaces<'a> {
    sans: rustybuzz::Face<'a>,
    sans_bold: rustybuzz::Face<'a>,
    ocr_b: rustybuzz::Face<'a>,
}

impl<'a> Typefaces<'a> {
    pub(crate) fn get(&self, font: Font) -> &rustybuzz::Face<'a> {
        match font {
            Font::Sans => &self.sans,
            Font::SansBold => &self.sans_bold,
            Font::OcrB => &self.ocr_b,
        }
    }
}

impl fmt::Debug for FontSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(Font::ALL.map(Font::file_name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::bundled;
    use super::*;

    #[test]
    fn the_bundled_fonts_have_every_character_of_a_card() {
        let fonts = FontSet::load(bundled).unwrap();
        let faces = fonts.open().unwrap();
        for character in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'-.,/()’ :".chars() {
            for font in [Font::Sans, Font::SansBold] {
                assert!(faces.get(font).glyph_index(character).is_some(), "{character} {font:?}");
            }
        }
        for digit in '0'..='9' {
            assert!(faces.get(Font::OcrB).glyph_index(digit).is_some());
        }
    }

    #[test]
    fn a_missing_font_is_named() {
        let without = |name: &str| bundled(name).filter(|_| name != "OCRB.otf");
        assert_eq!(FontSet::load(without).unwrap_err(), FontError::Missing("OCRB.otf"));
    }

    #[test]
    fn a_broken_font_is_refused() {
        let cut = |name: &str| bundled(name).map(|bytes| bytes[..bytes.len() / 64].to_vec());
        assert!(matches!(FontSet::load(cut), Err(FontError::Unreadable(_))));
        let empty = |_: &str| Some(Vec::new());
        assert!(matches!(FontSet::load(empty), Err(FontError::Unreadable(_))));
        let huge = |_: &str| Some(vec![0; MAX_FONT_BYTES + 1]);
        assert!(matches!(FontSet::load(huge), Err(FontError::TooLarge(_))));
    }

    #[test]
    fn another_font_gives_another_digest() {
        let fonts = FontSet::load(bundled).unwrap();
        let swapped = |name: &str| {
            let regular = name == Font::Sans.file_name();
            bundled(if regular { Font::SansBold.file_name() } else { name })
        };
        assert_ne!(FontSet::load(swapped).unwrap().digest(), fonts.digest());
    }
}
