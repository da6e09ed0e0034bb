//! What the writer makes of the clock, and of what others have heard of this journal. A clock that
//! jumped and a journal that is behind its own reports are for people.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::author::{Author, Beside};
use super::error::StoreError;
use super::read::Reader;
use super::writer::Writer;
use crate::books::clock;
use crate::device::Clock;
use crate::job::Job;
use crate::journal::{Event, Head, LOCK_LASTS, StaffName};

/// What this run of the program knows by the time that nobody sets.
#[derive(Debug)]
pub(super) struct Run {
    began: Duration,
    /// A person's word on the clock.
    confirmed: Option<Duration>,
    /// Everybody's last wrong PIN.
    wrong_pins: BTreeMap<StaffName, Duration>,
}

impl Run {
    pub fn new(clock: &dyn Clock) -> Self {
        Self { began: clock.elapsed(), confirmed: None, wrong_pins: BTreeMap::new() }
    }

    /// Something was booked.
    pub fn take(&mut self, event: &Event, elapsed: Duration) {
        match event {
            Event::ClockConfirmed { .. } => self.confirmed = Some(elapsed),
            Event::PinWrong { name } => {
                self.wrong_pins.insert(name.clone(), elapsed);
            }
            _ => {}
        }
    }
}

impl Reader<'_> {
    /// Where the books stand, if a clock that says `now` has still to get there.
    pub fn ahead_of(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let head = self.head()?;
        let last = if head.seq == 0 { now } else { self.entry(head.seq)?.at };
        Ok(Some(last).filter(|last| *last > now))
    }
}

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

    /// What a lease is judged by: the later of clock and last entry, so that a clock put back
    /// revives none. Where the books stand ahead of a clock that a person has confirmed, a lease
    /// taken behind their word goes by that and what has run since. None: one to be taken now.
    pub fn lease_time(&self, job: Option<&Job>) -> Timestamp {
        let entry = job.map_or(u64::MAX, |job| job.leased_by);
        let Some(confirmed) = self.books.clock.confirmed_for(entry, self.last_at) else {
            return self.now();
        };
        let found = self.clock.now();
        let ran = self.run.confirmed.map(|then| self.clock.elapsed().saturating_sub(then));
        match ran.map(|ran| confirmed.saturating_add(ran)) {
            Some(Ok(ran)) => ran.max(found),
            // In an earlier run, and put back since.
            _ if found < confirmed => self.now(),
            _ => found,
        }
    }

    /// How long somebody is locked out: by the books' time or by this run's, whichever is over
    /// first. Books that stand still lock nobody out for ever.
    pub fn locked_for(&self, name: &StaffName) -> Option<SignedDuration> {
        let (_, book) = self.books.staff.person(name.as_str())?;
        let by_books = book.locked_until()?.duration_since(self.now());
        let since = self.run.wrong_pins.get(name).copied().unwrap_or(self.run.began);
        let ran = SignedDuration::try_from(self.clock.elapsed().saturating_sub(since));
        let by_run = LOCK_LASTS.saturating_sub(ran.unwrap_or(SignedDuration::MAX));
        Some(by_books.min(by_run)).filter(SignedDuration::is_positive)
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
