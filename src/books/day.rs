//! A day of the books, from close to close. Of a lane: what its printer counted, less cleaning
//! cards, is what was seen and what was silent, and is what became of it; of the office: what was
//! counted by hand is what is booked. What can't be explained keeps the day open.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::count::{CountBook, is_counted};
use super::stock::{Movement, Stock};
use crate::journal::{BlankName, Entry, Event, LaneName, Place};
use crate::record::Kind;

/// Days before today that may stay open while cards are begun.
pub const EARLIER_DAYS: usize = 1;
/// More dates than tell that it is too many are not kept.
const MAX_DATES: usize = EARLIER_DAYS + 2;

/// What became of the blanks that one lane's machine took, over some hours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
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

/// One lane since the last close.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaneDay {
    /// In the hopper and the machine when the day was opened.
    pub opening: i64,
    /// Into the hopper, less what was taken out of it by hand.
    pub loaded: i64,
    /// Counted in the hopper, less booked, where that was booked.
    pub differed: i64,
    /// Blanks by the names that their chips gave.
    pub seen: i64,
    /// Chips that never answered.
    pub silent: i64,
    /// Good ones that the source has acknowledged.
    pub told: i64,
    pub balance: LaneBalance,
}

/// The day that is open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayBook {
    /// The entry that closed the last day, and the one that closed the day before it.
    pub opened: u64,
    pub before: u64,
    pub closed_on: Option<Date>,
    /// Civil dates on which blanks moved since: the first few.
    pub dates: Vec<Date>,
    /// Balances at the last close.
    pub opening: Vec<(Kind, Place, i64)>,
    /// Good cards that the source had not acknowledged at the last close.
    pub waiting: i64,
    pub count: Option<CountBook>,
    /// Where people moved something by hand since that count was begun, with the last entry of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<(Kind, Place, u64)>,
}

/// Why a day can't be closed without a paper.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DayFault {
    /// Or not all of it, or somebody moved something where it was counted.
    #[error("not everything was counted since the last close and left as it was")]
    NotCounted,
    #[error("a count is open")]
    CountOpen,
    #[error("{kind} in {place}: counted {counted}, booked {booked}")]
    CountDiffers { kind: Kind, place: Place, counted: i64, booked: i64 },
    #[error("lane {lane} fed {fed} and {named} are accounted for")]
    LaneDiffers { lane: LaneName, fed: i64, named: i64 },
    #[error("{held} {kind} in {place}")]
    Unexplained { kind: Kind, place: Place, held: i64 },
    /// Good cards that the source has not acknowledged, by their number and one by one.
    #[error("{booked} good cards are yet to be told, and {waiting} wait")]
    Untold { booked: i64, waiting: i64 },
}

impl LaneBalance {
    pub fn difference(&self) -> i64 {
        let Self { fed, good, spoiled, inside, unknown, unexplained, settled } = self;
        fed - good - spoiled - inside - unknown - unexplained - settled
    }

    pub fn add(&mut self, other: &Self) {
        self.fed += other.fed;
        self.good += other.good;
        self.spoiled += other.spoiled;
        self.inside += other.inside;
        self.unknown += other.unknown;
        self.unexplained += other.unexplained;
        self.settled += other.settled;
    }

    pub fn take(&mut self, movement: &Movement) {
        let quantity = i64::from(movement.quantity);
        let (from, to) = (&movement.from, &movement.to);
        match from {
            Place::Machine(_) => self.inside -= quantity,
            Place::Unknown(_) => self.unknown -= quantity,
            _ => {}
        }
        match (from, to) {
            (_, Place::Machine(_)) => self.inside += quantity,
            (_, Place::Unknown(_)) => self.unknown += quantity,
            (Place::Machine(_) | Place::Unknown(_), Place::Output) => self.good += quantity,
            (Place::Machine(_) | Place::Unknown(_), Place::Spoiled) => self.spoiled += quantity,
            (Place::Hopper(_), Place::Unexplained(_)) => self.unexplained += quantity,
            (Place::Machine(_) | Place::Unknown(_), _) => self.settled += quantity,
            _ => {}
        }
    }
}

impl LaneDay {
    /// Every blank that the machine took, by name or at least by number.
    pub fn named(&self) -> i64 {
        self.seen + self.silent + self.balance.unexplained
    }

