//! ES256 signing keys of the source (RFC 7518 §3.4: ECDSA P-256, SHA-256, r‖s), each named by
//! the SHA-256 of its certificate. Secrets stay inside; `Debug` shows the name only.

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use thiserror::Error;

#[derive(Debug, Error)]
pub enum SignerError {
    #[error("{file} can't be read")]
    Read {
        file: String,
        #[source]
        reason: io::Error,
    },
    #[error("{file} is no PEM of the kind wanted: {reason}")]
    Pem { file: String, reason: pem::Error },
    #[error("{file} holds no P-256 key in PKCS#8: {reason}")]
    Key { file: String, reason: ring::error::KeyRejected },
    #[error("a key can't be made or used")]
    Ring,
}

/// One signing key with the name by which stations pin it.
pub struct Signer {
    kid: String,
    key: EcdsaKeyPair,
    random: SystemRandom,
}

impl Signer {
    /// `<name>.pem` and `<name>.key` in a certificates folder.
    pub fn load(certificates: &Path, name: &str) -> Result<Self, SignerError> {
        let (file, text) = read(certificates, &format!("{name}.pem"))?;
        let certificate = CertificateDer::from_pem_slice(&text)
            .map_err(|reason| SignerError::Pem { file, reason })?;
        let (file, text) = read(certificates, &format!("{name}.key"))?;
        let key = PrivatePkcs8KeyDer::from_pem_slice(&text)
            .map_err(|reason| SignerError::Pem { file: file.clone(), reason })?;
        Self::new(&certificate, key.secret_pkcs8_der())
            .map_err(|reason| SignerError::Key { file, reason })
    }

    /// A key that nobody has a certificate of; its name is that of no certificate either.
    pub fn stranger() -> Result<Self, SignerError> {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random)
            .map_err(|_| SignerError::Ring)?;
        Self::new(b"stranger", pkcs8.as_ref()).map_err(|_| SignerError::Ring)
    }

    /// Lower-case hexadecimal SHA-256 of the certificate's DER.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// 64 bytes r‖s over `message`.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let signature = self.key.sign(&self.random, message).map_err(|_| SignerError::Ring)?;
        Ok(signature.as_ref().to_vec())
    }

    /// Uncompressed point, 65 bytes.
    pub fn public_key(&self) -> &[u8] {
        self.key.public_key().as_ref()
    }

    fn new(certificate: &[u8], pkcs8: &[u8]) -> Result<Self, ring::error::KeyRejected> {
        let random = SystemRandom::new();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8, &random)?;
        Ok(Self { kid: hex(digest(&SHA256, certificate).as_ref()), key, random })
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("kid", &self.kid).finish_non_exhaustive()
    }
}

/// The two signers that a source has.
#[derive(Debug)]
pub struct Signers {
    pub record: Signer,
    pub chip: Signer,
}

impl Signers {
    /// From a folder that `certificates::make` filled.
    pub fn load(certificates: &Path) -> Result<Self, SignerError> {
        Ok(Self {
            record: Signer::load(certificates, "record-signer")?,
            chip: Signer::load(certificates, "chip-signer")?,
        })
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read(folder: &Path, file: &str) -> Result<(String, Vec<u8>), SignerError> {
    match fs::read(folder.join(file)) {
        Ok(text) => Ok((file.to_owned(), text)),
        Err(reason) => Err(SignerError::Read { file: file.to_owned(), reason }),
    }
}
