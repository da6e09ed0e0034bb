//! A printed card in somebody's hand: good, spoiled, another card, no card.

use hw_sim::source::cast;
use serde_json::json;

use super::people::{by, open_approval, peopled};
use crate::rig::Office;

#[test]
fn a_tap_proves_the_chip_and_the_desk_reads_the_name_from_it() {
    let office = Office::open();
    office.cetakd(&["inspect", "good", "--json"]).fails(3, "CMD-04");
    office.print(cast::TITLED_NAME).expect(0);
    office.tap();
    let seen = office.json(&["inspect", "--tap", "good"]);
    assert_eq!(seen["nik"], cast::TITLED_NAME);
    assert_eq!(seen["nama"], "DR. H. ANDI MA'RUF TELADAN, S.H., M.KN");
    // It is good once.
    office.cetakd(&["inspect", "--tap", "good", "--json"]).fails(3, "CMD-21");
    office.cetakd(&["inspect", "good", "--json"]).fails(3, "CMD-04");
    office.books_are_true();
}

#[test]
fn several_cards_that_wait_must_be_named_or_tapped() {
    let office = Office::open();
    let first = office.print(cast::ORDINARY_WOMAN).expect(0).json();
    office.print(cast::ORDINARY_MAN).expect(0);
    office.cetakd(&["inspect", "good", "--json"]).fails(3, "CMD-05");
    let uid = first["uid"].as_str().unwrap();
    office.cetakd(&["inspect", "good", "--uid", uid]).expect(0);
    assert_eq!(office.phase_of(cast::ORDINARY_WOMAN), "ready");
    assert_eq!(office.phase_of(cast::ORDINARY_MAN), "printed");
    office.books_are_true();
}

#[test]
fn another_card_on_the_desk_is_not_taken_for_the_one_that_waits() {
    let office = Office::open();
    office.print(cast::ORDINARY_WOMAN).expect(0);
    // A blank out of the hopper.
    office.hands(json!({ "do": "tap", "card": "#9" }));
    office.cetakd(&["inspect", "--tap", "good", "--json"]).fails(3, "CMD-06");
    let spoiled = ["inspect", "--tap", "spoiled", "--reason", "rusak", "--json"];
    office.cetakd(&spoiled).fails(3, "CMD-06");
    assert!(office.events("card_inspected").is_empty());
    assert_eq!(office.phase_of(cast::ORDINARY_WOMAN), "printed");
}

#[test]
fn a_spoiled_card_is_revoked_here_and_at_the_source() {
    let office = Office::open();
    let printed = office.print(cast::ORDINARY_WOMAN).expect(0).json();
    office.tap();
    let spoiled = ["inspect", "--tap", "spoiled", "--reason", "gagal_cetak", "--json"];
    office.cetakd(&spoiled).expect(0);
    assert_eq!(office.revoked(), [printed["uid"].as_str().unwrap()]);
    assert_eq!(office.outcomes_of(cast::ORDINARY_WOMAN), ["printed", "spoiled"]);
    office.books_are_true();
    assert_eq!((office.booked("spoiled"), office.booked("output")), (1, 0));
    // The card is gone for good; the person may be asked for again.
    office.cetakd(&spoiled).fails(3, "CMD-06");
    office.lift();
    office.hands(json!({ "do": "put-back", "card": "top", "place": { "at": "hands" },
        "to": { "at": "bin" } }));
    office.print(cast::ORDINARY_WOMAN).expect(0);
}

#[test]
fn a_card_whose_chip_was_changed_after_printing_is_never_good() {
    let office = Office::open();
    for make in ["used", "mute", "foreign"] {
        let nik = match make {
            "used" => cast::ORDINARY_WOMAN,
            "mute" => cast::ORDINARY_MAN,
            _ => cast::TITLED_NAME,
        };
        office.print(nik).expect(0);
        let card = json!({ "at": "output", "lane": 0 });
        office.hands(json!({ "do": "spoil", "card": "top", "place": card, "make": make }));
        office.tap();
        let said = office.cetakd(&["inspect", "--tap", "good", "--json"]);
        let expected = if make == "used" { (3, "CMD-09") } else { (4, "CMD-10") };
        let said = said.fails(expected.0, expected.1);
        assert!(!said.out.contains(nik));
        assert_eq!(office.phase_of(nik), "printed", "{make}");
        office.lift();
    }
    assert!(office.events("card_inspected").is_empty());
}

#[test]
fn a_card_that_nobody_tapped_is_spoiled_by_two() {
    let office = peopled();
    let printed = by(&office, "siti", &["print", "--reason", "baru", cast::ORDINARY_WOMAN]);
    let uid = printed.expect(0).json()["uid"].as_str().unwrap().to_owned();
    let word = ["inspect", "spoiled", "--reason", "gagal_cetak"];
    // The one that waits now may be another when somebody agrees.
    by(&office, "siti", &word).fails(3, "CMD-05");
    let named = [&word[..], &["--uid", &uid]].concat();
    by(&office, "siti", &named).fails(4, "CMD-40");
    assert_eq!((office.booked("output"), office.booked("spoiled")), (1, 0));
    by(&office, "siti", &["print", "--reason", "baru", cast::ORDINARY_WOMAN]).expect(3);
    let id = open_approval(&office);
    let shown = by(&office, "omar", &["approve", "show", &id]).expect(0);
    assert!(shown.out.contains(&uid), "{}", shown.out);
    by(&office, "siti", &["approve", &id]).fails(3, "APR-03");
    by(&office, "omar", &["approve", &id]).expect(0);
    assert_eq!((office.booked("output"), office.booked("spoiled")), (0, 1));
    assert_eq!(office.revoked(), [uid]);
    // In the hand it speaks for itself.
    by(&office, "siti", &["print", "--reason", "baru", cast::ORDINARY_MAN]).expect(0);
    office.tap();
    by(&office, "siti", &[&word[..], &["--tap"]].concat()).expect(0);
    assert_eq!(office.booked("spoiled"), 2);
}
