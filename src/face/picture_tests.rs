//! Pictures as the world sends them: cut, oversized, blank, of another kind, or simply random.

use super::super::sample;
use super::*;

fn jpeg(
    width: u16,
    height: u16,
    set: impl Fn(&mut jpeg_encoder::Encoder<&mut Vec<u8>>),
) -> Vec<u8> {
    let mut rgb = Vec::new();
    for y in 0..u32::from(height) {
        for x in 0..u32::from(width) {
            let level = |at: u32, of: u16| (30 + at * 190 / u32::from(of)) as u8;
            rgb.extend([level(x, width), level(y, height), 120]);
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    set(&mut encoder);
    encoder.encode(&rgb, width, height, jpeg_encoder::ColorType::Rgb).unwrap();
    bytes
}

#[test]
fn a_photo_fills_its_box() {
    let photo = photo(&sample::photo(480, 640), 234, 312).unwrap();
    assert_eq!((photo.width, photo.height), (234, 312));
    let dot = |x: usize, y: usize| photo.pixels[(y * 234 + x) * 3..][..3].to_vec();
    // The wall is red, the head is not.
    assert!(dot(4, 4)[0] > 150 && dot(4, 4)[1] < 60);
    assert!(dot(117, 156)[1] > 140);
}

#[test]
fn every_way_to_save_a_jpeg_gives_the_same_picture_or_a_refusal() {
    use jpeg_encoder::SamplingFactor::{F_1_1, F_2_1, F_2_2};
    let reference = decode_photo(&jpeg(300, 400, |e| e.set_sampling_factor(F_1_1))).unwrap();
    for sampling in [F_1_1, F_2_1, F_2_2] {
        for (progressive, separate) in [(false, false), (true, false), (false, true)] {
            let bytes = jpeg(300, 400, |encoder| {
                encoder.set_sampling_factor(sampling);
                encoder.set_progressive(progressive);
                encoder.set_optimized_huffman_tables(separate);
            });
            match decode_photo(&bytes) {
                Ok(photo) => {
                    let pairs = photo.pixels.iter().zip(&reference.pixels);
                    let worst = pairs.map(|(one, two)| one.abs_diff(*two)).max().unwrap();
                    assert!(worst < 24, "{sampling:?} {progressive} {separate}: {worst}");
                }
                Err(PictureError::SeparateScans) => assert!(separate),
                Err(error) => panic!("{sampling:?} {progressive} {separate}: {error}"),
            }
        }
    }
}

#[test]
fn a_photo_cut_anywhere_is_refused() {
    let whole = sample::photo(240, 320);
    assert!(photo(&whole, 120, 160).is_ok());
    for cut in (0..whole.len()).step_by(whole.len() / 97) {
        assert!(photo(&whole[..cut], 120, 160).is_err(), "cut at {cut} of {}", whole.len());
    }
    let mut without_end = whole;
    without_end.truncate(without_end.len() - 2);
    assert!(matches!(photo(&without_end, 120, 160), Err(PictureError::Truncated)));
}

#[test]
fn a_photo_outside_the_limits_is_refused() {
    let refused = |bytes: &[u8]| photo(bytes, 120, 160).unwrap_err();
    assert!(matches!(refused(&[]), PictureError::Missing));
    assert!(matches!(refused(&vec![0xff; MAX_PHOTO_BYTES + 1]), PictureError::TooManyBytes { .. }));
    assert!(matches!(refused(&sample::photo(120, 160)), PictureError::Size { .. }));
    assert!(matches!(refused(&sample::photo(640, 480)), PictureError::Shape { .. }));
    // A header that promises 65,500 × 65,500 must not be believed with memory.
    let mut bomb = sample::photo(240, 320);
    let frame = bomb.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    bomb[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xdc, 0xff, 0xdc]);
    assert!(matches!(refused(&bomb), PictureError::Jpeg(_) | PictureError::Size { .. }));
    // The largest allowed is painted.
    let (width, height) = (MAX_PHOTO_WIDTH as u16, MAX_PHOTO_HEIGHT as u16);
    assert!(photo(&sample::photo(width, height), 120, 160).is_ok());
    assert!(photo(&sample::photo(width, height + 1), 120, 160).is_err());
}

#[test]
fn a_photo_of_one_even_colour_is_refused() {
    let mut bytes = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    let grey = vec![128; 240 * 320 * 3];
    encoder.encode(&grey, 240, 320, jpeg_encoder::ColorType::Rgb).unwrap();
    assert!(matches!(photo(&bytes, 120, 160), Err(PictureError::Blank)));
}

#[test]
fn random_bytes_after_a_true_beginning_never_panic() {
    let whole = sample::photo(240, 320);
    let png = sample::signature();
    let mut state = 0x9e37_79b9_u32;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state
    };
    for _ in 0..400 {
        let mut broken = whole.clone();
        let mut broken_png = png.clone();
        for _ in 0..6 {
            let (at, to) = (random() as usize, random() as u8);
            let length = broken.len();
            broken[at % length] = to;
            let length = broken_png.len();
            broken_png[at % length] = to;
        }
        let _ = photo(&broken, 120, 160);
        let _ = signature(&broken_png, 200, 60);
    }
}

