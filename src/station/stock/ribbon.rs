//! Ribbons into a lane and out of it, and used ones burnt before witnesses by two people.

use super::fault::StockFault;
use super::paper::PaperSaid;
use super::write_off::check_witnesses;
use crate::books::{Illegal, RibbonFault};
use crate::journal::{Event, LaneName, PaperKind, RibbonsDestroyed, Roll};
use crate::station::{Hands, Station, StationError};
use crate::store::{Author, StoreError};

/// No ribbon is longer.
pub const MAX_PANELS: u32 = 20_000;

impl Station {
    pub fn load_ribbon(
        &self,
        hands: &Hands,
        (lane, roll): (&LaneName, Roll),
        panels: u32,
    ) -> Result<(), StationError> {
        if !(1..=MAX_PANELS).contains(&panels) {
            return Err(StockFault::Quantity { quantity: panels, limit: MAX_PANELS }.into());
        }
        self.book_ribbon(hands, lane, Event::RibbonLoaded { roll, panels })
    }

    /// It shows the faces that it printed: from here on it waits to be burnt.
    pub fn remove_ribbon(
        &self,
        hands: &Hands,
        (lane, roll): (&LaneName, Roll),
    ) -> Result<(), StationError> {
        self.book_ribbon(hands, lane, Event::RibbonRemoved { roll })
    }

    fn book_ribbon(
        &self,
        hands: &Hands,
        lane: &LaneName,
        event: Event,
    ) -> Result<(), StationError> {
        self.check_lane(lane)?;
        let author = Author { lane: Some(lane.clone()), ..hands.one() };
        match self.ledger.book(&author, vec![event]) {
            Err(StoreError::Illegal(Illegal::Ribbon(fault))) => {
                Err(StockFault::Ribbon(fault).into())
            }
            booked => Ok(booked?),
        }
    }

    pub fn destroy_ribbons(
        &self,
        hands: &Hands,
        quantity: u32,
        (witnesses, paper): (&[String], &PaperSaid),
    ) -> Result<(), StationError> {
        super::check_quantity(quantity)?;
        check_witnesses(witnesses)?;
        let mut writer = self.ledger.lock();
        let held = writer.books().ribbons.removed;
        if held < quantity {
            return Err(StockFault::Ribbon(RibbonFault::Fewer { held, wanted: quantity }).into());
        }
        let paper = self.check_witnessed(&writer, PaperKind::BeritaAcara, paper, witnesses)?;
        let none = || StockFault::Witnesses { named: 0 };
        let (document, words) = (paper.document, paper.words.ok_or_else(none)?);
        let author = hands.two()?;
        let witnesses = u32::try_from(witnesses.len()).unwrap_or(u32::MAX);
        let burnt = RibbonsDestroyed { quantity, document, witnesses, words };
        let events = vec![Event::RibbonsDestroyed(burnt)];
        Ok(writer.append_beside(&author, events, &paper.beside)?)
    }
}
