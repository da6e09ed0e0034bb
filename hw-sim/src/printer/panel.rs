//! The card as a person would see it: panels turned back by 90°, laid over the blank's surface.
//!
//! A print line is a column of the landscape face, its dots run upwards: line `i`, dot `j` is the
//! pixel x = `i`, y = 647 − `j`.

use std::io;

use thiserror::Error;

use crate::world::bitmap::{LINE_DOTS, LINES};
use crate::world::{Card, Face, Panel, Print};

/// Pixels of a face, landscape.
pub const WIDTH: usize = LINES;
pub const HEIGHT: usize = LINE_DOTS;

/// What light resin gives back, of 255.
const RESIN: u8 = 14;

/// What a blank looks like before anything is printed on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stock {
    #[default]
    White,
    /// A pale ground with wavy lines on the front, as pre-printed blanks have.
    PrePrinted,
}

/// A face in sRGB.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// `WIDTH * HEIGHT * 3` bytes, row by row.
    pub rgb: Vec<u8>,
}

#[derive(Debug, Error)]
pub enum PictureError {
    #[error("picture could not be written")]
    Write(#[from] io::Error),
    #[error("picture could not be encoded")]
    Encode(#[from] png::EncodingError),
}

/// All that was printed on one face, in the order it went on; `None` if nothing was or if the
/// dots are no longer kept.
pub fn picture(card: &Card, face: Face, stock: Stock) -> Option<Picture> {
    let prints: Vec<&Print> = card.prints_on(face).filter(|it| it.bitmap.is_some()).collect();
    (!prints.is_empty()).then(|| composite(&prints, face, stock))
}

/// Dye takes its colour out of the light, resin nearly all of it, the overlay nothing.
pub fn composite(prints: &[&Print], face: Face, stock: Stock) -> Picture {
    let mut rgb = surface(face, stock);
    for print in prints {
        let Some(bitmap) = &print.bitmap else { continue };
        let lines = if print.whole { LINES } else { LINES / 2 };
        for (line, dots) in bitmap.dots().chunks_exact(LINE_DOTS).take(lines).enumerate() {
            for (dot, level) in dots.iter().enumerate().filter(|(_, level)| **level > 0) {
                let at = ((HEIGHT - 1 - dot) * WIDTH + line) * 3;
                dye(&mut rgb[at..at + 3], print.panel, *level, bitmap.full());
            }
        }
    }
    Picture { rgb }
}

fn dye(pixel: &mut [u8], panel: Panel, level: u8, full: u8) {
    let channel = match panel {
        Panel::C => 0,
        Panel::M => 1,
        Panel::Y => 2,
        Panel::K => return pixel.iter_mut().for_each(|part| *part = (*part).min(RESIN)),
        Panel::O => return,
    };
    let (left, full) = (u32::from(full - level.min(full)), u32::from(full));
    let light = (u32::from(pixel[channel]) * left + full / 2) / full;
    pixel[channel] = u8::try_from(light).unwrap_or(u8::MAX);
}

fn surface(face: Face, stock: Stock) -> Vec<u8> {
    if stock == Stock::White || face == Face::Back {
        return vec![255; WIDTH * HEIGHT * 3];
    }
    let mut rgb = Vec::with_capacity(WIDTH * HEIGHT * 3);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            // Waves by whole numbers alone: the same pixels on every machine.
            let wave = (x + triangle(y * 3, 160) / 3) % 24;
            let cross = (y + triangle(x * 2, 200) / 3) % 24;
            let ink = if wave < 2 || cross < 2 { 20 } else { 0 };
            let shade = u8::try_from(y * 12 / HEIGHT).unwrap_or(0);
            rgb.extend([214 - ink - shade, 232 - ink / 2, 246 - ink / 3]);
        }
    }
    rgb
}

/// Up and down again between 0 and half of `period`.
fn triangle(at: usize, period: usize) -> usize {
    let phase = at % period;
    phase.min(period - phase)
}

impl Picture {
    /// The pixel at `x`, `y`; `None` beyond the card.
    pub fn pixel(&self, x: usize, y: usize) -> Option<[u8; 3]> {
        if x >= WIDTH || y >= HEIGHT {
            return None;
        }
        self.rgb.get((y * WIDTH + x) * 3..)?.first_chunk().copied()
    }

