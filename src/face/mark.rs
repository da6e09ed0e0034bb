//! SPESIMEN across a face: outlined text, turned about its middle, as coverage of the raster.
//! Until production trust anchors are pinned every card carries it, on both sides.

use tiny_skia::{FillRule, LineJoin, Mask, Path, PathBuilder, Stroke, Transform};

use super::fonts::Typefaces;
use super::geometry::Geometry;
use super::glyphs::outline;
use super::layout::{Mark, MarkStyle};
use super::text::{MissingGlyph, shape};

/// The letters of a mark in millimetres of the card, turned and in place.
pub(crate) fn path(faces: &Typefaces<'_>, mark: &Mark) -> Result<Option<Path>, MissingGlyph> {
    let text = shape(faces, mark.font, &mark.text)?;
    let unit = mark.size / text.units_per_em;
    let mut builder = PathBuilder::new();
    let mut pen = 0.0;
    for glyph in &text.glyphs {
        let place = Transform::from_row(unit, 0.0, 0.0, -unit, (pen + glyph.dx) * unit, 0.0);
        let letter = outline(faces, mark.font, glyph.id).and_then(|path| path.transform(place));
        if let Some(letter) = letter {
            builder.push_path(&letter);
        }
        pen += glyph.advance;
    }
    let middle = |path: Path| {
        let bounds = path.bounds();
        let (x, y) = (bounds.left() + bounds.right(), bounds.top() + bounds.bottom());
        let turn = Transform::from_rotate(mark.angle).post_translate(mark.x, mark.y);
        path.transform(turn.pre_translate(-x / 2.0, -y / 2.0))
    };
    let letters = builder.finish().and_then(middle);
    Ok(match mark.style {
        MarkStyle::Solid => letters,
        MarkStyle::Outline { width } => letters.and_then(|path| {
            let stroke = Stroke { width, line_join: LineJoin::Round, ..Stroke::default() };
            path.stroke(&stroke, 40.0)
        }),
    })
}

/// Coverage of the whole raster, one byte a pixel.
pub(crate) fn coverage(path: &Path, geometry: &Geometry) -> Option<Vec<u8>> {
    let mut mask = Mask::new(geometry.width, geometry.height)?;
    let unit = geometry.length(1.0);
    let place = Transform::from_row(unit, 0.0, 0.0, unit, geometry.x(0.0), geometry.y(0.0));
    mask.fill_path(path, FillRule::Winding, true, place);
    Some(mask.data().to_vec())
}
