//! The lease rule, sentence by sentence.

use super::super::cast::{self, BIO_CAPTURED, ORDINARY_MAN, ORDINARY_WOMAN};
use super::super::chip_data::PROFILE_FOR_TESTS;
use super::super::signer::Signer;
use super::*;

const NOON: Timestamp = Timestamp::constant(1_790_000_000, 0);

fn source() -> Source {
    let signers =
        Signers { record: Signer::stranger().unwrap(), chip: Signer::stranger().unwrap() };
    let profile = ChipDataProfile::parse(PROFILE_FOR_TESTS).unwrap();
    Source::new(Population::new(1, 10), signers, profile)
}

fn order<'a>(station: &'a str, job: &'a str, nik: &'a str) -> LeaseOrder<'a> {
    LeaseOrder { station, job, nik }
}

fn lease(source: &mut Source, station: &str, job: &str) -> Result<String, Refusal> {
    source.lease(&order(station, job, ORDINARY_WOMAN), NOON)
}

fn report(source: &mut Source, outcome: Outcome, uid: &str) -> Result<Receipt, Refusal> {
    let lease = lease_id(&order("A", "job-1", ""));
    let report = Report {
        station: "A",
        lease: &lease,
        job: "job-1",
        outcome,
        uid,
        at: "2026-11-21T00:00:00Z",
        journal_seq: 9,
        journal_head: "ab",
    };
    source.report(&report, NOON)
}

fn give_back(source: &mut Source, station: &str) -> Result<Receipt, Refusal> {
    let lease = lease_id(&order("A", "job-1", ""));
    source.give_back(station, &lease, "job-1", NOON)
}

/// Fails with the refusal's name if it is another.
macro_rules! refused {
    ($result:expr, $pattern:pat) => {
        let result = $result;
        assert!(matches!(result, Err($pattern)), "{result:?}");
    };
}

#[test]
fn the_same_job_gets_the_same_lease_even_after_its_expiry() {
    let mut source = source();
    let first = lease(&mut source, "A", "job-1").unwrap();
    let later = Timestamp::constant(1_800_000_000, 0);
    let again = source.lease(&order("A", "job-1", ORDINARY_WOMAN), later).unwrap();
    assert_eq!(first, again);
    refused!(source.lease(&order("A", "job-1", ORDINARY_MAN), NOON), Refusal::BadRequest(_));
}

#[test]
fn expiry_frees_nobody() {
    let mut source = source();
    lease(&mut source, "A", "job-1").unwrap();
    let years_later = Timestamp::constant(1_990_000_000, 0);
    refused!(
        source.lease(&order("B", "job-9", ORDINARY_WOMAN), years_later),
        Refusal::LeasedElsewhere
    );
    refused!(lease(&mut source, "A", "job-2"), Refusal::LeasedElsewhere);
}

#[test]
fn a_give_back_frees_and_closes_for_ever() {
    let mut source = source();
    lease(&mut source, "A", "job-1").unwrap();
    let receipt = give_back(&mut source, "A").unwrap();
    assert_eq!(give_back(&mut source, "A").unwrap(), receipt);
    refused!(lease(&mut source, "A", "job-1"), Refusal::LeaseClosed);
    refused!(report(&mut source, Outcome::Printed, "04AA"), Refusal::Conflict(_));
    lease(&mut source, "B", "job-1").unwrap();
}

#[test]
fn a_ready_card_keeps_the_person_issued() {
    let mut source = source();
    lease(&mut source, "A", "job-1").unwrap();
    report(&mut source, Outcome::Printed, "04AA").unwrap();
    assert_eq!(source.state_of(ORDINARY_WOMAN), "SENT_FOR_CARD_PRINTING");
    refused!(lease(&mut source, "B", "job-2"), Refusal::LeasedElsewhere);
    report(&mut source, Outcome::Ready, "04AA").unwrap();
    assert_eq!(source.state_of(ORDINARY_WOMAN), "CARD_PRINTED");
    refused!(lease(&mut source, "A", "job-1"), Refusal::LeaseClosed);
    refused!(lease(&mut source, "B", "job-2"), Refusal::NotPrintReady(_));
    refused!(give_back(&mut source, "A"), Refusal::LeaseClosed);
}

