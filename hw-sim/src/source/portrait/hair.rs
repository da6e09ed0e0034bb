//! Hair and what is worn on it: what hangs behind the head, and what lies before the forehead.

use super::super::random::Random;
use super::canvas::{Canvas, Colour, Spot, blob, both_halves, ellipse, mirrored};
use super::features::{Features, Hair};

/// Drawn before the shoulders: long hair, the back of a head cloth.
pub fn behind(canvas: &mut Canvas, f: &Features) {
    let (w, colour) = (f.face, f.hair_colour.darker(0.72));
    match f.hair {
        Hair::Long => {
            let fall = mirrored(&[
                (0.0, 96.0),
                (w * 0.82, 122.0),
                (w + 24.0, 220.0),
                (w + 30.0, 340.0),
                (w + 34.0, 470.0),
                (w + 20.0, 560.0),
                (0.0, 570.0),
            ]);
            canvas.fill(&fall, colour);
        }
        Hair::Bob => {
            let bob = mirrored(&[
                (0.0, 98.0),
                (w * 0.84, 124.0),
                (w + 24.0, 230.0),
                (w + 26.0, 340.0),
                (w + 10.0, 404.0),
                (0.0, 400.0),
            ]);
            canvas.fill(&bob, colour);
        }
        Hair::Bun => {
            canvas.fill(&ellipse((240.0, 92.0), (46.0, 36.0)), colour);
            canvas.glow((228.0, 80.0), (34.0, 22.0), f.hair_colour.lighter(0.3), 0.4);
        }
        Hair::LongCurls => cloud(canvas, f, (240.0, 268.0), (w + 26.0, 150.0)),
        Hair::Curls => cloud(canvas, f, (240.0, 176.0), (w - 1.0, 72.0)),
        // The inside of the cloth, seen between its rim and the cheek.
        Hair::Hijab => {
            let inside = ellipse((240.0, 290.0), (w + 4.0, 140.0));
            canvas.fill(&inside, f.cover.unwrap_or(f.cloth).darker(0.5));
        }
        _ => {}
    }
}

/// Drawn over the head.
pub fn before(canvas: &mut Canvas, f: &Features) {
    match f.hair {
        Hair::Hijab => hijab(canvas, f),
        Hair::Peci => peci(canvas, f),
        Hair::Bald => stubble(canvas, f),
        Hair::Receding => receding(canvas, f),
        Hair::Curls | Hair::LongCurls => curls(canvas, f),
        Hair::Short | Hair::SideParting | Hair::Quiff => cropped(canvas, f),
        Hair::Bun => combed_back(canvas, f),
        Hair::Long | Hair::Bob => parted(canvas, f),
    }
}

/// A man's cut: full on top, short at the sides.
fn cropped(canvas: &mut Canvas, f: &Features) {
    sides(canvas, f);
    let w = f.face;
    let (lift, left, right) = match f.hair {
        Hair::Quiff => (16.0, 172.0, 160.0),
        Hair::SideParting => (5.0, 152.0, 184.0),
        _ => (0.0, 168.0, 168.0),
    };
    let top = [
        (240.0 - w - 3.0, 222.0),
        (240.0 - w * 1.00, 168.0),
        (240.0 - w * 0.74, 120.0 - lift * 0.5),
        (240.0 - w * 0.10, 102.0 - lift),
        (240.0 + w * 0.70, 116.0 - lift * 0.6),
        (240.0 + w * 1.00, 166.0),
        (240.0 + w + 3.0, 222.0),
        (240.0 + w * 0.86, right + 12.0),
        (240.0 + w * 0.5, right - 8.0),
        (240.0, 166.0 - lift * 0.3),
        (240.0 - w * 0.5, left - 6.0),
        (240.0 - w * 0.86, left + 18.0),
    ];
    canvas.fill(&blob(&top), f.hair_colour);
    canvas.mask(&blob(&top));
    canvas.glow((200.0, 122.0 - lift * 0.5), (70.0, 34.0), f.hair_colour.lighter(0.42), 0.42);
    strands(canvas, f, (96.0 - lift, 176.0));
    canvas.unmask();
}

