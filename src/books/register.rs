//! *Buku Register Dokumen KTP-el*: one row a printed card, numbered `year/station/n` without gaps.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::job::Job;
use crate::journal::{BlankName, Entry, Event, Found, JobId, LaneName, PersonNumber};
use crate::record::{Kind, Paper, Reason, RecordState};

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RegisterNumber {
    pub year: i16,
    pub station: String,
    pub n: u32,
}

/// What the journal knows of a row; name, NIK and address lie sealed under the person's number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterRow {
    pub number: RegisterNumber,
    /// Civil date in the office's zone.
    pub date: Date,
    pub job: JobId,
    pub person: PersonNumber,
    pub kind: Kind,
    pub reason: Reason,
    pub blank: BlankName,
    pub lane: LaneName,
    pub operator: String,
    pub papers: Vec<Paper>,
    /// What the source said at the check, and when.
    pub state: Option<RecordState>,
    pub observed_at: Timestamp,
    /// Serial number of the printer.
    pub printer: Option<String>,
}

impl RegisterRow {
    /// The row that an entry adds; `job` as it stood before, `n` the next free number.
    pub fn from_entry(entry: &Entry, job: &Job, n: u32) -> Option<Self> {
        let lane = match &entry.event {
            Event::PrintFinished { .. } => entry.lane.clone()?,
            // Lost sight of while it was printed, and found whole.
            Event::CardSettled { found: Found::Output, .. } => job.lane.clone()?,
            _ => return None,
        };
        let date = entry.civil_date();
        Some(Self {
            number: RegisterNumber { year: date.year(), station: entry.station.clone(), n },
            date,
            job: job.id.clone(),
            person: job.opened.person.clone(),
            kind: job.lease.as_ref()?.kind,
            reason: job.opened.reason,
            blank: job.blank.clone()?,
            lane,
            operator: entry.actor.clone(),
            papers: job.opened.papers.clone(),
            state: job.opened.state.clone(),
            observed_at: job.opened.observed_at,
            printer: None,
        })
    }
}

impl fmt::Display for RegisterNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{:05}", self.year, self.station, self.n)
    }
}
