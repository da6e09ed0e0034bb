//! A proof of both faces on A4 (ISO 216) at true size: each exactly 85.60 × 53.98 mm (ISO/IEC
//! 7810 ID-1) between crop marks, with a scale to check the printer by. It says SPESIMEN and what
//! it is, in Indonesian and English, whatever the pictures show. Made for people, not for cards.

use jiff::Timestamp;
use jiff::tz::Offset;
use printpdf::{
    Color, DateTime, FontId, ImageCompression, ImageOptimizationOptions, Line, LinePoint, Mm, Op,
    ParsedFont, PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, Point, Pt, RawImage,
    RawImageData, RawImageFormat, Rgb, TextItem, XObject, XObjectId, XObjectTransform,
};
use thiserror::Error;

use super::when;
use crate::face::geometry::{CARD_HEIGHT_MM, CARD_WIDTH_MM};
use crate::face::{Font, FontSet, Picture};
use crate::record::Kind;

const PAGE_WIDTH_MM: f32 = 210.0;
const PAGE_HEIGHT_MM: f32 = 297.0;
/// Left edge of both faces.
const LEFT_MM: f32 = (PAGE_WIDTH_MM - CARD_WIDTH_MM) / 2.0;
/// Lower edges of front and back, from the foot of the page.
const FRONT_MM: f32 = 174.0;
const BACK_MM: f32 = 96.0;
const CROP_GAP_MM: f32 = 2.0;
const CROP_LENGTH_MM: f32 = 6.0;
const SCALE_MM: f32 = 50.0;
/// Pictures finer than this only make the file larger.
const MAX_PIXELS: usize = 4_200 * 2_700;

/// What a proof shows. It takes the pictures: a copy of both is as large as all else of it.
#[derive(Debug)]
pub struct Proof<'a> {
    pub front: Picture,
    pub back: Picture,
    pub kind: Kind,
    /// Name and version of the layout, as a person would write them.
    pub layout: &'a str,
    /// Date of making; the page and the file's dates show it.
    pub at: Timestamp,
    /// The office's.
    pub zone: Offset,
    /// Identifier of the file; equal input and identifier give equal bytes.
    pub id: [u8; 16],
}

