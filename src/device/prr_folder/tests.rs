//! The folder of an air-gapped office: leases in, reports out, and hostile files between.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::device::source::Outcome;
use crate::record::testing::{self, Source};
use crate::record::{PrintReadyRecord, jws};

struct StoppedClock;

impl Clock for StoppedClock {
    fn now(&self) -> Timestamp {
        testing::now()
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) {}
}

/// A folder with its two boxes, a source that fills it and the station that works on it.
struct Office {
    root: TempDir,
    source: Source,
    station: crate::record::PublicKey,
    folder: FolderSource,
}

impl Office {
    fn new() -> Self {
        let (root, source) = (tempfile::tempdir().unwrap(), Source::new());
        let key = testing::signing_key("station");
        let station = key.public_key();
        let trust = source.trust.clone();
        let ours = FolderStation { station: testing::STATION.to_owned(), trust, key };
        let folder = FolderSource::open(root.path(), ours, Arc::new(StoppedClock)).unwrap();
        Self { root, source, station, folder }
    }

    fn inbox(&self, name: &str) -> PathBuf {
        self.root.path().join("inbox").join(name)
    }

    fn lay(&self, name: &str, edit: impl FnOnce(&mut Value)) {
        let mut claims = self.source.claims();
        edit(&mut claims);
        fs::write(self.inbox(name), self.source.sign(&claims)).unwrap();
    }

