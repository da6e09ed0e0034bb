//! From a sealed paper to a PDF: head, blocks, and on every page a foot with the page's number,
//! the journal's head and the QR of the seal, so that no sheet is taken for one of another paper.

use printpdf::{
    Color, DateTime, Mm, Op, ParsedFont, PdfDocument, PdfFont, PdfPage, RawImage, RawImageData,
    RawImageFormat, Rgb, XObject, XObjectId,
};
use qrcode::{EcLevel, QrCode};
use thiserror::Error;

use super::carried::Carried;
use super::legible::legible;
use super::model::{Paper, Sealed};
use super::page::{FOOT_MM, Pages, Placed, font_id, place};
use super::proof::{ProofError, finished, written};
use super::seal::Seal;
use super::typeset::{Style, Typesetter};
use super::{flow, table, when};
use crate::face::{Font, FontSet};

/// The QR in the foot.
const SEAL_MM: f32 = 26.0;
/// A module of a QR in dots of its picture, and its quiet zone in modules.
const DOTS: usize = 4;
const QUIET: usize = 3;

/// Why a paper can't be printed.
#[derive(Debug, Error)]
pub enum PaperError {
    #[error("font `{0}` can't be put into a PDF; restore the bundled file")]
    Font(&'static str),
    /// Never cut off: better no paper than one that hides something.
    #[error("a row of the table is higher than a page")]
    RowTooHigh,
    #[error("a row has {found} cells and the table {columns} columns")]
    Cells { found: usize, columns: usize },
    #[error("text is too long for a QR")]
    Code,
    #[error("the PDF can't be written")]
    Write(#[from] ProofError),
    #[error("the paper's model can't be written")]
    Model(#[source] serde_json::Error),
    #[error("the PDF has no catalogue")]
    File(#[source] lopdf::Error),
}

/// The paper as a PDF file; equal paper and seal give equal bytes.
pub fn print(sealed: &Sealed, seal: &Seal, fonts: &FontSet) -> Result<Vec<u8>, PaperError> {
    let mut file = drawn(sealed, seal, fonts)?;
    file.compress();
    Ok(written(file)?)
}

/// The file before its streams are packed.
pub fn drawn(sealed: &Sealed, seal: &Seal, fonts: &FontSet) -> Result<lopdf::Document, PaperError> {
    let Sealed { paper, seal: code } = sealed;
    let set = Typesetter::new(fonts)?;
    let mut pages = Pages::new(&set, paper.way);
    head(&mut pages, paper);
    for block in &paper.blocks {
        match block {
            super::Block::Table(rows) => table::draw(&mut pages, rows)?,
            other => flow::draw(&mut pages, other),
        }
    }
    let about = frame(&mut pages, paper, seal, code);
    finish(pages, (paper, seal, code), &about, fonts)
}

/// Office, station, title, number and volume; the last two in the middle of the page.
fn head(pages: &mut Pages<'_>, paper: &Paper) {
    let (left, width) = (pages.margin(), pages.width());
    for (at, line) in paper.head().iter().enumerate() {
        let style = match at {
            0 => Style::bold(12.0),
            2 => Style::bold(13.0),
            _ => Style::plain(9.5),
        };
        let lines = pages.set.lines(&legible(line), style, width);
        let centred = |text: String| {
            let indent = (width - pages.set.width(&text, style)) / 2.0;
            Placed { indent: if at < 2 { 0.0 } else { indent.max(0.0) }, text }
        };
        let lines: Vec<Placed> = lines.into_iter().map(centred).collect();
        let top = pages.y();
        pages.value((left, top), style, &lines);
        pages.skip(style.leading() * lines.len() as f32);
        if at == 1 {
            let y = pages.y() + 1.5;
            pages.line((left, y), (left + width, y), 1.1);
            pages.skip(6.0);
        }
    }
    pages.skip(4.0);
}

/// What stands around the blocks on each page; gives the file's title.
fn frame(pages: &mut Pages<'_>, paper: &Paper, seal: &Seal, code: &str) -> String {
    let (width, height) = pages.size();
    let (left, of) = (pages.margin(), pages.ops.len());
    let lines = foot(paper, seal);
    let style = Style::plain(7.0);
    let text_width = pages.width() - SEAL_MM - 4.0;
    let own: Vec<Vec<Op>> = pages.ops.drain(..).collect();
    let code_dots = code_dots(code);
    for (at, page) in own.into_iter().enumerate() {
        pages.ops.push(vec![
            Op::SetFillColor { col: Color::Rgb(Rgb::new(0.0, 0.0, 0.0, None)) },
            Op::SetOutlineColor { col: Color::Rgb(Rgb::new(0.35, 0.37, 0.4, None)) },
        ]);
        pages.page().extend(page);
        let top = height - FOOT_MM + 3.0;
        pages.line((left, top), (width - left, top), 0.5);
        let number = page_number(at + 1, of);
        let mut y = top + 3.0;
        pages.text((left, y + style.ascent()), Style::bold(8.0), &number);
        y += 5.0;
        for line in lines.iter().flat_map(|line| pages.set.lines(line, style, text_width)) {
            pages.text((left, y + style.ascent()), style, &line);
            y += style.leading();
        }
        let at = pages.point(width - left - SEAL_MM, top + 1.0 + SEAL_MM);
        pages.page().push(place(XObjectId("seal".into()), at, SEAL_MM, code_dots));
    }
    lines.into_iter().next().unwrap_or_default()
}

/// What stands in the foot of every page beside its number; the first line is the file's title.
pub fn foot(paper: &Paper, seal: &Seal) -> Vec<String> {
    let made = when::moment(seal.made, paper.zone());
    let office = &paper.office;
    let volume = match seal.volume {
        (_, 1) => String::new(),
        (volume, of) => format!(" · jilid {volume} dari {of}"),
    };
    let lines = [
        format!("{} · {}", seal.name.title(), seal.number),
        format!("{office} · stasiun {}{volume} · dibuat {made}", seal.station),
        format!("Kepala jurnal: catatan {} · {}", seal.head.seq, seal.head.hash),
        "Periksa: pindai QR, lalu `cetakd verify-paper TEKS`, atau berikan berkas PDF ini.".into(),
    ];
    lines.iter().map(|line| legible(line)).collect()
}

pub fn page_number(at: usize, of: usize) -> String {
    format!("Halaman {at} dari {of}")
}

fn finish(
    mut pages: Pages<'_>,
    (paper, seal, code): (&Paper, &Seal, &str),
    about: &str,
    fonts: &FontSet,
) -> Result<lopdf::Document, PaperError> {
    let mut document = PdfDocument::new(about);
    let made =
        DateTime::from_unix_timestamp(seal.made.as_second()).map_err(|_| ProofError::Date)?;
    let info = &mut document.metadata.info;
    (info.creation_date, info.modification_date, info.metadata_date) = (made, made, made);
    info.author = legible(&paper.office);
    info.subject = code.to_owned();
    (info.creator, info.producer) = ("cetakd".to_owned(), "cetakd".to_owned());
    info.identifier = format!("{}-{}", seal.name.as_str(), seal.head.seq);
    for font in [Font::Sans, Font::SansBold] {
        let parsed = ParsedFont::from_bytes(fonts.bytes(font), 0, &mut Vec::new());
        let parsed = parsed.ok_or(PaperError::Font(font.file_name()))?;
        document.resources.fonts.map.insert(font_id(font), PdfFont::new(parsed));
    }
    let codes = std::mem::take(&mut pages.codes);
    let seal_code = (XObjectId("seal".into()), code.to_owned());
    for (id, text) in codes.into_iter().chain([seal_code]) {
        document.resources.xobjects.map.insert(id, XObject::Image(code_picture(&text)?));
    }
    let (width, height) = pages.size();
    let page = |ops| PdfPage::new(Mm(width), Mm(height), ops);
    document.pages = pages.ops.into_iter().map(page).collect();
    let mut id = [0; 16];
    id.copy_from_slice(&seal.digest[..16]);
    let mut file = finished(document, &id);
    Carried::new(paper, fonts).put(&mut file)?;
    Ok(file)
}

fn code_of(text: &str) -> Option<QrCode> {
    QrCode::with_error_correction_level(text, EcLevel::M).ok()
}

/// Dots a side of a code's picture.
pub fn code_dots(text: &str) -> usize {
    code_of(text).map_or(1, |code| (code.width() + 2 * QUIET) * DOTS)
}

fn code_picture(text: &str) -> Result<RawImage, PaperError> {
    let code = code_of(text).ok_or(PaperError::Code)?;
    let (modules, size) = (code.width(), (code.width() + 2 * QUIET) * DOTS);
    let mut grey = vec![255; size * size];
    for (at, dark) in code.to_colors().into_iter().enumerate() {
        if dark == qrcode::Color::Light {
            continue;
        }
        let (x, y) = ((at % modules + QUIET) * DOTS, (at / modules + QUIET) * DOTS);
        for row in y..y + DOTS {
            grey[row * size + x..row * size + x + DOTS].fill(0);
        }
    }
    let (pixels, data_format) = (RawImageData::U8(grey), RawImageFormat::R8);
    Ok(RawImage { pixels, width: size, height: size, data_format, tag: Vec::new() })
}