fn sides(canvas: &mut Canvas, f: &Features) {
    let w = f.face;
    for side in [-1.0, 1.0] {
        let at = |dx: f32, y: f32| (240.0 + side * dx, y);
        let temple = blob(&[
            at(w + 4.0, 184.0),
            at(w + 6.0, 232.0),
            at(w + 1.0, 268.0),
            at(w - 8.0, 262.0),
            at(w - 9.0, 222.0),
            at(w - 22.0, 186.0),
            at(w - 14.0, 164.0),
        ]);
        canvas.veil(&temple, f.hair_colour.mix(f.skin, 0.10), 0.94);
    }
}

fn receding(canvas: &mut Canvas, f: &Features) {
    sides(canvas, f);
    let w = f.face;
    for side in [-1.0, 1.0] {
        let at = |dx: f32, y: f32| (240.0 + side * dx, y);
        let tuft = blob(&[
            at(4.0, 112.0),
            at(w * 0.62, 124.0),
            at(w + 2.0, 186.0),
            at(w + 3.0, 216.0),
            at(w * 0.84, 196.0),
            at(w * 0.64, 152.0),
            at(w * 0.30, 138.0),
            at(4.0, 150.0),
        ]);
        canvas.veil(&tuft, f.hair_colour, 0.94);
    }
}

fn stubble(canvas: &mut Canvas, f: &Features) {
    let shade = f.skin.mix(f.hair_colour, 0.55);
    canvas.mask(&super::face::outline(f));
    for side in [-1.0, 1.0] {
        canvas.glow((240.0 + side * f.face, 205.0), (38.0, 70.0), shade, 0.55);
    }
    canvas.glow((214.0, 156.0), (56.0, 26.0), f.skin.lighter(0.7), 0.45);
    canvas.unmask();
}

/// A woman's hair before the temples, parted in the middle or at one side.
fn parted(canvas: &mut Canvas, f: &Features) {
    let w = f.face;
    let parting = 240.0 + Random::derive(f.seed, "parting").between(-34.0, 20.0);
    let low = 318.0;
    for side in [-1.0, 1.0] {
        let at = |dx: f32, y: f32| (240.0 + side * dx, y);
        let sweep = blob(&[
            (parting, 100.0),
            at(w * 0.7, 112.0),
            at(w + 14.0, 186.0),
            at(w + 18.0, low - 40.0),
            at(w + 6.0, low),
            at(w - 6.0, low - 46.0),
            at(w - 12.0, 214.0),
            at(w * 0.56, 174.0),
            (parting + side * 8.0, 150.0),
            (parting - side * 2.0, 134.0),
        ]);
        canvas.fill(&sweep, f.hair_colour);
        canvas.mask(&sweep);
        let shine = f.hair_colour.lighter(0.5);
        canvas.glow(at(w * 0.62, 146.0), (54.0, 26.0), shine, if side < 0.0 { 0.42 } else { 0.24 });
        for step in 0..5 {
            let s = step as f32 * 8.0;
            let strand = [
                (parting + side * s * 0.4, 110.0),
                at(w * 0.62 + s * 0.4, 136.0 + s),
                at(w + s * 0.4, low),
            ];
            canvas.stroke(&strand, 1.4, f.hair_colour.lighter(0.25), 0.30);
        }
        canvas.unmask();
    }
}

