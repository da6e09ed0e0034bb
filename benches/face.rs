//! The front face against its floor (JPEG decode, resize, copy of the background) and against the
//! same face drawn by resvg from one full SVG; packing to panels against copying the same bytes.
//! 300 dpi, warm, release build; exits with 1 when a bound is broken.

use std::fmt::Write as _;
use std::hint::black_box;
use std::process::ExitCode;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cetakd::face::{CardFace, FaceInput, Field, FontSet, Geometry, Layout, Painter, Specimen};
use cetakd::record::Biodata;
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use hw_sim::source::{Population, cast, portrait};
use resvg::{tiny_skia, usvg};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;

mod ratio;

/// Painting the front, in floors.
const FRONT_BOUND: f64 = 1.8;
/// Painting with resvg, in faces of ours: the ratio of ours to it stays under a twelfth.
const RESVG_BOUND: f64 = 1.0 / 12.0;
/// Panels, in copies of the same bytes; stated so that a slip shows.
const PANELS_BOUND: f64 = 16.0;
/// The photo's box in the layout, at 300 dpi.
const PHOTO_BOX: (u32, u32) = (234, 312);

fn main() -> ExitCode {
    let subject = Subject::new();
    let results = [front(&subject), whole_card(&subject), resvg(&subject), panels(&subject)];
    if results.iter().all(|held| *held) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn front(subject: &Subject) -> bool {
    let paint = || drop(black_box(subject.paint(Specimen::Unmarked)));
    ratio::interleaved(300, paint, || subject.floor()).report("front face / floor", FRONT_BOUND)
}

/// Both faces with SPESIMEN; the bound is the front's, plus a copy of the back.
fn whole_card(subject: &Subject) -> bool {
    let paint = || drop(black_box(subject.paint(Specimen::Marked)));
    let floor = || {
        subject.floor();
        drop(black_box(subject.background.clone()));
    };
    ratio::interleaved(300, paint, floor).report("whole card / floor and back", FRONT_BOUND)
}

fn resvg(subject: &Subject) -> bool {
    let svg = subject.full_svg();
    let mut options = usvg::Options::default();
    let fonts = Arc::make_mut(&mut options.fontdb);
    for font in cetakd::face::Font::ALL {
        fonts.load_font_data(file(&format!("fonts/{}", font.file_name())));
    }
    let draw = || {
        let tree = usvg::Tree::from_str(&svg, &options).expect("the SVG is our own");
        let mut pixmap = tiny_skia::Pixmap::new(1016, 648).expect("a card is not empty");
        let scale = 1016.0 / tree.size().width();
        let place = tiny_skia::Transform::from_scale(scale, scale);
        resvg::render(&tree, place, &mut pixmap.as_mut());
        drop(black_box(pixmap));
    };
    let paint = || drop(black_box(subject.paint(Specimen::Unmarked)));
    ratio::interleaved(30, paint, draw).report("front face / resvg, full SVG", RESVG_BOUND)
}

fn panels(subject: &Subject) -> bool {
    let face = subject.paint(Specimen::Unmarked);
    let front = face.panels().front.clone();
    let bytes = [&front.y, &front.m, &front.c, &front.k, &front.o].map(Vec::as_slice).concat();
    let pack = || drop(black_box(face.panels()));
    let copy = || drop(black_box(bytes.clone()));
    ratio::interleaved(300, pack, copy).report("panels / copy of their bytes", PANELS_BOUND)
}

/// One person's card with the drawing painted too, as on white stock.
struct Subject {
    painter: Painter,
    biodata: Biodata,
    photo: Vec<u8>,
    signature: Vec<u8>,
    drawing: String,
    background: Vec<u8>,
}

impl Subject {
    fn new() -> Self {
        let fonts = FontSet::load(|name| Some(file(&format!("fonts/{name}"))));
        let toml = String::from_utf8(file("ktp-el/layout.toml")).expect("the layout is UTF-8");
        let toml = toml.replacen("preprinted = true", "preprinted = false", 1);
        let (front, back) = (file("ktp-el/front.svg"), file("ktp-el/back.svg"));
        let layout = Layout::parse(&toml, &front, &back, &fonts.expect("fonts are bundled"));
        let layout = layout.expect("the bundled layout is sound");
        let painter = Painter::prepare(&layout, Geometry::default()).expect("the usual raster");
        let population = Population::new(1, 0);
        let person = population.person(cast::ORDINARY_WOMAN).expect("she is in every population");
        let biodata = serde_json::to_value(&person.biodata).expect("biodata is JSON");
        let mut photo = Vec::new();
        let mut encoder = jpeg_encoder::Encoder::new(&mut photo, 90);
        encoder.set_optimized_huffman_tables(false);
        let pixels = portrait::paint(&person.look, (480, 640));
        encoder.encode(&pixels, 480, 640, jpeg_encoder::ColorType::Rgb).expect("memory holds it");
        Self {
            painter,
            biodata: serde_json::from_value(biodata).expect("the contract is one"),
            photo,
            signature: signature(),
            drawing: String::from_utf8(front).expect("the drawing is UTF-8"),
            background: vec![200; 1016 * 648 * 3],
        }
    }

    fn paint(&self, specimen: Specimen) -> CardFace {
        let (photo, signature) = (self.photo.as_slice(), self.signature.as_slice());
        let input = FaceInput { biodata: &self.biodata, photo, signature, specimen };
        self.painter.paint(&input).expect("this person's card can be painted")
    }

    /// What no painter can do without.
    fn floor(&self) {
        let mut decoder = JpegDecoder::new(ZCursor::new(&self.photo));
        let mut pixels = decoder.decode().expect("the photo is whole");
        let from = Image::from_slice_u8(480, 640, &mut pixels, PixelType::U8x3);
        let from = from.expect("the photo has this size");
        let from = ImageRef::new(480, 640, from.buffer(), PixelType::U8x3).expect("as above");
        let mut to = Image::new(PHOTO_BOX.0, PHOTO_BOX.1, PixelType::U8x3);
        let filter = ResizeAlg::Convolution(FilterType::CatmullRom);
        let options = ResizeOptions::new().resize_alg(filter);
        Resizer::new().resize(&from, &mut to, &options).expect("both are RGB");
        drop(black_box((to, self.background.clone())));
    }

    /// Drawing, photo, signature and every text in one SVG, as a designer's program writes it.
    fn full_svg(&self) -> String {
        let mut inside = String::new();
        let mut text = |x: f32, y: f32, size: f32, family: &str, text: &str| {
            let text = text.replace('&', "&amp;");
            let _ = write!(
                inside,
                r#"<text x="{x}" y="{y}" font-size="{size}" font-family="{family}">{text}</text>"#
            );
        };
        for (at, field) in Field::ALL.into_iter().enumerate() {
            let y = 5.0 + 2.6 * at as f32;
            text(3.2, y, 2.2, "Liberation Sans", field.name());
            text(22.1, y, 2.2, "Liberation Sans", ":");
            text(23.2, y, 2.2, "Liberation Sans", &field.value(&self.biodata));
        }
        for (kind, bytes, place) in [
            ("jpeg", &self.photo, r#"x="62.6" y="12.2" width="19.8" height="26.4""#),
            ("png", &self.signature, r#"x="62.2" y="46.0" width="20.6" height="5.2""#),
        ] {
            let data = STANDARD.encode(bytes);
            let _ = write!(inside, r#"<image {place} href="data:image/{kind};base64,{data}"/>"#);
        }
        self.drawing.replace("</svg>", &format!("{inside}</svg>"))
    }
}

/// A wave of ink.
fn signature() -> Vec<u8> {
    let (width, height) = (360u32, 120u32);
    let mut grey = vec![255; (width * height) as usize];
    for x in 10..width - 10 {
        let y = (60.0 + 44.0 * (x as f32 / 17.0).sin()) as usize;
        for thick in 0..4 {
            grey[(y + thick) * width as usize + x as usize] = 0;
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().expect("memory holds it");
    writer.write_image_data(&grey).expect("memory holds it");
    drop(writer);
    bytes
}

fn file(path: &str) -> Vec<u8> {
    let path = format!("{}/card-layouts/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}
