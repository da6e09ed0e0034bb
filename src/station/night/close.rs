//! The end of a batch: every card made or ended, closing time, or a person's word. What was begun
//! is finished in its machine; what was not goes back, booked before anybody is told.

use std::sync::MutexGuard;
use std::time::Duration;

use super::progress::{BatchStep, Doing};
use super::state::{Night, State, not_begun};
use crate::job::{Job, Stage};
use crate::journal::{BatchEnd, Event, Refusal};
use crate::station::error::StationError;
use crate::station::shift::Chain;
use crate::store::{Author, Beside, Booking};

/// The clock is looked at so often; whoever sets it forward is noticed.
const LOOK_EVERY: Duration = Duration::from_secs(20);
/// After the books could not be written.
const TRY_AGAIN: Duration = Duration::from_secs(2);

impl Night {
    /// Watches the clock and the end until the program stops.
    pub fn keep_hours(&self) {
        let mut state = self.lock();
        while !state.halted {
            let long = match self.look_at_the_end(&mut state) {
                Ok(()) => self.until_closing(&state),
                Err(error) => {
                    tracing::error!(error = %Chain(&error), "the batch can't be closed");
                    TRY_AGAIN
                }
            };
            state = self.wait(state, long);
        }
    }

    fn until_closing(&self, state: &MutexGuard<'_, State>) -> Duration {
        let closes = state.batch.as_ref().and_then(|batch| batch.book.closes);
        let left = closes.map(|closes| closes.duration_since(self.station.now()));
        let left = left.and_then(|left| Duration::try_from(left).ok());
        left.map_or(LOOK_EVERY, |left| left.clamp(Duration::from_millis(1), LOOK_EVERY))
    }

    fn look_at_the_end(&self, state: &mut State) -> Result<(), StationError> {
        let Some(batch) = &state.batch else { return Ok(()) };
        // A clock that nobody believes closes nothing.
        let late = batch.book.closes.is_some_and(|closes| self.station.now() >= closes)
            && !self.station.ledger.lock().clock_is_doubted()?;
        if late && batch.book.ending.is_none() {
            self.say_end(state, "cetakd", BatchEnd::ClosingTime)?;
        }
        let working = state.lanes.values().any(|lane| at_work(&lane.doing));
        let Some(batch) = &mut state.batch else { return Ok(()) };
        if batch.book.ending.is_some() {
            // Personal data goes as soon as nobody will use it.
            batch.ready.clear();
        }
        if working || batch.in_hand > 0 {
            return Ok(());
        }
        match batch.book.ending {
            Some(end) => self.close(state, end),
            None => self.finish(state),
        }
    }

    /// Books that nothing more is begun.
    pub(super) fn say_end(
        &self,
        state: &mut State,
        actor: &str,
        end: BatchEnd,
    ) -> Result<(), StationError> {
        let Some(batch) = &state.batch else { return Ok(()) };
        let id = batch.book.id.clone();
        self.book(actor, Event::BatchEnding { batch: id, end })?;
        self.refresh(state);
        state.tell(&BatchStep::Ending { end });
        self.changed(state);
        Ok(())
    }

    /// If no card of it is left to be made, the batch is finished.
    fn finish(&self, state: &mut State) -> Result<(), StationError> {
        let Some(batch) = &state.batch else { return Ok(()) };
        if !batch.waiting.is_empty() || !batch.ready.is_empty() {
            return Ok(());
        }
        let open = self.open_jobs(state);
        if open.iter().all(|job| matches!(job.stage, Stage::Returning { .. })) {
            return self.close(state, BatchEnd::Finished);
        }
        // Somebody at the counter had it in hand and did not come to the end.
        if open.iter().any(not_begun)
            && let Some(mut again) = self.at_work()?
        {
            again.waiting.retain(|card| self.station.claims.claim(&card.job).is_ok());
            if !again.waiting.is_empty() {
                batch_in_order(state, again);
                self.changed(state);
            }
        }
        Ok(())
    }

    /// Its jobs that have not ended and are not for a person to settle.
    fn open_jobs(&self, state: &State) -> Vec<Job> {
        let Some(batch) = &state.batch else { return Vec::new() };
        let writer = self.station.ledger.lock();
        let of_it = |job: &&Job| {
            job.opened.batch.as_ref().is_some_and(|place| place.batch == batch.book.id)
                && !job.is_over()
                && !matches!(job.stage, Stage::Unknown { .. })
        };
        writer.unfinished().filter(of_it).cloned().collect()
    }

    /// All that was not begun goes back and the books close, in one booking.
    fn close(&self, state: &mut State, end: BatchEnd) -> Result<(), StationError> {
        let Some(batch) = &state.batch else { return Ok(()) };
        let id = batch.book.id.clone();
        let author = |job: Option<&Job>| Author {
            job: job.map(|job| job.id.clone()),
            ..Author::person("cetakd")
        };
        let mut going_back = Vec::new();
        let mut claims = Vec::new();
        for job in self.open_jobs(state).into_iter().filter(goes_back) {
            // In the hands of the counter: that one ends it.
            if let Ok(claim) = self.station.claims.claim(&job.id) {
                claims.push(claim);
                going_back.push((author(Some(&job)), given_back(&job)));
            }
        }
        let closed = Event::BatchClosed { batch: id.clone(), end };
        let last = (author(None), vec![closed]);
        let bookings: Vec<Booking<'_>> = going_back
            .iter()
            .chain([&last])
            .map(|(author, events)| Booking {
                author,
                events: events.clone(),
                beside: &Beside::Nothing,
            })
            .collect();
        self.station.ledger.lock().append_all(&bookings)?;
        drop(claims);
        self.station.bell.ring();
        let sums = self.totals(batch);
        state.tell(&BatchStep::Sums(sums));
        state.tell(&BatchStep::Closed { batch: id, end });
        state.batch = None;
        state.watchers.clear();
        Ok(())
    }
}

/// No lane has begun it, or it was refused and a stop came before its lease went back.
fn goes_back(job: &Job) -> bool {
    not_begun(job) || matches!(job.stage, Stage::Returning { .. })
}

/// A card that never had its turn, or whose end was said before.
fn given_back(job: &Job) -> Vec<Event> {
    match &job.lease {
        Some(taken) if !not_begun(job) => {
            vec![Event::LeaseGivenBack { lease: taken.lease.clone() }]
        }
        None => vec![Event::JobRefused { refusal: Refusal::BatchEnded {} }],
        Some(taken) => vec![
            Event::JobRefused { refusal: Refusal::BatchEnded {} },
            Event::LeaseGivenBack { lease: taken.lease.clone() },
        ],
    }
}

fn batch_in_order(state: &mut State, again: super::state::AtWork) {
    if let Some(batch) = &mut state.batch {
        batch.waiting = again.waiting;
    }
}

/// A card is in its machine, or may be: a start looks first.
fn at_work(doing: &Doing) -> bool {
    matches!(doing, Doing::Card { .. } | Doing::Recovering {})
}