/// A woman's hair drawn tight to the knot.
fn combed_back(canvas: &mut Canvas, f: &Features) {
    let w = f.face;
    let cap = mirrored(&[
        (0.0, 104.0),
        (w * 0.62, 120.0),
        (w + 1.0, 180.0),
        (w + 6.0, 236.0),
        (w - 1.0, 274.0),
        (w - 7.0, 232.0),
        (w * 0.80, 190.0),
        (w * 0.42, 164.0),
        (0.0, 156.0),
    ]);
    canvas.fill(&cap, f.hair_colour);
    canvas.mask(&cap);
    canvas.glow((200.0, 132.0), (70.0, 30.0), f.hair_colour.lighter(0.5), 0.40);
    for step in 0..9 {
        let s = step as f32 / 8.0 * 2.0 - 1.0;
        let strand =
            [(240.0 + s * w, 200.0), (240.0 + s * w * 0.7, 140.0), (240.0 + s * 20.0, 100.0)];
        canvas.stroke(&strand, 1.4, f.hair_colour.lighter(0.25), 0.30);
    }
    canvas.unmask();
}

/// A cloud of curls, drawn behind the head.
fn cloud(canvas: &mut Canvas, f: &Features, (cx, cy): Spot, (rx, ry): Spot) {
    let random = &mut Random::derive(f.seed, "cloud");
    canvas.fill(&ellipse((cx, cy), (rx, ry)), f.hair_colour.darker(0.8));
    for _ in 0..150 {
        let angle = random.between(0.0, std::f32::consts::TAU);
        let spot = (cx + angle.cos() * rx, cy + angle.sin() * ry);
        let radius = random.between(8.0, 15.0);
        let tone = f.hair_colour.darker(random.between(0.7, 1.0));
        canvas.fill(&ellipse(spot, (radius, radius)), tone);
    }
}

/// Small curls over the top of the head.
fn curls(canvas: &mut Canvas, f: &Features) {
    let random = &mut Random::derive(f.seed, "curls");
    let w = f.face;
    let long = f.hair == Hair::LongCurls;
    let cap = mirrored(&[
        (0.0, 102.0),
        (w * 0.66, 114.0),
        (w + 5.0, 174.0),
        (w + 6.0, if long { 300.0 } else { 236.0 }),
        (w - 8.0, 226.0),
        (w * 0.8, 182.0),
        (w * 0.4, 160.0),
        (0.0, 158.0),
    ]);
    canvas.fill(&cap, f.hair_colour);
    for _ in 0..260 {
        let angle = random.between(-std::f32::consts::PI, 0.0);
        let reach = random.between(0.80, 1.06);
        let x = 240.0 + angle.cos() * (w + 4.0) * reach;
        let y = 214.0 + angle.sin() * 112.0 * reach;
        if y > 212.0 || (y > 168.0 && (x - 240.0).abs() < w * 0.74) {
            continue;
        }
        let radius = random.between(4.0, 8.5);
        let tone = f.hair_colour.mix(f.hair_colour.lighter(0.3), random.between(0.0, 0.55));
        canvas.fill(&ellipse((x, y), (radius, radius)), tone);
        canvas.outline(&ellipse((x, y), (radius, radius)), 1.4, f.hair_colour.darker(0.6), 0.6);
    }
}

fn strands(canvas: &mut Canvas, f: &Features, (top, low): Spot) {
    let random = &mut Random::derive(f.seed, "strands");
    for _ in 0..34 {
        let x = 240.0 + random.between(-1.0, 1.0) * f.face;
        let lean = random.between(6.0, 24.0);
        let strand = [(x, top + 8.0), (x + lean * 0.4, (top + low) * 0.5), (x + lean, low)];
        let tone = if random.percent(50) {
            f.hair_colour.lighter(0.22)
        } else {
            f.hair_colour.darker(0.6)
        };
        canvas.stroke(&strand, 1.5, tone, 0.38);
    }
}

