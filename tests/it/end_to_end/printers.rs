//! Printers that let people down in ways that show at once. Whatever happens: never two cards for
//! one person, and every blank where the books say, or unknown with the lane at a stand.

use hw_sim::source::cast;
use serde_json::json;

use crate::rig::Office;

const NIK: &str = cast::ORDINARY_WOMAN;

#[test]
fn an_empty_hopper_takes_nothing_and_the_same_job_goes_on_once_it_is_filled() {
    let office = Office::order().without_stock().open();
    office.cetakd(&["stock", "receive", "20", "--bast", "470/1"]).expect(0);
    office.print(NIK).fails(4, "PRN-01");
    office.books_are_true();
    office.hands(json!({ "do": "load", "count": 5 }));
    office.cetakd(&["stock", "load", "5", "--lane", "A"]).expect(0);
    office.print(NIK).expect(0);
    office.books_are_true();
    assert_eq!(office.events("job_opened").len(), 1);
    assert_eq!(office.source()["leases"].as_array().unwrap().len(), 1);
}

#[test]
fn blanks_in_the_hopper_that_nobody_booked_are_fed_and_booked_as_unexplained() {
    let office = Office::order().without_stock().open();
    office.hands(json!({ "do": "load", "count": 5 }));
    office.print(NIK).expect(0);
    assert_eq!((office.booked("unexplained:A"), office.booked("output")), (-1, 1));
}

#[test]
fn a_printer_that_refuses_to_feed_takes_nothing_and_the_same_job_goes_on() {
    let office = Office::open();
    for (fault, code, help) in [
        ("cover-open", "PRN-02", Some("close-cover")),
        ("take-none", "PRN-01", None),
        ("nack:F", "PRN-01", None),
    ] {
        // A printer in mode 22 tries once.
        office.fault("feed", fault);
        if fault.starts_with("nack") {
            office.hands(json!({ "do": "clear-faults" }));
            office.fault("Sic", fault);
        }
        office.print(NIK).fails(4, code);
        let audit = office.books_are_true();
        assert!(audit.stopped.is_empty() && audit.unknown.is_empty(), "{fault}: {audit:?}");
        if let Some(help) = help {
            office.helped(help);
        }
    }
    office.release("A").expect(0);
    office.print(NIK).expect(0);
    office.books_are_true();
    assert_eq!(office.truth().lanes[0].counters.cards, 1_201);
}

#[test]
fn a_ribbon_at_its_end_takes_no_blank() {
    let office = Office::order().with(|config| config.lanes[0].ribbon_panels = 0).open();
    office.print(NIK).fails(4, "PRN-04");
    office.books_are_true();
    assert!(office.events("feed_intended").is_empty());
    let ribbon = json!({ "what": "change-ribbon", "kind": "ymckok", "panels": 600 });
    office.hands(json!({ "do": "helped", "help": ribbon }));
    office.print(NIK).expect(0);
    office.books_are_true();
}

#[test]
fn a_ribbon_that_ends_between_two_panels_spoils_the_blank() {
    let office = Office::open();
    office.nth_fault("panel", 3, "ribbon-out");
    let said = office.print(NIK);
    assert_ne!(said.code, 0, "{}", said.out);
    let ribbon = json!({ "what": "change-ribbon", "kind": "ymckok", "panels": 600 });
    office.hands(json!({ "do": "helped", "help": ribbon }));
    office.books_are_true();
    office.release("A").expect(0);
    let said = office.print(NIK);
    assert!(said.code == 0 || said.fault() == "REQ-06", "{}", said.out);
    assert_eq!((office.rejected(), office.at_output()), (1, 1));
    office.books_are_true();
    let lost = office.events("reject_intended");
    assert_eq!(lost[0]["reason"], "gagal_cetak");
}

#[test]
fn a_counter_that_jumped_while_nobody_printed_stops_the_lane_before_the_next_blank() {
    let office = Office::open();
    office.print(NIK).expect(0);
    office.hands(json!({ "do": "press", "button": "test-card" }));
    office.print(cast::ORDINARY_MAN).fails(4, "PRN-08");
    assert_eq!(office.events("counters_jumped").len(), 1);
    assert_eq!(office.events("feed_intended").len(), 1);
    let audit = office.audit();
    assert_eq!(audit.stopped["A"], "evidence_contradicts");
    office.release("A").expect(0);
    office.print(cast::ORDINARY_MAN).expect(0);
}

#[test]
fn a_cleaning_card_is_booked_and_does_not_count_as_a_blank() {
    let office = Office::open();
    office.print(NIK).expect(0);
    office.hands(json!({ "do": "press", "button": "clean" }));
    let said = office.print(cast::ORDINARY_MAN);
    assert_eq!(said.code, 0, "{}", said.out);
    assert_eq!(office.events("counters_jumped").len(), 1);
    office.books_are_true();
}

#[test]
fn bytes_after_an_answer_and_answers_that_come_late_disturb_nothing() {
    let office = Office::open();
    for fault in [("Sic", "extra:41434b0d"), ("Se", "extra:00ff0d0d41"), ("Rsn", "extra:0d0d0d")] {
        office.fault(fault.0, fault.1);
    }
    office.print(NIK).expect(0);
    for on in ["Sic", "Ss", "Se", "Rco"] {
        office.fault(on, "late:300");
    }
    office.print(cast::ORDINARY_MAN).expect(0);
    assert_eq!(office.at_output(), 2);
    office.books_are_true();
}

#[test]
fn a_printer_that_fell_back_to_managing_errors_by_itself_is_not_fed() {
    let office = Office::open();
    office.print(NIK).expect(0);
    office.fault("Rco", "forget-pem");
    let said = office.print(cast::ORDINARY_MAN);
    assert_ne!(said.code, 0, "{}", said.out);
    office.books_are_true();
    assert_eq!(office.truth().lanes[0].counters.cards, 1_201);
    // Taken in hand again, it lets us manage errors again.
    office.release("A").expect(0);
    let said = office.print(cast::ORDINARY_MAN);
    assert!(said.code == 0 || said.fault() == "REQ-06", "{}", said.out);
    assert_eq!(office.at_output(), 2);
    office.books_are_true();
}