#[test]
fn a_signature_keeps_its_proportions() {
    let ink = signature(&sample::signature(), 240, 60).unwrap();
    assert_eq!((ink.width, ink.height), (180, 60));
    let black = ink.pixels.iter().filter(|ink| **ink == 255).count();
    assert!((100..4_000).contains(&black));
    assert!(ink.pixels.iter().all(|ink| matches!(ink, 0 | 255)));
}

#[test]
fn ink_is_dark_whatever_the_kind_of_png() {
    use png::ColorType::{Grayscale, GrayscaleAlpha, Rgb, Rgba};
    for (kind, ink, paper) in [
        (Grayscale, vec![0], vec![255]),
        (GrayscaleAlpha, vec![0, 255], vec![0, 0]),
        (Rgb, vec![0, 0, 40], vec![255, 255, 255]),
        (Rgba, vec![0, 0, 0, 255], vec![0, 0, 0, 0]),
    ] {
        let dots = (0..400 * 120).map(|at| (at % 400 / 10) % 8 == 0);
        let pixels: Vec<u8> =
            dots.flat_map(|on| if on { ink.clone() } else { paper.clone() }).collect();
        let scaled = signature(&sample::png(400, 120, kind, &pixels), 200, 60).unwrap();
        assert_eq!((scaled.pixels[2], scaled.pixels[30]), (255, 0), "{kind:?}");
    }
}

#[test]
fn a_signature_without_ink_or_of_ink_alone_is_refused() {
    let all = |level: u8| sample::png(100, 40, png::ColorType::Grayscale, &[level; 4_000]);
    assert!(matches!(signature(&all(255), 100, 40), Err(PictureError::Blank)));
    assert!(matches!(signature(&all(0), 100, 40), Err(PictureError::AllInk)));
    assert!(matches!(signature(&[], 100, 40), Err(PictureError::Missing)));
    let huge = vec![0; MAX_SIGNATURE_BYTES + 1];
    assert!(matches!(signature(&huge, 100, 40), Err(PictureError::TooManyBytes { .. })));
}

#[test]
fn a_signature_cut_anywhere_is_refused() {
    let whole = sample::signature();
    for cut in 0..whole.len() {
        assert!(signature(&whole[..cut], 200, 60).is_err(), "cut at {cut} of {}", whole.len());
    }
}

#[test]
fn a_png_that_promises_too_much_is_refused() {
    let wide = sample::png(2_401, 8, png::ColorType::Grayscale, &[255; 2_401 * 8]);
    assert!(matches!(signature(&wide, 200, 60), Err(PictureError::Size { .. })));
}
