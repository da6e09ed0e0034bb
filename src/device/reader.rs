//! The seam to a contactless reader: presence, an exclusive channel, bytes.

use std::time::Duration;

use thiserror::Error;

use crate::chip::Card;
use crate::record::Uid;

/// What a reader can do to us, told apart because the way on differs.
#[derive(Debug, Error)]
pub enum ReaderError {
    #[error("reader `{0}` is not there")]
    ReaderGone(String),
    #[error("smart-card service is not running")]
    NoService,
    #[error("no card at the reader")]
    NoCard,
    #[error("card was pulled away")]
    CardRemoved,
    /// Somebody reset it: the card is there, the channel is not.
    #[error("card was reset by another")]
    CardReset,
    #[error("another program holds the reader")]
    SharingViolation,
    #[error("card did not answer")]
    Mute,
    #[error("answer of {0} bytes is none")]
    ShortAnswer(usize),
    #[error("command of {length} bytes exceeds the {limit} this reader takes")]
    TooLong { length: usize, limit: usize },
    #[error("UID can't be read: {0}")]
    Uid(String),
    #[error("reader failed: {0}")]
    Other(String),
}

/// One reader by name. Waits are bounded by their argument.
pub trait CardReader: Send {
    fn name(&self) -> &str;

    /// True as soon as a card lies there, false after `timeout`.
    fn wait_for_card(&mut self, timeout: Duration) -> Result<bool, ReaderError>;

    /// True as soon as no card lies there, false after `timeout`.
    fn wait_for_removal(&mut self, timeout: Duration) -> Result<bool, ReaderError>;

    /// Exclusive, T=1, one transaction until the channel is dropped (which leaves the card as it
    /// is: no reset).
    fn connect(&mut self) -> Result<Box<dyn CardChannel + '_>, ReaderError>;
}

/// An open line to one card.
pub trait CardChannel {
    /// By GET DATA `FF CA 00 00 00`.
    fn uid(&mut self) -> Result<Uid, ReaderError>;

    /// One command, one answer of at least two bytes (data, SW1, SW2).
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError>;

    /// True if reader and driver pass extended-length APDUs.
    fn extended_length(&self) -> bool;

    /// Resets the card and takes the channel anew: every selection and key is gone.
    fn reset(&mut self) -> Result<(), ReaderError>;
}

/// The chip room talks over any channel.
impl Card for dyn CardChannel + '_ {
    type Error = ReaderError;

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        CardChannel::transmit(self, command)
    }

    fn extended_length(&self) -> bool {
        CardChannel::extended_length(self)
    }
}

/// Looks at all readers at once, on a line of its own, to prove which lane a card is in.
pub trait ReaderWatch: Send {
    /// Every reader the service knows, with whether a card lies there.
    fn presence(&mut self) -> Result<Vec<(String, bool)>, ReaderError>;
}
