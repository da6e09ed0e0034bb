//! Millimetres to pixels: `mm × dpi / 25.4`, the card centred on the printer's raster, never
//! stretched. ISO/IEC 7810 ID-1 is 85.60 × 53.98 mm; a raster may be a little wider (bleed).

use thiserror::Error;

pub const CARD_WIDTH_MM: f32 = 85.60;
pub const CARD_HEIGHT_MM: f32 = 53.98;
/// Radius of the card's corners.
pub const CARD_CORNER_MM: f32 = 3.18;
pub const MIN_DPI: u32 = 200;
pub const MAX_DPI: u32 = 1_200;
/// How far a raster may end short of the card's edge, both edges together.
const MAX_SHORT_MM: f32 = 0.6;
/// How far a raster may reach beyond the card's edges, both together.
const MAX_BEYOND_MM: f32 = 5.0;

/// A printer's landscape raster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Geometry {
    pub width: u32,
    pub height: u32,
    pub dpi: u32,
}

/// Why a raster can't carry a card.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GeometryError {
    #[error("{0} dpi is outside {MIN_DPI} to {MAX_DPI}; take the printer's own resolution")]
    Dpi(u32),
    #[error(
        "a raster of {width} × {height} at {dpi} dpi doesn't match a card of 85.60 × 53.98 mm; \
         expected about {expected_width} × {expected_height}"
    )]
    Raster { width: u32, height: u32, dpi: u32, expected_width: u32, expected_height: u32 },
}

/// A rectangle in whole pixels, inside the raster by construction of the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PixelBox {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

/// A rectangle in millimetres from the card's top left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

impl Default for Geometry {
    /// The usual desk printer at 300 dpi.
    fn default() -> Self {
        Self { width: 1016, height: 648, dpi: 300 }
    }
}

impl Geometry {
    pub fn check(&self) -> Result<(), GeometryError> {
        if !(MIN_DPI..=MAX_DPI).contains(&self.dpi) {
            return Err(GeometryError::Dpi(self.dpi));
        }
        let fits = |pixels: u32, card_mm: f32| {
            let beyond = pixels as f32 * 25.4 / self.dpi as f32 - card_mm;
            (-MAX_SHORT_MM..=MAX_BEYOND_MM).contains(&beyond)
        };
        if fits(self.width, CARD_WIDTH_MM) && fits(self.height, CARD_HEIGHT_MM) {
            return Ok(());
        }
        Err(GeometryError::Raster {
            width: self.width,
            height: self.height,
            dpi: self.dpi,
            expected_width: self.length(CARD_WIDTH_MM).round() as u32,
            expected_height: self.length(CARD_HEIGHT_MM).round() as u32,
        })
    }

    /// A length in pixels, unrounded.
    pub fn length(&self, mm: f32) -> f32 {
        mm * self.dpi as f32 / 25.4
    }

    /// Horizontal place in the raster of a point of the card, unrounded.
    pub fn x(&self, mm: f32) -> f32 {
        self.length(mm - CARD_WIDTH_MM / 2.0) + self.width as f32 / 2.0
    }

    /// Vertical place in the raster of a point of the card, unrounded.
    pub fn y(&self, mm: f32) -> f32 {
        self.length(mm - CARD_HEIGHT_MM / 2.0) + self.height as f32 / 2.0
    }

    /// Edges each rounded to the nearest pixel and kept inside the raster.
    pub fn pixel_box(&self, area: &Area) -> PixelBox {
        let clamp = |value: f32, end: u32| value.round().clamp(0.0, end as f32) as u32;
        let (x, y) = (clamp(self.x(area.x), self.width), clamp(self.y(area.y), self.height));
        let right = clamp(self.x(area.x + area.width), self.width);
        let bottom = clamp(self.y(area.y + area.height), self.height);
        PixelBox { x, y, width: right - x, height: bottom - y }
    }

    /// The card itself within the raster: what is left when the bleed is trimmed.
    pub fn card(&self) -> PixelBox {
        self.pixel_box(&Area { x: 0.0, y: 0.0, width: CARD_WIDTH_MM, height: CARD_HEIGHT_MM })
    }
}

impl Area {
    pub fn right(&self) -> f32 {
        self.x + self.width
    }

    pub fn bottom(&self) -> f32 {
        self.y + self.height
    }

    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// Whether it lies on the card with `margin` to spare on every side.
    pub fn on_card(&self, margin: f32) -> bool {
        self.x >= margin
            && self.y >= margin
            && self.right() <= CARD_WIDTH_MM - margin
            && self.bottom() <= CARD_HEIGHT_MM - margin
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rasters_of_real_printers_are_accepted() {
        let known = [(1012, 638, 300), (1016, 648, 300), (1035, 661, 300), (2024, 1276, 600)];
        for (width, height, dpi) in known {
            assert_eq!(Geometry { width, height, dpi }.check(), Ok(()));
        }
    }

    #[test]
    fn a_raster_that_is_no_card_is_refused() {
        for (width, height, dpi) in [(648, 1016, 300), (1016, 648, 600), (0, 0, 300), (1, 1, 200)] {
            let refused = Geometry { width, height, dpi }.check();
            assert!(matches!(refused, Err(GeometryError::Raster { .. })), "{refused:?}");
        }
        let wild = Geometry { width: u32::MAX, height: u32::MAX, dpi: u32::MAX };
        assert_eq!(wild.check(), Err(GeometryError::Dpi(u32::MAX)));
    }

    #[test]
    fn the_card_is_centred_on_the_raster() {
        let geometry = Geometry::default();
        assert!((geometry.x(CARD_WIDTH_MM / 2.0) - 508.0).abs() < 0.001);
        assert!((geometry.y(CARD_HEIGHT_MM / 2.0) - 324.0).abs() < 0.001);
        let card = geometry.card();
        assert_eq!((card.width, card.height), (1012, 638));
    }
}
