//! The whole synthetic population on cards: whoever is print-ready and whole can be painted,
//! whoever no face can carry is refused with the field named, and nobody is shown in an error.

use std::path::Path;

use cetakd::face::{FaceError, FaceInput, Field, FontSet, Geometry, Layout, Painter, Specimen};
use cetakd::record::{Biodata, Kind};
use hw_sim::source::cast::{self, CAST, What};
use hw_sim::source::person::Person;
use hw_sim::source::{Population, pen, portrait};

#[test]
fn every_print_ready_person_fits_on_a_card() {
    let [citizens, foreigners] = Kind::ALL.map(painter);
    let population = Population::new(11, 60);
    let ready = CAST.iter().filter(|role| role.what == What::Ready);
    let ready = ready.filter_map(|role| population.person(role.nik));
    let mut painted = 0;
    for person in ready.chain(population.generated()) {
        let is_citizen = person.kind.as_str() == Kind::KtpEl.as_str();
        let painter = if is_citizen { &citizens } else { &foreigners };
        if let Err(error) = paint(painter, person) {
            panic!("{}: {error}", person.biodata.nik);
        }
        painted += 1;
    }
    assert!(painted > 60);
}

#[test]
fn who_no_face_can_carry_is_refused_by_field() {
    let painter = painter(Kind::KtpEl);
    let population = Population::new(11, 0);
    let refuse = |nik: &str| {
        let person = population.person(nik).unwrap();
        let error = paint(&painter, person).unwrap_err();
        let shown = format!("{error} {error:?}");
        for word in person.biodata.nama.split(' ').filter(|word| word.len() > 3) {
            assert!(!shown.contains(word), "an error must not show the person");
        }
        error
    };
    let unknown = refuse(cast::GLYPH_UNKNOWN);
    assert!(matches!(unknown, FaceError::MissingGlyph { field: Field::Nama, code: 0x416 }));
    let long = refuse(cast::NAME_TOO_LONG);
    assert!(matches!(long, FaceError::DoesNotFit { field: Field::Nama }), "{long}");
}

fn paint(painter: &Painter, person: &Person) -> Result<(), FaceError> {
    let biodata = serde_json::to_value(&person.biodata).unwrap();
    let biodata: Biodata = serde_json::from_value(biodata).unwrap();
    let photo = portrait::photo(&person.look);
    let signature = pen::signature(&person.look, &person.biodata.nama);
    let specimen = Specimen::Marked;
    let input = FaceInput { biodata: &biodata, photo: &photo, signature: &signature, specimen };
    painter.paint(&input).map(drop)
}

fn painter(kind: Kind) -> Painter {
    let file = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("card-layouts").join(name);
        std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let fonts = FontSet::load(|name| Some(file(&format!("fonts/{name}")))).unwrap();
    let toml = String::from_utf8(file(&format!("{kind}/layout.toml"))).unwrap();
    let [front, back] = ["front", "back"].map(|side| file(&format!("{kind}/{side}.svg")));
    let layout = Layout::parse(&toml, &front, &back, &fonts).unwrap();
    Painter::prepare(&layout, Geometry::default()).unwrap()
}
