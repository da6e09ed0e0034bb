//! A person's pictures, from foreign bytes: the photo (JPEG, ISO/IEC 10918-1) resized straight
//! into its box, the signature (PNG) as resin dots. Missing, cut, oversized or blank is an error,
//! never a grey patch on a card.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use thiserror::Error;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::wipe;

pub const MAX_PHOTO_BYTES: usize = 512 * 1024;
pub const MAX_PHOTO_WIDTH: usize = 1_800;
pub const MAX_PHOTO_HEIGHT: usize = 2_400;
/// Smaller ones print as a mosaic.
pub const MIN_PHOTO_WIDTH: usize = 180;
pub const MIN_PHOTO_HEIGHT: usize = 240;
/// Scans of a progressive JPEG; each costs a pass over the whole picture.
const MAX_SCANS: usize = 32;
/// How much of the photo may be cropped away to fill its box.
const MAX_CROP: f64 = 0.15;
/// Levels between the darkest and the lightest dot of a photo that shows something.
const MIN_CONTRAST: u8 = 24;
pub const MAX_SIGNATURE_BYTES: usize = 64 * 1024;
pub const MAX_SIGNATURE_SIDE: u32 = 2_400;
/// What the PNG decoder may allocate besides the picture.
const MAX_PNG_MEMORY: usize = 8 * 1024 * 1024;
/// Ink from this darkness on is resin; a little under half, or thin strokes break.
const INK_THRESHOLD: u8 = 104;
/// A signature that blackens more of its box than this is none.
const MAX_INK_PERCENT: usize = 50;

