//! The rule of leases as a station meets it: one person, one lease, one good card.

use cetakd::device::PrrSource;
use cetakd::device::prr_https::HttpsSource;
use cetakd::device::source::{LeaseRefusal, Outcome, Receipt, Report, SourceError};
use cetakd::record::{PrintReadyRecord, RecordRefusal, RecordState, Uid};
use hw_sim::source::{Fault, Spoil};
use jiff::Timestamp;

use super::rig::{self, Rig, expected, nik, request};

const UID: &str = "04A1B2C3D4E5F6";
const OTHER_UID: &str = "04A1B2C3D4E5F7";

/// A lease in the hands of its station.
struct Held {
    rig: Rig,
    station: HttpsSource,
    nik: cetakd::record::Nik,
    lease: String,
}

impl Held {
    fn new() -> Self {
        let rig = Rig::new(0);
        let mut station = rig.station();
        let nik = nik(&rig.ready_people()[0]);
        let jws = station.lease(&request("job-1", &nik)).unwrap();
        let record =
            PrintReadyRecord::verify(&jws, &rig.trust(), &expected("job-1", &nik)).unwrap();
        let lease = record.lease.clone();
        Self { rig, station, nik, lease }
    }

    fn report(&self, outcome: Outcome, uid: &str) -> Report {
        Report {
            job: "job-1".to_owned(),
            lease: self.lease.clone(),
            outcome,
            uid: uid.parse().unwrap(),
            at: Timestamp::now(),
            journal_seq: 12,
            journal_head: "ab".repeat(32),
        }
    }

    fn tell(&mut self, outcome: Outcome, uid: &str) -> Result<Receipt, SourceError> {
        let report = self.report(outcome, uid);
        self.station.report(&report)
    }

    fn state(&mut self) -> RecordState {
        self.station.status(&self.nik).unwrap().state.unwrap()
    }
}

fn refusal(result: Result<impl std::fmt::Debug, SourceError>) -> LeaseRefusal {
    match result {
        Err(SourceError::Refused(refusal)) => refusal,
        other => panic!("no refusal: {other:?}"),
    }
}

#[test]
fn the_same_job_gets_the_same_lease_and_another_station_none() {
    let mut held = Held::new();
    let again = request("job-1", &held.nik);
    let (first, second) = (held.station.lease(&again), held.station.lease(&again));
    assert_eq!(first.unwrap(), second.unwrap());
    let mut other = held.rig.other_station();
    let refused = other.lease(&request("job-1", &held.nik));
    assert_eq!(refusal(refused), LeaseRefusal::LeasedElsewhere);
    let refused = held.station.lease(&request("job-2", &held.nik));
    assert_eq!(refusal(refused), LeaseRefusal::LeasedElsewhere);
}

#[test]
fn a_good_card_ends_the_lease_and_issues_the_person() {
    let mut held = Held::new();
    let printed = held.tell(Outcome::Printed, UID).unwrap();
    assert_eq!(held.tell(Outcome::Printed, UID).unwrap(), printed, "the same receipt");
    let ready = held.tell(Outcome::Ready, UID).unwrap();
    assert_ne!(ready, printed);
    assert_eq!(held.state(), RecordState::CardPrinted);
    let refused = held.station.lease(&request("job-1", &held.nik));
    assert_eq!(refusal(refused), LeaseRefusal::LeaseClosed);
    let refused = held.station.lease(&request("job-2", &held.nik));
    assert_eq!(refusal(refused), LeaseRefusal::NotPrintReady(RecordState::CardPrinted));
    let refused = held.station.give_back(&held.lease, "job-1");
    assert_eq!(refusal(refused), LeaseRefusal::LeaseClosed);
}

#[test]
fn a_spoiled_card_frees_the_person() {
    let mut held = Held::new();
    held.tell(Outcome::Printed, UID).unwrap();
    held.tell(Outcome::Spoiled, UID).unwrap();
    assert_eq!(held.state(), RecordState::PrintReadyRecord);
    let refused = held.station.lease(&request("job-1", &held.nik));
    assert_eq!(refusal(refused), LeaseRefusal::LeaseClosed);
    assert!(held.rig.other_station().lease(&request("job-9", &held.nik)).is_ok());
}

#[test]
fn a_contradiction_is_a_conflict() {
    for (later, uid) in [(Outcome::Spoiled, UID), (Outcome::Ready, OTHER_UID)] {
        let mut held = Held::new();
        held.tell(Outcome::Ready, UID).unwrap();
        let conflict = held.tell(later, uid).unwrap_err();
        assert!(matches!(conflict, SourceError::Conflict(_)), "{conflict}");
    }
}

