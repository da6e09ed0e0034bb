//! The daily sheet: the open day from the books as they stand, a closed one from the books as they
//! stood before the entry that closed it.

use jiff::civil::Date;

use super::{Booked, NoPaper, PaperLook};
use crate::books::{Books, DayFault, LaneDay};
use crate::journal::{Entry, Event, LaneName, Place};
use crate::record::Kind;
use crate::station::StationError;

#[derive(Debug)]
pub struct DayFacts {
    /// `None`: the day is open.
    pub closed: Option<Booked>,
    /// Number of the paper under which differences were taken on.
    pub paper: Option<String>,
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
    pub now: i64,
    pub counted: Option<i64>,
}

impl PaperLook<'_> {
    pub fn day(&self, closed: Option<Date>) -> Result<DayFacts, StationError> {
        let Some(date) = closed else {
            self.not_while_counting()?;
            return Ok(facts(&self.reader.books()?, None));
        };
        let closes = self.reader.entries_of_type("day_closed", "")?;
        let close = closes.into_iter().rfind(|entry| entry.civil_date() == date);
        let close = close.ok_or(NoPaper::NoDay(date))?;
        let books = self.books_before(close.seq)?;
        Ok(facts(&books, Some(&close)))
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

fn facts(books: &Books, close: Option<&Entry>) -> DayFacts {
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
    let places = books.stock.places().filter(|(_, place, _)| **place != Place::Supplier);
    let places = places.map(|(kind, place, now)| KindLine {
        kind,
        place: place.clone(),
        opening: opening(kind, place),
        now,
        counted: counted(Some(kind), place),
    });
    let owed: i64 = books.lanes.values().map(|lane| lane.day.balance.good - lane.day.told).sum();
    let paper = close.and_then(|close| match &close.event {
        Event::DayClosed(closed) => closed.document.as_ref().map(|paper| paper.number.clone()),
        _ => None,
    });
    DayFacts {
        closed: close.map(Booked::of),
        paper,
        dates: books.day.dates.clone(),
        lanes: lanes.collect(),
        places: places.collect(),
        faults: books.day.faults(&books.stock, &books.lanes),
        waiting: books.day.waiting + owed,
    }
}
