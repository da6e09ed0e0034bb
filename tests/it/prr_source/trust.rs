//! Who may talk to whom: our CA and no other, our certificate and its key, certificates as read.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use cetakd::device::PrrSource as _;
use cetakd::device::certificate::{Certificate, CertificateError, read_signing_key};
use cetakd::device::prr_https::HttpsSource;
use cetakd::device::source::SourceError;
use cetakd::record::Kid;
use hw_sim::certificates;
use jiff::Timestamp;

use super::rig::{Rig, nik, tls_files};

#[test]
fn a_source_of_another_ca_is_not_trusted() {
    let (rig, strangers) = (Rig::new(0), Rig::new(0));
    let mut files = rig.files(certificates::DEFAULT_STATION);
    files.ca = strangers.certificates().join("source-ca.pem");
    let mut station = HttpsSource::open(&rig.url(), &files).unwrap();
    let error = station.status(&nik(&rig.ready_people()[0])).unwrap_err();
    assert!(matches!(error, SourceError::NotTrusted(_)), "{error}");
}

#[test]
fn a_station_of_another_ca_is_not_served() {
    let (rig, strangers) = (Rig::new(0), Rig::new(0));
    let mut files = strangers.files(certificates::DEFAULT_STATION);
    files.ca = rig.certificates().join("source-ca.pem");
    let mut station = HttpsSource::open(&rig.url(), &files).unwrap();
    let error = station.status(&nik(&rig.ready_people()[0])).unwrap_err();
    assert!(matches!(error, SourceError::NotAuthorised(_)), "{error}");
}

#[test]
fn a_signers_certificate_opens_no_line() {
    let rig = Rig::new(0);
    let files = tls_files(rig.certificates(), "record-signer");
    let mut station = HttpsSource::open(&rig.url(), &files).unwrap();
    let error = station.status(&nik(&rig.ready_people()[0])).unwrap_err();
    assert!(matches!(error, SourceError::NotAuthorised(_)), "{error}");
}

#[test]
fn a_key_file_that_others_can_read_opens_nothing() {
    let rig = Rig::new(0);
    let files = rig.files(certificates::DEFAULT_STATION);
    fs::set_permissions(&files.key, fs::Permissions::from_mode(0o640)).unwrap();
    let error = HttpsSource::open(&rig.url(), &files).unwrap_err();
    let source = chain(&error);
    assert!(source.contains("chmod 600"), "{source}");
}

#[test]
fn a_certificate_tells_who_and_until_when() {
    let folder = tempfile::tempdir().unwrap();
    certificates::make(folder.path(), &[]).unwrap();
    let station = Certificate::read(&folder.path().join("station.pem")).unwrap();
    assert_eq!(station.common_name.as_deref(), Some(certificates::DEFAULT_STATION));
    assert!(station.subject.contains("O=SPESIMEN"), "{}", station.subject);
    assert_eq!(station.kid, Kid::of_certificate(station.der()));
    assert!(station.public_key.is_some());
    for (date, valid) in [
        ("2024-12-31T23:59:59Z", false),
        ("2025-01-01T00:00:00Z", true),
        ("2045-01-01T00:00:00Z", true),
        ("2045-01-01T00:00:01Z", false),
    ] {
        let date: Timestamp = date.parse().unwrap();
        assert_eq!(station.is_valid_at(date), valid, "{date}");
    }
}

#[test]
fn a_signing_key_must_be_its_certificates() {
    let folder = tempfile::tempdir().unwrap();
    certificates::make(folder.path(), &[]).unwrap();
    let file = |name: &str| folder.path().join(name);
    let key = read_signing_key(&file("station-signing.pem"), &file("station-signing.key")).unwrap();
    assert_eq!(key.kid(), Certificate::read(&file("station-signing.pem")).unwrap().kid);
    let error = read_signing_key(&file("station-signing.pem"), &file("station.key")).unwrap_err();
    assert!(matches!(error, CertificateError::Signing { .. }), "{error}");
    let error = read_signing_key(&file("station.pem"), &file("station.pem")).unwrap_err();
    assert!(chain(&error).contains("chmod 600") || matches!(error, CertificateError::NoKey { .. }));
}

#[test]
fn what_is_no_certificate_is_refused_by_file() {
    let folder = tempfile::tempdir().unwrap();
    certificates::make(folder.path(), &[]).unwrap();
    let pem = fs::read_to_string(folder.path().join("station.pem")).unwrap();
    let begin = "-----BEGIN CERTIFICATE-----\n";
    for (content, expected) in [
        (String::new(), "holds 0 certificates"),
        ("nothing".to_owned(), "holds 0 certificates"),
        (format!("{pem}{pem}"), "holds 2 certificates"),
        (format!("{begin}!!!!\n-----END CERTIFICATE-----\n"), "is not PEM"),
        (format!("{begin}AAAA\n-----END CERTIFICATE-----\n"), "is not X.509"),
        ("x".repeat(70_000), "longer than 65536 bytes"),
    ] {
        let text = refused(folder.path(), &content);
        assert!(text.contains(expected), "{expected}: {text}");
        assert!(text.contains("odd.pem"), "{text}");
    }
}

#[test]
fn a_certificate_cut_anywhere_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    certificates::make(folder.path(), &[]).unwrap();
    let pem = fs::read_to_string(folder.path().join("station.pem")).unwrap();
    let end = pem.trim_end().len();
    for length in 0..end {
        refused(folder.path(), &pem[..length]);
    }
}

fn refused(folder: &Path, content: &str) -> String {
    let path = folder.join("odd.pem");
    fs::write(&path, content).unwrap();
    chain(&Certificate::read(&path).unwrap_err())
}

fn chain(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {}", chain(source)),
        None => error.to_string(),
    }
}