/// Why a proof can't be made.
#[derive(Debug, Error)]
pub enum ProofError {
    #[error("the picture of the {side} is {width} × {height} pixels with {bytes} bytes")]
    Picture { side: &'static str, width: u32, height: u32, bytes: usize },
    #[error("font `{0}` can't be put into a PDF; restore the bundled file")]
    Font(&'static str),
    #[error("the date is outside what a PDF can say")]
    Date,
    #[error("the PDF can't be written")]
    Write(#[source] std::io::Error),
}

/// The proof as a PDF file.
pub fn proof(proof: Proof<'_>, fonts: &FontSet) -> Result<Vec<u8>, ProofError> {
    let mut document = PdfDocument::new("Cetakan percobaan KTP-el · SPESIMEN");
    let made = DateTime::from_unix_timestamp(proof.at.as_second()).map_err(|_| ProofError::Date)?;
    let info = &mut document.metadata.info;
    info.creation_date = made;
    info.modification_date = made;
    info.metadata_date = made;
    info.creator = "cetakd".to_owned();
    info.producer = "cetakd".to_owned();
    // Names of our own: those that the library draws differ from run to run.
    let regular = embed(&mut document, fonts, Font::Sans, "sans")?;
    let bold = embed(&mut document, fonts, Font::SansBold, "bold")?;
    let mut page = Page { ops: Vec::new(), regular, bold };
    page.heading(&proof);
    for (side, picture, bottom) in [("front", proof.front, FRONT_MM), ("back", proof.back, BACK_MM)]
    {
        let id = XObjectId(side.to_owned());
        page.face(id.clone(), &picture, bottom);
        let image = XObject::Image(image(side, picture)?);
        document.resources.xobjects.map.insert(id, image);
    }
    page.captions();
    page.scale();
    document.pages.push(PdfPage::new(Mm(PAGE_WIDTH_MM), Mm(PAGE_HEIGHT_MM), page.ops));
    let mut file = finished(document, &proof.id);
    file.compress();
    written(file)
}

/// By default the library shrinks pictures and saves them as JPEG: a proof keeps every dot.
pub(super) fn finished(document: PdfDocument, id: &[u8; 16]) -> lopdf::Document {
    let lossless = ImageOptimizationOptions {
        quality: None,
        max_image_size: None,
        dither_greyscale: None,
        convert_to_greyscale: None,
        auto_optimize: None,
        format: Some(ImageCompression::Flate),
    };
    let options =
        PdfSaveOptions { image_optimization: Some(lossless), ..PdfSaveOptions::default() };
    let mut file = document.to_lopdf_document(&options, &mut Vec::new());
    drop(document);
    if let Ok(ids) = file.trailer.get_mut(b"ID").and_then(|ids| ids.as_array_mut()) {
        for text in ids.iter_mut().filter_map(|id| id.as_str_mut().ok()) {
            *text = id.to_vec();
        }
    }
    // The library calls every file PDF/X: nobody has looked whether this one is.
    if let Ok(info) = file.trailer.get(b"Info").and_then(lopdf::Object::as_reference)
        && let Ok(info) = file.get_dictionary_mut(info)
    {
        info.remove(b"GTS_PDFXVersion");
    }
    file
}

pub(super) fn written(mut file: lopdf::Document) -> Result<Vec<u8>, ProofError> {
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).map_err(ProofError::Write)?;
    Ok(bytes)
}

fn embed(
    document: &mut PdfDocument,
    fonts: &FontSet,
    font: Font,
    name: &str,
) -> Result<PdfFontHandle, ProofError> {
    let parsed = ParsedFont::from_bytes(fonts.bytes(font), 0, &mut Vec::new());
    let parsed = parsed.ok_or(ProofError::Font(font.file_name()))?;
    let id = FontId(name.to_owned());
    document.resources.fonts.map.insert(id.clone(), PdfFont::new(parsed));
    Ok(PdfFontHandle::External(id))
}

fn image(side: &'static str, mut picture: Picture) -> Result<RawImage, ProofError> {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let bytes = picture.rgba.len();
    let dots = width.saturating_mul(height);
    if dots == 0 || dots > MAX_PIXELS || bytes != dots * 4 {
        let (width, height) = (picture.width, picture.height);
        return Err(ProofError::Picture { side, width, height, bytes });
    }
    let pixels = RawImageData::U8(std::mem::take(&mut picture.rgba));
    Ok(RawImage { pixels, width, height, data_format: RawImageFormat::RGBA8, tag: Vec::new() })
}

/// One page being written, from the top down.
struct Page {
    ops: Vec<Op>,
    regular: PdfFontHandle,
    bold: PdfFontHandle,
}

impl Page {
    fn heading(&mut self, proof: &Proof<'_>) {
        let date = when::moment(proof.at, proof.zone);
        let about = format!("{} · {} · {date}", proof.kind, proof.layout);
        self.bold_text(LEFT_MM, 268.0, 20.0, "SPESIMEN");
        self.bold_text(LEFT_MM, 260.0, 10.5, "Cetakan percobaan muka kartu, ukuran sebenarnya");
        self.text(LEFT_MM, 255.0, 10.5, "True-size proof of the card's faces");
        self.text(LEFT_MM, 249.0, 8.0, &about);
        let lines = [
            "Bukan dokumen kependudukan. Tidak berlaku sebagai tanda pengenal.",
            "Not an identity document. Of no use as proof of identity.",
            "Cetak pada skala 100 % (tanpa \"sesuaikan halaman\"). Hancurkan setelah diperiksa.",
            "Print at 100 % scale (no \"fit to page\"). Destroy after checking.",
        ];
        for (at, line) in lines.into_iter().enumerate() {
            self.text(LEFT_MM, 68.0 - 4.4 * at as f32, 8.0, line);
        }
    }

    /// A face at its true size with its crop marks.
    fn face(&mut self, id: XObjectId, picture: &Picture, bottom: f32) {
        // At `dpi` 72 the library makes a pixel a point.
        let points = |mm: f32, pixels: u32| Pt::from(Mm(mm)).0 / pixels as f32;
        let transform = XObjectTransform {
            translate_x: Some(Mm(LEFT_MM).into()),
            translate_y: Some(Mm(bottom).into()),
            scale_x: Some(points(CARD_WIDTH_MM, picture.width)),
            scale_y: Some(points(CARD_HEIGHT_MM, picture.height)),
            dpi: Some(72.0),
            ..XObjectTransform::default()
        };
        self.ops.push(Op::UseXobject { id, transform });
        let (left, right) = (LEFT_MM, LEFT_MM + CARD_WIDTH_MM);
        let top = bottom + CARD_HEIGHT_MM;
        for (x, out) in [(left, -1.0), (right, 1.0)] {
            for y in [bottom, top] {
                let from = x + out * CROP_GAP_MM;
                self.line((from, y), (from + out * CROP_LENGTH_MM, y));
            }
        }
        for (y, out) in [(bottom, -1.0), (top, 1.0)] {
            for x in [left, right] {
                let from = y + out * CROP_GAP_MM;
                self.line((x, from), (x, from + out * CROP_LENGTH_MM));
            }
        }
    }

    fn captions(&mut self) {
        let top = |bottom: f32| bottom + CARD_HEIGHT_MM + 3.0;
        self.text(LEFT_MM + 2.0, top(FRONT_MM), 8.0, "Muka depan · Front");
        self.text(LEFT_MM + 2.0, top(BACK_MM), 8.0, "Muka belakang · Back");
    }

    /// Fifty millimetres; if a ruler says otherwise, the page was not printed at 100 %.
    fn scale(&mut self) {
        let y = 82.0;
        self.line((LEFT_MM, y), (LEFT_MM + SCALE_MM, y));
        for tick in 0..=5u8 {
            let x = LEFT_MM + 10.0 * f32::from(tick);
            self.line((x, y), (x, y + if tick % 5 == 0 { 2.4 } else { 1.4 }));
        }
        self.text(LEFT_MM + SCALE_MM + 2.0, y, 8.0, "50 mm");
    }

    fn text(&mut self, x: f32, y: f32, size: f32, text: &str) {
        self.set(self.regular.clone(), x, y, size, text);
    }

    fn bold_text(&mut self, x: f32, y: f32, size: f32, text: &str) {
        self.set(self.bold.clone(), x, y, size, text);
    }

    fn set(&mut self, font: PdfFontHandle, x: f32, y: f32, size: f32, text: &str) {
        self.ops.extend([
            Op::StartTextSection,
            Op::SetFillColor { col: Color::Rgb(Rgb::new(0.1, 0.1, 0.12, None)) },
            Op::SetFont { font, size: Pt(size) },
            Op::SetTextCursor { pos: Point::new(Mm(x), Mm(y)) },
            Op::ShowText { items: vec![TextItem::Text(text.to_owned())] },
            Op::EndTextSection,
        ]);
    }

    fn line(&mut self, from: (f32, f32), to: (f32, f32)) {
        let point = |(x, y): (f32, f32)| LinePoint { p: Point::new(Mm(x), Mm(y)), bezier: false };
        let line = Line { points: vec![point(from), point(to)], is_closed: false };
        self.ops.extend([
            Op::SetOutlineColor { col: Color::Rgb(Rgb::new(0.1, 0.1, 0.12, None)) },
            Op::SetOutlineThickness { pt: Pt(0.35) },
            Op::DrawLine { line },
        ]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32) -> Picture {
        let rgba = (0..width * height * 4).map(|at| (at % 253) as u8).collect();
        Picture { width, height, rgba }
    }

    fn fonts() -> FontSet {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/card-layouts/fonts/");
        FontSet::load(|name| std::fs::read(format!("{folder}{name}")).ok()).unwrap()
    }

    fn make(front: &Picture, back: &Picture) -> Result<Vec<u8>, ProofError> {
        let at = "2026-11-21T03:04:05Z".parse().unwrap();
        let (front, back, layout) = (front.clone(), back.clone(), "KTP-el 1");
        let zone = Offset::constant(7);
        proof(
            Proof { front, back, kind: Kind::KtpEl, layout, at, zone, id: *b"0123456789abcdef" },
            &fonts(),
        )
    }

    #[test]
    fn two_proofs_of_one_card_are_equal_to_the_byte() {
        let (front, back) = (picture(101, 64), picture(101, 64));
        let first = make(&front, &back).unwrap();
        assert!(first.starts_with(b"%PDF-"));
        assert!(first == make(&front, &back).unwrap());
        assert!(first != make(&back, &picture(101, 65)).unwrap());
    }

    #[test]
    fn a_face_has_the_size_of_a_card_whatever_its_pixels() {
        for (width, height) in [(1_012, 638), (2_022, 1_275), (101, 64)] {
            let font = PdfFontHandle::External(FontId("any".to_owned()));
            let mut page = Page { ops: Vec::new(), regular: font.clone(), bold: font };
            page.face(XObjectId("face".to_owned()), &picture(width, height), FRONT_MM);
            let placed = page.ops.iter().find_map(|op| match op {
                Op::UseXobject { transform, .. } => Some(transform),
                _ => None,
            });
            // A point is 1/72 inch, and at 72 dpi a pixel.
            let millimetres = |scale: Option<f32>, pixels: u32| {
                f64::from(scale.unwrap()) * f64::from(pixels) * 25.4 / 72.0
            };
            let placed = placed.unwrap();
            assert!((millimetres(placed.scale_x, width) - 85.60).abs() < 0.001);
            assert!((millimetres(placed.scale_y, height) - 53.98).abs() < 0.001);
        }
    }

    #[test]
    fn a_picture_that_is_not_its_size_makes_no_proof() {
        let whole = picture(20, 12);
        let cut = Picture { width: 20, height: 12, rgba: vec![0; 20 * 12 * 4 - 1] };
        assert!(matches!(make(&cut, &whole), Err(ProofError::Picture { side: "front", .. })));
        let empty = Picture { width: 0, height: 0, rgba: Vec::new() };
        assert!(matches!(make(&whole, &empty), Err(ProofError::Picture { side: "back", .. })));
        let wide = Picture { width: u32::MAX, height: u32::MAX, rgba: Vec::new() };
        assert!(matches!(make(&whole, &wide), Err(ProofError::Picture { side: "back", .. })));
    }
}
