//! Few brushes over tiny-skia, in the coordinates of a 480 × 640 sheet whatever the real size:
//! organic outlines through points, flat and graded fills, soft light, strokes, one mask.

use tiny_skia::{
    BlendMode, Color, FillRule, GradientStop, LineCap, LineJoin, LinearGradient, Mask, Paint, Path,
    PathBuilder, Pixmap, Point, RadialGradient, Shader, SpreadMode, Stroke, Transform,
};

pub type Spot = (f32, f32);

/// Opaque sRGB.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// 0 = this, 1 = white.
    pub fn lighter(self, share: f32) -> Self {
        self.mix(Self(255, 255, 255), share)
    }

    /// 1 = this, 0 = black.
    pub fn darker(self, share: f32) -> Self {
        self.mix(Self(0, 0, 0), 1.0 - share)
    }

    pub fn mix(self, other: Self, share: f32) -> Self {
        let one = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * share) as u8;
        Self(one(self.0, other.0), one(self.1, other.1), one(self.2, other.2))
    }

    fn alpha(self, alpha: f32) -> Color {
        Color::from_rgba8(self.0, self.1, self.2, (alpha.clamp(0.0, 1.0) * 255.0) as u8)
    }
}

pub struct Canvas {
    pixmap: Pixmap,
    transform: Transform,
    mask: Option<Mask>,
}

impl Canvas {
    /// `width` and `height` are small and not zero: the sizes of a portrait.
    pub fn new(width: u32, height: u32) -> Self {
        let pixmap = Pixmap::new(width.max(1), height.max(1)).expect("a portrait's size is lawful");
        let transform = Transform::from_scale(width as f32 / 480.0, height as f32 / 640.0);
        Self { pixmap, transform, mask: None }
    }

    pub fn rgb(&self) -> Vec<u8> {
        // Everything lies on an opaque wall, so premultiplied is plain.
        self.pixmap.pixels().iter().flat_map(|p| [p.red(), p.green(), p.blue()]).collect()
    }

    pub fn flood(&mut self, colour: Colour) {
        self.pixmap.fill(colour.alpha(1.0));
    }

    /// Until `unmask`, only what lies inside `path` is painted.
    pub fn mask(&mut self, path: &Path) {
        self.mask = Mask::new(self.pixmap.width(), self.pixmap.height());
        if let Some(mask) = &mut self.mask {
            mask.fill_path(path, FillRule::Winding, true, self.transform);
        }
    }

    /// As `mask`, for the ring between two outlines.
    pub fn mask_ring(&mut self, outer: &[Spot], inner: &[Spot]) {
        self.mask = Mask::new(self.pixmap.width(), self.pixmap.height());
        if let Some(mask) = &mut self.mask {
            mask.fill_path(&ring(outer, inner), FillRule::EvenOdd, true, self.transform);
        }
    }

    /// Fills the ring between two outlines.
    pub fn ring(&mut self, outer: &[Spot], inner: &[Spot], colour: Colour) {
        let paint = brush(Shader::SolidColor(colour.alpha(1.0)));
        let path = ring(outer, inner);
        self.pixmap.fill_path(&path, &paint, FillRule::EvenOdd, self.transform, None);
    }

    pub fn unmask(&mut self) {
        self.mask = None;
    }

    pub fn fill(&mut self, path: &Path, colour: Colour) {
        self.veil(path, colour, 1.0);
    }

    /// A fill through which what is below shows.
    pub fn veil(&mut self, path: &Path, colour: Colour, alpha: f32) {
        self.paint(path, Shader::SolidColor(colour.alpha(alpha)));
    }

    /// From one colour to another along a line.
    pub fn grade(&mut self, path: &Path, from: (Spot, Colour), to: (Spot, Colour)) {
        let stops = stops(from.1.alpha(1.0), to.1.alpha(1.0));
        let (a, b) = (point(from.0), point(to.0));
        let shader = LinearGradient::new(a, b, stops, SpreadMode::Pad, Transform::identity());
        self.paint(path, shader.unwrap_or(Shader::SolidColor(from.1.alpha(1.0))));
    }

    /// Soft light or shadow: strongest at the centre, nothing at the rim.
    pub fn glow(&mut self, at: Spot, radii: Spot, colour: Colour, alpha: f32) {
        let squeeze = Transform::from_scale(radii.0, radii.1).post_translate(at.0, at.1);
        let stops = vec![
            GradientStop::new(0.0, colour.alpha(alpha)),
            GradientStop::new(0.5, colour.alpha(alpha * 0.55)),
            GradientStop::new(1.0, colour.alpha(0.0)),
        ];
        let origin = Point::from_xy(0.0, 0.0);
        let shader = RadialGradient::new(origin, 0.0, origin, 1.0, stops, SpreadMode::Pad, squeeze);
        if let Some(shader) = shader {
            self.paint(&ellipse(at, radii), shader);
        }
    }

