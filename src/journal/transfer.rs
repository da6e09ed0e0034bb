//! What entries say of blanks between two stations once the other one has answered.

use serde::{Deserialize, Serialize};

use super::name::{Party, TransferId};
use super::place::Place;
use super::stock::Document;
use crate::record::{Kind, Uid};

/// The other station has counted what we sent; its signed receipt was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferAcknowledged {
    pub transfer: TransferId,
    pub by: Party,
    pub kind: Kind,
    /// As counted there.
    pub counted: u32,
    /// As sent, where that is another number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_paper: Option<u32>,
    /// Named when they were sent, and not there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Uid>,
    /// Under which the other station took them in.
    pub document: Document,
}

impl TransferAcknowledged {
    pub fn sent(&self) -> u32 {
        self.on_paper.unwrap_or(self.counted)
    }

    /// From where to where, and how many: what arrived is the other station's, what did not is
    /// missing, and what was too many came out of our vault.
    pub fn moves(&self) -> Vec<(Place, Place, u32)> {
        let way = Place::InTransit(self.transfer.clone());
        let there = Place::Delivered(self.by.clone());
        let (sent, counted) = (self.sent(), self.counted);
        let moves = [
            (way.clone(), there.clone(), counted.min(sent)),
            (way, Place::Missing, sent.saturating_sub(counted)),
            (Place::Vault, there, counted.saturating_sub(sent)),
        ];
        moves.into_iter().filter(|(_, _, quantity)| *quantity > 0).collect()
    }
}
