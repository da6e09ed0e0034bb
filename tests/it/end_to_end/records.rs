//! Records that are no good, and a source that is away, slow or lying: each is refused by its own
//! code, the lease goes back, no blank is touched.

use hw_sim::source::{Fault, FaultRule, Spoil, Verb, cast};
use serde_json::json;

use crate::rig::Office;

#[test]
fn each_broken_record_is_refused_by_its_own_code_and_its_lease_goes_back() {
    let office = Office::open();
    for (nik, code) in [
        (cast::PHOTO_MISSING, "PRR-14"),
        (cast::PHOTO_BROKEN, "FACE-07"),
        (cast::CHIP_PHOTO_MISSING, "PRR-16"),
        (cast::SIGNATURE_MISSING, "PRR-15"),
        (cast::MINUTIAE_MISSING, "PRR-17"),
        (cast::TOO_LARGE_FOR_THE_CHIP, "PRR-20"),
        (cast::UNKNOWN_STATE_IN_LEASE, "PRR-13"),
        (cast::CHIP_SIGNATURE_WRONG, "CHIP-11"),
        (cast::CHIP_SIGNER_UNKNOWN, "PRR-22"),
        (cast::GLYPH_UNKNOWN, "FACE-04"),
        (cast::NAME_TOO_LONG, "FACE-06"),
    ] {
        let said = office.print(nik).fails(3, code);
        assert_eq!(office.phase_of(nik), "given-back", "{code}");
        assert!(!said.out.contains(nik) && !said.err.contains(nik), "{code}: {}", said.out);
    }
    assert!(office.events("feed_intended").is_empty());
    office.books_are_true();
}

#[test]
fn a_lease_spoiled_on_its_way_is_refused_and_the_person_can_be_printed_afterwards() {
    let office = Office::open();
    let nik = cast::ORDINARY_WOMAN;
    for (spoil, code) in [
        (Spoil::Truncated, "PRR-02"),
        (Spoil::Signature, "PRR-04"),
        (Spoil::Payload, "PRR-04"),
        (Spoil::AlgorithmNone, "PRR-02"),
        (Spoil::Signer, "PRR-03"),
        (Spoil::Expired, "REQ-05"),
        (Spoil::Audience, "PRR-07"),
        (Spoil::Person, "PRR-09"),
    ] {
        strike(&office, Verb::Lease, Fault::Spoil(spoil));
        office.print(nik).fails(3, code);
        assert!(matches!(office.phase_of(nik).as_str(), "given-back" | "open"), "{spoil:?}");
    }
    strike(&office, Verb::Lease, Fault::Spoil(Spoil::Oversized));
    office.print(nik).fails(6, "SRC-04");
    assert!(office.events("feed_intended").is_empty());
    office.print(nik).expect(0);
    assert_eq!(office.outcomes_of(nik), ["printed"]);
    office.books_are_true();
}

#[test]
fn while_the_source_is_away_nothing_is_fed_and_what_it_missed_is_told_later() {
    let mut office = Office::open();
    let nik = cast::ORDINARY_MAN;
    office.hands(json!({ "do": "source", "what": "outage" }));
    office.print(nik).fails(6, "SRC-02");
    let status = office.cetakd(&["status", "--json", nik]).expect(6);
    assert_eq!(status.fault(), "SRC-02");
    office.hands(json!({ "do": "source", "what": "restore" }));
    assert!(office.events("job_opened").is_empty());

    // The lease was given and its answer lost: asked again, the same job gets the same lease.
    strike(&office, Verb::Lease, Fault::LostReply);
    office.print(nik).fails(6, "SRC-02");
    plan(&office, FaultRule { times: None, ..FaultRule::on(Verb::Outcome, Fault::Outage) });
    office.print(nik).expect(0);
    assert_eq!(office.source()["leases"].as_array().unwrap().len(), 1);
    assert!(office.outcomes_of(nik).is_empty());

    // A new start tells what is still due.
    assert!(office.stop().success());
    assert!(office.outcomes_of(nik).is_empty());
    office.hands(json!({ "do": "source", "what": "restore" }));
    office.start();
    office.until_source("the report", |office| office.outcomes_of(nik) == ["printed"]);
    office.books_are_true();
}

fn strike(office: &Office, on: Verb, fault: Fault) {
    plan(office, FaultRule::on(on, fault));
}

fn plan(office: &Office, rule: FaultRule) {
    let source = office.simulator().office().source.as_ref().unwrap();
    assert!(source.lock().unwrap().plan(rule));
}