    fn outbox(&self) -> Vec<String> {
        let folder = fs::read_dir(self.root.path().join("outbox")).unwrap();
        let mut names: Vec<String> =
            folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn message(&self, name: &str) -> Value {
        let text = fs::read_to_string(self.root.path().join("outbox").join(name)).unwrap();
        let verified = jws::verify(&text, REPORT_TYP, 8192, |_| Some(&self.station)).unwrap();
        serde_json::from_slice(&verified.payload).unwrap()
    }

    fn tell(&mut self, outcome: Outcome, uid: &str) -> Result<Receipt, SourceError> {
        self.folder.report(&report(outcome, uid))
    }
}

fn request(job: &str) -> LeaseRequest {
    LeaseRequest { job: job.to_owned(), nik: testing::nik(), reason: "baru".to_owned() }
}

fn report(outcome: Outcome, uid: &str) -> Report {
    Report {
        job: testing::JOB.to_owned(),
        lease: "lease-1".to_owned(),
        outcome,
        uid: uid.parse().unwrap(),
        at: testing::now(),
        journal_seq: 7,
        journal_head: "ab".repeat(32),
    }
}

const UID: &str = "04A1B2C3D4E5F6";
const OTHER_UID: &str = "04A1B2C3D4E5F7";

#[test]
fn a_person_who_lies_there_is_print_ready_with_the_lease_as_laid_down() {
    let mut office = Office::new();
    office.lay("any name.jws", |_| ());
    let observation = office.folder.status(&testing::nik()).unwrap();
    assert_eq!(observation.state, Some(RecordState::PrintReadyRecord));
    assert_eq!(observation.observed_at.to_string(), "2026-11-21T01:02:03Z");
    assert_eq!(observation.job.as_deref(), Some(testing::JOB));

    let lease = office.folder.lease(&request(testing::JOB)).unwrap();
    let nik = testing::nik();
    let trust = &office.source.trust;
    assert!(PrintReadyRecord::verify(&lease, trust, &testing::expected(&nik)).is_ok());
    assert_eq!(office.folder.lease(&request(testing::JOB)).unwrap(), lease);
    assert_eq!(office.folder.complaints().unwrap(), [""; 0]);
}

#[test]
fn a_person_who_does_not_lie_there_is_unknown() {
    let mut office = Office::new();
    let observation = office.folder.status(&testing::nik()).unwrap();
    assert_eq!((observation.state, observation.job), (None, None));
    let refused = office.folder.lease(&request(testing::JOB)).unwrap_err();
    assert!(matches!(refused, SourceError::Refused(LeaseRefusal::UnknownPerson)));
}

#[test]
fn a_lease_is_for_the_job_it_names() {
    let mut office = Office::new();
    office.lay("a.jws", |_| ());
    let refused = office.folder.lease(&request("job-2")).unwrap_err();
    assert!(matches!(refused, SourceError::Refused(LeaseRefusal::OtherJob)));
}

#[test]
fn of_two_leases_the_later_is_offered() {
    let mut office = Office::new();
    office.lay("a.jws", |claims| {
        claims["iat"] = json!(1_790_000_100);
        claims["jti"] = json!("lease-2");
        claims["job"] = json!("job-2");
    });
    office.lay("b.jws", |_| ());
    let observation = office.folder.status(&testing::nik()).unwrap();
    assert_eq!(observation.job.as_deref(), Some("job-2"));
    assert!(office.folder.lease(&request(testing::JOB)).is_ok(), "the other is there as well");
    assert_eq!(office.folder.ready(None).unwrap().people.len(), 1);
}

#[test]
fn what_can_not_be_used_is_named_and_left_alone() {
    let mut office = Office::new();
    fs::write(office.inbox("empty.jws"), "").unwrap();
    fs::write(office.inbox("binary.jws"), [0xFF, 0xFE]).unwrap();
    fs::write(office.inbox("large.jws"), vec![b'A'; 600 * 1024]).unwrap();
    fs::create_dir(office.inbox("folder.jws")).unwrap();
    fs::write(office.inbox("readme.txt"), "not ours").unwrap();
    fs::write(office.inbox(".hidden.jws"), "half written").unwrap();
    fs::write(office.inbox("9974014102900001.jws"), "x").unwrap();
    office.lay("other station.jws", |claims| claims["aud"] = json!("99.74-02"));
    office.lay("not ready.jws", |claims| claims["record"]["state"] = json!("PROCESSING"));
    let stranger = Source::new();
    fs::write(office.inbox("stranger.jws"), stranger.sign(&stranger.claims())).unwrap();

    let complaints = office.folder.complaints().unwrap().join("\n");
    for expected in [
        "inbox/empty.jws: PRR-02 not a signed record: a compact JWS has three parts, not 1",
        "inbox/binary.jws: not text",
        "inbox/large.jws: longer than 524290 bytes",
        "inbox/folder.jws: not a plain file",
        "inbox/9974********0001.jws: PRR-02",
        "inbox/other station.jws: PRR-07",
        "inbox/not ready.jws: PRR-12 record is PROCESSING",
        "inbox/stranger.jws: PRR-04",
    ] {
        assert!(complaints.contains(expected), "{expected} in\n{complaints}");
    }
    assert_eq!(complaints.lines().count(), 8, "{complaints}");
    assert_eq!(fs::read_dir(office.root.path().join("inbox")).unwrap().count(), 10);
    assert_eq!(office.folder.status(&testing::nik()).unwrap().state, None);
}

#[test]
fn a_file_that_grows_is_read_again() {
    let mut office = Office::new();
    office.lay("a.jws", |_| ());
    let whole = fs::read(office.inbox("a.jws")).unwrap();
    fs::write(office.inbox("a.jws"), &whole[..whole.len() / 2]).unwrap();
    assert_eq!(office.folder.status(&testing::nik()).unwrap().state, None);
    fs::write(office.inbox("a.jws"), &whole).unwrap();
    assert!(office.folder.status(&testing::nik()).unwrap().state.is_some());
    fs::remove_file(office.inbox("a.jws")).unwrap();
    assert_eq!(office.folder.status(&testing::nik()).unwrap().state, None);
}

#[test]
fn the_ready_come_page_by_page() {
    let mut office = Office::new();
    for number in 1..=PAGE + 3 {
        office.lay(&format!("{number}.jws"), |claims| {
            claims["jti"] = json!(format!("lease-{number:04}"));
            claims["record"]["biodata"]["nik"] = json!(format!("997401410290{number:04}"));
        });
    }
    let first = office.folder.ready(None).unwrap();
    assert_eq!(first.people.len(), PAGE);
    assert_eq!(first.next.as_deref(), Some("lease-0100"));
    let last = office.folder.ready(first.next.as_deref()).unwrap();
    assert_eq!((last.people.len(), &last.next), (3, &None));
    assert_eq!(last.people[2].nik.expose(), "9974014102900103");
    assert_eq!(last.people[2].kel_desa, "CONTOH");
    assert!(office.folder.ready(Some("zzz")).unwrap().people.is_empty());
}

#[test]
fn a_report_is_signed_and_told_once() {
    let mut office = Office::new();
    office.lay("a.jws", |_| ());
    let first = office.tell(Outcome::Printed, UID).unwrap();
    assert_eq!(first, Receipt::Deposited(format!("lease-1.printed.{UID}.jws")));
    let path = office.root.path().join("outbox").join(format!("lease-1.printed.{UID}.jws"));
    let before = fs::read(&path).unwrap();
    // Later, with a longer journal: still the same report.
    let again = Report { journal_seq: 9, ..report(Outcome::Printed, UID) };
    assert_eq!(office.folder.report(&again).unwrap(), first);
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(
        office.message(&format!("lease-1.printed.{UID}.jws")),
        json!({
            "iss": testing::STATION, "iat": testing::now().as_second(),
            "report": {
                "kind": "outcome", "lease": "lease-1", "job": testing::JOB,
                "outcome": "printed", "uid": UID, "at": testing::now().to_string(),
                "journal": {"seq": 7, "head": "ab".repeat(32)},
            },
        })
    );
    let nik = testing::nik();
    assert!(!String::from_utf8(before).unwrap().contains(nik.expose()));
}

#[test]
fn a_lease_that_ended_leaves_the_inbox() {
    for outcome in [Outcome::Ready, Outcome::Spoiled] {
        let mut office = Office::new();
        office.lay("a.jws", |_| ());
        office.lay("b.jws", |claims| claims["jti"] = json!("lease-1b"));
        office.tell(Outcome::Printed, UID).unwrap();
        assert!(office.inbox("a.jws").exists(), "printed is not the end");
        office.tell(outcome, UID).unwrap();
        assert!(!office.inbox("a.jws").exists() && office.inbox("b.jws").exists());
        // A courier who brings it again changes nothing while the report lies there.
        office.lay("again.jws", |_| ());
        fs::remove_file(office.inbox("b.jws")).unwrap();
        assert_eq!(office.folder.status(&testing::nik()).unwrap().state, None);
    }
    let mut office = Office::new();
    office.lay("a.jws", |_| ());
    let receipt = office.folder.give_back("lease-1", testing::JOB).unwrap();
    assert_eq!(receipt, Receipt::Deposited("lease-1.give-back.jws".to_owned()));
    assert_eq!(office.folder.give_back("lease-1", testing::JOB).unwrap(), receipt);
    assert!(!office.inbox("a.jws").exists());
}

#[test]
fn a_crash_between_report_and_removal_is_made_good() {
    let mut office = Office::new();
    office.tell(Outcome::Ready, UID).unwrap();
    office.lay("left by a crash.jws", |_| ());
    assert_eq!(office.folder.status(&testing::nik()).unwrap().state, None);
    assert!(!office.inbox("left by a crash.jws").exists());
}

#[test]
fn a_contradiction_is_refused_and_nothing_written() {
    use Outcome::*;
    for (earlier, uid, later, later_uid) in [
        (Ready, UID, Spoiled, UID),
        (Spoiled, UID, Ready, UID),
        (Ready, UID, Ready, OTHER_UID),
        (Printed, UID, Printed, OTHER_UID),
        (Printed, UID, Ready, OTHER_UID),
        (Spoiled, UID, Printed, OTHER_UID),
    ] {
        let mut office = Office::new();
        office.tell(earlier, uid).unwrap();
        let refused = office.tell(later, later_uid).unwrap_err();
        assert!(matches!(refused, SourceError::Conflict(_)), "{earlier:?} {later:?}: {refused}");
        assert_eq!(office.outbox().len(), 1);
    }
    let mut office = Office::new();
    office.tell(Ready, UID).unwrap();
    assert!(office.tell(Printed, UID).is_ok(), "told late, the same card");
    let refused = office.folder.give_back("lease-1", testing::JOB).unwrap_err();
    assert!(matches!(refused, SourceError::Refused(LeaseRefusal::LeaseClosed)));

    let mut office = Office::new();
    office.folder.give_back("lease-1", testing::JOB).unwrap();
    assert!(matches!(office.tell(Printed, UID).unwrap_err(), SourceError::Conflict(_)));
    let refused = office.folder.give_back("lease-1", "job-2").unwrap_err();
    assert!(matches!(refused, SourceError::Conflict(_)), "{refused}");
}

#[test]
fn the_same_card_of_another_job_is_a_contradiction() {
    let mut office = Office::new();
    office.tell(Outcome::Ready, UID).unwrap();
    let other = Report { job: "job-2".to_owned(), ..report(Outcome::Ready, UID) };
    assert!(matches!(office.folder.report(&other).unwrap_err(), SourceError::Conflict(_)));
}

#[test]
fn leases_whose_names_begin_alike_are_kept_apart() {
    let mut office = Office::new();
    let longer = "lease-1.ready.x".to_owned();
    let told = Report { lease: longer.clone(), ..report(Outcome::Ready, OTHER_UID) };
    office.folder.report(&told).unwrap();
    office.lay("a.jws", |_| ());
    assert!(office.folder.status(&testing::nik()).unwrap().state.is_some());
    office.tell(Outcome::Spoiled, UID).unwrap();
    assert!(!office.inbox("a.jws").exists());
}

#[test]
fn a_revocation_is_told_once_by_a_word() {
    let mut office = Office::new();
    let uid: Uid = UID.parse().unwrap();
    let receipt = office.folder.revoke(&uid, "chip_alive").unwrap();
    assert_eq!(receipt, Receipt::Deposited(format!("revoke.{UID}.jws")));
    assert_eq!(office.folder.revoke(&uid, "lost").unwrap(), receipt);
    let told = office.message(&format!("revoke.{UID}.jws"));
    assert_eq!(told["report"], json!({"kind": "revocation", "uid": UID, "reason": "chip_alive"}));
    for sentence in ["", "card of Siti", "a\nb", &"x".repeat(65)] {
        assert!(office.folder.revoke(&uid, sentence).is_err(), "{sentence}");
    }
}

#[test]
fn a_foreign_file_under_our_name_is_named() {
    let mut office = Office::new();
    let name = format!("lease-1.printed.{UID}.jws");
    let path = office.root.path().join("outbox").join(&name);
    let foreign = jws::sign(b"{}", REPORT_TYP, &testing::signing_key("station"));
    for content in ["".as_bytes(), b"x", &[0xFF], foreign.as_bytes(), &[b'A'; 10_000]] {
        fs::write(&path, content).unwrap();
        let refused = office.tell(Outcome::Printed, UID).unwrap_err();
        assert!(matches!(refused, SourceError::Folder { .. }), "{refused}");
        assert_eq!(fs::read(&path).unwrap(), content, "left alone");
    }
}

#[test]
fn an_id_can_not_leave_its_folder() {
    let mut office = Office::new();
    for lease in ["../x", "", "a/b", ".x", &"x".repeat(129)] {
        let bad = Report { lease: lease.to_owned(), ..report(Outcome::Ready, UID) };
        assert!(matches!(office.folder.report(&bad), Err(SourceError::OutsideContract(_))));
        assert!(office.folder.give_back(lease, testing::JOB).is_err());
    }
    assert_eq!(office.outbox(), [""; 0]);
}

#[test]
fn a_box_that_is_gone_is_an_error_with_its_path() {
    let mut office = Office::new();
    fs::remove_dir(office.root.path().join("inbox")).unwrap();
    let error = office.folder.status(&testing::nik()).unwrap_err();
    assert!(matches!(error, SourceError::Folder { ref path, .. } if path.ends_with("inbox")));
}

#[test]
fn a_name_with_a_nik_is_masked() {
    assert_eq!(shown("ktp 9974014102900001.jws"), "ktp 9974********0001.jws");
    assert_eq!(shown("123456789012345.jws"), "123456789012345.jws");
    assert_eq!(shown("a\u{1b}[2Jb"), "a�[2Jb");
    for long in ["99740141029000019974014102900002", "099740141029000010"] {
        let shown = shown(long);
        assert!(shown.matches('*').count() >= 8 && !shown.contains("1410290"), "{shown}");
    }
}
