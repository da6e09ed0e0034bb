//! Rules that a layout must hold before a card is painted by it: everything on the card, nothing
//! over something else, every field once, every label whole, SPESIMEN on both faces.

use super::Field;
use super::fonts::Typefaces;
use super::geometry::Area;
use super::layout::{Baseline, FaceLayout, Layer, LayoutError, Mark, SPECIMEN, Setting, TextBox};
use super::mark;
use super::text::shape;

/// Printers lose the outermost dots.
const MARGIN_MM: f32 = 1.5;
/// Ink above and below a baseline, in parts of the type size.
const ASCENT: f32 = 0.76;
const DESCENT: f32 = 0.22;
/// A smaller SPESIMEN is easily overlooked.
const MIN_SPECIMEN_MM: f32 = 6.0;

pub(super) fn check(
    front: &FaceLayout,
    back: &FaceLayout,
    faces: &Typefaces<'_>,
) -> Result<(), LayoutError> {
    fields(front, back)?;
    panels(front, back)?;
    for (name, face) in [("front", front), ("back", back)] {
        columns(name, face)?;
        labels(name, face, faces)?;
        marks(name, face, faces)?;
        places(name, face)?;
    }
    Ok(())
}

fn fields(front: &FaceLayout, back: &FaceLayout) -> Result<(), LayoutError> {
    let boxes = |field: Field| front.texts.iter().filter(|text| text.field == field).count();
    if let Some(field) = Field::ALL.into_iter().find(|field| boxes(*field) == 0) {
        return Err(LayoutError::NoField(field.name()));
    }
    if let Some(field) = Field::ALL.into_iter().find(|field| boxes(*field) > 1) {
        return Err(LayoutError::Twice { place: format!("front `{}`", field.name()) });
    }
    if front.photo.is_none() {
        return Err(LayoutError::NoPicture("photo"));
    }
    if front.signature.is_none() {
        return Err(LayoutError::NoPicture("signature"));
    }
    if !back.texts.is_empty() || back.photo.is_some() || back.signature.is_some() {
        let rule = "a person's texts and pictures stand on the front only";
        return Err(LayoutError::Rule { place: "back".to_owned(), rule });
    }
    Ok(())
}

fn panels(front: &FaceLayout, back: &FaceLayout) -> Result<(), LayoutError> {
    let refuse = |place: &str, rule| Err(LayoutError::Rule { place: place.to_owned(), rule });
    if !front.panels.colour {
        return refuse("front", "a photo needs colour: `panels` must be \"ymcko\" or \"ymck\"");
    }
    if back.panels.colour {
        return refuse("back", "the back is printed in resin: `panels` must be \"k\"");
    }
    if !back.preprinted {
        return refuse("back", "resin can't print a drawing: `preprinted` must be true");
    }
    let colour = back.labels.iter().map(|label| label.setting.layer);
    let mut colour = colour.chain(back.marks.iter().map(|mark| mark.layer));
    if colour.any(|layer| layer != Layer::K) {
        return refuse("back", "its panels hold no colour: `layer` must be \"k\"");
    }
    if !back.panels.k {
        return refuse("back", "SPESIMEN needs resin: `panels` must be \"k\"");
    }
    Ok(())
}

/// A column holds its rows even when every text takes all its lines at its least size.
fn columns(side: &str, face: &FaceLayout) -> Result<(), LayoutError> {
    for (at, column) in face.columns.iter().enumerate() {
        let rows = face.texts.iter().filter(|text| row_of(text, face) == Some(at));
        let (mut lines, mut least) = (0, 0.0f32);
        for text in rows {
            least = least.max(text.setting.min_size);
            match text.baseline {
                Baseline::Next { .. } => lines += text.setting.max_lines,
                _ if text.setting.max_lines > 1 => {
                    let place = format!("{side}.text `{}`", text.field.name());
                    let rule = "a text beside another has one line";
                    return Err(LayoutError::Rule { place, rule });
                }
                _ => (),
            }
        }
        let height = column.last - column.first;
        if height <= 0.0 || lines == 0 || height < least * (lines - 1) as f32 {
            let place = format!("{side}.column `{}`", column.name);
            return Err(LayoutError::ColumnTooShort { place, lines });
        }
    }
    Ok(())
}

fn labels(side: &str, face: &FaceLayout, faces: &Typefaces<'_>) -> Result<(), LayoutError> {
    let fits = |text: &str, setting: &Setting, room: f32, place: &str| {
        let shaped = shape(faces, setting.font, text).map_err(|missing| {
            LayoutError::MissingGlyph { place: place.to_owned(), code: missing.0 }
        })?;
        let units: f32 = shaped.glyphs.iter().map(|glyph| glyph.advance).sum();
        let by_mm = units * setting.size / shaped.units_per_em - room;
        if by_mm <= 0.0 {
            return Ok(());
        }
        Err(LayoutError::LabelTooWide { place: place.to_owned(), by_mm })
    };
    for (at, label) in face.labels.iter().enumerate() {
        let place = format!("{side}.label[{}]", at + 1);
        fits(&label.text, &label.setting, label.setting.width, &place)?;
    }
    for text in &face.texts {
        let Some(label) = &text.label else { continue };
        let place = format!("{side}.text `{}`", text.field.name());
        let end = label.colon_x.unwrap_or(text.setting.x);
        fits(&label.text, &text.setting, end - label.x, &place)?;
        if let Some(colon_x) = label.colon_x {
            fits(":", &text.setting, text.setting.x - colon_x, &place)?;
        }
    }
    Ok(())
}

