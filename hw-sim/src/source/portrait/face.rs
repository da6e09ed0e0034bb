//! Head, ears, eyes, nose, mouth, beard, glasses. Light falls from the upper left.

use tiny_skia::Path;

use super::canvas::{Canvas, Colour, Spot, blob, ellipse, mirrored};
use super::features::{Beard, Features, Glasses, Hair};

const EYE_LINE: f32 = 268.0;
const MOUTH_LINE: f32 = 354.0;
const INK: Colour = Colour(34, 22, 20);

pub fn head(canvas: &mut Canvas, f: &Features) {
    if f.hair != Hair::Hijab {
        ears(canvas, f);
    }
    let outline = outline(f);
    canvas.fill(&outline, f.skin);
    canvas.mask(&outline);
    modelling(canvas, f);
    beard(canvas, f);
    for side in [-1.0, 1.0] {
        eye(canvas, f, side);
        brow(canvas, f, side);
    }
    nose(canvas, f);
    mouth(canvas, f);
    age_lines(canvas, f);
    canvas.unmask();
}

/// The outline of face and skull.
pub fn outline(f: &Features) -> Path {
    mirrored(&[
        (0.0, 124.0),
        (f.face * 0.62, 137.0),
        (f.face * 0.95, 186.0),
        (f.face, 250.0),
        (f.face * 0.96, 310.0),
        (f.jaw, 362.0),
        (f.jaw * 0.52, f.chin - 11.0),
        (0.0, f.chin),
    ])
}

pub fn glasses(canvas: &mut Canvas, f: &Features) {
    let frame = INK.mix(f.accent, 0.25);
    let lens = |side: f32| {
        let x = 240.0 + side * (f.eye_gap + 2.0);
        match f.glasses {
            Glasses::Square => blob(&[
                (x - 30.0, EYE_LINE - 17.0),
                (x, EYE_LINE - 20.0),
                (x + 30.0, EYE_LINE - 17.0),
                (x + 31.0, EYE_LINE),
                (x + 26.0, EYE_LINE + 20.0),
                (x, EYE_LINE + 24.0),
                (x - 26.0, EYE_LINE + 20.0),
                (x - 31.0, EYE_LINE),
            ]),
            _ => ellipse((x, EYE_LINE + 1.0), (29.0, 26.0)),
        }
    };
    if f.glasses == Glasses::None {
        return;
    }
    for side in [-1.0, 1.0] {
        canvas.veil(&lens(side), Colour(220, 235, 245), 0.10);
        canvas.outline(&lens(side), 4.0, frame, 1.0);
        let hinge = 240.0 + side * (f.eye_gap + 32.0);
        let ear = 240.0 + side * (f.face + 2.0);
        canvas.stroke(&[(hinge, EYE_LINE - 6.0), (ear, EYE_LINE - 4.0)], 4.0, frame, 1.0);
    }
    let inner = f.eye_gap - 26.0;
    let bridge =
        [(240.0 - inner, EYE_LINE - 4.0), (240.0, EYE_LINE - 9.0), (240.0 + inner, EYE_LINE - 4.0)];
    canvas.stroke(&bridge, 3.5, frame, 1.0);
}

fn ears(canvas: &mut Canvas, f: &Features) {
    for side in [-1.0, 1.0] {
        let x = 240.0 + side * (f.face + 3.0);
        let ear = blob(&[
            (x - side * 8.0, 250.0),
            (x + side * 8.0, 244.0),
            (x + side * 15.0, 262.0),
            (x + side * 10.0, 292.0),
            (x, 312.0),
            (x - side * 9.0, 304.0),
        ]);
        canvas.fill(&ear, f.skin.darker(if side < 0.0 { 0.95 } else { 0.84 }));
        let shell = [(x - side, 258.0), (x + side * 8.0, 262.0), (x + side * 4.0, 288.0)];
        canvas.stroke(&shell, 3.0, f.skin.darker(0.68), 0.55);
        if f.earrings {
            canvas.fill(&ellipse((x + side, 312.0), (4.5, 5.5)), Colour(226, 186, 90));
            canvas.fill(&ellipse((x + side - 1.5, 310.0), (1.6, 1.8)), Colour(255, 244, 200));
        }
    }
}

