//! What entries say of a card for a person: how its job begins, its lease, its digests, and the few
//! words for what can become of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::batch::BatchPlace;
use super::cause::SpoilReason;
use super::name::{LeaseId, PersonNumber};
use crate::record::{Kind, Mac, NikWarning, Paper, Reason, RecordState};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobOpened {
    pub person: PersonNumber,
    /// HMAC of the NIK: finds the person again.
    pub nik: Mac,
    pub reason: Reason,
    pub papers: Vec<Paper>,
    /// What the source said when asked, and when; `None`: it doesn't know the person.
    pub state: Option<RecordState>,
    pub observed_at: Timestamp,
    pub source: String,
    /// For a look at the face only: the lease goes back and no blank is taken.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub preview: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<BatchPlace>,
    /// Why it comes before others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<super::handover::Priority>,
    /// Blanks that this job may use up before it goes back.
    #[serde(default = "two", skip_serializing_if = "is_two")]
    pub blanks: u32,
    /// The person has a card, and two people agreed to another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reprint: Option<super::withdrawn::Reprint>,
    /// The receipt that this card belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<super::handover::SeriesNumber>,
}

/// A spoiled blank is retried once, unless a batch was told otherwise.
pub const USUAL_BLANKS: u32 = 2;

fn two() -> u32 {
    USUAL_BLANKS
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it so")]
fn is_two(blanks: &u32) -> bool {
    *blanks == USUAL_BLANKS
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeaseTaken {
    pub lease: LeaseId,
    pub kind: Kind,
    /// Certificate digest of whoever signed the record.
    pub signer: String,
    pub expires_at: Timestamp,
    /// HMAC over the signed record as it came.
    pub record: Mac,
    pub warnings: Vec<NikWarning>,
}

/// Digests by which a reprint can be shown equal without keeping the picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardPrepared {
    /// SHA-256 over layout, fonts, backgrounds and geometry.
    pub layout: String,
    /// HMAC over both painted sides.
    pub face: Mac,
    /// Name and version of the chip profile.
    pub profile: String,
    /// Keyed digest of each file image, in profile order.
    pub files: Vec<FileDigest>,
    /// The card says SPESIMEN: its signer is not pinned as a production trust anchor.
    pub specimen: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileDigest {
    pub file: String,
    pub digest: Mac,
}

/// What a rejected card's chip still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChipFate {
    /// Never written, or silent from the start.
    Blank,
    /// Personal files overwritten and read back.
    Erased,
    /// May pass as a card: revoked, first on the destruction list.
    Alive,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActName {
    Feed,
    Encode,
    Print,
    Erase,
    Reject,
}

/// What a person, or the sorting desk, says of a printed card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is", content = "because")]
pub enum Verdict {
    Good,
    Spoiled(SpoilReason),
}

/// Where an unknown card turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is", content = "because")]
pub enum Found {
    /// Printed, its chip read whole: at the output, to be looked at like every card.
    Output,
    /// Lost: with the spoiled ones.
    Spoiled(SpoilReason),
    /// Never touched: back in the hopper.
    Unused,
    /// Two people found it nowhere.
    Missing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportedOutcome {
    Printed,
    Ready,
    Spoiled,
}
