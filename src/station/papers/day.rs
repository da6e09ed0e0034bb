//! The daily sheet: the open day from the books as they stand, a closed one from the books as they
//! stood before the entry that closed it.

use jiff::civil::Date;

use super::{Booked, Closing, NoPaper, PaperLook};
use crate::books::{Books, DayFault, LaneDay};
use crate::journal::{Entry, Event, LaneName, Place};
use crate::record::Kind;
use crate::station::StationError;

#[derive(Debug)]
pub struct DayFacts {
    /// `None`: the day is open. With it, which of the closes on its date this is.
    pub closed: Option<(Booked, u32)>,
    /// Numbers of the papers under which differences were booked or taken on.
    pub papers: Vec<String>,
    pub dates: Vec<Date>,
    pub lanes: Vec<LaneLine>,
    /// Every place of every kind that holds or held something.
    pub places: Vec<KindLine>,
    pub faults: Vec<DayFault>,
    /// Good cards that the source has yet to acknowledge.
    pub waiting: i64,
}

/// `pagi · masuk · baik · rusak · di mesin · sisa · dihitung` of one lane.
#[derive(Debug)]
pub struct LaneLine {
    pub lane: LaneName,
    pub day: LaneDay,
    pub in_machine: i64,
    pub left: i64,
    /// Counted in the hopper, if a count of this day has.
    pub counted: Option<i64>,
    pub unknown: i64,
    pub unexplained: i64,
}

#[derive(Debug)]
pub struct KindLine {
    pub kind: Kind,
    pub place: Place,
    pub opening: i64,
    /// As it stands, or stood behind the close.
    pub now: i64,
    pub counted: Option<i64>,
}

/// A day from close to close: what the books held before the entry that closed it, and after.
struct Closed {
    entry: Entry,
    /// Of the closes on its date.
    nth: u32,
    before: Books,
    after: Books,
}

impl PaperLook<'_> {
    /// The open day; or the one that was closed on a date, `nth` of several.
    pub fn day(&self, closed: Option<Date>, nth: Option<u32>) -> Result<DayFacts, StationError> {
        let Some(date) = closed else {
            self.not_while_counting()?;
            let books = self.reader.books()?;
            let papers = self.differences((books.day.opened, u64::MAX))?;
            return Ok(facts(&books, None, papers));
        };
        let (entry, nth) = self.close_of(date, nth)?;
        let mut closed = Closed { entry, nth, before: Books::default(), after: Books::default() };
        self.reader.replay(|entry, _, books| {
            if entry.seq + 1 == closed.entry.seq {
                closed.before = books.clone();
            }
            if entry.seq == closed.entry.seq {
                closed.after = books.clone();
            }
        })?;
        let papers = self.differences((closed.before.day.opened, closed.entry.seq))?;
        Ok(facts(&closed.before, Some(&closed), papers))
    }

    fn close_of(&self, date: Date, nth: Option<u32>) -> Result<(Entry, u32), StationError> {
        let closes = self.reader.entries_of_type("day_closed", "")?.into_iter();
        let mut closes: Vec<Entry> = closes.filter(|close| close.civil_date() == date).collect();
        if closes.is_empty() {
            return Err(NoPaper::NoDay(date).into());
        }
        let nth = nth.or((closes.len() == 1).then_some(1));
        let at = nth.and_then(|nth| usize::try_from(nth).ok()?.checked_sub(1));
        match (at.filter(|at| *at < closes.len()), nth) {
            (Some(at), Some(nth)) => Ok((closes.swap_remove(at), nth)),
            _ => {
                let closing = |close: &Entry| Closing { seq: close.seq, at: close.at };
                let closes = closes.iter().map(closing).collect();
                Err(NoPaper::WhichClose { date, closes, zone: self.zone() }.into())
            }
        }
    }

    /// Berita Acara under which differences were booked behind one entry and before another, and
    /// the one of the close itself.
    fn differences(&self, (opened, closed): (u64, u64)) -> Result<Vec<String>, StationError> {
        let booked = self.reader.entries_of_type("difference_booked", "")?.into_iter();
        let number = |entry: Entry| match entry.event {
            Event::DifferenceBooked(booked) => Some(booked.document.number),
            _ => None,
        };
        let within = booked.filter(|entry| entry.seq > opened && entry.seq < closed);
        Ok(within.filter_map(number).collect())
    }

    /// The books as an entry found them.
    pub(super) fn books_before(&self, seq: u64) -> Result<Books, StationError> {
        let mut before = Books::default();
        self.reader.replay(|entry, _, books| {
            if entry.seq + 1 == seq {
                before = books.clone();
            }
        })?;
        Ok(before)
    }
}

fn facts(books: &Books, closed: Option<&Closed>, mut papers: Vec<String>) -> DayFacts {
    let kinds = |place: &Place| -> i64 {
        Kind::ALL.into_iter().map(|kind| books.stock.held(kind, place)).sum()
    };
    let counted = |kind: Option<Kind>, place: &Place| -> Option<i64> {
        let count = books.day.count_of_the_day()?;
        let lines = count.lines.iter();
        let lines =
            lines.filter(|line| line.place == *place && kind.is_none_or(|k| k == line.kind));
        let entered: Vec<i64> = lines.filter_map(|line| line.entered).map(|e| e.counted).collect();
        (!entered.is_empty()).then(|| entered.iter().sum())
    };
    let lanes = books.lanes.iter().map(|(lane, book)| {
        let hopper = Place::Hopper(lane.clone());
        LaneLine {
            in_machine: kinds(&Place::Machine(lane.clone())),
            left: kinds(&hopper),
            counted: counted(None, &hopper),
            unknown: kinds(&Place::Unknown(lane.clone())),
            unexplained: kinds(&Place::Unexplained(lane.clone())),
            lane: lane.clone(),
            day: book.day,
        }
    });
    let opening = |kind: Kind, place: &Place| {
        let held = books.day.opening.iter().find(|(of, at, _)| *of == kind && at == place);
        held.map_or(0, |(_, _, held)| *held)
    };
    // A close under a paper clears what was unexplained: its balance is the next day's opening.
    let at_the_end = closed.map_or(&books.stock, |closed| &closed.after.stock);
    let places = at_the_end.places().filter(|(_, place, _)| **place != Place::Supplier);
    let places = places.map(|(kind, place, now)| KindLine {
        kind,
        place: place.clone(),
        opening: opening(kind, place),
        now,
        counted: counted(Some(kind), place),
    });
    let owed: i64 = books.lanes.values().map(|lane| lane.day.balance.good - lane.day.told).sum();
    papers.extend(closed.and_then(|closed| match &closed.entry.event {
        Event::DayClosed(closed) => closed.document.as_ref().map(|paper| paper.number.clone()),
        _ => None,
    }));
    DayFacts {
        closed: closed.map(|closed| (Booked::of(&closed.entry), closed.nth)),
        papers,
        dates: books.day.dates.clone(),
        lanes: lanes.collect(),
        places: places.collect(),
        faults: books.day.faults(&books.stock, &books.lanes),
        waiting: books.day.waiting + owed,
    }
}
