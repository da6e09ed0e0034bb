//! Blanks by number: received with a paper, loaded, unloaded. Every command is whole or nothing.

use jiff::civil::Date;

use super::Station;
use super::error::{StationError, StockFault};
use crate::books::Movement;
use crate::journal::{Event, LaneName, Place};
use crate::record::{Kind, Uid};
use crate::store::Author;

/// Largest lot on one BAST.
pub const MAX_LOT: u32 = 20_000;
const MAX_BAST_CHARS: usize = 128;

/// Blanks that came with a BAST, with the supplier's UID list if there is one.
#[derive(Debug, Clone)]
pub struct Receipt {
    pub kind: Kind,
    pub quantity: u32,
    pub bast: String,
    pub dated: Option<Date>,
    pub uids: Vec<Uid>,
}

/// Between the vault and a hopper.
#[derive(Debug, Clone)]
pub struct StockMove {
    pub kind: Kind,
    pub lane: LaneName,
    pub quantity: u32,
}

impl Station {
    pub fn receive(&self, actor: &str, receipt: Receipt) -> Result<(), StationError> {
        let Receipt { kind, quantity, bast, dated, mut uids } = receipt;
        check_quantity(quantity)?;
        let plain = bast.chars().all(|c| !c.is_control());
        if bast.trim().is_empty() || bast.chars().count() > MAX_BAST_CHARS || !plain {
            return Err(StockFault::BastUnusable.into());
        }
        if !uids.is_empty() && uids.len() != quantity as usize {
            return Err(StockFault::UidsDiffer { listed: uids.len(), quantity }.into());
        }
        uids.sort();
        if let Some(twice) = uids.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(StockFault::UidTwice(twice[0]).into());
        }
        let mut writer = self.ledger.lock();
        let today = writer.station().zone.to_datetime(self.clock.now()).date();
        let dated = dated.unwrap_or(today);
        if dated > today {
            return Err(StockFault::FutureDate(dated).into());
        }
        if writer.reader()?.bast_exists(&bast)? {
            return Err(StockFault::BastTwice(bast).into());
        }
        for uid in &uids {
            let listed = Kind::ALL.map(|kind| writer.reader()?.is_listed(uid, kind));
            for listed in listed {
                if listed? == Some(true) {
                    return Err(StockFault::UidTwice(*uid).into());
                }
            }
        }
        let event = Event::BlankoReceived { kind, quantity, bast, dated, uids };
        Ok(writer.append(&Author::person(actor), vec![event])?)
    }

    pub fn load(&self, actor: &str, order: &StockMove) -> Result<(), StationError> {
        self.move_blanks(actor, order, Place::Vault, Place::Hopper(order.lane.clone()))
    }

    pub fn unload(&self, actor: &str, order: &StockMove) -> Result<(), StationError> {
        self.move_blanks(actor, order, Place::Hopper(order.lane.clone()), Place::Vault)
    }

    fn move_blanks(
        &self,
        actor: &str,
        order: &StockMove,
        from: Place,
        to: Place,
    ) -> Result<(), StationError> {
        check_quantity(order.quantity)?;
        if !self.readers.contains_key(&order.lane) {
            return Err(StationError::NoSuchLane(order.lane.to_string()));
        }
        let (kind, quantity) = (order.kind, order.quantity);
        let mut writer = self.ledger.lock();
        let mut stock = writer.books().stock.clone();
        let movement = Movement { kind, from, to, quantity, blank: None };
        stock.book(&movement).map_err(StockFault::from)?;
        let hopper = Place::Hopper(order.lane.clone());
        let other = Kind::ALL.into_iter().find(|other| {
            *other != kind && movement.to == hopper && stock.held(*other, &hopper) > 0
        });
        if let Some(other) = other {
            return Err(StockFault::OtherKind { lane: order.lane.clone(), other }.into());
        }
        let Movement { from, to, .. } = movement;
        let event = Event::BlankoMoved { kind, from, to, quantity };
        Ok(writer.append(&Author::person(actor), vec![event])?)
    }
}

fn check_quantity(quantity: u32) -> Result<(), StockFault> {
    match quantity {
        1..=MAX_LOT => Ok(()),
        _ => Err(StockFault::Quantity { quantity, limit: MAX_LOT }),
    }
}