/// Light, shade and blood under the skin.
fn modelling(canvas: &mut Canvas, f: &Features) {
    let (shade, light) = (f.skin.darker(0.60).mix(Colour(120, 40, 30), 0.12), f.skin.lighter(0.42));
    canvas.glow((360.0, 300.0), (96.0, 200.0), shade, 0.55);
    canvas.glow((128.0, 330.0), (60.0, 150.0), shade, 0.35);
    canvas.glow((240.0, 432.0), (130.0, 58.0), shade, 0.50);
    canvas.glow((214.0, 196.0), (92.0, 62.0), light, 0.42);
    canvas.glow((190.0, 306.0), (42.0, 34.0), light, 0.26);
    canvas.glow((232.0, 394.0), (30.0, 18.0), light, 0.28);
    let blush = f.skin.mix(Colour(214, 84, 84), 0.5);
    let strength = if f.woman { 0.34 } else { 0.18 };
    for x in [182.0, 298.0] {
        canvas.glow((x, 322.0), (40.0, 28.0), blush, strength);
    }
    for side in [-1.0, 1.0] {
        // The sockets lie deeper.
        let x = 240.0 + side * (f.eye_gap + 1.0);
        canvas.glow((x, EYE_LINE - 4.0), (36.0, 24.0), shade, 0.34);
    }
}

fn eye(canvas: &mut Canvas, f: &Features, side: f32) {
    let (x, w) = (240.0 + side * f.eye_gap, f.eye);
    let open = 8.6 - f.age * 1.6;
    let at = |dx: f32, dy: f32| -> Spot {
        // `dx` grows outwards, where the eye is a little higher.
        (x + side * dx, EYE_LINE + dy - f.eye_tilt * dx / w)
    };
    let almond = blob(&[
        at(-w, 2.5),
        at(-w * 0.5, -open * 0.72),
        at(w * 0.08, -open),
        at(w * 0.62, -open * 0.66),
        at(w, 0.0),
        at(w * 0.5, open * 0.62),
        at(0.0, open * 0.86),
        at(-w * 0.6, open * 0.66),
    ]);
    canvas.fill(&almond, Colour(244, 239, 233));
    let centre = (x, EYE_LINE - 0.6);
    canvas.fill(&ellipse(centre, (10.4, 9.4)), f.iris.darker(0.55));
    canvas.fill(&ellipse(centre, (8.8, 8.2)), f.iris);
    canvas.glow((centre.0, centre.1 + 3.5), (6.5, 5.0), f.iris.lighter(0.4), 0.55);
    canvas.fill(&ellipse(centre, (4.0, 4.0)), Colour(14, 10, 10));
    canvas.fill(&ellipse((centre.0 - 3.0, centre.1 - 3.4), (2.3, 2.1)), Colour(255, 255, 255));
    lids(canvas, f, &at, open);
}

