//! One printer with its reader, and the loop that takes a card from one stage to the next.
//! The journal says where the card stands; the lane only does what comes next.

use std::sync::Arc;

use super::act::PreparedCard;
use super::claim::Claim;
use super::error::StationError;
use super::evidence::{counted, jumped};
use super::gauge::Gauge;
use super::order::Order;
use super::step::{Step, Watcher};
use super::{Station, act};
use crate::books::LaneBook;
use crate::device::{CardPrinter, CardReader};
use crate::job::{Act, Job, Stage, next};
use crate::journal::{ActName, BlankName, Cause, Counted, Event, JobId, LaneName, PrinterFacts};
use crate::store::{Author, StoreError};

/// Cards of one lane that may wait for people to find them before it stops.
pub const MAX_UNKNOWN: u32 = 3;

/// Owned by one thread: one act at a time.
pub struct Lane {
    pub(super) station: Arc<Station>,
    pub(super) name: LaneName,
    pub(super) printer: Box<dyn CardPrinter>,
    pub(super) reader: Box<dyn CardReader>,
    pub(super) prepared: Option<(JobId, PreparedCard)>,
    pub(super) connected: Option<PrinterFacts>,
    /// The one printer that belongs here, if the station file names it.
    pub(super) bound_to: Option<String>,
    /// The card sensor as it read with a card at the station, until it is calibrated.
    pub(super) sensed: Option<u32>,
    pub(super) gauge: Gauge,
}

impl Lane {
    pub fn new(
        station: Arc<Station>,
        name: LaneName,
        printer: Box<dyn CardPrinter>,
        reader: Box<dyn CardReader>,
    ) -> Self {
        let gauge = Gauge::default();
        let (prepared, connected, bound_to, sensed) = (None, None, None, None);
        Self { station, name, printer, reader, prepared, connected, bound_to, sensed, gauge }
    }

    /// With no other printer than the one of this serial number.
    pub fn bound_to(mut self, serial: Option<String>) -> Self {
        self.bound_to = serial;
        self
    }

    pub fn name(&self) -> &LaneName {
        &self.name
    }

    /// Takes a job as far as this lane can: to the output, to its end, or to where a person has
    /// to help.
    pub fn run(&mut self, order: &Order, watch: Watcher<'_>) -> Result<Job, StationError> {
        if self.left_open().is_some_and(|left| left != order.job) {
            self.recover(watch)?;
        }
        self.run_one(order, watch)
    }

    /// A job whose last act has an intent and no outcome, as when that could not be booked: it is
    /// settled before anything else is done here.
    pub(super) fn left_open(&self) -> Option<JobId> {
        let writer = self.station.ledger.lock();
        let mut ours = writer.unfinished().filter(|job| job.lane.as_ref() == Some(&self.name));
        ours.find(|job| job.stage.open_act().is_some()).map(|job| job.id.clone())
    }

    fn run_one(&mut self, order: &Order, watch: Watcher<'_>) -> Result<Job, StationError> {
        let claim = self.station.claims.claim(&order.job);
        let ran = claim.and_then(|claim| self.run_claimed(order, &claim, watch));
        self.after(&ran);
        ran
    }

    pub(super) fn run_claimed(
        &mut self,
        order: &Order,
        claim: &Claim,
        watch: Watcher<'_>,
    ) -> Result<Job, StationError> {
        self.gauge.set_busy(true);
        let ran = self.run_acts(order, claim, watch);
        self.gauge.set_busy(false);
        ran
    }

    pub(super) fn after(&mut self, ran: &Result<Job, StationError>) {
        if !matches!(&ran, Err(StationError::Paused { .. })) {
            // Personal data goes when the card does.
            self.prepared = None;
        }
        if matches!(&ran, Err(StationError::Printer(_))) {
            // Whatever the line suffered, the next act begins by taking the printer in hand anew.
            self.connected = None;
        }
    }

    fn run_acts(
        &mut self,
        order: &Order,
        claim: &Claim,
        watch: Watcher<'_>,
    ) -> Result<Job, StationError> {
        debug_assert_eq!(*claim.job(), order.job);
        let author = Author { job: Some(order.job.clone()), ..self.lane_author(&order.actor) };
        loop {
            let job = self.job(&order.job)?;
            match next(&job) {
                Act::TakeLease => {
                    let nik = order.nik.as_ref();
                    let nik = nik.ok_or_else(|| StationError::RecordLost(job.id.clone()))?;
                    act::lease::take(&self.station, &job, &author, nik, watch)?;
                }
                Act::Prepare => self.prepare(&job, &author, watch)?,
                Act::GiveBack => act::lease::give_back(&self.station, &job, &author, watch)?,
                Act::Wait(_) => return self.outcome(job),
                Act::Feed => {
                    self.ready_for(&job)?;
                    let batch = order.bound_to(&job);
                    let done = act::feed::feed(self, (&job, batch), &author, watch);
                    self.or_unknown(done, &job, &author, watch)?;
                }
                on_a_blank => {
                    self.ready_for(&job)?;
                    let done = self.do_act(on_a_blank, &job, &author, watch);
                    self.or_unknown(done, &job, &author, watch)?;
                }
            }
        }
    }

