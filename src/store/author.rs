//! What stands on an entry besides the event, and what is kept beside it.

use std::collections::BTreeSet;

use jiff::tz::Offset;

use super::sealed::Sealed;
use crate::journal::{ApprovalId, JobId, LaneName, PersonNumber, StaffName};
use crate::record::Mac;

/// What stands on every entry of this station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StationFacts {
    pub id: String,
    pub zone: Offset,
}

/// On whose behalf something is booked.
#[derive(Debug, Clone, Default)]
pub struct Author {
    pub actor: String,
    pub approved_by: Option<String>,
    pub lane: Option<LaneName>,
    pub job: Option<JobId>,
}

impl Author {
    /// A person, for what is of no lane and no job.
    pub fn person(actor: &str) -> Self {
        Self { actor: actor.to_owned(), ..Self::default() }
    }

    /// A person or the program itself, about one job and no lane.
    pub fn of_job(actor: &str, job: &JobId) -> Self {
        Self { job: Some(job.clone()), ..Self::person(actor) }
    }
}

/// Sealed data that is kept in the same transaction.
#[derive(Debug)]
pub enum Beside {
    Nothing,
    Record {
        job: JobId,
        lease: Sealed,
        person: PersonNumber,
        data: Sealed,
        words: BTreeSet<Mac>,
    },
    /// A salt and what Argon2id made of a PIN.
    Pin {
        name: StaffName,
        data: Sealed,
    },
    /// A command that waits for a second person.
    Request {
        approval: ApprovalId,
        data: Sealed,
    },
    /// What people wrote on a paper.
    Words {
        owner: String,
        data: Sealed,
    },
    /// Who waits for a lease; what is known of somebody already is kept.
    Person {
        person: PersonNumber,
        data: Sealed,
        words: BTreeSet<Mac>,
    },
    /// What was signed when a card was given.
    Handover {
        job: JobId,
        person: PersonNumber,
        data: Sealed,
    },
}