/// Drawn over the eye, so that the upper lid covers the top of the iris.
fn lids(canvas: &mut Canvas, f: &Features, at: &dyn Fn(f32, f32) -> Spot, open: f32) {
    let w = f.eye;
    let fold = f.skin.darker(0.74).mix(Colour(110, 50, 40), 0.18);
    let upper = blob(&[
        at(-w - 2.0, 3.0),
        at(-w * 0.5, -open * 0.72),
        at(w * 0.08, -open),
        at(w * 0.62, -open * 0.66),
        at(w + 2.0, -0.5),
        at(w * 0.62, -open - 4.0),
        at(0.0, -open - 7.0),
        at(-w * 0.6, -open - 3.5),
    ]);
    canvas.veil(&upper, f.skin.darker(0.90), 0.85);
    let lash = if f.woman { 4.0 } else { 2.8 };
    let rim = [
        at(-w, 2.5),
        at(-w * 0.5, -open * 0.72),
        at(w * 0.08, -open),
        at(w * 0.62, -open * 0.66),
        at(w + if f.woman { 4.0 } else { 0.5 }, -0.5 - if f.woman { 1.5 } else { 0.0 }),
    ];
    canvas.stroke(&rim, lash, INK, 0.92);
    let crease = [at(-w * 0.8, -open * 0.8), at(0.0, -open - 6.5), at(w * 0.9, -open * 0.75)];
    canvas.stroke(&crease, 2.0, fold, 0.60);
    let lower =
        [at(w, 0.0), at(w * 0.5, open * 0.62), at(0.0, open * 0.86), at(-w * 0.6, open * 0.66)];
    canvas.stroke(&lower, 1.6, fold.darker(0.8), 0.55);
    let bag = [at(-w * 0.8, open + 6.0), at(0.0, open + 10.5), at(w * 0.75, open + 7.0)];
    canvas.stroke(&bag, 2.2, fold, 0.10 + f.age * 0.35);
}

fn brow(canvas: &mut Canvas, f: &Features, side: f32) {
    let x = 240.0 + side * f.eye_gap;
    let (y, t) = (EYE_LINE - 31.0, f.brow);
    let at = |dx: f32, dy: f32| (x + side * dx, y + dy - f.eye_tilt * dx / 30.0);
    let brow = blob(&[
        at(-24.0, 0.5 - t * 0.30),
        at(-6.0, -2.5 - t * 0.5),
        at(13.0, -4.5 - t * 0.45),
        at(32.0, 5.5),
        at(13.0, -4.0 + t * 0.4),
        at(-6.0, -1.5 + t * 0.6),
        at(-24.0, 1.0 + t * 0.62),
    ]);
    canvas.veil(&brow, f.hair_colour.mix(INK, 0.45), 0.88);
}

fn nose(canvas: &mut Canvas, f: &Features) {
    let (shade, tip) = (f.skin.darker(0.60).mix(Colour(130, 50, 40), 0.2), 322.0);
    let n = f.nose;
    canvas.glow((240.0 + n * 0.66, 296.0), (11.0, 46.0), shade, 0.42);
    canvas.glow((240.0 - n * 0.72, 290.0), (7.0, 40.0), shade, 0.20);
    canvas.glow((236.0, 282.0), (7.0, 44.0), f.skin.lighter(0.5), 0.42);
    canvas.glow((237.0, tip - 9.0), (13.0, 11.0), f.skin.lighter(0.5), 0.45);
    canvas.glow((242.0, tip + 8.0), (n * 1.25, 9.0), shade, 0.50);
    for side in [-1.0, 1.0] {
        let wing = [
            (240.0 + side * n * 0.86, tip - 16.0),
            (240.0 + side * n * 1.08, tip - 4.0),
            (240.0 + side * n * 0.82, tip + 4.0),
        ];
        canvas.stroke(&wing, 2.6, shade, 0.55);
        let nostril = ellipse((240.0 + side * n * 0.46, tip + 2.0), (n * 0.25, 3.0));
        canvas.veil(&nostril, shade.darker(0.45), 0.80);
    }
}

