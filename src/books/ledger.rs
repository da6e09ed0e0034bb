//! All books together, one entry at a time. An entry that they can't take is a defect or
//! tampering: it says so and changes nothing.

use std::collections::BTreeMap;

use thiserror::Error;

use super::batch::{BatchBook, BatchFault};
use super::clock::ClockBook;
use super::count::{CountBook, CountFault};
use super::day::{self, DayBook, DayFault};
use super::lane::LaneBook;
use super::paper::{self, PaperFault, Papered, Undoable};
use super::register::RegisterRow;
use super::ribbon::{RibbonBook, RibbonFault};
use super::shipment::{self, ShipmentBook, ShipmentFault};
use super::staff::{Staff, StaffChange, StaffFault};
use super::stock::{Movement, Shortage, Stock};
use super::transfer::{self, TransferBook, TransferFault, Transfers};
use crate::job::{IllegalEvent, Job};
use crate::journal::{Entry, Event, LaneName, Place, Series, SeriesNumber, TransferId};
use crate::record::Uid;

/// Numbers go on behind the next multiple of this: no office gives as many between two backups.
const AFTER_A_RESTORE: u32 = 10_000;

/// The folds that must be at hand for the next entry. Jobs are folded from their own entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Books {
    pub stock: Stock,
    pub lanes: BTreeMap<LaneName, LaneBook>,
    pub clock: ClockBook,
    /// The batch that is open; never more than one.
    pub batch: Option<BatchBook>,
    pub staff: Staff,
    /// Last register number given, by year.
    pub register: BTreeMap<i16, u32>,
    pub day: DayBook,
    /// Movements by paper that can still be undone.
    pub undo: Undoable,
    /// Last number given of our other papers, by series and year.
    pub series: BTreeMap<(Series, i16), u32>,
    /// Up to here, by year, numbers of any kind may stand on papers that a restored journal knows
    /// nothing of: none of them is given again.
    pub lost: BTreeMap<i16, u32>,
    /// Parcels that did not come to their end.
    pub shipments: BTreeMap<SeriesNumber, ShipmentBook>,
    pub transfers: Transfers,
    pub ribbons: RibbonBook,
}

