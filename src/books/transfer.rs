//! Blanks between two stations: what was sent and not acknowledged yet, and what was taken in. A
//! transfer is sent once, taken in once and acknowledged once.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::journal::{Entry, Event, Party, StockAct, TransferId};
use crate::record::Kind;

/// Every transfer that ever left or came, by its name.
pub type Transfers = Arc<BTreeMap<TransferId, TransferBook>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    Sent,
    TakenIn,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferBook {
    pub way: Way,
    /// To whom, or from whom.
    pub party: Party,
    pub kind: Kind,
    /// As sent, or as counted here.
    pub quantity: u32,
    /// The entry that sent it, or took it in.
    pub seq: u64,
    /// The entry that booked the other station's receipt.
    pub acknowledged: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TransferFault {
    #[error("transfer {transfer} was booked by entry {seq}")]
    Twice { transfer: TransferId, seq: u64 },
    #[error("transfer {0} was never sent from here")]
    NotSent(TransferId),
    #[error("transfer {transfer} was acknowledged by entry {seq}")]
    Ended { transfer: TransferId, seq: u64 },
    #[error("transfer {transfer} is {booked} {kind} to {party} by our books")]
    Differs { transfer: TransferId, booked: u32, kind: Kind, party: Party },
}

/// The transfer that an entry is about, as it stands after it.
pub fn after(
    transfers: &Transfers,
    entry: &Entry,
) -> Result<Option<(TransferId, TransferBook)>, TransferFault> {
    let new = |transfer: &TransferId, way, party: &Party, kind, quantity| {
        if let Some(known) = transfers.get(transfer) {
            return Err(TransferFault::Twice { transfer: transfer.clone(), seq: known.seq });
        }
        let (party, seq) = (party.clone(), entry.seq);
        let book = TransferBook { way, party, kind, quantity, seq, acknowledged: None };
        Ok(Some((transfer.clone(), book)))
    };
    match &entry.event {
        Event::StockMoved(moved) => match &moved.act {
            StockAct::Send { transfer, to } => {
                new(transfer, Way::Sent, to, moved.kind, moved.quantity)
            }
            _ => Ok(None),
        },
        Event::TransferArrived(came) => {
            new(&came.transfer, Way::TakenIn, &came.from, came.kind, came.quantity)
        }
        Event::TransferAcknowledged(heard) => {
            let transfer = heard.transfer.clone();
            let book = transfers.get(&transfer).filter(|book| book.way == Way::Sent);
            let book = book.ok_or_else(|| TransferFault::NotSent(transfer.clone()))?;
            if let Some(seq) = book.acknowledged {
                return Err(TransferFault::Ended { transfer, seq });
            }
            let (booked, kind, party) = (book.quantity, book.kind, book.party.clone());
            if (heard.sent(), heard.kind, &heard.by) != (booked, kind, &party) {
                return Err(TransferFault::Differs { transfer, booked, kind, party });
            }
            let acknowledged = Some(entry.seq);
            Ok(Some((transfer, TransferBook { acknowledged, ..book.clone() })))
        }
        _ => Ok(None),
    }
}
