//! Certificates (X.509, RFC 5280, in PEM) and the keys that belong to them, as far as a station
//! reads them: whose, until when, by which key id. Chains are judged by TLS, pins by `record`.

use std::fmt;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use thiserror::Error;
use x509_parser::oid_registry::{OID_EC_P256, OID_KEY_TYPE_EC_PUBLIC_KEY};
use x509_parser::prelude::{FromDer as _, X509Certificate};
use zeroize::Zeroizing;

use super::files::{self, FileError};
use crate::record::jws::SigningKeyError;
use crate::record::{Kid, PublicKey, SigningKey};

/// Longest PEM file, of certificates or of a key.
pub const MAX_PEM: usize = 64 * 1024;
/// Most certificates in one file.
pub const MAX_CHAIN: usize = 8;

#[derive(Debug, Error)]
pub enum CertificateError {
    #[error("certificate or key can't be read")]
    File(#[from] FileError),
    #[error("{} holds {count} certificates; 1 to {most} are expected", path.display())]
    Count { path: PathBuf, count: usize, most: usize },
    #[error("{} is not PEM as it should be", path.display())]
    Pem { path: PathBuf },
    #[error("certificate {number} in {} is not X.509", path.display())]
    NotX509 { path: PathBuf, number: usize },
    #[error("{} holds no private key in PKCS#8", path.display())]
    NoKey { path: PathBuf },
    #[error("the key of {subject} in {} is not on P-256", path.display())]
    NotP256 { path: PathBuf, subject: String },
    #[error("{} can't sign for {subject}", path.display())]
    Signing {
        path: PathBuf,
        subject: String,
        #[source]
        source: SigningKeyError,
    },
}

/// What a certificate says.
#[derive(Clone)]
pub struct Certificate {
    pub kid: Kid,
    pub subject: String,
    pub common_name: Option<String>,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
    /// `None`: another kind of key than EC P-256.
    pub public_key: Option<PublicKey>,
    der: CertificateDer<'static>,
}

impl Certificate {
    /// The only certificate in a file.
    pub fn read(path: &Path) -> Result<Self, CertificateError> {
        let mut chain = Self::read_up_to(path, 1)?;
        chain.pop().ok_or(CertificateError::Count { path: path.to_owned(), count: 0, most: 1 })
    }

    /// One to `MAX_CHAIN` certificates in the order of the file.
    pub fn read_chain(path: &Path) -> Result<Vec<Self>, CertificateError> {
        Self::read_up_to(path, MAX_CHAIN)
    }

    /// A signer: the only certificate in a file, with its key on P-256.
    pub fn read_signer(path: &Path) -> Result<(Kid, PublicKey), CertificateError> {
        let certificate = Self::read(path)?;
        Ok((certificate.kid, certificate.p256(path)?))
    }

    pub fn is_valid_at(&self, now: Timestamp) -> bool {
        self.not_before <= now && now <= self.not_after
    }

    pub fn der(&self) -> &[u8] {
        &self.der
    }

    fn read_up_to(path: &Path, most: usize) -> Result<Vec<Self>, CertificateError> {
        let pem = files::read(path, MAX_PEM)?;
        let ders: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&pem)
            .collect::<Result<_, _>>()
            .map_err(|_| CertificateError::Pem { path: path.to_owned() })?;
        if ders.is_empty() || ders.len() > most {
            let count = ders.len();
            return Err(CertificateError::Count { path: path.to_owned(), count, most });
        }
        ders.into_iter()
            .enumerate()
            .map(|(index, der)| {
                let number = index + 1;
                Self::parse(der)
                    .ok_or_else(|| CertificateError::NotX509 { path: path.to_owned(), number })
            })
            .collect()
    }

    fn parse(der: CertificateDer<'static>) -> Option<Self> {
        let (rest, x509) = X509Certificate::from_der(&der).ok()?;
        let validity = x509.validity();
        let common_name = x509.subject().iter_common_name().next();
        let certificate = Self {
            kid: Kid::of_certificate(&der),
            subject: printable(&x509.subject().to_string()),
            common_name: common_name.and_then(|name| name.as_str().ok()).map(printable),
            not_before: Timestamp::from_second(validity.not_before.timestamp()).ok()?,
            not_after: Timestamp::from_second(validity.not_after.timestamp()).ok()?,
            public_key: p256(&x509),
            der: der.clone(),
        };
        rest.is_empty().then_some(certificate)
    }

    fn p256(&self, path: &Path) -> Result<PublicKey, CertificateError> {
        let subject = || self.subject.clone();
        self.public_key
            .ok_or_else(|| CertificateError::NotP256 { path: path.to_owned(), subject: subject() })
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({}, until {})", self.subject, self.not_after)
    }
}

/// A key to sign with, from two files that must belong together; the key file is private.
pub fn read_signing_key(certificate: &Path, key: &Path) -> Result<SigningKey, CertificateError> {
    let owner = Certificate::read(certificate)?;
    let public = owner.p256(certificate)?;
    let Ok(PrivateKeyDer::Pkcs8(pkcs8)) = PrivateKeyDer::from_pem_slice(&read_key_pem(key)?) else {
        return Err(CertificateError::NoKey { path: key.to_owned() });
    };
    SigningKey::new(pkcs8.secret_pkcs8_der(), owner.kid, &public).map_err(|source| {
        CertificateError::Signing { path: key.to_owned(), subject: owner.subject, source }
    })
}

/// The text of a key file that only its owner may read.
pub fn read_key_pem(path: &Path) -> Result<Zeroizing<Vec<u8>>, CertificateError> {
    Ok(files::read_private(path, MAX_PEM)?)
}

fn p256(x509: &X509Certificate<'_>) -> Option<PublicKey> {
    let info = x509.public_key();
    let curve = info.algorithm.parameters.as_ref()?.as_oid().ok()?;
    let right = info.algorithm.algorithm == OID_KEY_TYPE_EC_PUBLIC_KEY && curve == OID_EC_P256;
    right.then(|| PublicKey::new(&info.subject_public_key.data)).flatten()
}

/// A name fit to be shown: whoever made the certificate chose the characters.
fn printable(text: &str) -> String {
    text.chars().take(120).map(|c| if c.is_control() { '�' } else { c }).collect()
}
