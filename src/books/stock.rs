//! Double entry by place: a move takes from one place what it gives to another, so the sum over
//! all places, the supplier's included, is always zero.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::job::{Job, Stage};
use crate::journal::{BlankName, Counted, Entry, Event, Found, LaneName, Place, Verdict};
use crate::record::Kind;

/// One move of blanks, named once they were seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    pub kind: Kind,
    pub from: Place,
    pub to: Place,
    pub quantity: u32,
    pub blank: Option<BlankName>,
}

/// A move from a place that does not hold so many.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{place} holds {held} {kind}, not {wanted}")]
pub struct Shortage {
    pub place: Place,
    pub kind: Kind,
    pub held: i64,
    pub wanted: u32,
}

/// Balances by kind and place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stock(BTreeMap<(Kind, Place), i64>);

/// The one line an operator sees, over all lanes of a kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StockLine {
    pub received: i64,
    pub vault: i64,
    pub hoppers: i64,
    pub machines: i64,
    pub output: i64,
    pub ready: i64,
    pub spoiled: i64,
    pub unknown: i64,
    pub missing: i64,
    pub unexplained: i64,
    pub lent: i64,
    pub in_transit: i64,
    pub delivered: i64,
    /// Old cards in the box, ours and others'.
    pub withdrawn: i64,
    /// Of all old cards that are here or were burnt, those that were made here.
    pub old_of_ours: i64,
}

impl Stock {
    pub fn held(&self, kind: Kind, place: &Place) -> i64 {
        self.0.get(&(kind, place.clone())).copied().unwrap_or(0)
    }

    pub fn set(&mut self, kind: Kind, place: Place, quantity: i64) {
        self.0.insert((kind, place), quantity);
    }

    /// Every place that ever held a blank, those that hold none now with it.
    pub fn places(&self) -> impl Iterator<Item = (Kind, &Place, i64)> {
        self.0.iter().map(|((kind, place), held)| (*kind, place, *held))
    }

    pub fn balances(&self) -> impl Iterator<Item = (Kind, &Place, i64)> {
        self.places().filter(|(_, _, held)| *held != 0)
    }

    /// All of it or nothing.
    pub fn book(&mut self, movement: &Movement) -> Result<(), Shortage> {
        let Movement { kind, from, to, quantity, .. } = movement;
        let held = self.held(*kind, from);
        let left = held - i64::from(*quantity);
        if left < 0 && !from.may_be_negative() {
            let (place, kind, wanted) = (from.clone(), *kind, *quantity);
            return Err(Shortage { place, kind, held, wanted });
        }
        self.set(*kind, from.clone(), left);
        let there = self.held(*kind, to);
        self.set(*kind, to.clone(), there + i64::from(*quantity));
        Ok(())
    }

    /// Every movement, or none of them.
    pub fn book_all(&mut self, movements: &[Movement]) -> Result<(), Shortage> {
        let before = (movements.len() > 1).then(|| self.clone());
        for movement in movements {
            if let Err(shortage) = self.book(movement) {
                if let Some(before) = before {
                    *self = before;
                }
                return Err(shortage);
            }
        }
        Ok(())
    }

    pub fn line(&self, kind: Kind) -> StockLine {
        let mut line = StockLine::default();
        for (_, place, held) in self.balances().filter(|(of, ..)| *of == kind) {
            match place {
                Place::Supplier => line.received = -held,
                Place::Vault => line.vault = held,
                Place::Hopper(_) => line.hoppers += held,
                Place::Machine(_) => line.machines += held,
                Place::Output => line.output = held,
                Place::Ready => line.ready = held,
                Place::Spoiled => line.spoiled = held,
                Place::Unknown(_) => line.unknown += held,
                Place::Missing => line.missing = held,
                Place::Unexplained(_) => line.unexplained += held,
                Place::Lent(_) => line.lent += held,
                Place::InTransit(_) => line.in_transit += held,
                Place::Delivered(_) => line.delivered += held,
                Place::Withdrawn => {
                    line.withdrawn = held;
                    line.old_of_ours += held;
                }
                // What came from others is no card of ours; below zero by as many.
                Place::OldDestroyed | Place::Others => line.old_of_ours += held,
                Place::HandedOver | Place::Shipped(_) => {}
                Place::Destroyed | Place::Returned => {}
            }
        }
        line
    }

