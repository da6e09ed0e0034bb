//! Neck, shoulders and what is worn: shirt, suit with tie, batik, blouse, kebaya, blazer.

use super::canvas::{Canvas, Colour, Spot, blob, ellipse, mirrored, polygon};
use super::features::{Clothes, Features};

pub fn neck_and_shoulders(canvas: &mut Canvas, f: &Features) {
    let width = if f.woman { 158.0 } else { 186.0 };
    let half = if f.woman { 46.0 } else { 58.0 };
    neck(canvas, f, half);
    let torso = mirrored(&[
        (0.0, neckline_depth(f)),
        (half * 0.62, 500.0),
        (half + 10.0, 456.0),
        (width * 0.62, 482.0),
        (width, 524.0),
        (width + 26.0, 600.0),
        (width + 30.0, 690.0),
        (0.0, 700.0),
    ]);
    let (dark, light) = (f.cloth.darker(0.62), f.cloth.lighter(0.22));
    canvas.grade(&torso, ((110.0, 470.0), light), ((390.0, 660.0), f.cloth.darker(0.74)));
    canvas.mask(&torso);
    if matches!(f.clothes, Clothes::Batik) {
        kawung(canvas, f);
    }
    if matches!(f.clothes, Clothes::Kebaya) {
        lace(canvas, f);
    }
    for side in [-1.0, 1.0] {
        let at = |dx: f32, y: f32| (240.0 + side * dx, y);
        let fold = [at(width * 0.72, 560.0), at(width * 0.66, 610.0), at(width * 0.70, 660.0)];
        canvas.stroke(&fold, 5.0, dark, 0.35);
    }
    canvas.glow((420.0, 600.0), (90.0, 130.0), dark, 0.5);
    canvas.unmask();
    match f.clothes {
        Clothes::Shirt | Clothes::Batik if !f.woman => shirt(canvas, f, half),
        Clothes::Suit => suit(canvas, f, half),
        Clothes::Blazer => blazer(canvas, f, half),
        _ => neckline(canvas, f, half),
    }
}

fn neck(canvas: &mut Canvas, f: &Features, half: f32) {
    let neck = mirrored(&[
        (half * 0.5, 350.0),
        (half, 360.0),
        (half, 420.0),
        (half + 10.0, 462.0),
        (half + 40.0, 488.0),
        (half * 0.9, 560.0),
        (0.0, 590.0),
    ]);
    canvas.fill(&neck, f.skin.darker(0.93));
    canvas.mask(&neck);
    let shade = f.skin.darker(0.52).mix(Colour(120, 40, 30), 0.12);
    canvas.glow((252.0, 412.0), (84.0, 52.0), shade, 0.80);
    canvas.glow((302.0, 440.0), (30.0, 90.0), shade, 0.50);
    for side in [-1.0, 1.0] {
        let bone = [(240.0 + side * 10.0, 500.0), (240.0 + side * 52.0, 488.0)];
        canvas.stroke(&bone, 4.0, shade, 0.22);
    }
    canvas.unmask();
}

/// Two collar leaves and a row of buttons.
fn shirt(canvas: &mut Canvas, f: &Features, half: f32) {
    let (light, dark) = (f.cloth.lighter(0.30), f.cloth.darker(0.55));
    let placket = [(240.0, 530.0), (240.0, 660.0)];
    canvas.stroke(&placket, 2.0, dark, 0.55);
    for y in [556.0, 604.0] {
        canvas.fill(&ellipse((245.0, y), (4.2, 4.2)), light.mix(dark, 0.25));
        canvas.outline(&ellipse((245.0, y), (4.2, 4.2)), 1.2, dark, 0.6);
    }
    for side in [-1.0, 1.0] {
        let at = |dx: f32, y: f32| (240.0 + side * dx, y);
        let leaf = polygon(&[
            at(half - 1.0, 430.0),
            at(half + 14.0, 462.0),
            at(46.0, 546.0),
            at(0.0, 524.0),
        ]);
        canvas.fill(&leaf, if side < 0.0 { light } else { light.darker(0.92) });
        canvas.outline(&leaf, 2.0, dark, 0.45);
    }
}

