//! The barrier before evidence: in step, nothing under way, two equal readings of all counters.
//!
//! ACK says "sent correctly", and no question of the language asks whether the machine is at work.
//! So idleness is proven in one of three ways, or waited for. Every act was acknowledged and the
//! counters stand exactly where those acts take them: nothing is left that could move them. The
//! last act ended with NACK: the printer has stopped, for it makes no tries of its own. The last
//! host left the marker at rest. Else the longest act is waited out, from the last time anything
//! can have begun and anew each time that a counter moves.

use std::time::Duration;

use super::session::{Mark, Memory, Outlook, Session};
use super::wire;
use crate::device::printer::{Counters, PrinterError};

/// Between two looks at a machine that may be at work.
const POLL: Duration = Duration::from_millis(500);
/// Longest acts after which a machine whose counters still move is out of control.
const MAX_ACTS: u32 = 10;

impl Session {
    /// Counters that nothing under way can change any more.
    pub fn settle(&mut self) -> Result<Counters, PrinterError> {
        let deadline = self.clock.elapsed() + self.model.longest_act * MAX_ACTS;
        let mut last = self.counters()?;
        let settled = loop {
            let reading = self.counters()?;
            let now = self.clock.elapsed();
            if reading != last {
                self.idle_at = self.idle_at.max(now + self.model.longest_act);
            } else if self.is_idle(&reading, now) {
                break reading;
            }
            if now >= deadline {
                return Err(PrinterError::Unsettled);
            }
            last = reading;
            self.clock.sleep(POLL);
        };
        self.outlook = Outlook::Foretold(settled);
        self.rest()?;
        Ok(settled)
    }

    /// No picture stays in the printer.
    pub fn clear_bitmaps(&mut self) -> Result<(), PrinterError> {
        // A panel that is being printed must not be wiped under the head.
        self.settle()?;
        self.wipe()
    }

    pub(super) fn wipe(&mut self) -> Result<(), PrinterError> {
        self.order(wire::CLEAR_BITMAPS)?;
        self.memory = Memory::Empty;
        Ok(())
    }

    fn is_idle(&self, reading: &Counters, now: Duration) -> bool {
        match self.outlook {
            Outlook::Foretold(counters) if counters == *reading => true,
            Outlook::Ended => true,
            Outlook::Foretold(_) | Outlook::Open => now >= self.idle_at,
        }
    }

    /// Leaves the marker at rest, and no picture but that of a card about to be printed. A marker
    /// that power took stays lost until the next act: it is evidence.
    fn rest(&mut self) -> Result<(), PrinterError> {
        if self.mark()? == Mark::AtWork {
            self.order(self.model.marker.at_rest.1)?;
        }
        if self.memory == Memory::Stale { self.wipe() } else { Ok(()) }
    }
}
