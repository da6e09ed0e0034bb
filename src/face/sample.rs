//! What the tests of this room paint: bundled layouts, made-up people, drawn pictures.

use std::path::PathBuf;

use super::{Font, FontSet, Layout};
use crate::record::{Biodata, Kind};

pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("card-layouts")
}

pub(crate) fn file(path: &str) -> Vec<u8> {
    std::fs::read(folder().join(path)).unwrap()
}

pub(crate) fn fonts() -> FontSet {
    FontSet::load(|name| std::fs::read(folder().join("fonts").join(name)).ok()).unwrap()
}

/// `layout.toml`, `front.svg` and `back.svg` of a kind.
pub(crate) fn sources(kind: Kind) -> (String, Vec<u8>, Vec<u8>) {
    let one = |name: &str| file(&format!("{kind}/{name}"));
    let toml = String::from_utf8(one("layout.toml")).unwrap();
    (toml, one("front.svg"), one("back.svg"))
}

pub(crate) fn layout(kind: Kind) -> Layout {
    let (toml, front, back) = sources(kind);
    Layout::parse(&toml, &front, &back, &fonts()).unwrap()
}

pub(crate) fn person() -> Biodata {
    let text = r#"{"nik":"9901014102900001","nama":"SITI NURHALIZA","tempat_lahir":"KOTA CONTOH",
        "tanggal_lahir":"1990-02-01","jenis_kelamin":"PEREMPUAN","golongan_darah":"O",
        "alamat":"JL. MELATI NO. 7","rt":"001","rw":"002","kel_desa":"SUKA CONTOH",
        "kecamatan":"CONTOH UTARA","kabupaten_kota":"KOTA CONTOH","provinsi":"CONTOH",
        "agama":"ISLAM","status_perkawinan":"KAWIN","pekerjaan":"GURU","kewarganegaraan":"WNI",
        "berlaku_hingga":"SEUMUR HIDUP","tempat_terbit":"KOTA CONTOH",
        "tanggal_terbit":"2026-11-20"}"#;
    serde_json::from_str(text).unwrap()
}

/// A head before a plain wall, as JPEG.
pub(crate) fn photo(width: u16, height: u16) -> Vec<u8> {
    let mut rgb = Vec::new();
    for y in 0..i32::from(height) {
        for x in 0..i32::from(width) {
            let (dx, dy) = (2 * x - i32::from(width), 2 * y - i32::from(height));
            let head = 9 * dx * dx + 5 * dy * dy < 3 * i32::from(width) * i32::from(width);
            rgb.extend(if head { [214, 168, 134] } else { [176, 32, 38] });
        }
    }
    let mut jpeg = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut jpeg, 88);
    encoder.encode(&rgb, width, height, jpeg_encoder::ColorType::Rgb).unwrap();
    jpeg
}

/// A wave of ink on white, as PNG.
pub(crate) fn signature() -> Vec<u8> {
    let (width, height) = (300u32, 100u32);
    let mut grey = vec![255; (width * height) as usize];
    for x in 10..width - 10 {
        let y = 50.0 + 34.0 * (x as f32 / 21.0).sin();
        for thick in 0..4 {
            grey[(y as usize + thick) * width as usize + x as usize] = 0;
        }
    }
    png(width, height, png::ColorType::Grayscale, &grey)
}

pub(crate) fn png(width: u32, height: u32, color: png::ColorType, pixels: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(color);
    encoder.write_header().unwrap().write_image_data(pixels).unwrap();
    bytes
}

/// The files a font set is loaded from, by name.
pub(crate) fn bundled(name: &str) -> Option<Vec<u8>> {
    let known = Font::ALL.iter().any(|font| font.file_name() == name);
    known.then(|| file(&format!("fonts/{name}")))
}