#[test]
fn a_lease_given_back_frees_the_person_once() {
    let mut held = Held::new();
    let receipt = held.station.give_back(&held.lease, "job-1").unwrap();
    assert_eq!(held.station.give_back(&held.lease, "job-1").unwrap(), receipt);
    let mut other = held.rig.other_station();
    assert!(other.lease(&request("job-9", &held.nik)).is_ok());
}

#[test]
fn nobody_reports_on_what_is_not_theirs() {
    let held = Held::new();
    let mut other = held.rig.other_station();
    let refused = other.report(&held.report(Outcome::Ready, UID)).unwrap_err();
    assert!(matches!(refused, SourceError::NotAuthorised(_)), "{refused}");
    assert!(refused.to_string().contains("403 wrong-station"), "{refused}");
    let refused = other.give_back(&"0".repeat(32), "job-1");
    assert_eq!(refusal(refused), LeaseRefusal::UnknownLease);
}

#[test]
fn a_report_whose_answer_was_lost_is_told_again_with_one_effect() {
    let mut held = Held::new();
    held.rig.strike(Fault::LostReply);
    assert!(matches!(held.tell(Outcome::Ready, UID), Err(SourceError::Unreachable(_))));
    assert_eq!(held.state(), RecordState::CardPrinted, "it had arrived");
    let receipt = held.tell(Outcome::Ready, UID).unwrap();
    assert_eq!(held.tell(Outcome::Ready, UID).unwrap(), receipt);
}

#[test]
fn a_uid_is_revoked_once() {
    let rig = Rig::new(0);
    let mut station = rig.station();
    let uid: Uid = UID.parse().unwrap();
    let receipt = station.revoke(&uid, "chip_alive").unwrap();
    assert_eq!(station.revoke(&uid, "lost").unwrap(), receipt);
    assert!(matches!(station.revoke(&uid, "no word"), Err(SourceError::OutsideContract(_))));
}

#[test]
fn who_is_not_ready_or_unknown_gets_no_lease() {
    let rig = Rig::new(0);
    let mut station = rig.station();
    let people = rig.people(|person| (person.biodata.nik.clone(), person.state.clone()));
    for (digits, state) in people {
        let state: RecordState = state.parse().unwrap();
        if !state.may_print() {
            let nik = nik(&digits);
            let refused = station.lease(&request(&format!("job-{digits}"), &nik));
            assert_eq!(refusal(refused), LeaseRefusal::NotPrintReady(state));
        }
    }
    let refused = station.lease(&request("job-0", &nik("9999990101999999")));
    assert_eq!(refusal(refused), LeaseRefusal::UnknownPerson);
}

#[test]
fn every_way_to_spoil_a_lease_is_refused_by_its_own_code() {
    let held = Held::new();
    let (rig, mut station, trust) = (&held.rig, held.rig.station(), held.rig.trust());
    for (spoil, code) in [
        (Spoil::Truncated, "PRR-02"),
        (Spoil::Signature, "PRR-04"),
        (Spoil::Payload, "PRR-04"),
        (Spoil::AlgorithmNone, "PRR-02"),
        (Spoil::Signer, "PRR-03"),
        (Spoil::Expired, "PRR-10"),
        (Spoil::Audience, "PRR-07"),
        (Spoil::Job, "PRR-08"),
        (Spoil::Person, "PRR-09"),
    ] {
        rig.strike(Fault::Spoil(spoil));
        let lease = station.lease(&request("job-1", &held.nik)).unwrap();
        let verified = PrintReadyRecord::verify(&lease, &trust, &expected("job-1", &held.nik));
        assert_eq!(verified.as_ref().unwrap_err().code(), code, "{spoil:?}");
        if spoil == Spoil::Expired {
            assert!(matches!(verified, Err(RecordRefusal::Expired { .. })));
        }
    }
    rig.strike(Fault::Spoil(Spoil::Oversized));
    let refused = station.lease(&request("job-1", &held.nik)).unwrap_err();
    assert!(refused.to_string().contains("answer exceeds"), "{refused}");
    let good = station.lease(&request("job-1", &held.nik)).unwrap();
    let nik = rig::nik(held.nik.expose());
    assert!(PrintReadyRecord::verify(&good, &trust, &expected("job-1", &nik)).is_ok());
}
