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
    /// Labels of a column are of one size, whatever its values had to shrink to.
    label_size: f32,
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
        for (row, set) in self.texts.iter().zip(&self.fit(person, writer.faces)?) {
            let whole = row.write(set, writer);
            whole.ok_or(FaceError::DoesNotFit { field: row.field })?;
        }
        Ok(())
    }

    fn fit(&self, person: &Biodata, faces: &Typefaces<'_>) -> Result<Vec<Set>, FaceError> {
        let mut sets: Vec<Set> = Vec::with_capacity(self.texts.len());
        for row in &self.texts {
            sets.push(row.set(person, faces)?);
        }
        for column in 0..self.columns.len() {
            self.spread(column, &mut sets)?;
        }
        for (at, row) in self.texts.iter().enumerate() {
            sets[at].first_line = match row.baseline {
                Baseline::At(mm) => self.geometry.y(mm),
                Baseline::Beside { text } => sets[text].first_line,
                Baseline::Next { .. } => sets[at].first_line,
            };
        }
        Ok(sets)
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
                set.label_size = room.size;
                set.fitted =
                    fit(&set.text, &room).ok_or(FaceError::DoesNotFit { field: row.field })?;
            }
        }
        // Smaller type may need fewer lines.
        pitch = pitch_for(lines(sets));
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
        let label_size = self.frame.room.size;
        Ok(Set { text, fitted, first_line: 0.0, pitch, label_size })
    }

    /// `None` when a glyph would leave its box.
    fn write(&self, set: &Set, writer: &mut Writer<'_, '_>) -> Option<()> {
        let first = set.first_line.round() as i32;
        let whole = Type { quarters: quarters(set.label_size), condense: 100 };
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

#[cfg(test)]
mod tests {
    use super::super::{Side, sample};
    use super::*;
    use crate::record::Kind;

    /// The resin of each text with its label, painted alone.
    fn alone(kind: Kind, person: &Biodata) -> Vec<(Field, Side)> {
        let layout = sample::layout(kind);
        let geometry = Geometry::default();
        let faces = layout.fonts.open().unwrap();
        let rows = Rows::new(&layout.front, geometry, &faces).unwrap_or_else(|_| panic!("glyphs"));
        let glyphs = GlyphCache::default();
        let sets = rows.fit(person, &faces).unwrap();
        let paint = |(row, set): (&Row, &Set)| {
            let k = vec![0; super::super::stride(geometry.width) * geometry.height as usize];
            let (width, height) = (geometry.width, geometry.height);
            let mut side = Side { width, height, rgb: Vec::new(), k };
            let mut canvas = Canvas::of(&mut side);
            let mut writer = Writer { faces: &faces, glyphs: &glyphs, canvas: &mut canvas };
            row.write(set, &mut writer).unwrap();
            (row.field, side)
        };
        rows.texts.iter().zip(&sets).map(paint).collect()
    }

    #[test]
    fn no_text_lies_over_another_however_long() {
        for kind in Kind::ALL {
            for person in [sample::person(), sample::longest()] {
                let mut all = vec![0u8; super::super::stride(1016) * 648];
                for (field, side) in alone(kind, &person) {
                    let over = all.iter().zip(&side.k).any(|(before, now)| before & now != 0);
                    assert!(!over, "{} lies over another text", field.name());
                    all.iter_mut().zip(&side.k).for_each(|(all, now)| *all |= now);
                }
            }
        }
    }

    #[test]
    fn every_text_stays_within_its_box() {
        let layout = sample::layout(Kind::KtpEl);
        let geometry = Geometry::default();
        for (field, side) in alone(Kind::KtpEl, &sample::longest()) {
            let text = layout.front.texts.iter().find(|text| text.field == field).unwrap();
            let left = text.label.as_ref().map_or(text.setting.x, |label| label.x);
            let left = geometry.x(left).floor() as usize;
            let right = geometry.x(text.setting.x + text.setting.width).ceil() as usize;
            let black =
                |at: &usize| side.k[at / 1016 * 127 + at % 1016 / 8] & (0x80 >> (at % 8)) != 0;
            let dots: Vec<usize> = (0..1016 * 648).filter(black).map(|at| at % 1016).collect();
            assert!(!dots.is_empty(), "{} left no ink", field.name());
            assert!(dots.iter().all(|x| (left..right).contains(x)), "{}", field.name());
        }
    }
}
