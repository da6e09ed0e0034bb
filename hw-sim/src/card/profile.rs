//! The chip profile (`chip.toml`): what the chip's maker formats. A reader of its own, apart from
//! the daemon's, of the same file; an unknown key is an error on both sides.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, Unexpected};
use thiserror::Error;

/// Largest `chip.toml` in bytes.
const MAX_PROFILE_BYTES: usize = 64 * 1024;
/// Most elementary files of a chip.
const MAX_FILES: usize = 32;
/// Largest file that the 15-bit offset of UPDATE BINARY reaches.
const MAX_FILE_SIZE: usize = 0x8000;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChipProfile {
    pub name: String,
    pub version: u8,
    /// Bytes; the sizes of the files never exceed it.
    pub capacity: usize,
    /// AID, 5 to 16 bytes.
    #[serde(deserialize_with = "aid")]
    pub application: Vec<u8>,
    pub uid_source: String,
    pub channel: ChannelProfile,
    pub personalized: Personalized,
    /// In profile order.
    #[serde(rename = "file")]
    pub files: Vec<FileProfile>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelProfile {
    pub protocol: String,
    pub key_version: u8,
    pub key_length: KeyLength,
    pub security_level: u8,
    pub max_command_data: usize,
    pub extended_length: bool,
    pub empty_c_dec: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Personalized {
    pub lock: Lock,
    /// UPDATE BINARY under the channel is still allowed after the lock.
    pub rewritable: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileProfile {
    pub name: String,
    pub id: u16,
    /// Bytes.
    pub size: usize,
    /// BER-TLV tag of the content; the chip doesn't look at it.
    pub tag: u8,
    pub read: ReadAccess,
}

/// AES keys of SCP03.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyLength {
    Aes128,
    Aes192,
    Aes256,
}

impl KeyLength {
    pub fn bytes(self) -> usize {
        match self {
            Self::Aes128 => 16,
            Self::Aes192 => 24,
            Self::Aes256 => 32,
        }
    }
}

/// How a finished card is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lock {
    /// ISO/IEC 7816-9 ACTIVATE FILE.
    Activate,
    None,
}

/// Who may READ BINARY.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReadAccess {
    Always,
    Channel,
}

#[derive(Debug, Error)]
pub enum ProfileError {
    #[error("chip profile of {0} bytes exceeds {MAX_PROFILE_BYTES}")]
    TooLarge(usize),
    #[error("chip profile is not of the expected form")]
    Form(#[from] Box<toml::de::Error>),
    #[error("{0} files; a chip has 1 to {MAX_FILES}")]
    FileCount(usize),
    #[error("file {0:04X} stands twice")]
    Twice(u16),
    #[error("file {id:04X} of {size} bytes; 1 to {MAX_FILE_SIZE} can be addressed")]
    FileSize { id: u16, size: usize },
    #[error("files take {used} bytes of {capacity}")]
    Capacity { used: usize, capacity: usize },
    #[error("secure channel `{0}` is not simulated, only `scp03`")]
    Protocol(String),
}

impl ChipProfile {
    /// Reads and checks a `chip.toml`.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        if text.len() > MAX_PROFILE_BYTES {
            return Err(ProfileError::TooLarge(text.len()));
        }
        let profile: Self = toml::from_str(text).map_err(Box::new)?;
        profile.check()?;
        Ok(profile)
    }

    fn check(&self) -> Result<(), ProfileError> {
        if self.channel.protocol != "scp03" {
            return Err(ProfileError::Protocol(self.channel.protocol.clone()));
        }
        if !(1..=MAX_FILES).contains(&self.files.len()) {
            return Err(ProfileError::FileCount(self.files.len()));
        }
        for (index, file) in self.files.iter().enumerate() {
            if !(1..=MAX_FILE_SIZE).contains(&file.size) {
                return Err(ProfileError::FileSize { id: file.id, size: file.size });
            }
            if self.files[..index].iter().any(|earlier| earlier.id == file.id) {
                return Err(ProfileError::Twice(file.id));
            }
        }
        let used = self.files.iter().map(|file| file.size).sum();
        if used > self.capacity {
            return Err(ProfileError::Capacity { used, capacity: self.capacity });
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for KeyLength {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u8::deserialize(deserializer)? {
            16 => Ok(Self::Aes128),
            24 => Ok(Self::Aes192),
            32 => Ok(Self::Aes256),
            other => Err(D::Error::invalid_value(
                Unexpected::Unsigned(other.into()),
                &"an AES key of 16, 24 or 32 bytes",
            )),
        }
    }
}

impl fmt::Display for ReadAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Always => "always",
            Self::Channel => "channel",
        })
    }
}

fn aid<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let bytes: Option<Vec<u8>> = text
        .as_bytes()
        .chunks(2)
        .map(|pair| match pair {
            [hi, lo] => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16);
                Some((digit(hi)? << 4 | digit(lo)?) as u8)
            }
            _ => None,
        })
        .collect();
    match bytes {
        Some(aid) if (5..=16).contains(&aid.len()) => Ok(aid),
        _ => Err(D::Error::invalid_value(Unexpected::Str(&text), &"an AID of 5 to 16 bytes")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::tests::PROFILE;

    #[test]
    fn the_profile_of_the_product_is_read() {
        let profile = ChipProfile::parse(PROFILE).unwrap();
        assert_eq!(profile.application, b"\xF0CETAK\x01");
        assert_eq!(profile.channel.key_length, KeyLength::Aes128);
        let ids: Vec<u16> = profile.files.iter().map(|file| file.id).collect();
        assert_eq!(ids, [0x101, 0x102, 0x103, 0x104, 0x105, 0x106, 0x107]);
        assert!(profile.files.iter().map(|file| file.size).sum::<usize>() <= 8192);
        assert_eq!(profile.files[0].read, ReadAccess::Always);
        assert!(profile.files[1..].iter().all(|file| file.read == ReadAccess::Channel));
    }

    #[track_caller]
    fn refused(from: &str, to: &str) -> ProfileError {
        assert!(PROFILE.contains(from), "{from} stands in the profile");
        ChipProfile::parse(&PROFILE.replacen(from, to, 1)).unwrap_err()
    }

    #[test]
    fn a_profile_that_no_chip_can_have_is_refused() {
        assert!(matches!(refused("id = 0x0102", "id = 0x0101"), ProfileError::Twice(0x101)));
        assert!(matches!(
            refused("size = 64", "size = 640"),
            ProfileError::Capacity { used: 8480, capacity: 8192 }
        ));
        assert!(matches!(refused("size = 64", "size = 0"), ProfileError::FileSize { .. }));
        assert!(matches!(refused("size = 64", "size = 0x8001"), ProfileError::FileSize { .. }));
        assert!(matches!(refused("\"scp03\"", "\"scp02\""), ProfileError::Protocol(_)));
        for (from, to) in [
            ("key_length = 16", "key_length = 17"),
            ("\"F0434554414B01\"", "\"F0434554414B0\""),
            ("\"F0434554414B01\"", "\"F0434554\""),
            ("\"F0434554414B01\"", "\"F0434554Ж01\""),
            ("read = \"always\"", "read = \"sometimes\""),
            ("rewritable", "rewriteable"),
        ] {
            assert!(matches!(refused(from, to), ProfileError::Form(_)), "{to}");
        }
        let large = format!("{PROFILE}#{}", "x".repeat(MAX_PROFILE_BYTES));
        assert!(matches!(ChipProfile::parse(&large), Err(ProfileError::TooLarge(_))));
    }
}
