//! The painter: prepared once per layout and raster (labels and marks painted, glyphs kept), then
//! one card after another from any thread. A face comes out whole or not at all.

use std::fmt;

use ring::digest::{Context, SHA256};
use thiserror::Error;

use super::background::Drawing;
use super::canvas::{Canvas, blend};
use super::compose::{Background, Picture};
use super::fonts::{FontError, FontSet, Typefaces};
use super::geometry::{Geometry, GeometryError, PixelBox};
use super::glyphs::{GlyphCache, pack};
use super::layout::{FaceLayout, Layer, Layout};
use super::panels::MIN_LEVEL;
use super::rows::{Rows, Writer};
use super::text::{MAX_TEXT_CHARS, MissingGlyph};
use super::{CardFace, CardPanels, Field, PictureError, Side, mark, picture, stride};
use crate::record::{Biodata, Kind};

/// Whether a card says SPESIMEN on both faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Specimen {
    Marked,
    /// Only with pinned production trust anchors.
    Unmarked,
}

/// One person's part of a face.
#[derive(Clone, Copy)]
pub struct FaceInput<'a> {
    pub biodata: &'a Biodata,
    /// JPEG.
    pub photo: &'a [u8],
    /// PNG.
    pub signature: &'a [u8],
    pub specimen: Specimen,
}

