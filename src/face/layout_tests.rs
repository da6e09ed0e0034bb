//! Layouts that must be refused, each by a message that names the place.

use super::super::sample;
use super::*;

/// Parses the bundled layout with one text replaced.
fn changed(from: &str, to: &str) -> Result<Layout, LayoutError> {
    let (toml, front, back) = sample::sources(Kind::KtpEl);
    assert!(toml.contains(from), "the layout has no `{from}`");
    Layout::parse(&toml.replacen(from, to, 1), &front, &back, &sample::fonts())
}

fn refused(from: &str, to: &str) -> String {
    changed(from, to).expect_err("must be refused").to_string()
}

#[test]
fn the_bundled_layouts_are_sound() {
    for kind in Kind::ALL {
        let layout = sample::layout(kind);
        assert_eq!(layout.kind(), kind);
    }
    assert_ne!(sample::layout(Kind::KtpEl).digest(), sample::layout(Kind::KtpElOa).digest());
}

#[test]
fn an_unknown_key_is_refused_with_the_nearest_known_one() {
    let nama = "label = \"Nama\"\ncolumn = \"data\"\nmax_lines = 2";
    let message = refused(nama, &nama.replace("max_lines", "max_line"));
    assert_eq!(
        message,
        "layout.toml, front.text[4] `nama`: `max_line` is not known; is `max_lines` meant?"
    );
    let message = refused("preprinted", "preprintd");
    assert_eq!(message, "layout.toml, front: `preprintd` is not known; is `preprinted` meant?");
    let message = refused("version = 1", "version = 1\nzzzzzzzz = 2");
    assert_eq!(message, "layout.toml, top level: `zzzzzzzz` is not known");
}

#[test]
fn a_wrong_value_is_named_with_its_place() {
    let message = refused("field = \"nama\"", "field = \"name\"");
    assert!(message.contains("front.text[4]: `field` is `name`; known are"), "{message}");
    let message = refused("width = 61.6", "width = \"61.6\"");
    assert_eq!(message, "layout.toml, front.text[1] `provinsi`: `width` has to be a number");
    let message = refused("width = 61.6", "width = nan");
    assert!(message.contains("`width` has to be between 1 and 85.6"), "{message}");
    let message = refused("colour = \"#", "colour = \"+");
    assert!(message.contains("front.mark[1]: `colour` has to be `#RRGGBB`"), "{message}");
    let message = refused("weight = \"bold\"\nalign", "weight = \"heavy\"\nalign");
    assert!(message.contains("known are regular, bold"), "{message}");
}

#[test]
fn type_too_small_to_last_is_refused() {
    let message = refused("min_size = 1.9", "min_size = 1.6");
    assert!(message.contains("front.column.data: `min_size` has to be between 1.9"), "{message}");
}

#[test]
fn a_field_left_out_or_given_twice_is_refused() {
    let message = refused("field = \"agama\"", "field = \"nama\"");
    assert_eq!(message, "layout.toml: no box for the field `agama`; every card must show it");
    let again = "[[front.text]]\nfield = \"nama\"\nbaseline = 40.0\nx = 62.0\nwidth = 20.0\n\
                 size = 2.0\nfont = \"sans\"\nlayer = \"k\"\n\n[[front.mark]]";
    let message = refused("[[front.mark]]", again);
    assert_eq!(message, "layout.toml, front `nama`: the field stands there twice; keep one");
    let (toml, front, back) = sample::sources(Kind::KtpEl);
    let start = toml.find("[front.photo]").unwrap();
    let end = toml.find("[front.signature]").unwrap();
    let without = format!("{}{}", &toml[..start], &toml[end..]);
    let missing = Layout::parse(&without, &front, &back, &sample::fonts()).unwrap_err();
    assert!(matches!(missing, LayoutError::NoPicture("photo")));
}

#[test]
fn boxes_that_overlap_or_leave_the_card_are_refused() {
    let message = refused("y = 46.0", "y = 36.0");
    assert_eq!(message, "layout.toml, front.signature: overlaps front.photo; move one of them");
    let message = refused("baseline = 5.9", "baseline = 1.0");
    assert!(message.contains("front.text `provinsi`: reaches off the card"), "{message}");
    let message = refused("baseline = 9.3", "baseline = 6.5");
    assert!(message.contains("`kabupaten_kota`: overlaps front.text `provinsi`"), "{message}");
    let message = refused("size = 14.5", "size = 19.0");
    assert!(message.contains("front.mark[1]: reaches off the card"), "{message}");
    let message = refused("label_x = 38.7", "label_x = 30.0");
    assert!(message.contains("`golongan_darah`: overlaps front.text `jenis_kelamin`"), "{message}");
}

#[test]
fn a_column_that_can_t_hold_its_longest_texts_is_refused() {
    let message = refused("last = 51.9", "last = 48.0");
    assert!(message.contains("front.column `data`: 19 lines don't fit"), "{message}");
}

#[test]
fn a_label_that_can_t_be_set_whole_is_refused() {
    let message = refused("label = \"Alamat\"", "label = \"Alamat tempat tinggal\"");
    assert!(message.contains("front.text `alamat`: the label is"), "{message}");
    let message = refused("label = \"Alamat\"", "label = \"住址\"");
    assert_eq!(message, "layout.toml, front.text `alamat`: its font has no character U+4F4F");
}

#[test]
fn a_face_without_specimen_is_refused() {
    let message = refused("text = \"SPESIMEN\"\nx = 42.8\ny = 2", "text = \"OK\"\nx = 42.8\ny = 2");
    assert!(message.contains("layout.toml, front: no mark says SPESIMEN"), "{message}");
    let message = refused("size = 15.0", "size = 5.0");
    assert!(message.contains("layout.toml, back: no mark says SPESIMEN"), "{message}");
}

#[test]
fn the_back_is_resin_only() {
    let message = refused("panels = \"k\"", "panels = \"ymck\"");
    assert!(message.contains("back: the back is printed in resin"), "{message}");
    let message = refused("panels = \"k\"", "panels = \"none\"");
    assert!(message.contains("back: SPESIMEN needs resin"), "{message}");
}

#[test]
fn a_drawing_that_is_refused_names_its_file() {
    let (toml, front, _) = sample::sources(Kind::KtpEl);
    let refused = Layout::parse(&toml, &front, b"<svg/>", &sample::fonts()).unwrap_err();
    assert_eq!(refused.to_string(), "back.svg is refused");
}

#[test]
fn a_layout_cut_anywhere_is_refused_and_never_panics() {
    let (toml, front, back) = sample::sources(Kind::KtpEl);
    let fonts = sample::fonts();
    let end = toml.find("opacity").unwrap();
    for cut in (0..end).step_by(61).filter(|cut| toml.is_char_boundary(*cut)) {
        assert!(Layout::parse(&toml[..cut], &front, &back, &fonts).is_err(), "cut at {cut}");
    }
}

#[test]
fn hostile_toml_is_refused() {
    let (_, front, back) = sample::sources(Kind::KtpEl);
    let fonts = sample::fonts();
    let deep = format!("a = {}{}", "[".repeat(20_000), "]".repeat(20_000));
    let many = "[[front.text]]\nfield = \"nama\"\n".repeat(1_000);
    let huge = "#".repeat(MAX_LAYOUT_BYTES + 1);
    for toml in [deep.as_str(), many.as_str(), huge.as_str(), "format = 99", "\u{0}", "front = 1"] {
        assert!(Layout::parse(toml, &front, &back, &fonts).is_err());
    }
}