    /// What an entry moves; `job` as it stood before the entry.
    pub fn movements(&self, entry: &Entry, job: Option<&Job>) -> Vec<Movement> {
        let one = |from, to, blank: Option<&BlankName>| {
            let kind = job.and_then(|job| job.lease.as_ref()).map(|lease| lease.kind);
            let blank = blank.cloned();
            kind.map(|kind| Movement { kind, from, to, quantity: 1, blank }).into_iter().collect()
        };
        let blank = job.and_then(|job| job.blank.as_ref());
        match (&entry.event, &entry.lane) {
            (Event::FeedFinished { blank, .. }, Some(lane)) => {
                one(self.fed_from(lane, job), Place::Machine(lane.clone()), Some(blank))
            }
            (Event::CountersJumped { booked, found }, Some(lane)) => {
                self.taken_unseen(lane, blanks_in_a_jump(booked, found))
            }
            (Event::ActUnsettled { counters, blank: taken, .. }, Some(lane)) => {
                self.lost_sight(lane, job, counters.as_ref(), taken.as_ref())
            }
            (Event::CardSettled { found, blank: Some(blank), .. }, _) => {
                let Some(lane) = job.and_then(|job| job.lane.clone()) else { return Vec::new() };
                let to = match found {
                    Found::Output => Place::Output,
                    Found::Spoiled(_) => Place::Spoiled,
                    Found::Unused => Place::Hopper(lane.clone()),
                    Found::Missing => Place::Missing,
                };
                one(Place::Unknown(lane), to, Some(blank))
            }
            (Event::PrintFinished { .. }, Some(lane)) => {
                one(Place::Machine(lane.clone()), Place::Output, blank)
            }
            (Event::RejectFinished { .. }, Some(lane)) => {
                one(Place::Machine(lane.clone()), Place::Spoiled, blank)
            }
            (Event::CardHandedOver(over), _) => {
                let mut moved = one(waiting_place(job), Place::HandedOver, Some(&over.blank));
                moved.extend(super::withdrawn::taken_at_the_counter(over, job));
                moved
            }
            (Event::CardWithdrawn(back), _) => {
                let from = super::withdrawn::held_at(job).unwrap_or_else(|| waiting_place(job));
                one(from, Place::Withdrawn, Some(&back.blank))
            }
            (Event::CardLost(lost), _) => one(Place::HandedOver, Place::Missing, Some(&lost.blank)),
            (Event::CardShipped { blank, kecamatan, .. }, _) => {
                one(Place::Ready, Place::Shipped(kecamatan.clone()), Some(blank))
            }
            (Event::CardReturned { blank, .. }, _) => {
                one(waiting_place(job), Place::Ready, Some(blank))
            }
            (Event::CardInspected { blank, verdict, .. }, _) => {
                let to = match verdict {
                    Verdict::Good => Place::Ready,
                    Verdict::Spoiled(_) => Place::Spoiled,
                };
                one(Place::Output, to, Some(blank))
            }
            _ => Vec::new(),
        }
    }

    /// Into the unknown: the blank in the machine, or what an unsettled feed took. What was taken
    /// beyond that one blank is unexplained.
    fn lost_sight(
        &self,
        lane: &LaneName,
        job: Option<&Job>,
        counters: Option<&Counted>,
        taken: Option<&BlankName>,
    ) -> Vec<Movement> {
        let Some(job) = job else { return Vec::new() };
        let Some(kind) = job.lease.as_ref().map(|lease| lease.kind) else { return Vec::new() };
        let unknown = Place::Unknown(lane.clone());
        let lost = |from, blank: &BlankName| {
            let (to, blank) = (unknown.clone(), Some(blank.clone()));
            vec![Movement { kind, from, to, quantity: 1, blank }]
        };
        match (&job.stage, taken, &job.blank) {
            (Stage::Feeding { before }, Some(taken), _) => {
                let mut movements = lost(self.fed_from(lane, Some(job)), taken);
                let counted = counters.map_or(1, |after| blanks_between(before, after));
                let mut rest = self.clone();
                if movements.iter().all(|movement| rest.book(movement).is_ok()) {
                    movements.extend(rest.taken_unseen(lane, counted.saturating_sub(1)));
                }
                movements
            }
            (Stage::Feeding { .. }, None, _) | (_, _, None) => Vec::new(),
            (stage, _, Some(blank)) => {
                let mut movements = lost(Place::Machine(lane.clone()), blank);
                // A printer whose card was lifted takes another one to print on.
                if let (
                    Stage::Printing { before, .. } | Stage::Rejecting { before, .. },
                    Some(after),
                ) = (stage, counters)
                {
                    movements.extend(self.taken_unseen(lane, blanks_between(before, after)));
                }
                movements
            }
        }
    }

