//! The key that seals papers: P-256 in PKCS#8, PEM, in the data folder, its owner's alone. Made
//! when it is first needed; who has the public half can prove a paper without the station.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;
use zeroize::Zeroizing;

use super::entropy::new_signing_key;
use super::files::{self, FileError};
use crate::record::{PublicKey, SigningKey};

pub const PAPER_KEY: &str = "paper.key";
/// A key of this kind is a third as long.
const MAX_FILE: usize = 1_024;
/// SubjectPublicKeyInfo of a point on P-256 (RFC 5480), before the point itself.
const SPKI: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

#[derive(Debug, Error)]
pub enum PaperKeyError {
    #[error("key can't be read or written")]
    File(#[from] FileError),
    #[error("{0} is no P-256 key in PKCS#8")]
    NoKey(String),
    #[error("the system gives no randomness")]
    NoChance,
}

/// The station's key; a new one if it has none.
pub fn open_or_make(folder: &Path) -> Result<SigningKey, PaperKeyError> {
    if !folder.join(PAPER_KEY).exists() {
        let key = new_signing_key().ok_or(PaperKeyError::NoChance)?;
        files::write(folder, PAPER_KEY, pem("PRIVATE KEY", &key).as_bytes())?;
    }
    open(folder)
}

pub fn open(folder: &Path) -> Result<SigningKey, PaperKeyError> {
    let path = folder.join(PAPER_KEY);
    let text = files::read_private(&path, MAX_FILE)?;
    let no_key = || PaperKeyError::NoKey(path.display().to_string());
    let key = unpem("PRIVATE KEY", &text).ok_or_else(no_key)?;
    SigningKey::own(&key).map_err(|_| no_key())
}

/// As others are given it.
pub fn public_pem(key: &PublicKey) -> String {
    pem("PUBLIC KEY", &[&SPKI[..], key.as_bytes()].concat()).to_string()
}

/// Reads what `public_pem` wrote.
pub fn read_public(path: &Path) -> Result<PublicKey, PaperKeyError> {
    let key = unpem("PUBLIC KEY", &files::read(path, MAX_FILE)?);
    let point = key.as_ref().and_then(|key| key.strip_prefix(&SPKI));
    let point = point.and_then(PublicKey::new);
    point.ok_or_else(|| PaperKeyError::NoKey(path.display().to_string()))
}

fn pem(label: &str, bytes: &[u8]) -> Zeroizing<String> {
    let body = Zeroizing::new(STANDARD.encode(bytes));
    let mut text = Zeroizing::new(format!("-----BEGIN {label}-----\n"));
    for line in body.as_bytes().chunks(64) {
        text.extend(line.iter().map(|byte| char::from(*byte)));
        text.push('\n');
    }
    text.push_str(&format!("-----END {label}-----\n"));
    text
}

fn unpem(label: &str, text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let text = std::str::from_utf8(text).ok()?;
    let (_, text) = text.split_once(&format!("-----BEGIN {label}-----"))?;
    let (body, _) = text.split_once(&format!("-----END {label}-----"))?;
    let body: Zeroizing<String> = Zeroizing::new(body.split_whitespace().collect());
    STANDARD.decode(body.as_bytes()).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_stays_private_and_its_public_half_verifies() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        assert!(open(folder.path()).is_err());
        let made = open_or_make(folder.path()).unwrap();
        let again = open_or_make(folder.path()).unwrap();
        assert!(made.public_key() == again.public_key());
        let mode = std::fs::metadata(folder.path().join(PAPER_KEY)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let path = folder.path().join("public.pem");
        std::fs::write(&path, public_pem(&made.public_key())).unwrap();
        let public = read_public(&path).unwrap();
        assert!(public.verifies(b"paper", &made.sign_bytes(b"paper")));
        std::fs::write(&path, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")
            .unwrap();
        assert!(read_public(&path).is_err());
    }
}
