//! What lies sealed beside the journal: who was erased is found no more, who looks for somebody
//! leaves an entry, and a row that is another's shows before anybody relies on it.

use std::sync::Arc;

use cetakd::device::clock::SystemClock;
use cetakd::journal::{Event, PersonNumber};
use cetakd::store::{Author, JOURNAL_FILE, StationFacts, Writer};
use hw_sim::source::cast;
use jiff::tz::Offset;

use super::people::{by, peopled};
use crate::rig::Office;

const NIK: &str = cast::ORDINARY_WOMAN;

#[test]
fn who_was_erased_is_found_by_no_list_and_gets_no_paper() {
    let mut office = Office::open();
    let issued = office.json(&["status", NIK, "--receipt", "baru"]);
    let receipt = issued["receipt"].as_str().unwrap().to_owned();
    office.cetakd(&["print", "--reason", "baru", &receipt]).expect(0);
    let hers = ["register", "list", "--nik", NIK];
    assert_eq!(office.json(&hers).as_array().unwrap().len(), 1);
    let out = office.path("receipt.pdf").display().to_string();
    let paper = ["paper", "receipt", &receipt, "--out", &out];
    office.cetakd(&paper).expect(0);

    let opened = &office.events("receipt_issued")[0];
    let person = PersonNumber::new(opened["person"].as_str().unwrap()).unwrap();
    assert!(office.stop().success());
    let facts = StationFacts { id: "SPESIMEN-01".into(), zone: Offset::constant(7) };
    let clock = Arc::new(SystemClock::new());
    let mut writer = Writer::open(&office.path("data"), facts, clock).unwrap();
    let erased = Event::PeopleErased { people: vec![person] };
    writer.append(&Author::person("test"), vec![erased]).unwrap();
    drop(writer);
    office.start();

    let looks = office.json(&["access", "--each"]).as_array().unwrap().len();
    assert!(office.json(&hers).as_array().unwrap().is_empty());
    assert_eq!(office.json(&["register", "list"]).as_array().unwrap().len(), 1);
    std::fs::remove_file(&out).unwrap();
    office.cetakd(&[&paper[..], &["--json"]].concat()).fails(3, "HOV-14");
    assert!(!office.path("receipt.pdf").exists());
    assert_eq!(office.json(&["access", "--each"]).as_array().unwrap().len(), looks);
}

#[test]
fn whoever_looks_for_a_nik_signs_and_leaves_an_entry_or_a_line_of_the_log() {
    let office = peopled();
    by(&office, "siti", &["status", NIK, "--receipt", "baru"]).expect(0);
    let find = |nik: &'static str| ["register", "list", "--nik", nik];
    office.cetakd(&[&find(NIK)[..], &["--json"]].concat()).fails(3, "SGN-01");
    let looks = || office.json(&["access", "--each"]).as_array().unwrap().len();
    let before = looks();
    by(&office, "siti", &find(NIK)).expect(0);
    assert_eq!(looks(), before + 1);
    let line = "looked for a NIK that nobody here has";
    assert!(!office.log().contains(line));
    by(&office, "siti", &find(cast::ORDINARY_MAN)).expect(0);
    assert_eq!(looks(), before + 1);
    assert!(office.log().contains(line));
    assert!(!office.log().contains(cast::ORDINARY_MAN));
}

#[test]
fn a_pin_in_anothers_row_shows_before_anybody_signs() {
    let mut office = peopled();
    assert!(office.stop().success());
    let books = rusqlite::Connection::open(office.path("data").join(JOURNAL_FILE)).unwrap();
    books
        .execute_batch(
            "UPDATE sealed_pin SET name = 'x' WHERE name = 'siti';
             UPDATE sealed_pin SET name = 'siti' WHERE name = 'omar';
             UPDATE sealed_pin SET name = 'omar' WHERE name = 'x';",
        )
        .unwrap();
    drop(books);
    office.cetakd(&["journal", "verify"]).expect(0);
    office.cetakd(&["run", "--json"]).fails(8, "BOOK-12");
}
