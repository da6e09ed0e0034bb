//! PNG (ISO/IEC 15948) of a picture, for previews and on-screen looks; tuned for speed, as
//! nobody keeps these files. Equal pixels give equal bytes.

use thiserror::Error;

use crate::face::Picture;

/// Why a picture can't be written as PNG.
#[derive(Debug, Error)]
pub enum PngError {
    #[error("{width} × {height} pixels don't match {bytes} bytes")]
    Size { width: u32, height: u32, bytes: usize },
    #[error("the PNG can't be written")]
    Encoding(#[source] ::png::EncodingError),
}

/// RGBA, 8 bits a channel, sRGB.
pub fn encode(picture: &Picture) -> Result<Vec<u8>, PngError> {
    let (width, height, bytes) = (picture.width, picture.height, picture.rgba.len());
    if width == 0 || height == 0 || width as usize * height as usize * 4 != bytes {
        return Err(PngError::Size { width, height, bytes });
    }
    let mut file = Vec::with_capacity(bytes / 4);
    let mut encoder = ::png::Encoder::new(&mut file, width, height);
    encoder.set_color(::png::ColorType::Rgba);
    encoder.set_depth(::png::BitDepth::Eight);
    encoder.set_compression(::png::Compression::Fast);
    encoder.set_source_srgb(::png::SrgbRenderingIntent::Perceptual);
    let mut writer = encoder.write_header().map_err(PngError::Encoding)?;
    writer.write_image_data(&picture.rgba).map_err(PngError::Encoding)?;
    writer.finish().map_err(PngError::Encoding)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture() -> Picture {
        let rgba = (0..40 * 20 * 4).map(|at| (at * 7 % 251) as u8).collect();
        Picture { width: 40, height: 20, rgba }
    }

    #[test]
    fn a_png_reads_back_as_the_picture_it_was_made_from() {
        let file = encode(&picture()).unwrap();
        let mut reader = ::png::Decoder::new(std::io::Cursor::new(&file)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width, info.height, info.color_type), (40, 20, ::png::ColorType::Rgba));
        assert!(pixels == picture().rgba);
        assert!(file == encode(&picture()).unwrap());
    }

    #[test]
    fn a_picture_that_is_not_its_size_is_refused() {
        let short = Picture { width: 40, height: 21, rgba: picture().rgba.clone() };
        assert!(matches!(encode(&short), Err(PngError::Size { bytes: 3_200, .. })));
        let empty = Picture { width: 0, height: 0, rgba: Vec::new() };
        assert!(encode(&empty).is_err());
    }
}
