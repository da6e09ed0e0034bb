//! Looks at people's data as rows: those of one person at another on one day are one, with how
//! often, from when to when, and what for. One day is held at a time; looks come in its order.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::breach::{Touch, TouchKind};
use crate::journal::PersonNumber;
use crate::store::AccessRow;

/// Looks of one person at another: how often, the last one, and their first and last entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looks {
    pub count: u64,
    pub last: Timestamp,
    pub entries: (u64, u64),
    pub purposes: BTreeSet<String>,
}

#[derive(Debug)]
pub struct DayOfLooks {
    zone: Offset,
    /// Nothing is put together.
    each: bool,
    date: Option<Date>,
    rows: BTreeMap<(String, PersonNumber), Touch>,
}

impl DayOfLooks {
    pub fn new(zone: Offset, each: bool) -> Self {
        Self { zone, each, date: None, rows: BTreeMap::new() }
    }

    /// One look further; what it ends comes out.
    pub fn take(&mut self, look: AccessRow) -> Vec<Touch> {
        let date = Some(self.zone.to_datetime(look.at).date());
        let ended = if self.each || self.date != date { self.rest() } else { Vec::new() };
        self.date = date;
        let key = (look.actor.clone(), look.person.clone());
        match self.rows.get_mut(&key).map(|touch| &mut touch.kind) {
            Some(TouchKind::Look(looks)) => {
                looks.count += 1;
                (looks.last, looks.entries.1) = (look.at, look.seq);
                looks.purposes.insert(look.purpose);
            }
            _ => drop(self.rows.insert(key, row(look))),
        }
        ended
    }

    /// What is still held, the first look first.
    pub fn rest(&mut self) -> Vec<Touch> {
        let mut rows: Vec<Touch> = std::mem::take(&mut self.rows).into_values().collect();
        let first = |touch: &Touch| match &touch.kind {
            TouchKind::Look(looks) => looks.entries.0,
            TouchKind::Job { .. } => 0,
        };
        rows.sort_by_key(first);
        rows
    }
}

fn row(look: AccessRow) -> Touch {
    let looks = Looks {
        count: 1,
        last: look.at,
        entries: (look.seq, look.seq),
        purposes: [look.purpose].into(),
    };
    Touch { person: look.person, at: look.at, by: look.actor, kind: TouchKind::Look(looks) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(seq: u64, at: &str, actor: &str, person: &str, purpose: &str) -> AccessRow {
        let (actor, purpose) = (actor.to_owned(), purpose.to_owned());
        let person = PersonNumber::new(person).unwrap();
        AccessRow { seq, person, at: at.parse().unwrap(), actor, purpose }
    }

    fn rows(each: bool) -> Vec<(String, u64, (u64, u64), String)> {
        let mut day = DayOfLooks::new(Offset::constant(7), each);
        let looks = [
            look(1, "2026-11-27T01:00:00Z", "siti", "p1", "layanan"),
            look(2, "2026-11-27T02:00:00Z", "omar", "p1", "layanan"),
            look(3, "2026-11-27T03:00:00Z", "siti", "p1", "penyerahan"),
            look(4, "2026-11-27T04:00:00Z", "siti", "p2", "layanan"),
            // Another day in the office's zone.
            look(5, "2026-11-27T17:00:00Z", "siti", "p1", "layanan"),
        ];
        let mut touches: Vec<Touch> = looks.into_iter().flat_map(|look| day.take(look)).collect();
        touches.extend(day.rest());
        let row = |touch: Touch| match touch.kind {
            TouchKind::Look(looks) => {
                let purposes: Vec<String> = looks.purposes.into_iter().collect();
                (touch.by, looks.count, looks.entries, purposes.join(" "))
            }
            TouchKind::Job { .. } => panic!("no job was told"),
        };
        touches.into_iter().map(row).collect()
    }

    #[test]
    fn looks_of_one_person_at_another_on_one_day_are_one_row() {
        let of = |by: &str, count, entries, purposes: &str| {
            (by.to_owned(), count, entries, purposes.to_owned())
        };
        let expected = [
            of("siti", 2, (1, 3), "layanan penyerahan"),
            of("omar", 1, (2, 2), "layanan"),
            of("siti", 1, (4, 4), "layanan"),
            of("siti", 1, (5, 5), "layanan"),
        ];
        assert_eq!(rows(false), expected);
        assert_eq!(rows(true).len(), 5);
    }
}
