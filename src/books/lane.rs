//! What the books know of a lane: its printer's last counters, whether it is proven, and whether
//! it stands still. `before` of each act must equal `after` of the last.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::day::LaneDay;
use super::stock::blanks_in_a_jump;
use crate::journal::{Cause, Counted, Entry, Event, Film, ReportedOutcome, Verdict};

/// Spoiled blanks in a row after which a lane stops.
pub const MAX_SPOILED_IN_A_ROW: u32 = 3;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LaneBook {
    pub printer_serial: Option<String>,
    pub reader: Option<String>,
    /// Printer and reader belong together: shown by a card since they were last connected.
    pub proven: bool,
    pub counters: Option<Counted>,
    pub stopped: Option<Cause>,
    /// What the card sensor reads with a card inside and without.
    pub sensor: Option<Calibration>,
    /// Lost in the machine since it last made a card.
    pub spoiled_in_a_row: u32,
    /// Made, and called spoiled by who looked, since one was last called good.
    pub bad_looks_in_a_row: u32,
    /// What people last said of film and temperature.
    pub confirmed: Option<Confirmed>,
    /// Since the last close.
    pub day: LaneDay,
}

/// What a model can't report, as a person last read it off the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    pub at: Timestamp,
    pub film: Option<Film>,
    pub temperature: Option<u16>,
}

/// Two readings of a card sensor that are far enough apart to tell one state from the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calibration {
    pub inside: u32,
    pub empty: u32,
}

impl Calibration {
    /// Closer readings tell nothing.
    pub const MIN_GAP: u32 = 1_000;

    pub fn new(inside: u32, empty: u32) -> Option<Self> {
        (inside.abs_diff(empty) >= Self::MIN_GAP).then_some(Self { inside, empty })
    }

    /// Whether a card is inside; `None` for a reading near neither.
    pub fn card_inside(&self, reading: u32) -> Option<bool> {
        let near = self.inside.abs_diff(self.empty) / 4;
        match (reading.abs_diff(self.inside) <= near, reading.abs_diff(self.empty) <= near) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }
}

impl LaneBook {
    /// Three lost blanks in a row are no accident.
    pub fn circuit_breaks(&self) -> Option<Cause> {
        let blanks = self.spoiled_in_a_row.max(self.bad_looks_in_a_row);
        let breaks = blanks >= MAX_SPOILED_IN_A_ROW && self.stopped.is_none();
        breaks.then_some(Cause::SpoiledInARow { blanks })
    }

    pub fn apply(&mut self, entry: &Entry) {
        let before = self.counters.zip(self.printer_serial.clone());
        self.note(entry);
        if let (Some((before, serial)), Some(after)) = (before, self.counters)
            && self.printer_serial.as_ref() == Some(&serial)
        {
            self.day.balance.fed += fed(entry, &before, &after);
        }
    }

    fn note(&mut self, entry: &Entry) {
        match &entry.event {
            Event::LaneConnected { printer, reader, counters, .. } => {
                if self.printer_serial.as_ref() != Some(&printer.serial) {
                    self.sensor = None;
                }
                self.printer_serial = Some(printer.serial.clone());
                self.reader = Some(reader.clone());
                self.proven = false;
                self.counters = Some(*counters);
            }
            Event::LaneProven { .. } => self.proven = true,
            Event::SensorCalibrated { inside, empty } => {
                self.sensor = Calibration::new(*inside, *empty);
            }
            Event::ActUnsettled { counters: Some(counters), .. } => {
                self.counters = Some(*counters);
            }
            Event::CountersJumped { found, .. } => self.counters = Some(*found),
            Event::LaneStopped { cause } => self.stopped = Some(cause.clone()),
            Event::LaneReleased {} => {
                self.stopped = None;
                self.spoiled_in_a_row = 0;
                self.bad_looks_in_a_row = 0;
            }
            Event::LaneConfirmed { film, temperature } => {
                let before = self.confirmed;
                self.confirmed = Some(Confirmed {
                    at: entry.at,
                    film: film.or(before.and_then(|before| before.film)),
                    temperature: temperature.or(before.and_then(|before| before.temperature)),
                });
            }
            Event::FeedIntended { counters }
            | Event::FeedFinished { counters, .. }
            | Event::FeedFailed { counters, .. }
            | Event::PrintIntended { counters }
            | Event::PrintFailed { counters, .. }
            | Event::RejectIntended { counters, .. } => self.counters = Some(*counters),
            Event::PrintFinished { counters } => {
                self.counters = Some(*counters);
                self.spoiled_in_a_row = 0;
            }
            Event::RejectFinished { counters } => {
                self.counters = Some(*counters);
                self.spoiled_in_a_row += 1;
            }
            Event::CardInspected { verdict: Verdict::Spoiled(_), .. } => {
                self.bad_looks_in_a_row += 1;
            }
            Event::CardInspected { verdict: Verdict::Good, .. } => self.bad_looks_in_a_row = 0,
            Event::OutcomeReported { outcome: ReportedOutcome::Printed, .. } => self.day.told += 1,
            _ => {}
        }
    }
}

/// Blanks that one printer counted between two readings; a counter that runs back counts back. Of
/// a jump a cleaning card that was printed on is a blank.
fn fed(entry: &Entry, before: &Counted, after: &Counted) -> i64 {
    let blanks = |read: &Counted| read.cards as i64 - read.cleanings as i64;
    let counted = blanks(after) - blanks(before);
    match &entry.event {
        Event::CountersJumped { booked, found } if found.cards >= booked.cards => {
            let jumped = i64::try_from(blanks_in_a_jump(booked, found)).unwrap_or(i64::MAX);
            counted + jumped - (blanks(found) - blanks(booked))
        }
        _ => counted,
    }
}