    /// A card whose record can't be opened any more can't go on, and must not hold up the lane.
    fn or_unknown(
        &mut self,
        done: Result<(), StationError>,
        job: &Job,
        author: &Author,
        watch: Watcher<'_>,
    ) -> Result<(), StationError> {
        use StationError as E;
        let lost = matches!(
            &done,
            Err(E::RecordLost(_) | E::PreparedDiffers(_) | E::Store(StoreError::Sealed(_)))
        );
        let act = job.stage.open_act().or(job.stage.coming_act());
        let (true, Some(act)) = (lost, act) else { return done };
        let cause = Cause::RecordLost {};
        let lost = unsettled(act, cause.clone(), None, None);
        self.book_outcome(author, vec![lost], Some(&cause), watch)
    }

    fn do_act(
        &mut self,
        act: Act,
        job: &Job,
        author: &Author,
        watch: Watcher<'_>,
    ) -> Result<(), StationError> {
        match act {
            Act::Encode => act::encode::encode(self, job, author, watch),
            Act::Print => act::print::print(self, job, author, watch),
            Act::Erase => act::reject::erase(self, job, author, watch),
            Act::Reject { reason, chip } => {
                act::reject::reject(self, job, author, watch, (reason, chip))
            }
            Act::Settle(name) => {
                watch(Step::Settling {});
                act::settle::settle(self, job, author, name)
            }
            Act::TakeLease | Act::Prepare | Act::Feed | Act::GiveBack | Act::Wait(_) => Ok(()),
        }
    }

