//! What stands on an entry besides the event, and what is kept beside it.

use jiff::tz::Offset;

use super::sealed::Sealed;
use crate::journal::{JobId, LaneName, PersonNumber};

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
    pub lane: Option<LaneName>,
    pub job: Option<JobId>,
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
    },
    /// Who waits for a lease; what is known of somebody already is kept.
    Person {
        person: PersonNumber,
        data: Sealed,
    },
}
