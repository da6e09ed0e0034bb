//! Compact JWS (RFC 7515) with ES256 (RFC 7518, 3.4) and nothing else: no other algorithm, no
//! other header member, no second spelling. What comes out was signed by the key asked for.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde::Deserialize;
use thiserror::Error;
use zeroize::Zeroizing;

use super::json::{self, JsonFault};
use super::trust::{Kid, PublicKey};

/// Longest signed record, in characters.
pub const MAX_JWS: usize = 512 * 1024;
/// Longest header, encoded.
const MAX_HEADER: usize = 256;
/// r ‖ s, 64 bytes in base64url without padding.
const SIGNATURE_LENGTH: usize = 86;

/// Why a text is not a JWS of the wanted type from a signer we know.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum JwsError {
    #[error("{length} characters exceed the limit of {limit}")]
    Oversized { length: usize, limit: usize },
    #[error("a compact JWS has three parts, not {0}")]
    Parts(usize),
    #[error("header has {0} characters; at most {MAX_HEADER} are read")]
    HeaderLength(usize),
    #[error("{0} is not base64url without padding")]
    Base64(&'static str),
    #[error("header is not as agreed")]
    Header(#[source] JsonFault),
    #[error("header names another algorithm than ES256")]
    Algorithm,
    #[error("header names another type than `{0}`")]
    Type(&'static str),
    #[error("header's kid is no SHA-256 in lower-case hexadecimal digits")]
    Kid,
    #[error("signature has {0} characters, not {SIGNATURE_LENGTH}")]
    SignatureLength(usize),
    #[error("signer {0} is unknown")]
    UnknownSigner(Kid),
    #[error("signature of {0} is wrong")]
    WrongSignature(Kid),
}

/// A payload whose signature held, and who signed it.
#[derive(Clone, PartialEq, Eq)]
pub struct Verified {
    pub kid: Kid,
    pub payload: Zeroizing<Vec<u8>>,
}

/// A P-256 key to sign with, named by its certificate.
pub struct SigningKey {
    kid: Kid,
    pair: EcdsaKeyPair,
}

/// Why bytes are no key to sign with.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SigningKeyError {
    #[error("not a P-256 key in PKCS#8")]
    NotAKey,
    #[error("the key belongs to another certificate")]
    OtherCertificate,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    typ: String,
    kid: String,
}

/// Checks the text as a whole and gives the payload; `signer` knows the keys by their names.
pub fn verify<'k>(
    jws: &str,
    typ: &'static str,
    limit: usize,
    signer: impl FnOnce(&Kid) -> Option<&'k PublicKey>,
) -> Result<Verified, JwsError> {
    if jws.len() > limit {
        return Err(JwsError::Oversized { length: jws.len(), limit });
    }
    let parts: Vec<&str> = jws.splitn(4, '.').collect();
    let [header, payload, signature] = parts[..] else {
        return Err(JwsError::Parts(parts.len()));
    };
    let kid = read_header(header, typ)?;
    if signature.len() != SIGNATURE_LENGTH {
        return Err(JwsError::SignatureLength(signature.len()));
    }
    let signed = &jws[..header.len() + 1 + payload.len()];
    let signature = decode("signature", signature)?;
    let key = signer(&kid).ok_or(JwsError::UnknownSigner(kid))?;
    if !key.verifies(signed.as_bytes(), &signature) {
        return Err(JwsError::WrongSignature(kid));
    }
    Ok(Verified { kid, payload: Zeroizing::new(decode("payload", payload)?) })
}

/// Signs a payload as `typ`. ECDSA draws a number each time: two calls give two texts.
pub fn sign(payload: &[u8], typ: &'static str, key: &SigningKey) -> Zeroizing<String> {
    let kid = key.kid;
    let header = format!(r#"{{"alg":"ES256","typ":"{typ}","kid":"{kid}"}}"#);
    let length = (header.len() + payload.len()).div_ceil(3) * 4 + SIGNATURE_LENGTH + 8;
    let mut jws = Zeroizing::new(String::with_capacity(length));
    URL_SAFE_NO_PAD.encode_string(header, &mut jws);
    jws.push('.');
    URL_SAFE_NO_PAD.encode_string(payload, &mut jws);
    let signature = key
        .pair
        .sign(&SystemRandom::new(), jws.as_bytes())
        .expect("signing fails only without a system source of randomness");
    jws.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut jws);
    jws
}

impl SigningKey {
    /// A key in PKCS#8 with the certificate it must belong to.
    pub fn new(pkcs8: &[u8], kid: Kid, certified: &PublicKey) -> Result<Self, SigningKeyError> {
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8, &SystemRandom::new())
            .map_err(|_| SigningKeyError::NotAKey)?;
        match pair.public_key().as_ref() == certified.as_bytes() {
            true => Ok(Self { kid, pair }),
            false => Err(SigningKeyError::OtherCertificate),
        }
    }

    /// A key of the station's own in PKCS#8, without a certificate: its public point names it.
    pub fn own(pkcs8: &[u8]) -> Result<Self, SigningKeyError> {
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8, &SystemRandom::new())
            .map_err(|_| SigningKeyError::NotAKey)?;
        Ok(Self { kid: Kid::of_certificate(pair.public_key().as_ref()), pair })
    }

    /// r ‖ s over a message that is no JWS.
    pub fn sign_bytes(&self, message: &[u8]) -> [u8; 64] {
        let signature = self
            .pair
            .sign(&SystemRandom::new(), message)
            .expect("signing fails only without a system source of randomness");
        let mut bytes = [0; 64];
        bytes.copy_from_slice(signature.as_ref());
        bytes
    }

    pub fn kid(&self) -> Kid {
        self.kid
    }

    pub fn public_key(&self) -> PublicKey {
        PublicKey::new(self.pair.public_key().as_ref())
            .expect("ring gives P-256 points uncompressed")
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.kid)
    }
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Verified({}, {} bytes)", self.kid, self.payload.len())
    }
}

fn read_header(header: &str, typ: &'static str) -> Result<Kid, JwsError> {
    if header.len() > MAX_HEADER {
        return Err(JwsError::HeaderLength(header.len()));
    }
    let header: Header = json::read(&decode("header", header)?).map_err(JwsError::Header)?;
    if header.alg != "ES256" {
        return Err(JwsError::Algorithm);
    }
    if header.typ != typ {
        return Err(JwsError::Type(typ));
    }
    header.kid.parse().map_err(|_| JwsError::Kid)
}

fn decode(part: &'static str, text: &str) -> Result<Vec<u8>, JwsError> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| JwsError::Base64(part))
}

#[cfg(test)]
mod tests;