    fn take(&mut self, movement: &Movement) {
        self.balance.take(movement);
        let quantity = i64::from(movement.quantity);
        let taken = |place: &Place| matches!(place, Place::Machine(_) | Place::Unknown(_));
        match (&movement.from, &movement.to) {
            (from, to) if taken(to) && !taken(from) => match &movement.blank {
                Some(BlankName::Silent { .. }) => self.silent += quantity,
                _ => self.seen += quantity,
            },
            (Place::Missing | Place::Supplier, Place::Hopper(_)) => self.differed += quantity,
            (Place::Hopper(_), Place::Missing) => self.differed -= quantity,
            (from, Place::Hopper(_)) if !taken(from) => self.loaded += quantity,
            (Place::Hopper(_), to) if !matches!(to, Place::Unexplained(_)) => {
                self.loaded -= quantity;
            }
            _ => {}
        }
    }

    /// What one lane's machine counted and what is known of it, if they differ.
    fn fault(&self, lane: &LaneName) -> Option<DayFault> {
        let (fed, named) = (self.balance.fed, self.named());
        let differs = fed != named || self.balance.difference() != 0;
        differs.then(|| DayFault::LaneDiffers { lane: lane.clone(), fed, named })
    }
}

/// The lane whose machine a blank came into, left, or was lost sight of in.
pub fn machine_of(movement: &Movement) -> Option<&LaneName> {
    let inner = |place: &'_ Place| matches!(place, Place::Machine(_) | Place::Unknown(_));
    let place = [&movement.to, &movement.from].into_iter().find(|place| inner(place));
    match place.unwrap_or(&movement.to) {
        Place::Machine(lane) | Place::Unknown(lane) | Place::Unexplained(lane) => Some(lane),
        _ => None,
    }
}

/// The same, and the lane whose hopper it came into or left.
fn lane_of(movement: &Movement) -> Option<&LaneName> {
    machine_of(movement).or_else(|| {
        [&movement.to, &movement.from].into_iter().find_map(|place| match place {
            Place::Hopper(lane) => Some(lane),
            _ => None,
        })
    })
}

type Lanes = std::collections::BTreeMap<LaneName, super::LaneBook>;

/// Books on each lane's day what moved.
pub fn move_lanes(lanes: &mut Lanes, movements: &[Movement]) {
    for movement in movements {
        let Some(lane) = lane_of(movement) else { continue };
        match lanes.get_mut(lane) {
            Some(book) => book.day.take(movement),
            None => lanes.entry(lane.clone()).or_default().day.take(movement),
        }
    }
}

/// Each lane begins its day with what lies in its hopper and machine.
pub fn open_lanes(lanes: &mut Lanes, stock: &Stock) {
    for (lane, book) in lanes {
        let held = |place: Place| -> i64 {
            Kind::ALL.into_iter().map(|kind| stock.held(kind, &place)).sum()
        };
        let opening = held(Place::Hopper(lane.clone())) + held(Place::Machine(lane.clone()));
        book.day = LaneDay { opening, ..LaneDay::default() };
    }
}

impl DayBook {
    /// Dates before today on which blanks moved and which nobody has closed.
    pub fn earlier(&self, today: Date) -> impl Iterator<Item = Date> {
        self.dates.iter().copied().filter(move |date| *date < today)
    }

    /// More days stand open than may: no card is begun.
    pub fn holds_up(&self, today: Date, may: usize) -> bool {
        self.earlier(today).count() > may
    }

    /// A count that was begun since the last close.
    pub fn count_of_the_day(&self) -> Option<&CountBook> {
        self.count.as_ref().filter(|count| count.begun > self.opened)
    }

    /// What lies where people reach it was counted, and nobody moved anything there by hand since.
    /// What machines move stays in the books of their lane and ages no count.
    fn still_holds(&self, count: &CountBook, stock: &Stock) -> bool {
        let entered = |of: Kind, at: &Place| {
            let line = count.lines.iter().find(|line| line.kind == of && line.place == *at);
            line.and_then(|line| line.entered)
        };
        let aged = |(kind, place, seq): &(Kind, Place, u64)| {
            entered(*kind, place).is_none_or(|entered| entered.seq < *seq)
        };
        let mut lies = stock.balances().filter(|(_, place, _)| is_counted(place));
        !self.moved.iter().any(aged) && lies.all(|(kind, place, _)| entered(kind, place).is_some())
    }

