//! A simulated source with its certificates, and stations at it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use cetakd::device::certificate::Certificate;
use cetakd::device::prr_https::{HttpsSource, Patience, TlsFiles};
use cetakd::device::source::LeaseRequest;
use cetakd::record::{Expected, Nik, RecordTrust};
use hw_sim::certificates::{self, DEFAULT_STATION, station_file};
use hw_sim::source::person::{PRINT_READY, Person, Trouble};
use hw_sim::source::{
    ChipDataProfile, Fault, FaultRule, Population, Signers, Source, SourceServer, serve,
};
use jiff::Timestamp;
use tempfile::TempDir;

pub const OTHER_STATION: &str = "KEC-07";

/// For tests that wait for a time-out.
pub const SHORT: Patience =
    Patience { connect: Duration::from_secs(2), request: Duration::from_millis(300) };

pub struct Rig {
    folder: TempDir,
    source: Arc<Mutex<Source>>,
    server: SourceServer,
}

impl Rig {
    /// The cast and `generated` more people.
    pub fn new(generated: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        certificates::make(folder.path(), &[OTHER_STATION]).unwrap();
        let profile = include_str!("../../../card-layouts/ktp-el/chip.toml");
        let source = Arc::new(Mutex::new(Source::new(
            Population::new(7, generated),
            Signers::load(folder.path()).unwrap(),
            ChipDataProfile::parse(profile).unwrap(),
        )));
        let server = serve(Arc::clone(&source), folder.path()).unwrap();
        Self { folder, source, server }
    }

    pub fn url(&self) -> String {
        self.server.url()
    }

    pub fn certificates(&self) -> &Path {
        self.folder.path()
    }

    pub fn files(&self, station: &str) -> TlsFiles {
        tls_files(self.certificates(), &station_file(station))
    }

    pub fn station(&self) -> HttpsSource {
        HttpsSource::open(&self.url(), &self.files(DEFAULT_STATION)).unwrap()
    }

    pub fn other_station(&self) -> HttpsSource {
        HttpsSource::open(&self.url(), &self.files(OTHER_STATION)).unwrap()
    }

    pub fn station_with(&self, patience: Patience) -> HttpsSource {
        HttpsSource::with_patience(&self.url(), &self.files(DEFAULT_STATION), patience).unwrap()
    }

    /// What a station pins: the two signers, nobody as production.
    pub fn trust(&self) -> RecordTrust {
        let signer = |name: &str| Certificate::read_signer(&self.certificates().join(name));
        let mut trust = RecordTrust::default();
        let (kid, key) = signer("record-signer.pem").unwrap();
        trust.add_record_signer(kid, key);
        let (kid, key) = signer("chip-signer.pem").unwrap();
        trust.add_chip_signer(kid, key);
        trust
    }

    pub fn people<T>(&self, look: impl FnMut(&Person) -> T) -> Vec<T> {
        self.source.lock().unwrap().population().people().map(look).collect()
    }

    /// NIK of those who are ready and whose record is sound.
    pub fn ready_people(&self) -> Vec<String> {
        let sound = |person: &Person| {
            (person.state == PRINT_READY && person.trouble == Trouble::Nothing)
                .then(|| person.biodata.nik.clone())
        };
        self.people(sound).into_iter().flatten().collect()
    }

    /// Hits the next request.
    pub fn strike(&self, fault: Fault) {
        assert!(self.source.lock().unwrap().plan(FaultRule::next(fault)));
    }
}

pub fn tls_files(folder: &Path, name: &str) -> TlsFiles {
    let file = |name: String| -> PathBuf { folder.join(name) };
    TlsFiles {
        ca: file("source-ca.pem".to_owned()),
        certificate: file(format!("{name}.pem")),
        key: file(format!("{name}.key")),
    }
}

pub fn nik(digits: &str) -> Nik {
    digits.parse().unwrap()
}

pub fn request(job: &str, nik: &Nik) -> LeaseRequest {
    LeaseRequest { job: job.to_owned(), nik: nik.clone(), reason: "baru".to_owned() }
}

pub fn expected<'a>(job: &'a str, nik: &'a Nik) -> Expected<'a> {
    Expected { station: DEFAULT_STATION, job, nik, now: Timestamp::now() }
}
