//! A month by the movements of its entries: what lay where at its beginning and at its end, what
//! came, went and became of blanks and cards in between. Begin + movements = end, place by place.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{NoPaper, PaperLook};
use crate::books::Movement;
use crate::journal::{Event, Place};
use crate::record::{Kind, Reason};
use crate::station::StationError;

#[derive(Debug, Default)]
pub struct MonthFacts {
    /// Of each kind and place: at the beginning, came in, went out, at the end.
    pub places: BTreeMap<(Kind, Place), [i64; 4]>,
    pub flows: BTreeMap<Kind, Flow>,
    /// Cards in the register, by kind and reason.
    pub reasons: BTreeMap<(Kind, Reason), i64>,
    pub days: BTreeMap<Date, DayFlow>,
}

/// What became of blanks and cards of a kind. What a counter-entry undid is in none of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flow {
    /// With a BAST, from the supplier or another station.
    pub received: i64,
    /// Into the vault again: lent ones and what another station did not take.
    pub returned: i64,
    /// Lent, given back to the supplier, sent to another station.
    pub left: i64,
    /// Rows of the register.
    pub registered: i64,
    pub spoiled: i64,
    pub destroyed: i64,
    pub handed: i64,
    pub shipped: i64,
    /// From a kecamatan.
    pub back: i64,
    pub missing: i64,
    pub found: i64,
    /// Counted, and on no paper.
    pub surplus: i64,
    /// Old cards.
    pub withdrawn: i64,
    pub old_destroyed: i64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DayFlow {
    pub received: i64,
    pub registered: i64,
    pub spoiled: i64,
    pub handed: i64,
    pub shipped: i64,
}

impl PaperLook<'_> {
    pub fn month(&self, year: i16, month: i8) -> Result<MonthFacts, StationError> {
        self.not_while_counting()?;
        let first = Date::new(year, month, 1).map_err(|_| NoPaper::NoMonth)?;
        let last = first.last_of_month();
        if first > self.date(self.now()) || last < self.reader.entry(1)?.civil_date() {
            return Err(NoPaper::NoMonth.into());
        }
        let mut facts = MonthFacts::default();
        self.reader.replay(|entry, booked, _| {
            let date = entry.civil_date();
            if date > last {
                return;
            }
            let within = date >= first;
            booked.movements.iter().for_each(|movement| facts.take(movement, &entry.event, within));
            if !within {
                return;
            }
            let day = facts.days.entry(date).or_default();
            booked.movements.iter().for_each(|movement| day.take(movement, &entry.event));
            if let Some(row) = &booked.row {
                day.registered += 1;
                facts.flows.entry(row.kind).or_default().registered += 1;
                *facts.reasons.entry((row.kind, row.reason)).or_default() += 1;
            }
        })?;
        facts.days.retain(|_, day| *day != DayFlow::default());
        facts.places.retain(|(_, place), held| *place != Place::Supplier && *held != [0; 4]);
        Ok(facts)
    }
}

impl MonthFacts {
    fn take(&mut self, movement: &Movement, event: &Event, within: bool) {
        let quantity = i64::from(movement.quantity);
        for (place, sign) in [(&movement.from, -1), (&movement.to, 1)] {
            let held = self.places.entry((movement.kind, place.clone())).or_default();
            held[3] += sign * quantity;
            match (within, sign) {
                (false, _) => held[0] += sign * quantity,
                (true, 1) => held[1] += quantity,
                (true, _) => held[2] += quantity,
            }
        }
        if within {
            self.flows.entry(movement.kind).or_default().take(movement, event);
        }
    }
}

impl Flow {
    /// What came into the office, less what left it.
    pub fn net(&self) -> i64 {
        self.received + self.returned - self.left
    }

    fn take(&mut self, movement: &Movement, event: &Event) {
        // A counter-entry takes away what it undoes, whenever that was.
        if let Event::StockReversed(_) = event {
            let (from, to) = (movement.to.clone(), movement.from.clone());
            return self.add(&Movement { from, to, ..movement.clone() }, -1, event);
        }
        self.add(movement, 1, event);
    }

    fn add(&mut self, movement: &Movement, sign: i64, event: &Event) {
        let quantity = sign * i64::from(movement.quantity);
        let away =
            |place: &Place| matches!(place, Place::Lent(_) | Place::Returned | Place::InTransit(_));
        let by_count = matches!(event, Event::DifferenceBooked(_) | Event::DayClosed(_));
        match (&movement.from, &movement.to) {
            (Place::Missing, _) => self.found += quantity,
            (_, Place::Missing) => self.missing += quantity,
            (Place::Supplier | Place::Others, _) if by_count => self.surplus += quantity,
            (Place::Supplier, _) => self.received += quantity,
            (from, Place::Vault) if away(from) => self.returned += quantity,
            (from, to) if away(to) && !away(from) => self.left += quantity,
            (_, Place::Spoiled) => self.spoiled += quantity,
            (_, Place::Destroyed) => self.destroyed += quantity,
            (_, Place::HandedOver) => self.handed += quantity,
            (_, Place::Shipped(_)) => self.shipped += quantity,
            (Place::Shipped(_), Place::Ready) => self.back += quantity,
            (_, Place::Withdrawn) => self.withdrawn += quantity,
            (_, Place::OldDestroyed) => self.old_destroyed += quantity,
            _ => {}
        }
    }
}

impl DayFlow {
    fn take(&mut self, movement: &Movement, event: &Event) {
        let mut flow = Flow::default();
        flow.take(movement, event);
        self.received += flow.received;
        self.spoiled += flow.spoiled;
        self.handed += flow.handed;
        self.shipped += flow.shipped;
    }
}