    /// Finishes what a stop in the middle left at this lane; called before any new job.
    pub fn recover(&mut self, watch: Watcher<'_>) -> Result<(), StationError> {
        let unfinished = self.held_jobs();
        if unfinished.is_empty() {
            return self.connect();
        }
        for id in unfinished {
            // A card that waits for a person does not hold up the next one.
            let order = Order { job: id, actor: "cetakd".into(), nik: None };
            match self.run_one(&order, watch) {
                Ok(_)
                | Err(
                    StationError::Unknown { .. }
                    | StationError::Refused(_)
                    | StationError::BlanksSpoiled { .. },
                ) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    /// Jobs whose blank is, or may be, in this machine.
    fn held_jobs(&self) -> Vec<JobId> {
        let writer = self.station.ledger.lock();
        let ours = writer.unfinished().filter(|job| job.lane.as_ref() == Some(&self.name));
        ours.filter(|job| job.holds_machine()).map(|job| job.id.clone()).collect()
    }

    /// The lane may act for this job: connected, not stopped, no other card in the machine.
    fn ready_for(&mut self, job: &Job) -> Result<(), StationError> {
        let elsewhere = job.lane.as_ref().filter(|lane| **lane != self.name);
        if let Some(lane) = elsewhere.filter(|_| job.holds_machine()) {
            return Err(StationError::Busy { lane: lane.clone(), job: job.id.clone() });
        }
        if self.connected.is_none() {
            self.connect()?;
        }
        if let Some(cause) = self.book().stopped {
            return Err(StationError::LaneStopped { lane: self.name.clone(), cause });
        }
        if let Some(other) = self.held_jobs().into_iter().find(|held| *held != job.id) {
            return Err(StationError::Busy { lane: self.name.clone(), job: other });
        }
        Ok(())
    }

    /// Takes the printer in hand and books who it is. Counters that moved without us stop the
    /// lane, unless an open act of ours explains them.
    pub fn connect(&mut self) -> Result<(), StationError> {
        let identity = self.printer.connect()?;
        // A card in work belongs to the printer that fed it: another one's counters and hands prove
        // nothing of it, and its print would be somebody else's.
        let fed_by = self.book().printer_serial.filter(|_| !self.held_jobs().is_empty());
        let wanted = self.bound_to.iter().chain(&fed_by);
        if wanted.into_iter().any(|serial| *serial != identity.serial) {
            return Err(self.paused(Cause::OtherPrinter { serial: identity.serial }));
        }
        let found = counted(self.printer.barrier()?);
        let restarted = self.readiness()?.restarted;
        let printer = PrinterFacts {
            serial: identity.serial,
            model: identity.model,
            firmware: identity.firmware,
        };
        let booked = self.book();
        let mut events = vec![Event::LaneConnected {
            printer: printer.clone(),
            reader: self.reader.name().to_owned(),
            counters: found,
            restarted,
        }];
        let same_printer = booked.printer_serial.as_ref() == Some(&printer.serial);
        let last = booked.counters.filter(|_| same_printer && !self.moving_act_is_open());
        events.extend(last.into_iter().flat_map(|last| jumped(last, found)));
        self.station.ledger.book(&self.lane_author("cetakd"), events)?;
        self.connected = Some(printer);
        Ok(())
    }

    /// An act that moves counters has no outcome yet: its own settling compares them.
    fn moving_act_is_open(&self) -> bool {
        let writer = self.station.ledger.lock();
        let mut ours = writer.unfinished().filter(|job| job.lane.as_ref() == Some(&self.name));
        ours.any(|job| {
            let open = job.stage.open_act();
            matches!(open, Some(ActName::Feed | ActName::Print | ActName::Reject))
        })
    }

    /// A person has looked and helped: the lane goes on, if nothing stops it again.
    pub fn release(&mut self, actor: &str, watch: Watcher<'_>) -> Result<(), StationError> {
        let book = self.book();
        if let Some(cause) = book.stopped.filter(Cause::ends_by_confirming) {
            return Err(StationError::LaneStopped { lane: self.name.clone(), cause });
        }
        let mut events = vec![Event::LaneReleased {}];
        let outside = self.outside(book.confirmed);
        events.extend(outside.map(|cause| Event::LaneStopped { cause }));
        self.station.ledger.book(&self.lane_author(actor), events)?;
        self.connected = None;
        self.recover(watch)?;
        match self.book().stopped {
            Some(cause) => Err(StationError::LaneStopped { lane: self.name.clone(), cause }),
            None => Ok(()),
        }
    }

    /// Counters before an act; they must be those after the last one.
    pub(super) fn counters_unmoved(&mut self) -> Result<Counted, StationError> {
        let found = counted(self.printer.counters()?);
        let Some(last) = self.book().counters else { return Ok(found) };
        let events = jumped(last, found);
        if events.is_empty() {
            return Ok(found);
        }
        let stops = events.iter().any(|event| matches!(event, Event::LaneStopped { .. }));
        self.station.ledger.book(&self.lane_author("cetakd"), events)?;
        if stops {
            let cause = Cause::EvidenceContradicts {};
            return Err(StationError::LaneStopped { lane: self.name.clone(), cause });
        }
        Ok(found)
    }

    /// Books an outcome; a cause that ends the shift stops the lane in the same booking.
    pub(super) fn book_outcome(
        &mut self,
        author: &Author,
        mut events: Vec<Event>,
        cause: Option<&Cause>,
        watch: Watcher<'_>,
    ) -> Result<(), StationError> {
        if let Some(cause) = cause {
            watch(Step::ActFailed { cause: cause.clone() });
            let lost_track = events.iter().any(|event| matches!(event, Event::ActUnsettled { .. }));
            let stop = match cause.stops_the_lane() {
                true => Some(cause.clone()),
                false if lost_track => self.blind(cause),
                false => None,
            };
            events.extend(stop.map(|cause| Event::LaneStopped { cause }));
        }
        Ok(self.station.ledger.book(author, events)?)
    }

    /// Why a lane that lost sight of a card can't go on. A card that nobody can place may still be
    /// in the machine, and the next feed would push it out among the good ones.
    fn blind(&mut self, cause: &Cause) -> Option<Cause> {
        let before = self.station.ledger.lock().unknown_at(&self.name);
        if before + 1 >= MAX_UNKNOWN {
            return Some(Cause::TooManyUnknown { cards: before + 1 });
        }
        (!self.machine_proven_empty()).then(|| cause.clone())
    }

    pub(super) fn book(&self) -> LaneBook {
        self.station.ledger.lane(&self.name)
    }

    pub(super) fn paused(&self, cause: Cause) -> StationError {
        StationError::Paused { lane: self.name.clone(), cause }
    }

    /// The same job goes on once a person has helped; after a stop of the program, at once.
    pub(super) fn wait_for_help(&self, cause: Cause) -> Result<(), StationError> {
        match cause {
            Cause::Interrupted {} => Ok(()),
            cause => Err(self.paused(cause)),
        }
    }

    pub(super) fn job(&self, id: &JobId) -> Result<Job, StationError> {
        let job = self.station.ledger.job(id)?;
        job.ok_or_else(|| StationError::RecordLost(id.clone()))
    }

    fn outcome(&self, job: Job) -> Result<Job, StationError> {
        match &job.stage {
            Stage::Ended(crate::job::End::Refused(refusal)) => {
                Err(StationError::Refused(refusal.clone()))
            }
            Stage::Ended(crate::job::End::Spoiled(reason)) => {
                Err(StationError::BlanksSpoiled { job: job.id, reason: *reason })
            }
            Stage::Unknown { act, cause, .. } => {
                let (act, cause) = (*act, cause.clone());
                Err(StationError::Unknown { job: job.id, act, cause })
            }
            _ => Ok(job),
        }
    }

    pub(super) fn lane_author(&self, actor: &str) -> Author {
        Author { lane: Some(self.name.clone()), ..Author::person(actor) }
    }
}

/// Nobody knows what an act did; `blank` where a feed took one that nobody saw.
pub(super) fn unsettled(
    act: ActName,
    cause: Cause,
    counters: Option<Counted>,
    blank: Option<BlankName>,
) -> Event {
    Event::ActUnsettled { act, cause, counters, blank }
}

impl std::fmt::Debug for Lane {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lane").field("name", &self.name).finish_non_exhaustive()
    }
}
