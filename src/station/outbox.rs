//! What the source has yet to hear. Derived from the jobs, so nothing can be lost between two
//! tables; a report may be sent again, for it is idempotent and answered with the same receipt.
//! It goes by a line of its own, so that one slow answer holds up neither a lane nor a counter.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::error::StationError;
use super::{Chain, Station};
use crate::device::source::{Outcome, Receipt, Report};
use crate::device::{PrrSource, SourceError};
use crate::job::{Due, Job};
use crate::journal::{Event, JobId, ReportedOutcome};
use crate::store::Author;

/// Between two tries of a dead line, at first and at most.
const TRY_AGAIN: Duration = Duration::from_secs(1);
const TRY_AT_LEAST_EVERY: Duration = Duration::from_secs(30);

/// Wakes whoever sends reports; a lane rings and goes on, it never waits for the source.
#[derive(Debug, Default)]
pub struct Bell {
    rung: Mutex<Rung>,
    heard: Condvar,
}

#[derive(Debug, Default)]
struct Rung {
    due: bool,
    over: bool,
}

impl Bell {
    /// Something is due.
    pub fn ring(&self) {
        self.rung().due = true;
        self.heard.notify_all();
    }

    /// Nobody rings any more.
    pub fn end(&self) {
        self.rung().over = true;
        self.heard.notify_all();
    }

    /// False once it is over.
    fn wait(&self, most: Duration) -> bool {
        let quiet = |rung: &mut Rung| !rung.due && !rung.over;
        let waited = self.heard.wait_timeout_while(self.rung(), most, quiet);
        let (mut rung, _) = waited.unwrap_or_else(PoisonError::into_inner);
        rung.due = false;
        !rung.over
    }

    fn rung(&self) -> MutexGuard<'_, Rung> {
        self.rung.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Station {
    /// Sends all that is due; stops at the first sign of a dead line, but not where the source
    /// refuses one report: the others must not wait behind it. Returns what is left.
    pub fn drain_outbox(&self) -> Result<usize, StationError> {
        self.check_anchor()?;
        let waiting: Vec<JobId> = {
            let writer = self.ledger.lock();
            let due = writer.unfinished().filter(|job| !job.due.is_empty());
            due.map(|job| job.id.clone()).collect()
        };
        for job in &waiting {
            match report(self, job) {
                Err(StationError::Source(SourceError::Refused(_) | SourceError::Conflict(_))) => {
                    tracing::warn!(%job, "the source refuses a report");
                    // It may have heard of this card from another copy of this journal.
                    self.anchor.doubt();
                }
                other => other?,
            }
        }
        let writer = self.ledger.lock();
        Ok(writer.unfinished().map(|job| job.due.len()).sum())
    }

    /// Drains the outbox whenever the bell rings, until it is over.
    pub(super) fn keep_reporting(&self) {
        let mut pause = TRY_AGAIN;
        loop {
            match self.drain_outbox() {
                Ok(_) => pause = TRY_AT_LEAST_EVERY,
                Err(error) => {
                    tracing::warn!(error = %Chain(&error), "outbox waits");
                    pause = if pause == TRY_AT_LEAST_EVERY { TRY_AGAIN } else { pause };
                }
            }
            if !self.bell.wait(pause) {
                return;
            }
            pause = (pause * 2).min(TRY_AT_LEAST_EVERY - TRY_AGAIN);
        }
    }
}

/// Tells the source at once if it can; if not, the outbox does later. Never called by a lane.
pub(super) fn report_job(station: &Station, id: &JobId) {
    if let Err(error) = report(station, id) {
        tracing::warn!(job = %id, %error, "report waits in the outbox");
    }
}

/// One teller at a time: what somebody else has told meanwhile is not told again.
fn report(station: &Station, id: &JobId) -> Result<(), StationError> {
    let author = Author::of_job("cetakd", id);
    let mut line = station.reports.lock().unwrap_or_else(PoisonError::into_inner);
    while let Some(job) = station.ledger.job(id)?
        && let Some(due) = job.due.first()
    {
        let event = send(station, line.as_mut(), &job, due)?;
        station.ledger.book(&author, vec![event])?;
    }
    Ok(())
}

fn send(
    station: &Station,
    line: &mut dyn PrrSource,
    job: &Job,
    due: &Due,
) -> Result<Event, SourceError> {
    let taken = job.lease.as_ref().map(|taken| &taken.lease);
    let lease = taken.or(job.refused_lease.as_ref()).map(ToString::to_string).unwrap_or_default();
    match due {
        Due::Outcome(outcome, uid) => {
            let head = station.ledger.lock().head();
            let report = Report {
                job: job.id.to_string(),
                lease,
                outcome: match outcome {
                    ReportedOutcome::Printed => Outcome::Printed,
                    ReportedOutcome::Ready => Outcome::Ready,
                    ReportedOutcome::Spoiled => Outcome::Spoiled,
                },
                uid: *uid,
                at: station.now(),
                journal_seq: head.seq,
                journal_head: head.hash.to_string(),
            };
            let receipt = word(line.report(&report)?);
            Ok(Event::OutcomeReported { outcome: *outcome, receipt })
        }
        Due::GiveBack => {
            let receipt = word(line.give_back(&lease, job.id.as_str())?);
            Ok(Event::GiveBackReported { receipt })
        }
        Due::Revocation(uid, reason) => {
            let receipt = word(line.revoke(uid, reason.as_str())?);
            Ok(Event::RevocationReported { uid: *uid, receipt })
        }
    }
}

fn word(receipt: Receipt) -> String {
    match receipt {
        Receipt::Accepted(number) => number,
        Receipt::Deposited(name) => format!("outbox:{name}"),
    }
}
