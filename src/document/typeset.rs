//! How wide text is and where it breaks. Words go whole to the next line; only a word wider than
//! its column is parted. Nothing is ever left away.

use rustybuzz::Face;

use super::press::PaperError;
use crate::face::{Font, FontSet};

/// A point is 1/72 inch.
const MM_A_POINT: f32 = 25.4 / 72.0;

/// The two fonts of papers, ready to measure with.
pub struct Typesetter<'a> {
    sans: Face<'a>,
    bold: Face<'a>,
}

/// A font in a size, in points.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    pub font: Font,
    pub size: f32,
}

impl Style {
    pub const fn plain(size: f32) -> Self {
        Self { font: Font::Sans, size }
    }

    pub const fn bold(size: f32) -> Self {
        Self { font: Font::SansBold, size }
    }

    /// From one baseline to the next, in millimetres.
    pub fn leading(self) -> f32 {
        self.size * 1.25 * MM_A_POINT
    }

    /// How far below the top of its line the baseline lies.
    pub fn ascent(self) -> f32 {
        self.size * 0.95 * MM_A_POINT
    }
}

impl<'a> Typesetter<'a> {
    pub fn new(fonts: &'a FontSet) -> Result<Self, PaperError> {
        let open = |font: Font| {
            let face = Face::from_slice(fonts.bytes(font), 0);
            face.ok_or(PaperError::Font(font.file_name()))
        };
        Ok(Self { sans: open(Font::Sans)?, bold: open(Font::SansBold)? })
    }

    /// In millimetres.
    pub fn width(&self, text: &str, style: Style) -> f32 {
        let face = if style.font == Font::SansBold { &self.bold } else { &self.sans };
        let advance = |character| {
            let glyph = face.glyph_index(character).unwrap_or_default();
            f32::from(face.glyph_hor_advance(glyph).unwrap_or(0))
        };
        let units: f32 = text.chars().map(advance).sum();
        units / face.units_per_em() as f32 * style.size * MM_A_POINT
    }

    /// The lines of a text in a column of this width; an empty text is one empty line.
    pub fn lines(&self, text: &str, style: Style, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if self.width(&longer, style) <= width {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line = self.parted(word, style, width, &mut lines);
        }
        lines.push(line);
        lines
    }

    /// The whole pieces of a word go to `lines`; its end begins the next one.
    fn parted(&self, word: &str, style: Style, width: f32, lines: &mut Vec<String>) -> String {
        let mut piece = String::new();
        for character in word.chars() {
            piece.push(character);
            if piece.chars().count() > 1 && self.width(&piece, style) > width {
                piece.pop();
                // Behind a sign that parts it anyway, if there is one not far back.
                let sign =
                    piece.rfind(['/', '-', '.', ',', ':']).filter(|at| *at * 2 > piece.len());
                let rest = sign.map_or(String::new(), |at| piece.split_off(at + 1));
                lines.push(std::mem::replace(&mut piece, rest));
                piece.push(character);
            }
        }
        piece
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    pub fn fonts() -> FontSet {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/card-layouts/fonts/");
        FontSet::load(|name| std::fs::read(format!("{folder}{name}")).ok()).unwrap()
    }

    #[test]
    fn lines_fit_their_column_and_lose_nothing() {
        let fonts = fonts();
        let set = Typesetter::new(&fonts).unwrap();
        let style = Style::plain(8.0);
        for text in ["", "JL. MERDEKA NO. 1 RT 001/002", "2026/SPESIMEN-01/00012", &"W".repeat(99)]
        {
            for width in [4.0_f32, 12.0, 40.0, 200.0] {
                let lines = set.lines(text, style, width);
                let squeezed = |text: &str| text.replace(' ', "");
                assert_eq!(squeezed(&lines.concat()), squeezed(text));
                let fits = |line: &&String| set.width(line, style) <= width;
                assert!(lines.iter().filter(fits).count() == lines.len(), "{lines:?} {width}");
            }
        }
    }
}