    /// A line of even width with round ends, through all spots.
    pub fn stroke(&mut self, spots: &[Spot], width: f32, colour: Colour, alpha: f32) {
        self.outline(&curve(spots, false), width, colour, alpha);
    }

    pub fn outline(&mut self, path: &Path, width: f32, colour: Colour, alpha: f32) {
        let paint = brush(Shader::SolidColor(colour.alpha(alpha)));
        let (line_cap, line_join) = (LineCap::Round, LineJoin::Round);
        let stroke = Stroke { width, line_cap, line_join, ..Stroke::default() };
        let mask = self.mask.as_ref();
        self.pixmap.stroke_path(path, &paint, &stroke, self.transform, mask);
    }

    fn paint(&mut self, path: &Path, shader: Shader<'_>) {
        let mask = self.mask.as_ref();
        self.pixmap.fill_path(path, &brush(shader), FillRule::Winding, self.transform, mask);
    }
}

/// A closed outline that runs smoothly through all spots.
pub fn blob(spots: &[Spot]) -> Path {
    curve(spots, true)
}

/// A closed outline, mirrored at the middle of the sheet: spots of the right half from top to
/// bottom, as distances from the middle.
pub fn mirrored(half: &[Spot]) -> Path {
    blob(&both_halves(half))
}

/// A closed outline with straight sides.
pub fn polygon(spots: &[Spot]) -> Path {
    let mut builder = PathBuilder::new();
    for (index, spot) in spots.iter().enumerate() {
        match index {
            0 => builder.move_to(spot.0, spot.1),
            _ => builder.line_to(spot.0, spot.1),
        }
    }
    builder.close();
    finish(builder)
}

pub fn ellipse((x, y): Spot, (rx, ry): Spot) -> Path {
    let rect = tiny_skia::Rect::from_xywh(x - rx, y - ry, rx * 2.0, ry * 2.0);
    rect.and_then(PathBuilder::from_oval).unwrap_or_else(nothing)
}

/// Both halves of an outline that is mirrored at the middle of the sheet.
pub fn both_halves(half: &[Spot]) -> Vec<Spot> {
    let right = half.iter().map(|(x, y)| (240.0 + x, *y));
    let left = half.iter().rev().filter(|(x, _)| *x != 0.0).map(|(x, y)| (240.0 - x, *y));
    right.chain(left).collect()
}

fn ring(outer: &[Spot], inner: &[Spot]) -> Path {
    let mut builder = PathBuilder::new();
    trace(&mut builder, outer, true);
    trace(&mut builder, inner, true);
    finish(builder)
}

fn curve(spots: &[Spot], closed: bool) -> Path {
    let mut builder = PathBuilder::new();
    trace(&mut builder, spots, closed);
    finish(builder)
}

/// Catmull-Rom through the spots, as cubic Béziers.
fn trace(builder: &mut PathBuilder, spots: &[Spot], closed: bool) {
    let count = spots.len() as isize;
    let spot = |index: isize| match closed {
        true => spots[index.rem_euclid(count) as usize],
        false => spots[index.clamp(0, count - 1) as usize],
    };
    if count > 1 {
        builder.move_to(spots[0].0, spots[0].1);
        for index in 0..(if closed { count } else { count - 1 }) {
            let (p0, p1) = (spot(index - 1), spot(index));
            let (p2, p3) = (spot(index + 1), spot(index + 2));
            builder.cubic_to(
                p1.0 + (p2.0 - p0.0) / 6.0,
                p1.1 + (p2.1 - p0.1) / 6.0,
                p2.0 - (p3.0 - p1.0) / 6.0,
                p2.1 - (p3.1 - p1.1) / 6.0,
                p2.0,
                p2.1,
            );
        }
        if closed {
            builder.close();
        }
    }
}

fn finish(builder: PathBuilder) -> Path {
    builder.finish().unwrap_or_else(nothing)
}

/// A dot outside the sheet, where an outline came to nothing.
fn nothing() -> Path {
    PathBuilder::from_circle(-100.0, -100.0, 1.0).expect("a circle is a path")
}

fn brush(shader: Shader<'_>) -> Paint<'_> {
    Paint { shader, blend_mode: BlendMode::SourceOver, anti_alias: true, ..Paint::default() }
}

fn stops(from: Color, to: Color) -> Vec<GradientStop> {
    vec![GradientStop::new(0.0, from), GradientStop::new(1.0, to)]
}

fn point((x, y): Spot) -> Point {
    Point::from_xy(x, y)
}
