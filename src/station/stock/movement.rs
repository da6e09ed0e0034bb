//! Between the vault and hoppers, and out of the office and back: lent, returned to the supplier,
//! spoiled before any machine touched them.

use super::check_quantity;
use super::fault::StockFault;
use super::paper::PaperSaid;
use super::receive::{place_of, sorted};
use super::transfer_fault::TransferRefusal;
use crate::books::Movement;
use crate::journal::{Event, LaneName, PaperKind, Place, SPOILED_UNUSED, StockAct, StockMoved};
use crate::record::{Kind, Uid};
use crate::station::{Hands, Station, StationError};
use crate::store::Writer;

/// Between the vault and a hopper; a slip goes with it where the office writes one.
#[derive(Debug, Clone)]
pub struct StockMove {
    pub kind: Kind,
    pub lane: LaneName,
    pub quantity: u32,
    pub paper: Option<PaperSaid>,
}

/// Under a paper, with the blanks' names where they are known: all of them or none.
#[derive(Debug, Clone)]
pub struct Move {
    pub act: StockAct,
    pub kind: Kind,
    pub quantity: u32,
    pub uids: Vec<Uid>,
    pub paper: PaperSaid,
}

impl Station {
    pub fn load(&self, hands: &Hands, order: &StockMove) -> Result<(), StationError> {
        self.move_blanks(hands, order, Place::Vault, Place::Hopper(order.lane.clone()))
    }

    pub fn unload(&self, hands: &Hands, order: &StockMove) -> Result<(), StationError> {
        self.move_blanks(hands, order, Place::Hopper(order.lane.clone()), Place::Vault)
    }

    fn move_blanks(
        &self,
        hands: &Hands,
        order: &StockMove,
        from: Place,
        to: Place,
    ) -> Result<(), StationError> {
        check_quantity(order.quantity)?;
        self.check_lane(&order.lane)?;
        let (kind, quantity) = (order.kind, order.quantity);
        let mut writer = self.ledger.lock();
        let movement = Movement { kind, from, to, quantity, blank: None };
        let mut stock = writer.books().stock.clone();
        stock.book(&movement).map_err(StockFault::from)?;
        let hopper = Place::Hopper(order.lane.clone());
        let other = Kind::ALL.into_iter().find(|other| {
            *other != kind && movement.to == hopper && stock.held(*other, &hopper) > 0
        });
        if let Some(other) = other {
            return Err(StockFault::OtherKind { lane: order.lane.clone(), other }.into());
        }
        let (held, limit) =
            (stock.held(kind, &hopper), self.batch.limits(&order.lane).hopper_cards);
        if movement.to == hopper && held > i64::from(limit) {
            let (lane, room) = (order.lane.clone(), i64::from(limit) - held + i64::from(quantity));
            return Err(StockFault::HopperFull { lane, room: room.max(0), limit }.into());
        }
        let paper = order.paper.as_ref();
        let paper = paper.map(|said| self.check_paper(&writer, PaperKind::BuktiBarang, said));
        let document = paper.transpose()?.map(|paper| paper.document);
        let Movement { from, to, .. } = movement;
        let event = Event::BlankoMoved { kind, from, to, quantity, document };
        Ok(writer.append(&hands.one(), vec![event])?)
    }

    pub fn move_by_paper(&self, hands: &Hands, order: Move) -> Result<(), StationError> {
        match order.act {
            // Only with a file to a station that we know.
            StockAct::Send { to, .. } => Err(TransferRefusal::Stranger(to).into()),
            _ => self.book_move(hands, order),
        }
    }

    pub(super) fn book_move(&self, hands: &Hands, order: Move) -> Result<(), StationError> {
        let Move { act, kind, quantity, mut uids, paper } = order;
        check_quantity(quantity)?;
        if let StockAct::Spoil { reason, lane } = &act {
            if !SPOILED_UNUSED.contains(reason) {
                return Err(StockFault::SpoilWord(*reason).into());
            }
            lane.as_ref().map_or(Ok(()), |lane| self.check_lane(lane))?;
        }
        if !uids.is_empty() && uids.len() != quantity as usize {
            return Err(StockFault::UidsDiffer { listed: uids.len(), quantity }.into());
        }
        sorted(&mut uids)?;
        let mut writer = self.ledger.lock();
        let (from, to) = act.places();
        let movement = Movement { kind, from: from.clone(), to, quantity, blank: None };
        writer.books().stock.clone().book(&movement).map_err(StockFault::from)?;
        check_there(&writer, kind, &uids, &from)?;
        let paper = self.check_paper(&writer, act.paper(), &paper)?;
        let (document, words) = (paper.document, paper.words);
        let event = Event::StockMoved(StockMoved { act, kind, quantity, uids, document, words });
        Ok(writer.append_beside(&hands.one(), vec![event], &paper.beside)?)
    }

    pub(super) fn check_lane(&self, lane: &LaneName) -> Result<(), StationError> {
        match self.readers.contains_key(lane) {
            true => Ok(()),
            false => Err(StationError::NoSuchLane(lane.to_string())),
        }
    }
}

/// Named blanks that are ours and lie, as far as anybody knows, where they are taken from.
pub(super) fn check_there(
    writer: &Writer,
    kind: Kind,
    uids: &[Uid],
    from: &Place,
) -> Result<(), StationError> {
    let reader = writer.reader()?;
    for uid in uids {
        let there = match place_of(&reader, uid)? {
            Some(place) if place == Place::Vault.to_string() => {
                matches!(from, Place::Vault | Place::Hopper(_))
            }
            Some(place) => place == from.to_string(),
            // Nobody has seen it; the spoiled were all seen.
            None => *from != Place::Spoiled && reader.is_listed(uid, kind)? != Some(false),
        };
        if !there {
            return Err(StockFault::NotThere { uid: *uid, place: from.clone() }.into());
        }
    }
    Ok(())
}
