//! A blind stock-take: who counts enters what lies in each place; what was booked there at that
//! moment is kept beside it and shown when all is counted. What differs is counted once more
//! before it is called a difference.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::stock::Stock;
use crate::journal::{CountEntered, Entry, Event, Place};
use crate::record::Kind;

/// The last stock-take that was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountBook {
    /// The entry that began it.
    pub begun: u64,
    pub by: String,
    pub lines: Vec<CountLine>,
    /// What differed is counted once more.
    pub again: bool,
    pub finished: Option<u64>,
    /// The entry that booked what differed.
    pub booked: Option<u64>,
}

/// One kind in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountLine {
    pub kind: Kind,
    pub place: Place,
    /// Differed, and is counted a second time.
    pub again: bool,
    pub entered: Option<Entered>,
}

/// What somebody counted, and what was booked when they said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entered {
    pub seq: u64,
    pub counted: i64,
    pub booked: i64,
    pub uids: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CountFault {
    #[error("a count is open already")]
    OpenAlready,
    #[error("no count is open")]
    NotOpen,
    #[error("{kind} in {place} is not to be counted now")]
    NotToCount { kind: Kind, place: Place },
    #[error("{kind} in {place} is not counted yet")]
    Uncounted { kind: Kind, place: Place },
    #[error("count {0} found a difference that is not booked: another person counts")]
    AnotherCounts(u64),
    #[error("count {0} has no difference to be booked")]
    NoDifference(u64),
}

impl CountLine {
    /// Counted less booked.
    pub fn difference(&self) -> i64 {
        self.entered.map_or(0, |entered| entered.counted - entered.booked)
    }

    /// Blanks and old cards by number: a difference is booked as one. Cards that are somebody's are
    /// found or missed one by one.
    pub fn is_by_number(&self) -> bool {
        matches!(self.place, Place::Vault | Place::Hopper(_) | Place::Spoiled | Place::Withdrawn)
    }
}

/// Where people can put their hands on blanks and cards.
pub fn is_counted(place: &Place) -> bool {
    let blanks = matches!(place, Place::Vault | Place::Hopper(_) | Place::Spoiled);
    blanks || matches!(place, Place::Output | Place::Ready | Place::Withdrawn)
}

impl CountBook {
    pub fn is_open(&self) -> bool {
        self.finished.is_none()
    }

    /// What stays different after it was counted twice.
    pub fn differences(&self) -> impl Iterator<Item = &CountLine> {
        let differ = |line: &&CountLine| self.finished.is_some() && line.difference() != 0;
        self.lines.iter().filter(differ)
    }

    /// Finished, and what differed is none or booked.
    pub fn is_clean(&self) -> bool {
        self.finished.is_some() && self.differences().all(|line| self.explains(line))
    }

    fn explains(&self, line: &CountLine) -> bool {
        self.booked.is_some() && line.is_by_number()
    }

    /// The count after an entry that is about one; most are about none.
    pub fn after(
        last: Option<&Self>,
        entry: &Entry,
        (stock, opened): (&Stock, u64),
    ) -> Result<Option<Self>, CountFault> {
        let open = || last.filter(|count| count.is_open()).cloned().ok_or(CountFault::NotOpen);
        match &entry.event {
            Event::CountBegun {} => match last {
                Some(open) if open.is_open() => Err(CountFault::OpenAlready),
                // Who has seen what was expected does not count it away.
                Some(last) if last.begun > opened && !last.is_clean() && last.by == entry.actor => {
                    Err(CountFault::AnotherCounts(last.begun))
                }
                _ => Ok(Some(Self::begin(entry, stock))),
            },
            Event::CountEntered(entered) => open()?.enter(entry.seq, entered, stock).map(Some),
            Event::CountFinished {} => open()?.finish(entry.seq).map(Some),
            Event::DifferenceBooked(booked) => {
                let none = CountFault::NoDifference(booked.count);
                let count = last.filter(|last| last.begun == booked.count && last.booked.is_none());
                let count = count.filter(|last| last.differences().any(CountLine::is_by_number));
                let count = count.ok_or(none)?.clone();
                Ok(Some(Self { booked: Some(entry.seq), ..count }))
            }
            _ => Ok(None),
        }
    }

    fn begin(entry: &Entry, stock: &Stock) -> Self {
        let places = stock.places().filter(|(_, place, _)| is_counted(place));
        let line = |(kind, place, _): (Kind, &Place, i64)| {
            let place = place.clone();
            CountLine { kind, place, again: false, entered: None }
        };
        Self {
            begun: entry.seq,
            by: entry.actor.clone(),
            lines: places.map(line).collect(),
            again: false,
            finished: None,
            booked: None,
        }
    }

    fn enter(mut self, seq: u64, said: &CountEntered, stock: &Stock) -> Result<Self, CountFault> {
        let (kind, place) = (said.kind, &said.place);
        let line = self.lines.iter_mut().find(|line| line.kind == kind && line.place == *place);
        let line = line.filter(|line| !self.again || line.again);
        let Some(line) = line else {
            return Err(CountFault::NotToCount { kind, place: place.clone() });
        };
        line.entered = Some(Entered {
            seq,
            counted: said.counted.into(),
            booked: stock.held(kind, place),
            uids: u32::try_from(said.uids.len()).unwrap_or(u32::MAX),
        });
        Ok(self)
    }

    fn finish(mut self, seq: u64) -> Result<Self, CountFault> {
        if let Some(line) = self.lines.iter().find(|line| line.entered.is_none()) {
            let (kind, place) = (line.kind, line.place.clone());
            return Err(CountFault::Uncounted { kind, place });
        }
        let differ = self.lines.iter().any(|line| line.difference() != 0);
        if differ && !self.again {
            self.again = true;
            let lines = self.lines.iter_mut().filter(|line| line.difference() != 0);
            lines.for_each(|line| (line.again, line.entered) = (true, None));
        } else {
            self.finished = Some(seq);
        }
        Ok(self)
    }

    /// What is yet to be counted.
    pub fn waiting(&self) -> impl Iterator<Item = &CountLine> {
        self.lines.iter().filter(|line| line.entered.is_none())
    }
}
