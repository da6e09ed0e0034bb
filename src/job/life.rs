//! From *ready* to a hand: packed, shipped, arrived, returned, handed over. Only a card that lies
//! ready here or at its kecamatan is given to anybody, and once.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::stage::{End, Stage};
use super::table::Job;
use crate::journal::{CardHandedOver, ComplaintKind, Entry, Event, Kecamatan, SeriesNumber};

/// What became of a finished card.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Life {
    /// Since when it can be collected where it lies now.
    pub waits_since: Option<Timestamp>,
    /// The last parcel that it was in, and where that went.
    pub shipment: Option<SeriesNumber>,
    pub kecamatan: Option<Kecamatan>,
    pub handed: Option<Handed>,
    pub complaints: Vec<Complaint>,
}

/// When, by whom, and what was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    pub at: Timestamp,
    pub by: String,
    pub over: CardHandedOver,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    pub at: Timestamp,
    pub kind: ComplaintKind,
    pub number: String,
}

impl Job {
    /// A complaint moves no card.
    pub(super) fn complained(&mut self, entry: &Entry) -> bool {
        let Event::ComplaintNoted { kind, number } = &entry.event else { return false };
        if !Stage::FINISHED.contains(&self.stage.word()) {
            return false;
        }
        let (at, kind, number) = (entry.at, *kind, number.clone());
        self.life.complaints.push(Complaint { at, kind, number });
        true
    }

    /// Back from its holder, or lost there. What was lost and is found can only be withdrawn.
    pub(super) fn back_from_a_hand(&mut self, event: &Event) -> Option<Stage> {
        use Stage::{Ended, HandedOver, Ready, Shipped};
        let ours = |blank| self.blank.as_ref() == Some(blank);
        let end = match (&self.stage, event) {
            (
                HandedOver
                | Ready
                | Shipped { arrived: true, .. }
                | Ended(End::Lost | End::Missing),
                Event::CardWithdrawn(withdrawn),
            ) if ours(&withdrawn.blank) => End::Withdrawn,
            (HandedOver, Event::CardLost(lost)) if ours(&lost.blank) => End::Lost,
            _ => return None,
        };
        self.life.waits_since = None;
        Some(Ended(end))
    }

    pub(super) fn towards_a_hand(&mut self, entry: &Entry) -> Option<Stage> {
        use Stage::{HandedOver, Packed, Ready, Shipped};
        let ours = |blank| self.blank.as_ref() == Some(blank);
        Some(match (&self.stage, &entry.event) {
            (Ready | Shipped { arrived: true, .. }, Event::CardHandedOver(over))
                if ours(&over.blank) =>
            {
                let (at, by) = (entry.at, entry.actor.clone());
                self.life.handed = Some(Handed { at, by, over: over.clone() });
                self.life.waits_since = None;
                HandedOver
            }
            (Ready, Event::CardPacked { shipment, blank }) if ours(blank) => {
                self.life.shipment = Some(shipment.clone());
                Packed { shipment: shipment.clone() }
            }
            (Packed { shipment }, Event::CardUnpacked { shipment: of, blank })
                if shipment == of && ours(blank) =>
            {
                self.life.shipment = None;
                Ready
            }
            (Packed { shipment }, Event::CardShipped { shipment: of, blank, kecamatan })
                if shipment == of && ours(blank) =>
            {
                self.life.kecamatan = Some(kecamatan.clone());
                let (shipment, kecamatan) = (shipment.clone(), kecamatan.clone());
                self.life.waits_since = None;
                Shipped { shipment, kecamatan, arrived: false }
            }
            (
                Shipped { shipment, kecamatan, arrived: false },
                Event::CardArrived { shipment: of, blank },
            ) if shipment == of && ours(blank) => {
                self.life.waits_since = Some(entry.at);
                let (shipment, kecamatan) = (shipment.clone(), kecamatan.clone());
                Shipped { shipment, kecamatan, arrived: true }
            }
            (
                Shipped { shipment, arrived: true, .. },
                Event::CardReturned { shipment: of, blank },
            ) if shipment == of && ours(blank) => {
                self.life.kecamatan = None;
                Ready
            }
            _ => return None,
        })
    }
}
