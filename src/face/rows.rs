//! The person's texts and their labels: fitted into their boxes, rows of a column spread over
//! its height. Every text is fitted before the first is painted.

use super::Field;
use super::canvas::Canvas;
use super::fonts::{Font, Typefaces};
use super::geometry::Geometry;
use super::glyphs::{GlyphCache, GlyphKey};
use super::layout::{Align, Baseline, Column, FaceLayout, Label, Layer, Setting};
use super::paint::FaceError;
use super::text::{
    Fitted, MAX_TEXT_CHARS, MissingGlyph, Room, Shaped, Type, fit, line_width, quarters, scale,
    shape,
};
use crate::record::Biodata;

/// Side bearings and whole-pixel pens may cost a line this much.
const SLACK_PX: f32 = 1.0;

/// All texts of a face, in pixels.
pub(crate) struct Rows {
    geometry: Geometry,
    texts: Vec<Row>,
    columns: Vec<Column>,
}

struct Row {
    field: Field,
    frame: Frame,
    baseline: Baseline,
    /// Label and colon with their pens.
    labels: Vec<(Shaped, f32)>,
}

/// Where a text is set, in pixels.
#[derive(Clone, Copy)]
pub(crate) struct Frame {
    font: Font,
    x: f32,
    room: Room,
    align: Align,
    layer: Layer,
}

/// A text ready to be written.
struct Set {
    text: Shaped,
    fitted: Fitted,
    first_line: f32,
    pitch: f32,
}

impl Rows {
    pub(crate) fn new(
        face: &FaceLayout,
        geometry: Geometry,
        faces: &Typefaces<'_>,
    ) -> Result<Self, MissingGlyph> {
        let mut texts = Vec::with_capacity(face.texts.len());
        for text in &face.texts {
            let mut labels = Vec::new();
            if let Some(label) = &text.label {
                let font = text.setting.font;
                labels.push((shape(faces, font, &label.text)?, geometry.x(label.x)));
                if let Some(colon_x) = label.colon_x {
                    labels.push((shape(faces, font, ":")?, geometry.x(colon_x)));
                }
            }
            let frame = Frame::new(&text.setting, &geometry);
            texts.push(Row { field: text.field, frame, baseline: text.baseline, labels });
        }
        Ok(Self { geometry, texts, columns: face.columns.clone() })
    }

    /// Writes every field of one person, with its label.
    pub(crate) fn write(
        &self,
        person: &Biodata,
        writer: &mut Writer<'_, '_>,
    ) -> Result<(), FaceError> {
        let mut sets: Vec<Set> = Vec::with_capacity(self.texts.len());
        for row in &self.texts {
            sets.push(row.set(person, writer.faces)?);
        }
        for at in 0..self.columns.len() {
            self.spread(at, &mut sets)?;
        }
        for at in 0..self.texts.len() {
            sets[at].first_line = match self.texts[at].baseline {
                Baseline::At(mm) => self.geometry.y(mm),
                Baseline::Beside { text } => sets[text].first_line,
                Baseline::Next { .. } => sets[at].first_line,
            };
        }
        for (row, set) in self.texts.iter().zip(&sets) {
            let whole = row.write(set, writer);
            whole.ok_or(FaceError::DoesNotFit { field: row.field })?;
        }
        Ok(())
    }

    /// Lines of a column stand `pitch` apart, or closer to hold them all; where they would touch,
    /// the type of the whole column shrinks with them.
    fn spread(&self, column: usize, sets: &mut [Set]) -> Result<(), FaceError> {
        let height = self.geometry.length(self.columns[column].last - self.columns[column].first);
        let pitch_for = |lines: usize| {
            let wanted = self.geometry.length(self.columns[column].pitch);
            wanted.min(height / (lines.max(2) - 1) as f32)
        };
        let rows =
            || self.texts.iter().enumerate().filter(|(_, row)| self.column_of(row) == Some(column));
        let lines = |sets: &[Set]| -> usize {
            let next = |row: &Row| matches!(row.baseline, Baseline::Next { .. });
            rows().filter(|(_, row)| next(row)).map(|(at, _)| sets[at].fitted.lines.len()).sum()
        };
        let mut pitch = pitch_for(lines(sets));
        for (at, row) in rows() {
            let mut room = row.frame.room;
            if room.size > pitch {
                room.size = pitch.max(room.min_size);
                let set = &mut sets[at];
                set.fitted =
                    fit(&set.text, &room).ok_or(FaceError::DoesNotFit { field: row.field })?;
            }
        }
        pitch = pitch.min(pitch_for(lines(sets)));
        let mut line = self.geometry.y(self.columns[column].first);
        for (at, row) in rows() {
            sets[at].pitch = pitch;
            if matches!(row.baseline, Baseline::Next { .. }) {
                sets[at].first_line = line;
                line += pitch * sets[at].fitted.lines.len() as f32;
            }
        }
        Ok(())
    }

