//! Pages of A4 (ISO 216) being filled from the top down. What is a value stands between marks of
//! its own (marked content `V`), so that it is read back whole; frames and page numbers do not.

use printpdf::{
    Color, FontId, Line, LinePoint, Mm, Op, PaintMode, PdfFontHandle, Point, Pt, Rect, Rgb,
    TextItem, XObjectId, XObjectTransform,
};

use super::model::Way;
use super::typeset::{Style, Typesetter};
use crate::face::Font;

/// Marks a value in a page's content.
pub const VALUE: &str = "V";
/// Room for the foot: the QR with its quiet zone.
pub const FOOT_MM: f32 = 38.0;
const TOP_MM: f32 = 15.0;

/// All pages so far; the last one is being filled.
pub struct Pages<'a> {
    pub set: &'a Typesetter<'a>,
    pub way: Way,
    pub ops: Vec<Vec<Op>>,
    /// Codes that the blocks show, by their name in the file.
    pub codes: Vec<(XObjectId, String)>,
    /// How far the page is filled, from its upper edge.
    y: f32,
}

impl<'a> Pages<'a> {
    pub fn new(set: &'a Typesetter<'a>, way: Way) -> Self {
        Self { set, way, ops: vec![Vec::new()], codes: Vec::new(), y: TOP_MM }
    }

    pub fn size(&self) -> (f32, f32) {
        match self.way {
            Way::Upright => (210.0, 297.0),
            Way::Across => (297.0, 210.0),
        }
    }

    pub fn margin(&self) -> f32 {
        match self.way {
            Way::Upright => 15.0,
            Way::Across => 12.0,
        }
    }

    /// Between the margins.
    pub fn width(&self) -> f32 {
        self.size().0 - 2.0 * self.margin()
    }

    /// What a page can hold below its top edge.
    pub fn height(&self) -> f32 {
        self.size().1 - TOP_MM - FOOT_MM
    }

    pub fn room(&self) -> f32 {
        self.size().1 - FOOT_MM - self.y
    }

    pub fn y(&self) -> f32 {
        self.y
    }

    pub fn skip(&mut self, height: f32) {
        self.y += height;
    }

    /// A new page, unless so much fits below on this one.
    pub fn need(&mut self, height: f32) -> bool {
        let turns = self.room() < height;
        if turns {
            self.ops.push(Vec::new());
            self.y = TOP_MM;
        }
        turns
    }

    /// A value, its lines from `top` down.
    pub fn value(&mut self, (x, top): (f32, f32), style: Style, lines: &[Placed]) {
        self.page().push(Op::BeginMarkedContent { tag: VALUE.to_owned() });
        for (at, line) in lines.iter().enumerate() {
            let y = top + style.ascent() + style.leading() * at as f32;
            self.text((x + line.indent, y), style, &line.text);
        }
        self.page().push(Op::EndMarkedContent);
    }

    /// Text with its baseline at `y` from the upper edge.
    pub fn text(&mut self, (x, y): (f32, f32), style: Style, text: &str) {
        if text.is_empty() {
            return;
        }
        let pos = self.point(x, y);
        self.page().extend(set(pos, style, text));
    }

    pub fn line(&mut self, from: (f32, f32), to: (f32, f32), width: f32) {
        let points = [from, to].map(|(x, y)| LinePoint { p: self.point(x, y), bezier: false });
        let line = Line { points: points.to_vec(), is_closed: false };
        self.page().extend([Op::SetOutlineThickness { pt: Pt(width) }, Op::DrawLine { line }]);
    }

    /// A pale ground below text.
    pub fn ground(&mut self, (x, top): (f32, f32), (width, height): (f32, f32)) {
        let corner = self.point(x, top + height);
        let rectangle = Rect {
            x: corner.x,
            y: corner.y,
            width: Mm(width).into(),
            height: Mm(height).into(),
            mode: Some(PaintMode::Fill),
            winding_order: None,
        };
        let pale = Color::Rgb(Rgb::new(0.92, 0.93, 0.95, None));
        self.page().extend([
            Op::SaveGraphicsState,
            Op::SetFillColor { col: pale },
            Op::DrawRectangle { rectangle },
            Op::RestoreGraphicsState,
        ]);
    }

    /// A code of this size, its upper left corner at `(x, top)`.
    pub fn code(&mut self, (x, top): (f32, f32), size: f32, text: &str) {
        let id = XObjectId(format!("code{}", self.codes.len()));
        self.codes.push((id.clone(), text.to_owned()));
        let at = self.point(x, top + size);
        let dots = super::press::code_dots(text);
        self.page().push(place(id, at, size, dots));
    }

    pub fn page(&mut self) -> &mut Vec<Op> {
        if self.ops.is_empty() {
            self.ops.push(Vec::new());
        }
        let last = self.ops.len() - 1;
        &mut self.ops[last]
    }

    /// From the upper left corner to a PDF's own, the lower left one.
    pub fn point(&self, x: f32, y: f32) -> Point {
        Point::new(Mm(x), Mm(self.size().1 - y))
    }
}

/// One line of a value, moved to the right for its alignment.
#[derive(Debug, Clone)]
pub struct Placed {
    pub indent: f32,
    pub text: String,
}

impl Placed {
    pub fn left(lines: Vec<String>) -> Vec<Self> {
        lines.into_iter().map(|text| Self { indent: 0.0, text }).collect()
    }
}

pub fn font_id(font: Font) -> FontId {
    FontId(if font == Font::SansBold { "bold" } else { "sans" }.to_owned())
}

fn set(pos: Point, style: Style, text: &str) -> [Op; 5] {
    [
        Op::StartTextSection,
        Op::SetFont { font: PdfFontHandle::External(font_id(style.font)), size: Pt(style.size) },
        Op::SetTextCursor { pos },
        Op::ShowText { items: vec![TextItem::Text(text.to_owned())] },
        Op::EndTextSection,
    ]
}

/// A square picture of so many dots a side.
pub fn place(id: XObjectId, at: Point, size: f32, dots: usize) -> Op {
    // At `dpi` 72 the library makes a dot a point.
    let scale = Pt::from(Mm(size)).0 / dots.max(1) as f32;
    let transform = XObjectTransform {
        translate_x: Some(at.x),
        translate_y: Some(at.y),
        scale_x: Some(scale),
        scale_y: Some(scale),
        dpi: Some(72.0),
        ..XObjectTransform::default()
    };
    Op::UseXobject { id, transform }
}
