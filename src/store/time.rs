//! What the writer makes of the clock, and of what others have heard of this journal. A clock that
//! jumped and a journal that is behind its own reports are for people.

use jiff::Timestamp;

use super::author::{Author, Beside};
use super::error::StoreError;
use super::writer::Writer;
use crate::books::clock;
use crate::journal::{Event, Head};

impl Writer {
    /// The later of clock and last entry, to the microsecond, so that what is compared is what is
    /// read back. While the clock is doubted, time stands still.
    pub fn now(&self) -> Timestamp {
        let now = self.clock.now();
        match self.books.clock.doubted {
            Some(_) => self.last_at,
            None => now.round(jiff::Unit::Microsecond).unwrap_or(now).max(self.last_at),
        }
    }

    /// True while the clock waits for a person; a jump since the last look is booked.
    pub fn clock_is_doubted(&mut self) -> Result<bool, StoreError> {
        self.doubt_clock()?;
        Ok(self.books.clock.doubted.is_some())
    }

    pub(super) fn doubt_clock(&mut self) -> Result<(), StoreError> {
        if self.books.clock.doubted.is_some() {
            return Ok(());
        }
        let (now, elapsed) = (self.clock.now(), self.clock.elapsed());
        let expected = match self.believed {
            Some((believed, then)) => believed + elapsed.saturating_sub(then),
            None => self.books.clock.expected(self.last_at),
        };
        if self.head.seq == 0 || !clock::jumped(expected, now) {
            self.believed = Some((now, elapsed));
            return Ok(());
        }
        self.believed = None;
        let author = Author { actor: "cetakd".into(), ..Author::default() };
        let doubted = vec![Event::ClockDoubted { expected, found: now }];
        self.write(self.last_at, &author, doubted, &Beside::Nothing)
    }

    /// A person has looked at a clock and found this computer's right.
    pub fn confirm_clock(&mut self, author: &Author) -> Result<Timestamp, StoreError> {
        let now = self.clock.now();
        self.believed = Some((now, self.clock.elapsed()));
        let confirmed = vec![Event::ClockConfirmed { now }];
        self.write(self.last_at, author, confirmed, &Beside::Nothing)?;
        Ok(now)
    }

    /// Another who was told of this journal knows entries that are not here: it is a copy, or cut.
    /// Nothing is written on it any more.
    pub fn freeze(&mut self, anchor: Head) {
        self.behind = Some(anchor);
    }
}
