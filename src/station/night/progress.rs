//! What somebody who watches a batch sees: cards as they end, lanes as they work, sums. No person
//! is named here; a card is its number in the batch.

use serde::{Deserialize, Serialize};

use crate::job::{End, Job, Stage};
use crate::journal::{ActName, BatchEnd, BatchId, Cause, LaneName, Refusal, SpoilReason};

/// One thing to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "progress", rename_all = "snake_case")]
pub enum BatchStep {
    Opened {
        batch: BatchId,
        cards: u32,
    },
    Card {
        n: u32,
        lane: Option<LaneName>,
        fate: Fate,
    },
    Lane {
        lane: LaneName,
        doing: Doing,
    },
    /// A blank went to the reject box.
    BlankLost {
        lane: LaneName,
        reason: SpoilReason,
    },
    Sums(Totals),
    /// No lease can be fetched; cards that have one go on.
    LineDown {},
    LineUp {},
    Paused {},
    Resumed {},
    Ending {
        end: BatchEnd,
    },
    Closed {
        batch: BatchId,
        end: BatchEnd,
    },
}

/// How a card of a batch ended, as far as the machine is concerned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fate", rename_all = "snake_case")]
pub enum Fate {
    Printed {},
    Refused {
        refusal: Refusal,
    },
    GivenBack {},
    /// Nobody found the card; its UID is revoked.
    Missing {},
    /// As many blanks were lost as one card may cost.
    Spoiled {
        reason: SpoilReason,
    },
    Unknown {
        act: ActName,
        cause: Cause,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "doing", rename_all = "snake_case")]
pub enum Doing {
    /// Just started: finishes what a stop left.
    Recovering {},
    /// Something is out of reach; it keeps looking, and goes on by itself.
    Away {
        lacks: Lacks,
    },
    Idle {},
    /// The books hold no blank in its hopper.
    NoBlanks {},
    /// Somebody at the counter comes first.
    Counter {},
    Card {
        n: u32,
        act: Option<ActName>,
    },
    /// A person has to help and to release it.
    Stopped {
        cause: Cause,
    },
}

/// What passes without a person's hand at the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lacks {
    /// Printer or reader.
    Devices,
    /// The journal can't be written.
    Books,
    /// The source's word that this journal is all that it knows.
    Confirmation,
}

/// Sums over the whole batch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub cards: u32,
    pub printed: u32,
    /// Ended without a card: refused, given back, or out of blanks.
    pub not_made: u32,
    pub unknown: u32,
    /// In a machine.
    pub at_work: u32,
    /// Waiting with a lease, and without.
    pub leased: u32,
    pub without_lease: u32,
    pub blanks_spoiled: u32,
}

impl Fate {
    /// `None`: it is still on its way.
    pub fn of(job: &Job) -> Option<Self> {
        Some(match &job.stage {
            stage if Stage::FINISHED.contains(&stage.word()) => Self::Printed {},
            Stage::Unknown { act, cause, .. } => Self::Unknown { act: *act, cause: cause.clone() },
            Stage::Ended(End::Refused(refusal))
            | Stage::Returning { end: End::Refused(refusal) } => {
                Self::Refused { refusal: refusal.clone() }
            }
            Stage::Ended(End::Missing) => Self::Missing {},
            // It was made; what became of it since is no matter of the batch.
            Stage::Ended(End::Lost | End::Withdrawn) => Self::Printed {},
            Stage::Ended(End::GivenBack) => Self::GivenBack {},
            Stage::Ended(End::Spoiled(reason)) => Self::Spoiled { reason: *reason },
            _ => return None,
        })
    }
}

impl Totals {
    /// Adds so many jobs of one stage.
    pub(super) fn add(&mut self, stage: &str, jobs: u32) {
        let sum = match stage {
            stage if Stage::FINISHED.contains(&stage) => &mut self.printed,
            "lost" | "withdrawn" => &mut self.printed,
            "unknown" => &mut self.unknown,
            "refused" | "given_back" | "spoiled" | "missing" | "returning" => &mut self.not_made,
            "opened" => &mut self.without_lease,
            "leased" | "prepared" => &mut self.leased,
            _ => &mut self.at_work,
        };
        *sum += jobs;
    }

    /// Cards that nothing more happens to in a machine.
    pub fn done(&self) -> u32 {
        self.printed + self.not_made + self.unknown
    }
}
