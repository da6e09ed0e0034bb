//! A card layout: what stands where, in millimetres, parsed whole and checked before anything is
//! painted. A box off the card, two boxes that overlap, a label too wide, a field left out or a
//! face without SPESIMEN is an error that names the box and what to do.

use std::fmt;

use thiserror::Error;

use super::background::{Drawing, SvgError};
use super::fonts::{Font, FontError, FontSet};
use super::geometry::Area;
use super::text::FitOrder;
use super::{Field, check, read};
use crate::record::Kind;
use crate::settings::KeyFault;

pub const MAX_LAYOUT_BYTES: usize = 64 * 1024;
pub const MAX_BOXES: usize = 64;
/// Smaller type wears into errors on a card carried for years.
pub const MIN_TYPE_MM: f32 = 1.9;
pub const MAX_TYPE_MM: f32 = 20.0;
/// The word that every card outside production says on both faces.
pub const SPECIMEN: &str = "SPESIMEN";
/// `format` of the files this program reads.
pub const FORMAT: i64 = 1;

/// One product's face, front and back, with its drawings and fonts.
#[derive(Clone)]
pub struct Layout {
    pub(crate) kind: Kind,
    pub(crate) name: String,
    pub(crate) version: u32,
    pub(crate) front: FaceLayout,
    pub(crate) back: FaceLayout,
    pub(crate) fonts: FontSet,
    pub(crate) digest: [u8; 32],
}

/// One face.
#[derive(Debug, Clone)]
pub(crate) struct FaceLayout {
    /// The blank comes with the drawing on it: shown in previews, never printed.
    pub preprinted: bool,
    pub panels: PanelSet,
    pub photo: Option<Area>,
    pub signature: Option<Area>,
    pub texts: Vec<TextBox>,
    pub labels: Vec<Label>,
    pub columns: Vec<Column>,
    pub marks: Vec<Mark>,
    pub drawing: Drawing,
}

/// Panels of the ribbon that a face uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PanelSet {
    pub colour: bool,
    pub k: bool,
    pub overlay: bool,
}

/// Where ink goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layer {
    /// Pure black resin.
    K,
    /// Dye, sRGB.
    Ymc([u8; 3]),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Centre,
    Right,
}

/// How a text is set; sizes in millimetres of the em.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Setting {
    pub x: f32,
    pub width: f32,
    pub size: f32,
    pub min_size: f32,
    pub font: Font,
    pub align: Align,
    pub max_lines: usize,
    pub order: FitOrder,
    pub layer: Layer,
}

/// A field of the person.
#[derive(Debug, Clone)]
pub(crate) struct TextBox {
    pub field: Field,
    pub setting: Setting,
    pub baseline: Baseline,
    pub label: Option<RowLabel>,
}

/// Where a text's first line stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Baseline {
    At(f32),
    /// The next line of a column.
    Next {
        column: usize,
    },
    /// The first line of the row that holds another text of the same face.
    Beside {
        text: usize,
    },
}

/// Name of a row and its colon, in the row's own type.
#[derive(Debug, Clone)]
pub(crate) struct RowLabel {
    pub text: String,
    pub x: f32,
    pub colon_x: Option<f32>,
}

/// Words that are the same on every card.
#[derive(Debug, Clone)]
pub(crate) struct Label {
    pub text: String,
    pub baseline: f32,
    pub setting: Setting,
}

/// Rows that share a height: `pitch` apart, closer when texts need more lines.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub name: String,
    pub first: f32,
    pub last: f32,
    pub pitch: f32,
    pub setting: Setting,
    pub label_x: f32,
    pub colon_x: f32,
}

/// A mark across the face, turned about its middle; on it while cards say SPESIMEN.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    pub text: String,
    pub x: f32,
    pub y: f32,
    pub size: f32,
    pub angle: f32,
    pub font: Font,
    pub style: MarkStyle,
    pub layer: Layer,
    /// 1 to 255; resin is always opaque.
    pub opacity: u8,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum MarkStyle {
    Solid,
    Outline { width: f32 },
}

/// What is wrong with a layout, where, and what to do.
#[derive(Debug, Error)]
pub enum LayoutError {
    #[error("layout.toml has more than {MAX_LAYOUT_BYTES} bytes")]
    TooManyBytes,
    #[error("layout.toml is not valid TOML")]
    Toml(#[source] Box<toml::de::Error>),
    #[error("layout.toml is of format {0}; this program reads format {FORMAT}")]
    Format(i64),
    #[error("layout.toml, {0}")]
    Key(#[from] KeyFault),
    #[error("layout.toml, {place}: more than {limit} boxes; leave some out")]
    TooManyBoxes { place: String, limit: usize },
    #[error("layout.toml, {place}: the field stands there twice; keep one")]
    Twice { place: String },
    #[error("layout.toml: no box for the field `{0}`; every card must show it")]
    NoField(&'static str),
    #[error("layout.toml, front: no `{0}` box; every card must show it")]
    NoPicture(&'static str),
    #[error("layout.toml, {place}: {rule}")]
    Rule { place: String, rule: &'static str },
    #[error("layout.toml, {place}: reaches off the card or too near its edge; move or narrow it")]
    OffCard { place: String },
    #[error("layout.toml, {one}: overlaps {other}; move one of them")]
    Overlap { one: String, other: String },
    #[error("layout.toml, {place}: the label is {by_mm:.2} mm too wide; shorten or shrink it")]
    LabelTooWide { place: String, by_mm: f32 },
    #[error("layout.toml, {place}: its font has no character U+{code:04X}")]
    MissingGlyph { place: String, code: u32 },
    #[error(
        "layout.toml, {place}: {lines} lines don't fit between `first` and `last`; \
         give it more height or its texts fewer lines"
    )]
    ColumnTooShort { place: String, lines: usize },
    #[error("layout.toml, {0}: no mark says SPESIMEN; both faces need one of at least 6 mm")]
    NoSpecimen(&'static str),
    #[error("{side}.svg is refused")]
    Svg {
        side: &'static str,
        #[source]
        source: SvgError,
    },
    #[error("a bundled font is refused")]
    Font(#[from] FontError),
}

impl Layout {
    /// Reads and checks a layout; what it accepts can be painted for every record that fits.
    pub fn parse(
        toml: &str,
        front_svg: &[u8],
        back_svg: &[u8],
        fonts: &FontSet,
    ) -> Result<Self, LayoutError> {
        if toml.len() > MAX_LAYOUT_BYTES {
            return Err(LayoutError::TooManyBytes);
        }
        let drawing =
            |side, svg| Drawing::parse(svg).map_err(|source| LayoutError::Svg { side, source });
        let drawings = [drawing("front", front_svg)?, drawing("back", back_svg)?];
        let table: toml::Table =
            toml.parse().map_err(|error| LayoutError::Toml(Box::new(error)))?;
        let product = read::product(&table, drawings)?;
        check::check(&product.front, &product.back, &fonts.open()?)?;
        let parts = [toml.as_bytes(), front_svg, back_svg, &fonts.digest()];
        let digest = super::paint::sha256(&parts);
        let read::Product { kind, name, version, front, back } = product;
        Ok(Self { kind, name, version, front, back, fonts: fonts.clone(), digest })
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn version(&self) -> u32 {
        self.version
    }

    /// SHA-256 over the layout file, both drawings and the fonts.
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }
}

impl fmt::Debug for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut layout = f.debug_struct("Layout");
        layout.field("name", &self.name).field("version", &self.version).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "layout_tests.rs"]
mod tests;