    /// Cards that the machine counted and nobody booked: they left the hopper; no more is known.
    fn taken_unseen(&self, lane: &LaneName, taken: u64) -> Vec<Movement> {
        let hopper = Place::Hopper(lane.clone());
        let kind = Kind::ALL.into_iter().find(|kind| self.held(*kind, &hopper) > 0);
        let Some(kind) = kind else { return Vec::new() };
        let held = u64::try_from(self.held(kind, &hopper)).unwrap_or(0);
        let quantity = u32::try_from(taken.min(held)).unwrap_or(u32::MAX);
        let (from, to) = (hopper, Place::Unexplained(lane.clone()));
        match quantity {
            0 => Vec::new(),
            quantity => vec![Movement { kind, from, to, quantity, blank: None }],
        }
    }

    /// A feed that happened is booked even from a hopper that the books hold empty.
    fn fed_from(&self, lane: &LaneName, job: Option<&Job>) -> Place {
        let hopper = Place::Hopper(lane.clone());
        let kind = job.and_then(|job| job.lease.as_ref()).map(|lease| lease.kind);
        match kind {
            Some(kind) if self.held(kind, &hopper) > 0 => hopper,
            _ => Place::Unexplained(lane.clone()),
        }
    }
}

/// Where a card lies that waits to be collected.
fn waiting_place(job: Option<&Job>) -> Place {
    match job.map(|job| &job.stage) {
        Some(Stage::Shipped { kecamatan, .. }) => Place::Shipped(kecamatan.clone()),
        _ => Place::Ready,
    }
}

/// Blanks that left the feeder between two readings: a cleaning card counts as a card, and is none
/// of ours.
pub fn blanks_between(before: &Counted, after: &Counted) -> u64 {
    let taken = after.cards.saturating_sub(before.cards);
    taken.saturating_sub(after.cleanings.saturating_sub(before.cleanings))
}

/// The same where nobody here asked for anything: no cleaning card is printed on, so if panels
/// moved, not every card that was counted was one.
pub fn blanks_in_a_jump(booked: &Counted, found: &Counted) -> u64 {
    let printed_on = u64::from(found.panels > booked.panels && found.cards > booked.cards);
    blanks_between(booked, found).max(printed_on)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_card_is_a_blank_though_a_cleaning_was_counted_with_it() {
        let read = |cards, panels, cleanings| Counted { cards, panels, cleanings };
        let before = read(1212, 7216, 1);
        for (after, taken) in [
            (read(1212, 7216, 2), 0),
            (read(1213, 7216, 2), 0),
            (read(1213, 7222, 1), 1),
            (read(1213, 7222, 2), 1),
            (read(1214, 7222, 2), 1),
            (read(1215, 7228, 2), 2),
            (read(1212, 7217, 1), 0),
        ] {
            assert_eq!(blanks_in_a_jump(&before, &after), taken, "{after:?}");
        }
    }

    fn movement(from: Place, to: Place, quantity: u32) -> Movement {
        Movement { kind: Kind::KtpEl, from, to, quantity, blank: None }
    }

    #[test]
    fn no_place_goes_below_zero_and_a_refused_move_changes_nothing() {
        let mut stock = Stock::default();
        stock.book(&movement(Place::Supplier, Place::Vault, 20)).unwrap();
        let before = stock.clone();
        let hopper = Place::Hopper(LaneName::new("A").unwrap());
        let shortage = stock.book(&movement(Place::Vault, hopper.clone(), 21)).unwrap_err();
        assert_eq!((shortage.held, shortage.wanted), (20, 21));
        assert_eq!(stock, before);
        stock.book(&movement(Place::Vault, hopper, 20)).unwrap();
        assert_eq!(stock.held(Kind::KtpEl, &Place::Vault), 0);
    }

    #[test]
    fn the_sum_over_all_places_is_always_zero() {
        let mut stock = Stock::default();
        let lane = LaneName::new("A").unwrap();
        for step in [
            movement(Place::Supplier, Place::Vault, 7),
            movement(Place::Vault, Place::Hopper(lane.clone()), 3),
            movement(Place::Unexplained(lane.clone()), Place::Machine(lane), 1),
        ] {
            stock.book(&step).unwrap();
            assert_eq!(stock.balances().map(|(_, _, held)| held).sum::<i64>(), 0);
        }
        assert_eq!(stock.line(Kind::KtpEl).unexplained, -1);
    }

    #[test]
    fn kinds_are_commodities_apart() {
        let mut stock = Stock::default();
        stock.book(&movement(Place::Supplier, Place::Vault, 5)).unwrap();
        let mut orange = movement(Place::Vault, Place::Spoiled, 1);
        orange.kind = Kind::KtpElOa;
        assert!(stock.book(&orange).is_err());
    }
}
