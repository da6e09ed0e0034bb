//! What can go wrong between a record and a verified chip, apart from the line in between.

use std::fmt;

use thiserror::Error;

use super::application::LifeCycle;
use super::scp03::Scp03Error;
use super::status_word::StatusWord;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ChipError {
    /// Before a blank is touched: this record can't go onto this chip.
    #[error("`{file}` needs {bytes} bytes, the chip has {limit}")]
    DoesNotFit { file: String, bytes: usize, limit: usize },
    #[error("no content for the chip's file `{0}`")]
    NoContent(String),
    #[error("content `{0}` is given twice or has no file on the chip")]
    NoFile(String),

    /// Nothing of ours is on this chip.
    #[error("chip has no application of ours")]
    NoApplication,
    #[error("chip is not virgin: {0}")]
    NotVirgin(LifeCycle),
    /// The card said no.
    #[error("card refused {step}: {status_word}")]
    Refused { step: Step, status_word: StatusWord },
    /// One side does not believe the other's keys: not our card, not its keys, or a liar between.
    #[error("authentication failed")]
    Authentication(#[source] Scp03Error),
    /// An answer was changed, cut, repeated or never protected.
    #[error("secure channel broke at {step}")]
    Channel {
        step: Step,
        #[source]
        source: Scp03Error,
    },
    #[error("answer to {step} is none of the standard: {reason}")]
    Answer { step: Step, reason: String },
    #[error("chip reads back differently in {}", .files.join(", "))]
    ReadBackDiffers { files: Vec<String> },
    #[error("chip was verified but is not locked: {0}")]
    NotLocked(LifeCycle),
}

/// Which command an error is about, without its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    SelectApplication,
    InitializeUpdate,
    ExternalAuthenticate,
    SelectFile { file: String },
    UpdateBinary { file: String, offset: usize },
    ReadBinary { file: String, offset: usize },
    ActivateFile,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SelectApplication => f.write_str("SELECT of the application"),
            Self::InitializeUpdate => f.write_str("INITIALIZE UPDATE"),
            Self::ExternalAuthenticate => f.write_str("EXTERNAL AUTHENTICATE"),
            Self::SelectFile { file } => write!(f, "SELECT of {file}"),
            Self::UpdateBinary { file, offset } => write!(f, "UPDATE BINARY of {file} at {offset}"),
            Self::ReadBinary { file, offset } => write!(f, "READ BINARY of {file} at {offset}"),
            Self::ActivateFile => f.write_str("ACTIVATE FILE"),
        }
    }
}
