//! Whole faces: the same bytes each time, SPESIMEN on both sides, nothing cut, nothing silent.

use super::super::sample::{self, longest};
use super::*;

fn painter(kind: Kind) -> Painter {
    Painter::prepare(&sample::layout(kind), Geometry::default()).unwrap()
}

fn paint(painter: &Painter, person: &Biodata, specimen: Specimen) -> Result<CardFace, FaceError> {
    let (photo, signature) = (sample::photo(480, 640), sample::signature());
    painter.paint(&FaceInput { biodata: person, photo: &photo, signature: &signature, specimen })
}

/// Black dots of a side within millimetres of the card.
fn dots(side: &Side, geometry: &Geometry, x: (f32, f32), y: (f32, f32)) -> usize {
    let across = geometry.x(x.0) as usize..geometry.x(x.1) as usize;
    let down = geometry.y(y.0) as usize..geometry.y(y.1) as usize;
    let black = |x: usize, y: usize| side.k[y * side.stride() + x / 8] & (0x80 >> (x % 8)) != 0;
    down.map(|y| across.clone().filter(|x| black(*x, y)).count()).sum()
}

#[test]
fn two_renders_of_one_person_are_equal_to_the_byte() {
    let person = sample::person();
    let first = paint(&painter(Kind::KtpEl), &person, Specimen::Marked).unwrap();
    let painter = painter(Kind::KtpEl);
    // Another painter, a warm cache and other people in between change nothing.
    paint(&painter, &longest(), Specimen::Marked).unwrap();
    let again = paint(&painter, &person, Specimen::Marked).unwrap();
    assert!(first == again);
    assert!(first.pixels().eq(again.pixels()));
}

#[test]
fn threads_paint_the_same_bytes() {
    let painter = painter(Kind::KtpElOa);
    let people = [sample::person(), longest()];
    let alone = people.clone().map(|p| paint(&painter, &p, Specimen::Marked).unwrap());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for (person, face) in people.iter().zip(&alone) {
                    assert!(paint(&painter, person, Specimen::Marked).unwrap() == *face);
                }
            });
        }
    });
}

#[test]
fn a_marked_card_says_specimen_on_both_faces() {
    for kind in Kind::ALL {
        let painter = painter(kind);
        let marked = paint(&painter, &sample::person(), Specimen::Marked).unwrap();
        let plain = paint(&painter, &sample::person(), Specimen::Unmarked).unwrap();
        let changed = |x: std::ops::Range<usize>| {
            let dots = marked.front.rgb.chunks(3).zip(plain.front.rgb.chunks(3)).enumerate();
            dots.filter(|(at, (one, other))| x.contains(&(at % 1016)) && one != other).count()
        };
        // Across the texts, and over the photo too.
        assert!(changed(0..700) > 5_000 && changed(745..960) > 2_000);
        assert!(plain.back.is_none());
        let back = marked.back.as_ref().unwrap();
        assert!(dots(back, &painter.geometry, (5.0, 80.0), (5.0, 50.0)) > 10_000);
        assert!(marked.front.k == plain.front.k, "the mark must not hide a text");
    }
}

#[test]
fn dye_is_never_as_dark_as_resin() {
    let black = {
        let mut rgb = vec![0; 480 * 640 * 3];
        rgb[..480 * 320 * 3].fill(255);
        let mut jpeg = Vec::new();
        let encoder = jpeg_encoder::Encoder::new(&mut jpeg, 90);
        encoder.encode(&rgb, 480, 640, jpeg_encoder::ColorType::Rgb).unwrap();
        jpeg
    };
    let painter = painter(Kind::KtpEl);
    let (person, signature) = (sample::person(), sample::signature());
    let input = FaceInput {
        biodata: &person,
        photo: &black,
        signature: &signature,
        specimen: Specimen::Marked,
    };
    let face = painter.paint(&input).unwrap();
    assert_eq!(face.front.rgb.iter().min(), Some(&MIN_LEVEL));
}

#[test]
fn the_longest_texts_fit_and_every_row_has_its_ink() {
    for kind in Kind::ALL {
        let painter = painter(kind);
        let face = paint(&painter, &longest(), Specimen::Unmarked).unwrap();
        let ink = |x, y| dots(&face.front, &painter.geometry, x, y);
        // Nothing between the texts and the photo, nor between header, number and rows.
        assert_eq!(ink((60.7, 62.4), (10.5, 39.0)), 0);
        assert_eq!(ink((1.0, 84.0), (9.95, 10.4)), 0);
        assert_eq!(ink((0.0, 2.8), (0.0, 53.0)), 0);
        // Nineteen lines of values between the first and the last baseline.
        let lines = (0..19).filter(|line| {
            let baseline = 17.6 + 34.3 / 18.0 * *line as f32;
            ink((23.2, 60.5), (baseline - 1.2, baseline)) > 60
        });
        assert!(lines.count() >= 17);
    }
}