/// Why a face can't be painted. Fields and codes only, nothing of the person.
#[derive(Debug, Error)]
pub enum FaceError {
    #[error("the raster is refused")]
    Geometry(#[from] GeometryError),
    #[error("a bundled font is refused")]
    Font(#[from] FontError),
    #[error("layout `{0}` doesn't hold at this raster; try another resolution")]
    Layout(String),
    #[error("field `{}`: the font has no character U+{code:04X}", .field.name())]
    MissingGlyph { field: Field, code: u32 },
    #[error("field `{}`: {chars} characters, more than {MAX_TEXT_CHARS}", .field.name())]
    TooLong { field: Field, chars: usize },
    #[error("field `{}`: its text doesn't fit its box even at the smallest type", .field.name())]
    DoesNotFit { field: Field },
    #[error("the photo is refused")]
    Photo(#[source] PictureError),
    #[error("the signature is refused")]
    Signature(#[source] PictureError),
}

impl FaceError {
    /// Stable for people and papers; never given to another cause.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Geometry(_) => "FACE-01",
            Self::Font(_) => "FACE-02",
            Self::Layout(_) => "FACE-03",
            Self::MissingGlyph { .. } => "FACE-04",
            Self::TooLong { .. } => "FACE-05",
            Self::DoesNotFit { .. } => "FACE-06",
            Self::Photo(_) => "FACE-07",
            Self::Signature(_) => "FACE-08",
        }
    }
}

/// What a station asks of a layout: a person's face, and that face as a printer and as people
/// are shown it. Shared by threads.
pub trait Paint: Send + Sync + fmt::Debug {
    fn paint(&self, input: &FaceInput<'_>) -> Result<CardFace, FaceError>;
    fn panels(&self, face: &CardFace) -> CardPanels;
    fn composite(&self, face: &CardFace, background: Background) -> (Picture, Picture);
    /// With the input, it decides every pixel.
    fn digest(&self) -> [u8; 32];
}

/// A layout ready to paint cards at one raster.
pub struct Painter {
    kind: Kind,
    geometry: Geometry,
    digest: [u8; 32],
    fonts: FontSet,
    glyphs: GlyphCache,
    front: Prepared,
    back: Prepared,
    rows: Rows,
    photo: PixelBox,
    signature: PixelBox,
}

/// What is the same on every card of a layout.
struct Prepared {
    /// The drawing that the blank comes with. The printer never paints it and previews are rare,
    /// so it is painted for each: that takes longer than all else here, and its pixels as much
    /// memory as a finished side.
    preprinted: Option<Drawing>,
    plain: Side,
    marked: Side,
    /// Dye of the marks over the photo.
    over_photo: Vec<Overprint>,
    /// Whether a card without marks has ink on this side.
    inked: bool,
}

/// Dots of one mark: offset into `rgb` and opacity.
struct Overprint {
    colour: [u8; 3],
    dots: Vec<(usize, u8)>,
}

impl Painter {
    /// Paints everything that all cards share; takes some tens of milliseconds.
    pub fn prepare(layout: &Layout, geometry: Geometry) -> Result<Self, FaceError> {
        geometry.check()?;
        let at_raster = || FaceError::Layout(layout.name.clone());
        let glyphs = GlyphCache::default();
        let faces = layout.fonts.open()?;
        let (Some(photo), Some(signature)) = (layout.front.photo, layout.front.signature) else {
            return Err(at_raster());
        };
        let photo = geometry.pixel_box(&photo);
        let prepare = |face: &FaceLayout, photo: Option<PixelBox>| {
            Prepared::new(face, photo, &geometry, &faces, &glyphs).ok_or_else(at_raster)
        };
        let front = prepare(&layout.front, Some(photo))?;
        let back = prepare(&layout.back, None)?;
        let rows =
            Rows::new(&layout.front, geometry, &faces).map_err(|MissingGlyph(_)| at_raster())?;
        let raster = [geometry.width, geometry.height, geometry.dpi].map(u32::to_be_bytes);
        Ok(Self {
            kind: layout.kind,
            geometry,
            digest: sha256(&[b"cetakd face 1", &layout.digest, raster.as_flattened()]),
            photo,
            signature: geometry.pixel_box(&signature),
            fonts: layout.fonts.clone(),
            glyphs,
            front,
            back,
            rows,
        })
    }

    /// One person's card.
    pub fn paint(&self, input: &FaceInput<'_>) -> Result<CardFace, FaceError> {
        let mut front = self.front.start(input.specimen).clone();
        self.paint_photo(&mut front, input)?;
        self.paint_signature(&mut front, input.signature)?;
        let faces = self.fonts.open()?;
        let mut canvas = Canvas::of(&mut front);
        let mut writer = Writer { faces: &faces, glyphs: &self.glyphs, canvas: &mut canvas };
        self.rows.write(input.biodata, &mut writer)?;
        let printed = input.specimen == Specimen::Marked || self.back.inked;
        let back = printed.then(|| self.back.start(input.specimen).clone());
        Ok(CardFace { front, back })
    }

    /// Both faces as people see them, trimmed to the card.
    pub fn composite(&self, face: &CardFace, background: Background) -> (Picture, Picture) {
        let side = |prepared: &Prepared, side: &Side| {
            let below = match background {
                Background::White => None,
                Background::Preprinted => prepared.preprinted.as_ref(),
            };
            let below = below.map(|drawing| paint(drawing, &self.geometry));
            Picture::of(side, below.as_deref(), &self.geometry)
        };
        let blank = &self.back.plain;
        let back = face.back.as_ref().unwrap_or(blank);
        (side(&self.front, &face.front), side(&self.back, back))
    }

    /// SHA-256 over layout, drawings, fonts and raster: with the input, it decides every pixel.
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn geometry(&self) -> Geometry {
        self.geometry
    }

    fn paint_photo(&self, side: &mut Side, input: &FaceInput<'_>) -> Result<(), FaceError> {
        let place = self.photo;
        let photo =
            picture::photo(input.photo, place.width, place.height).map_err(FaceError::Photo)?;
        let lines = side.rgb.chunks_exact_mut(side.width as usize * 3).skip(place.y as usize);
        for (row, line) in photo.pixels.chunks_exact(photo.width * 3).zip(lines) {
            let start = place.x as usize * 3;
            for (to, from) in line[start..start + row.len()].iter_mut().zip(row) {
                *to = (*from).max(MIN_LEVEL);
            }
        }
        if input.specimen == Specimen::Marked {
            for mark in &self.front.over_photo {
                for (at, opacity) in &mark.dots {
                    blend(&mut side.rgb[*at..at + 3], mark.colour, *opacity);
                }
            }
        }
        Ok(())
    }

    /// Signed in resin, in the middle of its box.
    fn paint_signature(&self, side: &mut Side, png: &[u8]) -> Result<(), FaceError> {
        let place = self.signature;
        let ink =
            picture::signature(png, place.width, place.height).map_err(FaceError::Signature)?;
        let x = place.x as usize + (place.width as usize - ink.width) / 2;
        let y = place.y as usize + (place.height as usize - ink.height) / 2;
        let mut bits = zeroize::Zeroizing::new(pack(&ink.pixels, ink.width));
        Canvas::of(side).bits(&bits, ink.width, x, y);
        super::wipe(&mut bits);
        Ok(())
    }
}

impl Prepared {
    /// `None` when something would leave the raster.
    fn new(
        face: &FaceLayout,
        photo: Option<PixelBox>,
        geometry: &Geometry,
        faces: &Typefaces<'_>,
        glyphs: &GlyphCache,
    ) -> Option<Self> {
        let (rgb, preprinted) = match face.preprinted {
            false => (paint(&face.drawing, geometry), None),
            true => {
                let white = vec![255; geometry.width as usize * geometry.height as usize * 3];
                (white, Some(face.drawing.clone()))
            }
        };
        let k = vec![0; stride(geometry.width) * geometry.height as usize];
        let mut plain = Side { width: geometry.width, height: geometry.height, rgb, k };
        let mut canvas = Canvas::of(&mut plain);
        let mut writer = Writer { faces, glyphs, canvas: &mut canvas };
        for label in &face.labels {
            writer.label(label, geometry)?;
        }
        let mut prepared = Self {
            preprinted,
            marked: plain.clone(),
            plain,
            over_photo: Vec::new(),
            inked: !face.labels.is_empty(),
        };
        for mark in &face.marks {
            let path = mark::path(faces, mark).ok()??;
            let coverage = mark::coverage(&path, geometry)?;
            prepared.mark(&coverage, mark.layer, mark.opacity, photo);
        }
        Some(prepared)
    }

    /// Lays a mark over the side, and keeps what must be laid over the photo later.
    fn mark(&mut self, coverage: &[u8], layer: Layer, opacity: u8, photo: Option<PixelBox>) {
        let side = &mut self.marked;
        let Layer::Ymc(colour) = layer else {
            for (to, bits) in side.k.iter_mut().zip(pack(coverage, side.width as usize)) {
                *to |= bits;
            }
            return;
        };
        let mut dots = Vec::new();
        for (at, covered) in coverage.iter().enumerate().filter(|(_, covered)| **covered != 0) {
            let alpha = ((u32::from(*covered) * u32::from(opacity) + 127) / 255) as u8;
            blend(&mut side.rgb[at * 3..at * 3 + 3], colour, alpha);
            let (x, y) = (at as u32 % side.width, at as u32 / side.width);
            let in_photo = |photo: PixelBox| {
                (photo.x..photo.x + photo.width).contains(&x)
                    && (photo.y..photo.y + photo.height).contains(&y)
            };
            if photo.is_some_and(in_photo) {
                dots.push((at * 3, alpha));
            }
        }
        self.over_photo.push(Overprint { colour, dots });
    }

    fn start(&self, specimen: Specimen) -> &Side {
        match specimen {
            Specimen::Marked => &self.marked,
            Specimen::Unmarked => &self.plain,
        }
    }
}

/// A drawing as dye, which never looks like resin.
fn paint(drawing: &Drawing, geometry: &Geometry) -> Vec<u8> {
    let mut rgb = drawing.paint(geometry).expect("the raster was checked before");
    for level in &mut rgb {
        *level = (*level).max(MIN_LEVEL);
    }
    rgb
}

/// SHA-256 of parts, each with its length before it, so that no two lists hash alike.
pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    let mut digest = [0; 32];
    digest.copy_from_slice(context.finish().as_ref());
    digest
}

impl Paint for Painter {
    fn paint(&self, input: &FaceInput<'_>) -> Result<CardFace, FaceError> {
        self.paint(input)
    }

    fn panels(&self, face: &CardFace) -> CardPanels {
        face.panels()
    }

    fn composite(&self, face: &CardFace, background: Background) -> (Picture, Picture) {
        self.composite(face, background)
    }

    fn digest(&self) -> [u8; 32] {
        self.digest
    }
}

impl fmt::Debug for Painter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut painter = f.debug_struct("Painter");
        painter.field("kind", &self.kind).field("geometry", &self.geometry).finish_non_exhaustive()
    }
}

impl fmt::Debug for FaceInput<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut input = f.debug_struct("FaceInput");
        input.field("specimen", &self.specimen).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "paint_tests.rs"]
mod tests;
