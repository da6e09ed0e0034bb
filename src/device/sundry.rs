//! The small seams: time, chance, and keys. Nothing else in the tree asks the system for them.

use std::time::Duration;

use jiff::Timestamp;
use thiserror::Error;

use crate::chip::{CardKeys, KeyLength};
use crate::record::Uid;

pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
    /// Time since some fixed point, unmoved by whoever sets the clock.
    fn elapsed(&self) -> Duration;
    /// Waits; a virtual clock just moves on.
    fn sleep(&self, duration: Duration);
}

pub trait Entropy: Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

#[derive(Debug, Error)]
pub enum KeyError {
    #[error("key source `{name}`: {reason}")]
    Unusable { name: String, reason: String },
}

/// Holds the card master key and derives the keys of one card; the master never leaves it.
pub trait KeySource: Send + Sync {
    fn name(&self) -> String;
    /// Keys of the length that the card's profile asks for.
    fn card_keys(&self, uid: &Uid, length: KeyLength) -> Result<CardKeys, KeyError>;
}
