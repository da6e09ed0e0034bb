//! Drawn portraits: head and shoulders of nobody, before the red or blue wall of an identity
//! photo. The same look draws the same picture; nothing is traced from a photograph.

mod canvas;
mod clothes;
mod face;
mod features;
mod hair;

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::person::{Look, Wall};
use super::random::Random;
use canvas::{Canvas, Colour};
use features::Features;

/// The photo of a record, in pixels.
pub const PHOTO: (u32, u32) = (480, 640);
/// The small photo for the chip.
pub const CHIP_PHOTO: (u32, u32) = (120, 160);
/// Bytes that the chip's photo may have.
pub const MAX_CHIP_PHOTO: usize = 3_000;
/// Bytes that the record's photo aims at.
pub const MAX_PHOTO: usize = 60_000;

/// JPEG, 480 × 640, about 25 to 60 kB.
pub fn photo(look: &Look) -> Vec<u8> {
    let mut pixels = paint(look, PHOTO);
    grain(&mut pixels, look.seed);
    jpeg(&pixels, PHOTO, MAX_PHOTO, 92)
}

/// JPEG, 120 × 160, at most `MAX_CHIP_PHOTO` bytes.
pub fn chip_photo(look: &Look) -> Vec<u8> {
    jpeg(&paint(look, CHIP_PHOTO), CHIP_PHOTO, MAX_CHIP_PHOTO, 76)
}

/// RGB rows of one portrait at any size of 3 : 4.
pub fn paint(look: &Look, (width, height): (u32, u32)) -> Vec<u8> {
    let features = Features::of(look);
    let mut canvas = Canvas::new(width, height);
    wall(&mut canvas, look.wall);
    hair::behind(&mut canvas, &features);
    clothes::neck_and_shoulders(&mut canvas, &features);
    face::head(&mut canvas, &features);
    hair::before(&mut canvas, &features);
    face::glasses(&mut canvas, &features);
    canvas.rgb()
}

fn wall(canvas: &mut Canvas, wall: Wall) {
    let colour = match wall {
        Wall::Red => Colour(196, 24, 34),
        Wall::Blue => Colour(24, 88, 176),
    };
    canvas.flood(colour.darker(0.86));
    canvas.glow((240.0, 300.0), (420.0, 470.0), colour.lighter(0.10), 1.0);
}

/// The noise of a sensor, stronger in the dark, so that the picture weighs what a photo weighs.
fn grain(pixels: &mut [u8], seed: u64) {
    let random = &mut Random::derive(seed, "grain");
    for pixel in pixels.chunks_exact_mut(3) {
        let bits = random.draw();
        // The sum of four bytes is near enough to a bell curve.
        let noise = bits.to_le_bytes()[..4].iter().map(|byte| i32::from(*byte)).sum::<i32>() - 510;
        for channel in pixel {
            let dark = 300 - i32::from(*channel);
            *channel = (i32::from(*channel) + noise * dark / 14_000).clamp(0, 255) as u8;
        }
    }
}

/// The best quality, from `quality` downwards, that fits `limit`.
fn jpeg(pixels: &[u8], (width, height): (u32, u32), limit: usize, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    for quality in (5..=quality).rev().step_by(3) {
        bytes.clear();
        let mut encoder = Encoder::new(&mut bytes, quality);
        encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
        let (width, height) = (width as u16, height as u16);
        // Writing to memory fails only for sizes that these pictures don't have.
        let encoded = encoder.encode(pixels, width, height, ColorType::Rgb);
        if encoded.is_ok() && bytes.len() <= limit {
            break;
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::super::population::Population;
    use super::*;

    #[test]
    fn photos_have_the_sizes_they_promise() {
        for person in Population::new(6, 4).generated() {
            let (photo, chip) = (photo(&person.look), chip_photo(&person.look));
            assert!((20_000..=MAX_PHOTO).contains(&photo.len()), "{}", photo.len());
            assert!((1_000..=MAX_CHIP_PHOTO).contains(&chip.len()), "{}", chip.len());
            // SOF0: precision, then height and width (ITU-T T.81 B.2.2).
            for (jpeg, (width, height)) in [(photo, PHOTO), (chip, CHIP_PHOTO)] {
                let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
                let size = [height.to_be_bytes()[2..].to_vec(), width.to_be_bytes()[2..].to_vec()];
                assert_eq!(jpeg[frame + 5..frame + 9], size.concat());
            }
        }
    }

    #[test]
    fn a_look_draws_one_picture_and_another_look_another() {
        let population = Population::new(6, 2);
        let looks: Vec<_> = population.generated().map(|person| person.look).collect();
        assert_eq!(chip_photo(&looks[0]), chip_photo(&looks[0]));
        assert_ne!(chip_photo(&looks[0]), chip_photo(&looks[1]));
    }

    #[test]
    fn the_wall_is_red_or_blue() {
        for person in Population::new(6, 8).generated() {
            let pixels = paint(&person.look, CHIP_PHOTO);
            let (red, blue) = (pixels[0], pixels[2]);
            assert_eq!(person.look.wall == Wall::Red, red > blue);
        }
    }
}