fn suit(canvas: &mut Canvas, f: &Features, half: f32) {
    let white = Colour(240, 242, 246);
    let jacket = dark_of(f.cloth);
    let front = mirrored(&[(0.0, 470.0), (half + 8.0, 452.0), (half + 4.0, 560.0), (0.0, 720.0)]);
    canvas.fill(&front, white);
    let tie = polygon(&[
        (226.0, 522.0),
        (254.0, 522.0),
        (248.0, 548.0),
        (266.0, 700.0),
        (214.0, 700.0),
        (232.0, 548.0),
    ]);
    canvas.grade(
        &tie,
        ((214.0, 520.0), f.accent.lighter(0.12)),
        ((270.0, 690.0), f.accent.darker(0.7)),
    );
    for step in 0..5 {
        let y = 566.0 + step as f32 * 26.0;
        canvas.mask(&tie);
        canvas.stroke(&[(210.0, y + 16.0), (272.0, y - 16.0)], 4.0, f.accent.lighter(0.5), 0.5);
        canvas.unmask();
    }
    for side in [-1.0, 1.0] {
        let at = |dx: f32, y: f32| (240.0 + side * dx, y);
        let collar = polygon(&[
            at(half - 1.0, 428.0),
            at(half + 10.0, 458.0),
            at(38.0, 548.0),
            at(0.0, 520.0),
        ]);
        canvas.fill(&collar, if side < 0.0 { white } else { white.darker(0.93) });
        canvas.outline(&collar, 1.6, Colour(150, 154, 164), 0.7);
        let breast = blob(&[
            at(half + 8.0, 450.0),
            at(half + 70.0, 478.0),
            at(190.0, 526.0),
            at(222.0, 640.0),
            at(120.0, 720.0),
            at(8.0, 720.0),
            at(30.0, 610.0),
            at(half - 2.0, 520.0),
        ]);
        canvas.fill(&breast, if side < 0.0 { jacket.lighter(0.07) } else { jacket.darker(0.82) });
        let lapel = polygon(&[
            at(half + 8.0, 452.0),
            at(half + 44.0, 520.0),
            at(half + 22.0, 538.0),
            at(half + 36.0, 560.0),
            at(12.0, 690.0),
            at(half - 16.0, 556.0),
        ]);
        canvas.fill(&lapel, if side < 0.0 { jacket.lighter(0.16) } else { jacket.lighter(0.02) });
        canvas.outline(&lapel, 1.8, jacket.darker(0.5), 0.8);
    }
}

fn blazer(canvas: &mut Canvas, f: &Features, half: f32) {
    let jacket = dark_of(f.cloth);
    let top = f.accent.lighter(0.72);
    let front = mirrored(&[(0.0, 506.0), (half + 12.0, 470.0), (half + 10.0, 590.0), (0.0, 720.0)]);
    canvas.fill(&front, top);
    for side in [-1.0, 1.0] {
        let at = |dx: f32, y: f32| (240.0 + side * dx, y);
        let breast = blob(&[
            at(half + 14.0, 456.0),
            at(half + 60.0, 478.0),
            at(162.0, 524.0),
            at(196.0, 640.0),
            at(120.0, 720.0),
            at(10.0, 720.0),
            at(34.0, 620.0),
            at(half + 2.0, 530.0),
        ]);
        canvas.fill(&breast, if side < 0.0 { jacket.lighter(0.08) } else { jacket.darker(0.84) });
        let lapel = polygon(&[
            at(half + 14.0, 458.0),
            at(half + 40.0, 536.0),
            at(half + 24.0, 556.0),
            at(16.0, 690.0),
            at(half - 8.0, 548.0),
        ]);
        canvas.fill(&lapel, jacket.lighter(if side < 0.0 { 0.20 } else { 0.06 }));
        canvas.outline(&lapel, 1.8, jacket.darker(0.5), 0.7);
    }
}

