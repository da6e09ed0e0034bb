//! The station's side of `contracts/prr-source.yaml` against the simulated source over real
//! mutual TLS, and against servers that keep to nothing.

mod hostile;
mod rig;
mod rules;
mod trust;

use cetakd::device::PrrSource as _;
use cetakd::device::source::SourceError;
use cetakd::record::{PrintReadyRecord, RecordState};
use hw_sim::source::Fault;
use hw_sim::source::person::{PRINT_READY, Trouble};

use rig::{Rig, nik};

#[test]
fn every_state_arrives_as_it_stands_at_the_source() {
    let rig = Rig::new(0);
    let mut station = rig.station();
    for (digits, state) in rig.people(|person| (person.biodata.nik.clone(), person.state.clone())) {
        let observation = station.status(&nik(&digits)).unwrap();
        assert_eq!(observation.state.unwrap().as_str(), state);
        assert_eq!(observation.source, rig.url());
        assert_eq!(observation.job, None);
    }
    let nobody = station.status(&nik("9999990101999999")).unwrap();
    assert_eq!(nobody.state, Some(RecordState::Unregistered));
}

#[test]
fn every_sound_record_of_the_population_passes_and_every_troubled_one_is_told_apart() {
    let rig = Rig::new(0);
    let mut station = rig.station();
    let trust = rig.trust();
    let ready = rig.people(|person| {
        let ready = person.state == PRINT_READY;
        ready.then(|| (person.biodata.nik.clone(), person.trouble))
    });
    let (mut good, mut troubled) = (0, 0);
    for (digits, trouble) in ready.into_iter().flatten() {
        let nik = nik(&digits);
        let request = rig::request(&format!("job-{digits}"), &nik);
        let lease = station.lease(&request).unwrap();
        let expected = rig::expected(&request.job, &nik);
        let verified = PrintReadyRecord::verify(&lease, &trust, &expected);
        let code = verified.as_ref().map_or_else(|refusal| refusal.code(), |_| "good");
        let expected = match trouble {
            Trouble::Nothing | Trouble::ChipSignatureWrong => "good",
            Trouble::PhotoMissing => "PRR-14",
            Trouble::PhotoBroken => "good",
            Trouble::ChipPhotoMissing => "PRR-16",
            Trouble::SignatureMissing => "PRR-15",
            Trouble::MinutiaeMissing => "PRR-17",
            Trouble::TooLargeForTheChip => "PRR-20",
            Trouble::StateUnknown => "PRR-13",
            Trouble::ChipSignerUnknown => "PRR-22",
        };
        assert_eq!(code, expected, "{trouble:?}");
        *if trouble == Trouble::Nothing { &mut good } else { &mut troubled } += 1;
    }
    assert!(good >= 5 && troubled >= 5, "{good} good, {troubled} troubled");
}

#[test]
fn the_ready_are_listed_whole() {
    let rig = Rig::new(10);
    let mut station = rig.station();
    let page = station.ready(None).unwrap();
    let expected: Vec<String> = rig
        .people(|person| (person.state == PRINT_READY).then(|| person.biodata.nik.clone()))
        .into_iter()
        .flatten()
        .collect();
    let listed: Vec<&str> = page.people.iter().map(|person| person.nik.expose()).collect();
    assert_eq!(listed, expected);
    assert_eq!(page.next, None);
}

#[test]
fn a_source_that_fails_is_told_apart_from_one_that_refuses() {
    let rig = Rig::new(0);
    let mut station = rig.station();
    let someone = nik(&rig.ready_people()[0]);
    for (fault, expected) in [
        (Fault::Outage, "source can't be reached: "),
        (Fault::LostReply, "source can't be reached: "),
        (Fault::Status(429), "source can't be reached: it is busy (HTTP 429)"),
        (Fault::Status(503), "source can't be reached: it failed (HTTP 503)"),
        (Fault::Status(404), "source answered outside its contract: HTTP 404"),
        (Fault::Status(301), "source answered outside its contract: HTTP 301"),
        (Fault::Status(204), "source answered outside its contract: HTTP 204"),
        (Fault::BadJson, "source answered outside its contract: JSON ends too early"),
        (Fault::OversizedBody, "source answered outside its contract: answer exceeds 8192 bytes"),
    ] {
        rig.strike(fault);
        let error = station.status(&someone).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{fault:?}: {error}");
        assert!(station.status(&someone).is_ok(), "the next request is served");
    }
}

#[test]
fn a_source_that_is_too_slow_is_not_waited_for() {
    let rig = Rig::new(0);
    let mut station = rig.station_with(rig::SHORT);
    rig.strike(Fault::Slow(60_000));
    let error = station.status(&nik(&rig.ready_people()[0])).unwrap_err();
    assert!(matches!(error, SourceError::Unreachable(_)), "{error}");
    assert!(error.to_string().contains("no answer in time"), "{error}");
}
