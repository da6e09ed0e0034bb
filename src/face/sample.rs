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

/// The longest text of every field that the domain knows.
pub(crate) fn longest() -> Biodata {
    let mut person = person();
    person.nama = "RADEN AYU KUSUMANINGTYAS WULANDARI PUSPITANINGRUM HARDJONEGO".to_owned();
    person.tempat_lahir = "KABUPATEN ADMINISTRASI KEPULAUAN SERIBU".to_owned();
    person.golongan_darah = "TIDAK TAHU".to_owned();
    person.alamat = "PERUM GRIYA TELADAN ASRI BLOK AA 10/NO. 114 (BELAKANG MASJID), RT.".to_owned();
    person.kel_desa = "PERKEBUNAN CONTOH TELADAN SUNGAI SPESIMEN II".to_owned();
    person.kecamatan = "KEPULAUAN CONTOH SELATAN TENGAH".to_owned();
    person.kabupaten_kota = "KABUPATEN ADMINISTRASI KEPULAUAN SERIBU".to_owned();
    person.provinsi = "KEPULAUAN BANGKA BELITUNG CONTOH".to_owned();
    person.agama = "KEPERCAYAAN TERHADAP TUHAN YANG MAHA ESA".to_owned();
    person.status_perkawinan = "CERAI HIDUP BELUM TERCATAT".to_owned();
    person.pekerjaan = "TENTARA NASIONAL INDONESIA (TNI)".to_owned();
    person.kewarganegaraan = "UNITED KINGDOM OF GREAT BRITAIN AND NORTHERN IRELAND".to_owned();
    person.tempat_terbit = "KABUPATEN ADMINISTRASI KEPULAUAN SERIBU".to_owned();
    person
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
