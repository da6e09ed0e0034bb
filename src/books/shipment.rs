//! Parcels of cards for a kecamatan: packed, sent with a BAST, counted where they arrive. And the
//! running numbers of papers: each series counts on without a gap, from one in each year.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::journal::{Entry, Event, Kecamatan, Series, SeriesNumber, ShipmentReceived};

/// Cards in one parcel.
pub const MAX_PARCEL: u32 = 5_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShipmentState {
    Packing,
    Sent,
    Received,
}

impl ShipmentState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Packing => "packing",
            Self::Sent => "sent",
            Self::Received => "received",
        }
    }
}

/// One parcel; its number is that of its packing list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentBook {
    pub number: SeriesNumber,
    pub kecamatan: Kecamatan,
    pub state: ShipmentState,
    pub cards: u32,
    pub opened: Timestamp,
    /// Number and date of the BAST that it left with.
    pub bast: Option<(String, Date)>,
    pub closed: Option<Timestamp>,
    pub received: Option<(Timestamp, ShipmentReceived)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ShipmentFault {
    #[error("{series} {found} is given where {expected} is next")]
    Number { series: Series, found: SeriesNumber, expected: u32 },
    #[error("no parcel {0} is open")]
    Unknown(SeriesNumber),
    #[error("parcel {number} is {}", state.as_str())]
    State { number: SeriesNumber, state: ShipmentState },
    #[error("parcel {number} holds {held} cards, not {said}")]
    Cards { number: SeriesNumber, held: u32, said: u32 },
    #[error("parcel {0} goes to another kecamatan")]
    Elsewhere(SeriesNumber),
}

/// A series in a year, and the last number given of it.
pub type GivenNumber = ((Series, i16), u32);

/// The number that an entry gives away; an error unless it is the next one of its year.
pub fn given_number(
    entry: &Entry,
    next_of: impl Fn(Series, i16) -> u32,
) -> Result<Option<GivenNumber>, ShipmentFault> {
    let (kind, number) = match &entry.event {
        Event::ReceiptIssued(issued) => (Series::Receipt, &issued.number),
        Event::SuketIssued(issued) => (Series::Suket, &issued.number),
        Event::ShipmentOpened { shipment, .. } => (Series::Shipment, shipment),
        _ => return Ok(None),
    };
    let year = entry.civil_date().year();
    let expected = next_of(kind, year);
    if (number.year, number.n) != (year, expected) || number.station != entry.station {
        let found = number.clone();
        return Err(ShipmentFault::Number { series: kind, found, expected });
    }
    Ok(Some(((kind, year), expected)))
}

impl ShipmentBook {
    /// Until it was counted where it arrives.
    pub fn is_open(&self) -> bool {
        self.state != ShipmentState::Received
    }

    /// The parcel that an entry is about, one entry further.
    pub fn after(
        open: &BTreeMap<SeriesNumber, Self>,
        entry: &Entry,
    ) -> Result<Option<Self>, ShipmentFault> {
        use ShipmentState::{Packing, Received, Sent};
        let find = |number: &SeriesNumber, state| {
            let book = open.get(number).ok_or_else(|| ShipmentFault::Unknown(number.clone()))?;
            match book.state == state {
                true => Ok(book.clone()),
                false => {
                    let (number, state) = (number.clone(), book.state);
                    Err(ShipmentFault::State { number, state })
                }
            }
        };
        let book = match &entry.event {
            Event::ShipmentOpened { shipment, kecamatan } => Self::new(entry, shipment, kecamatan),
            Event::CardPacked { shipment, .. } => {
                let book = find(shipment, Packing)?;
                Self { cards: book.cards + 1, ..book }
            }
            Event::CardUnpacked { shipment, .. } => {
                let book = find(shipment, Packing)?;
                Self { cards: book.cards.saturating_sub(1), ..book }
            }
            Event::ShipmentClosed { shipment, bast, dated, cards } => {
                let book = find(shipment, Packing)?.holding(*cards)?;
                let (bast, closed) = (Some((bast.clone(), *dated)), Some(entry.at));
                Self { state: Sent, bast, closed, ..book }
            }
            Event::CardShipped { shipment, kecamatan, .. } => {
                let book = find(shipment, Sent)?;
                if book.kecamatan != *kecamatan {
                    return Err(ShipmentFault::Elsewhere(shipment.clone()));
                }
                return Ok(None);
            }
            Event::ShipmentReceived(received) => {
                let book = find(&received.shipment, Sent)?.holding(received.listed)?;
                Self { state: Received, received: Some((entry.at, received.clone())), ..book }
            }
            _ => return Ok(None),
        };
        Ok(Some(book))
    }

    fn new(entry: &Entry, number: &SeriesNumber, kecamatan: &Kecamatan) -> Self {
        Self {
            number: number.clone(),
            kecamatan: kecamatan.clone(),
            state: ShipmentState::Packing,
            cards: 0,
            opened: entry.at,
            bast: None,
            closed: None,
            received: None,
        }
    }

    fn holding(self, said: u32) -> Result<Self, ShipmentFault> {
        match self.cards == said && said > 0 {
            true => Ok(self),
            false => {
                Err(ShipmentFault::Cards { number: self.number.clone(), held: self.cards, said })
            }
        }
    }
}
