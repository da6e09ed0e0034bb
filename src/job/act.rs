//! What comes next for a card. The station does it; this only says it.

use super::{Job, Stage};
use crate::journal::{ActName, ChipFate, SpoilReason};

/// The next thing to do for a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    TakeLease,
    Prepare,
    Feed,
    Encode,
    Print,
    Erase,
    Reject {
        reason: SpoilReason,
        chip: ChipFate,
    },
    GiveBack,
    /// An intent without an outcome: gather evidence, repeat nothing.
    Settle(ActName),
    Wait(Waiting),
}

/// Why nothing is to be done by the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// Printed: somebody has to look at it.
    ForInspection,
    /// Unknown: somebody has to find it.
    ForAPerson,
    ForNothing,
}

/// The one way on from where a job stands.
pub fn next(job: &Job) -> Act {
    match &job.stage {
        Stage::Opened => Act::TakeLease,
        Stage::Leased => Act::Prepare,
        Stage::Prepared if job.opened.preview => Act::GiveBack,
        Stage::Prepared => Act::Feed,
        Stage::Feeding { .. } => Act::Settle(ActName::Feed),
        Stage::Fed => Act::Encode,
        Stage::Encoding => Act::Settle(ActName::Encode),
        Stage::Encoded => Act::Print,
        Stage::Printing { .. } => Act::Settle(ActName::Print),
        Stage::Spoiling { .. } => Act::Erase,
        Stage::Erasing { .. } => Act::Settle(ActName::Erase),
        Stage::Condemned { reason, chip } => Act::Reject { reason: *reason, chip: *chip },
        Stage::Rejecting { .. } => Act::Settle(ActName::Reject),
        Stage::Returning { .. } => Act::GiveBack,
        Stage::Printed => Act::Wait(Waiting::ForInspection),
        Stage::Unknown { .. } => Act::Wait(Waiting::ForAPerson),
        Stage::Ready
        | Stage::Packed { .. }
        | Stage::Shipped { .. }
        | Stage::HandedOver
        | Stage::Ended(_) => Act::Wait(Waiting::ForNothing),
    }
}