/// The black cap: an oval band with a flat crown.
fn peci(canvas: &mut Canvas, f: &Features) {
    sides(canvas, f);
    let w = f.face;
    let velvet = Colour(30, 28, 32);
    let cap = blob(&[
        (240.0 - w * 0.82, 92.0),
        (240.0, 78.0),
        (240.0 + w * 0.82, 92.0),
        (240.0 + w * 0.98, 120.0),
        (240.0 + w + 7.0, 196.0),
        (240.0 + w * 0.6, 188.0),
        (240.0, 182.0),
        (240.0 - w * 0.6, 188.0),
        (240.0 - w - 7.0, 196.0),
        (240.0 - w * 0.98, 120.0),
    ]);
    canvas.mask(&super::face::outline(f));
    canvas.glow((240.0, 190.0), (w * 1.1, 26.0), f.skin.darker(0.45), 0.6);
    canvas.unmask();
    canvas.fill(&cap, velvet);
    canvas.mask(&cap);
    canvas.glow((196.0, 132.0), (46.0, 70.0), Colour(96, 94, 104), 0.55);
    canvas.glow((330.0, 140.0), (50.0, 90.0), Colour(8, 8, 10), 0.6);
    let crown = [(240.0 - w * 0.9, 101.0), (240.0, 88.0), (240.0 + w * 0.9, 101.0)];
    canvas.stroke(&crown, 2.0, Colour(92, 90, 100), 0.5);
    canvas.unmask();
}

/// A head cloth: round the face, under the chin, over shoulders and breast.
fn hijab(canvas: &mut Canvas, f: &Features) {
    let cloth = f.cover.unwrap_or(f.cloth);
    let (dark, light) = (cloth.darker(0.66), cloth.lighter(0.34));
    let w = f.face;
    let hole = [
        (0.0, 158.0),
        (w * 0.58, 172.0),
        (w * 0.90, 222.0),
        (w * 0.93, 290.0),
        (w * 0.80, 350.0),
        (w * 0.44, f.chin - 12.0),
        (0.0, f.chin - 2.0),
    ];
    let (outer, inner) = (both_halves(&drape(w)), both_halves(&hole));
    canvas.ring(&outer, &inner, cloth);
    canvas.mask_ring(&outer, &inner);
    canvas.glow((176.0, 150.0), (90.0, 70.0), light, 0.60);
    canvas.glow((356.0, 250.0), (60.0, 190.0), dark, 0.60);
    canvas.glow((240.0, 446.0), (150.0, 52.0), dark, 0.62);
    canvas.glow((150.0, 540.0), (90.0, 90.0), light, 0.40);
    folds(canvas, f, dark, light);
    canvas.outline(&mirrored(&hole), 9.0, dark, 0.45);
    canvas.outline(&mirrored(&hole), 3.0, light, 0.40);
    canvas.unmask();
}

fn drape(w: f32) -> [Spot; 10] {
    [
        (0.0, 92.0),
        (w * 0.72, 108.0),
        (w + 22.0, 180.0),
        (w + 30.0, 290.0),
        (w + 20.0, 380.0),
        (w + 42.0, 450.0),
        (w + 88.0, 520.0),
        (w + 96.0, 600.0),
        (w + 60.0, 680.0),
        (0.0, 690.0),
    ]
}

fn folds(canvas: &mut Canvas, f: &Features, dark: Colour, light: Colour) {
    let random = &mut Random::derive(f.seed, "folds");
    let w = f.face;
    for step in 0..6 {
        let s = step as f32;
        let sway = random.between(-10.0, 10.0);
        let sweep = [
            (240.0 + w + 14.0 - s * 3.0, 360.0 + s * 6.0),
            (240.0 + w * 0.5 - s * 6.0, 436.0 + s * 18.0),
            (240.0 - w * 0.4 + sway, 480.0 + s * 26.0),
            (240.0 - w - 120.0, 490.0 + s * 36.0),
        ];
        canvas.stroke(&sweep, 7.0, dark, 0.34);
        let lit = sweep.map(|(x, y)| (x - 2.0, y - 8.0));
        canvas.stroke(&lit, 5.0, light, 0.24);
    }
    let temple = [(240.0 - w - 14.0, 230.0), (240.0 - w - 16.0, 320.0), (240.0 - w * 0.7, 410.0)];
    canvas.stroke(&temple, 6.0, dark, 0.30);
    let crown = [(240.0 - w * 0.6, 138.0), (240.0, 126.0), (240.0 + w * 0.7, 144.0)];
    canvas.stroke(&crown, 5.0, dark, 0.20);
}