fn mouth(canvas: &mut Canvas, f: &Features) {
    let (w, y, s) = (f.mouth, MOUTH_LINE, f.smile);
    let full = if f.woman { 1.22 } else { 0.95 };
    let upper = mirrored(&[
        (0.0, y - 5.5 * full),
        (w * 0.24, y - 8.2 * full),
        (w * 0.68, y - 4.4),
        (w, y - s),
        (w * 0.5, y + 0.8),
        (0.0, y + 1.6),
    ]);
    let lower = mirrored(&[
        (0.0, y + 0.6),
        (w * 0.5, y + 0.2),
        (w, y - s),
        (w * 0.62, y + 8.2 * full),
        (0.0, y + 12.0 * full),
    ]);
    canvas.fill(&lower, f.lips);
    canvas.fill(&upper, f.lips.darker(0.84));
    canvas.glow((234.0, y + 6.5 * full), (w * 0.45, 4.0), f.lips.lighter(0.6), 0.50);
    let line = [
        (240.0 - w - 1.5, y - s),
        (240.0 - w * 0.5, y + 0.6),
        (240.0, y + 1.6),
        (240.0 + w * 0.5, y + 0.6),
        (240.0 + w + 1.5, y - s),
    ];
    canvas.stroke(&line, 2.2, f.lips.darker(0.42), 0.85);
    let shade = f.skin.darker(0.62);
    canvas.glow((240.0, y + 20.0 * full), (w * 0.7, 7.0), shade, 0.36);
    canvas.glow((240.0, y - 15.0), (5.0, 9.0), shade, 0.22);
}

fn beard(canvas: &mut Canvas, f: &Features) {
    let hair = f.hair_colour.mix(f.skin, 0.22);
    let y = MOUTH_LINE;
    if !f.woman && f.beard != Beard::Full {
        // Shaven, yet not bare.
        canvas.glow((240.0, y + 24.0), (92.0, 62.0), f.skin.mix(f.hair_colour, 0.5), 0.20);
    }
    if matches!(f.beard, Beard::Full) {
        let full = mirrored(&[
            (0.0, y - 18.0),
            (f.mouth, y - 12.0),
            (f.mouth + 14.0, y + 4.0),
            (f.face * 0.84, y - 36.0),
            (f.face * 1.04, y - 70.0),
            (f.face * 1.04, y),
            (f.jaw, f.chin + 6.0),
            (0.0, f.chin + 10.0),
        ]);
        canvas.veil(&full, hair, 0.80);
    }
    if matches!(f.beard, Beard::Goatee) {
        let goatee = mirrored(&[
            (0.0, y + 18.0),
            (14.0, y + 24.0),
            (26.0, f.chin - 22.0),
            (18.0, f.chin + 4.0),
            (0.0, f.chin + 6.0),
        ]);
        canvas.veil(&goatee, hair, 0.82);
    }
    if f.beard != Beard::None {
        let moustache = mirrored(&[
            (0.0, y - 17.0),
            (16.0, y - 19.0),
            (f.mouth + 3.0, y - 4.0),
            (f.mouth - 6.0, y - 5.0),
            (14.0, y - 9.0),
            (0.0, y - 8.0),
        ]);
        canvas.veil(&moustache, hair.darker(0.92), 0.90);
    }
}

fn age_lines(canvas: &mut Canvas, f: &Features) {
    let line = f.skin.darker(0.60);
    for side in [-1.0, 1.0] {
        let at = |dx: f32, y: f32| (240.0 + side * dx, y);
        let fold = [at(f.nose + 8.0, 318.0), at(f.mouth + 5.0, 338.0), at(f.mouth + 9.0, 356.0)];
        canvas.stroke(&fold, 2.6, line, 0.10 + f.age * 0.34);
        if f.age > 0.4 {
            let crow = f.eye_gap + f.eye + 6.0;
            for dy in [-5.0, 1.0, 7.0] {
                let foot = [at(crow, EYE_LINE + dy * 0.6), at(crow + 11.0, EYE_LINE + dy * 1.7)];
                canvas.stroke(&foot, 1.6, line, f.age * 0.38);
            }
        }
    }
    if f.age > 0.45 {
        for (y, half) in [(196.0, 44.0), (210.0, 50.0), (223.0, 40.0)] {
            let furrow = [(240.0 - half, y + 2.0), (240.0, y - 2.0), (240.0 + half, y + 2.0)];
            canvas.stroke(&furrow, 1.8, line, f.age * 0.30);
        }
    }
}
