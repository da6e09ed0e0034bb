//! Whom the station believes: signers pinned by the SHA-256 of their certificate, by role.
//! A record signer can't sign chip data, nor the other way round. Production = pinned as such.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use ring::{digest, signature};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::hex;

/// Name of a signer: SHA-256 of its certificate (DER).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kid([u8; 32]);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a key id is the SHA-256 of a certificate in 64 lower-case hexadecimal digits")]
pub struct KidError;

/// A point on P-256, uncompressed (SEC 1): 04 ‖ x ‖ y.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey([u8; 65]);

/// The centre's signature over the chip's files; it comes with the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChipSignature {
    pub kid: Kid,
    /// r ‖ s, 32 bytes each.
    pub signature: [u8; 64],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ChipSignatureError {
    #[error("chip data is signed by {0}, whom this station doesn't know")]
    UnknownSigner(Kid),
    #[error("signature of {0} over the chip data is wrong")]
    Wrong(Kid),
}

/// Known signers by role, and which of them are production.
#[derive(Debug, Clone, Default)]
pub struct RecordTrust {
    record_signers: BTreeMap<Kid, PublicKey>,
    chip_signers: BTreeMap<Kid, PublicKey>,
    production: BTreeSet<Kid>,
}

/// Checks ES256 (ECDSA P-256, SHA-256, r ‖ s) over the message the chip's profile makes.
pub fn verify_chip_signature(
    message: &[u8],
    signature: &ChipSignature,
    trust: &RecordTrust,
) -> Result<(), ChipSignatureError> {
    let kid = signature.kid;
    let key = trust.chip_signer(&kid).ok_or(ChipSignatureError::UnknownSigner(kid))?;
    match key.verifies(message, &signature.signature) {
        true => Ok(()),
        false => Err(ChipSignatureError::Wrong(kid)),
    }
}

impl RecordTrust {
    pub fn add_record_signer(&mut self, kid: Kid, key: PublicKey) {
        self.record_signers.insert(kid, key);
    }

    pub fn add_chip_signer(&mut self, kid: Kid, key: PublicKey) {
        self.chip_signers.insert(kid, key);
    }

    /// Pins a certificate as production; alone it makes nobody a signer.
    pub fn pin_production(&mut self, kid: Kid) {
        self.production.insert(kid);
    }

    pub fn record_signer(&self, kid: &Kid) -> Option<&PublicKey> {
        self.record_signers.get(kid)
    }

    pub fn chip_signer(&self, kid: &Kid) -> Option<&PublicKey> {
        self.chip_signers.get(kid)
    }

    pub fn is_production(&self, kid: &Kid) -> bool {
        self.production.contains(kid)
    }
}

impl PublicKey {
    pub fn new(point: &[u8]) -> Option<Self> {
        let point: [u8; 65] = point.try_into().ok()?;
        (point[0] == 4).then_some(Self(point))
    }

    pub fn as_bytes(&self) -> &[u8; 65] {
        &self.0
    }

    /// ES256; a point off the curve verifies nothing.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        signature::UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, &self.0)
            .verify(message, signature)
            .is_ok()
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({:02x}{:02x}…)", self.0[1], self.0[2])
    }
}

impl Kid {
    pub fn of_certificate(der: &[u8]) -> Self {
        let mut kid = [0; 32];
        kid.copy_from_slice(digest::digest(&digest::SHA256, der).as_ref());
        Self(kid)
    }
}

impl fmt::Display for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kid({self})")
    }
}

impl FromStr for Kid {
    type Err = KidError;

    fn from_str(text: &str) -> Result<Self, KidError> {
        hex::lower(text).map(Self).ok_or(KidError)
    }
}

impl Serialize for Kid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Kid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};

    use super::*;

    fn signer() -> EcdsaKeyPair {
        let (algorithm, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap()
    }

    fn signed(message: &[u8]) -> (ChipSignature, PublicKey) {
        let key = signer();
        let kid = Kid::of_certificate(b"a certificate");
        let signature = key.sign(&SystemRandom::new(), message).unwrap();
        let signature = signature.as_ref().try_into().unwrap();
        (ChipSignature { kid, signature }, PublicKey::new(key.public_key().as_ref()).unwrap())
    }

    #[test]
    fn chip_data_passes_only_as_signed_by_a_chip_signer() {
        let (signature, key) = signed(b"files");
        let mut trust = RecordTrust::default();
        trust.add_record_signer(signature.kid, key);
        assert_eq!(
            verify_chip_signature(b"files", &signature, &trust),
            Err(ChipSignatureError::UnknownSigner(signature.kid)),
            "a signer of records signs no chips"
        );

        trust.add_chip_signer(signature.kid, key);
        assert_eq!(verify_chip_signature(b"files", &signature, &trust), Ok(()));
        let wrong = Err(ChipSignatureError::Wrong(signature.kid));
        assert_eq!(verify_chip_signature(b"filez", &signature, &trust), wrong);
        for at in 0..64 {
            let mut broken = signature;
            broken.signature[at] ^= 1;
            assert_eq!(verify_chip_signature(b"files", &broken, &trust), wrong, "byte {at}");
        }
    }

    #[test]
    fn a_pin_makes_production_but_no_signer() {
        let kid = Kid::of_certificate(b"x");
        let mut trust = RecordTrust::default();
        assert!(!trust.is_production(&kid));
        trust.pin_production(kid);
        assert!(trust.is_production(&kid));
        assert!(trust.record_signer(&kid).is_none() && trust.chip_signer(&kid).is_none());
    }

    #[test]
    fn a_kid_is_sha256_in_lower_case() {
        // FIPS 180-4, message "abc".
        let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Kid::of_certificate(b"abc").to_string(), text);
        assert_eq!(text.parse(), Ok(Kid::of_certificate(b"abc")));
        for wrong in ["", &text[1..], &text.to_uppercase(), &text.replace('b', "g")] {
            assert_eq!(wrong.parse::<Kid>(), Err(KidError), "{wrong}");
        }
    }

    #[test]
    fn only_an_uncompressed_point_is_a_key() {
        let mut point = [7; 65];
        assert!(PublicKey::new(&point).is_none());
        point[0] = 4;
        assert!(PublicKey::new(&point[..64]).is_none());
        let off_curve = PublicKey::new(&point).unwrap();
        assert!(!off_curve.verifies(b"m", &[1; 64]));
    }
}