    /// What people moved since the count was begun; a new one begins anew.
    fn by_hand(&mut self, entry: &Entry, moved: &[Movement]) {
        if let Event::CountBegun {} = entry.event {
            self.moved.clear();
        }
        if !is_by_hand(&entry.event) || self.count_of_the_day().is_none() {
            return;
        }
        for Movement { kind, from, to, .. } in moved {
            for place in [from, to].into_iter().filter(|place| is_counted(place)) {
                self.moved.retain(|(of, at, _)| of != kind || at != place);
                self.moved.push((*kind, place.clone(), entry.seq));
            }
        }
    }

    /// Everything that keeps the day open until a paper takes it on.
    pub fn faults(&self, stock: &Stock, lanes: &Lanes) -> Vec<DayFault> {
        let mut faults = Vec::new();
        match self.count_of_the_day() {
            None => faults.push(DayFault::NotCounted),
            Some(count) if count.is_open() => faults.push(DayFault::CountOpen),
            Some(count) if !self.still_holds(count, stock) => faults.push(DayFault::NotCounted),
            Some(count) if !count.is_clean() => {
                let still = |line: &&super::count::CountLine| {
                    count.booked.is_none() || !line.is_by_number()
                };
                let lines = count.differences().filter(still);
                faults.extend(lines.filter_map(|line| {
                    let (kind, place) = (line.kind, line.place.clone());
                    let super::count::Entered { counted, booked, .. } = line.entered?;
                    Some(DayFault::CountDiffers { kind, place, counted, booked })
                }));
            }
            Some(_) => {}
        }
        faults.extend(lanes.iter().filter_map(|(lane, book)| book.day.fault(lane)));
        faults.extend(unexplained(stock).map(|(kind, place, held)| DayFault::Unexplained {
            kind,
            place: place.clone(),
            held,
        }));
        faults
    }

    /// Without a paper only what is whole is closed; an open count never is.
    pub fn may_close(
        &self,
        has_paper: &Option<crate::journal::Document>,
        stock: &Stock,
        lanes: &Lanes,
    ) -> Result<(), DayFault> {
        let faults = self.faults(stock, lanes);
        let stops = |fault: &DayFault| match fault {
            DayFault::NotCounted | DayFault::CountOpen => true,
            _ => has_paper.is_none(),
        };
        faults.into_iter().find(stops).map_or(Ok(()), Err)
    }

    /// The day after an entry, as `stock` is after it; `owed` good cards of the day are yet to be
    /// told.
    pub fn take(&mut self, entry: &Entry, moved: &[Movement], (stock, owed): (&Stock, i64)) {
        if let Event::DayClosed(_) = entry.event {
            let opening = stock.balances().map(|(kind, place, held)| (kind, place.clone(), held));
            *self = Self {
                opened: entry.seq,
                before: self.opened,
                closed_on: Some(entry.civil_date()),
                dates: Vec::new(),
                opening: opening.collect(),
                waiting: self.waiting + owed,
                count: self.count.take(),
                moved: Vec::new(),
            };
            return;
        }
        self.by_hand(entry, moved);
        let date = entry.civil_date();
        if !moved.is_empty() && self.dates.len() < MAX_DATES && !self.dates.contains(&date) {
            self.dates.push(date);
        }
    }
}

/// What people carry from place to place, by number or one by one; no machine had it in between.
fn is_by_hand(event: &Event) -> bool {
    matches!(
        event,
        Event::BlankoReceived { .. }
            | Event::BlankoMoved { .. }
            | Event::StockMoved(_)
            | Event::StockReversed(_)
            | Event::TransferArrived(_)
            | Event::TransferAcknowledged(_)
            | Event::BlankoDestroyed(_)
            | Event::OldCardsWithdrawn(_)
            | Event::CardWithdrawn(_)
    )
}

/// What lies in the one signed place of each lane.
fn unexplained(stock: &Stock) -> impl Iterator<Item = (Kind, &Place, i64)> {
    stock.balances().filter(|(_, place, _)| matches!(place, Place::Unexplained(_)))
}

/// What a close under a paper makes of the unexplained: too many taken are missing; too many
/// found were missing, or never on a paper.
pub fn cleared(stock: &Stock) -> Vec<Movement> {
    let open = unexplained(stock).map(|(kind, place, held)| (kind, place, -held));
    super::paper::differences(stock, open)
}
