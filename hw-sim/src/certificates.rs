//! Development certificates and keys: all that a station and this simulator need to trust each
//! other (TLS both ways, signatures of records and chip data, card keys). P-256 throughout.
//! Invariant: what is there is never overwritten, and private files are born with mode 0600.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa};
use rcgen::{Issuer, KeyPair, KeyUsagePurpose};
use ring::rand::{SecureRandom as _, SystemRandom};
use thiserror::Error;

/// The station that every set of certificates has, under the plain names `station.*`.
pub const DEFAULT_STATION: &str = "SPESIMEN-01";

/// Length of a station id, which becomes a common name and a part of file names.
pub const MAX_STATION_ID: usize = 32;

#[derive(Debug, Error)]
pub enum CertificateError {
    #[error("station id `{0}` is not 1 to {MAX_STATION_ID} letters, digits and hyphens")]
    StationId(String),
    #[error("{0}.pem is there but its key is not: put the key back or remove both")]
    KeyMissing(String),
    #[error("{file} can't be used")]
    File {
        file: String,
        #[source]
        reason: io::Error,
    },
    #[error("{name} can't be made")]
    Make {
        name: String,
        #[source]
        reason: rcgen::Error,
    },
    #[error("the system gives no randomness")]
    Randomness,
}

/// Makes what is missing in `dir`; returns the names of the files it wrote.
/// The default station is always among them, others get `station-<id>.*`.
pub fn make(dir: &Path, stations: &[&str]) -> Result<Vec<String>, CertificateError> {
    if let Some(id) = stations.iter().find(|id| !station_id(id)) {
        return Err(CertificateError::StationId((*id).to_owned()));
    }
    fs::create_dir_all(dir).map_err(|reason| file_error(&dir.display().to_string(), reason))?;
    let mut folder = Folder { dir, written: Vec::new() };

    let authority = authority();
    let authority_key = folder.pair("source-ca", &authority, None)?;
    let issuer = Issuer::new(authority, authority_key);
    folder.pair("source", &server(), Some(&issuer))?;
    for (id, name) in station_names(stations) {
        folder.pair(&name, &client(id), Some(&issuer))?;
        let holder = format!("{id} signing");
        folder.pair(&format!("{name}-signing"), &signer(&holder), None)?;
    }
    folder.pair("record-signer", &signer("Record signer"), None)?;
    folder.pair("chip-signer", &signer("Chip data signer"), None)?;
    folder.card_master_key()?;
    Ok(folder.written)
}

/// The file name without ending of a station's certificate and key.
pub fn station_file(id: &str) -> String {
    if id == DEFAULT_STATION { "station".to_owned() } else { format!("station-{id}") }
}

fn station_id(id: &str) -> bool {
    (1..=MAX_STATION_ID).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn station_names<'a>(stations: &[&'a str]) -> Vec<(&'a str, String)> {
    let mut ids = vec![DEFAULT_STATION];
    for id in stations {
        if !ids.contains(id) {
            ids.push(id);
        }
    }
    ids.into_iter().map(|id| (id, station_file(id))).collect()
}

fn authority() -> CertificateParams {
    let mut params = named("Source CA");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn server() -> CertificateParams {
    let mut params = named("localhost");
    params.subject_alt_names = ["localhost", "127.0.0.1", "::1"].map(alternative).into();
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    params
}

fn alternative(name: &str) -> rcgen::SanType {
    match (name.parse(), name.try_into()) {
        (Ok(address), _) => rcgen::SanType::IpAddress(address),
        (Err(_), Ok(name)) => rcgen::SanType::DnsName(name),
        (Err(_), Err(_)) => unreachable!("the names above are ASCII"),
    }
}

fn client(id: &str) -> CertificateParams {
    let mut params = named(id);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    params.use_authority_key_identifier_extension = true;
    params
}

fn signer(holder: &str) -> CertificateParams {
    let mut params = named(holder);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params
}

/// Twenty years: these certificates are for development, never for production.
fn named(common_name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::OrganizationName, "SPESIMEN");
    params.distinguished_name.push(DnType::CommonName, common_name);
    params.not_before = rcgen::date_time_ymd(2025, 1, 1);
    params.not_after = rcgen::date_time_ymd(2045, 1, 1);
    params
}

struct Folder<'a> {
    dir: &'a Path,
    written: Vec<String>,
}