/// What one entry changed.
#[derive(Debug, Clone, Default)]
pub struct Booked {
    pub job: Option<Job>,
    pub movements: Vec<Movement>,
    pub row: Option<RegisterRow>,
    /// The batch that it is about, as it stands now.
    pub batch: Option<BatchBook>,
    /// The parcel that it is about, as it stands now.
    pub shipment: Option<ShipmentBook>,
    pub staff: StaffChange,
    /// Blanks that its paper names.
    pub named: Vec<Uid>,
    /// The transfer that it is about, as it stands now.
    pub transfer: Option<(TransferId, TransferBook)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Illegal {
    #[error(transparent)]
    Job(#[from] IllegalEvent),
    #[error(transparent)]
    Stock(#[from] Shortage),
    #[error(transparent)]
    Batch(#[from] BatchFault),
    #[error(transparent)]
    Shipment(#[from] ShipmentFault),
    #[error(transparent)]
    Staff(#[from] StaffFault),
    #[error(transparent)]
    Paper(#[from] PaperFault),
    #[error(transparent)]
    Count(#[from] CountFault),
    #[error(transparent)]
    Day(#[from] DayFault),
    #[error(transparent)]
    Transfer(#[from] TransferFault),
    #[error(transparent)]
    Ribbon(#[from] RibbonFault),
    #[error("entry {seq} speaks of a job that was never opened")]
    NoJob { seq: u64 },
    #[error("entry {seq} opens a job that is open")]
    OpenedTwice { seq: u64 },
    #[error("entry {seq} is of a lane and does not say of which")]
    NoLane { seq: u64 },
    #[error("entry {seq} needs a second person, and has none but its actor")]
    OnePerson { seq: u64 },
    #[error("entry {seq} moves blanks over the counter of the supplier without a paper")]
    NoPaper { seq: u64 },
}

impl Books {
    /// Takes one entry; `job` as it stood before, `None` if the entry opens it or has none.
    pub fn book(&mut self, entry: &Entry, job: Option<&Job>) -> Result<Booked, Illegal> {
        self.take(entry, job.cloned())
    }

    /// The same for who needs the job as it stood before no more.
    pub fn take(&mut self, entry: &Entry, job: Option<Job>) -> Result<Booked, Illegal> {
        if entry.event.is_of_a_lane() && entry.lane.is_none() {
            return Err(Illegal::NoLane { seq: entry.seq });
        }
        let needs_two = entry.event.needs_two() || self.staff.needs_two(&entry.event);
        if needs_two && !entry.is_approved() {
            return Err(Illegal::OnePerson { seq: entry.seq });
        }
        if let (true, Some(second)) = (needs_two, &entry.approved_by) {
            self.staff.two(&entry.actor, second)?;
        }
        let staff = self.staff.after(entry)?;
        if let Event::BlankoMoved { from: Place::Supplier, .. }
        | Event::BlankoMoved { to: Place::Supplier, .. } = entry.event
        {
            return Err(Illegal::NoPaper { seq: entry.seq });
        }
        let batch = BatchBook::after(self.batch.as_ref(), entry)?;
        let mut movements = self.stock.movements(entry, job.as_ref());
        let papered = paper::papered(&self.undo, entry)?;
        let count =
            CountBook::after(self.day.count.as_ref(), entry, (&self.stock, self.day.opened))?;
        movements.extend(self.by_paper(entry, papered.as_ref())?);
        let row = job.as_ref().and_then(|job| self.register_row(entry, job));
        let number = shipment::given_number(entry, |series, year| self.next_of(series, year))?;
        let shipment = ShipmentBook::after(&self.shipments, entry)?;
        let transfer = transfer::after(&self.transfers, entry)?;
        let ribbons = self.ribbons.after(entry, &self.lanes)?;
        let after = Self::job_after(entry, job)?;
        self.stock.book_all(&movements)?;
        self.clock.apply(entry);
        self.staff.take(&staff);
        if let Some(row) = &row {
            self.register.insert(row.number.year, row.number.n);
        }
        if batch.is_some() {
            self.batch = batch.clone().filter(BatchBook::is_open);
        }
        self.series.extend(number);
        self.lost.extend(Self::lost_numbers(entry));
        self.ribbons = ribbons.unwrap_or_else(|| std::mem::take(&mut self.ribbons));
        if let Some((id, book)) = transfer.clone() {
            std::sync::Arc::make_mut(&mut self.transfers).insert(id, book);
        }
        if let Some(book) = &shipment {
            self.shipments.insert(book.number.clone(), book.clone());
            self.shipments.retain(|_, book| book.is_open());
        }
        let lane = entry.lane.as_ref().or(after.as_ref().and_then(|job| job.lane.as_ref()));
        if let Some(lane) = lane {
            match self.lanes.get_mut(lane) {
                Some(book) => book.apply(entry),
                None => self.lanes.entry(lane.clone()).or_default().apply(entry),
            }
        }
        day::move_lanes(&mut self.lanes, &movements);
        self.turn_day(entry, &movements, count);
        paper::after(&mut self.undo, entry, papered.as_ref(), self.day.before);
        let named = match &entry.event {
            Event::DifferenceBooked(booked) => booked.uids.clone(),
            _ => papered.map(|papered| papered.uids).unwrap_or_default(),
        };
        Ok(Booked { job: after, movements, row, batch, shipment, staff, named, transfer })
    }

    /// What papers move, differences and a close with them.
    fn by_paper(&self, entry: &Entry, papered: Option<&Papered>) -> Result<Vec<Movement>, Illegal> {
        match &entry.event {
            Event::DifferenceBooked(_) => {
                let lines = self.day.count.iter().flat_map(CountBook::differences);
                let by_number = lines.filter(|line| line.is_by_number());
                let more = by_number.map(|line| (line.kind, &line.place, line.difference()));
                Ok(paper::differences(&self.stock, more))
            }
            Event::DayClosed(closed) => {
                self.day.may_close(&closed.document, &self.stock, &self.lanes)?;
                Ok(day::cleared(&self.stock))
            }
            _ => Ok(papered.map_or(Vec::new(), |papered| papered.movements.clone())),
        }
    }

    fn turn_day(&mut self, entry: &Entry, moved: &[Movement], count: Option<CountBook>) {
        if count.is_some() {
            self.day.count = count;
        }
        let lanes = self.lanes.values().map(|lane| &lane.day);
        let owed = lanes.map(|day| day.balance.good - day.told).sum();
        self.day.take(entry, moved, (&self.stock, owed));
        if let Event::DayClosed(_) = entry.event {
            day::open_lanes(&mut self.lanes, &self.stock);
        }
    }

    /// The number that a paper of this series is given next.
    pub fn next_of(&self, series: Series, year: i16) -> u32 {
        let last = self.series.get(&(series, year)).copied().unwrap_or(0);
        last.max(self.lost_up_to(year)) + 1
    }

    fn lost_up_to(&self, year: i16) -> u32 {
        self.lost.get(&year).copied().unwrap_or(0)
    }

    /// After a restore every series goes on above the next full step, as far as the lost tail can
    /// reach: the gap is seen, and explained by the entry.
    pub fn numbers_above(&self, year: i16, lost_entries: u64) -> u32 {
        let given = self.series.iter().filter(|((_, of), _)| *of == year).map(|(_, last)| *last);
        let known = given.chain(self.register.get(&year).copied()).max().unwrap_or(0);
        let lost = u32::try_from(lost_entries).unwrap_or(u32::MAX);
        let reach = known.max(self.lost_up_to(year)).saturating_add(lost);
        (reach / AFTER_A_RESTORE).saturating_add(1).saturating_mul(AFTER_A_RESTORE)
    }

    fn lost_numbers(entry: &Entry) -> Option<(i16, u32)> {
        let Event::JournalRestored(restored) = &entry.event else { return None };
        restored.above.map(|above| (entry.civil_date().year(), above))
    }

    /// The row that this entry adds, with the next number of its year.
    fn register_row(&self, entry: &Entry, job: &Job) -> Option<RegisterRow> {
        let year = entry.civil_date().year();
        let last = self.register.get(&year).copied().unwrap_or(0).max(self.lost_up_to(year));
        let row = RegisterRow::from_entry(entry, job, last + 1)?;
        let printer = self.lanes.get(&row.lane).and_then(|lane| lane.printer_serial.clone());
        Some(RegisterRow { printer, ..row })
    }

    fn job_after(entry: &Entry, job: Option<Job>) -> Result<Option<Job>, Illegal> {
        let opens = matches!(entry.event, Event::JobOpened(_));
        match (&entry.job, job) {
            (None, _) => Ok(None),
            (Some(_), Some(_)) if opens => Err(Illegal::OpenedTwice { seq: entry.seq }),
            (Some(_), Some(mut job)) => {
                job.apply(entry)?;
                Ok(Some(job))
            }
            (Some(_), None) => Job::open(entry).map(Some).ok_or(Illegal::NoJob { seq: entry.seq }),
        }
    }
}
