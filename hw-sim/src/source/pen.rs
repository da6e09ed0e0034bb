//! Drawn signatures: a pen that hurries over the paper, thick where it goes down and slow, thin
//! where it goes up. Grey PNG of 16 tones, dark on white, small enough for the chip's file.

use std::f32::consts::TAU;

use tiny_skia::{Color, FillRule, Paint, PathBuilder, Pixmap, Transform};

use super::person::Look;
use super::random::Random;

/// Pixels; at 300 dpi about 20 × 8 mm.
pub const SIZE: (u32, u32) = (240, 96);
/// Bytes that the chip's signature image may have.
pub const MAX_SIGNATURE: usize = 1_500;

type Spot = (f32, f32);

/// PNG, at most `MAX_SIGNATURE` bytes. The name decides how much is written.
pub fn signature(look: &Look, name: &str) -> Vec<u8> {
    let random = &mut Random::derive(look.seed, "signature");
    let letters = name.split(' ').map(|word| word.chars().count()).max().unwrap_or(6).clamp(4, 9);
    let mut strokes = vec![writing(random, letters)];
    if random.percent(70) {
        strokes.push(flourish(random));
    }
    if random.percent(35) {
        let at = (random.between(90.0, 190.0), random.between(14.0, 24.0));
        strokes.push(vec![at, (at.0 + 1.5, at.1 + 0.5), (at.0 + 3.0, at.1 + 1.5)]);
    }
    png(&ink(&strokes))
}

/// A tall initial with a loop, then waves that grow tired towards the end.
fn writing(random: &mut Random, letters: usize) -> Vec<Spot> {
    let (x, base) = (random.between(24.0, 36.0), random.between(54.0, 60.0));
    let tall = random.between(34.0, 44.0);
    let depth = random.between(8.0, 22.0);
    let initial = random.pick(&INITIALS);
    let mut spots: Vec<Spot> = initial
        .iter()
        .map(|(dx, dy)| (x + dx, base + if *dy < 0.0 { dy * tall } else { dy * depth }))
        .collect();
    let mut pen = x + 24.0;
    let step = (206.0 - pen) / letters as f32;
    for letter in 0..letters {
        let tired = 1.0 - letter as f32 / letters as f32 * random.between(0.3, 0.7);
        let up = match random.below(10) {
            0 | 1 => random.between(26.0, 36.0),
            2 => -random.between(16.0, 26.0),
            _ => random.between(7.0, 14.0),
        } * tired;
        let drift = letter as f32 * random.between(-1.2, 0.2);
        spots.push((pen + step * 0.30, base + drift));
        spots.push((pen + step * 0.78, base + drift - up));
        if up.abs() > 15.0 {
            // A loop, as in l or g.
            spots.push((pen + step * 0.52, base + drift - up * 1.04));
            spots.push((pen + step * 0.50, base + drift - up * 0.4));
        }
        pen += step;
    }
    spots.push((pen + 6.0, base - 6.0));
    spots.push((pen + 18.0, base - random.between(4.0, 26.0)));
    spots
}

/// Initials as a pen draws them: distances to the right, heights as shares of the tallest letter
/// (above the line, negative) or of the deepest (below it).
const INITIALS: [[Spot; 7]; 5] = [
    [
        (-6.0, -0.35),
        (8.0, -0.95),
        (17.0, -0.8),
        (6.0, -0.01),
        (-9.0, 1.0),
        (-13.0, -0.06),
        (14.0, -0.45),
    ],
    [
        (22.0, -0.85),
        (6.0, -1.0),
        (-4.0, -0.72),
        (12.0, -0.45),
        (20.0, -0.1),
        (2.0, 0.4),
        (-12.0, -0.15),
    ],
    [
        (-8.0, -0.7),
        (-2.0, -0.98),
        (2.0, -0.1),
        (0.0, 0.2),
        (10.0, -0.9),
        (26.0, -0.8),
        (8.0, -0.42),
    ],
    [
        (-10.0, -0.1),
        (4.0, -1.0),
        (10.0, -0.95),
        (16.0, -0.02),
        (18.0, 0.1),
        (-8.0, -0.38),
        (20.0, -0.42),
    ],
    [
        (24.0, -0.7),
        (12.0, -1.0),
        (-10.0, -0.6),
        (-6.0, -0.02),
        (14.0, 0.2),
        (24.0, -0.3),
        (10.0, -0.3),
    ],
];

/// A line under the name, often turning back.
fn flourish(random: &mut Random) -> Vec<Spot> {
    let y = random.between(70.0, 78.0);
    let bow = random.between(-7.0, 7.0);
    let mut spots = vec![(36.0, y + 4.0), (110.0, y + bow), (202.0, y - random.between(2.0, 12.0))];
    if random.percent(50) {
        spots.extend([(214.0, y - 2.0), (150.0, y + 9.0), (96.0, y + 12.0)]);
    }
    spots
}

