//! What the source has yet to hear. Derived from the jobs, so nothing can be lost between two
//! tables; a report may be sent again, for it is idempotent and answered with the same receipt.

use super::Station;
use super::error::StationError;
use crate::device::SourceError;
use crate::device::source::{Outcome, Receipt, Report};
use crate::job::{Due, Job};
use crate::journal::{Event, JobId, ReportedOutcome};
use crate::store::Author;

impl Station {
    /// Sends all that is due; stops at the first sign of a dead line, but not where the source
    /// refuses one report: the others must not wait behind it. Returns what is left.
    pub fn drain_outbox(&self) -> Result<usize, StationError> {
        self.check_anchor()?;
        let waiting: Vec<Job> = {
            let writer = self.ledger.lock();
            writer.unfinished().filter(|job| !job.due.is_empty()).cloned().collect()
        };
        for job in &waiting {
            match report(self, job) {
                Err(StationError::Source(SourceError::Refused(_) | SourceError::Conflict(_))) => {
                    tracing::warn!(job = %job.id, "the source refuses a report");
                }
                other => other?,
            }
        }
        let writer = self.ledger.lock();
        Ok(writer.unfinished().map(|job| job.due.len()).sum())
    }
}

/// Tells the source at once if it can; if not, the outbox does later.
pub(super) fn report_job(station: &Station, id: &JobId) {
    let reported = match station.ledger.job(id) {
        Ok(Some(job)) => report(station, &job),
        Ok(None) => Ok(()),
        Err(error) => Err(error.into()),
    };
    if let Err(error) = reported {
        tracing::warn!(job = %id, %error, "report waits in the outbox");
    }
}

fn report(station: &Station, job: &Job) -> Result<(), StationError> {
    let author = Author { actor: "cetakd".into(), lane: None, job: Some(job.id.clone()) };
    for due in &job.due {
        let event = send(station, job, due)?;
        station.ledger.book(&author, vec![event])?;
    }
    Ok(())
}

fn send(station: &Station, job: &Job, due: &Due) -> Result<Event, SourceError> {
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
            let receipt = word(station.source().report(&report)?);
            Ok(Event::OutcomeReported { outcome: *outcome, receipt })
        }
        Due::GiveBack => {
            let receipt = word(station.source().give_back(&lease, job.id.as_str())?);
            Ok(Event::GiveBackReported { receipt })
        }
        Due::Revocation(uid, reason) => {
            let receipt = word(station.source().revoke(uid, reason.as_str())?);
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
