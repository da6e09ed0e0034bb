//! Text to glyphs, and glyphs into a box: shaped once in font units, then the fit ladder
//! (shrink to `min_size`, condense to 0.8, wrap to `max_lines`, then refuse). Nothing is clipped
//! and no character is dropped: one without a visible glyph is an error.

use std::ops::Range;
use std::str::FromStr;

use rustybuzz::ttf_parser::GlyphId;
use rustybuzz::{Direction, Language, UnicodeBuffer};

use super::fonts::{Font, Typefaces};

/// Twice the longest text that any record is known to hold.
pub const MAX_TEXT_CHARS: usize = 160;
/// Type narrower than this is hard to read.
pub const MIN_CONDENSE_PERCENT: u8 = 80;
const CONDENSE_STEP: u8 = 5;
/// Steps of the ladder and key of the glyph cache: a quarter of a pixel.
pub(crate) const QUARTERS: f32 = 4.0;

/// A code point that the font can't show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MissingGlyph(pub u32);

/// A text in font units, independent of size.
pub(crate) struct Shaped {
    pub font: Font,
    pub units_per_em: f32,
    pub glyphs: Vec<ShapedGlyph>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct ShapedGlyph {
    pub id: u16,
    pub advance: f32,
    pub dx: f32,
    pub dy: f32,
    after: Break,
    is_space: bool,
}

/// Whether a line may end behind a glyph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Break {
    Space,
    Mark,
    Never,
}

/// Which rung comes first where a text is too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FitOrder {
    /// Smaller type on one line before a second line.
    Shrink,
    /// A second line before smaller type.
    Wrap,
}

/// The room a text has, in pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room {
    pub width: f32,
    pub size: f32,
    pub min_size: f32,
    pub max_lines: usize,
    pub order: FitOrder,
}

/// Type size in quarter pixels and width in percent: what a glyph is drawn by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Type {
    pub quarters: u16,
    pub condense: u8,
}

/// A text that fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fitted {
    pub face: Type,
    pub lines: Vec<Range<usize>>,
}

/// Shapes left to right with the font's own kerning.
pub(crate) fn shape(faces: &Typefaces<'_>, font: Font, text: &str) -> Result<Shaped, MissingGlyph> {
    let face = faces.get(font);
    for character in text.chars() {
        let glyph = face.glyph_index(character).filter(|id| id.0 != 0);
        let seen = |id: GlyphId| character == ' ' || face.glyph_bounding_box(id).is_some();
        if !on_cards(character) || !glyph.is_some_and(seen) {
            return Err(MissingGlyph(u32::from(character)));
        }
    }
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.set_direction(Direction::LeftToRight);
    if let Ok(language) = Language::from_str("id") {
        buffer.set_language(language);
    }
    buffer.guess_segment_properties();
    buffer.set_direction(Direction::LeftToRight);
    let shaped = rustybuzz::shape(face, &[], buffer);
    let places = shaped.glyph_infos().iter().zip(shaped.glyph_positions());
    let glyph = |(info, position): (&rustybuzz::GlyphInfo, &rustybuzz::GlyphPosition)| {
        let id = u16::try_from(info.glyph_id).ok().filter(|id| *id != 0);
        let at = info.cluster as usize;
        let character = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or('\0');
        Ok(ShapedGlyph {
            id: id.ok_or(MissingGlyph(u32::from(character)))?,
            advance: position.x_advance as f32,
            dx: position.x_offset as f32,
            dy: position.y_offset as f32,
            after: match character {
                ' ' => Break::Space,
                '-' | '/' => Break::Mark,
                _ => Break::Never,
            },
            is_space: character == ' ',
        })
    };
    let glyphs = places.map(glyph).collect::<Result<_, _>>()?;
    Ok(Shaped { font, units_per_em: face.units_per_em() as f32, glyphs })
}

/// Latin letters, digits and common signs. A Cyrillic А has a glyph, but nobody could tell it from
/// a Latin A on the card, and no register would find the person again.
fn on_cards(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{24f}'
        | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{201f}')
}

