//! The chip profile, `chip.toml`: which files a product's chip has, how its channel is opened, what
//! happens once it is verified. Text in, checked value out; nothing unknown is passed over.

use serde::Deserialize;
use thiserror::Error;

use super::aes::KeyLength;
use super::scp03::{EmptyCDec, Protection, SecurityLevel};
use super::tlv;

mod text;

/// Bytes of a profile's text.
pub const MAX_PROFILE_TEXT: usize = 64 * 1024;
pub const MAX_FILES: usize = 32;
/// Bytes of one file: offsets in READ and UPDATE BINARY have fifteen bits.
pub const MAX_FILE_SIZE: usize = 0x8000;
/// Bytes of all files.
pub const MAX_CAPACITY: usize = 256 * 1024;
/// Plain bytes that one command may carry.
pub const MAX_COMMAND_DATA: usize = 4096;
/// Bytes of a profile's or a file's name.
pub const MAX_NAME: usize = 32;
/// Plain bytes that come back under R-MAC and R-ENC in 256, in S8 and in S16 mode.
const MAX_SHORT_READ: usize = 239;

/// Why a text is no chip profile.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ProfileError {
    #[error("chip profile of {0} bytes exceeds {MAX_PROFILE_TEXT}")]
    Size(usize),
    #[error("chip profile is not TOML of the right shape: {0}")]
    Shape(String),
    /// `known` are the keys of that table, for whoever names the nearest.
    #[error("`{key}` is no key of {table}")]
    UnknownKey { table: String, key: String, known: &'static [&'static str] },
    #[error("`{key}` of {table} must be {rule}")]
    Value { table: String, key: &'static str, rule: String },
    #[error("{0} files are not 1 to {MAX_FILES}")]
    Files(usize),
    #[error("two files have the {0}")]
    Twice(String),
    #[error("files of {sum} bytes exceed the capacity of {capacity}")]
    Capacity { sum: usize, capacity: usize },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChipProfile {
    pub name: String,
    pub version: u8,
    /// Bytes that the chip holds in files.
    pub capacity: usize,
    /// AID of the application with the files.
    pub application: Vec<u8>,
    pub uid_source: UidSource,
    pub channel: ChannelProfile,
    pub personalized: Personalized,
    /// In the order in which they are written, read and signed.
    pub files: Vec<FileProfile>,
}

/// Where the name of a blank is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UidSource {
    /// PC/SC part 3, GET DATA `FF CA 00 00 00`, answered by the reader.
    GetData,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelProfile {
    pub key_version: u8,
    pub key_length: KeyLength,
    pub protection: Protection,
    /// Plain bytes of one UPDATE BINARY or READ BINARY.
    pub max_command_data: usize,
    /// The chip takes extended-length APDUs; used where the reader passes them.
    pub extended_length: bool,
}

/// What becomes of a chip once its files are verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Personalized {
    pub lock: Lock,
    /// Files may still be updated under the channel after the lock.
    pub rewritable: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lock {
    /// ISO/IEC 7816-9 ACTIVATE FILE.
    Activate,
    None,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileProfile {
    pub name: String,
    pub id: u16,
    pub size: usize,
    /// Tag of the one object that the file holds.
    pub tag: u32,
    pub read: ReadAccess,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReadAccess {
    Always,
    Channel,
}

/// Which lengths reader and chip both take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApduLengths {
    Short,
    Extended,
}

impl ChipProfile {
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let profile = text::parse(text)?;
        check_files(&profile)?;
        Ok(profile)
    }

    pub fn file(&self, name: &str) -> Option<&FileProfile> {
        self.files.iter().find(|file| file.name == name)
    }

    /// What both sides take: extended only if this chip *and* the reader pass it.
    pub fn lengths(&self, reader_is_extended: bool) -> ApduLengths {
        match self.channel.extended_length && reader_is_extended {
            true => ApduLengths::Extended,
            false => ApduLengths::Short,
        }
    }

    /// Plain bytes of one READ BINARY: a protected answer must fit its Le.
    pub fn read_length(&self, lengths: ApduLengths) -> usize {
        match lengths {
            ApduLengths::Short => self.channel.max_command_data.min(MAX_SHORT_READ),
            ApduLengths::Extended => self.channel.max_command_data,
        }
    }
}

fn check_files(profile: &ChipProfile) -> Result<(), ProfileError> {
    let files = &profile.files;
    if !(1..=MAX_FILES).contains(&files.len()) {
        return Err(ProfileError::Files(files.len()));
    }
    for (at, file) in files.iter().enumerate() {
        if files[..at].iter().any(|other| other.name == file.name) {
            return Err(ProfileError::Twice(format!("name `{}`", file.name)));
        }
        if files[..at].iter().any(|other| other.id == file.id) {
            return Err(ProfileError::Twice(format!("id {:04X}", file.id)));
        }
    }
    let (sum, capacity) = (files.iter().map(|file| file.size).sum(), profile.capacity);
    if sum > capacity {
        return Err(ProfileError::Capacity { sum, capacity });
    }
    Ok(())
}

#[cfg(test)]
pub(in crate::chip) mod tests;