    /// As PNG, 300 dpi.
    pub fn write_png(&self, to: impl io::Write) -> Result<(), PictureError> {
        let (width, height) = (WIDTH as u32, HEIGHT as u32);
        let mut encoder = png::Encoder::new(to, width, height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        let dots_a_metre = 11_811;
        encoder.set_pixel_dims(Some(png::PixelDimensions {
            xppu: dots_a_metre,
            yppu: dots_a_metre,
            unit: png::Unit::Meter,
        }));
        encoder.write_header()?.write_image_data(&self.rgb)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Bitmap;
    use crate::world::bitmap::DOTS;

    /// A panel with one level at one line and dot.
    fn print(panel: Panel, line: usize, dot: usize, level: u8, whole: bool) -> Print {
        let full = if panel.is_dye() { 127 } else { 1 };
        let mut dots = vec![0; DOTS];
        dots[line * LINE_DOTS + dot] = level;
        let bitmap = Bitmap::new(full, dots);
        Print { tick: 0, face: Face::Front, panel, sha256: String::new(), whole, bitmap }
    }

    fn seen(prints: &[Print], x: usize, y: usize) -> [u8; 3] {
        let all: Vec<&Print> = prints.iter().collect();
        composite(&all, Face::Front, Stock::White).pixel(x, y).expect("on the card")
    }

    #[test]
    fn a_print_line_is_a_column_and_its_dots_run_upwards() {
        assert_eq!(seen(&[print(Panel::K, 0, 0, 1, true)], 0, 647), [RESIN; 3]);
        assert_eq!(seen(&[print(Panel::K, 1015, 647, 1, true)], 1015, 0), [RESIN; 3]);
        assert_eq!(seen(&[print(Panel::K, 10, 600, 1, true)], 10, 47), [RESIN; 3]);
    }

    #[test]
    fn each_dye_takes_its_complement_out_of_the_light() {
        assert_eq!(seen(&[print(Panel::Y, 5, 5, 127, true)], 5, 642), [255, 255, 0]);
        assert_eq!(seen(&[print(Panel::M, 5, 5, 127, true)], 5, 642), [255, 0, 255]);
        assert_eq!(seen(&[print(Panel::C, 5, 5, 127, true)], 5, 642), [0, 255, 255]);
        let mixed = [print(Panel::Y, 5, 5, 64, true), print(Panel::M, 5, 5, 127, true)];
        assert_eq!(seen(&mixed, 5, 642), [255, 0, 126]);
    }

    #[test]
    fn the_overlay_hides_nothing_and_resin_lies_on_top() {
        assert_eq!(seen(&[print(Panel::O, 5, 5, 1, true)], 5, 642), [255; 3]);
        let both = [print(Panel::K, 5, 5, 1, true), print(Panel::Y, 5, 5, 127, true)];
        assert_eq!(seen(&both, 5, 642), [RESIN, RESIN, 0]);
    }

    #[test]
    fn a_card_that_jammed_half_way_carries_only_the_first_lines() {
        assert_eq!(seen(&[print(Panel::K, 507, 0, 1, false)], 507, 647), [RESIN; 3]);
        assert_eq!(seen(&[print(Panel::K, 508, 0, 1, false)], 508, 647), [255; 3]);
    }

    #[test]
    fn a_png_says_its_size_and_comes_back_dot_for_dot() {
        let print = print(Panel::K, 3, 4, 1, true);
        let picture = composite(&[&print], Face::Front, Stock::PrePrinted);
        let mut bytes = Vec::new();
        picture.write_png(&mut bytes).expect("in memory");
        let mut reader = png::Decoder::new(io::Cursor::new(bytes)).read_info().expect("png");
        let mut rgb = vec![0; reader.output_buffer_size().expect("a size")];
        let frame = reader.next_frame(&mut rgb).expect("pixels");
        assert_eq!((frame.width, frame.height), (1016, 648));
        assert_eq!(rgb, picture.rgb);
        assert_eq!(picture.pixel(1016, 0), None);
        assert_eq!(picture.pixel(0, 648), None);
    }
}
