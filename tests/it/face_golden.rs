//! Golden faces: what a card looks like stays as it is until somebody looks at the change.
//! A pixel that differs fails the test and writes reference, result and difference side by side
//! into the build folder; a reference that is missing is made, and fails once.

use std::path::PathBuf;

use cetakd::face::{Background, FaceInput, FontSet, Geometry, Layout, Painter, Picture, Specimen};
use cetakd::record::{Biodata, Kind};

/// One dot of a small reference stands for this many, across and down.
const SMALL: usize = 4;

#[test]
fn a_plain_card_looks_as_it_did() {
    let face = Golden::new(Kind::KtpEl).picture(&person("{}"), Background::White).0;
    compare("ktp-el-plain", &rgb(&face));
}

#[test]
fn the_longest_texts_look_as_they_did() {
    let longest = person(
        r#"{"nama": "RADEN AYU KUSUMANINGTYAS WULANDARI PUSPITANINGRUM HARDJONEGO",
            "tempat_lahir": "KABUPATEN ADMINISTRASI KEPULAUAN CONTOH",
            "alamat": "PERUM GRIYA TELADAN ASRI BLOK AA 10/NO. 114 (BELAKANG MASJID)",
            "golongan_darah": "TIDAK TAHU",
            "kel_desa": "PERKEBUNAN CONTOH TELADAN SUNGAI SPESIMEN II",
            "kecamatan": "KEPULAUAN CONTOH SELATAN TENGAH",
            "kabupaten_kota": "KABUPATEN ADMINISTRASI KEPULAUAN CONTOH",
            "tempat_terbit": "KABUPATEN ADMINISTRASI KEPULAUAN CONTOH",
            "provinsi": "DAERAH KHUSUS PERCONTOHAN RAYA",
            "agama": "KEPERCAYAAN TERHADAP TUHAN YANG MAHA ESA",
            "status_perkawinan": "CERAI HIDUP BELUM TERCATAT",
            "pekerjaan": "ANGGOTA DPRD KABUPATEN/KOTA"}"#,
    );
    let face = Golden::new(Kind::KtpEl).picture(&longest, Background::White).0;
    compare("ktp-el-longest", &rgb(&face));
}

#[test]
fn a_foreign_resident_s_card_looks_as_it_did() {
    let foreigner = person(
        r#"{"nama": "JOHN O'CONNOR-SMITH (JR.)", "jenis_kelamin": "MALE",
            "tempat_lahir": "BELFAST", "agama": "CHRISTIAN", "status_perkawinan": "MARRIED",
            "pekerjaan": "TEACHER", "berlaku_hingga": "31-12-2028",
            "kewarganegaraan": "UNITED KINGDOM OF GREAT BRITAIN AND NORTHERN IRELAND"}"#,
    );
    let face = Golden::new(Kind::KtpElOa).picture(&foreigner, Background::White).0;
    compare("ktp-el-oa-foreigner", &rgb(&face));
}