#[test]
fn a_spoiled_card_closes_the_lease_and_frees_the_person() {
    let mut source = source();
    lease(&mut source, "A", "job-1").unwrap();
    report(&mut source, Outcome::Printed, "04AA").unwrap();
    assert!(lease(&mut source, "A", "job-1").is_ok(), "a printed card's lease is not closed");
    report(&mut source, Outcome::Spoiled, "04AA").unwrap();
    assert_eq!(source.state_of(ORDINARY_WOMAN), "PRINT_READY_RECORD");
    refused!(lease(&mut source, "A", "job-1"), Refusal::LeaseClosed);
    lease(&mut source, "B", "job-2").unwrap();
}

#[test]
fn the_same_report_gets_the_same_receipt_and_a_contradiction_a_conflict() {
    let mut source = source();
    lease(&mut source, "A", "job-1").unwrap();
    let receipt = report(&mut source, Outcome::Printed, "04AA").unwrap();
    assert_eq!(report(&mut source, Outcome::Printed, "04AA").unwrap(), receipt);
    refused!(report(&mut source, Outcome::Printed, "04BB"), Refusal::Conflict(_));
    let ready = report(&mut source, Outcome::Ready, "04AA").unwrap();
    assert_ne!(ready, receipt);
    refused!(report(&mut source, Outcome::Spoiled, "04AA"), Refusal::Conflict(_));
    assert_eq!(report(&mut source, Outcome::Ready, "04AA").unwrap(), ready);
    assert_eq!(source.state_of(ORDINARY_WOMAN), "CARD_PRINTED");
}

#[test]
fn a_late_printed_after_ready_is_filed_and_changes_nothing() {
    let mut source = source();
    lease(&mut source, "A", "job-1").unwrap();
    report(&mut source, Outcome::Ready, "04AA").unwrap();
    report(&mut source, Outcome::Printed, "04AA").unwrap();
    assert_eq!(source.state_of(ORDINARY_WOMAN), "CARD_PRINTED");
    refused!(lease(&mut source, "A", "job-1"), Refusal::LeaseClosed);
}

#[test]
fn one_uid_is_one_card() {
    let mut source = source();
    lease(&mut source, "A", "job-1").unwrap();
    source.lease(&order("A", "job-2", ORDINARY_MAN), NOON).unwrap();
    report(&mut source, Outcome::Spoiled, "04AA").unwrap();
    let other = lease_id(&order("A", "job-2", ""));
    let again = Report {
        station: "A",
        lease: &other,
        job: "job-2",
        outcome: Outcome::Printed,
        uid: "04AA",
        at: "",
        journal_seq: 1,
        journal_head: "",
    };
    refused!(source.report(&again, NOON), Refusal::Conflict(_));
}

#[test]
fn a_revoked_uid_never_becomes_a_ready_card() {
    let mut source = source();
    lease(&mut source, "A", "job-1").unwrap();
    let receipt = source.revoke("A", "04AA", "missing", NOON).unwrap();
    assert_eq!(source.revoke("A", "04AA", "another word", NOON).unwrap(), receipt);
    report(&mut source, Outcome::Printed, "04AA").unwrap();
    refused!(report(&mut source, Outcome::Ready, "04AA"), Refusal::Conflict(_));
    assert_eq!(source.ledger().revoked()["04AA"].reason, "missing");
}