/// Climbs down the ladder; `None` when even the last rung doesn't hold the text.
pub(crate) fn fit(text: &Shaped, room: &Room) -> Option<Fitted> {
    let (full, least) = (quarters(room.size), quarters(room.min_size));
    let sizes = || (least..=full).rev().map(|quarters| Type { quarters, condense: 100 });
    let narrow = || {
        let widths = (MIN_CONDENSE_PERCENT..100).rev().step_by(usize::from(CONDENSE_STEP));
        let widths = widths.map(|percent| percent + 1 - CONDENSE_STEP);
        let widths = widths.filter(|percent| *percent >= MIN_CONDENSE_PERCENT);
        widths.map(|condense| Type { quarters: least, condense })
    };
    let all = 1..=room.max_lines.max(1);
    let whole_words = match room.order {
        FitOrder::Shrink => all.clone().find_map(|lines| {
            sizes()
                .chain(narrow())
                .find_map(|face| set(text, face, room.width, lines, Words::Whole))
        }),
        FitOrder::Wrap => all
            .clone()
            .find_map(|lines| {
                set(text, Type { quarters: full, condense: 100 }, room.width, lines, Words::Whole)
            })
            .or_else(|| {
                let lines = room.max_lines.max(1);
                let faces = sizes().chain(narrow());
                faces.into_iter().find_map(|face| set(text, face, room.width, lines, Words::Whole))
            }),
    };
    // One word longer than a line is lawful (one-word names): broken, it still stands in full.
    whole_words.or_else(|| {
        let lines = room.max_lines.max(1);
        let mut faces = sizes().chain(narrow());
        faces.find_map(|face| set(text, face, room.width, lines, Words::Broken))
    })
}

/// Pixels in a font unit, across and up.
pub(crate) fn scale(text: &Shaped, face: Type) -> (f32, f32) {
    let up = f32::from(face.quarters) / QUARTERS / text.units_per_em;
    (up * f32::from(face.condense) / 100.0, up)
}

/// Width of a line in pixels.
pub(crate) fn line_width(text: &Shaped, line: Range<usize>, face: Type) -> f32 {
    text.glyphs[line].iter().map(|glyph| glyph.advance).sum::<f32>() * scale(text, face).0
}

