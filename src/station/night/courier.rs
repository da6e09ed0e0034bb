//! Leases ahead: in the order of the cards, as far as the line allows, so that a line that dies in
//! the night stops nothing that was fetched before. A dead line is tried again, ever less often.

use std::collections::BTreeMap;
use std::time::Duration;

use super::progress::BatchStep;
use super::state::{Night, Waiting, not_begun};
use crate::device::SourceError;
use crate::job::Stage;
use crate::journal::JobId;
use crate::station::act::lease;
use crate::station::error::StationError;
use crate::station::shift::Chain;
use crate::store::Author;

/// Leases that may wait for their turn: whoever is leased to us can't be printed elsewhere.
pub const MAX_LEASES_AHEAD: usize = 500;
/// Between two tries of a dead line, at first and at most.
const TRY_AGAIN: Duration = Duration::from_secs(1);
const TRY_AT_LEAST_EVERY: Duration = Duration::from_secs(30);
/// With nothing to fetch it looks again so often, changed or not; and so long is a card passed over
/// that the source alone stands against, or that is in other hands.
const LOOK_EVERY: Duration = Duration::from_secs(60);

impl Night {
    /// Fetches until the program stops.
    pub fn fetch_leases(&self) {
        let (mut pause, mut down) = (TRY_AGAIN, false);
        let mut passed_over = BTreeMap::new();
        while let Some(next) = self.next_without_lease(&mut passed_over) {
            match self.fetch(&next) {
                Ok(()) => {
                    pause = TRY_AGAIN;
                    if std::mem::take(&mut down) {
                        self.lock().tell(&BatchStep::LineUp {});
                    }
                }
                Err(StationError::Source(error)) if is_the_line(&error) => {
                    tracing::warn!(%error, "leases wait for the line");
                    if !std::mem::replace(&mut down, true) {
                        self.lock().tell(&BatchStep::LineDown {});
                    }
                    self.rest(pause);
                    pause = (pause * 2).min(TRY_AT_LEAST_EVERY);
                }
                Err(error) => {
                    tracing::warn!(job = %next.job, error = %Chain(&error), "no lease for a card");
                    passed_over.insert(next.job, self.station.clock.elapsed());
                }
            }
        }
    }

    /// Waits for a card that needs a lease; `None` once the program stops.
    fn next_without_lease(&self, passed_over: &mut BTreeMap<JobId, Duration>) -> Option<Waiting> {
        let mut state = self.lock();
        loop {
            if state.halted {
                return None;
            }
            let now = self.station.clock.elapsed();
            passed_over.retain(|_, since| now < *since + LOOK_EVERY);
            if let Some(batch) = state.running() {
                let leased = batch.waiting.iter().filter(|card| card.kind.is_some()).count();
                let lacks =
                    |card: &&Waiting| card.kind.is_none() && !passed_over.contains_key(&card.job);
                let next = batch.waiting.iter().find(lacks).cloned();
                if let Some(next) = next.filter(|_| leased < MAX_LEASES_AHEAD) {
                    batch.in_hand += 1;
                    return Some(next);
                }
            }
            state = self.wait(state, LOOK_EVERY);
        }
    }

    fn fetch(&self, next: &Waiting) -> Result<(), StationError> {
        let fetched = self.take_lease(next);
        let job = self.station.ledger.job(&next.job);
        let mut state = self.lock();
        if let Some(batch) = &mut state.batch {
            batch.in_hand -= 1;
            if let Ok(Some(job)) = &job {
                match not_begun(job) {
                    true => {
                        let kind = job.lease.as_ref().map(|lease| lease.kind);
                        let card = batch.waiting.iter_mut().find(|card| card.n == next.n);
                        card.into_iter().for_each(|card| card.kind = kind);
                    }
                    false => batch.waiting.retain(|card| card.n != next.n),
                }
            }
        }
        if let Ok(Some(job)) = &job {
            self.tell_fate(&mut state, next.n, job);
        }
        self.changed(&state);
        fetched
    }

    fn take_lease(&self, next: &Waiting) -> Result<(), StationError> {
        let station = &self.station;
        let _claim = station.claims.claim(&next.job)?;
        let lost = || StationError::RecordLost(next.job.clone());
        let (job, person) = {
            let writer = station.ledger.lock();
            let job = writer.job(&next.job)?.ok_or_else(lost)?;
            let person = writer.reader()?.person_data(&job.opened.person, &station.sealing)?;
            (job, person.ok_or_else(lost)?)
        };
        if job.stage != Stage::Opened {
            return Ok(());
        }
        let author = Author::of_job("cetakd", &next.job);
        lease::take(station, &job, &author, &person.nik, &|_| ())
    }

    /// Nothing of the batch changes how long a dead line is left alone, but a stop.
    pub(super) fn rest(&self, long: Duration) {
        let clock = self.station.clock.clone();
        let until = clock.elapsed() + long;
        let mut state = self.lock();
        while !state.halted {
            let left = until.saturating_sub(clock.elapsed());
            if left.is_zero() {
                return;
            }
            state = self.wait(state, left);
        }
    }
}

/// The source's own word about one person says nothing of the line.
fn is_the_line(error: &SourceError) -> bool {
    !matches!(error, SourceError::Refused(_) | SourceError::Conflict(_))
}