#[test]
fn only_its_own_station_may_speak_for_a_lease() {
    let mut source = source();
    lease(&mut source, "A", "job-1").unwrap();
    refused!(give_back(&mut source, "B"), Refusal::WrongStation(_));
    refused!(source.give_back("A", "0000", "job-1", NOON), Refusal::UnknownLease);
    let id = lease_id(&order("A", "job-1", ""));
    refused!(source.give_back("A", &id, "job-2", NOON), Refusal::Conflict(_));
}

#[test]
fn two_people_declare_a_station_lost_and_its_people_are_free() {
    let mut source = source();
    lease(&mut source, "A", "job-1").unwrap();
    refused!(source.declare_lost("A", ["Sri", " sri"], NOON), Refusal::BadRequest(_));
    refused!(source.declare_lost("A", ["Sri", ""], NOON), Refusal::BadRequest(_));
    let freed = source.declare_lost("A", ["Sri", "Budi"], NOON).unwrap();
    assert_eq!(freed, [ORDINARY_WOMAN]);
    refused!(lease(&mut source, "A", "job-1"), Refusal::WrongStation(_));
    refused!(report(&mut source, Outcome::Printed, "04AA"), Refusal::WrongStation(_));
    lease(&mut source, "B", "job-1").unwrap();
}

#[test]
fn only_a_print_ready_record_is_leased() {
    let mut source = source();
    for role in cast::CAST {
        let granted = source.lease(&order("A", role.nik, role.nik), NOON);
        let ready = !matches!(role.what, cast::What::State(_));
        assert_eq!(granted.is_ok(), ready, "{}", role.nama);
    }
    let unknown = source.lease(&order("A", "x", cast::NOBODY), NOON);
    refused!(unknown, Refusal::UnknownPerson);
    assert_eq!(source.state_of(cast::NOBODY), "UNREGISTERED");
    source.set_state(BIO_CAPTURED, "PRINT_READY_RECORD", NOON).unwrap();
    source.lease(&order("A", "later", BIO_CAPTURED), NOON).unwrap();
}

#[test]
fn the_ready_list_pages_through_everybody_who_can_be_leased() {
    let mut source = source();
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let (page, more) = source.ready(&after, 7);
        seen.extend(page.iter().map(|person| person.biodata.nik.clone()));
        after = seen.last().unwrap().clone();
        if !more {
            break;
        }
    }
    let all = source.ready("", MAX_PAGE).0.len();
    assert_eq!(seen.len(), all);
    assert!(seen.is_sorted() && seen.contains(&ORDINARY_WOMAN.to_owned()));
    lease(&mut source, "A", "job-1").unwrap();
    assert_eq!(source.ready("", MAX_PAGE).0.len(), all - 1);
}

#[test]
fn a_restart_remembers_everything_but_a_line_cut_short() {
    let dir = tempfile::tempdir().unwrap();
    let open = || {
        let Source { population, signers, profile, .. } = source();
        Source::open(dir.path(), population, signers, profile).unwrap()
    };
    let mut before = open();
    let jws = lease(&mut before, "A", "job-1").unwrap();
    before.lease(&order("A", "job-2", ORDINARY_MAN), NOON).unwrap();
    let receipt = report(&mut before, Outcome::Printed, "04AA").unwrap();
    before.revoke("A", "04CC", "missing", NOON).unwrap();
    drop(before);

    let file = dir.path().join("deeds.jsonl");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes.truncate(bytes.len() - 3);
    std::fs::write(&file, bytes).unwrap();

    let mut after = open();
    assert_eq!(lease(&mut after, "A", "job-1").unwrap(), jws);
    assert_eq!(report(&mut after, Outcome::Printed, "04AA").unwrap(), receipt);
    refused!(after.lease(&order("B", "job-2", ORDINARY_MAN), NOON), Refusal::LeasedElsewhere);
    assert!(after.ledger().revoked().is_empty(), "that line was cut, nobody was told");
    after.revoke("A", "04CC", "missing", NOON).unwrap();
    drop(after);
    assert!(open().ledger().revoked().contains_key("04CC"));
}
