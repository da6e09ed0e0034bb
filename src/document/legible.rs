//! Text that the bundled fonts can show: whatever they lack is written out by its number, never
//! left away and never an empty box.

/// Scripts and signs that the bundled fonts hold whole.
const SHOWN: [(char, char); 4] =
    [(' ', '~'), ('\u{a1}', '\u{17f}'), ('\u{391}', '\u{3a1}'), ('\u{410}', '\u{44f}')];
/// Single signs that papers use.
const SIGNS: &str = "–—‘’“”•…€→≠≤≥−×";

/// What a paper shows for a value.
pub fn legible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\u{ad}' | '\u{200b}' | '\u{feff}' => shown.push('-'),
            white if white.is_whitespace() || white.is_control() => shown.push(' '),
            plain if is_shown(plain) => shown.push(plain),
            other => shown.push_str(&format!("[U+{:04X}]", u32::from(other))),
        }
    }
    shown
}

fn is_shown(character: char) -> bool {
    let within = |(first, last): &(char, char)| (*first..=*last).contains(&character);
    SHOWN.iter().any(within) || SIGNS.contains(character)
}

#[cfg(test)]
mod tests {
    use super::super::typeset::tests::fonts;
    use super::*;
    use crate::face::Font;

    #[test]
    fn the_bundled_fonts_hold_every_sign_that_is_shown() {
        let fonts = fonts();
        for font in [Font::Sans, Font::SansBold] {
            let face = rustybuzz::Face::from_slice(fonts.bytes(font), 0).unwrap();
            let scripts = SHOWN.iter().flat_map(|(first, last)| *first..=*last);
            for character in scripts.chain(SIGNS.chars()).filter(|c| *c != '\u{ad}') {
                assert!(face.glyph_index(character).is_some(), "{character:?} {font:?}");
            }
        }
    }

    #[test]
    fn what_no_font_shows_is_written_out() {
        assert_eq!(legible("SITI\tNUR’AINI 王"), "SITI NUR’AINI [U+738B]");
    }
}
