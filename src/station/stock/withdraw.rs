//! Old cards: others' makings by number, our own by the card itself. What is withdrawn is revoked
//! here and at the source, and is burnt with the spoiled ones.

use super::check_quantity;
use super::fault::StockFault;
use crate::journal::{BlankName, CardWithdrawn, Event, OldCardsWithdrawn, SpoilReason};
use crate::journal::{JobId, WithdrawReason};
use crate::record::{Kind, Nik};
use crate::station::{CardKey, CounterFault, Desk, Hands, Station, StationError};
use crate::store::Author;

/// Cards that were made elsewhere.
#[derive(Debug, Clone)]
pub struct Withdrawal {
    pub kind: Kind,
    pub quantity: u32,
    pub reason: WithdrawReason,
    /// Of the holder, where it is one card.
    pub nik: Option<Nik>,
}

impl Station {
    pub fn withdraw_old(&self, hands: &Hands, order: &Withdrawal) -> Result<(), StationError> {
        let Withdrawal { kind, quantity, reason, nik } = order;
        let (kind, quantity, reason) = (*kind, *quantity, *reason);
        check_quantity(quantity)?;
        if nik.is_some() && quantity != 1 {
            return Err(StockFault::OneHolder { quantity }.into());
        }
        let nik = nik.as_ref().map(|nik| self.sealing.search.person(nik));
        let event = Event::OldCardsWithdrawn(OldCardsWithdrawn { kind, quantity, reason, nik });
        Ok(self.ledger.book(&hands.one(), vec![event])?)
    }

    /// A card of ours that is in hand, as its holder brings it or as it waits.
    pub fn withdraw_card(
        &self,
        desk: Option<&Desk>,
        hands: &Hands,
        (key, reason): (&CardKey, WithdrawReason),
    ) -> Result<JobId, StationError> {
        let card = self.find_card(desk, key)?;
        let (blank, tapped) = (card.blank.clone(), card.tapped());
        let can_be = ["handed_over", "ready", "arrived", "lost", "missing"];
        let stage = card.job.stage.word();
        if !can_be.contains(&stage) {
            let register = card.row.number;
            return Err(CounterFault::Stage { register, stage }.into());
        }
        let mut events = vec![Event::CardWithdrawn(CardWithdrawn { blank, reason, tapped })];
        let revoked = BlankName::uid(&card.blank).copied();
        let known = revoked.is_some_and(|uid| {
            let writer = self.ledger.lock();
            writer.reader().and_then(|reader| reader.is_revoked(&uid)).unwrap_or(false)
        });
        let reason = SpoilReason::Ditarik;
        let uid = revoked.filter(|_| !known);
        events.extend(uid.map(|uid| Event::UidRevoked { uid, reason }));
        // A card on the desk speaks for itself; one that is only named takes two people.
        let author = if tapped { hands.one() } else { hands.two()? };
        let author = Author { job: Some(card.job.id.clone()), ..author };
        self.ledger.book(&author, events)?;
        self.bell.ring();
        Ok(card.job.id)
    }
}
