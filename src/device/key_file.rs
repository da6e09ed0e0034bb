//! Keys of 32 bytes from files of 64 hexadecimal digits that only their owner may read. The card
//! master key leaves this place as the keys of one card only.

use std::fmt;
use std::path::Path;

use thiserror::Error;
use zeroize::Zeroizing;

use super::files::{self, FileError};
use super::sundry::{KeyError, KeySource};
use crate::chip::{CardKeys, KeyLength};
use crate::record::Uid;

/// 64 digits and what an editor may leave at the end of a line.
const MAX_FILE: usize = 66;

#[derive(Debug, Error)]
pub enum KeyFileError {
    #[error("key can't be read")]
    File(#[from] FileError),
    #[error("{file} is no key: a key is 64 hexadecimal digits and nothing else")]
    Digits { file: String },
    #[error("{file} is a key of one repeated byte, which is no key")]
    Trivial { file: String },
}

/// AES-256 master key; zeroised on drop, never shown.
pub struct KeyFile {
    name: String,
    master: Zeroizing<[u8; 32]>,
}

/// Any key of the station: 32 bytes, not all the same.
pub fn read_key(path: &Path) -> Result<Zeroizing<[u8; 32]>, KeyFileError> {
    let file = || path.display().to_string();
    let text = files::read_private(path, MAX_FILE)?;
    let key = digits(&text).ok_or_else(|| KeyFileError::Digits { file: file() })?;
    match key.iter().all(|byte| *byte == key[0]) {
        true => Err(KeyFileError::Trivial { file: file() }),
        false => Ok(key),
    }
}

impl KeyFile {
    pub fn open(path: &Path) -> Result<Self, KeyFileError> {
        Ok(Self { name: path.display().to_string(), master: read_key(path)? })
    }
}

impl KeySource for KeyFile {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn card_keys(&self, uid: &Uid, length: KeyLength) -> Result<CardKeys, KeyError> {
        Ok(CardKeys::derive(&self.master, uid.as_bytes(), length))
    }
}

impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyFile").field("name", &self.name).finish_non_exhaustive()
    }
}

fn digits(text: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
    let text = text.trim_ascii_end();
    let mut key = Zeroizing::new([0; 32]);
    if text.len() != 64 {
        return None;
    }
    for (byte, pair) in key.iter_mut().zip(text.chunks(2)) {
        let digit = |at: usize| char::from(pair[at]).to_digit(16);
        *byte = (digit(0)? << 4 | digit(1)?) as u8;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn open(text: &str, mode: u32) -> Result<KeyFile, KeyFileError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("card-master.key");
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        KeyFile::open(&path)
    }

    #[test]
    fn a_key_opens_with_or_without_an_end_of_line() {
        let digits = "00112233445566778899aAbBcCdDeEfF".repeat(2);
        let uid: Uid = "04A1B2C3D4E5F6".parse().unwrap();
        for end in ["", "\n", "\r\n"] {
            let keys = open(&format!("{digits}{end}"), 0o600).unwrap();
            assert_eq!(keys.master[..4], [0x00, 0x11, 0x22, 0x33]);
            assert_eq!(keys.master[28..], [0xCC, 0xDD, 0xEE, 0xFF]);
            for length in [KeyLength::Aes128, KeyLength::Aes192, KeyLength::Aes256] {
                assert_eq!(keys.card_keys(&uid, length).unwrap().length(), length);
            }
        }
    }

    #[test]
    fn what_is_no_key_is_refused_without_being_shown() {
        let digits = "00112233445566778899aabbccddeeff".repeat(2);
        for wrong in ["", "\n", &digits[1..], &format!("0{digits}"), &digits.replace('a', "g")] {
            let error = open(wrong, 0o600).unwrap_err();
            let text = format!("{error} {error:?}");
            assert!(matches!(error, KeyFileError::Digits { .. } | KeyFileError::File(_)));
            assert!(!text.contains("112233"), "{text}");
        }
        let error = open(&"00".repeat(32), 0o600).unwrap_err();
        assert!(matches!(error, KeyFileError::Trivial { .. }));
    }

    #[test]
    fn a_key_that_others_can_read_is_refused() {
        let digits = "00112233445566778899aabbccddeeff".repeat(2);
        assert!(matches!(open(&digits, 0o644), Err(KeyFileError::File(_))));
        let shown = format!("{:?}", open(&digits, 0o400).unwrap());
        assert!(!shown.contains("112233") && !shown.contains("17, 34"), "{shown}");
    }
}
