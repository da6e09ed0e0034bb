//! A command that one person alone may not give waits sealed for a second one. The word is booked
//! and the sealed command destroyed before anything is done: what is approved is done at most once.

use jiff::SignedDuration;
use zeroize::Zeroizing;

use super::Station;
use super::error::StationError;
use super::people::SignFault;
use super::request::name;
use crate::books::StaffFault;
use crate::journal::{ApprovalId, Event};
use crate::store::{Author, Beside, StoreError};

/// As long as a working day with its evening.
pub const APPROVAL_LASTS: SignedDuration = SignedDuration::from_hours(12);

/// What waits: the command's word, and the command itself.
#[derive(Debug)]
pub struct Waiting<'a> {
    pub command: &'a str,
    pub request: &'a [u8],
}

/// What a second person is asked about.
#[derive(Debug)]
pub struct Open {
    pub asked_by: String,
    pub request: Zeroizing<Vec<u8>>,
}

impl Station {
    /// Keeps it for a second person.
    pub fn ask_approval(
        &self,
        actor: &str,
        waiting: &Waiting<'_>,
    ) -> Result<ApprovalId, StationError> {
        self.expire_approvals()?;
        let approval = name(ApprovalId::new, &self.random_name());
        let data = self.sealing.seal(self.entropy.as_ref(), &owner(&approval), waiting.request);
        let asked = Event::ApprovalAsked {
            approval: approval.clone(),
            command: waiting.command.to_owned(),
            expires_at: self.now() + APPROVAL_LASTS,
        };
        let beside = Beside::Request { approval: approval.clone(), data };
        self.book_people_beside(&Author::person(actor), vec![asked], &beside)?;
        Ok(approval)
    }

    /// What this approval is about, if it is open.
    pub fn open_approval(&self, id: &ApprovalId) -> Result<Open, StationError> {
        self.expire_approvals()?;
        let writer = self.ledger.lock();
        let not_open = || SignFault::from(StaffFault::NotOpen(id.clone()));
        let book = writer.books().staff.approvals.get(id).ok_or_else(not_open)?;
        let sealed = writer.reader()?.sealed_approval(id)?.ok_or_else(not_open)?;
        let request = self.sealing.open(&owner(id), &sealed)?;
        Ok(Open { asked_by: book.asked_by.clone(), request })
    }

    /// From here it is this caller's to carry out, and nobody else's.
    pub fn give_approval(&self, second: &str, id: &ApprovalId) -> Result<(), StationError> {
        let given = Event::ApprovalGiven { approval: id.clone() };
        self.book_people(&Author::person(second), vec![given])
    }

    /// What became of it; whoever reads the list later does not take it for done.
    pub fn end_approval(
        &self,
        second: &str,
        id: &ApprovalId,
        code: Option<String>,
    ) -> Result<(), StationError> {
        let ended = Event::ApprovalEnded { approval: id.clone(), code };
        self.book_people(&Author::person(second), vec![ended])
    }

    pub fn decline_approval(&self, by: &str, id: &ApprovalId) -> Result<(), StationError> {
        self.expire_approvals()?;
        let declined = Event::ApprovalDeclined { approval: id.clone() };
        self.book_people(&Author::person(by), vec![declined])
    }

    /// Each PIN and each command that waits opens for its own row: one that was exchanged or
    /// changed beside the journal shows before anybody relies on it.
    pub fn open_what_waits(&self) -> Result<(), StoreError> {
        let writer = self.ledger.lock();
        let (reader, staff) = (writer.reader()?, &writer.books().staff);
        for id in staff.approvals.keys() {
            if let Some(sealed) = reader.sealed_approval(id)? {
                self.sealing.open(&owner(id), &sealed)?;
            }
        }
        for name in staff.people.keys() {
            if let Some(sealed) = reader.sealed_pin(name)? {
                self.sealing.open(&super::people::owner(name.as_str()), &sealed)?;
            }
        }
        Ok(())
    }

    /// What nobody answered in time is destroyed.
    pub fn expire_approvals(&self) -> Result<(), StationError> {
        let now = self.now();
        let late: Vec<ApprovalId> = {
            let writer = self.ledger.lock();
            let open = writer.books().staff.approvals.iter();
            open.filter(|(_, book)| now >= book.expires_at).map(|(id, _)| id.clone()).collect()
        };
        if late.is_empty() {
            return Ok(());
        }
        let events = late.into_iter().map(|approval| Event::ApprovalExpired { approval });
        self.book_people(&Author::person("cetakd"), events.collect())
    }
}

/// Binds what is sealed to its row.
pub fn owner(id: &ApprovalId) -> String {
    format!("approval/{id}")
}