/// Grey pixels, 255 = paper.
fn ink(strokes: &[Vec<Spot>]) -> Vec<u8> {
    let (width, height) = SIZE;
    let mut pixmap = Pixmap::new(width, height).expect("a signature's size is lawful");
    pixmap.fill(Color::WHITE);
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color(Color::from_rgba8(16, 18, 38, 255));
    for stroke in strokes {
        let track = track(stroke);
        let mut width = 1.3;
        for (index, pair) in track.windows(2).enumerate() {
            let ((x, y, speed), (to_x, to_y, _)) = (pair[0], pair[1]);
            let (dx, dy) = (to_x - x, to_y - y);
            let down = (dy / (dx * dx + dy * dy).sqrt().max(0.01)).max(0.0);
            // The last dots fade as the pen is lifted.
            let rest = ((track.len() - index) as f32 / 40.0).min(1.0);
            let wanted = (1.05 + 0.85 * down - 0.16 * speed).clamp(0.6, 1.9) * rest;
            width += (wanted.max(0.45) - width) * 0.06;
            if let Some(dot) = PathBuilder::from_circle(x, y, width) {
                pixmap.fill_path(&dot, &paint, FillRule::Winding, Transform::identity(), None);
            }
        }
    }
    pixmap.pixels().iter().map(|pixel| pixel.green()).collect()
}

/// Catmull-Rom through the spots in steps of about half a pixel, with a faint tremor. The third
/// number is the speed: a pen takes as long for a long way as for a short one.
fn track(spots: &[Spot]) -> Vec<(f32, f32, f32)> {
    let spot =
        |index: usize, by: isize| spots[index.saturating_add_signed(by).min(spots.len() - 1)];
    let mut track = Vec::new();
    for index in 0..spots.len().saturating_sub(1) {
        let (p0, p1, p2, p3) = (spot(index, -1), spot(index, 0), spot(index, 1), spot(index, 2));
        let way = (p2.0 - p1.0).hypot(p2.1 - p1.1);
        let steps = (way * 2.2).clamp(6.0, 400.0);
        for step in 0..steps as usize {
            let t = step as f32 / steps;
            let at = |a: f32, b: f32, c: f32, d: f32| {
                let (m1, m2) = ((c - a) / 2.0, (d - b) / 2.0);
                let cubic = 2.0 * (b - c) + m1 + m2;
                let square = 3.0 * (c - b) - 2.0 * m1 - m2;
                ((cubic * t + square) * t + m1) * t + b
            };
            let tremor = (track.len() as f32 / 31.0 * TAU).sin() * 0.18;
            let (x, y) = (at(p0.0, p1.0, p2.0, p3.0), at(p0.1, p1.1, p2.1, p3.1) + tremor);
            track.push((x, y, way / 20.0));
        }
    }
    track
}

/// Four bits a pixel; two if the file would not fit the chip otherwise, then one.
fn png(grey: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (depth, bits) in
        [(png::BitDepth::Four, 4), (png::BitDepth::Two, 2), (png::BitDepth::One, 1)]
    {
        bytes.clear();
        let per_byte = 8 / bits;
        let packed: Vec<u8> = grey
            .chunks(per_byte)
            .map(|group| group.iter().fold(0, |byte, tone| byte << bits | tone >> (8 - bits)))
            .collect();
        let mut encoder = png::Encoder::new(&mut bytes, SIZE.0, SIZE.1);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(depth);
        encoder.set_compression(png::Compression::High);
        // Filters mix neighbours byte by byte, which only hurts pixels of a few bits.
        encoder.set_filter(png::Filter::NoFilter);
        let written =
            encoder.write_header().and_then(|mut writer| writer.write_image_data(&packed));
        if written.is_ok() && bytes.len() <= MAX_SIGNATURE {
            break;
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::super::population::Population;
    use super::*;

    fn decode(bytes: &[u8]) -> Vec<u8> {
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width, info.height), SIZE);
        pixels
    }

    #[test]
    fn every_signature_fits_the_chip_and_has_ink() {
        for person in Population::new(4, 10).people() {
            let bytes = signature(&person.look, &person.biodata.nama);
            assert!(bytes.len() <= MAX_SIGNATURE, "{}", bytes.len());
            let dark = decode(&bytes).iter().filter(|byte| **byte < 0x40).count();
            assert!(dark > 150, "{dark}");
        }
    }

    #[test]
    fn one_hand_writes_the_same_twice() {
        let population = Population::new(4, 2);
        let looks: Vec<_> = population.generated().map(|person| person.look).collect();
        assert_eq!(signature(&looks[0], "SITI"), signature(&looks[0], "SITI"));
        assert_ne!(signature(&looks[0], "SITI"), signature(&looks[1], "SITI"));
    }
}