pub(crate) fn quarters(size: f32) -> u16 {
    (size * QUARTERS).floor().clamp(1.0, f32::from(u16::MAX)) as u16
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Words {
    Whole,
    Broken,
}

/// Fills lines from the left; `None` when `lines` of them don't hold the text.
fn set(text: &Shaped, face: Type, width: f32, lines: usize, words: Words) -> Option<Fitted> {
    let unit = scale(text, face).0;
    let glyphs = &text.glyphs;
    let mut set = Vec::with_capacity(lines);
    let mut start = 0;
    while start < glyphs.len() {
        if set.len() == lines {
            return None;
        }
        let mut used = 0.0;
        let mut end = start;
        // Where the line may end and where the next would begin.
        let mut last = None;
        while end < glyphs.len() {
            let glyph = &glyphs[end];
            if glyph.after == Break::Space {
                last = Some((end, end + 1));
            }
            used += glyph.advance * unit;
            if used > width && !glyph.is_space {
                break;
            }
            if glyph.after == Break::Mark {
                last = Some((end + 1, end + 1));
            }
            end += 1;
        }
        let (line_end, next) = match (end == glyphs.len(), last, words) {
            (true, _, _) => (end, end),
            (false, Some(found), _) if found.0 > start => found,
            (false, _, Words::Broken) if end > start => (end, end),
            _ => return None,
        };
        set.push(start..line_end);
        start = next;
    }
    Some(Fitted { face, lines: set })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn room(width: f32, max_lines: usize, order: FitOrder) -> Room {
        Room { width, size: 26.0, min_size: 22.5, max_lines, order }
    }

    fn shaped(text: &str) -> Shaped {
        let fonts = sample::fonts();
        shape(&fonts.open().unwrap(), Font::Sans, text).unwrap()
    }

    /// The text of each line, glyph for glyph.
    fn lines(text: &str, fitted: &Fitted) -> Vec<String> {
        let characters: Vec<char> = text.chars().collect();
        fitted.lines.iter().map(|line| characters[line.clone()].iter().collect()).collect()
    }

    #[test]
    fn a_short_text_keeps_its_size() {
        let fitted = fit(&shaped("SITI"), &room(400.0, 2, FitOrder::Wrap)).unwrap();
        assert_eq!(fitted.face, Type { quarters: 104, condense: 100 });
        assert_eq!(lines("SITI", &fitted), ["SITI"]);
    }

    #[test]
    fn shrink_comes_before_condense_and_condense_before_a_second_line() {
        let text = shaped("MUHAMMAD RIZKY PRATAMA");
        let full = line_width(&text, 0..text.glyphs.len(), Type { quarters: 104, condense: 100 });
        let fit = |part: f32| fit(&text, &room(full * part, 2, FitOrder::Shrink)).unwrap();
        assert!(fit(0.95).face.quarters < 104 && fit(0.95).face.condense == 100);
        assert_eq!(fit(0.80).face.quarters, 90);
        assert!(fit(0.80).face.condense < 100 && fit(0.80).lines.len() == 1);
        assert_eq!(fit(0.60).lines.len(), 2);
    }

    #[test]
    fn wrapping_comes_first_where_the_box_says_so() {
        let text = "MUHAMMAD RIZKY PRATAMA";
        let fitted = fit(&shaped(text), &room(260.0, 2, FitOrder::Wrap)).unwrap();
        assert_eq!(fitted.face, Type { quarters: 104, condense: 100 });
        assert_eq!(lines(text, &fitted), ["MUHAMMAD RIZKY", "PRATAMA"]);
    }

    #[test]
    fn what_no_rung_holds_is_refused_and_never_cut() {
        let text = shaped("MUHAMMAD RIZKY PRATAMA");
        for order in [FitOrder::Shrink, FitOrder::Wrap] {
            assert!(fit(&text, &room(60.0, 2, order)).is_none());
        }
    }

    #[test]
    fn every_glyph_stands_on_exactly_one_line() {
        let text = "HAJI RADEN MAS, S.H./M.KN-AL (ALM.) SOEKARNOWIDJOJOHADININGRATKUSUMO";
        for width in (90..900).step_by(7) {
            let Some(fitted) = fit(&shaped(text), &room(width as f32, 6, FitOrder::Wrap)) else {
                continue;
            };
            let all: String = lines(text, &fitted).concat();
            assert_eq!(all.replace(' ', ""), text.replace(' ', ""));
        }
    }

    #[test]
    fn one_long_word_is_broken_only_when_nothing_else_helps() {
        let word = "SOEKARNOWIDJOJOHADININGRAT";
        let fitted = fit(&shaped(word), &room(260.0, 2, FitOrder::Wrap)).unwrap();
        assert_eq!(fitted.lines.len(), 2);
        assert_eq!(lines(word, &fitted).concat(), word);
        let roomy = fit(&shaped(word), &room(390.0, 2, FitOrder::Wrap)).unwrap();
        assert_eq!(roomy.lines.len(), 1);
    }

    #[test]
    fn a_character_without_a_visible_glyph_is_named_by_its_code() {
        let fonts = sample::fonts();
        let faces = fonts.open().unwrap();
        for (text, code) in
            [("A中", 0x4e2d), ("A\nB", 0x0a), ("A\u{202e}B", 0x202e), ("\u{410}NI", 0x410)]
        {
            assert_eq!(shape(&faces, Font::Sans, text).err(), Some(MissingGlyph(code)));
        }
        assert!(shape(&faces, Font::Sans, "A\u{200b}B").is_err());
        assert!(shape(&faces, Font::Sans, "A\u{a0}B").is_err());
        assert!(shape(&faces, Font::Sans, "D’ARC É-/().,'").is_ok());
    }
}
