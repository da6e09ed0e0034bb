//! Why a Print Ready Record is not taken: each cause its own, with a stable code. Nothing has
//! been consumed when one of these comes back, and none repeats a person's data.

use jiff::Timestamp;
use thiserror::Error;

use super::biodata::BiodataFault;
use super::json::JsonFault;
use super::jws::JwsError;
use super::state::RecordState;
use super::trust::Kid;

/// The station's refusal of one signed record.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RecordRefusal {
    #[error("record of {length} characters exceeds the limit of {limit}")]
    Oversized { length: usize, limit: usize },
    #[error("not a signed record")]
    NotSigned(#[source] JwsError),
    #[error("record is signed by {0}, whom this station doesn't know")]
    UnknownSigner(Kid),
    #[error("signature of {0} is wrong: the record was changed after it was signed")]
    WrongSignature(Kid),
    #[error("signed content is not as agreed")]
    Malformed(#[source] JsonFault),
    #[error("`{member}` holds a value that is not agreed")]
    Value { member: &'static str },
    #[error("lease is made out to another station")]
    WrongStation,
    #[error("lease is made out to another job")]
    OtherJob,
    #[error("record is another person's than was asked for")]
    OtherPerson,
    #[error("lease ran out at {at}")]
    Expired { at: Timestamp },
    #[error("lease was issued at {at}, which is still to come: one of the two clocks is wrong")]
    FromTheFuture { at: Timestamp },
    #[error("record is {0}, not PRINT_READY_RECORD")]
    NotPrintReady(RecordState),
    #[error("record state {0} is unknown, and an unknown state never prints")]
    UnknownState(RecordState),
    #[error("photo is missing")]
    MissingPhoto,
    #[error("signature image is missing")]
    MissingSignatureImage,
    #[error("`{member}` is missing")]
    Missing { member: &'static str },
    #[error("a record has two fingerprint templates, this one {count}")]
    MinutiaeCount { count: usize },
    #[error("`{member}` is not standard base64")]
    NotBase64 { member: &'static str },
    #[error("`{member}` is not {format}")]
    NotAnImage { member: &'static str, format: &'static str },
    #[error("`{member}` has {length} bytes, more than the {limit} that are taken")]
    TooLarge { member: &'static str, length: usize, limit: usize },
    #[error("biodata can't stand on a card")]
    Biodata(#[source] BiodataFault),
    #[error("chip data is signed by {0}, whom this station doesn't know")]
    UnknownChipSigner(Kid),
}

impl RecordRefusal {
    /// Stable for people, papers and machines; never given to another cause.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Oversized { .. } => "PRR-01",
            Self::NotSigned(_) => "PRR-02",
            Self::UnknownSigner(_) => "PRR-03",
            Self::WrongSignature(_) => "PRR-04",
            Self::Malformed(_) => "PRR-05",
            Self::Value { .. } => "PRR-06",
            Self::WrongStation => "PRR-07",
            Self::OtherJob => "PRR-08",
            Self::OtherPerson => "PRR-09",
            Self::Expired { .. } => "PRR-10",
            Self::FromTheFuture { .. } => "PRR-11",
            Self::NotPrintReady(_) => "PRR-12",
            Self::UnknownState(_) => "PRR-13",
            Self::MissingPhoto => "PRR-14",
            Self::MissingSignatureImage => "PRR-15",
            Self::Missing { .. } => "PRR-16",
            Self::MinutiaeCount { .. } => "PRR-17",
            Self::NotBase64 { .. } => "PRR-18",
            Self::NotAnImage { .. } => "PRR-19",
            Self::TooLarge { .. } => "PRR-20",
            Self::Biodata(_) => "PRR-21",
            Self::UnknownChipSigner(_) => "PRR-22",
        }
    }
}

impl From<JwsError> for RecordRefusal {
    fn from(error: JwsError) -> Self {
        match error {
            JwsError::Oversized { length, limit } => Self::Oversized { length, limit },
            JwsError::UnknownSigner(kid) => Self::UnknownSigner(kid),
            JwsError::WrongSignature(kid) => Self::WrongSignature(kid),
            other => Self::NotSigned(other),
        }
    }
}
