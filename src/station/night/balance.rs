//! The balance of a batch, lane by lane: what the printer counted since the batch began, against
//! what the books say became of each blank. It covers every card of those hours, the counter's
//! too, for a counter can't tell them apart. A pure fold of the journal.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::books::day::machine_of;
use crate::books::{Booked, Books, LaneBalance, Movement};
use crate::journal::{BatchId, Entry, Event, LaneName};

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
        if let Some(lane) = machine_of(movement) {
            self.lanes.entry(lane.clone()).or_default().take(movement);
        }
    }
}