#[test]
fn each_character_adds_its_ink_and_none_is_dropped() {
    let painter = painter(Kind::KtpEl);
    let mut name = String::new();
    let mut before = None;
    for character in "MUHAMMAD'A-B.C,D/E(F)G’H ISKANDAR ZULKARNAEN DWIPAYANA SUTRISNO K".chars() {
        name.push(character);
        let mut person = sample::person();
        person.nama = name.clone();
        let face = paint(&painter, &person, Specimen::Unmarked).unwrap();
        if character != ' ' {
            assert!(before.as_ref() != Some(&face.front.k), "{character:?} left no ink");
        }
        before = Some(face.front.k.clone());
    }
}

#[test]
fn a_character_that_can_t_be_printed_is_named_with_its_field() {
    let painter = painter(Kind::KtpEl);
    let mut person = sample::person();
    person.nama = "YANTI ЖIVA".to_owned();
    let error = paint(&painter, &person, Specimen::Marked).unwrap_err();
    assert_eq!(error.to_string(), "field `nama`: the font has no character U+0416");
    assert!(!format!("{error:?}").contains("YANTI"));
}

#[test]
fn a_text_too_long_is_refused_not_cut() {
    let painter = painter(Kind::KtpEl);
    let mut person = sample::person();
    person.nama = "KUSUMAWARDHANA ".repeat(9).trim_end().to_owned();
    let error = paint(&painter, &person, Specimen::Marked).unwrap_err();
    assert!(matches!(error, FaceError::DoesNotFit { field: Field::Nama }), "{error}");
    person.nama = "A".repeat(MAX_TEXT_CHARS + 1);
    let error = paint(&painter, &person, Specimen::Marked).unwrap_err();
    assert!(matches!(error, FaceError::TooLong { field: Field::Nama, .. }), "{error}");
}

#[test]
fn a_missing_picture_makes_no_card() {
    let painter = painter(Kind::KtpEl);
    let person = sample::person();
    let (photo, signature) = (sample::photo(480, 640), sample::signature());
    let paint = |photo: &[u8], signature: &[u8]| {
        let specimen = Specimen::Marked;
        painter.paint(&FaceInput { biodata: &person, photo, signature, specimen })
    };
    assert!(matches!(paint(&[], &signature), Err(FaceError::Photo(PictureError::Missing))));
    assert!(matches!(paint(&photo, &[]), Err(FaceError::Signature(PictureError::Missing))));
    assert!(paint(&photo, &signature).is_ok());
}

#[test]
fn every_usual_raster_carries_the_card() {
    let layout = sample::layout(Kind::KtpEl);
    for (width, height, dpi) in [(1012, 638, 300), (1035, 661, 300), (2024, 1276, 600)] {
        let geometry = Geometry { width, height, dpi };
        let painter = Painter::prepare(&layout, geometry).unwrap();
        let face = paint(&painter, &longest(), Specimen::Marked).unwrap();
        assert_eq!(face.front.rgb.len(), (width * height * 3) as usize);
        assert_eq!(face.front.k.len(), face.front.stride() * height as usize);
    }
    let portrait = Geometry { width: 648, height: 1016, dpi: 300 };
    assert!(matches!(Painter::prepare(&layout, portrait), Err(FaceError::Geometry(_))));
}

#[test]
fn the_digest_tells_layouts_and_rasters_apart() {
    let layout = sample::layout(Kind::KtpEl);
    let digest = |layout: &Layout, geometry| Painter::prepare(layout, geometry).unwrap().digest();
    let usual = digest(&layout, Geometry::default());
    assert_eq!(usual, digest(&layout, Geometry::default()));
    assert_ne!(usual, digest(&layout, Geometry { width: 1012, height: 638, dpi: 300 }));
    assert_ne!(usual, digest(&sample::layout(Kind::KtpElOa), Geometry::default()));
}

#[test]
fn the_preprinted_drawing_is_shown_and_never_printed() {
    let painter = painter(Kind::KtpEl);
    let face = paint(&painter, &sample::person(), Specimen::Unmarked).unwrap();
    let white = face.front.rgb.chunks(3).filter(|dot| *dot == [255; 3]).count();
    assert!(white > 550_000, "only the photo is dye");
    let (bare, _) = painter.composite(&face, Background::White);
    let (front, back) = painter.composite(&face, Background::Preprinted);
    assert_eq!((front.width, front.height), (1012, 638));
    let tinted = front.rgba.chunks(4).zip(bare.rgba.chunks(4)).filter(|(one, two)| one != two);
    assert!(tinted.count() > 400_000);
    assert!(back.rgba.chunks(4).any(|dot| dot[0] < 200));
    // Round corners: the card ends there.
    assert_eq!((front.rgba[3], front.rgba[4 * 506 + 3]), (0, 255));
}

#[test]
fn nothing_of_a_person_shows_in_debug() {
    let painter = painter(Kind::KtpEl);
    let person = sample::person();
    let face = paint(&painter, &person, Specimen::Marked).unwrap();
    let shown = format!("{face:?}{:?}{:?}{painter:?}", face.front, face.panels());
    assert!(shown.len() < 600 && !shown.contains("255"), "{shown}");
}