/// Blouse, kebaya, a woman's batik: an open neck with a hem.
fn neckline(canvas: &mut Canvas, f: &Features, half: f32) {
    let open = [(half + 10.0, 456.0), (half * 0.62, 500.0), (0.0, neckline_depth(f))];
    let hem: Vec<Spot> = open
        .iter()
        .map(|(x, y)| (240.0 - x, *y))
        .chain(open.iter().rev().skip(1).map(|(x, y)| (240.0 + x, *y)))
        .collect();
    canvas.stroke(&hem, 9.0, f.cloth.darker(0.72), 1.0);
    canvas.stroke(&hem, 3.0, f.accent.lighter(0.35), 0.85);
    if f.clothes == Clothes::Blouse && f.cover.is_none() {
        let chain = [(240.0 - half, 458.0), (240.0 - 20.0, 500.0), (240.0, 508.0)];
        canvas.stroke(&chain, 1.8, Colour(220, 180, 90), 0.9);
        canvas.stroke(&chain.map(|(x, y)| (480.0 - x, y)), 1.8, Colour(220, 180, 90), 0.9);
        canvas.fill(&ellipse((240.0, 513.0), (5.0, 6.0)), Colour(230, 190, 96));
    }
}

/// How far down the clothes are open.
fn neckline_depth(f: &Features) -> f32 {
    match f.clothes {
        Clothes::Kebaya => 562.0,
        _ if f.woman => 530.0,
        _ => 522.0,
    }
}

/// The batik motif of four palm fruits round a centre, in two tones on the cloth.
fn kawung(canvas: &mut Canvas, f: &Features) {
    let ground = Colour(74, 46, 30).mix(f.accent, 0.35);
    canvas.fill(&polygon(&[(0.0, 430.0), (480.0, 430.0), (480.0, 640.0), (0.0, 640.0)]), ground);
    let pale = Colour(232, 206, 152);
    for row in 0..7 {
        for column in 0..15 {
            let shift = if row % 2 == 0 { 0.0 } else { 18.0 };
            let (x, y) = (column as f32 * 36.0 - 12.0 + shift, 452.0 + row as f32 * 34.0);
            for (dx, dy) in [(9.0, 9.0), (-9.0, 9.0), (9.0, -9.0), (-9.0, -9.0)] {
                let petal = blob(&[
                    (x + dx * 0.25, y + dy * 0.25),
                    (x + dx * 1.35, y + dy * 0.45),
                    (x + dx * 1.55, y + dy * 1.55),
                    (x + dx * 0.45, y + dy * 1.35),
                ]);
                canvas.veil(&petal, pale, 0.85);
                let seed = ellipse((x + dx, y + dy), (2.2, 2.2));
                canvas.veil(&seed, ground.darker(0.6), 0.9);
            }
            canvas.veil(&ellipse((x, y), (2.4, 2.4)), f.accent.lighter(0.25), 0.9);
        }
    }
}

/// Dots and small leaves of a kebaya's lace.
fn lace(canvas: &mut Canvas, f: &Features) {
    let thread = f.cloth.lighter(0.55);
    for row in 0..9 {
        for column in 0..19 {
            let shift = if row % 2 == 0 { 0.0 } else { 13.0 };
            let (x, y) = (column as f32 * 26.0 + shift, 462.0 + row as f32 * 23.0);
            canvas.outline(&ellipse((x, y), (6.0, 6.0)), 1.6, thread, 0.55);
            canvas.veil(&ellipse((x, y), (2.2, 2.2)), thread, 0.75);
            canvas.veil(&ellipse((x + 13.0, y + 3.0), (1.6, 3.4)), thread, 0.5);
        }
    }
}

/// A jacket is never paler than this.
fn dark_of(cloth: Colour) -> Colour {
    cloth.darker(0.55).mix(Colour(34, 38, 52), 0.55)
}
