//! What all offices of a run share: keys and certificates, the people, and what the source's
//! records make of each of them, worked out by the simulator's own rules.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use cetakd::chip::ChipProfile;
use cetakd::device::certificate::Certificate;
use cetakd::device::key_file::KeyFile;
use cetakd::face::FontSet;
use cetakd::record::{Kind, RecordTrust};
use cetakd::station::products::load_fonts;
use cetakd::station::{Product, Products};
use hw_sim::card;
use hw_sim::source::chip_data::Contents;
use hw_sim::source::person::{self, Person};
use hw_sim::source::{ChipDataProfile, Population, Signers, Source, pictures};
use tempfile::TempDir;

use super::face::{self, Stamp, StampPainter};

/// Stations that the certificates are for.
pub const STATIONS: [&str; 2] = ["STATION-1", "STATION-2"];
const PEOPLE: usize = 400;
/// Looks that all of them share.
const LOOKS: usize = 12;
const POPULATION: u64 = 7;

pub struct Town {
    certificates: TempDir,
    pub population: Population,
    pub data_profile: ChipDataProfile,
    pub card_profile: card::ChipProfile,
    fonts: FontSet,
    records: Mutex<HashMap<String, Arc<Record>>>,
}

/// What must be in a person's chip and on the card.
pub struct Record {
    /// Files by identifier, but for the one that holds the signature.
    pub files: Vec<(u16, Vec<u8>)>,
    pub stamp: Stamp,
}

pub fn town() -> &'static Town {
    static TOWN: LazyLock<Town> = LazyLock::new(Town::build);
    &TOWN
}

fn layouts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("card-layouts")
}

fn chip_toml() -> String {
    std::fs::read_to_string(layouts().join("ktp-el/chip.toml")).expect("the bundled profile")
}

fn population() -> Population {
    // A month that prints more needs more people.
    let cards = super::given("MONTH_CARDS").and_then(|cards| usize::try_from(cards).ok());
    let mut population = Population::new(POPULATION, cards.map_or(PEOPLE, |cards| cards * 2));
    population.share_looks(LOOKS);
    population
}

impl Town {
    fn build() -> Self {
        let certificates = tempfile::tempdir().expect("a folder");
        hw_sim::certificates::make(certificates.path(), &STATIONS).expect("certificates");
        Self {
            certificates,
            population: population(),
            data_profile: ChipDataProfile::parse(&chip_toml()).expect("data profile"),
            card_profile: card::ChipProfile::parse(&chip_toml()).expect("card profile"),
            fonts: load_fonts(&layouts().join("fonts")).expect("bundled fonts"),
            records: Mutex::default(),
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.certificates.path().join(name)
    }

    /// Citizens whose record prints.
    pub fn printable(&self) -> Vec<&Person> {
        let prints = |person: &&Person| {
            person.kind == person::Kind::Citizen && person.state == person::PRINT_READY
        };
        self.population.generated().filter(prints).collect()
    }

    pub fn source(&self) -> Source {
        let signers = Signers::load(self.certificates.path()).expect("signers");
        Source::new(self.population.clone(), signers, self.data_profile.clone())
    }

    pub fn trust(&self) -> RecordTrust {
        let signer = |name: &str| Certificate::read_signer(&self.file(name)).expect("a signer");
        let mut trust = RecordTrust::default();
        let (kid, key) = signer("record-signer.pem");
        trust.add_record_signer(kid, key);
        let (kid, key) = signer("chip-signer.pem");
        trust.add_chip_signer(kid, key);
        trust
    }

    pub fn key_file(&self) -> KeyFile {
        KeyFile::open(&self.file("card-master.key")).expect("the card master key")
    }

    pub fn master_key(&self) -> [u8; 32] {
        let text = std::fs::read_to_string(self.file("card-master.key")).expect("the key file");
        let digits = text.trim().as_bytes();
        let nibble = |at: usize| char::from(digits[at]).to_digit(16).expect("a digit") as u8;
        std::array::from_fn(|byte| nibble(2 * byte) << 4 | nibble(2 * byte + 1))
    }

    pub fn products(&self) -> Products {
        let product = Product {
            layout: "stamp 1".into(),
            painter: Box::new(StampPainter),
            profile: ChipProfile::parse(&chip_toml()).expect("profile"),
        };
        Products::new(self.fonts.clone(), [(Kind::KtpEl, product)].into())
    }

    /// `None`: nobody has this NIK.
    pub fn record(&self, nik: &str) -> Option<Arc<Record>> {
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(record) = records.get(nik) {
            return Some(record.clone());
        }
        let person = self.population.person(nik)?;
        let record = Arc::new(self.made_of(person));
        records.insert(nik.to_owned(), record.clone());
        Some(record)
    }

    fn made_of(&self, person: &Person) -> Record {
        let pictures = pictures::of(person);
        let contents = Contents {
            kind: person.kind,
            biodata: &person.biodata,
            photo: &pictures.chip_photo,
            signature_image: &pictures.signature,
            minutiae: pictures.minutiae.each_ref().map(Vec::as_slice),
        };
        let objects = self.data_profile.objects(&contents).into_iter();
        let file = |(file, mut bytes): (&hw_sim::source::chip_data::DataFile, Vec<u8>)| {
            let id = self.card_profile.files.iter().find(|other| other.name == file.name);
            bytes.resize(file.size, 0);
            (id.expect("one profile").id, bytes)
        };
        Record { files: objects.map(file).collect(), stamp: face::of_person(person) }
    }
}
