//! What a lane's machine last said of itself, readable while the lane works; and what people say
//! of it where it can't speak. A look moves nothing and books nothing.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::error::StationError;
use super::evidence::cause_of;
use super::lane::Lane;
use super::step::Watcher;
use crate::books::Confirmed;
use crate::device::{PrinterError, Readiness};
use crate::journal::{Cause, Event, Film};

/// Written by the lane's own thread, read by anybody.
#[derive(Debug, Clone, Default)]
pub struct Gauge(Arc<Mutex<Reading>>);

#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The lane is at work: it answers when its card is done.
    pub busy: bool,
    pub seen: Option<Seen>,
}

/// The machine's own word, dated.
#[derive(Debug, Clone)]
pub struct Seen {
    pub at: Timestamp,
    pub readiness: Readiness,
    pub seconds_a_card: Option<u32>,
}

/// What a person has read off a retransfer printer.
#[derive(Debug, Clone, Copy)]
pub struct Confirmation {
    pub film: Option<Film>,
    pub temperature: Option<u16>,
}

impl Gauge {
    pub fn read(&self) -> Reading {
        self.lock().clone()
    }

    pub fn set_busy(&self, busy: bool) {
        self.lock().busy = busy;
    }

    fn saw(&self, seen: Seen) {
        self.lock().seen = Some(seen);
    }

    fn lock(&self) -> MutexGuard<'_, Reading> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lane {
    /// Asks the machine and keeps its answer where others can read it.
    pub(super) fn readiness(&mut self) -> Result<Readiness, PrinterError> {
        let readiness = self.printer.readiness()?;
        self.gauge.saw(Seen {
            at: self.station.clock.now(),
            readiness: readiness.clone(),
            seconds_a_card: self.printer.seconds_a_card(),
        });
        Ok(readiness)
    }

    /// One look for a plan. A line that broke is opened again; the next act takes the printer in
    /// hand anew all the same, and books it.
    pub(super) fn look(&mut self) -> Result<(), Cause> {
        if self.readiness().is_ok() {
            return Ok(());
        }
        self.connected = None;
        let identity = self.printer.connect().map_err(|error| cause_of(&error))?;
        if self.bound_to.as_ref().is_some_and(|serial| *serial != identity.serial) {
            return Err(Cause::OtherPrinter { serial: identity.serial });
        }
        self.readiness().map(drop).map_err(|error| cause_of(&error))
    }

    /// Books what a person says of film and temperature. Outside the window the lane stands still
    /// until somebody says otherwise.
    pub(super) fn confirm(
        &mut self,
        actor: &str,
        said: Confirmation,
        watch: Watcher<'_>,
    ) -> Result<(), StationError> {
        if self.station.batch.limits(&self.name).retransfer.is_none() {
            return Err(StationError::NotRetransfer(self.name.clone()));
        }
        let Confirmation { film, temperature } = said;
        let mut book = self.book();
        let before = book.confirmed;
        let now = Confirmed {
            at: self.station.clock.now(),
            film: film.or(before.and_then(|before| before.film)),
            temperature: temperature.or(before.and_then(|before| before.temperature)),
        };
        let outside = self.outside(Some(now));
        let waits = book.stopped.as_ref().is_some_and(Cause::ends_by_confirming);
        let mut events = vec![Event::LaneConfirmed { film, temperature }];
        let released = waits && outside.is_none();
        match outside {
            // Another stop is for another look: it is neither lifted nor covered up.
            Some(cause) if waits || book.stopped.is_none() => {
                events.push(Event::LaneStopped { cause });
            }
            None if waits => events.push(Event::LaneReleased {}),
            _ => {}
        }
        self.station.ledger.book(&self.lane_author(actor), events)?;
        if released {
            self.connected = None;
            self.recover(watch)?;
        }
        book = self.book();
        match book.stopped {
            Some(cause) => Err(StationError::LaneStopped { lane: self.name.clone(), cause }),
            None => Ok(()),
        }
    }

    /// What keeps a retransfer printer from printing, by what people said of it.
    pub(super) fn outside(&self, confirmed: Option<Confirmed>) -> Option<Cause> {
        let window = self.station.batch.limits(&self.name).retransfer?;
        let Confirmed { film, temperature, .. } = confirmed?;
        if film == Some(Film::Ended) {
            return Some(Cause::Film {});
        }
        let celsius = temperature.filter(|celsius| !window.holds(*celsius))?;
        Some(Cause::TemperatureOutside { celsius, least: window.least, most: window.most })
    }
}
