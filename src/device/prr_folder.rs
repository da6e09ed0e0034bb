//! The PRR source of an office without a line: a courier lays signed leases into `inbox/` and
//! takes signed reports from `outbox/`. A person who doesn't lie there is unknown, never "not
//! ready". A lease leaves the inbox once a report that ends it lies in the outbox: photo and
//! fingerprints don't outlive their purpose. Whatever else lies there is named and left alone.

mod inbox;
mod outbox;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use self::inbox::{Inbox, Laid};
use self::outbox::{Message, Outbox};
use super::files::FileError;
use super::source::{
    LeaseRefusal, LeaseRequest, Observation, PrrSource, ReadyPage, ReadyPerson, Receipt, Report,
    SignedLease, SourceError, reason_word,
};
use super::sundry::Clock;
use crate::record::{Nik, RecordState, RecordTrust, SigningKey, Uid};

pub use outbox::TYP as REPORT_TYP;

/// People listed in one page of the ready.
pub const PAGE: usize = 100;

/// What a station without a line must bring along.
#[derive(Debug)]
pub struct FolderStation {
    /// Whose leases are ours.
    pub station: String,
    pub trust: RecordTrust,
    /// Signs the reports.
    pub key: SigningKey,
}

/// A PRR source in a folder.
pub struct FolderSource {
    name: String,
    inbox: Inbox,
    outbox: Outbox,
    clock: Arc<dyn Clock>,
}

impl FolderSource {
    /// Makes `inbox/` and `outbox/` where they lack.
    pub fn open(
        root: &Path,
        station: FolderStation,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, FileError> {
        let inbox = Inbox::open(&root.join("inbox"), &station.station, station.trust)?;
        let outbox = Outbox::open(&root.join("outbox"), station.station, station.key)?;
        let name = format!("folder {}", root.display());
        Ok(Self { name, inbox, outbox, clock })
    }

    /// Looks again at both boxes; leases that a report has ended go.
    fn look(&mut self) -> Result<(), SourceError> {
        self.outbox.look()?;
        self.inbox.look()?;
        let ended = |laid: &Laid| self.outbox.ends(&laid.lease);
        self.inbox.remove(ended);
        Ok(())
    }

    fn deposit(&mut self, message: &Message<'_>) -> Result<Receipt, SourceError> {
        self.look()?;
        let name = self.outbox.deposit(message, self.clock.now())?;
        self.look()?;
        Ok(Receipt::Deposited(name))
    }
}

impl PrrSource for FolderSource {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn status(&mut self, nik: &Nik) -> Result<Observation, SourceError> {
        self.look()?;
        let source = self.name();
        Ok(match self.inbox.newest_of(nik) {
            Some(laid) => Observation {
                state: Some(RecordState::PrintReadyRecord),
                observed_at: laid.observed_at,
                source,
                job: Some(laid.job.clone()),
            },
            None => Observation { state: None, observed_at: self.clock.now(), source, job: None },
        })
    }

    fn lease(&mut self, request: &LeaseRequest) -> Result<SignedLease, SourceError> {
        self.look()?;
        if let Some(laid) = self.inbox.of_job(&request.nik, &request.job) {
            return self.inbox.text(laid);
        }
        Err(SourceError::Refused(match self.inbox.newest_of(&request.nik) {
            Some(_) => LeaseRefusal::OtherJob,
            None => LeaseRefusal::UnknownPerson,
        }))
    }

    fn ready(&mut self, after: Option<&str>) -> Result<ReadyPage, SourceError> {
        self.look()?;
        let mut laid = self.inbox.people().filter(|laid| after.is_none_or(|at| &*laid.lease > at));
        let page: Vec<&Laid> = laid.by_ref().take(PAGE).collect();
        let more = laid.next().is_some();
        let next = page.last().filter(|_| more).map(|last| last.lease.clone());
        Ok(ReadyPage { people: page.into_iter().map(ReadyPerson::from).collect(), next })
    }

    fn report(&mut self, report: &Report) -> Result<Receipt, SourceError> {
        self.deposit(&Message::Outcome(report))
    }

    fn give_back(&mut self, lease: &str, job: &str) -> Result<Receipt, SourceError> {
        self.deposit(&Message::GiveBack { lease, job })
    }

    fn revoke(&mut self, uid: &Uid, reason: &str) -> Result<Receipt, SourceError> {
        self.deposit(&Message::Revocation { uid: *uid, reason: reason_word(reason)? })
    }

    fn complaints(&mut self) -> Result<Vec<String>, SourceError> {
        self.look()?;
        Ok(self.inbox.complaints())
    }
}

impl fmt::Debug for FolderSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FolderSource({})", self.name)
    }
}

fn unusable(error: &FileError) -> SourceError {
    let (path, reason) = match error {
        FileError::Io { path, source } => (path, source.kind().to_string()),
        FileError::NotAFile { path } => (path, "not a plain file".to_owned()),
        FileError::TooLong { path, limit } => (path, format!("longer than {limit} bytes")),
        FileError::ReadableByOthers { path, .. } => (path, "can be read by others".to_owned()),
    };
    SourceError::Folder { path: shown(&path.to_string_lossy()), reason }
}

/// A file's name fit to be shown: a courier may have named it after a person.
pub fn shown(name: &str) -> String {
    let mut text: Vec<char> = name.chars().map(|c| if c.is_control() { '�' } else { c }).collect();
    let mut run = 0;
    for at in 0..text.len() {
        run = if text[at].is_ascii_digit() { run + 1 } else { 0 };
        if run >= 16 {
            // The first four and last four of a NIK may be shown.
            for masked in &mut text[at - 11..at - 3] {
                *masked = '*';
            }
            run = 4;
        }
    }
    text.into_iter().collect()
}

#[cfg(test)]
mod tests;
