//! What entries say of a batch besides their own names.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::name::BatchId;

/// Where a card stands in its batch, counted from 1 in the order of printing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchPlace {
    pub batch: BatchId,
    pub n: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchOpened {
    pub batch: BatchId,
    pub cards: u32,
    /// People whom the plan left out.
    pub left_out: u32,
    /// Nothing is begun from then on.
    pub closes: Option<Timestamp>,
}

/// Why a batch begins nothing more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchEnd {
    /// Every card was made, or has ended in another way, or is unknown.
    Finished,
    Stopped,
    ClosingTime,
}

impl BatchEnd {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Finished => "finished",
            Self::Stopped => "stopped",
            Self::ClosingTime => "closing_time",
        }
    }
}