    fn column_of(&self, row: &Row) -> Option<usize> {
        match row.baseline {
            Baseline::Next { column } => Some(column),
            Baseline::Beside { text } => match self.texts[text].baseline {
                Baseline::Next { column } => Some(column),
                _ => None,
            },
            Baseline::At(_) => None,
        }
    }
}

impl Row {
    fn set(&self, person: &Biodata, faces: &Typefaces<'_>) -> Result<Set, FaceError> {
        let field = self.field;
        let value = field.value(person);
        let chars = value.chars().count();
        if chars > MAX_TEXT_CHARS {
            return Err(FaceError::TooLong { field, chars });
        }
        let text = shape(faces, self.frame.font, &value)
            .map_err(|MissingGlyph(code)| FaceError::MissingGlyph { field, code })?;
        let fitted = fit(&text, &self.frame.room).ok_or(FaceError::DoesNotFit { field })?;
        let pitch = f32::from(fitted.face.quarters) / super::text::QUARTERS;
        Ok(Set { text, fitted, first_line: 0.0, pitch })
    }

    /// `None` when a glyph would leave its box.
    fn write(&self, set: &Set, writer: &mut Writer<'_, '_>) -> Option<()> {
        let first = set.first_line.round() as i32;
        let whole = Type { condense: 100, ..set.fitted.face };
        for (label, x) in &self.labels {
            let all = 0..label.glyphs.len();
            writer.line(label, all, whole, x.round() as i32, first, self.frame.layer)?;
        }
        for (at, line) in set.fitted.lines.iter().enumerate() {
            let baseline = (set.first_line + set.pitch * at as f32).round() as i32;
            let width = line_width(&set.text, line.clone(), set.fitted.face);
            let x = self.frame.pen(width)?;
            let face = set.fitted.face;
            writer.line(&set.text, line.clone(), face, x, baseline, self.frame.layer)?;
        }
        Some(())
    }
}

impl Frame {
    fn new(setting: &Setting, geometry: &Geometry) -> Self {
        let room = Room {
            width: geometry.length(setting.width) - SLACK_PX,
            size: geometry.length(setting.size),
            min_size: geometry.length(setting.min_size),
            max_lines: setting.max_lines,
            order: setting.order,
        };
        let (align, layer) = (setting.align, setting.layer);
        Self { font: setting.font, x: geometry.x(setting.x), room, align, layer }
    }

    /// Whole pixel where a line of this width starts; `None` when it is wider than its box.
    fn pen(&self, width: f32) -> Option<i32> {
        let spare = self.room.width - width;
        let before = match self.align {
            Align::Left => 0.0,
            Align::Centre => spare / 2.0,
            Align::Right => spare,
        };
        (spare > -SLACK_PX).then(|| (self.x + before).round() as i32)
    }
}

/// Writes glyphs of prepared fonts onto one side.
pub(crate) struct Writer<'w, 'f> {
    pub faces: &'w Typefaces<'f>,
    pub glyphs: &'w GlyphCache,
    pub canvas: &'w mut Canvas<'w>,
}

impl Writer<'_, '_> {
    /// A label that is the same on every card.
    pub(crate) fn label(&mut self, label: &Label, geometry: &Geometry) -> Option<()> {
        let text = shape(self.faces, label.setting.font, &label.text).ok()?;
        let frame = Frame::new(&label.setting, geometry);
        let face = Type { quarters: quarters(frame.room.size), condense: 100 };
        let all = 0..text.glyphs.len();
        let x = frame.pen(line_width(&text, all.clone(), face))?;
        let baseline = geometry.y(label.baseline).round() as i32;
        self.line(&text, all, face, x, baseline, frame.layer)
    }

    /// One line from a whole-pixel pen; `None` when a glyph would leave the raster.
    fn line(
        &mut self,
        text: &Shaped,
        line: std::ops::Range<usize>,
        face: Type,
        x: i32,
        baseline: i32,
        layer: Layer,
    ) -> Option<()> {
        let (across, up) = scale(text, face);
        let mut pen = x as f32;
        for shaped in &text.glyphs[line] {
            let key = GlyphKey { font: text.font, id: shaped.id, face };
            let glyph = self.glyphs.get(self.faces, key);
            let left = (pen + shaped.dx * across).round() as i32 + glyph.left;
            let top = baseline - (shaped.dy * up).round() as i32 + glyph.top;
            if glyph.width > 0 && !self.canvas.glyph(&glyph, left, top, layer) {
                return None;
            }
            pen += shaped.advance * across;
        }
        Some(())
    }
}
