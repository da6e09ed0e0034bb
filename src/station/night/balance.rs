//! The balance of a batch, lane by lane: what the printer counted since the batch began, against
//! what the books say became of each blank. It covers every card of those hours, the counter's
//! too, for a counter can't tell them apart. A pure fold of the journal.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::books::{Booked, Books, Movement};
use crate::journal::{BatchId, Entry, Event, LaneName, Place};

/// One lane's hours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct LaneBalance {
    /// Growth of the printer's own counter, without cleaning cards.
    pub fed: i64,
    /// Printed, at the output.
    pub good: i64,
    pub spoiled: i64,
    pub inside: i64,
    pub unknown: i64,
    /// Counted by the machine, booked by nobody.
    pub unexplained: i64,
    /// Unknown once, and found by people unused, or missed by two of them.
    pub settled: i64,
}

/// All lanes from the batch's first entry to its last, or to now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Balance {
    pub lanes: BTreeMap<LaneName, LaneBalance>,
    pub sum: LaneBalance,
    /// Counted less booked; anything but zero is a blank that nobody can place.
    pub difference: i64,
}

/// Folds one batch's hours out of the journal.
#[derive(Debug)]
pub struct Reckoning {
    batch: BatchId,
    open: bool,
    lanes: BTreeMap<LaneName, LaneBalance>,
    /// Last reading of each printer, by its serial.
    readings: BTreeMap<LaneName, (Option<String>, i64)>,
}

impl LaneBalance {
    pub fn difference(&self) -> i64 {
        let Self { fed, good, spoiled, inside, unknown, unexplained, settled } = self;
        fed - good - spoiled - inside - unknown - unexplained - settled
    }

    fn add(&mut self, other: &Self) {
        self.fed += other.fed;
        self.good += other.good;
        self.spoiled += other.spoiled;
        self.inside += other.inside;
        self.unknown += other.unknown;
        self.unexplained += other.unexplained;
        self.settled += other.settled;
    }
}

impl Reckoning {
    pub fn of(batch: BatchId) -> Self {
        Self { batch, open: false, lanes: BTreeMap::new(), readings: BTreeMap::new() }
    }

    /// Takes the next entry of the journal, from the first on.
    pub fn take(&mut self, entry: &Entry, booked: &Booked, books: &Books) {
        match &entry.event {
            Event::BatchOpened(opened) if opened.batch == self.batch => self.open = true,
            Event::BatchClosed { batch, .. } if *batch == self.batch => self.open = false,
            _ => {}
        }
        self.read_counters(books);
        if !self.open {
            return;
        }
        for movement in &booked.movements {
            self.move_blanks(movement);
        }
    }

    pub fn balance(self) -> Balance {
        let mut sum = LaneBalance::default();
        self.lanes.values().for_each(|lane| sum.add(lane));
        let difference = self.lanes.values().map(|lane| lane.difference().abs()).sum();
        Balance { lanes: self.lanes, sum, difference }
    }

    /// A reading counts from the last one of the same printer.
    fn read_counters(&mut self, books: &Books) {
        for (lane, book) in &books.lanes {
            let Some(counters) = book.counters else { continue };
            let cards = counters.cards as i64 - counters.cleanings as i64;
            let reading = (book.printer_serial.clone(), cards);
            let last = self.readings.insert(lane.clone(), reading);
            if let Some((serial, before)) = last
                && serial == book.printer_serial
                && self.open
                && cards != before
            {
                self.lanes.entry(lane.clone()).or_default().fed += cards - before;
            }
        }
    }

    fn move_blanks(&mut self, movement: &Movement) {
        let quantity = i64::from(movement.quantity);
        let (Some(lane), from, to) = (lane_of(movement), &movement.from, &movement.to) else {
            return;
        };
        let balance = self.lanes.entry(lane.clone()).or_default();
        match from {
            Place::Machine(_) => balance.inside -= quantity,
            Place::Unknown(_) => balance.unknown -= quantity,
            _ => {}
        }
        match (from, to) {
            (_, Place::Machine(_)) => balance.inside += quantity,
            (_, Place::Unknown(_)) => balance.unknown += quantity,
            (_, Place::Output) => balance.good += quantity,
            (_, Place::Spoiled) => balance.spoiled += quantity,
            (Place::Hopper(_), Place::Unexplained(_)) => balance.unexplained += quantity,
            (Place::Machine(_) | Place::Unknown(_), _) => balance.settled += quantity,
            _ => {}
        }
    }
}

/// The lane whose machine a blank came into, left, or was lost sight of in.
fn lane_of(movement: &Movement) -> Option<&LaneName> {
    let inner = |place: &'_ Place| matches!(place, Place::Machine(_) | Place::Unknown(_));
    let place = [&movement.to, &movement.from].into_iter().find(|place| inner(place));
    match place.unwrap_or(&movement.to) {
        Place::Machine(lane) | Place::Unknown(lane) | Place::Unexplained(lane) => Some(lane),
        _ => None,
    }
}