fn marks(side: &'static str, face: &FaceLayout, faces: &Typefaces<'_>) -> Result<(), LayoutError> {
    let says = |mark: &Mark| mark.text.contains(SPECIMEN) && mark.size >= MIN_SPECIMEN_MM;
    if !face.marks.iter().any(says) {
        return Err(LayoutError::NoSpecimen(side));
    }
    for (at, mark) in face.marks.iter().enumerate() {
        let place = format!("{side}.mark[{}]", at + 1);
        let path = mark::path(faces, mark).map_err(|missing| LayoutError::MissingGlyph {
            place: place.clone(),
            code: missing.0,
        })?;
        let on_card = path.is_some_and(|path| {
            let bounds = path.bounds();
            let area = Area {
                x: bounds.left(),
                y: bounds.top(),
                width: bounds.width(),
                height: bounds.height(),
            };
            area.on_card(0.0)
        });
        if !on_card {
            return Err(LayoutError::OffCard { place });
        }
    }
    Ok(())
}

/// Everything on the card, nothing over anything else; marks lie over all by intent.
fn places(side: &str, face: &FaceLayout) -> Result<(), LayoutError> {
    let mut areas: Vec<(String, Area)> = Vec::new();
    areas.extend(face.photo.map(|area| (format!("{side}.photo"), area)));
    areas.extend(face.signature.map(|area| (format!("{side}.signature"), area)));
    for (at, label) in face.labels.iter().enumerate() {
        areas.push((format!("{side}.label[{}]", at + 1), line(&label.setting, label.baseline, 1)));
    }
    for text in &face.texts {
        let Baseline::At(baseline) = text.baseline else { continue };
        let place = format!("{side}.text `{}`", text.field.name());
        let mut area = line(&text.setting, baseline, text.setting.max_lines);
        if let Some(label) = &text.label {
            area.width += area.x - label.x;
            area.x = label.x;
        }
        areas.push((place, area));
    }
    for (at, column) in face.columns.iter().enumerate() {
        let rows = || face.texts.iter().filter(|text| row_of(text, face) == Some(at));
        let right = rows().map(|text| text.setting.x + text.setting.width).fold(0.0, f32::max);
        let left = rows().map(left_edge).fold(f32::MAX, f32::min);
        let size = rows().map(|text| text.setting.size).fold(0.0, f32::max);
        let top = column.first - ASCENT * size;
        let height = column.last + DESCENT * size - top;
        let area = Area { x: left, y: top, width: right - left, height };
        areas.push((format!("{side}.column `{}`", column.name), area));
    }
    for (at, (place, area)) in areas.iter().enumerate() {
        if !area.on_card(MARGIN_MM) {
            return Err(LayoutError::OffCard { place: place.clone() });
        }
        if let Some((other, _)) = areas[..at].iter().find(|(_, other)| area.overlaps(other)) {
            return Err(LayoutError::Overlap { one: place.clone(), other: other.clone() });
        }
    }
    beside(side, face)
}

/// Texts of one row stand beside each other, not over each other.
fn beside(side: &str, face: &FaceLayout) -> Result<(), LayoutError> {
    let right_edge = |text: &TextBox| text.setting.x + text.setting.width;
    let row = |at: usize| match face.texts[at].baseline {
        Baseline::Beside { text } => text,
        _ => at,
    };
    for (at, text) in face.texts.iter().enumerate() {
        let overlaps = |other: &&TextBox| {
            left_edge(text) < right_edge(other) && left_edge(other) < right_edge(text)
        };
        let same_row = (0..at).filter(|other| row(*other) == row(at));
        if let Some(other) = same_row.map(|other| &face.texts[other]).find(overlaps) {
            return Err(LayoutError::Overlap {
                one: format!("{side}.text `{}`", text.field.name()),
                other: format!("{side}.text `{}`", other.field.name()),
            });
        }
    }
    Ok(())
}

fn left_edge(text: &TextBox) -> f32 {
    text.label.as_ref().map_or(text.setting.x, |label| label.x.min(text.setting.x))
}

/// The column a text stands in, itself or beside a row of it.
fn row_of(text: &TextBox, face: &FaceLayout) -> Option<usize> {
    match text.baseline {
        Baseline::At(_) => None,
        Baseline::Next { column } => Some(column),
        Baseline::Beside { text } => match face.texts[text].baseline {
            Baseline::Next { column } => Some(column),
            _ => None,
        },
    }
}

fn line(setting: &Setting, baseline: f32, lines: usize) -> Area {
    let more = (lines.max(1) - 1) as f32 * setting.size;
    Area {
        x: setting.x,
        y: baseline - ASCENT * setting.size,
        width: setting.width,
        height: (ASCENT + DESCENT) * setting.size + more,
    }
}
