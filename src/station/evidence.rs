//! Gathers evidence: counters after the barrier, and who lies at the lane's reader.

use std::time::Duration;

use super::error::StationError;
use super::lane::{Lane, unsettled};
use super::step::Watcher;
use crate::books::Calibration;
use crate::device::printer::Nack;
use crate::device::{PrinterError, ReaderError};
use crate::job::evidence::{Evidence, Seen};
use crate::journal::{ActName, Cause, Counted, Event};
use crate::record::Uid;
use crate::store::Author;

/// How long a card may take to show at the reader, or to leave it, once the printer says so.
const CARD_MOVES: Duration = Duration::from_secs(10);
/// How long the reader is given where nobody knows whether a card is there.
const CARD_SHOWS: Duration = Duration::from_millis(500);

/// Looks at a card that was reset under the look.
const MAX_LOOKS: u32 = 3;

/// Where the card must be if the act went as acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    AtReader,
    Gone,
    /// Nobody acknowledged anything.
    Either,
}

impl Lane {
    /// The barrier first, then what the reader sees.
    pub(super) fn evidence(
        &mut self,
        before: Counted,
        expected: Expected,
    ) -> Result<Evidence, StationError> {
        let after = counted(self.printer.barrier()?);
        let restarted = self.printer.readiness()?.restarted;
        match expected {
            Expected::AtReader => self.reader.wait_for_card(CARD_MOVES)?,
            Expected::Gone => self.reader.wait_for_removal(CARD_MOVES)?,
            Expected::Either => self.reader.wait_for_card(CARD_SHOWS)?,
        };
        let seen = self.see()?;
        Ok(Evidence { before, after, seen, restarted, inside: self.card_inside()? })
    }

    /// Whether a card is in the machine, as far as its calibrated sensor or itself can tell.
    pub(super) fn card_inside(&mut self) -> Result<Option<bool>, PrinterError> {
        if let Some(calibration) = self.book().sensor {
            let reading = self.printer.card_sensor()?;
            let inside = reading.and_then(|reading| calibration.card_inside(reading));
            if inside.is_some() {
                return Ok(inside);
            }
        }
        Ok(self.printer.readiness()?.card_inside)
    }

    /// Nothing at the reader, and a witness that nothing hangs elsewhere.
    pub(super) fn machine_proven_empty(&mut self) -> bool {
        matches!(self.see(), Ok(Seen::Nothing)) && matches!(self.card_inside(), Ok(Some(false)))
    }

    /// Reads the sensor while a card is proven inside; a calibrated one is left alone.
    pub(super) fn sense_card(&mut self) {
        if self.book().sensor.is_none() {
            self.sensed = self.printer.card_sensor().ok().flatten();
        }
    }

    /// Reads it again once that card is proven gone: what to book if the two can be told apart.
    pub(super) fn calibrate(&mut self) -> Option<Event> {
        let inside = self.sensed.take()?;
        let empty = self.printer.card_sensor().ok().flatten()?;
        Calibration::new(inside, empty).map(|_| Event::SensorCalibrated { inside, empty })
    }

    /// What lies at this lane's reader at this moment.
    pub(super) fn see(&mut self) -> Result<Seen, ReaderError> {
        let mut looks = MAX_LOOKS;
        loop {
            if !self.reader.wait_for_card(Duration::ZERO)? {
                return Ok(Seen::Nothing);
            }
            looks -= 1;
            match self.reader.connect().and_then(|mut card| card.uid()) {
                Ok(uid) => return Ok(Seen::Card(uid)),
                // Just powered anew: reading may be tried again.
                Err(ReaderError::CardReset) if looks > 0 => {}
                Err(ReaderError::NoCard | ReaderError::CardRemoved) => return Ok(Seen::Nothing),
                Err(ReaderError::Mute | ReaderError::Uid(_) | ReaderError::ShortAnswer(_)) => {
                    return Ok(Seen::Silent);
                }
                Err(other) => return Err(other),
            }
        }
    }

    /// The very card of this job is at the station: looked at again before each act on it.
    pub(super) fn same_card(&mut self, uid: &Uid) -> Result<(), Cause> {
        match self.see() {
            Ok(Seen::Card(seen)) if seen == *uid => Ok(()),
            Ok(Seen::Card(_)) => Err(Cause::OtherCard {}),
            Ok(Seen::Nothing) => Err(Cause::CardNotSeen {}),
            Ok(Seen::Silent) => Err(Cause::ChipSilent {}),
            Err(_) => Err(Cause::ReaderLost {}),
        }
    }
}

impl Lane {
    /// Before an act on the card at the station: if it is not there, nobody knows where it is.
    /// False once that is booked.
    pub(super) fn prove_card(
        &mut self,
        uid: &Uid,
        act: ActName,
        author: &Author,
        watch: Watcher<'_>,
    ) -> Result<bool, StationError> {
        match self.same_card(uid) {
            Ok(()) => Ok(true),
            Err(Cause::ReaderLost {}) => Err(self.paused(Cause::ReaderLost {})),
            Err(cause) => {
                let events = vec![unsettled(act, cause.clone(), None, None)];
                self.book_outcome(author, events, Some(&cause), watch)?;
                Ok(false)
            }
        }
    }
}

/// A gap between the last reading and this one: booked; only cleaning passes don't stop the lane.
pub(super) fn jumped(booked: Counted, found: Counted) -> Vec<Event> {
    if booked == found {
        return Vec::new();
    }
    let mut events = vec![Event::CountersJumped { booked, found }];
    // A cleaning card counts as a card, and is no blank.
    let taken = found.cards.checked_sub(booked.cards);
    let cleaned = found.cleanings.checked_sub(booked.cleanings);
    let explained = taken == Some(0) || (taken.is_some() && taken == cleaned);
    if !explained || booked.panels != found.panels {
        events.push(Event::LaneStopped { cause: Cause::EvidenceContradicts {} });
    }
    events
}

pub(super) fn counted(counters: crate::device::Counters) -> Counted {
    let crate::device::Counters { cards, panels, cleanings } = counters;
    Counted { cards, panels, cleanings }
}

/// The journal's word for what a printer did to us.
pub fn cause_of(error: &PrinterError) -> Cause {
    match error {
        PrinterError::Refused { command, nack } => match nack {
            Nack::Feeder => Cause::HopperEmpty {},
            Nack::CoverOpen => Cause::CoverOpen {},
            Nack::Mechanical => Cause::Jam {},
            Nack::Ribbon => Cause::Ribbon {},
            Nack::Command | Nack::Parameter => {
                Cause::PrinterRefused { command: (*command).to_owned() }
            }
        },
        PrinterError::NoAnswer { command, .. } | PrinterError::Garbled { command, .. } => {
            Cause::PrinterSilent { command: (*command).to_owned() }
        }
        PrinterError::Line { .. } => Cause::PrinterLost {},
        PrinterError::Unsettled => Cause::EvidenceContradicts {},
        PrinterError::Restarted | PrinterError::NotLoaded => {
            Cause::PrinterRefused { command: "print".into() }
        }
        PrinterError::UnknownModel(_)
        | PrinterError::Unmanaged(_)
        | PrinterError::Geometry { .. } => Cause::PrinterRefused { command: "connect".into() },
    }
}