impl Folder<'_> {
    /// `<name>.key` and `<name>.pem`; a lost certificate is issued again for the key that is there.
    fn pair(
        &mut self,
        name: &str,
        params: &CertificateParams,
        issuer: Option<&Issuer<'_, KeyPair>>,
    ) -> Result<KeyPair, CertificateError> {
        let making = |reason| CertificateError::Make { name: name.to_owned(), reason };
        let (key_file, pem_file) = (format!("{name}.key"), format!("{name}.pem"));
        let certificate_there = self.dir.join(&pem_file).exists();
        let key = match fs::read_to_string(self.dir.join(&key_file)) {
            Ok(pem) => KeyPair::from_pem(&pem).map_err(making)?,
            Err(reason) if reason.kind() != io::ErrorKind::NotFound => {
                return Err(file_error(&key_file, reason));
            }
            Err(_) if certificate_there => {
                return Err(CertificateError::KeyMissing(name.to_owned()));
            }
            Err(_) => {
                let key = KeyPair::generate().map_err(making)?;
                self.write(&key_file, &key.serialize_pem(), PRIVATE)?;
                key
            }
        };
        if !certificate_there {
            let certificate = match issuer {
                Some(issuer) => params.signed_by(&key, issuer),
                None => params.self_signed(&key),
            };
            self.write(&pem_file, &certificate.map_err(making)?.pem(), PUBLIC)?;
        }
        Ok(key)
    }

    /// AES-256, from which each card's own keys are derived: 64 hexadecimal digits.
    fn card_master_key(&mut self) -> Result<(), CertificateError> {
        const NAME: &str = "card-master.key";
        if self.dir.join(NAME).exists() {
            return Ok(());
        }
        let mut key = [0; 32];
        SystemRandom::new().fill(&mut key).map_err(|_| CertificateError::Randomness)?;
        let digits: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
        self.write(NAME, &(digits + "\n"), PRIVATE)
    }

    /// Whole or not at all, and never over another file: written aside, then linked into place.
    fn write(&mut self, name: &str, text: &str, mode: u32) -> Result<(), CertificateError> {
        let aside = self.dir.join(format!(".{name}.{}", std::process::id()));
        let placed = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(mode)
            .open(&aside)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .and_then(|()| fs::hard_link(&aside, self.dir.join(name)));
        let removed = fs::remove_file(&aside);
        placed.and(removed).map_err(|reason| file_error(name, reason))?;
        self.written.push(name.to_owned());
        Ok(())
    }
}

const PRIVATE: u32 = 0o600;
const PUBLIC: u32 = 0o644;

fn file_error(file: &str, reason: io::Error) -> CertificateError {
    CertificateError::File { file: file.to_owned(), reason }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn contents(dir: &Path) -> Vec<(String, Vec<u8>)> {
        let mut files: Vec<_> = fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|e| (e.file_name().into_string().unwrap(), fs::read(e.path()).unwrap()))
            .collect();
        files.sort();
        files
    }

    #[test]
    fn a_second_call_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(make(dir.path(), &[]).unwrap().len(), 13);
        let before = contents(dir.path());
        assert_eq!(make(dir.path(), &[DEFAULT_STATION]).unwrap(), Vec::<String>::new());
        assert_eq!(contents(dir.path()), before);
        let key = fs::read_to_string(dir.path().join("card-master.key")).unwrap();
        assert_eq!(key.trim_end().len(), 64);
    }

    #[test]
    fn a_further_station_is_added_under_its_own_name() {
        let dir = tempfile::tempdir().unwrap();
        make(dir.path(), &[]).unwrap();
        let written = make(dir.path(), &["KEC-07"]).unwrap();
        assert_eq!(
            written,
            [
                "station-KEC-07.key",
                "station-KEC-07.pem",
                "station-KEC-07-signing.key",
                "station-KEC-07-signing.pem"
            ]
        );
    }

    #[test]
    fn private_files_are_readable_by_their_owner_only() {
        let dir = tempfile::tempdir().unwrap();
        for name in make(dir.path(), &[]).unwrap() {
            let mode = fs::metadata(dir.path().join(&name)).unwrap().permissions().mode();
            let expected = if name.ends_with(".key") { 0o600 } else { 0o644 };
            // A stricter umask may take bits away, never add them.
            assert_eq!(mode & 0o777 & !expected, 0, "{name}");
        }
    }

    #[test]
    fn a_lost_certificate_is_issued_again_for_its_key() {
        let dir = tempfile::tempdir().unwrap();
        make(dir.path(), &[]).unwrap();
        let key = fs::read(dir.path().join("record-signer.key")).unwrap();
        fs::remove_file(dir.path().join("record-signer.pem")).unwrap();
        assert_eq!(make(dir.path(), &[]).unwrap(), ["record-signer.pem"]);
        assert_eq!(fs::read(dir.path().join("record-signer.key")).unwrap(), key);
    }

    #[test]
    fn a_certificate_whose_key_is_gone_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        make(dir.path(), &[]).unwrap();
        fs::remove_file(dir.path().join("station.key")).unwrap();
        let error = make(dir.path(), &[]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "station.pem is there but its key is not: put the key back or remove both"
        );
    }

    #[test]
    fn a_station_id_that_is_no_file_name_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        for id in ["", "../x", "a b", "É", &"x".repeat(33)] {
            assert!(matches!(make(dir.path(), &[id]), Err(CertificateError::StationId(_))));
        }
        assert!(contents(dir.path()).is_empty());
    }
}