/// Why a picture can't go onto a card. Sizes only, nothing of the person.
#[derive(Debug, Error)]
pub enum PictureError {
    #[error("there is no picture; ask the source to complete the record")]
    Missing,
    #[error("{bytes} bytes are more than the {limit} allowed")]
    TooManyBytes { bytes: usize, limit: usize },
    #[error("{width} × {height} pixels are outside the limits")]
    Size { width: usize, height: usize },
    #[error("{width} × {height} pixels are no portrait for this box; too much would be cropped")]
    Shape { width: usize, height: usize },
    #[error("the JPEG ends before its picture does")]
    Truncated,
    #[error("the JPEG keeps its colours in separate scans; it must be saved interleaved")]
    SeparateScans,
    #[error("not a readable JPEG")]
    Jpeg(#[source] Box<zune_jpeg::errors::DecodeErrors>),
    #[error("not a readable PNG")]
    Png(#[source] Box<png::DecodingError>),
    #[error("the picture can't be scaled to its box")]
    Scale,
    #[error("the picture is blank")]
    Blank,
    #[error("the picture is all ink")]
    AllInk,
}

/// A decoded picture, wiped when dropped.
pub struct Decoded {
    pub width: usize,
    pub height: usize,
    /// RGB of a photo; ink (255 = black) of a signature.
    pub pixels: Vec<u8>,
}

/// Decodes a photo to RGB.
pub fn decode_photo(jpeg: &[u8]) -> Result<Decoded, PictureError> {
    check_bytes(jpeg, MAX_PHOTO_BYTES)?;
    check_scans(jpeg)?;
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(MAX_PHOTO_WIDTH)
        .set_max_height(MAX_PHOTO_HEIGHT)
        .jpeg_set_max_scans(MAX_SCANS)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let broken = |error| PictureError::Jpeg(Box::new(error));
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(jpeg), options);
    decoder.decode_headers().map_err(broken)?;
    let info = decoder.info().ok_or(PictureError::Truncated)?;
    let (width, height) = (usize::from(info.width), usize::from(info.height));
    let large_enough = width >= MIN_PHOTO_WIDTH && height >= MIN_PHOTO_HEIGHT;
    if !large_enough || width > MAX_PHOTO_WIDTH || height > MAX_PHOTO_HEIGHT {
        return Err(PictureError::Size { width, height });
    }
    // A decoder fills what is missing with grey; the end-of-image marker tells.
    let end = jpeg.iter().rposition(|byte| *byte != 0).unwrap_or(0);
    if end == 0 || jpeg[end - 1..=end] != [0xff, 0xd9] {
        return Err(PictureError::Truncated);
    }
    if decoder.output_buffer_size() != Some(width * height * 3) {
        return Err(PictureError::Size { width, height });
    }
    let mut decoded = Decoded { width, height, pixels: vec![0; width * height * 3] };
    decoder.decode_into(&mut decoded.pixels).map_err(broken)?;
    Ok(decoded)
}

/// A photo as RGB of exactly `width` × `height`, cropped about its middle where shapes differ.
pub fn photo(jpeg: &[u8], width: u32, height: u32) -> Result<Decoded, PictureError> {
    let source = decode_photo(jpeg)?;
    let wanted = f64::from(width) / f64::from(height);
    let given = source.width as f64 / source.height as f64;
    if 1.0 - (wanted / given).min(given / wanted) > MAX_CROP {
        return Err(PictureError::Shape { width: source.width, height: source.height });
    }
    let filter = ResizeAlg::Convolution(FilterType::CatmullRom);
    let options = ResizeOptions::new().resize_alg(filter).fit_into_destination(None);
    let scaled = resize(&source, width, height, PixelType::U8x3, &options)?;
    if !shows_something(&scaled.pixels) {
        return Err(PictureError::Blank);
    }
    Ok(scaled)
}

/// A signature as ink of at most `width` × `height`, its proportions kept.
pub fn signature(png: &[u8], width: u32, height: u32) -> Result<Decoded, PictureError> {
    let source = decode_signature(png)?;
    let (across, down) = (source.width as f64, source.height as f64);
    let scale = (f64::from(width) / across).min(f64::from(height) / down);
    let fitted = |length: f64, room: u32| ((length * scale).round() as u32).clamp(1, room);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    let (width, height) = (fitted(across, width), fitted(down, height));
    let mut scaled = resize(&source, width, height, PixelType::U8, &options)?;
    let mut inked = 0;
    for ink in &mut scaled.pixels {
        *ink = if *ink >= INK_THRESHOLD { 255 } else { 0 };
        inked += usize::from(*ink == 255);
    }
    match inked * 100 / scaled.pixels.len() {
        _ if inked == 0 => Err(PictureError::Blank),
        percent if percent > MAX_INK_PERCENT => Err(PictureError::AllInk),
        _ => Ok(scaled),
    }
}

/// Decodes any PNG to ink: white and transparent are 0, black is 255.
fn decode_signature(bytes: &[u8]) -> Result<Decoded, PictureError> {
    check_bytes(bytes, MAX_SIGNATURE_BYTES)?;
    let broken = |error| PictureError::Png(Box::new(error));
    let limits = png::Limits { bytes: MAX_PNG_MEMORY };
    let mut decoder = png::Decoder::new_with_limits(std::io::Cursor::new(bytes), limits);
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(broken)?;
    let (width, height) = (reader.info().width, reader.info().height);
    let size = PictureError::Size { width: width as usize, height: height as usize };
    if width > MAX_SIGNATURE_SIDE || height > MAX_SIGNATURE_SIDE || width < 8 || height < 8 {
        return Err(size);
    }
    let Some(length) = reader.output_buffer_size() else { return Err(size) };
    let (width, height) = (width as usize, height as usize);
    let mut raw = Decoded { width, height, pixels: vec![0; length] };
    reader.next_frame(&mut raw.pixels).map_err(broken)?;
    reader.finish().map_err(broken)?;
    let channels = reader.output_color_type().0.samples();
    if raw.pixels.len() != width * height * channels {
        return Err(size);
    }
    let ink: Vec<u8> = raw.pixels.chunks_exact(channels).map(ink).collect();
    Ok(Decoded { width, height, pixels: ink })
}

/// Darkness of one pixel over white: grey, grey + alpha, RGB or RGB + alpha.
fn ink(pixel: &[u8]) -> u8 {
    let dark = |grey: u8| 255 - u32::from(grey);
    let luma = |rgb: &[u8]| (dark(rgb[0]) * 77 + dark(rgb[1]) * 150 + dark(rgb[2]) * 29) >> 8;
    let over = |dark: u32, alpha: u8| dark * u32::from(alpha) / 255;
    let ink = match pixel {
        [grey] => dark(*grey),
        [grey, alpha] => over(dark(*grey), *alpha),
        [rgb @ .., alpha] if rgb.len() == 3 => over(luma(rgb), *alpha),
        rgb => luma(rgb),
    };
    ink.min(255) as u8
}

/// Sequential JPEG may keep each colour in a scan of its own. `zune-jpeg` 0.5.15 reads those
/// wrong where colours are subsampled, and says nothing: a green face on a card.
fn check_scans(jpeg: &[u8]) -> Result<(), PictureError> {
    let mut sequential = None;
    let mut at = 2;
    // Segments are FFh, marker, length of two bytes with itself, body (ITU-T T.81 B.1.1).
    while let Some([0xff, marker, high, low]) = jpeg.get(at..at + 4) {
        let components = |offset: usize| jpeg.get(at + offset).copied();
        match (marker, sequential) {
            (0xff, _) => {
                at += 1;
                continue;
            }
            (0xc0 | 0xc1, _) => sequential = components(9),
            (0xda, Some(_)) if components(4) != sequential => {
                return Err(PictureError::SeparateScans);
            }
            (0xda, _) => return Ok(()),
            _ => (),
        }
        at += 2 + usize::from(u16::from_be_bytes([*high, *low])).max(2);
    }
    Ok(())
}

fn check_bytes(bytes: &[u8], limit: usize) -> Result<(), PictureError> {
    if bytes.is_empty() {
        return Err(PictureError::Missing);
    }
    if bytes.len() > limit {
        return Err(PictureError::TooManyBytes { bytes: bytes.len(), limit });
    }
    Ok(())
}

fn resize(
    source: &Decoded,
    width: u32,
    height: u32,
    pixel: PixelType,
    options: &ResizeOptions,
) -> Result<Decoded, PictureError> {
    let from = ImageRef::new(source.width as u32, source.height as u32, &source.pixels, pixel)
        .map_err(|_| PictureError::Scale)?;
    let mut to = Image::new(width, height, pixel);
    Resizer::new().resize(&from, &mut to, options).map_err(|_| PictureError::Scale)?;
    Ok(Decoded { width: width as usize, height: height as usize, pixels: to.into_vec() })
}

/// A photo of one even colour is nobody's; a sparse sample is enough to see it.
fn shows_something(rgb: &[u8]) -> bool {
    let sample = || rgb.chunks_exact(3).step_by(97).map(|pixel| pixel[1]);
    match (sample().min(), sample().max()) {
        (Some(least), Some(most)) => most - least >= MIN_CONTRAST,
        _ => false,
    }
}

impl Drop for Decoded {
    fn drop(&mut self) {
        wipe(&mut self.pixels);
    }
}

impl std::fmt::Debug for Decoded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        super::redacted(f, "Decoded", self.width as u32, self.height as u32)
    }
}

#[cfg(test)]
#[path = "picture_tests.rs"]
mod tests;
