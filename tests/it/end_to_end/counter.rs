//! People at the counter: cards that come out, and people who get none.

use hw_sim::source::cast;

use crate::rig::Office;

#[test]
fn five_people_leave_four_ready_cards_and_one_spoiled_blank() {
    let office = Office::order().blank(3, "write-fails:5").open();
    let ready = [cast::ORDINARY_WOMAN, cast::LONGEST_NAME, cast::TITLED_NAME, cast::ORDINARY_MAN];
    for nik in ready {
        let printed = office.print(nik).expect(0).json();
        assert_eq!((&printed["done"], &printed["stage"]), (&"printed".into(), &"printed".into()));
        office.ready();
        assert_eq!(office.outcomes_of(nik), ["printed", "ready"]);
        assert_eq!(office.phase_of(nik), "ready");
    }
    office.print(cast::BIO_CAPTURED).fails(3, "REQ-01");

    office.books_are_true();
    let register = office.json(&["register", "list"]);
    let rows = register.as_array().unwrap();
    assert_eq!(rows.len(), 4);
    for (row, number) in rows.iter().rev().zip(1..) {
        assert!(row["number"].as_str().unwrap().ends_with(&format!("/SPESIMEN-01/{number:05}")));
        assert_eq!((&row["stage"], &row["reason"]), (&"ready".into(), &"baru".into()));
    }
    let places = ["supplier", "vault", "hopper:A", "machine:A", "output", "ready", "spoiled"];
    assert_eq!(places.map(|place| office.booked(place)), [-20, 0, 15, 0, 0, 4, 1]);
    assert_eq!((office.held(hw_sim::world::Place::Hands), office.rejected()), (4, 1));
    assert_eq!(office.events("outcome_reported").len(), 8);
    assert!(office.truth().lanes[0].memory.is_empty(), "no picture stays in the printer");
}

#[test]
fn whoever_has_a_card_or_is_not_ready_or_not_known_gets_none_and_nothing_is_fed() {
    let office = Office::open();
    office.print(cast::ORDINARY_WOMAN).expect(0);
    let counters = office.truth().lanes[0].counters;

    office.print(cast::ORDINARY_WOMAN).fails(3, "REQ-06");
    office.ready();
    office.print(cast::ORDINARY_WOMAN).fails(3, "REQ-06");
    let told = office.print(cast::BIO_CAPTURED).fails(3, "REQ-01").json();
    assert_eq!(told["error"]["refusal"]["refusal"], "not_print_ready");
    assert_eq!(told["error"]["meaning"], "refused");
    office.print(cast::NOBODY).fails(3, "REQ-01");
    office.print(cast::CARD_ISSUED).fails(3, "REQ-06");
    office.print(cast::DUPLICATE_RECORD).fails(3, "REQ-01");
    let reprint = ["print", "--reason", "rusak", "--json", cast::ORDINARY_MAN];
    office.cetakd(&reprint).fails(3, "REQ-07");

    assert_eq!(office.truth().lanes[0].counters, counters, "something was fed");
    assert_eq!(office.events("feed_intended").len(), 1);
    assert_eq!(office.source()["leases"].as_array().unwrap().len(), 1);
    office.books_are_true();
}
