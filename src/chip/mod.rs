//! The chip: APDUs, TLV, secure channel, profile, image; writing, reading back, erasing.
//!
//! This room makes and reads bytes and never transmits: a `Conversation` yields commands and takes
//! answers, and `card` carries it over whatever `Card` the caller has. It knows no other room.

pub mod aes;
pub mod apdu;
pub mod application;
pub mod card;
pub mod command;
pub mod contents;
pub mod conversation;
pub mod erase;
pub mod error;
pub mod image;
pub mod keys;
pub mod personalize;
pub mod profile;
pub mod read_back;
pub mod scp03;
pub mod status_word;
pub mod tlv;
pub mod wire;

pub use aes::{AesKey, KeyLength};
pub use apdu::{CommandApdu, ResponseApdu};
pub use application::LifeCycle;
pub use card::{Card, Failure, Fault, Session, erase, life_cycle, personalize, read_back};
pub use contents::ChipContents;
pub use error::{ChipError, Step};
pub use image::ChipImage;
pub use keys::CardKeys;
pub use personalize::Before;
pub use profile::{ChipProfile, ProfileError};
pub use read_back::{ChipReading, Verdict};
pub use status_word::StatusWord;
pub use tlv::TlvError;

#[cfg(test)]
mod hex;