#[test]
fn the_blanks_look_as_they_did() {
    let mut findings = Vec::new();
    for kind in Kind::ALL {
        let (front, back) = Golden::new(kind).picture(&person("{}"), Background::Preprinted);
        for (side, picture) in [("front", front), ("back", back)] {
            findings.extend(difference(&format!("{kind}-small-{side}"), &small(&rgb(&picture))));
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

/// A bundled layout at the usual raster.
struct Golden(Painter);

impl Golden {
    fn new(kind: Kind) -> Self {
        let file = |name: &str| {
            let path = root().join("card-layouts").join(name);
            std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        let fonts = FontSet::load(|name| Some(file(&format!("fonts/{name}")))).unwrap();
        let toml = String::from_utf8(file(&format!("{kind}/layout.toml"))).unwrap();
        let drawings = ["front", "back"].map(|side| file(&format!("{kind}/{side}.svg")));
        let layout = Layout::parse(&toml, &drawings[0], &drawings[1], &fonts).unwrap();
        Self(Painter::prepare(&layout, Geometry::default()).unwrap())
    }

    fn picture(&self, biodata: &Biodata, background: Background) -> (Picture, Picture) {
        let (photo, signature) = (portrait(), signature());
        let specimen = Specimen::Marked;
        let input = FaceInput { biodata, photo: &photo, signature: &signature, specimen };
        let face = self.0.paint(&input).unwrap();
        self.0.composite(&face, background)
    }
}

/// RGB rows.
struct Pixels {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
}

fn compare(name: &str, result: &Pixels) {
    if let Some(finding) = difference(name, result) {
        panic!("{finding}");
    }
}

/// What there is to look at; `None` when every pixel is as it was.
fn difference(name: &str, result: &Pixels) -> Option<String> {
    let path = root().join("tests/golden").join(format!("{name}.png"));
    let Ok(file) = std::fs::read(&path) else {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, png(result)).unwrap();
        let made = "was missing and has been made; look at it, then run again";
        return Some(format!("{} {made}", path.display()));
    };
    let reference = read_png(&file);
    let same_size = (reference.width, reference.height) == (result.width, result.height);
    if same_size && reference.rgb == result.rgb {
        return None;
    }
    let shown = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-differs.png"));
    std::fs::write(&shown, png(&side_by_side(&reference, result))).unwrap();
    let dots = reference.rgb.chunks(3).zip(result.rgb.chunks(3));
    let differing = dots.filter(|(one, other)| one != other).count();
    Some(format!(
        "{name}: {differing} pixels differ; look at {}. If the change is meant, delete {}",
        shown.display(),
        path.display()
    ))
}

/// Reference, result, and where they differ.
fn side_by_side(reference: &Pixels, result: &Pixels) -> Pixels {
    let (width, height) = (reference.width.max(result.width), reference.height.max(result.height));
    let dot = |of: &Pixels, x: usize, y: usize| -> [u8; 3] {
        if x >= of.width || y >= of.height {
            return [128; 3];
        }
        let at = (y * of.width + x) * 3;
        [of.rgb[at], of.rgb[at + 1], of.rgb[at + 2]]
    };
    let mut rgb = Vec::with_capacity(width * height * 9);
    for y in 0..height {
        for x in 0..width {
            rgb.extend(dot(reference, x, y));
        }
        for x in 0..width {
            rgb.extend(dot(result, x, y));
        }
        for x in 0..width {
            let same = dot(reference, x, y) == dot(result, x, y);
            rgb.extend(if same { [255; 3] } else { [220, 0, 0] });
        }
    }
    Pixels { width: width * 3, height, rgb }
}

/// Without the transparent corners, over white.
fn rgb(picture: &Picture) -> Pixels {
    let over = |level: u8, alpha: u8| {
        let (level, alpha) = (u32::from(level), u32::from(alpha));
        ((level * alpha + 255 * (255 - alpha)) / 255) as u8
    };
    let dots = picture.rgba.chunks_exact(4);
    let rgb = dots.flat_map(|dot| [0, 1, 2].map(|channel| over(dot[channel], dot[3]))).collect();
    Pixels { width: picture.width as usize, height: picture.height as usize, rgb }
}

/// Each square of dots as its mean; enough to see a drawing change, and a small file.
fn small(of: &Pixels) -> Pixels {
    let (width, height) = (of.width / SMALL, of.height / SMALL);
    let mut rgb = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        for x in 0..width {
            for channel in 0..3 {
                let square = (0..SMALL * SMALL).map(|at| {
                    let (x, y) = (x * SMALL + at % SMALL, y * SMALL + at / SMALL);
                    usize::from(of.rgb[(y * of.width + x) * 3 + channel])
                });
                rgb.push((square.sum::<usize>() / (SMALL * SMALL)) as u8);
            }
        }
    }
    Pixels { width, height, rgb }
}

fn person(changes: &str) -> Biodata {
    let mut biodata = serde_json::json!({
        "nik": "9901014102900001", "nama": "SITI NURHALIZA", "tempat_lahir": "KOTA CONTOH",
        "tanggal_lahir": "1990-02-01", "jenis_kelamin": "PEREMPUAN", "golongan_darah": "O",
        "alamat": "JL. MELATI NO. 7", "rt": "001", "rw": "002", "kel_desa": "SUKA CONTOH",
        "kecamatan": "CONTOH UTARA", "kabupaten_kota": "KOTA CONTOH", "provinsi": "CONTOH",
        "agama": "ISLAM", "status_perkawinan": "KAWIN", "pekerjaan": "GURU",
        "kewarganegaraan": "WNI", "berlaku_hingga": "SEUMUR HIDUP",
        "tempat_terbit": "KOTA CONTOH", "tanggal_terbit": "2026-11-20"
    });
    let changes: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(changes).unwrap();
    for (key, value) in changes {
        biodata[key] = value;
    }
    serde_json::from_value(biodata).unwrap()
}

/// Somebody before a red wall, in whole numbers so that every machine draws the same.
fn portrait() -> Vec<u8> {
    let (width, height) = (480i32, 640i32);
    let mut rgb = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let oval = |cx: i32, cy: i32, rx: i32, ry: i32| {
                let (dx, dy) = ((x - cx) * 1_000 / rx, (y - cy) * 1_000 / ry);
                dx * dx + dy * dy < 1_000_000
            };
            let shade = (y / 16) as u8;
            rgb.extend(if oval(200, 285, 16, 9) || oval(280, 285, 16, 9) {
                [44, 30, 26]
            } else if oval(240, 395, 44, 12) {
                [168, 84, 80]
            } else if oval(240, 300, 108, 146) {
                [222 - shade, 176 - shade, 140 - shade]
            } else if oval(240, 262, 140, 176) {
                [36, 30, 30]
            } else if oval(240, 700, 230, 210) || (y > 420 && (x - 240).abs() < 58) {
                [236 - shade, 238 - shade, 242 - shade]
            } else {
                [186 - shade, 26, 34]
            });
        }
    }
    let mut jpeg = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut jpeg, 90);
    encoder.set_optimized_huffman_tables(false);
    encoder.encode(&rgb, 480, 640, jpeg_encoder::ColorType::Rgb).unwrap();
    jpeg
}

/// A zigzag of ink that runs out to the right.
fn signature() -> Vec<u8> {
    let (width, height) = (360usize, 100usize);
    let mut rgb = vec![255; width * height * 3];
    for x in 12..width - 12 {
        let reach = 40 - x / 12;
        let rise = (x * 3) % (4 * reach);
        let wave = if rise < 2 * reach { rise } else { 4 * reach - rise };
        let y = 50 + wave - reach;
        for thick in 0..4 {
            let at = ((y + thick) * width + x) * 3;
            rgb[at..at + 3].fill(0);
        }
    }
    png(&Pixels { width, height, rgb })
}

fn png(pixels: &Pixels) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width as u32, pixels.height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::High);
    encoder.write_header().unwrap().write_image_data(&pixels.rgb).unwrap();
    bytes
}

fn read_png(file: &[u8]) -> Pixels {
    let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
    let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut rgb).unwrap();
    Pixels { width: info.width as usize, height: info.height as usize, rgb }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
