//! Personal data goes when its time is over: the keys of what lay sealed are destroyed, while the
//! journal, its numbers and its sums stay.

use jiff::{SignedDuration, Timestamp};

use super::Station;
use super::error::StationError;
use crate::journal::Event;
use crate::store::Author;

/// People in one entry.
const AT_ONCE: u32 = 500;

impl Station {
    /// Erases everybody whose time is over; returns how many.
    pub fn erase_people(&self, actor: &str) -> Result<usize, StationError> {
        let mut erased = 0;
        loop {
            self.trust_clock()?;
            // Lanes book between two entries: a large office waits for nobody.
            let mut writer = self.ledger.lock();
            let until = kept_since(writer.now(), self.counter.retention_days);
            let people = writer.reader()?.due_for_erasure(until, AT_ONCE)?;
            if people.is_empty() {
                writer.checkpoint()?;
                return Ok(erased);
            }
            erased += people.len();
            writer.append(&Author::person(actor), vec![Event::PeopleErased { people }])?;
        }
    }
}

/// What happened after this moment is kept.
pub fn kept_since(now: Timestamp, days: u32) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MIN)
}
